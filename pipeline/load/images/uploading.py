"""The images of a load: each distinct file of a family once, to the product that heads it; then one look at all of them.

Promises: a file's digest and the intent are durable before its request; what had no clear end is sent again with the same
bytes, from the same file, which the store takes for the same image; where that file is not as it was, nothing is sent and
it is said. A step is done only once every image was seen. Nothing adopted gets any. Each answer leads where
`journal.transitions.STEP` says.
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import RunAgainError, StopError
from pipeline.http import Reply
from pipeline.http.calls import Call
from pipeline.http.uploads import Upload
from pipeline.journal.entries import Entry, StepEntry
from pipeline.journal.transitions import StepEvent
from pipeline.load.events import Phase, Progress
from pipeline.load.images.kept import SETTLED, ImageSteps
from pipeline.load.images.looking import ImageLook
from pipeline.load.images.pictures import ImageFamily, is_kept
from pipeline.load.images.planning import FIELD, ImagePlanner, data_of
from pipeline.load.sending.effects import Effects
from pipeline.pacing.paced_store import BACKOFF_S
from pipeline.pacing.workers import run_workers
from pipeline.stores import judge_change, upload_image, uploaded_in
from pipeline.stores.protocol import IMAGES_NAME, Meaning, Refusal, Row, Verdict
from pipeline.text import counted

RETRIES = len(BACKOFF_S)
UNSUPPORTED = 415
NO_ID = "00000000-0000-0000-0000-000000000000"  # of a product that is not made yet
CHANGED = "its file is not the one that was sent, and what became of that is not known"
_TYPES = {b"\xff\xd8": "image/jpeg", b"RI": "image/webp"}  # by how a file begins: many a .jpg is a WebP


@dataclass(slots=True)
class ImageRunner:
    """Uploads the images of families into a store; `after` is a version before their products, `rows` those at hand."""

    effects: Effects
    folder: Path
    families: Sequence[ImageFamily]
    after: int
    retry_failed: bool = False
    rows: dict[str, Row] = field(default_factory=dict)
    is_kept: Callable[[bytes, str], bool] = is_kept
    lost: frozenset[str] = frozenset()  # images that the store has no more, by their ids
    _heads: list[Entry] = field(default_factory=list)
    _queue: deque[Entry] = field(default_factory=deque)
    _bare: bool = False  # this store takes a file without a form around it
    _settled: int = 0

    @property
    def _steps(self) -> ImageSteps:
        return ImageSteps(self.effects)

    async def run(self) -> None:
        """Do what is to be done; ends early, quietly, when the brake is pulled."""
        paced = self.effects.paced
        if not self.families or paced.brake.pulled:
            return
        await run_workers(paced, self._plan, count=1)
        files = sum(len(self._steps.files(entry)) for entry in self._heads)
        if not files or paced.brake.pulled:
            return
        self._queue = deque(self._heads)
        paced.requests_left = lambda: max(1, files - self._settled)
        self.effects.watch(Phase(None, files, "Uploading images"))
        await run_workers(paced, self._work)
        if not paced.brake.pulled:
            await run_workers(paced, self._look_at_all, count=1)

    def unfinished(self) -> StopError | None:
        """Return the end of a run that left images open although nothing stopped it; else None."""
        left = sum(step.state not in SETTLED for step in self.steps)
        if not left:
            return None
        return RunAgainError(
            f"{counted(left, 'product')} {'has' if left == 1 else 'have'} not all images yet.",
            code="unfinished",
            hint="Run the same command again.",
        )

    @property
    def steps(self) -> list[StepEntry]:
        """The steps of the products that this run had to do with, as they stand."""
        return [self._steps.of(entry) for entry in self._heads]

    async def _plan(self) -> None:
        planner = ImagePlanner(
            self.effects, self.folder, self.families, self.after, self.retry_failed, self.rows, self.lost
        )
        self._heads = await planner.plan()

    async def _look_at_all(self) -> None:
        await ImageLook(self._steps, self._heads, self.after, self.rows).look_at_all()

    async def _work(self) -> None:
        while self._queue:
            entry = self._queue.popleft()
            for number in range(len(self._steps.files(entry))):
                await self._upload(entry, number)
                self._settled += 1
                pacer = self.effects.paced.pacer
                self.effects.watch(Progress(self._settled, pacer.remaining, pacer.limit))

    async def _upload(self, entry: Entry, number: int) -> None:
        """Send one file until its end is known, or it is out of tries. Raises Braked, StopError."""
        tries = 0
        while tries <= RETRIES:
            file = self._steps.files(entry)[number]
            if file["id"] or file["words"] or not self._is_sendable(entry, number, file):
                return
            verdict, form = await self._send(entry, number, file)
            if verdict.stop is not None:
                raise verdict.stop
            if verdict.meaning in (Meaning.DONE, Meaning.REJECTED, Meaning.GONE) and not form:
                return
            if form or verdict.refusal is Refusal.QUOTA:
                continue
            if tries < RETRIES:
                await self.effects.paced.pause_to_retry(tries, verdict.words or "no clear answer")
            tries += 1

    def _is_sendable(self, entry: Entry, number: int, file: dict[str, Any]) -> bool:
        """Tell whether the file is the one that was planned; keep why it can't be sent."""
        data = data_of(self.folder, file["file"])
        if data is not None and self.is_kept(data, file["sha256"]):
            return True
        if data is not None and not file["tried"]:  # nothing of the old one ever left
            self._steps.keep(entry, number, sha256=hashlib.sha256(data).hexdigest())
            return True
        self._steps.keep(entry, number, words=CHANGED if file["tried"] else "its file can't be read")
        return False

    async def _send(self, entry: Entry, number: int, file: dict[str, Any]) -> tuple[Verdict, bool]:
        """Write the intent, make the request, and keep its outcome; the flag: it goes again in the other form."""
        path = self.folder / file["file"]
        upload = Upload(FIELD, path, _type_of(self.folder, file["file"]), bare=self._bare)
        call = upload_image(str(entry.remote_id), upload)

        def intend() -> None:
            self._steps.intend(entry, number, self.effects.wall_s(), asyncio.get_running_loop().time())

        reply = await self.effects.paced.call(call, before=intend)
        verdict, image_id = self._judge(entry, reply, file)
        attempt = self.effects.answered(IMAGES_NAME, entry, reply, verdict.words, image_id)
        told = {"status": reply.status, "message": verdict.words}
        if reply.status == UNSUPPORTED and not upload.bare:
            self._bare = True
            self._steps.move(entry, number, StepEvent.PART, {"tried": file["tried"]}, attempt, **told)
            return verdict, True
        refused = verdict.meaning in (Meaning.REJECTED, Meaning.GONE)
        turned_away = verdict.meaning is Meaning.NOT_APPLIED or verdict.refusal is not None
        if verdict.meaning is Meaning.DONE:
            self._steps.move(entry, number, StepEvent.PART, {"id": image_id}, attempt, **told)
        elif refused:
            self._steps.move(
                entry,
                number,
                StepEvent.PART,
                {"words": verdict.words, "tried": file["tried"]},
                attempt,
                **told,
            )
        elif turned_away:
            self._steps.move(entry, number, StepEvent.NOT_APPLIED, {"tried": file["tried"]}, attempt, **told)
        else:
            self._steps.move(entry, number, StepEvent.UNKNOWN, {}, attempt, **told)
        return verdict, False

    def _judge(self, entry: Entry, reply: Reply, file: dict[str, Any]) -> tuple[Verdict, str | None]:
        """Return what an answer means, and the image's id; a success without one, or with another's, proves nothing."""
        verdict = judge_change(reply)
        if verdict.meaning is not Meaning.DONE:
            return verdict, None
        image_id, product = uploaded_in(reply)
        taken = {
            each["id"]
            for head in self._heads
            for each in self._steps.files(head)
            if each["sha256"] != file["sha256"] or head is not entry
        }
        if image_id is None or product not in (None, entry.remote_id) or image_id in taken:
            return Verdict(Meaning.UNKNOWN, "success without the id of a new image"), None
        return Verdict(Meaning.DONE, "uploaded"), image_id


def uploads_of(folder: Path, families: Iterable[ImageFamily]) -> Iterator[Call]:
    """Yield the requests that upload these images, to be looked at: their products have no ids yet."""
    for family in families:
        for name in family.files:
            yield upload_image(NO_ID, Upload(FIELD, folder / name, _type_of(folder, name)))


def _type_of(folder: Path, name: str) -> str:
    return _TYPES.get((data_of(folder, name) or b"")[:2], "image/png")
