"""CSV to Parquet and back, without loss; a dataset of an older format becomes one of today's.

Promises: every record is the same afterwards, columns that we don't know included; the old file goes only
when the new one is complete. Which rows were edited stays known. Cells that Parquet's types can't hold
(money that is none) and columns without a name are findings, and nothing is touched.
"""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipeline.dataset.checks.columns import nameless_findings
from pipeline.dataset.checks.messages import form_way_out
from pipeline.dataset.edits import edits_of
from pipeline.dataset.files.canonical import fits, forms_of
from pipeline.dataset.files.column_names import column
from pipeline.dataset.files.read import read_dataset
from pipeline.dataset.files.write import BATCH_ROWS, write_frame
from pipeline.dataset.folder import Format, table_path
from pipeline.dataset.manifest import FORMAT_VERSION, FileStamp, Manifest, read_manifest, write_manifest
from pipeline.dataset.tables import Dataset, Table
from pipeline.errors import Finding, FindingsError, UsageError
from pipeline.schema.fields import FORM_RULES, Form
from pipeline.schema.folder import MANIFEST
from pipeline.schema.kinds import Kind
from pipeline.text import clean, counted

_TYPED = (Form.MONEY, Form.BOOLEAN)
_LISTED = 200


def convert(folder: Path, format: Format, *, durable: bool = True) -> tuple[Path, ...]:  # noqa: A002 - the word of the command line
    """Rewrite the tables that are in the other format; return the files written (none: all were so already).

    A manifest of an older format is among them: its columns are today's, so the number alone changes.

    Raises what `read_dataset` raises, and UsageError for a folder that can't be written.
    """
    dataset = read_dataset(folder)
    others = [table for table in dataset.tables.values() if table.format != format]
    findings = [finding for table in others for finding in _lost(table, format)]
    if findings:
        raise FindingsError(
            f"{clean(str(folder))} can't be converted without loss: {counted(len(findings), 'finding')}.",
            code="convert-lossy",
            hint="Mend what is named; check lists everything that is wrong.",
            findings=tuple(findings[:_LISTED]),
        )
    untouched = {edits.kind for edits in edits_of(dataset).kinds if not edits.edited}
    try:
        written = tuple(_converted(dataset, table, format, untouched, durable=durable) for table in others)
        migrated = _migrated(folder, durable=durable)
    except OSError as wrong:
        raise UsageError(
            f"{clean(str(folder))} can't be written: {wrong.strerror or wrong}.",
            code="dataset-unwritable",
            hint="See its permissions and the space left on the disk.",
        ) from None
    return *written, *migrated


def _migrated(folder: Path, *, durable: bool) -> tuple[Path, ...]:
    """Write the manifest in today's format, if it is in an older one; return what was written."""
    manifest = read_manifest(folder)
    if manifest is None or manifest.format_version == FORMAT_VERSION:
        return ()
    write_manifest(folder, dataclasses.replace(manifest, format_version=FORMAT_VERSION), durable=durable)
    return (folder / MANIFEST,)


def _converted(
    dataset: Dataset, table: Table, file_format: Format, untouched: set[Kind], *, durable: bool
) -> Path:
    path = table_path(dataset.folder, table.kind, file_format)
    forms = forms_of(table.kind, table.frame.columns)
    frame = table.frame.select(
        pl.when(column(name).str.strip_chars() != "").then(column(name)).alias(name)
        if forms.get(name) in _TYPED
        else column(name)
        for name in table.frame.columns
    )
    stamp = write_frame(path, table.kind, _batches(frame), durable=durable)
    table.path.unlink()
    if dataset.manifest is not None and table.kind in untouched:
        latest = _restamped(dataset, table.kind, stamp)
        write_manifest(dataset.folder, latest, durable=durable)
    return path


def _restamped(dataset: Dataset, kind: Kind, stamp: FileStamp) -> Manifest:
    """Return the manifest as it is on disk, with the kind's stamp replaced."""
    manifest = read_manifest(dataset.folder)
    assert manifest is not None
    files = tuple(stamp if Path(old.name).stem == kind.plural else old for old in manifest.files)
    return dataclasses.replace(manifest, files=files)


def _batches(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield from frame.iter_slices(BATCH_ROWS) if frame.height else [frame]


def _lost(table: Table, file_format: Format) -> Iterator[Finding]:
    """Yield what the other format can't hold: columns without a name, and in Parquet cells that are no money."""
    yield from nameless_findings(table)
    if file_format == "parquet":
        yield from _unfit(table)


def _unfit(table: Table) -> Iterator[Finding]:
    for name, form in forms_of(table.kind, table.frame.columns).items():
        if form not in _TYPED:
            continue
        column = pl.col(name)
        wrong = table.frame.select(
            (~fits(form, column) & (column.str.strip_chars() != "")).fill_null(value=False).arg_true()
        ).to_series()
        for row in wrong.to_list():
            text = table.frame[name][row]
            yield Finding(
                str(table.path),
                table.lines[row],
                name,
                clean(text, 80),
                f"It must be {FORM_RULES[form]}.",
                form_way_out(form, text),
            )
