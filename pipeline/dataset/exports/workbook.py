"""Tables to one workbook that nothing destroys: every cell is text, and stays text when it is edited.

Promises: no cell is read as a number, a date, a link or a formula; the same tables give the same bytes. What is longer than
a cell of a workbook may be is left out and counted.
"""

import io
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import BinaryIO

import polars as pl
import xlsxwriter

from pipeline.errors import UsageError
from pipeline.schema.kinds import Kind

MOST_CHARACTERS = 32_767  # of a cell
MOST_ROWS = 1_048_576  # of a sheet, its header among them
_TEXT = 49  # the number format of cells that are text whatever is typed
_NO_TIME = datetime(2000, 1, 1, tzinfo=timezone.utc).replace(tzinfo=None)  # else each file would be another


def write_workbook(file: BinaryIO, frames: Mapping[Kind, pl.DataFrame]) -> dict[Kind, Counter[str]]:
    """Write a sheet for each kind; return the cells that were too long, by column. Raises UsageError for too many rows."""
    lost: dict[Kind, Counter[str]] = {}
    for kind, frame in frames.items():
        if frame.height >= MOST_ROWS:
            raise UsageError(
                f"There are {frame.height:,} {kind.nouns}; a sheet holds {MOST_ROWS - 1:,} rows.",
                code="export-too-long",
                hint="Export it --to csv or parquet.",
            )
    packed = io.BytesIO()  # XlsxWriter wraps what a full disk says, and its archive says it once more
    with xlsxwriter.Workbook(packed, {"constant_memory": True}) as book:
        book.set_properties({"created": _NO_TIME})
        text = book.add_format({"num_format": _TEXT})
        heading = book.add_format({"num_format": _TEXT, "bold": True})
        for kind, frame in frames.items():
            sheet, columns = book.add_worksheet(kind.plural), frame.columns
            sheet.freeze_panes(1, 0)
            sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # no mark at each code
            sheet.set_column(0, len(columns) - 1, 18, text)
            for place, name in enumerate(columns):
                sheet.write_string(0, place, name, heading)
            lost[kind] = Counter()
            for number, cells in enumerate(frame.iter_rows(), 1):
                for place, cell in enumerate(cells):
                    if cell is not None and len(cell) > MOST_CHARACTERS:
                        lost[kind][columns[place]] += 1
                    elif cell is not None:
                        sheet.write_string(number, place, cell, text)
    file.write(packed.getbuffer())
    return lost
