"""Records and events as rows of the journal's file, each record with its seal.

Promises: a row whose bytes changed on the disk, or under a run, is refused and not believed. It commits nothing: the
journal's transactions do.
"""

import sqlite3
from collections.abc import Iterator

from pipeline.errors import JournalError
from pipeline.load.journal.attempt import Attempt
from pipeline.load.journal.entry import COLUMNS, Entry, entry_from

_INSERT = f"INSERT INTO record ({', '.join(COLUMNS)}, seal) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"  # noqa: S608 - names from a table of ours
_UPDATE = f"UPDATE record SET {', '.join(f'{name}=?' for name in COLUMNS)}, seal=? WHERE kind=? AND key=? AND seal=?"  # noqa: S608 - likewise
_SELECT = f"SELECT {', '.join(COLUMNS)}, seal FROM record ORDER BY position"  # noqa: S608 - likewise


def read_entries(database: sqlite3.Connection) -> Iterator[Entry]:
    """Yield every record in file order. Raises JournalError for one that can't be believed."""
    try:
        for *values, seal in database.execute(_SELECT):
            entry = _entry_of(tuple(values))
            if entry is None or entry.seal != seal:
                raise changed_outside(f"record {str(values[1])!r}")
            yield entry
    except sqlite3.DatabaseError as error:
        raise changed_outside(f"table of records ({error})") from None


def _entry_of(values: tuple[object, ...]) -> Entry | None:
    try:
        return entry_from(values)
    except ValueError:
        return None


def write_entry(database: sqlite3.Connection, before: Entry | None, entry: Entry) -> None:
    """Write one entry; the old seal in the WHERE clause proves that nobody else changed it meanwhile."""
    if before is None:
        database.execute(_INSERT, (*entry.columns(), entry.seal))
        return
    values = (*entry.columns(), entry.seal, entry.kind.value, entry.key, before.seal)
    if database.execute(_UPDATE, values).rowcount != 1:
        raise changed_outside(f"record {entry.key!r}")


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
        hint="Bring back a copy of the journal; or move it away and load again with --adopt.",
    )
