"""Which sentences families get: those that fit; how a family's options are said; and prices that stay in their band."""

import functools
import itertools
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.generate.engine import generate
from pipeline.generate.products.catalogue import label_price, line_points, price_points, tabulate_pack
from pipeline.generate.products.prices import prices
from pipeline.packs import Pack, find_packs, load_packs, load_region
from pipeline.packs.names import bodies, variant_percents
from pipeline.packs.parse import parse_pack
from pipeline.schema.kinds import PRODUCT
from pipeline.settings import GenerateOptions
from tests.packs.test_packs import line, pack, written

PAIR = [{"name": "colour", "values": ["Navy", "Rust", "Sage"]}, {"name": "size", "values": ["S", "M", "L"]}]


def own(folder: Path, **changes: Any) -> Pack:
    return parse_pack(written(folder, pack(lines=[line(**changes)])))


def products(found: Pack, count: int = 300, **changes: Any) -> pl.DataFrame:
    options = GenerateOptions(packs=(found.name,), seed=7, customers=0, products=count, **changes)
    return generate(options, (found,), load_region("us")).frames[PRODUCT].collect()


def told(rows: pl.DataFrame) -> list[tuple[str, str, int]]:
    """Return name, description and number of products of every family."""
    families = rows.group_by("handle", maintain_order=True).agg(
        pl.col("name", "description").first(), pl.len()
    )
    return list(families.select("name", "description", "len").iter_rows())


def colours(text: str) -> set[str]:
    return set(re.findall("navy|rust|sage", text))


def test_a_feature_is_said_of_what_it_goes_with_alone(tmp_path: Path) -> None:
    sentences = [
        "It is a cup.",
        {"text": "It towers.", "adjectives": ["Tall"]},
        {"text": "It hides dust.", "options": ["Sage"]},
        {"text": "It is bright.", "not_options": ["Sage"], "not_adjectives": ["Tall"]},
    ]
    description = [["{adjective|A} cup."], ["It is {colour|lower}, {size}."], sentences]
    found = told(products(own(tmp_path, options=PAIR, description=description)))
    said = {text: [each for each in found if text in each[1]] for text in ("towers", "dust", "bright")}
    assert all(said.values())
    assert all("Tall" in name for name, _, _ in said["towers"])
    assert all(colours(text) == {"sage"} for _, text, _ in said["dust"])
    assert all("Tall" not in name and "sage" not in text for name, text, _ in said["bright"])


def test_single_is_said_of_one_product_and_the_closing_of_several(tmp_path: Path) -> None:
    options = [PAIR[0] | {"phrase": "with {colour|a} lid"}, PAIR[1]]
    single = ["It is {colour|lower}, {size}."]
    found = own(
        tmp_path,
        options=options,
        description=[["{adjective|A} cup {size} {colour}."], ["It holds."]],
        single=single,
    )
    families = told(products(found))[:-1]  # the last one may be cut off
    one = [text for _, text, count in families if count == 1]
    several = [(text, count) for _, text, count in families if count > 1]
    assert min(len(one), len(several)) > 10
    assert all(re.search(r" It is (navy|rust|sage), [SML]\.$", text) for text in one)
    closing = r" Comes with an? [a-z, ]+ lid, in three sizes: S, M and L\.$"
    assert all(re.search(closing, text) and "It is" not in text for text, _ in several)
    assert all(len(colours(text.split("Comes")[1])) * 3 == count for text, count in several)
    flat = [text for _, text, _ in told(products(found, 30, variants=False))]
    assert all("It is" in text for text in flat)


def test_services_are_offered(tmp_path: Path) -> None:
    found = own(tmp_path, description=[["{adjective|A} cup."], ["It is good."]], single=["It is {size}."])
    services = found._replace(lines=tuple(line._replace(stock=False) for line in found.lines))
    texts = [text for _, text, _ in told(products(services, 40))]
    assert any(text.endswith("Offered in two sizes: S and M.") for text in texts)


@pytest.mark.parametrize(
    ("point", "percent", "price"),
    [
        (1995, 100, 1995),
        (1995, 120, 2395),
        (4999, 150, 7499),
        (8995, 118, 10495),  # from 100 on whole dollars end in 4 or 9: 106.14
        (12499, 140, 17499),
        (12499, 80, 9999),
    ],
)
def test_a_percent_of_a_price_ends_like_a_label(point: int, percent: int, price: int) -> None:
    assert label_price(point, percent) == price


@pytest.mark.parametrize("percents", [(100,), (100, 240), (80, 100, 130), (100, 108, 122, 150)])
@pytest.mark.parametrize("band", [(800, 4500), (1600, 14_000), (9900, 29_800)])
def test_points_keep_every_variant_in_the_band(band: tuple[int, int], percents: tuple[int, ...]) -> None:
    low, high = band
    points = line_points(band, percents)
    assert set(points) <= set(price_points(low, high))
    for point, percent in itertools.product(points, percents):
        assert low <= label_price(point, percent) <= high


def test_a_band_too_narrow_for_its_options_keeps_its_points() -> None:
    assert line_points((1200, 1500), (100, 300)) == price_points(1200, 1500)


@functools.cache
def shipped() -> tuple[Pack, ...]:
    return load_packs(tuple(find_packs()))


def test_the_price_of_one_is_the_price_of_many() -> None:
    for found in shipped():
        catalogue = tabulate_pack(found, [sum(1 for _ in bodies(each)) for each in found.lines])
        rows: list[tuple[int, int, int, int]] = []
        for k, each in enumerate(found.lines):
            base, percents = catalogue.lines["variant_base"][k], variant_percents(each)
            points = sorted(set(line_points(each.price_cents, percents)))
            rows += [
                (point, base + at, k, label_price(point, percent))
                for point in points[:: max(len(points) // 40, 1)]
                for at, percent in enumerate(percents)
            ]
        point, variant, number, one = (
            pl.Series(column, dtype=pl.UInt64) for column in zip(*rows, strict=True)
        )
        assert prices(point, variant, number, catalogue).to_list() == one.to_list()


@pytest.mark.parametrize("found", shipped(), ids=lambda each: each.name)
def test_made_products_read_well(found: Pack) -> None:
    """A sample of what a shopkeeper reads: prices in their line's band, whole sentences, no word twice, no stray capital."""
    bands = {(each.category, noun): each.price_cents for each in found.lines for noun in each.nouns}
    for row in products(found, 400).iter_rows(named=True):
        cents = round(float(row["price_including_tax"]) * 100)
        inside = [
            low <= cents <= high
            for (category, noun), (low, high) in bands.items()
            if category == row["product_category"] and row["name"].endswith(f" {noun}")
        ]
        assert any(inside), row["name"]
        text = row["description"] or "It is of a family."
        assert re.search(r"[.!?]$", text), text
        assert not re.search(r"\b([a-z]+) \1\b|  | [,.;:]|\{", text), text
        for sentence in re.split(r"(?<=[.!?]) ", text):
            assert sentence[0].isupper() or sentence[0].isdigit(), text
            assert len(sentence.split()) > 2 or sentence.startswith(("Wash by hand", "Air outdoors")), text
