"""How a load ended, as a value: what is done, what is left, and the exit status that says so. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import ExitStatus, StopError
from pipeline.journal.entries import Entry, StepEntry
from pipeline.journal.transitions import State, StepState
from pipeline.load.sending.waiting import Waiting
from pipeline.pacing.paced_store import Figures
from pipeline.schema.kinds import Kind, all_kinds, kinds_to_show


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. `states` counts the dataset's records by kind and state.

    This run made `created`, and took over `adopted`, which were there before. `waiting` names something that is not
    created; `left_steps` failed, or were left because the store's value moved; `updatable` of all these an update can put back.
    """

    states: Mapping[Kind, Mapping[State, int]]
    created: Mapping[Kind, int]
    changed: int
    figures: Figures
    seconds: float
    mapping: Path
    stop: StopError | None
    adopted: Mapping[Kind, int] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    left_steps: tuple[StepEntry, ...] = ()
    updatable: int = 0

    @property
    def update_helps(self) -> bool:
        """Whether nothing is left but what an update can put into the store."""
        others = self.count(State.REJECTED, State.CONFLICT, State.SENT) or self.waiting
        failed = any(step.state is StepState.FAILED for step in self.left_steps)
        return self.updatable > 0 and not others and not failed

    def count(self, *states: State) -> int:
        """Return how many records of either kind are in these states."""
        return sum(by_state.get(state, 0) for by_state in self.states.values() for state in states)

    @property
    def status(self) -> ExitStatus:
        """The exit status: what ended the run, else what is left of it."""
        if self.stop is not None:
            return self.stop.status
        if self.count(State.SENT):
            return ExitStatus.RUN_AGAIN
        return (
            ExitStatus.LEFT_OVER
            if self.count(State.REJECTED, State.CONFLICT) or self.changed or self.waiting or self.left_steps
            else ExitStatus.DONE
        )


def count_states(entries: Iterable[Entry]) -> dict[Kind, dict[State, int]]:
    """Return how many records of each kind are in each state; states and named kinds without any are left out."""
    counts: dict[Kind, dict[State, int]] = {kind: {} for kind in all_kinds()}
    for entry in entries:
        counts[entry.kind][entry.state] = counts[entry.kind].get(entry.state, 0) + 1
    return {kind: counts[kind] for kind in kinds_to_show(counts)}
