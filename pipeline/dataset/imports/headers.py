"""Files whose first line is no header of columns that are known: where the header is, or that there is none.

Promises: only what was found is said. A line counts as a header when it names two columns that some kind knows, more than
the first line does, and when what stands below it are rows of its width.
"""

import csv
import io
import itertools
from collections.abc import Sequence
from pathlib import Path

from pipeline.dataset.files.delimited.decode import SEPARATORS, decode
from pipeline.dataset.imports.theirs import field_meant
from pipeline.errors import FindingsError
from pipeline.schema.kinds import Kind, filed_kinds

_HEAD = 65_536  # bytes
_LOOKED_AT = 40  # lines: what stands above a table is a title, a date, an address
_LEAST = 2  # columns known: a title may happen to be a word that is one


def head_of(path: Path, kind: Kind) -> str:
    """Return the first lines of a text file, in whichever encoding and with whichever line ends."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    whole = head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1]
    try:
        text = "".join(decode(whole, str(path), kind).lines)
    except FindingsError:
        text = whole.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def header_line(text: str) -> int | None:
    """Return the line (from 1) that seems to be the header, where that is not the first; None for no such line."""
    lines = text.split("\n", _LOOKED_AT + 1)[:_LOOKED_AT]
    known = [_known_first(text), *map(_known, lines[1:])]
    best = max(known, default=0)
    if best < max(_LEAST, known[0] + 1):
        return None
    above = known.index(best)
    return above + 1 if _is_table(text.split("\n", above)[above]) else None


def names_nothing(text: str) -> bool:
    """Whether the first line has no column that is known."""
    return not _known_first(text)


def first_lines(text: str) -> list[str]:
    """Return the first three lines that are not blank."""
    return [line.strip() for line in text.split("\n", _LOOKED_AT) if line.strip()][:3]


def _is_table(text: str) -> bool:
    """Whether the rows below a header have as many cells as it has, as far as is looked."""
    separator = max(SEPARATORS, key=lambda each: _known_of(_cells(text.split("\n", 1)[0], each)))
    try:
        header, *rows = itertools.islice(csv.reader(text.splitlines(), delimiter=separator), _LOOKED_AT)
    except csv.Error:
        return False
    return all(len(row) == len(header) for row in rows if any(row))


def _known_first(text: str) -> int:
    """Return how many columns the first row names: a heading may have lines of its own."""
    rows = (_cells(text, separator) for separator in SEPARATORS)
    return max(_known(text.split("\n", 1)[0]), *map(_known_of, rows))


def _known(line: str) -> int:
    return max(_known_of(_cells(line, separator)) for separator in SEPARATORS)


def _cells(text: str, separator: str) -> list[str]:
    """Return the cells of the first row, [] for none."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        return []


def _known_of(names: Sequence[str]) -> int:
    """Return how many different columns of one kind these cells name; a row of data may repeat a word."""
    return max(len({field_meant(kind, name) for name in names if name} - {None}) for kind in filed_kinds())
