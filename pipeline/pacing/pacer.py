"""When the next request may start: a frozen value that is told the time and never reads a clock.

The same class runs in production and in the simulator (tests/simulation). It never sleeps, knows no HTTP and draws no
random numbers: `next_start_s` says the earliest moment, its caller waits for it, and tells what then happens.

    pacer = pacer.start(now_s)                                 a request leaves
    pacer = pacer.answer(now_s, limit, remaining, started_s)   ... it was answered, whatever the status but 429
    pacer = pacer.silence(now_s, started_s)                    ... it ended without an answer
    pacer = pacer.refuse(now_s, wait_s, started_s)             ... the answer was 429

Promises: starts are never closer than the pace's floor; never more than `concurrency` in flight; no start in a
hold; after a hold one probe goes alone; `None` (wait for an answer) only while one is on its way. Without usable rate
headers every pace behaves like `spec`. It does not promise that no 429 comes: others may use the same quota.

How it steers above the floors: README.md, one table of rules.
"""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from pipeline.pacing import shared_spacing, spacing
from pipeline.pacing.quota import SCARCE_SHARE, Flight, Quota, read_rate
from pipeline.pacing.sliding_log import own_return_s


class Pace(str, Enum):
    """How hard to drive a store."""

    STEADY = "steady"
    SPEC = "spec"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class Floors:
    """The least time between two starts, with plenty of quota left and in its last tenth; lanes; share to stretch.

    `risked`: one refusal in a run, where others had begun a window and the run needs more than the first and at most the
    second share of the quota beyond its credit.
    """

    plenty_s: float
    scarce_s: float
    in_flight: int
    stretch_share: float
    risked: tuple[float, float] = (0.0, 0.0)


FLOORS: dict[Pace, Floors] = {
    Pace.STEADY: Floors(0.1, 0.5, 4, 0.05, risked=(0.0, spacing.FEW_SHARE)),
    Pace.SPEC: Floors(0.1, 0.5, 1, 0.0),  # between an answer and the next start
    Pace.FAST: Floors(0.0, 0.2, 8, 0.025, risked=(spacing.FEW_SHARE, 2.0)),
}


