"""Faults that need no socket: what the client is told, and what the history says, in memory and on a port alike."""

import contextlib
from email.utils import parsedate_to_datetime
from json import JSONDecodeError
from typing import Any

import httpx
import pytest

from pipeline.sandbox.faults.kinds import FAULT_KINDS
from tests.conformance.conftest import Store

CUSTOMER = {"first_name": "Ada", "last_name": "Okafor", "email": "ada@example.com"}
PRODUCT = {"name": "Linen Shirt", "sku": "APP-1"}
OWN = "own id"
COMMITTED, NOT_COMMITTED = 1, 0


def plan(store: Store, **rule: Any) -> None:
    store.control("faults", {"seed": 1, "faults": [rule]})


def commits(store: Store) -> int:
    return len(store.control("history")["effects"])


@pytest.mark.parametrize(
    ("rule", "status", "committed"),
    [
        ({"kind": "error-before", "status": 503}, 503, 0),
        ({"kind": "error-after", "status": 500}, 500, 1),
        ({"kind": "error-after", "status": 502}, 502, 1),
        ({"kind": "error-before", "status": 504}, 504, 0),
        ({"kind": "late-commit", "tell": "502", "delay_s": 500}, 502, 0),
        ({"kind": "late-commit", "tell": "504", "delay_s": 0}, 504, 1),
        ({"kind": "html"}, 200, 0),
        ({"kind": "html", "commits": True}, 200, 1),
        ({"kind": "truncated"}, 201, 1),
        ({"kind": "no-content"}, 204, 1),
        ({"kind": "no-content", "commits": False}, 204, 0),
        ({"kind": "error-in-success"}, 200, 0),
        ({"kind": "too-many"}, 429, 0),
        ({"kind": "refuse"}, 409, 0),
        ({"kind": "refuse", "status": 401}, 401, 0),
        ({"kind": "refuse", "status": 407}, 407, 0),
        ({"kind": "redirect", "status": 307}, 307, 0),
    ],
)
def test_history_says_what_the_answer_hides(
    store: Store, rule: dict[str, Any], status: int, committed: int
) -> None:
    plan(store, **rule)
    answer = store.ask("POST", "/customers", json=CUSTOMER)
    assert (answer.status_code, commits(store)) == (status, committed)
    if rule["kind"] in ("html", "truncated"):
        with pytest.raises(JSONDecodeError):
            answer.json()
    assert store.control("state")["faults_fired"] == {rule["kind"]: 1}


@pytest.mark.parametrize(
    ("kind", "ids"),
    [("wrong-id", ["12345"]), ("path-id", ["../../x"]), ("no-id", []), ("two-ids", [OWN, "0…1"])],
)
def test_ids_can_be_anything(store: Store, kind: str, ids: list[str]) -> None:
    plan(store, kind=kind)
    told = store.ask("POST", "/products", json=PRODUCT).json()["data"]
    assert len(told) == len(ids)
    own = store.control("history")["effects"][0]["id"]
    assert (own in told) is (OWN in ids)
    if kind != "two-ids":
        assert told == ids
    plan(store, kind=kind)
    assert store.ask("POST", "/customers", json=CUSTOMER).json()["data"].get("id") != OWN


@pytest.mark.parametrize(
    ("kind", "ids"),
    [("wrong-id", "12345"), ("path-id", "../../x"), ("no-id", None), ("two-ids", [OWN, "0…1"])],
)
def test_a_bare_id_stays_one_and_ids_in_a_list_of_objects_stay_in_them(
    store: Store, kind: str, ids: Any
) -> None:
    plan(store, kind=kind)
    told = store.ask("POST", "/brands", json={"name": "Oatlow"}).json()["data"]
    nodes = {"categories": [{"name": "Pet"}, {"name": "Art"}]}
    listed = store.ask("POST", "/product_categories/bulk", json=nodes).json()["data"]
    brand, pet, art = (effect["id"] for effect in store.control("history")["effects"])
    wanted = ids if isinstance(ids, list) else [] if ids is None else [ids]
    assert [each["id"] for each in listed][-1] == art
    assert len(listed) == len(wanted) + 1
    if kind == "two-ids":
        assert (told[0], listed[0]["id"], listed[1]["name"]) == (brand, pet, "Pet")
    else:
        assert (told, [each["id"] for each in listed[:-1]]) == (ids, wanted)


