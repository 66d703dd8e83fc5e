"""A dataset to the files of another program, or to one file that people edit.

Promises: all files are complete before the first is renamed into place; nothing that is there is replaced without `force`,
and a dataset never; what a format can't hold is counted by kind and column. CSV cells are written as they are: a mark
against formulas would be part of the text wherever it is read. Cells that a spreadsheet takes for a formula are counted.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl

from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.exports.document import write_document
from pipeline.dataset.exports.formats import ExportFormat
from pipeline.dataset.exports.place import earlier_files, is_one_file
from pipeline.dataset.exports.rows import outlets_of, vendor_rows
from pipeline.dataset.exports.templates import VendorTemplate, outlet_of
from pipeline.dataset.files.column_names import column
from pipeline.dataset.files.streaming import Stream
from pipeline.dataset.files.write import BATCH_ROWS, write_batches
from pipeline.dataset.tables import Dataset, Table, rows_of
from pipeline.errors import UsageError
from pipeline.files import replacing
from pipeline.schema.folder import EXPORTS
from pipeline.schema.kinds import PRICE_FIELDS, Kind, all_kinds, kinds_to_show
from pipeline.text import clean, counted, listed

# What a spreadsheet takes for a formula; a number or a telephone with its sign does no harm
_FORMULA = r"^(?:[=@\t\r]|[+-][^A-Za-z]*[A-Za-z(!])"
ABOUT = {
    PRICE_FIELDS[1]: "written as the price, which doesn't say that tax is not in it",
    "image": "it names a file in the dataset's folder",
}
_NO_COLUMN = "there is no column for it"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file that was written, with the rows of each kind of ours in it."""

    path: Path
    rows: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class LostCells:
    """How many cells of a column are not read back as they are, and why; of whole records, where `column` is None."""

    kind: Kind
    column: str | None
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written where, and what it doesn't hold. `place` is the folder, or the one file."""

    place: Path
    files: tuple[ExportedFile, ...]
    lost: tuple[LostCells, ...]
    notes: tuple[str, ...]


def export_dataset(
    dataset: Dataset,
    export_format: ExportFormat,
    out: Path | None = None,
    *,
    outlets: Sequence[str] = (),
    force: bool = False,
    durable: bool = True,
) -> Exported:
    """Write a dataset that passed its checks in a format, to a folder (by default below its own) or to one file.

    One file of a format that has one for each kind holds the products, or else what there is; the rest counts as lost.
    `outlets` name the columns of stock where a format has these for each outlet.
    Raises UsageError: nothing to write, something there already, a folder that can't be written.
    """
    place = out or dataset.folder / EXPORTS / export_format.name
    alone = is_one_file(place, export_format)
    tables = {
        kind: dataset.tables[kind]
        for kind in kinds_to_show(dataset.tables)
        if dataset.tables[kind].frame.height
    }
    held = [kind for kind in tables if kind in export_format.kinds]
    if not held:
        raise _nothing(dataset, export_format)
    if alone and not export_format.together:
        held = [
            max(held, key=all_kinds().index)
        ]  # of the order of creation the last: what refers to the others
    paths = {kind: place if alone else place / export_format.file_name(kind) for kind in held}
    stale = earlier_files(place, export_format, dataset.folder, set(paths.values()), alone=alone, force=force)
    lost = [
        LostCells(kind, None, table.frame.height, _left_out(kind, export_format))
        for kind, table in tables.items()
        if kind not in held
    ]
    try:
        (place.parent if alone else place).mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as complete:
            for path in dict.fromkeys(paths.values()):
                inside = {kind: tables[kind] for kind in held if paths[kind] == path}
                file = complete.enter_context(replacing(path, durable=durable))
                lost += _written(file, export_format, dataset, inside, outlets)
        for path in stale:
            path.unlink(missing_ok=True)
    except OSError as wrong:
        raise UsageError(
            f"{clean(str(place))} can't be written: {wrong.strerror or wrong}.",
            code="export-unwritable",
            hint="See its permissions and the space left on the disk, or choose another place with --out.",
        ) from None
    files = tuple(
        ExportedFile(path, {kind: tables[kind].frame.height for kind in held if paths[kind] == path})
        for path in dict.fromkeys(paths.values())
    )
    notes = _notes(export_format, {kind: tables[kind] for kind in held})
    return Exported(place, files, tuple(lost), tuple(notes))


def _nothing(dataset: Dataset, export_format: ExportFormat) -> UsageError:
    takes = listed([kind.nouns for kind in export_format.kinds])
    return UsageError(
        f"{clean(str(dataset.folder))} has no rows of {takes}; {export_format.name} holds nothing else.",
        code="export-nothing",
        hint="--to csv, json or xlsx holds every kind.",
    )


