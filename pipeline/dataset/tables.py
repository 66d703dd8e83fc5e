"""A dataset in memory: its tables as text, their line numbers, and the records in them. Pure values.

Every cell of a `Table` is text in its canonical form (money with two places, true/false, countries in
capitals) or null when empty; a cell that its form refuses stays as it was, for `check` to name.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.dataset.files.disk_frame import Frame, whole
from pipeline.dataset.folder import Format
from pipeline.dataset.manifest import Manifest
from pipeline.errors import Finding, FindingsError
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Record, record_from_row
from pipeline.text import clean


class Parsed(NamedTuple):
    """What a reader makes of one file: a frame of String, null when empty, and what `Table` says beside it."""

    frame: Frame
    lines: Sequence[int]
    notes: tuple[str, ...] = ()
    nameless: tuple[str, ...] = ()
    unread: tuple[Finding, ...] = ()
    header_line: int = 1
    encoding: str = "utf-8"
    guessed: bool = False


class Table(NamedTuple):
    """One file. `lines[i]` is the line on which row i starts, `header_line` the header's.

    A Parquet file has no lines; its rows are numbered as if a header stood above them, so that a row
    keeps its number through `convert`. `notes` say what had to be decoded, `sha256` is the file's. `nameless` are the
    letters of columns that hold content under no name, `unread` says why others can't be read (their names are their
    findings' columns): the frame is without all of them, and a file of a dataset has none of these. `encoding` is the one that was
    read, by Python's name; `guessed`: others are as likely.
    """

    kind: Kind
    path: Path
    format: Format
    frame: Frame
    lines: Sequence[int]
    sha256: str
    notes: tuple[str, ...] = ()
    nameless: tuple[str, ...] = ()
    unread: tuple[Finding, ...] = ()
    header_line: int = 1
    encoding: str = "utf-8"
    guessed: bool = False

    @property
    def headings(self) -> list[str]:
        """The names of all columns, also of those that can't be read."""
        return [*self.frame.columns, *(each.column or "" for each in self.unread)]

    @property
    def whole(self) -> pl.DataFrame:
        """All cells in memory: for tables that are known to be small."""
        return whole(self.frame)


class Dataset(NamedTuple):
    """A folder of files: what it says about itself, and one table for each kind that it has."""

    folder: Path
    manifest: Manifest | None
    tables: Mapping[Kind, Table]


class Row(NamedTuple):
    """A record, and the line of the file that it stands on."""

    record: Record
    line: int


class Sample(NamedTuple):
    """Some rows of a table as they stand, for a person to look at."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    total: int


def rows_of(dataset: Dataset, kind: Kind) -> list[Row]:
    """Return the records of a kind with their lines, in file order; none when the dataset has no such file.

    Raises FindingsError for a cell that its form refuses: `check_dataset` says all of them at once.
    """
    table = dataset.tables.get(kind)
    if table is None:
        return []
    cells_by_row = table.frame.iter_rows(named=True)
    return [_row(table, line, cells) for line, cells in zip(table.lines, cells_by_row, strict=True)]


def sample(dataset: Dataset, kind: Kind, start: int = 0, stop: int | None = None) -> Sample:
    """Return rows start..stop-1 (counted from 0) as text; bounds outside the table are cut to it."""
    table = dataset.tables.get(kind)
    if table is None:
        return Sample((), (), (), 0)
    total = table.frame.height
    first = min(max(start, 0), total)
    last = min(max(total if stop is None else stop, first), total)
    part = table.frame.slice(first, last - first)
    rows = tuple(tuple(cell or "" for cell in row) for row in part.iter_rows())
    return Sample(tuple(part.columns), rows, tuple(table.lines[first:last]), total)


def _row(table: Table, line: int, cells: Mapping[str, str | None]) -> Row:
    try:
        return Row(record_from_row(table.kind, cells), line)
    except ValueError as wrong:
        column, _, rule = str(wrong).partition(": ")
        finding = Finding(str(table.path), line, column, cells.get(column), rule, "Mend the cell.")
        raise FindingsError(
            f"{clean(str(table.path))}, row {line}: {wrong}.",
            code="dataset-findings",
            hint="check lists everything that is wrong.",
            findings=(finding,),
        ) from None
