"""The endpoints that we use, as values: what to ask, how much may come back, and how it looks as a curl line. Pure.

The vendor's names and forms are in the table below, to be held against the vendor's document.
"""

import json
import re
import shlex
from dataclasses import dataclass
from typing import Any

from pipeline.errors import UsageError
from pipeline.store.address import Address
from pipeline.store.reply import Caller, Reply
from pipeline.text import clean, escaped

RECORD_CAP_BYTES = 1024 * 1024  # of the answer to a create, a delete or a single read
PAGE_CAP_BYTES = 32 * 1024 * 1024  # of a list page with up to 1,000 records
PAGE_SIZE = 1000  # the vendor's most

COLLECTIONS = {"customer": "/customers", "product": "/products"}
SEARCH_TYPES = {"customer": "customers", "product": "products"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that can be sent or shown; it knows neither host nor token."""

    method: str
    path: str
    params: dict[str, str] | None = None
    json: Any | None = None
    body_cap: int = RECORD_CAP_BYTES


async def send(caller: Caller, call: Call) -> Reply:
    """Make this one call and return how it ended."""
    return await caller.call(
        call.method, call.path, params=call.params, json=call.json, body_cap=call.body_cap
    )


def create(kind: str, payload: dict[str, Any]) -> Call:
    """POST /customers → 201 `{"data": {…}}`, POST /products → 200 `{"data": ["<uuid>"]}`."""
    return Call("POST", COLLECTIONS[kind], json=payload)


def read(kind: str, record_id: str) -> Call:
    """GET one record by its id."""
    return Call("GET", _record_path(kind, record_id))


def delete(kind: str, record_id: str) -> Call:
    """DELETE one record by its id; customers answer 204, products 200."""
    return Call("DELETE", _record_path(kind, record_id))


def find_product(sku: str) -> Call:
    """GET /products?sku=, exact; the vendor ignores every other parameter beside it."""
    return Call("GET", COLLECTIONS["product"], params={"sku": sku}, body_cap=PAGE_CAP_BYTES)


def search_product(sku: str) -> Call:
    """GET /search?type=products&sku=, lower-cased as the vendor's index is."""
    return _search("product", sku=sku.lower())


def search_customer(email: str) -> Call:
    """GET /search?type=customers&email=."""
    return _search("customer", email=email)


def page(kind: str, after: int = 0, page_size: int = PAGE_SIZE) -> Call:
    """GET a page of customers or products, ascending by version, those after version `after`."""
    return _listing(COLLECTIONS[kind], after, page_size)


def retailer() -> Call:
    """GET /retailer: the store's name, prefix, currency and tax mode."""
    return Call("GET", "/retailer")


def outlets(after: int = 0, page_size: int = PAGE_SIZE) -> Call:
    """GET a page of /outlets."""
    return _listing("/outlets", after, page_size)


def registers(after: int = 0, page_size: int = PAGE_SIZE) -> Call:
    """GET a page of /registers; their number sets the rate limit."""
    return _listing("/registers", after, page_size)


def taxes(after: int = 0, page_size: int = PAGE_SIZE) -> Call:
    """GET a page of /taxes."""
    return _listing("/taxes", after, page_size)


def suppliers(after: int = 0, page_size: int = PAGE_SIZE) -> Call:
    """GET a page of /suppliers."""
    return _listing("/suppliers", after, page_size)


def sales(after: int = 0, page_size: int = 1) -> Call:
    """GET a page of /sales; one is enough to know that a store is in use."""
    return _listing("/sales", after, page_size)


def customer_sales(customer_id: str) -> Call:
    """GET /search?type=sales&customer_id=: whether anything was sold to a customer."""
    return Call(
        "GET",
        "/search",
        params={"type": "sales", "customer_id": _checked_id(customer_id), "page_size": "1"},
        body_cap=PAGE_CAP_BYTES,
    )


def body_of(payload: Any) -> str:
    """Return a payload as the JSON text that is sent. Raises ValueError for NaN and infinities."""
    return json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def curl_line(address: Address, call: Call) -> str:
    """Return the call as a line for a POSIX shell; the token stands there as $XSERIES_TOKEN.

    What a terminal must not see stands as JSON escapes: the line is printed, copied and run without losing a character.
    """
    words = ["curl", "--request", call.method]
    if call.params:
        words.append("--get")
        for name, value in call.params.items():
            words += ["--data-urlencode", f"{name}={value}"]
    if call.json is not None:
        words += ["--header", "Content-Type: application/json", "--data-raw", escaped(body_of(call.json))]
    quoted = " ".join(shlex.quote(word) for word in words)
    url = shlex.quote(address.base_url + call.path)
    return f'{quoted} --header "Authorization: Bearer $XSERIES_TOKEN" {url}'


def _listing(path: str, after: int, page_size: int) -> Call:
    params = {"after": str(after), "page_size": str(page_size)}
    return Call("GET", path, params=params, body_cap=PAGE_CAP_BYTES)


def _search(kind: str, **terms: str) -> Call:
    params = {"type": SEARCH_TYPES[kind], **terms, "page_size": str(PAGE_SIZE)}
    return Call("GET", "/search", params=params, body_cap=PAGE_CAP_BYTES)


def _record_path(kind: str, record_id: str) -> str:
    return f"{COLLECTIONS[kind]}/{_checked_id(record_id)}"


def _checked_id(record_id: str) -> str:
    """Return the id; raise UsageError for one that isn't a UUID and could lead to another path (`../../x`)."""
    if not _UUID.fullmatch(record_id):
        raise UsageError(
            f'"{clean(record_id, 80)}" can\'t be the id of a record.',
            code="id-invalid",
            hint="Ids are UUIDs, as the store gave them.",
        )
    return record_id
