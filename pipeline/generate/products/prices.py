"""Prices and costs of products, in whole cents. Pure."""

import polars as pl

from pipeline.generate.draws import below
from pipeline.generate.products.catalogue import Catalogue
from pipeline.packs import Pack
from pipeline.packs.names import FULL_PERCENT

# A supplier's list rounds cost to this many cents, from this price in cents on.
COST_STEPS = ((0, 5), (1_000, 10), (5_000, 25), (20_000, 50))
_SHARE_PARTS = 100  # a share is drawn in hundredths of a percent
_ROUND_ALWAYS_FROM_DOLLARS = 100  # as in `catalogue.price_points`


def prices(point: pl.Series, variant: pl.Series, line: pl.Series, catalogue: Catalogue) -> pl.Series:
    """Return prices in cents: the family's point, times the variant's percent, on a label's ending in the line's band again.

    `catalogue.label_price` says the same of one.
    """
    if not catalogue.prices_vary:
        return point
    percent = catalogue.variants["percent"][variant]
    dollars = point * percent // 10_000
    rounded = dollars - (dollars + 1) % 5
    dollars = rounded.zip_with(dollars >= _ROUND_ALWAYS_FROM_DOLLARS, dollars)
    least, most = (catalogue.lines[name][line] for name in ("least_cents", "most_cents"))
    moved = dollars * 100 + point % 100
    moved = least.zip_with(moved < least, most.zip_with(moved > most, moved))
    found: pl.Series = point.zip_with(percent == FULL_PERCENT, moved)
    return found


def costs(price: pl.Series, draw: pl.Series, pack: Pack) -> pl.Series:
    """Return costs in cents: inside the pack's share exactly, in the steps of a supplier's list."""
    low, high = pack.supply_percent
    drawn = below(draw, 32, 32, (high - low) * _SHARE_PARTS + 1).cast(pl.UInt64) + low * _SHARE_PARTS
    least, most = (price * low + 99) // 100, price * high // 100
    step = pl.Series([COST_STEPS[0][1]], dtype=pl.UInt64)
    for from_cents, cents in COST_STEPS[1:]:
        step = pl.Series([cents], dtype=pl.UInt64).zip_with(price >= from_cents, step)
    fits = (least + step - 1) // step <= most // step
    step = step.zip_with(fits, pl.Series([1], dtype=pl.UInt64))
    rounded = (price * drawn // (100 * _SHARE_PARTS) + step // 2) // step
    lowest, highest = (least + step - 1) // step, most // step
    rounded = rounded.zip_with(rounded > lowest, lowest)
    found: pl.Series = rounded.zip_with(rounded < highest, highest) * step
    return found
