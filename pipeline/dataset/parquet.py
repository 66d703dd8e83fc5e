"""Parquet to text columns, after its own description was weighed.

Promises: nothing is unpacked before footer and page headers were walked and found within the limits, and
nothing is spread out that a dictionary repeats beyond them;
nested and binary columns are refused by name; a damaged file is a finding. Numbers become the text that a
CSV would hold (29.95, never 29.949999), so both formats are checked by the same rules.
Does not promise memory below the limits: those bound it.
"""

import io
from collections.abc import Iterator

import polars as pl

from pipeline.dataset.canonical import without_empty_text
from pipeline.dataset.csv_strict import too_many_rows
from pipeline.dataset.decode import unreadable
from pipeline.dataset.limits import Limits
from pipeline.dataset.names import check_header, column, with_names
from pipeline.dataset.tables import Parsed
from pipeline.dataset.thrift import Reader, Value
from pipeline.errors import Finding, FindingsError
from pipeline.text import clean

_MAGIC = b"PAR1"
_TAIL_BYTES = 8  # four of length, four of magic
_DELTA_BYTE_ARRAY = 7  # values share prefixes: its size can't be known before it is unpacked
_REWRITE = "Write it again with polars or pyarrow and their default settings, or save it as CSV."
_PLAIN_TYPES = (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Null, pl.Date)


