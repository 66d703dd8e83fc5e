"""Waiting until something moves, or for so long: without a task for each thing that may move.

A notifier wakes everything that waits at that moment, first come, first woken, and keeps nothing: check first, then wait,
with no `await` between. It belongs to one event loop.
"""

import asyncio


class Notifier:
    """Tells those who wait for it that something has changed."""

    def __init__(self) -> None:
        self.waiting: dict[asyncio.Future[None], None] = {}  # in order: a set would wake by memory address

    def notify(self) -> None:
        """Wake everything that waits."""
        for waiter in self.waiting:
            _wake(waiter)


async def wait_any(*notifiers: Notifier, within_s: float | None) -> None:
    """Wait for the first of these notifiers, at most so many seconds; None: as long as it takes."""
    loop = asyncio.get_running_loop()
    waiter = loop.create_future()
    timer = None if within_s is None else loop.call_later(within_s, _wake, waiter)
    for notifier in notifiers:
        notifier.waiting[waiter] = None
    try:
        await waiter
    finally:
        for notifier in notifiers:
            notifier.waiting.pop(waiter, None)
        if timer is not None:
            timer.cancel()


def _wake(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_result(None)
