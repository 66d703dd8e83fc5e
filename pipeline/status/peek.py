"""One record as the store has it now, beside what was sent: for `status DIR KEY`. One request, nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.journal.book import Journal
from pipeline.journal.entries import Entry
from pipeline.load.request import Target
from pipeline.load.sending.sent import sent_values, steps_of, wanted_of
from pipeline.stores import read_live, resource_of
from pipeline.stores.comparing import FieldDifference, compare


@dataclass(frozen=True, slots=True)
class Peek:
    """What the store has: `row` is None when it is gone, or was never there under an id that we know."""

    row: Mapping[str, Any] | None
    differences: tuple[FieldDifference, ...]


def peek(target: Target, journal: Journal, entry: Entry) -> Peek:
    """Read one record of a journal. Raises AccessError, RunAgainError."""
    remote_id = entry.remote_id
    if remote_id is None:
        return Peek(None, ())

    row = target.read(lambda paced: read_live(paced, entry.kind, remote_id))
    if row is None or entry.sent_body is None:
        return Peek(row, ())
    sent = sent_values(entry, wanted_of(steps_of(journal, entry)), journal.called)
    return Peek(row, compare(resource_of(entry.kind), sent, row, journal.called))
