"""Products in families: sizes, names, options, what a family has once; whole families in any slice."""

import functools
import itertools
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.generate import generate
from pipeline.generate.draws import counted_from
from pipeline.generate.engine import Generated
from pipeline.generate.preview import families
from pipeline.generate.products.interleave import put_in_order
from pipeline.generate.products.layout import first_count, lay_out, run_of
from pipeline.packs import find_packs, load_packs, load_region
from pipeline.packs.turning.turn import turned
from pipeline.schema.kinds import PRODUCT, SUPPLIER
from pipeline.settings import GenerateOptions
from tests.support.breadth import BREADTH

PACKS = tuple(find_packs())
PAIRS = tuple(itertools.combinations(PACKS, 2))
SHOP = 50
VALUES = ("variant_option_one_value", "variant_option_two_value")
OPTIONS = ("variant_option_one_name", VALUES[0], "variant_option_two_name", VALUES[1])
FAMILY_WIDE = (
    "name", "variant_option_one_name", "variant_option_two_name", "brand_name", "product_category", "tags",
    "supplier_name", "is_active", "reorder_point", "restock_level",
)  # fmt: skip
SEEDS = st.integers(0, 2**64 - 1)
CHOICES = st.sampled_from([("apparel",), ("services", "grocery"), ("home", "electronics", "beauty")])
FEW = settings(max_examples=4 * BREADTH, deadline=None)

packs_of = functools.cache(load_packs)
region_of = functools.cache(load_region)


def made(options: GenerateOptions, region: str = "us") -> Generated:
    return generate(options, packs_of(options.packs), region_of(region))


def goods(names: tuple[str, ...], count: int, seed: int = 7, **changes: object) -> pl.DataFrame:
    options = GenerateOptions(packs=names, seed=seed, customers=0, products=count, **changes)  # type: ignore[arg-type]  # by name
    return made(options).frames[PRODUCT].collect()


@functools.cache
def many(name: str) -> pl.DataFrame:
    return goods((name,), 6_000)


def family_sizes(names: tuple[str, ...], seed: int, count: int = SHOP) -> list[int]:
    """Return how many of the first products are in each family, by the layout alone."""
    order = put_in_order([lay_out(pack, seed) for pack in packs_of(names)])
    begins = [row for row in range(count) if order.begins[row]]
    return [last - first for first, last in itertools.pairwise([*begins, count])]


@pytest.mark.campaign
@pytest.mark.parametrize("names", [*((name,) for name in PACKS), *PAIRS], ids="+".join)
def test_fifty_products_are_15_to_25_families_none_above_a_quarter(names: tuple[str, ...]) -> None:
    singles: list[float] = []
    for seed in range(30 * BREADTH):
        sizes = family_sizes(names, seed)
        assert 15 <= len(sizes) <= 25, seed
        assert max(sizes) * 4 <= SHOP, seed
        singles.append(sizes.count(1) / len(sizes))
    assert 0.3 <= sum(singles) / len(singles) <= 0.5


@pytest.mark.parametrize("name", PACKS)
def test_layout_is_what_rows_are(name: str) -> None:
    assert [family.count for family in families(goods((name,), SHOP), SHOP)] == family_sizes((name,), 7)


@pytest.mark.campaign
@pytest.mark.parametrize("name", PACKS)
def test_a_family_is_single_or_whole_runs_of_the_last_option(name: str) -> None:
    pack = turned(packs_of((name,))[0], region_of("us"))
    lines = {(line.category, noun): line for line in pack.lines for noun in line.nouns}
    grouped = many(name).group_by("handle", maintain_order=True)
    heroes = 0
    for (_,), rows in list(grouped)[:-1]:  # the last one may be cut short
        of_noun = {noun: line for (category, noun), line in lines.items() if category == rows["product_category"][0]
                   and rows["name"][0].endswith(f" {noun}")}  # fmt: skip
        line = of_noun[max(of_noun, key=len)]  # "Strained Yogurt" ends in "Yogurt", too
        if len(rows) == 1:
            assert rows.select(OPTIONS).row(0) == (None,) * 4
            continue
        cells = rows.select(VALUES[: len(line.options)]).rows()
        runs = [list(run) for _, run in itertools.groupby(cells, key=lambda cell: cell[:-1])]
        texts = [value.text for value in line.options[-1].values]
        assert all(
            [cell[-1] for cell in run] == texts[: run_of(line)] or len(texts) > run_of(line) for run in runs
        )
        assert 1 <= len(runs) <= min(3, first_count(line))
        assert len(cells) == len(set(cells))
        heroes += len(runs) > 1
    assert heroes > 50


@pytest.mark.parametrize("name", PACKS)
def test_what_belongs_to_the_family_is_equal_and_the_description_stands_once(name: str) -> None:
    frame = many(name)
    unique = frame.group_by("handle").agg(pl.col(FAMILY_WIDE).n_unique())
    assert unique.select(pl.col(FAMILY_WIDE).max()).row(0) == (1,) * len(FAMILY_WIDE)
    assert frame["name"].str.to_lowercase().n_unique() == frame["handle"].n_unique()
    assert frame["supplier_code"].n_unique() == frame["sku"].n_unique() == len(frame)
    first = pl.int_range(pl.len()).over("handle") == 0
    described = frame.select(first=first, told=pl.col("description").is_not_null())
    assert described["first"].equals(described["told"])


