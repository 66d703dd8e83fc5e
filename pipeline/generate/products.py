"""Products, vectorised: families first, then their siblings; product j of a pack from (seed, j) alone.

Families come in rounds of the pack's lines, in an order that the seed decides per round, so that a small
shop has many kinds of things and the n-th family of a line is known without counting. Its base name is
the n-th of the line's names in a permuted order: unique by construction. Siblings take neighbouring
options. When a line's names are used up, a collection's name is added, and at last a number.
"""

import itertools
from dataclasses import dataclass

import polars as pl

from pipeline.generate.catalogue import BLOCK, FAMILY_SIZES, Catalogue, tabulate_pack
from pipeline.generate.draws import below, bits, key_for, look_up, mix, mix_int, shuffled
from pipeline.generate.identity import permute, sku_series
from pipeline.generate.texts import Slot, slots_of
from pipeline.packs import Pack

ORDER_BITS = 6  # 64 orders of the lines, and of the family sizes in a block
CHOICE_BITS = 12  # bits of a draw among at most some dozens of words
# A supplier's list rounds cost to this many cents, below this price in cents.
_COST_STEPS = ((1_000, 5), (5_000, 10), (20_000, 25))
_COST_STEP_ABOVE = 50
_SHARE_PARTS = 100  # a share is drawn in hundredths of a percent


@dataclass(frozen=True, slots=True)
class ProductTables:
    """All that a batch of one pack's products looks up."""

    catalogue: Catalogue
    bodies: pl.Series
    body_base: pl.Series
    slots: tuple[Slot, ...]
    line_of_ticket: pl.Series
    turn_of_ticket: pl.Series
    family_of_block: pl.Series
    sibling_of_block: pl.Series
    size_of_block: pl.Series
    details: tuple[pl.Series, ...]


def tabulate(pack: Pack, seed: int) -> ProductTables:
    """Return the tables of a pack in a run."""
    catalogue = tabulate_pack(pack)
    orders = [
        shuffled(range(len(catalogue.tickets)), key_for(seed, pack.name, "lines", n))
        for n in range(1 << ORDER_BITS)
    ]
    tickets = [catalogue.tickets[ticket] for order in orders for ticket in order]
    blocks = [row for n in range(1 << ORDER_BITS) for row in _block(key_for(seed, pack.name, "block", n))]
    body_lists = [_bodies_in_order(line_number, pack) for line_number in range(len(pack.lines))]
    bases = list(itertools.accumulate([0, *(len(bodies) for bodies in body_lists)]))[:-1]
    longest = max(len(line.details) for line in pack.lines)
    return ProductTables(
        catalogue=catalogue,
        bodies=pl.Series([body for bodies in body_lists for body in bodies]),
        body_base=pl.Series(bases, dtype=pl.UInt32),
        slots=tuple(slots_of(pack)),
        line_of_ticket=pl.Series([line for line, _ in tickets], dtype=pl.UInt32),
        turn_of_ticket=pl.Series([turn for _, turn in tickets], dtype=pl.UInt32),
        family_of_block=pl.Series([row[0] for row in blocks], dtype=pl.UInt64),
        sibling_of_block=pl.Series([row[1] for row in blocks], dtype=pl.UInt64),
        size_of_block=pl.Series([row[2] for row in blocks], dtype=pl.UInt64),
        details=tuple(
            pl.Series(
                [len(line.details[k].texts) if k < len(line.details) else 1 for line in pack.lines],
                dtype=pl.UInt32,
            )
            for k in range(longest)
        ),
    )


def _block(key: int) -> list[tuple[int, int, int]]:
    """Return (family, sibling, family's size) for each of the 20 products of a block."""
    sizes = shuffled(FAMILY_SIZES, key)
    return [(family, sibling, size) for family, size in enumerate(sizes) for sibling in range(size)]


def _bodies_in_order(number: int, pack: Pack) -> list[str]:
    """Return 'Adjective Material Noun ' of a line: position (adjective * materials + material) * nouns + noun."""
    line = pack.lines[number]
    return [
        " ".join(part for part in parts if part)
        for parts in itertools.product(line.adjectives or ("",), line.materials or ("",), line.nouns)
    ]


