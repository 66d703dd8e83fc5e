"""What differs between two record sets: values, and the one function that finds them. Pure.

    differences(ours, theirs, compare_fields)

`ours` and `theirs` lead from the id of a record to whatever holds its values; `compare_fields` says which fields of two such
differ. `compare` holds two files or stores against each other with it, `verify` what was sent against the store.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from pipeline.schema.kinds import Kind, all_kinds
from pipeline.schema.records import Id
from pipeline.schema.stock import LEVEL_COLUMN
from pipeline.stores import resource_of
from pipeline.stores.comparing import FieldDifference

Ours = TypeVar("Ours")
Theirs = TypeVar("Theirs")


class What(str, Enum):
    """The kinds of differences, in the order in which a report lists them."""

    MISSING = "missing in the store"
    CHANGED_IN_STORE = "changed in the store"
    STOCK_MOVED = "stock moved since"
    REDACTED = "redacted by the store"
    CHANGED_IN_FILE = "changed in the file since"
    GONE_FROM_FILE = "no longer in the file"
    ADOPTED_DIFFERS = "adopted, but different"
    FOREIGN = "not ours, but with our key"
    DOUBLED = "doubled"
    UNCERTAIN = "uncertain"
    NOT_LOADED = "not loaded"
    STILL_THERE = "still there"
    ORPHAN = "looks like ours, and no journal knows it"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of one record. `field` is '' where it is about the record as a whole.

    `ours` is what the first side says (of a dataset: the file or its journal), `theirs` what stands against it. `line` is the
    row's line in its file, None where there is none. `updatable`: an update can put the file's value there.
    """

    kind: Kind
    key: str
    what: What
    field: str = ""
    ours: str = ""
    theirs: str = ""
    remote_id: str = ""
    line: int | None = None
    updatable: bool = False


def differences(
    ours: Mapping[Id, Ours],
    theirs: Mapping[Id, Theirs],
    compare_fields: Callable[[Kind, Ours, Theirs], Iterable[FieldDifference]],
) -> Iterator[Difference]:
    """Yield what is missing in `theirs`, which fields differ, and what only `theirs` has: in the order of the two."""
    for place, one in ours.items():
        other = theirs.get(place)
        if other is None:
            yield Difference(*place, What.MISSING)
            continue
        for each in compare_fields(place[0], one, other):
            yield Difference(*place, what_differs(place[0], each), each.field, each.ours, each.theirs)
    for place in theirs:
        if place not in ours:
            yield Difference(*place, What.FOREIGN)


def what_differs(kind: Kind, each: FieldDifference) -> What:
    """Return what the difference of a field is: a level moves by itself, and a store takes card numbers out."""
    stocked = any(step.needs_stock and step.name == each.field for step in resource_of(kind).steps)
    if stocked or each.field == LEVEL_COLUMN or each.field.startswith(f"{LEVEL_COLUMN}_"):
        return What.STOCK_MOVED
    return What.REDACTED if each.redacted else What.CHANGED_IN_STORE


def counts_of(found: Iterable[Difference]) -> dict[What, int]:
    """Return how many records differ in which way, each record once."""
    places = {(each.what, each.kind, each.key, each.remote_id) for each in found}
    counts = Counter(what for what, *_ in places)
    return {what: counts[what] for what in What if counts[what]}


def in_order(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return differences as reports list them: by what, kind, line and key."""
    ranks = {what: rank for rank, what in enumerate(What)}
    kinds = {kind: rank for rank, kind in enumerate(all_kinds())}
    return tuple(
        sorted(
            found,
            key=lambda each: (ranks[each.what], kinds[each.kind], each.line or 0, each.key, each.remote_id),
        )
    )
