"""Six ways in which a vendor may count requests in a window of five minutes. Pure: told `now_s`, reads no clock.

Each window answers three questions: how much of the quota is used, take one, and after a refusal how long until one
may be taken. Which of them the vendor runs is unknown (pipeline/stores/xseries/README.md, *Rate limit*), so all are here:

| kind              | counts                                                              |
|-------------------|---------------------------------------------------------------------|
| fixed             | 300 s from the first request, then anew                             |
| aligned           | 300 s slices of the wall clock                                      |
| sliding           | a log of the requests of the last 300 s                             |
| sliding-refusals  | likewise, and refused requests stand in the log too                 |
| sliding-counter   | the last slice's count, fading, plus this slice's                   |
| bucket            | tokens that refill evenly, as many as the quota                     |
"""

import struct
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

WINDOW_S = 300.0


class Window(Protocol):
    """One way to count; `limit` is the quota of a window."""

    limit: int

    def used(self, now_s: float) -> float:
        """Return how many places of the quota are taken."""

    def take(self, now_s: float, count: int) -> None:
        """Take `count` places (negative: give back)."""

    def refuse(self, now_s: float) -> float:
        """Know that a request was refused; return the seconds until one place is free."""

    def full_in(self, now_s: float) -> float:
        """Return the seconds until the whole quota is there again, if no request comes."""

    def dump(self) -> dict[str, Any]:
        """Return the state as JSON."""


class FixedWindow:
    """Counts from the first request after the last window ended, then anew."""

    aligned = False

    def __init__(self, limit: int, state: Mapping[str, Any]) -> None:
        self.limit = limit
        self._start_s = float(state.get("start_s", float("-inf")))
        self._count = int(state.get("count", 0))

    def used(self, now_s: float) -> float:
        """Return the requests of the window that `now_s` is in."""
        return self._count if now_s < self._start_s + WINDOW_S else 0

    def take(self, now_s: float, count: int) -> None:
        """Open a window if none is open, then count; one whose requests were all given back never began."""
        if now_s >= self._start_s + WINDOW_S or not self._count:
            self._start_s = now_s // WINDOW_S * WINDOW_S if self.aligned else now_s
            self._count = 0
        self._count = max(0, self._count + count)

    def refuse(self, now_s: float) -> float:
        """Wait for the end of the window."""
        return max(0.0, self._start_s + WINDOW_S - now_s)

    def full_in(self, now_s: float) -> float:
        """Wait for the end of the window, if anything of it is used."""
        return self._start_s + WINDOW_S - now_s if self.used(now_s) else 0.0

    def dump(self) -> dict[str, Any]:
        """Return start and count; a window that never began has no start."""
        return {"start_s": self._start_s, "count": self._count} if self._count else {}


class AlignedWindow(FixedWindow):
    """Counts in slices of the wall clock."""

    aligned = True


class SlidingLog:
    """Counts the requests of the last 300 s, by the moments of the newest `limit`: older ones can't matter."""

    counts_refusals = False

    def __init__(self, limit: int, state: Mapping[str, Any]) -> None:
        self.limit = limit
        self._log: deque[float] = deque(maxlen=limit)
        self._log.extend(at_s for (at_s,) in struct.iter_unpack("<d", bytes.fromhex(state.get("log", ""))))

    def used(self, now_s: float) -> float:
        """Forget what left the window, count the rest."""
        while self._log and self._log[0] <= now_s - WINDOW_S:
            self._log.popleft()
        return len(self._log)

    def take(self, now_s: float, count: int) -> None:
        """Log `count` moments, or forget the newest ones."""
        self._log.extend([now_s] * max(0, count))
        for _ in range(min(-count, len(self._log))):
            self._log.pop()

    def refuse(self, now_s: float) -> float:
        """Log the refusal where refusals count; wait for the oldest to leave."""
        if self.counts_refusals:
            self._log.append(now_s)
        return max(0.0, self._log[0] + WINDOW_S - now_s) if len(self._log) >= self.limit else 0.0

    def full_in(self, now_s: float) -> float:
        """Wait for the newest to leave."""
        return self._log[-1] + WINDOW_S - now_s if self.used(now_s) else 0.0

    def dump(self) -> dict[str, Any]:
        """Return the log, packed: it is saved with every effect, and as JSON numbers would cost more than the effect."""
        return {"log": struct.pack(f"<{len(self._log)}d", *self._log).hex()}


