"""What a shop's staff does while a client loads: edits, sales, deletions, customers who were there before. Pure.

The counterpart of the API's handlers, reached over the control path. The version moves as with every change.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pipeline.sandbox.api.catalogue.categories import delete_category, save_categories
from pipeline.sandbox.api.catalogue.category_tree import KIND as CATEGORIES
from pipeline.sandbox.api.catalogue.named_records import NAMED, create_named, delete_row
from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.customers import create_customer
from pipeline.sandbox.api.fields import (
    ADDABLE,
    CUSTOMER_RULES,
    OBJECTS,
    PRICES,
    PRODUCT_RULES,
    STOCK_RULES,
    STORE_FIELDS,
    TAG_RULES,
    FieldRule,
    find_wrong_types,
)
from pipeline.sandbox.api.products.create import create_product
from pipeline.sandbox.api.products.family import family_of
from pipeline.sandbox.api.products.images import remove_images
from pipeline.sandbox.api.products.references import find_wrong_references, kept_references
from pipeline.sandbox.api.products.rules import work_out_prices
from pipeline.sandbox.api.stock.levels import put_levels, sell
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, join_results, refuse, timestamp

_EDITABLE: dict[str, dict[str, FieldRule]] = {
    "customers": CUSTOMER_RULES,
    "products": {**PRODUCT_RULES, "variant_options": OBJECTS},
    CATEGORIES: TAG_RULES,
    **{kind: dict(named.rules) for kind, named in NAMED.items()},
}
# What is sent of a product, and stands elsewhere than in its row
_NOT_IN_ROWS = frozenset({"product_category_id", "inventory", "variants", "variant_definitions"})
_NEVER_EMPTY = frozenset({"name", "sku", "handle"})
_ALWAYS_THERE = frozenset({"first_name", "last_name"})


def _add_category(context: CallContext) -> ApiResult:
    return save_categories(
        replace(context, call=replace(context.call, body={"categories": [context.call.body]}))
    )


_MAKERS: dict[str, Callable[[CallContext], ApiResult]] = {
    "customers": create_customer,
    "products": create_product,
    CATEGORIES: _add_category,
    **{kind: create_named(kind) for kind in NAMED},
}


def _delete_alone(context: CallContext, row: ShopRow) -> ApiResult:
    gone = context.rows.put(row.kind, row.body, context.now_s, row_id=row.id, deleted=True)
    done = context.done(200, None, "deleted", gone)
    return join_results(done.answer, done, *remove_images(context, [gone]))


# What goes without anything else that follows from it, and what does not
_DELETERS: dict[str, Callable[[CallContext, ShopRow], ApiResult]] = {
    **dict.fromkeys(("customers", "products", "sales"), _delete_alone),
    **dict.fromkeys(NAMED, delete_row),
    CATEGORIES: delete_category,
}


def edit(context: CallContext) -> ApiResult:
    """Change fields of a record: `{"kind", "id", "changes": {…}}`; null takes a field away."""
    kind, changes = context.call.body.get("kind"), context.call.body.get("changes")
    if kind not in _EDITABLE or changes is None:
        known = ", ".join(_EDITABLE)
        return refuse(400, f'send {{"kind": …, "id": …, "changes": {{…}}}}; kinds are {known}')
    wrong = find_wrong_types(changes, _EDITABLE[kind])
    if not wrong and kind == "products":
        wrong = find_wrong_references(context, changes)
    if kind != "customers":
        wrong |= {name: "Must not be empty" for name in _NEVER_EMPTY & set(changes) if not changes[name]}
    if wrong:
        return refuse(422, "Validation failed", fields=wrong)
    row = context.rows.live(kind, context.call.body.get("id"))
    if row is None:
        return not_found(kind)
    merged = {**row.body, **{name: value for name, value in changes.items() if name not in STORE_FIELDS}}
    if kind == "products":
        merged |= _follow(context, changes)
        merged = {name: value for name, value in merged.items() if name not in _NOT_IN_ROWS}
    kept = {name: value for name, value in merged.items() if value is not None or name in _ALWAYS_THERE}
    changed = context.rows.put(kind, kept, context.now_s, row_id=row.id)
    return context.done(200, {"data": changed.body}, "updated", changed)


def _follow(context: CallContext, changes: Json) -> Json:
    """Return what else a change of a product changes: the other price, the category under its name in rows."""
    prices = {name: changes[name] for name in PRICES & set(changes)}
    return {**(work_out_prices(context, prices) if prices else {}), **kept_references(changes)}


def delete(context: CallContext) -> ApiResult:
    """Delete any record: `{"kind", "id"}`."""
    kind = context.call.body.get("kind")
    row = context.rows.live(kind, context.call.body.get("id")) if kind in _DELETERS else None
    if row is None:
        return not_found(str(kind))
    done = _DELETERS[row.kind](context, row)
    return replace(done, answer=ApiAnswer(200, {"data": {"id": row.id}})) if done.effects else done


def add(context: CallContext) -> ApiResult:
    """Put records there that the API's clients didn't make: `{"customers": […], "products": […], "brands": […], …}`."""
    parts: list[ApiResult] = []
    for kind in ADDABLE:
        for body in context.call.body.get(kind) or ():
            one = _MAKERS[kind](replace(context, call=replace(context.call, body=body)))
            if not one.effects:
                return join_results(one.answer, *parts)
            parts.append(one)
    return join_results(ApiAnswer(200, {"data": [row.id for part in parts for row in part.rows]}), *parts)


def make_sale(context: CallContext) -> ApiResult:
    """Make a sale: `{"customer_id", "product_id", "quantity": 1, "outlet_id", "total_price": 10}`, each absent or not.

    It lowers the stock of a product that is tracked.
    """
    body: Json = context.call.body
    if missing := _find_missing(context):
        return not_found(missing)
    outlet = _outlet_meant(context)
    registers = [row for row in context.rows.walk("registers") if not row.deleted]
    register = next((row for row in registers if row.body["outlet_id"] == outlet.id), registers[0])
    total: Any = body.get("total_price", 10)
    sold, quantity = body.get("product_id"), body.get("quantity") or 1
    number = sum(context.rows.count("sales")) + 1
    sale: Json = {
        "outlet_id": outlet.id,
        "register_id": register.id,
        "invoice_number": f"{register.body['invoice_prefix']}{number}",
        "source": "USER",
        "status": "CLOSED",
        "total_price": total,
        "total_tax": 0,
        "sale_date": timestamp(context.now_s),
        "line_items": [{"product_id": sold, "quantity": quantity, "price": total, "price_total": total}]
        if sold
        else [],
        "payments": [],
        **({"customer_id": body["customer_id"]} if body.get("customer_id") else {}),
    }
    row = context.create("sales", sale)
    product = context.rows.live("products", sold)
    told = ApiAnswer(200, {"data": row.body})
    taken = sell(context, product, outlet.id, quantity) if product else []
    return join_results(told, context.done(200, told.body, "created", row), *taken)


def set_stock(context: CallContext) -> ApiResult:
    """Set stock: `{"product_id", "outlet_id", "current_amount", "reorder_point", "reorder_amount"}`; tracking begins.

    Without an outlet it is the first one; what is not said stays.
    """
    product = context.rows.live("products", context.call.body.get("product_id"))
    if product is None or _find_missing(context):
        return not_found("products or outlets")
    parts = []
    for each in family_of(context.rows, product):
        if not each.deleted and not each.body.get("has_inventory"):
            body = {**each.body, "has_inventory": True}
            row = context.rows.put("products", body, context.now_s, row_id=each.id)
            parts += [context.done(200, None, "updated", row), *put_levels(context, each.id, everywhere=True)]
    sent = {name: value for name, value in context.call.body.items() if name in STOCK_RULES}
    parts += put_levels(context, product.id, [{**sent, "outlet_id": _outlet_meant(context).id}])
    return join_results(ApiAnswer(200, {"data": {"id": product.id}}), *parts)


_REFERRED = {"customer_id": "customers", "product_id": "products", "outlet_id": "outlets"}


def _find_missing(context: CallContext) -> str | None:
    """Return the kind of the first record that the body names, and that is not there."""
    sent = {field: context.call.body.get(field) for field in _REFERRED}
    missing = [
        kind
        for field, kind in _REFERRED.items()
        if sent[field] is not None and context.rows.live(kind, sent[field]) is None
    ]
    return next(iter(missing), None)


def _outlet_meant(context: CallContext) -> ShopRow:
    """Return the outlet that the body names, or the first one."""
    named = context.rows.live("outlets", context.call.body.get("outlet_id"))
    return named or next(row for row in context.rows.walk("outlets") if not row.deleted)
