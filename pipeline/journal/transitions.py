"""The state machine of a record, and that of a step, each as one table: (state, event) -> where to, and what next. Pure.

            intent (durable)             2xx + valid id
pending ────────────────────▶ sent ────────────────────▶ done          (final for a load, save for named things)
  ▲  ▲  429 / no connection    │  └─ 400 409 413 422 ──▶ rejected, conflict ──(sent again)──▶ pending
  │  └─────────────────────────┤
  └────────────────────────────┤
    looked up: not there       └─ looked up: exactly ours ─▶ done (origin: reconciled)

done ──▶ deleting ──▶ deleted ──▶ pending   (unload, and a load afterwards)

Loading and unloading look a row up and apply it; the journal refuses every move that has no row. Tests walk every state
and event, and hold the page about loading against these tables (pipeline/load/README.md, *States and events*).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


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


BEGUN = (State.SENT, State.DONE, State.DELETING)  # a record is in the store, or may be


class Event(Enum):
    """What can happen to a record."""

    INTEND = "its intent is durable: the request may leave"
    CREATED = "2xx with a valid id for it"
    ACKNOWLEDGED = "2xx with valid ids, and no word of which is whose"
    REJECTED = "400, 413, 422 or another 4xx"
    DUPLICATE = "409, or another 4xx naming what exists"
    OVER_QUOTA = "429"
    NOT_APPLIED = "no connection, or turned away by the API itself (401, 403, 404)"
    FINISHED_UNKNOWN = "500, 503 or another 5xx of the store itself"
    UNKNOWN = "502, 504, 520-524, time-out, reset, a 2xx without an id"
    FOUND = "looked up: exactly ours"
    FOUND_OTHERS = "looked up: another record has its key"
    ABSENT = "looked up in every place: not there"
    ADOPT = "in the store before us, and taken over as asked"
    REFERENCE_GONE = "422 about something that it names, which is not in the store any more"
    GONE = "done, and not in the store any more: of what is known by its name alone"
    RENEW = "its row was edited or came back, or it is to be tried again"
    WITHDRAW = "its row left the file, or a person skipped it"
    DELETE_INTEND = "the intent to delete it is durable"
    DELETED = "deleted, or gone already"
    DELETE_REFUSED = "the store will not delete it, or it is to be left alone"
    DELETE_OVER_QUOTA = "429 to the delete"
    DELETE_NOT_APPLIED = "the delete never left, or was turned away by the API itself"
    DELETE_UNKNOWN = (
        "the delete had no clear end, or an earlier one may still be on its way; it may be repeated"
    )
    DELETE_HELD = "429 to the delete, while an earlier one may still be on its way"


class Next(Enum):
    """What should happen to the unit after an event."""

    SETTLED = "nothing more in this run"
    CALL = "make the request"
    MATCH = "read the store's rows and match them by key"
    AGAIN = "send again, not counted: nothing was applied and nothing is wrong with the record"
    RETRY = "send again, counted"
    LOOK_NOW = "look it up at once: the store named a duplicate"
    LOOK_SOON = "look it up in a moment"
    LOOK_LATE = "look it up once the settle time has passed"
    LOOK_LAST = "send what is left of it, then look at the whole"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `attempts` and `doubts` are added; `proof`: only on proof that nothing was applied."""

    to: State
    then: Next
    attempts: int = 0
    doubts: int = 0
    proof: bool = False


RECORD: dict[tuple[State, Event], Move] = {
    (State.PENDING, Event.INTEND): Move(State.SENT, Next.CALL, attempts=1),
    (State.SENT, Event.CREATED): Move(State.DONE, Next.SETTLED),
    (State.SENT, Event.ACKNOWLEDGED): Move(State.SENT, Next.MATCH),
    (State.SENT, Event.REJECTED): Move(State.REJECTED, Next.SETTLED),
    (State.SENT, Event.DUPLICATE): Move(State.SENT, Next.LOOK_NOW),  # no doubt by itself
    (State.SENT, Event.OVER_QUOTA): Move(State.PENDING, Next.AGAIN, attempts=-1, proof=True),
    (State.SENT, Event.NOT_APPLIED): Move(State.PENDING, Next.RETRY, proof=True),
    (State.SENT, Event.REFERENCE_GONE): Move(State.PENDING, Next.SETTLED, proof=True),
    (State.SENT, Event.FINISHED_UNKNOWN): Move(State.SENT, Next.LOOK_SOON, doubts=1),
    (State.SENT, Event.UNKNOWN): Move(State.SENT, Next.LOOK_LATE, doubts=1),
    (State.SENT, Event.FOUND): Move(State.DONE, Next.SETTLED),
    (State.SENT, Event.FOUND_OTHERS): Move(State.CONFLICT, Next.SETTLED),
    (State.SENT, Event.ABSENT): Move(State.PENDING, Next.RETRY, proof=True),
    (State.PENDING, Event.ADOPT): Move(State.DONE, Next.SETTLED),
    (State.CONFLICT, Event.ADOPT): Move(State.DONE, Next.SETTLED),
    (State.PENDING, Event.FOUND_OTHERS): Move(State.CONFLICT, Next.SETTLED),
    (State.PENDING, Event.FOUND): Move(State.DONE, Next.SETTLED),  # listed, and not before an earlier intent
    (State.DONE, Event.GONE): Move(
        State.PENDING, Next.SETTLED
    ),  # of named kinds alone: the journal asserts it
    **{
        (state, Event.RENEW): Move(State.PENDING, Next.SETTLED)
        for state in (State.PENDING, State.REJECTED, State.CONFLICT, State.WITHDRAWN, State.DELETED)
    },
    **{
        (state, Event.WITHDRAW): Move(State.WITHDRAWN, Next.SETTLED)
        for state in (State.PENDING, State.REJECTED, State.CONFLICT, State.WITHDRAWN, State.DELETED)
    },
    (State.DONE, Event.DELETE_INTEND): Move(State.DELETING, Next.CALL),
    (State.DELETING, Event.DELETE_INTEND): Move(State.DELETING, Next.CALL),
    (State.DELETING, Event.DELETED): Move(State.DELETED, Next.SETTLED),
    (State.DONE, Event.DELETED): Move(State.DELETED, Next.SETTLED),  # gone before we asked
    (State.DELETING, Event.DELETE_REFUSED): Move(State.DONE, Next.SETTLED),
    (State.DELETING, Event.DELETE_OVER_QUOTA): Move(State.DONE, Next.AGAIN),
    (State.DELETING, Event.DELETE_NOT_APPLIED): Move(State.DONE, Next.RETRY),
    (State.DELETING, Event.DELETE_HELD): Move(State.DELETING, Next.AGAIN),
    (State.DELETING, Event.DELETE_UNKNOWN): Move(State.DELETING, Next.RETRY),
}

