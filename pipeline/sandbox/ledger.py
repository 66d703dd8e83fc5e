"""The sandbox's memory: rows, history, commits that are still due, the limiter's window. One SQLite file, or none.

Promises: what `save` returned from survives a kill -9 (WAL, `synchronous=NORMAL`; a power cut may cost the newest,
which a sandbox may). A link, a foreign or a newer file is refused and left as it is. It is only ever opened through
SQLite.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.errors import JournalError
from pipeline.sandbox.lock import StateLock
from pipeline.sandbox.values import Call, Effect, Row

APPLICATION_ID = 0x58535358
FORMAT_VERSION = 1
SMALLEST_BYTES = (
    512  # of a SQLite file that isn't empty: one of less is taken for an empty one, and written over
)
_MODE = 0o600
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE shelf (id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL,
    body TEXT NOT NULL, hidden_until TEXT NOT NULL);
CREATE TABLE history (seq INTEGER PRIMARY KEY AUTOINCREMENT, action TEXT NOT NULL, kind TEXT NOT NULL,
    id TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, time_s REAL NOT NULL, request_id TEXT NOT NULL,
    actor TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE late (seq INTEGER PRIMARY KEY AUTOINCREMENT, due_s REAL NOT NULL, call TEXT NOT NULL, lag TEXT NOT NULL);
"""
_EFFECT_COLUMNS = "action, kind, id, key, version, time_s, request_id, actor, body"


class Ledger:
    """An open state file; `path=None` keeps everything in memory."""

    def __init__(self, path: Path | None) -> None:
        self._lock: StateLock | None = None
        try:
            if path is not None:
                _refuse_strangers(path)
                path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = StateLock(path)
                with contextlib.suppress(FileExistsError):
                    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _MODE))
            self._base = sqlite3.connect(
                str(path or ":memory:"), isolation_level=None, check_same_thread=False
            )
            self._prepare(path)
        except BaseException as error:
            if self._lock:
                self._lock.release()
            if isinstance(error, (OSError, sqlite3.OperationalError)):
                raise _unreadable(path, f"can't be used ({error})") from error
            raise

    def close(self) -> None:
        """Close the file and let the next process in."""
        self._base.close()
        if self._lock:
            self._lock.release()

    def save(self, rows: Iterable[Row], effects: Iterable[Effect], done_late: int | None = None) -> None:
        """Commit rows and history together; `done_late` takes a due commit off the list in the same moment."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            self._base.executemany(
                "INSERT OR REPLACE INTO shelf VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        row.id,
                        row.kind,
                        row.version,
                        row.deleted,
                        _dump(row.body),
                        _dump(dict(row.hidden_until)),
                    )
                    for row in rows
                ],
            )
            self._base.executemany(
                f"INSERT INTO history ({_EFFECT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - own constant
                [
                    (one.action, one.kind, one.id, _safe(one.key), one.version, one.time_s, _safe(one.request_id),
                     one.actor, _dump(one.body))
                    for one in effects
                ],
            )  # fmt: skip
            if done_late is not None:
                self._base.execute("DELETE FROM late WHERE seq = ?", (done_late,))
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def rows(self) -> tuple[Row, ...]:
        """Return every row, ascending by version."""
        found = self._base.execute(
            "SELECT kind, id, version, deleted, body, hidden_until FROM shelf ORDER BY version"
        )
        return tuple(
            Row(kind, row_id, version, bool(deleted), json.loads(body), json.loads(hidden))
            for kind, row_id, version, deleted, body, hidden in found
        )

    def history(self, after: int = 0, limit: int | None = None) -> list[tuple[int, Effect]]:
        """Return the effects with a sequence number above `after`, oldest first, each with its number."""
        found = self._base.execute(
            f"SELECT seq, {_EFFECT_COLUMNS} FROM history WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608 - own constant
            (after, -1 if limit is None else limit),
        )
        names = _EFFECT_COLUMNS.split(", ")
        return [
            (seq, Effect(**dict(zip(names, [*values, json.loads(body)], strict=True))))
            for seq, *values, body in found
        ]

    def add_late(self, due_s: float, call: Call, lag: dict[str, float]) -> None:
        """Remember a call that commits at `due_s`; `lag` maps places to the seconds that its records stay hidden."""
        kept = [call.method, call.path, list(call.query), call.body, call.request_id]
        self._base.execute(
            "INSERT INTO late (due_s, call, lag) VALUES (?, ?, ?)", (due_s, _dump(kept), _dump(lag))
        )

    def late(self) -> list[tuple[int, float, Call, dict[str, float]]]:
        """Return what is still due: number, moment, call, lag; earliest first."""
        found = self._base.execute("SELECT seq, due_s, call, lag FROM late ORDER BY due_s, seq").fetchall()
        due = []
        for seq, due_s, kept, lag in found:
            method, path, query, body, request_id = json.loads(kept)
            call = Call(method, path, tuple((name, value) for name, value in query), body, request_id, "late")
            due.append((seq, due_s, call, json.loads(lag)))
        return due

    def recall(self, name: str) -> Any:
        """Return a remembered JSON value, or None."""
        row = self._base.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def remember(self, **values: Any) -> None:
        """Keep JSON values by name."""
        self._base.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [(name, _dump(value)) for name, value in values.items()],
        )

    def clear(self) -> None:
        """Forget everything: rows, history, what is due, what was remembered."""
        self._base.executescript(
            "BEGIN; DELETE FROM shelf; DELETE FROM history; DELETE FROM late; DELETE FROM meta; COMMIT;"
        )

    def _prepare(self, path: Path | None) -> None:
        try:
            application_id = self._base.execute("PRAGMA application_id").fetchone()[0]
            version = self._base.execute("PRAGMA user_version").fetchone()[0]
            tables = self._base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise _unreadable(path, "is no SQLite file") from error
        if tables and application_id != APPLICATION_ID:
            raise _unreadable(path, "is not a sandbox's state file")
        if tables and version > FORMAT_VERSION:
            raise _unreadable(path, f"was written by a newer version (format {version})")
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        if not tables:
            stamps = f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={FORMAT_VERSION};"
            self._base.executescript(f"BEGIN; {_SCHEMA} {stamps} COMMIT;")


def _refuse_strangers(path: Path) -> None:
    """Refuse a link, and a file that SQLite would take for one of its own that is empty."""
    if path.is_symlink():
        raise _unreadable(path, "is a symbolic link")
    if path.is_file() and 0 < path.stat().st_size < SMALLEST_BYTES:
        raise _unreadable(path, "is no SQLite file")


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _unreadable(path: Path | None, why: str) -> JournalError:
    return JournalError(
        f"{path} {why}; it was left untouched.", code="sandbox-state", hint="Choose another --state FILE."
    )
