"""The unload itself: products, then customers, a few at a time. `deleter` does it; this decides who is next.

Promises: kill it at any time, run it again: every record that this dataset made is gone, or is listed as left alone or
as still there. A record is at one worker's hands only, and is retried there after 1, 2 and 4 s.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from pipeline.errors import RunAgainError, StopError
from pipeline.journal.transitions import Next, State
from pipeline.load.events import Phase, Progress
from pipeline.pacing.paced_store import BACKOFF_S
from pipeline.pacing.workers import run_workers
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id
from pipeline.stores import is_trouble
from pipeline.text import counted
from pipeline.unload.deleter import DeleteJob, Deleter
from pipeline.unload.plan import delete_order, layers, requests_for

RETRIES = len(BACKOFF_S)  # of one record in one run, like a load's


@dataclass(slots=True)
class Unloader:
    """One run over the records to delete. Make it, `await run()`, then read the journal and `deleter.left`."""

    job: DeleteJob
    places: Sequence[Id]
    deleter: Deleter = field(init=False)
    _queue: deque[Id] = field(default_factory=deque)
    _ahead: int = 0
    _steps: int = 0

    def __post_init__(self) -> None:
        self.deleter = Deleter(self.job)

    async def run(self) -> None:
        """Delete what was planned; ends early, quietly, when the brake is pulled."""
        self._ahead = sum(requests_for(kind) for kind, _ in self.places)
        self.job.paced.requests_left = lambda: max(1, self._ahead)
        for kind in delete_order():
            groups = layers(kind, self.places)
            self._steps = 0
            if groups and not self.job.paced.brake.pulled:
                self.job.watch(Phase(kind, sum(map(len, groups)), f"Deleting {kind.nouns}"))
                await run_workers(self.job.paced, partial(self._prepare, kind), count=1)
            for group in groups:
                self._queue = deque(group)
                if not self.job.paced.brake.pulled:
                    await run_workers(self.job.paced, self._work)

    async def _prepare(self, kind: Kind) -> None:
        """Read who uses what is about to go. Raises Braked, StopError."""
        if kind.named:
            await self.job.uses.read_on(kind)

    def unfinished(self) -> StopError | None:
        """Return the end of a run that left records behind although nothing stopped it; else None."""
        waiting = [place for place in self.places if place not in self.deleter.left and self._is_there(place)]
        if not waiting:
            return None
        return RunAgainError(
            f"{counted(len(waiting), 'record')} could not be deleted yet.",
            code="unfinished",
            hint="Run the same command again.",
        )

    def _is_there(self, place: Id) -> bool:
        entry = self.job.journal.entry(*place)
        return entry is not None and entry.state is not State.DELETED

    async def _work(self) -> None:
        """Settle one after the other. Raises Braked, StopError."""
        while self._queue:
            place = self._queue.popleft()
            await self._settle(place)
            self._ahead -= requests_for(place[0])
            self._steps += 1
            pacer = self.job.paced.pacer
            self.job.watch(Progress(self._steps, pacer.remaining, pacer.limit))

    async def _settle(self, place: Id) -> None:
        """Try until the record is settled or out of tries; an outage's own probes don't count, it ends the run itself."""
        tries = 0
        while True:
            why = "the store gave no clear answer"
            try:
                after = await self.deleter.attempt(place)
            except StopError as stop:
                if not is_trouble(stop):  # others may go on
                    raise
                after, why = Next.RETRY, stop.message
            if after is Next.SETTLED:
                return
            if after is Next.RETRY and not self.job.paced.outage.active:
                if tries >= RETRIES:
                    return
                await self.job.paced.pause_to_retry(tries, why)
                tries += 1
            self._ahead += 1
