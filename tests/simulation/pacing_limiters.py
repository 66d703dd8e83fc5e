"""Six kinds of rate limiter, as stores build them, on a clock that is passed in.

`take` counts a request and says whether it is accepted and what remains; `free_s` says when the next one would be,
which a store renders as Retry-After and the lower bound of the simulator uses as its oracle.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

WINDOW_S = 300.0
TINY_S = 1e-6  # steps over the edge that rounding leaves


class Limiter(Protocol):
    """What the simulator needs of a limiter."""

    limit: int

    def take(self, now_s: float) -> bool: ...

    def remaining(self, now_s: float) -> int: ...

    def free_s(self, now_s: float) -> float: ...


@dataclass
class FixedWindow:
    """A window begins with the first request after the last one ended."""

    limit: int
    began_s: float = float("-inf")
    used: int = 0

    def _turn(self, now_s: float) -> None:
        if now_s >= self.began_s + WINDOW_S:
            self.began_s, self.used = now_s, 0

    def take(self, now_s: float) -> bool:
        self._turn(now_s)
        if self.used >= self.limit:
            return False
        self.used += 1
        return True

    def remaining(self, now_s: float) -> int:
        return self.limit - (0 if now_s >= self.began_s + WINDOW_S else self.used)

    def free_s(self, now_s: float) -> float:
        return now_s if self.remaining(now_s) else self.began_s + WINDOW_S + TINY_S


@dataclass
class AlignedWindow(FixedWindow):
    """Windows turn at fixed moments of the store's clock, `phase_s` after the run's zero."""

    phase_s: float = 0.0
    window: int = -(10**9)

    def _turn(self, now_s: float) -> None:
        window = int((now_s - self.phase_s) // WINDOW_S)
        if window > self.window:
            self.window, self.used = window, 0
            self.began_s = self.phase_s + window * WINDOW_S


@dataclass
class SlidingLog:
    """Every accepted request counts for one window; with `counts_refusals`, refused ones do as well."""

    limit: int
    counts_refusals: bool = False
    log: deque[float] = field(default_factory=deque)

    def _forget(self, now_s: float) -> None:
        while self.log and self.log[0] <= now_s - WINDOW_S:
            self.log.popleft()

    def take(self, now_s: float) -> bool:
        self._forget(now_s)
        accepted = len(self.log) < self.limit
        if accepted or self.counts_refusals:
            self.log.append(now_s)
        return accepted

    def remaining(self, now_s: float) -> int:
        self._forget(now_s)
        return max(0, self.limit - len(self.log))

    def free_s(self, now_s: float) -> float:
        self._forget(now_s)
        surplus = len(self.log) - self.limit
        return now_s if surplus < 0 else self.log[surplus] + WINDOW_S + TINY_S


@dataclass
class SlidingCounter:
    """Two counters: the last aligned window's fades linearly while this one's grows."""

    limit: int
    phase_s: float = 0.0
    window: int = -(10**9)
    used: int = 0
    before: int = 0

    def _turn(self, now_s: float) -> float:
        window, inside_s = divmod(now_s - self.phase_s, WINDOW_S)
        if int(window) > self.window:
            self.before = self.used if int(window) == self.window + 1 else 0
            self.window, self.used = int(window), 0
        return self.before * (1 - inside_s / WINDOW_S) + self.used

    def take(self, now_s: float) -> bool:
        if self._turn(now_s) + 1 > self.limit:
            return False
        self.used += 1
        return True

    def remaining(self, now_s: float) -> int:
        return max(0, int(self.limit - self._turn(now_s)))

    def free_s(self, now_s: float) -> float:
        excess = self._turn(now_s) + 1 - self.limit
        if excess <= 0:
            return now_s
        turn_s = self.phase_s + (self.window + 1) * WINDOW_S
        fades_s = now_s + excess / self.before * WINDOW_S if self.before else turn_s
        if fades_s < turn_s:
            return fades_s + TINY_S
        return turn_s + max(0, self.used + 1 - self.limit) / max(self.used, 1) * WINDOW_S + TINY_S


@dataclass
class TokenBucket:
    """Holds a window's quota and fills evenly."""

    limit: int
    tokens: float = -1.0
    at_s: float = float("-inf")

    def _fill(self, now_s: float) -> None:
        if self.tokens < 0:
            self.tokens, self.at_s = float(self.limit), now_s
        self.tokens = min(float(self.limit), self.tokens + (now_s - self.at_s) * self.limit / WINDOW_S)
        self.at_s = now_s

    def take(self, now_s: float) -> bool:
        self._fill(now_s)
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def remaining(self, now_s: float) -> int:
        self._fill(now_s)
        return int(self.tokens)

    def free_s(self, now_s: float) -> float:
        self._fill(now_s)
        return now_s if self.tokens >= 1 else now_s + (1 - self.tokens) * WINDOW_S / self.limit + TINY_S


LIMITERS: dict[str, Callable[[int, float], Limiter]] = {
    "fixed": lambda limit, _: FixedWindow(limit),
    "aligned": lambda limit, phase_s: AlignedWindow(limit, phase_s=phase_s),
    "sliding log": lambda limit, _: SlidingLog(limit),
    "log + refusals": lambda limit, _: SlidingLog(limit, counts_refusals=True),
    "sliding counter": lambda limit, phase_s: SlidingCounter(limit, phase_s=phase_s),
    "token bucket": lambda limit, _: TokenBucket(limit),
}
