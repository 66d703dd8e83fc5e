"""Customers, vectorised: record i from (seed, i), by look-ups in tables.

Two neighbours are now and then a household: they share last name, address and landline. Whatever a
household shares is drawn by `home` (the first neighbour's number) in place of i.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipeline.generate import phones, places
from pipeline.generate.draws import below, bits, counted_from, happens, key_for, mix, small
from pipeline.generate.frames import joined, name_pieces, need_no_quotes
from pipeline.generate.identity import suffix_pairs, suffix_positions
from pipeline.generate.people import FIRST_BITS, GENERATION_BITS, LAST_BITS, NameTables, tabulate_names
from pipeline.generate.vocabulary import Names
from pipeline.packs import Region
from pipeline.records import Kind, generated_columns
from pipeline.settings import GenerateOptions

HOUSEHOLD_SHARE = 0.07  # of pairs of neighbours
MOBILE_SHARE = 0.5
COMPANY_SHARE = 0.125
CHANCE_BITS = 10  # of a yes-or-no draw
_ADDRESS = (
    "physical_address_1",
    "physical_city",
    "physical_state",
    "physical_postcode",
    "physical_country_id",
)
GAPS = ((0.12, ("phone",)), (0.2, ("mobile",)), (0.18, _ADDRESS))  # with gaps: this share has none
# Bits of a person: first name, whether and which company, whether a mobile. Bits of a family: gender,
# last name, place, generation.
_COMPANY_SHIFT, _COMPANY_BITS = FIRST_BITS + CHANCE_BITS, 24
_MOBILE_SHIFT = _COMPANY_SHIFT + _COMPANY_BITS
_PLACE_SHIFT = 1 + LAST_BITS


@dataclass(frozen=True, slots=True)
class CustomerTables:
    """All that a batch looks up."""

    names: NameTables
    place_of_slot: pl.Series
    cities: pl.Series
    states: pl.Series
    postcodes: pl.Series
    numbers: pl.Series
    streets: pl.Series
    unit_heads: pl.Series
    unit_tails: pl.Series
    companies: pl.Series
    landlines: phones.PhonePlan
    mobiles: phones.PhonePlan
    countries: pl.Series
    suffixes: tuple[pl.Series, pl.Series, pl.Series]

    @property
    def has_unit_heads(self) -> bool:
        """Whether a unit stands before the street line in this region, at least sometimes."""
        return self.unit_heads.str.len_bytes().max() != 0

    @property
    def is_plain(self) -> bool:
        """Whether no customer has a cell that stands in quotes in CSV."""
        return need_no_quotes(self._texts())

    def _texts(self) -> Iterator[pl.Series]:
        yield from (self.names.first, self.names.last, self.names.mail, self.names.last_mail, *self.suffixes)
        yield from (self.cities, self.states, self.postcodes, self.countries, self.companies)
        yield from (self.numbers, self.streets, self.unit_heads, self.unit_tails)
        yield from (part.texts for plan in (self.landlines, self.mobiles) for part in plan.parts)


def tabulate(options: GenerateOptions, region: Region, names: Names) -> CustomerTables:
    """Return the tables of a run."""
    pairs = suffix_pairs()
    rule = region.fictional if options.phones == "fictional" else region.valid
    unit_heads, unit_tails = places.unit_slots(region)
    metros = places.choose_metros(region, options.near, options.seed)
    return CustomerTables(
        names=tabulate_names(region, names),
        place_of_slot=places.place_slots(region, metros),
        cities=pl.Series([place.city for place in region.places]),
        states=pl.Series([place.state for place in region.places]),
        postcodes=pl.Series([place.postcode for place in region.places]),
        numbers=places.number_slots(region),
        streets=places.street_table(region),
        unit_heads=unit_heads,
        unit_tails=unit_tails,
        companies=pl.Series(
            [f"{head} {tail}" for head in region.company_heads for tail in region.company_tails],
            dtype=pl.String,
        ),
        landlines=phones.plan_landlines(rule, region.places),
        mobiles=phones.plan_mobiles(rule, region.places),
        countries=pl.Series([region.country] * len(region.places)),
        suffixes=(pairs, pairs, suffix_pairs(f"@{options.email_domain}")),
    )


def customer_columns(tables: CustomerTables) -> tuple[pl.Expr, ...]:
    """Return the columns of `generated_columns` out of the pieces that `customer_pieces` makes."""
    counts = {
        "email": 2 + len(tables.suffixes),
        "physical_address_1": 3 + tables.has_unit_heads,
    }
    return tuple(joined(column, counts.get(column, 1)) for column in generated_columns(Kind.CUSTOMER))


def customer_pieces(first: int, last: int, options: GenerateOptions, tables: CustomerTables) -> pl.DataFrame:
    """Return the pieces of the customers first .. last-1."""
    number = counted_from(first, last)
    together = happens(mix(number // 2, _key(options, "household")), 0, CHANCE_BITS, HOUSEHOLD_SHARE)
    home = number - (number & 1) * together.cast(pl.UInt64)
    person, family = mix(number, _key(options, "person")), mix(home, _key(options, "family"))
    place = tables.place_of_slot[bits(family, _PLACE_SHIFT, places.PLACE_BITS)]
    first_name = _first_names(small(number - home), person, family, tables.names)
    last_name = tables.names.last_slots[bits(family, 1, LAST_BITS)]
    calls = happens(person, _MOBILE_SHIFT, CHANCE_BITS, MOBILE_SHARE)
    columns: dict[str, list[pl.Series]] = {
        "first_name": [tables.names.first[first_name]],
        "last_name": [tables.names.last[last_name]],
        "email": [
            tables.names.mail[first_name],
            tables.names.last_mail[last_name],
            *(
                pairs[position]
                for pairs, position in zip(
                    tables.suffixes, suffix_positions(number, _key(options, "email")), strict=True
                )
            ),
        ],
        "phone": [tables.landlines.numbers(place, mix(home, _key(options, "landline")))],
        "mobile": [tables.mobiles.numbers(place, mix(number, _key(options, "mobile")), calls)],
        "company_name": [_companies(person, tables)],
        "physical_address_1": _street_line(mix(home, _key(options, "street")), tables),
        "physical_city": [tables.cities[place]],
        "physical_state": [tables.states[place]],
        "physical_postcode": [tables.postcodes[place]],
        "physical_country_id": [tables.countries[place]],
    }
    if options.gaps:
        _leave_gaps(columns, mix(number, _key(options, "gap")))
    return pl.DataFrame(name_pieces(columns))


def _key(options: GenerateOptions, name: str) -> int:
    return key_for(options.seed, "customers", name)


def _first_names(other: pl.Series, person: pl.Series, family: pl.Series, names: NameTables) -> pl.Series:
    """Return the position of a first name; `other` is 1 for the second of a household, who has the other gender."""
    gender = bits(family, 0, 1) ^ other
    slot = bits(family, _PLACE_SHIFT + places.PLACE_BITS, GENERATION_BITS)
    group = gender * names.generations + names.generation[gender * (1 << GENERATION_BITS) + slot]
    slots: pl.Series = names.first_slots[group * (1 << FIRST_BITS) + bits(person, 0, FIRST_BITS)]
    return slots


def _companies(person: pl.Series, tables: CustomerTables) -> pl.Series:
    has_one = happens(person, FIRST_BITS, CHANCE_BITS, COMPANY_SHARE)
    if not len(tables.companies):
        return pl.repeat(None, len(person), dtype=pl.String, eager=True)
    chosen = tables.companies[below(person, _COMPANY_SHIFT, _COMPANY_BITS, len(tables.companies))]
    companies: pl.Series = chosen.zip_with(has_one, pl.Series([None], dtype=pl.String))
    return companies


def _street_line(street: pl.Series, tables: CustomerTables) -> list[pl.Series]:
    names = len(tables.streets) >> places.FORM_BITS
    form = bits(street, places.NUMBER_BITS, places.FORM_BITS)
    unit = bits(street, places.NUMBER_BITS + places.FORM_BITS, places.UNIT_BITS)
    shift = places.NUMBER_BITS + places.FORM_BITS + places.UNIT_BITS
    name = below(street, shift, 24, names)
    pieces = [
        tables.numbers[bits(street, 0, places.NUMBER_BITS)],
        tables.streets[name * (1 << places.FORM_BITS) + form],
        tables.unit_tails[unit],
    ]
    return [tables.unit_heads[unit], *pieces] if tables.has_unit_heads else pieces


def _leave_gaps(columns: dict[str, list[pl.Series]], gap: pl.Series) -> None:
    """Blank what a real list lacks, in place: some phones, some mobiles, some whole addresses."""
    for turn, (share, names) in enumerate(GAPS):
        kept = ~happens(gap, turn * CHANCE_BITS, CHANCE_BITS, share)
        for name in names:
            columns[name][0] = columns[name][0].zip_with(kept, pl.Series([None], dtype=pl.String))
