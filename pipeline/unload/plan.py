"""What an unload will do: the journal's entries against what was asked. Pure.

    created, reconciled    deleted: this dataset made them
    adopted                stay, unless asked for: they were there before
    deleting               an earlier run was cut off: gone on with
    sent                   uncertain: looked up first, as a load would, without being sent again; what is found is deleted
    everything else        is not in the store
Products go before customers, each in file order. The limit counts each kind by itself, as in a load.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State
from pipeline.load.options import SETTLE_S, Selection
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.schema.records import Id
from pipeline.stores.xseries.resources import resource_of

READ_AND_DELETE = 2  # requests for one record, besides the looks that guard it


def delete_order() -> tuple[Kind, ...]:
    """Return the kinds in the order of deleting: the other way round than a load."""
    return tuple(reversed(all_kinds()))


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


def plan_unload(entries: Iterable[Entry], options: UnloadOptions) -> UnloadPlan:
    """Return the plan of an unload from the journal's entries, in file order."""
    lists: dict[str, list[Entry]] = {"delete": [], "look_up": [], "stays": [], "unselected": []}
    taken = dict.fromkeys(all_kinds(), 0)
    known = list(entries)
    for entry in (entry for kind in delete_order() for entry in known if entry.kind is kind):
        what = _what(entry, options)
        if what is None:
            continue
        limit = options.selection.limit
        full = limit is not None and taken[entry.kind] >= limit
        if what != "stays" and (full or not options.selection.takes(entry.kind, entry.key)):
            what = "unselected"
        taken[entry.kind] += what in ("delete", "look_up")
        lists[what].append(entry)
    return UnloadPlan(**{name: tuple(each) for name, each in lists.items()})


def _what(entry: Entry, options: UnloadOptions) -> str | None:
    if entry.state is State.SENT:
        return "look_up"
    if entry.state is State.DELETING:
        return "delete"
    if entry.state is not State.DONE:
        return None
    return "stays" if entry.origin is Origin.ADOPTED and not options.adopted else "delete"
