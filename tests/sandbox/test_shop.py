"""The shop's rules as tables, and both answers to everything that is assumed about the API."""

from typing import Any

import pytest

from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiAnswer, ApiCall
from tests.support.pure_shop import NOW_S, RETAILER, ask, make_family, opened, variants_of

CUSTOMER = {"first_name": "Ada", "last_name": "Okafor", "email": "ada@example.com"}
PRODUCT = {"name": "Linen Shirt", "sku": "APP-1", "price_including_tax": 39.95}


def fields(answer: ApiAnswer) -> set[str]:
    return set(answer.body["fields"])


@pytest.mark.parametrize(
    ("body", "status", "wrong"),
    [
        ({}, 422, {"first_name", "last_name"}),
        ({"first_name": None, "last_name": None}, 201, set()),
        ({**CUSTOMER, "email": None}, 201, set()),
        ({**CUSTOMER, "email": 5}, 422, {"email"}),
        ({**CUSTOMER, "do_not_email": "yes"}, 422, {"do_not_email"}),
        ({**CUSTOMER, "on_account_limit": "5"}, 422, {"on_account_limit"}),
        ({**CUSTOMER, "on_account_limit": True}, 422, {"on_account_limit"}),
        ({**CUSTOMER, "gender": "X"}, 422, {"gender"}),
        ({**CUSTOMER, "gender": "F"}, 201, set()),
        ({**CUSTOMER, "physical_country_id": "USA"}, 422, {"physical_country_id"}),
        ({**CUSTOMER, "physical_country_id": ""}, 201, set()),
        ({**CUSTOMER, "customer_group_id": "nobody"}, 422, {"customer_group_id"}),
        ({**CUSTOMER, "unheard_of": [1]}, 201, set()),
    ],
)
def test_customer_bodies(body: dict[str, Any], status: int, wrong: set[str]) -> None:
    answer = ask(opened(), "POST", "/customers", body)
    assert answer.status == status
    assert (fields(answer) if wrong else set()) == wrong


@pytest.mark.parametrize(
    ("body", "status", "wrong"),
    [
        ({"sku": "A"}, 422, {"name"}),
        ({"name": "  "}, 422, {"name"}),
        ({"name": "Shirt #1"}, 422, {"name"}),
        ({"name": "Shirt & Tie"}, 422, {"name"}),
        ({"name": "$hirt"}, 422, {"name"}),
        ({"name": "Shirt"}, 200, set()),
        ({**PRODUCT, "price_excluding_tax": 30}, 422, {"price_including_tax"}),
        ({**PRODUCT, "price_excluding_tax": None}, 200, set()),
        ({**PRODUCT, "price_including_tax": "39.95"}, 422, {"price_including_tax"}),
        ({**PRODUCT, "price_including_tax": float("inf")}, 422, {"price_including_tax"}),
        ({**PRODUCT, "price_including_tax": 1e300}, 422, {"price_including_tax"}),
        ({**PRODUCT, "supply_price": 10**400}, 422, {"supply_price"}),
        ({**PRODUCT, "is_active": 1}, 422, {"is_active"}),
        ({**PRODUCT, "brand_id": "nobody"}, 422, {"brand_id"}),
        ({**PRODUCT, "tag_ids": ["nobody"]}, 422, {"tag_ids"}),
        ({**PRODUCT, "product_category_id": "none"}, 422, {"product_category_id"}),
        ({**PRODUCT, "inventory": [{"outlet_id": "none", "current_amount": 3}]}, 422, {"inventory"}),
        ({**PRODUCT, "product_codes": [{"type": "QR", "code": "1"}]}, 422, {"product_codes"}),
        ({**PRODUCT, "product_codes": [{"type": "EAN", "code": 4}]}, 422, {"product_codes"}),
        ({**PRODUCT, "product_codes": [{"type": "EAN", "code": "APP-2"}]}, 200, set()),
        ({**PRODUCT, "variants": [{"variant_definitions": 5}]}, 422, {"variant_definitions"}),
        ({**PRODUCT, "colour_of_the_sky": "blue"}, 200, set()),
    ],
)
def test_product_bodies(body: dict[str, Any], status: int, wrong: set[str]) -> None:
    answer = ask(opened(), "POST", "/products", body)
    assert answer.status == status
    assert (fields(answer) if wrong else set()) == wrong


