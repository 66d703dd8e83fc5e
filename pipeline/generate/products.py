"""Products, vectorised: siblings of families; product j of a pack from (seed, j) alone.

Siblings take neighbouring options, share their price unless an option says otherwise, and share the
sentences that don't name an option. Money is whole cents here.
"""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from pipeline.generate.catalogue import BLOCK, FAMILY_SIZES, FULL_PERCENT, Catalogue
from pipeline.generate.draws import below, bits, counted_from, key_for, mix, small
from pipeline.generate.family import ORDER_BITS, Columns, ProductTables, family_columns, width_of
from pipeline.generate.frames import MONEY, joined, name_pieces
from pipeline.generate.identity import digits_of, skus
from pipeline.packs import Pack
from pipeline.schema.kinds import PRODUCT

# A supplier's list rounds cost to this many cents, from this price in cents on.
COST_STEPS = ((0, 5), (1_000, 10), (5_000, 25), (20_000, 50))
_SHARE_PARTS = 100  # a share is drawn in hundredths of a percent
_ROUND_ALWAYS_FROM_DOLLARS = 100  # as in `catalogue.price_points`
_NAME_PIECES = 3
_PRICES = {"price_including_tax": "price_cents", "supply_price": "supply_cents"}
_CENT = Decimal("0.01")
_LABELS = ("brand_name", "product_category", "tags", "supplier_name")


def sentence_pieces(tables: Sequence[ProductTables]) -> int:
    """Return how many pieces the descriptions of these packs have: what siblings share is one of them."""
    shared = [_shared_slots(table) for table in tables]
    return max(len(table.slots) - k + bool(k) for table, k in zip(tables, shared, strict=True))


def product_columns(tables: Sequence[ProductTables]) -> tuple[pl.Expr, ...]:
    """Return the columns of `generated_columns` out of the pieces that `product_pieces` makes."""
    whole = {
        "sku": joined("sku", 1),
        "name": joined("name", _NAME_PIECES),
        "description": joined("description", sentence_pieces(tables)),
        "supplier_code": joined("supplier_code", 2),
        "barcode": pl.col("barcode").cast(pl.String),
        "is_active": pl.col("is_active"),
        **{name: joined(name, 1) for name in _LABELS},
    }
    for price, cents in _PRICES.items():
        whole[price] = (pl.col(cents).cast(pl.Decimal(12, 0)) * pl.lit(_CENT)).cast(MONEY).alias(price)
    return tuple(whole[column] for column in PRODUCT.generated_columns)


def product_pieces(first: int, last: int, seed: int, tables: ProductTables, sentences: int) -> pl.DataFrame:
    """Return the pieces of the pack's products first .. last-1, with so many pieces of descriptions."""
    pack = tables.catalogue.pack
    families, row, sibling, size = _families_of(first, last, seed, tables)
    columns = _placed(row, sibling, size, families, tables)
    price = _prices(families["point"][row], columns["variant"], tables.catalogue)
    names = [
        families["head"][row],
        tables.bodies[columns["body"]],
        tables.catalogue.variant_texts[columns["variant"]],
    ]
    descriptions = _descriptions(columns, families, tables)
    empty = pl.repeat("", last - first, eager=True)
    pieces = {
        "sku": [skus(pack.prefix, first, last, seed)],
        "name": names,
        "description": [*descriptions, *[empty] * (sentences - len(descriptions))],
        **_labels(row, families, tables),
    }
    pieces["supplier_code"].append(digits_of(first, last, seed, f"supplier code/{pack.prefix}"))
    return pl.DataFrame(
        {
            **name_pieces(pieces),
            "price_cents": price,
            "supply_cents": _costs(price, families["price_draw"][row], pack),
        }
    )


