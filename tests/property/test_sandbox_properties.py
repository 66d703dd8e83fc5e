"""Whatever is asked of the shop in whatever order: versions grow, pages are complete, ids unique, history true."""

import contextlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import JournalError
from pipeline.sandbox import Limiter, SandboxOptions
from pipeline.sandbox.api.rows import KINDS
from pipeline.sandbox.api.shop import ROUTES, STAFF, Shop
from pipeline.sandbox.api.values import ApiCall, ApiResult, Effect
from pipeline.sandbox.faults.replies import HttpReply
from pipeline.sandbox.serve.http_request import HttpRequest
from pipeline.sandbox.serve.sandbox import Sandbox
from pipeline.sandbox.windows import WINDOW_S, WINDOWS
from tests.support.breadth import BREADTH

NOW_S = 1_800_000_000.0
RETAILER = "7f3b1f5e-0000-4000-8000-000000000001"

keys = st.integers(0, 5)
steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "customer",
                "product",
                "family",
                "variant",
                "stock",
                "put",
                "delete",
                "delete product",
                "edit",
                "sale",
            ]
        ),
        keys,
    ),
    max_size=40,
)


class Driver:
    """Turns abstract steps into calls on one shop, remembering what the answers and the effects said."""

    def __init__(self) -> None:
        self.shop = Shop(SandboxOptions(), RETAILER)
        self.opening = {row.id for row in self.shop.open(NOW_S)}
        self.effects: list[Effect] = []
        self.now_s = NOW_S
        for name in ("Size", "Color"):
            self.take(
                self.shop.handle(ApiCall("POST", "/variant_attributes", body={"name": name}), self.now_s)
            )

    def ids(self, kind: str) -> list[str]:
        return [row.id for row in self.shop.rows.walk(kind)]

    def take(self, outcome: ApiResult) -> None:
        before = self.effects[-1].version if self.effects else 0
        assert all(effect.version > before for effect in outcome.effects)
        assert len(outcome.effects) == len(outcome.rows)
        assert (outcome.answer.status >= 400) <= (not outcome.effects)
        self.effects += outcome.effects

    def do(self, step: str, key: int) -> None:
        self.now_s += 1
        people, things = self.ids("customers"), self.ids("products")
        person, thing = people[key % len(people)], things[key % len(things)]
        calls: dict[str, ApiCall] = {
            "customer": ApiCall(
                "POST", "/customers", body={"first_name": "A", "last_name": "B", "email": f"{key}@x"}
            ),
            "product": ApiCall("POST", "/products", body={"name": f"P {key}", "sku": f"S-{key}"}),
            "family": ApiCall("POST", "/products", body=self.family(key)),
            "variant": ApiCall("POST", "/products", body=self.variant(key), version="2.1"),
            "stock": ApiCall("PUT", f"/products/{thing}", body=self.stock(key), version="2.1"),
            "put": ApiCall("PUT", f"/customers/{person}", body={"note": f"{key}"}),
            "delete": ApiCall("DELETE", f"/customers/{person}"),
            "delete product": ApiCall("DELETE", f"/products/{thing}" + "/all" * (key % 2)),
        }
        if step in calls:
            self.take(self.shop.handle(calls[step], self.now_s))
        elif step == "edit":
            body: dict[str, Any] = {"kind": "products", "id": thing, "changes": {"description": str(key)}}
            self.take(
                self.shop.serve_staff("edit", ApiCall("POST", "edit", body=body, actor="staff"), self.now_s)
            )
        else:
            body = {"customer_id": person if key % 2 else None, "product_id": None if key % 3 else thing}
            self.take(
                self.shop.serve_staff("sales", ApiCall("POST", "sales", body=body, actor="staff"), self.now_s)
            )

    def levels(self, key: int) -> list[dict[str, Any]]:
        return [{"outlet_id": each, "current_amount": key} for each in self.ids("outlets")] if key % 2 else []

    def family(self, key: int) -> dict[str, Any]:
        options = self.ids("variant_attributes")[: 1 + key % 2]
        variants = [
            {
                "variant_definitions": [{"attribute_id": option, "value": value} for option in options],
                "inventory": self.levels(key),
            }
            for value in "AB"
        ]
        return {"name": f"F {key}", "variants": [{**variants[0], "sku": f"V-{key}"}, variants[1]]}

    def variant(self, key: int) -> dict[str, Any]:
        options = self.ids("variant_attributes")[: 1 + key % 2]
        values = [{"attribute_id": option, "attribute_value": f"C{key % 3}"} for option in options]
        details = {"variant_attribute_values": values, "inventory": self.levels(key)}
        return {"common": {"name": f"F {key}"}, "details": details}

    def stock(self, key: int) -> dict[str, Any]:
        common = {} if key % 3 else {"track_inventory": key % 2 == 0}
        return {"common": common, "details": {"inventory": self.levels(key)}}

    def listed(self, kind: str, page_size: int, *, deleted: bool) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        after = 0
        while True:
            query = (("after", str(after)), ("page_size", str(page_size)), ("deleted", str(deleted).lower()))
            page = self.shop.handle(ApiCall("GET", f"/{kind}", query), self.now_s).answer.body
            if not page["data"]:
                return rows
            after = page["version"]["max"]
            rows += page["data"]


