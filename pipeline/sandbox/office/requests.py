"""The page of requests, as data: rows of the log, gauges, the chart, one exchange in full. Reads a sandbox, changes nothing."""

import math
from collections.abc import Callable
from typing import Any

from pipeline.sandbox.office.told import address_of, clock_time, tone_of
from pipeline.sandbox.serve.exchanges import Exchange, ExchangeLog
from pipeline.sandbox.serve.sandbox import Sandbox

CHART_S = 40
_CHART_HEIGHT = 56
_BAR_WIDTH = 10
_BAR_LENGTH = 34
_SLOWEST_MS = 1000.0  # a full bar; the scale is logarithmic

FILTERS: dict[str, tuple[str, Callable[[Exchange], bool]]] = {
    "all": ("All", lambda _: True),
    "errors": ("Errors", lambda one: tone_of(one) == "bad"),
    "429": ("429", lambda one: tone_of(one) == "wait"),
    "faults": ("Faults", lambda one: bool(one.faults)),
}


def chosen(log: ExchangeLog, show: str, wanted: str, *, after: int = 0) -> list[Exchange]:
    """Return the exchanges that changed after `after` and fit the filter and the search, ascending by number."""
    fits = FILTERS.get(show, FILTERS["all"])[1]
    text = wanted.strip().casefold()
    return [one for one in log.since(after) if fits(one) and (not text or text in _searched(one))]


def counts_of(log: ExchangeLog) -> dict[str, int]:
    """Return how many of the ring each filter lets through."""
    ring = log.since()
    return {name: sum(map(fits, ring)) for name, (_, fits) in FILTERS.items()}


def missed(log: ExchangeLog, seen: int) -> int:
    """Return how many exchanges left the ring before a page that has seen number `seen` asked again."""
    oldest = next(iter(log.since()), None)
    return max(0, oldest.number - seen - 1) if oldest and seen else 0


def gauges_of(sandbox: Sandbox, log: ExchangeLog) -> dict[str, Any]:
    """Return quota, chart, what is in the store and the faults that were played."""
    now_s = sandbox.clock()
    limiter = sandbox.limiter
    full_in_s = limiter.full_in(now_s)
    return {
        "window": limiter.kind, "limit": limiter.limit, "left": limiter.remaining(now_s),
        "full_at": clock_time(now_s + full_in_s, whole=True) if full_in_s > 0 else "", "full_in": _span(full_in_s),
        "bars": _bars(log, now_s), "chart_width": CHART_S * _BAR_WIDTH, "chart_height": _CHART_HEIGHT,
        "last_second": next((sum(parts) for second, *parts in log.seconds if second == int(now_s) - 1), 0),
        "late": sandbox.saved.late, "fired": sandbox.fired, "seed": sandbox.plan.seed,
    }  # fmt: skip


def short_address(one: Exchange) -> str:
    """Return the path with its query, without the version of the base address."""
    address = address_of(one)
    return address.removeprefix("/api/2.0") if address.startswith("/api/2.0/") else address


def bar(one: Exchange) -> int:
    """Return how long the bar is that shows how long an exchange took."""
    share = math.log10(1 + (one.took_s or 0.0) * 1000) / math.log10(1 + _SLOWEST_MS)
    return max(2, round(min(1.0, share) * _BAR_LENGTH))


def _searched(one: Exchange) -> str:
    keys = " ".join(f"{deed.key} {deed.id}" for deed in one.did.deeds)
    return f"{one.method} {address_of(one)} {one.request_id} {keys} {' '.join(one.faults)}".casefold()


def _bars(log: ExchangeLog, now_s: float) -> list[tuple[int, int, int, str]]:
    """Return (x, y, height, class) for each part of each second's bar."""
    first = int(now_s) - CHART_S + 1
    shown = [each for each in log.seconds if first <= each[0] <= int(now_s)]
    highest = max((sum(parts) for _, *parts in shown), default=0) or 1
    bars = []
    for second, *parts in shown:
        top = _CHART_HEIGHT
        for count, name in zip(parts, ("fine", "faulty", "refused"), strict=True):
            height = math.ceil(count / highest * (_CHART_HEIGHT - 2))
            top -= height
            bars += [((second - first) * _BAR_WIDTH, max(top, 0), height, name)] if count else []
    return bars


def _span(seconds: float) -> str:
    minutes, rest = divmod(math.ceil(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
