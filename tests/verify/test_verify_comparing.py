"""What a store may write differently is no difference; what somebody changed is."""

import dataclasses
from typing import Any

import pytest

from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.stores.comparing import FieldDifference, compare, text_of, values_of
from pipeline.stores.xseries.resources import resource_of
from tests.support.toy import KEPT

SENT_PRODUCT = {"sku": "A-1", "name": "Lamp", "price_including_tax": 29.95, "is_active": True}
SENT_CUSTOMER = {"first_name": "Zoë", "last_name": "Example", "email": "zoe@example.com"}


@pytest.mark.parametrize(
    ("kind", "name", "sent", "held"),
    [
        (CUSTOMER, "phone", "+1 555", " +1 555 "),
        (CUSTOMER, "first_name", "Zoe\u0308", "Zo\u00eb"),
        (CUSTOMER, "note", "a\r\nb", "a\nb"),
        (CUSTOMER, "note", None, ""),
        (CUSTOMER, "company_name", "", None),
        (CUSTOMER, "email", "Zoe@Example.com", "zoe@example.com"),
        (CUSTOMER, "physical_country_id", "us", "US"),
        (CUSTOMER, "date_of_birth", "1990-02-03", "1990-02-03T00:00:00+00:00"),
        (CUSTOMER, "do_not_email", False, None),
        (CUSTOMER, "on_account_limit", 12.5, "12.50"),
        (PRODUCT, "price_including_tax", 29.95, 29.949998),
        (PRODUCT, "price_including_tax", 29.9, "29.90000"),
        (PRODUCT, "supply_price", None, 0),
        (PRODUCT, "weight", 1.5, 1.5000001),
        (PRODUCT, "is_active", True, "true"),
        (PRODUCT, "is_active", True, 1),
    ],
)
def test_a_stores_own_way_of_writing_is_no_difference(kind: Kind, name: str, sent: Any, held: Any) -> None:
    assert compare(resource_of(kind), {name: sent}, {name: held}) == ()


@pytest.mark.parametrize(
    ("kind", "name", "sent", "held"),
    [
        (CUSTOMER, "phone", "+1 555", "+1 556"),
        (CUSTOMER, "phone", "+1 555", None),
        (CUSTOMER, "first_name", "Zoe", "zoe"),
        (CUSTOMER, "date_of_birth", "1990-02-03", "1990-02-04"),
        (CUSTOMER, "do_not_email", True, False),
        (PRODUCT, "price_including_tax", 29.95, 29.96),
        (PRODUCT, "price_including_tax", 29.95, None),
        (PRODUCT, "price_including_tax", 29.95, "NaN"),
        (PRODUCT, "is_active", True, False),
        (PRODUCT, "weight", 1.5, 1.6),
    ],
)
def test_a_change_is_a_difference(kind: Kind, name: str, sent: Any, held: Any) -> None:
    assert [each.field for each in compare(resource_of(kind), {name: sent}, {name: held})] == [name]


def test_fields_that_were_not_sent_count_when_somebody_filled_them() -> None:
    row = {**SENT_CUSTOMER, "note": "prefers mornings", "customer_code": "Zoe-1", "enable_loyalty": True}
    assert compare(resource_of(CUSTOMER), SENT_CUSTOMER, row) == (
        FieldDifference("note", "", "prefers mornings"),
    )


def test_what_a_store_adds_to_a_product_is_no_difference_and_handmade_things_are() -> None:
    row = {
        **SENT_PRODUCT,
        "handle": "lamp",
        "source": "USER",
        "price_excluding_tax": 27.22727,
        "supply_price": 0,
        "images": [],
        "tag_ids": [],
        "brand_id": None,
    }
    assert compare(resource_of(PRODUCT), SENT_PRODUCT, row) == ()
    worked_on = {**row, "brand_id": "b", "tag_ids": ["t1", "t2"]}
    assert [each.field for each in compare(resource_of(PRODUCT), SENT_PRODUCT, worked_on)] == [
        "brand_name",
        "tags",
    ]


