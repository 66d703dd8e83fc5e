"""A dataset as one JSON document that is nobody's own: written, read, and described by a JSON Schema.

Records stand by kind under our field names. Amounts and numbers are text, so that no reader rounds them; lists and paths
of names are arrays; a blank cell is left out.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, BinaryIO

import polars as pl

from pipeline.schema.fields import (
    FORM_SHAPES,
    Field,
    Form,
    cell_of,
    parse_cell,
    path_text,
    split_list,
    split_path,
)
from pipeline.schema.kinds import Kind, filed_kinds

DOCUMENT = "json"  # the name of the format
FORMAT = "x-series-demo shop"
VERSION = 1
MOST_BYTES = 256 * 1024 * 1024  # of a document that is read: it takes some ten times that in memory
_TYPES: dict[Form, dict[str, Any]] = {
    Form.COUNT: {"type": "integer", "minimum": 0},
    Form.BOOLEAN: {"type": "boolean"},
    Form.LIST: {"type": "array", "items": {"type": "string"}},
    Form.PATH: {"type": "array", "items": {"type": "string"}, "description": "names from the top down"},
}


def write_document(file: BinaryIO, frames: Mapping[Kind, pl.DataFrame]) -> None:
    """Write the document, a line for each record."""
    file.write(f'{{"format": {json.dumps(FORMAT)}, "version": {VERSION}'.encode())
    for kind, frame in frames.items():
        file.write(f',\n"{kind.plural}": ['.encode())
        for place, cells in enumerate(frame.iter_rows(named=True)):
            values = {name: _value(kind, name, cell) for name, cell in cells.items() if cell is not None}
            file.write((",\n" if place else "\n").encode() + json.dumps(values, ensure_ascii=False).encode())
        file.write(b"\n]")
    file.write(b"}\n")


def read_document(data: bytes) -> dict[Kind, pl.DataFrame]:
    """Return the cells of each kind as text. Raises ValueError, with what is wrong, for what is no such document."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES:,} bytes")
    document = json.loads(data, parse_float=Decimal)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f'it is no document with "format": "{FORMAT}"')
    if document.get("version") != VERSION:
        raise ValueError(f"its version is not {VERSION}, the one that this program knows")
    given = [kind for kind in filed_kinds() if document.get(kind.plural) not in (None, [])]
    if not given:
        raise ValueError("it has no records")
    return {kind: _frame(kind, document[kind.plural]) for kind in given}


def schema_of_document() -> dict[str, Any]:
    """Return the JSON Schema of the document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        "type": "object",
        "required": ["format", "version"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            **{kind.plural: {"type": "array", "items": _record(kind)} for kind in filed_kinds()},
        },
    }


def _record(kind: Kind) -> dict[str, Any]:
    of_outlets = {f"^{each.name}_.": _typed(each) for each in kind.fields.values() if each.per_outlet}
    return {
        "type": "object",
        "required": [each.name for each in kind.fields.values() if each.required],
        "additionalProperties": False,
        "properties": {each.name: _typed(each) for each in kind.fields.values()},
        **({"patternProperties": of_outlets} if of_outlets else {}),
    }


def _typed(field: Field) -> dict[str, Any]:
    shape = {
        "type": "string",
        **({"pattern": f"^{FORM_SHAPES[field.form]}$"} if field.form in FORM_SHAPES else {}),
    }
    return {"description": field.meaning, **_TYPES.get(field.form, shape)}


def _value(kind: Kind, name: str, cell: str) -> object:
    field = kind.field(name)
    form = Form.TEXT if field is None else field.form
    if form is Form.COUNT:
        return int(cell)
    if form is Form.BOOLEAN:
        return parse_cell(form, cell)
    if form is Form.LIST:
        return split_list(cell)
    return split_path(cell) if form is Form.PATH else cell


def _frame(kind: Kind, records: object) -> pl.DataFrame:
    if not isinstance(records, list):
        raise ValueError(f'"{kind.plural}" is no list')  # noqa: TRY004 - the content is wrong, not the program
    rows = []
    for place, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise ValueError(f'"{kind.plural}", record {place}: it is no object')  # noqa: TRY004 - likewise
        try:
            rows.append({name: _cell(kind, name, value) for name, value in record.items()})
        except TypeError:
            raise ValueError(f'"{kind.plural}", record {place}: a value is nested') from None
    columns = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in columns}, schema=dict.fromkeys(columns, pl.String)
    )


def _cell(kind: Kind, name: str, value: object) -> str | None:
    """Return a value as the text of a cell. Raises TypeError for one that no cell holds."""
    field = kind.field(name)
    if isinstance(value, list):
        names = tuple(each for each in value if isinstance(each, str))
        if len(names) < len(value):
            raise TypeError
        return path_text(names) if field is not None and field.form is Form.PATH else cell_of(names)
    if isinstance(value, (int, Decimal)):
        return cell_of(value if isinstance(value, bool) else Decimal(value))
    if value is None or isinstance(value, str):
        return value
    raise TypeError
