"""What a record was made with, by its kind's fields: as its journal says it was sent, and as the file says it now. Pure.

Both say which records it names by their keys, so that the two, and what the store has, can be held against each other.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry, StepEntry
from pipeline.schema.records import Record
from pipeline.stores.comparing import values_of
from pipeline.stores.protocol import Terms
from pipeline.stores.xseries.resources import resource_of


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
