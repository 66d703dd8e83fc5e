"""Customers, vectorised: record i from (seed, i), in stages of polars expressions.

Two neighbours are now and then a household: they share last name, address and landline. Whatever a
household shares is drawn by `home` (the first neighbour's number) in place of i.
"""

from dataclasses import dataclass

import polars as pl

from pipeline.generate import phones, places
from pipeline.generate.draws import below, bits, key_for, look_up, mix
from pipeline.generate.identity import SUFFIX_HALF, permute, suffix_triples
from pipeline.generate.people import FIRST_BITS, GENERATION_BITS, LAST_BITS, NameTables, tabulate_names
from pipeline.generate.vocabulary import Names
from pipeline.packs import Region
from pipeline.records import Kind, generated_columns
from pipeline.settings import GenerateOptions

HOUSEHOLD_SHARE = 0.07  # of pairs of neighbours
MOBILE_SHARE = 0.5
COMPANY_SHARE = 0.125
GAP_SHARES = {"phone": 0.12, "mobile": 0.2, "address": 0.18}  # with gaps: this share has none
_BITS = 10  # of the yes-or-no draws above
_ADDRESS = (
    "physical_address_1",
    "physical_city",
    "physical_state",
    "physical_postcode",
    "physical_country_id",
)


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
    triples: pl.Series
    triples_with_domain: pl.Series
    country: str


def tabulate(options: GenerateOptions, region: Region, names: Names) -> CustomerTables:
    """Return the tables of a run."""
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
        triples=suffix_triples(),
        triples_with_domain=suffix_triples(f"@{options.email_domain}"),
        country=region.country,
    )


def customer_frame(first: int, last: int, options: GenerateOptions, tables: CustomerTables) -> pl.DataFrame:
    """Return the customers first .. last-1 with the columns of `generated_columns`."""
    number = pl.col("i")
    frame = pl.DataFrame({"i": pl.int_range(first, last, dtype=pl.UInt64, eager=True)}).with_columns(
        home=number
        - (number & 1) * _happens(mix(number // 2, _key(options, "household")), 0, HOUSEHOLD_SHARE),
        triple=number // SUFFIX_HALF,
        last_triple=number % SUFFIX_HALF,
    )
    frame = frame.with_columns(
        *(
            mix(number, _key(options, name)).alias(name)
            for name in ("person", "mobile", "gap")[: 2 + options.gaps]
        ),
        *(mix(pl.col("home"), _key(options, name)).alias(name) for name in ("family", "street", "landline")),
    )
    frame = permute(frame, ("triple", "last_triple"), (SUFFIX_HALF, SUFFIX_HALF), _key(options, "email"))
    return _finished(_indexed(frame, tables), options, tables)


def _key(options: GenerateOptions, name: str) -> int:
    return key_for(options.seed, "customers", name)


def _happens(draw: pl.Expr, shift: int, share: float) -> pl.Expr:
    """Return whether a yes-or-no draw of _BITS bits says yes."""
    return bits(draw, shift, _BITS) < pl.lit(round(share * (1 << _BITS)), dtype=pl.UInt32)


def _indexed(frame: pl.DataFrame, tables: CustomerTables) -> pl.DataFrame:
    """Return the frame with the positions in the tables of names and places."""
    family = pl.col("family")
    other = (pl.col("i") - pl.col("home")).cast(pl.UInt32)  # 1 for the second of a household
    gender = bits(family, 0, 1) ^ other
    frame = frame.with_columns(
        gender=gender,
        last=bits(family, 1, LAST_BITS),
        place=look_up(tables.place_of_slot, bits(family, 1 + LAST_BITS, places.PLACE_BITS)),
    )
    slot = bits(family, 1 + LAST_BITS + places.PLACE_BITS, GENERATION_BITS)
    generation = look_up(tables.names.generation, pl.col("gender") * (1 << GENERATION_BITS) + slot)
    group = pl.col("gender") * tables.names.generations + generation
    return frame.with_columns(
        first=(group * (1 << FIRST_BITS) + bits(pl.col("person"), 0, FIRST_BITS)).cast(pl.UInt32)
    )


def _finished(frame: pl.DataFrame, options: GenerateOptions, tables: CustomerTables) -> pl.DataFrame:
    """Return the frame as records."""
    place, person = pl.col("place"), pl.col("person")
    company = pl.lit(None, dtype=pl.String)
    if len(tables.companies):
        chosen = below(person, FIRST_BITS + _BITS, 24, len(tables.companies))
        company = look_up(tables.companies, pl.when(_happens(person, FIRST_BITS, COMPANY_SHARE)).then(chosen))
    columns = {
        "first_name": look_up(tables.names.first, pl.col("first")),
        "last_name": look_up(tables.names.last, pl.col("last")),
        "email": pl.concat_str(
            look_up(tables.names.mail, pl.col("first")),
            look_up(tables.names.last_mail, pl.col("last")),
            look_up(tables.triples, pl.col("triple")),
            look_up(tables.triples_with_domain, pl.col("last_triple")),
        ),
        "phone": tables.landlines.numbers(place, pl.col("landline")),
        "mobile": pl.when(_happens(person, FIRST_BITS + _BITS + 24, MOBILE_SHARE)).then(
            tables.mobiles.numbers(place, pl.col("mobile"))
        ),
        "company_name": company,
        "physical_address_1": _street_line(tables),
        "physical_city": look_up(tables.cities, place),
        "physical_state": look_up(tables.states, place),
        "physical_postcode": look_up(tables.postcodes, place),
        "physical_country_id": pl.lit(tables.country),
    }
    if options.gaps:
        columns = _gapped(columns)
    return frame.select(**{name: columns[name] for name in generated_columns(Kind.CUSTOMER)})


def _street_line(tables: CustomerTables) -> pl.Expr:
    street = pl.col("street")
    names = len(tables.streets) >> places.FORM_BITS
    form = bits(street, places.NUMBER_BITS, places.FORM_BITS)
    unit = bits(street, places.NUMBER_BITS + places.FORM_BITS, places.UNIT_BITS)
    shift = places.NUMBER_BITS + places.FORM_BITS + places.UNIT_BITS
    name = below(street, shift, 24, names)
    parts = [
        look_up(tables.numbers, bits(street, 0, places.NUMBER_BITS)),
        look_up(tables.streets, name * (1 << places.FORM_BITS) + form),
        look_up(tables.unit_tails, unit),
    ]
    if tables.unit_heads.str.len_bytes().max():
        parts.insert(0, look_up(tables.unit_heads, unit))
    return pl.concat_str(parts)


def _gapped(columns: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    """Return the columns with the gaps that a real list has: no phone, no mobile, or no address at all."""
    gap = pl.col("gap")
    blank = {
        "phone": _happens(gap, 0, GAP_SHARES["phone"]),
        "mobile": _happens(gap, _BITS, GAP_SHARES["mobile"]),
    }
    blank |= dict.fromkeys(_ADDRESS, _happens(gap, 2 * _BITS, GAP_SHARES["address"]))
    return {
        name: pl.when(~blank[name]).then(column) if name in blank else column
        for name, column in columns.items()
    }
