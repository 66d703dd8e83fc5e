"""The images of a load: each distinct file of a family once, to the product that heads it; then one look at all of them.

Promises: a file's digest and the intent are durable before its request; what had no clear end is sent again with the same
bytes, from the same file, which the store takes for the same image; where that file is not as it was, nothing is sent and
it is said. A step is done only once every image was seen. Nothing adopted gets any. Each answer leads where
`journal.transitions.STEP` says.
"""

import asyncio
import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.errors import RunAgainError, StopError
from pipeline.http import Reply
from pipeline.http.calls import Call
from pipeline.http.uploads import Upload
from pipeline.journal.attempts import Attempt
from pipeline.journal.entries import Entry, StepEntry
from pipeline.journal.transitions import STEP, Next, State, StepEvent, StepState
from pipeline.load.effects import Effects
from pipeline.load.events import Phase, Progress
from pipeline.load.pictures import OURS, Family, files_in, step_of, wanted_in
from pipeline.pacing.paced_store import BACKOFF_S
from pipeline.pacing.workers import run_workers
from pipeline.schema.kinds import Kind
from pipeline.stores.protocol import Meaning, Refusal, Verdict
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.images import ERROR, NAME, PROCESSING, images_in
from pipeline.stores.xseries.pages import walk_kind
from pipeline.stores.xseries.reads import body_of
from pipeline.stores.xseries.replies import judge_change, says_gone
from pipeline.stores.xseries.resources import resource_of
from pipeline.stores.xseries.rows import Row, is_id
from pipeline.text import counted

RETRIES = len(BACKOFF_S)
POLLS_S = (1.0, 2.0, 4.0, 8.0, 15.0)  # between looks at an image that the store still works on
FIELD = "image"
UNSUPPORTED = 415
NO_ID = "00000000-0000-0000-0000-000000000000"  # of a product that is not made yet
SETTLED = (StepState.DONE, StepState.LEFT, StepState.FAILED)
CHANGED = "its file is not the one that was sent, and what became of that is not known"
_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


def is_kept(data: bytes, digest: str) -> bool:
    """Tell whether a file is still the one of which this is the digest."""
    return hashlib.sha256(data).hexdigest() == digest


