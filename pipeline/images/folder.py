"""The images of a dataset: `DIR/images/<digest>.png`. What is there is never drawn again; what is new appears whole or not at all.

Rendering runs in threads: resvg gives up the interpreter's lock, and a thread, unlike a forked child, takes no copy of a lock on
the dataset or a store with it.
"""

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.files import PRIVATE_MODE, replace_file, sync_folder
from pipeline.images.own import path_of
from pipeline.images.png import png_of
from pipeline.images.rows import Cells, LookFinder
from pipeline.images.scene import digest_of, svg
from pipeline.packs import find_packs, find_region, load_packs, load_region
from pipeline.schema.folder import IMAGES

COLUMN = "image"
_MOST_THREADS = 8  # each holds a canvas of 800 by 800, some megabytes
_AT_ONCE = 64  # documents that wait for a thread: a million rows must not wait in memory


@dataclass(frozen=True, slots=True)
class Planned:
    """What a dataset's products show. `documents` leads from a digest to its SVG, `files` has each row's file, in order.

    A row's file is a drawn one, there or not yet, or a person's own; None where the cell names none that is there.
    """

    documents: Mapping[str, str]
    files: tuple[Path | None, ...]
    own: int


def looks_of(
    packs: Collection[str], region: str | None, packs_dir: Path | None = None
) -> tuple[LookFinder, tuple[str, ...]]:
    """Return what finds the looks of a dataset's rows, and the names that no pack has: their products are shown as cartons."""
    found = find_packs(packs_dir)
    known = load_packs([name for name in packs if name in found], packs_dir)
    place = load_region(region) if region and find_region(region) else None
    return LookFinder(known, place), tuple(name for name in packs if name not in found)


def plan_images(folder: Path, rows: Iterable[Cells], looks: LookFinder) -> Planned:
    """Return the images of these rows of products, in their order. Draws nothing."""
    documents: dict[str, str] = {}
    files: list[Path | None] = []
    by_look: dict[object, Path] = {}
    own = 0
    for cells in rows:
        if name := (cells.get(COLUMN) or "").strip():
            own += 1
            files.append(path_of(folder, name))
            continue
        look = looks.of(cells)
        if look not in by_look:
            document = svg(look)
            documents[digest_of(document)] = document
            by_look[look] = image_path(folder, digest_of(document))
        files.append(by_look[look])
    return Planned(documents, tuple(files), own)


def image_path(folder: Path, digest: str) -> Path:
    """Return where the image of this digest lies, or will."""
    return folder / IMAGES / f"{digest}.png"


def missing_images(folder: Path, documents: Mapping[str, str]) -> dict[str, str]:
    """Return those of the documents whose images aren't there yet."""
    paths = {digest: image_path(folder, digest) for digest in documents}
    there = {digest for digest, path in paths.items() if path.is_file() and path.stat().st_size}
    return {digest: text for digest, text in documents.items() if digest not in there}


def render_images(
    folder: Path,
    documents: Mapping[str, str],
    *,
    done: Callable[[int], None] = lambda _: None,
    threads: int = 0,
) -> None:
    """Draw these images, in parallel; `done` is told how many are, in the caller's thread. Raises UsageError, OSError."""
    if not documents:
        return
    home = folder / IMAGES
    home.mkdir(mode=0o700, exist_ok=True)
    if not home.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{home} leads out of the dataset.", code="images-outside", hint="Remove that link.")

    def render(job: tuple[str, str]) -> None:
        digest, text = job
        replace_file(image_path(folder, digest), png_of(text), mode=PRIVATE_MODE, durable=False)

    jobs = list(documents.items())
    with ThreadPoolExecutor(threads or min(os.cpu_count() or 1, _MOST_THREADS)) as pool:
        for start in range(0, len(jobs), _AT_ONCE):
            for count, _ in enumerate(pool.map(render, jobs[start : start + _AT_ONCE]), start + 1):
                done(count)
    sync_folder(home)
