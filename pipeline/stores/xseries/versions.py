"""The versions of the API: each is a dialect, not a string (pipeline/stores/xseries/README.md, *A version is a dialect*). Pure."""

import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from pipeline.errors import UsageError
from pipeline.settings import API_VERSION
from pipeline.text import clean, listed

SUPPORTED = ("2.0", "2026-01", "2026-04", "2026-07")
FAMILIES_SINCE = "2026-10"  # products become families there; neither statuses nor money types are known
LEVELS_BY_POST_SINCE = "2026-04"  # 2026-01 as 2.0 [?]
LEAVE_2_0_SINCE = date(2027, 4, 1)  # its product calls end about October 2027 [D]
_DATED = re.compile(r"\d{4}-\d{2}")
_CLASSIC_FIELDS = ("price_including_tax", "product_codes")
_FAMILIES_FIELDS = ("prices", "codes")


def asks_levels_by_post(version: str) -> bool:
    """Tell whether stock is asked for by POST here, and comes as bare lists."""
    return _DATED.fullmatch(version) is not None and version >= LEVELS_BY_POST_SINCE


class Dialect(Enum):
    """How a store speaks of products, as one of its rows shows."""

    CLASSIC = "classic"
    FAMILIES = "families"


def require_supported(version: str) -> None:
    """Raise UsageError for a version that this program does not speak."""
    if version in SUPPORTED:
        return
    newer = _DATED.fullmatch(version) is not None and version >= FAMILIES_SINCE
    what = "is not supported yet" if newer else "is none that this program speaks"
    raise UsageError(
        f"API version {clean(version, 40)} {what}.",
        code="api-version-unsupported",
        hint=f"Choose one of {listed(list(SUPPORTED))}.",
    )


def dialect_of(row: Mapping[str, Any]) -> Dialect | None:
    """Return the dialect of a product's row; None for one that has the fields of neither.

    A version past its end is answered by the oldest that is left, without a word [D]: only a row tells.
    """
    if any(name in row for name in _CLASSIC_FIELDS):
        return Dialect.CLASSIC
    return Dialect.FAMILIES if any(name in row for name in _FAMILIES_FIELDS) else None


def unspoken(dialect: Enum | None) -> str:
    """Return what is wrong with a dialect that this program does not speak, '' where it speaks it."""
    if dialect is not Dialect.FAMILIES:
        return ""
    return f"products come as API {FAMILIES_SINCE} and later have them: this program can't load there"


def past_its_time(version: str, today: date) -> tuple[str, str] | None:
    """Return why a version must be left, and a way out; None for one that may stay."""
    if version != API_VERSION or today < LEAVE_2_0_SINCE:
        return None
    return f"{version} must be left by about October 2027", f"Use --api-version {SUPPORTED[-1]}."
