"""Reading: version pages of every kind, single records, the retailer. Pure.

Pages ascend by `version`; `after` is exclusive [D], `before` is taken to be exclusive too [A]; min and max are
null on an empty page [D].
"""

from collections.abc import Callable, Iterable
from itertools import islice

from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.rows import codes_of
from pipeline.sandbox.api.shown import show
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, refuse

_TRUE = frozenset({"true", "1"})
_WRONG = -1
_MAX_DIGITS = 18
_NO_END = 10**_MAX_DIGITS


def list_kind(kind: str) -> Callable[[CallContext], ApiResult]:
    """Return the handler of `GET /<kind>`."""
    return lambda context: list_rows(context, kind, lambda _: True)


def list_rows(context: CallContext, kind: str, is_wanted: Callable[[ShopRow], bool]) -> ApiResult:
    """Return the version page that the query asks for, of the rows of a kind that are wanted."""
    return page_rows(context, lambda after: filter(is_wanted, context.rows.walk(kind, after)))


def page_rows(context: CallContext, find: Callable[[int], Iterable[ShopRow]]) -> ApiResult:
    """Return the version page that the query asks for; `find` takes its `after`, and gives rows in ascending order."""
    after, before = read_number(context, "after", 0), read_number(context, "before", _NO_END)
    size = read_number(context, "page_size", context.options.default_page_size)
    if _WRONG in (after, before, size) or size == 0:
        return refuse(400, "after and before must be whole numbers, page_size one from 1")
    wanted = (
        row
        for row in find(after)
        if after < row.version < before
        and (not row.deleted or wants_deleted(context))
        and context.sees(row, "listing")
    )
    return _page(context, list(islice(wanted, min(size, context.options.max_page_size))))


def list_products(context: CallContext) -> ApiResult:
    """Answer `GET /products`: by `sku` or `name`, which ignore every other parameter [D], or by version."""
    sku, name = context.call.first("sku"), context.call.first("name") or context.call.first("family_name")
    if sku is not None:
        hits = [row for row in context.rows.find("products", "codes", sku) if sku in codes_of(row.body)]
    elif name is not None:
        hits = [row for row in context.rows.find("products", "name", name) if row.body["name"] == name]
    else:
        return list_kind("products")(context)
    return _page(context, [row for row in hits if not row.deleted and context.sees(row, "sku")])


def read_one(kind: str, noun: str) -> Callable[[CallContext], ApiResult]:
    """Return the handler of `GET /<kind>/{id}`."""

    def answer(context: CallContext) -> ApiResult:
        row = context.rows.get(kind, context.ids[0])
        if row is None or (row.deleted and not context.options.deleted_readable):
            return not_found(noun)
        return ApiResult(ApiAnswer(200, {"data": show(context, row)}))

    return answer


def read_retailer(context: CallContext) -> ApiResult:
    """Answer `GET /retailer`; the vendor's schema has its version as text."""
    row = context.rows.get("retailer", context.rows.retailer_id)
    assert row is not None
    return ApiResult(ApiAnswer(200, {"data": {**row.body, "version": str(row.version)}}))


def read_number(context: CallContext, name: str, default: int) -> int:
    """Return a whole number of the query, the default without one, `_WRONG` for anything else."""
    text = context.call.first(name)
    if text is None or text == "":
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else _WRONG


def wants_deleted(context: CallContext) -> bool:
    """Tell whether `deleted=true` was asked for."""
    return (context.call.first("deleted") or "").lower() in _TRUE


def _page(context: CallContext, rows: list[ShopRow]) -> ApiResult:
    version: Json = {
        "min": min((row.version for row in rows), default=None),
        "max": max((row.version for row in rows), default=None),
    }
    return ApiResult(ApiAnswer(200, {"data": [show(context, row) for row in rows], "version": version}))
