"""Customers, vectorised: record i from (seed, i), by look-ups in tables.

Two neighbours are now and then a household: they share last name, address and landline. Whatever a
household shares is drawn by `home` (the first neighbour's number) in place of i.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pipeline.generate.customers import places
from pipeline.generate.customers.customer_tables import CUSTOMER_GROUP_BITS, CustomerTables
from pipeline.generate.customers.emails import PLAIN_MOST, plain_tails
from pipeline.generate.customers.people import FIRST_BITS, GENERATION_BITS, GROUP_BITS, LAST_BITS, NameTables
from pipeline.generate.draws import counted_from, cut, happens, key_for, mix, small
from pipeline.generate.frames import joined, name_pieces
from pipeline.schema.kinds import CUSTOMER
from pipeline.settings import GenerateOptions

HOUSEHOLD_SHARE = 0.07  # of pairs of neighbours
MOBILE_SHARE = 0.5
COMPANY_SHARE = 0.125
KEPT_NUMBERS = 10  # more than there are customers with a case of their own
CHANCE_BITS = 10  # of a yes-or-no draw
_ADDRESS = (
    "physical_address_1",
    "physical_city",
    "physical_state",
    "physical_postcode",
    "physical_country_id",
)
GAPS = ((0.12, ("phone",)), (0.2, ("mobile",)), (0.18, _ADDRESS))  # with gaps: this share has none
# Parts of draws, as `cut` takes them. Of a person: first name, whether a company, which, whether a mobile, group.
_PERSON = ((0, FIRST_BITS, 0), (FIRST_BITS, CHANCE_BITS, 0))
_COMPANY_SHIFT, _COMPANY_BITS = FIRST_BITS + CHANCE_BITS, 24
_CALLS = (_COMPANY_SHIFT + _COMPANY_BITS, CHANCE_BITS, 0)
_GROUP = (_COMPANY_SHIFT + _COMPANY_BITS + CHANCE_BITS, CUSTOMER_GROUP_BITS, 0)
# Of a family: gender of its first, last name, place, generation, group of people.
_FAMILY = (
    (0, 1, 0),
    (1, LAST_BITS, 0),
    (1 + LAST_BITS, places.PLACE_BITS, 0),
    (1 + LAST_BITS + places.PLACE_BITS, GENERATION_BITS, 0),
    (1 + LAST_BITS + places.PLACE_BITS + GENERATION_BITS, GROUP_BITS, 0),
)
# Of a street line: house number, form of the street, unit, name of the street.
_STREET = (
    (0, places.NUMBER_BITS, 0),
    (places.NUMBER_BITS, places.FORM_BITS, 0),
    (places.NUMBER_BITS + places.FORM_BITS, places.UNIT_BITS, 0),
)
_STREET_SHIFT = places.NUMBER_BITS + places.FORM_BITS + places.UNIT_BITS


def customer_columns(tables: CustomerTables) -> tuple[pl.Expr, ...]:
    """Return the columns of `generated_columns` out of the pieces that `customer_pieces` makes."""
    counts = {
        "email": 2 + tables.tails.pieces,
        "physical_address_1": 3 + tables.has_unit_heads,
        "physical_postcode": 1 + tables.streets.has_tails,
    }
    return tuple(joined(column, counts.get(column, 1)) for column in CUSTOMER.generated_columns)


def customer_pieces(
    first: int, last: int, options: GenerateOptions, tables: CustomerTables, *, everything: bool = False
) -> pl.DataFrame:
    """Return the pieces of the customers first .. last-1; with `everything` each has a company and a mobile."""
    number = counted_from(first, last)
    companies = len(tables.companies) - 1
    first_slot, chance, company, calls, group = cut(
        mix(number, _key(options, "person")),
        *_PERSON,
        (_COMPANY_SHIFT, _COMPANY_BITS, companies),
        _CALLS,
        _GROUP,
    )
    home, place, first_name, last_name = _named(number, first_slot, options, tables)
    employed = _happens(chance, 1 if everything else COMPANY_SHARE)
    group = tables.group_of_draw[employed.cast(pl.UInt32) * (1 << CUSTOMER_GROUP_BITS) + group]
    no_company = pl.Series([companies], dtype=pl.UInt32)
    columns: dict[str, list[pl.Series]] = {
        "first_name": [tables.names.first[first_name]],
        "last_name": [tables.names.last[last_name]],
        "email": [
            tables.names.mail[first_name],
            tables.names.last_mail[last_name],
            *tables.tails.ends(number),
        ],
        "phone": _landlines(place, home, mix(home, _key(options, "landline")), tables),
        "mobile": [
            _mobiles(place, number, _happens(calls, MOBILE_SHARE), options, tables, everything=everything)
        ],
        "company_name": [tables.companies[company.zip_with(employed, no_company)]],
        **_address(mix(home, _key(options, "street")), place, group, tables),
    }
    if options.gaps:
        _leave_gaps(columns, mix(number, _key(options, "gap")))
    return pl.DataFrame(name_pieces(columns))


def with_plain_emails(tables: CustomerTables, options: GenerateOptions) -> CustomerTables:
    """Return the tables for e-mails that are a person's name at a word of the dataset's own."""
    names = tables.names._replace(last_mail=tables.names.last_mail.str.strip_chars_end("."))
    number = counted_from(0, PLAIN_MOST)
    (first_slot,) = cut(mix(number, _key(options, "person")), _PERSON[0])
    _, _, first_name, last_name = _named(number, first_slot, options, tables)
    return replace(
        tables, names=names, tails=plain_tails(options, names.mail[first_name] + names.last_mail[last_name])
    )


def _named(
    number: pl.Series, first_slot: pl.Series, options: GenerateOptions, tables: CustomerTables
) -> tuple[pl.Series, pl.Series, pl.Series, pl.Series]:
    """Return the homes of these customers, and the positions of their places, first names and last names."""
    home, other = _homes(number, _key(options, "household"))
    gender, last_slot, place_slot, generation, people = cut(mix(home, _key(options, "family")), *_FAMILY)
    place, names = tables.place_of_slot[place_slot], tables.names
    gender = gender ^ other
    if names.groups > 1:
        people = names.group_slots[names.mix_of_place[place] * (1 << GROUP_BITS) + people]
        gender, last_slot = people * 2 + gender, people * (1 << LAST_BITS) + last_slot
    return home, place, _first_names(gender, generation, first_slot, names), names.last_slots[last_slot]


def _key(options: GenerateOptions, name: str) -> int:
    return key_for(options.seed, "customers", name)


def _happens(chance: pl.Series, share: float) -> pl.Series:
    """Return whether CHANCE_BITS lie in this share of their range."""
    return chance < round(share * (1 << CHANCE_BITS))


def _homes(number: pl.Series, key: int) -> tuple[pl.Series, pl.Series]:
    """Return the number of the first of every customer's household, and 1 for the second of one, else 0."""
    pairs = number // 2
    every = counted_from(pairs[0], pairs[-1] + 1) if len(number) else pairs
    together = happens(mix(every, key), 0, CHANCE_BITS, HOUSEHOLD_SHARE)
    other = small(number & 1) * together.cast(pl.UInt32)[small(pairs - pairs[0]) if len(number) else pairs]
    return number - other, other


