"""Parquet bytes to columns of text, by the limits. Only ever called in a process that may die of it (`reader_child`).

Promises: columns that hold neither text, number, boolean nor date are named, and never unpacked; numbers become the text that a CSV
would hold (29.95, never 29.949999), so that both formats are checked by the same rules; repeated text that a
dictionary stores once is counted in full.
"""

import dataclasses
import datetime as dt
import hashlib
import io
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from pipeline.dataset.files.canonical import without_empty_text
from pipeline.dataset.files.column_names import (
    check_header,
    column,
    columns_unread,
    doubled_columns,
    named,
    nameless_letters,
)
from pipeline.dataset.files.delimited.csv_strict import too_many_rows
from pipeline.dataset.files.delimited.decode import unreadable
from pipeline.dataset.files.limits import Limits
from pipeline.errors import Finding
from pipeline.text import clean

REWRITE = "Write it again with polars or pyarrow and their default settings, or save it as CSV."
_LEAVE_OUT = "Leave the column out, or write it as text; everything else is read without it."
_PLAIN_TYPES = (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Null, pl.Date, pl.Datetime)


class Unpacked(NamedTuple):
    """A Parquet file as text: columns of String, null when empty, and what `Table` says beside them."""

    frame: pl.DataFrame
    sha256: str
    notes: tuple[str, ...]
    nameless: tuple[str, ...]
    unread: tuple[Finding, ...]


def text_of(data: bytes, file: str, limits: Limits) -> Unpacked:
    """Return what is in a Parquet file; raise FindingsError for anything else."""
    try:
        lazy = pl.scan_parquet(io.BytesIO(data), hive_partitioning=False)
        schema = lazy.collect_schema()
        rows = lazy.select(pl.len()).collect().item()
        other = _of_other_types(schema, file)
        plain = {name: kind for name, kind in schema.items() if _is_plain(kind)}
        if not plain and other:
            raise columns_unread(file, other)
        header = [name.strip() for name in plain]
        check_header(header, file, 1, limits)
        if rows > limits.rows or rows * len(plain) > limits.cells:
            raise too_many_rows(file, limits)
        numbered = enumerate(plain.items())
        text = lazy.select(
            _text(name, kind).alias(str(number)) for number, (name, kind) in numbered
        ).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as wrong:
        rule = f"It is not a Parquet file, or damaged: {clean(str(wrong), 80)}."
        raise unreadable(file, None, rule, REWRITE) from None
    _require_bounds(text, len(data), file, limits)
    inexact = [name for name, kind in plain.items() if kind.is_float()]
    notes = [f"numbers with a binary fraction read as their shortest text: {', '.join(inexact)}"]
    notes = notes if inexact else []
    frame, full = named(without_empty_text(text), header)
    nameless = nameless_letters(header, full, notes)
    unread = (*other, *doubled_columns(header, file, 1))
    return Unpacked(frame, hashlib.sha256(data).hexdigest(), tuple(notes), nameless, unread)


def handed_over(
    data: bytes, file: str, limits: Limits, _asked: Mapping[str, str]
) -> tuple[dict[str, object], bytes]:
    """Return what is told of a Parquet file, and its table as Arrow IPC."""
    unpacked = text_of(data, file, limits)
    told: dict[str, object] = {
        "sha256": unpacked.sha256,
        "notes": unpacked.notes,
        "nameless": unpacked.nameless,
        "unread": [dataclasses.asdict(each) for each in unpacked.unread],
    }
    return told, packed(unpacked.frame)


def packed(frame: pl.DataFrame) -> bytes:
    """Return the frame as Arrow IPC, which a parent reads without looking at the Parquet that it came from.

    lz4 makes a third of it in a quarter of a second for a million rows; a pipe would take as long for the rest.
    """
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="lz4")
    return buffer.getvalue()


def _of_other_types(schema: pl.Schema, file: str) -> tuple[Finding, ...]:
    """Return a finding for each column of a type that no CSV could hold."""
    return tuple(
        Finding(
            file,
            1,
            name,
            str(kind),
            f'The column "{clean(name, 40)}" holds neither text, number, boolean nor date.',
            _LEAVE_OUT,
        )
        for name, kind in schema.items()
        if not _is_plain(kind)
    )


def _is_plain(kind: pl.DataType) -> bool:
    return kind.is_numeric() or kind.base_type() in _PLAIN_TYPES


def _require_bounds(text: pl.DataFrame, size: int, file: str, limits: Limits) -> None:
    """Raise FindingsError for text that a dictionary makes much of, or for a cell that is too long."""
    spread, most = 0, limits.text_in(size)
    for cells in text.get_columns():
        lengths = cells.str.len_bytes()
        spread += int(lengths.cast(pl.UInt64).sum())
        if spread > most:  # up to here repeated texts share their memory; from here on they would not
            rule = f"It is packed as no real file is: {size:,} bytes make more than {most:,} bytes of text."
            raise unreadable(file, None, rule, REWRITE)
        row = lengths.arg_max()
        if row is not None and lengths[row] > limits.cell_bytes:
            rule = f"The cell has more than {limits.cell_bytes:,} bytes."
            raise unreadable(file, row + 2, rule, "Shorten it.", clean(cells[row], 60))


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    cells = column(name)
    if kind == pl.Boolean:
        return pl.when(cells).then(pl.lit("true")).when(~cells).then(pl.lit("false"))
    if kind.base_type() == pl.Datetime:  # a day without a time is a date
        midnight = cells.dt.time() == dt.time()
        return (
            pl.when(midnight)
            .then(cells.dt.strftime("%Y-%m-%d"))
            .otherwise(cells.dt.strftime("%Y-%m-%dT%H:%M:%S"))
        )
    text = cells.cast(pl.String)
    if kind.is_decimal():  # 29.9500 of a wider type is 29.95; nothing but zeros goes
        return text.str.replace(r"(\.[0-9]{2}[0-9]*?)0+$", "${1}")
    return text
