"""Workbooks (.xlsx) cell by cell, as other programs write them: what a test needs of the format and no more."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Cell = str | float | bool | None
DATE_STYLE, ERROR = "date:", "error:"  # before a cell that is a day's number, or an error value

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_STYLES = (
    f'<styleSheet {_MAIN}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """Return a workbook with these sheets, in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in _parts(sheets).items():
            packed.writestr(name, text)
    return buffer.getvalue()


def _parts(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> dict[str, str]:
    numbers = range(1, len(sheets) + 1)
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>'
        for number, name in zip(numbers, sheets, strict=True)
    )
    related = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    head = f'xmlns="{_RELATION.replace("officeDocument", "package")}"'
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships {head}><Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELATION}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships {head}>{related}<Relationship Id="s" Type="{_RELATION}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    } | {
        f"xl/worksheets/sheet{number}.xml": _sheet(rows)
        for number, rows in zip(numbers, sheets.values(), strict=True)
    }


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    lines = (
        f'<row r="{number}">{"".join(_cell(number, at, cell) for at, cell in enumerate(row) if cell is not None)}</row>'
        for number, row in enumerate(rows, 1)
        if row
    )
    return f"<worksheet {_MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _cell(row: int, at: int, cell: Cell) -> str:
    place = f'r="{chr(ord("A") + at)}{row}"'
    if isinstance(cell, bool):
        return f'<c {place} t="b"><v>{cell:d}</v></c>'
    if isinstance(cell, str) and cell.startswith(ERROR):
        return f'<c {place} t="e"><v>{cell.removeprefix(ERROR)}</v></c>'
    if isinstance(cell, str) and cell.startswith(DATE_STYLE):
        return f'<c {place} s="1"><v>{cell.removeprefix(DATE_STYLE)}</v></c>'
    if isinstance(cell, str):
        return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f"<c {place}><v>{cell!r}</v></c>"
