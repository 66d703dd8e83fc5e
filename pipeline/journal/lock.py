"""Locks that keep a second run out: one beside each journal, and one for each store on this machine.

Promises: a lock is the operating system's and dies with its process; no child process inherits it.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import JournalError
from pipeline.files import PRIVATE_MODE
from pipeline.journal.file import refuse_strangers, told
from pipeline.text import clean


@contextlib.contextmanager
def hold(path: Path, holder: dict[str, Any]) -> Iterator[None]:
    """Hold the journal's `.lock` file while the body runs; raise JournalError naming the holder if it is taken.

    `holder` says who we are, for the one who is refused. The lock is the OS's: a kill -9 leaves none behind.
    """
    refuse_strangers(path)
    lock = path.with_name(f"{path.name}.lock")
    flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with told(lock):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(lock, flags, PRIVATE_MODE)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            who = clean(os.pread(descriptor, 500, 0).decode(errors="replace"))
            raise JournalError(
                f"Another run is at work on {path}: {who or 'it did not say who it is'}.",
                code="journal-busy",
                hint="Wait for it to end, or end it; then run this again.",
            ) from None
        with contextlib.suppress(OSError):  # a full disk: who holds it is a courtesy, the lock is not
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
    finally:
        os.close(descriptor)
