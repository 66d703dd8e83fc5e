"""One process at a time: a lock that the operating system gives back however its holder ends."""

import contextlib
import errno
import os
import sys
from pathlib import Path

from pipeline.errors import JournalError

_MODE = 0o600


BUSY = (
    "sandbox-busy"  # the code of every refusal that passes by itself: another process or program has the file
)
_TAKEN = frozenset({errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})


class StateLock:
    """Holds `<state>.lock` until `release`; raises JournalError (`sandbox-busy`) when another process has it.

    Raises OSError where there can be no such file, and JournalError (`sandbox-state`) on a file system without locks.
    """

    def __init__(self, state: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)  # what a link leads to would be emptied
        self._descriptor = os.open(state.with_name(state.name + ".lock"), flags, _MODE)
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
