"""Locks that keep a second run out: one beside each journal, and one for each store on this machine.

Promises: a lock is the operating system's and dies with its process; no child process inherits it. Two datasets that
load into one store at once would each create what both name; across machines that can't be prevented.
"""

import contextlib
import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import JournalError
from pipeline.files import PRIVATE_MODE
from pipeline.journal.file import refuse_strangers, told
from pipeline.text import clean

_UNSAFE = re.compile(r"[^a-z0-9-]+")


@contextlib.contextmanager
def hold(path: Path, holder: dict[str, Any]) -> Iterator[None]:
    """Hold a journal's `.lock` file while the body runs. Raises JournalError, naming the holder, if it is taken.

    `holder` says who we are, for the one who is refused. The lock is the OS's: a kill -9 leaves none behind.
    """
    refuse_strangers(path)
    with told(path), contextlib.suppress(FileExistsError):
        path.parent.mkdir(mode=0o700)
    local = "Keep the dataset on a disk of this machine"
    with _locked(path.with_name(f"{path.name}.lock"), str(path), holder, local):
        yield


@contextlib.contextmanager
def hold_store(
    store: str, holder: dict[str, Any], environment: Mapping[str, str] = os.environ
) -> Iterator[None]:
    """Hold the one place of a writer into a store, known by its retailer id, else by its prefix.

    Raises JournalError, naming the holder, if another run on this machine writes into it, also for another dataset.
    """
    lock = lock_folder(environment) / f"{_UNSAFE.sub('-', store.lower())}.lock"
    with _locked(lock, "this store", holder, "Name a folder on a disk of this machine with XDG_STATE_HOME"):
        yield


def lock_folder(environment: Mapping[str, str]) -> Path:
    """Return the user's folder of locks, made if missing: where state is kept, else among temporary files."""
    named = Path(environment.get("XDG_STATE_HOME", ""))
    home = (
        named if named.is_absolute() else Path(environment.get("HOME") or "/nonexistent") / ".local" / "state"
    )
    for folder in (
        home / "x-series-demo" / "locks",
        Path(tempfile.gettempdir()) / f"x-series-demo-{os.getuid()}",
    ):
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK) and not folder.is_symlink():
                return folder
    raise JournalError(
        "There is no folder in which the store can be locked against a second run.",
        code="lock-impossible",
        hint="Name one that may be written with XDG_STATE_HOME.",
    )


@contextlib.contextmanager
def _locked(lock: Path, what: str, holder: dict[str, Any], local: str) -> Iterator[None]:
    flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with told(lock):
        descriptor = os.open(lock, flags, PRIVATE_MODE)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # EWOULDBLOCK: flock has no other word for a lock that somebody holds
            raise _busy(descriptor, what) from None
        except OSError as error:
            raise JournalError(
                f"The file system of {lock} can't lock files: {error.strerror}.",
                code="lock-impossible",
                hint=f"{local}; without a lock two runs could make records twice.",
            ) from None
        with contextlib.suppress(OSError):  # a full disk: who holds it is a courtesy, the lock is not
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _busy(descriptor: int, what: str) -> JournalError:
    who = clean(os.pread(descriptor, 500, 0).decode(errors="replace"))
    return JournalError(
        f"Another run is at work on {what}: {who or 'it did not say who it is'}.",
        code="journal-busy",
        hint="Wait for it to end, or end it; then run this again.",
    )