def _left_out(kind: Kind, export_format: ExportFormat) -> str:
    if kind in export_format.kinds:
        return "one file holds one kind; name a folder for all"
    return "they have no file in this format"


def _written(
    file: BinaryIO,
    export_format: ExportFormat,
    dataset: Dataset,
    tables: Mapping[Kind, Table],
    outlets: Sequence[str],
) -> list[LostCells]:
    """Write one file; return what it doesn't hold."""
    if export_format.templates:
        [kind] = tables
        return _write_vendor(file, kind, export_format.templates[kind], dataset, outlets)
    return OWN[export_format.name](file, {kind: _complete(kind, table) for kind, table in tables.items()})


def _complete(kind: Kind, table: Table) -> pl.DataFrame:
    """Return a table with every column that `generate` writes: by these a file is known as ours when it is read again."""
    names = [name for name in kind.fields if name in kind.generated_columns or name in table.frame.columns]
    others = [name for name in table.frame.columns if name not in names]
    return table.whole.select(
        column(name) if name in table.frame.columns else pl.lit(None, pl.String).alias(name)
        for name in (*names, *others)
    )


def _write_table(suffix: str) -> "_Writer":
    def write(file: BinaryIO, frames: Mapping[Kind, pl.DataFrame]) -> list[LostCells]:
        [(kind, frame)] = frames.items()
        write_batches(file, Path(f"{kind.plural}{suffix}"), kind, Stream(frame.iter_slices(BATCH_ROWS)))
        return []

    return write


def _write_workbook(file: BinaryIO, frames: Mapping[Kind, pl.DataFrame]) -> list[LostCells]:
    from pipeline.dataset.exports.workbook import (
        MOST_CHARACTERS,
        write_workbook,
    )  # XlsxWriter is slow to import

    why = f"a cell of a workbook holds {MOST_CHARACTERS:,} characters"
    return [
        LostCells(kind, name, count, why)
        for kind, lost in write_workbook(file, frames).items()
        for name, count in lost.items()
    ]


def _write_document(file: BinaryIO, frames: Mapping[Kind, pl.DataFrame]) -> list[LostCells]:
    write_document(file, frames)
    return []


def _write_vendor(
    file: BinaryIO, kind: Kind, template: VendorTemplate, dataset: Dataset, asked: Sequence[str]
) -> list[LostCells]:
    columns = dataset.tables[kind].frame.columns
    outlets = outlets_of(kind, columns, asked) if template.outlets else ()
    made = vendor_rows(kind, template, rows_of(dataset, kind), outlets)
    cells = zip(*made.rows, strict=True)
    pl.DataFrame(
        [pl.Series(name, each, pl.String) for name, each in zip(made.headings, cells, strict=True)]
    ).with_columns(pl.when(pl.all() != "").then(pl.all())).write_csv(file)
    about = {**ABOUT, **template.about}
    alone = (
        f"it stands for {listed([name.replace('_', ' ') for name in outlets])} alone; --outlet names others"
    )
    about |= {each.field: alone for each in template.outlets}
    return [LostCells(kind, name, count, _why(kind, about, name)) for name, count in made.lost.items()]


def _why(kind: Kind, about: Mapping[str, str], name: str) -> str:
    """Return what is said of a column; an outlet's is known by the stem of its name."""
    found = outlet_of(kind, name)
    stem = found[0] if found is not None else name
    return about.get(name if found is None else f"{stem}_") or about.get(stem) or _NO_COLUMN


def _notes(export_format: ExportFormat, tables: Mapping[Kind, Table]) -> Iterator[str]:
    """Yield what is said of cells that a spreadsheet takes for formulas, and of images that stay where they are."""
    for kind, table in tables.items():
        text = table.whole.select(pl.col(pl.String))
        if export_format.suffix == ".csv":
            for name, count in text.select(pl.all().str.contains(_FORMULA).sum()).row(0, named=True).items():
                if count:
                    yield f"{kind.nouns}, {name}: {counted(count, 'cell')} would be a formula in a spreadsheet; there, open --to xlsx"
        for name in () if export_format.templates else rules_of(kind).images:
            count = text[name].count() if name in text.columns else 0
            if count:
                yield f"{kind.nouns}, {name}: {counted(count, 'cell')} with files in {clean(str(table.path.parent))}, which are not copied"


_Writer = Callable[[BinaryIO, Mapping[Kind, pl.DataFrame]], list[LostCells]]
OWN: dict[str, _Writer] = {
    "xlsx": _write_workbook,
    "json": _write_document,
    "csv": _write_table(".csv"),
    "parquet": _write_table(".parquet"),
}
