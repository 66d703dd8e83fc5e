"""The quick reader, for UTF-8 with rows that are whole and quoted as needed: what this tool and most others write.

polars reads it as text only, piece by piece, so that a file of any size takes the memory of one. It is lenient (a short row
is filled up, a blank line may vanish), so every byte of a piece is accounted for afterwards: separators, quotes, line ends
and cells must add up to its length exactly. Whatever does not add up is left to `csv_strict`, which names what is wrong.
"""

import codecs
import csv
import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

import polars as pl

from pipeline.dataset.files.column_names import check_header, doubled_columns
from pipeline.dataset.files.delimited.csv_strict import WINDOWS_LINES, too_many_rows
from pipeline.dataset.files.delimited.decode import MARKED, SEPARATOR_LINE, SEPARATORS, sniffed
from pipeline.dataset.files.delimited.gathering import Finish, Gathering
from pipeline.dataset.files.limits import Limits
from pipeline.dataset.files.side_by_side import side_by_side
from pipeline.dataset.tables import Parsed
from pipeline.errors import FindingsError
from pipeline.schema.kinds import Kind

_BEGIN_BYTES = 1 << 18  # looked at before the first piece: the header, and what rows are like
_VIEW_BYTES = 16  # of a cell in memory, beside its text


class _NotPlainError(Exception):
    """Something does not add up: the other reader has to look at it."""


class _Head(NamedTuple):
    """What the first line says. `end` is where it ends, a byte order mark included."""

    names: list[str]
    separator: str
    end: int
    windows: bool
    notes: list[str]


class _Lines:
    """The line that each row starts on, below a header in line 1."""

    def __init__(self) -> None:
        self.rows = 0
        self._next = 2
        self._starts: array[int] | None = None  # as long as no cell holds a line end, they need no list

    def add(self, batch: pl.DataFrame, piece: bytes) -> None:
        """Count the rows of a piece."""
        self.rows += batch.height
        ends = piece.count(b"\n")
        if ends > batch.height and self._starts is None:
            self._starts = array("q", range(2, self._next))
        if self._starts is not None:
            within = pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).cast(pl.Int64))
            before = batch.select((within.fill_null(0) + 1).cum_sum().shift(1, fill_value=0)).to_series()
            self._starts.extend(before + self._next)
        self._next += ends

    def numbers(self) -> Sequence[int]:
        """Return them."""
        return range(2, self.rows + 2) if self._starts is None else self._starts


def read_plain(
    file: BinaryIO, name: str, kind: Kind, limits: Limits, finish: Finish
) -> tuple[Parsed, str] | None:
    """Return the table in `file`, and the sha256 (hex) of its bytes, or None for a file that needs care.

    Raises FindingsError for one of more rows than are read.
    """
    begin = file.read(min(_BEGIN_BYTES, limits.piece_bytes))
    head = _head(begin, kind, limits)
    if head is None:
        return None
    size = _piece_bytes(begin, head.separator, limits)
    digest, gathering, lines = hashlib.sha256(begin), Gathering(head.names, limits, finish), _Lines()

    def read(piece: bytes) -> tuple[bytes, pl.DataFrame]:
        return piece, _batch(piece, head, limits)

    try:
        for piece, batch in side_by_side(read, _pieces(file, begin[head.end :], digest.update, size, limits)):
            gathering.add(batch)
            lines.add(batch, piece)
            if lines.rows > limits.rows or lines.rows * len(head.names) > limits.cells:
                raise too_many_rows(name, limits)
    except _NotPlainError:
        return None
    if not lines.rows:
        return None
    frame, nameless = gathering.finished(head.notes)
    doubled = doubled_columns(head.names, name, 1)
    return Parsed(frame, lines.numbers(), tuple(head.notes), nameless, doubled), digest.hexdigest()


