"""A sheet of a workbook (.xlsx) to CSV, as the spreadsheet would save it. Only ever called in a process that may die of it (`reader_child`).

Promises: text stays as it is (00123), numbers have no more places than they show, a day without a time is a date; a row of the
sheet is a row of the CSV, blank ones too; cells with an error of the spreadsheet are blank, and counted.
"""

import contextlib
import csv
import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import polars as pl

from pipeline.dataset.files.delimited.csv_strict import too_many_rows
from pipeline.dataset.files.delimited.decode import unreadable
from pipeline.dataset.files.limits import Limits
from pipeline.text import clean, counted

DAMAGED = "It is not a workbook (.xlsx), or damaged"
RESAVE = "Open it in a spreadsheet and save it again, as .xlsx or as CSV (UTF-8)."
_MIDNIGHT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00(?:\.0+)?$"
_ERROR_CELL = re.compile(rb'<c [^>]*\bt="e"')
_LISTED = 12  # sheets in one message
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def handed_over(
    data: bytes, file: str, limits: Limits, asked: Mapping[str, str]
) -> tuple[dict[str, object], bytes]:
    """Return the notes on a sheet, the names of all, and its CSV; `asked` may name the `sheet`, else it is the first.

    For a name that no sheet has, return the names that there are. Raises FindingsError for what is no workbook, is damaged
    or over the limits.
    """
    import fastexcel

    try:
        _require_bounds(data, file, limits)
        names = list(fastexcel.read_excel(data).sheet_names)
        if asked.get("sheet", names[0]) not in names:
            return {"sheets": names}, b""
        cells = _cells(data, asked.get("sheet", names[0]))
    except (
        fastexcel.FastExcelError,
        pl.exceptions.PolarsError,
        zipfile.BadZipFile,
        OSError,
        LookupError,
        ValueError,
        NotImplementedError,  # a way of packing that zipfile does not know
    ) as wrong:
        rule = f"{DAMAGED}: {clean(str(wrong), 80)}."
        raise unreadable(file, None, rule, RESAVE) from None
    if cells.height > limits.rows or cells.height * cells.width > limits.cells:
        raise too_many_rows(file, limits)
    sheet = asked.get("sheet") or names[0]
    notes = [f'sheet "{clean(sheet, 40)}"']
    others = [clean(name, 40) for name in names if name != sheet]
    if others:
        notes[0] += f"; the workbook has {counted(len(others), 'other')}: {', '.join(others[:_LISTED])}"
    errors = _errors(data, names.index(sheet))
    if errors:
        notes.append(f"{counted(errors, 'cell')} with an error of the spreadsheet left blank")
    return {"notes": notes, "names": names}, _csv(cells)


def _require_bounds(data: bytes, file: str, limits: Limits) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    if unpacked > limits.text_in(len(data)):
        rule = f"It is packed as no real file is: {len(data):,} bytes make {unpacked:,}."
        raise unreadable(file, None, rule, RESAVE)


def _cells(data: bytes, sheet: str) -> pl.DataFrame:
    """Return all cells of a sheet as text, null where there is nothing."""
    return pl.read_excel(
        io.BytesIO(data),
        engine="calamine",
        sheet_name=sheet,
        has_header=False,
        read_options={"dtypes": "string", "skip_rows": 0},
        drop_empty_rows=False,
        drop_empty_cols=False,
        raise_if_empty=False,
    )


def _errors(data: bytes, place: int) -> int:
    """Return how many cells of a sheet hold an error, such as #N/A, in place of a value."""
    with contextlib.suppress(LookupError, ET.ParseError), zipfile.ZipFile(io.BytesIO(data)) as packed:
        # expat refuses entities that grow, and nothing else of this is dangerous
        links = ET.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        workbook = ET.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314
        targets = {each.get("Id"): each.get("Target", "") for each in links}
        sheets = [each.get(_RELATION) for each in workbook.iter() if each.tag.endswith("}sheet")]
        target = targets[sheets[place]]
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        return len(_ERROR_CELL.findall(packed.read(path)))
    return 0


def _csv(cells: pl.DataFrame) -> bytes:
    days = cells.with_columns(pl.all().str.replace(_MIDNIGHT, "${1}"))
    text = io.StringIO(newline="")
    # QUOTE_ALL: csv leaves a cell with a carriage return alone without quotes otherwise
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
        [[cell or "" for cell in row] for row in days.iter_rows()]
    )
    return text.getvalue().encode(errors="replace")
