"""A record's share of a create, and what its answer says, in the forms that several kinds have. Pure."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.http.calls import Call
from pipeline.schema.kinds import PRICE_FIELDS
from pipeline.schema.records import Record
from pipeline.stores.protocol import Created, Making, Payload, References
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.reading.rows import is_id, version_of

_TYPES_BY_LENGTH = {8: "EAN", 12: "UPC", 13: "EAN", 14: "ITF"}
_BOOKLAND = ("978", "979")  # ISBN-13


def plain_payload(record: Record, price_field: str) -> Payload:
    """Return a record's plain fields as the API takes them. `price_field` is the one of PRICE_FIELDS that the store wants.

    Numbers become floats here and nowhere else: the shortest text of a float with at most 15 digits is the decimal that
    it came from, so the wire shows exactly what the file shows.
    """
    apart = {field.name for field in record.kind.references}
    apart |= {name for name, field in record.kind.fields.items() if not field.sent}
    payload: Payload = {}
    for name, value in record.values:
        if name not in apart:
            target = price_field if name in PRICE_FIELDS else name
            payload[target] = float(value) if isinstance(value, Decimal) else value
    return payload


def ids_of(record: Record, references: References, sent_as: Mapping[str, str]) -> Payload:
    """Return the ids of what a record names, under the names that they have in a body."""
    payload: Payload = {}
    for field in record.kind.references:
        ids = [references[each] for each in record.named_by(field)]
        if ids:
            payload[sent_as[field.name]] = ids if isinstance(record.get(field.name), tuple) else ids[0]
    return payload


def alone(
    kind: str, part: Callable[[Record, References, str], Payload], wrap: Callable[[Payload], Payload] = dict
) -> Callable[[Making], Call]:
    """Return what makes the request for a record that goes alone."""

    def create(making: Making) -> Call:
        (record,) = making.records
        return endpoints.create(kind, wrap(part(record, making.references, making.price_field)))

    return create


def one_object(data: Any, keys: Sequence[str]) -> tuple[Created, ...] | None:
    """Read `{"data": {"id": …, "version": …}}`, or the bare id, `{"data": "<uuid>"}`: the create of one record."""
    if is_id(data):
        return (Created(keys[0], data),)
    if not isinstance(data, dict) or not is_id(data.get("id")):
        return None
    return (Created(keys[0], data["id"], version_of(data)),)


def id_at(name: str, *objects: str) -> Callable[[Mapping[str, Any]], str | None]:
    """Return what reads an id from a row: under its name, or in one of the objects that may hold it."""

    def read(row: Mapping[str, Any]) -> str | None:
        held = [row.get(each) for each in objects]
        found = [row.get(name), *(each.get("id") for each in held if isinstance(each, dict))]
        return next((str(each) for each in found if each), None)

    return read


def ids_at(name: str, objects: str) -> Callable[[Mapping[str, Any]], list[str]]:
    """Return what reads several ids from a row: under their name, or in a list of objects."""

    def read(row: Mapping[str, Any]) -> list[str]:
        held = [each.get("id") for each in row.get(objects) or () if isinstance(each, dict)]
        return [str(each) for each in row.get(name) or held if each]

    return read


def code_type(code: str) -> str:
    """Return the API's type of a barcode: told by its digits, CUSTOM for anything else."""
    if not (code.isascii() and code.isdigit()):
        return "CUSTOM"
    if len(code) == 13 and code.startswith(_BOOKLAND):  # noqa: PLR2004 - ISBN-13
        return "ISBN"
    return _TYPES_BY_LENGTH.get(len(code), "CUSTOM")
