"""What a person wants to see of a fresh dataset: its families with prices, and where its customers live.

Plain data from plain frames, so that it also works on a dataset that was read back from files.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from pipeline.packs.names import SEPARATOR
from pipeline.schema.kinds import PRICE_FIELDS

_MONEY = pl.Decimal(14, 2)


@dataclass(frozen=True, slots=True)
class Family:
    """Siblings: the name that they share, how many there are, what tells them apart, the price range.

    The prices are None when none of them has one.
    """

    name: str
    count: int
    options: tuple[str, ...]
    lowest: Decimal | None
    highest: Decimal | None


@dataclass(frozen=True, slots=True)
class Town:
    """A city and how many of the customers live there."""

    city: str
    state: str
    count: int
    share: float


def families(products: pl.DataFrame, limit: int = 20) -> tuple[Family, ...]:
    """Return the families of a product frame in its order, at most `limit`; prices may be text."""
    if "name" not in products.columns:
        return ()
    parts = pl.col("name").str.split_exact(SEPARATOR, 1).struct
    grouped = (
        products.select(base=parts.field("field_0"), option=parts.field("field_1"), price=_price(products))
        .group_by("base", maintain_order=True)
        .agg(
            pl.len().alias("count"),
            "option",
            pl.col("price").min().alias("low"),
            pl.col("price").max().alias("high"),
        )
        .head(limit)
    )
    return tuple(
        Family(row["base"] or "", row["count"], tuple(filter(None, row["option"])), row["low"], row["high"])
        for row in grouped.iter_rows(named=True)
    )


def _price(products: pl.DataFrame) -> pl.Expr:
    """Return the first retail price column that is there, as Decimal; what is no number is null."""
    there = [pl.col(name).cast(_MONEY, strict=False) for name in PRICE_FIELDS if name in products.columns]
    return pl.coalesce(there) if there else pl.lit(None, dtype=_MONEY)


def place_map(customers: pl.DataFrame, limit: int = 10) -> tuple[Town, ...]:
    """Return the cities of a customer frame, the most frequent first, at most `limit`."""
    if "physical_city" not in customers.columns:
        return ()
    cities = customers["physical_city"].to_list()
    there = "physical_state" in customers.columns
    states = customers["physical_state"].to_list() if there else [""] * len(cities)
    counts = Counter(
        (city, state or "") for city, state in zip(cities, states, strict=True) if city is not None
    )
    total = counts.total()
    frequent = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:limit]
    return tuple(Town(city, state, count, count / total) for (city, state), count in frequent)
