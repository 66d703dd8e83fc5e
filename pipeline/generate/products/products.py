"""Products, vectorised: variants of families, or one product per row; product j of a pack from (seed, j) alone.

What belongs to the family is worked out once for it, and stands in each of its rows; its description in the first one.
Without variants every row has a name and a description of its own. Money is whole cents here.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import polars as pl

from pipeline.generate.draws import counted_from, key_for, mix, small
from pipeline.generate.frames import MONEY, joined, name_pieces
from pipeline.generate.identity import digits_of, skus
from pipeline.generate.products.catalogue import option_columns
from pipeline.generate.products.family import (
    Columns,
    ProductTables,
    family_columns,
    family_texts,
    sentences_of,
)
from pipeline.generate.products.prices import costs, prices
from pipeline.generate.products.stock import depths, headings, stock_levels
from pipeline.generate.products.texts import first_code, last_code
from pipeline.packs import Pack
from pipeline.schema.kinds import PRODUCT
from pipeline.schema.stock import STOCK_COLUMNS
from pipeline.settings import GenerateOptions

_PRICES = {"price_including_tax": "price_cents", "supply_price": "supply_cents"}
_CENT = Decimal("0.01")
_LABELS = ("brand_name", "product_category", "tags", "supplier_name")


def column_names(options: GenerateOptions) -> tuple[str, ...]:
    """Return the columns that are written: those of the table, and behind them in their place those of each outlet."""
    return tuple(_with_outlets(options))


def _with_outlets(options: GenerateOptions) -> Iterator[str]:
    for name in PRODUCT.generated_columns:
        yield name
        if name == STOCK_COLUMNS[-1]:
            yield from (heading for outlet in options.outlets for heading in headings(outlet).values())


def product_columns(tables: Sequence[ProductTables], options: GenerateOptions) -> tuple[pl.Expr, ...]:
    """Return the columns that are written out of the pieces that `product_pieces` makes."""
    whole = {
        "name": joined("name", 1 if options.variants else 2),
        "description": joined("description", _sentence_pieces(tables, options)),
        "supplier_code": joined("supplier_code", 2),
        "barcode": pl.col("barcode").cast(pl.String),
    }
    for price, cents in _PRICES.items():
        whole[price] = (pl.col(cents).cast(pl.Decimal(12, 0)) * pl.lit(_CENT)).cast(MONEY).alias(price)
    levels = {
        *STOCK_COLUMNS,
        *(heading for outlet in options.outlets for heading in headings(outlet).values()),
    }
    whole |= {name: pl.col(name).cast(pl.String) for name in levels}
    return tuple(whole.get(name, pl.col(name)) for name in column_names(options))


def _sentence_pieces(tables: Sequence[ProductTables], options: GenerateOptions) -> int:
    """Return how many pieces the descriptions of these packs have."""
    return 1 if options.variants else max(len(table.slots) for table in tables)


def product_pieces(
    first: int, last: int, options: GenerateOptions, tables: ProductTables, every: Sequence[ProductTables]
) -> pl.DataFrame:
    """Return the pieces of the pack's products first .. last-1, which stand among those of `every` pack."""
    pack, seed = tables.catalogue.pack, options.seed
    row, member, families = _families_of(first, last, seed, tables)
    own = _variants(row, member, families)
    single = families["size"][row] == 1
    price = prices(families["point"][row], own["variant"], families["line"][row], tables.catalogue)
    texts = _texts(own, families, tables, options)
    if not options.variants:
        width = _sentence_pieces(every, options)
        texts["description"] += [pl.repeat("", len(row), eager=True)] * (width - len(texts["description"]))
    none = pl.Series([None], dtype=pl.UInt32)
    shown = none.zip_with(single | (not options.variants), own["variant"])
    pieces = {
        **texts,
        "supplier_code": [
            tables.labels.by_brand["supplier_code"][families["brand_at"]][row],
            digits_of(first, last, seed, f"supplier code/{pack.prefix}"),
        ],
    }
    return pl.DataFrame(
        {
            "sku": skus(pack.prefix, first, last, seed),
            **name_pieces(pieces),
            **tables.catalogue.variants.select(option_columns())[shown].to_dict(),
            "price_cents": price,
            "supply_cents": costs(price, families["price_draw"][row], pack),
            **_stock(counted_from(first, last), row, families, options, tables.catalogue.pack),
            **_of_families(families, options, tables)[row].to_dict(),
        }
    )