def product_frame(first: int, last: int, seed: int, tables: ProductTables) -> pl.DataFrame:
    """Return the pack's products first .. last-1: sku, name, description, price_cents, supply_cents."""
    if first >= last:
        return pl.DataFrame(schema=SCHEMA)
    pack = tables.catalogue.pack
    frame = _siblings(first, last, seed, tables)
    width = _width(tables)
    low, high = frame["family"].min(), frame["family"].max()
    assert isinstance(low, int)
    assert isinstance(high, int)
    families = _families(low * width, (high + 1) * width, seed, tables)
    frame = _placed(frame, families, low * width, tables)
    frame = frame.with_columns(_price(tables.catalogue)).with_columns(_supply(pack))
    return frame.select(
        sku_series(pack.prefix, first, last, seed).alias("sku"),
        pl.concat_str(
            look_up(families["head"], pl.col("row")),
            look_up(tables.bodies, pl.col("body")),
            look_up(tables.catalogue.variant_texts, pl.col("variant")),
        ).alias("name"),
        _description(frame, families, tables).alias("description"),
        "price_cents",
        "supply_cents",
    )


SCHEMA = {
    "sku": pl.String,
    "name": pl.String,
    "description": pl.String,
    "price_cents": pl.Int64,
    "supply_cents": pl.Int64,
}


def _width(tables: ProductTables) -> int:
    """Return how many base names a family may need at most."""
    most = tables.catalogue.lines["slots"].max()
    assert isinstance(most, int)
    return most


def _siblings(first: int, last: int, seed: int, tables: ProductTables) -> pl.DataFrame:
    """Return family, sibling and the family's size for every product."""
    block = pl.col("j") // BLOCK
    order = bits(mix(block, key_for(seed, tables.catalogue.pack.name, "blocks")), 0, ORDER_BITS)
    frame = pl.DataFrame({"j": pl.int_range(first, last, dtype=pl.UInt64, eager=True)}).with_columns(
        at=order * BLOCK + (pl.col("j") % BLOCK).cast(pl.UInt32)
    )
    return frame.select(
        family=block * len(FAMILY_SIZES) + look_up(tables.family_of_block, pl.col("at")),
        sibling=look_up(tables.sibling_of_block, pl.col("at")),
        size=look_up(tables.size_of_block, pl.col("at")),
    )


