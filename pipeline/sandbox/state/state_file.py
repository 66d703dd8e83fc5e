"""The sandbox's SQLite file: who may open it, what is refused, and SQLite's errors in words.

Whatever keeps the file from being read or written is a JournalError: `sandbox-busy` while another program holds it,
`sandbox-state` else. Nothing here ever waits for a lock: what can wait asks again later (`lock.py`). The file is
only ever opened through SQLite; a link, a foreign or a newer file is refused and left as it is.
"""

import contextlib
import json
import os
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import JournalError
from pipeline.sandbox.state.formats import FORMAT_VERSION, SCHEMA, migrate, version_of
from pipeline.sandbox.state.lock import BUSY, PRIVATE_MODE, StateLock

APPLICATION_ID = 0x58535358
# Of a SQLite file that isn't empty: one of less is taken for an empty one, and written over
SMALLEST_BYTES = 512
# What comes of values that no sandbox has written
_DAMAGE = (ArithmeticError, AttributeError, LookupError, StopIteration, TypeError, ValueError, struct.error)


@contextlib.contextmanager
def open_state(path: Path | None) -> Iterator[sqlite3.Connection]:
    """Give the file, made if need be, with its tables; None gives one in memory. Raises JournalError.

    One process at a time has it; the next one is let in when the body ends.
    """
    with contextlib.ExitStack() as opened:
        with errors_in_words(path):
            if path is not None:
                _refuse_foreign(path)
                path.parent.mkdir(parents=True, exist_ok=True)
                opened.callback(StateLock(path).release)
                with contextlib.suppress(FileExistsError):
                    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_MODE))
            base = sqlite3.connect(
                str(path or ":memory:"), timeout=0, isolation_level=None, check_same_thread=False
            )
            opened.callback(base.close)
            _prepare(base, path)
        yield base


@contextlib.contextmanager
def errors_in_words(path: Path | None) -> Iterator[None]:
    """Raise JournalError for whatever the body meets in reading or writing the file."""
    try:
        yield
    except (OSError, sqlite3.Error, json.JSONDecodeError) as error:
        raise _stop_of(path, error) from error


@contextlib.contextmanager
def refusing_damage(path: Path | None) -> Iterator[None]:
    """Raise JournalError when the body makes no store of what the file holds: it was edited by hand, or damaged."""
    try:
        yield
    except _DAMAGE as error:
        raise _refused(path, "holds no whole store") from error


def retailer_in(state: Path) -> str | None:
    """Return the retailer's id of the sandbox in a state file; None for a file that holds none. Changes nothing."""
    with contextlib.suppress(sqlite3.Error, OSError, ValueError):
        address = f"{state.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as base:
            row = base.execute("SELECT value FROM meta WHERE name = 'retailer_id'").fetchone()
        known = json.loads(row[0]) if row else None
        return known if isinstance(known, str) else None
    return None


def _stop_of(path: Path | None, error: Exception) -> JournalError:
    """Return what ends a command for an error; before Python 3.11 SQLite's errors are told apart by their text alone."""
    why = (error.strerror if isinstance(error, OSError) else None) or str(error)
    if isinstance(error, sqlite3.OperationalError) and "locked" in why:
        return JournalError(
            f"The sandbox's state {path or 'in memory'} is locked by another program.",
            code=BUSY,
            hint="Save or end what that program does with it, then run this again.",
        )
    torn = type(error) is sqlite3.DatabaseError or why.startswith("no such ")
    if torn or isinstance(error, json.JSONDecodeError):
        return _refused(path, "is no SQLite file, or a damaged one")
    return JournalError(
        f"The sandbox's state {path or 'in memory'} can't be used: {why}.",
        code="sandbox-state",
        hint="Make room on its disk, and check that the file and its folder may be written; then run this again.",
    )


def _refused(path: Path | None, why: str) -> JournalError:
    return JournalError(
        f"The sandbox's state {path or 'in memory'} {why}; it was left untouched.",
        code="sandbox-state",
        hint="Move it away; a new store is made in its place.",
    )


def _refuse_foreign(path: Path) -> None:
    """Refuse a link, what is no file, and a file that SQLite would take for one of its own that is empty."""
    if path.is_symlink():
        raise _refused(path, "is a symbolic link")
    if path.exists() and not path.is_file():
        raise _refused(path, "is no file")
    if path.exists() and 0 < path.stat().st_size < SMALLEST_BYTES:
        raise _refused(path, "is no SQLite file")


def _prepare(base: sqlite3.Connection, path: Path | None) -> None:
    """Refuse what another program or a newer version wrote; set durability; make the tables, or bring them to today's format."""
    application_id = base.execute("PRAGMA application_id").fetchone()[0]
    version = version_of(base)
    tables = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and application_id != APPLICATION_ID:
        raise _refused(path, "is not a sandbox's state file")
    if tables and version > FORMAT_VERSION:
        raise _refused(path, f"was written by a newer version (format {version})")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=NORMAL")
    if not tables:
        stamps = f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={FORMAT_VERSION};"
        base.executescript(f"BEGIN IMMEDIATE; {SCHEMA} {stamps} COMMIT;")
    elif path is not None:
        migrate(base, path)