def brand_positions(first: int, last: int, seed: int, tables: ProductTables) -> pl.Series:
    """Return the rows of `LabelTables.by_brand` of the families of the pack's products first .. last-1."""
    _, _, families = _families_of(first, last, seed, tables)
    return families["brand_at"]


def _families_of(
    first: int, last: int, seed: int, tables: ProductTables
) -> tuple[pl.Series, pl.Series, Columns]:
    """Return, for every product, its family's row among the families, and its place in it; and the families."""
    layout, number = tables.layout, counted_from(first, last)
    at = small(number % layout.rows)
    family = number // layout.rows * len(layout.families) + layout.family[at]
    origin = int(family[0])  # families rise with the product's number
    families = family_columns(origin, int(family[-1]) + 1, seed, tables)
    return small(family - origin), layout.member[at], families


def _variants(row: pl.Series, member: pl.Series, families: Columns) -> Columns:
    """Return each product's place in the options of its line, and of its variant in the catalogue."""
    run = families["run"][row]
    first = (families["first_at"][row] + member // run) % families["groups"][row]
    last = families["last_at"][row] + member % run
    variant = families["variant_base"][row] + first * families["runs"][row] + last
    return {
        "row": row,
        "member": member,
        "first_at": small(first),
        "last_at": small(last),
        "variant": small(variant),
    }


def _texts(
    own: Columns, families: Columns, tables: ProductTables, options: GenerateOptions
) -> dict[str, list[pl.Series]]:
    """Return names and descriptions in pieces."""
    row = own["row"]
    name = families["name"][row]
    if options.variants:
        begins = pl.Series([None], dtype=pl.UInt32).zip_with(own["member"] > 0, row)
        return {"name": [name], "description": [family_texts(families, tables)[begins]]}
    told = {
        **{column: values[row] for column, values in families.items()},
        "first": first_code(own["first_at"], 1),
        "last": last_code(own["last_at"], run=False),
    }
    plain = pl.Series([""]).zip_with(
        families["size"][row] == 1, tables.catalogue.variants["text"][own["variant"]]
    )
    return {"name": [name, plain], "description": sentences_of(told, tables)}


def _of_families(families: Columns, options: GenerateOptions, tables: ProductTables) -> pl.DataFrame:
    """Return what every product of a family has in common, by family."""
    labels = tables.labels
    by_brand = labels.by_brand[families["brand_at"]]
    handle = families["handle"]
    return pl.DataFrame(
        {
            "handle": handle
            if options.variants
            else pl.Series([None], dtype=pl.String).new_from_index(0, len(handle)),
            "brand_name": by_brand["brand_name"],
            "product_category": labels.categories[families["line"]],
            "tags": labels.tags[families["tags"]],
            "supplier_name": by_brand["supplier_name"],
            "is_active": _is_active(families["family"], options, tables.catalogue.pack.name),
        }
    )


def _stock(
    number: pl.Series, row: pl.Series, families: Columns, options: GenerateOptions, pack: Pack
) -> Columns:
    """Return the levels of stock of a pack's products; what is not on a shelf has none."""
    depth = depths(families["point"], families["sells_best"])[row]
    levels = stock_levels(number, families["family"][row], depth, options, pack.name)
    on_shelf = pl.Series([line.stock for line in pack.lines])[families["line"]]
    if on_shelf.all():
        return levels
    nothing = pl.Series([None], dtype=pl.UInt64)
    return {name: level.zip_with(on_shelf[row], nothing) for name, level in levels.items()}


def _is_active(family: pl.Series, options: GenerateOptions, label: str) -> pl.Series:
    if not options.inactive_share:
        return pl.ones(len(family), pl.Boolean, eager=True)
    drawn = mix(family, key_for(options.seed, label, "inactive")) // (1 << 32)
    return drawn >= round(options.inactive_share * 2**32)
