"""Brands, suppliers, tags and groups: the shape of each call, both answers to what is unknown, what a product shows of them."""

from typing import Any

import pytest

from pipeline.sandbox.api.values import ApiCall
from tests.support.pure_shop import NOBODY, NOW_S, ask, make, opened, read, staff

NAMED = ("brands", "suppliers", "tags", "customer_groups")


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("brands", lambda it: {"data": {"id": it}}),
        ("suppliers", lambda it: {"id": it}),
        ("tags", lambda it: {"data": it}),
    ],
)
def test_each_call_is_answered_in_its_own_shape(kind: str, changed: Any) -> None:
    shop = opened()
    answer = ask(shop, "POST", f"/{kind}", {"name": "Oatlow"})
    made = make(shop, kind, name="Other")
    assert (answer.status, isinstance(answer.body["data"], str)) == (200, True)
    answer = ask(shop, "PUT", f"/{kind}/{made}", {"name": "Renamed"})
    assert (answer.status, answer.body) == (200, changed(made))
    assert read(shop, kind, made)["name"] == "Renamed"


def test_a_group_is_answered_whole() -> None:
    shop = opened()
    made = ask(shop, "POST", "/customer_groups", {"name": "VIP"})
    group = made.body["data"]
    assert (made.status, group["name"]) == (201, "VIP")
    assert group["group_id"].startswith("VIP-")
    changed = ask(shop, "PUT", f"/customer_groups/{group['id']}", {"name": "VIPs"}).body["data"]
    assert changed["version"] > group["version"]
    assert {**changed, "name": "VIP", "version": 0} == {**group, "version": 0}


@pytest.mark.parametrize("kind", ["brands", "suppliers", "tags"])
def test_rows_have_no_version_and_the_page_has(kind: str) -> None:
    shop = opened()
    first, second = (make(shop, kind, name=name) for name in ("Oatlow", "Peak"))
    page = ask(shop, "GET", f"/{kind}").body
    assert [row["id"] for row in page["data"]] == [first, second]
    assert not {"version", "created_at", "updated_at"} & set(page["data"][0])
    low, high = page["version"]["min"], page["version"]["max"]
    assert low < high == shop.rows.version
    assert ask(shop, "GET", f"/{kind}", after=high).body == {
        "data": [],
        "version": {"min": None, "max": None},
    }
    ask(shop, "PUT", f"/{kind}/{first}", {"name": "Oatlow 2"})
    later = ask(shop, "GET", f"/{kind}", after=high).body
    assert [row["id"] for row in later["data"]] == [first]
    ask(shop, "DELETE", f"/{kind}/{first}")
    assert [row["id"] for row in ask(shop, "GET", f"/{kind}").body["data"]] == [second]
    gone = ask(shop, "GET", f"/{kind}", deleted="true").body["data"][-1]
    assert (gone["id"], bool(gone["deleted_at"])) == (first, True)


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": "  "}, {"name": ""}])
def test_a_name_is_needed(kind: str, body: dict[str, Any]) -> None:
    shop = opened()
    made = make(shop, kind, name="Oatlow")
    for answer in (ask(shop, "POST", f"/{kind}", body), ask(shop, "PUT", f"/{kind}/{made}", body)):
        assert (answer.status, answer.body["fields"]) == (422, {"name": "Missing required field"})


@pytest.mark.parametrize("kind", NAMED)
def test_two_with_one_name_are_refused_or_accepted(kind: str) -> None:
    for choice, status in (("refuse", 422), ("accept", 200)):
        shop = opened(duplicate_names=choice)
        first, other = make(shop, kind, name="Oatlow"), make(shop, kind, name="Peak")
        again = ask(shop, "POST", f"/{kind}", {"name": " OATLOW "})
        renamed = ask(shop, "PUT", f"/{kind}/{other}", {"name": "oatlow"})
        assert {again.status, renamed.status} <= {status, status + 1}
        if choice == "refuse":
            wanted = {"name": "Already exists", "name_existing_id": first}
            assert again.body["fields"] == renamed.body["fields"] == wanted
        assert ask(shop, "PUT", f"/{kind}/{first}", {"name": "OATLOW"}).status == 200  # its own name


