"""The images of a pulled store: fetched once each, judged by their bytes, kept under the digest of what they show.

One that can't be fetched, or that a dataset can't hold, is a loss with its reason; its cell stays blank.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.files import replace_file
from pipeline.http.downloads import Downloads, UnfetchedError
from pipeline.images.own import MAX_BYTES, MAX_PIXELS, size_of
from pipeline.load.request import Target
from pipeline.schema.folder import PULLED_IMAGES

AT_ONCE = 4
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


async def fetch_images(
    target: Target,
    wanted: Sequence[tuple[str, str]],
    home: Path,
    done: Callable[[int], None],
    check: Callable[[], None],
) -> tuple[dict[str, str], dict[str, str]]:
    """Fetch images (id, address) into a folder, those that are there excepted; return their files and what failed, by id.

    `done` is told how many are done, `check` raises where no more may be asked for.
    """
    files = _fetched(home, [image for image, _ in wanted])
    failed: dict[str, str] = {}
    waiting = [each for each in reversed(wanted) if each[0] not in files]
    ended = len(wanted) - len(waiting)
    app = target.app
    async with Downloads(local=target.address.loopback, app=app, app_host=target.address.host) as downloads:

        async def work() -> None:
            nonlocal ended
            while waiting:
                check()
                image, address = waiting.pop()
                try:
                    files[image] = _kept(home, image, await downloads.fetch(address, MAX_BYTES))
                except UnfetchedError as wrong:
                    failed[image] = str(wrong)
                ended += 1
                done(ended)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return files, failed


def _fetched(home: Path, images: Iterable[str]) -> dict[str, str]:
    """Return the files of the images that an earlier run has fetched, by id."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = {path.stem: path.name for path in home.iterdir() if not path.name.startswith(".")}
    return {image: there[stem] for image in images if (stem := _stem(image)) in there}


def _stem(image: str) -> str:
    """Return what an image's file is called while it waits: its id is the store's word, and no name of a file."""
    return hashlib.sha256(image.encode()).hexdigest()[:20]


def _kept(home: Path, image: str, data: bytes) -> str:
    """Keep an image under its id; return the file's name. Raises UnfetchedError for what is no image for a dataset."""
    size = size_of(data)
    if size is None:
        raise UnfetchedError("it is no whole JPEG, PNG or WebP image")
    if not 0 < size.width * size.height <= MAX_PIXELS:
        raise UnfetchedError(f"it has {size.width:,} by {size.height:,} pixels")
    name = f"{_stem(image)}.{SUFFIXES[size.media_type]}"
    replace_file(home / name, data)
    return name


def place_images(home: Path, files: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Put fetched images into a dataset's folder; return the cell of each, by id. The same bytes are one file."""
    cells: dict[str, str] = {}
    if files:
        (folder / PULLED_IMAGES).mkdir(mode=0o700, parents=True, exist_ok=True)
    for image, name in files.items():
        data = (home / name).read_bytes()
        own = f"{hashlib.sha256(data).hexdigest()[:20]}.{name.rsplit('.', 1)[1]}"
        if not (folder / PULLED_IMAGES / own).exists():
            replace_file(folder / PULLED_IMAGES / own, data)
        cells[image] = f"{PULLED_IMAGES}/{own}"
    return cells
