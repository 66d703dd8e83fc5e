"""How fast a quota moves by itself, measured from answers: what comes back, and what others take. Pure.

Remaining + number of own starts is a level that only refills raise and only others lower. One mark a second is kept;
what overlapping requests may explain counts for nothing, so a rise or a fall that is told did happen.
"""

from typing import NamedTuple

MEMORY_S = 12.0
MARK_EVERY_S = 1.0
DRAIN_FADE = 0.99


class Mark(NamedTuple):
    """Remaining + number of starts at one moment, give or take the requests that overlapped."""

    at_s: float
    level: int
    slack: int

    def rise_to(self, after: "Mark") -> int:
        """Return by how much the level certainly rose (or fell) until then: what overlapping may explain is nothing."""
        change, slack = after.level - self.level, self.slack + after.slack
        return max(change - slack, 0) if change > 0 else min(change + slack, 0)


class Refill(NamedTuple):
    """Marks of the last seconds, and the most that others were seen to take per second."""

    marks: tuple[Mark, ...] = ()
    drain_per_s: float = 0.0

    @property
    def per_s(self) -> float:
        """Credits per second over the marks: positive where they come back, negative where others spend."""
        if len(self.marks) < 2:  # noqa: PLR2004 - a slope needs two points
            return 0.0
        before, after = self.marks[0], self.marks[-1]
        return before.rise_to(after) / (after.at_s - before.at_s)

    def change_to(self, mark: Mark) -> int:
        """Return by how much the level certainly changed since the newest mark."""
        return self.marks[-1].rise_to(mark) if self.marks else 0

    def see(self, mark: Mark) -> "Refill":
        """Take in an answer."""
        marks = self.marks
        if not marks or mark.at_s - marks[-1].at_s >= MARK_EVERY_S:
            kept = tuple(one for one in marks[:-1] if mark.at_s - one.at_s < MEMORY_S)
            marks = (*kept, *marks[-1:], mark)
        return self._with(marks)

    def turn(self, mark: Mark) -> "Refill":
        """Begin anew with a new window: only what others take is remembered."""
        return self._with((mark,))

    def refuse(self, mark: Mark) -> "Refill":
        """Begin the marks anew at a refusal, where the level is known again: what comes back from there is a measure."""
        return self._replace(marks=(mark,))

    def _with(self, marks: tuple[Mark, ...]) -> "Refill":
        told = Refill(marks)
        return told._replace(drain_per_s=max(-told.per_s, self.drain_per_s * DRAIN_FADE))
