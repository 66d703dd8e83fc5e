"""Stock: tracked or not at a create, read in two forms, put absolutely, lowered by sales, gone with its product."""

from typing import Any

import pytest

from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiCall
from pipeline.sandbox.serve.sandbox import Sandbox
from tests.support.pure_shop import NOBODY, NOW_S, ask, make, make_family, opened, read, staff, variants_of

PAGED = ("2.0", "2026-01")
BARE = ("2026-04", "2026-07")
TWO = ("Main Outlet", "Kiosk")


def outlets(shop: Shop) -> list[str]:
    return [row["id"] for row in ask(shop, "GET", "/outlets").body["data"]]


def at(shop: Shop, outlet: int = 0, **levels: Any) -> dict[str, Any]:
    return {"outlet_id": outlets(shop)[outlet], **levels}


def levels(shop: Shop, product: str) -> list[Any]:
    rows = ask(shop, "GET", f"/products/{product}/inventory").body["data"]
    by_outlet = {row["outlet_id"]: row["inventory_level"] for row in rows}
    return [by_outlet.get(each) for each in outlets(shop)]


def put(shop: Shop, product: str, **body: Any) -> Any:
    return ask(shop, "PUT", f"/products/{product}", body, version="2.1")


def tracked(shop: Shop, product: str) -> bool:
    return bool(read(shop, "products", product)["has_inventory"])


@pytest.mark.parametrize(
    ("choice", "is_tracked", "there"),
    [("tracks", True, [7, 0]), ("ignored", False, [None, None]), ("zero", True, [0, 0])],
)
def test_stock_in_a_create_is_tracked_ignored_or_zero(
    choice: str, there: list[Any], *, is_tracked: bool
) -> None:
    shop = opened(stock_at_create=choice, outlets=TWO)
    stock = [at(shop, current_amount=7, reorder_point=2, reorder_amount=10)]
    mug = make(shop, "products", name="Mug", inventory=stock)
    assert (tracked(shop, mug), levels(shop, mug)) == (is_tracked, there)
    rows = ask(shop, "GET", f"/products/{mug}/inventory").body["data"]
    ordered = [(row["reorder_point"], row["reorder_amount"]) for row in rows]
    assert ordered == {"tracks": [(2, 10), (None, None)], "ignored": [], "zero": [(None, None)] * 2}[choice]
    service = make(shop, "products", name="Repair")
    assert tracked(shop, service) == (choice == "zero")


def test_one_variant_with_stock_tracks_its_family() -> None:
    shop = opened()
    [first, second] = variants_of(shop, "S", "L")
    second["inventory"] = [at(shop, current_amount=4)]
    small, large = make_family(shop, variants=[first, second])
    assert [levels(shop, each) for each in (small, large)] == [[0], [4]]
    assert tracked(shop, small)


def added(shop: Shop, **details: Any) -> str:
    [size] = [row["id"] for row in ask(shop, "GET", "/variant_attributes").body["data"]]
    values = [{"attribute_id": size, "attribute_value": "M"}]
    body = {"common": {"name": "Tee"}, "details": {"variant_attribute_values": values, **details}}
    return str(ask(shop, "POST", "/products", body, version="2.1").body["data"][0])


@pytest.mark.parametrize(("choice", "level"), [("tracks", 3), ("ignored", 0), ("zero", 0)])
def test_an_added_variant_is_tracked_when_its_family_is(choice: str, level: int) -> None:
    shop = opened(stock_at_create=choice)
    small, _ = make_family(shop, "S", "L")
    put(shop, small, common={"track_inventory": True})
    medium = added(shop, inventory=[at(shop, current_amount=3)])
    assert (tracked(shop, medium), levels(shop, medium)) == (True, [level])


def test_an_added_variant_is_not_tracked_when_its_family_is_not() -> None:
    shop = opened()
    make_family(shop, "S", "L")
    medium = added(shop, inventory=[at(shop, current_amount=3)])
    assert (tracked(shop, medium), levels(shop, medium)) == (False, [None])


