"""Frames of text that are too large for the memory: their columns lie on the disk, and come one by one.

A file of a million rows holds more text than a check or an import looks at in any one step. Promises: what a `DiskFrame`
gives is what a DataFrame of the same cells would give, and no more of it is in memory than the columns that an expression
names. Its file is nobody else's (0600, without a name), and goes with it. Where none can be written (no space, no folder
for temporary files), memory has to do.
"""

import contextlib
import copy
import io
import itertools
import os
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline.dataset.files.side_by_side import side_by_side


class _Piece(NamedTuple):
    """Where some rows of a column are: an Arrow stream of one column, in the frame's file or, `kept`, in memory."""

    start: int
    size: int
    filled: bool
    kept: bytes | None = None


class _Store:
    """A file without a name for the pieces of columns."""

    def __init__(self) -> None:
        self._file: int | None = None
        self._end = 0
        with contextlib.suppress(OSError):
            self._file, name = tempfile.mkstemp()
            weakref.finalize(self, os.close, self._file)
            Path(name).unlink()

    def put(self, cells: pl.Series) -> _Piece:
        """Keep some rows of a column."""
        buffer = io.BytesIO()
        cells.alias("").to_frame().write_ipc_stream(buffer)
        packed, start, filled = buffer.getvalue(), self._end, cells.null_count() < len(cells)
        if self._file is not None:
            with contextlib.suppress(OSError):  # no space left: what is there stays there
                if os.pwrite(self._file, packed, start) == len(packed):
                    self._end += len(packed)
                    return _Piece(start, len(packed), filled)
        return _Piece(0, 0, filled, packed)

    def get(self, piece: _Piece) -> pl.Series:
        """Return what was kept."""
        packed = piece.kept
        if packed is None:
            assert self._file is not None
            packed = os.pread(self._file, piece.size, piece.start)
        return pl.read_ipc_stream(packed).to_series()


