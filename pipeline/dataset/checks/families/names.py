"""Names of families among other products, rows that stand beside their family, and families that are too large. Pure.

Names are unique outside a family, and the store groups by them: two families of one name would become one there.
"""

import polars as pl

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.families.rows import Cells, Families, add_rows, together
from pipeline.dataset.checks.findings import Gathered
from pipeline.dataset.checks.keys import check_unique
from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.tables import Table

_FAMILIES = (
    "The family of row {row} has the same name; the store wants unique ones",
    "Give both families one handle if they are one, else another name.",
)


def check_names(table: Table, families: Families, gathered: Gathered) -> None:
    """Name rows without options that have the name or handle of a family, names that are missing or doubled, and too large families."""
    strays = _strays(families)
    _check_strays(table, families, strays, gathered)
    if families.rules.name in table.frame.columns:
        _check_missing(table, families, strays, gathered)
        _check_unique(table, families, strays, gathered)
    _check_sizes(table, families, gathered)


def _strays(families: Families) -> pl.DataFrame:
    """Return the rows without options that have the handle or the name of a family, with the first row of that by each."""
    others = families.rows.filter(~pl.col("member")).select("row", "handle", "name")
    first = {}
    for name in ("handle", "name"):
        shared = pl.col(name).is_in(others[name].drop_nulls().implode())
        alike = families.rows.filter("member", pl.col("stem").is_not_null(), shared)
        first[name] = alike.group_by(name).agg(pl.col("row").min().alias(f"same_{name}"))
    return (
        others.join(first["handle"], on="handle", how="left")
        .join(first["name"], on="name", how="left")
        .filter(pl.col("same_handle").is_not_null() | pl.col("same_name").is_not_null())
    )


def _check_strays(table: Table, families: Families, strays: pl.DataFrame, gathered: Gathered) -> None:
    handle, name = families.rules.handle, families.rules.name

    def beside(row: Cells) -> tuple[str, str]:
        line = table.lines[row["same_handle"]]
        other_name = row["name"] is not None and row["same_name"] is None
        emptied = f"empty its {name} and fill" if other_name else "fill"
        own = handle if other_name else f"{handle} and {name}"
        return (
            f"Row {line} has the same {handle} and options; this row has none.",
            f"Give this row another {own}, or {emptied} in the options as in row {line}.",
        )

    def named_so(row: Cells) -> tuple[str, str]:
        line = table.lines[row["same_name"]]
        return (
            f"Row {line} has the same {name} and options; this row has none.",
            f"Give this row another {name}, or {handle} and options as in row {line}.",
        )

    by_handle = pl.col("same_handle").is_not_null()
    add_rows(table, gathered, handle, strays.filter(by_handle), beside)
    add_rows(table, gathered, name, strays.filter(~by_handle), named_so)


def _check_missing(table: Table, families: Families, strays: pl.DataFrame, gathered: Gathered) -> None:
    """Name each row without a name that takes none from its family; of a family without any, its first row."""
    name, member = families.rules.name, pl.col("member")
    if not families.rows["name"].null_count():
        return
    alone = ~member | pl.col("stem").is_null()
    family_named = (member & pl.col("name").is_not_null()).any().over("stem")
    first = pl.col("row") == pl.col("row").filter(member).min().over("stem")
    lacking = families.rows.filter(
        pl.col("name").is_null(),
        alone | (~family_named & first),
        ~pl.col("row").is_in(strays["row"].implode()),
    )
    required = messages.required(table.kind, name)("")

    def said(row: Cells) -> tuple[str, str]:
        if row["member"] and row["stem"] is not None:
            return f"{required} No row of its family has one.", "Fill it in; one row of a family is enough."
        return required, "Fill it in, or remove the row."

    add_rows(table, gathered, name, lacking, said)


def _check_unique(table: Table, families: Families, strays: pl.DataFrame, gathered: Gathered) -> None:
    """Name each name that an earlier product or family has; one that a product shares with a family is a stray's."""
    name, member = families.rules.name, pl.col("member")
    elsewhere = pl.col("row").is_in(strays.filter(pl.col("same_name").is_not_null())["row"].implode())
    first = together("member", "stem", "name").is_first_distinct()
    alone, family = families.rows.select(
        pl.when(~member & ~elsewhere).then("name").alias("alone"),
        pl.when(member & first).then("name").alias("family"),
    )
    check_unique(table, name, rules_of(table.kind).unique[name], gathered, alone)
    check_unique(table, name, _FAMILIES, gathered, family)


def _check_sizes(table: Table, families: Families, gathered: Gathered) -> None:
    most = families.rules.most
    sizes = families.by_stem["stem"].value_counts()
    large = (
        families.where(sizes["stem"].filter(sizes["count"] > most))
        .members.group_by("stem")
        .agg(pl.len().alias("rows"), pl.col("row").sort().slice(most).first())
        .filter(pl.col("rows") > most)
    )

    def said(row: Cells) -> tuple[str, str]:
        return (
            f"Its family has {row['rows']:,} rows; the store takes {most}.",
            "Give the rows from here on another handle and name.",
        )

    column = families.rules.handle if families.rules.handle in table.frame.columns else families.rules.name
    add_rows(table, gathered, column, large, said)
