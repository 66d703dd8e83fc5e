"""One record's way out of the store: read it, decide, keep its body, intent, DELETE, outcome.

Promises: nothing is deleted that no journal here calls ours, that is in use, whose body isn't on the disk, or whose `deleting` is
not committed; what somebody changed and customers with sales are left alone unless asked for. Every try begins with
reading the record again, so a DELETE whose end was not known is never repeated blindly. Between that read and the
DELETE lie milliseconds in which somebody may still save a change: the store has no conditional delete.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from pipeline.journal.attempts import Attempt
from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import RECORD, Event, Next, State
from pipeline.load.sending.effects import Effects
from pipeline.load.sending.sent import steps_of, update_of
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id
from pipeline.stores import is_guarded, judge_change, read_below, read_live, resource_of, version_of
from pipeline.stores.protocol import Meaning, Refusal, Verdict
from pipeline.unload.changed_since import changed_since
from pipeline.unload.kept import Kept, KeptFile
from pipeline.unload.plan import UnloadOptions
from pipeline.unload.uses import Use, Uses

OURS_TO_DELETE = (State.DONE, State.DELETING)


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A record that an unload did not delete, and why."""

    kind: Kind
    key_text: str
    remote_id: str
    why: str
    ours: bool = False  # another dataset here uses it, whose unload takes it away


@dataclass(slots=True, kw_only=True)
class DeleteJob(Effects):
    """What an unload works with: besides the usual, the file for the bodies of what is deleted, and who uses it."""

    kept: KeptFile
    options: UnloadOptions
    uses: Uses


