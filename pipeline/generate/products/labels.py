"""What a product names beside itself, as tables: its brand, category, tags and supplier, by the pack alone.

A brand has one supplier, a line one category; tags follow from line, material and a draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipeline.generate.draws import offsets
from pipeline.packs import Line, Pack
from pipeline.packs.tags import OFFERS, tag_words, tags_cell

_NAMES = ("brand_name", "supplier_name")


@dataclass(frozen=True, slots=True)
class LabelTables:
    """Labels by position.

    `by_brand` has one row for each line and brand, in the order of `Catalogue.brand_texts`: the cells of brand and
    supplier, the head of the supplier's codes, and the `supplier`'s position in the pack; null where there is none.
    `categories` is by line. The tags of a product are at
    tag_base[line] + (material * tag_words[line] + word) * len(OFFERS) + offer.
    """

    by_brand: pl.DataFrame
    categories: pl.Series
    tags: pl.Series
    tag_base: pl.Series
    tag_words: pl.Series


def tabulate_labels(pack: Pack) -> LabelTables:
    """Return the labels of a pack."""
    tags = [_tags(pack, line) for line in pack.lines]
    return LabelTables(
        by_brand=_by_brand(pack),
        categories=pl.Series([line.category for line in pack.lines]),
        tags=pl.Series([cell for cells, _ in tags for cell in cells]),
        tag_base=pl.Series(offsets([len(cells) for cells, _ in tags]), dtype=pl.UInt32),
        tag_words=pl.Series([words for _, words in tags], dtype=pl.UInt64),
    )


def coded(labels: Sequence[LabelTables]) -> list[LabelTables]:
    """Return the labels of several packs as codes of one text, which Parquet stores in the end."""
    by_brand = [each.by_brand for each in labels]
    names = [pl.col(name).cast(_texts_of([each[name] for each in by_brand])) for name in _NAMES]
    categories = _texts_of([each.categories for each in labels])
    tags = _texts_of([each.tags for each in labels])
    return [
        replace(
            each,
            by_brand=each.by_brand.with_columns(names),
            categories=each.categories.cast(categories),
            tags=each.tags.cast(tags),
        )
        for each in labels
    ]


def _texts_of(parts: Sequence[pl.Series]) -> pl.Enum:
    return pl.Enum(pl.concat(parts).drop_nulls().unique().sort())


def _by_brand(pack: Pack) -> pl.DataFrame:
    carried = {name: k for k, supplier in enumerate(pack.suppliers) for name in supplier.brands}
    rows = []
    for name in (brand.name for line in pack.lines for brand in line.brands):
        number = carried.get(name)
        supplier = None if number is None else pack.suppliers[number]
        rows.append((name or None, number, supplier and supplier.name, supplier and supplier.code))
    schema = {
        "brand_name": pl.String,
        "supplier": pl.UInt32,
        "supplier_name": pl.String,
        "supplier_code": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _tags(pack: Pack, line: Line) -> tuple[list[str], int]:
    """Return the cells of a line's tags, and how many words there are to choose from."""
    words = [tag_words(pack, line, material) for material in line.materials or ("",)]
    count = max(len(others) for _, others in words)
    offers = {offer: tuple(map(pack.speech.tag, offer)) for offer in OFFERS}
    cells: list[str] = []
    for first, others in words:
        for k in range(count):
            of_offer = {
                offer: tags_cell(first, others[k % len(others)], said) for offer, said in offers.items()
            }
            cells += [of_offer[offer] for offer in OFFERS]
    return cells, count