@pytest.mark.parametrize("kind", NAMED)
def test_a_name_is_free_again_after_its_delete(kind: str) -> None:
    shop = opened()
    first = make(shop, kind, name="Oatlow")
    assert ask(shop, "DELETE", f"/{kind}/{first}").status in (200, 204)
    assert ask(shop, "GET", f"/{kind}/{first}").status == 404
    assert ask(shop, "PUT", f"/{kind}/{first}", {"name": "Peak"}).status == 404
    assert make(shop, kind, name="Oatlow") != first


@pytest.mark.parametrize("status", [404, 410, 204])
@pytest.mark.parametrize("kind", NAMED)
def test_a_second_delete_is_answered_as_chosen(kind: str, status: int) -> None:
    shop = opened(repeated_delete_status=status)
    made = make(shop, kind, name="Oatlow")
    ask(shop, "DELETE", f"/{kind}/{made}")
    assert ask(shop, "DELETE", f"/{kind}/{made}").status == status
    assert ask(shop, "DELETE", f"/{kind}/{NOBODY}").status == 404


def test_deletes_name_the_record_and_its_job() -> None:
    for choice in ("wrapped", "plain"):
        shop = opened(brand_delete=choice)
        jobs = set()
        for kind in ("brands", "suppliers", "tags"):
            made = make(shop, kind, name="Oatlow")
            body = ask(shop, "DELETE", f"/{kind}/{made}").body
            if kind == "brands" and choice == "wrapped":
                assert set(body) == {"payload"}
                body = body["payload"]
            assert body["data"]["id"] == made
            jobs.add(body["data"]["job_id"])
        assert len(jobs) == 3


@pytest.mark.parametrize(
    ("contact", "status"),
    [
        ({"phone": "+1-555-010-0100", "physical_address1": "1 Elm", "mobile": None}, 200),
        ({}, 200),
        (None, 200),
        ("Ada", 422),
        ({"phone": 5}, 422),
        ([], 422),
    ],
)
def test_contacts_of_suppliers(contact: Any, status: int) -> None:
    shop = opened()
    answer = ask(shop, "POST", "/suppliers", {"name": "Harbour", "contact": contact, "default_markup": 2.5})
    assert answer.status == status
    if status == 200:
        row = read(shop, "suppliers", answer.body["data"])
        assert row["contact"] == {"company_name": "Harbour", **(contact or {})}
    else:
        assert set(answer.body["fields"]) == {"contact"}


@pytest.mark.parametrize(
    ("version", "status"), [("2.0", 200), ("2026-01", 200), ("2026-04", 200), ("2026-07", 422)]
)
def test_a_contact_is_required_from_2026_07_on(version: str, status: int) -> None:
    shop = opened()
    answer = ask(shop, "POST", "/suppliers", {"name": "Harbour"}, version=version)
    assert answer.status == status
    assert ask(shop, "POST", "/suppliers", {"name": "Lane", "contact": {}}, version=version).status == 200


def test_a_changed_contact_keeps_what_was_not_sent() -> None:
    shop = opened()
    made = make(shop, "suppliers", name="Harbour", description="d", contact={"phone": "1", "email": "a@x"})
    ask(
        shop, "PUT", f"/suppliers/{made}", {"name": "Harbour", "description": None, "contact": {"phone": "2"}}
    )
    row = read(shop, "suppliers", made)
    assert row["contact"] == {"company_name": "Harbour", "phone": "2", "email": "a@x"}
    assert "description" not in row


@pytest.mark.parametrize("shown", [True, False])
def test_a_brands_description_is_shown_as_chosen(shown: bool) -> None:
    shop = opened(brand_description=shown)
    made = make(shop, "brands", name="Oatlow", description="Oats")
    assert read(shop, "brands", made) == {
        "id": made, "name": "Oatlow", **({"description": "Oats"} if shown else {})
    }  # fmt: skip


