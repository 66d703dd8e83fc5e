"""What a family has once, such as its name, its brand and whether it is on sale. Pure.

A blank cell takes the family's value, in whichever of its rows that stands: so a way out that empties a cell is true.
"""

import functools
from collections.abc import Callable, Iterator

import polars as pl

from pipeline.dataset.checks.families.rows import Cells, Families, add_rows
from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.checks.keys import marks
from pipeline.dataset.imports.values.meanings import meant_by
from pipeline.dataset.tables import Table
from pipeline.schema.fields import Form, split_list
from pipeline.schema.kinds import key_of
from pipeline.text import clean

_SHOWN = 60


def _same_names(text: str) -> str:
    return "\n".join(sorted({key_of(name) for name in split_list(text)}))


# How values are compared, but for texts: case and order of names don't count, and yes is as good as true
_COMPARED: dict[Form, Callable[[str], str]] = {
    Form.REFERENCE: key_of,
    Form.PATH: key_of,
    Form.LIST: _same_names,
    Form.BOOLEAN: lambda text: meant_by(Form.BOOLEAN, text) or text,
}


def check_fields(table: Table, families: Families, gathered: Gathered) -> None:
    """Name each value of a field that a family has once, where it isn't the one of most of its rows."""
    for name, cells in _compared(table, families):
        stems = families.differing([cells])
        if len(stems):
            rows = families.where(stems).members.select("row", "stem", "handle")
            filled = rows.with_columns(value=cells.gather(rows["row"])).drop_nulls("value")
            _check_field(table, families, name, filled, gathered)


def _compared(table: Table, families: Families) -> Iterator[tuple[str, pl.Series]]:
    """Yield each field that a family has once, with the marks of its values as they are compared, null when blank."""
    for name in table.kind.shared:
        if name == families.rules.name:
            yield name, families.rows["name"]
        elif name in table.frame.columns:
            compared = _COMPARED.get(table.kind.fields[name].form)
            yield name, marks(table.frame, name, functools.partial(_told_apart, compared))


def _told_apart(compared: Callable[[str], str] | None, cells: pl.Series) -> pl.Series:
    """Return values as they are compared; there are few different ones of those that need a look each."""
    if compared is None:
        return cells.str.strip_chars()
    texts = cells.drop_nulls().unique().to_list()
    apart: pl.Series = cells.replace_strict(
        texts, [compared(text) for text in texts], default=None, return_dtype=pl.String
    )
    return apart


def _check_field(
    table: Table, families: Families, name: str, filled: pl.DataFrame, gathered: Gathered
) -> None:
    """Name each value that is not the one of most rows, of families that have several: `filled` are their rows with one."""
    usual = (
        filled.group_by("stem", "value")
        .agg(pl.len().alias("times"), pl.col("row").min().alias("at"))
        .sort("times", "at", descending=[True, False])
        .unique("stem", keep="first", maintain_order=True)
        .select("stem", "at", usual="value")
    )
    odd = filled.join(usual, on="stem", how="left").filter(pl.col("value") != pl.col("usual"))
    is_name = name == families.rules.name

    def said(row: Cells) -> tuple[str, str]:
        line, shown = table.lines[row["at"]], clean(table.frame[name][row["at"]], _SHOWN)
        if is_name and row["handle"] is None:
            return (
                f'It is the handle of the family "{shown}" (row {line}).',
                f"Give the row a {families.rules.handle} of its own.",
            )
        if is_name:
            return (
                f'One {families.rules.handle}, two names: row {line} has "{shown}".',
                f"Empty the cell: it takes the family's name. Another product needs a {families.rules.handle} of its own.",
            )
        return (
            f'A family has one {name}, and row {line} has "{shown}".',
            "Empty the cell: it takes the family's.",
        )

    add_rows(table, gathered, name, odd, said)
