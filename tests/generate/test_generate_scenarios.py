"""Known cases of a shop: where they are, what they are, and that all else stays as it is."""

import functools
import itertools
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pipeline.generate import generate
from pipeline.generate.engine import Generated
from pipeline.packs import find_packs, load_packs, load_region, region_names
from pipeline.schema.fields import split_list
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER, Kind
from pipeline.schema.scenarios import SCENARIOS
from pipeline.settings import GenerateOptions

ALL = ("apparel", "beauty", "services")
SHOP = GenerateOptions(packs=ALL, seed=7, customers=60, products=120, scenarios=True)

Rows = list[dict[str, Any]]


@functools.cache
def made(options: GenerateOptions) -> Generated:
    return generate(options, load_packs(options.packs), load_region(options.region))


def rows_of(options: GenerateOptions, kind: Kind) -> Rows:
    return made(options).frames[kind].collect().to_dicts()


def case(options: GenerateOptions, name: str) -> Rows:
    """Return the rows of a case, in the order of its keys."""
    [kind] = [each.kind for each in SCENARIOS if each.name == name]
    keys = (made(options).scenarios or {})[name]
    assert not isinstance(keys, str), keys
    by_key = {row[kind.key.field]: row for row in rows_of(options, kind)}
    return [by_key[key] for key in keys]


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("region", "packs"),
    [*zip(region_names(), itertools.cycle([ALL, ("grocery",), ("services",), ("electronics", "home")]))],
)
def test_counts_stay_and_only_the_cases_differ(region: str, packs: tuple[str, ...]) -> None:
    options = replace(SHOP, region=region, packs=packs, gaps=True)
    found = made(options).scenarios or {}
    for kind in (CUSTOMER, PRODUCT):
        with_cases, without = rows_of(options, kind), rows_of(replace(options, scenarios=False), kind)
        assert len(with_cases) == len(without)
        keys = {key for each in SCENARIOS if each.kind is kind for key in found[each.name]}
        others = [
            row
            for row, plain in zip(with_cases, without, strict=True)
            if {name: row[name] for name in plain} != plain and row[kind.key.field] not in keys
        ]
        # a gift set and a service change places each with one family further on
        assert len({row["handle"] for row in others} if kind is PRODUCT else others) <= 2 * (kind is PRODUCT)
    assert rows_of(options, SUPPLIER)


@pytest.mark.campaign
def test_families_and_keys_stay_valid() -> None:
    shared = {(row["handle"], row["name"], row["tags"], row["is_active"]) for row in rows_of(SHOP, PRODUCT)}
    assert len(shared) == len({row["handle"] for row in rows_of(SHOP, PRODUCT)})
    for kind in (CUSTOMER, PRODUCT):
        keys = [row[kind.key.field] for row in rows_of(SHOP, kind)]
        assert len(set(keys)) == len(keys)


@pytest.mark.campaign
@pytest.mark.parametrize("region", sorted({*region_names()} - {"nz"}))  # no number there reaches nobody
def test_the_vip_has_every_field(region: str) -> None:
    [vip] = case(replace(SHOP, region=region, gaps=True), "vip")
    assert set(vip) == set(CUSTOMER.fields)
    assert [name for name, cell in vip.items() if cell is None] == []


def test_the_pair_shares_street_and_telephone_under_two_names() -> None:
    one, other = case(SHOP, "duplicates")
    same = [name for name in one if name.startswith(("physical_", "phone", "first"))]
    assert {name: one[name] for name in same} == {name: other[name] for name in same}
    assert one["last_name"] != other["last_name"]
    assert len(one["last_name"]) == len(other["last_name"]) + 1
    assert one["email"] != other["email"]


@pytest.mark.campaign
@pytest.mark.parametrize("region", region_names())
def test_names_are_long_and_accented(region: str) -> None:
    options = replace(SHOP, region=region)
    [long], [accents], [company] = (case(options, name) for name in ("long-name", "accents", "company"))
    assert "-" in long["last_name"]
    assert len(long["last_name"]) >= 15
    assert not accents["first_name"].isascii()
    assert not accents["last_name"].isascii()
    assert all(row["email"].isascii() for row in (long, accents))
    assert company["company_name"]


@pytest.mark.parametrize("outlets", [(), ("Market Square",)])
def test_stock_tells_what_each_case_shows(outlets: tuple[str, ...]) -> None:
    options = replace(SHOP, outlets=outlets)
    stocks = ["inventory", *(f"inventory_{outlet.replace(' ', '_')}" for outlet in outlets)]
    run, [low], clearance = (case(options, name) for name in ("bestseller", "reorder", "clearance"))
    for stock in stocks:
        reorder = stock.replace("inventory", "reorder_point")
        assert [row[stock] for row in run].count("0") == 1
        assert all(int(row[stock]) > int(row[reorder]) for row in run if row[stock] != "0")
        assert 0 < int(low[stock]) < int(low[reorder])
        assert all(row[reorder] == "0" < row[stock] for row in clearance)
    assert all("bestseller" in split_list(row["tags"]) for row in run)
    assert len({row["handle"] for row in run}) == 1


@pytest.mark.campaign
def test_a_clearance_price_is_lower_and_above_cost() -> None:
    plain = {row["sku"]: row for row in rows_of(replace(SHOP, scenarios=False), PRODUCT)}
    for row in case(SHOP, "clearance"):
        before = plain[row["sku"]]["price_including_tax"]
        assert row["supply_price"] < row["price_including_tax"] < before * Decimal("0.8")
        assert "clearance" in split_list(row["tags"])


