"""The journal: what this dataset has sent to this store, what came back, and nothing that isn't durable.

Promises: every method that changes something has committed before it returns; a record moves only along the rows of `transitions.RECORD`;
columns whose bytes changed on the disk are noticed when the journal is opened. Everything after a load (mapping,
status, verify, unload) is a function of it. It knows neither store nor files nor the time: times come as wall seconds.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.errors import JournalError
from pipeline.journal import rows
from pipeline.journal.attempts import Attempt, Run
from pipeline.journal.entries import Entry, StepEntry, UnitEntry
from pipeline.journal.file import is_fresh, open_database, prepare, read_database
from pipeline.journal.transitions import PLANNED, RECORD, STORED, Event, State, moves
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.stores.protocol import LookedUp, Refusal

Change = tuple[Entry, Event, Mapping[str, Any]]  # a record, what happens to it, and the fields that this sets

__all__ = ["Attempt", "Change", "Journal", "Run"]


class Journal:
    """The open journal of one dataset and store. Close it, or use it as a context manager.

    >>> with Journal.open(path) as journal: journal.entries(CUSTOMER)
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._entries: dict[tuple[Kind, str], Entry] = {}
        self._holders: dict[str, tuple[Kind, str]] = {}
        self.run_id = 0
        self.on_change: Callable[[], None] = lambda: None  # called after every commit that changed an entry
        self._units: dict[tuple[Kind, str], UnitEntry] = {}
        self._members: dict[tuple[Kind, str], dict[str, None]] = {}
        self._steps: dict[tuple[Kind, str, str], StepEntry] = {
            (step.kind, step.key, step.name): step for step in rows.STEPS.read(database)
        }
        for unit in rows.UNITS.read(database):
            self._keep_unit(unit)
        for entry in rows.RECORDS.read(database):
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
        ranks = {each: rank for rank, each in enumerate(all_kinds())}
        return sorted(found, key=lambda entry: (ranks[entry.kind], entry.position))

    def entry(self, kind: Kind, key: str) -> Entry | None:
        """Return one record, or None."""
        return self._entries.get((kind, key))

    def unit(self, kind: Kind, name: str) -> UnitEntry | None:
        """Return a unit of several records that was sent once, or None."""
        return self._units.get((kind, name))

    def members(self, kind: Kind, name: str) -> list[Entry]:
        """Return the records that go together under this name, in the order in which the journal met them."""
        return [self._entries[kind, key] for key in self._members.get((kind, name), ())]

    def step(self, kind: Kind, key: str, name: str) -> StepEntry | None:
        """Return a step of a record, None if it was never looked at."""
        return self._steps.get((kind, key, name))

    def all_steps(self) -> list[StepEntry]:
        """Return every step that was looked at."""
        return list(self._steps.values())

    def holder(self, remote_id: str) -> tuple[Kind, str] | None:
        """Return the record that has, or had, this id in the store, or the unit that it was acknowledged for."""
        return self._holders.get(remote_id)

    def called(self, remote_id: str) -> str:
        """Return the key of the record that has this id in the store, as the file has it; the id if it is none of ours."""
        entry = self._entries.get(self._holders[remote_id]) if remote_id in self._holders else None
        return entry.key_text if entry is not None and entry.remote_id == remote_id else remote_id

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
        leads_to = moves(PLANNED)
        with self._transaction():
            for entry in entries:
                before = self._entries.get(entry.id)
                if before is not None and entry.state not in {before.state, *leads_to[before.state]}:
                    raise AssertionError(
                        f"{before.state} can't become {entry.state}: {entry.kind} {entry.key}"
                    )
                self._put(entry)
            for attempt in attempts:
                rows.write_event(self._database, self.run_id, attempt)

    def intend(
        self, entries: Sequence[Entry], at: float, clock_s: float, unit: UnitEntry | None = None
    ) -> list[Entry]:
        """Record, durably, that these records' payloads are about to be sent: the only way to a POST (invariant 1).

        Each entry holds its `sent_body`; `unit` is there when they go together with others, and holds the whole one.
        """
        for entry in entries:
            known = self.entry(entry.kind, entry.key)
            assert known is not None, "an intent for a record that was never planned"
            assert known.state is State.PENDING, "an intent for a record that isn't pending"
        stamps = {"sent_at": at, "sent_clock_s": clock_s, "status": None, "message": ""}
        return self.apply([(entry, Event.INTEND, stamps) for entry in entries], unit=unit)

    def restamp(self, entries: Iterable[Entry], at: float, clock_s: float) -> list[Entry]:
        """Move the time of intents that were not sent at once: the settle time counts from the sending."""
        moved = [replace(entry, sent_at=at, sent_clock_s=clock_s) for entry in entries]
        self.replan(moved)
        return moved

    def apply(
        self,
        changes: Iterable[Change],
        attempts: Iterable[Attempt] = (),
        *,
        proof: Refusal | LookedUp | None = None,
        unit: UnitEntry | None = None,
    ) -> list[Entry]:
        """Let events happen to records, with the attempts that caused them, in one transaction; return them as they are now.

        Each event must have a row in `transitions.RECORD` for its record's state. `proof` is what takes a record from
        `sent` back to `pending` (invariant 2). `unit` is put beside them.
        """
        moved = [self._moved(entry, event, more, proof) for entry, event, more in changes]
        with self._transaction():
            for entry in moved:
                self._put(entry)
            if unit is not None:
                rows.UNITS.write(self._database, self._units.get((unit.kind, unit.name)), unit)
                self._written_units.append(unit)
            for attempt in attempts:
                rows.write_event(self._database, self.run_id, attempt)
        return moved

    def put_steps(self, steps: Iterable[StepEntry], attempt: Attempt | None = None) -> None:
        """Put steps as an event left them, and the attempt that caused it, in one transaction."""
        with self._transaction():
            for step in steps:
                rows.STEPS.write(self._database, self._steps.get((step.kind, step.key, step.name)), step)
                self._written_steps.append(step)
            if attempt is not None:
                rows.write_event(self._database, self.run_id, attempt)

    def record(self, attempt: Attempt) -> None:
        """Keep an attempt that changes no record."""
        with self._transaction():
            rows.write_event(self._database, self.run_id, attempt)

    # How

    @staticmethod
    def _moved(
        entry: Entry, event: Event, more: Mapping[str, Any], proof: Refusal | LookedUp | None
    ) -> Entry:
        """Return the entry as an event leaves it. What a look-up did not find was cut off by a kill: a doubt, too."""
        move = RECORD.get((entry.state, event))
        assert move is not None, f"{event.name} can't happen to a record that is {entry.state}: {entry.key}"
        assert not move.proof or isinstance(proof, (Refusal, LookedUp)), (
            "only proof takes `sent` back to `pending`"
        )
        assert event is not Event.GONE or entry.kind.named, (
            "done is final, save for named things (invariant 3)"
        )
        unnoticed = event is Event.ABSENT and entry.doubtful and not entry.doubts
        counts = {
            "attempts": entry.attempts + move.attempts,
            "doubts": entry.doubts + move.doubts + unnoticed,
        }
        return replace(entry, state=move.to, **(counts | dict(more)))

    def _put(self, entry: Entry) -> None:
        before = self._entries.get((entry.kind, entry.key))
        if before is not None and before.state is entry.state is State.DONE:
            assert before.remote_id == entry.remote_id, "done is final (invariant 3)"
        if before is not None and (entry.state is State.DELETED or before.state is State.DELETED):
            self._forget_steps(entry)  # what is made again is another record: its steps begin anew
        if before != entry:
            rows.RECORDS.write(self._database, before, entry)
        self._written.append(entry)

    def _forget_steps(self, entry: Entry) -> None:
        """Drop the steps of a record that is deleted, in the transaction under way."""
        self._database.execute("DELETE FROM step WHERE kind=? AND key=?", (entry.kind.name, entry.key))
        self._forgotten.add(entry.id)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Commit the body as one, durably; memory follows the file only after the commit."""
        self._written: list[Entry] = []
        self._written_units: list[UnitEntry] = []
        self._written_steps: list[StepEntry] = []
        self._forgotten: set[tuple[Kind, str]] = set()
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
        for unit in self._written_units:
            self._keep_unit(unit)
        if self._forgotten:
            self._steps = {
                place: step for place, step in self._steps.items() if place[:2] not in self._forgotten
            }
        self._steps |= {(step.kind, step.key, step.name): step for step in self._written_steps}
        if self._written:
            self.on_change()

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.kind, entry.key] = entry
        if entry.unit is not None:
            self._members.setdefault((entry.kind, entry.unit), {})[entry.key] = None
        if entry.remote_id is not None and entry.state in STORED:
            self._holders[entry.remote_id] = entry.kind, entry.key

    def _keep_unit(self, unit: UnitEntry) -> None:
        self._units[unit.kind, unit.name] = unit
        for remote_id in unit.ids:
            self._holders.setdefault(remote_id, (unit.kind, unit.name))

    def _commit(self) -> None:
        self._database.execute("COMMIT")

    def _rollback(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
