"""Which datasets lie under a folder, and what each says about itself.

Promises: looks, opens no journal, never raises for a dataset that can't be read (its summary says why).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.dataset.edits import Edits, edits_of
from pipeline.dataset.files.read import read_dataset
from pipeline.dataset.folder import journals_of, table_paths
from pipeline.dataset.manifest import Manifest
from pipeline.errors import StopError
from pipeline.schema.folder import EXPORTS, MANIFEST
from pipeline.schema.kinds import Kind, filed_kinds

_DEPTH = 3  # out/<name>, and a folder or two that a person made in between
_MOST = 10_000  # folders looked into: someone may name their home


@dataclass(frozen=True, slots=True)
class Summary:
    """One dataset. `unsound` says why it can't be read ('' when it can); `modified_at` is in Unix seconds."""

    folder: Path
    manifest: Manifest | None
    counts: Mapping[Kind, int] = field(default_factory=dict)
    edits: Edits = field(default_factory=Edits)
    journals: tuple[Path, ...] = ()
    modified_at: float = 0.0
    unsound: str = ""


def datasets_under(root: Path) -> list[Summary]:
    """Return the datasets in `root` and up to three folders below it, by name; hidden folders are left out."""
    return [summary_of(folder) for folder in dataset_folders(root)]


def dataset_folders(root: Path) -> list[Path]:
    """Return where those datasets lie, without reading any of them."""
    return [folder for folder in sorted(_folders(root)) if _is_dataset(folder)]


def summary_of(folder: Path) -> Summary:
    """Return what a dataset says about itself, read as `check` would read it."""
    files = [path for kind in filed_kinds() for path in table_paths(folder, kind).values()]
    modified_at = max((path.stat().st_mtime for path in files if path.is_file()), default=0.0)
    journals = journals_of(folder)
    try:
        dataset = read_dataset(folder)
    except StopError as wrong:
        return Summary(folder, None, journals=journals, modified_at=modified_at, unsound=wrong.message)
    counts = {kind: table.frame.height for kind, table in dataset.tables.items()}
    return Summary(folder, dataset.manifest, counts, edits_of(dataset), journals, modified_at)


def _is_dataset(folder: Path) -> bool:
    return (folder / MANIFEST).exists() or any(table_paths(folder, kind) for kind in filed_kinds())


def _folders(root: Path) -> Iterator[Path]:
    level, seen = [root], 0
    for _ in range(_DEPTH + 1):
        below: list[Path] = []
        for folder in level:
            yield folder
            seen += 1
            if seen >= _MOST:
                return
            exports = {folder / EXPORTS} if _is_dataset(folder) else set()  # what export wrote is no dataset
            below += [each for each in _visible_folders(folder) if each not in exports]
        level = below


def _visible_folders(folder: Path) -> list[Path]:
    try:
        return [
            path
            for path in folder.iterdir()
            if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
        ]
    except OSError:
        return []
