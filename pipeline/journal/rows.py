"""Records, units, steps, notes, runs and events as rows of the journal's file; all that counts carries a seal.

Promises: a row whose bytes changed on the disk, or under a run, is refused and not believed. It commits nothing: the
journal's transactions do.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Generic, TypeVar

from pipeline.errors import JournalError
from pipeline.journal.attempts import Attempt, Run
from pipeline.journal.entries import FORMS, STATES, Entry, StepEntry, UnitEntry, seal_of
from pipeline.schema.kinds import Kind

AnyRow = TypeVar("AnyRow", bound=Entry | UnitEntry | StepEntry)


class SealedTable(Generic[AnyRow]):
    """A table of sealed rows: their class, the columns that name one, and an ORDER BY clause."""

    def __init__(self, name: str, row: type[AnyRow], key: tuple[str, ...], order: str = "") -> None:
        self.name, self.row, self.key = name, row, key
        self.columns = tuple(field.name for field in fields(row))
        marks = ", ".join("?" * (len(self.columns) + 1))
        puts = ", ".join(f"{column}=?" for column in (*self.columns, "seal"))
        where = " AND ".join(f"{column}=?" for column in (*key, "seal"))
        self._insert = f"INSERT INTO {name} ({', '.join(self.columns)}, seal) VALUES ({marks})"  # noqa: S608 - names of ours
        self._update = f"UPDATE {name} SET {puts} WHERE {where}"  # noqa: S608 - likewise
        self._select = f"SELECT {', '.join(self.columns)}, seal FROM {name} {order}"  # noqa: S608 - likewise
        self.declaration = (
            f"CREATE TABLE {name} ({', '.join(self.columns)}, seal TEXT NOT NULL, PRIMARY KEY ({', '.join(key)}))"
            " WITHOUT ROWID;"
        )
        forms = {column: FORMS[column] for column in self.columns if column in FORMS}
        if row in STATES:
            forms["state"] = (attrgetter("value"), STATES[row])
        self._forms = [(self.columns.index(column), *form) for column, form in forms.items()]
        self._values = attrgetter(
            *self.columns
        )  # each row is sealed four times in a load: no look at each type
        self._keys = [self.columns.index(column) for column in key]

    def read(self, database: sqlite3.Connection) -> Iterator[AnyRow]:
        """Yield every row. Raises JournalError for one that can't be believed."""
        for *values, seal in _read(database, self._select):
            named = " ".join(str(values[at]) for at in self._keys)
            if seal_of(repr(tuple(values))) != seal:
                raise changed_outside(f"{self.name} {named!r}")
            try:
                yield self.row_of(values)
            except (ValueError, KeyError):  # a state or kind that this version does not know
                raise changed_outside(f"{self.name} {named!r}") from None

    def row_of(self, values: Sequence[Any]) -> AnyRow:
        """Return the row of column values in order. Raises ValueError or KeyError for a state or kind that isn't one."""
        read = list(values)
        for at, _, reads in self._forms:
            read[at] = reads(read[at])
        return self.row(*read)

    def values_of(self, row: AnyRow) -> tuple[object, ...]:
        """Return a row's values in the order of its columns, as SQLite takes them."""
        values = list(self._values(row))
        for at, writes, _ in self._forms:
            values[at] = writes(values[at])
        return tuple(values)

    def write(self, database: sqlite3.Connection, before: AnyRow | None, row: AnyRow) -> None:
        """Write one row; the old seal in the WHERE clause proves that nobody else changed it meanwhile."""
        values = self.values_of(row)
        sealed = (*values, seal_of(repr(values)))
        if before is None:
            database.execute(self._insert, sealed)
            return
        keys = [values[at] for at in self._keys]
        if (
            database.execute(self._update, (*sealed, *keys, seal_of(repr(self.values_of(before))))).rowcount
            != 1
        ):
            raise changed_outside(f"{self.name} {keys[-1]!r}")


RECORDS = SealedTable("record", Entry, ("kind", "key"), "ORDER BY position")
UNITS = SealedTable("unit", UnitEntry, ("kind", "name"))
STEPS = SealedTable("step", StepEntry, ("kind", "key", "name"))


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
        kind.name,
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
            attempt.kind and attempt.kind.name,
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
