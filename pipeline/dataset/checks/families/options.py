"""Options of families: the same ones in each row and in one order, a value for each, each combination once. Pure.

What most rows of a family have is what the others are compared with: one row that differs is one finding.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import polars as pl

from pipeline.dataset.checks.families.rows import Cells, Families, add_rows, together
from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.checks.keys import any_doubled
from pipeline.dataset.tables import Table
from pipeline.text import clean

_SHOWN = 60


class _Rule(NamedTuple):
    """A rule of one option: true where a row breaks it, the column that is named, the rule and its way out in words."""

    broken: pl.Expr
    column: str
    said: Callable[[Cells], tuple[str, str]]


class _Option(NamedTuple):
    """One option of a table: its place, its columns, and its names and values in `_compared`.

    `n` and `v` are the row's own name and value, `f` is the name that its family has in this place.
    """

    table: Table
    place: int
    name: str
    value: str

    @property
    def n(self) -> pl.Expr:
        return pl.col(f"n{self.place}")

    @property
    def v(self) -> pl.Expr:
        return pl.col(f"v{self.place}")

    @property
    def f(self) -> pl.Expr:
        return pl.col(f"f{self.place}")

    def family_has(self, row: Cells) -> str:
        """Return the name that the family of a row of `_compared` has here, as it is written; '' for none."""
        known = row[f"f{self.place}"] is not None
        return f'"{clean(self.table.frame[self.name][row["at"]], _SHOWN)}"' if known else ""

    def family_row(self, row: Cells) -> int:
        """Return the line of a row that has the family's options."""
        return self.table.lines[row["at"]]


def check_options(table: Table, families: Families, gathered: Gathered) -> None:
    """Name each row whose options are not complete, not those of its family, or those of another row of it."""
    families = families.where(_odd(families))
    compared = _compared(families)
    options = [_Option(table, place, *pair) for place, pair in enumerate(families.pairs)]
    for option in options:
        rules = (*_own_rules(option), *_twice_rules(option, options), *_family_rules(option, options))
        for rule in rules:
            add_rows(table, gathered, rule.column, compared.filter(rule.broken), rule.said)
    _check_combinations(table, options, compared, gathered)


def _odd(families: Families) -> pl.Series:
    """Return the stems of families in which a rule may be broken: few, and only they are worth a look at each row."""
    places = range(len(families.pairs))
    alike = families.differing(families.rows[f"n{place}"].fill_null(0) for place in places)
    halves = (pl.col(f"n{place}").is_null() != pl.col(f"v{place}").is_null() for place in places)
    found = families.rows.filter(pl.any_horizontal(*halves, *_doubled(places)))["stem"]
    values = together("stem", *(f"v{place}" for place in places))
    combinations = families.rows.select("stem", pl.when("member").then(values).alias("mark"))
    if any_doubled(combinations["mark"]):
        twice = combinations.filter(pl.col("mark").is_not_null(), pl.col("mark").is_duplicated())["stem"]
        found = pl.concat([found, twice])
    return pl.concat([alike, found]).unique()


def _doubled(places: range) -> Iterator[pl.Expr]:
    """Yield whether an option has the name of an earlier one."""
    for place in places:
        for earlier in range(place):
            yield pl.col(f"n{place}").eq(pl.col(f"n{earlier}")).fill_null(value=False)


def _compared(families: Families) -> pl.DataFrame:
    """Return the rows with options, each with the names of its family (`f0` …, null for none) and a row that has them (`at`)."""
    places = range(len(families.pairs))
    names = [f"f{place}" for place in places]
    sound = ~pl.any_horizontal(pl.lit(value=False), *_doubled(places))
    usual = (
        families.rows.filter("complete", pl.col("stem").is_not_null(), sound)
        .with_columns(
            pl.when(pl.col(f"v{place}").is_not_null()).then(pl.col(f"n{place}")).alias(f"f{place}")
            for place in places
        )
        .group_by("stem", *names)
        .agg(pl.len().alias("times"), pl.col("row").min().alias("at"))
        .sort("times", "at", descending=[True, False])
        .unique("stem", keep="first", maintain_order=True)
    )
    return families.rows.filter("member").join(
        usual.select("stem", "at", *names), on="stem", how="left", maintain_order="left"
    )