def test_products_show_what_they_refer_to_by_its_name_of_today() -> None:
    shop = opened()
    brand, supplier = make(shop, "brands", name="Oatlow"), make(shop, "suppliers", name="Harbour")
    new, sale = make(shop, "tags", name="New"), make(shop, "tags", name="Sale")
    product = make(
        shop, "products", name="Mug", sku="M-1", brand_id=brand, supplier_id=supplier, supplier_code="H-1",
        tag_ids=[new, sale, new],
    )  # fmt: skip
    row = read(shop, "products", product)
    assert (row["brand_id"], row["brand"]) == (brand, {"id": brand, "name": "Oatlow"})
    assert (row["supplier_id"], row["supplier_code"]) == (supplier, "H-1")
    assert row["supplier"] == {"id": supplier, "name": "Harbour"}
    assert row["tag_ids"] == [new, sale]
    assert row["categories"] == [{"id": new, "name": "New"}, {"id": sale, "name": "Sale"}]
    ask(shop, "PUT", f"/brands/{brand}", {"name": "Oathigh"})
    for again in (read(shop, "products", product), ask(shop, "GET", "/products", sku="M-1").body["data"][0]):
        assert again == {**row, "brand": {"id": brand, "name": "Oathigh"}}


@pytest.mark.parametrize(
    "field", ["brand_id", "supplier_id", "tag_ids", "product_category_id", "product_type_id"]
)
def test_a_deleted_reference_is_refused_like_an_unknown_one(field: str) -> None:
    kind = {"brand_id": "brands", "supplier_id": "suppliers", "tag_ids": "tags"}.get(field)
    shop = opened()
    if kind:
        gone = make(shop, kind, name="Oatlow")
        ask(shop, "DELETE", f"/{kind}/{gone}")
    else:
        gone = ask(shop, "POST", "/product_categories/bulk", {"categories": [{"name": "Pet"}]}).body["data"][
            0
        ]["id"]
        ask(shop, "DELETE", "/product_categories/bulk", {"category_ids": [gone]})
    for each in (gone, NOBODY):
        body = {"name": "Mug", field: [each] if field == "tag_ids" else each}
        answer = ask(shop, "POST", "/products", body)
        assert (answer.status, set(answer.body["fields"])) == (422, {field})


def test_search_finds_products_by_what_they_refer_to() -> None:
    shop = opened()
    ids = {kind: make(shop, kind, name="Oatlow") for kind in ("brands", "suppliers", "tags")}
    ids["pets"] = ask(shop, "POST", "/product_categories/bulk", {"categories": [{"name": "Pet"}]}).body[
        "data"
    ][0]["id"]
    asked = {"brand_id": "brands", "supplier_id": "suppliers", "tag_id": "tags", "product_type_id": "pets"}
    sent = {"brand_id": ids["brands"], "supplier_id": ids["suppliers"], "tag_ids": [ids["tags"]],
            "product_category_id": ids["pets"]}  # fmt: skip
    mug = make(shop, "products", name="Mug", **sent)
    make(shop, "products", name="Bowl")
    for field, kind in asked.items():
        hits = ask(shop, "GET", "/search", type="products", **{field: ids[kind]}).body["data"]
        assert [(row["id"], row["brand"]["name"]) for row in hits] == [(mug, "Oatlow")], field
        assert ask(shop, "GET", "/search", type="products", **{field: NOBODY}).body["data"] == []


def test_the_server_adds_the_sku_to_the_codes() -> None:
    shop = opened()
    code = {"type": "EAN", "code": "2000000000008"}
    plain = make(shop, "products", name="Mug", sku="M-1", product_codes=[code])
    assert read(shop, "products", plain)["product_codes"] == [code, {"type": "CUSTOM", "code": "M-1"}]
    own = make(shop, "products", name="Bowl", sku="B-1", product_codes=[{"type": "CUSTOM", "code": "B-1"}])
    assert read(shop, "products", own)["product_codes"] == [{"type": "CUSTOM", "code": "B-1"}]
    staff(shop, "edit", kind="products", id=plain, changes={"sku": "M-2"})
    assert read(shop, "products", plain)["product_codes"] == [code, {"type": "CUSTOM", "code": "M-2"}]
    for body in ({"sku": "2000000000008"}, {"product_codes": [{"type": "EAN", "code": "M-2"}]}):
        assert ask(shop, "POST", "/products", {"name": "Jug", **body}).status == 422


