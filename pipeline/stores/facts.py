"""What a store says about itself, whichever store it is, and whether it is the one that a journal is bound to. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from pipeline.errors import AccessError
from pipeline.pacing.forecast import forecast
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.pacing.quota import quota_for

# A store with more that nobody here made is somebody's (pipeline/load/README.md, *The right store*)
BUSY_CUSTOMERS = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """A store as it describes itself; None and () where the token may not look. `notices` say what that means."""

    prefix: str
    retailer_id: str | None = None
    name: str | None = None
    currency: str | None = None
    tax_exclusive: bool | None = None
    country: str | None = None  # two letters
    language: str | None = None
    outlets: tuple[tuple[str, str], ...] = ()  # (id, name)
    registers: int | None = None
    limit: int | None = None
    remaining: int | None = None
    has_sales: bool | None = None
    dialect: Enum | None = None  # of its API, the store's own; None where no row shows it
    own_prefix: str | None = None  # what the store itself says that its prefix is
    notices: tuple[str, ...] = ()

    @property
    def quota(self) -> int | None:
        """Requests per five minutes: what the answers say, else what the registers make."""
        return self.limit or (quota_for(self.registers) if self.registers else None)

    @property
    def store_id(self) -> str:
        """What tells this store from others: its retailer id, else its prefix."""
        return self.retailer_id or self.prefix

    @property
    def binding(self) -> dict[str, Any]:
        """What a journal remembers of its store, to know it again."""
        return {
            "prefix": self.prefix,
            "retailer_id": self.retailer_id,
            "outlet_ids": sorted(outlet_id for outlet_id, _ in self.outlets),
        }


def same_store(bound: Mapping[str, Any], facts: Facts) -> bool:
    """Tell whether a journal's binding is this store: by retailer id, else by outlets, else by prefix alone."""
    now = facts.binding
    if bound.get("prefix") != now["prefix"]:
        return False
    if bound.get("retailer_id") and now["retailer_id"]:
        return bool(bound["retailer_id"] == now["retailer_id"])
    if bound.get("outlet_ids") and now["outlet_ids"]:
        return not set(bound["outlet_ids"]).isdisjoint(now["outlet_ids"])  # a store may open another outlet
    return True


def with_quota(facts: Facts, paced: PacedStore) -> Facts:
    """Return the facts with the quota as the last answer showed it."""
    if paced.pacer.limit is None:
        return facts
    return replace(facts, limit=paced.pacer.limit, remaining=paced.pacer.remaining)


def another_store(prefix: str) -> AccessError:
    """Return the end of a run whose journal belongs to another store than the one that answers."""
    return AccessError(
        f"This dataset's journal for {prefix} belongs to another store than the one that answers now.",
        code="wrong-store",
        hint="Nothing was changed there. Check the prefix or address; to load into both, generate or copy the dataset "
        "into a folder of its own.",
    )


def forecast_s(facts: Facts | None, requests: int, pace: Pace, concurrency: int | None) -> int:
    """Return the whole seconds that so many requests to this store take."""
    if not requests:
        return 0
    quota, remaining = (facts.quota, facts.remaining) if facts else (None, None)
    return math.ceil(forecast(requests, pace, concurrency, quota, remaining))