@given(steps, st.integers(1, 7))
def test_pages_tell_what_the_history_tells(taken: list[tuple[str, int]], page_size: int) -> None:
    driver = Driver()
    for step, key in taken:
        driver.do(step, key)
    for kind in ("customers", "products", "sales"):
        live: dict[str, int] = {}
        everything: dict[str, int] = {}
        for effect in (each for each in driver.effects if each.kind == kind):
            assert (effect.id in everything) == (effect.action != "created") or effect.id in driver.opening
            everything[effect.id] = live[effect.id] = effect.version
            if effect.action == "deleted":
                del live[effect.id]
        for deleted, told in ((False, live), (True, everything)):
            listed = driver.listed(kind, page_size, deleted=deleted)
            versions = [row["version"] for row in listed]
            assert versions == sorted(set(versions))
            touched = {
                row["id"]: row["version"]
                for row in listed
                if row["id"] in told or row["id"] not in driver.opening
            }
            assert touched == told


@given(steps)
def test_live_products_never_share_a_name_or_a_code(taken: list[tuple[str, int]]) -> None:
    driver = Driver()
    for step, key in taken:
        driver.do(step, key)
    live = [row.body for row in driver.shop.rows.walk("products") if not row.deleted]
    assert len({body["sku"] for body in live}) == len(live)
    heads = [body["name"] for body in live if "variant_parent_id" not in body]
    assert len(set(heads)) == len(heads)


@given(steps)
def test_a_tracked_product_has_one_row_of_stock_at_each_outlet(taken: list[tuple[str, int]]) -> None:
    driver = Driver()
    for step, key in taken:
        driver.do(step, key)
    rows = driver.listed("inventory", 3, deleted=False)
    places = [(row["product_id"], row["outlet_id"]) for row in rows]
    assert len(set(places)) == len(places)
    live = {row.id: row.body for row in driver.shop.rows.walk("products") if not row.deleted}
    assert {product for product, _ in places} <= set(live)
    tracked = {each for each, body in live.items() if body["has_inventory"]}
    assert {(each, outlet) for each in tracked for outlet in driver.ids("outlets")} <= set(places)
    told = {each.id: each.version for each in driver.effects if each.kind == "inventory"}
    assert {row["id"]: row["version"] for row in rows}.items() <= told.items()
    for body in live.values():
        family = [each for each in live.values() if _head(each) == _head(body)]
        assert len({each["has_inventory"] for each in family}) == 1
        values = [tuple(sorted(option["value"] for option in each["variant_options"])) for each in family]
        assert len(set(values)) == len(values)


def _head(body: dict[str, Any]) -> str:
    return str(body.get("variant_parent_id") or body["id"])


@given(steps)
def test_saved_rows_make_the_same_shop(taken: list[tuple[str, int]]) -> None:
    driver = Driver()
    for step, key in taken:
        driver.do(step, key)
    saved = tuple(replace(row, body=json.loads(json.dumps(row.body))) for row in driver.shop.rows.saved())
    again = Shop(SandboxOptions(), RETAILER)
    assert again.open(NOW_S, saved) == []
    assert again.rows.saved() == driver.shop.rows.saved()
    assert again.rows.version == driver.shop.rows.version
    call = ApiCall("POST", "/customers", body={"first_name": "Z", "last_name": "Z"})
    assert again.handle(call, driver.now_s) == driver.shop.handle(call, driver.now_s)


