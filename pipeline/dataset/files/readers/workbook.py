"""Workbooks (.xlsx): a sheet as a CSV file of its own, for as long as it is read.

The sheet is read in a process of its own (`reader_process`): a workbook is a ZIP archive, and a few bytes may unpack to any size.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.dataset.files.limits import MEGABYTE, Limits
from pipeline.dataset.files.readers.reader_process import OwnReader, read_apart
from pipeline.dataset.files.readers.workbook_text import DAMAGED, RESAVE
from pipeline.errors import UsageError
from pipeline.text import clean, did_you_mean

_READER = OwnReader("pipeline.dataset.files.readers.workbook_text", DAMAGED, RESAVE)
_MEMORY_PER_BYTE = 100  # of a packed workbook: its cells as values, as text, and as CSV
_MOST_MEMORY = 4096 * MEGABYTE
_LISTED = 12  # sheets in one message


class SheetFile(NamedTuple):
    """A sheet as a CSV file, what is noted of it, and the names of all sheets."""

    path: Path
    notes: tuple[str, ...]
    names: tuple[str, ...]


@contextlib.contextmanager
def sheet_file(path: Path, sheet: str | None, limits: Limits) -> Iterator[SheetFile]:
    """Give a sheet of a workbook as a file; it is the first where none is named.

    Raises FindingsError for what is no workbook, is damaged or over the limits, UsageError for a sheet that isn't there.
    """
    size = path.stat().st_size
    memory_bytes = min(limits.memory_bytes + _MEMORY_PER_BYTE * size, _MOST_MEMORY)
    with path.open("rb") as file:
        told, text = read_apart(
            _READER,
            file,
            str(path),
            limits=limits,
            memory_bytes=memory_bytes,
            time_s=limits.time_for(size * _MEMORY_PER_BYTE),
            asked={"sheet": sheet} if sheet is not None else {},
        )
    if "sheets" in told:
        names = [clean(name, 40) for name in told["sheets"]]
        listed = ", ".join(f'"{name}"' for name in names[:_LISTED])
        raise UsageError(
            f'{clean(str(path))} has no sheet "{clean(sheet or "", 40)}".{did_you_mean(sheet or "", names)}',
            code="import-sheet-unknown",
            hint=f"Its sheets are {listed}: choose one with --sheet (import).",
        )
    with tempfile.TemporaryDirectory() as folder:
        csv_path = Path(folder) / f"{path.stem}.csv"
        csv_path.write_bytes(text)
        yield SheetFile(csv_path, tuple(told["notes"]), tuple(told["names"]))
