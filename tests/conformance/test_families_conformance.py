"""Options, families and stock are as the vendor's document has them; what it does not have is held to its tutorials."""

from typing import Any

from tests.conformance.conftest import Checked, Store
from tests.conformance.vendor_document import known_fields, require_valid, require_valid_call
from tests.support.pictures import png

OPTION = "/variant_attributes/{attribute-id}"


def make_option(store: Store, name: str = "Size") -> str:
    return str(store.ask("POST", "/variant_attributes", json={"name": name}).json()["data"]["id"])


def family(option: str, outlet: str) -> dict[str, Any]:
    stock = [{"outlet_id": outlet, "current_amount": 5, "reorder_point": 2, "reorder_amount": 10}]
    variants = [
        {
            "sku": f"T-{value}", "price_including_tax": 20, "supply_price": 8, "supplier_code": f"H-{value}",
            "product_codes": [{"type": "EAN", "code": code}], "weight": 0.2, "weight_unit": "KG", "inventory": stock,
            "variant_definitions": [{"attribute_id": option, "value": value}],
        }
        for value, code in (("S", "2000000000008"), ("L", "2000000000015"))
    ]  # fmt: skip
    return {"name": "Tee", "description": "Soft", "is_active": True, "variants": variants}


def first_outlet(store: Store) -> str:
    return str(store.ask("GET", "/outlets").json()["data"][0]["id"])


def test_options_from_create_to_delete(checked: Checked) -> None:
    made = checked.ask("POST", "/variant_attributes", {"name": "Size"})["data"]
    assert set(made) == known_fields("VariantAttributeCreateResponse", "data")
    ids = {"attribute-id": made["id"]}
    assert checked.ask("PUT", OPTION, {"name": "Sizes"}, **ids)["data"] == {"id": made["id"], "name": "Sizes"}
    [row] = checked.ask("GET", "/variant_attributes")["data"]
    assert row == checked.ask("GET", OPTION, **ids)["data"] == {"id": made["id"], "name": "Sizes"}
    assert checked.ask("DELETE", OPTION, **ids) == {"data": {"id": made["id"]}}
    assert checked.ask("GET", "/variant_attributes")["data"] == []
    [gone] = checked.ask("GET", "/variant_attributes", query="?deleted=true")["data"]
    assert set(gone) == known_fields("VariantAttributeResponse")


def test_a_family_from_create_to_delete(checked: Checked) -> None:
    store = checked.store
    body = family(make_option(store), first_outlet(store))
    require_valid(body, "ProductCreateBody")
    # An array of ids, as the document's example and every client have it; its schema says objects
    url = f"{checked.base}/products"
    ids = store.ask("POST", url, json=body).json()["data"]
    assert [len(each) for each in ids] == [36, 36]
    for each in ids:
        answer = store.ask("GET", f"{url}/{each}").json()
        require_valid(answer, "ProductResponse")
        row = answer["data"]
        assert set(row) <= known_fields("Product") | {"is_active"}  # in the document's example
        # An id stands in the document's example of a row alone
        assert set(row["variant_options"][0]) == known_fields("VariantOption") | {"id"}
    assert store.ask("DELETE", f"{url}/{ids[1]}/all").status_code == 200
    assert store.ask("GET", f"{url}?name=Tee").json()["data"] == []


def test_stock_is_listed_by_the_versions_whose_pages_are_documented(store: Store) -> None:
    store.ask("POST", "/products", json=family(make_option(store), first_outlet(store)))
    [product, _] = store.ask("GET", "/products?name=Tee").json()["data"]
    root = str(store.ask("GET", "/retailer").url).partition("/api/")[0]
    for version in ("2.0", "2026-01"):
        listed = store.ask("GET", f"{root}/api/{version}/inventory").json()
        require_valid_call("GET", "/inventory", None, 200, listed)
        own = store.ask("GET", f"{root}/api/{version}/products/{product['id']}/inventory").json()
        require_valid_call("GET", "/products/{product_id}/inventory", None, 200, own)
        assert own["data"] == listed["data"][:1]
        # Both stand in the document's examples alone
        assert set(own["data"][0]) == known_fields("Inventory") | {"current_amount", "version"}


def test_stock_comes_bare_in_later_versions(store: Store) -> None:
    store.ask("POST", "/products", json=family(make_option(store), first_outlet(store)))
    root = str(store.ask("GET", "/retailer").url).partition("/api/")[0]
    body = {"after": 0, "size": 5000, "sort_direction": "ASC"}
    rows = store.ask("POST", f"{root}/api/2026-07/inventory", json=body).json()
    assert [row["current_inventory_level"] for row in rows] == [5, 5]
    own = store.ask("GET", f"{root}/api/2026-07/inventory/{rows[1]['product_id']}").json()
    assert own == rows[1:]


def test_a_change_tracks_a_family_and_a_variant_is_added(store: Store) -> None:
    size = make_option(store)
    body = family(size, first_outlet(store))
    for variant in body["variants"]:
        del variant["inventory"]
    ids = store.ask("POST", "/products", json=body).json()["data"]
    root = str(store.ask("GET", "/retailer").url).partition("/api/")[0]
    stock = [{"outlet_id": first_outlet(store), "current_amount": 3}]
    change = {"common": {"track_inventory": True}, "details": {"inventory": stock}}
    answer = store.ask("PUT", f"{root}/api/2.1/products/{ids[0]}", json=change)
    assert (answer.status_code, answer.json()["data"]["has_inventory"]) == (200, True)
    values = [{"attribute_id": size, "attribute_value": "M"}]
    more = {
        "common": {"name": "Tee"},
        "details": {"sku": "T-M", "variant_attribute_values": values, "inventory": stock},
    }
    [added] = store.ask("POST", f"{root}/api/2.1/products", json=more).json()["data"]
    rows = store.ask("GET", "/inventory").json()["data"]
    assert {row["product_id"]: row["inventory_level"] for row in rows} == {ids[0]: 3, ids[1]: 0, added: 3}
    require_valid(store.ask("GET", f"/products/{added}").json(), "ProductResponse")


def test_an_image_from_upload_to_row(checked: Checked) -> None:
    store = checked.store
    body = {"name": "Mug", "sku": "MUG-1", "price_including_tax": 9}
    product = store.ask("POST", f"{checked.base}/products", json=body).json()["data"][0]
    url = f"{checked.base}/products/{product}/actions/image_upload"
    # By the document's own words a form, though its schema has the bytes alone
    answer = store.ask("POST", url, files={"image": ("mug.png", png(), "image/png")})
    require_valid_call(
        "POST", "/products/{product_id}/actions/image_upload", None, answer.status_code, answer.json()
    )
    made = answer.json()["data"]
    assert set(made) == known_fields("Image")
    looked = checked.ask("GET", "/product_images/{product_image_id}", product_image_id=made["id"])["data"]
    assert (looked["status"], looked["product_id"]) == ("uploaded", product)
    row = store.ask("GET", f"{checked.base}/products/{product}").json()
    require_valid(row, "ProductResponse")
    [shown] = row["data"]["images"]
    assert known_fields("ImageSample") <= set(shown)
