"""What a record was made with, by its kind's fields: as its journal says it was sent, and as the file says it now. Pure.

Both say which records it names by their keys, so that the two, and what the store has, can be held against each other.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipeline.journal.book import Journal
from pipeline.journal.entries import UPDATE, Entry, Origin, StepEntry
from pipeline.journal.transitions import StepState
from pipeline.schema.records import Record
from pipeline.stores import resource_of
from pipeline.stores.comparing import FieldDifference, compare, values_of
from pipeline.stores.protocol import Terms


def sent_values(
    entry: Entry, steps: Mapping[str, Any] | None = None, called: Callable[[str], str] = str
) -> dict[str, Any]:
    """Return what was sent of a record, nothing for one that never was: its create, and what its steps put.

    `called` makes keys of ids (`Journal.called`).
    """
    body = json.loads(entry.sent_body) if entry.sent_body else {}
    return values_of(resource_of(entry.kind), body, called) | dict(steps or {})


def filed_values(record: Record, terms: Terms) -> dict[str, Any]:
    """Return what would be sent of a row of the file, in a store of these terms."""
    resource = resource_of(record.kind)
    steps = {step.name: step.wanted(record, terms) for step in resource.steps}
    values = values_of(resource, resource.part(record, record.named, terms.price_field))
    return values | {name: wanted for name, wanted in steps.items() if wanted is not None}


def steps_of(journal: Journal, entry: Entry) -> dict[str, StepEntry]:
    """Return the steps of a record that were looked at, by their names."""
    found = {step.name: journal.step(*entry.id, step.name) for step in resource_of(entry.kind).steps}
    return {name: step for name, step in found.items() if step is not None}


def wanted_of(steps: Mapping[str, StepEntry]) -> dict[str, Any]:
    """Return what these steps are to put, or have put."""
    return {name: json.loads(step.wanted) for name, step in steps.items()}


def update_of(journal: Journal, entry: Entry) -> StepEntry | None:
    """Return the last change that an update made to a record, or began; None where there was none."""
    return journal.step(*entry.id, UPDATE)


def puts_of(update: StepEntry | None) -> list[dict[str, Any]]:
    """Return what changes without a clear end were to put, by fields as bodies have them: the store has it, or not."""
    if update is None or update.state is not StepState.SENT:
        return []
    puts: list[dict[str, Any]] = json.loads(update.wanted)
    return puts


def unexplained(
    entry: Entry,
    sent: Mapping[str, Any],
    row: Mapping[str, Any],
    *,
    puts: Iterable[Mapping[str, Any]],
    called: Callable[[str], str],
    terms: Terms,
) -> tuple[FieldDifference, ...]:
    """Return what the store has otherwise than it was sent, less what a change of ours without a clear end may have put."""
    resource = resource_of(entry.kind)
    found = compare(resource, sent, row, called, terms)
    for put in puts:
        after = dict(sent) | values_of(resource, put, called)
        still = {each.field for each in compare(resource, after, row, called, terms)}
        found = tuple(each for each in found if each.field in still)
    return found


def may_be_put_back(entry: Entry) -> bool:
    """Tell whether an update may write to a record: this dataset made it, and the store has a change for its kind."""
    return entry.origin in (Origin.CREATED, Origin.RECONCILED) and resource_of(entry.kind).change is not None
