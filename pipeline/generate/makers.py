"""Who makes the records of which kind: a table. Pure.

A maker is told the recipe, and what was made of the kinds before its own in the order of creation: records name those.
A kind without a maker is not generated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from pipeline.generate.customers import customer_lines, customer_tables, customers, vocabulary
from pipeline.generate.draws import counted_from
from pipeline.generate.frames import BATCH, Frames, nothing
from pipeline.generate.products import family, labels, products, suppliers
from pipeline.generate.products.barcodes import barcodes, shares_of
from pipeline.generate.products.interleave import Order, put_in_order
from pipeline.generate.products.layout import lay_out
from pipeline.generate.scenarios import customers as customer_cases
from pipeline.generate.scenarios import products as product_cases
from pipeline.generate.scenarios.laid_over import lay_over
from pipeline.packs import Pack, Region
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER, Kind
from pipeline.schema.stock import LEVEL_COLUMN
from pipeline.settings import GenerateOptions


@dataclass(frozen=True, slots=True)
class Recipe:
    """What records are made of. `names` are by group of people, none where no customers are asked for; `tables` and `order` are there for products.

    `places` are the rows of the known cases, by the names of those.
    """

    options: GenerateOptions
    packs: tuple[Pack, ...]
    region: Region
    names: Sequence[vocabulary.Names]
    tables: tuple[family.ProductTables, ...] = ()
    order: Order | None = None
    product_span: tuple[int, int] = (0, 0)
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


Maker = Callable[[Recipe, Mapping[Kind, Frames]], Frames]


def make_customers(recipe: Recipe, _before: Mapping[Kind, Frames]) -> Frames:
    """Return the customers of a recipe."""
    options, names = recipe.options, recipe.names
    first, last = options.span(options.customers)
    if not names or first == last:
        return nothing(CUSTOMER, first)
    tables = customer_tables.tabulate(options, recipe.region, names)
    if options.emails == "plain":
        tables = customers.with_plain_emails(tables, options)
    frames = Frames(
        CUSTOMER,
        first,
        last,
        lambda low, high: customers.customer_pieces(low, high, options, tables),
        customers.customer_columns(tables),
        rows=BATCH,
    )

    def of_lines() -> Frames | None:
        if options.gaps or not customer_lines.fit_lines(tables):
            return None
        ended = customer_lines.tables_of_lines(tables)
        return replace(
            frames,
            make=lambda low, high: customers.customer_pieces(low, high, options, ended),
            columns=(pl.concat_str(pl.all()).alias(customer_lines.header()),),
        )

    def of_codes() -> Frames:
        codes = customer_tables.coded(tables)
        return replace(
            frames,
            make=lambda low, high: customers.customer_pieces(low, high, options, codes),
        )

    def of_cases() -> Mapping[int, Mapping[str, Any]]:
        whole = replace(options, gaps=False)
        head = customers.customer_pieces(0, customer_cases.REACH, whole, tables, everything=True)
        return customer_cases.customer_rows(head.select(frames.columns), options.seed, recipe.region, names)

    if options.scenarios:
        return lay_over(frames, of_cases, customer_cases.MORE)
    return replace(frames, lines=of_lines, coded=of_codes)


def make_products(recipe: Recipe, _before: Mapping[Kind, Frames]) -> Frames:
    """Return the products of a recipe."""
    options, tables = recipe.options, recipe.tables
    first, last = recipe.product_span
    order = recipe.order
    if first == last or order is None:
        return nothing(PRODUCT, first, products.column_names(options))
    frames = Frames(
        PRODUCT,
        first,
        last,
        lambda low, high: _product_pieces(low, high, options, tables, order),
        products.product_columns(tables, options),
        rows=_batch_rows(options),
    )

    def of_codes() -> Frames:
        codes = labels.coded([table.labels for table in tables])
        coded = [replace(table, labels=each) for table, each in zip(tables, codes, strict=True)]
        return replace(frames, make=lambda low, high: _product_pieces(low, high, options, coded, order))

    def of_cases() -> Mapping[int, Mapping[str, Any]]:
        head = frames.make(0, product_cases.REACH).select(frames.columns)
        return product_cases.product_rows(head, recipe.places, recipe.packs[0].speech)

    if options.scenarios:
        return lay_over(frames, of_cases, {})
    return replace(frames, coded=of_codes)


def _batch_rows(options: GenerateOptions) -> int:
    """Return how many products are made at a time: they take twice a customer's memory, more with outlets or texts in each row."""
    return max(BATCH // (2 + len(options.outlets) // 2 + (not options.variants)), 1)


def product_span(options: GenerateOptions, order: Order) -> tuple[int, int]:
    """Return the products first .. last-1 of a run: from a family's first one on, with `--rows` up to another one's."""
    if not options.variants:
        return options.span(options.products)
    start = order.boundary(options.start)
    end = start + options.products
    low, high = options.rows or (0, options.products)
    first, last = (
        min(order.boundary(start + at), end) if at < options.products else end for at in (low, high)
    )
    return first, last


def counts_that_differ(options: GenerateOptions, packs: Sequence[Pack]) -> dict[Kind, int]:
    """Return how many records `generate` will make of kinds of which `--rows` names another number."""
    first, last = options.span(options.products)
    if options.rows is None or not options.variants or first == last:
        return {}
    first, last = product_span(options, put_in_order([lay_out(pack, options.seed) for pack in packs]))
    return {PRODUCT: last - first}


def _product_pieces(
    first: int, last: int, options: GenerateOptions, tables: Sequence[family.ProductTables], order: Order
) -> pl.DataFrame:
    """Return the pieces of the products first .. last-1."""
    shares = shares_of([table.catalogue.pack.prefix for table in tables])
    batches = []
    for turn, table in enumerate(tables):
        low, high = order.of_pack(first, last, turn)
        if low < high:
            number = counted_from(low, high)
            pieces = products.product_pieces(low, high, options, table, tables)
            batches.append(
                pieces.with_columns(
                    order.numbers(number, turn).alias("i"),
                    barcode=_barcodes(number, shares[turn], options.seed, pieces[LEVEL_COLUMN]),
                )
            )
    return pl.concat(batches).sort("i") if len(batches) > 1 else batches[0]


def _barcodes(number: pl.Series, share: int, seed: int, stock: pl.Series) -> pl.Series:
    """Return the products' barcodes; what is not on a shelf, and so has no stock, has none."""
    codes = barcodes(number, share, seed)
    nothing = pl.Series([None], dtype=pl.UInt64)
    return codes.zip_with(stock.is_not_null(), nothing) if stock.null_count() else codes


def make_suppliers(recipe: Recipe, _before: Mapping[Kind, Frames]) -> Frames:
    """Return the suppliers that the products of a recipe name."""
    options = recipe.options
    if recipe.order is None:
        return nothing(SUPPLIER, 0)
    found = suppliers.named_suppliers(recipe.product_span, recipe.order, options.seed, recipe.tables)
    if not found:
        return nothing(SUPPLIER, 0)
    frame = suppliers.supplier_frame(found, recipe.region, options)
    return Frames(SUPPLIER, 0, len(found), lambda low, high: frame[low:high], (pl.all(),), rows=BATCH)


MAKERS: dict[Kind, Maker] = {SUPPLIER: make_suppliers, CUSTOMER: make_customers, PRODUCT: make_products}
