"""Where in a dataset's folder its files and journals are. Looks at names; a file is opened only to tell a journal from its copy."""

import contextlib
import json
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
    """Return the journals of a dataset, by name: PREFIX.sqlite for each store."""
    databases = _databases(folder)
    return tuple(path for path in databases if not (_is_hidden(path) or _is_copy(path, databases)))


def copies_of_journals(folder: Path) -> tuple[Path, ...]:
    """Return files beside the journals that are no store's: copies that a program which syncs folders left.

    Dropbox, OneDrive, Syncthing and others keep the file of the machine that came second, under a name of their own.
    Hidden files are none: `._sandbox.sqlite` is what macOS writes beside a file on a foreign disk.
    """
    databases = _databases(folder)
    return tuple(path for path in databases if not _is_hidden(path) and _is_copy(path, databases))


def _databases(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in (folder / JOURNALS).iterdir() if path.suffix == ".sqlite")
    except OSError:
        return []


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".")


def _is_copy(path: Path, databases: list[Path]) -> bool:
    """Tell a copy by a name that no store has; or by the journal inside, where a name goes on from another one's.

    `mystore-laptop.sqlite` beside `mystore.sqlite` is what OneDrive makes on a machine called laptop, and may as well be
    another store's: a journal holds the prefix of its own store.
    """
    if not PREFIX_SHAPE.fullmatch(path.stem):
        return True
    shorter = {each.stem for each in databases if path.stem.startswith(f"{each.stem}-")}
    return bool(shorter) and _bound_to(path) in shorter


def _bound_to(path: Path) -> str | None:
    """Return the prefix that is noted in a journal; None for one that can't be read, or that never saw its store."""
    import sqlite3  # most folders hold no copies

    with contextlib.suppress(sqlite3.Error, ValueError, AttributeError):
        address = f"{path.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            for (noted,) in database.execute("SELECT value FROM meta WHERE name='binding'"):
                prefix = json.loads(noted).get("prefix")
                return prefix if isinstance(prefix, str) else None
    return None
