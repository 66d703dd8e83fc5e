"""What an update will put back: the file's values against the store's, for records that this dataset made. Pure.

made by us, differs in fields that a change can put    put back
made by us, differs in others (an option, a handle)    said, with a way out
made by us, and gone from the store                    said, with a way out
adopted, not loaded, not in the files                  never touched
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.http.calls import Call
from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State
from pipeline.load.options import Selection
from pipeline.load.request import Rows
from pipeline.load.sent import filed_values
from pipeline.schema.records import Record
from pipeline.stores.comparing import FieldDifference, compare
from pipeline.stores.protocol import Terms
from pipeline.stores.xseries.resources import resource_of
from pipeline.stores.xseries.rows import Row

OURS = (Origin.CREATED, Origin.RECONCILED)


@dataclass(frozen=True, slots=True)
class Change:
    """A record to put back: what differs, and the store's row as it was read."""

    entry: Entry
    record: Record
    line: int
    row: Row
    differences: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class Stays:
    """What can't be put back: of which record, what differs, why, and what helps instead."""

    entry: Entry
    line: int | None
    difference: FieldDifference | None
    why: str
    way_out: str


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What to put back, in the order of the files, and what stays as it is."""

    changes: tuple[Change, ...]
    stays: tuple[Stays, ...]
    same: int


def ours(
    rows: Rows, entry_of: Callable[..., Entry | None], selection: Selection
) -> list[tuple[Entry, Record, int]]:
    """Return the selected records that this dataset made, with their entries and lines, in file order."""
    found = []
    for record, line in rows:
        entry = entry_of(record.kind, record.key)
        made = entry is not None and entry.state is State.DONE and entry.origin in OURS
        if entry is not None and made and selection.takes(record.kind, record.key):
            found.append((entry, record, line))
    limit = selection.limit
    return found if limit is None else found[:limit]


def plan_update(
    records: list[tuple[Entry, Record, int]],
    rows: Mapping[str, Row | None],
    terms: Terms,
    called: Callable[[str], str],
) -> UpdatePlan:
    """Return the plan for these records, whose rows were read (None: gone)."""
    changes: list[Change] = []
    stays: list[Stays] = []
    same = 0
    for entry, record, line in records:
        row = rows.get(entry.remote_id or "")
        if row is None:
            way_out = "An unload of it, then a load, makes it again."
            stays.append(Stays(entry, line, None, "it is not in the store any more", way_out))
            continue
        differences = differences_of(record, row, terms, called)
        changeable = resource_of(record.kind).changeable
        put = tuple(each for each in differences if each.field in changeable)
        changes += [Change(entry, record, line, row, put)] if put else []
        why, way_out = "the API has no change for it", "Mend it in the store; or unload it and load it again."
        stays += [
            Stays(entry, line, each, why, way_out) for each in differences if each.field not in changeable
        ]
        same += not differences
    return UpdatePlan(tuple(changes), tuple(stays), same)


def differences_of(
    record: Record, row: Row, terms: Terms, called: Callable[[str], str]
) -> tuple[FieldDifference, ...]:
    """Return what the store's row has otherwise than the file: of the fields that the file fills, or the store need not."""
    resource = resource_of(record.kind)
    filed = filed_values(record, terms)
    found = compare(resource, filed, row, called, terms)
    return tuple(each for each in found if each.field in filed and not each.redacted)


def call_for(change: Change, references: Mapping[Any, str], terms: Terms) -> Call:
    """Return the request that puts a record's differing fields to what the file says: absolute, so safe to repeat."""
    resource = resource_of(change.record.kind)
    assert resource.change is not None, "only what can be changed is planned"
    names = frozenset(each.field for each in change.differences)
    return resource.change(change.record, change.row, names, references, terms)
