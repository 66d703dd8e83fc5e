"""Puts records back, a few at a time, and takes up in the journal what the store then has.

Promises: a change of an earlier run without a clear end is waited for first, or it could put its older values over ours;
its values are absolute, so one of this run is put again. Stock is read once more just before: what moved meanwhile is said.
What was put counts once a row of the store shows it.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.journal.entries import Entry, StepEntry
from pipeline.journal.transitions import StepState
from pipeline.load.events import Phase, Progress, Said
from pipeline.load.sending.deferred import surely_passed_s
from pipeline.load.sending.sent import puts_of, steps_of, update_of
from pipeline.pacing.paced_store import BACKOFF_S
from pipeline.pacing.workers import run_workers
from pipeline.schema.records import Id
from pipeline.stores import read_view, resource_of
from pipeline.stores.protocol import Meaning
from pipeline.text import clean
from pipeline.update.last_look import look_at_all
from pipeline.update.our_record import Differs, OurRecord
from pipeline.update.plan import Change, is_ours
from pipeline.update.put import Putter, is_quota, under_way
from pipeline.update.reach import named_in, writes_to_others
from pipeline.update.settle import settled
from pipeline.update.survey import looks_again, references_of

RETRIES = len(BACKOFF_S)
GONE = "it is not in the store any more"
KEPT = "the store answered that it was done, and keeps its own value"


@dataclass(frozen=True, slots=True)
class Failed:
    """A record that the store would not put back, and its words."""

    sides: OurRecord
    words: str


@dataclass(slots=True, kw_only=True)
class Updater(Putter):
    """Puts records back, a few at a time; those of one family one after the other."""

    settle_s: float
    changes: Sequence[Change]
    others: Mapping[Id, OurRecord]  # the other records that changes write to, as far as the files have them
    after: int  # the store's version at the survey
    put_back: dict[Id, Change] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    _queue: deque[list[Change]] = field(default_factory=deque)
    _sent: set[Id] = field(default_factory=set)  # in this run: the same values, whenever they arrive
    _settled: int = 0

    async def run(self) -> None:
        """Put everything back, and look at it; ends early, quietly, when the brake is pulled."""
        groups: dict[object, list[Change]] = {}
        for change in self.changes:
            groups.setdefault(change.family or change.entry.id, []).append(change)
        self._queue = deque(groups.values())
        self.paced.requests_left = lambda: max(1, self.left)
        if self._queue and not self.paced.brake.pulled:
            self.watch(Phase(None, len(self.changes), "Putting back"))
            await run_workers(self.paced, self._work)
        if self.put_back and not self.paced.brake.pulled:
            await run_workers(self.paced, self._look_at_all, count=1)

    @property
    def left(self) -> int:
        """How many were not settled."""
        return len(self.changes) - self._settled

    async def _work(self) -> None:
        while self._queue:
            for change in self._queue.popleft():
                await self._settle(change)
                pacer = self.paced.pacer
                self.watch(Progress(self._settled, pacer.remaining, pacer.limit))

    async def _settle(self, change: Change) -> None:
        """Try until the record is settled or out of tries. Raises Braked, StopError."""
        found = await self._as_it_is_now(change)
        why = self._why_not(change, found)
        if why is not None or not found.differences:
            if why:
                self.failed.append(Failed(found.sides, why))
            elif why is None:
                self._take_up(found.sides)
            self._settled += why != ""
            return
        tries = 0
        while True:
            self._sent |= {each.id for each in (found.entry, *found.touches)}
            verdict = await self.put(found)
            if verdict.meaning is Meaning.DONE:
                self.put_back[found.entry.id] = found
            elif verdict.meaning in (Meaning.REJECTED, Meaning.GONE):
                self.failed.append(Failed(found.sides, verdict.words))
            elif is_quota(verdict):
                continue
            elif tries < RETRIES:
                await self.paced.pause_to_retry(tries, verdict.words or "no clear answer")
                tries += 1
                continue
            else:
                return
            self._settled += 1
            return

    def _why_not(self, change: Change, now: Change) -> str | None:
        """Return why a change can't be made any more; '' where the next run can, None where nothing is in the way."""
        if now.sides.row is None:
            return GONE
        names = {each.field for each in now.differences}
        lacking = {place for name in names for place in named_in(now.sides, name)} - set(now.sides.references)
        if lacking:
            kind, key = min(lacking, key=lambda place: (place[0].name, place[1]))
            return f"{kind} {clean(key, 80)} is not in the store any more"
        known = {each.field for each in change.differences if writes_to_others(change.sides, each.field)}
        beyond = {name for name in names if writes_to_others(now.sides, name)} - known
        return "" if beyond and now.family is not None else None

    async def _as_it_is_now(self, change: Change) -> Change:
        """Return the change after what may have moved since the survey, without a row where the record is gone.

        Looked at again is a record of whose earlier change the end was not known, and one whose stock differs.
        """
        waited = await self._wait_for_earlier(change)
        sides = self._refreshed(change.sides)
        if not waited and not looks_again(change) and change.differences:
            return replace(change, sides=sides)
        assert change.entry.remote_id is not None, "a record that is done has an id"
        row = await read_view(self.paced, change.entry.kind, change.entry.remote_id, sides.terms)
        sides = replace(sides, row=row)
        if row is None:
            return replace(change, sides=sides)
        asked = {each.field for each in change.differences} | _fields_of(sides)
        changeable = resource_of(change.entry.kind).changeable & frozenset(sides.filed)
        now = [each for each in sides.differences(self.journal.called) if not each.redacted]
        found = tuple(each for each in now if each.field in asked & changeable)
        self._say_moved(change, found)
        return replace(change, sides=sides, differences=found)

    def _say_moved(self, change: Change, now: Sequence[Differs]) -> None:
        """Say which stock moved since the survey; what our own change to its family did is no news."""
        if change.entry.id in {each.id for other in self.put_back.values() for each in other.touches}:
            return
        steps = {step.name for step in resource_of(change.entry.kind).steps if step.needs_stock}
        after = {each.field: each.theirs for each in now}
        for each in change.differences:
            theirs = after.get(each.field, each.ours)
            if each.field in steps and theirs != each.theirs:
                key = clean(change.entry.key_text, 80)
                words = f"Stock of {key} moved from {each.theirs} to {theirs} since it was read"
                self.moved.append(f"{words}; the file's {each.ours} is put.")
                self.watch(Said(self.moved[-1]))

    async def _wait_for_earlier(self, change: Change) -> bool:
        """Let what an earlier run sent settle first; tell whether there was anything. Raises Braked."""
        known: list[StepEntry | None] = []
        for entry in (change.entry, *change.touches):
            update = update_of(self.journal, entry)
            unclear = update is not None and under_way(update) and entry.id not in self._sent
            known += [update] if unclear else []
            known += [step for step in steps_of(self.journal, entry).values() if step.state is StepState.SENT]
        if not known:
            return False
        now_s = asyncio.get_running_loop().time()
        passed_s = min(surely_passed_s(each, self.wall_s(), now_s) for each in known if each is not None)
        if passed_s < self.settle_s:
            await self.paced.pause(self.settle_s - passed_s)
        return True

    async def _look_at_all(self) -> None:
        """Read what was put, and take it up into the journal; what the store kept its own value of has failed."""
        put = [self._refreshed(change.sides) for change in self.put_back.values()]
        touched = {each.id: each for change in self.put_back.values() for each in change.touches}
        filed = [
            self.others[place] for place in touched if place in self.others and place not in self.put_back
        ]
        others = [self._refreshed(each) for each in filed]
        for each in await look_at_all(self.paced, [*put, *others], self.after):
            change = self.put_back.get(each.entry.id)
            if change is not None and (words := _what_stays(each, change, self.journal.called)):
                self.failed.append(Failed(each, words))
                del self.put_back[each.entry.id]
            if each.row is not None:
                self._take_up(each)
        for change in self.put_back.values():
            for entry in change.touches:
                if entry.id not in self.others:
                    self._take_over(entry)

    def _take_over(self, place: Entry) -> None:
        """Let the journal have what a change put of a record that left the files: what its family has once."""
        entry, update = self.journal.entry(*place.id), update_of(self.journal, place)
        assert entry is not None, "no record leaves the journal"
        if update is None or not puts_of(update):
            return
        body = json.loads(entry.sent_body) if entry.sent_body else {}
        for put in puts_of(update):
            body |= put
        self.journal.replan([replace(entry, sent_body=json.dumps(body, ensure_ascii=False))])
        self.journal.put_steps([replace(update, state=StepState.DONE, wanted="[]")])

    def take_up(self, records: Iterable[OurRecord]) -> None:
        """Let the journal have what the survey saw, where nothing is under way that could move it."""
        for each in records:
            if each.row is not None and not each.unclear and self.journal.entry(*each.entry.id) == each.entry:
                self._take_up(each)

    def _take_up(self, sides: OurRecord) -> None:
        """Let the journal have what the store was seen to have."""
        found = settled(sides, self.journal.called)
        if found is not None:
            self.journal.replan([found.entry])
            self.journal.put_steps(found.steps)

    def _refreshed(self, sides: OurRecord) -> OurRecord:
        """Return a record as the journal has it now, with the store's row as it was."""
        entry = self.journal.entry(*sides.entry.id)
        assert entry is not None and is_ours(entry), "a record of ours stays ours during a run"  # noqa: PT018
        steps, update = steps_of(self.journal, entry), update_of(self.journal, entry)
        references = references_of(self.journal, sides.record)
        return replace(sides, entry=entry, steps=steps, update=update, references=references)


def _what_stays(sides: OurRecord, change: Change, called: Callable[[str], str]) -> str:
    """Return what of a change the store does not show, in words; '' where it shows it all."""
    if sides.row is None:
        return GONE
    put = {each.field for each in change.differences}
    kept = [each.field for each in sides.differences(called) if each.field in put]
    return f"{KEPT}: {', '.join(kept)}" if kept else ""


def _fields_of(sides: OurRecord) -> set[str]:
    """Return the fields that earlier changes without a clear end were to put."""
    ours = {theirs: name for name, theirs in resource_of(sides.entry.kind).sent_as.items()}
    return {ours.get(name, name) for put in puts_of(sides.update) for name in put}
