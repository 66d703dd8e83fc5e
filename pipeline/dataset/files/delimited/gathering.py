"""Rows of a CSV file, batch by batch, to a frame: under the header's names, finished as the reader is told."""

from collections.abc import Callable, Sequence

import polars as pl

from pipeline.dataset.files.column_names import named, nameless_letters
from pipeline.dataset.files.disk_frame import DiskFrame, Frame
from pipeline.dataset.files.limits import Limits

Finish = Callable[[pl.DataFrame], pl.DataFrame]  # what is made of a batch


class Gathering:
    """Batches on their way to a frame, which lies on the disk as soon as they are many."""

    def __init__(self, header: Sequence[str], limits: Limits, finish: Finish) -> None:
        """Begin without rows; `header` names the columns, '' one that has no name."""
        self._header = header
        self._finish = finish
        self._most = limits.frame_bytes
        self._bytes = 0
        self._batches: list[pl.DataFrame] = []
        self._on_disk: DiskFrame | None = None
        self._full: set[int] = set()

    def add(self, batch: pl.DataFrame) -> None:
        """Take the next rows: columns of String in the header's order, null when empty."""
        frame, full = named(batch, self._header)
        frame = self._finish(frame)
        self._full |= full
        if self._on_disk is not None:
            self._on_disk.add(frame)
            return
        self._batches.append(frame)
        self._bytes += int(frame.estimated_size())
        if self._bytes > self._most:
            self._on_disk = DiskFrame(frame.columns)
            for each in self._batches:
                self._on_disk.add(each)
            self._batches = []

    def finished(self, notes: list[str]) -> tuple[Frame, tuple[str, ...]]:
        """Return all rows (there was at least one batch), and the letters of columns that hold content without a name.

        Columns that have neither are noted.
        """
        frame = self._on_disk if self._on_disk is not None else pl.concat(self._batches)
        return frame, nameless_letters(self._header, self._full, notes)
