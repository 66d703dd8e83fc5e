"""Where customers live: a place drawn as one, clustered around one or two metros, and a street invented."""

import unicodedata
from collections import Counter
from dataclasses import dataclass

import polars as pl

from pipeline.errors import UsageError
from pipeline.generate.draws import below_int, key_for, mix_int, shares, shuffled, spread
from pipeline.packs import Region, load_region, region_names
from pipeline.text import clean, did_you_mean

PLACE_BITS = 12  # slots of the weighted choice of a place
FORM_BITS = 6
NUMBER_BITS = 12
STREET_BITS = 24  # of the draw of a street's name
UNIT_BITS = 10
UNIT_SHARE = 0.1
UNIT_NUMBERS = 60
METRO_SHARES = {1: (78,), 2: (58, 24)}  # percent of the customers in the main metros; the rest lives anywhere
METRO_LEAST = 6  # a metro that the seed may choose has that many places, if any has
_TAILS_KEY = 0x2B7E151628AED2A6  # which tail a street's postcode has is the same for every seed
_NAME = "{name}"  # in a form that stands in front of a street's name
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
    wanted, names = _folded(near), _metro_names(region)
    if wanted not in names:
        elsewhere = [other.region for other in _other_regions(region) if wanted in _metro_names(other)]
        raise UsageError(
            f'{region.name} has no metro "{clean(near, 60)}" here.{did_you_mean(near, region.metros)}',
            code="metro-unknown",
            hint=f"It is in {' and '.join(elsewhere)}: generate --region {elsewhere[0]}."
            if elsewhere
            else f"Metros: {'; '.join(region.metros)}.",
        )
    return names[wanted]


def _metro_names(region: Region) -> dict[str, str]:
    """Return the metros by what a person may call them: themselves, or a city of theirs."""
    names = {_folded(metro): metro for metro in region.metros}
    for place in region.places:
        names.setdefault(_folded(f"{place.city}, {place.state}"), place.metro)
        names.setdefault(_folded(place.city), place.metro)
    return names


def _folded(name: str) -> str:
    """Return a name without case and accents: Montreal finds Montréal."""
    apart = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _other_regions(region: Region) -> list[Region]:
    return [load_region(name) for name in region_names() if name != region.region]


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
    """Return 2^NUMBER_BITS house numbers, each followed by a blank, or by a comma, too: '4121, rue des Érables'."""
    behind = ", " if any(_NAME in form for form, _ in region.street_forms) else " "
    classes = _NUMBER_CLASSES[region.country in LONG_NUMBERS]
    counts = shares([weight for weight, _, _ in classes], 1 << NUMBER_BITS)
    return pl.Series(
        [
            f"{low + k * (high - low + 1) // count}{behind}"
            for (_, low, high), count in zip(classes, counts, strict=True)
            for k in range(count)
        ]
    )


@dataclass(frozen=True, slots=True)
class Streets:
    """Streets, and the second parts of their postcodes where a region has such.

    `texts` are at name * 2^FORM_BITS + form, of weighted forms. A place draws among `names_each` names from
    `first_name` on. `tails` are at `first_tail` of the place + (draw of the name) * `forms` + `number_of_form`: no two
    streets of one outward part have the same.
    """

    texts: pl.Series
    names: int
    names_each: int
    first_name: pl.Series
    forms: int
    number_of_form: pl.Series
    first_tail: pl.Series
    tails: pl.Series

    def street(self, place: pl.Series, name: pl.Series, form: pl.Series) -> pl.Series:
        """Return the street of each place whose name was drawn below `names_each`, and its form below 2^FORM_BITS."""
        if self.has_tails:
            name = (self.first_name[place] + name) % self.names
        street: pl.Series = self.texts[name * (1 << FORM_BITS) + form]
        return street

    def tail(self, place: pl.Series, name: pl.Series, form: pl.Series) -> pl.Series:
        """Return the second part of the postcode of the same street; only where the region has such."""
        tail: pl.Series = self.tails[self.first_tail[place] + name * self.forms + self.number_of_form[form]]
        return tail

    @property
    def has_tails(self) -> bool:
        """Whether each street has a postcode of its own."""
        return len(self.tails) > 0


def outward(region: Region, postcode: str) -> str:
    """Return what the postcodes of a place begin with: all of it where its streets share one."""
    return f"{postcode.split(' ', maxsplit=1)[0]} " if region.postcode_tails else postcode


def tabulate_streets(region: Region) -> Streets:
    """Return the streets of a region's places."""
    counts = shares([weight for _, weight in region.street_forms], 1 << FORM_BITS)
    numbers = [number for number, count in enumerate(counts) for _ in range(count)]
    forms = [form for form, _ in region.street_forms]
    named = [[_named(name, form) for form in forms] for name in region.street_names]
    names, tails = len(named), region.postcode_tails
    alike, twins = Counter[str](), []  # places whose postcodes begin alike: which of them each place is
    for start in (outward(region, place.postcode) for place in region.places):
        twins.append(alike[start])
        alike[start] += 1
    each = min(names, len(tails) // max(alike.values()) // len(forms)) if tails else names
    key = key_for(_TAILS_KEY, region.region)
    return Streets(
        texts=pl.Series([texts[number] for texts in named for number in numbers]),
        names=names,
        names_each=each,
        first_name=pl.Series([below_int(mix_int(k, key), names) for k in range(len(twins))], dtype=pl.UInt32),
        forms=len(forms),
        number_of_form=pl.Series(numbers, dtype=pl.UInt32),
        first_tail=pl.Series([twin * each * len(forms) for twin in twins], dtype=pl.UInt32),
        tails=pl.Series([tails[k] for k in shuffled(range(len(tails)), key)], dtype=pl.String),
    )


def _named(name: str, form: str) -> str:
    """Return 'Alder Street', or 'rue des Érables' of the form 'rue {name}'."""
    return form.replace(_NAME, name) if _NAME in form else f"{name} {form}"


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
