"""Where customers live: a place drawn as one, clustered around one or two metros, and a street invented."""

from collections import Counter

import polars as pl

from pipeline.errors import UsageError
from pipeline.generate.draws import below_int, key_for, mix_int, shares, spread
from pipeline.packs import Region
from pipeline.text import clean, did_you_mean

PLACE_BITS = 12  # slots of the weighted choice of a place
FORM_BITS = 6
NUMBER_BITS = 12
UNIT_BITS = 10
UNIT_SHARE = 0.1
UNIT_NUMBERS = 60
METRO_SHARES = {1: (78,), 2: (58, 24)}  # percent of the customers in the main metros; the rest lives anywhere
METRO_LEAST = 6  # a metro that the seed may choose has that many places, if any has
LONG_NUMBERS = {"US", "CA"}  # countries whose house numbers often have four digits
_NUMBER_CLASSES = {
    True: ((25, 1, 99), (45, 100, 999), (30, 1000, 9899)),
    False: ((70, 1, 99), (25, 100, 299), (5, 300, 799)),
}


def choose_metros(region: Region, near: str | None, seed: int) -> tuple[str, ...]:
    """Return the one or two metros that the customers cluster around: `near`, or the seed's choice."""
    if near is not None:
        return (_find_metro(region, near),)
    size = Counter(place.metro for place in region.places)
    large = [metro for metro in region.metros if size[metro] >= METRO_LEAST] or list(region.metros)
    key = key_for(seed, "metro", region.region)
    first = large.pop(below_int(mix_int(0, key), len(large)))
    if not large or mix_int(1, key) >> 63:
        return (first,)
    return (first, large[below_int(mix_int(2, key), len(large))])


def _find_metro(region: Region, near: str) -> str:
    wanted = near.strip().casefold()
    names = {metro.casefold(): metro for metro in region.metros}
    for place in region.places:
        names.setdefault(f"{place.city}, {place.state}".casefold(), place.metro)
        names.setdefault(place.city.casefold(), place.metro)
    if wanted not in names:
        raise UsageError(
            f'{region.name} has no metro "{clean(near, 60)}" here.{did_you_mean(near, region.metros)}',
            code="metro-unknown",
            hint=f"Metros: {'; '.join(region.metros)}.",
        )
    return names[wanted]


def place_slots(region: Region, metros: tuple[str, ...]) -> pl.Series:
    """Return 2^PLACE_BITS place numbers: a uniform draw among them has the cluster and its tail."""
    scale = 10_000
    percents = dict(zip(metros, METRO_SHARES[len(metros)], strict=True))
    tail = 100 - sum(percents.values())
    size = Counter(place.metro for place in region.places)
    weights = [
        percents.get(place.metro, 0) * scale // size[place.metro] + tail * scale // len(region.places)
        for place in region.places
    ]
    return spread(shares(weights, 1 << PLACE_BITS))


def number_slots(region: Region) -> pl.Series:
    """Return 2^NUMBER_BITS house numbers, each followed by a blank."""
    classes = _NUMBER_CLASSES[region.country in LONG_NUMBERS]
    counts = shares([weight for weight, _, _ in classes], 1 << NUMBER_BITS)
    return pl.Series(
        [
            f"{low + k * (high - low + 1) // count} "
            for (_, low, high), count in zip(classes, counts, strict=True)
            for k in range(count)
        ]
    )


def street_table(region: Region) -> pl.Series:
    """Return 'Alder Street' for every name and 2^FORM_BITS weighted forms: name * 2^FORM_BITS + form."""
    counts = shares([weight for _, weight in region.street_forms], 1 << FORM_BITS)
    forms = [form for (form, _), count in zip(region.street_forms, counts, strict=True) for _ in range(count)]
    return pl.Series([f"{name} {form}" for name in region.street_names for form in forms])


def unit_slots(region: Region) -> tuple[pl.Series, pl.Series]:
    """Return 2^UNIT_BITS texts before and after the street line; most are empty."""
    count = int((1 << UNIT_BITS) * UNIT_SHARE) if region.units else 0
    texts = [
        region.units[k % len(region.units)].replace("{n}", str(1 + k * UNIT_NUMBERS // count))
        for k in range(count)
    ]
    around = [text.split("{street}", 1) if "{street}" in text else ["", f" {text}"] for text in texts]
    empty = [""] * ((1 << UNIT_BITS) - count)
    return pl.Series([*(pair[0] for pair in around), *empty]), pl.Series(
        [*(pair[1] for pair in around), *empty]
    )