def test_customers_are_in_the_group_that_they_name_or_in_the_default_one() -> None:
    shop = opened()
    default = ask(shop, "GET", "/customer_groups").body["data"][0]["id"]
    group = make(shop, "customer_groups", name="VIP")
    ask(shop, "PUT", f"/customer_groups/{default}", {"name": "Everybody"})  # it moves behind the other one
    ada = make(shop, "customers", first_name="Ada", last_name="B", customer_group_id=group)
    bob = make(shop, "customers", first_name="Bob", last_name="B")
    blank = make(shop, "customers", first_name="Cid", last_name="B", customer_group_id="")
    found = [read(shop, "customers", each)["customer_group_id"] for each in (ada, bob, blank)]
    assert found == [group, default, default]
    page = ask(shop, "GET", f"/customer_groups/{group}/customers").body
    assert [row["id"] for row in page["data"]] == [ada]
    assert page["version"]["max"] == read(shop, "customers", ada)["version"]
    ask(shop, "PUT", f"/customers/{ada}", {"customer_group_id": None})
    assert read(shop, "customers", ada)["customer_group_id"] == default
    assert ask(shop, "GET", f"/customer_groups/{NOBODY}/customers").status == 404


def test_customers_are_put_into_a_group_and_taken_out() -> None:
    shop = opened()
    default = ask(shop, "GET", "/customer_groups").body["data"][0]["id"]
    vip, staffs = make(shop, "customer_groups", name="VIP"), make(shop, "customer_groups", name="Staff")
    ada, bob = (make(shop, "customers", first_name=name, last_name="B") for name in ("Ada", "Bob"))
    answer = ask(shop, "POST", f"/customer_groups/{vip}/customers", {"customer_ids": [ada, bob]})
    assert (answer.status, answer.body) == (201, True)
    ask(shop, "POST", f"/customer_groups/{staffs}/customers", {"customer_ids": [bob]})
    assert (
        ask(shop, "DELETE", f"/customer_groups/{vip}/customers", {"customer_ids": [ada, bob]}).status == 204
    )
    assert [read(shop, "customers", each)["customer_group_id"] for each in (ada, bob)] == [default, staffs]
    wrong: list[dict[str, Any]] = [{}, *({"customer_ids": ids} for ids in ([], [ada, NOBODY], "x"))]
    for body in wrong:
        assert ask(shop, "POST", f"/customer_groups/{vip}/customers", body).status == 422


def test_members_of_a_deleted_group_are_in_the_default_one_by_an_effect_of_the_store() -> None:
    shop = opened()
    default = ask(shop, "GET", "/customer_groups").body["data"][0]["id"]
    group = make(shop, "customer_groups", name="VIP")
    ada = make(shop, "customers", first_name="Ada", last_name="B", customer_group_id=group)
    before = read(shop, "customers", ada)["version"]
    done = shop.handle(ApiCall("DELETE", f"/customer_groups/{group}"), NOW_S)
    assert (done.answer.status, done.answer.body) == (204, None)
    assert [(one.action, one.kind, one.actor) for one in done.effects] == [
        ("deleted", "customer_groups", "api"),
        ("updated", "customers", "store"),
    ]
    row = read(shop, "customers", ada)
    assert (row["customer_group_id"], row["version"] > before) == (default, True)
    assert ask(shop, "DELETE", f"/customer_groups/{default}").status == 422


@pytest.mark.parametrize("kind", NAMED)
def test_staff_adds_edits_and_deletes_them(kind: str) -> None:
    shop = opened()
    [made] = staff(shop, "add", **{kind: [{"name": "Oatlow"}]}).body["data"]
    assert staff(shop, "edit", kind=kind, id=made, changes={"name": "Peak"}).status == 200
    assert staff(shop, "edit", kind=kind, id=made, changes={"name": None}).status == 422
    assert read(shop, kind, made)["name"] == "Peak"
    assert staff(shop, "delete", kind=kind, id=made).body == {"data": {"id": made}}
    assert staff(shop, "delete", kind=kind, id=made).status == 404


def test_staff_may_lead_a_product_elsewhere_but_not_nowhere() -> None:
    shop = opened()
    product, brand = make(shop, "products", name="Mug"), make(shop, "brands", name="Oatlow")
    assert staff(shop, "edit", kind="products", id=product, changes={"brand_id": brand}).status == 200
    assert read(shop, "products", product)["brand"]["name"] == "Oatlow"
    assert staff(shop, "edit", kind="products", id=product, changes={"brand_id": NOBODY}).status == 422
    assert (
        staff(shop, "edit", kind="products", id=product, changes={"brand_id": None, "tag_ids": None}).status
        == 200
    )
    row = read(shop, "products", product)
    assert (row["brand"], row["tag_ids"]) == ({}, [])
