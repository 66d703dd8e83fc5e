"""The page of requests, as data: rows of the log, gauges, the chart, one exchange in full. Reads a sandbox, changes nothing."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.sandbox.office.told import clock_time, record_of, short_told, tone_of
from pipeline.sandbox.serve.exchanges import Exchange, ExchangeLog
from pipeline.sandbox.serve.sandbox import Sandbox

ROWS = 500  # on the page; older ones leave it
CHART_S = 40
_CHART_HEIGHT = 56
_BAR_WIDTH = 10
_BAR_LENGTH = 34
# The class of a method, for its colour
_CALLS = {"GET": "get", "POST": "post", "PUT": "put", "DELETE": "delete"}
_SLOWEST_MS = 1000.0  # a full bar; the scale is logarithmic

FILTERS: dict[str, tuple[str, Callable[[Exchange], bool]]] = {
    "all": ("All", lambda _: True),
    "errors": ("Errors", lambda one: tone_of(one) == "bad"),
    "429": ("429", lambda one: tone_of(one) == "wait"),
    "faults": ("Faults", lambda one: bool(one.faults)),
}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One line of the list."""

    number: int
    time: str
    method: str
    call: str
    path: str
    told: str
    tone: str
    took: str
    bar: int
    faults: tuple[str, ...]
    record: str


def rows_of(log: ExchangeLog, show: str, wanted: str, *, after: int = 0) -> list[RequestRow]:
    """Return what changed after `after` and fits the filter and the search, newest first."""
    return [row_of(one) for one in reversed(chosen(log, show, wanted, after=after)[-ROWS:])]


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


def gauges_of(sandbox: Sandbox) -> dict[str, Any]:
    """Return quota, chart, what is in the store and the faults that were played."""
    now_s = sandbox.clock()
    limiter, log = sandbox.limiter, sandbox.exchanges
    left, full_in_s = limiter.remaining(now_s), limiter.full_in(now_s)
    return {
        "window": limiter.kind, "limit": limiter.limit, "left": left,
        "full_at": clock_time(now_s + full_in_s, whole=True) if full_in_s > 0 else "",
        "full_in": _span(full_in_s),
        "bars": _bars(log, now_s) if log else [], "chart_width": CHART_S * _BAR_WIDTH, "chart_height": _CHART_HEIGHT,
        "last_second": _last_second(log, now_s) if log else 0,
        "late": sandbox.saved.late, "fired": sorted(sandbox.fired.items()), "seed": sandbox.plan.seed,
        "rules": len(sandbox.plan.rules),
    }  # fmt: skip


def row_of(one: Exchange) -> RequestRow:
    """Return the line of one exchange."""
    took_ms = None if one.took_s is None else one.took_s * 1000
    share = math.log10(1 + took_ms) / math.log10(1 + _SLOWEST_MS) if took_ms else 0.0
    path = one.path.removeprefix("/api/2.0") if one.path.startswith("/api/2.0/") else one.path
    return RequestRow(
        one.number, clock_time(one.time_s), one.method, _CALLS.get(one.method, "other"), path + (f"?{one.query}" if one.query else ""),
        short_told(one), tone_of(one), "open" if took_ms is None else f"{took_ms:,.1f} ms",
        max(2, round(min(1.0, share) * _BAR_LENGTH)), one.faults, record_of(one),
    )  # fmt: skip


def _searched(one: Exchange) -> str:
    keys = " ".join(f"{deed.key} {deed.id}" for deed in one.did.deeds)
    return f"{one.method} {one.path}?{one.query} {one.request_id} {keys} {' '.join(one.faults)}".casefold()


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


def _last_second(log: ExchangeLog, now_s: float) -> int:
    return next((sum(parts) for second, *parts in log.seconds if second == int(now_s) - 1), 0)


def _span(seconds: float) -> str:
    minutes, rest = divmod(math.ceil(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