def _families(first: int, last: int, seed: int, tables: ProductTables) -> pl.DataFrame:
    """Return the families behind base names first .. last-1 (`width` of them per family)."""
    pack, lines = tables.catalogue.pack, tables.catalogue.lines
    width, round_length = _width(tables), len(tables.catalogue.tickets)

    def draw(number: pl.Expr, label: str) -> pl.Expr:
        return mix(number, key_for(seed, pack.name, label))

    frame = pl.DataFrame({"base": pl.int_range(first, last, dtype=pl.UInt64, eager=True)})
    frame = frame.with_columns(family=pl.col("base") // width).with_columns(
        round=pl.col("family") // round_length
    )
    order = bits(draw(pl.col("round"), "rounds"), 0, ORDER_BITS)
    frame = frame.with_columns(at=order * round_length + (pl.col("family") % round_length).cast(pl.UInt32))
    frame = frame.with_columns(line=look_up(tables.line_of_ticket, pl.col("at")))
    frame = frame.with_columns(look_up(lines[name], pl.col("line")).alias(name) for name in lines.columns)
    occurrence = pl.col("round") * pl.col("weight") + look_up(tables.turn_of_ticket, pl.col("at"))
    frame = frame.with_columns(
        turn=occurrence * pl.col("slots") + pl.col("base") % width,
        choices=pl.col("brands") * pl.col("bodies"),
        points_draw=draw(pl.col("family"), "price"),
        options_draw=draw(pl.col("family"), "options"),
        words_draw=draw(pl.col("family"), "details"),
        texts_draw=draw(pl.col("family"), "sentences"),
    )
    frame = frame.with_columns(
        epoch=pl.col("turn") // pl.col("choices"), rest=pl.col("turn") % pl.col("choices")
    )
    salt = draw(pl.col("epoch") * len(lines) + pl.col("line"), "names")
    shifted = pl.col("rest") % pl.col("bodies") + below(salt, 0, 32, pl.col("bodies"))
    frame = frame.with_columns(left=pl.col("rest") // pl.col("bodies"), right=shifted % pl.col("bodies"))
    key = key_for(seed, pack.name, "permute")
    frame = permute(frame, ("left", "right"), (pl.col("brands"), pl.col("bodies")), key)
    return _worded(frame, tables)


def _worded(frame: pl.DataFrame, tables: ProductTables) -> pl.DataFrame:
    """Return the families with the positions of their words, their price point and the head of their name."""
    catalogue = tables.catalogue
    frame = frame.with_columns(
        brand=pl.col("left") // pl.col("nouns"),
        noun=pl.col("left") % pl.col("nouns"),
        adjective=pl.col("right") // pl.col("materials"),
        material=pl.col("right") % pl.col("materials"),
        *(
            below(pl.col("words_draw"), k * CHOICE_BITS, CHOICE_BITS, look_up(counts, pl.col("line"))).alias(
                f"detail{k}"
            )
            for k, counts in enumerate(tables.details)
        ),
        *(
            (
                look_up(slot.first, pl.col("line"))
                + below(
                    pl.col("texts_draw"), k * CHOICE_BITS, CHOICE_BITS, look_up(slot.count, pl.col("line"))
                )
            ).alias(f"template{k}")
            for k, slot in enumerate(tables.slots)
        ),
    )
    brand = (pl.col("brand_base") + pl.col("brand")).cast(pl.UInt32)
    tier = pl.col("line") * 3 + look_up(catalogue.tier_of, brand)
    frame = frame.with_columns(
        pl.concat_str(look_up(catalogue.brand_texts, brand), _collection(frame, catalogue.pack)).alias(
            "head"
        ),
        tier=tier,
    )
    count = look_up(catalogue.point_count, pl.col("tier"))
    chosen = look_up(catalogue.point_base, pl.col("tier")) + below(pl.col("points_draw"), 0, 32, count)
    return frame.with_columns(point=look_up(catalogue.points, chosen))


def _collection(frame: pl.DataFrame, pack: Pack) -> pl.Expr:
    """Return what is added to a name once a line's names are used up: '', 'Alder ', 'Alder 2 '."""
    last = frame["epoch"].max()
    assert isinstance(last, int)
    size = len(pack.collections)
    texts = [""]
    for epoch in range(last):
        number = epoch // size + 1
        texts.append(
            f"{pack.collections[epoch % size]} {number} " if number > 1 else f"{pack.collections[epoch]} "
        )
    return look_up(pl.Series(texts), pl.col("epoch").cast(pl.UInt32))


_FROM_FAMILY = (
    "line", "brand", "adjective", "material", "noun", "nouns", "materials", "variants", "runs", "variant_base",
    "point", "points_draw", "options_draw",
)  # fmt: skip


def _placed(frame: pl.DataFrame, families: pl.DataFrame, origin: int, tables: ProductTables) -> pl.DataFrame:
    """Return the products with the row of their family, their variant, and the position of their body."""
    width, lines = _width(tables), families["variants"]
    frame = frame.with_columns(row=(pl.col("family") * width - origin).cast(pl.UInt32))
    if width > 1:  # a family with fewer variants than siblings goes on under its next base name
        frame = frame.with_columns(
            row=(pl.col("row") + pl.col("sibling") // look_up(lines, pl.col("row"))).cast(pl.UInt32),
            sibling=pl.col("sibling") % look_up(lines, pl.col("row")),
        )
    frame = frame.with_columns(look_up(families[name], pl.col("row")).alias(name) for name in _FROM_FAMILY)
    draw, groups = pl.col("options_draw"), pl.col("variants") // pl.col("runs")
    paired = (groups > 1) & (pl.col("size") % 2 == 0) & (pl.col("size") > 2) & (bits(draw, 0, 1) == 1)  # noqa: PLR2004 - a pair of pairs at least
    half = pl.when(paired).then(pl.col("size") // 2).otherwise(pl.col("size"))
    frame = frame.with_columns(run=pl.min_horizontal(half, pl.col("runs")), groups=groups)
    group = below(draw, 1, 24, pl.col("groups")) + pl.col("sibling") // pl.col("run")
    frame = frame.with_columns(
        first=group % pl.col("groups"),
        last=below(draw, 25, 24, pl.col("runs") - pl.col("run") + 1) + pl.col("sibling") % pl.col("run"),
    )
    varying = pl.Series([not line.options for line in tables.catalogue.pack.lines])
    frame = frame.with_columns(
        variant=(pl.col("variant_base") + pl.col("first") * pl.col("runs") + pl.col("last")).cast(pl.UInt32),
        adjective=pl.when(look_up(varying, pl.col("line")))
        .then(pl.col("last"))
        .otherwise(pl.col("adjective")),
    )
    body = (pl.col("adjective") * pl.col("materials") + pl.col("material")) * pl.col("nouns") + pl.col("noun")
    return frame.with_columns(body=(look_up(tables.body_base, pl.col("line")) + body).cast(pl.UInt32))


def _price(catalogue: Catalogue) -> pl.Expr:
    """Return the price in cents: the family's point, times the variant's percent, on a label's ending again."""
    point, percent = pl.col("point"), look_up(catalogue.percents, pl.col("variant"))
    dollars = point * percent // 10_000
    dollars = pl.when(dollars >= 100).then(dollars - (dollars + 1) % 5).otherwise(dollars)  # noqa: PLR2004 - as in `price_points`
    moved = (dollars * 100 + point % 100).clip(*catalogue.top_points)
    return pl.when(percent == 100).then(point).otherwise(moved).alias("price_cents")  # noqa: PLR2004 - percent


def _supply(pack: Pack) -> pl.Expr:
    """Return the cost in cents: inside the pack's share exactly, in the steps of a supplier's list."""
    low, high = pack.supply_percent
    price = pl.col("price_cents")
    drawn = (
        below(pl.col("points_draw"), 32, 32, (high - low) * _SHARE_PARTS + 1).cast(pl.Int64)
        + low * _SHARE_PARTS
    )
    least, most = (price * low + 99) // 100, price * high // 100
    step = pl.lit(_COST_STEP_ABOVE, dtype=pl.Int64)
    for below_cents, cents in reversed(_COST_STEPS):
        step = pl.when(price < below_cents).then(pl.lit(cents, dtype=pl.Int64)).otherwise(step)
    fits = (least + step - 1) // step <= most // step
    step = pl.when(fits).then(step).otherwise(pl.lit(1, dtype=pl.Int64))
    rounded = (price * drawn // (100 * _SHARE_PARTS) + step // 2) // step
    return (rounded.clip((least + step - 1) // step, most // step) * step).alias("supply_cents")


def _description(frame: pl.DataFrame, families: pl.DataFrame, tables: ProductTables) -> pl.Series:
    """Return the descriptions: sentences that siblings share are put together once per family."""
    apart = [slot.tells_siblings_apart for slot in tables.slots]
    shared = apart.index(True) if True in apart else len(apart)
    parts = []
    if shared:
        heads = [
            slot.texts(families.select(slot.codes(pl.col(f"template{k}"), pl.col)).to_series())
            for k, slot in enumerate(tables.slots[:shared])
        ]
        whole = pl.select(pl.concat_str([pl.lit(head) for head in heads])).to_series()
        parts.append(whole.gather(frame["row"]))
    for k, slot in enumerate(tables.slots[shared:], shared):

        def position(channel: str) -> pl.Expr:
            own = channel in {"first", "last", "adjective"} or channel in frame.columns
            return pl.col(channel) if own else look_up(families[channel], pl.col("row"))

        template = look_up(families[f"template{k}"], pl.col("row"))
        parts.append(slot.texts(frame.select(slot.codes(template, position)).to_series()))
    return pl.select(pl.concat_str([pl.lit(part) for part in parts])).to_series()
