"""A pack as tables: lines, names, options and prices by position, so that a product is look-ups alone.

Everything here depends on the pack only, never on the seed or on how many products are made.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.generate.draws import offsets
from pipeline.generate.layout import first_count
from pipeline.packs import Line, Pack
from pipeline.packs.names import OPTION_SEPARATOR, SEPARATOR, variant_count
from pipeline.packs.values import TIERS
from pipeline.schema.kinds import OPTION_NUMBERS

ENDINGS_CENTS = (95, 99)
# Where a tier's prices lie among the price points of a line, in percent of their number.
_TIER_SPANS = {"good": (0, 45), "better": (28, 76), "best": (55, 100)}
_ROUND_FROM = 20  # whole dollars: from here on most prices end in 4 or 9, ...
_ROUND_ALWAYS_FROM = 100  # ... and from here on all do
_ROUND_WEIGHT = 3
FULL_PERCENT = 100  # an option that costs what its family does
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
    brands, bodies: how many brand-and-noun pairs and adjective-and-material pairs a base name has
    groups, runs: how many first options there are, and how many last ones
    body_base, variant_base: where the line begins in the tables of bodies and variants

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
    top_points: tuple[int, int]
    prices_vary: bool


def option_columns() -> tuple[str, ...]:
    """Return the columns of the options that a line can have, in the order of the file."""
    return tuple(f"variant_option_{number}_{part}" for number in OPTIONS_SHOWN for part in ("name", "value"))


def _variants(line: Line) -> Iterator[tuple[str | int | None, ...]]:
    """Yield a row of `Catalogue.variants` for every variant of a line."""
    rows: list[tuple[int, tuple[str, ...]]] = [(FULL_PERCENT, ())]
    for option in line.options:
        rows = [
            (percent * value.percent // 100, (*texts, value.text))
            for percent, texts in rows
            for value in option.values
        ]
    for percent, texts in rows:
        pairs = [(o.title, text) for o, text in zip(line.options, texts, strict=True)]
        cells = [cell for pair in pairs for cell in pair]
        missing = [None] * (len(option_columns()) - len(cells))
        text = SEPARATOR + OPTION_SEPARATOR.join(texts) if texts else ""
        yield (text, percent, *cells, *missing)


def _line_row(line: Line) -> dict[str, int]:
    return {
        "brands": len(line.brands) * len(line.nouns),
        "nouns": len(line.nouns),
        "bodies": max(len(line.adjectives), 1) * max(len(line.materials), 1),
        "materials": max(len(line.materials), 1),
        "groups": first_count(line),
        "runs": len(line.options[-1].values) if line.options else 1,
    }


def tabulate_pack(pack: Pack) -> Catalogue:
    """Return the tables of a pack."""
    rows = [_line_row(line) for line in pack.lines]
    columns = {"text": pl.String, "percent": pl.UInt64, **dict.fromkeys(option_columns(), pl.String)}
    variants = pl.DataFrame(
        [variant for line in pack.lines for variant in _variants(line)], schema=columns, orient="row"
    )
    for row, base in zip(rows, offsets([variant_count(line) for line in pack.lines]), strict=True):
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
        brand_texts=pl.Series([f"{brand.name} " if brand.name else "" for brand in brands]),
        tier_of=pl.Series([TIERS.index(brand.tier) for brand in brands], dtype=pl.UInt32),
        variants=variants,
        points=pl.Series([point for tier in points for point in tier], dtype=pl.UInt64),
        point_base=pl.Series(offsets([len(tier) for tier in points]), dtype=pl.UInt32),
        point_count=pl.Series([len(tier) for tier in points], dtype=pl.UInt32),
        top_points=(whole[0], whole[-1]),
        prices_vary=bool((variants["percent"] != FULL_PERCENT).any()),
    )
