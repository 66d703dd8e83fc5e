"""One unit's way through the store: intent, request, outcome; and the look-up when the outcome isn't known.

Promises: each step is durable before the next (the journal commits before it returns), and each answer leads where
`journal.transitions` says. References are resolved from the journal just before the intent. What should happen next
with the unit is returned as a value; when, is the loader's business.
"""

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.errors import StopError
from pipeline.http.calls import Call
from pipeline.http.reply import Reply
from pipeline.journal.attempts import Attempt
from pipeline.journal.book import Change
from pipeline.journal.entries import Entry, Origin, UnitEntry
from pipeline.journal.transitions import RECORD, Event, Next, State
from pipeline.load.events import Said
from pipeline.load.sending.job import Job
from pipeline.load.sending.names import denied, give_up_gone
from pipeline.load.sending.reconcile import Sighting, look_for, look_for_unit, look_loosely, same_names
from pipeline.load.sending.units import Unit
from pipeline.schema.records import Id, Record, fingerprint
from pipeline.stores import (
    CLASHES,
    is_id,
    is_trouble,
    judge_create,
    key_in,
    read_live,
    read_rows,
    resource_of,
    version_of,
)
from pipeline.stores.protocol import Making, Meaning, Payload, References, Refusal, Resource, Row, Verdict

_IN_THE_WAY = "a record with this key is in the store, and can't be known as made by this dataset"
STALE_S = 5.0  # an intent that took longer than this to be written gets a new time before its request leaves
EVENTS: dict[Meaning, Event] = {
    Meaning.DONE: Event.CREATED,
    Meaning.REJECTED: Event.REJECTED,
    Meaning.DUPLICATE: Event.DUPLICATE,
    Meaning.FINISHED_UNKNOWN: Event.FINISHED_UNKNOWN,
    Meaning.UNKNOWN: Event.UNKNOWN,
}


