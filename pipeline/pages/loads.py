"""Where the dataset stands in each store that it was loaded into, by its journals: counts, what was refused, past runs.

A journal that can't be read says so instead of ending the page. Journals are opened to look only.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from pipeline.errors import JournalError
from pipeline.journal.book import Attempt, Journal
from pipeline.journal.entries import Entry, StepEntry
from pipeline.journal.transitions import State, StepState
from pipeline.schema.kinds import Kind, kinds_to_show
from pipeline.schema.records import Record
from pipeline.status.status import RunFigures, runs_of, status_of

Lines = Mapping[Kind, Collection[int]]
RowsIn = Callable[[str], Sequence[tuple[Record, int]] | None]
_LISTED = 100  # refused records that are listed for each store
_RUNS = 20
_WAYS_OUT = {
    State.REJECTED: "Edit the row; the next load sends it again.",
    State.CONFLICT: "The store has another record with this key: change the key, or let load --adopt take that one over.",
    State.SENT: "Run the load again: it is looked up before anything is sent.",
}
_WORDS = {State.SENT: "uncertain"}
_STEP_WAYS_OUT = {
    StepState.FAILED: "Mend what it names; load --retry-failed tries it again.",
    StepState.LEFT: "It was changed in the store meanwhile, and is left alone; update puts back what the file says.",
}
_STEP_WAY_OUT = "Run the load again: it goes on with it."


@dataclass(frozen=True, slots=True)
class ShownTry:
    """One request about a record: when, what, the store's status and words."""

    at: str
    what: str
    status: int | None
    words: str


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """A record that the store refused, of which the outcome isn't known, or of which a part (stock, images) is not there.

    `target` is the id of its row in the page, if it is there.
    """

    kind: str
    key: str
    label: str
    target: str
    state: str
    words: str
    way_out: str
    attempts: tuple[ShownTry, ...]


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A past run, without the paths that were on its command line."""

    at: str
    command: str
    ending: str
    records: int
    requests: int | None
    seconds: str


@dataclass(frozen=True, slots=True)
class StoreStanding:
    """One store. `counts` are (kind, (state, number), ...), `open_steps` the parts that are not there; `unsound` says why the journal can't be read."""

    prefix: str
    counts: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    refused: tuple[RefusedRecord, ...] = ()
    refused_count: int = 0
    runs: tuple[ShownRun, ...] = ()
    open_steps: int = 0
    unsound: str = ""

    @property
    def words(self) -> str:
        """Such as '108 done, 2 rejected, 1 without a part'."""
        totals: dict[str, int] = {}
        for _, states in self.counts:
            for state, number in states:
                totals[state] = totals.get(state, 0) + number
        if self.open_steps:
            totals["without a part"] = self.open_steps
        return (
            ", ".join(f"{number:,} {state}" for state, number in totals.items())
            or self.unsound
            or "nothing yet"
        )


def standings_of(
    journals: Iterable[Path], shown: Callable[[Kind], bool], lines: Lines, rows_in: RowsIn
) -> tuple[StoreStanding, ...]:
    """Return what each journal tells of the kinds that are shown; `lines` are the rows that the page has.

    `rows_in` returns the dataset's rows as its load into a store sends them: what a load was not given yet is pending. None
    where the files can't be read so.
    """
    return tuple(_standing(path, shown, lines, rows_in) for path in journals)


def _standing(path: Path, shown: Callable[[Kind], bool], lines: Lines, rows_in: RowsIn) -> StoreStanding:
    try:
        journal = Journal.read(path)
    except JournalError:  # its message may name the folder
        return StoreStanding(path.stem, unsound="its journal can't be read; status says why")
    if journal is None:
        return StoreStanding(path.stem)
    with journal:
        rows = [(record, line) for record, line in rows_in(path.stem) or () if shown(record.kind)]
        entries = [entry for entry in journal.entries() if shown(entry.kind)]
        status = status_of(entries, rows, [step for step in journal.all_steps() if shown(step.kind)])
        kinds = kinds_to_show(status.counts)
        counts = tuple(
            (
                kind.nouns.capitalize(),
                tuple(
                    (_WORDS.get(state, str(state)), status.counts[kind][state])
                    for state in State
                    if status.counts[kind].get(state)
                ),
            )
            for kind in kinds
        )
        steps = (*status.steps, *status.updating)
        refused: list[tuple[Entry, StepEntry | None]] = [
            (entry, None) for entry in (*status.refused, *status.uncertain)
        ]
        refused += [(entry, step) for step in steps if (entry := journal.entry(step.kind, step.key))]
        return StoreStanding(
            path.stem,
            tuple(row for row in counts if row[1]),
            tuple(_refused(entry, step, journal, lines) for entry, step in refused[:_LISTED]),
            len(refused),
            tuple(_run(figures) for figures in reversed(runs_of(journal)[-_RUNS:])),
            len(steps),
        )


def _refused(entry: Entry, step: StepEntry | None, journal: Journal, lines: Lines) -> RefusedRecord:
    return RefusedRecord(
        kind=entry.kind.noun,
        key=entry.key_text,
        label=entry.label,
        target=f"{entry.kind.name}-{entry.line}" if entry.line in lines.get(entry.kind, ()) else "",
        state=str(step.state) if step else _WORDS.get(entry.state, str(entry.state)),
        words=step.words if step else entry.message,
        way_out=_STEP_WAYS_OUT.get(step.state, _STEP_WAY_OUT) if step else _WAYS_OUT.get(entry.state, ""),
        attempts=tuple(_try(each) for each in journal.attempts(entry.kind, entry.key)),
    )


def _try(attempt: Attempt) -> ShownTry:
    return ShownTry(_moment(attempt.at), attempt.what, attempt.status, attempt.words)


def _run(figures: RunFigures) -> ShownRun:
    words = figures.run.command.split()
    verb = next((word for word in words[1:] if not word.startswith("-")), "load")
    seconds = "" if figures.seconds is None else f"{figures.seconds:,.1f} s"
    return ShownRun(
        _moment(figures.run.started_at), verb, figures.ending, figures.records, figures.run.requests, seconds
    )


def _moment(at: float) -> str:
    try:
        return f"{datetime.fromtimestamp(at, timezone.utc):%Y-%m-%d %H:%M} UTC"
    except (OverflowError, ValueError, OSError):
        return ""
