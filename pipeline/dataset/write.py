"""Frames to files, streamed: ten million rows in the memory of a few batches.

Promises: every file is written to a temporary neighbour and renamed when all of them are complete, the
manifest last, so that a kill leaves the old dataset or the new one (between the renames: files that the
manifest calls edited). Files are 0600. The same frames give the same bytes in any number of batches.
Does not promise anything about what the frames hold.
"""

import contextlib
import dataclasses
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from pipeline.dataset.canonical import MONEY_TYPE, without_empty_text
from pipeline.dataset.edits import forget_originals, keep_original
from pipeline.dataset.manifest import MANIFEST_NAME, FileStamp, Manifest, write_manifest
from pipeline.dataset.parquet_write import write_parquet_batches
from pipeline.dataset.tables import FORMATS, Format
from pipeline.errors import UsageError
from pipeline.files import replacing
from pipeline.records import FIELDS, Form, Kind
from pipeline.text import clean

if TYPE_CHECKING:
    from typing_extensions import Buffer

BATCH_ROWS = 65_536


class _Stamping(io.BytesIO):
    """A binary file that knows the sha256 of what went through it."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.file = file
        self.digest = hashlib.sha256()

    def write(self, data: "Buffer") -> int:
        """Write and count into the digest."""
        self.digest.update(data)
        return self.file.write(data)


def write_dataset(
    folder: Path,
    customers: Iterable[pl.DataFrame],
    products: Iterable[pl.DataFrame],
    manifest: Manifest,
    format: Format = "csv",  # noqa: A002 - the word of the command line
    *,
    force: bool = False,
    durable: bool = True,
) -> Manifest:
    """Write both kinds and the manifest into `folder`, made if missing; return the manifest as written.

    Columns are String, Decimal or Boolean, null when empty; a kind without rows gets no file. With `force`
    an existing dataset is replaced (also one of the other format); `.load/`, mapping and log stay.
    Raises UsageError for a dataset that is there already, or a folder that can't be written.
    """
    there = [path for path in _ours(folder) if path.exists()]
    if there and not force:
        raise UsageError(
            f"{clean(str(folder))} holds a dataset already ({there[0].name}).",
            code="dataset-exists",
            hint="Choose another folder with --out, or --force to replace its data.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        complete = _write_tables(folder, customers, products, manifest, format, durable=durable)
        current = {MANIFEST_NAME, *(stamp.name for stamp in complete.files)}
        for path in there:
            if path.name not in current:
                path.unlink(missing_ok=True)
        write_manifest(folder, complete, durable=durable)
    except OSError as wrong:
        raise UsageError(
            f"{clean(str(folder))} can't be written: {wrong.strerror or wrong}.",
            code="dataset-unwritable",
            hint="See its permissions and the space left on the disk; nothing there was half replaced.",
        ) from None
    return complete


def _write_tables(
    folder: Path,
    customers: Iterable[pl.DataFrame],
    products: Iterable[pl.DataFrame],
    manifest: Manifest,
    file_format: Format,
    *,
    durable: bool,
) -> Manifest:
    """Write both kinds to neighbours, rename them when both are complete, and return the full manifest."""
    with contextlib.ExitStack() as all_complete:
        stamps = {
            kind: _write_kind(all_complete, folder, kind, batches, file_format, durable=durable)
            for kind, batches in ((Kind.CUSTOMER, customers), (Kind.PRODUCT, products))
        }
    return dataclasses.replace(
        manifest,
        files=tuple(stamp for stamp in stamps.values() if stamp is not None),
        counts={kind: stamp.rows if stamp else 0 for kind, stamp in stamps.items()},
    )


def write_frame(
    path: Path, kind: Kind, batches: Iterable[pl.DataFrame], *, durable: bool = True
) -> FileStamp:
    """Write one file whole, in the format of its name. Raises OSError as the file system gives it."""
    with replacing(path, durable=durable) as file:
        return _stream(file, path, kind, batches)


def typed(kind: Kind, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with Parquet's types: money as Decimal, booleans as booleans, all else text."""
    return frame.with_columns(_typed(kind, name, frame.schema[name]) for name in frame.columns)


def _write_kind(
    all_complete: contextlib.ExitStack,
    folder: Path,
    kind: Kind,
    batches: Iterable[pl.DataFrame],
    file_format: Format,
    *,
    durable: bool,
) -> FileStamp | None:
    path = folder / f"{kind.plural}.{file_format}"
    full = (batch for batch in batches if batch.height)
    first = next(full, None)
    if first is None:
        forget_originals(folder, kind)
        return None
    kept = keep_original(folder, kind, _joined(first, full), durable=durable)
    file = all_complete.enter_context(replacing(path, durable=durable))
    return _stream(file, path, kind, kept)


def _stream(file: BinaryIO, path: Path, kind: Kind, batches: Iterable[pl.DataFrame]) -> FileStamp:
    if path.suffix == ".parquet":
        rows, digest = write_parquet_batches(file, (typed(kind, batch) for batch in batches))
        return FileStamp(path.name, digest, rows)
    stamping = _Stamping(file)
    rows = 0
    for batch in batches:
        _nothing_empty(batch).write_csv(stamping, include_header=not rows)
        rows += batch.height
    return FileStamp(path.name, stamping.digest.hexdigest(), rows)


def _nothing_empty(batch: pl.DataFrame) -> pl.DataFrame:
    """Return the batch with null for "": CSV would show the one as nothing and the other as two quotes."""
    texts = [name for name, kind in batch.schema.items() if kind == pl.String]
    return batch.with_columns(without_empty_text(batch.select(texts)))


def _joined(first: pl.DataFrame, rest: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    yield first
    yield from rest


def _typed(kind: Kind, name: str, there: pl.DataType) -> pl.Expr:
    fields: Mapping[str, object] = FIELDS[kind]
    form = FIELDS[kind][name].form if name in fields else Form.TEXT
    wanted: pl.DataType = {Form.MONEY: MONEY_TYPE, Form.BOOLEAN: pl.Boolean()}.get(form, pl.String())
    column = pl.col(name)
    if wanted == pl.Boolean and there == pl.String:
        return column == "true"
    return column.cast(wanted)


def _ours(folder: Path) -> list[Path]:
    files = [folder / f"{kind.plural}.{name}" for kind in Kind for name in FORMATS]
    return [*files, folder / MANIFEST_NAME]
