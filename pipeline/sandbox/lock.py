"""One process at a time: a lock that the operating system gives back however its holder ends."""

import contextlib
import os
import sys
from pathlib import Path

from pipeline.errors import JournalError

_MODE = 0o600


class StateLock:
    """Holds `<state>.lock` until `release`; raises JournalError (code `sandbox-busy`) when somebody else has it."""

    def __init__(self, state: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)  # what a link leads to would be emptied
        self._descriptor = os.open(state.with_name(state.name + ".lock"), flags, _MODE)
        try:
            _lock(self._descriptor)
        except OSError as error:
            holder = ""
            with contextlib.suppress(OSError), os.fdopen(self._descriptor, "rb") as file:
                holder = file.read(20).decode("ascii", "replace").strip()
            who = f"process {holder}" if holder.isdigit() else "another process"
            raise JournalError(
                f"The sandbox in {state} is in use by {who}.",
                code="sandbox-busy",
                hint="Wait until it ends, load into it over its port, or choose another --state FILE.",
            ) from error
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let the next one in. The file stays: removing it would let two hold two files of one name."""
        with contextlib.suppress(OSError):
            os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