def _first_names(gender: pl.Series, slot: pl.Series, first: pl.Series, names: NameTables) -> pl.Series:
    """Return the position of a first name out of the slots of its generation and of the name in it.

    `gender` is group * 2 + gender.
    """
    group = gender * names.generations + names.generation[gender * (1 << GENERATION_BITS) + slot]
    slots: pl.Series = names.first_slots[group * (1 << FIRST_BITS) + first]
    return slots


def _landlines(place: pl.Series, home: pl.Series, draw: pl.Series, tables: CustomerTables) -> list[pl.Series]:
    pieces, known = tables.landlines.pieces(place, draw, home), tables.landlines.known(place)
    if known is None and tables.ends is not None:
        return pieces
    whole = _whole(pieces)
    return [whole if known is None else whole.zip_with(known, tables.nothing)]


def _mobiles(
    place: pl.Series,
    number: pl.Series,
    calls: pl.Series,
    options: GenerateOptions,
    tables: CustomerTables,
    *,
    everything: bool,
) -> pl.Series:
    """Return the mobiles of those who have one, which are half of them, and nothing for the others.

    Where the region deals out its numbers, one of two neighbours has one as long as there are any; the last ones are kept
    for the known cases.
    """
    known, dealt, turn = tables.mobiles.known(place), tables.mobiles.dealt, number // 2
    if everything:
        calls = pl.repeat(value=True, n=len(number), dtype=pl.Boolean, eager=True)
        turn = turn if dealt is None else len(dealt) - 1 - number
    elif dealt is not None:
        coin = happens(mix(turn, _key(options, "pair")), 0, CHANCE_BITS, MOBILE_SHARE)
        calls = ((number & 1).cast(pl.Boolean) ^ coin) & (turn < max(len(dealt) - KEPT_NUMBERS, 0))
    calls = calls if known is None else calls & known
    draw = mix(number.filter(calls), _key(options, "mobile"))
    numbers = _whole(tables.mobiles.pieces(place.filter(calls), draw, turn.filter(calls)))
    at = (calls.cum_sum() - 1).zip_with(calls, pl.Series([len(numbers)], dtype=pl.UInt32))
    mobiles: pl.Series = pl.concat([numbers, tables.nothing], rechunk=True)[at]
    return mobiles


def _whole(pieces: Sequence[pl.Series]) -> pl.Series:
    """Return what one or two pieces make; a pair is quicker added than joined."""
    whole: pl.Series = pieces[0] if len(pieces) == 1 else pieces[0] + pieces[1]
    return whole


def _address(
    draw: pl.Series, place: pl.Series, group: pl.Series, tables: CustomerTables
) -> dict[str, list[pl.Series]]:
    """Return the cells of the address, and the group behind them."""
    streets, ends = tables.streets, tables.ends
    number, form, unit, name = cut(draw, *_STREET, (_STREET_SHIFT, places.STREET_BITS, streets.names_each))
    street = [tables.numbers[number], streets.street(place, name, form)]
    if tables.has_unit_heads:
        street.insert(0, tables.unit_heads[unit])
    tail = [streets.tail(place, name, form)] if streets.has_tails else []
    if ends is not None:
        kind = (
            ends.kind_of_unit[unit] if ends.feet is not None else group * ends.units + ends.kind_of_unit[unit]
        )
        feet = [] if ends.feet is None else [*tail, ends.feet[group]]
        return {"physical_address_1": street, "end": [ends.texts[kind * ends.places + place], *feet]}
    cells = {column: [texts[place]] for column, texts in tables.places.items()}
    cells["physical_postcode"] += tail
    return {
        "physical_address_1": [*street, tables.unit_tails[unit]],
        **cells,
        "customer_group": [tables.groups[group]],
    }


def _leave_gaps(columns: dict[str, list[pl.Series]], gap: pl.Series) -> None:
    """Blank what a real list lacks, in place: some phones, some mobiles, some whole addresses."""
    for turn, (share, names) in enumerate(GAPS):
        kept = ~happens(gap, turn * CHANCE_BITS, CHANCE_BITS, share)
        for name in names:
            piece = columns[name][0]
            columns[name][0] = piece.zip_with(kept, pl.Series([None], dtype=piece.dtype))
