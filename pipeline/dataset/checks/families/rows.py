"""Which rows of a table are families, worked out once for the rules about them. Pure.

Rows with options that share a handle, or a name where they have no handle, are one family (`Kind.group`). Here a row that
names an option or gives a value counts as one of its family, complete or not: what it lacks is a finding of its own.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import polars as pl

from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.checks.keys import folded
from pipeline.dataset.checks.kind_rules import FamilyRules, rules_of
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

    `rows` has for each row its number `row`, its folded `handle` and `name`, the folded name `n0` and value `v0` of its
    first option and so on (null when blank), `member` for a row with anything of an option, `complete` for one with an
    option's name and value, and `stem`: what rows of its family share.
    """

    rules: FamilyRules
    pairs: tuple[Pair, ...]
    rows: pl.DataFrame

    @property
    def members(self) -> pl.DataFrame:
        """The rows of families."""
        return self.rows.filter("member", pl.col("stem").is_not_null())

    @property
    def counted(self) -> FamilyCount:
        """How many families a load would make, and of how many rows."""
        made = self.rows.filter("complete", pl.col("stem").is_not_null())
        return FamilyCount(made["stem"].n_unique(), made.height)


def families_in(table: Table) -> Families | None:
    """Return the families of a table, None where its kind has none, and where no row has an option."""
    rules, frame = rules_of(table.kind).family, table.frame
    if rules is None:
        return None
    pairs = tuple(pair for pair in rules.options if set(pair) <= set(frame.columns))
    if all(frame[name].null_count() == frame.height for pair in pairs for name in pair):
        return None
    columns = {"handle": _folded(frame, rules.handle), "name": _folded(frame, rules.name)}
    for number, (name, value) in enumerate(pairs):
        columns |= {f"n{number}": folded_once(frame[name]), f"v{number}": folded_once(frame[value])}
    rows = pl.DataFrame([cells.alias(name) for name, cells in columns.items()]).with_row_index("row")
    rows = rows.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))
    numbers = range(len(pairs))
    names, values = ([pl.col(f"{letter}{number}") for number in numbers] for letter in "nv")
    return Families(
        rules,
        pairs,
        rows.with_columns(
            member=pl.any_horizontal(each.is_not_null() for each in (*names, *values)),
            complete=pl.any_horizontal(
                name.is_not_null() & value.is_not_null() for name, value in zip(names, values, strict=True)
            ),
            stem=pl.coalesce("handle", "name"),
        ),
    )


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


def _folded(frame: pl.DataFrame, name: str) -> pl.Series:
    return folded(frame[name]) if name in frame.columns else pl.Series(name, [None] * frame.height, pl.String)
