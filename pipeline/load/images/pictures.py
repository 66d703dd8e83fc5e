"""Which images a load brings: for each family the distinct files of its rows, in file order, and which are still to be drawn.

A row's own file is used as it is, any other row has a drawn one. Whether a file is wanted still, the journal says: what was
uploaded is never uploaded again because its row was edited, and a row that changed after its load brings none.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry, Origin, StepEntry
from pipeline.journal.transitions import State, StepState
from pipeline.load.events import Phase, Progress, Watch
from pipeline.load.options import Selection
from pipeline.schema.folder import IMAGES
from pipeline.schema.kinds import Kind, key_of
from pipeline.schema.records import Id, Record, fingerprint
from pipeline.stores.protocol import IMAGES_NAME
from pipeline.text import listed

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

FIRST_FORMAT = 1  # of datasets: made before there were images
PART = "images"  # of a choice
ALL = Selection()
OURS = (Origin.CREATED, Origin.RECONCILED)
OPEN = (StepState.PLANNED, StepState.SENT)


def is_kept(data: bytes, digest: str) -> bool:
    """Tell whether a file is still the one of which this is the digest."""
    return hashlib.sha256(data).hexdigest() == digest


@dataclass(frozen=True, slots=True)
class Pictures:
    """A dataset's images: each row's file by its record, below `folder`; the documents of those that are drawn, by file.

    `is_kept` tells whether a file is the one that was sent before: another one is never sent in its place.
    """

    folder: Path = Path()
    files: Mapping[Id, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    is_kept: Callable[[bytes, str], bool] = is_kept


NO_PICTURES = Pictures()


@dataclass(frozen=True, slots=True)
class ImageFamily:
    """Rows that share their images: a family, or one product alone; `files` are distinct, in file order."""

    kind: Kind
    members: tuple[str, ...]
    files: tuple[str, ...]


def pictures_of(dataset: "Dataset") -> Pictures:
    """Return the images of a dataset's products; none for one of format 1 until it is converted. Draws nothing."""
    from pipeline.images.folder import COLUMN, looks_of, plan_images

    has_images = dataset.manifest is not None and dataset.manifest.format_version > FIRST_FORMAT
    rows = [
        ((kind, key_of(cells.get(kind.key.field) or "")), cells)
        for kind, table in dataset.tables.items()
        if COLUMN in kind.fields and (COLUMN in table.frame.columns or has_images)
        for cells in table.frame.iter_rows(named=True)
    ]
    if not rows:
        return NO_PICTURES
    manifest = dataset.manifest
    packs, region = (manifest.packs, manifest.region) if manifest else ((), None)
    looks, unknown = looks_of(packs, region)
    planned = plan_images(dataset.folder, (cells for _, cells in rows), looks)
    files = {
        place: image_file(dataset.folder, path)
        for (place, _), path in zip(rows, planned.files, strict=True)
        if path is not None
    }
    drawn = {f"{IMAGES}/{digest}.png": text for digest, text in planned.documents.items()}
    words = f"There is no pack {listed(unknown)} here: its products are shown as cartons." if unknown else ""
    return Pictures(dataset.folder, files, drawn, words)


def image_file(folder: Path, path: Path) -> str:
    """Return how the journal names a file of a dataset: from its folder on."""
    inside = path if path.is_relative_to(folder) else path.relative_to(folder.resolve())
    return (inside.relative_to(folder) if inside.is_relative_to(folder) else inside).as_posix()


def families_of(pictures: Pictures, records: Iterable[Record]) -> list[ImageFamily]:
    """Return the families that have images, in file order."""
    found: dict[tuple[Kind, str | None, str], dict[str, str]] = {}
    for record in records:
        if record.id in pictures.files:
            unit = record.kind.group(record)
            members = found.setdefault((record.kind, unit, record.key if unit is None else ""), {})
            members[record.key] = pictures.files[record.id]
    return [
        ImageFamily(kind, tuple(members), tuple(dict.fromkeys(members.values())))
        for (kind, _, _), members in found.items()
    ]


def wanted_families(
    families: Iterable[ImageFamily],
    journal: Journal | None,
    records: Mapping[Id, Record],
    sending: frozenset[Id] = frozenset(),
    *,
    retry_failed: bool = False,
    selection: Selection = ALL,
) -> Iterator[ImageFamily]:
    """Yield the families with files that are not uploaded yet; `sending` are the records that this load creates.

    Of families without a selected member those alone of which uploads have begun.
    """
    for family in families:
        entries = [journal.entry(family.kind, key) if journal is not None else None for key in family.members]
        if any(entry is not None and entry.origin is Origin.ADOPTED for entry in entries):
            continue
        there = [
            key
            for key, entry in zip(family.members, entries, strict=True)
            if (family.kind, key) in sending or _is_made(entry, records)
        ]
        step = step_of(journal, family) if journal is not None else None
        selected = any(selection.takes(family.kind, key) for key in family.members)
        known = {each["file"] for each in files_in(step)} if step is not None else set()
        repeats = step is not None and (
            step.state in OPEN or (selected and retry_failed and step.state is StepState.FAILED)
        )
        files = tuple(file for file in family.files if file not in known)
        if there and (repeats or (selected and files)):
            yield ImageFamily(family.kind, tuple(there), family.files)


def step_of(journal: Journal, family: ImageFamily) -> StepEntry | None:
    """Return the step of the product that heads a family, None before its images were planned for what is there now."""
    for key in family.members:
        entry, step = journal.entry(family.kind, key), journal.step(family.kind, key, IMAGES_NAME)
        if entry is not None and step is not None and entry.remote_id == wanted_in(step).get("head"):
            return step
    return None


def wanted_in(step: StepEntry) -> dict[str, Any]:
    """Return what a step is to put, or has put: the product's id and its files (`stores.xseries.images`)."""
    wanted: dict[str, Any] = json.loads(step.wanted)
    return wanted


def files_in(step: StepEntry) -> list[dict[str, Any]]:
    """Return the files of a step, as the journal keeps them."""
    return list(wanted_in(step).get("files") or ())


def count_files(families: Iterable[ImageFamily]) -> int:
    """Return how many images these families have."""
    return sum(len(family.files) for family in families)


def upload_requests(families: Sequence[ImageFamily]) -> int:
    """Return the requests for these images: one each, and the look at the end with the empty page that ends it."""
    return count_files(families) + (2 if families else 0)


def render_wanted(pictures: Pictures, families: Iterable[ImageFamily], watch: Watch) -> None:
    """Draw what these families need and is not there. Raises UsageError, OSError."""
    from pipeline.images.folder import missing_images, render_images

    needed = dict.fromkeys(file for family in families for file in family.files)
    documents = {Path(file).stem: pictures.documents[file] for file in needed if file in pictures.documents}
    missing = missing_images(pictures.folder, documents)
    if missing:
        watch(Phase(None, len(missing), "Drawing images"))
        render_images(pictures.folder, missing, done=_telling(watch))


def _telling(watch: Watch) -> Callable[[int], None]:
    return lambda count: watch(Progress(count, None, None))


def _is_made(entry: Entry | None, records: Mapping[Id, Record]) -> bool:
    """Tell whether a record is there, of ours, and as its row says."""
    made = entry is not None and entry.state is State.DONE and entry.origin in OURS
    return made and entry is not None and fingerprint(records[entry.id]) == entry.fingerprint
