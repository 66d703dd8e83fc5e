"""Records that wait for what they name: for which, and whether that can still come. Pure.

A record is sent once everything that it names is done. Until then it waits: pending in the journal, and what it waits
for is derived from its row. What waits for something that was rejected, or that no file has, stays so until that is
mended; it is never sent without it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.journal.entries import Entry
from pipeline.journal.transitions import State
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id, Record

EntryOf = Callable[[Kind, str], Entry | None]
_COMING = (State.PENDING, State.SENT)  # the next run may make it


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits for `reference`; `entry` is what the journal knows of that one, None for nothing."""

    id: Id
    reference: Id
    entry: Entry | None

    @property
    def hopeless(self) -> bool:
        """Whether another run alone will not help."""
        return self.entry is None or self.entry.state not in _COMING

    @property
    def words(self) -> str:
        """Such as 'waiting: supplier Harbour Lane was rejected'."""
        kind, key = self.reference
        if self.entry is None:
            return f"waiting: {kind} {key} is in no file of this dataset"
        how = {State.SENT: "is uncertain", State.PENDING: "is not created yet"}
        return f"waiting: {kind} {self.entry.key_text} {how.get(self.entry.state, f'was {self.entry.state}')}"


def missing_of(record: Record, entry: EntryOf, unit: Iterable[Id] = ()) -> tuple[Id, ...]:
    """Return what a record names and the store does not have yet; what goes into the same request is not missing."""
    return tuple(each for each in record.references if each not in unit and not _is_done(entry(*each)))


def waiting_of(records: Mapping[Id, Record], entry: EntryOf) -> list[Waiting]:
    """Return the pending records that wait, each with the reference at the root of it, in the order of `records`."""
    found = []
    for place, record in records.items():
        known = entry(*place)
        if known is not None and known.state is State.PENDING and (missing := missing_of(record, entry)):
            root = _root(missing[0], records, entry)
            found.append(Waiting(place, root, entry(*root)))
    return found


def _root(place: Id, records: Mapping[Id, Record], entry: EntryOf) -> Id:
    """Return what a chain of waiting records waits for in the end."""
    seen = {place}
    while place in records and (known := entry(*place)) is not None and known.state is State.PENDING:
        missing = [each for each in missing_of(records[place], entry) if each not in seen]
        if not missing:
            break
        place = missing[0]
        seen.add(place)
    return place


def _is_done(entry: Entry | None) -> bool:
    return entry is not None and entry.state is State.DONE
