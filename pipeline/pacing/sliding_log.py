"""What comes back to a quota, and when, as far as the answers prove it. Pure values that are told the time.

Alone on a store, two ways of giving back leave nothing to guess:

Line    Credits come back evenly, as in buckets and sliding counters. `Remaining` is a whole number and a request is
        counted somewhere between its start and its answer; so every answer allows some straight lines and excludes the
        rest. The slowest line that everything seen allows says when the next credit is surely there.
LogEvidence  Every own request comes back a window after it was counted, as in sliding logs. Then `Remaining` is the limit
        less our own requests of the last window, in every answer. One answer that says otherwise disproves it for good.

Beside others no line fits and no evidence agrees. But a window that gives back nothing of what a log would, or is full
without us, is no log; and what comes back in parts and is no log comes back evenly.

A sliding log mirrors our own evenness for as long as that lasts: while a evidence may agree, no line is believed. Neither
is believed before it was shown by several answers in a row, and one that contradicts ends the belief.
"""

from collections.abc import Sequence
from typing import NamedTuple

WINDOW_S = 300.0  # the vendor's window: five minutes
AGREED = 10  # answers that agree: a burst comes back within these, and shows what is none
EDGE_SLACK = 2  # requests at the edges of the window, give or take
BURST = 60  # own requests that leave a log close together: what others do meanwhile can't hide them
BURST_SHARE = 0.25  # of a burst; if less came back, it was no log
OWN_SHARE = 0.5  # of the quota; nobody else is expected to fill that much of a window
REFUSED_SLACK = 8  # refused ones may count or not: wider for a window after one
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

    def compare(
        self, seen: Observation, limit: int, spent: Sequence[Spent], *, ripe: bool, refused: bool
    ) -> "LogEvidence":
        """Hold an answer against what a sliding log would have said; `refused` requests may count or not.

        Before a window is over (`ripe`) others' requests from before the run may be in it, and leave less.
        """
        if self.no_log:
            return self
        slack = seen.slack + (REFUSED_SLACK if refused else EDGE_SLACK)
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

    def after_refusal(self, at_s: float, limit: int, spent: Sequence[Spent]) -> "LogEvidence":
        """Hold a refusal against a log in which only our own requests, and those of others beside us, can be."""
        own = sum(one.requests for one in spent if one.until_s > at_s - WINDOW_S)
        return self if own >= OWN_SHARE * limit else NO_LOG


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
