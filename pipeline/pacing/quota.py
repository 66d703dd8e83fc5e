"""What a run believes about the store's quota: a value, built from the answers' rate headers.

The vendor says how many requests fit into five minutes and, in every answer, how many remain; it does not say
how its window works. So this value believes only what holds for fixed and aligned windows, sliding logs, sliding
counters and token buckets alike:

credit      A lower bound of the requests that would be accepted now. Every start takes one. An answer may raise
            it only to its own `Remaining` less every request that may have been counted after it: answers overtake
            each other, and the `Remaining` of a slow one is as old as its request. It may lower it to `Remaining`
            less what is in flight. A request that got no answer may be counted late and is taken off as well.
turn        The moment at which the window must have turned: whatever its kind, a window that held a request ends
            at most `WINDOW_S` later. A credit that rises by more than `TURN_SHARE` of the limit says that it has.
quiet       A window that turned did so after the last answer from before: until a window later it won't turn again.
refill      Credits per second that came back without us doing anything (`pipeline.pacing.refill`): positive
            for buckets and sliding windows, zero inside a fixed window, negative when others spend.

gradual     The window slides or is a bucket: it must have turned by now, and no jump was seen.
flows       Credits came back in parts, far from a full window: no fixed window does that. Never forgotten.
evidence    Whether the window is a sliding log (`pipeline.pacing.sliding_log`).
shared      Others spend as well: the credit fell by more than our own requests explain.
others      What others had taken when we came, or when the window turned last.
reopened    The answer since when credits are taken to come back in parts without having been measured: the first that
            showed it, or the first after a refusal.
doubted     A refusal contradicted what was taken to come back.
low         The quota was near its end when it was refused.
refusals    So many times this run was refused; those in flight beside the first repeat nothing, and beyond
            REFUSALS_TOLD more tell nothing new.

It promises never to believe more credit than the limit, nor more than the store has when no other program uses it.
It knows no clock, no floors and no HTTP; the pacer decides with it. The constants: README.md.
"""

from typing import NamedTuple

from pipeline.pacing.refill import Mark, Refill
from pipeline.pacing.sliding_log import WINDOW_S, LogEvidence, Observation, Spent

QUOTA_BASE, QUOTA_PER_REGISTER = 50, 300
SCARCE_SHARE = 0.1
TURN_SHARE = 0.3
TRICKLE = 1
FAR_SHARE = 0.5
TURN_SLACK_S = 0.5
UNANSWERED_S = 30.0
SPENT_STEP_S = 0.5
SPENT_KEPT_S = WINDOW_S + 30.0
SHARE_MIN = 0.25
SCANT_LIMIT = 500
REFUSALS_TOLD = 5
LIMIT_MAX = 10_000_000


def quota_for(registers: int) -> int:
    """Return how many requests a store may get in five minutes: the vendor's formula."""
    return QUOTA_PER_REGISTER * registers + QUOTA_BASE


def read_rate(limit: int | None, remaining: int | None) -> tuple[int, int] | None:
    """Return limit and remaining if both make sense together, else None."""
    if limit is None or remaining is None:
        return None
    if not 0 < limit <= LIMIT_MAX or not 0 <= remaining <= limit:
        return None
    return limit, remaining


class Flight(NamedTuple):
    """A request on its way: when it left, the how-manyth it was, and how many others were on their way."""

    started_s: float
    number: int
    beside: int