@dataclass(slots=True)
class Sender:
    """Sends and looks up the units of a job."""

    job: Job

    async def send(self, unit: Unit, *, looked: bool = False) -> tuple[Next, float]:
        """Create one unit; return what comes next and, for LOOK_LATE, how long the call took. Raises Braked, StopError.

        `looked`: a look-up in this run, after the settle time, did not find it.
        """
        job, resource = self.job, resource_of(unit.kind)
        records = tuple(job.records[place] for place in unit.ids)
        references, (there, shared) = job.references(unit), await self._alive(unit)
        called = str(shared.get("name") or "")
        call = resource.create(Making(records, references, job.price_field, there, job.terms.outlets, called))
        entries = [self._renamed(self.entry(record.id), record) for record in records]

        def intend() -> None:
            nonlocal entries
            assert job.references(unit) == references, "a reference changed before the intent"
            entries = self._intend(unit, self._with_bodies(entries, records, references, shared), call)

        reply = await job.paced.call(call, before=intend)
        verdict = self._believed(unit, judge_create(resource, unit.keys, reply))
        if await self._lost_references(verdict, resource, references):
            verdict = replace(verdict, refusal=Refusal.REFERENCE)
        return await self._apply(unit, entries, verdict, reply, looked=looked), reply.elapsed_s

    async def _alive(self, unit: Unit) -> tuple[Mapping[str, str], Payload]:
        """Return the members of a unit that the store has, and what they have once there: what is added takes it over.

        Nothing where all of them were deleted there: the unit is made anew. Raises Braked, StopError.
        """
        there, resource = self.job.there(unit), resource_of(unit.kind)
        if not resource.completes_singly:
            return there, {}
        try:
            for remote_id in there.values():
                row = await read_live(self.job.paced, unit.kind, remote_id)
                if row is not None:
                    return there, resource.shared(row)
        except StopError as stop:
            if not is_trouble(stop):
                raise
            return there, {}
        return {}, {}

    async def look(self, unit: Unit) -> Next:
        """Look the uncertain members of a unit up, and settle them if that can be done. Raises Braked, StopError.

        What was acknowledged without saying which id is whose is matched first. Members that are not there are pending
        afterwards, all at once: RETRY then means to send those, and those alone.
        """
        if not await self._match(unit):
            return Next.LOOK_LATE
        entries = [entry for entry in map(self.entry, unit.ids) if entry.state is State.SENT]
        name = self._name_of(unit)
        if name is not None and entries:
            sightings = await look_for_unit(self.job.paced, entries, name, self.job.listed_after)
            return self._settle(self._as_unit(list(zip(entries, sightings, strict=True))))
        found = [(entry, await look_for(self.job.paced, entry, self.job.mark_of(entry))) for entry in entries]
        return self._settle(found)

    def _name_of(self, unit: Unit) -> str | None:
        """Return the name that a unit's members share and can be asked for by, None where there is none."""
        if unit.name is None or resource_of(unit.kind).by_name is None:
            return None
        body = self.entry(unit.ids[0]).sent_body
        return str(json.loads(body).get("name") or "") or None if body else None

    def entry(self, place: Id) -> Entry:
        """Return the record as the journal knows it now."""
        entry = self.job.journal.entry(*place)
        assert entry is not None, f"{place} was planned without an entry"
        return entry

    def _believed(self, unit: Unit, verdict: Verdict) -> Verdict:
        """Return the verdict; a success with an id that was given before proves nothing: an answer was repeated on the way."""
        given = [*(each.remote_id for each in verdict.created), *verdict.ids]
        known = [each for each in given if self.job.journal.holder(each) is not None]
        if known or len(set(given)) < len(given):
            words = f"success with an id that was given before: {(known or given)[0]}"
            return Verdict(Meaning.UNKNOWN, words)
        if verdict.created and {each.key for each in verdict.created} != set(unit.keys):
            return Verdict(Meaning.UNKNOWN, "success with other records than were sent")
        return verdict

    async def _lost_references(self, verdict: Verdict, resource: Resource, references: References) -> bool:
        """Read what a refusal complains about; put what is gone back to pending, and tell whether anything was.

        The record itself is then not rejected: nothing is wrong with it. Raises like `read_live`.
        """
        named = set(resource.sent_as.values()) & set(verdict.fields)
        gone: list[Entry] = []
        known = 0
        for place in references if verdict.meaning is Meaning.REJECTED and named else ():
            is_there = await read_live(self.job.paced, place[0], references[place]) is not None
            entry = self.entry(place)
            known += entry.state is not State.DONE  # another record's refusal told it already
            gone += [entry] if not is_there and entry.state is State.DONE else []
        if said := give_up_gone(self.job.journal, gone, self.job.wall_s()):
            self.job.watch(Said(said))
        return bool(gone) or known > 0

    async def _apply(
        self, unit: Unit, entries: Sequence[Entry], verdict: Verdict, reply: Reply, *, looked: bool
    ) -> Next:
        """Do what the table of transitions says, durably."""
        event = self._event_of(verdict)
        made = {each.key: each for each in verdict.created}
        attempts = [
            self.job.answered(
                "create", entry, reply, verdict.words, made[entry.key].remote_id if made else None
            )
            for entry in entries
        ]
        told: dict[str, Any] = {"status": reply.status, "message": verdict.words}
        changes: list[Change] = [(entry, event, told) for entry in entries]
        if made:
            changes = [
                (
                    entry,
                    event,
                    told | _created(Origin.CREATED, made[entry.key].remote_id, made[entry.key].version),
                )
                for entry in entries
            ]
        sent = self.job.journal.unit(unit.kind, unit.name) if unit.name is not None else None
        acknowledged = replace(sent, ids=verdict.ids) if sent is not None and verdict.ids else None
        entries = self.job.journal.apply(changes, attempts, proof=verdict.refusal, unit=acknowledged)
        if verdict.stop is not None:
            raise denied(verdict.stop, unit.kind)
        then = RECORD[State.SENT, event].then
        return await self._clash(entries, verdict, looked=looked) if then is Next.LOOK_NOW else then

    @staticmethod
    def _event_of(verdict: Verdict) -> Event:
        if verdict.ids:
            return Event.ACKNOWLEDGED
        if verdict.meaning is Meaning.NOT_APPLIED and verdict.refusal is Refusal.QUOTA:
            return Event.OVER_QUOTA
        if verdict.refusal is Refusal.REFERENCE:
            return Event.REFERENCE_GONE
        if verdict.refusal is not None:
            return Event.NOT_APPLIED
        return EVENTS.get(verdict.meaning, Event.UNKNOWN)

    async def _clash(self, entries: Sequence[Entry], verdict: Verdict, *, looked: bool) -> Next:
        """Settle a duplicate: ours if an earlier attempt may have made it, else in conflict with what is in the way."""
        try:
            found = [
                (entry, await self._sight_clash(entry, verdict, alone=len(entries) == 1)) for entry in entries
            ]
        except StopError as stop:
            if not is_trouble(stop):
                raise
            return Next.LOOK_SOON  # it stays `sent`, and one look-up that fails ends no run
        in_the_way = next(iter(verdict.existing.values()), None)
        sure = [
            (
                entry,
                replace(sighting, proof=None) if self._is_found(entry, sighting, in_the_way) else sighting,
            )
            for entry, sighting in found
        ]
        if any(sighting.proof is None for _, sighting in sure):
            return self._settle(self._as_unit(sure))
        if in_the_way is None and entries[0].doubtful and not looked:
            return Next.LOOK_LATE  # it must be somewhere: the search may lag
        in_the_way = in_the_way or await self._namesake(entries[0])
        told: dict[str, Any] = {"remote_id": in_the_way}
        self.job.journal.apply(
            [(entry, Event.FOUND_OTHERS, told) for entry in entries],
            [self._noted("conflict", entry, verdict.words, in_the_way) for entry in entries],
        )
        return Next.SETTLED

    async def _namesake(self, entry: Entry) -> str | None:
        """Return the id of a record with the name of a refused one, where names are unique and can be asked for."""
        resource = resource_of(entry.kind)
        name = json.loads(entry.sent_body).get("name") if entry.sent_body else None
        if resource.by_name is None or not name:
            return None
        with contextlib.suppress(StopError):
            rows = await read_rows(self.job.paced, resource.by_name(str(name))) or []
            return next((row["id"] for row in rows if is_id(row.get("id"))), None)
        return None

    @staticmethod
    def _is_found(entry: Entry, sighting: Sighting, in_the_way: str | None) -> bool:
        somebodys = sighting.others and (resource_of(entry.kind).unique or in_the_way is None)
        return bool(sighting.ours or somebodys)

    async def _sight_clash(self, entry: Entry, verdict: Verdict, *, alone: bool) -> Sighting:
        """Look for what is in the way of a record; an id that the store names is that of one of the unit, it doesn't say of which."""
        sighting = await look_for(self.job.paced, entry, self.job.mark_of(entry))
        named = verdict.existing.get(resource_of(entry.kind).key_field)
        if sighting.ours or sighting.others:
            return sighting
        if entry.kind.named:
            existing = next(iter(verdict.existing.values()), None) if alone else None
            return await look_loosely(self.job.paced, entry, sighting, existing)
        if named is None:
            return sighting
        row = await read_live(self.job.paced, entry.kind, named)
        if row is None or key_in(entry.kind, row) != entry.key:
            return sighting
        return Sighting(ours=(row,)) if same_names(entry, row) else Sighting(others=(row,))

    def _as_unit(self, found: Sequence[tuple[Entry, Sighting]]) -> Sequence[tuple[Entry, Sighting]]:
        """Return what was found of a unit's members; all are in conflict unless the unit can be taken over, or made.

        It can be where what is there stands under one record of the store, is called as ours is, and is ours or adopted.
        """
        if found[0][0].unit is None or resource_of(found[0][0].kind).by_name is None:
            return found
        head_of = resource_of(found[0][0].kind).head_of
        rows = [(*sighting.ours, *sighting.others)[0] for _, sighting in found if _is_there(sighting)]
        heads = {head_of(sighting.ours[0]) for _, sighting in found if sighting.ours}
        strangers = any(_is_there(sighting) and not sighting.ours for _, sighting in found)
        doubtful = any(entry.doubtful for entry, sighting in found if sighting.ours)
        together = len(heads) == 1 and (None not in heads or (doubtful and len(found) == 1))
        sound = together and (doubtful or (self.job.options.adopt and not strangers))
        if not rows or sound:
            return found
        return [
            (entry, Sighting(others=(*sighting.ours, *sighting.others)[:1] or (rows[0],)))
            for entry, sighting in found
        ]

    def _settle(self, found: Sequence[tuple[Entry, Sighting]]) -> Next:
        """Settle what was looked up, all of it in one step: found, in conflict, or proven absent."""
        changes: list[Change] = []
        attempts: list[Attempt] = []
        absent = [(entry, sighting) for entry, sighting in found if not _is_there(sighting)]
        for entry, sighting in found:
            change, attempt = (
                self._found(entry, sighting) if _is_there(sighting) else self._absent(entry, sighting)
            )
            changes.append(change)
            attempts.append(attempt)
        proof = absent[0][1].proof if absent else None
        self.job.journal.apply(changes, attempts, proof=proof)
        left = [self.entry(entry.id) for entry, _ in absent]
        dropped = [entry for entry in left if entry.id not in self.job.records or entry.skipped]
        self.job.journal.apply([(entry, Event.WITHDRAW, {}) for entry in dropped])
        return Next.RETRY if len(left) > len(dropped) else Next.SETTLED

    def _absent(self, entry: Entry, sighting: Sighting) -> tuple[Change, Attempt]:
        assert sighting.proof is not None, "an empty sighting without proof proves nothing"
        attempt = self._noted("look up", entry, "not in the store: it was not applied")
        return (entry, Event.ABSENT, {"message": attempt.words}), attempt

    def _found(self, entry: Entry, sighting: Sighting) -> tuple[Change, Attempt]:
        """Take over what is ours; what isn't is a conflict with the id that is in the way."""
        options = self.job.options
        adopting = options.adopt or (entry.kind.named and options.adopt_names)
        if not sighting.ours or not (entry.doubtful or adopting):
            row = (*sighting.ours, *sighting.others)[0]
            words = entry.message if entry.status in CLASHES else _IN_THE_WAY
            attempt = self._noted("conflict", entry, words, row["id"])
            return (entry, Event.FOUND_OTHERS, {"remote_id": row["id"], "message": attempt.words}), attempt
        row = sighting.ours[0]
        origin = Origin.RECONCILED if entry.doubtful and not sighting.loose else Origin.ADOPTED
        if len(sighting.ours) > 1:
            ids = ", ".join(each["id"] for each in sighting.ours)
            self.job.watch(
                Said(
                    f"{entry.key_text} is in the store {len(sighting.ours)} times ({ids}); the oldest is taken."
                )
            )
        attempt = self._noted("look up", entry, f"found in the store: {origin}", row["id"])
        told: dict[str, Any] = {"message": attempt.words}
        return (entry, Event.FOUND, told | _created(origin, row["id"], version_of(row))), attempt

    async def _match(self, unit: Unit) -> bool:
        """Match acknowledged ids to the unit's members by key; False when members are left that none of them fits."""
        sent = self.job.journal.unit(unit.kind, unit.name) if unit.name is not None else None
        if sent is None or not sent.ids:
            return True
        entries = [entry for entry in map(self.entry, unit.ids) if entry.state is State.SENT]
        rows = await self._acknowledged(unit, sent.ids, entries)
        changes: list[Change] = []
        attempts: list[Attempt] = []
        for entry in entries:
            row = rows.get(entry.key)
            words = "created" if row is not None else "acknowledged, and none of the ids is its own"
            attempts.append(self._noted("match", entry, words, None if row is None else row["id"]))
            told: dict[str, Any] = {"message": words}
            if row is not None:
                told |= _created(Origin.CREATED, row["id"], version_of(row))
            changes.append((entry, Event.UNKNOWN if row is None else Event.CREATED, told))
        self.job.journal.apply(changes, attempts, unit=replace(sent, ids=()))
        return all(entry.key in rows for entry in entries)

    async def _acknowledged(self, unit: Unit, ids: Sequence[str], entries: Sequence[Entry]) -> dict[str, Row]:
        """Return the rows of acknowledged ids by key. Of some units the store names the head alone: they are asked for by name."""
        resource, rows = resource_of(unit.kind), dict[str, Row]()
        for remote_id in ids:
            row = self.job.listed.get(remote_id) or await read_live(self.job.paced, unit.kind, remote_id)
            if row is not None:
                rows[key_in(unit.kind, row)] = row
        under = [row for row in self.job.listed.values() if resource.head_of(row) in ids]
        name = self._name_of(unit)
        if name is not None and resource.by_name is not None:
            known = {*rows, *(key_in(unit.kind, row) for row in under)}
            if any(entry.key not in known for entry in entries):
                named = await read_rows(self.job.paced, resource.by_name(name)) or []
                under += [row for row in named if resource.head_of(row) in ids]
        return {key_in(unit.kind, row): row for row in under} | rows

    def _with_bodies(
        self, entries: Sequence[Entry], records: Sequence[Record], references: References, shared: Payload
    ) -> list[Entry]:
        """Return the entries with what is sent of each: its share of the request's body, and what the store had of it."""
        part = resource_of(entries[0].kind).part
        absent = {name for name, value in shared.items() if value is None}
        made = [part(record, references, self.job.price_field) | shared for record in records]
        bodies = [{name: value for name, value in body.items() if name not in absent} for body in made]
        return [
            replace(entry, sent_body=json.dumps(body, ensure_ascii=False))
            for entry, body in zip(entries, bodies, strict=True)
        ]

    def _intend(self, unit: Unit, entries: Sequence[Entry], call: Call) -> list[Entry]:
        """Write the intent; if that took long (a stalled disk), its time is set anew: the settle time counts from it."""
        clock, journal = asyncio.get_running_loop().time, self.job.journal
        began_s = clock()
        whole = unit.name and UnitEntry(unit.kind, unit.name, json.dumps(call.json, ensure_ascii=False))
        if unit.kind.named:
            assert unit.kind in self.job.marks, "a named kind is listed before its first intent of a run"
            entries = [replace(entry, mark=self.job.marks[unit.kind]) for entry in entries]
        intended = journal.intend(entries, self.job.wall_s(), clock(), whole or None)
        if clock() - began_s > STALE_S:
            intended = journal.restamp(intended, self.job.wall_s(), clock())
        return intended

    @staticmethod
    def _renamed(entry: Entry, record: Record) -> Entry:
        """Return the entry with what the file says now, for a record that was uncertain while its row was edited."""
        price = record.price
        return replace(
            entry,
            key_text=record.key_text,
            label=record.label,
            price=None if price is None else str(price),
            fingerprint=fingerprint(record),
        )

    def _noted(self, what: str, entry: Entry, words: str, remote_id: str | None = None) -> Attempt:
        return self.job.noted(what, entry, words, status=entry.status, remote_id=remote_id)


def _is_there(sighting: Sighting) -> bool:
    return bool(sighting.ours) or bool(sighting.others and sighting.proof is None)


def _created(origin: Origin, remote_id: str, version: int | None) -> dict[str, Any]:
    return {"origin": origin, "remote_id": remote_id, "remote_version": version}