@pytest.mark.parametrize(
    ("path", "body", "reads"),
    [
        ("/brands", {"name": "Oatlow"}, "/brands"),
        ("/suppliers", {"name": "Oatlow", "contact": {}}, "/suppliers"),
        ("/tags", {"name": "Oatlow"}, "/tags"),
        ("/customer_groups", {"name": "Oatlow"}, "/customer_groups"),
        ("/variant_attributes", {"name": "Oatlow"}, "/variant_attributes"),
        ("/product_categories/bulk", {"categories": [{"name": "Oatlow"}]}, "/product_categories"),
    ],
)
def test_faults_reach_what_products_refer_to(store: Store, path: str, body: Any, reads: str) -> None:
    resource = reads.strip("/")

    def names() -> list[str]:
        data = store.ask("GET", reads).json()["data"]
        return [row["name"] for row in (data["categories"] if isinstance(data, dict) else data)]

    before = names()
    plan(store, kind="late-commit", tell="502", delay_s=500, resource=resource)
    assert store.ask("POST", path, json=body).status_code == 502
    assert names() == before
    assert store.control("commit-late", {}) == {"committed": 1}
    assert names() == [*before, "Oatlow"]
    plan(store, kind="lag", wait_s=500, places=["listing"], resource=resource)
    other = {"name": "Hidden", "contact": {}}
    store.ask("POST", path, json={"categories": [other]} if "categories" in body else other)
    assert names() == [*before, "Oatlow"]
    plan(store, kind="refuse", status=403, on="any", resource=resource)
    assert store.ask("GET", reads).status_code == 403


def test_faults_reach_changes_of_stock(store: Store) -> None:
    [outlet] = [row["id"] for row in store.ask("GET", "/outlets").json()["data"]]
    [mug] = store.ask("POST", "/products", json={"name": "Mug"}).json()["data"]
    root = str(store.ask("GET", "/retailer").url).partition("/api/")[0]

    def put(amount: int) -> httpx.Response:
        stock = [{"outlet_id": outlet, "current_amount": amount}]
        change = {"common": {"track_inventory": True}, "details": {"inventory": stock}}
        return store.ask("PUT", f"{root}/api/2.1/products/{mug}", json=change)

    def levels() -> list[float]:
        return [
            row["inventory_level"] for row in store.ask("GET", f"/products/{mug}/inventory").json()["data"]
        ]

    plan(store, kind="late-commit", tell="502", delay_s=500, on="updates")
    assert (put(5).status_code, levels()) == (502, [])
    assert store.control("commit-late", {}) == {"committed": 1}
    assert levels() == [5]
    plan(store, kind="error-after", status=503, on="updates")
    assert (put(6).status_code, levels()) == (503, [6])
    plan(store, kind="error-before", status=503, on="updates")
    assert (put(7).status_code, levels()) == (503, [6])
    plan(store, kind="lag", wait_s=500, places=["listing"], resource="products")
    stock = [{"outlet_id": outlet, "current_amount": 1}]
    [bowl] = store.ask("POST", "/products", json={"name": "Bowl", "inventory": stock}).json()["data"]
    assert store.ask("GET", f"/products/{bowl}").status_code == 200
    assert store.ask("GET", f"/products/{bowl}/inventory").json()["data"] == []


def test_stock_that_is_read_by_post_is_a_read_to_every_fault(store: Store) -> None:
    [outlet] = [row["id"] for row in store.ask("GET", "/outlets").json()["data"]]
    stock = [{"outlet_id": outlet, "current_amount": 5}]
    store.ask("POST", "/products", json={"name": "Mug", "inventory": stock})
    root = str(store.ask("GET", "/retailer").url).partition("/api/")[0]

    def query() -> httpx.Response:
        return store.ask("POST", f"{root}/api/2026-07/inventory", json={})

    plan(store, kind="refuse", status=403, on="creates")
    assert [row["current_inventory_level"] for row in query().json()] == [5]
    plan(store, kind="refuse", status=403, on="reads", resource="inventory")
    assert query().status_code == 403
    plan(store, kind="late-commit", tell="502", on="any", resource="inventory")
    assert query().status_code == 502
    assert store.control("commit-late", {}) == {"committed": 0}


