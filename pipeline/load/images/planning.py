"""What is to be uploaded: the products that head the families, and durably the files that each is to get. Reads only the store."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.http.uploads import Upload
from pipeline.journal.entries import Entry, StepEntry
from pipeline.journal.transitions import STEP, State, StepEvent, StepState
from pipeline.load.images.kept import SETTLED
from pipeline.load.images.pictures import OURS, ImageFamily, files_in, step_of, wanted_in
from pipeline.load.sending.effects import Effects
from pipeline.schema.kinds import Kind
from pipeline.stores import resource_of, walk_kind
from pipeline.stores.protocol import IMAGES_NAME, Row

FIELD = "image"


@dataclass(slots=True)
class ImagePlanner:
    """Plans the images of families; `after` is a version before their products, `rows` those at hand: more are read."""

    effects: Effects
    folder: Path
    families: Sequence[ImageFamily]
    after: int
    retry_failed: bool
    rows: dict[str, Row]
    lost: frozenset[str] = frozenset()  # images that the store has no more, by their ids

    async def plan(self) -> list[Entry]:
        """Keep durably what every family gets, and return the products that get something. Raises Braked, StopError."""
        await self._read_rows()
        steps: list[StepEntry] = []
        heads: list[Entry] = []
        for family in self.families:
            head = self._head_of(family)
            if head is not None and (step := self._planned(head, family)) is not None:
                steps.append(step)
                heads.append(head)
        self.effects.journal.put_steps(steps)
        return heads

    async def _read_rows(self) -> None:
        """Read by pages which product heads each family, where no row at hand and no step tells."""
        unknown = [each for each in self.families if len(self._members(each)) > 0 and self._is_unknown(each)]
        for kind in dict.fromkeys(family.kind for family in unknown):
            ids = {str(each.remote_id) for family in unknown for each in self._members(family)}
            await list_rows(self.effects, kind, ids, self.after, self.rows)

    def _is_unknown(self, family: ImageFamily) -> bool:
        members = self._members(family)
        known = step_of(self.effects.journal, family) is not None or members[0].unit is None
        return not known and any(str(each.remote_id) not in self.rows for each in members)

    def _members(self, family: ImageFamily) -> list[Entry]:
        """Return a family's records that are there and ours."""
        entries = (self.effects.journal.entry(family.kind, key) for key in family.members)
        return [
            each for each in entries if each is not None and each.state is State.DONE and each.origin in OURS
        ]

    def _head_of(self, family: ImageFamily) -> Entry | None:
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
        ids = {wanted_in(step)["head"]} if step else {resource_of(family.kind).head_of(row) for row in rows}
        return next((each for each in members if each.remote_id in ids), None)

    def _planned(self, head: Entry, family: ImageFamily) -> StepEntry | None:
        """Return the step as this run begins it: with the files that are new, and those to be tried again as asked."""
        known = self.effects.journal.step(head.kind, head.key, IMAGES_NAME)
        here = known is not None and wanted_in(known).get("head") == head.remote_id
        files = files_in(known) if known is not None and here else []
        if known is not None and here and known.state is StepState.FAILED and self.retry_failed:
            files = [_afresh(each) if each["words"] else each for each in files]
        files = [_afresh(each) if each["id"] in self.lost else each for each in files]
        retried = any(not each["id"] and not each["words"] for each in files)
        digests = {each["sha256"] for each in files}
        names = {each["file"] for each in files}
        for name in family.files:
            data = data_of(self.folder, name) if name not in names else None
            digest = hashlib.sha256(data).hexdigest() if data is not None else ""
            if name in names or digest in digests:
                continue
            words = "" if data is not None else "its file can't be read"
            files.append({"file": name, "sha256": digest, "tried": False, "id": None, "words": words})
            digests.add(digest)
        wanted = json.dumps({"head": head.remote_id, "files": files})
        if known is None or not here:
            return StepEntry(
                head.kind, head.key, IMAGES_NAME, StepState.PLANNED, wanted=wanted, first="null", message=""
            )
        if known.state not in SETTLED:
            return replace(known, wanted=wanted)
        if not retried and wanted == known.wanted:
            return None
        failed = known.state is StepState.FAILED
        renewed = STEP.get((known.state, StepEvent.RENEW if failed and retried else StepEvent.MORE))
        return None if renewed is None else replace(known, state=renewed.to, wanted=wanted, message="")


async def list_rows(effects: Effects, kind: Kind, ids: set[str], after: int, rows: dict[str, Row]) -> None:
    """Read into `rows` what the pages since a version show of these records. Raises like `walk`."""
    async for page in walk_kind(effects.paced, kind, after):
        rows |= {row["id"]: row for row in page.live if row["id"] in ids}


def data_of(folder: Path, name: str) -> bytes | None:
    """Return a file's bytes, None for one that can't be sent."""
    try:
        return Upload(FIELD, folder / name, "").read()
    except OSError:
        return None


def _afresh(file: dict[str, Any]) -> dict[str, Any]:
    """Return a file as it is before its first request; what became of an earlier one stays known."""
    return file | {"id": None, "words": "", "tried": file["tried"] and not file["id"]}