def _own_rules(option: _Option) -> Iterator[_Rule]:
    """Yield what a row is asked by itself: a name to each value, and a value to each name."""
    name, value, n, v = option.name, option.value, option.n, option.v

    def nameless(row: Cells) -> tuple[str, str]:
        write = option.family_has(row) or "the option's name, such as Size"
        return f"{value} holds a value of an option without a name.", f"Write {write}, or empty {value}."

    def valueless(row: Cells) -> tuple[str, str]:
        more = "" if option.family_has(row) else f", or empty {name}"
        return f"{name} names an option, and its value is missing.", f"Write its value{more}."

    yield _Rule(n.is_null() & v.is_not_null(), name, nameless)
    yield _Rule(n.is_not_null() & v.is_null(), value, valueless)


def _twice_rules(option: _Option, options: list[_Option]) -> Iterator[_Rule]:
    """Yield that two options are one; where the family has other options here, that is said alone."""
    alone = pl.col("at").is_null()
    for earlier in options[: option.place]:
        rule = f"{earlier.name} names the same option."
        said = rule, f"Name another option, or empty {option.name} and {option.value}."
        yield _Rule(option.n.eq(earlier.n) & alone, option.name, lambda _, said=said: said)  # type: ignore[misc]


def _family_rules(option: _Option, options: list[_Option]) -> Iterator[_Rule]:
    """Yield what a row is asked as one of its family: the same options, in the same order."""
    n, v, f = option.n, option.v, option.f

    def other(row: Cells) -> tuple[str, str]:
        has, line = option.family_has(row), option.family_row(row)
        names = {row[f"n{each.place}"] for each in options}, {row[f"f{each.place}"] for each in options}
        if names[0] == names[1]:
            every = [each.family_has(row) for each in options if each.family_has(row)]
            return (
                f"The options of its family stand in another order in row {line}.",
                f"Write names and values in the order {', '.join(every)}.",
            )
        return (
            f"Its family has the option {has} here (row {line}).",
            f"Write {has} and its value, or give the row a handle and a name of its own.",
        )

    def unknown(row: Cells) -> tuple[str, str]:
        return (
            f"Its family has no such option (row {option.family_row(row)}).",
            f"Empty {option.name} and {option.value}, or give each row of the family this option.",
        )

    def lacking(row: Cells) -> tuple[str, str]:
        has, line = option.family_has(row), option.family_row(row)
        return (
            f"Its family has the option {has} (row {line}); this row has no value for it.",
            f"Write {has} into {option.name}, and its value here.",
        )

    yield _Rule(n != f, option.name, other)
    yield _Rule(
        pl.col("at").is_not_null() & n.is_not_null() & v.is_not_null() & f.is_null(), option.name, unknown
    )
    yield _Rule(n.is_null() & v.is_null() & f.is_not_null(), option.value, lacking)


def _check_combinations(
    table: Table, options: list[_Option], compared: pl.DataFrame, gathered: Gathered
) -> None:
    """Name each row whose values an earlier row of its family has; rows that lack something have a finding already."""
    whole = pl.all_horizontal(
        (each.n.eq_missing(each.f) & each.n.is_null().eq(each.v.is_null())) for each in options
    )
    first = pl.col("row").first().over("stem", *(each.v for each in options))
    twice = (
        compared.filter(whole, pl.col("at").is_not_null())
        .with_columns(first=first)
        .filter(pl.col("row") != pl.col("first"))
    )

    def said(row: Cells) -> tuple[str, str]:
        values = [table.frame[each.value][row["row"]] for each in options]
        shown = " / ".join(clean(value, _SHOWN) for value in values if value is not None)
        return (
            f"Row {table.lines[row['first']]} of its family has the same options: {shown}.",
            "Give one of the two another value, or remove a row.",
        )

    add_rows(table, gathered, options[0].value, twice, said)
