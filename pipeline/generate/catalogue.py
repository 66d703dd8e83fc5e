"""A pack as tables: lines, names, options and prices by position, so that a product is look-ups alone.

Everything here depends on the pack only, never on the seed or on how many products are made.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.generate.draws import offsets
from pipeline.packs import Line, Pack
from pipeline.packs.names import OPTION_SEPARATOR, SEPARATOR, variant_count
from pipeline.packs.values import TIERS

# A block of 20 products is six families of these sizes, in an order that the seed decides; so 50
# products are about 15 families of two to six siblings.
FAMILY_SIZES = (2, 2, 3, 3, 4, 6)
BLOCK = sum(FAMILY_SIZES)
ENDINGS_CENTS = (95, 99)
# Where a tier's prices lie among the price points of a line, in percent of their number.
_TIER_SPANS = {"good": (0, 45), "better": (28, 76), "best": (55, 100)}
_ROUND_FROM = 20  # whole dollars: from here on most prices end in 4 or 9, ...
_ROUND_ALWAYS_FROM = 100  # ... and from here on all do
_ROUND_WEIGHT = 3
FULL_PERCENT = 100  # an option that costs what its family does


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
    brands, bodies: how many brand-and-noun pairs and adjective-and-material pairs a base name has
    variants, runs: how many siblings a family can have, and how long the last option is
    slots: base names that an occurrence of the line takes (more than one where variants are few)
    body_base, variant_base: where the line begins in the tables of bodies and variants
    tickets: how often the line comes in a round

    `points` and `point_base`, `point_count` (line * 3 + tier) are prices; `variant_texts` and
    `percents` belong to a variant; `prices_vary` between siblings.
    """

    pack: Pack
    lines: pl.DataFrame
    tickets: tuple[tuple[int, int], ...]
    brand_texts: pl.Series
    tier_of: pl.Series
    variant_texts: pl.Series
    percents: pl.Series
    points: pl.Series
    point_base: pl.Series
    point_count: pl.Series
    top_points: tuple[int, int]
    prices_vary: bool


def adjectives_vary(line: Line) -> bool:
    """Whether siblings of the line differ by adjective, for want of options."""
    return not line.options


def _variants(line: Line) -> Iterator[tuple[str, int]]:
    """Yield the text behind the base name and the price in percent of every variant of a line."""
    if not line.options:
        yield from (("", 100) for _ in range(variant_count(line)))
        return
    rows: list[tuple[str, int]] = [("", 100)]
    for option in line.options:
        rows = [
            (f"{text}{OPTION_SEPARATOR if text else SEPARATOR}{value.text}", percent * value.percent // 100)
            for text, percent in rows
            for value in option.values
        ]
    yield from rows


def _line_row(line: Line) -> dict[str, int]:
    variants = variant_count(line)
    adjectives = 1 if adjectives_vary(line) else max(len(line.adjectives), 1)
    return {
        "brands": len(line.brands) * len(line.nouns),
        "nouns": len(line.nouns),
        "bodies": adjectives * max(len(line.materials), 1),
        "materials": max(len(line.materials), 1),
        "variants": variants,
        "runs": len(line.options[-1].values) if line.options else variants,
        "slots": -(-max(FAMILY_SIZES) // variants),
        "weight": line.weight,
    }


def tabulate_pack(pack: Pack) -> Catalogue:
    """Return the tables of a pack."""
    rows = [_line_row(line) for line in pack.lines]
    variants = [variant for line in pack.lines for variant in _variants(line)]
    counts = [row["variants"] for row in rows]
    for row, base in zip(rows, offsets(counts), strict=True):
        row["variant_base"] = base
    for row, base in zip(rows, offsets([len(line.brands) for line in pack.lines]), strict=True):
        row["brand_base"] = base
    labels = [price_points(*line.price_cents) for line in pack.lines]
    points = [tier_points(each, tier) for each in labels for tier in TIERS]
    brands = [brand for line in pack.lines for brand in line.brands]
    whole = price_points(*pack.price_cents)
    return Catalogue(
        pack=pack,
        lines=pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.UInt64)),
        tickets=tuple((k, n) for k, line in enumerate(pack.lines) for n in range(line.weight)),
        brand_texts=pl.Series([f"{brand.name} " if brand.name else "" for brand in brands]),
        tier_of=pl.Series([TIERS.index(brand.tier) for brand in brands], dtype=pl.UInt32),
        variant_texts=pl.Series([text for text, _ in variants]),
        percents=pl.Series([percent for _, percent in variants], dtype=pl.UInt64),
        points=pl.Series([point for tier in points for point in tier], dtype=pl.UInt64),
        point_base=pl.Series(offsets([len(tier) for tier in points]), dtype=pl.UInt32),
        point_count=pl.Series([len(tier) for tier in points], dtype=pl.UInt32),
        top_points=(whole[0], whole[-1]),
        prices_vary=any(percent != FULL_PERCENT for _, percent in variants),
    )
