"""What a person wants to see of a dataset, by kind: families with their prices, and where customers live.

Plain data from plain frames, so that it also works on a dataset that was read back from files.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from pipeline.generate.engine import generate
from pipeline.packs import Pack, load_region
from pipeline.packs.names import OPTION_SEPARATOR, SEPARATOR
from pipeline.schema.kinds import CUSTOMER, PRICE_FIELDS, PRODUCT, Kind
from pipeline.settings import GenerateOptions
from pipeline.text import counted

FAMILIES_SHOWN = 25  # as many as 50 products of any pack are
OPTIONS_SHOWN = 3
PLACES_SHOWN = 8
ROWS_SHOWN = 5
_ROW_COLUMNS = ("first_name", "last_name", "email", "phone")
_MONEY = pl.Decimal(14, 2)
_EXAMPLE_SEED = 7


class Shown(NamedTuple):
    """A table for people: its title, its columns ('>' sets one right) and its rows."""

    title: str
    columns: tuple[str, ...]
    rows: list[list[object]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown of one kind: tables of how it begins, of so many records in all, and the gist of it in a few words."""

    tables: Callable[[pl.DataFrame, int], Iterator[Shown]]
    gist: Callable[[pl.DataFrame], str]


@dataclass(frozen=True, slots=True)
class Family:
    """Siblings: the name that they share, how many there are, what tells them apart, the price range.

    The prices are None when none of them has one.
    """

    name: str
    count: int
    options: tuple[str, ...]
    lowest: Decimal | None
    highest: Decimal | None


@dataclass(frozen=True, slots=True)
class Town:
    """A city and how many of the customers live there."""

    city: str
    state: str
    count: int
    share: float


def families(products: pl.DataFrame, limit: int = 20) -> tuple[Family, ...]:
    """Return the families of a product frame in its order, at most `limit`; prices may be text.

    Products with options belong together by their handle, else by their name. One name with the options behind it
    (`Cardigan - Navy / S`) is read as well.
    """
    if "name" not in products.columns:
        return ()
    parts = pl.col("name").str.split_exact(SEPARATOR, 1).struct
    values = [
        name for name in products.columns if name.startswith("variant_option_") and name.endswith("_value")
    ]
    chosen = pl.concat_str(values, separator=OPTION_SEPARATOR, ignore_nulls=True) if values else pl.lit("")
    with_options = chosen != ""
    handle = pl.col("handle") if "handle" in products.columns else pl.lit(None, dtype=pl.String)
    grouped = (
        products.select(
            base=pl.when(with_options).then("name").otherwise(parts.field("field_0")),
            key=pl.when(with_options).then(pl.coalesce(handle, "name")).otherwise(parts.field("field_0")),
            option=pl.when(with_options).then(chosen).otherwise(parts.field("field_1")),
            price=_price(products),
        )
        .group_by("key", maintain_order=True)
        .agg(
            pl.col("base").first(),
            pl.len().alias("count"),
            "option",
            pl.col("price").min().alias("low"),
            pl.col("price").max().alias("high"),
        )
        .head(limit)
    )
    return tuple(
        Family(row["base"] or "", row["count"], tuple(filter(None, row["option"])), row["low"], row["high"])
        for row in grouped.iter_rows(named=True)
    )


def _price(products: pl.DataFrame) -> pl.Expr:
    """Return the first retail price column that is there, as Decimal; what is no number is null."""
    there = [pl.col(name).cast(_MONEY, strict=False) for name in PRICE_FIELDS if name in products.columns]
    return pl.coalesce(there) if there else pl.lit(None, dtype=_MONEY)


def place_map(customers: pl.DataFrame, limit: int = 10) -> tuple[Town, ...]:
    """Return the cities of a customer frame, the most frequent first, at most `limit`."""
    if "physical_city" not in customers.columns:
        return ()
    cities = customers["physical_city"].to_list()
    there = "physical_state" in customers.columns
    states = customers["physical_state"].to_list() if there else [""] * len(cities)
    counts = Counter(
        (city, state or "") for city, state in zip(cities, states, strict=True) if city is not None
    )
    total = counts.total()
    frequent = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:limit]
    return tuple(Town(city, state, count, count / total) for (city, state), count in frequent)


def examples_of(pack: Pack, count: int) -> pl.DataFrame:
    """Return some products that a pack gives, always the same."""
    options = GenerateOptions((pack.name,), customers=0, products=count, seed=_EXAMPLE_SEED, variants=False)
    return generate(options, (pack,), load_region(options.region)).frames[PRODUCT].collect()


def _product_tables(begin: pl.DataFrame, total: int) -> Iterator[Shown]:
    found = families(begin, FAMILIES_SHOWN)
    whole = total == sum(each.count for each in found)
    rows: list[list[object]] = [[each.name, each.count, _some(each.options), _range(each)] for each in found]
    yield Shown("Products" if whole else "First products", ("family", ">variants", "such as", ">price"), rows)


def _families_gist(products: pl.DataFrame) -> str:
    return f"in {counted(len(families(products, products.height)), 'family', 'families')}"


def _customer_tables(begin: pl.DataFrame, total: int) -> Iterator[Shown]:
    whole = total == begin.height
    title = "Where customers live" if whole else f"Where the first {begin.height:,} customers live"
    towns = place_map(begin, PLACES_SHOWN)
    places: list[list[object]] = [[town.city, town.state, town.count, f"{town.share:.0%}"] for town in towns]
    yield Shown(title, ("city", "state", ">customers", ">share"), places)
    people = begin.head(ROWS_SHOWN).fill_null("").select(_ROW_COLUMNS)
    yield Shown("First customers", _ROW_COLUMNS, [list(row) for row in people.iter_rows()])


def _places_gist(customers: pl.DataFrame) -> str:
    town = next(iter(place_map(customers, 1)), None)
    state = f", {town.state}" if town and town.state not in ("", town.city) else ""
    return f"around {town.city}{state}" if town else ""


def _some(options: tuple[str, ...]) -> str:
    """Return 'Navy: S, M, L, …', or 'Navy / S, Navy / M, …' where the first option differs, too."""
    firsts = {first for first, _, last in (each.partition(OPTION_SEPARATOR) for each in options) if last}
    lead = f"{firsts.pop()}: " if len(firsts) == 1 and len(options) > 1 else ""
    shown = [each.partition(OPTION_SEPARATOR)[2] if lead else each for each in options[:OPTIONS_SHOWN]]
    return lead + ", ".join(shown) + (", …" if len(options) > OPTIONS_SHOWN else "")


def _range(family: Family) -> str:
    return f"{family.lowest}" if family.lowest == family.highest else f"{family.lowest} - {family.highest}"


# In the order in which they are shown; of other kinds a person sees the files.
PREVIEWS: dict[Kind, Preview] = {
    PRODUCT: Preview(_product_tables, _families_gist),
    CUSTOMER: Preview(_customer_tables, _places_gist),
}
