"""The journal: what this dataset has sent to this store, what came back, and nothing that isn't durable.

Promises: every method that changes something has committed before it returns; a record moves only along `entry.MOVES`;
columns whose bytes changed on the disk are noticed when the journal is opened. Everything after a load (mapping,
status, verify, unload) is a function of it. It knows neither store nor files nor the time: times come as wall seconds.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.errors import JournalError
from pipeline.load.journal import rows
from pipeline.load.journal.attempt import Attempt, Run
from pipeline.load.journal.entry import MOVES, STORED, Entry, Origin, State
from pipeline.load.journal.file import is_fresh, open_database, prepare, read_database
from pipeline.load.journal.proof import LookedUp, Refusal
from pipeline.records import Kind

__all__ = ["Attempt", "Journal", "Run"]


class Journal:
    """The open journal of one dataset and store. Close it, or use it as a context manager.

    >>> with Journal.open(path) as journal: journal.entries(Kind.CUSTOMER)
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._entries: dict[tuple[Kind, str], Entry] = {}
        self._holders: dict[str, tuple[Kind, str]] = {}
        self.run_id = 0
        self.on_change: Callable[[], None] = lambda: None  # called after every commit that changed an entry
        for entry in rows.read_entries(database):
            self._keep(entry)

    @classmethod
    def open(cls, path: Path, *, durable: bool = True) -> "Journal":
        """Open or create the journal for a run. Raises JournalError for one that can't be trusted."""
        return cls._over(open_database(path, durable=durable))

    @classmethod
    def read(cls, path: Path) -> "Journal | None":
        """Open an existing journal for looking only; None if there is none yet. Raises JournalError."""
        if not path.exists() and not path.is_symlink():
            return None
        database = read_database(path)
        if is_fresh(database):
            database.close()
            return None
        return cls._over(database)

    @classmethod
    def blank(cls) -> "Journal":
        """Return the journal of a dataset that was never loaded: nothing is in it, and nothing is kept."""
        database = sqlite3.connect(":memory:", isolation_level=None)
        prepare(database, durable=False)
        return cls._over(database)

    @classmethod
    def _over(cls, database: sqlite3.Connection) -> "Journal":
        try:
            return cls(database)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self._database.close()

    def __enter__(self) -> "Journal":  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What it knows

    def entries(self, kind: Kind | None = None) -> list[Entry]:
        """Return the records in file order."""
        found = [entry for entry in self._entries.values() if kind in (None, entry.kind)]
        return sorted(found, key=lambda entry: (entry.kind is Kind.PRODUCT, entry.position))

    def entry(self, kind: Kind, key: str) -> Entry | None:
        """Return one record, or None."""
        return self._entries.get((kind, key))

    def holder(self, remote_id: str) -> tuple[Kind, str] | None:
        """Return the record that has, or had, this id in the store."""
        return self._holders.get(remote_id)

    def note(self, name: str) -> Any:
        """Return what was noted under a name (binding, watermark …), or None."""
        return rows.read_note(self._database, name)

    def runs(self) -> list[Run]:
        """Return the runs, oldest first."""
        return rows.read_runs(self._database)

    def attempts(self, kind: Kind, key: str) -> list[Attempt]:
        """Return what happened to one record, oldest first."""
        return rows.read_attempts(self._database, kind, key)

    def tallies(self) -> dict[int, dict[str, int]]:
        """Return for each run how many records it did what to: run -> what -> records."""
        return rows.read_tallies(self._database)

    # What happens to it

    def set_note(self, name: str, value: Any) -> None:
        """Note a JSON value under a name."""
        with self._transaction():
            rows.write_note(self._database, name, value)

    def begin_run(self, at: float, command: str, tool_version: str) -> None:
        """Begin a run."""
        with self._transaction():
            made = self._database.execute(
                "INSERT INTO run (started_at, command, tool_version) VALUES (?, ?, ?)",
                (at, command, tool_version),
            )
        self.run_id = made.lastrowid or 0

    def end_run(
        self, at: float, outcome: str, *, requests: int, refusals: int, created: int, waited_s: float
    ) -> None:
        """End the run with its outcome and figures."""
        with self._transaction():
            self._database.execute(
                "UPDATE run SET ended_at=?, outcome=?, requests=?, refusals=?, created=?, waited_s=? WHERE id=?",
                (at, outcome, requests, refusals, created, waited_s, self.run_id),
            )

    def replan(self, entries: Iterable[Entry], attempts: Iterable[Attempt] = ()) -> None:
        """Put the entries that a plan made or changed, and what is to be noted about them, in one transaction."""
        with self._transaction():
            for entry in entries:
                self._put(entry)
            for attempt in attempts:
                rows.write_event(self._database, self.run_id, attempt)

    def intend(self, entry: Entry, body: str, at: float, clock_s: float) -> Entry:
        """Record, durably, that this payload is about to be sent: the only way to a POST (invariant 1)."""
        known = self.entry(entry.kind, entry.key)
        assert known is not None, "an intent for a record that was never planned"
        assert known.state is State.PENDING, "an intent for a record that isn't pending"
        sent = replace(
            entry, state=State.SENT, sent_at=at, sent_clock_s=clock_s, sent_body=body, attempts=entry.attempts + 1,
            status=None, message="",
        )  # fmt: skip
        return self.move(sent)

    def restamp(self, entry: Entry, at: float, clock_s: float) -> Entry:
        """Move the time of an intent that was not sent at once: the settle time counts from the sending."""
        return self.move(replace(entry, sent_at=at, sent_clock_s=clock_s))

    def finish(
        self, entry: Entry, remote_id: str, origin: Origin, attempt: Attempt, version: int | None = None
    ) -> Entry:
        """Record that the store has it: final for a load."""
        return self._end(
            entry, attempt, state=State.DONE, remote_id=remote_id, origin=origin, remote_version=version
        )

    def refuse(self, entry: Entry, state: State, attempt: Attempt, remote_id: str | None = None) -> Entry:
        """Record a rejection, or a conflict with the id that is in the way."""
        return self._end(entry, attempt, state=state, remote_id=remote_id)

    def release(self, entry: Entry, proof: Refusal | LookedUp, attempt: Attempt) -> Entry:
        """Take a sent record back to pending: only on proof that nothing was applied (invariant 2)."""
        assert isinstance(proof, (Refusal, LookedUp)), "only proof takes `sent` back to `pending`"
        attempts = entry.attempts - (proof is Refusal.QUOTA)  # a 429 never counts as an attempt
        killed = isinstance(proof, LookedUp) and entry.doubtful and not entry.doubts  # unnoticed till now
        return self._end(entry, attempt, state=State.PENDING, attempts=attempts, doubts=entry.doubts + killed)

    def clash(self, entry: Entry, attempt: Attempt) -> Entry:
        """Record that the store named a duplicate: no doubt by itself, but what is in the way is not known yet."""
        return self._end(entry, attempt)

    def doubt(self, entry: Entry, attempt: Attempt) -> Entry:
        """Record that an attempt ended without a known outcome; the record stays `sent`."""
        return self._end(entry, attempt, doubts=entry.doubts + 1)

    def move(self, entry: Entry, attempt: Attempt | None = None) -> Entry:
        """Put a changed entry, and the attempt that changed it; the move must be one of `entry.MOVES`."""
        with self._transaction():
            self._put(entry)
            if attempt is not None:
                rows.write_event(self._database, self.run_id, attempt)
        return entry

    def record(self, attempt: Attempt) -> None:
        """Keep an attempt that changes no record."""
        with self._transaction():
            rows.write_event(self._database, self.run_id, attempt)

    # How

    def _end(self, entry: Entry, attempt: Attempt, **changes: Any) -> Entry:
        """Put the entry as an attempt left it."""
        return self.move(replace(entry, status=attempt.status, message=attempt.words, **changes), attempt)

    def _put(self, entry: Entry) -> None:
        before = self._entries.get((entry.kind, entry.key))
        if before is not None and before.state is not entry.state and entry.state not in MOVES[before.state]:
            raise AssertionError(f"{before.state} can't become {entry.state}: {entry.kind} {entry.key}")
        if before is not None and before.state is entry.state is State.DONE:
            assert before.remote_id == entry.remote_id, "done is final (invariant 3)"
        if before != entry:
            rows.write_entry(self._database, before, entry)
        self._written.append(entry)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Commit the body as one, durably; memory follows the file only after the commit."""
        self._written: list[Entry] = []
        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._commit()
        except sqlite3.Error as error:
            self._rollback()
            raise JournalError(
                f"The journal can't be written: {error}.",
                code="journal-unwritable",
                hint="Make room on the disk and check that the dataset's folder may be written; then run this again.",
            ) from None
        except BaseException:
            self._rollback()
            raise
        for entry in self._written:
            self._keep(entry)
        if self._written:
            self.on_change()

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.kind, entry.key] = entry
        if entry.remote_id is not None and entry.state in STORED:
            self._holders[entry.remote_id] = entry.kind, entry.key

    def _commit(self) -> None:
        self._database.execute("COMMIT")

    def _rollback(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