def test_a_description_speaks_of_the_family() -> None:
    for name in PACKS:
        for (_,), rows in many(name).head(600).group_by("handle", maintain_order=True):
            text = rows["description"][0]
            assert (
                " in two " in text or " in three " in text or " in four " in text or " in five " in text
            ) == (len(rows) > 1) or len(rows) == 1, text


def test_families_have_handles_to_read() -> None:
    frame = many("apparel")
    assert frame["handle"].str.contains(r"^[a-z0-9]+(-[a-z0-9]+)*-app-\d{5,}$").all()
    assert frame["handle"].null_count() == 0


def test_options_are_spelled_as_in_the_region() -> None:
    options = GenerateOptions(packs=("apparel", "grocery"), seed=7, customers=0, products=2_000)
    here = made(options, "us").frames[PRODUCT].collect()
    there = made(options, "gb").frames[PRODUCT].collect()
    assert {"Color", "Size", "Flavor"} <= set(here[OPTIONS[0]]) | set(here[OPTIONS[2]])
    assert {"Colour", "Size", "Flavour"} <= set(there[OPTIONS[0]]) | set(there[OPTIONS[2]])
    assert not {"Color", "Flavor"} & (set(there[OPTIONS[0]]) | set(there[OPTIONS[2]]))
    assert "Grey" in set(there[VALUES[0]])
    assert "Gray" in set(here[VALUES[0]])
    assert here["sku"].equals(there["sku"])


# -- slices


@pytest.mark.campaign
@FEW
@given(SEEDS, CHOICES, st.lists(st.integers(0, 160), min_size=1, max_size=4))
def test_slices_end_with_families_and_join_to_the_whole(
    seed: int, names: tuple[str, ...], cuts: list[int]
) -> None:
    options = GenerateOptions(packs=names, seed=seed, customers=0, products=150)
    whole = made(options).frames[PRODUCT].collect()
    ends = [0, *sorted(cuts), 160]
    slices = [
        made(replace(options, rows=rows)).frames[PRODUCT].collect() for rows in itertools.pairwise(ends)
    ]
    assert pl.concat(slices).equals(whole)
    handles = [set(each["handle"]) for each in slices]
    assert sum(map(len, handles)) == whole["handle"].n_unique()


@pytest.mark.campaign
@FEW
@given(SEEDS, CHOICES, st.integers(0, 120), st.integers(0, 120))
def test_counts_are_exact_and_only_the_last_family_is_cut(
    seed: int, names: tuple[str, ...], few: int, more: int
) -> None:
    short, long = goods(names, few, seed), goods(names, few + more, seed)
    assert (len(short), len(long)) == (few, few + more)
    assert long.head(few).equals(short)
    sizes = dict(long["handle"].value_counts().iter_rows())
    cut = {handle for handle, count in short["handle"].value_counts().iter_rows() if count < sizes[handle]}
    assert cut <= set(short["handle"].tail(1))


@pytest.mark.campaign
@FEW
@given(SEEDS, CHOICES, st.integers(0, 3_000), st.integers(1, 60))
def test_start_moves_to_a_family_and_says_so(
    seed: int, names: tuple[str, ...], start: int, count: int
) -> None:
    options = GenerateOptions(packs=names, seed=seed, customers=0, products=count, start=start)
    later = made(options)
    frame = later.frames[PRODUCT].collect()
    assert len(frame) == count
    before = goods(names, start + 12, seed)
    at = before["sku"].to_list().index(frame["sku"][0])
    assert start <= at < start + 9
    assert at == 0 or before["handle"][at - 1] != frame["handle"][0]
    assert any("Families stay whole" in notice for notice in later.notices) == (at > start)


@pytest.mark.campaign
@pytest.mark.parametrize("names", [("apparel",), ("home", "services")])
def test_families_are_counted_by_their_order(names: tuple[str, ...]) -> None:
    for count in (1, SHOP, 5_000):
        found = made(GenerateOptions(packs=names, seed=3, customers=0, products=count))
        assert found.families == found.frames[PRODUCT].collect()["handle"].n_unique()
        suppliers = set(found.frames[PRODUCT].collect()["supplier_name"].drop_nulls())
        assert set(found.frames[SUPPLIER].collect()["name"]) == suppliers


def test_the_order_of_packs_is_a_bijection_over_periods() -> None:
    order = put_in_order([lay_out(pack, 5) for pack in packs_of(("apparel", "home", "services"))])
    first, last = order.rows - 100, order.rows + 100
    numbers = pl.concat(
        [order.numbers(counted_from(*order.of_pack(first, last, turn)), turn) for turn in range(3)]
    )
    assert numbers.sort().to_list() == list(range(first, last))


# -- one product per row


@pytest.mark.campaign
@pytest.mark.parametrize("name", PACKS)
def test_without_variants_every_row_is_a_product_of_its_own(name: str) -> None:
    flat, whole = goods((name,), 500, variants=False), goods((name,), 500)
    assert flat.select(OPTIONS).null_count().row(0) == (500,) * 4
    assert flat["handle"].null_count() == 500
    assert flat["name"].n_unique() == flat["description"].n_unique() == 500
    same = [each for each in whole.columns if each not in {"handle", "name", "description", *OPTIONS}]
    assert flat.select(same).equals(whole.select(same))
    assert [family.count for family in families(flat, 100)] == [
        family.count for family in families(whole, 100)
    ]


@pytest.mark.campaign
def test_without_variants_any_row_can_be_first() -> None:
    whole = goods(("home", "apparel"), 60, variants=False)
    for first, last in ((1, 2), (17, 43)):
        assert goods(("home", "apparel"), 60, variants=False, rows=(first, last)).equals(whole[first:last])