@dataclass(slots=True)
class Deleter:
    """Deletes single records of a job, and remembers what it left alone."""

    job: DeleteJob
    left: dict[Id, LeftAlone] = field(default_factory=dict)
    deleted: list[Id] = field(default_factory=list)
    gone: list[Id] = field(default_factory=list)
    _doubted: set[Id] = field(default_factory=set)  # a DELETE may be on its way
    _kept: set[tuple[str, int | None]] = field(default_factory=set)

    async def attempt(self, place: Id) -> Next:
        """Try once to delete a record. Raises Braked, StopError."""
        entry = self._entry(place)
        if entry.state is State.DELETING:
            self._doubted.add(place)
        assert entry.remote_id is not None, "a record that is done has an id"
        row = await read_live(self.job.paced, entry.kind, entry.remote_id)
        if row is None:
            self._finish(entry, "gone", self._noted("gone", entry, "gone already"))
            return Next.SETTLED
        use = await self._use_of(entry, row) if entry.kind.named else None
        why = use.why if use is not None else await self._why_left(entry, row)
        if why:
            self._leave(entry, self._noted("left alone", entry, why), ours=use is not None and use.ours)
            return Next.SETTLED
        self._keep(entry, row)
        return await self._delete(place)

    async def _delete(self, place: Id) -> Next:
        entry = self._entry(place)
        assert entry.remote_id is not None

        def intend() -> None:
            self._apply(self._entry(place), Event.DELETE_INTEND)
            assert self._entry(place).state is State.DELETING, "no DELETE without its committed intent"

        reply = await self.job.paced.call(resource_of(entry.kind).delete(entry.remote_id), before=intend)
        verdict = judge_change(reply)
        gone = verdict.meaning in (Meaning.DONE, Meaning.GONE)
        what, words = ("deleted", "deleted") if verdict.meaning is Meaning.DONE else ("delete", verdict.words)
        attempt = self.job.answered(what, self._entry(place), reply, words, entry.remote_id)
        if gone:
            self._finish(
                self._entry(place), "deleted" if verdict.meaning is Meaning.DONE else "gone", attempt
            )
            return Next.SETTLED
        if verdict.meaning is Meaning.REJECTED:
            self._leave(self._entry(place), attempt)
            return Next.SETTLED
        then = self._apply(self._entry(place), self._event_of(place, verdict), attempt)
        if verdict.stop is not None:
            raise verdict.stop
        return then

    def _event_of(self, place: Id, verdict: Verdict) -> Event:
        """Return what an answer that settles nothing is: not applied only if no earlier DELETE may be on its way."""
        if verdict.refusal is None:
            self._doubted.add(place)
            return Event.DELETE_UNKNOWN
        doubted, quota = place in self._doubted, verdict.refusal is Refusal.QUOTA
        if doubted:
            return Event.DELETE_HELD if quota else Event.DELETE_UNKNOWN
        return Event.DELETE_OVER_QUOTA if quota else Event.DELETE_NOT_APPLIED

    def _apply(self, entry: Entry, event: Event, attempt: Attempt | None = None, **told: Any) -> Next:
        """Do what the table of transitions says, durably."""
        self.job.journal.apply([(entry, event, told)], [attempt] if attempt is not None else [])
        return RECORD[entry.state, event].then

    async def _use_of(self, entry: Entry, row: dict[str, Any]) -> Use | None:
        """Return why a named record is in use: by a record, or in a tree by what stands below it; None if it isn't."""
        assert entry.remote_id is not None
        use, why = await self.job.uses.find(entry.remote_id), resource_of(entry.kind).kept_by(row)
        if use is not None or not why:
            return use
        below = [
            await self._use_below(each["id"])
            for each in await read_below(self.job.paced, entry.kind, entry.remote_id)
        ]
        if below and all(each is not None and each.ours for each in below):
            return below[0]
        return Use(why, ours=False)

    async def _use_below(self, remote_id: str) -> Use | None:
        """Return whose a node below one of ours is; None for the shop's own."""
        for each in self.left.values():
            if each.remote_id == remote_id:
                return Use(each.why, ours=each.ours)
        return await self.job.uses.find(remote_id) or self.job.uses.made_by_other(remote_id)

    async def _why_left(self, entry: Entry, row: dict[str, Any]) -> str:
        """Return why a record is left alone, '' when it may go."""
        others = entry.kind.named and self.job.uses.made_by_other(row["id"]) is not None
        if self.job.options.even_if_changed or (others and entry.origin is Origin.RECONCILED):
            return ""  # found under our name by a look-up, and made as another dataset here has it
        journal = self.job.journal
        steps, update = steps_of(journal, entry), update_of(journal, entry)
        changed = changed_since(entry, row, steps, journal.called, update)
        if changed:
            return changed
        for guard in resource_of(entry.kind).guards:
            if await is_guarded(self.job.paced, guard, row["id"]):
                return guard.why
        return ""

    def _keep(self, entry: Entry, row: dict[str, Any]) -> None:
        """Put the body on the disk, once per version and run."""
        assert entry.remote_id is not None
        mark = (entry.remote_id, version_of(row))
        if mark in self._kept and mark[1] is not None:
            return
        sent = json.loads(entry.sent_body) if entry.sent_body else None
        self.job.kept.keep(Kept(entry.kind, entry.key, entry.remote_id, self.job.wall_s(), row, sent))
        self._kept.add(mark)

    def _finish(self, entry: Entry, how: str, attempt: Attempt) -> None:
        """Record that it is gone. Doubts end here: what the store has from now on, no attempt before this made."""
        told = {"doubts": 0, "status": attempt.status, "message": attempt.words}
        self._apply(entry, Event.DELETED, attempt, **told)
        (self.deleted if how == "deleted" else self.gone).append(entry.id)

    def _leave(self, entry: Entry, attempt: Attempt, *, ours: bool = False) -> None:
        if entry.state is State.DELETING:
            self._apply(entry, Event.DELETE_REFUSED, attempt)
        else:
            self.job.journal.record(attempt)
        self.left[entry.id] = LeftAlone(
            entry.kind, entry.key_text, entry.remote_id or "", attempt.words, ours=ours
        )

    def _entry(self, place: Id) -> Entry:
        entry = self.job.journal.entry(*place)
        assert entry is not None, f"{place} was planned without an entry"
        assert entry.state in OURS_TO_DELETE, f"{place} is {entry.state}: not ours to delete"
        return entry

    def _noted(self, what: str, entry: Entry, words: str) -> Attempt:
        return self.job.noted(what, entry, words, remote_id=entry.remote_id)
