"""Families of products: line, brand, words, price point and draws of each, from the family's number alone.

Families come in rounds of the pack's lines, in an order that the seed decides per round, so that a small
shop has many kinds of things and the n-th family of a line is known without counting. Its base name is
the n-th of the line's names in a permuted order: unique by construction. When a line's names are used
up, a collection's name is added, and at last a number.
"""

import itertools
from dataclasses import dataclass

import polars as pl

from pipeline.generate.catalogue import FAMILY_SIZES, Catalogue, tabulate_pack
from pipeline.generate.draws import below, bits, counted_from, key_for, mix, offsets, shuffled, small
from pipeline.generate.identity import permute_rows
from pipeline.generate.labels import LabelTables, tabulate_labels
from pipeline.generate.texts import Slot, slots_of
from pipeline.packs import Line, Pack
from pipeline.packs.names import body
from pipeline.packs.tags import OFFERS
from pipeline.packs.values import TIERS

ORDER_BITS = 4  # 16 orders of the lines, and of the family sizes in a block
CHOICE_BITS = 12  # bits of a draw among at most some dozens of words


@dataclass(frozen=True, slots=True)
class ProductTables:
    """All that a batch of one pack's products looks up."""

    catalogue: Catalogue
    labels: LabelTables
    bodies: pl.Series
    body_base: pl.Series
    slots: tuple[Slot, ...]
    line_of_ticket: pl.Series
    turn_of_ticket: pl.Series
    family_of_block: pl.Series
    sibling_of_block: pl.Series
    size_of_block: pl.Series
    details: tuple[pl.Series, ...]
    adjectives_vary: pl.Series


def tabulate(pack: Pack, seed: int) -> ProductTables:
    """Return the tables of a pack in a run."""
    catalogue = tabulate_pack(pack)
    orders = [
        shuffled(range(len(catalogue.tickets)), key_for(seed, pack.name, "lines", n))
        for n in range(1 << ORDER_BITS)
    ]
    tickets = [catalogue.tickets[ticket] for order in orders for ticket in order]
    blocks = [row for n in range(1 << ORDER_BITS) for row in _block(key_for(seed, pack.name, "block", n))]
    bodies = [_bodies_in_order(line) for line in pack.lines]
    lines = pack.lines
    longest = max(len(line.details) for line in lines)
    return ProductTables(
        catalogue=catalogue,
        labels=tabulate_labels(pack),
        bodies=pl.Series([text for texts in bodies for text in texts]),
        body_base=pl.Series(offsets([len(texts) for texts in bodies]), dtype=pl.UInt32),
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
        adjectives_vary=pl.Series([not line.options for line in lines]),
    )


def _block(key: int) -> list[tuple[int, int, int]]:
    """Return (family, sibling, family's size) for each of the 20 products of a block."""
    sizes = shuffled(FAMILY_SIZES, key)
    return [(family, sibling, size) for family, size in enumerate(sizes) for sibling in range(size)]


def _bodies_in_order(line: Line) -> list[str]:
    """Return 'Adjective Material Noun' of a line: (adjective * materials + material) * nouns + noun."""
    return [
        body(*words)
        for words in itertools.product(line.adjectives or ("",), line.materials or ("",), line.nouns)
    ]


def width_of(tables: ProductTables) -> int:
    """Return how many base names a family may need at most."""
    most = tables.catalogue.lines["slots"].max()
    assert isinstance(most, int)
    return most


Columns = dict[str, pl.Series]


def family_columns(first: int, last: int, seed: int, tables: ProductTables) -> Columns:
    """Return the families behind base names first .. last-1 (`width_of` of them per family)."""
    pack, lines = tables.catalogue.pack, tables.catalogue.lines
    width, round_length = width_of(tables), len(tables.catalogue.tickets)

    def draw(numbers: pl.Series, label: str) -> pl.Series:
        return mix(numbers, key_for(seed, pack.name, label))

    base = counted_from(first, last)
    family = base // width
    turn = family // round_length
    ticket = bits(draw(turn, "rounds"), 0, ORDER_BITS) * round_length + small(family % round_length)
    line = tables.line_of_ticket[ticket]
    of_line = {name: lines[name][line] for name in lines.columns}
    occurrence = turn * of_line["weight"] + tables.turn_of_ticket[ticket]
    use = occurrence * of_line["slots"] + base % width
    choices = of_line["brands"] * of_line["bodies"]
    epoch, rest = use // choices, use % choices
    # another start in every line and epoch: the network below has one key for all of them
    salt = draw(epoch * len(lines) + line, "names")
    left, right = permute_rows(
        (rest // of_line["bodies"] + below(salt, 32, 32, of_line["brands"])) % of_line["brands"],
        (rest + below(salt, 0, 32, of_line["bodies"])) % of_line["bodies"],
        (of_line["brands"], of_line["bodies"]),
        key_for(seed, pack.name, "permute"),
    )
    columns = {
        **of_line,
        "line": line,
        "epoch": epoch,
        "brand": left // of_line["nouns"],
        "noun": left % of_line["nouns"],
        "adjective": right // of_line["materials"],
        "material": right % of_line["materials"],
        "brand_at": small(of_line["brand_base"] + left // of_line["nouns"]),
        "price_draw": draw(family, "price"),
        "options_draw": draw(family, "options"),
    }
    return {
        **columns,
        **_words(draw(family, "words"), draw(family, "sentences"), columns, tables),
        "tags": _tags(draw(family, "tags"), columns, tables.labels),
    }


def _words(words: pl.Series, sentences: pl.Series, columns: Columns, tables: ProductTables) -> Columns:
    """Return the families' details, sentences, price point, and the head of their names."""
    catalogue, line = tables.catalogue, columns["line"]
    brand = columns["brand_at"]
    tier = line * len(TIERS) + catalogue.tier_of[brand]
    count = catalogue.point_count[tier]
    point = catalogue.point_base[tier] + below(columns["price_draw"], 0, 32, count)
    head = catalogue.brand_texts[brand]
    if collection := _collections(columns["epoch"], catalogue.pack):
        head = head + collection[0][small(columns["epoch"])]
    return {
        "head": head,
        "point": catalogue.points[point],
        **{f"detail{k}": _chosen(words, k, counts[line]) for k, counts in enumerate(tables.details)},
        **{
            f"template{k}": slot.first[line] + _chosen(sentences, k, slot.count[line])
            for k, slot in enumerate(tables.slots)
        },
    }


def _tags(draw: pl.Series, columns: Columns, labels: LabelTables) -> pl.Series:
    """Return the positions of the families' tags: one of the words of the line, and what a shop says of them."""
    line, words = columns["line"], labels.tag_words[columns["line"]]
    word, offer = below(draw, 0, 24, words), below(draw, 24, 24, len(OFFERS))
    at: pl.Series = labels.tag_base[line] + small((columns["material"] * words + word) * len(OFFERS) + offer)
    return at


def _chosen(draw: pl.Series, turn: int, count: pl.Series) -> pl.Series:
    """Return a choice among `count` out of the turn-th bits of a draw."""
    return below(draw, turn * CHOICE_BITS, CHOICE_BITS, count)


def _collections(epochs: pl.Series, pack: Pack) -> list[pl.Series]:
    """Return what is added to names by epoch, once a line's names are used up: '', 'Alder ', 'Alder 2 '."""
    last = epochs.max()
    if not isinstance(last, int) or not last:
        return []
    size = len(pack.collections)
    texts = [""]
    for epoch in range(last):
        number = f" {epoch // size + 1}" if epoch >= size else ""
        texts.append(f"{pack.collections[epoch % size]}{number} ")
    return [pl.Series(texts)]
