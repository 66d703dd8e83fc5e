"""The store as pipeline/stores/xseries/README.md has it, in memory and on a port alike."""

import uuid
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.conformance.conftest import Store
from tests.conformance.vendor_document import require_valid

CUSTOMER = {
    "first_name": "Ada",
    "last_name": "Okafor",
    "email": "ada.okafor.k3m9x1@example.com",
    "phone": "+1-555-201-4410",
    "mobile": None,
    "physical_address_1": "12 Elm Street",
    "physical_city": "Portland",
    "physical_state": "OR",
    "physical_postcode": "97201",
    "physical_country_id": "US",
}
PRODUCT = {
    "sku": "APP-00042",
    "name": "Indigo Linen Shirt",
    "description": "<p>A shirt.</p>",
    "price_including_tax": 39.95,
    "supply_price": 18.2,
    "is_active": True,
}


def create(store: Store, path: str, body: dict[str, Any]) -> str:
    answer = store.ask("POST", path, json=body)
    assert answer.status_code in (200, 201), answer.text
    data = answer.json()["data"]
    return str(data[0] if isinstance(data, list) else data["id"] if isinstance(data, dict) else data)


def effects(store: Store) -> list[tuple[str, str, str]]:
    return [(one["action"], one["kind"], one["key"]) for one in store.control("history")["effects"]]


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/retailer", "RetailerResponse"),
        ("/outlets", "OutletCollection"),
        ("/registers", "RegisterCollection"),
        ("/taxes", "TaxCollection"),
        ("/customers", "CustomerCollection"),
        ("/products", "ProductCollection"),
        ("/customer_groups", "CustomerGroupCollection"),
        ("/brands", "BrandCollection"),
        ("/suppliers", "SupplierCollection"),
        ("/tags", "TagCollection"),
        ("/sales", "SaleCollection"),
        ("/search?type=products&sku=app-00042", "SearchResponse"),
    ],
)
def test_reads_are_valid_against_the_vendors_document(store: Store, path: str, schema: str) -> None:
    create(store, "/customers", CUSTOMER)
    product_id = create(store, "/products", PRODUCT)
    for name in ("/brands", "/suppliers", "/tags"):
        create(store, name, {"name": "Northwind Loom"})
    store.control("sales", {"product_id": product_id})
    answer = store.ask("GET", path)
    assert answer.status_code == 200
    assert answer.json()["data"]
    require_valid(answer.json(), schema)


def test_single_reads_and_creates_are_valid_against_the_vendors_document(store: Store) -> None:
    created = store.ask("POST", "/customers", json=CUSTOMER)
    require_valid(created.json(), "CustomerResponse")
    require_valid(store.ask("GET", f"/customers/{created.json()['data']['id']}").json(), "CustomerResponse")
    product_id = create(store, "/products", PRODUCT)
    require_valid(store.ask("GET", f"/products/{product_id}").json(), "ProductResponse")
    group = store.ask("POST", "/customer_groups", json={"name": "Regulars"})
    assert group.status_code == 201
    require_valid(group.json(), "CustomerGroupResponse")


def test_an_empty_page_has_null_versions(store: Store) -> None:
    answer = store.ask("GET", "/sales").json()
    assert answer == {"data": [], "version": {"min": None, "max": None}}
    require_valid(answer, "SaleCollection")


def test_first_day_holds_what_every_store_holds(store: Store) -> None:
    def names(path: str, field: str) -> list[Any]:
        return [row[field] for row in store.ask("GET", path).json()["data"]]

    assert names("/products", "sku") == ["vend-discount"]
    assert names("/outlets", "name") == ["Main Outlet"]
    assert names("/registers", "name") == ["Main Register"]
    assert names("/customer_groups", "name") == ["All Customers"]
    assert names("/customers", "customer_code") == ["WALKIN"]
    assert True in names("/taxes", "is_default")
    assert effects(store) == []


def test_customer_create_echoes_and_leaves_nulls_out(store: Store) -> None:
    answer = store.ask("POST", "/customers", json={**CUSTOMER, "somebody_elses_field": 3})
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert str(uuid.UUID(data["id"])) == data["id"]
    assert {name: data[name] for name in CUSTOMER if CUSTOMER[name]} == {
        k: v for k, v in CUSTOMER.items() if v
    }
    assert "mobile" not in data
    assert data["customer_code"].startswith("Ada-")
    assert store.ask("GET", f"/customers/{data['id']}").json()["data"] == data


def test_duplicate_emails_are_two_customers(store: Store) -> None:
    assert create(store, "/customers", CUSTOMER) != create(store, "/customers", CUSTOMER)
    hits = store.ask("GET", "/search", params={"type": "customers", "email": CUSTOMER["email"]}).json()[
        "data"
    ]
    assert len(hits) == 2


