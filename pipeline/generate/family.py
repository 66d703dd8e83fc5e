"""Families of products: line, brand, words, price point and draws of each, from the family's number alone.

Which line a family belongs to and how many variants it has stands in the layout; so the n-th family of a line is known
without counting. Its base name is the n-th of the line's names in a permuted order: unique by construction. When a
line's names are used up, a collection's name is added, and at last a number.
"""

import itertools
import re
from dataclasses import dataclass

import polars as pl

from pipeline.generate.catalogue import Catalogue, tabulate_pack
from pipeline.generate.closings import closings
from pipeline.generate.draws import below, counted_from, key_for, mix, offsets, small
from pipeline.generate.identity import digits_of, permute_rows
from pipeline.generate.labels import LabelTables, tabulate_labels
from pipeline.generate.layout import COLOURS_MOST, Layout
from pipeline.generate.texts import Slot, first_code, last_code, slots_of
from pipeline.packs import Line, Pack
from pipeline.packs.names import body
from pipeline.packs.tags import OFFERS
from pipeline.packs.values import TIERS

CHOICE_BITS = 12  # bits of a draw among at most some dozens of words
BESTSELLER = "bestseller"
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class ProductTables:
    """All that a batch of one pack's products looks up."""

    catalogue: Catalogue
    layout: Layout
    labels: LabelTables
    bodies: pl.Series
    body_stems: pl.Series
    body_base: pl.Series
    slots: tuple[Slot, ...]
    closings: pl.Series
    details: tuple[pl.Series, ...]


def tabulate(pack: Pack, layout: Layout) -> ProductTables:
    """Return the tables of a pack in a run, whose families are laid out like this."""
    bodies = [_bodies_in_order(line) for line in pack.lines]
    longest = max(len(line.details) for line in pack.lines)
    texts = [text for each in bodies for text in each]
    return ProductTables(
        catalogue=tabulate_pack(pack),
        layout=layout,
        labels=tabulate_labels(pack),
        bodies=pl.Series(texts),
        body_stems=pl.Series([f"{handle_stem(text)}-{pack.prefix.lower()}-" for text in texts]),
        body_base=pl.Series(offsets([len(each) for each in bodies]), dtype=pl.UInt32),
        slots=tuple(slots_of(pack)),
        closings=pl.Series([text for line in pack.lines for text in closings(line, stock=pack.stock)]),
        details=tuple(
            pl.Series(
                [len(line.details[k].texts) if k < len(line.details) else 1 for line in pack.lines],
                dtype=pl.UInt32,
            )
            for k in range(longest)
        ),
    )


def handle_stem(text: str) -> str:
    """Return 'quarter-zip-sweater' of a name."""
    return _NO_LETTERS.sub("-", text.lower()).strip("-") or "product"


def _bodies_in_order(line: Line) -> list[str]:
    """Return 'Adjective Material Noun' of a line: (adjective * materials + material) * nouns + noun."""
    return [
        body(*words)
        for words in itertools.product(line.adjectives or ("",), line.materials or ("",), line.nouns)
    ]


Columns = dict[str, pl.Series]


def family_columns(first: int, last: int, seed: int, tables: ProductTables) -> Columns:
    """Return the pack's families first .. last-1."""
    pack, lines = tables.catalogue.pack, tables.catalogue.lines

    def draw(numbers: pl.Series, label: str) -> pl.Series:
        return mix(numbers, key_for(seed, pack.name, label))

    family = counted_from(first, last)
    period = tables.layout.families
    place = period[tables.layout.standing(family)]
    line = place["line"]
    of_line = {name: lines[name][line] for name in lines.columns}
    use = family // len(period) * tables.layout.per_line[line] + place["ordinal"]
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
    body_at = tables.body_base[line] + small(right * of_line["nouns"] + left % of_line["nouns"])
    columns = {
        **of_line,
        **place.to_dict(),
        "family": family,
        "epoch": epoch,
        "brand": left // of_line["nouns"],
        "noun": left % of_line["nouns"],
        "adjective": right // of_line["materials"],
        "material": right % of_line["materials"],
        "brand_at": small(of_line["brand_base"] + left // of_line["nouns"]),
        "body_at": body_at,
        "price_draw": draw(family, "price"),
    }
    tags, offer = _tags(draw(family, "tags"), columns, tables.labels)
    return {
        **columns,
        **_options(draw(family, "options"), columns),
        **_words(draw(family, "words"), draw(family, "sentences"), columns, tables),
        "handle": tables.body_stems[body_at] + digits_of(first, last, seed, f"handle/{pack.prefix}"),
        "tags": tags,
        "sells_best": _SELLS_BEST[offer],
    }


_SELLS_BEST = pl.Series([BESTSELLER in offer for offer in OFFERS])


def _options(draw: pl.Series, columns: Columns) -> Columns:
    """Return where in the line's options the families begin: a single product anywhere, a whole run at its beginning."""
    runs, run = columns["runs"], columns["run"]
    return {
        "first_at": below(draw, 0, 24, columns["groups"]),
        "last_at": below(draw, 24, 24, runs - run + 1),
    }


def _words(words: pl.Series, sentences: pl.Series, columns: Columns, tables: ProductTables) -> Columns:
    """Return the families' details, sentences, price point, and names."""
    catalogue, line = tables.catalogue, columns["line"]
    brand = columns["brand_at"]
    tier = line * len(TIERS) + catalogue.tier_of[brand]
    count = catalogue.point_count[tier]
    point = catalogue.point_base[tier] + below(columns["price_draw"], 0, 32, count)
    head = catalogue.brand_texts[brand]
    if collection := _collections(columns["epoch"], catalogue.pack):
        head = head + collection[0][small(columns["epoch"])]
    return {
        "name": head + tables.bodies[columns["body_at"]],
        "point": catalogue.points[point],
        **{f"detail{k}": _chosen(words, k, counts[line]) for k, counts in enumerate(tables.details)},
        **{
            f"template{k}": slot.first[line] + _chosen(sentences, k, slot.count[line])
            for k, slot in enumerate(tables.slots)
        },
    }


def family_texts(columns: Columns, tables: ProductTables) -> pl.Series:
    """Return the descriptions of families: of all their variants, not of one."""
    told = {
        **columns,
        "first": first_code(columns["first_at"], columns["colours"]),
        "last": last_code(columns["last_at"], columns["size"] > 1),
    }
    pieces = sentences_of(told, tables)
    several = columns["colours"].zip_with(columns["size"] > 1, pl.Series([0], dtype=pl.UInt32))
    pieces.append(tables.closings[small(columns["line"] * (COLOURS_MOST + 1) + several)])
    return (
        pl.DataFrame({str(k): piece for k, piece in enumerate(pieces)})
        .select(pl.concat_str(pl.all()))
        .to_series()
    )


def sentences_of(columns: Columns, tables: ProductTables) -> list[pl.Series]:
    """Return the sentences of what these columns say, slot by slot."""
    return [
        slot.texts(slot.codes(columns[f"template{k}"], columns.__getitem__))
        for k, slot in enumerate(tables.slots)
    ]


def _tags(draw: pl.Series, columns: Columns, labels: LabelTables) -> tuple[pl.Series, pl.Series]:
    """Return the positions of the families' tags, and which of what a shop says is among them."""
    line, words = columns["line"], labels.tag_words[columns["line"]]
    word, offer = below(draw, 0, 24, words), below(draw, 24, 24, len(OFFERS))
    at = labels.tag_base[line] + small((columns["material"] * words + word) * len(OFFERS) + offer)
    return at, offer


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