@pytest.mark.parametrize(
    ("options", "status", "place"),
    [({}, 422, "fields"), ({"duplicate": "details"}, 422, "details"), ({"duplicate": "409"}, 409, None)],
)
def test_duplicate_product_is_answered_as_chosen(
    options: dict[str, Any], status: int, place: str | None
) -> None:
    shop = opened(**options)
    (first,) = ask(shop, "POST", "/products", PRODUCT).body["data"]
    answer = ask(shop, "POST", "/products", PRODUCT)
    assert answer.status == status
    assert set(answer.body) == {"error"} | ({place} if place else set())
    if place:
        assert answer.body[place]["sku_existing_id"] == answer.body[place]["name_existing_id"] == first


@pytest.mark.parametrize(
    ("body", "clash"),
    [
        ({"name": "Other", "sku": "APP-1"}, "sku"),
        ({"name": "Other", "sku": "app-1"}, "sku"),
        ({"name": "LINEN shirt", "sku": "APP-2"}, "name"),
        ({"name": "Other", "sku": "4006381333931"}, "sku"),
        (
            {"name": "Other", "sku": "APP-2", "product_codes": [{"type": "CUSTOM", "code": "APP-1"}]},
            "product_codes",
        ),
        ({"name": "Discount", "sku": "APP-2"}, "name"),
    ],
)
def test_names_skus_and_codes_clash_with_each_other(body: dict[str, Any], clash: str) -> None:
    shop = opened()
    ask(shop, "POST", "/products", {**PRODUCT, "product_codes": [{"type": "EAN", "code": "4006381333931"}]})
    assert clash in fields(ask(shop, "POST", "/products", body))


def test_case_tells_skus_apart_where_chosen() -> None:
    shop = opened(case_sensitive=True)
    ask(shop, "POST", "/products", PRODUCT)
    assert ask(shop, "POST", "/products", {"name": "linen shirt", "sku": "app-1"}).status == 200
    assert ask(shop, "POST", "/products", {"name": "linen shirt", "sku": "App-1"}).status == 422


@pytest.mark.parametrize(("keeps", "status"), [(False, 200), (True, 422)])
def test_keys_of_deleted_products_are_free_unless_kept(keeps: bool, status: int) -> None:
    shop = opened(deleted_keep_keys=keeps)
    (first,) = ask(shop, "POST", "/products", PRODUCT).body["data"]
    ask(shop, "DELETE", f"/products/{first}")
    assert ask(shop, "POST", "/products", PRODUCT).status == status


@pytest.mark.parametrize(("code_repeat", "status"), [("accept", 201), ("422", 422), ("409", 409)])
def test_repeated_customer_code_is_answered_as_chosen(code_repeat: str, status: int) -> None:
    shop = opened(code_repeat=code_repeat)
    ask(shop, "POST", "/customers", {**CUSTOMER, "customer_code": "VIP-1"})
    assert ask(shop, "POST", "/customers", {**CUSTOMER, "customer_code": "VIP-1"}).status == status
    other = ask(shop, "POST", "/customers", CUSTOMER).body["data"]["id"]
    assert ask(shop, "PUT", f"/customers/{other}", {"customer_code": "VIP-1"}).status == (
        200 if status == 201 else status
    )
    assert ask(shop, "PUT", f"/customers/{other}", {"customer_code": "VIP-2"}).status == 200
    assert ask(shop, "PUT", f"/customers/{other}", {"customer_code": "VIP-2"}).status == 200


@pytest.mark.parametrize("status", [400, 422])
def test_wrong_types_are_answered_as_chosen(status: int) -> None:
    shop = opened(wrong_type_status=status)
    assert ask(shop, "POST", "/customers", {**CUSTOMER, "phone": 1}).status == status
    assert ask(shop, "POST", "/products", {**PRODUCT, "name": 1}).status == status


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"note": "card 4111111111111111 ok"}, {"note": "card **************** ok"}),
        ({"first_name": "1234567890123"}, {"first_name": "*************"}),
        ({"physical_address_1": "1" * 19}, {"physical_address_1": "*" * 19}),
        ({"custom_field_2": "1" * 20}, {"custom_field_2": "1" * 20}),
        ({"note": "123456789012"}, {"note": "123456789012"}),
        ({"phone": "4111111111111111"}, {"phone": "4111111111111111"}),
    ],
)
def test_card_numbers_are_redacted_without_a_word(sent: dict[str, str], kept: dict[str, str]) -> None:
    answer = ask(opened(), "POST", "/customers", {**CUSTOMER, **sent})
    assert answer.status == 201
    assert {name: answer.body["data"][name] for name in kept} == kept