def read_parquet(data: bytes, file: str, limits: Limits) -> Parsed:
    """Return the table of a Parquet file; raise FindingsError for anything else."""
    try:
        allowed = _weigh(data, file, limits)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as wrong:
        raise unreadable(
            file, None, f"It is not a Parquet file, or damaged: {clean(str(wrong), 80)}.", _REWRITE
        ) from None
    try:
        frame = pl.read_parquet(io.BytesIO(data), hive_partitioning=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as wrong:
        raise unreadable(file, None, f"It can't be read: {clean(str(wrong), 120)}.", _REWRITE) from None
    header = [name.strip() for name in frame.columns]
    check_header(header, file, 1, limits)
    text, notes = _as_text(frame, file, limits, allowed)
    named, nameless = with_names(without_empty_text(text), header, notes)
    return Parsed(named, range(2, named.height + 2), tuple(notes), nameless)


def _weigh(data: bytes, file: str, limits: Limits) -> int:
    """Return how many bytes the file may hold unpacked.

    Raises FindingsError for a file over the limits, ValueError (or a kin) for one that is no Parquet.
    """
    length = int.from_bytes(data[-_TAIL_BYTES : -len(_MAGIC)], "little")
    if data[: len(_MAGIC)] != _MAGIC or data[-len(_MAGIC) :] != _MAGIC or len(data) < 2 * _TAIL_BYTES:
        raise ValueError("its magic bytes are missing")
    if length > min(limits.footer_bytes, len(data) - _TAIL_BYTES):
        raise ValueError("its footer is longer than the file, or than a footer may be")
    footer = Reader(memoryview(data)[-_TAIL_BYTES - length : -_TAIL_BYTES]).struct()
    schema, rows = _structs(footer[2]), _int(footer[3])
    nested = [element for element in schema[1:] if element.get(5) or element.get(3) == 2]  # noqa: PLR2004 - children; repeated
    if nested:
        names = ", ".join(sorted({clean(_name(element), 40) for element in nested})[:5])
        raise unreadable(file, None, f"Columns hold lists or structs: {names}.", "Keep plain columns only.")
    columns, groups = len(schema) - 1, _structs(footer[4])
    if columns > limits.columns:
        raise unreadable(
            file, 1, f"It has {columns:,} columns; {limits.columns} are read.", "Remove columns."
        )
    if rows > limits.rows or rows * columns > limits.cells or sum(_int(group[3]) for group in groups) != rows:
        raise too_many_rows(file, limits)
    if rows * columns > len(data) * limits.cells_per_byte + limits.small_file:
        raise _bomb(file, f"{len(data):,} bytes claim {rows:,} rows of {columns}")
    allowed = min(limits.unpacked_bytes, len(data) * limits.unpacked_per_byte + limits.small_file)
    unpacked = 0
    for size in _page_sizes(data, groups, columns):
        unpacked += size
        if unpacked > allowed:
            raise _bomb(file, f"{len(data):,} bytes unpack to more than {allowed:,}")
    return allowed


def _page_sizes(data: bytes, groups: list[dict[int, Value]], columns: int) -> Iterator[int]:
    """Yield the unpacked size of every page, by the pages' own headers."""
    whole = memoryview(data)
    for group in groups:
        chunks = _structs(group[1])
        if len(chunks) != columns:
            raise ValueError("a row group has other columns than the file")
        for chunk in chunks:
            about = _struct(chunk[3])
            if _int(about[5]) != _int(group[3]):
                raise ValueError("a column has other rows than its group")
            starts = [_int(about[field]) for field in (9, 11) if field in about]
            at = min(start for start in starts if start > 0)
            end = at + _int(about[7])
            if not 0 < at <= end <= len(data):
                raise ValueError("a column lies outside the file")
            while at < end:
                page = Reader(whole[at:end])
                header = page.struct()
                packed, unpacked = _int(header[3]), _int(header[2])
                if min(packed, unpacked) < 0 or _encoding(header) == _DELTA_BYTE_ARRAY:
                    raise ValueError("a page has no size, or the encoding DELTA_BYTE_ARRAY")
                yield unpacked
                at += page.at + packed


def _encoding(header: dict[int, Value]) -> Value | None:
    if 5 in header:  # noqa: PLR2004 - a data page
        return _struct(header[5]).get(2)
    return _struct(header[8]).get(4) if 8 in header else None  # noqa: PLR2004 - a data page, second version


def _as_text(frame: pl.DataFrame, file: str, limits: Limits, allowed: int) -> tuple[pl.DataFrame, list[str]]:
    wrong = [
        Finding(file, 1, name, str(kind), "The column holds neither text, number nor boolean.", _REWRITE)
        for name, kind in frame.schema.items()
        if not (kind.is_numeric() or kind in _PLAIN_TYPES)
    ]
    if wrong:
        names = ", ".join(clean(finding.column or "", 40) for finding in wrong[:5])
        raise FindingsError(
            f"{clean(file)}: columns can't be read: {names}.",
            code="dataset-unreadable",
            hint=_REWRITE,
            findings=tuple(wrong),
        )
    inexact = [name for name, kind in frame.schema.items() if kind.is_float()]
    numbered = enumerate(frame.schema.items())
    text = frame.select(_text(name, kind).alias(str(number)) for number, (name, kind) in numbered)
    spread = sum(text.select(pl.all().str.len_bytes().cast(pl.UInt64).sum()).row(0))
    if spread > allowed:  # up to here repeated texts share their memory; from here on they would not
        raise _bomb(file, f"a dictionary makes {spread:,} bytes of text of its own")
    longest = text.select(pl.all().str.len_bytes().max()).row(0)
    for name, length in zip(text.columns, longest, strict=True):
        if (length or 0) > limits.cell_bytes:
            row = text[name].str.len_bytes().arg_max() or 0
            rule = f"The cell has more than {limits.cell_bytes:,} bytes."
            raise unreadable(file, row + 2, rule, "Shorten it.", clean(text[name][row], 60))
    notes = [f"numbers with a binary fraction read as their shortest text: {', '.join(inexact)}"]
    return text, notes if inexact else []


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    cells = column(name)
    if kind == pl.Boolean:
        return pl.when(cells).then(pl.lit("true")).when(~cells).then(pl.lit("false"))
    text = cells.cast(pl.String)
    if kind.is_decimal():  # 29.9500 of a wider type is 29.95; nothing but zeros goes
        return text.str.replace(r"(\.[0-9]{2}[0-9]*?)0+$", "${1}")
    return text


def _bomb(file: str, what: str) -> FindingsError:
    return unreadable(file, None, f"It is packed as no real file is: {what}.", _REWRITE)


def _name(element: dict[int, Value]) -> str:
    name = element.get(4)
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else "?"


def _structs(value: Value) -> list[dict[int, Value]]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    return [_struct(item) for item in value]


def _struct(value: Value) -> dict[int, Value]:
    if not isinstance(value, dict):
        raise TypeError("a structure is missing")
    return value


def _int(value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a number is missing")
    return value
