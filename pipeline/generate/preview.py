"""What a person wants to see of a fresh dataset: its families with prices, and where its customers live.

Plain data from plain frames, so that it also works on a dataset that was read back from files.
"""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from pipeline.packs.names import SEPARATOR


@dataclass(frozen=True, slots=True)
class Family:
    """Siblings: the name that they share, how many there are, what tells them apart, the price range."""

    name: str
    count: int
    options: tuple[str, ...]
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Town:
    """A city and how many of the customers live there."""

    city: str
    state: str
    count: int
    share: float


def families(products: pl.DataFrame, limit: int = 20) -> tuple[Family, ...]:
    """Return the families of a product frame in its order, at most `limit`."""
    parts = pl.col("name").str.split_exact(SEPARATOR, 1)
    grouped = (
        products.lazy()
        .select(
            base=parts.struct.field("field_0"),
            option=parts.struct.field("field_1"),
            price=pl.col("price_including_tax"),
        )
        .group_by("base", maintain_order=True)
        .agg(pl.len().alias("count"), "option", lowest=pl.col("price").min(), highest=pl.col("price").max())
        .head(limit)
        .collect()
    )
    return tuple(
        Family(
            row["base"],
            row["count"],
            tuple(text for text in row["option"] if text),
            row["lowest"],
            row["highest"],
        )
        for row in grouped.iter_rows(named=True)
    )


def place_map(customers: pl.DataFrame, limit: int = 10) -> tuple[Town, ...]:
    """Return the cities of a customer frame, the most frequent first, at most `limit`."""
    grouped = (
        customers.lazy()
        .select(city="physical_city", state="physical_state")
        .drop_nulls("city")
        .group_by("city", "state")
        .agg(pl.len().alias("count"))
        .sort(["count", "city", "state"], descending=[True, False, False])
        .collect()
    )
    total = int(grouped["count"].sum())
    return tuple(
        Town(row["city"], row["state"] or "", row["count"], row["count"] / total)
        for row in grouped.head(limit).iter_rows(named=True)
    )
