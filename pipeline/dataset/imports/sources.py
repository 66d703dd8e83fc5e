"""What a person names for an import: files, folders of files, and documents of `export`."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.dataset.exports.document import MOST_BYTES, read_document
from pipeline.dataset.exports.reading import KnownFile
from pipeline.dataset.files.delimited.decode import unreadable
from pipeline.dataset.files.limits import Limits
from pipeline.dataset.files.read import opened
from pipeline.dataset.tables import Table
from pipeline.errors import UsageError
from pipeline.schema.folder import MANIFEST, MAPPING
from pipeline.text import clean, listed

_SUFFIXES = (".csv", ".json", ".parquet", ".xlsx")  # of files that are looked for in a folder
_NOT_DATA = (MANIFEST, MAPPING)


class ReadTable(NamedTuple):
    """One table, and what it is if all of its headings are known."""

    table: Table
    known: KnownFile | None


def files_of(named: Sequence[Path]) -> Iterator[Path]:
    """Yield the files, those of a folder by name. Raises UsageError for what isn't there."""
    for path in named:
        if not path.exists():
            raise UsageError(
                f"There is no file {clean(str(path))}.",
                code="import-no-file",
                hint="Name CSV, .xlsx, Parquet or JSON files, or a folder of them.",
            )
        files = [path]
        if path.is_dir():
            files = sorted(
                each
                for each in path.iterdir()
                if each.suffix.lower() in _SUFFIXES and each.name not in _NOT_DATA
            )
        if not files:
            raise UsageError(
                f"There is nothing to import in {clean(str(path))}.",
                code="import-no-file",
                hint=f"Name a folder with files that end in {listed(_SUFFIXES)}, or the files.",
            )
        yield from files


def document_tables(path: Path, limits: Limits) -> list[ReadTable]:
    """Return the tables of a document of `export --to json`. Raises FindingsError for any other."""
    with opened(path, limits) as file:
        data = file.read(MOST_BYTES + 1)
    try:
        frames = read_document(data)
    except (ValueError, RecursionError) as wrong:
        rule = f"It can't be read as a shop: {clean(str(wrong), 120)}."
        way_out = "export --to json writes such a document; export --schema prints its shape."
        raise unreadable(str(path), None, rule, way_out) from None
    digest = hashlib.sha256(data).hexdigest()
    return [
        ReadTable(
            Table(kind, path, "csv", frame, range(2, frame.height + 2), digest),
            KnownFile("json", kind, None),
        )
        for kind, frame in frames.items()
    ]