@pytest.mark.parametrize("version", PAGED)
def test_earlier_versions_read_stock_by_version_pages(version: str) -> None:
    shop = opened(outlets=TWO)
    mug = make(shop, "products", name="Mug", inventory=[at(shop, current_amount=7)])
    bowl = make(shop, "products", name="Bowl", inventory=[at(shop, 1, current_amount=2, reorder_point=1)])
    page = ask(shop, "GET", "/inventory", version=version, page_size=3).body
    rest = ask(shop, "GET", "/inventory", version=version, after=page["version"]["max"]).body
    rows = page["data"] + rest["data"]
    assert [row["version"] for row in rows] == sorted(row["version"] for row in rows)
    assert [row["product_id"] for row in rows] == [mug, mug, bowl, bowl]
    assert rows[-1] == {
        "id": rows[-1]["id"], "outlet_id": outlets(shop)[1], "product_id": bowl, "inventory_level": 2,
        "current_amount": 2, "version": shop.rows.version, "reorder_point": 1, "reorder_amount": None,
    }  # fmt: skip
    own = ask(shop, "GET", f"/products/{bowl}/inventory", version=version).body
    assert own == {"data": rows[2:], "version": {"min": rows[2]["version"], "max": rows[3]["version"]}}
    none = ask(shop, "GET", "/inventory", version=version, after=shop.rows.version).body
    assert none == {"data": [], "version": {"min": None, "max": None}}
    assert ask(shop, "GET", f"/products/{NOBODY}/inventory", version=version).status == 404
    assert ask(shop, "GET", f"/inventory/{mug}", version=version).status == 404
    assert ask(shop, "POST", "/inventory", {}, version=version).status == 405


@pytest.mark.parametrize("version", BARE)
def test_later_versions_read_stock_by_post_as_bare_lists(version: str) -> None:
    shop = opened(outlets=TWO)
    mug = make(shop, "products", name="Mug", inventory=[at(shop, current_amount=7, reorder_amount=5)])
    bowl = make(shop, "products", name="Bowl", inventory=[at(shop, current_amount=2)])

    def query(**body: Any) -> Any:
        return ask(shop, "POST", "/inventory", body, version=version).body

    newest = query()
    oldest = query(sort_direction="ASC")
    assert newest == list(reversed(oldest))
    assert oldest[0] == {
        "id": oldest[0]["id"], "outlet_id": outlets(shop)[0], "product_id": mug, "current_inventory_level": 7,
        "version": oldest[0]["version"], "reorder_point": None, "reorder_amount": 5,
    }  # fmt: skip
    versions = [row["version"] for row in oldest]
    assert versions == sorted(versions)
    assert query(after=versions[0], before=versions[3], sort_direction="ASC") == oldest[1:3]
    assert query(size=1) == newest[:1]
    assert query(size=1, sort_direction="ASC") == oldest[:1]
    assert query(after=versions[-1]) == []
    assert ask(shop, "GET", f"/inventory/{bowl}", version=version).body == oldest[2:]
    assert ask(shop, "GET", f"/inventory/{NOBODY}", version=version).status == 404
    assert ask(shop, "GET", "/inventory", version=version).status == 405
    assert ask(shop, "GET", f"/products/{mug}/inventory", version=version).status == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"size": 0}, "size"),
        ({"size": -1}, "size"),
        ({"size": 5001}, "size"),
        ({"size": 1.5}, "size"),
        ({"after": "3"}, "after"),
        ({"sort_direction": "asc"}, "sort_direction"),
        ({"sort_direction": 1}, "sort_direction"),
    ],
)
def test_a_wrong_query_is_refused(body: dict[str, Any], field: str) -> None:
    answer = ask(opened(), "POST", "/inventory", body, version="2026-07")
    assert (answer.status, set(answer.body["fields"])) == (422, {field})


def test_tracking_is_the_familys_and_stock_is_the_one_products() -> None:
    shop = opened(outlets=TWO)
    small, large = make_family(shop, "S", "L")
    before = read(shop, "products", small)["version"]
    answer = put(
        shop, large, common={"track_inventory": True}, details={"inventory": [at(shop, 1, current_amount=9)]}
    )
    assert answer.body["data"]["has_inventory"] is True
    assert [tracked(shop, each) for each in (small, large)] == [True, True]
    assert [levels(shop, each) for each in (small, large)] == [[0, 0], [0, 9]]
    assert read(shop, "products", small)["version"] > before
    put(shop, small, common={"track_inventory": True})
    assert [levels(shop, each) for each in (small, large)] == [[0, 0], [0, 9]]


