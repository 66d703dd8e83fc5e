"""One record's way through the store: intent, request, outcome; and the look-up when the outcome isn't known.

Promises: each step is durable before the next (the journal commits before it returns), and each answer leads where the
decision table says. What should happen next with the record is returned as a value; when, is the loader's business.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from pipeline.errors import RunAgainError, StopError
from pipeline.load.journal.attempt import Attempt
from pipeline.load.journal.entry import Entry, Origin, State
from pipeline.load.journal.proof import Refusal
from pipeline.load.options import LoadOptions
from pipeline.load.plan import Id, Plan
from pipeline.load.reconcile import Sighting, key_in, look_for, read_by_id, same_names
from pipeline.load.replies import Meaning, Verdict, judge_create, version_of
from pipeline.load.watching import Said
from pipeline.load.working import Work
from pipeline.records import Kind, Record, fingerprint, payload_of
from pipeline.store import endpoints

CLASHES = (409, 422)  # the statuses with which a store names a duplicate
_IN_THE_WAY = "a record with this key is in the store, and can't be known as made by this dataset"
STALE_S = 5.0  # an intent that took longer than this to be written gets a new time before its request leaves
ASLEEP_S = 40.0  # a call can't take longer than its deadline of 30 s unless the whole process was stopped


class Next(Enum):
    """What should happen to the record after a step."""

    SETTLED = "nothing more in this run"
    AGAIN = "send again, not counted: nothing was applied and nothing is wrong with the record"
    RETRY = "send again, counted"
    LOOK_SOON = "look it up in a moment"
    LOOK_LATE = "look it up once the settle time has passed"


@dataclass(slots=True, kw_only=True)
class Job(Work):
    """What a load works with: its plan, the file's records, and how this store wants them."""

    plan: Plan
    records: Mapping[Id, Record]
    options: LoadOptions
    price_field: str
    watermark: int


