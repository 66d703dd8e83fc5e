"""Goods of a region: one spelling, its sizes, its units and its price level in every shop, and the same products in all."""

import functools
import re

import polars as pl
import pytest

from pipeline.generate import generate
from pipeline.images.rows import LookFinder
from pipeline.images.scene import svg
from pipeline.packs import Pack, find_packs, load_packs, load_region
from pipeline.packs.names import name_clashes
from pipeline.packs.turning.measures import measured
from pipeline.packs.turning.sizes import sized
from pipeline.packs.turning.spelling import respelling
from pipeline.packs.turning.turn import turned
from pipeline.packs.values import Goods
from pipeline.schema.kinds import PRODUCT, SUPPLIER
from pipeline.settings import GenerateOptions
from tests.support.rare_lines import with_rare_lines

PACKS = tuple(find_packs())
ENGLISH = ("us", "ca", "gb", "au", "nz")
AMERICAN = re.compile(
    r"\b(?:colou?r(?<!colour)\w*|flavor\w*|favor\w*|gray\w*|fibers?|centers?|aluminum|jewelry|odor\w*|harbors?|labor|"
    r"neighbor\w*|honor\w*|savory|cozy|pajamas|moisturiz\w*|[a-z]{3,}iz(?:e|es|ed|er|ers|ing|ation)|cancel(?:ed|ing)|"
    r"level(?:ed|ing)|bevel(?:ed|ing)|label(?:ed|ing)|travel(?:er|ers|ing)|molds?|molded|sulfates?|chili|wrench(?:es)?|"
    r"US sizes?|US \d+)\b",
    re.IGNORECASE,
)
NO_VERB = {"size", "sizes", "sized", "prize", "prizes", "resize"}
INCHES = re.compile(r"\d ?(?:in\b(?! )|inch|\")|\binch(?:es)?\b", re.IGNORECASE)
WITH_SCREENS = re.compile(r"screen|monitor|laptop|tablet|wheel|display", re.IGNORECASE)
METRIC = re.compile(r"\d ?(?:ml|l|g|kg|cm|m)\b")
AMERICAN_UNITS = re.compile(r"\d ?(?:fl oz|oz|lb|ft)\b")


@functools.cache
def shop(pack: str, region: str) -> pl.DataFrame:
    options = GenerateOptions((pack,), region=region, customers=0, products=500, seed=7)
    return generate(options, [with_rare_lines(pack)], load_region(region)).frames[PRODUCT].collect()


@functools.cache
def texts(pack: str, region: str) -> tuple[str, ...]:
    """Return every text of a shop: cells of its products and of its suppliers."""
    options = GenerateOptions((pack,), region=region, customers=0, products=500, seed=7)
    suppliers = generate(options, [with_rare_lines(pack)], load_region(region)).frames[SUPPLIER].collect()
    columns = [
        *(shop(pack, region)[name] for name in shop(pack, region).columns if name not in ("sku", "handle"))
    ]
    cells = [str(cell) for column in columns for cell in column.drop_nulls().unique()]
    return tuple(dict.fromkeys([*cells, *suppliers["description"].drop_nulls()]))


@pytest.mark.campaign
@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("region", ["gb", "nz", "au"])
def test_no_american_spelling_size_or_inch_outside_america(pack: str, region: str) -> None:
    odd = [
        (found[0], text)
        for text in texts(pack, region)
        for found in AMERICAN.finditer(text)
        if found[0].lower() not in NO_VERB
    ]
    assert odd == []
    inches = [text for text in texts(pack, region) if INCHES.search(text) or AMERICAN_UNITS.search(text)]
    rows = shop(pack, region)
    screens = rows.filter(pl.col("name").str.contains(WITH_SCREENS.pattern.replace("screen", "(?i)screen")))
    allowed = {str(cell) for name in screens.columns for cell in screens[name].drop_nulls()}
    assert [text for text in inches if text not in allowed and not WITH_SCREENS.search(text)] == []
    values = {*rows["variant_option_one_value"].drop_nulls(), *rows["variant_option_two_value"].drop_nulls()}
    assert not values & {"Twin", "Full"}


@pytest.mark.campaign
@pytest.mark.parametrize("pack", PACKS)
def test_an_american_shop_has_no_grey_and_no_metric_sizes(pack: str) -> None:
    assert [
        text for text in texts(pack, "us") if re.search("grey|colour|flavour|fibre", text, re.IGNORECASE)
    ] == []
    assert [text for text in texts(pack, "us") if METRIC.search(text)] == []


@pytest.mark.campaign
@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("region", ENGLISH)
def test_the_same_products_in_every_region(pack: str, region: str) -> None:
    here, there = shop(pack, region), shop(pack, "us")
    for column in ("sku", "barcode", "brand_name", "inventory"):
        assert here[column].equals(there[column]) or column == "inventory", column
    assert here["handle"].n_unique() == there["handle"].n_unique()
    assert here["name"].n_unique() == here["handle"].n_unique()
    assert not name_clashes(turned(load_packs([pack])[0], load_region(region)))


