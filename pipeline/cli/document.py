"""The document that --json prints: the same keys whatever the command, and `data`, a frozen dataclass of each command.

Promises: the schema of --json-schema is derived from the types that the document is made of, so it can't differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from pipeline.errors import Finding
from pipeline.schema.kinds import kinds_to_show

if TYPE_CHECKING:
    from pipeline.compare.differences import Difference
    from pipeline.journal.transitions import State
    from pipeline.schema.kinds import Kind

JSON_FORMAT = 1  # a change of shape raises it
# Beside a field's type in `Annotated`
OPTIONAL = "optional"  # None: the document doesn't have the key
SPREAD = "spread"  # a dict or dataclass whose keys stand in the document beside the fields
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failure:
    """What ended a command: a stable code, the message for people, and the way out."""

    code: str
    message: str
    next: str | None


@dataclass(frozen=True, slots=True)
class DifferenceData:
    """What differs: of which record, in which field, ours and theirs; `key` is its SKU, e-mail or name."""

    what: str
    kind: str
    key: str
    field: str | None
    ours: str
    theirs: str
    id: str | None
    row: int | None


@dataclass(frozen=True, slots=True)
class Document:
    """What --json prints. `next` is the command to run next."""

    format: int
    command: str
    ok: bool
    exit_status: int
    data: Any
    error: Failure | None
    findings: tuple[Finding | DifferenceData, ...]
    next: str | None


def to_json(value: Any) -> Any:
    """Return a value as JSON has it; of a dataclass the fields in their order."""
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: to_json(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_json(each) for each in value]
    return value


def _object(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    hints = get_type_hints(type(value), include_extras=True)
    for field in fields(value):
        inner = getattr(value, field.name)
        beside = marks(hints[field.name])
        if SPREAD in beside:
            found |= to_json(inner)
        elif inner is not None or OPTIONAL not in beside:
            found[field.name] = to_json(inner)
    return found


def marks(hint: Any) -> tuple[Any, ...]:
    """Return what stands beside a field's type."""
    beside: tuple[Any, ...] = getattr(hint, "__metadata__", ())
    return beside


def difference_data(found: "Iterable[Difference]") -> tuple[DifferenceData, ...]:
    """Return differences for scripts."""
    return tuple(
        DifferenceData(
            what=each.what.name.lower(),
            kind=each.kind.name,
            key=each.key,
            field=each.field or None,
            ours=each.ours,
            theirs=each.theirs,
            id=each.remote_id or None,
            row=each.line,
        )
        for each in found
    )


def by_plural(values: "Mapping[Kind, T]") -> dict[str, T]:
    """Return what belongs to each kind under the kind's plural."""
    return {kind.plural: each for kind, each in values.items()}


def counts_by_plural(counts: "Mapping[Kind, int]") -> dict[str, int]:
    """Return how many there are of each kind, without named kinds of which there are none."""
    return by_plural({kind: counts[kind] for kind in kinds_to_show(counts)})


def by_state(counts: "Mapping[State, int]") -> dict[str, int]:
    """Return the counts of states under their names."""
    return {state.value: count for state, count in counts.items()}


def states_by_plural(counts: "Mapping[Kind, Mapping[State, int]]") -> dict[str, dict[str, int]]:
    """Return the counts of states of each kind."""
    return {kind.plural: by_state(each) for kind, each in counts.items()}
