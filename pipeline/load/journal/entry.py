"""One record as the journal knows it, and the moves that its state may make. Pure.

            intent (durable)             2xx + valid id
pending ────────────────────▶ sent ────────────────────▶ done          (final for a load)
  ▲  ▲  429 / no connection    │  └─ 400 409 413 422 ──▶ rejected, conflict ──(sent again)──▶ pending
  │  └─────────────────────────┤
  └────────────────────────────┤
    looked up: not there       └─ looked up: exactly ours ─▶ done (origin: reconciled)

done ──▶ deleting ──▶ deleted ──▶ pending   (unload, and a load afterwards)
"""

import hashlib
from dataclasses import dataclass, fields
from enum import Enum
from operator import attrgetter

from pipeline.records import Kind


class State(str, Enum):
    """Where a record stands. `sent` without a run at work is what people are told is uncertain."""

    PENDING = "pending"
    SENT = "sent"
    DONE = "done"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    WITHDRAWN = "withdrawn"
    DELETING = "deleting"
    DELETED = "deleted"

    def __str__(self) -> str:
        return self.value


class Origin(str, Enum):
    """How the store came to have a record that is done."""

    CREATED = "created"
    RECONCILED = "reconciled"
    ADOPTED = "adopted"

    def __str__(self) -> str:
        return self.value


# Every move that exists; the journal refuses all others (LOADING.md, invariants 1 to 3).
MOVES: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.SENT, State.DONE, State.CONFLICT, State.WITHDRAWN}),
    State.SENT: frozenset({State.DONE, State.REJECTED, State.CONFLICT, State.PENDING}),
    State.DONE: frozenset({State.DELETING}),
    State.REJECTED: frozenset({State.PENDING, State.WITHDRAWN}),
    State.CONFLICT: frozenset({State.PENDING, State.WITHDRAWN, State.DONE}),
    State.WITHDRAWN: frozenset({State.PENDING}),
    State.DELETING: frozenset({State.DELETED, State.DONE}),
    State.DELETED: frozenset({State.PENDING, State.WITHDRAWN}),
}
# In these the id is the record's own, not one in its way.
STORED = frozenset({State.DONE, State.DELETING, State.DELETED})


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the journal's `record` table, less its seal.

    `fingerprint` and `sent_body` are those of the payload last sent, or to be sent while pending. `doubts` counts the
    attempts whose outcome was not known when they ended: what makes a record found in the store ours. `sent_at` is
    wall time in seconds, `sent_clock_s` the machine's monotonic clock at the same moment. `skipped` marks a record that
    a person withdrew, so that the file doesn't bring it back.
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

    @property
    def doubtful(self) -> bool:
        """Whether an attempt of this journal ended without a known outcome, or was cut off by a crash."""
        return self.doubts > 0 or (self.state is State.SENT and self.status is None)

    @property
    def seal(self) -> str:
        """A short hash over every column: bytes that flipped on the disk are noticed, not believed."""
        return seal_of(repr(self.columns()))

    def columns(self) -> tuple[object, ...]:
        """Return the values in the order of `COLUMNS`, as SQLite takes them."""
        values = list(_values(self))
        for place in _ENUMS:
            values[place] = values[place] and values[place].value
        values[_SKIPPED] = int(self.skipped)
        return tuple(values)


def seal_of(text: str) -> str:
    """Return the short hash that goes with what the journal keeps."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


COLUMNS = tuple(field.name for field in fields(Entry))
# Every record is sealed four times in a load: no deep copies, no look at each type.
_values = attrgetter(*COLUMNS)
_ENUMS = tuple(COLUMNS.index(name) for name in ("kind", "state", "origin"))
_SKIPPED = COLUMNS.index("skipped")


def entry_from(values: tuple[object, ...]) -> Entry:
    """Return the entry of a row in the order of `COLUMNS`; raise ValueError for a state or kind that isn't one."""
    row = dict(zip(COLUMNS, values, strict=True))
    origin = row["origin"]
    row |= {
        "kind": Kind(row["kind"]),
        "state": State(row["state"]),
        "origin": None if origin is None else Origin(origin),
        "skipped": bool(row["skipped"]),
    }
    return Entry(**row)  # type: ignore[arg-type]  # the seal has vouched for the columns' types
