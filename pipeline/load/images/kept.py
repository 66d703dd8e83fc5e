"""What the journal keeps of a product's images: one step, with a line for each file. Every change is durable at once."""

import json
from dataclasses import dataclass, replace
from typing import Any

from pipeline.journal.attempts import Attempt
from pipeline.journal.entries import Entry, StepEntry
from pipeline.journal.transitions import STEP, Next, StepEvent, StepState
from pipeline.load.images.pictures import files_in, wanted_in
from pipeline.load.sending.effects import Effects
from pipeline.stores.protocol import IMAGES_NAME

SETTLED = (StepState.DONE, StepState.LEFT, StepState.FAILED)


@dataclass(frozen=True, slots=True)
class ImageSteps:
    """The steps of products by their entries; `number` is that of a file among a product's."""

    effects: Effects

    def of(self, entry: Entry) -> StepEntry:
        """Return a product's step."""
        step = self.effects.journal.step(entry.kind, entry.key, IMAGES_NAME)
        assert step is not None, "images are planned before anything is sent"
        return step

    def files(self, entry: Entry) -> list[dict[str, Any]]:
        """Return a product's files as they stand."""
        return files_in(self.of(entry))

    def keep(self, entry: Entry, number: int, **changes: Any) -> None:
        """Keep something about one file; the step stays where it is."""
        self.effects.journal.put_steps([self._with(entry, number, changes)])

    def intend(self, entry: Entry, number: int, at_s: float, clock_s: float) -> None:
        """Keep that a file is about to be sent."""
        step = self.of(entry)
        event = StepEvent.INTEND if step.state is StepState.PLANNED else StepEvent.NEXT_FILE
        more: dict[str, Any] = {"sent_at": at_s, "sent_clock_s": clock_s, "attempts": step.attempts + 1}
        self.move(entry, number, event, {"tried": True}, **more)

    def move(
        self,
        entry: Entry,
        number: int | None,
        event: StepEvent,
        changes: dict[str, Any],
        attempt: Attempt | None = None,
        **more: Any,
    ) -> Next:
        """Apply a row of the table, with what it says of one file; return what comes next."""
        step = self._with(entry, number, changes)
        move = STEP.get((step.state, event))
        assert move is not None, f"{event.name} can't happen to the images of {entry.key}"
        self.effects.journal.put_steps([replace(step, state=move.to, **more)], attempt)
        return move.then

    def _with(self, entry: Entry, number: int | None, changes: dict[str, Any]) -> StepEntry:
        step = self.of(entry)
        wanted = wanted_in(step)
        if number is not None:
            wanted["files"][number] |= changes
        return replace(step, wanted=json.dumps(wanted))
