"""The endpoints that we use, as values: what to ask, how much may come back, and how it looks as a curl line. Pure.

The vendor's names and forms are in the table below, to be held against the vendor's document.
"""

from typing import Any

from pipeline.errors import UsageError
from pipeline.http.calls import PAGE_CAP_BYTES, Call
from pipeline.http.uploads import Upload
from pipeline.stores.xseries.reading.rows import is_id
from pipeline.text import clean

PAGE_SIZE = 1000  # the vendor's most
STOCK_PAGE_SIZE = 5000  # the same, of stock by POST
CHANGES_VERSION = "2.1"  # has product changes and more variants, which 2.0 has not

COLLECTIONS = {
    "customer_group": "/customer_groups",
    "supplier": "/suppliers",
    "brand": "/brands",
    "tag": "/tags",
    "option": "/variant_attributes",
    "customer": "/customers",
    "product": "/products",
}
CATEGORIES = "/product_categories"
SEARCH_TYPES = {"customer": "customers", "product": "products"}


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


def products_with(name: str, named_id: str) -> Call:
    """GET /search?type=products&brand_id= or supplier_id, tag_id, product_type_id: one product that has it, if any."""
    params = {"type": SEARCH_TYPES["product"], name: _checked_id(named_id), "page_size": "1"}
    return Call("GET", "/search", params=params, body_cap=PAGE_CAP_BYTES)


def group_customers(group_id: str) -> Call:
    """GET /customer_groups/{id}/customers."""
    return Call("GET", f"{_record_path('customer_group', group_id)}/customers", body_cap=PAGE_CAP_BYTES)


def create_categories(nodes: list[dict[str, Any]]) -> Call:
    """POST /product_categories/bulk → 200 `{"data": [{id, payload_id, name, parent_category_id}]}`."""
    return Call("POST", f"{CATEGORIES}/bulk", json={"categories": nodes})


def options() -> Call:
    """GET /variant_attributes: all of them, without pages."""
    return Call("GET", COLLECTIONS["option"], body_cap=PAGE_CAP_BYTES)


def add_variant(body: dict[str, Any]) -> Call:
    """POST /products of 2.1 and the dated versions: one more variant, `{common: {name}, details: {…}}`."""
    return Call("POST", COLLECTIONS["product"], json=body, version=CHANGES_VERSION)


def change_product(product_id: str, body: dict[str, Any]) -> Call:
    """PUT /products/{id} of 2.1 and the dated versions: `common` for the whole family, `details` for this one."""
    return Call("PUT", _record_path("product", product_id), json=body, version=CHANGES_VERSION)


def change_customer(customer_id: str, body: dict[str, Any]) -> Call:
    """PUT /customers/{id} → 200 `{"data": {…}}`."""
    return Call("PUT", _record_path("customer", customer_id), json=body)


def upload_image(product_id: str, upload: Upload) -> Call:
    """POST /products/{id}/actions/image_upload → 201 `{"data": {id, product_id, position, status, version}}`."""
    return Call("POST", f"{_record_path('product', product_id)}/actions/image_upload", upload=upload)


def read_image(image_id: str) -> Call:
    """GET /product_images/{id}: whether the store still works on it."""
    return Call("GET", f"/product_images/{_checked_id(image_id)}")


def find_products_named(name: str) -> Call:
    """GET /products?name=: a whole family; the vendor ignores every other parameter beside it."""
    return Call("GET", COLLECTIONS["product"], params={"name": name}, body_cap=PAGE_CAP_BYTES)


def stock_page(after: int = 0, *, by_post: bool = False) -> Call:
    """GET a page of /inventory after a version; POST in the later dated versions, which is a read all the same."""
    if by_post:
        body = {"after": after, "size": STOCK_PAGE_SIZE, "sort_direction": "ASC"}
        return Call("POST", "/inventory", json=body, body_cap=PAGE_CAP_BYTES)
    return _listing("/inventory", after, PAGE_SIZE)


def product_stock(product_id: str, *, by_post: bool = False) -> Call:
    """GET /products/{id}/inventory, or /inventory/{id} in the later dated versions."""
    path = (
        f"/inventory/{_checked_id(product_id)}"
        if by_post
        else f"{_record_path('product', product_id)}/inventory"
    )
    return Call("GET", path, body_cap=PAGE_CAP_BYTES)


def delete_category(category_id: str) -> Call:
    """DELETE /product_categories/bulk with a body: the category, and all that stand below it."""
    return Call("DELETE", f"{CATEGORIES}/bulk", json={"category_ids": [_checked_id(category_id)]})


def category_page(after: str | None = None, page_size: int = PAGE_SIZE) -> Call:
    """GET a page of /product_categories, those after the id `after`."""
    params = {"page_size": str(page_size)} | ({"after": after} if after is not None else {})
    return Call("GET", CATEGORIES, params=params, body_cap=PAGE_CAP_BYTES)


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
    if not is_id(record_id):
        raise UsageError(
            f'"{clean(record_id, 80)}" can\'t be the id of a record.',
            code="id-invalid",
            hint="Ids are UUIDs, as the store gave them.",
        )
    return record_id
