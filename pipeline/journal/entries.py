"""What the journal keeps of a record, of a unit and of a step: values, each with a seal over its columns. Pure."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import Any

from pipeline.journal.transitions import State, StepState
from pipeline.schema.kinds import KINDS, Kind
from pipeline.schema.records import Id

UPDATE = "update"  # the step of a record that was put back after its load


class Origin(str, Enum):
    """How the store came to have a record that is done."""

    CREATED = "created"
    RECONCILED = "reconciled"
    ADOPTED = "adopted"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the journal's `record` table, less its seal.

    `fingerprint` and `sent_body` are those of the payload last sent, or to be sent while pending. `doubts` counts the
    attempts whose outcome was not known when they ended: what makes a record found in the store ours. `sent_at` is
    wall time in seconds, `sent_clock_s` the machine's monotonic clock at the same moment. `skipped` marks a record that
    a person withdrew, so that the file doesn't bring it back. `unit` names the unit that the record goes with, None for
    one that goes alone. `mark` is the version up to which the store was listed before the last intent, and found to have
    no such record: what it has since, under the same name, is ours.
    """

    kind: Kind
    key: str
    position: int
    line: int
    key_text: str
    label: str
    price: str | None
    fingerprint: str
    state: State = State.PENDING
    remote_id: str | None = None
    remote_version: int | None = None
    origin: Origin | None = None
    attempts: int = 0
    doubts: int = 0
    sent_at: float | None = None
    sent_clock_s: float | None = None
    sent_body: str | None = None
    status: int | None = None
    message: str = ""
    skipped: bool = False
    unit: str | None = None
    mark: int | None = None

    @property
    def id(self) -> Id:
        """Its kind and key."""
        return self.kind, self.key

    @property
    def doubtful(self) -> bool:
        """Whether an attempt of this journal ended without a known outcome, or was cut off by a crash."""
        return self.doubts > 0 or (self.state is State.SENT and self.status is None)


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit of several records: what was last sent for it, and the ids that were acknowledged and not matched yet."""

    kind: Kind
    name: str
    sent_body: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepEntry:
    """A step of a record. `wanted` and `first` are JSON: the value to put, and the one that the store had at first."""

    kind: Kind
    key: str
    name: str
    state: StepState
    wanted: str
    first: str
    attempts: int = 0
    sent_at: float | None = None
    sent_clock_s: float | None = None
    status: int | None = None
    message: str = ""

    @property
    def words(self) -> str:
        """What became of it, such as 'stock failed: not allowed'."""
        return f"{self.name} {self.state}" + (f": {self.message}" if self.message else "")


def seal_of(text: str) -> str:
    """Return the short hash that goes with what the journal keeps: bytes that flipped on the disk are noticed."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _value(member: Enum | None) -> Any:
    return None if member is None else member.value


# Columns that SQLite takes in another form than we hold them in: how they are written, and how they are read back.
FORMS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "kind": (attrgetter("name"), lambda name: KINDS[name]),
    "origin": (_value, lambda value: None if value is None else Origin(value)),
    "skipped": (int, bool),
    "ids": (" ".join, lambda text: tuple(text.split())),
}
STATES: Mapping[type, type[Enum]] = {Entry: State, StepEntry: StepState}
