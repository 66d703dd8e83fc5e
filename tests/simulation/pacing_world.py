"""A store's rate limit, a network and a competitor on a virtual clock, driven by the production pacer.

One `Case` and one pace are one history: nothing but the seed is random. `play` runs the pacer, `bound_s` says how
long a client would take that knows the limiter from inside: eight in flight, no floors, every request waits at the
store's door until it is accepted, nobody is ever refused.
"""

import heapq
import random
from dataclasses import dataclass
from email.utils import formatdate

from pipeline.pacing.pacer import Pace, Pacer
from pipeline.pacing.quota import quota_for
from pipeline.pacing.retry_after import read_count, wait_from
from tests.simulation.pacing_limiters import LIMITERS, WINDOW_S, Limiter

LATENCY_MEDIAN_S, LATENCY_SIGMA = 0.15, 0.35
SPELL_EVERY_S, SPELL_LASTS_S, SPELL_FACTOR = 120.0, 8.0, 6.0
COMPETITOR_SHARE = 0.3
SPENT_SHARE = 0.8
UP_SHARE = 0.45  # of a latency passes before the store counts the request
EPOCH_S = 1_700_000_000.4  # the store's clock at the run's zero, not on a whole second
BOUND_LANES = 8
STEPS_MAX = 2_000_000
RATE_EPSILON_S = 1e-9


@dataclass(frozen=True)
class Case:
    """One cell of the grid."""

    kind: str
    registers: int
    records: int
    situation: str = "alone"  # or "competitor", "spent"
    seed: int = 1


@dataclass(frozen=True)
class Played:
    """What happened: seconds until the last answer, requests, refusals, and broken promises (must be none)."""

    took_s: float
    requests: int
    refusals: int
    violations: tuple[str, ...] = ()


class Rival:
    """Somebody else's program on the same quota, which it takes `COMPETITOR_SHARE` of, whatever we do.

    What it wants comes at random moments. What finds no room waits, and has the next room before us: driving others
    off the quota doesn't make it larger, and every pace has the same rest of it.
    """

    def __init__(self, limiter: Limiter, rng: random.Random) -> None:
        self.limiter = limiter
        self.rng = rng
        self.wants_s = -WINDOW_S  # when it wants the next request
        self.room_s = float("inf")  # when there will be room for what waits
        self.waiting = 0
        self.taken = 0

    @property
    def next_s(self) -> float:
        """When it does something next."""
        return min(self.wants_s, self.room_s)

    def advance(self, now_s: float) -> None:
        while self.next_s <= now_s:
            at_s = self.next_s
            if at_s == self.wants_s:
                self.waiting += 1
                self.wants_s += self.rng.expovariate(COMPETITOR_SHARE * self.limiter.limit / WINDOW_S)
            while self.waiting and self.limiter.remaining(at_s):
                self.limiter.take(at_s)
                self.waiting -= 1
                self.taken += 1
            self.room_s = self.limiter.free_s(at_s) if self.waiting else float("inf")


class World:
    """The store's side of a case: limiter, competitor and latencies."""

    def __init__(self, case: Case) -> None:
        seed = f"{case.kind}/{case.registers}/{case.records}/{case.situation}/{case.seed}"
        self.rng = random.Random(seed)
        self.limit = quota_for(case.registers)
        self.limiter: Limiter = LIMITERS[case.kind](self.limit, self.rng.uniform(5, WINDOW_S))
        self.spell_s = self.rng.expovariate(1 / SPELL_EVERY_S)
        self.rival: Rival | None = None
        if case.situation == "spent":
            since_s = -self.rng.uniform(20, 280)
            for at_s in sorted(self.rng.uniform(since_s, 0) for _ in range(int(SPENT_SHARE * self.limit))):
                self.limiter.take(at_s)
        if case.situation == "competitor":
            self.rival = Rival(
                self.limiter, random.Random(f"{seed}/rival")
            )  # it wants the same beside every pace
            self.advance(0.0)

    def advance(self, now_s: float) -> None:
        """Let the competitor do what it did until now."""
        if self.rival is not None:
            self.rival.advance(now_s)

    def latency_s(self, now_s: float) -> float:
        drawn_s = LATENCY_MEDIAN_S * self.rng.lognormvariate(0, LATENCY_SIGMA)
        while now_s >= self.spell_s + SPELL_LASTS_S:
            self.spell_s += SPELL_LASTS_S + self.rng.expovariate(1 / SPELL_EVERY_S)
        return drawn_s * (SPELL_FACTOR if now_s >= self.spell_s else 1.0)


@dataclass(frozen=True)
class Answer:
    """A reply on its way back."""

    started_s: float
    accepted: bool
    remaining: int
    wait_s: float


