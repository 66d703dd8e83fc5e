"""From each older format of the journal to the next one: one migration per format, each in one transaction.

Promises: before a file is changed, a copy of it stands beside it (`<store>.sqlite.v1`); a migration that is cut off
leaves the file as it was. Old rows are believed by their old seals alone, and sealed anew.
"""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from pipeline.files import PRIVATE_MODE, sync_folder
from pipeline.journal.entries import seal_of
from pipeline.journal.rows import RECORDS, STEPS, UNITS, changed_outside

_COLUMNS_1 = (
    "kind", "key", "position", "line", "key_text", "label", "price", "fingerprint", "state", "remote_id",
    "remote_version", "origin", "attempts", "doubts", "sent_at", "sent_clock_s", "sent_body", "status", "message",
    "skipped",
)  # fmt: skip
_COLUMNS_2 = (*_COLUMNS_1, "unit")
_META = "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, seal TEXT NOT NULL) WITHOUT ROWID;"
_RUNS = """
CREATE TABLE run (id INTEGER PRIMARY KEY, started_at REAL NOT NULL, ended_at REAL, command TEXT NOT NULL,
    tool_version TEXT NOT NULL, outcome TEXT, requests INTEGER, refusals INTEGER, created INTEGER, waited_s REAL);
CREATE TABLE event (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, at REAL NOT NULL, what TEXT NOT NULL,
    kind TEXT, key TEXT, request_id TEXT, status INTEGER, remote_id TEXT, words TEXT NOT NULL, elapsed_s REAL);
"""


def _records(columns: tuple[str, ...]) -> str:
    return f"CREATE TABLE record ({', '.join(columns)}, seal TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;"


OLD_SCHEMAS: dict[int, str] = {
    1: f"{_META}{_records(_COLUMNS_1)}{_RUNS}",
    2: f"{_META}{_records(_COLUMNS_2)}{UNITS.declaration}{STEPS.declaration}{_RUNS}",
}


def migrate(database: sqlite3.Connection, target: int) -> None:
    """Bring a journal to the format `target`, one format after the other. Raises JournalError for rows that can't be believed."""
    while (version := database.execute("PRAGMA user_version").fetchone()[0]) < target:
        database.execute("BEGIN IMMEDIATE")
        try:
            _MIGRATIONS[version](database)
            database.execute(f"PRAGMA user_version={version + 1}")
            database.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                database.execute("ROLLBACK")
            raise


def keep_copy(database: sqlite3.Connection, path: Path, *, durable: bool = True) -> Path:
    """Put a copy of a journal beside it, named by its format; one that is there already stays. Raises OSError."""
    version = database.execute("PRAGMA user_version").fetchone()[0]
    kept = path.with_name(f"{path.name}.v{version}")
    if kept.exists():
        return kept
    part = path.with_name(f".{kept.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), PRIVATE_MODE))
    with contextlib.closing(sqlite3.connect(part)) as copy:
        database.backup(copy)
    part.replace(kept)
    if durable:
        sync_folder(path.parent)
    return kept


def _from_1(database: sqlite3.Connection) -> None:
    """Format 2 knows units of several records, and steps after a create."""
    for table in (UNITS, STEPS):
        database.execute(table.declaration)
    _widen(database, _COLUMNS_1, _COLUMNS_2)


def _from_2(database: sqlite3.Connection) -> None:
    """Format 3 keeps with an intent up to where the store was listed before it."""
    _widen(database, _COLUMNS_2, RECORDS.columns)


def _widen(database: sqlite3.Connection, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Give the table of records columns at its end, empty in every row that can be believed."""
    found = database.execute(f"SELECT {', '.join(old)}, seal FROM record").fetchall()  # noqa: S608 - names of ours
    database.execute("DROP TABLE record")
    database.execute(_records(new))
    marks = ", ".join("?" * (len(new) + 1))
    for *values, seal in found:
        if seal_of(repr(tuple(values))) != seal:
            raise changed_outside(f"record {str(values[1])!r}")
        wider = (*values, *(None for _ in new[len(old) :]))
        database.execute(f"INSERT INTO record VALUES ({marks})", (*wider, seal_of(repr(wider))))  # noqa: S608 - marks


_MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _from_1, 2: _from_2}
