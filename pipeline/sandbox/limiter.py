"""The quota of a store: 300 requests per register plus 50, per five minutes. Pure: told `now_s`.

The same class limits the sandbox and, in the simulator, holds the pacer against every kind of window.
It never sleeps and never reads a clock. Time that steps back is taken for standing still.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.sandbox.windows import WINDOWS

REQUESTS_PER_REGISTER = 300
REQUESTS_BESIDES = 50
# The step by which a wait is rounded up, so that asking again exactly then is allowed despite binary fractions
_ROUNDING_S = 1e-6


def quota_of(registers: int) -> int:
    """Return the documented quota of five minutes."""
    return REQUESTS_PER_REGISTER * registers + REQUESTS_BESIDES


@dataclass(frozen=True, slots=True)
class LimitDecision:
    """What the limiter says to one request; `retry_after_s` is 0 when it is allowed."""

    allowed: bool
    remaining: int
    retry_after_s: float


class Limiter:
    """Counts requests in a window of the given kind (`windows.WINDOWS`)."""

    def __init__(self, limit: int, kind: str = "fixed", state: Mapping[str, Any] | None = None) -> None:
        known = state or {}
        fits = known.get("kind") == kind and known.get("limit") == limit
        self.kind = kind
        self.limit = limit
        self._newest_s = float(known.get("newest_s", 0.0)) if fits else 0.0
        self._window = WINDOWS[kind](limit, known.get("window", {}) if fits else {})

    def ask(self, now_s: float) -> LimitDecision:
        """Take one place if there is one, and say so."""
        now_s = self._forward(now_s)
        if self._window.used(now_s) + 1 <= self.limit + _ROUNDING_S:
            self._window.take(now_s, 1)
            return LimitDecision(allowed=True, remaining=self.remaining(now_s), retry_after_s=0.0)
        wait_s = self._window.refuse(now_s) + _ROUNDING_S
        return LimitDecision(allowed=False, remaining=0, retry_after_s=wait_s)

    def remaining(self, now_s: float) -> int:
        """Return the whole places that are left."""
        left = self.limit - self._window.used(self._forward(now_s))
        return max(0, math.floor(left + _ROUNDING_S))

    def full_in(self, now_s: float) -> float:
        """Return the seconds until the whole quota is there again, if no request comes."""
        return self._window.full_in(self._forward(now_s))

    def spend(self, now_s: float, count: int) -> None:
        """Take `count` places as another client of the same quota would, but not below nothing."""
        self._window.take(self._forward(now_s), min(count, self.remaining(now_s)))

    def give_back(self, now_s: float) -> None:
        """Undo the newest place: where failed calls don't count."""
        self._window.take(self._forward(now_s), -1)

    def dump(self) -> dict[str, Any]:
        """Return the state as JSON; a limiter made from it goes on where this one stands."""
        return {
            "kind": self.kind,
            "limit": self.limit,
            "newest_s": self._newest_s,
            "window": self._window.dump(),
        }

    def _forward(self, now_s: float) -> float:
        self._newest_s = max(self._newest_s, now_s)
        return self._newest_s
