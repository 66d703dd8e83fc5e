"""What an unload will do: the journal's entries against what was asked. Pure.

    created, reconciled    deleted: this dataset made them
    adopted                stay, unless asked for: they were there before
    adopted by name        stay in any case; but what another dataset here made goes with its last user
    deleting               an earlier run was cut off: gone on with
    sent                   uncertain: looked up first, as a load would, without being sent again; what is found is deleted
    everything else        is not in the store
Products go before customers, each in file order, and what they name comes after them: only without a selection, a tree
from its leaves up. The limit counts each kind by itself, as in a load.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State
from pipeline.load.options import SETTLE_S, Selection
from pipeline.pacing.pacer import Pace
from pipeline.schema.fields import split_path
from pipeline.schema.kinds import KeyShape, Kind, all_kinds
from pipeline.schema.records import Id
from pipeline.stores import resource_of

READ_AND_DELETE = 2  # requests for one record, besides the looks that guard it


def delete_order() -> tuple[Kind, ...]:
    """Return the kinds in the order of deleting: the other way round than a load."""
    return tuple(reversed(all_kinds()))


def layers(kind: Kind, places: Sequence[Id]) -> list[list[Id]]:
    """Return the records of a kind in the groups in which they may go side by side: a tree's deepest first."""
    of_kind = [place for place in places if place[0] is kind]
    if kind.key.shape is not KeyShape.PATH:
        return [of_kind] if of_kind else []
    depths: dict[int, list[Id]] = {}
    for place in of_kind:
        depths.setdefault(len(split_path(place[1])), []).append(place)
    return [depths[depth] for depth in sorted(depths, reverse=True)]


def requests_for(kind: Kind) -> int:
    """Return the requests that the delete of one record takes when nothing fails."""
    return READ_AND_DELETE + len(resource_of(kind).guards)


@dataclass(frozen=True, slots=True)
class UnloadOptions:
    """Everything that steers an unload; `settle_s` is for records whose create had no known outcome."""

    pace: Pace = Pace.STEADY
    concurrency: int | None = None
    settle_s: float = SETTLE_S
    adopted: bool = False
    even_if_changed: bool = False
    selection: Selection = field(default_factory=Selection)


@dataclass(frozen=True, slots=True)
class UnloadPlan:
    """What to do. `delete` is in the order of deleting; `stays` was found in the store, not made by this dataset."""

    delete: tuple[Entry, ...]
    look_up: tuple[Entry, ...]
    stays: tuple[Entry, ...]
    unselected: tuple[Entry, ...]

    @property
    def ids(self) -> tuple[Id, ...]:
        """The records to delete."""
        return tuple((entry.kind, entry.key) for entry in self.delete)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.delete and not self.look_up

    @property
    def look_up_requests_at_most(self) -> int:
        """Deletes that the look-ups may bring with them."""
        return sum(requests_for(entry.kind) for entry in self.look_up)

    @property
    def delete_requests(self) -> int:
        """Requests that the deletes take when nothing fails."""
        return sum(requests_for(entry.kind) for entry in self.delete)


def plan_unload(
    entries: Iterable[Entry], options: UnloadOptions, made_here: Container[str] = ()
) -> UnloadPlan:
    """Return the plan of an unload from the journal's entries, in file order. `made_here` are ids of other datasets."""
    lists: dict[str, list[Entry]] = {"delete": [], "look_up": [], "stays": [], "unselected": []}
    taken = dict.fromkeys(all_kinds(), 0)
    known = list(entries)
    for entry in (entry for kind in delete_order() for entry in known if entry.kind is kind):
        what = _what(entry, options, made_here)
        if what is None:
            continue
        limit = options.selection.limit
        full = limit is not None and taken[entry.kind] >= limit
        if what != "stays" and (full or not options.selection.takes(entry.kind, entry.key)):
            what = "unselected"
        taken[entry.kind] += what in ("delete", "look_up")
        lists[what].append(entry)
    return UnloadPlan(**{name: tuple(each) for name, each in lists.items()})


def _what(entry: Entry, options: UnloadOptions, made_here: Container[str]) -> str | None:
    if entry.state is State.SENT:
        return "look_up"
    if entry.state is State.DELETING:
        return "delete"
    if entry.state is not State.DONE:
        return None
    if entry.origin is not Origin.ADOPTED:
        return "delete"
    goes = entry.remote_id in made_here if entry.kind.named else options.adopted
    return "delete" if goes else "stays"
