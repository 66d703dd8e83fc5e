"""Families: what a create may hold, what it answers and shows, and one more variant."""

from typing import Any

import pytest

from pipeline.sandbox.api.products.variants import MOST_VARIANTS
from pipeline.sandbox.api.shop import Shop
from tests.support.pure_shop import NOBODY, ask, make, make_family, opened, read, variants_of

DATED = ("2026-01", "2026-04", "2026-07")


def options_of(shop: Shop) -> dict[str, str]:
    return {row["name"]: row["id"] for row in ask(shop, "GET", "/variant_attributes").body["data"]}


def add(shop: Shop, value: str = "M", version: str = "2.1", name: str = "Tee", **details: Any) -> Any:
    values = [{"attribute_id": options_of(shop).get("Size", NOBODY), "attribute_value": value}]
    whole = {"sku": f"T-{value}", "variant_attribute_values": values, **details}
    body = {"common": {"name": name}, "details": whole}
    return ask(shop, "POST", "/products", body, version=version)


def test_rows_of_a_family_show_where_they_belong() -> None:
    shop = opened()
    small, large = make_family(shop, "S", "L")
    size = options_of(shop)["Size"]
    parent, child = read(shop, "products", small), read(shop, "products", large)
    assert parent["variant_options"] == [{"id": size, "name": "Size", "value": "S"}]
    assert (parent["has_variants"], parent["variant_count"], "variant_parent_id" in parent) == (
        True,
        2,
        False,
    )
    assert (child["has_variants"], child["variant_parent_id"], "variant_count" in child) == (
        False,
        small,
        False,
    )
    assert [parent["variant_name"], child["variant_name"]] == ["Tee / S", "Tee / L"]
    found = ask(shop, "GET", "/search", type="products", variant_parent_id=small).body["data"]
    assert [row["id"] for row in found] == [large]


def test_a_family_of_one_is_a_family() -> None:
    shop = opened()
    [only] = make_family(shop, "S")
    assert read(shop, "products", only)["has_variants"] is True
    assert add(shop).status == 200
    assert read(shop, "products", make(shop, "products", name="Mug"))["has_variants"] is False


@pytest.mark.parametrize("choice", ["all", "parent"])
def test_the_answer_lists_ids_in_another_order_or_the_parents_alone(choice: str) -> None:
    shop = opened(family_answer=choice)
    variants = variants_of(shop, "S", "M", "L")
    told = ask(shop, "POST", "/products", {"name": "Tee", "variants": variants}).body["data"]
    skus = [read(shop, "products", each)["sku"] for each in told]
    assert skus == (["T-L", "T-M", "T-S"] if choice == "all" else ["T-S"])
    single = ask(shop, "POST", "/products", {"name": "Mug"}).body["data"]
    assert len(single) == 1


def test_variants_have_fields_of_their_own_and_take_the_rest_from_the_family() -> None:
    shop = opened()
    brand = make(shop, "brands", name="Oatlow")
    [first, second] = variants_of(shop, "S", "L")
    second |= {"supply_price": 4, "supplier_code": "H-2", "weight": 2.5, "weight_unit": "KG", "height": 3}
    second |= {"product_codes": [{"type": "EAN", "code": "2000000000008"}]}
    small, large = make_family(
        shop, variants=[first, second], brand_id=brand, supply_price=2, is_active=False
    )
    one, other = read(shop, "products", small), read(shop, "products", large)
    assert (one["supply_price"], other["supply_price"], other["supplier_code"]) == (2, 4, "H-2")
    assert (other["weight"], other["weight_unit"], other["height"]) == (2.5, "KG", 3)
    assert [code["code"] for code in other["product_codes"]] == ["2000000000008", "T-L"]
    for row in (one, other):
        assert (row["brand"]["name"], row["active"]) == ("Oatlow", False)


@pytest.mark.parametrize(
    ("family_price", "choice", "prices"),
    [
        ({"price_including_tax": 20}, "keep", [11, 22]),
        ({"price_including_tax": 20}, "drop", [20, 20]),
        ({}, "drop", [11, 11]),
    ],
)
def test_prices_of_variants_are_kept_or_dropped(
    family_price: dict[str, int], choice: str, prices: list[int]
) -> None:
    shop = opened(variant_prices_at_create=choice)
    variants = [
        each | {"price_including_tax": price}
        for each, price in zip(variants_of(shop, "S", "L"), (11, 22), strict=True)
    ]
    body = {"price_including_tax": None, **family_price, "variants": variants}
    ids = make_family(shop, **body)
    assert [read(shop, "products", each)["price_including_tax"] for each in ids] == prices


