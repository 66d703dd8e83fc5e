"""Batches to one file, in flat memory: made, put together, written and hashed side by side.

Promises: the same records give the same CSV bytes in any batches, and the same Parquet bytes in the same
batches, on the same version of polars. An error of the source comes out as it was raised.
"""

import contextlib
import hashlib
import io
import itertools
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

from pipeline.dataset.files.column_names import column
from pipeline.dataset.folder import Format

if TYPE_CHECKING:
    from polars._typing import CsvQuoteStyle

_FEW_ROWS = 8192  # of a first batch behind which there may be no other
_ROW_GROUP_LEAST = 24_576  # rows, enough to pack well; a batch that holds more is a row group
# Behind so many batches of CSV, all of them are on the disk: a slow one must not fill the memory.
_LEG_BATCHES = 8
_CHUNK_BYTES = 256 * 1024
_PAUSE_S = 0.02  # of the digest, when it has caught up with the writer: waking it costs the makers their turn
_TYPES_OF_COLUMNS = "ARROW:schema"  # where Arrow's writers keep them, and its readers look
_DISK_ERROR = re.compile(r"\(os error (\d+)\)")  # how a full disk looks through polars

Shape = Callable[[pl.Schema], Iterable[pl.Expr]]  # what a format makes of finished columns


