"""Stock that fits the goods, for all outlets and for each."""

import polars as pl
import pytest

from pipeline.errors import UsageError
from pipeline.generate import generate
from pipeline.generate.products.stock import headings
from pipeline.packs import find_packs, load_packs, load_region
from pipeline.schema.kinds import PRODUCT
from pipeline.schema.stock import STOCK_COLUMNS
from pipeline.settings import GenerateOptions
from tests.support.breadth import BREADTH

PACKS = tuple(find_packs())


def stock(pack: str, count: int = 5_000, outlets: tuple[str, ...] = (), seed: int = 7) -> pl.DataFrame:
    options = GenerateOptions(packs=(pack,), seed=seed, customers=0, products=count, outlets=outlets)
    frame = generate(options, load_packs([pack]), load_region("us")).frames[PRODUCT].collect()
    levels = [name for name in frame.columns if name.startswith(STOCK_COLUMNS)]
    return frame.with_columns(
        pl.col(levels).cast(pl.Int64), price=pl.col("price_including_tax").cast(pl.Float64)
    )


def mean(frame: pl.DataFrame) -> float:
    found = frame["inventory"].mean()
    assert isinstance(found, float)
    return found


def test_the_levels_are_the_columns_that_an_outlet_can_have() -> None:
    assert tuple(each.name for each in PRODUCT.fields.values() if each.per_outlet) == STOCK_COLUMNS


@pytest.mark.campaign
@pytest.mark.parametrize("pack", [name for name in PACKS if name != "services"])
def test_some_are_sold_out_a_few_are_low_and_most_are_plenty(pack: str) -> None:
    frame = stock(pack)
    assert frame.select(pl.col(STOCK_COLUMNS).null_count()).row(0) == (0, 0, 0)
    out = frame.filter(pl.col("inventory") == 0)
    low = frame.filter((pl.col("inventory") > 0) & (pl.col("inventory") < pl.col("reorder_point")))
    assert 0.02 < len(out) / len(frame) < 0.06
    assert 0.05 < len(low) / len(frame) < 0.12
    assert (frame["inventory"] >= 0).all()
    assert (frame["restock_level"] > 0).all()
    for seed in range(5 * BREADTH):  # also in a shop of 50
        begin = stock(pack, 50, seed=seed)
        below = begin["inventory"] < begin["reorder_point"]
        assert 1 <= int((begin["inventory"] == 0).sum()) <= 5
        assert 3 <= int(below.sum()) <= 10


@pytest.mark.parametrize("pack", ["apparel", "electronics", "grocery", "home"])
def test_bestsellers_lie_deep_and_dear_things_shallow(pack: str) -> None:
    frame = stock(pack)
    best = pl.col("tags").str.contains("bestseller")
    assert mean(frame.filter(best)) > 2 * mean(frame.filter(~best))
    cheap, dear = frame["price"].quantile(0.2), frame["price"].quantile(0.8)
    assert cheap is not None
    assert dear is not None
    assert mean(frame.filter(pl.col("price") <= cheap)) > 1.3 * mean(frame.filter(pl.col("price") >= dear))


def test_services_have_no_stock() -> None:
    frame = stock("services", 100, outlets=("Main",))
    levels = (*STOCK_COLUMNS, *headings("Main").values())
    assert frame.select(pl.col(levels).null_count()).row(0) == (100,) * 6


def test_outlets_have_levels_of_their_own_behind_those_for_all() -> None:
    frame = stock("home", 500, outlets=("Market Square", "Main"))
    at = frame.columns.index("restock_level") + 1
    assert frame.columns[at : at + 6] == [
        f"{name}_{outlet}" for outlet in ("Market_Square", "Main") for name in STOCK_COLUMNS
    ]
    assert all(PRODUCT.field(name) is not None for name in frame.columns[:-1])
    for one, other in (("", "_Main"), ("_Main", "_Market_Square")):
        same = frame[f"inventory{one}"] == frame[f"inventory{other}"]
        assert int(same.sum()) < 100
    plain = stock("home", 500)
    assert frame.select(plain.columns).equals(plain)
    again = stock("home", 500, outlets=("Main",))
    assert again["inventory_Main"].equals(frame["inventory_Main"])


@pytest.mark.parametrize(
    "outlets", [("Main St", "Main_St"), ("Main", "main "), ("",), ("a\nb",), ("Main", "Main")]
)
def test_outlets_that_fold_to_one_heading_are_refused(outlets: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        stock("home", 5, outlets)


def test_no_products_still_have_the_columns_of_outlets() -> None:
    assert "inventory_Main" in stock("home", 0, ("Main",)).columns
