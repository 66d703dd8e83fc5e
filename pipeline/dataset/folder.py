"""Where in a dataset's folder its files and journals are. Looks at names alone: no file is opened."""

from pathlib import Path
from typing import Literal

from pipeline.schema.folder import JOURNALS, ORIGINALS
from pipeline.schema.kinds import Kind
from pipeline.settings import PREFIX_SHAPE

Format = Literal["csv", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "parquet")


def table_path(folder: Path, kind: Kind, file_format: Format) -> Path:
    """Return where the file of a kind lies in this format, if it is there."""
    return folder / f"{kind.plural}.{file_format}"


def table_paths(folder: Path, kind: Kind) -> dict[Format, Path]:
    """Return the files of a kind that are there, by format."""
    paths = {name: table_path(folder, kind, name) for name in FORMATS}
    return {name: path for name, path in paths.items() if path.exists()}


def original_path(folder: Path, kind: Kind) -> Path:
    """Return where the copy of a kind's rows lies, as they were made."""
    return folder / ORIGINALS / f"{kind.plural}.parquet"


def journals_of(folder: Path) -> tuple[Path, ...]:
    """Return the journals of a dataset, by name, without opening any: PREFIX.sqlite for each store."""
    return tuple(path for path in _databases(folder) if PREFIX_SHAPE.fullmatch(path.stem))


def copies_of_journals(folder: Path) -> tuple[Path, ...]:
    """Return files beside the journals that no store can have: copies that a program which syncs folders left.

    Dropbox, OneDrive, Syncthing and others keep the file of the machine that came second, under a name of their own.
    Hidden files are none: `._sandbox.sqlite` is what macOS writes beside a file on a foreign disk.
    """
    return tuple(
        path
        for path in _databases(folder)
        if not (PREFIX_SHAPE.fullmatch(path.stem) or path.name.startswith("."))
    )


def _databases(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in (folder / JOURNALS).iterdir() if path.suffix == ".sqlite")
    except OSError:
        return []
