"""Waiting until something moves, or for so long: without a task for each thing that may move.

A bell wakes whoever waits at that moment, first come, first woken, and keeps nothing: look first, then wait, with no
`await` between. It belongs to one event loop.
"""

import asyncio


class Bell:
    """Rung when something has changed that somebody may wait for."""

    def __init__(self) -> None:
        self.waiting: dict[asyncio.Future[None], None] = {}  # in order: a set would wake by memory address

    def ring(self) -> None:
        """Wake everybody who waits."""
        for waiter in self.waiting:
            _wake(waiter)


async def hear(*bells: Bell, within_s: float | None) -> None:
    """Wait for the first of these bells, at most so many seconds; None: as long as it takes."""
    loop = asyncio.get_running_loop()
    waiter = loop.create_future()
    timer = None if within_s is None else loop.call_later(within_s, _wake, waiter)
    for bell in bells:
        bell.waiting[waiter] = None
    try:
        await waiter
    finally:
        for bell in bells:
            bell.waiting.pop(waiter, None)
        if timer is not None:
            timer.cancel()


def _wake(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_result(None)
