"""The tables of a file that a person names for an import: read as text, whatever program wrote it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.dataset.exports.reading import known_file
from pipeline.dataset.files.delimited.decode import unreadable
from pipeline.dataset.files.limits import Limits
from pipeline.dataset.files.read import read_cells
from pipeline.dataset.files.readers.workbook import SheetFile, sheet_file
from pipeline.dataset.imports.formats import Read, format_of
from pipeline.dataset.imports.headers import first_lines, head_of, header_line, names_nothing
from pipeline.dataset.imports.sources import ReadTable, document_tables
from pipeline.dataset.imports.theirs import kind_of_file
from pipeline.dataset.tables import Table
from pipeline.errors import FindingsError, StopError, UsageError
from pipeline.schema.kinds import Kind, filed_kinds
from pipeline.text import clean, listed

_ABOVE = "See what stands above it: if that is a title, remove the lines."


def how_read(path: Path) -> Read:
    """Return how a file is read, by its bytes; of one that is not there, as CSV, which says so."""
    return format_of(path) if path.is_file() else "csv"


def tables_of(path: Path, sheet: str | None, limits: Limits) -> Iterator[ReadTable]:
    """Yield the tables of a file: one, but for a document of several kinds, and for a workbook of `export`."""
    if path.suffix.lower() == ".json":
        yield from document_tables(path, limits)
        return
    how = how_read(path)
    guess = kind_of_file(path.name) or filed_kinds()[0]  # matters to nothing but the separator of a header
    if how == "workbook":
        tables = _sheets(path, sheet, guess, limits)
    elif how == "parquet":
        tables = [_known(read_cells(path, guess, "parquet", limits))]
    else:
        tables = [_known(_read_text(path, guess, limits))]
    filled = [each for each in tables if each.table.frame.height]
    if not filled:
        raise UsageError(
            f"{clean(str(path))} has a header, and no row below it.",
            code="import-no-rows",
            hint="Export it again, with its rows.",
        )
    yield from filled


def _sheets(path: Path, sheet: str | None, guess: Kind, limits: Limits) -> list[ReadTable]:
    """Return the sheet that is wanted, else the first; of a workbook as `export` writes it every one of a kind."""
    plurals = {kind.plural: kind for kind in filed_kinds()}
    with sheet_file(path, sheet, limits) as made:
        tables = [(sheet or made.names[0], _sheet_table(path, made, guess, limits))]
    if sheet is None and made.names[0] in plurals:
        for name in (each for each in made.names[1:] if each in plurals):
            with sheet_file(path, name, limits) as more:
                tables.append((name, _sheet_table(path, more, guess, limits)))
    return [_known(table, plurals.get(name)) for name, table in tables]


def _known(table: Table, kind: Kind | None = None) -> ReadTable:
    """Return a table with what its headings are; `kind` is what its sheet is called."""
    return ReadTable(table, None if table.nameless or table.unread else known_file(table.frame.columns, kind))


def _sheet_table(path: Path, made: SheetFile, guess: Kind, limits: Limits) -> Table:
    try:
        table = _read_text(made.path, guess, limits)
    except StopError as wrong:  # the workbook is what a person knows
        names = listed([f'"{clean(name, 40)}"' for name in made.names])
        more = f" Its sheets are {names}: --sheet (import) chooses one." if len(made.names) > 1 else ""
        findings = tuple(
            replace(each, file=str(path), way_out=each.way_out + more) for each in wrong.findings
        )
        message = wrong.message.replace(clean(str(made.path)), clean(str(path)))
        raise type(wrong)(message, code=wrong.code, hint=wrong.hint + more, findings=findings) from None
    return table._replace(path=path, notes=(*made.notes, *table.notes))


def _read_text(path: Path, guess: Kind, limits: Limits) -> Table:
    """Return the table of a CSV file whose first line is its header; say what else the file seems to be."""
    file = str(path)
    try:
        table = read_cells(path, guess, "csv", limits)
    except FindingsError:
        if not path.is_file():
            raise
        text = head_of(path, guess)
        line = header_line(text)
        if line is not None:
            raise unreadable(file, line, f"The header seems to be line {line}.", _ABOVE) from None
        if names_nothing(text) and first_lines(text):
            raise _no_table(file, text) from None
        raise
    text = head_of(path, guess)
    line = header_line(text)
    if line is not None:
        raise UsageError(
            f"{clean(file)}: the header seems to be line {line}.", code="import-header-below", hint=_ABOVE
        )
    if len(table.frame.columns) == 1 and names_nothing(text):
        raise _no_table(file, text)
    return table


def _no_table(file: str, text: str) -> FindingsError:
    begin = " / ".join(clean(line, 60) for line in first_lines(text))
    rule = f"This is no table: no column is known, and it begins with {begin}"
    return unreadable(
        file,
        1,
        rule,
        "Name CSV files, workbooks (.xlsx) or Parquet files whose first line names the columns.",
    )
