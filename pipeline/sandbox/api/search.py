"""`GET /search`: products, customers and sales by their fields, with offset and page_size. Pure.

SKUs have to be asked for in lower case [D]: `ABC-1` finds nothing. Exactness is not documented; with
`search_exact=False` near misses (values that begin alike) are among the hits, as an index would give them.
"""

from collections.abc import Callable

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.reading import read_number, wants_deleted
from pipeline.sandbox.api.rows import codes_of
from pipeline.sandbox.api.shown import show
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, ShopRow, refuse

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
    ("sales", "customer_id"): "customer_id", ("products", "brand_id"): "brand_id", ("products", "tag_id"): "tag_ids",
    ("products", "supplier_id"): "supplier_id", ("products", "product_type_id"): "product_type_id",
    ("products", "variant_parent_id"): "variant_parent_id",
}  # fmt: skip


def search(context: CallContext) -> ApiResult:
    """Answer `GET /search?type=…`; several values of one field mean any of them, several fields all of them."""
    kind = context.call.first("type") or ""
    if kind not in _FIELDS:
        return refuse(422, "type must be one of sales, products, customers")
    offset = read_number(context, "offset", 0)
    size = read_number(context, "page_size", _DEFAULT_PAGE)
    if offset < 0 or size < 1:
        return refuse(400, "offset and page_size must be whole numbers")
    fields = (*_FIELDS[kind], "_id")
    asked = {field: values for field in fields if (values := context.call.every(field))}
    without = {field: values for field in fields if (values := context.call.every(f"-{field}"))}
    hits = [
        row
        for row in _candidates(context, kind, asked)
        if (not row.deleted or wants_deleted(context))
        and context.sees(row, "search")
        and all(_any_fits(context, row, field, values) for field, values in asked.items())
        and not any(_any_fits(context, row, field, values) for field, values in without.items())
        and _in_dates(context, row)
    ]
    hits = _sorted(context, hits)[offset : offset + min(size, MAX_PAGE)]
    return ApiResult(ApiAnswer(200, {"data": [show(context, row) for row in hits]}))


def _candidates(context: CallContext, kind: str, asked: dict[str, tuple[str, ...]]) -> list[ShopRow]:
    if context.options.search_exact:
        for field, values in asked.items():
            index = _INDEXED.get((kind, field))
            if index is not None:
                found = {row.id: row for value in values for row in context.rows.find(kind, index, value)}
                return list(found.values())
    return list(context.rows.walk(kind))


def _any_fits(context: CallContext, row: ShopRow, field: str, values: tuple[str, ...]) -> bool:
    if field == "sku":
        return any(_fits(context, code.lower(), value) for code in codes_of(row.body) for value in values)
    held = row.body.get("tag_ids") if field == "tag_id" else [row.body.get("id" if field == "_id" else field)]
    return any(
        _fits(context, str(each).casefold(), value.casefold())
        for each in held or ()
        if each is not None
        for value in values
    )


def _fits(context: CallContext, held: str, asked: str) -> bool:
    if context.options.search_exact:
        return held == asked
    near: Callable[[str], str] = lambda text: text[: max(1, len(text) - 1)]  # noqa: E731 - a name for one slice
    return held == asked or near(held) == near(asked)


def _in_dates(context: CallContext, row: ShopRow) -> bool:
    if row.kind != "sales":
        return True
    moment = str(row.body["sale_date"])[:19]
    low, high = context.call.first("date_from"), context.call.first("date_to")
    return (not low or low[:19] <= moment) and (not high or moment <= high[:19])


def _sorted(context: CallContext, hits: list[ShopRow]) -> list[ShopRow]:
    field = context.call.first("order_by")
    if field:
        down = (context.call.first("order_direction") or "").lower() == "desc"
        hits = sorted(hits, key=lambda row: str(row.body.get(field) or ""), reverse=down)
    return hits
