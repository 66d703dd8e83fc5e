"""Families that go on as single products, because some of their products were loaded so before they were a family. Pure.

A dataset of 0.1 has one product a row, and `generate --no-variants` writes it so. Where its rows get options later, the store
has singles that can't become variants. The rest of such a family goes as singles too (pipeline/load/README.md, *Units, references, waiting, steps*).
"""

from collections.abc import Collection, Iterable

from pipeline.journal.entries import Entry
from pipeline.journal.transitions import BEGUN
from pipeline.schema.collect import Filed
from pipeline.schema.kinds import OPTION_NUMBERS, Kind
from pipeline.schema.records import Record

_OPTIONS = frozenset(
    f"variant_option_{number}_{part}" for number in OPTION_NUMBERS for part in ("name", "value")
)
_OF_FAMILIES = _OPTIONS | {"handle"}


def flat_rows(rows: Iterable[Filed], entries: Iterable[Entry]) -> list[Filed]:
    """Return the rows, those of families with products that the journal knows as singles without their options.

    What is left of such a row is named as people call it, "Oatlow Cardigan - Charcoal / L": names of singles are unique.
    A family of which the store has a part as a family goes on as one.
    """
    every = list(rows)
    begun = {(entry.kind, entry.key): entry.unit for entry in entries if entry.state in BEGUN}
    units: dict[tuple[Kind, str], set[str | None]] = {}
    for record, _ in every if begun else ():
        group = record.kind.group(record)
        if group is not None and record.id in begun:
            units.setdefault((record.kind, group), set()).add(begun[record.id])
    flat = {family for family, known in units.items() if known == {None}}
    return [(_flat(record, flat), line) for record, line in every] if flat else every


def names_of_flat(rows: Iterable[Filed]) -> list[str]:
    """Return the names of the families that go on as singles, each once, in file order."""
    names = (
        str(record.filed.get("name") or record.get("name"))
        for record, _ in rows
        if record.filed is not None and record.kind.group(record) != record.kind.group(record.filed)
    )
    return list(dict.fromkeys(names))


def _flat(record: Record, families: Collection[tuple[Kind, str]]) -> Record:
    group = record.kind.group(record)
    if group is None or (record.kind, group) not in families:
        return record
    values = tuple(
        (name, record.label if name == "name" else value)
        for name, value in record.values
        if name not in _OF_FAMILIES
    )
    return Record(record.kind, values, filed=record.filed or record)
