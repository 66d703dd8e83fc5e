"""Whole files, written so that a kill leaves the old one or the new one, and names that can't wander off."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import UsageError
from pipeline.text import clean

PRIVATE_MODE = 0o600


@contextlib.contextmanager
def replacing(path: Path, *, mode: int = PRIVATE_MODE, durable: bool = True) -> Iterator[BinaryIO]:
    """Open a temporary neighbour of `path`; on success sync it and rename it over `path`, else remove it.

    Raises OSError as the file system gives it; `path` is untouched then.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    neighbour = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        neighbour.replace(path)
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def replace_file(path: Path, data: bytes, *, mode: int = PRIVATE_MODE, durable: bool = True) -> None:
    """Write `data` as the whole of `path`, atomically and, unless told otherwise, durably."""
    with replacing(path, mode=mode, durable=durable) as file:
        file.write(data)


def write_asked(path: Path, data: bytes) -> None:
    """Write `data` as the whole of a file that a person named. Raises UsageError where it can't be."""
    try:
        replace_file(path, data)
    except OSError as wrong:
        raise UsageError(
            f"{clean(str(path))} can't be written: {wrong.strerror or wrong}.",
            code="file-unwritable",
            hint="See its folder, its permissions and the space left on the disk, or choose another place.",
        ) from None


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in `folder` survive a power cut, where the file system can."""
    with contextlib.suppress(OSError):  # some network file systems refuse to sync folders
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def shown_path(path: Path) -> Path:
    """Return a path as a person would type it here: relative if it lies below the current folder, else whole."""
    whole = path.absolute()
    with contextlib.suppress(ValueError):
        return whole.relative_to(Path.cwd())
    return whole


def inside(folder: Path, name: str) -> Path:
    """Return `folder / name`; raise UsageError for a name that would leave the folder or hide in it."""
    if not name or name in {".", ".."} or name != clean(name) or {"/", "\\", "\0"} & set(name):
        raise UsageError(
            f'"{clean(name)}" can\'t be the name of a file in {folder}.',
            code="name-unsafe",
            hint="Use a plain name: letters, digits, dots, dashes, underscores.",
        )
    return folder / name


def unused(path: Path) -> Path:
    """Return the path, or the first of path-2, path-3 … that isn't there."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