@pytest.mark.parametrize(
    ("field", "sent", "including", "excluding"),
    [
        ("price_including_tax", 39.95, 39.95, 36.31818),
        ("price_excluding_tax", 39.95, 43.945, 39.95),
        ("price_including_tax", 0, 0, 0),
    ],
)
def test_other_price_follows_the_default_tax(
    field: str, sent: float, including: float, excluding: float
) -> None:
    shop = opened()
    (made,) = ask(shop, "POST", "/products", {"name": "Shirt", field: sent}).body["data"]
    product = ask(shop, "GET", f"/products/{made}").body["data"]
    assert (product["price_including_tax"], product["price_excluding_tax"]) == (including, excluding)


@pytest.mark.parametrize("exclusive", [False, True])
def test_retailer_tells_the_tax_mode(exclusive: bool) -> None:
    shop = opened(tax_exclusive=exclusive, currency="NZD", prefix="kiwi")
    data = ask(shop, "GET", "/retailer").body["data"]
    assert (data["tax_exclusive"], data["currency"]["code"], data["domain_prefix"]) == (
        exclusive,
        "NZD",
        "kiwi",
    )
    outlet = ask(shop, "GET", "/outlets").body["data"][0]
    assert outlet["display_prices"] == ("exclusive" if exclusive else "inclusive")


@pytest.mark.parametrize(
    ("given", "chosen", "active"), [(None, True, True), (None, False, False), (False, True, False)]
)
def test_active_without_being_asked_is_a_choice(given: bool | None, chosen: bool, active: bool) -> None:
    shop = opened(active_by_default=chosen)
    (made,) = ask(shop, "POST", "/products", {"name": "Shirt", "is_active": given}).body["data"]
    assert ask(shop, "GET", f"/products/{made}").body["data"]["active"] is active


def test_variants_are_a_family_with_one_id_each() -> None:
    shop = opened()
    [first, second] = variants_of(shop, "S", "L")
    ids = make_family(shop, variants=[first, {**second, "price_excluding_tax": 30}])
    small, large = (ask(shop, "GET", f"/products/{each}").body["data"] for each in ids)
    assert (small["variant_name"], large["variant_name"]) == ("Tee / S", "Tee / L")
    assert (small["price_including_tax"], large["price_excluding_tax"]) == (20, 30)
    assert large["variant_parent_id"] == small["id"]
    assert small["handle"] == large["handle"]
    assert ask(shop, "DELETE", f"/products/{ids[1]}/all").status == 200
    assert [ask(shop, "GET", f"/products/{each}").status for each in ids] == [404, 404]
    assert ask(shop, "DELETE", f"/products/{ids[0]}/all").status == 404


def test_one_variant_goes_alone() -> None:
    shop = opened()
    ids = make_family(shop, "S", "L")
    ask(shop, "DELETE", f"/products/{ids[0]}")
    assert [ask(shop, "GET", f"/products/{each}").status for each in ids] == [404, 200]


def test_missing_sku_is_made_up_and_unique() -> None:
    shop = opened()
    ask(shop, "POST", "/products", {"name": "First", "sku": "10003"})
    for name in ("Second", "Third"):
        assert ask(shop, "POST", "/products", {"name": name}).status == 200
    skus = [row["sku"] for row in ask(shop, "GET", "/products").body["data"]]
    assert len(set(skus)) == 4


