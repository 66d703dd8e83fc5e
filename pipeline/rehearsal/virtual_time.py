"""An event loop whose time is virtual: when everybody waits, it jumps to the next timer. No second is ever slept.

`asyncio.sleep`, `asyncio.wait(timeout=…)` and every deadline built on them follow. A loop on which everybody waits and no
timer is set would hang for ever in production: here that is `HangError`. It knows no network and no second thread.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
EPOCH_S = 1_750_000_000.0  # wall seconds at second 0
BEGIN_S = 1_000.0
TICK_S = 1e-6  # a turn of a real loop takes time too; waits of a rounding error's length end by it
TURNS_MAX = 100_000  # of the loop in one run: more is going round in circles


class HangError(AssertionError):
    """Everybody waits for something that can't come, or goes round without end."""


class Clock:
    """Virtual time in seconds, moved by the loop that runs on it."""

    def __init__(self) -> None:
        self.now_s = BEGIN_S

    def wall_s(self) -> float:
        """Return what a wall clock shows."""
        return EPOCH_S + self.now_s

    def monotonic_s(self) -> float:
        """Return what a monotonic clock shows."""
        return self.now_s


class _Jump:
    """Stands where a loop has its selector: waiting means moving the clock."""

    def __init__(self, clock: Clock, turns_max: int) -> None:
        self.clock = clock
        self.turns = 0
        self.turns_max = turns_max

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise HangError("everybody waits, and nothing will come")
        self.turns += 1
        if self.turns > self.turns_max:
            raise HangError(f"no end after {self.turns_max:,} turns of the loop")
        self.clock.now_s += max(timeout, TICK_S)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """asyncio's own loop, less the network and the waiting."""

    def __init__(self, clock: Clock, turns_max: int = TURNS_MAX) -> None:
        super().__init__()
        self.clock = clock
        self.jump = self._selector = _Jump(clock, turns_max)
        self.set_exception_handler(lambda _loop, _context: None)  # tasks that a run left are nobody's

    def time(self) -> float:
        """Return the clock's monotonic seconds."""
        return self.clock.monotonic_s()

    def _process_events(self, events: list[Any]) -> None:
        """Nothing comes from outside."""

    def _write_to_self(self) -> None:
        """Nobody has to be woken: there is one thread."""


def run_virtually(
    clock: Clock, coroutine: Coroutine[Any, Any, Result], *, turns_max: int = TURNS_MAX
) -> Result:
    """Run to the end on a loop of its own; tasks that are left (after a kill) are ended without effect."""
    loop = VirtualLoop(clock, turns_max)
    try:
        return loop.run_until_complete(coroutine)
    finally:
        try:
            _end(loop)
        finally:
            loop.close()


def _end(loop: VirtualLoop) -> None:
    """Cancel what is left and let it end; it may take as many turns as the run before it."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.jump.turns = 0
        loop.run_until_complete(_gather(left))


async def _gather(tasks: set["asyncio.Task[Any]"]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