class SlidingLogWithRefusals(SlidingLog):
    """Refused requests are counted too: a client that goes on asking is refused for ever."""

    counts_refusals = True


class SlidingCounter:
    """Counts in two slices: the last one's count fades while this one goes on."""

    def __init__(self, limit: int, state: Mapping[str, Any]) -> None:
        self.limit = limit
        self._start_s = float(state.get("start_s", float("-inf")))
        self._last = int(state.get("last", 0))
        self._count = int(state.get("count", 0))

    def used(self, now_s: float) -> float:
        """Return the weighted sum."""
        self._turn(now_s)
        return self._last * max(0.0, 1 - (now_s - self._start_s) / WINDOW_S) + self._count

    def take(self, now_s: float, count: int) -> None:
        """Count in this slice."""
        self._turn(now_s)
        self._count = max(0, self._count + count)

    def refuse(self, now_s: float) -> float:
        """Wait until enough has faded, in this slice or in the next."""
        self._turn(now_s)
        room = self.limit - 1 - self._count
        if room >= 0:
            faded_s = WINDOW_S * (1 - room / self._last) if self._last > room else 0.0
            return max(0.0, self._start_s + faded_s - now_s)
        return self._start_s + WINDOW_S - now_s + WINDOW_S * (1 - (self.limit - 1) / self._count)

    def full_in(self, now_s: float) -> float:
        """Wait until this slice's count, else the last one's, has faded whole."""
        self._turn(now_s)
        slices = 2 if self._count else 1 if self._last else 0
        return max(0.0, self._start_s + slices * WINDOW_S - now_s) if slices else 0.0

    def dump(self) -> dict[str, Any]:
        """Return both counts."""
        if not (self._count or self._last):
            return {}
        return {"start_s": self._start_s, "last": self._last, "count": self._count}

    def _turn(self, now_s: float) -> None:
        slice_s = now_s // WINDOW_S * WINDOW_S
        if slice_s <= self._start_s:
            return
        self._last = self._count if slice_s == self._start_s + WINDOW_S else 0
        self._count, self._start_s = 0, slice_s


class TokenBucket:
    """Tokens: full at first, refilled evenly, limit in 300 s."""

    def __init__(self, limit: int, state: Mapping[str, Any]) -> None:
        self.limit = limit
        self._taken = float(state.get("taken", 0.0))
        self._at_s = float(state.get("at_s", 0.0))

    def used(self, now_s: float) -> float:
        """Return what has not been refilled."""
        refilled = max(0.0, now_s - self._at_s) * self.limit / WINDOW_S
        return max(0.0, self._taken - refilled)

    def take(self, now_s: float, count: int) -> None:
        """Take tokens out, or put them back."""
        self._taken = max(0.0, self.used(now_s) + count)
        self._at_s = max(self._at_s, now_s)

    def refuse(self, now_s: float) -> float:
        """Wait for one whole token."""
        return max(0.0, self.used(now_s) + 1 - self.limit) * WINDOW_S / self.limit

    def full_in(self, now_s: float) -> float:
        """Wait until all tokens are back."""
        return self.used(now_s) * WINDOW_S / self.limit

    def dump(self) -> dict[str, Any]:
        """Return the level."""
        return {"taken": self._taken, "at_s": self._at_s}


WINDOWS: dict[str, Callable[[int, Mapping[str, Any]], Window]] = {
    "fixed": FixedWindow,
    "aligned": AlignedWindow,
    "sliding": SlidingLog,
    "sliding-refusals": SlidingLogWithRefusals,
    "sliding-counter": SlidingCounter,
    "bucket": TokenBucket,
}