def test_put_keeps_what_is_not_sent_and_clears_nulls() -> None:
    shop = opened()
    made = ask(shop, "POST", "/customers", {**CUSTOMER, "phone": "1", "mobile": "2"}).body["data"]
    changed = ask(
        shop, "PUT", f"/customers/{made['id']}", {"phone": None, "last_name": "Eze", "id": "x"}
    ).body["data"]
    assert (changed["id"], changed["mobile"], changed["name"]) == (made["id"], "2", "Ada Eze")
    assert "phone" not in changed
    assert changed["version"] > made["version"]
    assert changed["created_at"] == made["created_at"]
    assert ask(shop, "PUT", "/customers/nobody", {}).status == 404
    assert ask(shop, "PUT", f"/customers/{made['id']}", {"phone": 3}).status == 422


@pytest.mark.parametrize("status", [404, 410])
def test_repeated_delete_is_answered_as_chosen(status: int) -> None:
    shop = opened(repeated_delete_status=status)
    made = ask(shop, "POST", "/customers", CUSTOMER).body["data"]["id"]
    assert [ask(shop, "DELETE", f"/customers/{made}").status for _ in range(2)] == [204, status]


def test_deleted_record_can_be_readable() -> None:
    for readable, status in ((False, 404), (True, 200)):
        shop = opened(deleted_readable=readable)
        made = ask(shop, "POST", "/customers", CUSTOMER).body["data"]["id"]
        ask(shop, "DELETE", f"/customers/{made}")
        assert ask(shop, "GET", f"/customers/{made}").status == status


def test_inexact_search_gives_neighbours_too() -> None:
    for exact, hits in ((True, 1), (False, 2)):
        shop = opened(search_exact=exact)
        for number in (1, 2):
            ask(shop, "POST", "/products", {"name": f"Shirt {number}", "sku": f"APP-{number}"})
        assert len(ask(shop, "GET", "/search", type="products", sku="app-1").body["data"]) == hits


def test_search_pages_filters_and_sorts() -> None:
    shop = opened()
    for number in range(5):
        ask(
            shop,
            "POST",
            "/customers",
            {**CUSTOMER, "first_name": f"A{number}", "email": f"{number % 2}@example.com"},
        )

    def names(**query: Any) -> list[str]:
        data = ask(shop, "GET", "/search", type="customers", **query).body["data"]
        return [row["first_name"] for row in data]

    assert names(email="0@example.com") == ["A0", "A2", "A4"]
    assert names(email="0@EXAMPLE.com", offset=1, page_size=1) == ["A2"]
    assert names(email="0@example.com", first_name="a4") == ["A4"]
    assert names(last_name="okafor", order_by="first_name", order_direction="desc")[0] == "A4"
    assert names(**{"last_name": "okafor", "-first_name": "A1"}) == ["A0", "A2", "A3", "A4"]


@pytest.mark.parametrize(("options", "query", "rows"), [
    ({}, {"page_size": 2}, 2), ({"max_page_size": 3}, {"page_size": 100}, 3), ({"default_page_size": 1}, {}, 1),
    ({}, {"before": 10}, 2), ({}, {"after": 9}, 3), ({}, {"after": 9, "before": 12}, 2),
])  # fmt: skip
def test_page_bounds(options: dict[str, Any], query: dict[str, Any], rows: int) -> None:
    shop = opened(**options)  # versions 1 to 8 are the opening's, the walk-in customer has 5
    for _ in range(4):
        ask(shop, "POST", "/customers", CUSTOMER)
    page = ask(shop, "GET", "/customers", **query).body
    assert len(page["data"]) == rows
    versions = [row["version"] for row in page["data"]]
    assert page["version"] == {"min": min(versions), "max": max(versions)}


def test_registers_follow_the_option_and_keep_their_ids() -> None:
    shop = opened(registers=3)
    first = [row["id"] for row in ask(shop, "GET", "/registers").body["data"]]
    again = Shop(SandboxOptions(registers=2), RETAILER)
    moved = again.open(NOW_S, tuple(shop.rows.saved()))
    assert [row["id"] for row in ask(again, "GET", "/registers").body["data"]] == first[:2]
    assert [row.kind for row in moved] == ["registers"]