def test_product_create_answers_a_list_of_ids(store: Store) -> None:
    answer = store.ask("POST", "/products", json=PRODUCT)
    assert answer.status_code == 200
    (product_id,) = answer.json()["data"]
    assert str(uuid.UUID(product_id)) == product_id
    product = store.ask("GET", f"/products/{product_id}").json()["data"]
    assert (product["sku"], product["price_including_tax"], product["active"]) == ("APP-00042", 39.95, True)


def test_clash_names_both_products_in_the_way(store: Store) -> None:
    by_sku = create(store, "/products", PRODUCT)
    by_name = create(store, "/products", {"name": "Amber Wool Coat", "sku": "APP-00043"})
    answer = store.ask("POST", "/products", json={**PRODUCT, "name": "Amber Wool Coat"})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {
        "sku": "Already exists",
        "sku_existing_id": by_sku,
        "name": "Already exists",
        "name_existing_id": by_name,
    }


def test_lookups_find_by_sku_and_email(store: Store) -> None:
    product_id = create(store, "/products", PRODUCT)
    customer_id = create(store, "/customers", CUSTOMER)

    def ids(path: str) -> list[str]:
        return [row["id"] for row in store.ask("GET", path).json()["data"]]

    assert ids("/products?sku=APP-00042&after=999999") == [product_id]
    assert ids("/products?sku=app-00042") == []
    assert ids("/search?type=products&sku=app-00042") == [product_id]
    assert ids("/search?type=products&sku=APP-00042") == []
    assert ids("/search?type=customers&email=ADA.okafor.k3m9x1@example.com") == [customer_id]
    assert ids("/search?type=sales&customer_id=" + customer_id) == []


