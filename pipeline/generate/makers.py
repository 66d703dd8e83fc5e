"""Who makes the records of which kind: a table. Pure.

A maker is told the recipe, and what was made of the kinds before its own in the order of creation: records name those.
A kind without a maker is not generated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipeline.generate import customer_lines, customers, family, products, vocabulary
from pipeline.generate.draws import counted_from, key_for, mix
from pipeline.generate.frames import BATCH, LEAN_BATCH, Frames, nothing
from pipeline.packs import Pack, Region
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.settings import GenerateOptions


@dataclass(frozen=True, slots=True)
class Recipe:
    """What records are made of. `names` is None where no customers are asked for."""

    options: GenerateOptions
    packs: tuple[Pack, ...]
    region: Region
    names: vocabulary.Names | None


Maker = Callable[[Recipe, Mapping[Kind, Frames]], Frames]


def make_customers(recipe: Recipe, _before: Mapping[Kind, Frames]) -> Frames:
    """Return the customers of a recipe."""
    options, names = recipe.options, recipe.names
    first, last = options.span(options.customers)
    if names is None or first == last:
        return nothing(CUSTOMER, first)
    tables = customers.tabulate(options, recipe.region, names)
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
            rows=LEAN_BATCH,
        )

    def of_codes() -> Frames:
        codes = customers.coded(tables)
        return replace(
            frames,
            make=lambda low, high: customers.customer_pieces(low, high, options, codes),
            rows=LEAN_BATCH,
        )

    return replace(frames, lines=of_lines, coded=of_codes)


def make_products(recipe: Recipe, _before: Mapping[Kind, Frames]) -> Frames:
    """Return the products of a recipe."""
    options = recipe.options
    first, last = options.span(options.products)
    if first == last:
        return nothing(PRODUCT, first)
    tables = [family.tabulate(pack, options.seed) for pack in recipe.packs]
    return Frames(
        PRODUCT,
        first,
        last,
        lambda low, high: _product_pieces(low, high, options, tables),
        products.product_columns(tables),
        rows=max(BATCH // 2, 1),  # with its description, a product takes twice the memory
    )


def _product_pieces(
    first: int, last: int, options: GenerateOptions, tables: Sequence[family.ProductTables]
) -> pl.DataFrame:
    """Return the pieces of the products first .. last-1: product i is number i // packs of pack i % packs."""
    sentences = products.sentence_pieces(tables)
    batches = []
    for turn, table in enumerate(tables):
        low, high = ((end - turn + len(tables) - 1) // len(tables) for end in (first, last))
        if low < high:
            number = counted_from(low, high) * len(tables) + turn
            pieces = products.product_pieces(low, high, options.seed, table, sentences)
            batches.append(pieces.with_columns(number.alias("i"), is_active=_is_active(number, options)))
    return pl.concat(batches).sort("i") if len(batches) > 1 else batches[0]


def _is_active(number: pl.Series, options: GenerateOptions) -> pl.Series:
    if not options.inactive_share:
        return pl.ones(len(number), pl.Boolean, eager=True)
    drawn = mix(number, key_for(options.seed, "products", "inactive")) // (1 << 32)
    return drawn >= round(options.inactive_share * 2**32)


MAKERS: dict[Kind, Maker] = {CUSTOMER: make_customers, PRODUCT: make_products}
