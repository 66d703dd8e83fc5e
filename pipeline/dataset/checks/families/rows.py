"""Which rows of a table are families, worked out once for the rules about them. Pure.

Rows with options that share a handle, or a name where they have no handle, are one family (`Kind.group`). Here a row that
names an option or gives a value counts as one of its family, complete or not: what it lacks is a finding of its own.
"""

import functools
import itertools
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import polars as pl

from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.checks.keys import folded, marks
from pipeline.dataset.checks.kind_rules import FamilyRules, rules_of
from pipeline.dataset.files.disk_frame import Frame, is_filled
from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.text import clean

Pair = tuple[str, str]  # the columns of an option's name and value
Cells = Mapping[str, Any]  # of a row of `rows`, or of what a rule made of it


class FamilyCount(NamedTuple):
    """How many families there are, and how many rows in all of them."""

    families: int
    rows: int


class Families(NamedTuple):
    """The families of one table.

    `rows` has for each row its number `row`, the marks of its `handle` and `name`, of the name `n0` and value `v0` of its
    first option and so on (null when blank; `keys.marks`), `member` for a row with anything of an option, `complete` for one with an
    option's name and value, and `stem`: what rows of its family share. `by_stem` has `row` and `stem` of the members, family
    by family, and whether the row above is of the same one (`again`).
    """

    rules: FamilyRules
    pairs: tuple[Pair, ...]
    rows: pl.DataFrame
    by_stem: pl.DataFrame

    @property
    def members(self) -> pl.DataFrame:
        """The rows of families."""
        return self.rows.filter("member", pl.col("stem").is_not_null())

    def where(self, stems: pl.Series) -> "Families":
        """Return these families alone, with the members of none."""
        among = pl.col("stem").is_in(stems.implode())
        return self._replace(rows=self.rows.filter("member", among | pl.col("stem").is_null()))

    @property
    def without_options(self) -> "Families":
        """The same families for those who don't look at their options: these take most of the memory."""
        options = (f"{letter}{number}" for letter in "nv" for number in range(len(self.pairs)))
        return self._replace(rows=self.rows.drop(*options))

    def differing(self, values: Iterable[pl.Series]) -> pl.Series:
        """Return the stems of families of which two rows may have different values (marks) in one of these columns.

        A blank may take any value. No family is left out; some may be there that have one value, and blanks before it.
        """
        rows = self.by_stem["row"]
        found = pl.repeat(value=False, n=len(rows), dtype=pl.Boolean, eager=True)
        for column in values:
            cells = column.gather(rows).forward_fill()
            found |= (cells != cells.shift()).fill_null(value=False)
        return self.by_stem.filter(found, "again")["stem"].unique()

    @property
    def counted(self) -> FamilyCount:
        """How many families a load would make, and of how many rows."""
        made = self.rows["stem"].filter(self.rows["complete"]).drop_nulls()
        return FamilyCount(made.n_unique(), len(made))


def family_rules_in(table: Table) -> FamilyRules | None:
    """Return what makes rows of a table families, None where its kind has none, and where no row has an option."""
    rules = rules_of(table.kind).family
    names = itertools.chain.from_iterable(_pairs(rules, table.frame) if rules is not None else ())
    return rules if any(is_filled(table.frame, name) for name in names) else None


def families_in(table: Table, rules: FamilyRules) -> Families:
    """Return the families of a table."""
    frame = table.frame
    pairs = _pairs(rules, frame)
    columns = {"handle": _marks(frame, rules.handle), "name": _marks(frame, rules.name)}
    for number, (name, value) in enumerate(pairs):
        columns |= {
            f"n{number}": marks(frame, name, folded_once),
            f"v{number}": marks(frame, value, folded_once),
        }
    rows = pl.DataFrame([cells.alias(name) for name, cells in columns.items()]).with_row_index("row")
    numbers = range(len(pairs))
    names, values = ([pl.col(f"{letter}{number}") for number in numbers] for letter in "nv")
    rows = rows.with_columns(
        member=pl.any_horizontal(each.is_not_null() for each in (*names, *values)),
        complete=pl.any_horizontal(
            name.is_not_null() & value.is_not_null() for name, value in zip(names, values, strict=True)
        ),
        stem=pl.coalesce("handle", "name"),
    )
    members = rows.select("row", "stem").filter(rows["member"]).drop_nulls().sort("stem", "row")
    return Families(rules, pairs, rows, members.with_columns(again=pl.col("stem") == pl.col("stem").shift()))


def _pairs(rules: FamilyRules, frame: Frame) -> tuple[Pair, ...]:
    return tuple(pair for pair in rules.options if set(pair) <= set(frame.columns))


def folded_once(column: pl.Series) -> pl.Series:
    """Return `key_of` of each cell of a column with few different texts."""
    texts = column.drop_nulls().unique()
    mended: pl.Series = column.replace_strict(texts, folded(texts), default=None, return_dtype=pl.String)
    return mended


def add_rows(
    table: Table,
    gathered: Gathered,
    column: str,
    rows: pl.DataFrame,
    said: Callable[[Cells], tuple[str, str]],
) -> None:
    """Gather a finding in a column for each of `rows` (with their `row`): `said` gives its rule and its way out."""
    cells = table.frame[column] if column in table.frame.columns else None
    first = rows.sort("row").head(LISTED_PER_RULE).iter_rows(named=True)
    gathered.add_many(
        rows.height,
        (
            Finding(
                str(table.path),
                table.lines[each["row"]],
                column,
                None if cells is None or cells[each["row"]] is None else clean(cells[each["row"]], 80),
                *said(each),
            )
            for each in first
        ),
    )


def _marks(frame: Frame, name: str) -> pl.Series:
    return marks(frame, name) if name in frame.columns else pl.Series(name, [None] * frame.height, pl.UInt64)


def together(*names: str) -> pl.Expr:
    """Return one mark of several columns of `Families.rows`: rows that are alike in all of them have the same.

    Each column is hashed by itself: a struct of them would be copied row by row first.
    """
    return functools.reduce(operator.xor, (pl.col(name).hash(number) for number, name in enumerate(names)))
