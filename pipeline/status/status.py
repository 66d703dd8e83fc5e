"""Where a dataset stands in a store, from its journal alone: counts, what is wrong, what comes next, past runs. Pure.

Everything here is a function of the journal's entries, events and runs; nothing asks the store (`verify` does). A row
that the journal doesn't know is pending.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.journal.book import Attempt, Journal, Run
from pipeline.journal.entries import UPDATE, Entry, StepEntry
from pipeline.journal.transitions import State, StepState
from pipeline.load.options import LoadOptions, Selection, means
from pipeline.load.outcome import count_states
from pipeline.load.planning.plan import known_and_new, make_plan
from pipeline.load.sending.waiting import Waiting, waiting_of
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Record

DELETED = ("deleted", "gone")  # an attempt's `what` for a record that an unload has settled


@dataclass(frozen=True, slots=True)
class NextLoad:
    """What the next load would do, in records."""

    send: int
    look_up: int
    done: int
    changed: int
    gone: int
    withdrawn: int
    left: int


@dataclass(frozen=True, slots=True)
class Status:
    """Counts by kind and state, the records that need a person, and what a load would do (None without the rows)."""

    counts: Mapping[Kind, Mapping[State, int]]
    refused: tuple[Entry, ...]  # rejected, and in conflict, with the store's words in `message`
    uncertain: tuple[Entry, ...]
    deleting: tuple[Entry, ...]
    skipped: tuple[Entry, ...]
    waiting: tuple[Waiting, ...]  # pending, and something that they name is not created
    steps: tuple[StepEntry, ...]  # of records that are done: open, left alone, or failed
    next_load: NextLoad | None
    updating: tuple[StepEntry, ...] = ()  # updates without a clear end

    @property
    def settled(self) -> bool:
        """Whether nothing is pending, uncertain, half deleted, rejected or in conflict, and no step is open."""
        open_states = (State.PENDING, State.SENT, State.DELETING, State.REJECTED, State.CONFLICT)
        return not self.steps and not any(
            by_state.get(state) for by_state in self.counts.values() for state in open_states
        )


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """One record: how it stands and every attempt, oldest first."""

    entry: Entry
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class RunFigures:
    """One past run. `records` were created, found, adopted or deleted in it; `mean_s` is run time by records."""

    run: Run
    records: int
    deleted: int
    seconds: float | None

    @property
    def mean_s(self) -> float | None:
        """Seconds per record, pauses and all; None for a run that was killed or did nothing."""
        return self.seconds / self.records if self.seconds is not None and self.records else None

    @property
    def ending(self) -> str:
        """How it ended, in words."""
        return self.run.outcome or "killed, or still at work"


def status_of(
    entries: Sequence[Entry],
    rows: Iterable[tuple[Record, int]] | None,
    steps: Iterable[StepEntry] = (),
) -> Status:
    """Return the status from the journal's entries and steps; with the dataset's rows, what waits and what comes next."""
    rows = None if rows is None else list(rows)
    steps = list(steps)
    entries = known_and_new(entries, rows or ())
    known = {entry.id: entry for entry in entries}
    records = {record.id: record for record, _ in rows or ()}
    return Status(
        counts=count_states(entries),
        refused=_in(entries, State.REJECTED, State.CONFLICT),
        uncertain=_in(entries, State.SENT),
        deleting=_in(entries, State.DELETING),
        skipped=tuple(entry for entry in entries if entry.skipped),
        waiting=tuple(waiting_of(records, lambda kind, key: known.get((kind, key)))),
        steps=tuple(each for each in steps if each.state is not StepState.DONE and each.name != UPDATE),
        updating=tuple(each for each in steps if each.state is not StepState.DONE and each.name == UPDATE),
        next_load=None if rows is None else _next_load(entries, rows, LoadOptions()),
    )


def history_of(
    journal: Journal, rows: Iterable[tuple[Record, int]], key: str, kind: Kind | None = None
) -> tuple[RecordHistory, ...]:
    """Return the records with a key (usually one), each with its attempts; () when there is none.

    `key` may begin with its kind, as in `brand:Oatlow`.
    """
    every = known_and_new(journal.entries(), rows)
    found = [entry for entry in every if means(key, *entry.id) and kind in (None, entry.kind)]
    return tuple(RecordHistory(entry, tuple(journal.attempts(entry.kind, entry.key))) for entry in found)


def list_entries(
    entries: Iterable[Entry],
    selection: Selection,
    states: frozenset[State] = frozenset(),
) -> tuple[Entry, ...]:
    """Return the selected entries in these states (empty: all), at most `selection.limit`."""
    found = [
        entry
        for entry in entries
        if selection.takes(entry.kind, entry.key) and (not states or entry.state in states)
    ]
    return tuple(found if selection.limit is None else found[: selection.limit])


def runs_of(journal: Journal) -> tuple[RunFigures, ...]:
    """Return the past runs with their figures, oldest first."""
    tallies = journal.tallies()
    figures = []
    for run in journal.runs():
        tally = tallies.get(run.id, {})
        deleted = sum(tally.get(what, 0) for what in DELETED)
        seconds = None if run.ended_at is None else max(0.0, run.ended_at - run.started_at)
        figures.append(RunFigures(run, (run.created or 0) + deleted, deleted, seconds))
    return tuple(figures)


def _next_load(
    entries: Sequence[Entry], rows: Iterable[tuple[Record, int]], options: LoadOptions
) -> NextLoad:
    plan = make_plan(rows, entries, options)
    return NextLoad(
        send=len(plan.send),
        look_up=len(plan.reconcile),
        done=len(plan.done),
        changed=len(plan.changed),
        gone=len(plan.gone),
        withdrawn=len(plan.withdrawn),
        left=len(plan.left),
    )


def _in(entries: Iterable[Entry], *states: State) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.state in states)