def test_repeated_brand_names_clash() -> None:
    shop = opened()
    made = ask(shop, "POST", "/brands", {"name": "Northwind Loom"})
    assert isinstance(made.body["data"], str)
    again = ask(shop, "POST", "/brands", {"name": "northwind loom"})
    assert again.body["fields"]["name_existing_id"] == made.body["data"]
    assert ask(shop, "POST", "/tags", {}).status == 422
    assert ask(shop, "POST", "/products", {**PRODUCT, "brand_id": made.body["data"]}).status == 200


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"price_including_tax": 11}, 200, {"price_including_tax": 11, "price_excluding_tax": 10}),
        ({"name": "Shirt & Tie #2"}, 200, {"name": "Shirt & Tie #2"}),
        ({"description": None}, 200, {"sku": "APP-1"}),
        ({"sku": None}, 422, {}),
        ({"name": 3}, 422, {}),
    ],
)
def test_staff_may_edit_more_than_the_api_lets(
    changes: dict[str, Any], status: int, told: dict[str, Any]
) -> None:
    shop = opened()
    (made,) = ask(shop, "POST", "/products", {**PRODUCT, "description": "soft"}).body["data"]
    body = {"kind": "products", "id": made, "changes": changes}
    answer = shop.serve_staff("edit", ApiCall("POST", "edit", body=body, actor="staff"), NOW_S).answer
    assert answer.status == status
    product = ask(shop, "GET", f"/products/{made}").body["data"]
    assert {name: product[name] for name in told} == told
    assert ("description" in product) != ("description" in changes)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [("Ada", "Eze", "Ada Eze"), ("Ada", None, "Ada"), (None, "Eze", "Eze"), (None, None, None)],
)
def test_full_name_is_put_together_and_null_names_stay_keys(
    first: str | None, last: str | None, name: str | None
) -> None:
    data = ask(opened(), "POST", "/customers", {"first_name": first, "last_name": last}).body["data"]
    assert (data["first_name"], data["last_name"]) == (first, last)
    assert data.get("name") == name
    assert ("name" in data) == (name is not None)


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        ("/suppliers", {"contact": {"phone": -1}}, "contact"),
        ("/suppliers", {"default_markup": "5"}, "default_markup"),
        ("/customer_groups", {"retailer_id": 5}, "retailer_id"),
        ("/customer_groups", {"group_id": ["VIP"]}, "group_id"),
        ("/customer_groups", {"version": "5"}, "version"),
        ("/brands", {"description": 5}, "description"),
        ("/tags", {"name": 5}, "name"),
        ("/products", {"account_code_sale": 5}, "account_code_sale"),
        ("/products", {"product_suppliers": {"price": 5}}, "product_suppliers"),
        ("/products", {"all_outlets_tax": "none"}, "all_outlets_tax"),
        ("/products", {"composite": 5}, "composite"),
        ("/products", {"composite": [{"product_id": "x", "quantity": "2"}]}, "composite"),
        ("/products", {"product_codes": [{"type": "CUSTOM", "code": 5}]}, "product_codes"),
        ("/products", {"product_suppliers": [{"price": "5"}]}, "product_suppliers"),
        ("/products", {"outlet_taxes": [{"tax_id": 5}]}, "outlet_taxes"),
        ("/products", {"all_outlets_tax": {"is_default": "no"}}, "all_outlets_tax"),
        ("/products", {"images": [{"index": 1.5}]}, "images"),
        ("/products", {"variants": [{"product_codes": [["5"]]}]}, "product_codes"),
        ("/products", {"variants": [{"variant_definitions": [{"value": 5}]}]}, "variant_definitions"),
    ],
)
def test_fields_have_the_types_of_the_vendors_document(path: str, body: dict[str, Any], wrong: str) -> None:
    answer = ask(opened(), "POST", path, {"name": "One", **body})
    assert (answer.status, list(answer.body["fields"])) == (422, [wrong])


def test_what_a_store_sets_of_a_group_is_not_taken_from_a_client() -> None:
    shop = opened()
    sent = {"name": "VIP", "group_id": "MINE", "retailer_id": "other", "version": 1, "deleted_at": None}
    made = ask(shop, "POST", "/customer_groups", sent).body["data"]
    assert (made["retailer_id"], made["group_id"][:4]) == (RETAILER, "VIP-")
    changed = ask(shop, "PUT", f"/customer_groups/{made['id']}", {**sent, "name": "Gold"}).body["data"]
    assert {**changed, "name": 0, "version": 0, "updated_at": 0} == {
        **made,
        "name": 0,
        "version": 0,
        "updated_at": 0,
    }