@dataclass(slots=True)
class Sender:
    """Sends and looks up single records of a job."""

    job: Job

    async def send(self, place: Id, *, looked: bool = False) -> tuple[Next, float]:
        """Create one record; return what comes next and, for LOOK_LATE, how long the call took. Raises Braked, StopError.

        `looked`: a look-up in this run, after the settle time, did not find it.
        """
        job, record = self.job, self.job.records[place]
        payload = payload_of(record, job.price_field)
        entry = self._renamed(self.entry(place), record)

        def intend() -> None:
            nonlocal entry
            entry = self._intend(entry, json.dumps(payload, ensure_ascii=False))

        reply = await job.paced.call(endpoints.create(place[0].value, payload), before=intend)
        verdict = self._believed(judge_create(place[0], reply))
        attempt = job.answered("create", entry, reply, verdict.words, verdict.remote_id)
        return await self._apply(entry, verdict, attempt, looked=looked), reply.elapsed_s

    async def look(self, place: Id) -> Next:
        """Look one uncertain record up, and settle it if that can be done. Raises Braked, StopError."""
        entry = self.entry(place)
        sighting = await look_for(self.job.paced, entry, self.job.watermark)
        if sighting.ours or (sighting.others and sighting.proof is None):
            return self._found(entry, sighting)
        assert sighting.proof is not None, "an empty sighting without proof proves nothing"
        attempt = self._noted("look up", entry, "not in the store: it was not applied")
        entry = self.job.journal.release(entry, sighting.proof, attempt)
        if place in self.job.records and not entry.skipped:
            return Next.RETRY
        self.job.journal.move(replace(entry, state=State.WITHDRAWN))
        return Next.SETTLED

    def entry(self, place: Id) -> Entry:
        """Return the record as the journal knows it now."""
        entry = self.job.journal.entry(*place)
        assert entry is not None, f"{place} was planned without an entry"
        return entry

    def _believed(self, verdict: Verdict) -> Verdict:
        """Return the verdict; a success with an id that was given before proves nothing: an answer was repeated on the way."""
        if verdict.remote_id is None or self.job.journal.holder(verdict.remote_id) is None:
            return verdict
        return Verdict(Meaning.UNKNOWN, f"success with an id that was given before: {verdict.remote_id}")

    async def _apply(self, entry: Entry, verdict: Verdict, attempt: Attempt, *, looked: bool) -> Next:
        """Do what the decision table says, durably."""
        journal = self.job.journal
        if verdict.meaning is Meaning.DONE:
            assert verdict.remote_id is not None
            journal.finish(entry, verdict.remote_id, Origin.CREATED, attempt, verdict.version)
            return Next.SETTLED
        if verdict.meaning is Meaning.REJECTED:
            journal.refuse(entry, State.REJECTED, attempt)
            return Next.SETTLED
        if verdict.meaning is Meaning.DUPLICATE:
            return await self._clash(journal.clash(entry, attempt), verdict, looked=looked)
        if verdict.refusal is not None:
            journal.release(entry, verdict.refusal, attempt)
        else:
            journal.doubt(entry, attempt)
        if verdict.stop is not None:
            raise verdict.stop
        if verdict.refusal is not None:
            return Next.AGAIN if verdict.refusal is Refusal.QUOTA else Next.RETRY
        return Next.LOOK_SOON if verdict.meaning is Meaning.FINISHED_UNKNOWN else Next.LOOK_LATE

    async def _clash(self, entry: Entry, verdict: Verdict, *, looked: bool) -> Next:
        """Settle a duplicate: ours if an earlier attempt may have made it, else in conflict with what is in the way."""
        try:
            sighting = await self._sight_clash(entry, verdict)
        except StopError as stop:
            if not is_trouble(stop):
                raise
            return Next.LOOK_SOON  # it stays `sent`, and one look-up that fails ends no run
        in_the_way = next(iter(verdict.existing.values()), None)
        somebodys = sighting.others and (entry.kind is Kind.PRODUCT or in_the_way is None)
        if sighting.ours or somebodys:
            return self._found(entry, sighting)
        if in_the_way is None and entry.doubtful and not looked:
            return Next.LOOK_LATE  # it must be somewhere: the search may lag
        self.job.journal.refuse(
            entry, State.CONFLICT, self._noted("conflict", entry, verdict.words), in_the_way
        )
        return Next.SETTLED

    async def _sight_clash(self, entry: Entry, verdict: Verdict) -> Sighting:
        sighting = await look_for(self.job.paced, entry, self.job.watermark)
        named = verdict.existing.get("sku")
        if sighting.ours or sighting.others or named is None:
            return sighting
        row = await read_by_id(self.job.paced, entry.kind, named)
        if row is None or key_in(entry.kind, row) != entry.key:
            return sighting
        return Sighting(ours=(row,)) if same_names(entry, row) else Sighting(others=(row,))

    def _found(self, entry: Entry, sighting: Sighting) -> Next:
        """Take over what is ours; what isn't is a conflict with the id that is in the way."""
        journal = self.job.journal
        if not sighting.ours or not (entry.doubtful or self.job.options.adopt):
            row = (*sighting.ours, *sighting.others)[0]
            words = entry.message if entry.status in CLASHES else _IN_THE_WAY
            journal.refuse(entry, State.CONFLICT, self._noted("conflict", entry, words), row["id"])
            return Next.SETTLED
        row = sighting.ours[0]
        origin = Origin.RECONCILED if entry.doubtful else Origin.ADOPTED
        if len(sighting.ours) > 1:
            ids = ", ".join(each["id"] for each in sighting.ours)
            self.job.watch(
                Said(
                    f"{entry.key_text} is in the store {len(sighting.ours)} times ({ids}); the oldest is taken."
                )
            )
        attempt = self._noted("look up", entry, f"found in the store: {origin}", row["id"])
        journal.finish(entry, row["id"], origin, attempt, version_of(row))
        return Next.SETTLED

    def _intend(self, entry: Entry, body: str) -> Entry:
        """Write the intent; if that took long (a stalled disk), its time is set anew: the settle time counts from it."""
        clock = asyncio.get_running_loop().time
        began_s = clock()
        entry = self.job.journal.intend(entry, body, self.job.wall_s(), clock())
        if clock() - began_s > STALE_S:
            entry = self.job.journal.restamp(entry, self.job.wall_s(), clock())
        return entry

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


def is_trouble(stop: StopError) -> bool:
    """Tell whether a look-up failed for now: worth another try in this run."""
    return isinstance(stop, RunAgainError) and stop.code == "store-unreachable"
