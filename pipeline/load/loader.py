"""The load itself: customers, then products, then the look-ups that had to wait.

The promise (LOADING.md): kill it at any time, run it again; every record is in the store exactly once or listed as
uncertain. Kept by four rules, asserted here and in `sending` and `journal`, proven in tests/simulation: the intent is
durable before the request; `sent` goes back to `pending` on proof alone; what is unclear is looked up, in two places, once
its time has come; the outcome is durable before the next step. This module decides who is next; `sending` does it.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from pipeline.errors import RunAgainError, StopError
from pipeline.load.deferred import LOOKS_MAX, Deferred, surely_passed_s
from pipeline.load.journal.entry import State
from pipeline.load.pacing.bell import Bell, hear
from pipeline.load.pacing.crew import work_together
from pipeline.load.pacing.paced import BACKOFF_S
from pipeline.load.plan import Id
from pipeline.load.reconcile import LOOK_REQUESTS
from pipeline.load.sending import ASLEEP_S, Job, Next, Sender, is_trouble
from pipeline.load.watching import Phase, Step
from pipeline.records import Kind
from pipeline.text import counted

RETRIES = len(BACKOFF_S)  # of one record in one run (the specification's three)
LOOK_AGAIN_S = 15.0  # after a look-up that failed


@dataclass(slots=True)
class Loader:
    """One run. Make it, `await run()`, then read the journal: it knows everything that happened."""

    job: Job
    exhausted: set[Id] = field(default_factory=set)  # out of tries: still pending
    refused: int = 0
    _deferred: Deferred = field(default_factory=Deferred)
    _queue: deque[Id] = field(default_factory=deque)
    _tries: dict[Id, int] = field(default_factory=dict)
    _looks: dict[Id, int] = field(default_factory=dict)
    _in_flight: set[Id] = field(default_factory=set)
    _moved: Bell = field(default_factory=Bell)  # rung by every record that is left for now
    _later: int = 0  # records of the phases to come
    _looked: set[Id] = field(default_factory=set)  # and not found, in this run
    _steps: int = 0

    async def run(self) -> None:
        """Send what the plan says and look up what is uncertain; ends early, quietly, when the brake is pulled."""
        self._defer_leftovers()
        self.job.paced.requests_left = self._requests_left
        self._later = len(self.job.plan.send)
        for kind in Kind:
            self._queue = deque(place for place in self.job.plan.send if place[0] is kind)
            self._later -= len(self._queue)
            await self._phase(Phase(kind, len(self._queue), f"Creating {kind.plural}"), last=False)
        await self._phase(Phase(None, len(self._deferred), "Looking up uncertain records"), last=True)

    def _requests_left(self) -> int:
        """Return how many requests are still to come, rather too many: the pacer ends its caution by this number."""
        creates = len(self._queue) + self._later + len(self._in_flight)
        return max(1, creates + LOOK_REQUESTS * len(self._deferred))

    def unfinished(self) -> StopError | None:
        """Return the end of a run that left records pending or uncertain although nothing stopped it; else None."""
        planned = (*self.job.plan.send, *self.job.plan.reconcile)
        entries = [self.job.journal.entry(*place) for place in planned]
        left = [
            entry for entry in entries if entry is not None and entry.state in (State.PENDING, State.SENT)
        ]
        if not left:
            return None
        uncertain = sum(entry.state is State.SENT for entry in left)
        return RunAgainError(
            f"{counted(len(left) - uncertain, 'record')} still pending, {uncertain:,} uncertain.",
            code="unfinished",
            hint="Run the same command again.",
        )

    def _defer_leftovers(self) -> None:
        """Put off what an earlier run left `sent`; usually its settle time has passed long ago."""
        now_s, wall_s, settle_s = _now_s(), self.job.wall_s(), self.job.options.settle_s
        for place in self.job.plan.reconcile:
            entry = self.job.journal.entry(*place)
            passed_s = 0.0 if entry is None else surely_passed_s(entry, wall_s, now_s)
            self._deferred.late(place, now_s + max(0.0, settle_s - passed_s))

    async def _phase(self, phase: Phase, *, last: bool) -> None:
        if phase.total == 0 or self.job.paced.brake.pulled:
            return
        self._steps = 0
        self.job.watch(phase)
        await work_together(self.job.paced, lambda: self._work(last=last))

    async def _work(self, *, last: bool) -> None:
        """Take what is due, one after the other, until nothing is left in this phase. Raises Braked, StopError."""
        while await self._ready(last=last):
            place = self._deferred.take(_now_s(), all_kinds=last)
            if place is not None:
                await self._alone(place, looking=True)
            elif self._queue:
                await self._alone(self._queue.popleft(), looking=False)

    async def _ready(self, *, last: bool) -> bool:
        """Wait until something is due; False when this phase has nothing left, not even in flight."""
        while True:
            self.job.paced.brake.check()
            due_s = self._deferred.next_s(all_kinds=last)
            if self._queue or (due_s is not None and due_s <= _now_s()):
                return True
            if due_s is None and not self._in_flight:
                return False
            within_s = None if due_s is None else due_s - _now_s()
            await hear(self._moved, self.job.paced.brake.bell, within_s=within_s)

    async def _alone(self, place: Id, *, looking: bool) -> None:
        """Do one thing about one record, which nobody else touches meanwhile (invariant 7)."""
        assert place not in self._in_flight, "one record, one request at a time"
        self._in_flight.add(place)
        assert len(self._in_flight) <= self.job.paced.pacer.concurrency, "more in flight than allowed"
        try:
            await (self._look(place) if looking else self._send(place))
        finally:
            self._in_flight.discard(place)
            self._moved.ring()

    async def _send(self, place: Id) -> None:
        outcome, elapsed_s = await Sender(self.job).send(place, looked=place in self._looked)
        if outcome is Next.AGAIN:
            self._queue.appendleft(place)
        elif outcome is Next.RETRY:
            await self._retry(place, counted=not self.job.paced.outage.active)
        elif outcome is Next.LOOK_SOON:
            self._deferred.soon(place, _now_s() + self.job.paced.backoff_s(self._tries.get(place, 0)))
        elif outcome is Next.LOOK_LATE:
            self._deferred.late(place, self._settled_s(elapsed_s))
        if outcome is not Next.AGAIN:
            self._step(place, settled=outcome is Next.SETTLED)

    async def _look(self, place: Id) -> None:
        """Look one record up; what was not there is sent again while it has tries left."""
        try:
            outcome = await Sender(self.job).look(place)
        except StopError as stop:
            if not is_trouble(stop):
                raise
            self._look_again(place)
            return
        if outcome is Next.RETRY:
            self._tries[place] = self._tries.get(place, 0) + 1
            if self._tries[place] > RETRIES:
                self.exhausted.add(place)
            else:
                self._looked.add(place)
                self._queue.appendleft(place)
        self._step(place, settled=True)

    def _look_again(self, place: Id) -> None:
        """Put a look-up off that failed; after LOOKS_MAX the record stays uncertain for this run."""
        self._looks[place] = self._looks.get(place, 0) + 1
        if self._looks[place] < LOOKS_MAX:
            self._deferred.late(place, _now_s() + LOOK_AGAIN_S)

    async def _retry(self, place: Id, *, counted: bool) -> None:
        """Send a record again that never left: after 1, 2, 4 s, or at the outage's own probes, which don't count."""
        tries = self._tries.get(place, 0)
        if counted:
            if tries >= RETRIES:
                self.exhausted.add(place)
                return
            self._tries[place] = tries + 1
            await self.job.paced.pause(self.job.paced.backoff_s(tries))
        self._queue.appendleft(place)

    def _settled_s(self, elapsed_s: float) -> float:
        """Return when an uncertain record may be looked up: settled since its sending.

        A call that took longer than any can was stopped together with the process, perhaps before it was sent: then the
        settle time counts from its end.
        """
        asleep = elapsed_s > ASLEEP_S
        return _now_s() + self.job.options.settle_s - (0.0 if asleep else elapsed_s)

    def _step(self, place: Id, *, settled: bool) -> None:
        self._steps += settled
        pacer = self.job.paced.pacer
        self.job.watch(Step(self._steps, pacer.remaining, pacer.limit))
        entry, limits = self.job.journal.entry(*place), self.job.options.max_errors
        self.refused += entry is not None and entry.state in (State.REJECTED, State.CONFLICT)
        if limits is not None and limits.reached(self.refused, len(self.job.plan.send)):
            self.job.paced.brake.pull(
                RunAgainError(
                    f"Stopped after {self.refused} rejected records, as asked.",
                    code="too-many-errors",
                    hint="status says why. Mend the rows, then run the same command again.",
                )
            )


def _now_s() -> float:
    return asyncio.get_running_loop().time()
