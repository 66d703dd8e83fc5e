"""The quick reader, for UTF-8 with commas and Unix line ends: what this tool and most others write.

polars reads it as text only. It is lenient (a short row is filled up, a blank line may vanish), so every
byte of the file is accounted for afterwards: commas, quotes, line ends and cells must add up to the file's
length exactly. Whatever does not add up is left to `csv_strict`, which names what is wrong. Pure.
"""

import re
from collections.abc import Sequence

import polars as pl

from pipeline.dataset.files.limits import Limits

_PLAIN_HEADER = re.compile(rb"[A-Za-z0-9_]+(?:,[A-Za-z0-9_]+)*\n")


def read_plain(data: bytes, limits: Limits) -> tuple[pl.DataFrame, Sequence[int]] | None:
    """Return the frame (String, null when empty) and each row's line, or None for a file that needs care."""
    header = _PLAIN_HEADER.match(data)
    if header is None or b"\r" in data or b"\0" in data:
        return None
    names = header[0].decode().rstrip("\n").split(",")
    breaks = data.count(b"\n")
    if len(set(names)) < len(names) or len(names) > limits.columns or header.end() == len(data):
        return None
    if breaks > limits.rows or breaks * len(names) > limits.cells:
        return None
    try:
        frame = pl.read_csv(data, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    if frame.columns != names or _has_blank_rows(frame):
        return None
    return _accounted(data, frame, header.end(), limits)


def _has_blank_rows(frame: pl.DataFrame) -> bool:
    nulls = frame.null_count().row(0)
    return min(nulls) > 0 and bool(frame.select(pl.all_horizontal(pl.all().is_null()).any()).item())


def _accounted(
    data: bytes, frame: pl.DataFrame, header_bytes: int, limits: Limits
) -> tuple[pl.DataFrame, Sequence[int]] | None:
    every = pl.all()
    longest, bare = frame.select(
        pl.max_horizontal(every.str.len_bytes().max()).alias("longest"),
        pl.sum_horizontal(every.str.len_bytes().sum()).alias("bare"),
    ).row(0)
    if (longest or 0) > limits.cell_bytes:
        return None
    unended = not data.endswith(b"\n")
    expected = header_bytes + bare + frame.height * frame.width - unended
    separators = (frame.height + 1) * (frame.width - 1)
    lines: Sequence[int] = range(2, frame.height + 2)
    if b'"' in data:
        needing = frame.select(every.str.contains(r'[",\n]'))
        names = [name for name in frame.columns if needing[name].any()]
        if not names:
            return None
        quoted = frame.select(pl.when(needing[name]).then(pl.col(name)).alias(name) for name in names)
        marks = quoted.select(every.str.count_matches('"', literal=True).cast(pl.Int64))
        commas = quoted.select(every.str.count_matches(",", literal=True).cast(pl.Int64))
        expected += 2 * sum(quoted.select(every.count()).row(0)) + _total(marks)
        separators += _total(commas)
        lines = _lines(quoted)
    return (frame, lines) if (expected, separators) == (len(data), data.count(b",")) else None


def _total(frame: pl.DataFrame) -> int:
    return int(sum(frame.sum().row(0)))


def _lines(quoted: pl.DataFrame) -> Sequence[int]:
    """Return the line each row starts on, given the cells that may hold line ends."""
    inner = quoted.select(
        pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).cast(pl.Int64))
    ).to_series()
    if not inner.sum():
        return range(2, quoted.height + 2)
    starts = (inner.shift(1, fill_value=0) + 1).cum_sum() + 1
    lines: list[int] = starts.to_list()
    return lines