def test_prices_that_are_said_nowhere_are_none() -> None:
    shop = opened(variant_prices_at_create="drop")
    ids = make_family(shop, "S", "L", price_including_tax=None)
    assert [read(shop, "products", each)["price_including_tax"] for each in ids] == [0, 0]


def definitions(*pairs: tuple[str, Any]) -> dict[str, Any]:
    return {"variant_definitions": [{"attribute_id": option, "value": value} for option, value in pairs]}


@pytest.mark.parametrize(
    ("variants", "words"),
    [
        ([{}], "Missing"),
        ([definitions()], "Missing"),
        ([definitions(("none", "S"))], "Unknown"),
        ([definitions(("Size", " "))], "needs a value"),
        ([definitions(("Size", 5))], "needs a value"),
        ([definitions(("Size", None))], "needs a value"),
        ([definitions(("Size", "S"), ("Size", "L"))], "Only one value"),
        ([definitions(("Size", "S")), definitions(("Size", " s "))], "Repeated"),
        ([definitions(("Size", "S")), definitions(("Color", "Red"))], "Every variant"),
        ([definitions(("Size", "S")), definitions(("Size", "L"), ("Color", "Red"))], "Every variant"),
        ([definitions(*((name, "x") for name in ("Size", "Color", "Cut", "Fit")))], "At most 3"),
    ],
)
def test_variants_that_are_no_family_are_refused(variants: list[dict[str, Any]], words: str) -> None:
    shop = opened()
    known = {name: make(shop, "variant_attributes", name=name) for name in ("Size", "Color", "Cut", "Fit")}
    for variant in variants:
        for each in variant.get("variant_definitions", ()):
            each["attribute_id"] = known.get(each["attribute_id"], NOBODY)
    version = shop.rows.version
    answer = ask(shop, "POST", "/products", {"name": "Tee", "variants": variants})
    assert (answer.status, words in answer.body["fields"]["variant_definitions"]) == (422, True)
    assert shop.rows.version == version


def test_options_that_are_deleted_are_unknown() -> None:
    shop = opened()
    variants = variants_of(shop, "S")
    ask(shop, "DELETE", f"/variant_attributes/{options_of(shop)['Size']}")
    answer = ask(shop, "POST", "/products", {"name": "Tee", "variants": variants})
    assert answer.body["fields"] == {"variant_definitions": "Unknown attribute_id"}


def test_three_options_and_two_hundred_variants_are_the_most() -> None:
    shop = opened()
    values = [str(number) for number in range(MOST_VARIANTS + 1)]
    variants = variants_of(shop, *values)
    answer = ask(shop, "POST", "/products", {"name": "Tee", "variants": variants})
    assert answer.body["fields"] == {"variants": "At most 200 variants"}
    ids = make_family(shop, variants=variants[:-1])
    assert len(ids) == MOST_VARIANTS
    assert add(shop, "M").body["fields"] == {"variants": "At most 200 variants"}
    ask(shop, "DELETE", f"/products/{ids[5]}")
    assert add(shop, "M").status == 200
    three = [(make(shop, "variant_attributes", name=name), "x") for name in ("Color", "Cut", "Fit")]
    assert ask(shop, "POST", "/products", {"name": "Cap", "variants": [definitions(*three)]}).status == 200


def test_names_and_codes_are_unique_outside_of_the_family_and_codes_inside_too() -> None:
    shop = opened()
    make_family(shop, "S", "L")
    again = ask(shop, "POST", "/products", {"name": "tee", "variants": variants_of(shop, "S", skus="U-{}")})
    assert "name_existing_id" in again.body["fields"]
    taken = ask(shop, "POST", "/products", {"name": "Cap", "variants": variants_of(shop, "S", "XL")})
    assert set(taken.body["fields"]) == {"sku", "sku_existing_id"}
    twice = {"name": "Cap", "variants": variants_of(shop, "S", "L", skus="same")}
    assert ask(shop, "POST", "/products", twice).body["fields"] == {"sku": "Repeated in this request"}