@settings(max_examples=15 * BREADTH)
@given(steps, st.integers(0, 40))
def test_a_restart_anywhere_changes_nothing(taken: list[tuple[str, int]], restart: int) -> None:
    first = Sandbox(retailer_id=RETAILER, clock=lambda: NOW_S)
    for number, (step, key) in enumerate(taken):
        if number == restart:
            first.saved.shop = Shop(first.options, RETAILER)
            first.shop.open(NOW_S, first.saved.storage.rows())
        body = json.dumps(
            {"name": f"P {key}", "sku": f"S-{key}", "first_name": step, "last_name": ""}
        ).encode()
        path = "/api/2.0/products" if "product" in step else "/api/2.0/customers"
        first.answer(HttpRequest("POST", path, "", {"authorization": f"Bearer {first.options.token}"}, body))
    assert first.saved.storage.rows() == tuple(first.shop.rows.saved())
    created = [effect.id for effect in first.history()]
    assert len(set(created)) == len(created)
    assert set(created) <= {row.id for row in first.saved.storage.rows()}
    first.close()


CALLS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "customer": ("POST", "/customers", {"first_name": "A", "last_name": "B"}),
    "product": ("POST", "/products", {"name": "P", "sku": "S"}),
    "option": ("POST", "/variant_attributes", {"name": "O"}),
    "put": ("PUT", "/customers/{}", {"email": "new@x"}),
    "delete": ("DELETE", "/customers/{}", None),
    "delete product": ("DELETE", "/products/{}/all", None),
}


def ask(sandbox: Sandbox, step: str, key: int) -> HttpReply:
    method, path, body = CALLS[step]
    ids = [row.id for row in sandbox.shop.rows.walk(path.split("/")[1])]
    sent = body and {
        **body,
        **{name: f"{body[name]} {key}" for name in ("name", "sku", "email") if name in body},
    }
    headers = {"authorization": f"Bearer {sandbox.options.token}"}
    path = f"/api/2.0{path.replace('{}', ids[key % len(ids)] if ids else '')}"
    return sandbox.answer(HttpRequest(method, path, "", headers, json.dumps(sent).encode()))


@settings(max_examples=30 * BREADTH)
@given(st.lists(st.tuples(st.sampled_from(sorted(CALLS)), keys, st.booleans()), max_size=30))
def test_what_could_not_be_saved_leaves_no_trace(taken: list[tuple[str, int, bool]]) -> None:
    options = SandboxOptions(stock_at_create="zero")
    tried, spared = (Sandbox(options, retailer_id=RETAILER, clock=lambda: NOW_S) for _ in range(2))
    for step, key, fails in taken:
        if fails:
            tried.saved.storage._base.execute("PRAGMA query_only=ON")
            with contextlib.suppress(JournalError):  # what is refused anyway needs no saving
                assert ask(tried, step, key).status >= 400
                ask(spared, step, key)
            tried.saved.storage._base.execute("PRAGMA query_only=OFF")
        else:
            assert ask(tried, step, key) == ask(spared, step, key)
    assert tried.shop.rows.saved() == spared.shop.rows.saved() == list(tried.saved.storage.rows())
    assert tried.history() == spared.history()
    for kind in ("customers", "products", "inventory"):
        assert list(tried.shop.rows.walk(kind)) == list(spared.shop.rows.walk(kind))
    for sandbox in (tried, spared):
        sandbox.close()


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "name", "sku", "first_name", "last_name", "email", "customer_code", "customer_group_id", "gender", "note",
    "physical_country_id", "price_including_tax", "price_excluding_tax", "product_codes", "variants", "tag_ids",
    "inventory", "brand_id", "is_active", "kind", "id", "changes", "customers", "products", "customer_id",
    "product_id", "total_price", "variant_definitions", "description", "contact", "categories", "category_ids",
    "customer_ids", "common", "details", "payload_id", "parent_category_id", "payload_parent_category_id",
    "product_category_id", "supplier_id", "brands", "product_categories", "variant_attributes", "track_inventory",
    "variant_attribute_values", "attribute_id", "attribute_value", "value", "current_amount", "outlet_id", "quantity",
    "after", "before", "size", "sort_direction", "variant_options",
)  # fmt: skip
bodies = values | st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, values))
# Bodies that come further: required fields right, one more field of any value
near_misses = st.builds(
    lambda name, value: {"name": "N", "first_name": "A", "last_name": "B", "kind": "customers", name: value},
    st.sampled_from(FIELDS),
    values
    | st.lists(st.dictionaries(st.sampled_from(["type", "code", "outlet_id", "sku", *FIELDS]), values)),
)
queries = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "after",
                "before",
                "page_size",
                "sku",
                "type",
                "email",
                "offset",
                "order_by",
                "deleted",
                "-sku",
                "parent",
            ]
        ),
        st.text(max_size=6)
        | st.sampled_from(["products", "customers", "sales", "true", "-1", "99999999999999999999"]),
    ),
    max_size=4,
)


