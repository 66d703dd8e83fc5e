"""One record that this dataset made, from its three sides, and what differs between them. Pure.

The file decides: what it says and the store has otherwise can be put back. What it leaves blank is not said, so nothing
is put there; where the store has a value all the same, that is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pipeline.journal.entries import Entry, StepEntry
from pipeline.load.sending.sent import filed_values, puts_of, sent_values, unexplained, wanted_of
from pipeline.schema.records import Record
from pipeline.stores import resource_of
from pipeline.stores.comparing import compare, held_value, same_value, text_of
from pipeline.stores.protocol import Payload, References, Row, Step, Terms


class Cause(str, Enum):
    """Why the store has another value than the file, in the order in which people are told."""

    STORE = "changed in the store"
    STOCK = "stock moved since"
    FILE = "changed in the file since"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Differs:
    """One field: what the file says (`ours`), what the store has (`theirs`), both as text; '' is empty."""

    field: str
    ours: str
    theirs: str
    cause: Cause
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class OurRecord:
    """A record of ours: the file's row with its line, what the journal knows, the store's row as it was read last.

    `row` is None where the store has none. `terms` are those that it was sent by: its field for prices, its outlets.
    `references` are the ids of what the file names, as far as the journal has them.
    """

    entry: Entry
    record: Record
    line: int
    terms: Terms
    steps: Mapping[str, StepEntry]
    update: StepEntry | None
    references: References
    row: Row | None = None

    @property
    def filed(self) -> dict[str, Any]:
        """What the file says, by fields and steps."""
        steps = resource_of(self.entry.kind).steps
        files = {
            step.name: self.steps[step.name] for step in steps if step.by_files and step.name in self.steps
        }
        return filed_values(self.record, self.terms) | wanted_of(files)

    @property
    def part(self) -> Payload:
        """What the file says, as a create's body has it; what it names and the journal has no id of, by its key."""
        known = self.record.named | dict(self.references)
        return resource_of(self.entry.kind).part(self.record, known, self.terms.price_field)

    @property
    def unclear(self) -> bool:
        """Whether an earlier change of it had no clear end."""
        return bool(puts_of(self.update))

    def sent(self, called: Callable[[str], str]) -> dict[str, Any]:
        """Return what was sent, by fields and steps."""
        return sent_values(self.entry, wanted_of(self.steps), called)

    def differences(self, called: Callable[[str], str]) -> tuple[Differs, ...]:
        """Return all that the store has otherwise than the file says, or leaves unsaid."""
        assert self.row is not None, "what is gone differs in nothing"
        resource, filed, sent = resource_of(self.entry.kind), self.filed, self.sent(called)
        found = compare(resource, filed, self.row, called, self.terms)
        differing = unexplained(
            self.entry, sent, self.row, puts=puts_of(self.update), called=called, terms=self.terms
        )
        moved = {each.field for each in differing}
        stock = {step.name for step in resource.steps if step.needs_stock}

        def cause_of(name: str) -> Cause:
            return Cause.FILE if name not in moved else Cause.STOCK if name in stock else Cause.STORE

        told = [
            Differs(each.field, each.ours, each.theirs, cause_of(each.field), each.redacted) for each in found
        ]
        names = {each.field for each in found}
        unsaid = [
            (name, self._held(name, called)) for name in sent if name not in filed and name not in names
        ]
        for step in resource.steps:
            there = step.found(self.row, self.terms)
            if step.name in filed and step.name in sent and there is not None:
                kept = step.kept(filed[step.name], sent[step.name], there)
                unsaid += step.blanked(kept, filed[step.name], self.terms).items()
        return (*told, *(Differs(name, "", text, cause_of(name)) for name, text in unsaid if text))

    def _held(self, name: str, called: Callable[[str], str]) -> str:
        """Return what the store has of something that was sent and that the file leaves blank now; '' for nothing."""
        assert self.row is not None
        resource = resource_of(self.entry.kind)
        step = _own_step(resource.steps, name)
        if step is not None:
            found = step.found(self.row, self.terms) if step.compared else None
            return step.text(found, self.terms) if found is not None and step.is_set(found) else ""
        value = held_value(resource, self.row, name)
        if name not in resource.kind.fields or same_value(resource.kind, name, None, value):
            return ""
        to = resource.kind.fields[name].to is not None
        return called(str(value)) if to and isinstance(value, str) else text_of(value)


def _own_step(steps: tuple[Step, ...], name: str) -> Step | None:
    return next((step for step in steps if step.name == name), None)
