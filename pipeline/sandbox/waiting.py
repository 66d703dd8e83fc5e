"""Patience with a state file that another program holds for a moment: asked again and again, never waited for.

SQLite's own busy time-out would stop the event loop, and with it every other request. What could not be saved did
not happen (`saved_shop.py`), so it may be done again from its beginning.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pipeline.errors import JournalError
from pipeline.sandbox.lock import BUSY

Outcome = TypeVar("Outcome")

_AGAIN_S = 0.05
# Five seconds in all: well within the deadlines of clients, longer than a program at work holds a lock
_TRIES = 100


async def when_free(act: Callable[[], Outcome], sleep: Callable[[float], Awaitable[None]]) -> Outcome:
    """Return what `act` returns, done anew while the state file is busy. Raises JournalError after some seconds."""
    for _ in range(_TRIES - 1):
        try:
            return act()
        except JournalError as stop:
            if stop.code != BUSY:
                raise
        await sleep(_AGAIN_S)
    return act()