def test_the_price_is_compared_in_the_field_that_was_sent() -> None:
    sent = {"sku": "A-1", "price_excluding_tax": 10.0}
    row = {"sku": "A-1", "price_including_tax": 11.5, "price_excluding_tax": 10}
    assert compare(resource_of(PRODUCT), sent, row) == ()
    assert [
        each.field for each in compare(resource_of(PRODUCT), sent, {**row, "price_excluding_tax": 9})
    ] == ["price_excluding_tax"]


def test_active_is_read_under_its_other_name() -> None:
    assert compare(resource_of(PRODUCT), {"is_active": True}, {"active": True}) == ()
    assert len(compare(resource_of(PRODUCT), {"is_active": True}, {"active": False})) == 1


def test_an_account_code_is_compared_only_where_the_store_shows_one() -> None:
    sent = {"account_code_sale": "200"}
    assert compare(resource_of(PRODUCT), sent, {}) == ()
    assert compare(resource_of(PRODUCT), sent, {"account_code": "200"}) == ()
    assert [each.field for each in compare(resource_of(PRODUCT), sent, {"account_code": "300"})] == [
        "account_code_sale"
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "redacted"),
    [
        ("card 4111111111111111 ok", "card **************** ok", True),
        ("card 4111 1111 1111 1111 ok", "card XXXX XXXX XXXX 1111 ok", True),
        ("card 4111111111111111 ok", "card  ok", True),
        ("4111111111111111", "", True),
        ("4111111111111111", None, True),
        ("4111111111111111 and 5500005555555559", "**** and ****", True),
        ("card 4111111111111111 ok", "card [REDACTED] ok", True),
        ("card 4111111111111111 ok", "no card ok", False),
        ("card 4111111111111111 ok", "card hello ok", False),
        ("card 4111111111111111 ok", "card 4222222222222222 ok", False),
        ("call 555 0100", "call ***", False),
        ("id 12345678901234567890", "id ***", False),
    ],
)
def test_what_the_store_blanks_by_itself_is_told_apart(ours: str, theirs: str | None, redacted: bool) -> None:
    (difference,) = compare(resource_of(CUSTOMER), {"note": ours}, {"note": theirs})
    assert difference.redacted is redacted


def test_values_are_shown_as_texts() -> None:
    shown = [text_of(each) for each in (None, True, 29.9, 1e-7, ["a", {"name": "b"}], {"id": "c"}, "d")]
    assert shown == ["", "true", "29.9", "0.0000001", "a, b", "c", "d"]


def test_a_field_that_the_store_shows_inside_another_is_read_where_it_is() -> None:
    nested = dataclasses.replace(KEPT, held={"products": lambda row: [each["id"] for each in row["parts"]]})
    sent = values_of(
        nested,
        {"code": "B-1", "product_ids": ["id-1", "id-2"]},
        {"id-1": "SKU-1", "id-2": "SKU-2"}.__getitem__,
    )
    row = {"code": "B-1", "parts": [{"id": "id-2"}, {"id": "id-3"}]}
    called = {"id-2": "SKU-2", "id-3": "SKU-3"}.__getitem__
    assert compare(nested, sent, row, called) == (
        FieldDifference("products", "SKU-1, SKU-2", "SKU-2, SKU-3"),
    )


@pytest.mark.parametrize(("levels", "differs"), [([4, 2], False), ([2, 4], True), (None, False)])
def test_a_step_that_puts_several_fields_is_compared_as_one_value_where_the_row_tells(
    levels: Any, differs: bool
) -> None:
    (note,) = KEPT.steps
    stock = dataclasses.replace(note, name="stock", found=lambda row, _terms: row.get("levels"))
    found = compare(dataclasses.replace(KEPT, steps=(stock,)), {"stock": [4, 2]}, {"levels": levels})
    assert [each.field for each in found] == ["stock"] * differs