class Stream(NamedTuple):
    """Batches of one schema, and what becomes of them on the way to the file.

    `columns` are the file's columns as expressions over a batch; None: a batch is finished, but may hold
    empty text. `plain`: no cell needs quotes in CSV, so that nobody has to look.
    """

    batches: Iterable[pl.DataFrame]
    columns: tuple[pl.Expr, ...] | None = None
    plain: bool = False

    def finished(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return a batch with the file's columns."""
        return batch if self.columns is None else batch.select(self.columns)

    def lazy(self, batches: Iterator[pl.DataFrame], shape: Shape) -> pl.LazyFrame:
        """Return batches of this stream (at least one) as a lazy frame with the file's columns."""
        if self.columns is None:
            return _lazy(batch.with_columns(shape(batch.schema)) for batch in batches)
        first = next(batches)
        finished = _lazy(itertools.chain([first], batches)).select(self.columns)
        return finished.with_columns(shape(self.finished(first.clear()).schema))


def _lazy(batches: Iterator[pl.DataFrame]) -> pl.LazyFrame:
    """Return batches (at least one) as a lazy frame, which asks for them one by one."""
    first = next(batches)

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        assert predicate is None
        del n_rows, batch_size
        for batch in itertools.chain([first], batches):
            yield batch if with_columns is None else batch.select(map(column, with_columns))

    return register_io_source(source, schema=first.schema)


def write_stream(file: BinaryIO, file_format: Format, stream: Stream, shape: Shape) -> tuple[int, str]:
    """Write all batches (at least one) and return how many rows there were, and the file's sha256.

    `file` is open for reading too. What the source raises comes out as it is (polars 1 would wrap it).
    Raises OSError for a disk that is full or gone; a signal that raises ends the writing behind a batch.
    """
    batches = iter(stream.batches)
    begin = [next(batches)]
    if begin[0].height < _FEW_ROWS:
        begin += itertools.islice(batches, 1)
        if len(begin) == 1:
            return _write_few(file, file_format, stream, begin[0], shape)
    return _write_many(file, file_format, stream._replace(batches=itertools.chain(begin, batches)), shape)


def _write_few(
    file: BinaryIO, file_format: Format, stream: Stream, batch: pl.DataFrame, shape: Shape
) -> tuple[int, str]:
    """Write one small batch at once: threads and a stream cost more than the rows."""
    frame = stream.finished(batch)
    buffer, shaped = io.BytesIO(), frame.with_columns(shape(frame.schema))
    if file_format == "parquet":
        shaped.write_parquet(buffer, metadata=_as_text(shaped.schema))
    else:
        shaped.write_csv(buffer, quote_style=_quotes(stream))
    file.write(buffer.getbuffer())
    return frame.height, hashlib.sha256(buffer.getbuffer()).hexdigest()


def _write_many(file: BinaryIO, file_format: Format, stream: Stream, shape: Shape) -> tuple[int, str]:
    """Write batches while they are made, and hash them behind the writer."""
    heights: list[int] = []
    failures: list[BaseException] = []
    stopped = threading.Event()

    def counted() -> Iterator[pl.DataFrame]:
        try:
            for batch in stream.batches:
                if stopped.is_set():
                    return
                heights.append(batch.height)
                yield batch
        except BaseException as wrong:
            failures.append(wrong)
            raise

    try:
        with _digest_behind(file) as digest:
            batches = _one_ahead(counted())
            _interruptible(lambda: _sink(file, file_format, stream._replace(batches=batches), shape), stopped)
        return sum(heights), digest()
    except Exception as wrong:  # noqa: BLE001 - always raised again, only as what it was
        raise (failures[0] if failures else _as_raised(wrong)) from None


def _sink(file: BinaryIO, file_format: Format, stream: Stream, shape: Shape) -> None:
    """Write all batches: Parquet as one stream, CSV leg by leg."""
    batches = iter(stream.batches)
    if file_format == "parquet":
        first = next(batches)
        frames = stream.lazy(itertools.chain([first], batches), shape)
        groups = max(first.height, _ROW_GROUP_LEAST)
        frames.sink_parquet(file, row_group_size=groups, metadata=_as_text(frames.collect_schema()))
        return
    for leg, begin in enumerate(batches):
        rest = itertools.islice(batches, _LEG_BATCHES - 1)
        frames = stream.lazy(itertools.chain([begin], rest), shape)
        frames.sink_csv(file, include_header=not leg, quote_style=_quotes(stream))


def _quotes(stream: Stream) -> "CsvQuoteStyle":
    return "never" if stream.plain else "necessary"


def _as_text(schema: pl.Schema) -> dict[str, str]:
    """Return what Parquet's metadata say of the columns' types: Enum is text, too.

    Text is stored as codes either way; writing it from codes spares finding them again. Without these words a
    reader would get Enum, which takes no value that somebody edits into it.
    """
    buffer, text = io.BytesIO(), pl.col(pl.Enum).cast(pl.String)
    pl.DataFrame(schema=schema).with_columns(text).write_parquet(buffer)
    buffer.seek(0)
    return {_TYPES_OF_COLUMNS: pl.read_parquet_metadata(buffer)[_TYPES_OF_COLUMNS]}


def _interruptible(write: Callable[[], None], stopped: threading.Event) -> None:
    """Write in a thread, and set `stopped` if anything is raised meanwhile.

    Python hears signals in the main thread alone, and inside polars only Ctrl-C: a SIGTERM would wait for the file.
    The batch under way is waited for, whoever insists: an interpreter that ends beneath polars aborts.
    """
    with ThreadPoolExecutor(1) as thread:
        written: Future[None] | None = None
        try:
            written = thread.submit(write)
            written.result()
        except BaseException:
            stopped.set()
            raise
        finally:
            while written is not None and not written.done():
                with contextlib.suppress(KeyboardInterrupt):
                    stopped.set()  # once more: the next signal may come while it is set
                    wait([written])


def _one_ahead(batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield the batches; each is made in a thread while the one before it is on its way."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = thread.submit(next, batches, None)
            yield batch


@contextlib.contextmanager
def _digest_behind(file: BinaryIO) -> Iterator[Callable[[], str]]:
    """Yield what gives the sha256 of all that is written in the block, read in a thread behind the writer.

    The writers of polars only ever append; behind the block nothing may be written any more.
    """
    complete = threading.Event()

    def digest() -> str:
        hashed, at = hashlib.sha256(), 0
        while True:
            last = complete.is_set()
            while chunk := os.pread(file.fileno(), _CHUNK_BYTES, at):
                hashed.update(chunk)
                at += len(chunk)
            if last:
                return hashed.hexdigest()
            complete.wait(_PAUSE_S)

    with ThreadPoolExecutor(1) as thread:
        hashed = thread.submit(digest)
        try:
            yield hashed.result
        finally:
            complete.set()


def _as_raised(wrong: Exception) -> Exception:
    """Return the disk's error that polars has wrapped, else the error itself."""
    disk = _DISK_ERROR.search(str(wrong))
    return OSError(int(disk[1]), os.strerror(int(disk[1]))) if disk else wrong
