"""The load itself: each unit once what it names is done, then the look-ups that had to wait.

The promise (pipeline/load/README.md): kill it at any time, run it again; every record is in the store exactly once or listed as
uncertain. Kept by four rules, asserted here and in `sender` and `journal`, proven in tests/simulation: the intent is
durable before the request; `sent` goes back to `pending` on proof alone; what is unclear is looked up, in every place,
once its time has come; the outcome is durable before the next step. This module decides what is next; `sender` does it.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.errors import RunAgainError, StopError
from pipeline.journal.transitions import Next, State
from pipeline.load.events import Phase, Progress
from pipeline.load.sending.deferred import LOOKS_MAX, Deferred, settled_at_s, surely_passed_s
from pipeline.load.sending.first_look import look_at_first
from pipeline.load.sending.job import Job
from pipeline.load.sending.ready import is_ready
from pipeline.load.sending.reconcile import LOOK_REQUESTS
from pipeline.load.sending.sender import Sender
from pipeline.load.sending.units import Unit, units_of
from pipeline.load.sending.waiting import missing_of, waiting_of
from pipeline.pacing.paced_store import BACKOFF_S
from pipeline.pacing.wait_any import Notifier
from pipeline.pacing.workers import run_workers
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.schema.records import Id
from pipeline.stores import is_trouble, resource_of, walk_kind
from pipeline.text import counted

RETRIES = len(BACKOFF_S)  # of one unit in one run (the specification's three)
FEW = 3  # ids of which pages are cheaper than single reads
LOOK_AGAIN_S = 15.0  # after a look-up that failed


@dataclass(slots=True)
class Loader:
    """One run. Make it, `await run()`, then read the journal: it knows everything that happened."""

    job: Job
    exhausted: set[Id] = field(default_factory=set)  # units out of tries: still pending
    refused: int = 0
    _deferred: Deferred[Unit] = field(default_factory=Deferred)
    _queue: deque[Unit] = field(default_factory=deque)  # ready to be sent
    _queued: Counter[Kind] = field(default_factory=Counter)
    _waiting: dict[Id, list[Unit]] = field(default_factory=dict)  # by what they wait for
    _missing: dict[Id, set[Id]] = field(default_factory=dict)  # what each waiting unit still waits for
    _next_parts: dict[Id, deque[Unit]] = field(default_factory=dict)  # of units that go one by one
    _tries: dict[Id, int] = field(default_factory=dict)
    _looks: dict[Id, int] = field(default_factory=dict)
    _in_flight: dict[Id, Unit] = field(default_factory=dict)
    _moved: Notifier = field(default_factory=Notifier)  # rung by every unit that is left for now
    _looked: set[Id] = field(default_factory=set)  # and not found, in this run
    _totals: Counter[Kind | None] = field(default_factory=Counter)
    _settled: Counter[Kind | None] = field(default_factory=Counter)
    _shown: list[Kind | None] = field(
        default_factory=list
    )  # phases that were announced, the last one is shown

    async def run(self) -> None:
        """Send what the plan says and look up what is uncertain; ends early, quietly, when the brake is pulled."""
        units = self._sendable(units_of(self.job.plan.send, self.job.journal.entry))
        self._totals.update(dict.fromkeys(all_kinds(), 0))
        for unit in units:
            self._totals[unit.kind] += len(unit.keys)
        for unit in self._split(units):
            self._enter(unit)
        self._defer_leftovers()
        self.job.paced.requests_left = self._requests_left
        if units and not self.job.paced.brake.pulled:
            self._announce()
            await run_workers(self.job.paced, lambda: self._work(last=False))
        if len(self._deferred) and not self.job.paced.brake.pulled:
            await run_workers(self.job.paced, self._list_acknowledged, count=1)
            self._totals[None], self._settled[None] = len(self._deferred), 0
            acknowledged = all(self._is_acknowledged(unit) for unit in self._deferred.waiting())
            self._show(None, "Matching records" if acknowledged else "Looking up uncertain records")
            await run_workers(self.job.paced, lambda: self._work(last=True))

    def unfinished(self) -> StopError | None:
        """Return the end of a run that left records pending or uncertain although nothing stopped it; else None."""
        planned = (*self.job.plan.send, *self.job.plan.reconcile)
        entries = [self.job.journal.entry(*place) for place in planned]
        left = {
            entry.id: entry
            for entry in entries
            if entry is not None and entry.state in (State.PENDING, State.SENT)
        }
        if not left:
            return None
        waiting = waiting_of(self.job.records, self.job.journal.entry)
        hopeless = [each for each in waiting if each.hopeless and each.id in left]
        if len(hopeless) == len(left):  # no end of the run: those are named with what was rejected
            return None
        uncertain = sum(entry.state is State.SENT for entry in left.values())
        return RunAgainError(
            f"{counted(len(left) - uncertain, 'record')} still pending, {uncertain:,} uncertain.",
            code="unfinished",
            hint="Run the same command again.",
        )

    # Who is next

    def _sendable(self, units: Iterable[Unit]) -> list[Unit]:
        """Leave out units of which members are uncertain: they are completed after the look-up."""
        return [unit for unit in units if not self._is_uncertain(unit)]

    def _split(self, units: Iterable[Unit]) -> list[Unit]:
        """Send what a unit in the store lacks one by one, where the store takes it so: each once the one before it is settled."""
        found = []
        for unit in units:
            singly = resource_of(unit.kind).completes_singly and self.job.there(unit)
            parts = [Unit(unit.kind, unit.name, (key,)) for key in unit.keys] if singly else [unit]
            found.append(parts[0])
            self._next_parts[unit.id] = deque(parts[1:])
        return found

    def _enter_next_part(self, unit: Unit) -> None:
        """Queue the next part of a unit that goes one by one, unless something is still to come about the one before."""
        parts = self._next_parts.get(unit.id)
        if not parts or unit.id in self._missing:
            return
        if any(each.id == unit.id for each in (*self._queue, *self._deferred.waiting())):
            return
        self._enter(parts.popleft())

    def _is_uncertain(self, unit: Unit) -> bool:
        members = self.job.journal.members(unit.kind, unit.name) if unit.name is not None else ()
        return any(entry.state is State.SENT for entry in members)

    def _enter(self, unit: Unit, *, front: bool = False) -> None:
        """Queue a unit, or let it wait for what it names."""
        entry = self.job.journal.entry
        missing = {
            each for place in unit.ids for each in missing_of(self.job.records[place], entry, unit.ids)
        }
        if not missing:
            self._push(unit, front=front)
            return
        self._missing[unit.id] = missing
        for each in missing:
            self._waiting.setdefault(each, []).append(unit)

    def _push(self, unit: Unit, *, front: bool = False) -> None:
        (self._queue.appendleft if front else self._queue.append)(unit)
        self._queued[unit.kind] += 1

    def _let_go(self, unit: Unit) -> None:
        """Queue what waited for this unit's members alone, now that they are done."""
        for place in unit.ids:
            entry = self.job.journal.entry(*place)
            if place not in self._waiting or entry is None or entry.state is not State.DONE:
                continue
            for waiting in self._waiting.pop(place):
                left = self._missing[waiting.id]
                left.discard(place)
                if not left:
                    del self._missing[waiting.id]
                    self._push(waiting)

    def _defer_leftovers(self) -> None:
        """Put off what an earlier run left `sent`; usually its settle time has passed long ago."""
        now_s, wall_s, settle_s = _now_s(), self.job.wall_s(), self.job.options.settle_s
        for unit in units_of(self.job.plan.reconcile, self.job.journal.entry):
            entries = [self.job.journal.entry(*place) for place in unit.ids]
            passed_s = min(
                0.0 if entry is None else surely_passed_s(entry, wall_s, now_s) for entry in entries
            )
            self._defer(unit, now_s if self._is_acknowledged(unit) else now_s + max(0.0, settle_s - passed_s))

    async def _list_acknowledged(self) -> None:
        """Read by pages what was acknowledged and is to be matched, where that is cheaper. Raises Braked, StopError."""
        ids: dict[Kind, set[str]] = {}
        for unit in self._deferred.waiting():
            sent = self.job.journal.unit(unit.kind, unit.name) if unit.name is not None else None
            ids.setdefault(unit.kind, set()).update(sent.ids if sent is not None else ())
        for kind, wanted in ids.items():
            if len(wanted) >= FEW:
                async for page in walk_kind(self.job.paced, kind, self.job.listed_after):
                    head_of = resource_of(kind).head_of
                    of_ours = (row for row in page.live if row["id"] in wanted or head_of(row) in wanted)
                    self.job.listed |= {row["id"]: row for row in of_ours}

    def _is_acknowledged(self, unit: Unit) -> bool:
        """Tell whether the store has given ids for a unit: those are only to be matched, and need no settling."""
        sent = self.job.journal.unit(unit.kind, unit.name) if unit.name is not None else None
        return sent is not None and bool(sent.ids)

    def _defer(self, unit: Unit, at_s: float) -> None:
        """Look a unit up from a time on: during the sending if others wait for it, else when all is sent."""
        if any(place in self._waiting for place in unit.ids):
            self._deferred.soon(unit, at_s)
        else:
            self._deferred.late(unit, at_s)

    def _requests_left(self) -> int:
        """Return how many requests are still to come, rather too many: the pacer ends its caution by this number."""
        creates = len(self._queue) + len(self._missing) + len(self._in_flight)
        return max(1, creates + LOOK_REQUESTS * len(self._deferred))

    async def _work(self, *, last: bool) -> None:
        """Take what is due, one after the other, until nothing is left in this phase. Raises Braked, StopError."""
        while await self._ready(last=last):
            unit = self._deferred.take(_now_s(), all_kinds=last)
            if unit is not None:
                await self._alone(unit, looking=True)
            elif self._queue:
                unit = self._queue.popleft()
                self._queued[unit.kind] -= 1
                await self._alone(unit, looking=False)

    async def _ready(self, *, last: bool) -> bool:
        brake = self.job.paced.brake
        return await is_ready(
            self._queue,
            self._deferred,
            lambda: bool(self._in_flight),
            self._moved,
            brake,
            last=last,
            on_wait=self.job.say_settling,
        )

    # What happens to it

    async def _alone(self, unit: Unit, *, looking: bool) -> None:
        """Do one thing about one unit, which nobody else touches meanwhile (invariant 7)."""
        assert unit.id not in self._in_flight, "one unit, one request at a time"
        self._in_flight[unit.id] = unit
        assert len(self._in_flight) <= self.job.paced.pacer.concurrency, "more in flight than allowed"
        try:
            await (self._look(unit) if looking else self._send(unit))
        finally:
            del self._in_flight[unit.id]
            self._enter_next_part(unit)
            self._moved.notify()

    async def _send(self, unit: Unit) -> None:
        if any(missing_of(self.job.records[place], self.job.journal.entry, unit.ids) for place in unit.ids):
            self._enter(unit)  # what it names was found gone meanwhile
            return
        outcome, elapsed_s = await Sender(self.job).send(unit, looked=unit.id in self._looked)
        await look_at_first(self.job, unit)
        if outcome is Next.AGAIN:
            self._push(unit, front=True)
            return
        if outcome is Next.RETRY:
            await self._retry(unit, counted=not self.job.paced.outage.active)
        elif outcome is Next.MATCH:
            self._defer(unit, _now_s())
        elif outcome is Next.LOOK_SOON:
            self._deferred.soon(unit, _now_s() + self.job.paced.backoff_s(self._tries.get(unit.id, 0)))
        elif outcome is Next.LOOK_LATE:
            self._defer(unit, self._settled_s(elapsed_s))
        self._step(unit, settled=outcome in (Next.SETTLED, Next.MATCH))

    async def _look(self, unit: Unit) -> None:
        """Look one unit up; what was not there is sent again while it has tries left."""
        try:
            outcome = await Sender(self.job).look(unit)
        except StopError as stop:
            if not is_trouble(stop):
                raise
            self._look_again(unit)
            return
        if outcome is Next.LOOK_LATE:
            self._defer(unit, self._settled_s(0.0))
            return
        if outcome is Next.RETRY:
            self._tries[unit.id] = self._tries.get(unit.id, 0) + 1
            if self._tries[unit.id] > RETRIES:
                self.exhausted.add(unit.id)
            else:
                self._looked.add(unit.id)
                self._send_rest(unit)
        self._step(unit, settled=True)

    def _send_rest(self, unit: Unit) -> None:
        """Queue what is still to be sent of a unit: the members that are not there, and no others."""
        wanted = {*self.job.plan.send, *(place for place in unit.ids if place in self.job.records)}
        members = self.job.journal.members(unit.kind, unit.name) if unit.name is not None else ()
        places = [entry.id for entry in members] or unit.ids
        keys = [key for kind, key in places if (kind, key) in wanted and self._is_pending(kind, key)]
        if keys:  # what it names may have gone from the store since it was sent
            for rest in self._split([Unit(unit.kind, unit.name, tuple(keys))]):
                self._enter(rest, front=True)

    def _is_pending(self, kind: Kind, key: str) -> bool:
        entry = self.job.journal.entry(kind, key)
        return entry is not None and entry.state is State.PENDING

    def _look_again(self, unit: Unit) -> None:
        """Put a look-up off that failed; after LOOKS_MAX the unit stays uncertain for this run."""
        self._looks[unit.id] = self._looks.get(unit.id, 0) + 1
        if self._looks[unit.id] < LOOKS_MAX:
            self._defer(unit, _now_s() + LOOK_AGAIN_S)

    async def _retry(self, unit: Unit, *, counted: bool) -> None:
        """Send a unit again that never left: after 1, 2, 4 s, or at the outage's own probes, which don't count.

        After a clash what is not there goes at once.
        """
        tries = self._tries.get(unit.id, 0)
        if counted:
            if tries >= RETRIES:
                self.exhausted.add(unit.id)
                return
            self._tries[unit.id] = tries + 1
            entry = self.job.journal.entry(*unit.ids[0])
            if entry is None or entry.status is None:  # else it answered, and some members are settled
                await self.job.paced.pause_to_retry(tries, "no connection")
        self._send_rest(unit)

    def _settled_s(self, elapsed_s: float) -> float:
        """Return when an uncertain unit may be looked up."""
        return settled_at_s(_now_s(), self.job.options.settle_s, elapsed_s)

    # What is told of it

    def _step(self, unit: Unit, *, settled: bool) -> None:
        self._let_go(unit)
        entries = [self.job.journal.entry(*place) for place in unit.ids]
        if settled:
            self._settled[unit.kind] += len(unit.keys)
            self._settled[None] += 1
        self._announce(leaving=unit)
        limits = self.job.options.max_errors
        refused = (State.REJECTED, State.CONFLICT)
        self.refused += sum(entry is not None and entry.state in refused for entry in entries)
        if limits is not None and limits.reached(self.refused, len(self.job.plan.send)):
            self.job.paced.brake.pull(
                RunAgainError(
                    f"Stopped after {self.refused} rejected records, as asked.",
                    code="too-many-errors",
                    hint="status says why. Mend the rows, then run the same command again.",
                )
            )

    def _announce(self, leaving: Unit | None = None) -> None:
        """Say how far the shown kind is, and show the next one when it is through."""
        self._say_progress()
        if self._shown[-1:] == [None]:
            return
        busy = {unit.kind for unit in self._in_flight.values() if unit is not leaving}
        busy |= {kind for kind, count in self._queued.items() if count}
        for kind in (kind for kind in all_kinds() if self._totals[kind]):
            if kind not in self._shown:
                self._show(kind, f"Creating {kind.nouns}")
                self._say_progress()
            if kind in busy:
                return

    def _say_progress(self) -> None:
        if self._shown:
            pacer = self.job.paced.pacer
            self.job.watch(Progress(self._settled[self._shown[-1]], pacer.remaining, pacer.limit))

    def _show(self, kind: Kind | None, verb: str) -> None:
        self._shown.append(kind)
        self.job.watch(Phase(kind, self._totals[kind], verb))


def _now_s() -> float:
    return asyncio.get_running_loop().time()
