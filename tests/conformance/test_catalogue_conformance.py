"""Every call of brands, suppliers, tags, groups and categories is as the vendor's document has it, in two versions."""

from typing import Any

import pytest

from tests.conformance.conftest import Checked, Store
from tests.conformance.vendor_document import known_fields, require_valid

SUPPLIER = {
    "name": "Harbour Lane",
    "description": "Ceramics",
    "contact": {"first_name": "Ada", "phone": "+1-555-010-0100", "physical_address1": "1 Elm Street"},
}


@pytest.mark.parametrize(
    ("kind", "one", "body"),
    [
        ("brands", "brand_id", {"name": "Oatlow", "description": "Oats"}),
        ("suppliers", "supplier_id", SUPPLIER),
        ("tags", "tag_id", {"name": "New"}),
    ],
)
def test_named_records_from_create_to_delete(
    checked: Checked, kind: str, one: str, body: dict[str, Any]
) -> None:
    path = f"/{kind}/{{{one}}}"
    made = checked.ask("POST", f"/{kind}", body)["data"]
    assert checked.ask("GET", f"/{kind}")["data"][0]["id"] == made
    checked.ask("PUT", path, {**body, "name": "Renamed"}, **{one: made})
    row = checked.ask("GET", path, **{one: made})["data"]
    assert row["name"] == "Renamed"
    product = checked.store.ask("POST", "/products", json={"name": "Mug", **refer(kind, made)}).json()[
        "data"
    ][0]
    require_valid(checked.store.ask("GET", f"/products/{product}").json(), "ProductResponse")
    checked.ask("DELETE", path, **{one: made})
    assert checked.ask("GET", f"/{kind}") == {"data": [], "version": {"min": None, "max": None}}
    assert checked.store.control("commit-late", {}) == {"committed": 1}
    row = checked.store.ask("GET", f"/products/{product}").json()
    require_valid(row, "ProductResponse")
    assert (row["data"]["brand"], row["data"]["supplier"], row["data"]["categories"]) == ({}, {}, [])


def refer(kind: str, made: str) -> dict[str, Any]:
    field = {"brands": "brand_id", "suppliers": "supplier_id", "tags": "tag_ids"}[kind]
    return {field: [made] if kind == "tags" else made}


@pytest.mark.parametrize(
    ("kind", "schema", "body", "more"),
    [
        (
            "brands",
            "Brand",
            {"name": "Oatlow", "description": "Oats"},
            {"description"},
        ),  # `brand_description`
        ("suppliers", "Supplier", SUPPLIER, {"source"}),  # in the document's example
        ("tags", "Tag", {"name": "New"}, set()),
        ("customer_groups", "CustomerGroup", {"name": "VIP"}, set()),
    ],
)
def test_rows_have_no_field_that_the_document_does_not_know(
    store: Store, kind: str, schema: str, body: dict[str, Any], more: set[str]
) -> None:
    store.ask("POST", f"/{kind}", json=body)
    [*_, row] = store.ask("GET", f"/{kind}").json()["data"]
    assert set(row) <= known_fields(schema) | more


def test_groups_and_their_members(checked: Checked) -> None:
    group = checked.ask("POST", "/customer_groups", {"name": "VIP"})["data"]["id"]
    ada = checked.ask("POST", "/customers", {"first_name": "Ada", "last_name": "B"})["data"]["id"]
    one, members = "/customer_groups/{customer_group_id}", "/customer_groups/{customer_group_id}/customers"
    checked.ask("PUT", one, {"name": "VIPs"}, customer_group_id=group)
    checked.ask("POST", members, {"customer_ids": [ada]}, customer_group_id=group)
    assert [row["id"] for row in checked.ask("GET", members, customer_group_id=group)["data"]] == [ada]
    checked.ask("DELETE", members, {"customer_ids": [ada]}, customer_group_id=group)
    assert checked.ask("GET", members, customer_group_id=group)["data"] == []
    assert checked.ask("GET", one, customer_group_id=group)["data"]["name"] == "VIPs"
    checked.ask("DELETE", one, customer_group_id=group)
    assert len(checked.ask("GET", "/customer_groups")["data"]) == 1


def test_categories_from_create_to_delete(checked: Checked) -> None:
    nodes = [
        {"payload_id": "r", "name": "Pet"},
        {"payload_parent_category_id": "r", "name": "Dog"},
        {"payload_parent_category_id": "r", "payload_id": "c", "name": "Cat"},
        {"payload_parent_category_id": "c", "name": "Cat Food"},
    ]
    made = checked.ask("POST", "/product_categories/bulk", {"categories": nodes})["data"]
    dog = made[1]["id"]
    checked.ask("POST", "/product_categories/bulk", {"categories": [{"id": dog, "name": "Dogs"}]})
    page = checked.ask("GET", "/product_categories", query="?page_size=2")
    rest = checked.ask("GET", "/product_categories", query=f"?after={page['page_info']['last_seen']}")
    names = [row["name"] for row in page["data"]["categories"] + rest["data"]["categories"]]
    assert names == ["Pet", "Cat", "Cat Food", "Dogs"]
    assert set(page["data"]["categories"][0]) == known_fields("ProductCategory")
    gone = checked.ask("DELETE", "/product_categories/bulk", {"category_ids": [made[0]["id"]]})
    assert len(gone["data"]["categories"][0]["ids"]) == 4
    assert checked.ask("GET", "/product_categories")["data"] == {"categories": []}


def test_a_product_with_everything_is_valid_and_has_no_unknown_field(store: Store) -> None:
    ids = {
        kind: store.ask("POST", f"/{kind}", json={"name": "Oatlow"}).json()["data"]
        for kind in ("brands", "suppliers", "tags")
    }
    nodes = {"categories": [{"name": "Pet"}]}
    category = store.ask("POST", "/product_categories/bulk", json=nodes).json()["data"][0]["id"]
    body = {
        "name": "Mug", "sku": "M-1", "brand_id": ids["brands"], "supplier_id": ids["suppliers"], "supplier_code": "H-1",
        "tag_ids": [ids["tags"]], "product_category_id": category,
        "product_codes": [{"type": "EAN", "code": "2000000000008"}],
    }  # fmt: skip
    require_valid(body, "ProductCreateBody")
    [product] = store.ask("POST", "/products", json=body).json()["data"]
    answer = store.ask("GET", f"/products/{product}").json()
    require_valid(answer, "ProductResponse")
    row = answer["data"]
    assert set(row) <= known_fields("Product") | {"is_active"}  # in the document's example
    assert set(row["type"]) <= known_fields("ProductTypeSample")
    for part, schema in (("brand", "BrandSample"), ("supplier", "SupplierSample")):
        assert set(row[part]) <= known_fields(schema)
    for found in (
        store.ask("GET", f"/search?type=products&product_type_id={category}"),
        store.ask("GET", "/products?sku=M-1"),
    ):
        assert found.json()["data"] == [row]
