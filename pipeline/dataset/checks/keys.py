"""Keys that stand twice, and what else may not, each named with the row that has it first. Pure."""

from collections.abc import Callable, Container

import polars as pl

from pipeline.dataset.checks.findings import LISTED_PER_RULE, Gathered
from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.checks.unseen import without_unseen
from pipeline.dataset.files.disk_frame import Frame, batches
from pipeline.dataset.tables import Table
from pipeline.errors import Finding
from pipeline.schema.kinds import key_of
from pipeline.text import clean


def check_keys(table: Table, gathered: Gathered, elsewhere: Container[str] = ()) -> None:
    """Name every key, and every name that must be unique, that an earlier row has; case and blanks don't count.

    Columns that are judged `elsewhere` are left out.
    """
    key = table.kind.key
    way_out = f"Give one of the two another {key.noun}, or remove a row."
    unique = {key.field: (f"The same {key.noun} stands in row {{row}}", way_out)}
    for name, words in (unique | dict(rules_of(table.kind).unique)).items():
        if name in table.frame.columns and name not in elsewhere:
            check_unique(table, name, words, gathered)
    for name in rules_of(table.kind).codes:
        if {name, key.field} <= set(table.frame.columns):
            _check_shared(table, name, gathered)


def _seen_key(text: str) -> str:
    return key_of(without_unseen(text))


def folded(column: pl.Series, fold: Callable[[str], str] = _seen_key) -> pl.Series:
    """Return `key_of` of each cell without what nobody sees; only cells beyond ASCII are worth leaving the vectorised way."""
    plain = column.str.strip_chars().str.to_lowercase()
    beyond = column.str.len_bytes() != column.str.len_chars()
    if not beyond.any():
        return plain
    cells = column.filter(beyond).to_list()
    places = beyond.arg_true()
    mended = pl.DataFrame(
        {"row": places, "mended": pl.Series([fold(cell) for cell in cells], dtype=pl.String)}
    )
    rows = pl.DataFrame({"plain": plain}).with_row_index("row")
    joined = rows.join(mended, on="row", how="left", maintain_order="left")
    return joined.select(pl.coalesce("mended", "plain")).to_series()


def marks(frame: Frame, name: str, fold: Callable[[pl.Series], pl.Series] = folded) -> pl.Series:
    """Return a number for each cell of a column, null for a blank one: equal cells, as `fold` has them, have the same.

    Numbers are compared faster than texts, and take less memory. They are hashes of 64 bits, which hold for one process.
    """
    parts = []
    for batch in batches(frame, [name]):
        keys = fold(batch[name])
        parts.append(pl.select(pl.when(keys != "").then(keys.hash())).to_series())
    return pl.concat(parts).alias(name)


def any_doubled(keys: pl.Series) -> bool:
    """Whether two rows have the same mark, nulls aside: sorting takes less memory than a table of all."""
    ordered = keys.drop_nulls().sort(in_place=True)
    return bool((ordered[1:] == ordered[:-1]).any())


def check_unique(
    table: Table, name: str, words: tuple[str, str], gathered: Gathered, keys: pl.Series | None = None
) -> None:
    """Name each row of which an earlier one has the cell, too: its rule (with `{row}` for that one) and its way out are `words`.

    `keys` are the cells' marks, null for those that may be doubled; without them all cells are compared.
    """
    keys = marks(table.frame, name) if keys is None else keys
    if not any_doubled(keys):
        return
    first = pl.col("row").first().over("key")
    doubled = (
        pl.DataFrame({"key": keys})
        .with_row_index("row")
        .drop_nulls("key")
        .with_columns(first.alias("first"))
        .filter(pl.col("row") != pl.col("first"))
    )
    rule, way_out = words
    cells = table.frame[name]
    listed = []
    for row, earlier in doubled.head(LISTED_PER_RULE).select("row", "first").iter_rows():
        same = "" if cells[row] == cells[earlier] else " (capitals, blanks and accents' forms don't count)"
        said = f"{rule.format(row=table.lines[earlier])}{same}."
        listed.append(Finding(str(table.path), table.lines[row], name, clean(cells[row], 80), said, way_out))
    gathered.add_many(doubled.height, listed)


def _check_shared(table: Table, name: str, gathered: Gathered) -> None:
    """Name each code that is the key of a row, another's or its own: codes and keys share one space of uniqueness."""
    key = table.kind.key
    keys, codes = marks(table.frame, key.field), marks(table.frame, name)
    if not any_doubled(pl.concat([keys.alias(name), codes])):
        return
    rows = codes.is_in(keys.drop_nulls().implode()).fill_null(value=False).arg_true()
    if not len(rows):
        return
    first = rows.head(LISTED_PER_RULE)
    owners: dict[int, int] = {}
    for row in keys.is_in(codes.gather(first).implode()).fill_null(value=False).arg_true().to_list():
        owners.setdefault(keys[row], row)
    cells, listed = table.frame[name], []
    for row in first.to_list():
        own = codes[row] == keys[row]
        rule = (
            f"It is the row's own {key.noun}, which the store takes as a {name} by itself."
            if own
            else f"It is the {key.noun} of row {table.lines[owners[codes[row]]]}; the store wants them unique together."
        )
        way_out = "Empty the cell." if own else f"Empty the cell, or give it another {name}."
        listed.append(Finding(str(table.path), table.lines[row], name, clean(cells[row], 80), rule, way_out))
    gathered.add_many(len(rows), listed)
