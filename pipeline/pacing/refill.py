"""How fast a quota moves by itself, measured from answers: what comes back, and what others take. Pure.

Remaining + number of own starts is a level that only refills raise and only others lower. One mark a second is kept;
what overlapping requests may explain counts for nothing, so a rise or a fall that is told did happen.
"""

from typing import NamedTuple

MEMORY_S = 12.0  # measured over this time: longer than the stretch leaves between two answers
MARK_EVERY_S = 1.0  # so that a value stays small
# an evener measure forgets over this time: what others take is noise of a third within a memory
LASTING_S = 60.0
MEASURED_S = 5.0  # ... and no shorter time is a measure for it
DRAIN_FADE = 0.99  # per answer: what others were seen to take is forgotten slowly


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
    """Marks of the last seconds, credits per second over a minute or so, and the most that others were seen to take.

    `lasting_per_s` is None until it was measured.
    """

    marks: tuple[Mark, ...] = ()
    lasting_per_s: float | None = None
    drain_per_s: float = 0.0

    @property
    def per_s(self) -> float:
        """Credits per second over the marks: positive where they come back, negative where somebody else spends."""
        if len(self.marks) < 2:  # noqa: PLR2004 - a slope needs two points
            return 0.0
        before, after = self.marks[0], self.marks[-1]
        return before.rise_to(after) / (after.at_s - before.at_s)

    def change_to(self, mark: Mark) -> int:
        """Return by how much the level certainly changed since the newest mark."""
        return self.marks[-1].rise_to(mark) if self.marks else 0

    def see(self, mark: Mark) -> "Refill":
        """Take in an answer."""
        if not self.marks:
            return self._with((mark,), self.lasting_per_s)
        newest = self.marks[-1]
        if mark.at_s - newest.at_s < MARK_EVERY_S:
            return self._with(self.marks, self.lasting_per_s)
        kept = tuple(one for one in self.marks[:-1] if mark.at_s - one.at_s < MEMORY_S)
        measured = self._replace(marks=(*kept, newest, mark))
        if mark.at_s - measured.marks[0].at_s < MEASURED_S:
            return self._with(measured.marks, self.lasting_per_s)
        before_per_s = measured.per_s if self.lasting_per_s is None else self.lasting_per_s
        weight = min((mark.at_s - newest.at_s) / LASTING_S, 1.0)
        lasting_per_s = before_per_s + (measured.per_s - before_per_s) * weight
        return self._with(measured.marks, lasting_per_s)

    def turn(self, mark: Mark) -> "Refill":
        """Begin anew with a new window: only what others take is remembered."""
        return self._with((mark,), None)

    def refuse(self, mark: Mark) -> "Refill":
        """Begin the marks anew at a refusal, where the level is known again: what comes back from there is a measure."""
        return self._replace(marks=(mark,))

    def _with(self, marks: tuple[Mark, ...], lasting_per_s: float | None) -> "Refill":
        told = Refill(marks, lasting_per_s)
        return told._replace(drain_per_s=max(-told.per_s, self.drain_per_s * DRAIN_FADE))