@pytest.mark.parametrize("version", ["2.1", *DATED])
@pytest.mark.parametrize("choice", ["list", "object"])
def test_one_more_variant_joins_the_family_of_its_name(version: str, choice: str) -> None:
    shop = opened(variant_answer=choice)
    brand, tag = make(shop, "brands", name="Oatlow"), make(shop, "tags", name="New")
    small, large = make_family(shop, "S", "L", brand_id=brand, tag_ids=[tag], description="Soft")
    answer = add(shop, version=version, name=" TEE ", price_including_tax=33, brand_id=NOBODY, supply_price=3)
    assert answer.status == 422  # an unknown brand, though it is the family's
    answer = add(shop, version=version, name=" TEE ", price_including_tax=33, supply_price=3)
    assert answer.status == 200
    data = answer.body["data"]
    [medium] = data if choice == "list" else [data["id"]]
    row = read(shop, "products", medium)
    assert (row["name"], row["variant_name"], row["sku"]) == ("Tee", "Tee / M", "T-M")
    assert (row["variant_parent_id"], row["handle"], row["has_variants"]) == (small, "tee", False)
    assert (row["brand"]["name"], row["tag_ids"], row["description"]) == ("Oatlow", [tag], "Soft")
    assert (row["price_including_tax"], row["price_excluding_tax"], row["supply_price"]) == (33, 30, 3)
    assert read(shop, "products", small)["variant_count"] == 3
    assert ask(shop, "DELETE", f"/products/{large}/all").status == 200
    assert ask(shop, "GET", f"/products/{medium}").status == 404


def test_2_0_knows_no_added_variant_and_a_dated_version_both() -> None:
    shop = opened()
    make_family(shop, "S", "L")
    assert add(shop, version="2.0").body["fields"] == {"name": "Missing required field"}
    for version in DATED:
        body = {"name": f"Mug {version}"}
        assert ask(shop, "POST", "/products", body, version=version).status == 200
    assert ask(shop, "POST", "/products", {"name": "Mug"}, version="2.1").status == 422


def test_a_variant_that_does_not_fit_is_refused() -> None:
    shop = opened()
    make_family(shop, "S", "L")
    make(shop, "products", name="Mug")
    color = make(shop, "variant_attributes", name="Color")
    size = options_of(shop)["Size"]
    red = {"attribute_id": color, "attribute_value": "Red"}
    medium = {"attribute_id": size, "attribute_value": "M"}
    version = shop.rows.version
    for answer, field in (
        (add(shop, name="Nothing"), "name"),
        (add(shop, name="Mug"), "name"),
        (add(shop, name=" "), "name"),
        (add(shop, "s"), "variant_attribute_values"),
        (add(shop, variant_attribute_values=[]), "variant_attribute_values"),
        (add(shop, variant_attribute_values=[red]), "variant_attribute_values"),
        (add(shop, variant_attribute_values=[medium, red]), "variant_attribute_values"),
        (add(shop, variant_attribute_values=5), "variant_attribute_values"),
        (add(shop, sku="t-s"), "sku"),
        (add(shop, price_including_tax="1"), "price_including_tax"),
        (add(shop, inventory=[{"outlet_id": NOBODY, "current_amount": 1}]), "inventory"),
        (ask(shop, "POST", "/products", {}, version="2.1"), "name"),
        (ask(shop, "POST", "/products", {"common": {"name": 3}}, version="2.1"), "name"),
        (ask(shop, "POST", "/products", {"common": 3}, version="2026-07"), "common"),
    ):
        assert (answer.status, field in answer.body["fields"]) == (422, True), answer.body
    assert shop.rows.version == version


def test_a_parent_goes_alone_and_its_children_stay_a_family() -> None:
    shop = opened()
    small, large = make_family(shop, "S", "L")
    assert ask(shop, "DELETE", f"/products/{small}").status == 200
    assert read(shop, "products", large)["variant_parent_id"] == small
    assert [row["id"] for row in ask(shop, "GET", "/products", name="Tee").body["data"]] == [large]
    [medium] = add(shop).body["data"]
    assert read(shop, "products", medium)["variant_parent_id"] == small
    assert ask(shop, "DELETE", f"/products/{medium}/all").status == 200
    assert [ask(shop, "GET", f"/products/{each}").status for each in (small, large, medium)] == [404] * 3


def test_options_of_an_older_state_have_a_name_alone_and_are_shown_so() -> None:
    shop = opened()
    mug = make(shop, "products", name="Mug")
    old = [{"name": "size", "value": "S"}]
    row = shop.rows.get("products", mug)
    assert row is not None
    shop.rows.put("products", {**row.body, "variant_options": old}, 0.0, row_id=mug)
    assert read(shop, "products", mug)["variant_options"] == old