@pytest.mark.campaign
@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("region", ENGLISH)
def test_an_image_is_of_the_same_thing_in_every_region(pack: str, region: str) -> None:
    packs = load_packs([pack])
    here, there = LookFinder(packs, load_region(region)), LookFinder(packs, load_region("us"))
    for ours, theirs in zip(
        shop(pack, region).head(150).iter_rows(named=True),
        shop(pack, "us").head(150).iter_rows(named=True),
        strict=True,
    ):
        assert svg(here.of(ours)) == svg(there.of(theirs)), ours["name"]


@pytest.mark.campaign
def test_prices_are_at_the_level_of_the_region() -> None:
    levels = {region: load_region(region).goods.price_percent for region in ENGLISH}
    assert levels["us"] == 100
    for pack in PACKS:
        base = shop(pack, "us")["price_including_tax"].cast(pl.Float64).mean()
        for region, percent in levels.items():
            prices = shop(pack, region)["price_including_tax"]
            assert isinstance(base, float)
            mean = prices.cast(pl.Float64).mean()
            assert isinstance(mean, float)
            assert 0.93 < mean / (base * percent / 100) < 1.07, (pack, region)
            assert prices.cast(pl.String).str.contains(r"\.9[59]$").all()
            low, high = load_packs([pack])[0].supply_percent
            share = shop(pack, region)["supply_price"].cast(pl.Float64) / prices.cast(pl.Float64) * 100
            assert share.is_between(low - 0.001, high + 0.001).all()


@pytest.mark.parametrize(
    ("text", "system", "turns_into"),
    [
        ("100 ml", "us", "3.4 fl oz"),
        ("Six by 330 ml", "us", "Six by 11.2 fl oz"),
        ("250 g", "us", "8.8 oz"),
        ("1.5 kg", "us", "3.3 lb"),
        ("130 x 170 cm", "us", "52 x 68 in"),  # as shops name them
        ("24 cm", "us", "9.5 in"),
        ("28 cm", "us", "11 in"),
        ("2 m", "us", "6.5 ft"),
        ("44 mm", "us", "44 mm"),
        ("12 oz", "metric", "340 g"),
        ("8 fl oz", "metric", "235 ml"),
        ("12-inch", "metric", "30 cm"),
        ("5 lb", "metric", "2.3 kg"),
        ("27-inch screen", "metric", "27-inch screen"),
        ("a 26-inch wheel", "metric", "a 26-inch wheel"),
        ("250 ml", "metric", "250 ml"),
        ("made in 3 in Wales", "metric", "made in 3 in Wales"),
    ],
)
def test_amounts_turn_into_the_units_of_a_region(text: str, system: str, turns_into: str) -> None:
    assert measured(text, system) == turns_into


@pytest.mark.parametrize(
    ("region", "text", "turns_into"),
    [
        ("gb", "Gray Moisturizing COLOR-treated", "Grey Moisturising COLOUR-treated"),
        ("gb", "Whole Wheat colors", "Wholemeal colours"),
        ("us", "Speckle Grey, colourful", "Speckle Gray, colorful"),
        ("ca", "Aluminium in grey colors", "Aluminum in grey colours"),
        ("nz", "Jersey and yogurt", "Jersey and yoghurt"),
        ("us", "a trainer's jersey", "a trainer's jersey"),
    ],
)
def test_words_turn_into_the_spelling_of_a_region(region: str, text: str, turns_into: str) -> None:
    assert respelling(load_region(region).goods.spellings)(text) == turns_into


def test_shoes_and_beds_have_the_sizes_of_the_region() -> None:
    def runs(region: str, pack: str, line: str) -> list[str]:
        found = next(
            each for each in turned(load_packs([pack])[0], load_region(region)).lines if each.name == line
        )
        return [value.text for value in found.options[-1].values]

    assert runs("us", "apparel", "shoes") != runs("gb", "apparel", "shoes")
    assert runs("gb", "home", "bedding") == ["Single", "Double", "King", "Super King"]
    assert runs("nz", "home", "bedding") == ["Single", "Double", "Queen", "King"]
    assert runs("us", "apparel", "belts") == runs("gb", "apparel", "belts")  # waists are in inches there, too
    sizes = load_region("gb").goods.sizes
    assert sized("One size fits US 7 to 12.", sizes) == "One size fits UK 6 to 11."
    assert sized(", US size ", sizes) == ", UK size "
    assert sized("USB and US", load_region("us").goods.sizes) == "USB and US"


def test_words_that_would_become_one_stay_apart() -> None:
    pack: Pack = load_packs(["apparel"])[0]
    line = pack.lines[0]
    both = pack._replace(
        lines=(line._replace(adjectives=("Gray", "Grey"), adjective_fits=line.adjective_fits[:2]),)
    )
    goods = Goods(load_region("us").goods.spellings, "us", (), 100)
    assert turned(both, load_region("us")._replace(goods=goods)).lines[0].adjectives == ("Gray", "Grey")
