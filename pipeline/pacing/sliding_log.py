"""Whether the store's window is a sliding log: every request counts for one window, and comes back then. Pure.

Alone, `Remaining` is then the limit less our own requests of the last window, in every answer: when enough of them agreed,
it is known when each credit comes back. One that contradicts disproves it for good. Beside others none agrees; but a window
that gives back nothing of what a log would, or is full without us, is no log, and what comes back in parts and is no log
comes back evenly. The constants: README.md.
"""

from collections.abc import Sequence
from typing import NamedTuple

WINDOW_S = 300.0
AGREED = 10
EDGE_SLACK = 2
BURST = 60
BURST_SHARE = 0.25
ROUNDING_S = 0.02


class Observation(NamedTuple):
    """An answer: its request, the `number`-th, was counted between two moments; `slack` others overlapped it.

    The level is what remains + all that was taken: it moves only by what comes back.
    """

    since_s: float
    until_s: float
    remaining: int
    number: int
    slack: int

    @property
    def below(self) -> int:
        """The level was below this."""
        return self.remaining + self.number + self.slack + 1


class Spent(NamedTuple):
    """Own requests that left close together: the first start, the last answer, how many."""

    since_s: float
    until_s: float
    requests: int


class LogEvidence(NamedTuple):
    """Whether answers were what a sliding log would say that only we fill: `agreed` so many times, or `contradicted` once.

    `no_log`: own requests don't come back one by one, as shown by what others can't have brought about. Never forgotten.
    """

    agreed: int = 0
    contradicted: bool = False
    no_log: bool = False

    @property
    def sure(self) -> bool:
        """Own requests come back a window after they were counted, and nothing else matters."""
        return self.agreed >= AGREED and not self.contradicted

    def compare(self, seen: Observation, limit: int, spent: Sequence[Spent], *, ripe: bool) -> "LogEvidence":
        """Hold an answer against what a sliding log would have said.

        Before a window is over (`ripe`) others' requests from before the run may be in it, and leave less.
        """
        if self.no_log:
            return self
        slack = seen.slack + EDGE_SLACK
        must_count = sum(one.requests for one in spent if one.since_s > seen.until_s - WINDOW_S)
        if seen.remaining > limit - must_count + slack:
            return NO_LOG  # more remained than a log leaves with our own requests in it
        if self.contradicted or not ripe:
            return self
        may_count = sum(one.requests for one in spent if one.until_s > seen.since_s - WINDOW_S)
        if seen.remaining < limit - may_count - slack:
            return LogEvidence(contradicted=True)
        return self._replace(agreed=self.agreed + 1)

    def after_rise(self, rose: int, spent: Sequence[Spent], since_s: float, until_s: float) -> "LogEvidence":
        """Hold the credits that came back at most between two moments against a burst that a log gives back then."""
        first_s, last_s = since_s - WINDOW_S, until_s - WINDOW_S
        if not spent or spent[0].since_s >= last_s:
            return self
        returned = sum(one.requests for one in spent if first_s < one.since_s and one.until_s < last_s)
        return NO_LOG if returned >= BURST and rose < BURST_SHARE * returned else self


NO_LOG = LogEvidence(contradicted=True, no_log=True)


def own_return_s(limit: int, spent: Sequence[Spent]) -> float | None:
    """Return when a sliding log that only we fill has room for one more; None: it has."""
    surplus = sum(one.requests for one in spent) + 1 - limit
    for one in spent:
        if surplus <= 0:
            return None
        surplus -= one.requests
        if surplus <= 0:
            return one.until_s + WINDOW_S + ROUNDING_S
    return None