@pytest.mark.parametrize("form", ["ahead", "rounded", "now", "past", "far", "asctime"])
def test_retry_after_dates_stand_where_their_name_says(store: Store, form: str) -> None:
    plan(store, kind="too-many", retry_after=form, wait_s=30)
    answer = store.ask("GET", "/retailer")
    told, date = answer.headers["retry-after"], parsedate_to_datetime(answer.headers["date"])
    if form == "asctime":
        assert "GMT" not in told
        told += " GMT"
    wait_s = (parsedate_to_datetime(told) - date).total_seconds()
    low, high = {"now": (0, 0), "past": (-32, -30), "far": (3e8, 4e8)}.get(form, (30, 31))
    assert low <= wait_s <= high


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("seconds", "30"),
        ("negative", "-30"),
        ("float", "30.00"),
        ("absent", None),
        ("garbage", "soon, please"),
    ],
)
def test_retry_after_needs_no_date(store: Store, form: str, told: str | None) -> None:
    plan(store, kind="too-many", retry_after=form, wait_s=30)
    assert store.ask("GET", "/retailer").headers.get("retry-after") == told


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("absent", (None, None)),
        ("negative", ("350", "-350")),
        ("text", ("many", "some")),
        ("over", ("350", "450")),
        ("zero", ("0", "0")),
    ],
)
def test_rate_headers_lie_as_planned(store: Store, form: str, told: tuple[str | None, str | None]) -> None:
    plan(store, kind="rate-headers", form=form)
    headers = store.ask("GET", "/retailer").headers
    assert (headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-remaining")) == told


def test_skew_moves_date_and_retry_after_together(store: Store) -> None:
    true = parsedate_to_datetime(store.ask("GET", "/retailer").headers["date"])
    store.control("spend", {"requests": 349})
    plan(store, kind="date", by_s=-3600)
    refused = store.ask("GET", "/retailer").headers
    date = parsedate_to_datetime(refused["date"])
    assert -3600 <= (date - true).total_seconds() <= -3590
    assert 0 < (parsedate_to_datetime(refused["retry-after"]) - date).total_seconds() <= 301
    plan(store, kind="date", form="absent")
    assert "date" not in store.ask("GET", "/retailer").headers


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_names_the_other_host(store: Store, status: int) -> None:
    plan(store, kind="redirect", status=status, to="http://127.0.0.1:9", **{"from": 2})
    assert store.ask("GET", "/retailer").status_code == 200
    answer = store.ask("POST", "/customers", json=CUSTOMER)
    assert answer.headers["location"] == "http://127.0.0.1:9/api/2.0/customers"


def test_gzip_bomb_unpacks_to_what_it_says(store: Store) -> None:
    plan(store, kind="gzip-bomb", mib=3)
    answer = store.ask("POST", "/customers", json=CUSTOMER)
    assert int(answer.headers["content-length"]) < 20_000
    assert len(answer.content) == 3 << 20
    assert commits(store) == 1


def test_late_commit_waits_for_its_moment_or_a_push(store: Store) -> None:
    plan(store, kind="late-commit", tell="502", delay_s=500, until=1)
    store.ask("POST", "/products", json=PRODUCT)
    assert store.ask("GET", "/products?sku=APP-1").json()["data"] == []
    assert store.control("state")["late"] == 1
    assert store.control("commit-late", {}) == {"committed": 1}
    assert len(store.ask("GET", "/products?sku=APP-1").json()["data"]) == 1
    assert store.control("history")["effects"][0]["actor"] == "late"


@pytest.mark.parametrize("place", ["search", "sku", "listing"])
def test_lag_hides_a_new_record_in_one_place_only(store: Store, place: str) -> None:
    plan(store, kind="lag", wait_s=500, places=[place])
    store.ask("POST", "/products", json=PRODUCT)
    reads = {
        "search": "/search?type=products&sku=app-1",
        "sku": "/products?sku=APP-1",
        "listing": "/products?after=8",
    }
    seen = {name: len(store.ask("GET", path).json()["data"]) for name, path in reads.items()}
    assert seen == {name: int(name != place) for name in reads}


def test_every_fault_kind_leaves_the_store_answering(store: Store) -> None:
    for kind, known in FAULT_KINDS.items():
        if kind.startswith("hang") or kind in ("slow-drip", "endless-body", "gzip-bomb"):
            continue  # those take time or memory on purpose; each has its own test
        plan(store, kind=kind, **({"mib": 1} if "mib" in known.params else {}))
        with contextlib.suppress(httpx.HTTPError):  # a broken wire shows as an error of the client's own
            store.ask("POST", "/customers", json=CUSTOMER)
        store.control("faults", {})
        assert store.ask("GET", "/retailer").status_code == 200, kind
