"""Records, notes, runs and events as rows of the journal's file; records and notes with their seals.

Promises: a row whose bytes changed on the disk, or under a run, is refused and not believed. It commits nothing: the
journal's transactions do.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from pipeline.errors import JournalError
from pipeline.load.journal.attempt import Attempt, Run
from pipeline.load.journal.entry import COLUMNS, Entry, entry_from, seal_of
from pipeline.records import Kind

_INSERT = f"INSERT INTO record ({', '.join(COLUMNS)}, seal) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"  # noqa: S608 - names from a table of ours
_UPDATE = f"UPDATE record SET {', '.join(f'{name}=?' for name in COLUMNS)}, seal=? WHERE kind=? AND key=? AND seal=?"  # noqa: S608 - likewise
_SELECT = f"SELECT {', '.join(COLUMNS)}, seal FROM record ORDER BY position"  # noqa: S608 - likewise


def read_entries(database: sqlite3.Connection) -> Iterator[Entry]:
    """Yield every record in file order. Raises JournalError for one that can't be believed."""
    for *values, seal in _read(database, _SELECT):
        entry = _entry_of(tuple(values))
        if entry is None or entry.seal != seal:
            raise changed_outside(f"record {str(values[1])!r}")
        yield entry


def read_note(database: sqlite3.Connection, name: str) -> Any:
    """Return the JSON value that was noted under a name, or None. Raises JournalError."""
    for text, seal in _read(database, "SELECT value, seal FROM meta WHERE name=?", name):
        if seal != seal_of(f"{name}={text}"):
            raise changed_outside(f"note {name!r}")
        return json.loads(text)
    return None


def read_runs(database: sqlite3.Connection) -> list[Run]:
    """Return the runs, oldest first. Raises JournalError."""
    return [Run(*row) for row in _read(database, "SELECT * FROM run ORDER BY id")]


def read_attempts(database: sqlite3.Connection, kind: Kind, key: str) -> list[Attempt]:
    """Return the events of one record, oldest first. Raises JournalError."""
    rows = _read(
        database,
        "SELECT at, what, request_id, status, words, elapsed_s, remote_id FROM event"
        " WHERE kind=? AND key=? ORDER BY id",
        kind.value,
        key,
    )
    return [Attempt(at, what, kind, key, *rest) for at, what, *rest in rows]


def read_tallies(database: sqlite3.Connection) -> dict[int, dict[str, int]]:
    """Return for each run how many records it did what to: run -> what -> records. Raises JournalError."""
    found: dict[int, dict[str, int]] = {}
    rows = _read(
        database,
        "SELECT run, what, count(DISTINCT kind || ' ' || key) FROM event WHERE key IS NOT NULL GROUP BY run, what",
    )
    for run, what, records in rows:
        found.setdefault(run, {})[what] = records
    return found


def _read(database: sqlite3.Connection, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
    try:
        yield from database.execute(query, values)
    except sqlite3.Error as error:
        raise changed_outside(f"file ({error})") from None


def _entry_of(values: tuple[object, ...]) -> Entry | None:
    try:
        return entry_from(values)
    except ValueError:
        return None


def write_entry(database: sqlite3.Connection, before: Entry | None, entry: Entry) -> None:
    """Write one entry; the old seal in the WHERE clause proves that nobody else changed it meanwhile."""
    columns = entry.columns()
    values = (*columns, seal_of(repr(columns)))
    if before is None:
        database.execute(_INSERT, values)
        return
    values = (*values, entry.kind.value, entry.key, before.seal)
    if database.execute(_UPDATE, values).rowcount != 1:
        raise changed_outside(f"record {entry.key!r}")


def write_note(database: sqlite3.Connection, name: str, value: Any) -> None:
    """Write a JSON value under a name."""
    text = json.dumps(value)
    row = (name, text, seal_of(f"{name}={text}"))
    database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", row)


def write_event(database: sqlite3.Connection, run_id: int, attempt: Attempt) -> None:
    """Write one attempt into the event list."""
    database.execute(
        "INSERT INTO event (run, at, what, kind, key, request_id, status, words, elapsed_s, remote_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run_id,
            attempt.at,
            attempt.what,
            attempt.kind and attempt.kind.value,
            attempt.key,
            attempt.request_id,
            attempt.status,
            attempt.words,
            attempt.elapsed_s,
            attempt.remote_id,
        ),
    )


def changed_outside(what: str) -> JournalError:
    """Return the end of a run that can't trust its journal."""
    return JournalError(
        f"The journal's {what} was changed by something else.",
        code="journal-unreadable",
        hint="Bring back a copy from after the last run (an older one would make records twice); "
        "or move it away and take over what is in the store with load --adopt.",
    )
