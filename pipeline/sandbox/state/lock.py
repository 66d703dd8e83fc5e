"""One process at a time: a lock that the operating system gives back however its holder ends.

SQLite's own lock is another one, which any program may hold for a moment. Nothing ever waits for it, which would stop
the event loop and with it every other request: `retry_while_busy` does from its beginning what did not happen.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from pipeline.errors import JournalError

PRIVATE_MODE = 0o600
# The code of every refusal that passes by itself: another process or program has the file
BUSY = "sandbox-busy"
_INTERVAL_S = 0.05
# Five seconds in all: well within the deadlines of clients, longer than a program at work holds a lock
_TRIES = 100
# What a lock that somebody holds is called: by flock in one word alone, by Windows in two
_TAKEN = {errno.EACCES, errno.EDEADLK} if sys.platform == "win32" else {errno.EWOULDBLOCK}


Result = TypeVar("Result")


class StateLock:
    """Holds `<state>.lock` until `release`; raises JournalError (`sandbox-busy`) when another process has it.

    Raises OSError where there can be no such file, and JournalError (`sandbox-state`) on a file system without locks.
    """

    def __init__(self, state: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)  # what a link leads to would be emptied
        self._descriptor = os.open(state.with_name(state.name + ".lock"), flags, PRIVATE_MODE)
        try:
            _lock(self._descriptor)
        except OSError as error:
            holder = ""
            with contextlib.suppress(OSError), os.fdopen(self._descriptor, "rb") as file:
                holder = file.read(20).decode("ascii", "replace").strip()
            raise _refusal(state, error, holder) from error
        with contextlib.suppress(OSError):  # a full disk: who holds it is a courtesy, the lock is not
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let the next one in. The file stays: removing it would let two hold two files of one name."""
        with contextlib.suppress(OSError):
            os.close(self._descriptor)


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


def _refusal(state: Path, error: OSError, holder: str) -> JournalError:
    if error.errno not in _TAKEN:
        return JournalError(
            f"The file system of {state} can't lock files: {error.strerror}.",
            code="sandbox-state",
            hint="Keep the sandbox on a disk of this machine.",
        )
    who = f"process {holder}" if holder.isdigit() else "another process"
    return JournalError(
        f"The sandbox in {state} is in use by {who}.",
        code=BUSY,
        hint="Wait until it ends; into a sandbox that is served on a port, load over that port.",
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
