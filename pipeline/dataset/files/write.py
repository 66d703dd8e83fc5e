"""Frames to files, streamed: ten million rows in the memory of a few batches.

Promises: every file is written to a temporary neighbour and renamed when all of them are complete, the
manifest last, so that a kill leaves the old dataset or the new one (between the renames: files that the
manifest calls edited). Files are 0600. The same frames give the same bytes, CSV in any batches.
Does not promise anything about what the frames hold.
"""

import contextlib
import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import polars as pl

from pipeline.dataset.files.canonical import MONEY_TYPE
from pipeline.dataset.files.column_names import column
from pipeline.dataset.files.originals import forget_originals, keep_original
from pipeline.dataset.files.streaming import Stream, write_stream
from pipeline.dataset.folder import FORMATS, Format, table_path, table_paths
from pipeline.dataset.manifest import FileStamp, Manifest, read_manifest, write_manifest
from pipeline.errors import FindingsError, UsageError
from pipeline.files import replacing
from pipeline.schema.fields import Form
from pipeline.schema.folder import MANIFEST
from pipeline.schema.kinds import Kind, Source, filed_kinds
from pipeline.text import clean

BATCH_ROWS = 65_536

Batches = Iterable[pl.DataFrame] | Stream


def write_dataset(
    folder: Path,
    streams: Mapping[Kind, Batches],
    manifest: Manifest,
    format: Format = "csv",  # noqa: A002 - the word of the command line
    *,
    force: bool = False,
    keep_others: bool = False,
    durable: bool = True,
) -> Manifest:
    """Write a file of each kind and the manifest into `folder`, made if missing; return the manifest as written.

    Columns are String, Decimal or Boolean, for Parquet also Enum in place of String, null when empty; a kind
    without rows gets no file. With `force` an existing dataset is replaced (also one of the other format), with
    `keep_others` only the kinds in `streams`; `.load/`, mapping and log stay.
    Raises UsageError for a dataset that is there already, or a folder that can't be written.
    """
    assert set(streams) <= set(filed_kinds()), "a kind that is collected from columns has no file"
    there = [path for path in _ours(folder) if path.exists()]
    if there and not force:
        raise UsageError(
            f"{clean(str(folder))} holds a dataset already ({there[0].name}).",
            code="dataset-exists",
            hint="Choose another folder, or replace its data with --force (generate, import, pull).",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = _kept(folder, [kind for kind in filed_kinds() if keep_others and kind not in streams])
        complete = _write_tables(folder, streams, manifest, format, kept, durable=durable)
        current = {MANIFEST, *(stamp.name for stamp in complete.files)}
        current |= {path.name for kind in kept for path in table_paths(folder, kind).values()}
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
    streams: Mapping[Kind, Batches],
    manifest: Manifest,
    file_format: Format,
    kept: Mapping[Kind, FileStamp],
    *,
    durable: bool,
) -> Manifest:
    """Write each kind to a neighbour, rename them when all are complete, and return the full manifest."""
    with contextlib.ExitStack() as all_complete:
        stamps = {
            kind: _write_kind(all_complete, folder, kind, streams.get(kind, ()), file_format, durable=durable)
            for kind in filed_kinds()
            if kind not in kept
        }
    stamps |= kept
    return dataclasses.replace(
        manifest,
        files=tuple(stamp for kind in filed_kinds() if (stamp := stamps[kind]) is not None),
        counts={
            kind: stamp.rows if (stamp := stamps[kind]) else 0
            for kind in filed_kinds()
            if stamps[kind]
            or kind.source is Source.FILE  # a file that may be missing counts only where it is there
        },
    )


def _kept(folder: Path, kinds: Iterable[Kind]) -> dict[Kind, FileStamp]:
    """Return the stamps of files that stay as they are; of those that no manifest knows, as they are today."""
    kinds = tuple(kinds)
    if not kinds:
        return {}
    from pipeline.dataset.files.read import read_table  # `generate` writes, and never reads

    try:
        manifest = read_manifest(folder)
    except FindingsError:
        manifest = None
    known = {stamp.name: stamp for stamp in manifest.files} if manifest is not None else {}
    kept = {}
    for kind in kinds:
        for file_format, path in table_paths(folder, kind).items():
            table = None if path.name in known else read_table(path, kind, file_format)
            kept[kind] = FileStamp(path.name, table.sha256, table.frame.height) if table else known[path.name]
    return kept


def write_frame(
    path: Path, kind: Kind, batches: Iterable[pl.DataFrame], *, durable: bool = True
) -> FileStamp:
    """Write one file whole, in the format of its name. Raises OSError as the file system gives it."""
    with replacing(path, durable=durable) as file:
        return write_batches(file, path, kind, Stream(batches))


def _write_kind(
    all_complete: contextlib.ExitStack,
    folder: Path,
    kind: Kind,
    batches: Batches,
    file_format: Format,
    *,
    durable: bool,
) -> FileStamp | None:
    path = table_path(folder, kind, file_format)
    stream = batches if isinstance(batches, Stream) else Stream(batches)
    full = (batch for batch in stream.batches if batch.height)
    first = next(full, None)
    if first is None:
        forget_originals(all_complete, folder, kind)
        return None
    rows = itertools.chain([first], full)
    kept = keep_original(all_complete, folder, kind, rows, stream.finished, durable=durable)
    file = all_complete.enter_context(replacing(path, durable=durable))
    return write_batches(file, path, kind, stream._replace(batches=kept))


def write_batches(file: BinaryIO, path: Path, kind: Kind, stream: Stream) -> FileStamp:
    """Write the batches (at least one) of one kind to an open file, in the format of its name."""
    file_format: Format = "parquet" if path.suffix == ".parquet" else "csv"

    def shape(schema: pl.Schema) -> Iterator[pl.Expr]:
        if file_format == "parquet":
            yield from (_typed(kind, name, there) for name, there in schema.items())
        elif stream.columns is None:
            yield from (_nothing_empty(name) for name, there in schema.items() if there == pl.String)

    rows, digest = write_stream(file, file_format, stream, shape)
    return FileStamp(path.name, digest, rows)


def _nothing_empty(name: str) -> pl.Expr:
    """Return null for "": CSV would show the one as nothing and the other as two quotes."""
    return pl.when(column(name) != "").then(column(name)).alias(name)


def _typed(kind: Kind, name: str, there: pl.DataType) -> pl.Expr:
    """Return a column with Parquet's type: money as Decimal, booleans as booleans, all else text or its codes."""
    field = kind.field(name)
    form = field.form if field is not None else Form.TEXT
    wanted: pl.DataType = {Form.MONEY: MONEY_TYPE, Form.BOOLEAN: pl.Boolean()}.get(form, pl.String())
    cells = column(name)
    if wanted == pl.Boolean and there == pl.String:
        return cells == "true"
    if wanted == pl.String and there == pl.Enum:
        return cells
    return cells.cast(wanted)


def _ours(folder: Path) -> list[Path]:
    files = [table_path(folder, kind, name) for kind in filed_kinds() for name in FORMATS]
    return [*files, folder / MANIFEST]
