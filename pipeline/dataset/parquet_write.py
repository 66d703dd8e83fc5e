"""Batches to one Parquet file, in flat memory.

Promises: the same frames give the same bytes, in any number of batches, on the same version of polars.
The streaming engine pulls one batch after another; an error of the source comes out as it was raised.
"""

import hashlib
import itertools
import os
import re
from collections.abc import Iterator
from typing import BinaryIO

import polars as pl
from polars.io.plugins import register_io_source

_ROW_GROUP_ROWS = 32_768  # a batch of products: large enough to pack well, small enough for flat memory
_CHUNK_BYTES = 1024 * 1024
_DISK_ERROR = re.compile(r"\(os error (\d+)\)")  # how a full disk looks through polars


def write_parquet_batches(file: BinaryIO, batches: Iterator[pl.DataFrame]) -> tuple[int, str]:
    """Write all batches (of one schema, at least one of them) and return rows and the file's sha256.

    `file` is open for reading too: the digest is taken from what was written, since the writer goes back
    for nothing but may write past a wrapper. What the source raises comes out as it is (polars 1 would wrap
    it). Raises OSError for a disk that is full or gone.
    """
    first = next(batches)
    heights: list[int] = []
    failures: list[BaseException] = []

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        assert (with_columns, predicate) == (None, None)
        del n_rows, batch_size
        try:
            for batch in itertools.chain([first], batches):
                heights.append(batch.height)
                yield batch
        except BaseException as wrong:
            failures.append(wrong)
            raise

    frames = register_io_source(source, schema=first.schema)
    try:
        frames.sink_parquet(file, row_group_size=_ROW_GROUP_ROWS, maintain_order=True)
    except Exception as wrong:  # noqa: BLE001 - always raised again, only as what it was
        raise (failures[0] if failures else _as_raised(wrong)) from None
    file.flush()
    return sum(heights), _digest(file.fileno())


def _as_raised(wrong: Exception) -> Exception:
    """Return the disk's error that polars has wrapped, else the error itself."""
    disk = _DISK_ERROR.search(str(wrong))
    return OSError(int(disk[1]), os.strerror(int(disk[1]))) if disk else wrong


def _digest(descriptor: int) -> str:
    digest = hashlib.sha256()
    at = 0
    while chunk := os.pread(descriptor, _CHUNK_BYTES, at):
        digest.update(chunk)
        at += len(chunk)
    return digest.hexdigest()
