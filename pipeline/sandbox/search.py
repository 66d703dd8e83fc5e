"""`GET /search`: products, customers and sales by their fields, with offset and page_size. Pure.

SKUs have to be asked for in lower case [D]: `ABC-1` finds nothing. Exactness is not documented; with
`search_exact=False` near misses (values that begin alike) are among the hits, as an index would give them.
"""

from collections.abc import Callable

from pipeline.sandbox.pages import read_number, wants_deleted
from pipeline.sandbox.rows import codes_of
from pipeline.sandbox.values import Answer, Outcome, Row, refuse
from pipeline.sandbox.visit import Visit

MAX_PAGE = 1000
_DEFAULT_PAGE = 50
_FIELDS: dict[str, tuple[str, ...]] = {
    "products": ("sku", "supplier_id", "brand_id", "tag_id", "product_type_id", "variant_parent_id"),
    "customers": ("customer_code", "first_name", "last_name", "company_name", "mobile", "phone", "email"),
    "sales": ("customer_id", "user_id", "outlet_id", "status", "invoice_number"),
}
# Searched fields that the index of rows knows, so that a look-up needn't walk the whole store
_INDEXED = {
    ("products", "sku"): "codes", ("customers", "email"): "email", ("customers", "customer_code"): "customer_code",
    ("sales", "customer_id"): "customer_id",
}  # fmt: skip


def search(visit: Visit) -> Outcome:
    """Answer `GET /search?type=…`; several values of one field mean any of them, several fields all of them."""
    kind = visit.call.first("type") or ""
    if kind not in _FIELDS:
        return refuse(422, "type must be one of sales, products, customers")
    offset = read_number(visit, "offset", 0)
    size = read_number(visit, "page_size", _DEFAULT_PAGE)
    if offset is None or size is None or offset < 0 or size < 1:
        return refuse(400, "offset and page_size must be whole numbers")
    asked = {field: visit.call.every(field) for field in (*_FIELDS[kind], "_id") if visit.call.every(field)}
    without = {
        field: visit.call.every(f"-{field}")
        for field in (*_FIELDS[kind], "_id")
        if visit.call.every(f"-{field}")
    }
    hits = [
        row
        for row in _candidates(visit, kind, asked)
        if (not row.deleted or wants_deleted(visit))
        and visit.sees(row, "search")
        and all(_any_fits(visit, row, field, values) for field, values in asked.items())
        and not any(_any_fits(visit, row, field, values) for field, values in without.items())
        and _in_dates(visit, row)
    ]
    hits = _sorted(visit, hits)[offset : offset + min(size, MAX_PAGE)]
    return Outcome(Answer(200, {"data": [row.body for row in hits]}))


def _candidates(visit: Visit, kind: str, asked: dict[str, tuple[str, ...]]) -> list[Row]:
    if visit.options.search_exact:
        for field, values in asked.items():
            index = _INDEXED.get((kind, field))
            if index is not None:
                found = {row.id: row for value in values for row in visit.rows.find(kind, index, value)}
                return list(found.values())
    return list(visit.rows.walk(kind))


def _any_fits(visit: Visit, row: Row, field: str, values: tuple[str, ...]) -> bool:
    if field == "sku":
        return any(_fits(visit, code.lower(), value) for code in codes_of(row.body) for value in values)
    held = row.body.get("tag_ids") if field == "tag_id" else [row.body.get("id" if field == "_id" else field)]
    return any(
        _fits(visit, str(each).casefold(), value.casefold())
        for each in held or ()
        if each is not None
        for value in values
    )


def _fits(visit: Visit, held: str, asked: str) -> bool:
    if visit.options.search_exact:
        return held == asked
    near: Callable[[str], str] = lambda text: text[: max(1, len(text) - 1)]  # noqa: E731 - a name for one slice
    return held == asked or near(held) == near(asked)


def _in_dates(visit: Visit, row: Row) -> bool:
    if row.kind != "sales":
        return True
    moment = str(row.body["sale_date"])[:19]
    low, high = visit.call.first("date_from"), visit.call.first("date_to")
    return (not low or low[:19] <= moment) and (not high or moment <= high[:19])


def _sorted(visit: Visit, hits: list[Row]) -> list[Row]:
    field = visit.call.first("order_by")
    if field:
        down = (visit.call.first("order_direction") or "").lower() == "desc"
        hits = sorted(hits, key=lambda row: str(row.body.get(field) or ""), reverse=down)
    return hits
