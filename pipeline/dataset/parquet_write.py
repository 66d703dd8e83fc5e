"""Batches to one Parquet file, in flat memory.

Promises: the same frames give the same bytes, in any number of batches, on the same version of polars.
The streaming engine pulls one batch after another; an error of the source comes out as it was raised.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from typing import BinaryIO

import polars as pl
from polars.io.plugins import register_io_source

_ROW_GROUP_ROWS = 131_072  # two batches: large enough to pack well, small enough for flat memory
_CHUNK_BYTES = 1024 * 1024
_DISK_ERROR = re.compile(r"\(os error (\d+)\)")  # how a full disk looks through polars


def write_parquet_batches(file: BinaryIO, batches: Iterator[pl.DataFrame]) -> tuple[int, str]:
    """Write all batches (of one schema, at least one of them) and return rows and the file's sha256.

    `file` is open for reading too: the digest is taken from what was written, since the writer goes back
    for nothing but may write past a wrapper. Raises OSError for a disk that is full or gone.
    """
    first = next(batches)
    rows = 0
    failure: list[BaseException] = []

    def counted_batches() -> Iterator[pl.DataFrame]:
        nonlocal rows
        rows += first.height
        yield first
        for batch in batches:
            rows += batch.height
            yield batch

    def source(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[pl.DataFrame]:
        assert with_columns is None
        assert predicate is None
        del n_rows, batch_size
        try:
            yield from counted_batches()
        except BaseException as wrong:
            failure.append(wrong)  # polars 1 turns it into one of its own
            raise

    frames = register_io_source(source, schema=first.schema)
    try:
        frames.sink_parquet(file, row_group_size=_ROW_GROUP_ROWS, maintain_order=True)
    except Exception as wrong:
        if failure:
            raise failure[0] from None
        disk = _DISK_ERROR.search(str(wrong))
        if disk is None:
            raise
        raise OSError(int(disk[1]), os.strerror(int(disk[1]))) from None
    file.flush()
    return rows, _digest(file.fileno())


def _digest(descriptor: int) -> str:
    digest = hashlib.sha256()
    at = 0
    while chunk := os.pread(descriptor, _CHUNK_BYTES, at):
        digest.update(chunk)
        at += len(chunk)
    return digest.hexdigest()
