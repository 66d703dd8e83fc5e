"""Trying again while another program holds the state file for a moment; nothing ever waits for its lock.

SQLite's own busy time-out would stop the event loop, and with it every other request. What could not be saved did
not happen (`saved_shop.py`), so it may be done again from its beginning.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pipeline.errors import JournalError
from pipeline.sandbox.state.lock import BUSY

Result = TypeVar("Result")

_INTERVAL_S = 0.05
# Five seconds in all: well within the deadlines of clients, longer than a program at work holds a lock
_TRIES = 100


async def retry_while_busy(act: Callable[[], Result], sleep: Callable[[float], Awaitable[None]]) -> Result:
    """Return what `act` returns, done anew while the state file is busy. Raises JournalError after some seconds."""
    for _ in range(_TRIES - 1):
        try:
            return act()
        except JournalError as stop:
            if stop.code != BUSY:
                raise
        await sleep(_INTERVAL_S)
    return act()
