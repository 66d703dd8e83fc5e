"""What unload deleted, as rows of a load: each as the store had it, with today's row of the files for what that doesn't tell.

A brought-back record is a new one: it gets a new id. The journal of the load that deleted it tells what the ids in its
body are called, so that brands, tags and the like are named, and made again where they are gone. Reads only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.journal.book import Journal
from pipeline.journal.file import journal_path
from pipeline.journal.transitions import State
from pipeline.load.options import Selection, pattern_of
from pipeline.schema.fields import Field, Form, Value, cell_of, parse_cell
from pipeline.schema.kinds import PRICE_FIELDS
from pipeline.schema.records import Record
from pipeline.stores import resource_of
from pipeline.stores.comparing import held_value
from pipeline.text import clean, counted
from pipeline.unload.kept import Kept, read_kept

IN_THE_STORE = frozenset({State.DONE, State.SENT, State.DELETING})  # or it may be


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """The dataset's rows with the deleted records in them, and the patterns of keys that select those alone."""

    rows: Sequence[tuple[Record, int]]
    keys: tuple[str, ...]
    there: int  # records of the file that the store has again already


def bring_back(
    path: Path, dataset: Path, prefix: str, rows: Sequence[tuple[Record, int]], selection: Selection
) -> BroughtBack:
    """Return the rows with which a load brings back what a file of deleted records holds, as far as it is selected.

    Raises JournalError for a file that can't be read, UsageError where there is nothing to bring back.
    """
    journal = Journal.read(journal_path(dataset, prefix))
    if journal is None:
        raise _nothing(path, dataset, prefix, 0)
    filed = {record.id: (record, line) for record, line in rows}
    keys: list[str] = []
    there = 0
    with journal:
        for kept in {(each.kind, each.key): each for each in read_kept(path)}.values():
            entry = journal.entry(kept.kind, kept.key)
            if kept.kind.named or entry is None or not selection.takes(kept.kind, kept.key):
                continue  # what is named is made again where something names it
            if entry.state in IN_THE_STORE:
                there += 1
                continue
            known = filed.get(entry.id)
            filed[entry.id] = (
                _record_of(kept, known[0] if known else None, journal),
                known[1] if known else 0,
            )
            keys.append(pattern_of(kept.kind, entry.key_text))
    if not keys:
        raise _nothing(path, dataset, prefix, there)
    return BroughtBack(list(filed.values()), tuple(keys), there)


def _record_of(kept: Kept, filed: Record | None, journal: Journal) -> Record:
    """Return a kept body as a record of the files."""
    resource = resource_of(kept.kind)
    price = next(
        (name for name in PRICE_FIELDS if filed is not None and filed.get(name) is not None), PRICE_FIELDS[0]
    )
    values: list[tuple[str, Value]] = []
    several: list[Any] = []  # what the body has for fields of which a store may have several values
    for name, field in kept.kind.fields.items():
        if name in PRICE_FIELDS and name != price:
            continue
        own = filed.get(name) if filed is not None else None
        by_itself = name in resource.store_fills and filed is not None and own is None
        found = None if field.part or by_itself else held_value(resource, kept.body, name)
        if name in resource.among and found:
            several.append(found)
            at = several.count(found) - 1  # the first, the second … option of one list
            found = found[at] if at < len(found) else None
        told_by_file = own is not None and (field.part is not None or name in resource.among)
        value = own if told_by_file else _value(found, field, journal)
        if value is not None:
            values.append((name, value))
    outlets = [] if filed is None else [pair for pair in filed.values if pair[0] not in kept.kind.fields]
    return Record(kept.kind, (*values, *outlets))


def _value(found: Any, field: Field, journal: Journal) -> Value | None:
    """Return what a body has in a field, as its form has it; None where it has nothing, or nothing that fits."""
    if field.to is not None and found:
        ids = found if isinstance(found, (list, tuple)) else [found]
        names = tuple(journal.called(str(each)) for each in ids)
        lost = any(name == str(each) for name, each in zip(names, ids, strict=True))
        found = None if lost else names if field.form is Form.LIST else names[0]
    if found is None or found in ("", [], ()):
        return None
    try:
        return parse_cell(field.form, _cell(found, field))
    except ValueError:
        return None


def _cell(value: Any, field: Field) -> str:
    if isinstance(value, (bool, tuple)):
        return cell_of(value)
    if isinstance(value, (int, float)):
        number = Decimal(str(value))
        return f"{number:.2f}" if field.form is Form.MONEY else format(number, "f")
    return str(value)


def _nothing(path: Path, dataset: Path, prefix: str, there: int) -> UsageError:
    if there:
        return UsageError(
            f"What {clean(str(path), 120)} holds of it is in {prefix} again already: {counted(there, 'record')}.",
            code="nothing-to-bring-back",
            hint="Nothing was sent.",
        )
    return UsageError(
        f"{clean(str(path), 120)} holds nothing that {clean(str(dataset), 120)} had in {prefix}.",
        code="nothing-to-bring-back",
        hint="Name the file of this dataset and store that unload wrote: .load/PREFIX.deleted.jsonl.",
    )