@pytest.mark.campaign
def test_one_is_inactive_and_the_others_are_on_sale() -> None:
    options = replace(SHOP, inactive_share=1.0)
    states = {
        each.name: {row["is_active"] for row in case(options, each.name)}
        for each in SCENARIOS
        if each.kind is PRODUCT
    }
    assert states == {name: {name != "inactive"} for name in states}


def test_a_gift_set_comes_early_and_a_service_has_no_stock() -> None:
    assert {row["product_category"] for row in case(SHOP, "gift-set")} == {"Gifts > Gift Sets and Hampers"}
    skus = [row["sku"] for row in rows_of(SHOP, PRODUCT)]
    assert skus.index(case(SHOP, "gift-set")[0]["sku"]) < 50
    assert {(row["inventory"], row["barcode"]) for row in case(SHOP, "service")} == {(None, None)}


@pytest.mark.parametrize(
    "packs",
    [
        ("apparel", "home"),
        *(
            pytest.param((name,), marks=pytest.mark.campaign)
            for name in ("apparel", "beauty", "grocery", "home")
        ),
    ],
)
def test_a_small_shop_of_goods_has_them_all(packs: tuple[str, ...]) -> None:
    options = GenerateOptions(packs=packs, seed=7, customers=10, products=50, scenarios=True)
    assert [name for name, keys in (made(options).scenarios or {}).items() if isinstance(keys, str)] == []
    skus = [row["sku"] for row in rows_of(options, PRODUCT)]
    for name in ("gift-set", "service"):
        assert skus.index(case(options, name)[0]["sku"]) < 25
    service = case(options, "service")
    assert {row[name] for row in service for name in ("inventory", "reorder_point", "barcode")} == {None}
    assert all(row["inventory"] for row in case(options, "gift-set"))


def test_what_can_t_be_here_says_why() -> None:
    small = made(replace(SHOP, packs=("electronics",), customers=3, products=2))
    found = small.scenarios or {}
    assert found["duplicates"] == "it is customer 5 of the shop, which is not made here"
    assert isinstance(found["vip"], tuple)
    [said] = [notice for notice in small.notices if "known cases" in notice]
    assert (
        "a gift set (no line of these packs is one of gift sets; apparel, beauty, grocery and home have one)"
        in said
    )
    cases = {pack: made(replace(SHOP, packs=(pack,))).scenarios or {} for pack in find_packs()}
    named = set(re.findall(r"\w+", str(found["gift-set"]))) & set(cases)
    assert named == {pack for pack, there in cases.items() if isinstance(there["gift-set"], tuple)}


@pytest.mark.campaign
@pytest.mark.parametrize("seed", [7, 8])
def test_fifty_products_with_services_have_all_but_a_gift_set(seed: int) -> None:
    for packs in itertools.combinations(("apparel", "electronics", "home", "services"), 2):
        options = GenerateOptions(packs=packs, seed=seed, customers=10, products=50, scenarios=True)
        missing = {name for name, keys in (made(options).scenarios or {}).items() if isinstance(keys, str)}
        assert missing == ({"gift-set"} if packs == ("electronics", "services") else set())


def test_rare_lines_are_made_for_a_case_alone_and_leave_the_others_as_they_are() -> None:
    [pack] = load_packs(("beauty",))
    usual = pack._replace(lines=tuple(line for line in pack.lines if line.weight))
    assert usual != pack
    options = replace(SHOP, packs=("beauty",), customers=0, products=3_000, scenarios=False)
    frames = (
        generate(options, [each], load_region("us")).frames[PRODUCT].collect() for each in (pack, usual)
    )
    assert next(frames).equals(next(frames))
    [service] = case(replace(options, scenarios=True), "service")
    assert service["product_category"] == "Beauty > Treatments"
    cases = rows_of(replace(options, scenarios=True), PRODUCT)
    assert [row["sku"] for row in cases if row["inventory"] is None] == [service["sku"]]


def test_a_pack_without_services_says_where_they_are() -> None:
    [pack] = load_packs(("apparel",))
    goods = pack._replace(lines=tuple(line for line in pack.lines if line.stock))
    found = generate(replace(SHOP, packs=("apparel",)), [goods], load_region("us")).scenarios or {}
    assert found["service"] == "no line of these packs is a service; each of the shipped packs has one"
    cases = {name: (made(replace(SHOP, packs=(name,))).scenarios or {})["service"] for name in find_packs()}
    assert [name for name, keys in cases.items() if isinstance(keys, str)] == []


@pytest.mark.campaign
def test_a_slice_has_the_cases_of_its_rows() -> None:
    part = made(replace(SHOP, rows=(4, 8))).scenarios or {}
    whole = made(SHOP).scenarios or {}
    assert part["duplicates"] == whole["duplicates"]
    assert part["long-name"] == whole["long-name"]
    assert isinstance(part["vip"], str)
    later = made(replace(SHOP, start=500)).scenarios or {}
    assert all(isinstance(keys, str) for keys in later.values())
    assert not rows_of(replace(SHOP, start=500), CUSTOMER)[0]["note"]


def test_one_product_per_row_has_them_too() -> None:
    options = replace(SHOP, variants=False)
    assert [row["inventory"] for row in case(options, "bestseller")].count("0") == 1
    assert case(options, "gift-set")
