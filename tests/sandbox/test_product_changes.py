"""PUT of a product, as 2.1 and the dated versions have it: for a family, or for one of it."""

from typing import Any

import pytest

from pipeline.sandbox.api.shop import Shop
from tests.support.pure_shop import NOBODY, ask, make, make_family, opened, read

PUT_VERSIONS = ("2.1", "2026-01", "2026-04", "2026-07")


def put(shop: Shop, product: str, *, version: str = "2.1", **body: Any) -> Any:
    return ask(shop, "PUT", f"/products/{product}", body, version=version)


@pytest.mark.parametrize("version", [*PUT_VERSIONS, "2.0"])
def test_a_product_is_changed_in_every_version_but_2_0(version: str) -> None:
    shop = opened()
    mug = make(shop, "products", name="Mug")
    answer = put(shop, mug, version=version, common={"name": "Jug"})
    assert answer.status == (405 if version == "2.0" else 200)
    assert read(shop, "products", mug)["name"] == ("Mug" if version == "2.0" else "Jug")


def test_2_1_has_nothing_else_but_one_more_variant() -> None:
    shop = opened()
    mug = make(shop, "products", name="Mug")
    for path in (f"/products/{mug}", "/products"):
        assert ask(shop, "GET", path, version="2.1").status == 405
    for call in (
        ("GET", "/brands"),
        ("GET", "/inventory"),
        ("GET", f"/products/{mug}/inventory"),
        ("DELETE", f"/products/{mug}/all"),
    ):
        assert ask(shop, *call, version="2.1").status == 404


def test_common_is_for_the_family_and_details_for_one() -> None:
    shop = opened()
    small, large = make_family(shop, "S", "L")
    brand, tag = make(shop, "brands", name="Oatlow"), make(shop, "tags", name="New")
    supplier = make(shop, "suppliers", name="Harbour")
    before = read(shop, "products", small)
    common = {"name": "Shirt", "description": "<p>Soft</p>", "brand_id": brand, "tag_ids": [tag]}
    details = {"price_including_tax": 33, "supply_price": 9, "is_active": False, "supplier_id": supplier,
               "supplier_code": "H-1", "product_codes": [{"type": "EAN", "code": "2000000000008"}]}  # fmt: skip
    answer = put(shop, large, common=common, details=details)
    one, other = read(shop, "products", large), read(shop, "products", small)
    assert answer.body == {"data": one}
    for row in (one, other):
        assert {name: row[name] for name in common} == common
        assert row["brand"]["name"] == "Oatlow"
    assert (one["variant_name"], other["variant_name"]) == ("Shirt / L", "Shirt / S")
    assert (one["price_including_tax"], one["price_excluding_tax"]) == (33, 30)
    assert (one["active"], one["is_active"], one["supply_price"], one["supplier_code"]) == (
        False,
        False,
        9,
        "H-1",
    )
    assert [code["code"] for code in one["product_codes"]] == ["2000000000008", "T-L"]
    same = ("price_including_tax", "active", "supplier", "product_codes", "sku", "handle")
    assert {name: other[name] for name in same} == {name: before[name] for name in same}
    version = other["version"]
    put(shop, large, details={"supply_price": 10})
    assert read(shop, "products", small)["version"] == version


@pytest.mark.parametrize("nothing", ["", None])
def test_an_empty_id_takes_a_reference_away_and_what_is_not_sent_stays(nothing: Any) -> None:
    shop = opened()
    brand, tag = make(shop, "brands", name="Oatlow"), make(shop, "tags", name="New")
    mug = make(shop, "products", name="Mug", brand_id=brand, tag_ids=[tag], description="d")
    put(shop, mug, common={"brand_id": nothing, "product_category_id": nothing})
    row = read(shop, "products", mug)
    assert (row["brand"], row["tag_ids"], row["description"], row["name"]) == ({}, [tag], "d", "Mug")
    put(shop, mug, common={"tag_ids": []})
    assert read(shop, "products", mug)["categories"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"common": {"name": " "}}, "name"),
        ({"common": {"name": "Mug & Jug"}}, "name"),
        ({"common": {"name": "Bowl"}}, "name"),
        ({"common": {"brand_id": NOBODY}}, "brand_id"),
        ({"common": {"tag_ids": [NOBODY]}}, "tag_ids"),
        ({"common": {"product_category_id": NOBODY}}, "product_category_id"),
        ({"details": {"supply_price": "9"}}, "supply_price"),
        ({"details": {"price_including_tax": 1, "price_excluding_tax": 1}}, "price_including_tax"),
        ({"details": {"product_codes": [{"type": "CUSTOM", "code": "B-1"}]}}, "product_codes"),
        ({"common": []}, "common"),
    ],
)
def test_what_is_wrong_changes_nothing(body: dict[str, Any], field: str) -> None:
    shop = opened()
    mug = make(shop, "products", name="Mug")
    make(shop, "products", name="Bowl", sku="B-1")
    version = shop.rows.version
    answer = put(shop, mug, **body)
    assert (answer.status, field in answer.body["fields"]) == (422, True)
    assert shop.rows.version == version


def test_an_answer_may_be_empty_and_a_product_may_keep_its_own_names() -> None:
    shop = opened(put_answer="empty")
    mug = make(
        shop, "products", name="Mug", sku="M-1", product_codes=[{"type": "EAN", "code": "2000000000008"}]
    )
    same = {"product_codes": [{"type": "EAN", "code": "2000000000008"}, {"type": "CUSTOM", "code": "M-1"}]}
    answer = put(shop, mug, common={"name": "Mug"}, details=same)
    assert (answer.status, answer.body) == (200, None)
    assert len(read(shop, "products", mug)["product_codes"]) == 2
    assert put(shop, NOBODY, common={"name": "Mug"}).status == 404
