"""An event loop whose time is virtual: when everybody waits, it jumps to the next timer. No second is ever slept.

`asyncio.sleep`, `asyncio.wait(timeout=…)` and every deadline built on them follow. A loop on which everybody waits and no
timer is set would hang for ever in production: here that is `HangError`.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
EPOCH_S = 1_750_000_000.0  # wall seconds at world second 0
TICK_S = 1e-6  # a turn of a real loop takes time too; waits of a rounding error's length end by it
TURNS_MAX = 100_000  # of the loop in one run: more is going round in circles


class HangError(AssertionError):
    """Everybody waits for something that can't come, or goes round without end."""


class Clock:
    """The world's time in seconds. A wall clock may be set wrong, a machine may be booted anew."""

    def __init__(self) -> None:
        self.now_s = 1_000.0
        self.booted_s = 0.0
        self.wall_error_s = 0.0

    def wall_s(self) -> float:
        """Return what the machine's wall clock shows."""
        return EPOCH_S + self.now_s + self.wall_error_s

    def monotonic_s(self) -> float:
        """Return the seconds since the machine was booted."""
        return self.now_s - self.booted_s


class _Jump:
    """Stands where a loop has its selector: waiting means moving the clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.turns = 0

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise HangError("everybody waits, and nothing will come")
        self.turns += 1
        if self.turns > TURNS_MAX:
            raise HangError(f"no end after {TURNS_MAX:,} turns of the loop")
        self.clock.now_s += max(timeout, TICK_S)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """asyncio's own loop, less the network and the waiting."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self._selector = _Jump(clock)
        self.set_exception_handler(lambda _loop, _context: None)  # tasks of a killed run are nobody's

    def time(self) -> float:
        return self.clock.monotonic_s()

    def _process_events(self, events: list[Any]) -> None:
        """Nothing comes from outside."""

    def _write_to_self(self) -> None:
        """Nobody has to be woken: there is one thread."""


def run_virtually(clock: Clock, coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end on a loop of its own; tasks that are left (after a kill) are ended without effect."""
    loop = VirtualLoop(clock)
    try:
        return loop.run_until_complete(coroutine)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(_gather(left))
        loop.close()


async def _gather(tasks: set["asyncio.Task[Any]"]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