class Quota(NamedTuple):
    """The quota as known: `credit` requests may start, `turn_s` is when the window must have turned."""

    limit: int | None = None
    remaining: int | None = None
    credit: int = 0
    starts: int = 0
    turn_s: float | None = None
    refill: Refill = Refill()
    gradual: bool = False
    flows: bool = False
    refused_s: float | None = None
    shared: bool = False
    unanswered: tuple[float, ...] = ()
    spent: tuple[Spent, ...] = ()
    begun_s: float | None = None
    answered_s: float = 0.0
    quiet_until_s: float = 0.0
    others: int = 0
    reopened_s: float | None = None
    doubted: bool = False
    low: bool = False
    refusals: int = 0
    evidence: LogEvidence = LogEvidence()

    def spend(self, now_s: float) -> "Quota":
        """Take one credit for a request that leaves: it will be counted."""
        spent = self.spent
        if spent and now_s - spent[-1].since_s < SPENT_STEP_S:
            spent = (*spent[:-1], Spent(spent[-1].since_s, now_s, spent[-1].requests + 1))
        else:
            kept = tuple(one for one in spent if now_s - one.until_s < SPENT_KEPT_S)
            spent = (*kept, Spent(now_s, now_s, 1))
        begun_s = now_s if self.begun_s is None else self.begun_s
        return self._replace(starts=self.starts + 1, credit=self.credit - 1, spent=spent, begun_s=begun_s)

    def end(self, now_s: float, started_s: float) -> "Quota":
        """Note that the request that left then has ended: it was counted by now, if at all."""
        spent = list(self.spent)
        for index in range(len(spent) - 1, -1, -1):
            one = spent[index]
            if one.since_s <= started_s:
                spent[index] = Spent(one.since_s, max(one.until_s, now_s), one.requests)
                break
        return self._replace(spent=tuple(spent))

    def lose(self, now_s: float) -> "Quota":
        """Note a request that ended without an answer: counted already, later, or never."""
        return self._replace(unanswered=(*self._unanswered_at(now_s), now_s))

    def empty(self, now_s: float, started_s: float | None) -> "Quota":
        """Note a refusal of the request that left at `started_s`: at this moment nothing is left.

        Refused again after the wait that was asked for: what came back was too little for all, so it comes in parts.
        If none was accepted in between, and the quota was near its end, others took it.
        """
        again = started_s is not None and self._reopens(started_s)
        beside = started_s is not None and self.refused_s is not None and started_s <= self.refused_s
        silent = self.refused_s is not None and self.answered_s < self.refused_s
        low = self.low if silent else (self.remaining or 0) < SCARCE_SHARE * (self.limit or 0)
        return self._replace(
            remaining=0,
            credit=min(self.credit, 0),
            refill=self.refill.refuse(Mark(now_s, self.starts, 0)),
            refused_s=now_s,
            reopened_s=None,
            flows=self.flows or again,
            shared=self.shared or (again and silent and low),
            doubted=self.doubted or again,
            low=low,
            refusals=self.refusals if beside else min(self.refusals + 1, REFUSALS_TOLD),
        )

    def aged(self, at_s: float) -> bool:
        """Whether everything that others sent before our first request has left the window."""
        return self.begun_s is not None and at_s >= self.begun_s + WINDOW_S + TURN_SLACK_S

    @property
    def scant(self) -> bool:
        """Whether the quota is so small that a credit held back, or a look, is a notable part of it."""
        return (self.limit or 0) <= SCANT_LIMIT

    @property
    def others_per_s(self) -> float:
        """How many requests per second others are taken to send."""
        return max(self.refill.drain_per_s, SHARE_MIN * (self.limit or 1) / WINDOW_S)

    def _reopens(self, started_s: float) -> bool:
        """Tell whether the request that left then is the first since a refusal."""
        return self.refused_s is not None and self.remaining == 0 and started_s > self.refused_s

    def learn(self, now_s: float, limit: int, remaining: int, flight: Flight, in_flight: int) -> "Quota":
        """Take in an answer: to `flight` it said `remaining` of `limit`, while `in_flight` others are still on their way."""
        unanswered = self._unanswered_at(now_s)
        overlapping = self.starts - flight.number + flight.beside
        at_least = remaining - overlapping - len(unanswered)
        at_most = remaining - in_flight - len(unanswered)
        first = self.turn_s is None
        credit = at_most if first else max(min(self.credit, at_most), at_least)
        turned = first or credit - self.credit > TURN_SHARE * limit
        due = self.turn_s is not None and flight.started_s >= self.turn_s
        mark = Mark(now_s, remaining + flight.number, overlapping)
        refill = self.refill.turn(mark) if turned else self.refill.see(mark)
        change = 0 if turned else self.refill.change_to(mark)
        seen = Observation(flight.started_s, now_s, remaining, flight.number, overlapping)
        trickled = change >= TRICKLE and not unanswered and remaining < FAR_SHARE * limit
        quiet_until_s = self.answered_s + WINDOW_S if turned and not first else self.quiet_until_s
        reopened = self._reopens(flight.started_s) or (trickled and not self.flows)
        own = flight.number if first else 1 + overlapping
        return self._replace(
            limit=limit,
            remaining=remaining,
            credit=credit,
            unanswered=unanswered,
            answered_s=flight.started_s,
            quiet_until_s=quiet_until_s,
            others=max(limit - remaining - own, 0) if turned else self.others,
            reopened_s=now_s if reopened and not self.doubted else self.reopened_s,
            turn_s=now_s + WINDOW_S + TURN_SLACK_S if turned or due else self.turn_s,
            refill=refill,
            gradual=(self.gradual or due) and not turned,
            flows=self.flows or trickled,
            evidence=self._evidence_with(seen, limit, refill.marks[0]),
            shared=self.shared or change < 0,
        )

    def _evidence_with(self, seen: Observation, limit: int, since: Mark) -> LogEvidence:
        """Compare an answer with a sliding log's: fully once all that others left in it is gone."""
        rose = seen.below - (since.level - since.slack)
        evidence = self.evidence.after_rise(rose, self.spent, since.at_s, seen.since_s)
        return evidence.compare(seen, limit, self.spent, ripe=self.aged(seen.since_s))

    def _unanswered_at(self, now_s: float) -> tuple[float, ...]:
        return tuple(ended_s for ended_s in self.unanswered if now_s - ended_s < UNANSWERED_S)
