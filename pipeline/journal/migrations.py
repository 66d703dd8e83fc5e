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
OLD_SCHEMAS: dict[int, str] = {
    1: f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, seal TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE record ({", ".join(_COLUMNS_1)}, seal TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE run (id INTEGER PRIMARY KEY, started_at REAL NOT NULL, ended_at REAL, command TEXT NOT NULL,
    tool_version TEXT NOT NULL, outcome TEXT, requests INTEGER, refusals INTEGER, created INTEGER, waited_s REAL);
CREATE TABLE event (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, at REAL NOT NULL, what TEXT NOT NULL,
    kind TEXT, key TEXT, request_id TEXT, status INTEGER, remote_id TEXT, words TEXT NOT NULL, elapsed_s REAL);
""",
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
    names = ", ".join(_COLUMNS_1)
    found = database.execute(f"SELECT {names}, seal FROM record").fetchall()  # noqa: S608 - names of ours
    database.execute("DROP TABLE record")
    for table in (RECORDS, UNITS, STEPS):
        database.execute(table.declaration)
    for *values, seal in found:
        if seal_of(repr(tuple(values))) != seal:
            raise changed_outside(f"record {str(values[1])!r}")
        RECORDS.write(database, None, RECORDS.row_of([*values, None]))


_MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _from_1}