def test_values_are_absolute_and_what_is_not_sent_stays() -> None:
    shop = opened()
    mug = make(
        shop,
        "products",
        name="Mug",
        inventory=[at(shop, current_amount=7, reorder_point=2, reorder_amount=3)],
    )

    def row() -> Any:
        [found] = ask(shop, "GET", f"/products/{mug}/inventory").body["data"]
        return found["current_amount"], found["reorder_point"], found["reorder_amount"]

    for sent, wanted in (
        ({"current_amount": 5}, (5, 2, 3)),
        ({"current_amount": 5}, (5, 2, 3)),
        ({"reorder_point": -1}, (5, None, 3)),
        ({"reorder_point": 4, "reorder_amount": 6, "current_amount": None}, (5, 4, 6)),
        ({"current_amount": -2.5}, (-2.5, 4, 6)),
    ):
        version = shop.rows.version
        assert put(shop, mug, details={"inventory": [at(shop, **sent)]}).status == 200
        assert row() == wanted
        assert shop.rows.version > version


def test_stock_is_kept_while_tracking_is_off_and_does_not_turn_it_on() -> None:
    shop = opened()
    mug = make(shop, "products", name="Mug")
    put(shop, mug, details={"inventory": [at(shop, current_amount=5)]})
    assert (tracked(shop, mug), levels(shop, mug)) == (False, [5])
    put(shop, mug, common={"track_inventory": True})
    assert (tracked(shop, mug), levels(shop, mug)) == (True, [5])
    put(shop, mug, common={"track_inventory": False})
    assert (tracked(shop, mug), levels(shop, mug)) == (False, [5])


@pytest.mark.parametrize(
    "item",
    [
        {"outlet_id": NOBODY, "current_amount": 1},
        {"current_amount": 1},
        {"outlet_id": 5, "current_amount": 1},
        {"outlet_id": "main", "current_amount": "1"},
        {"outlet_id": "main", "reorder_point": []},
    ],
)
def test_wrong_stock_is_refused_in_a_change_and_in_a_create(item: dict[str, Any]) -> None:
    shop = opened()
    mug = make(shop, "products", name="Mug")
    if item.get("outlet_id") == "main":
        item = {**item, "outlet_id": outlets(shop)[0]}
    version = shop.rows.version
    for answer in (
        put(shop, mug, details={"inventory": [item]}),
        ask(shop, "POST", "/products", {"name": "Bowl", "inventory": [item]}),
    ):
        assert (answer.status, "inventory" in answer.body["fields"]) == (422, True)
    assert shop.rows.version == version


def test_a_create_needs_an_amount_and_a_change_does_not() -> None:
    shop = opened()
    stock = [at(shop, reorder_point=3)]
    created = ask(shop, "POST", "/products", {"name": "Mug", "inventory": stock})
    assert created.body["fields"] == {"inventory": "Missing current_amount"}
    assert put(shop, make(shop, "products", name="Mug"), details={"inventory": stock}).status == 200


@pytest.mark.parametrize("wrong", [{"track_inventory": "yes"}, {"track_inventory": 1}])
def test_tracking_is_true_or_false(wrong: dict[str, Any]) -> None:
    shop = opened()
    assert put(shop, make(shop, "products", name="Mug"), common=wrong).status == 422


def test_a_sale_lowers_the_level_at_its_outlet_under_a_new_version() -> None:
    shop = opened(outlets=TWO, registers=2)
    mug = make(
        shop, "products", name="Mug", inventory=[at(shop, current_amount=7), at(shop, 1, current_amount=4)]
    )
    product, version = read(shop, "products", mug), shop.rows.version
    staff(shop, "sales", product_id=mug)
    assert levels(shop, mug) == [6, 4]
    sale = staff(shop, "sales", product_id=mug, quantity=5, outlet_id=outlets(shop)[1]).body["data"]
    assert (sale["outlet_id"], sale["line_items"][0]["quantity"]) == (outlets(shop)[1], 5)
    register = ask(shop, "GET", f"/registers/{sale['register_id']}").body["data"]
    assert register["outlet_id"] == sale["outlet_id"]
    assert levels(shop, mug) == [6, -1]
    moved = ask(shop, "GET", "/inventory", after=version).body["data"]
    assert [row["inventory_level"] for row in moved] == [6, -1]
    assert read(shop, "products", mug) == product


