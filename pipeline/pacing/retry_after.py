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

import re
from datetime import datetime, timezone
from email.utils import parsedate_tz

MARGIN_S = 1.0  # dates are whole seconds, and rounded down by some
WAIT_MAX_S = 900.0  # three windows; a quota of five minutes has been renewed long before
PAST_MAX_S = 256.0  # doubling ends within one window
UNREADABLE_STEP_S = 30.0
UNREADABLE_MAX_S = 300.0  # one window
TEXT_MAX = 64  # the longest HTTP date has 33 characters
LEAP_SECOND = 60

_SECONDS = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_COUNT = re.compile(r"[0-9]{1,9}")


def wait_from(retry_after: str | None, date: str | None, attempt: int) -> float:
    """Return the seconds that the headers of a 429 ask for; `attempt` is 1 at the first refusal in a row."""
    asked_s = _asked_s(retry_after, date)
    doublings = min(max(attempt, 1) - 1, 60)  # bounded before the power, not after
    if asked_s is None:
        return min(UNREADABLE_STEP_S * (doublings + 1), UNREADABLE_MAX_S)
    if asked_s <= 0:
        return min(2.0**doublings, PAST_MAX_S)
    return min(asked_s + MARGIN_S, WAIT_MAX_S)


def read_count(text: str | None) -> int | None:
    """Return the number in a rate header, or None if it is missing, negative, not whole, or no number."""
    stripped = (text or "").strip(" \t")
    return int(stripped) if _COUNT.fullmatch(stripped) else None


def read_http_date(text: str | None) -> int | None:
    """Return a date in any of HTTP's three forms as seconds since 1970, or None. Its zone is GMT."""
    stripped = (text or "").strip(" \t")
    try:
        read = parsedate_tz(stripped) if len(stripped) <= TEXT_MAX else None
        if read is None:
            return None
        year, second = read[0], read[5]
        # GMT is HTTP's only zone; asctime's form names none and ends with the year
        if not stripped.upper().endswith(("GMT", "UTC", "+0000", "-0000", str(year))):
            return None
        if str(year) not in stripped:  # RFC 850's form has two digits; no store's clock says 1969
            if f"-{year % 100:02} " not in stripped:
                return None
            year += 100 * (year < 1970)  # noqa: PLR2004 - email.utils reads 69 so
        minute = datetime(year, *read[1:5], tzinfo=timezone.utc)
    except (ValueError, IndexError, OverflowError):  # some garbage makes email.utils raise
        return None
    return int(minute.timestamp()) + second if 0 <= second <= LEAP_SECOND else None


def _asked_s(retry_after: str | None, date: str | None) -> float | None:
    stripped = (retry_after or "").strip(" \t")
    if not stripped or len(stripped) > TEXT_MAX:
        return None
    if _SECONDS.fullmatch(stripped):
        return float(stripped)
    until_s, now_s = read_http_date(stripped), read_http_date(date)
    return None if until_s is None or now_s is None else float(until_s - now_s)