@pytest.mark.campaign
@settings(max_examples=75 * BREADTH)
@given(st.sampled_from(list(ROUTES)), bodies | near_misses, queries)
def test_no_body_or_query_breaks_a_route(
    route: tuple[str, str], body: Any, query: list[tuple[str, str]]
) -> None:
    shop = Shop(SandboxOptions(), RETAILER)
    shop.open(NOW_S)
    one_each: dict[str, Any] = {
        kind: [{"name": "One"}]
        for kind in ("brands", "suppliers", "tags", "variant_attributes", "product_categories")
    }
    shop.serve_staff("add", ApiCall("POST", "add", body=one_each, actor="staff"), NOW_S)
    kind = route[1].split("/")[1]
    own = next(shop.rows.walk(kind if kind in KINDS else "products"), None)
    method, path = route[0], route[1].replace("{}", own.id if own else "none")
    call = ApiCall(method, path, tuple(query), body, version="2026-07")
    answer = shop.handle(call, NOW_S).answer
    assert 200 <= answer.status < 500
    json.dumps(answer.body)


@settings(max_examples=50 * BREADTH)
@given(st.sampled_from(sorted(STAFF)), bodies | near_misses)
def test_no_body_breaks_the_staffs_side(action: str, body: Any) -> None:
    shop = Shop(SandboxOptions(), RETAILER)
    shop.open(NOW_S)
    answer = shop.serve_staff(action, ApiCall("POST", action, body=body, actor="staff"), NOW_S).answer
    assert 200 <= answer.status < 500
    for row in shop.rows.walk("products"):
        assert row.body["name"]
        assert row.body["sku"]


@given(st.binary(max_size=60), st.text(max_size=20), st.sampled_from(["POST", "PUT", "GET", "DELETE", "X"]))
def test_no_bytes_break_the_gate(body: bytes, path: str, method: str) -> None:
    sandbox = Sandbox(clock=lambda: NOW_S)
    headers = {"authorization": "Bearer lsxs_pt_sandbox", "x-request-id": "\ud800"}
    for target in ("/api/2.0/customers", "/api/2.0/products", f"/api/2.0/{path}", path):
        reply = sandbox.answer(HttpRequest(method, target, path, headers, body))
        assert 200 <= reply.status < 500
    sandbox.close()


@given(
    st.sampled_from(sorted(WINDOWS)),
    st.integers(1, 20),
    st.lists(st.floats(0, 200) | st.just(0.0) | st.just(WINDOW_S), max_size=80),
)
def test_limiter_keeps_its_quota_and_its_word(kind: str, limit: int, gaps: list[float]) -> None:
    limiter, now_s, taken = Limiter(limit, kind), NOW_S, []
    for gap_s in gaps:
        now_s += gap_s
        before = limiter.remaining(now_s)
        verdict = limiter.ask(now_s)
        assert verdict.allowed == (before > 0)
        assert verdict.allowed == (verdict.retry_after_s == 0)
        assert 0 <= verdict.remaining < limit
        if verdict.allowed:
            taken.append(now_s)
        else:
            other = Limiter(limit, kind, limiter.dump())
            assert other.ask(now_s + verdict.retry_after_s + 1e-3).allowed
    for start_s in taken:
        # no kind lets more than two full quotas into any window; the logs not more than one
        inside = sum(start_s <= moment_s < start_s + WINDOW_S - 1e-3 for moment_s in taken)
        assert inside <= (limit if kind.startswith("sliding") and kind != "sliding-counter" else 2 * limit)
