"""What a dataset's journals tell: into which stores it was loaded, how far, and when. Journals are opened to look only."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import JournalError
from pipeline.journal.book import Journal
from pipeline.journal.transitions import State


@dataclass(frozen=True, slots=True)
class Loaded:
    """One dataset in one store. `last_at` is in wall seconds, None when nothing ever ran; `unsound` says why not."""

    prefix: str
    states: dict[State, int]
    last_at: float | None = None
    unsound: str = ""

    @property
    def words(self) -> str:
        """Such as '100 done, 2 rejected', or why the journal can't be read."""
        if self.unsound:
            return self.unsound
        told = [f"{self.states[state]:,} {state}" for state in State if self.states.get(state)]
        return ", ".join(told) or "nothing yet"


def loads_of(journals: Iterable[Path]) -> list[Loaded]:
    """Return what each journal tells; one that can't be trusted says so instead of ending the list."""
    return [_told(path) for path in journals]


def _told(path: Path) -> Loaded:
    try:
        journal = Journal.read(path)
    except JournalError as wrong:
        return Loaded(path.stem, {}, unsound=wrong.message)
    if journal is None:
        return Loaded(path.stem, {})
    with journal:
        states = dict.fromkeys(State, 0)
        for entry in journal.entries():
            states[entry.state] += 1
        moments = [run.ended_at or run.started_at for run in journal.runs()]
    return Loaded(
        path.stem, {state: count for state, count in states.items() if count}, max(moments, default=None)
    )
