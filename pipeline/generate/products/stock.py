"""Stock that fits the goods: cheap things and bestsellers lie deep, dear ones shallow; a few are sold out or nearly so.

A family has one reorder point and one amount to order; what is there differs by product, and by outlet where outlets are named.
Goods that are not on a shelf have none of it. Pure.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from pipeline.errors import UsageError
from pipeline.generate.draws import below, happens, key_for, mix
from pipeline.schema.kinds import key_of
from pipeline.schema.stock import LEVEL_COLUMN, STOCK_COLUMNS, outlet_heading
from pipeline.settings import GenerateOptions
from pipeline.text import clean

# What a shop usually has of one product, from this price in cents on.
DEPTHS = ((0, 48), (1_000, 30), (2_500, 18), (5_000, 10), (10_000, 6), (30_000, 4))
BESTSELLER_TIMES = 3
REORDER_PART = 4  # a quarter of what there usually is is ordered again, ...
REORDER_LEAST = 2  # ... but never so little that nothing can lie below
ORDER_PART = 2
# Of so many products in a row one is sold out and two lie below their reorder point.
STRETCH = 24
_LOW_AFTER = (8, 16)
_SMALLER_SHARE = 0.5  # outlets that keep half as much of a family


def headings(outlet: str) -> dict[str, str]:
    """Return the columns of an outlet by those that hold for every one: inventory_Market_Square."""
    return {name: f"{name}_{outlet_heading(outlet)}" for name in STOCK_COLUMNS}


def hold_outlets(outlets: Sequence[str]) -> None:
    """Raise UsageError for an outlet without a name, and for two that would have one heading."""
    seen: dict[str, str] = {}
    for outlet in outlets:
        folded = key_of(outlet_heading(outlet))
        if not folded or not outlet.isprintable():
            raise UsageError(
                f'"{clean(outlet, 60)}" is no name of an outlet.',
                code="outlet-name",
                hint='Give its name as the store shows it, such as "Main".',
            )
        if folded in seen:
            raise UsageError(
                f'The outlets "{clean(seen[folded], 60)}" and "{clean(outlet, 60)}" would have one column, '
                f"{clean(headings(outlet)[LEVEL_COLUMN], 80)}.",
                code="outlet-twice",
                hint="Name one of them, or rename one in the store.",
            )
        seen[folded] = outlet


def depths(point: pl.Series, bestseller: pl.Series) -> pl.Series:
    """Return how many of a product there usually are, as UInt64, by price in cents and whether it sells best."""
    depth = pl.repeat(DEPTHS[0][1], len(point), dtype=pl.UInt64, eager=True)
    for from_cents, pieces in DEPTHS[1:]:
        depth = pl.Series([pieces], dtype=pl.UInt64).zip_with(point >= from_cents, depth)
    deep: pl.Series = (depth * BESTSELLER_TIMES).zip_with(bestseller, depth)
    return deep


def stock_levels(
    number: pl.Series, family: pl.Series, depth: pl.Series, options: GenerateOptions, pack: str
) -> dict[str, pl.Series]:
    """Return the columns of stock of a pack's products with these numbers, of these families, for all and for each outlet."""
    seed = options.seed
    columns = dict(_levels(number, depth, key_for(seed, pack, "stock")))
    for outlet in options.outlets:
        key = key_for(seed, pack, "stock", key_of(outlet_heading(outlet)))
        small = happens(mix(family, key), 0, 16, _SMALLER_SHARE)
        levels = _levels(number, (depth // 2).zip_with(small, depth), key)
        columns |= {heading: levels[name] for name, heading in headings(outlet).items()}
    return columns


def _levels(number: pl.Series, depth: pl.Series, key: int) -> Mapping[str, pl.Series]:
    reorder = (depth // REORDER_PART).clip(lower_bound=REORDER_LEAST)
    draw, stretch = mix(number, key), mix(number // STRETCH, key_for(key, "stretch"))
    at, out = number % STRETCH, below(stretch, 0, 24, STRETCH)
    plenty = reorder + 1 + below(draw, 0, 32, depth + depth // 2 - reorder)
    low = 1 + below(draw, 32, 32, reorder - 1).cast(pl.UInt64)
    is_low = pl.repeat(value=False, n=len(number), dtype=pl.Boolean, eager=True)
    for after in _LOW_AFTER:
        is_low = is_low | (at == (out + after) % STRETCH)
    none = pl.Series([0], dtype=pl.UInt64)
    return {
        "inventory": none.zip_with(at == out, low.zip_with(is_low, plenty.cast(pl.UInt64))),
        "reorder_point": reorder,
        "restock_level": (depth // ORDER_PART).clip(lower_bound=REORDER_LEAST),
    }