class Pacer(NamedTuple):
    """The state of pacing at one moment; every method returns the next one."""

    pace: Pace
    concurrency: int
    quota: Quota
    flights: tuple[Flight, ...] = ()
    last_start_s: float | None = None
    last_end_s: float | None = None
    hold_until_s: float | None = None
    probing: bool = False
    informed: bool = False

    @classmethod
    def begin(cls, pace: Pace, concurrency: int | None = None, limit: int | None = None) -> "Pacer":
        """Return the pacer of a new run; `concurrency` may lower the pace's own, `limit` is the quota if known."""
        own = FLOORS[pace].in_flight
        lanes = own if concurrency is None else max(1, min(concurrency, own))
        return cls(pace, lanes, Quota(limit=limit if read_rate(limit, 0) else None))

    @property
    def in_flight(self) -> int:
        """Requests on their way."""
        return len(self.flights)

    @property
    def limit(self) -> int | None:
        """The quota of a window, as far as known."""
        return self.quota.limit

    @property
    def remaining(self) -> int | None:
        """What the newest answer said to remain."""
        return self.quota.remaining

    @property
    def slow(self) -> bool:
        """Less than a tenth of the quota is left."""
        limit, remaining = self.quota.limit, self.quota.remaining
        return limit is not None and remaining is not None and remaining < SCARCE_SHARE * limit

    def next_start_s(self, now_s: float, requests_left: int | None = None) -> float | None:
        """Return the earliest moment for a start (not after `now_s`: at once), or None: wait for an answer.

        `requests_left` counts the requests that this run still wants to start, this one included; knowing it spares
        the stretch at the end of a run. Between two events the moment stays the same, so waiting for it is enough.
        """
        if self.flights and len(self.flights) >= self._lanes(requests_left):
            return None
        moments = [self.hold_until_s, self._floor_end_s()]
        if self._steers and (not self.probing or (self.quota.flows and self.quota.shared)):
            moments.append(self._quota_end_s(requests_left))
        known = [moment for moment in moments if moment is not None]
        return max(known) if known else now_s

    def start(self, now_s: float) -> "Pacer":
        """Note that a request leaves now."""
        quota = self.quota.spend(now_s)
        flight = Flight(now_s, quota.starts, len(self.flights))
        return self._replace(quota=quota, flights=(*self.flights, flight), last_start_s=now_s)

    def answer(
        self, now_s: float, limit: int | None, remaining: int | None, started_s: float | None = None
    ) -> "Pacer":
        """Note an answer to the request that left at `started_s` (None: the oldest), with these rate headers."""
        flight, ended = self._end(now_s, started_s)
        if flight is None:
            return ended
        probing = self.probing and (self.hold_until_s is not None and flight.started_s < self.hold_until_s)
        rate = read_rate(limit, remaining)
        if rate is None:
            return ended._replace(probing=probing, informed=False)
        quota = ended.quota.learn(now_s, *rate, flight, ended.in_flight)
        return ended._replace(quota=quota, probing=probing, informed=True)

    def silence(self, now_s: float, started_s: float | None = None) -> "Pacer":
        """Note that a request ended without an answer: it may have been counted, may be counted late, or never."""
        flight, ended = self._end(now_s, started_s)
        return ended if flight is None else ended._replace(quota=ended.quota.lose(now_s))

    def refuse(self, now_s: float, wait_s: float, started_s: float | None = None) -> "Pacer":
        """Note a 429: all hold for `wait_s`, then one probe goes alone."""
        _, ended = self._end(now_s, started_s)
        until_s = max(now_s + wait_s, self.hold_until_s or now_s)
        return ended._replace(quota=ended.quota.empty(now_s, started_s), hold_until_s=until_s, probing=True)

    @property
    def _steers(self) -> bool:
        return self.pace is not Pace.SPEC and self.informed

    def _lanes(self, requests_left: int | None) -> int:
        """How many may be in flight: one while probing, blind, or near the end of the credit."""
        if self.probing or not self._steers:
            return 1
        if self._covers(requests_left):
            return self.concurrency
        return self.concurrency if self.quota.credit > 2 * self.concurrency else 1

    def _covers(self, requests_left: int | None) -> bool:
        return requests_left is not None and requests_left <= self.quota.credit

    def _floor_end_s(self) -> float | None:
        floors = FLOORS[self.pace if self._steers else Pace.SPEC]
        since_s = self.last_start_s if self._steers else self.last_end_s
        if since_s is None:
            return None
        scarce = self.slow or (self._steers and self.quota.credit < SCARCE_SHARE * (self.quota.limit or 0))
        return since_s + (floors.scarce_s if scarce else floors.plenty_s)

    def _quota_end_s(self, requests_left: int | None) -> float | None:
        """Return the moment that the credit allows: at once (None), beside others, or as guessed."""
        quota, last_s = self.quota, self.last_start_s
        if quota.limit is None or quota.turn_s is None or last_s is None or self._covers(requests_left):
            return None
        near_end = spacing.is_near_end(quota, requests_left)
        if quota.shared:
            return self._shared_s(last_s, requests_left, near_end=near_end)
        risked = spacing.is_risked(quota, requests_left, *FLOORS[self.pace].risked)
        if risked or self._is_ample(near_end=near_end):
            return None
        if quota.evidence.sure:
            return None if quota.credit > 0 else own_return_s(quota.limit, quota.spent)
        next_start_s = spacing.next_start_s(quota, last_s, near_end=near_end)
        return min(next_start_s, spacing.blind_s(quota, last_s)) if quota.flows else next_start_s

    def _shared_s(self, last_s: float, requests_left: int | None, *, near_end: bool) -> float | None:
        quota = self.quota
        if self._is_ample(near_end=False):
            return None
        next_start_s = shared_spacing.next_start_s(quota, last_s, requests_left)
        if next_start_s is None or not (near_end and quota.flows):
            return next_start_s
        return min(next_start_s, spacing.blind_s(quota, last_s))

    def _is_ample(self, *, near_end: bool) -> bool:
        """Tell whether the credit is not near its end."""
        limit, share = self.quota.limit or 1, FLOORS[self.pace].stretch_share
        begins = min(spacing.LOOKS, spacing.LOOKS_SHARE * limit) if near_end else share * limit
        return self.quota.credit >= begins

    def _end(self, now_s: float, started_s: float | None) -> tuple[Flight | None, "Pacer"]:
        """Take a flight off: the one that left at `started_s`, else the oldest (the most cautious guess)."""
        if not self.flights:
            return None, self
        flight = next((one for one in self.flights if one.started_s == started_s), self.flights[0])
        others = tuple(one for one in self.flights if one is not flight)
        quota = self.quota.end(now_s, flight.started_s)
        return flight, self._replace(quota=quota, flights=others, last_end_s=now_s)
