import json
import shlex

import pytest

from pipeline.errors import UsageError
from pipeline.http import calls
from pipeline.http.calls import PAGE_CAP_BYTES, RECORD_CAP_BYTES, Call
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.address import address_of
from pipeline.text import printable
from tests.support.store_support import RECORD_ID

LISTED = {"after": "7", "page_size": "1000"}


@pytest.mark.parametrize(
    ("call", "method", "path", "params", "cap"),
    [
        (endpoints.create("customer", {"a": 1}), "POST", "/customers", None, RECORD_CAP_BYTES),
        (endpoints.create("product", {"a": 1}), "POST", "/products", None, RECORD_CAP_BYTES),
        (endpoints.read("product", RECORD_ID), "GET", f"/products/{RECORD_ID}", None, RECORD_CAP_BYTES),
        (
            endpoints.delete("customer", RECORD_ID),
            "DELETE",
            f"/customers/{RECORD_ID}",
            None,
            RECORD_CAP_BYTES,
        ),
        (endpoints.find_product("APP-1"), "GET", "/products", {"sku": "APP-1"}, PAGE_CAP_BYTES),
        (
            endpoints.search_product("APP-1"),
            "GET",
            "/search",
            {"type": "products", "sku": "app-1", "page_size": "1000"},
            PAGE_CAP_BYTES,
        ),
        (
            endpoints.search_customer("a+b@example.com"),
            "GET",
            "/search",
            {"type": "customers", "email": "a+b@example.com", "page_size": "1000"},
            PAGE_CAP_BYTES,
        ),
        (endpoints.page("customer", 7), "GET", "/customers", LISTED, PAGE_CAP_BYTES),
        (endpoints.page("product", 7), "GET", "/products", LISTED, PAGE_CAP_BYTES),
        (endpoints.outlets(7), "GET", "/outlets", LISTED, PAGE_CAP_BYTES),
        (endpoints.registers(7), "GET", "/registers", LISTED, PAGE_CAP_BYTES),
        (endpoints.taxes(7), "GET", "/taxes", LISTED, PAGE_CAP_BYTES),
        (endpoints.page("customer_group", 7), "GET", "/customer_groups", LISTED, PAGE_CAP_BYTES),
        (endpoints.page("supplier", 7), "GET", "/suppliers", LISTED, PAGE_CAP_BYTES),
        (endpoints.page("brand", 7), "GET", "/brands", LISTED, PAGE_CAP_BYTES),
        (endpoints.page("tag", 7), "GET", "/tags", LISTED, PAGE_CAP_BYTES),
        (endpoints.category_page(), "GET", "/product_categories", {"page_size": "1000"}, PAGE_CAP_BYTES),
        (
            endpoints.category_page(RECORD_ID),
            "GET",
            "/product_categories",
            {"after": RECORD_ID, "page_size": "1000"},
            PAGE_CAP_BYTES,
        ),
        (endpoints.delete_category(RECORD_ID), "DELETE", "/product_categories/bulk", None, RECORD_CAP_BYTES),
        (
            endpoints.group_customers(RECORD_ID),
            "GET",
            f"/customer_groups/{RECORD_ID}/customers",
            None,
            PAGE_CAP_BYTES,
        ),
        (
            endpoints.products_with("brand_id", RECORD_ID),
            "GET",
            "/search",
            {"type": "products", "brand_id": RECORD_ID, "page_size": "1"},
            PAGE_CAP_BYTES,
        ),
        (endpoints.sales(), "GET", "/sales", {"after": "0", "page_size": "1"}, PAGE_CAP_BYTES),
        (endpoints.retailer(), "GET", "/retailer", None, RECORD_CAP_BYTES),
        (
            endpoints.customer_sales(RECORD_ID),
            "GET",
            "/search",
            {"type": "sales", "customer_id": RECORD_ID, "page_size": "1"},
            PAGE_CAP_BYTES,
        ),
    ],
)
def test_each_endpoint_asks_as_the_vendor_documents(
    call: Call, method: str, path: str, params: dict[str, str] | None, cap: int
) -> None:
    assert (call.method, call.path, call.params, call.body_cap) == (method, path, params, cap)


@pytest.mark.parametrize("record_id", ["../../x", "..", "", f"{RECORD_ID}/all", f"{RECORD_ID}\n", "x" * 36])
def test_an_id_that_is_no_uuid_never_becomes_a_path(record_id: str) -> None:
    for build in (endpoints.read, endpoints.delete):
        with pytest.raises(UsageError):
            build("product", record_id)
    for ask in (
        endpoints.customer_sales,
        endpoints.delete_category,
        endpoints.group_customers,
        lambda each: endpoints.products_with("brand_id", each),
    ):
        with pytest.raises(UsageError):
            ask(record_id)


def test_a_curl_line_is_one_command_that_names_the_token_only_by_its_variable() -> None:
    payload = {"first_name": "O'Hara; $(id) `id`", "note": 'a "b"\nc'}
    line = calls.curl_line(address_of("mystore"), endpoints.create("customer", payload))
    words = shlex.split(line)
    assert "\n" not in line
    assert words[0] == "curl"
    assert words[-1] == "https://mystore.retail.lightspeed.app/api/2.0/customers"
    assert words[words.index("--data-raw") + 1] == calls.body_of(payload)
    assert words.count("Authorization: Bearer $XSERIES_TOKEN") == 1


def test_a_curl_line_survives_a_terminal_with_every_character_of_its_payload() -> None:
    payload = {
        "first_name": "Zoe\u0308 \U0001f469\u200d\U0001f52c",
        "note": "a\tb\nc\u202e\x1b[31m\x7f\u00ad",
    }
    line = calls.curl_line(address_of("mystore"), endpoints.create("customer", payload))
    assert printable(line) == line
    words = shlex.split(line)
    assert json.loads(words[words.index("--data-raw") + 1]) == payload


def test_a_curl_line_encodes_what_is_searched_for() -> None:
    line = calls.curl_line(address_of("mystore"), endpoints.search_customer("a+b@example.com"))
    assert "--get" in line
    assert "--data-urlencode email=a+b@example.com" in line
