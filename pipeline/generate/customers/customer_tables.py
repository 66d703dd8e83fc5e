"""What customers are looked up in: names, places, streets, companies, numbers, groups. By region and options alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from pipeline.generate.customers import phones, places
from pipeline.generate.customers.emails import Tails, random_tails
from pipeline.generate.customers.people import NameTables, tabulate_names
from pipeline.generate.customers.places import Streets
from pipeline.generate.customers.vocabulary import Names
from pipeline.packs import Region
from pipeline.settings import GenerateOptions

CUSTOMER_GROUP_BITS = 6
_GROUPS = {
    "en": ("Demo VIP", "Demo Trade", "Demo Staff"),
    "fr": ("Démo VIP", "Démo pros", "Démo personnel"),
}
# How many of 2^CUSTOMER_GROUP_BITS people are in each group: of those without a company, and of those with one. One in eight of
# all, where one in eight has a company.
GROUP_COUNTS = ((4, 0, 2), (2, 20, 0))


class LineEnds(NamedTuple):
    """What lines end with: the unit behind the street, the place's cells, and the group.

    A text is at (group * units + kind of unit) * places + place. Where each street has a postcode of its own, `texts` end
    within it, whatever the group, and the rest of the line is in `feet`, by group.
    """

    kind_of_unit: pl.Series
    units: int
    places: int
    texts: pl.Series
    feet: pl.Series | None


@dataclass(frozen=True, slots=True)
class CustomerTables:
    """All that a batch looks up.

    `places` are the columns that a place has; `nothing` stands where a customer has no number, and the last
    of the companies where there is none.
    `groups` are by position, the first for nobody's; `group_of_draw` by whether somebody has a company, and a draw.
    `ends`: what is looked up are pieces of lines, so no cell need be whole.
    """

    names: NameTables
    place_of_slot: pl.Series
    places: Mapping[str, pl.Series]
    numbers: pl.Series
    streets: Streets
    unit_heads: pl.Series
    unit_tails: pl.Series
    companies: pl.Series
    landlines: phones.PhonePlan
    mobiles: phones.PhonePlan
    tails: Tails
    group_of_draw: pl.Series
    groups: pl.Series
    nothing: pl.Series
    has_unit_heads: bool
    ends: LineEnds | None = None


def tabulate(options: GenerateOptions, region: Region, names: Sequence[Names]) -> CustomerTables:
    """Return the tables of a run."""
    rule = region.fictional if options.phones == "fictional" else region.valid
    unit_heads, unit_tails = places.unit_slots(region)
    metros = places.choose_metros(region, options.near, options.seed)
    return CustomerTables(
        names=tabulate_names(region, names),
        place_of_slot=places.place_slots(region, metros),
        places={
            "physical_city": pl.Series([place.city for place in region.places]),
            "physical_state": pl.Series([place.state for place in region.places]),
            "physical_postcode": pl.Series(
                [places.outward(region, place.postcode) for place in region.places]
            ),
            "physical_country_id": pl.Series([region.country] * len(region.places)),
        },
        numbers=places.number_slots(region),
        streets=places.tabulate_streets(region),
        unit_heads=unit_heads,
        unit_tails=unit_tails,
        companies=pl.Series(
            [*(f"{head} {tail}" for head in region.company_heads for tail in region.company_tails), None],
            dtype=pl.String,
        ),
        landlines=phones.plan_landlines(rule, region.places, options.seed),
        mobiles=phones.plan_mobiles(rule, region.places, options.seed),
        tails=random_tails(options),
        group_of_draw=_group_slots(),
        groups=pl.Series([None, *groups_of(region)], dtype=pl.String),
        nothing=pl.Series([None], dtype=pl.String),
        has_unit_heads=unit_heads.str.len_bytes().max() != 0,
    )


def language_of(region: Region) -> str:
    """Return the language that the region's customers are written about in: en or fr."""
    return "fr" if region.faker_locale.startswith("fr") else "en"


def groups_of(region: Region) -> tuple[str, ...]:
    """Return the names of the groups of customers: of good ones, of companies, of the staff."""
    return _GROUPS[language_of(region)]


def _group_slots() -> pl.Series:
    """Return the positions of groups, 0 for none, by whether somebody has a company and the bits of a draw."""
    slots: list[int] = []
    for counts in GROUP_COUNTS:
        own = [group for group, count in enumerate(counts, 1) for _ in range(count)]
        slots += [*own, *[0] * ((1 << CUSTOMER_GROUP_BITS) - len(own))]
    return pl.Series(slots, dtype=pl.UInt32)


def coded(tables: CustomerTables) -> CustomerTables:
    """Return the tables for cells that are one look-up as codes of the text, which Parquet stores in the end."""
    return replace(
        tables,
        names=tables.names._replace(first=_codes(tables.names.first), last=_codes(tables.names.last)),
        places={
            # a postcode in two pieces is joined: no code stands for it
            column: texts if column == "physical_postcode" and tables.streets.has_tails else _codes(texts)
            for column, texts in tables.places.items()
        },
        companies=_codes(tables.companies),
        groups=_codes(tables.groups),
    )


def _codes(texts: pl.Series) -> pl.Series:
    codes: pl.Series = texts.cast(pl.Enum(texts.drop_nulls().unique().sort()))
    return codes