def test_a_sale_of_what_is_not_tracked_leaves_stock_alone() -> None:
    shop = opened()
    mug = make(shop, "products", name="Mug")
    assert staff(shop, "sales", product_id=mug).status == 200
    assert levels(shop, mug) == [None]
    for wrong in ({"product_id": NOBODY}, {"outlet_id": NOBODY}, {"customer_id": NOBODY}):
        assert staff(shop, "sales", **wrong).status == 404


def test_staff_sets_stock_and_tracking_begins() -> None:
    shop = opened(outlets=TWO)
    small, large = make_family(shop, "S", "L")
    assert staff(shop, "stock", product_id=large, current_amount=8, reorder_point=2).status == 200
    assert [levels(shop, each) for each in (small, large)] == [[0, 0], [8, 0]]
    assert tracked(shop, small)
    staff(shop, "stock", product_id=large, outlet_id=outlets(shop)[1], current_amount=1)
    assert levels(shop, large) == [8, 1]
    assert staff(shop, "stock", product_id=NOBODY).status == 404
    assert staff(shop, "stock", product_id=large, outlet_id=NOBODY).status == 404


@pytest.mark.parametrize("path", ["", "/all"])
def test_stock_is_listed_no_more_when_its_product_is_deleted(path: str) -> None:
    shop = opened()
    mug = make(shop, "products", name="Mug", inventory=[at(shop, current_amount=7)])
    assert ask(shop, "DELETE", f"/products/{mug}{path}").status == 200
    assert ask(shop, "GET", "/inventory").body["data"] == []
    assert ask(shop, "POST", "/inventory", {}, version="2026-07").body == []
    assert ask(shop, "GET", f"/products/{mug}/inventory").status == 404
    assert ask(shop, "GET", f"/inventory/{mug}", version="2026-07").status == 404


def test_the_history_tells_each_level_that_changed() -> None:
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOW_S)
    shop = sandbox.shop
    [outlet] = outlets(shop)
    body = {"name": "Mug", "inventory": [{"outlet_id": outlet, "current_amount": 7}]}
    made = sandbox.saved.handle(ApiCall("POST", "/products", body=body, request_id="r-1"), NOW_S)
    mug = made.answer.body["data"][0]
    sandbox.staff("sales", {"product_id": mug})
    effects = [each for each in sandbox.history() if each.kind == "inventory"]
    assert [(each.action, each.key, each.actor, each.request_id) for each in effects] == [
        ("created", mug, "api", "r-1"),
        ("updated", mug, "staff", ""),
    ]
    assert [each.body["current_amount"] for each in effects] == [7, 6]
    assert [each.version for each in effects] == sorted({each.version for each in effects})
    sandbox.close()


def test_outlets_are_those_that_are_named_and_registers_are_spread_over_them() -> None:
    shop = opened(outlets=("Market Square", "Kiosk"), registers=3)
    rows = ask(shop, "GET", "/outlets").body["data"]
    assert [row["name"] for row in rows] == ["Market Square", "Kiosk"]
    registers = ask(shop, "GET", "/registers").body["data"]
    first, second = (row["id"] for row in rows)
    assert [row["outlet_id"] for row in registers] == [first, second, first]


def reopened(shop: Shop, **options: Any) -> Shop:
    again = Shop(SandboxOptions(**options), shop.rows.retailer_id)
    again.open(NOW_S + 1, tuple(shop.rows.saved()))
    return again


def test_outlets_stay_unless_others_are_named() -> None:
    shop = opened(outlets=TWO, registers=2)
    mug = make(
        shop, "products", name="Mug", inventory=[at(shop, current_amount=7), at(shop, 1, current_amount=4)]
    )
    same = reopened(shop, registers=2)
    assert (outlets(same), levels(same, mug)) == (outlets(shop), [7, 4])
    other = reopened(shop, registers=2, outlets=("Market", "main outlet"))
    names = {row["name"] for row in ask(other, "GET", "/outlets").body["data"]}
    assert names == {"Main Outlet", "Market"}
    assert [row["inventory_level"] for row in ask(other, "GET", "/inventory").body["data"]] == [7]
    ids = outlets(other)
    assert all(row["outlet_id"] in ids for row in ask(other, "GET", "/registers").body["data"])
    put(other, mug, common={"track_inventory": True})
    assert sorted(levels(other, mug)) == [0, 7]