@dataclass(slots=True)
class ImageRunner:
    """Uploads the images of families into a store; `after` is a version before their products, `rows` those at hand."""

    effects: Effects
    folder: Path
    families: Sequence[Family]
    after: int
    retry_failed: bool = False
    rows: dict[str, Row] = field(default_factory=dict)
    is_kept: Callable[[bytes, str], bool] = is_kept
    _heads: list[Entry] = field(default_factory=list)
    _queue: deque[Entry] = field(default_factory=deque)
    _bare: bool = False  # this store takes a file without a form around it
    _settled: int = 0

    async def run(self) -> None:
        """Do what is to be done; ends early, quietly, when the brake is pulled."""
        paced = self.effects.paced
        if not self.families or paced.brake.pulled:
            return
        await run_workers(paced, self._plan, count=1)
        files = sum(len(files_in(self._step(entry))) for entry in self._heads)
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
        left = sum(self._step(entry).state not in SETTLED for entry in self._heads)
        if not left:
            return None
        return RunAgainError(
            f"The images of {counted(left, 'product')} are not all there yet.",
            code="unfinished",
            hint="Run the same command again.",
        )

    # What is to be uploaded

    async def _plan(self) -> None:
        """Find the products that head the families, and keep durably what they are to get. Raises Braked, StopError."""
        await self._read_rows()
        steps: list[StepEntry] = []
        for family in self.families:
            head = self._head_of(family)
            if head is not None and (step := self._planned(head, family)) is not None:
                steps.append(step)
                self._heads.append(head)
        self.effects.journal.put_steps(steps)

    async def _read_rows(self) -> None:
        """Read by pages which product heads each family, where no row at hand and no step tells."""
        unknown = [each for each in self.families if len(self._members(each)) > 0 and self._is_unknown(each)]
        for kind in dict.fromkeys(family.kind for family in unknown):
            await self._list(
                kind, {str(each.remote_id) for family in unknown for each in self._members(family)}
            )

    def _is_unknown(self, family: Family) -> bool:
        members = self._members(family)
        known = step_of(self.effects.journal, family) is not None or members[0].unit is None
        return not known and any(str(each.remote_id) not in self.rows for each in members)

    async def _list(self, kind: Kind, ids: set[str]) -> None:
        async for page in walk_kind(self.effects.paced, kind, self.after):
            self.rows |= {row["id"]: row for row in page.live if row["id"] in ids}

    def _members(self, family: Family) -> list[Entry]:
        """Return a family's records that are there and ours."""
        entries = (self.effects.journal.entry(family.kind, key) for key in family.members)
        return [
            each for each in entries if each is not None and each.state is State.DONE and each.origin in OURS
        ]

    def _head_of(self, family: Family) -> Entry | None:
        """Return the product of ours that heads a family in the store; None where that is not ours."""
        members, step = self._members(family), step_of(self.effects.journal, family)
        if members and members[0].unit is None:
            return members[0]
        if members and any(
            each.origin not in OURS
            for each in self.effects.journal.members(family.kind, str(members[0].unit))
            if each.state is State.DONE
        ):
            return None
        rows = [self.rows[str(each.remote_id)] for each in members if str(each.remote_id) in self.rows]
        ids = (
            {wanted_in(step)["product"]} if step else {resource_of(family.kind).head_of(row) for row in rows}
        )
        return next((each for each in members if each.remote_id in ids), None)

    def _planned(self, head: Entry, family: Family) -> StepEntry | None:
        """Return the step as this run begins it: with the files that are new, and those to be tried again as asked."""
        known = self.effects.journal.step(head.kind, head.key, NAME)
        here = known is not None and wanted_in(known).get("product") == head.remote_id
        files = files_in(known) if known is not None and here else []
        if known is not None and here and known.state is StepState.FAILED and self.retry_failed:
            files = [_afresh(each) if each["words"] else each for each in files]
        again = any(not each["id"] and not each["words"] for each in files)
        digests = {each["sha256"] for each in files}
        names = {each["file"] for each in files}
        for name in family.files:
            data = self._data(name) if name not in names else None
            digest = hashlib.sha256(data).hexdigest() if data is not None else ""
            if name in names or digest in digests:
                continue
            words = "" if data is not None else "its file can't be read"
            files.append({"file": name, "sha256": digest, "tried": False, "id": None, "words": words})
            digests.add(digest)
        wanted = json.dumps({"product": head.remote_id, "files": files})
        if known is None or not here:
            return StepEntry(
                head.kind, head.key, NAME, StepState.PLANNED, wanted=wanted, first="null", message=""
            )
        if known.state not in SETTLED:
            return replace(known, wanted=wanted)
        if not again and wanted == known.wanted:
            return None
        renewed = STEP.get((known.state, StepEvent.RENEW))
        return None if renewed is None else replace(known, state=renewed.to, wanted=wanted, message="")

    def _data(self, name: str) -> bytes | None:
        """Return a file's bytes, None for one that can't be sent."""
        try:
            return Upload(FIELD, self.folder / name, "").read()
        except OSError:
            return None

    # Uploading

    async def _work(self) -> None:
        while self._queue:
            entry = self._queue.popleft()
            for number in range(len(files_in(self._step(entry)))):
                await self._upload(entry, number)
                self._settled += 1
                pacer = self.effects.paced.pacer
                self.effects.watch(Progress(self._settled, pacer.remaining, pacer.limit))

    async def _upload(self, entry: Entry, number: int) -> None:
        """Send one file until its end is known, or it is out of tries. Raises Braked, StopError."""
        tries = 0
        while tries <= RETRIES:
            file = files_in(self._step(entry))[number]
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
                await self.effects.paced.pause(self.effects.paced.backoff_s(tries))
            tries += 1

    def _is_sendable(self, entry: Entry, number: int, file: dict[str, Any]) -> bool:
        """Tell whether the file is the one that was planned; keep why it can't be sent."""
        data = self._data(file["file"])
        if data is not None and self.is_kept(data, file["sha256"]):
            return True
        if data is not None and not file["tried"]:  # nothing of the old one ever left
            self._keep(entry, number, sha256=hashlib.sha256(data).hexdigest())
            return True
        self._keep(entry, number, words=CHANGED if file["tried"] else "its file can't be read")
        return False

    async def _send(self, entry: Entry, number: int, file: dict[str, Any]) -> tuple[Verdict, bool]:
        """Write the intent, make the request, and keep its outcome; the flag: it goes again in the other form."""
        path = self.folder / file["file"]
        upload = Upload(FIELD, path, _type_of(path), bare=self._bare)
        call = endpoints.upload_image(str(entry.remote_id), upload)

        def intend() -> None:
            stamps: dict[str, Any] = {
                "sent_at": self.effects.wall_s(),
                "sent_clock_s": asyncio.get_running_loop().time(),
                "attempts": self._step(entry).attempts + 1,
            }
            self._move(entry, number, StepEvent.INTEND, {"tried": True}, **stamps)

        reply = await self.effects.paced.call(call, before=intend)
        verdict, image_id = self._judge(entry, reply, file)
        attempt = self.effects.answered(NAME, entry, reply, verdict.words, image_id)
        told = {"status": reply.status, "message": verdict.words}
        if reply.status == UNSUPPORTED and not upload.bare:
            self._bare = True
            self._move(entry, number, StepEvent.PART, {"tried": file["tried"]}, attempt, **told)
            return verdict, True
        refused = verdict.meaning in (Meaning.REJECTED, Meaning.GONE)
        turned_away = verdict.meaning is Meaning.NOT_APPLIED or verdict.refusal is not None
        if verdict.meaning is Meaning.DONE:
            self._move(entry, number, StepEvent.PART, {"id": image_id}, attempt, **told)
        elif refused:
            self._move(
                entry,
                number,
                StepEvent.PART,
                {"words": verdict.words, "tried": file["tried"]},
                attempt,
                **told,
            )
        elif turned_away:
            self._move(entry, number, StepEvent.NOT_APPLIED, {"tried": file["tried"]}, attempt, **told)
        else:
            self._move(entry, number, StepEvent.UNKNOWN, {}, attempt, **told)
        return verdict, False

    def _judge(self, entry: Entry, reply: Reply, file: dict[str, Any]) -> tuple[Verdict, str | None]:
        """Return what an answer means, and the image's id; a success without one, or with another's, proves nothing."""
        verdict = judge_change(reply)
        if verdict.meaning is not Meaning.DONE:
            return verdict, None
        data = reply.json.get("data") if isinstance(reply.json, dict) else None
        found = data if isinstance(data, dict) else {}
        image_id, product = found.get("id"), found.get("product_id")
        taken = {
            each["id"]
            for head in self._heads
            for each in files_in(self._step(head))
            if each["sha256"] != file["sha256"] or head is not entry
        }
        if not is_id(image_id) or product not in (None, entry.remote_id) or image_id in taken:
            return Verdict(Meaning.UNKNOWN, "success without the id of a new image"), None
        return Verdict(Meaning.DONE, "uploaded"), image_id

    # The look at the end

    async def _look_at_all(self) -> None:
        """See that every image is there; those that no row shows are asked for one by one. Raises Braked, StopError."""
        heads = [each for each in self._heads if self._is_sent(each)]
        for kind in dict.fromkeys(each.kind for each in heads):
            await self._list(kind, {str(each.remote_id) for each in heads})
        for entry in heads:
            await self._look(entry)

    def _is_sent(self, entry: Entry) -> bool:
        """Tell whether each file of a product has its answer."""
        return all(each["id"] or each["words"] for each in files_in(self._step(entry)))

    async def _look(self, entry: Entry) -> None:
        shown = images_in(self.rows.get(str(entry.remote_id), {}))
        for number, file in enumerate(files_in(self._step(entry))):
            if not file["id"] or file["words"] or file["id"] in shown:
                continue
            status = await self._status(file["id"])
            if status == PROCESSING:
                return
            if status == ERROR:
                self._keep(entry, number, words="the store could not use it")
            elif not status:
                self._keep(entry, number, id=None, tried=False, words="the store has it no more")
        words = [f"{each['file']}: {each['words']}" for each in files_in(self._step(entry)) if each["words"]]
        event = StepEvent.REJECTED if words else StepEvent.IS_THERE
        self._move(entry, None, event, {}, message="; ".join(words))

    async def _status(self, image_id: str) -> str:
        """Return what the store says of an image, '' where it has none; waits while it works on it. Raises Braked, StopError."""
        for pause_s in (*POLLS_S, None):
            reply = await self.effects.paced.read(endpoints.read_image(image_id))
            if says_gone(reply):
                return ""
            data = (body_of(reply, f"the image {image_id}") or {}).get("data") or {}
            status = str(data.get("status") or "")
            if status != PROCESSING or pause_s is None:
                return status or PROCESSING
            await self.effects.paced.pause(pause_s)
        return PROCESSING

    # Keeping

    def _step(self, entry: Entry) -> StepEntry:
        step = self.effects.journal.step(entry.kind, entry.key, NAME)
        assert step is not None, "images are planned before anything is sent"
        return step

    def _keep(self, entry: Entry, number: int, **changes: Any) -> None:
        """Keep something about one file."""
        self.effects.journal.put_steps([self._with(entry, number, changes)])

    def _with(self, entry: Entry, number: int | None, changes: dict[str, Any]) -> StepEntry:
        step = self._step(entry)
        wanted = wanted_in(step)
        if number is not None:
            wanted["files"][number] |= changes
        return replace(step, wanted=json.dumps(wanted))

    def _move(
        self,
        entry: Entry,
        number: int | None,
        event: StepEvent,
        changes: dict[str, Any],
        attempt: Attempt | None = None,
        **more: Any,
    ) -> Next:
        """Apply a row of the table, durably, with what it says of one file; return what comes next."""
        step = self._with(entry, number, changes)
        move = STEP.get((step.state, event))
        assert move is not None, f"{event.name} can't happen to the images of {entry.key}"
        self.effects.journal.put_steps([replace(step, state=move.to, **more)], attempt)
        return move.then


def _afresh(file: dict[str, Any]) -> dict[str, Any]:
    """Return a file as it is before its first request; what became of an earlier one stays known."""
    return file | {"id": None, "words": "", "tried": file["tried"] and not file["id"]}


def uploads_of(folder: Path, families: Iterable[Family]) -> Iterator[Call]:
    """Yield the requests that upload these images, to be looked at: their products have no ids yet."""
    for family in families:
        for name in family.files:
            path = folder / name
            yield endpoints.upload_image(NO_ID, Upload(FIELD, path, _type_of(path)))


def _type_of(path: Path) -> str:
    return _TYPES.get(path.suffix.lower(), "image/png")