class Client:
    """The loader's side: as thin as a loop around a pacer can be, and a judge of its promises."""

    def __init__(self, case: Case, pacer: Pacer) -> None:
        self.world = World(case)
        self.pacer = pacer
        self.left = case.records  # not yet accepted
        self.events: list[tuple[float, int, str, Answer | float | None]] = []
        self.order = self.requests = self.refusals = self.refused_in_row = 0
        self.violations: list[str] = []
        self.planned_s: float | None = None

    def push(self, at_s: float, name: str, what: Answer | float | None = None) -> None:
        self.order += 1
        heapq.heappush(self.events, (at_s, self.order, name, what))

    def play(self) -> Played:
        self.decide(0.0)
        now_s = 0.0
        for _ in range(STEPS_MAX):
            if not self.events:
                break
            now_s, _order, name, what = heapq.heappop(self.events)
            if name == "arrive":
                assert isinstance(what, float)
                self.arrive(now_s, what)
            elif name == "answer":
                assert isinstance(what, Answer)
                self.settle(now_s, what)
            elif self.planned_s == now_s:
                self.planned_s = None
                self.decide(now_s)
        assert self.left == 0, "the pacer never let the run end"
        return Played(now_s, self.requests, self.refusals, tuple(self.violations))

    def arrive(self, now_s: float, started_s: float) -> None:
        self.world.advance(now_s)
        limiter = self.world.limiter
        accepted = limiter.take(now_s)
        wait_s = 0.0
        if not accepted:
            date_s = EPOCH_S + now_s
            wait_s = wait_from(
                formatdate(EPOCH_S + limiter.free_s(now_s), usegmt=True),
                formatdate(date_s, usegmt=True),
                self.refused_in_row + 1,
            )
        answer = Answer(started_s, accepted, limiter.remaining(now_s), wait_s)
        self.push(now_s + (now_s - started_s) / UP_SHARE * (1 - UP_SHARE), "answer", answer)

    def settle(self, now_s: float, answer: Answer) -> None:
        if answer.accepted:
            self.left -= 1
            self.refused_in_row = 0
            limit, remaining = read_count(str(self.world.limit)), read_count(str(answer.remaining))
            self.pacer = self.pacer.answer(now_s, limit, remaining, answer.started_s)
        else:
            self.refusals += 1
            self.refused_in_row += 1
            self.pacer = self.pacer.refuse(now_s, answer.wait_s, answer.started_s)
        self.decide(now_s)

    def decide(self, now_s: float) -> None:
        """Start whatever may start, then plan the next decision."""
        while self.left > self.pacer.in_flight:
            at_s = self.pacer.next_start_s(now_s, self.left - self.pacer.in_flight)
            if at_s is None:
                if not self.pacer.in_flight:
                    self.violations.append("nobody may start and nobody is on the way")
                self.planned_s = None
                return
            if at_s > now_s:
                if at_s != self.planned_s:
                    self.planned_s = at_s
                    self.push(at_s, "plan")
                return
            self.judge(now_s)
            self.pacer = self.pacer.start(now_s)
            self.requests += 1
            self.push(now_s + self.world.latency_s(now_s) * UP_SHARE, "arrive", now_s)
        self.planned_s = None

    def judge(self, now_s: float) -> None:
        """Hold the promises against this start, by other means than the pacer's own."""
        pacer = self.pacer
        plenty_s, scarce_s, lanes = JUDGED[pacer.pace]
        scarce = pacer.remaining is not None and pacer.remaining < 0.1 * self.world.limit
        if pacer.last_start_s is not None:
            gap_s = now_s - pacer.last_start_s
            if gap_s < (scarce_s if scarce else plenty_s) - RATE_EPSILON_S:
                self.violations.append(f"floor: {gap_s:.3f} s at {now_s:.3f}")
        if pacer.in_flight >= lanes:
            self.violations.append(f"in flight: {pacer.in_flight + 1} at {now_s:.3f}")
        if pacer.hold_until_s is not None and now_s < pacer.hold_until_s:
            self.violations.append(f"hold: started at {now_s:.3f}")


JUDGED = {Pace.STEADY: (0.1, 0.5, 4), Pace.SPEC: (0.1, 0.5, 1), Pace.FAST: (0.0, 0.2, 8)}


def play(case: Case, pace: Pace) -> Played:
    """Run one case with the production pacer."""
    return Client(case, Pacer.begin(pace, None)).play()


def bound_s(case: Case) -> float:
    """Return the seconds that the case takes at least.

    Its latencies are drawn in another order than a pace's: where a window turns at a time of its own, a history that got
    one more request in before may beat it, by a window at most.
    """
    world = World(case)
    lanes = [0.0] * BOUND_LANES  # when each is free
    door_s = 0.0  # nobody is accepted before those who came before
    for _ in range(case.records):
        started_s = heapq.heappop(lanes)
        latency_s = world.latency_s(started_s)
        door_s = max(door_s, started_s + latency_s * UP_SHARE)
        world.advance(door_s)
        while not world.limiter.remaining(door_s):
            next_s = world.rival.next_s if world.rival else float("inf")
            door_s = min(max(world.limiter.free_s(door_s), door_s), next_s)
            world.advance(door_s)
        assert world.limiter.take(door_s)
        heapq.heappush(lanes, door_s + latency_s * (1 - UP_SHARE))
    return max(lanes)
