"""What a family has once, such as its name, its brand and whether it is on sale. Pure.

A blank cell takes the family's value, in whichever of its rows that stands: so a way out that empties a cell is true.
"""

from collections.abc import Callable, Iterator

import polars as pl

from pipeline.dataset.checks.families.rows import Cells, Families, add_rows
from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.imports.meanings import meant_by
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
    members = families.members
    values = {name: cells.gather(members["row"]) for name, cells in _compared(table, families)}
    marks = (
        pl.when(cells.is_not_null()).then(cells.hash()) for cells in values.values()
    )  # numbers compare faster
    marked = members.select("stem", *(mark.alias(name) for name, mark in zip(values, marks, strict=True)))
    differs = ((pl.col(name).min() != pl.col(name).max()).alias(name) for name in values)
    several = marked.group_by("stem").agg(differs)
    for name, cells in values.items():
        stems = several.filter(pl.col(name))["stem"]
        if len(stems):
            rows = members.select("row", "stem", "handle", value=cells)
            odd = rows.filter(pl.col("value").is_not_null(), pl.col("stem").is_in(stems.implode()))
            _check_field(table, families, name, odd, gathered)


def _compared(table: Table, families: Families) -> Iterator[tuple[str, pl.Series]]:
    """Yield each field that a family has once, with its values as they are compared, null when blank."""
    for name in table.kind.shared:
        if name not in table.frame.columns:
            continue
        form, cells = table.kind.fields[name].form, table.frame[name]
        if name == families.rules.name:
            yield name, families.rows["name"]
        elif form in _COMPARED:
            texts = cells.drop_nulls().unique().to_list()
            compared = [_COMPARED[form](text) for text in texts]
            yield name, cells.replace_strict(texts, compared, default=None, return_dtype=pl.String)
        else:
            yield name, cells.str.strip_chars().replace("", None)


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