def test_deleting_is_soft_and_once(store: Store) -> None:
    customer_id, product_id = create(store, "/customers", CUSTOMER), create(store, "/products", PRODUCT)
    gone = store.ask("DELETE", f"/customers/{customer_id}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert store.ask("DELETE", f"/products/{product_id}").status_code == 200
    for path in (f"/customers/{customer_id}", f"/products/{product_id}"):
        assert store.ask("DELETE", path).status_code == 404
        assert store.ask("GET", path).status_code == 404
    listed = store.ask("GET", "/customers?deleted=true").json()["data"]
    assert [row["id"] for row in listed if row.get("deleted_at")] == [customer_id]
    assert customer_id not in [row["id"] for row in store.ask("GET", "/customers").json()["data"]]
    assert create(store, "/products", PRODUCT) != product_id
    assert [one[0] for one in effects(store)] == ["created", "created", "deleted", "deleted", "created"]


def test_pages_walk_the_whole_store(store: Store) -> None:
    made = [create(store, "/customers", {**CUSTOMER, "email": f"c{n}@example.com"}) for n in range(7)]
    store.control("edit", {"kind": "customers", "id": made[0], "changes": {"note": "seen"}})
    seen, after = [], 0
    while page := store.ask("GET", f"/customers?after={after}&page_size=3").json()["data"]:
        versions = [row["version"] for row in page]
        assert versions == sorted(versions)
        assert versions[0] > after
        after = versions[-1]
        seen += [row["id"] for row in page]
    assert seen[1:] == [*made[1:], made[0]]


def test_quota_stands_on_every_json_answer_and_ends_in_a_429(store: Store) -> None:
    first = store.ask("GET", "/retailer")
    assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("350", "349")
    store.control("spend", {"requests": 349})
    refused = store.ask("POST", "/customers", json=CUSTOMER)
    assert refused.status_code == 429
    assert refused.json() == {"error": "Too Many Requests", "message": "Rate limiting enforced"}
    assert refused.headers["x-ratelimit-remaining"] == "0"
    wait = parsedate_to_datetime(refused.headers["retry-after"]) - parsedate_to_datetime(
        refused.headers["date"]
    )
    assert 290 <= wait.total_seconds() <= 301
    assert effects(store) == []


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic lsxs_pt_sandbox", "lsxs_pt_sandbox"])
def test_wrong_token_is_a_401_and_costs_nothing(store: Store, header: str) -> None:
    answer = store.ask("POST", "/customers", json=CUSTOMER, headers={"Authorization": header})
    assert (answer.status_code, answer.json()) == (401, {"error": "Access token is not valid"})
    assert effects(store) == []
    assert store.control("state")["quota"]["remaining"] == 350


def test_control_path_revokes_restores_and_forbids(store: Store) -> None:
    store.control("token", {"token": None})
    assert store.ask("GET", "/retailer").status_code == 401
    store.control("token", {})
    store.control("forbid", {"paths": ["/retailer", "POST /products"]})
    forbidden = store.ask("GET", "/retailer")
    assert (forbidden.status_code, forbidden.json()) == (403, {"error": "user missing required permissions"})
    assert store.ask("POST", "/products", json=PRODUCT).status_code == 403
    assert store.ask("GET", "/products").status_code == 200
    store.control("forbid", {"paths": []})
    assert store.ask("GET", "/retailer").status_code == 200


def test_staff_moves_versions_and_leaves_traces(store: Store) -> None:
    added = store.control("add", {"customers": [CUSTOMER], "products": [PRODUCT]})["data"]
    before = store.ask("GET", f"/products/{added[1]}").json()["data"]["version"]
    store.control("edit", {"kind": "products", "id": added[1], "changes": {"name": "Renamed Shirt"}})
    sale = store.control("sales", {"customer_id": added[0], "product_id": added[1]})["data"]["id"]
    store.control("sales", {})
    store.control("delete", {"kind": "customers", "id": added[0]})
    after = store.ask("GET", f"/products/{added[1]}").json()["data"]
    assert after["version"] > before
    assert after["name"] == "Renamed Shirt"
    sold = store.ask("GET", f"/search?type=sales&customer_id={added[0]}").json()["data"]
    assert [row["id"] for row in sold] == [sale]
    assert len(store.ask("GET", "/sales?page_size=1").json()["data"]) == 1
    assert {one["actor"] for one in store.control("history")["effects"]} == {"staff"}
    assert [one[0] for one in effects(store)] == [
        "created",
        "created",
        "updated",
        "created",
        "created",
        "deleted",
    ]


def test_any_client_is_answered(store: Store) -> None:
    assert store.ask("GET", "/taxes", content=b"a body nobody asked for").status_code == 200
    head = store.ask("HEAD", "/retailer")
    assert (head.status_code, head.content) == (200, b"")
    assert store.ask("BREW", "/customers").status_code == 405
    assert store.ask("OPTIONS", "/customers").json() == {"error": "Method not allowed"}
    for path in ("/consignments", "/customers/x/y", "//", "/customers/{}", "/nothing%00"):
        assert store.ask("GET", path).status_code == 404, path
        assert "error" in store.ask("GET", path).json()
    assert store.ask("POST", "/customers", content=b"{").status_code == 400
    assert store.ask("POST", "/customers", content=b'["no object"]').status_code == 400
    assert (
        store.ask("POST", "/customers", content=b'{"first_name": "\\ud800", "last_name": ""}').status_code
        == 400
    )
    assert store.ask("POST", "/customers", content=b"[" * 100_000).status_code == 400
    assert store.ask("POST", "/products", content=b'{"name": "x", "supply_price": NaN}').status_code == 400
    assert store.ask("POST", "/customers", content=b" " * (1 << 20) + b"{}").status_code == 413
    assert store.ask("GET", "/customers?after=-1").status_code == 400
    assert store.ask("GET", "/customers?page_size=many").status_code == 400
    assert store.ask("GET", "/search?type=cats").status_code == 422


@pytest.mark.parametrize("version", ["2.0", "2026-01", "2026-04", "2026-07"])
def test_every_api_version_leads_to_the_same_store(store: Store, version: str) -> None:
    base = str(store.ask("GET", "/retailer").url).split("/api/")[0]
    assert store.ask("GET", f"{base}/api/{version}/retailer").status_code == 200


@pytest.mark.parametrize("version", ["9", "1.0", "0.9", "2.1", "2025-10", "2026-02", "2026-10", "2x0", ""])
def test_versions_that_are_not_there_are_not_found_in_the_apis_shape(store: Store, version: str) -> None:
    base = str(store.ask("GET", "/retailer").url).split("/api/")[0]
    answer = store.ask("GET", f"{base}/api/{version}/retailer")
    assert (answer.status_code, answer.json()) == (404, {"error": "Not found"})


def test_requests_are_remembered_with_their_ids(store: Store) -> None:
    store.ask("POST", "/customers", json=CUSTOMER, headers={"X-Request-ID": "load-7", "User-Agent": "x/1"})
    assert store.control("history")["effects"][0]["request_id"] == "load-7"
    seen = store.control("requests")["requests"]
    assert [
        (one["method"], one["path"], one["status"], one["request_id"], one["user_agent"]) for one in seen
    ] == [("POST", "/api/2.0/customers", 201, "load-7", "x/1")]


def test_control_path_keeps_nonsense_out(store: Store) -> None:
    base = str(store.ask("GET", "/retailer").url).split("/api/")[0]
    assert store.ask("POST", f"{base}/__sandbox/faults", json={"faults": [{"kind": "x"}]}).status_code == 400
    assert store.ask("POST", f"{base}/__sandbox/edit", content=b"{}").status_code == 415
    as_json = {"Content-Type": "application/json; charset=utf-8"}
    assert store.ask("POST", f"{base}/__sandbox/edit", content=b"[", headers=as_json).status_code == 400
    assert store.ask("GET", f"{base}/__sandbox/nothing").status_code == 404
