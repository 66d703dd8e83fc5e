"""The formats of the state file: its tables as they are today, and the way from each older format to the next one.

Promises: before a file is changed, a copy of it stands beside it (`<state>.v1`); a migration that is cut off leaves the
file as it was.
"""

import contextlib
import json
import os
import sqlite3
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.sandbox.state.lock import PRIVATE_MODE

FORMAT_VERSION = 3
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE shop_row (id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL,
    body TEXT NOT NULL, hidden_until TEXT NOT NULL);
CREATE TABLE history (seq INTEGER PRIMARY KEY AUTOINCREMENT, action TEXT NOT NULL, kind TEXT NOT NULL,
    id TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, time_s REAL NOT NULL, request_id TEXT NOT NULL,
    actor TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE late (seq INTEGER PRIMARY KEY AUTOINCREMENT, due_s REAL NOT NULL, call TEXT NOT NULL, lag TEXT NOT NULL);
"""
FILES = "CREATE TABLE file (digest TEXT PRIMARY KEY, data BLOB NOT NULL)"  # images, by what they hold
SCHEMA += f"{FILES};\n"


def version_of(base: sqlite3.Connection) -> int:
    """Return the format of an open file; 0 for one without tables."""
    return int(base.execute("PRAGMA user_version").fetchone()[0])


def migrate(base: sqlite3.Connection, path: Path) -> None:
    """Bring a file to today's format. Raises OSError and sqlite3.Error, and what `refusing_damage` knows for a damaged one."""
    found = version_of(base)
    while (version := version_of(base)) < FORMAT_VERSION:
        change = _MIGRATIONS[version]
        if version == found:
            _keep_copy(base, path, version)
        with transaction(base):
            change(base)
            base.execute(f"PRAGMA user_version={version + 1}")


@contextlib.contextmanager
def transaction(base: sqlite3.Connection) -> Iterator[None]:
    """Commit all that the body writes; nothing of it when the body raises, or the file can't take it."""
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
        base.execute("COMMIT")
    except BaseException:
        if base.in_transaction:  # SQLite ends it by itself when the disk is full
            base.execute("ROLLBACK")
        raise


def _keep_copy(base: sqlite3.Connection, path: Path, version: int) -> None:
    """Put a copy of the file beside it, in place of one that an attempt before this one left."""
    part = path.with_name(f".{path.name}.v{version}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), PRIVATE_MODE))
    with contextlib.closing(sqlite3.connect(part)) as copy:
        base.execute("BEGIN")
        # Holds the lock from here on: `backup` would wait for it without an end
        base.execute("SELECT * FROM sqlite_master").fetchall()
        base.backup(copy)
        base.execute("COMMIT")
    part.replace(path.with_name(f"{path.name}.v{version}"))


def _from_1(base: sqlite3.Connection) -> None:
    """Format 2 packs the log of a sliding window; a table, and the class of a fault plan's rules, have other names."""
    base.execute("ALTER TABLE shelf RENAME TO shop_row")
    found = base.execute("SELECT name, value FROM meta WHERE name IN ('limiter', 'faults')").fetchall()
    for name, text in found:
        value = json.loads(text)
        if name == "faults":
            value["plan"] = value["plan"].replace("Rule(fault=Fault(", "FaultRule(fault=Fault(")
        elif isinstance(log := value["window"].get("log"), list):
            value["window"]["log"] = struct.pack(f"<{len(log)}d", *log).hex()
        base.execute("UPDATE meta SET value = ? WHERE name = ?", (json.dumps(value), name))


def _from_2(base: sqlite3.Connection) -> None:
    """Format 3 keeps the images of products."""
    base.execute(FILES)


_MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _from_1, 2: _from_2}
