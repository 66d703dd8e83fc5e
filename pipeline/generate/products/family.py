"""Families of products: line, brand, words, price point and draws of each, from the family's number alone.

Which line a family belongs to and how many variants it has stands in the layout; so the n-th family of a line is known
without counting. Its base name is the n-th of the line's names in a permuted order: unique by construction. When a
line's names are used up, a collection's name is added, and at last a number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.generate.customers.vocabulary import without_accents
from pipeline.generate.draws import below, counted_from, key_for, mix, offsets, small, spread
from pipeline.generate.identity import digits_of, permute_rows
from pipeline.generate.products.catalogue import Catalogue, tabulate_pack
from pipeline.generate.products.choices import Choices, Chooser, tabulate_choices
from pipeline.generate.products.closings import Closings
from pipeline.generate.products.labels import LabelTables, tabulate_labels
from pipeline.generate.products.layout import Layout
from pipeline.generate.products.texts import Slot, first_code, last_code, slots_of
from pipeline.packs import Pack
from pipeline.packs.names import bodies, body_positions
from pipeline.packs.speech import ENGLISH
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
    bodies: pl.DataFrame
    body_base: pl.Series
    choices: Choices
    slots: tuple[Slot, ...]
    closings: Closings


def tabulate(pack: Pack, seed: int, layout: Layout) -> ProductTables:
    """Return the tables of a pack in a run, whose families are laid out like this."""
    positions = [list(body_positions(line)) for line in pack.lines]
    counts = [len(each) for each in positions]
    choices = tabulate_choices(pack, positions)
    return ProductTables(
        catalogue=tabulate_pack(pack, counts),
        layout=layout,
        labels=tabulate_labels(pack),
        bodies=_bodies(pack, positions, choices)[_shuffled(counts, key_for(seed, pack.name, "bodies"))],
        body_base=pl.Series(offsets(counts), dtype=pl.UInt32),
        choices=choices,
        slots=tuple(slots_of(pack)),
        closings=Closings(pack),
    )


def _bodies(
    pack: Pack, positions: Sequence[Sequence[tuple[int, int, int]]], choices: Choices
) -> pl.DataFrame:
    """Return 'Adjective Material Noun' of every line, as they come, with its words, its class and the stem of a handle."""
    texts = [text for line in pack.lines for text in bodies(line)]
    stems = texts if pack.speech == ENGLISH else map(without_accents, texts)
    words = [word for each in positions for word in each]
    frame = pl.DataFrame(
        words, schema=dict.fromkeys(("adjective", "material", "noun"), pl.UInt32), orient="row"
    )
    return frame.with_columns(
        text=pl.Series(texts),
        stem=pl.Series([f"{handle_stem(stem)}-{pack.prefix.lower()}-" for stem in stems]),
        body_class=choices.bodies,
    )


def _shuffled(counts: Sequence[int], key: int) -> pl.Series:
    """Return the positions of stretches of these lengths, each stretch in an order that the key decides."""
    frame = pl.DataFrame({"stretch": spread(counts), "drawn": mix(counted_from(0, sum(counts)), key)})
    return frame.select(pl.arg_sort_by("stretch", "drawn")).to_series()


def handle_stem(text: str) -> str:
    """Return 'quarter-zip-sweater' of a name."""
    return _NO_LETTERS.sub("-", text.lower()).strip("-") or "product"


Columns = dict[str, pl.Series]


def family_columns(first: int, last: int, seed: int, tables: ProductTables) -> Columns:
    """Return the pack's families first .. last-1."""
    pack, lines = tables.catalogue.pack, tables.catalogue.lines

    def draw(numbers: pl.Series, label: str) -> pl.Series:
        return mix(numbers, key_for(seed, pack.name, label))

    family = counted_from(first, last)
    period = tables.layout.families
    place = tables.layout.every[tables.layout.standing(family)]
    line = place["line"]
    of_line = {name: lines[name][line] for name in lines.columns}
    use = family // len(period) * tables.layout.per_line[line] + place["ordinal"]
    choices = of_line["brands"] * of_line["bodies"]
    epoch, rest = use // choices, use % choices
    # another start in every line and epoch: the network below has one key for all of them
    usual = sum(
        1 for each in pack.lines if each.weight
    )  # rare ones, behind them, leave the others' names as they are
    salt = draw(epoch * usual + line, "names")
    left, right = permute_rows(
        (rest // of_line["bodies"] + below(salt, 32, 32, of_line["brands"])) % of_line["brands"],
        (rest + below(salt, 0, 32, of_line["bodies"])) % of_line["bodies"],
        (of_line["brands"], of_line["bodies"]),
        key_for(seed, pack.name, "permute"),
    )
    body = tables.bodies[tables.body_base[line] + small(right)]
    columns = {
        **of_line,
        **place.to_dict(),
        **body.to_dict(),
        "family": family,
        "epoch": epoch,
        "brand": left,
        "brand_at": small(of_line["brand_base"] + left),
        "price_draw": draw(family, "price"),
        "words": draw(family, "words"),
        "sentences": draw(family, "sentences"),
    }
    tags, offer = _tags(draw(family, "tags"), columns, tables.labels)
    return {
        **columns,
        **_options(draw(family, "options"), columns),
        **_named(columns, tables.catalogue),
        "handle": columns["stem"] + digits_of(first, last, seed, f"handle/{pack.prefix}"),
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


def _named(columns: Columns, catalogue: Catalogue) -> Columns:
    """Return the families' names and price points."""
    brand = columns["brand_at"]
    tier = columns["line"] * len(TIERS) + catalogue.tier_of[brand]
    count = catalogue.point_count[tier]
    point = catalogue.point_base[tier] + below(columns["price_draw"], 0, 32, count)
    head = catalogue.brand_texts[brand]
    if collection := _collections(columns["epoch"], catalogue.pack):
        head = head + collection[0][small(columns["epoch"])]
    return {"name": head + columns["text"], "point": catalogue.points[point]}


def family_texts(columns: Columns, tables: ProductTables) -> pl.Series:
    """Return the descriptions of families: of all their variants, not of one."""
    several = columns["size"] > 1
    told = {
        **columns,
        "first": first_code(columns["first_at"], columns["colours"]),
        "last": last_code(columns["last_at"], several),
    }
    pieces = sentences_of(told, tables)
    for k, slot in enumerate(tables.slots):
        pieces[k] = pl.Series([""]).zip_with(several & slot.of_one[columns["line"]], pieces[k])
    pieces.append(tables.closings.texts(columns["line"], told["first"], told["last"]))
    return (
        pl.DataFrame({str(k): piece for k, piece in enumerate(pieces)})
        .select(pl.concat_str(pl.all()))
        .to_series()
    )


def sentences_of(columns: Columns, tables: ProductTables) -> list[pl.Series]:
    """Return the sentences of what these columns say, slot by slot: of those that go with it."""
    line, choices = columns["line"], tables.choices
    of = choices.classes(columns.__getitem__)

    def chosen(chooser: Chooser, draw: str, turn: int) -> pl.Series:
        drawn = below(columns[draw], turn * CHOICE_BITS, CHOICE_BITS, chooser.count[of])
        texts: pl.Series = chooser.texts[chooser.base[of] + drawn]
        return texts

    details = {f"detail{k}": chosen(each, "words", k) for k, each in enumerate(choices.details)}
    positions = {**columns, **details}.__getitem__
    return [
        slot.texts(slot.codes(slot.first[line] + chosen(chooser, "sentences", k), positions))
        for k, (slot, chooser) in enumerate(zip(tables.slots, choices.slots, strict=True))
    ]


def _tags(draw: pl.Series, columns: Columns, labels: LabelTables) -> tuple[pl.Series, pl.Series]:
    """Return the positions of the families' tags, and which of what a shop says is among them."""
    line, words = columns["line"], labels.tag_words[columns["line"]]
    word, offer = below(draw, 0, 24, words), below(draw, 24, 24, len(OFFERS))
    at = labels.tag_base[line] + small((columns["material"] * words + word) * len(OFFERS) + offer)
    return at, offer


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
