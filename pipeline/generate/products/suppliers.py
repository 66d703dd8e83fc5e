"""Suppliers: those that the products of a dataset name, each once, in the order of the packs.

Promises: exactly those, whatever slice the products are. A supplier's contact depends on its name and the region alone,
not on the seed: two datasets in one store mean the same company. Phones and domains reach nobody.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from pipeline.generate.customers import phones, places
from pipeline.generate.customers.vocabulary import ascii_letters
from pipeline.generate.draws import key_for, mix_int
from pipeline.generate.products.family import ProductTables
from pipeline.generate.products.interleave import Order
from pipeline.generate.products.products import brand_positions
from pipeline.packs import Region, Supplier
from pipeline.schema.kinds import SUPPLIER, key_of
from pipeline.settings import GenerateOptions

DOMAIN = "example"  # nobody can own a domain below it
LOOK = 16_384  # products looked at, at a time, until all suppliers of a pack were seen


def named_suppliers(
    span: tuple[int, int], order: Order, seed: int, tables: Sequence[ProductTables]
) -> tuple[Supplier, ...]:
    """Return the suppliers that the products of a span name; of two with one name, the first."""
    found: dict[str, Supplier] = {}
    for turn, table in enumerate(tables):
        low, high = order.of_pack(*span, turn)
        for number in sorted(_seen(low, high, seed, table)):
            supplier = table.catalogue.pack.suppliers[number]
            found.setdefault(key_of(supplier.name), supplier)
    return tuple(found.values())


def _seen(low: int, high: int, seed: int, table: ProductTables) -> set[int]:
    """Return the positions of the suppliers of the pack's products low .. high-1."""
    of_brand = table.labels.by_brand["supplier"]
    all_there_are, seen = set(of_brand.drop_nulls()), set[int]()
    for start in range(low, high, LOOK):
        if seen == all_there_are:
            break
        seen.update(
            of_brand[brand_positions(start, min(start + LOOK, high), seed, table)].drop_nulls().unique()
        )
    return seen


def supplier_frame(suppliers: Sequence[Supplier], region: Region, options: GenerateOptions) -> pl.DataFrame:
    """Return the suppliers as rows of their file."""
    keys = [key_for(0, "supplier", region.region, key_of(supplier.name)) for supplier in suppliers]
    numbers, streets = places.number_slots(region), places.tabulate_streets(region)
    at = [_below(key, 0, len(region.places)) for key in keys]
    rule = region.fictional if options.phones == "fictional" else region.valid
    calls = _phones(phones.plan_landlines(rule, region.places, 0), at, keys)
    ways = _streets(streets, at, keys)
    rows = [
        (
            *_contact(supplier),
            number,
            *_web(supplier),
            numbers[_below(key, 1, len(numbers))] + street,
            place.city,
            place.state,
            places.outward(region, place.postcode) + tail,
            region.country,
        )
        for supplier, key, number, place, (street, tail) in zip(
            suppliers, keys, calls, (region.places[k] for k in at), ways, strict=True
        )
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(SUPPLIER.generated_columns, pl.String), orient="row")


def _below(key: int, turn: int, bound: int) -> int:
    return (mix_int(turn, key) >> 32) * bound >> 32


def _contact(supplier: Supplier) -> Iterator[str | None]:
    first, last = supplier.contact
    yield from (supplier.name, supplier.description or None, first or None, last or None, supplier.name)


def _web(supplier: Supplier) -> Iterator[str]:
    """Yield e-mail and website."""
    domain = f"{ascii_letters(supplier.name)}.{DOMAIN}"
    person = ".".join(ascii_letters(name) for name in supplier.contact if name) or "orders"
    yield from (f"{person}@{domain}", f"https://{domain}")


def _streets(streets: places.Streets, at: Sequence[int], keys: Sequence[int]) -> list[tuple[str, str]]:
    """Return a street of every place, and the second part of its postcode, '' where it has none of its own."""
    place = pl.Series(at, dtype=pl.UInt32)
    slot = [_below(key, 2, streets.names_each << places.FORM_BITS) for key in keys]
    slots = pl.Series(slot, dtype=pl.UInt32)
    name, form = slots // (1 << places.FORM_BITS), slots % (1 << places.FORM_BITS)
    tails = streets.tail(place, name, form).to_list() if streets.has_tails else [""] * len(keys)
    return list(zip(streets.street(place, name, form).to_list(), tails, strict=True))


def _phones(plan: phones.PhonePlan, at: Sequence[int], keys: Sequence[int]) -> list[str | None]:
    """Return a number for every place, or None where a region has none that reaches nobody."""
    place = pl.Series(at, dtype=pl.UInt32)
    draw = pl.Series([mix_int(3, key) for key in keys], dtype=pl.UInt64)
    pieces = plan.pieces(place, draw, draw)
    whole = pl.DataFrame({str(k): piece for k, piece in enumerate(pieces)}).select(pl.concat_str(pl.all()))
    known = plan.known(place)
    numbers = (
        whole.to_series()
        if known is None
        else whole.to_series().zip_with(known, pl.Series([None], dtype=pl.String))
    )
    return numbers.to_list()
