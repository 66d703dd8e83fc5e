"""What had no known end, waiting for its look-up: what, and from when. Pure.

Two kinds of waiting (pipeline/load/README.md, *Reconcile*): after the store's own 5xx a look comes 1, 2 or 4 s later,
during the run; after anything that may still be under way it comes once the settle time has passed, at the end.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

LOOKS_MAX = 6  # of one record in one run, when the look-ups themselves fail


ASLEEP_S = 40.0  # a call can't take longer than its deadline of 30 s unless the whole process was stopped
Item = TypeVar("Item", bound=Hashable)


class Sent(Protocol):
    """Anything that was sent at a time, by two clocks."""

    @property
    def sent_at(self) -> float | None:
        """Wall seconds."""

    @property
    def sent_clock_s(self) -> float | None:
        """The machine's monotonic seconds."""


@dataclass(slots=True)
class Deferred(Generic[Item]):
    """A small set of waiting things; times are the event loop's seconds."""

    _soon: dict[Item, float] = field(default_factory=dict)
    _late: dict[Item, float] = field(default_factory=dict)
    _announced_s: float = 0.0

    def soon(self, item: Item, at_s: float) -> None:
        """Look at this one during the run, from `at_s` on."""
        self._soon[item] = at_s

    def late(self, item: Item, at_s: float) -> None:
        """Look at this one at the end of the run, not before `at_s`."""
        self._late[item] = at_s

    def take(self, now_s: float, *, all_kinds: bool) -> Item | None:
        """Take one whose time has come; those that come last only with `all_kinds`."""
        for waiting in (self._soon, self._late) if all_kinds else (self._soon,):
            due = min(waiting, key=lambda item: waiting[item], default=None)
            if due is not None and waiting[due] <= now_s:
                del waiting[due]
                return due
        return None

    def waiting(self) -> tuple[Item, ...]:
        """Return all that waits."""
        return (*self._soon, *self._late)

    def next_s(self, *, all_kinds: bool) -> float | None:
        """Return when the next one's time comes, or None if none waits."""
        times = [*self._soon.values(), *(self._late.values() if all_kinds else ())]
        return min(times, default=None)

    def announce(self, due_s: float) -> bool:
        """Return whether this is a moment of which nobody was told yet, and note it."""
        is_new, self._announced_s = due_s > self._announced_s, max(due_s, self._announced_s)
        return is_new

    def __len__(self) -> int:
        return len(self._soon) + len(self._late)


def surely_passed_s(entry: Sent, wall_s: float, clock_s: float) -> float:
    """Return how long ago something was sent, at the least, whichever run sent it.

    Two runs share two clocks, and each may only tell too much: the wall clock may have been set, and the monotonic one
    began anew if the machine was booted in between, which then is all the time that surely passed. The smaller counts.
    """
    if entry.sent_at is None or entry.sent_clock_s is None:
        return 0.0
    since_s = clock_s - entry.sent_clock_s
    return min(max(0.0, wall_s - entry.sent_at), since_s if since_s >= 0 else max(0.0, clock_s))


def settled_at_s(now_s: float, settle_s: float, elapsed_s: float) -> float:
    """Return when something may be looked up that was sent `elapsed_s` ago: settled since its sending.

    A call that took longer than any can was stopped together with the process, perhaps before it was sent: then the
    settle time counts from its end.
    """
    return now_s + settle_s - (0.0 if elapsed_s > ASLEEP_S else elapsed_s)
