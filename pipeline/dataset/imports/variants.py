"""Rows of variants that name their product, which stands in a row of its own: WooCommerce. Pure.

Promises: what stands in the product's row alone goes into the rows of its variants, and the product's row goes; a product
without variants stays a row. What a variant says otherwise than its family can is counted.
"""

import re
from collections.abc import Iterable

import polars as pl

from pipeline.dataset.checks.kind_rules import FamilyRules
from pipeline.dataset.imports.aliases import OWN_ID, PARENT, ROW_TYPE
from pipeline.dataset.imports.told import ImportNotes
from pipeline.dataset.imports.values.meanings import NO
from pipeline.schema.fields import Form
from pipeline.schema.kinds import Kind

_Cells = dict[str, str | None]


def led_by_products(kind: Kind, family: FamilyRules, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with the variants' rows completed by those of their products, which are left out."""
    if not {ROW_TYPE, PARENT} <= set(frame.columns):
        return frame
    options = [name for pair in family.options for name in pair if name in frame.columns]
    frame = frame.with_columns(
        pl.lit(None, pl.String).alias(name)
        for name in (family.handle, family.name)
        if name not in frame.columns
    )
    rows: list[_Cells] = frame.to_dicts()
    leaders = {key: row for row in rows if _is(row, "variable") for key in _keys(kind, row)}
    led: set[int] = set()
    lost, attributes = 0, 0
    for row in rows:
        if _is(row, "variation"):
            leader = leaders.get(_folded(row[PARENT]))
            lost += _follow(kind, family, row, leader, [row.get(name) for _, name in family.options])
            led |= {id(leader)} if leader else set()
        elif any(row[name] for name in options):
            attributes += not _is(row, "variable")
            row.update(dict.fromkeys(options))
    kept = [row for row in rows if id(row) not in led and not _is(row, "grouped")]
    told.lose("grouped products", sum(_is(row, "grouped") for row in rows), "what they group is there")
    told.lose("attributes of products without variants", attributes)
    told.lose("texts of single variants", lost, "a family has one of each")
    words = " with variants: what stands in the row is in those of the variants"
    told.count(len(led), "product", words)
    return pl.DataFrame(kept, schema=frame.schema)


def _is(row: _Cells, word: str) -> bool:
    return word in re.split(r"\W+", (row[ROW_TYPE] or "").casefold())


def _folded(text: str | None) -> str:
    return (text or "").strip().casefold()


def _keys(kind: Kind, row: _Cells) -> Iterable[str]:
    """Yield what a variant may call its product: by its key, or by its number."""
    if row.get(kind.key.field):
        yield _folded(row[kind.key.field])
    if row.get(OWN_ID):
        yield f"id:{_folded(row[OWN_ID])}"


def _follow(
    kind: Kind, family: FamilyRules, row: _Cells, leader: _Cells | None, values: list[str | None]
) -> int:
    """Write into a variant's row what its product says; return how many texts of its own are lost by that."""
    stem = row[PARENT] if leader is None else leader.get(kind.key.field) or f"id:{leader[OWN_ID]}"
    row[family.handle] = row[family.handle] or re.sub(r"\W+", "-", _folded(stem)).strip("-") or None
    if leader is None:
        behind = re.compile(r"\s+-\s+" + r",\s*".join(re.escape(value) for value in values if value) + "$")
        row[family.name] = behind.sub("", row[family.name] or "") or None
        return 0
    lost = 0
    for name in (each for each in kind.shared if each in row):
        own, said = row[name], leader[name]
        if kind.fields[name].form is Form.BOOLEAN and _folded(own) in NO:
            continue  # not on sale itself: left for `check` to name where its family is
        if said:
            lost += bool(own) and own != said and name != family.name
            row[name] = said
    return lost
