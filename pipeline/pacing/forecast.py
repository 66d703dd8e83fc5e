"""How long so many requests will take: the bill that is shown before a run starts.

A model, not a promise: an undisturbed store whose window turns once (the slowest of the plausible kinds but one),
every request at the same latency. Pure; the caller turns seconds into words and a time of day.
"""

from pipeline.pacing.pacer import FLOORS, Pace
from pipeline.pacing.quota import SCARCE_SHARE
from pipeline.pacing.sliding_log import WINDOW_S


def forecast(
    requests: int,
    pace: Pace,
    concurrency: int | None,
    limit: int | None,
    remaining: int | None = None,
    *,
    latency_s: float = 0.15,
) -> float:
    """Return the seconds that `requests` take; `limit` None means that nothing but the floors slows them down.

    `concurrency` None is the pace's own. `remaining` is what the running window still has (None: all of it).
    """
    left = max(requests, 0)
    if limit is None or limit <= 0:
        return left * _spacing_s(pace, concurrency, latency_s, scarce=False)
    credit = limit if remaining is None else max(0, min(remaining, limit))
    full_windows = 0
    if left > credit:
        full_windows = 1 + (left - credit - 1) // limit
        left -= credit + (full_windows - 1) * limit
        credit = limit
    scarce = max(0, left - max(0, credit - int(SCARCE_SHARE * limit)))
    last_s = (left - scarce) * _spacing_s(pace, concurrency, latency_s, scarce=False)
    last_s += scarce * _spacing_s(pace, concurrency, latency_s, scarce=True)
    return full_windows * max(WINDOW_S, _window_s(pace, concurrency, limit, latency_s)) + last_s


def _window_s(pace: Pace, concurrency: int | None, limit: int, latency_s: float) -> float:
    """Return the seconds that a whole window's requests take by floors and latency alone."""
    scarce = int(SCARCE_SHARE * limit)
    plenty_s = (limit - scarce) * _spacing_s(pace, concurrency, latency_s, scarce=False)
    return plenty_s + scarce * _spacing_s(pace, concurrency, latency_s, scarce=True)


def _spacing_s(pace: Pace, concurrency: int | None, latency_s: float, *, scarce: bool) -> float:
    floors = FLOORS[pace]
    floor_s = floors.scarce_s if scarce else floors.plenty_s
    if pace is Pace.SPEC:
        return floor_s + latency_s
    lanes = floors.in_flight if concurrency is None else max(1, min(concurrency, floors.in_flight))
    return max(floor_s, latency_s / lanes)