class DiskFrame:
    """A frame of String, in batches of rows, with those methods of a DataFrame that need some of its columns or rows."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Begin a frame without rows."""
        self.columns = list(columns)
        self.heights: list[int] = []
        self.pieces: dict[str, list[_Piece]] = {name: [] for name in columns}
        self.store = _Store()

    def add(self, batch: pl.DataFrame) -> None:
        """Put rows below the others; what one of them has no column for is empty."""
        for name in batch.columns:
            if name not in self.pieces:
                self.pieces[name] = [self._empty(height) for height in self.heights]
                self.columns.append(name)
        for name in self.columns:
            cells = batch[name] if name in batch.columns else None
            self.pieces[name].append(self._empty(batch.height) if cells is None else self.store.put(cells))
        self.heights.append(batch.height)

    def _empty(self, height: int) -> _Piece:
        return self.store.put(pl.Series([None], dtype=pl.String).new_from_index(0, height))

    def with_columns(self, columns: Iterable[pl.Series]) -> "DiskFrame":
        """Return a frame with these columns, in place of those of their names or behind all others."""
        made = copy.copy(self)
        made.pieces = dict(self.pieces)
        for cells in columns:
            starts = itertools.accumulate(self.heights, initial=0)
            parts = [cells.slice(start, height) for start, height in zip(starts, self.heights, strict=False)]
            made.pieces[cells.name] = [self.store.put(part) for part in parts]
        made.columns = list(made.pieces)
        return made

    @property
    def height(self) -> int:
        """How many rows there are."""
        return sum(self.heights)

    def __getitem__(self, name: str) -> pl.Series:
        """Return a column."""
        return pl.concat([self.store.get(piece) for piece in self.pieces[name]]).alias(name)

    def is_filled(self, name: str) -> bool:
        """Whether a column has any content."""
        return any(piece.filled for piece in self.pieces[name])

    def select(self, exprs: pl.Expr | Iterable[pl.Expr]) -> pl.DataFrame:
        """Return what expressions make of whole columns; those that name the same ones are asked together."""
        every = [exprs] if isinstance(exprs, pl.Expr) else list(exprs)
        groups: dict[tuple[str, ...], list[int]] = {}
        for place, expr in enumerate(every):
            groups.setdefault(self._named_by(expr), []).append(place)

        def asked(group: tuple[tuple[str, ...], list[int]]) -> dict[int, pl.Series]:
            names, places = group
            frame = pl.DataFrame([self[name] for name in names])
            return dict(zip(places, frame.select(every[place] for place in places), strict=True))

        made = dict(itertools.chain.from_iterable(map(dict.items, side_by_side(asked, groups.items()))))
        rows = max(map(len, made.values()), default=0)
        wide = (made[place] for place in range(len(every)))
        return pl.DataFrame([each if len(each) == rows else each.new_from_index(0, rows) for each in wide])

    def iter_slices(self) -> Iterator[pl.DataFrame]:
        """Yield all rows in batches."""
        yield from self.batches(self.columns)

    def batches(self, names: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Yield some columns of all rows in batches."""
        for number in range(len(self.heights)):
            yield self._batch(number, names)

    def slice(self, offset: int, length: int) -> pl.DataFrame:
        """Return so many rows from `offset` on."""
        parts, first, end = [self._batch(0, self.columns).clear()], 0, offset + length
        for number, height in enumerate(self.heights):
            if first < end and offset < first + height:
                begin = max(offset - first, 0)
                parts.append(self._batch(number, self.columns).slice(begin, end - first - begin))
            first += height
        return pl.concat(parts)

    def head(self, rows: int) -> pl.DataFrame:
        """Return the first rows."""
        return self.slice(0, rows)

    def iter_rows(self, *, named: bool) -> Iterator[Any]:
        """Yield the rows, as tuples or as dicts."""
        for batch in self.iter_slices():
            yield from batch.iter_rows(named=named)  # type: ignore[call-overload] # either

    def _named_by(self, expr: pl.Expr) -> tuple[str, ...]:
        """Return the columns that an expression needs: those that it names, or one, to know how many rows there are."""
        if expr.meta.has_multiple_outputs():
            return tuple(self.columns)
        return tuple(dict.fromkeys(expr.meta.root_names())) or (self.columns[0],)

    def _batch(self, number: int, names: Sequence[str]) -> pl.DataFrame:
        return pl.DataFrame([self.store.get(self.pieces[name][number]).alias(name) for name in names])


Frame = pl.DataFrame | DiskFrame


def batches(frame: Frame, names: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Yield some columns of a frame, batch by batch; of one in memory all rows at once."""
    if isinstance(frame, DiskFrame):
        yield from frame.batches(names)
    else:
        yield pl.DataFrame([frame[name] for name in names])  # names, and no patterns


def copied(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows (all String) with texts of their own: filtered rows would keep the texts of all others in memory."""
    return rows.with_columns(pl.all() + "")


def by_batches(
    frame: Frame, made: Callable[[pl.DataFrame], pl.DataFrame], starts: pl.Series | None = None
) -> Frame:
    """Return what `made` makes of a frame, batch by batch if it is on the disk, where `starts` are the rows that need none above.

    Without them no row needs another.
    """
    if not isinstance(frame, DiskFrame):
        return made(frame)
    after = DiskFrame(())
    for batch in frame.iter_slices() if starts is None else _begun_at(starts, frame):
        after.add(made(batch))
    return after


def _begun_at(starts: pl.Series, frame: DiskFrame) -> Iterator[pl.DataFrame]:
    """Yield all rows in batches that begin at one of the starts; the first row is one."""
    kept, first = frame.slice(0, 0), 0
    for batch in frame.iter_slices():
        rows = pl.concat([kept, batch])
        end = int(starts.slice(first, rows.height).arg_true()[-1])
        if end:
            yield rows.head(end)
        kept, first = copied(rows.slice(end)), first + end
    yield kept


def whole(frame: Frame) -> pl.DataFrame:
    """Return all cells in memory: of what is known to be small, or can't be had in parts."""
    return frame if isinstance(frame, pl.DataFrame) else pl.concat(frame.iter_slices())


def is_filled(frame: Frame, name: str) -> bool:
    """Whether a column of a frame has any content."""
    if isinstance(frame, DiskFrame):
        return frame.is_filled(name)
    return frame[name].null_count() < frame.height