def of_pack(first: int, last: int, turn: int, packs: int) -> tuple[int, int]:
    """Return which of a pack's own products are among first .. last-1: product i is number i // packs of pack i % packs."""
    low, high = ((end - turn + packs - 1) // packs for end in (first, last))
    return low, high


def brand_positions(first: int, last: int, seed: int, tables: ProductTables) -> pl.Series:
    """Return, for the pack's products first .. last-1, the rows of `LabelTables.by_brand`."""
    families, row, _, _ = _families_of(first, last, seed, tables)
    return families["brand_at"][row]


def _families_of(
    first: int, last: int, seed: int, tables: ProductTables
) -> tuple[Columns, pl.Series, pl.Series, pl.Series]:
    """Return families, and for every product its family's row among them, its place in it, and the family's size."""
    pack, width = tables.catalogue.pack, width_of(tables)
    family, sibling, size = _siblings(first, last, key_for(seed, pack.name, "blocks"), tables)
    origin = int(family[0]) * width  # families rise with the product's number
    families = family_columns(origin, (int(family[-1]) + 1) * width, seed, tables)
    row = small(family * width - origin)
    if width > 1:  # a family with fewer variants than siblings goes on under its next base name
        variants = families["variants"][row]
        row, sibling = row + small(sibling // variants), sibling % variants
    return families, row, sibling, size


def _labels(row: pl.Series, families: Columns, tables: ProductTables) -> dict[str, list[pl.Series]]:
    """Return what every product names, and the head of its supplier's code."""
    labels = tables.labels
    by_brand = labels.by_brand[families["brand_at"][row]]
    return {
        "brand_name": [by_brand["brand_name"]],
        "supplier_name": [by_brand["supplier_name"]],
        "supplier_code": [by_brand["supplier_code"]],
        "product_category": [labels.categories[families["line"][row]]],
        "tags": [labels.tags[families["tags"][row]]],
    }


def _siblings(
    first: int, last: int, key: int, tables: ProductTables
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return family, place in the family, and the family's size for every product."""
    number = counted_from(first, last)
    block = number // BLOCK
    at = bits(mix(block, key), 0, ORDER_BITS) * BLOCK + small(number % BLOCK)
    family = block * len(FAMILY_SIZES) + tables.family_of_block[at]
    return family, tables.sibling_of_block[at], tables.size_of_block[at]


def _placed(
    row: pl.Series, sibling: pl.Series, size: pl.Series, families: Columns, tables: ProductTables
) -> Columns:
    """Return the row of each product's family, its options, and the positions of its variant and its body."""

    def own(name: str) -> pl.Series:
        return families[name][row]

    draw, variants, runs = own("options_draw"), own("variants"), own("runs")
    groups = variants // runs
    # four or six siblings are half the time two colours of two or three sizes
    paired = (groups > 1) & (size > min(FAMILY_SIZES)) & (size % 2 == 0) & (bits(draw, 0, 1) == 1)
    run = (size // 2).zip_with(paired, size)
    run = run.zip_with(run < runs, runs)
    group = below(draw, 1, 24, groups) + small(sibling // run)
    last = below(draw, 25, 24, runs - run + 1) + small(sibling % run)
    first = small(group % groups)
    adjective = own("adjective")
    if tables.adjectives_vary.any():
        adjective = last.cast(pl.UInt64).zip_with(tables.adjectives_vary[own("line")], adjective)
    body = (adjective * own("materials") + own("material")) * own("nouns") + own("noun")
    return {
        "row": row,
        "first": first,
        "last": last,
        "adjective": adjective,
        "variant": small(own("variant_base") + first * runs + last),
        "body": small(tables.body_base[own("line")] + body),
    }


def _prices(point: pl.Series, variant: pl.Series, catalogue: Catalogue) -> pl.Series:
    """Return prices in cents: the family's point, times the variant's percent, on a label's ending again."""
    if not catalogue.prices_vary:
        return point
    percent = catalogue.percents[variant]
    dollars = point * percent // 10_000
    rounded = dollars - (dollars + 1) % 5
    dollars = rounded.zip_with(dollars >= _ROUND_ALWAYS_FROM_DOLLARS, dollars)
    moved = (dollars * 100 + point % 100).clip(*catalogue.top_points)
    prices: pl.Series = point.zip_with(percent == FULL_PERCENT, moved)
    return prices


def _costs(price: pl.Series, draw: pl.Series, pack: Pack) -> pl.Series:
    """Return costs in cents: inside the pack's share exactly, in the steps of a supplier's list."""
    low, high = pack.supply_percent
    drawn = below(draw, 32, 32, (high - low) * _SHARE_PARTS + 1).cast(pl.UInt64) + low * _SHARE_PARTS
    least, most = (price * low + 99) // 100, price * high // 100
    step = pl.Series([COST_STEPS[0][1]], dtype=pl.UInt64)
    for from_cents, cents in COST_STEPS[1:]:
        step = pl.Series([cents], dtype=pl.UInt64).zip_with(price >= from_cents, step)
    fits = (least + step - 1) // step <= most // step
    step = step.zip_with(fits, pl.Series([1], dtype=pl.UInt64))
    rounded = (price * drawn // (100 * _SHARE_PARTS) + step // 2) // step
    lowest, highest = (least + step - 1) // step, most // step
    rounded = rounded.zip_with(rounded > lowest, lowest)
    costs: pl.Series = rounded.zip_with(rounded < highest, highest) * step
    return costs


def _shared_slots(tables: ProductTables) -> int:
    """Return how many sentences siblings have in common, before the first that tells them apart."""
    apart = [slot.tells_siblings_apart for slot in tables.slots]
    return apart.index(True) if True in apart else len(apart)


def _descriptions(columns: Columns, families: Columns, tables: ProductTables) -> list[pl.Series]:
    """Return the sentences of every product: those that siblings share are put together once per family."""
    shared = _shared_slots(tables)
    pieces = []
    if shared:
        heads = {
            f"sentence{k}": slot.texts(slot.codes(families[f"template{k}"], families.__getitem__))
            for k, slot in enumerate(tables.slots[:shared])
        }
        whole = pl.DataFrame(heads).select(pl.concat_str(list(heads))).to_series()
        pieces.append(whole[columns["row"]])

    def position(channel: str) -> pl.Series:
        return columns[channel] if channel in columns else families[channel][columns["row"]]

    for k, slot in enumerate(tables.slots[shared:], shared):
        pieces.append(slot.texts(slot.codes(position(f"template{k}"), position)))
    return pieces
