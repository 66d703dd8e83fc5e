"""Stock is read: by version pages up to 2026-01, as bare lists from 2026-04 on. Pure.

The latter are asked for by a POST that changes nothing: newest first unless told, at most 5000 at once [D].
"""

from itertools import islice

from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.fields import STOCK_PAGE_RULES, require_object
from pipeline.sandbox.api.reading import list_rows, page_rows
from pipeline.sandbox.api.shown import show
from pipeline.sandbox.api.stock.levels import KIND, is_listed, levels_of
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, refuse

MAX_SIZE = 5000
_DIRECTIONS = ("ASC", "DESC")


def list_stock(context: CallContext) -> ApiResult:
    """Answer `GET /inventory` with a version page."""
    return list_rows(context, KIND, lambda row: is_listed(context.rows, row))


def list_stock_of_product(context: CallContext) -> ApiResult:
    """Answer `GET /products/{id}/inventory` with a version page of one product's rows."""
    rows = _rows_of_product(context)
    return not_found("Product") if rows is None else page_rows(context, lambda _: iter(rows))


def query_stock(context: CallContext) -> ApiResult:
    """Answer `POST /inventory` with a bare list: `{"after", "before", "size", "sort_direction"}`."""
    body = {} if context.call.body is None else context.call.body
    if refusal := require_object(body, STOCK_PAGE_RULES, context.options):
        return refusal
    size, direction, before = body.get("size"), body.get("sort_direction") or "DESC", body.get("before")
    size = MAX_SIZE if size is None else size
    wrong: Json = {}
    if not 1 <= size <= MAX_SIZE:
        wrong["size"] = f"Must be from 1 to {MAX_SIZE}"
    if direction not in _DIRECTIONS:
        wrong["sort_direction"] = f"Must be one of {', '.join(_DIRECTIONS)}"
    if wrong:
        return refuse(422, "Validation failed", fields=wrong)
    rows = [
        row
        for row in context.rows.walk(KIND, body.get("after") or 0)
        if (before is None or row.version < before) and _is_seen(context, row)
    ]
    page = islice(rows if direction == "ASC" else reversed(rows), size)
    return ApiResult(ApiAnswer(200, [show(context, row) for row in page]))


def read_stock_of_product(context: CallContext) -> ApiResult:
    """Answer `GET /inventory/{product_id}` with a bare list of one product's rows."""
    rows = _rows_of_product(context)
    return (
        not_found("Product")
        if rows is None
        else ApiResult(ApiAnswer(200, [show(context, row) for row in rows]))
    )


def _rows_of_product(context: CallContext) -> list[ShopRow] | None:
    """Return what the store shows of a product's stock, ascending by version; None for no such product."""
    if context.rows.live("products", context.ids[0]) is None:
        return None
    rows = [row for row in levels_of(context.rows, context.ids[0]).values() if _is_seen(context, row)]
    return sorted(rows, key=lambda row: row.version)


def _is_seen(context: CallContext, row: ShopRow) -> bool:
    return context.sees(row, "listing") and is_listed(context.rows, row)
