"""One record's way out of the store: read it, decide, keep its body, intent, DELETE, outcome.

Promises: nothing is deleted that the journal does not call ours, whose body isn't on the disk, or whose `deleting` is
not committed; what somebody changed and customers with sales are left alone unless asked for. Every try begins with
reading the record again, so a DELETE whose end was not known is never repeated blindly. Between that read and the
DELETE lie milliseconds in which somebody may still save a change: the store has no conditional delete.
"""

import json
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from pipeline.load.journal.attempt import Attempt
from pipeline.load.journal.entry import Entry, State
from pipeline.load.looking.live import has_sales, read_live
from pipeline.load.plan import Id
from pipeline.load.replies import version_of
from pipeline.load.unload.changed_since import changed_since
from pipeline.load.unload.delete_replies import DeleteVerdict, Fate, judge_delete
from pipeline.load.unload.kept import Kept, KeptFile
from pipeline.load.unload.plan import UnloadOptions
from pipeline.load.working import Work
from pipeline.records import Kind
from pipeline.store import endpoints

OURS_TO_DELETE = (State.DONE, State.DELETING)


class After(Enum):
    """What should happen to the record after a try."""

    SETTLED = "nothing more in this run"
    AGAIN = "again, not counted"
    RETRY = "again after a while, counted"


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A record that an unload did not delete, and why."""

    kind: Kind
    key_text: str
    remote_id: str
    why: str


@dataclass(slots=True, kw_only=True)
class DeleteJob(Work):
    """What an unload works with: besides the usual, the file for the bodies of what is deleted."""

    kept: KeptFile
    options: UnloadOptions


@dataclass(slots=True)
class Deleter:
    """Deletes single records of a job, and remembers what it left alone."""

    job: DeleteJob
    left: dict[Id, LeftAlone] = field(default_factory=dict)
    deleted: list[Id] = field(default_factory=list)
    gone: list[Id] = field(default_factory=list)
    _doubted: set[Id] = field(default_factory=set)  # a DELETE may be on its way
    _kept: set[tuple[str, int | None]] = field(default_factory=set)

    async def attempt(self, place: Id) -> After:
        """Try once to delete a record. Raises Braked, StopError."""
        entry = self._entry(place)
        if entry.state is State.DELETING:
            self._doubted.add(place)
        assert entry.remote_id is not None, "a record that is done has an id"
        row = await read_live(self.job.paced, entry.kind, entry.remote_id)
        if row is None:
            self._finish(entry, "gone", self._noted("gone", entry, "gone already"))
            return After.SETTLED
        why = await self._why_left(entry, row)
        if why:
            self._leave(entry, self._noted("left alone", entry, why))
            return After.SETTLED
        self._keep(entry, row)
        return await self._delete(place)

    async def _delete(self, place: Id) -> After:
        entry = self._entry(place)
        assert entry.remote_id is not None

        def intend() -> None:
            current = self._entry(place)
            if current.state is not State.DELETING:
                self.job.journal.move(replace(current, state=State.DELETING))
            assert self._entry(place).state is State.DELETING, "no DELETE without its committed intent"

        reply = await self.job.paced.call(endpoints.delete(entry.kind.value, entry.remote_id), before=intend)
        verdict = judge_delete(reply)
        what = "deleted" if verdict.fate is Fate.DELETED else "delete"
        attempt = self.job.answered(what, self._entry(place), reply, verdict.words, entry.remote_id)
        return self._apply(place, verdict, attempt)

    def _apply(self, place: Id, verdict: DeleteVerdict, attempt: Attempt) -> After:
        """Do what the table says, durably."""
        entry, journal = self._entry(place), self.job.journal
        if verdict.fate in (Fate.DELETED, Fate.GONE):
            self._finish(entry, "deleted" if verdict.fate is Fate.DELETED else "gone", attempt)
            return After.SETTLED
        if verdict.fate is Fate.REFUSED:
            self._leave(entry, attempt)
            return After.SETTLED
        if verdict.untouched and place not in self._doubted:
            journal.move(replace(entry, state=State.DONE), attempt)
        else:
            self._doubted.add(place)
            journal.record(attempt)
        if verdict.stop is not None:
            raise verdict.stop
        return After.RETRY if verdict.counted else After.AGAIN

    async def _why_left(self, entry: Entry, row: dict[str, Any]) -> str:
        """Return why a record is left alone, '' when it may go."""
        if self.job.options.even_if_changed:
            return ""
        changed = changed_since(entry, row)
        if changed:
            return changed
        if entry.kind is Kind.CUSTOMER and await has_sales(self.job.paced, row["id"]):
            return "has sales"
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
        journal, place = self.job.journal, (entry.kind, entry.key)
        if entry.state is State.DONE:
            entry = journal.move(replace(entry, state=State.DELETING))
        journal.move(
            replace(entry, state=State.DELETED, doubts=0, status=attempt.status, message=attempt.words),
            attempt,
        )
        (self.deleted if how == "deleted" else self.gone).append(place)

    def _leave(self, entry: Entry, attempt: Attempt) -> None:
        if entry.state is State.DELETING:
            self.job.journal.move(replace(entry, state=State.DONE), attempt)
        else:
            self.job.journal.record(attempt)
        place = (entry.kind, entry.key)
        self.left[place] = LeftAlone(entry.kind, entry.key_text, entry.remote_id or "", attempt.words)

    def _entry(self, place: Id) -> Entry:
        entry = self.job.journal.entry(*place)
        assert entry is not None, f"{place} was planned without an entry"
        assert entry.state in OURS_TO_DELETE, f"{place} is {entry.state}: not ours to delete"
        return entry

    def _noted(self, what: str, entry: Entry, words: str) -> Attempt:
        return self.job.noted(what, entry, words, remote_id=entry.remote_id)
