"""What this store does at a create with what a step puts: seen once, at the first record that tells, and kept in the journal.

A store that tracks stock by default and ignores it at a create would make every level look as if somebody had sold
everything. So the stock of the first record is read right after its create, before anybody can have sold it. Where a
kill came before that look, many records at 0 tell the same; a few at 0 may have been sold.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any

from pipeline.errors import StopError
from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State
from pipeline.load.sending.job import AT_CREATE, IGNORED, KEPT, Job
from pipeline.load.sending.units import Unit
from pipeline.schema.records import Id
from pipeline.stores import key_in, needs_stock, read_view, resource_of
from pipeline.stores.protocol import Step

MANY = 3  # records at 0: nobody sells all of so many


async def look_at_first(job: Job, unit: Unit) -> None:
    """Note what became of the stock of a unit that was just created, once for a journal. Raises Braked.

    A look that fails is made at the next unit.
    """
    if not needs_stock(unit.kind) or job.looked_at_create or job.journal.note(AT_CREATE) is not None:
        return
    job.looked_at_create = True
    noted = False
    with suppress(StopError):
        noted = await _look(job, unit)
    job.looked_at_create = noted


def infer(job: Job, seen: Iterable[tuple[Entry, Step, Any, Any]]) -> None:
    """Note what the first values of steps tell, each with what the create sent, where no look was made in time."""
    if job.journal.note(AT_CREATE) is not None:
        return
    told, sure = list[str | None](), False
    for entry, step, sent, found in seen:
        if not step.needs_stock or not _was_sent_whole(job, entry):
            continue
        one = _told_by(step, sent, found)
        if one == IGNORED and step.touches_unit(found):  # no sale does that
            sure = sure or entry.origin is Origin.CREATED
        else:
            told.append(one)
    if KEPT in told or sure or told.count(IGNORED) >= MANY:
        job.journal.set_note(AT_CREATE, KEPT if KEPT in told else IGNORED)


def _told_by(step: Step, wanted: Any, found: Any) -> str | None:
    """Return what one value tells of the store; None for one that is neither as it was sent, nor as if it never was."""
    ignored = None if wanted is None or found is None else step.ignored(found, wanted)
    if ignored is None or (not ignored and step.is_moved(found, wanted, ignored=False)):
        return None
    return IGNORED if ignored else KEPT


async def _look(job: Job, unit: Unit) -> bool:
    """Look at one of the unit's records that has stock; tell whether anything was learnt."""
    steps = [step for step in resource_of(unit.kind).steps if step.needs_stock]
    first = job.journal.entry(*unit.ids[0])
    if first is None or not _was_sent_whole(job, first):
        return False
    telling = {place for place in unit.ids for step in steps if _could_tell(step, job, place)}
    for remote_id in _ids(job, unit, telling):
        row = await read_view(job.paced, unit.kind, remote_id, job.terms)
        record = job.records.get((unit.kind, key_in(unit.kind, row))) if row is not None else None
        if record is None or row is None:
            continue
        for step in steps:
            told = _told_by(step, step.wanted(record, job.terms), step.found(row, job.terms))
            if told is not None:
                job.journal.set_note(AT_CREATE, told)
                return True
    return False


def _was_sent_whole(job: Job, entry: Entry) -> bool:
    """Tell whether all of a record's unit was made by one request: what is added to others follows them."""
    members = job.journal.members(entry.kind, entry.unit) if entry.unit is not None else (entry,)
    return all(each.origin is not Origin.ADOPTED and each.sent_at == entry.sent_at for each in members)


def _could_tell(step: Step, job: Job, place: Id) -> bool:
    """Tell whether a record's row can show that its stock was ignored: nothing is read for one without any."""
    wanted = step.wanted(job.records[place], job.terms)
    return wanted is not None and step.ignored({"tracked": False, "levels": {}}, wanted) is not None


def _ids(job: Job, unit: Unit, telling: Collection[Id]) -> Iterator[str]:
    """Yield the ids that the store gave for these of a unit's records: matched, or acknowledged for the unit."""
    for place in telling:
        entry = job.journal.entry(*place)
        created = entry is not None and entry.state is State.DONE and entry.origin is Origin.CREATED
        if entry is not None and created and entry.remote_id is not None:
            yield entry.remote_id
    sent = job.journal.unit(unit.kind, unit.name) if unit.name is not None and telling else None
    yield from sent.ids if sent is not None else ()
