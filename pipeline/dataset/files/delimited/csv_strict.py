"""Lines to rows by the letter of RFC 4180, with the line on which each row starts. Pure.

Promises: what can't be read without guessing is a finding with its line (ragged rows, unbalanced quotes,
lone CR, caps), and reading goes on behind it so that all of them are named at once. This is the exact
reader, about 1 µs a cell; `csv_plain` takes the files that need no care.
"""

import csv
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipeline.dataset.files.column_names import check_header, doubled_columns
from pipeline.dataset.files.delimited.decode import Decoded, unreadable
from pipeline.dataset.files.delimited.gathering import Finish, Gathering
from pipeline.dataset.files.limits import Limits
from pipeline.dataset.tables import Parsed
from pipeline.errors import Finding, FindingsError
from pipeline.text import clean, counted

_BATCH_CELLS = 262_144  # as Python's texts each takes some 70 bytes
_EXCERPT = 200  # characters of a broken row that are looked at
WINDOWS_LINES = "line ends of Windows"
_SPARE = "Remove the separators behind the last column, or give the column a name."


class _RowLines:
    """Lines on their way to csv, which takes one or more for a row; `begin` is the row's first, and `line` its number."""

    def __init__(self, decoded: Decoded) -> None:
        self._lines = decoded.lines
        self._next = decoded.first_line
        self.begin, self.line = "", self._next

    def __iter__(self) -> "_RowLines":
        return self

    def __next__(self) -> str:
        text = next(self._lines)
        self.begin = self.begin or text
        self._next += 1
        return text

    def next_row(self) -> None:
        """Begin another row."""
        self.begin, self.line = "", self._next


@dataclass(slots=True)
class _Rows:
    """What was read so far: whole batches are gathered, the rest are lists."""

    header: list[str]
    gathering: Gathering
    crlf: bool
    pending: list[list[str]] = field(default_factory=list)
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    findings: list[Finding] = field(default_factory=list)
    blank: int = 0
    spare: int = 0

    def flush(self) -> None:
        names = [str(i) for i in range(len(self.header))]
        columns = zip(*self.pending, strict=True) if self.pending else [()] * len(names)
        frame = pl.DataFrame(
            [
                pl.Series(name, [cell or None for cell in cells], pl.String)
                for name, cells in zip(names, columns, strict=True)
            ]
        )
        if self.crlf:
            frame = frame.with_columns(pl.all().str.replace_all("\r\n", "\n", literal=True))
        self.gathering.add(frame)
        self.pending = []


def read_strict(decoded: Decoded, file: str, limits: Limits, finish: Finish) -> Parsed:
    """Return the table of a decoded file; raise FindingsError for one that can't be read."""
    lines = _RowLines(decoded)
    reader = csv.reader(lines, delimiter=decoded.separator, strict=True)
    try:
        header = [name.strip("\ufeff \t\r\n") for name in next(reader, [])]
    except csv.Error as wrong:
        line = decoded.first_line
        raise FindingsError(
            f"{clean(file)}, row {line}: the header can't be read.",
            code="dataset-unreadable",
            findings=(_broken(file, line, wrong, lines.begin),),
        ) from None
    check_header(header, file, decoded.first_line, limits)
    rows = _Rows(header, Gathering(header, limits, finish), lines.begin.endswith("\r\n"))
    for line, cells in _rows_of(reader, lines, file, rows, limits):
        _take(rows, line, cells, file, limits)
        if len(rows.lines) * len(header) > limits.cells or len(rows.lines) > limits.rows:
            raise too_many_rows(file, limits)
        if len(rows.pending) * len(header) >= _BATCH_CELLS:
            rows.flush()
        if len(rows.findings) >= limits.structural_findings:
            break
    if rows.findings:
        raise FindingsError(
            f"{clean(file)} can't be read: {counted(len(rows.findings), 'broken row')}.",
            code="dataset-unreadable",
            hint="Mend the rows named, or save the file again as CSV (UTF-8).",
            findings=tuple(rows.findings),
        )
    rows.flush()
    return _finished(rows, decoded, file)


def too_many_rows(file: str, limits: Limits) -> FindingsError:
    """Return the error of a file with more rows, or rows x columns, than are read."""
    return unreadable(
        file,
        None,
        f"It has more than {limits.rows:,} rows or {limits.cells:,} cells, the most that are read.",
        "Split it into several datasets.",
    )


def _rows_of(
    reader: Iterator[list[str]], lines: _RowLines, file: str, rows: _Rows, limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of each row behind the header; a row that csv refuses becomes a finding."""
    while len(rows.findings) < limits.structural_findings:
        lines.next_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            rows.findings.append(_broken(file, lines.line, wrong, lines.begin))
            if "field larger" in str(wrong):
                return  # what follows is the inside of a cell
        else:
            yield lines.line, cells


def _take(rows: _Rows, line: int, cells: list[str], file: str, limits: Limits) -> None:
    width = len(rows.header)
    if not any(cells):
        rows.blank += 1
        return
    if len(cells) > width and not any(cells[width:]):
        rows.spare += 1
        cells = cells[:width]
    if len(cells) != width:
        rule = f"The row has {counted(len(cells), 'cell')}, the header has {width}."
        way_out = (
            _SPARE if len(cells) > width else "Add the missing separators, or quote cells that hold one."
        )
        rows.findings.append(Finding(file, line, None, clean(" | ".join(cells), 80), rule, way_out))
        return
    if max(map(len, cells)) * 4 > limits.cell_bytes:  # a character has at most four bytes
        for name, cell in zip(rows.header, cells, strict=True):
            if len(cell.encode()) > limits.cell_bytes:
                rule = f"The cell has more than {limits.cell_bytes:,} bytes."
                way_out = "Shorten it; or is a closing quote missing?"
                rows.findings.append(Finding(file, line, name, clean(cell, 60), rule, way_out))
                return
    rows.lines.append(line)
    rows.pending.append(cells)


def _broken(file: str, line: int, wrong: csv.Error, excerpt: str) -> Finding:
    text = str(wrong)
    if "\r" in excerpt.rstrip("\r\n") or "new-line character" in text:
        rule = "A lone carriage return stands in the row: line ends were lost."
        way_out = "Save the file again with line ends of Windows or Unix, as CSV (UTF-8)."
    elif "field larger" in text:
        rule = "A cell has more than 131,072 characters: most likely a closing quote is missing."
        way_out = 'Close the quote; a quote inside a quoted cell is written twice ("").'
    elif "unexpected end" in text:
        rule = "A quote is opened and never closed."
        way_out = 'Close the quote; a quote inside a quoted cell is written twice ("").'
    else:
        rule = "Text stands behind a closing quote."
        way_out = 'A quote inside a quoted cell is written twice ("").'
    return Finding(file, line, None, clean(excerpt[:_EXCERPT], 80), rule, way_out)


def _finished(rows: _Rows, decoded: Decoded, file: str) -> Parsed:
    notes = list(decoded.notes)
    if rows.crlf:
        notes.append(WINDOWS_LINES)
    if rows.blank:
        notes.append(f"{counted(rows.blank, 'blank row')} skipped")
    if rows.spare:
        notes.append("empty cells behind the last column dropped")
    frame, nameless = rows.gathering.finished(notes)
    line = decoded.first_line
    doubled = doubled_columns(rows.header, file, line)
    lines: Sequence[int] = rows.lines
    if lines and lines[-1] - lines[0] == len(lines) - 1:
        lines = range(lines[0], lines[-1] + 1)  # eight bytes a row less
    return Parsed(frame, lines, tuple(notes), nameless, doubled, line, decoded.encoding, decoded.guessed)
