"""Records whose create had no known end, waiting for their look-up: who, and from when. Pure.

Two kinds of waiting (LOADING.md, *What each answer means*): after the store's own 5xx a look comes 1, 2 or 4 s later,
during the run; after anything that may still be under way it comes once the settle time has passed, at the end.
"""

from dataclasses import dataclass, field

from pipeline.load.journal.entry import Entry
from pipeline.load.plan import Id

LOOKS_MAX = 6  # of one record in one run, when the look-ups themselves fail


@dataclass(slots=True)
class Deferred:
    """A small set of waiting records; times are the event loop's seconds."""

    _soon: dict[Id, float] = field(default_factory=dict)
    _late: dict[Id, float] = field(default_factory=dict)

    def soon(self, place: Id, at_s: float) -> None:
        """Look at this one during the run, from `at_s` on."""
        self._soon[place] = at_s

    def late(self, place: Id, at_s: float) -> None:
        """Look at this one at the end of the run, not before `at_s`."""
        self._late[place] = at_s

    def take(self, now_s: float, *, all_kinds: bool) -> Id | None:
        """Take one whose time has come; those that come last only with `all_kinds`."""
        for waiting in (self._soon, self._late) if all_kinds else (self._soon,):
            due = min(waiting, key=lambda place: waiting[place], default=None)
            if due is not None and waiting[due] <= now_s:
                del waiting[due]
                return due
        return None

    def next_s(self, *, all_kinds: bool) -> float | None:
        """Return when the next one's time comes, or None if none waits."""
        times = [*self._soon.values(), *(self._late.values() if all_kinds else ())]
        return min(times, default=None)

    def __len__(self) -> int:
        return len(self._soon) + len(self._late)


def surely_passed_s(entry: Entry, wall_s: float, clock_s: float) -> float:
    """Return how long ago a record was sent, at the least, by whoever sent it.

    Two runs share two clocks, and each may only tell too much: the wall clock may have been set, and the monotonic one
    began anew if the machine was booted in between, which then is all the time that surely passed. The smaller counts.
    """
    if entry.sent_at is None or entry.sent_clock_s is None:
        return 0.0
    since_s = clock_s - entry.sent_clock_s
    return min(max(0.0, wall_s - entry.sent_at), since_s if since_s >= 0 else max(0.0, clock_s))
