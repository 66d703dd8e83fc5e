"""How long a 429 asks us to wait, and what the rate headers say: text of strangers in, numbers out.

Pure, and the store's own `Date` is the only clock: a date in `Retry-After` is compared with the `Date` of the same
answer, so a wrong local clock changes nothing. Without a readable `Date` such a date is as good as missing.

| Retry-After                              | the wait                                                            |
|------------------------------------------|---------------------------------------------------------------------|
| ahead: seconds, or a date later than Date | that + `MARGIN_S`                                                   |
| past, negative or zero                   | 1, 2, 4 ... s, up to `PAST_MAX_S`                                   |
| missing or not readable                  | 30, 60 ... s, up to `UNREADABLE_MAX_S`                              |
| further ahead than `WAIT_MAX_S`          | `WAIT_MAX_S`: no longer wait is believed, the probe asks again then |

Never raises. It does not wait, and does not say when the hold ends: that is the pacer's.
"""

import calendar
import re
from dataclasses import dataclass
from enum import Enum

MARGIN_S = 1.0  # dates are whole seconds, and rounded down by some
WAIT_MAX_S = 900.0  # three windows; a quota of five minutes has been renewed long before
PAST_MAX_S = 256.0  # doubling ends within one window
UNREADABLE_STEP_S = 30.0
UNREADABLE_MAX_S = 300.0  # one window
TEXT_MAX = 64  # the longest HTTP date has 33 characters
TWO_DIGIT_YEAR_PIVOT = 70  # RFC 850 years: 70-99 are 19xx, as everywhere

_SECONDS = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_COUNT = re.compile(r"[0-9]{1,9}")
_CLOCK = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # RFC 1123: Sun, 06 Nov 1994 08:49:37 GMT
        rf"[a-z]{{3}}, (?P<day>[0-9]{{1,2}}) (?P<month>[a-z]{{3}}) (?P<year>[0-9]{{4}}) {_CLOCK} (?:GMT|UTC|[+-]0000)",
        # RFC 850: Sunday, 06-Nov-94 08:49:37 GMT
        rf"[a-z]{{6,9}}, (?P<day>[0-9]{{2}})-(?P<month>[a-z]{{3}})-(?P<year>[0-9]{{2}}|[0-9]{{4}}) {_CLOCK} (?:GMT|UTC)",
        # asctime: Sun Nov  6 08:49:37 1994
        rf"[a-z]{{3}} (?P<month>[a-z]{{3}}) +(?P<day>[0-9]{{1,2}}) {_CLOCK} (?P<year>[0-9]{{4}})",
    )
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_LAST_HOUR, _LAST_MINUTE, _LEAP_SECOND = 23, 59, 60


class WaitReason(str, Enum):
    """Why a wait is as long as it is."""

    AHEAD = "as the store asked"
    PAST = "the store named a moment that has passed"
    UNREADABLE = "the store did not say how long, or not readably"
    CAPPED = "the store asked for longer than can be believed"


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds to hold, and why so many."""

    wait_s: float
    reason: WaitReason


def read_wait(retry_after: str | None, date: str | None, attempt: int) -> Wait:
    """Return the wait that the headers of a 429 ask for; `attempt` is 1 at the first refusal in a row."""
    asked_s = _asked_s(retry_after, date)
    doublings = min(max(attempt, 1) - 1, 60)  # bounded before the power, not after
    if asked_s is None:
        return Wait(min(UNREADABLE_STEP_S * (doublings + 1), UNREADABLE_MAX_S), WaitReason.UNREADABLE)
    if asked_s <= 0:
        return Wait(min(2.0**doublings, PAST_MAX_S), WaitReason.PAST)
    if asked_s + MARGIN_S > WAIT_MAX_S:
        return Wait(WAIT_MAX_S, WaitReason.CAPPED)
    return Wait(asked_s + MARGIN_S, WaitReason.AHEAD)


def wait_from(retry_after: str | None, date: str | None, attempt: int) -> float:
    """Return the seconds of `read_wait`, for callers that don't tell people why."""
    return read_wait(retry_after, date, attempt).wait_s


def read_count(text: str | None) -> int | None:
    """Return the number in a rate header, or None if it is missing, negative, not whole, or no number."""
    stripped = (text or "").strip(" \t")
    return int(stripped) if _COUNT.fullmatch(stripped) else None


def read_http_date(text: str | None) -> int | None:
    """Return a date in any of HTTP's three forms as seconds since 1970, or None."""
    stripped = (text or "").strip(" \t")
    if len(stripped) > TEXT_MAX:
        return None
    for pattern in _DATES:
        found = pattern.fullmatch(stripped)
        if found:
            return _epoch_s(found.groupdict())
    return None


def _asked_s(retry_after: str | None, date: str | None) -> float | None:
    stripped = (retry_after or "").strip(" \t")
    if not stripped or len(stripped) > TEXT_MAX:
        return None
    if _SECONDS.fullmatch(stripped):
        return float(stripped)
    until_s, now_s = read_http_date(stripped), read_http_date(date)
    return None if until_s is None or now_s is None else float(until_s - now_s)


def _epoch_s(parts: dict[str, str]) -> int | None:
    month = _MONTHS.get(parts["month"].lower())
    year, day = int(parts["year"]), int(parts["day"])
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts["second"])
    if len(parts["year"]) == len("94"):
        year += 1900 if year >= TWO_DIGIT_YEAR_PIVOT else 2000
    if month is None or year < 1 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    if hour > _LAST_HOUR or minute > _LAST_MINUTE or second > _LEAP_SECOND:
        return None
    return calendar.timegm((year, month, day, hour, minute, second))
