"""How to behave while a store fails again and again: a value that is told the time. Pure.

After `PATIENCE` failures in a row requests go one at a time, `PROBE_AFTER_S` apart; after `GIVE_UP_S` the run ends,
resumable. One success ends the outage. The numbers: README.md.
"""

from typing import NamedTuple

PATIENCE = 5
PROBE_AFTER_S = (15.0, 30.0, 60.0)  # the last one repeats
GIVE_UP_S = 600.0


class Outage(NamedTuple):
    """Failures in a row, and since when."""

    failures: int = 0
    since_s: float | None = None
    last_s: float = 0.0

    @property
    def active(self) -> bool:
        """Enough failures in a row that only single probes go out."""
        return self.failures >= PATIENCE

    def fail(self, now_s: float, started_s: float) -> "Outage":
        """Return the state after a request that failed: no connection, silence, or a 5xx.

        Those that were on their way when the outage was seen are no probes: they tell nothing new.
        """
        if self.active and started_s <= self.last_s:
            return self
        since_s = now_s if self.since_s is None else self.since_s
        return self._replace(failures=self.failures + 1, since_s=since_s, last_s=now_s)

    def next_start_s(self, now_s: float) -> float:
        """Return the earliest moment of the next request."""
        if not self.active:
            return now_s
        step = min(self.failures - PATIENCE, len(PROBE_AFTER_S) - 1)
        return self.last_s + PROBE_AFTER_S[step]

    def hopeless(self, now_s: float) -> bool:
        """Tell whether the store has failed for so long that the run should end."""
        return self.active and self.since_s is not None and now_s - self.since_s >= GIVE_UP_S
