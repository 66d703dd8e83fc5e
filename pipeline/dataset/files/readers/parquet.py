"""Parquet files, each read in a process of its own (`reader_process`).

Promises: a frame of text or FindingsError, whatever the bytes.
"""

import io
import os
from typing import BinaryIO

import polars as pl

from pipeline.dataset.files.delimited.decode import unreadable
from pipeline.dataset.files.limits import Limits
from pipeline.dataset.files.readers.parquet_text import REWRITE, Unpacked
from pipeline.dataset.files.readers.reader_process import OwnReader, read_apart
from pipeline.errors import Finding

_DAMAGED = "It is not a Parquet file, or damaged"
_READER = OwnReader("pipeline.dataset.files.readers.parquet_text", _DAMAGED, REWRITE)
_MAGIC = b"PAR1"
_LEAST_BYTES = 12  # both magics, and the length of what stands between


def read_parquet(file: BinaryIO, name: str, limits: Limits) -> Unpacked:
    """Return the table in `file`, open at its begin.

    Raises FindingsError for a file that is no Parquet, is damaged or over the limits.
    """
    size = os.fstat(file.fileno()).st_size
    ends = os.pread(file.fileno(), len(_MAGIC), 0), os.pread(file.fileno(), len(_MAGIC), max(size - 4, 0))
    if size < _LEAST_BYTES or set(ends) != {_MAGIC}:
        raise unreadable(name, None, f"{_DAMAGED}: its magic bytes are missing.", REWRITE)
    memory_bytes, time_s = limits.memory_for(size), limits.time_for(size)
    told, packed = read_apart(_READER, file, name, limits=limits, memory_bytes=memory_bytes, time_s=time_s)
    frame = pl.read_ipc(io.BytesIO(packed))
    unread = tuple(Finding(**each) for each in told["unread"])
    return Unpacked(frame, told["sha256"], tuple(told["notes"]), tuple(told["nameless"]), unread)