def _piece_bytes(begin: bytes, separator: str, limits: Limits) -> int:
    """Return how much of a file is read at a time: of one with many short cells less, since each takes a view too."""
    cells = begin.count(separator.encode()) + begin.count(b"\n")
    return max(4 * limits.piece_bytes * len(begin) // (len(begin) + _VIEW_BYTES * cells), 1)


def _pieces(
    file: BinaryIO, rest: bytes, passed: Callable[[bytes], None], size: int, limits: Limits
) -> Iterator[bytes]:
    """Yield whole rows, some megabytes at a time; `rest` was read already, all else is `passed` on as it is read."""
    longest = limits.columns * limits.cell_bytes
    while more := file.read(min(size, limits.piece_bytes)):
        passed(more)
        rest += more
        end = _last_row_end(rest)
        if end:
            yield rest[:end]
        elif len(rest) > longest:
            raise _NotPlainError
        rest = rest[end:]
    if rest:
        yield rest


def _head(begin: bytes, kind: Kind, limits: Limits) -> _Head | None:
    """Return what a sound header says, None for one that needs care."""
    end = begin.find(b"\n") + 1
    line = begin[:end]
    while line.startswith(codecs.BOM_UTF8):  # programs put one before another's
        line = line.removeprefix(codecs.BOM_UTF8)
    windows = line.endswith(b"\r\n")
    try:
        text = line.decode().removesuffix("\n").removesuffix("\r")
        separator = sniffed(text, kind)
        names = next(csv.reader([text], delimiter=separator, strict=True), [])
        names = [each.strip("\ufeff \t") for each in names]
        check_header(names, "", 1, limits)
    except (UnicodeDecodeError, csv.Error, FindingsError):
        return None
    if SEPARATOR_LINE.match(text) or "\0" in text or "\r" in text:
        return None
    notes = [MARKED] if begin.startswith(codecs.BOM_UTF8) else []
    if separator != ",":
        notes.append(f"separated by {SEPARATORS[separator]}")
    if windows:
        notes.append(WINDOWS_LINES)
    return _Head(names, separator, end, windows, notes)


def _last_row_end(data: bytes) -> int:
    """Return where the last whole row ends, 0 for none: behind the last line end that no quotes surround."""
    end = data.rfind(b"\n") + 1
    open_quote = data.count(b'"', 0, end) % 2
    while open_quote and end:
        before = data.rfind(b"\n", 0, end - 1) + 1
        open_quote = (open_quote - data.count(b'"', before, end)) % 2
        end = before
    return end


def _batch(piece: bytes, head: _Head, limits: Limits) -> pl.DataFrame:
    """Return whole rows as a frame (String, null when empty); raise _NotPlainError."""
    returns = piece.count(b"\r")
    if b"\0" in piece or (returns and returns > piece.count(b"\r\n")):
        raise _NotPlainError
    schema = {str(number): pl.String for number in range(len(head.names))}
    try:
        frame = pl.read_csv(piece, has_header=False, schema=schema, separator=head.separator)
    except pl.exceptions.PolarsError:
        raise _NotPlainError from None
    if _has_blank_rows(frame):
        raise _NotPlainError
    within = pl.all().str.count_matches("\r", literal=True).cast(pl.Int64)
    if returns > frame.height:
        returns -= _total(frame.select(within))
    if not _accounted(piece, frame, head.separator, returns, limits):
        raise _NotPlainError
    if head.windows and returns < piece.count(b"\r"):
        return frame.with_columns(pl.all().str.replace_all("\r\n", "\n", literal=True))
    return frame


def _has_blank_rows(frame: pl.DataFrame) -> bool:
    nulls = frame.null_count().row(0)
    return min(nulls) > 0 and bool(frame.select(pl.all_horizontal(pl.all().is_null()).any()).item())


def _accounted(piece: bytes, frame: pl.DataFrame, separator: str, returns: int, limits: Limits) -> bool:
    """Whether each byte is one of a cell, of its marks, or ends one; `returns` stand before the ends of rows."""
    every = pl.all()
    longest, bare = frame.select(
        pl.max_horizontal(every.str.len_bytes().max()).alias("longest"),
        pl.sum_horizontal(every.str.len_bytes().sum()).alias("bare"),
    ).row(0)
    if (longest or 0) > limits.cell_bytes:
        return False
    unended = not piece.endswith(b"\n")
    expected = bare + frame.height * frame.width - unended + returns
    separators = frame.height * (frame.width - 1)
    if b'"' in piece:
        needing = frame.select(every.str.contains(f'["{separator}\n]'))
        names = [name for name in frame.columns if needing[name].any()]
        if not names:
            return False
        quoted = frame.select(pl.when(needing[name]).then(pl.col(name)).alias(name) for name in names)
        marks = quoted.select(every.str.count_matches('"', literal=True).cast(pl.Int64))
        within = quoted.select(every.str.count_matches(separator, literal=True).cast(pl.Int64))
        expected += 2 * sum(quoted.select(every.count()).row(0)) + _total(marks)
        separators += _total(within)
    return (expected, separators) == (len(piece), piece.count(separator.encode()))


def _total(frame: pl.DataFrame) -> int:
    return int(sum(frame.sum().row(0)))
