"""The look at the end: every image is there, or the store says why not. An image that a product's row shows is there [D]."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.journal.entries import Entry
from pipeline.journal.transitions import StepEvent
from pipeline.load.images.kept import ImageSteps
from pipeline.load.images.planning import list_rows
from pipeline.stores import IMAGE_ERROR, IMAGE_PROCESSING, images_in, read_image_state
from pipeline.stores.protocol import Row

POLLS_S = (1.0, 2.0, 4.0, 8.0, 15.0)  # between looks at an image that the store still works on


@dataclass(frozen=True, slots=True)
class ImageLook:
    """Looks at the images of products; `after` is a version before them, `rows` take what pages show."""

    steps: ImageSteps
    heads: Sequence[Entry]
    after: int
    rows: dict[str, Row]

    async def look_at_all(self) -> None:
        """See that every image is there; those that no row shows are asked for one by one. Raises Braked, StopError."""
        heads = [each for each in self.heads if self._is_sent(each)]
        for kind in dict.fromkeys(each.kind for each in heads):
            ids = {str(each.remote_id) for each in heads}
            await list_rows(self.steps.effects, kind, ids, self.after, self.rows)
        for entry in heads:
            await self._look(entry)

    def _is_sent(self, entry: Entry) -> bool:
        """Tell whether each file of a product has its answer."""
        return all(each["id"] or each["words"] for each in self.steps.files(entry))

    async def _look(self, entry: Entry) -> None:
        shown = images_in(self.rows.get(str(entry.remote_id), {}))
        for number, file in enumerate(self.steps.files(entry)):
            if not file["id"] or file["words"] or file["id"] in shown:
                continue
            status = await self._status(file["id"])
            if status == IMAGE_PROCESSING:
                return
            if status == IMAGE_ERROR:
                self.steps.keep(entry, number, words="the store could not use it")
            elif not status:
                self.steps.keep(entry, number, id=None, tried=False, words="the store has it no more")
        words = [f"{each['file']}: {each['words']}" for each in self.steps.files(entry) if each["words"]]
        event = StepEvent.REJECTED if words else StepEvent.IS_THERE
        self.steps.move(entry, None, event, {}, message="; ".join(words))

    async def _status(self, image_id: str) -> str:
        """Return what the store says of an image, '' where it has none; waits while it works on it. Raises Braked, StopError."""
        for pause_s in (*POLLS_S, None):
            status = await read_image_state(self.steps.effects.paced, image_id)
            if status is None:
                return ""
            if status != IMAGE_PROCESSING or pause_s is None:
                return status or IMAGE_PROCESSING
            await self.steps.effects.paced.pause(pause_s)
        return IMAGE_PROCESSING
