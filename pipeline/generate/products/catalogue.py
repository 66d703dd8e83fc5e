"""A pack as tables: lines, names, options and prices by position, so that a product is look-ups alone.

Everything here depends on the pack only, never on the seed or on how many products are made.
"""

import itertools
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.generate.draws import offsets
from pipeline.generate.products.layout import first_count
from pipeline.packs import Line, Pack
from pipeline.packs.names import FULL_PERCENT, OPTION_SEPARATOR, SEPARATOR, variant_count, variant_percents
from pipeline.packs.values import TIERS
from pipeline.schema.kinds import OPTION_NUMBERS

ENDINGS_CENTS = (95, 99)
# Where a tier's prices lie among the price points of a line, in percent of their number.
_TIER_SPANS = {"good": (0, 45), "better": (28, 76), "best": (55, 100)}
_ROUND_FROM = 20  # whole dollars: from here on most prices end in 4 or 9, ...
_ROUND_ALWAYS_FROM = 100  # ... and from here on all do
_ROUND_WEIGHT = 3
OPTIONS_SHOWN = OPTION_NUMBERS[:2]  # a line has two options at most


def price_points(low_cents: int, high_cents: int) -> list[int]:
    """Return the prices inside low .. high that end like a label, the likelier ones several times."""
    points: list[int] = []
    for dollars in range(low_cents // 100, high_cents // 100 + 1):
        rounded = dollars % 5 == 4  # noqa: PLR2004 - 24, 29, 34: what shops write on a label
        if dollars >= _ROUND_ALWAYS_FROM and not rounded:
            continue
        weight = _ROUND_WEIGHT if rounded and dollars >= _ROUND_FROM else 1
        points += [
            dollars * 100 + ending
            for ending in ENDINGS_CENTS
            if low_cents <= dollars * 100 + ending <= high_cents
            for _ in range(weight)
        ]
    if points:
        return points
    return [
        dollars * 100 + ending
        for dollars in range(low_cents // 100, high_cents // 100 + 1)
        for ending in ENDINGS_CENTS
        if low_cents <= dollars * 100 + ending <= high_cents
    ]


def tier_points(points: Sequence[int], tier: str) -> Sequence[int]:
    """Return the points of a brand's tier; never none."""
    start, end = (len(points) * percent // 100 for percent in _TIER_SPANS[tier])
    return points[start : max(end, start + 1)] or points[-1:]


class Catalogue(NamedTuple):
    """The tables of a pack.

    `lines` has one row per line, in the order of the pack:
    brands, bodies: how many brands and how many bodies ("Adjective Material Noun") its base names are made of
    groups, runs: how many first options there are, and how many last ones
    least_cents, most_cents: the lowest and the highest label inside its price band
    variant_base: where the line begins in the table of variants

    `points` and `point_base`, `point_count` (line * 3 + tier) are prices; `variants` has one row for each combination
    of a line's options: the `text` behind a name, the `percent` of the price, names and values of the options;
    `prices_vary` between siblings.
    """

    pack: Pack
    lines: pl.DataFrame
    brand_texts: pl.Series
    tier_of: pl.Series
    variants: pl.DataFrame
    points: pl.Series
    point_base: pl.Series
    point_count: pl.Series
    prices_vary: bool


def option_columns() -> tuple[str, ...]:
    """Return the columns of the options that a line can have, in the order of the file."""
    return tuple(f"variant_option_{number}_{part}" for number in OPTIONS_SHOWN for part in ("name", "value"))


def _variants(line: Line) -> Iterator[tuple[str | int | None, ...]]:
    """Yield a row of `Catalogue.variants` for every variant of a line."""
    chosen = itertools.product(*([value.text for value in option.values] for option in line.options))
    for percent, texts in zip(variant_percents(line), chosen, strict=True):
        pairs = [(o.title, text) for o, text in zip(line.options, texts, strict=True)]
        cells = [cell for pair in pairs for cell in pair]
        missing = [None] * (len(option_columns()) - len(cells))
        text = SEPARATOR + OPTION_SEPARATOR.join(texts) if texts else ""
        yield (text, percent, *cells, *missing)


def _line_row(line: Line, bodies: int) -> dict[str, int]:
    points = price_points(*line.price_cents)
    return {
        "brands": len(line.brands),
        "bodies": bodies,
        "groups": first_count(line),
        "runs": len(line.options[-1].values) if line.options else 1,
        "least_cents": points[0],
        "most_cents": points[-1],
    }


def label_price(point: int, percent: int) -> int:
    """Return `percent` of a family's price in cents, with the ending of a label again; `prices.prices` does it for many."""
    if percent == FULL_PERCENT:
        return point
    dollars = point * percent // 10_000
    if dollars >= _ROUND_ALWAYS_FROM:
        dollars -= (dollars + 1) % 5
    return dollars * 100 + point % 100


def line_points(band_cents: tuple[int, int], percents: Collection[int]) -> list[int]:
    """Return the price points of a line's families: those whose variants all stay in the line's band, else all."""
    low, high = band_cents
    points = price_points(low, high)
    inside = [
        point
        for point in points
        if low <= label_price(point, min(percents)) and label_price(point, max(percents)) <= high
    ]
    return inside or points


def tabulate_pack(pack: Pack, bodies: Sequence[int]) -> Catalogue:
    """Return the tables of a pack; `bodies` says how many each line has."""
    rows = [_line_row(line, count) for line, count in zip(pack.lines, bodies, strict=True)]
    columns = {"text": pl.String, "percent": pl.UInt64, **dict.fromkeys(option_columns(), pl.String)}
    variants = pl.DataFrame(
        [variant for line in pack.lines for variant in _variants(line)], schema=columns, orient="row"
    )
    for row, base in zip(rows, offsets([variant_count(line) for line in pack.lines]), strict=True):
        row["variant_base"] = base
    for row, base in zip(rows, offsets([len(line.brands) for line in pack.lines]), strict=True):
        row["brand_base"] = base
    labels = [line_points(line.price_cents, variant_percents(line)) for line in pack.lines]
    points = [tier_points(each, tier) for each in labels for tier in TIERS]
    brands = [brand for line in pack.lines for brand in line.brands]
    return Catalogue(
        pack=pack,
        lines=pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.UInt64)),
        brand_texts=pl.Series([f"{brand.name} " if brand.name else "" for brand in brands]),
        tier_of=pl.Series([TIERS.index(brand.tier) for brand in brands], dtype=pl.UInt32),
        variants=variants,
        points=pl.Series([point for tier in points for point in tier], dtype=pl.UInt64),
        point_base=pl.Series(offsets([len(tier) for tier in points]), dtype=pl.UInt32),
        point_count=pl.Series([len(tier) for tier in points], dtype=pl.UInt32),
        prices_vary=bool((variants["percent"] != FULL_PERCENT).any()),
    )
