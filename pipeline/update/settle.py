"""What the journal takes up once the store was seen to have what the file says. Pure.

Nothing is taken up because it was sent: a field counts as sent with the file's value when a row of the store shows it,
and keeps the value that the journal knew where it does not. So verify compares with what is there, and unload does not
take our own change for somebody's work, whenever a run was cut off.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from pipeline.journal.entries import Entry, StepEntry
from pipeline.journal.transitions import StepState
from pipeline.load.sending.sent import unexplained
from pipeline.schema.kinds import PRICE_FIELDS
from pipeline.schema.records import Record, fingerprint
from pipeline.stores import resource_of, version_of
from pipeline.stores.comparing import values_of
from pipeline.update.our_record import OurRecord


class Settled(NamedTuple):
    """A record's entry and the steps that change, as the journal is to have them."""

    entry: Entry
    steps: tuple[StepEntry, ...]


def settled(sides: OurRecord, called: Callable[[str], str]) -> Settled | None:
    """Return what the journal is to have of a record whose row was just read; None where it has that.

    A version alone that moved is somebody's work, and stays what it was.
    """
    assert sides.row is not None, "what is gone settles nothing"
    left = {each.field for each in sides.differences(called)}
    steps = tuple(_steps(sides))
    if sides.unclear:
        assert sides.update is not None
        steps += (replace(sides.update, state=StepState.DONE, wanted="[]"),)
    edited = not left and fingerprint(sides.record) != sides.entry.fingerprint
    sent = sides.sent(called)
    moved = {
        each.field
        for each in unexplained(sides.entry, sent, sides.row, puts=(), called=called, terms=sides.terms)
    }
    if not steps and not edited and not moved - left:
        return None
    return Settled(_entry(sides, left, called), steps)


def _entry(sides: OurRecord, left: set[str], called: Callable[[str], str]) -> Entry:
    record, resource = sides.record, resource_of(sides.entry.kind)
    body = _body(sides, left)
    shown = Record(record.kind, tuple(values_of(resource, body, called).items()))
    version = version_of(sides.row or {})
    return replace(
        sides.entry,
        fingerprint=sides.entry.fingerprint if left else fingerprint(record),
        label=record.kind.label(shown) if left else record.label,
        price=_price(sides, left),
        unit=sides.entry.unit if left else record.kind.group(record),
        sent_body=json.dumps(body, ensure_ascii=False),
        remote_version=version if resource.versioned and version is not None else sides.entry.remote_version,
    )


def _body(sides: OurRecord, left: set[str]) -> dict[str, Any]:
    """Return a record's share of a create as if it had been sent as the store has it now: in the fields' body names."""
    resource = resource_of(sides.entry.kind)
    ours = {theirs: name for name, theirs in resource.sent_as.items()}
    before: dict[str, Any] = json.loads(sides.entry.sent_body) if sides.entry.sent_body else {}
    body = {name: value for name, value in before.items() if ours.get(name, name) in left}
    return body | {name: value for name, value in sides.part.items() if ours.get(name, name) not in left}


def _price(sides: OurRecord, left: set[str]) -> str | None:
    if left & set(PRICE_FIELDS) or sides.record.price is None:
        return sides.entry.price
    return str(sides.record.price)


def _steps(sides: OurRecord) -> list[StepEntry]:
    """Return the steps whose value the store has now, where the journal knows another one or none."""
    found: list[StepEntry] = []
    filed = sides.filed
    for step in resource_of(sides.entry.kind).steps:
        there = step.found(sides.row or {}, sides.terms)
        known, wanted = sides.steps.get(step.name), filed.get(step.name)
        if wanted is None or there is None or not step.is_there(there, wanted):
            continue
        text = json.dumps(wanted if known is None else step.kept(wanted, json.loads(known.wanted), there))
        if known is None:
            known = StepEntry(*sides.entry.id, step.name, StepState.DONE, text, json.dumps(there))
            found.append(known)
        elif known.state is not StepState.DONE or known.wanted != text:
            found.append(replace(known, state=StepState.DONE, wanted=text, message=""))
    return found