# What a plan may do by itself: all but giving up what is done, for which the store has to be asked.
PLANNED = {place: move for place, move in RECORD.items() if place[1] is not Event.GONE}

# In these the id is the record's own, not one in its way.
STORED = frozenset({State.DONE, State.DELETING, State.DELETED})


def moves(table: Mapping[tuple[State, Event], Move] = RECORD) -> dict[State, frozenset[State]]:
    """Return the states that each state leads to."""
    return {
        state: frozenset(move.to for (start, _), move in table.items() if start is state) - {state}
        for state in State
    }


class StepState(str, Enum):
    """Where a step of a record stands; a step without a row in the journal was never looked at."""

    PLANNED = "planned"  # the store's first value is recorded, nothing was sent
    SENT = "sent"
    DONE = "done"
    LEFT = "left"  # the store's value moved since: left alone
    FAILED = "failed"

    def __str__(self) -> str:
        return self.value


class StepEvent(Enum):
    """What can happen to a step."""

    LOOKED = "the store's first value is recorded, and is not the one that is wanted"
    IS_THERE = "the store has the wanted value"
    INTEND = "its intent is durable: the request may leave"
    APPLIED = "2xx"
    NEXT_FILE = "the intent of one more of its files, or of the same once more, is durable"
    PART = "one of its files has its answer"
    REJECTED = "4xx: the store will not do it, or not all of it"
    NOT_APPLIED = "429, or no connection"
    UNKNOWN = "no clear end"
    UNCHANGED = "looked again: the store still has its first value"
    MOVED = "the store has a value that is somebody's work: neither its first one nor ours"
    RENEW = "to be tried again, as asked"
    MORE = "a file came that the store does not have yet, or has no more"


@dataclass(frozen=True, slots=True)
class StepMove:
    """One row of the table of steps."""

    to: StepState
    then: Next


STEP: dict[tuple[StepState | None, StepEvent], StepMove] = {
    (None, StepEvent.LOOKED): StepMove(StepState.PLANNED, Next.CALL),
    (None, StepEvent.IS_THERE): StepMove(StepState.DONE, Next.SETTLED),
    (None, StepEvent.MOVED): StepMove(StepState.LEFT, Next.SETTLED),
    (StepState.PLANNED, StepEvent.INTEND): StepMove(StepState.SENT, Next.CALL),
    (StepState.PLANNED, StepEvent.IS_THERE): StepMove(StepState.DONE, Next.SETTLED),
    (StepState.PLANNED, StepEvent.MOVED): StepMove(StepState.LEFT, Next.SETTLED),
    (StepState.SENT, StepEvent.NEXT_FILE): StepMove(StepState.SENT, Next.CALL),
    (StepState.SENT, StepEvent.PART): StepMove(StepState.SENT, Next.LOOK_LAST),
    (StepState.PLANNED, StepEvent.REJECTED): StepMove(StepState.FAILED, Next.SETTLED),
    (StepState.SENT, StepEvent.APPLIED): StepMove(StepState.DONE, Next.SETTLED),
    (StepState.SENT, StepEvent.REJECTED): StepMove(StepState.FAILED, Next.SETTLED),
    (StepState.SENT, StepEvent.NOT_APPLIED): StepMove(StepState.PLANNED, Next.RETRY),
    (StepState.SENT, StepEvent.UNKNOWN): StepMove(StepState.SENT, Next.LOOK_LATE),
    (StepState.SENT, StepEvent.IS_THERE): StepMove(StepState.DONE, Next.SETTLED),
    (StepState.SENT, StepEvent.UNCHANGED): StepMove(StepState.PLANNED, Next.RETRY),
    (StepState.SENT, StepEvent.MOVED): StepMove(StepState.LEFT, Next.SETTLED),
    (StepState.FAILED, StepEvent.RENEW): StepMove(StepState.PLANNED, Next.CALL),
    (StepState.FAILED, StepEvent.MORE): StepMove(StepState.PLANNED, Next.CALL),
    (StepState.DONE, StepEvent.MORE): StepMove(StepState.PLANNED, Next.CALL),
}
