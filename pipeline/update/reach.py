"""The request that puts a record back, and which records it writes to. Pure."""

from collections.abc import Iterable

from pipeline.http.calls import Call
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id
from pipeline.stores import resource_of
from pipeline.update.our_record import OurRecord

Family = tuple[Kind, str]  # a kind, and what the store's rows say of the family


def family_of(sides: OurRecord) -> Family | None:
    """Return the family that a record stands in, in the store; None for one alone."""
    head = resource_of(sides.entry.kind).head_of(sides.row or {})
    return None if head is None else (sides.entry.kind, head)


def writes_to_others(sides: OurRecord, name: str) -> bool:
    """Tell whether putting this field writes to the whole family."""
    return resource_of(sides.entry.kind).changes_others(call_for(sides, (name,)))


def writes_once(sides: OurRecord, name: str) -> bool:
    """Tell whether the whole family has this field once, so that one request puts it for all."""
    return writes_to_others(sides, name) and not resource_of(sides.entry.kind).changes_itself(
        call_for(sides, (name,))
    )


def call_for(sides: OurRecord, names: Iterable[str]) -> Call:
    """Return the request that puts fields to what the file says: absolute, so safe to repeat."""
    resource = resource_of(sides.entry.kind)
    assert resource.change is not None, "only what can be changed is planned"
    assert sides.row is not None, "only what is there is changed"
    known = sides.record.named | dict(sides.references)  # what is not put need not be known
    return resource.change(sides.record, sides.row, frozenset(names), known, sides.terms)


def named_in(sides: OurRecord, name: str) -> tuple[Id, ...]:
    """Return the records that one field of the file names."""
    field = sides.record.kind.fields.get(name)
    return tuple(sides.record.named_by(field)) if field is not None and field.to is not None else ()
