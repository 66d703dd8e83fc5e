"""What a shop's staff does while a client loads: edits, sales, deletions, customers who were there before. Pure.

The counterpart of the API's handlers, reached over the control path. The version moves as with every change.
"""

from dataclasses import replace
from typing import Any

from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.customers import create_customer
from pipeline.sandbox.api.fields import CUSTOMER_RULES, PRICES, PRODUCT_RULES, STORE_FIELDS, find_wrong_types
from pipeline.sandbox.api.products import create_product, work_out_prices
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Effect, Json, ShopRow, refuse, timestamp

_EDITABLE = {"customers": CUSTOMER_RULES, "products": PRODUCT_RULES}
_NEVER_EMPTY = frozenset({"name", "sku", "handle"})
_ALWAYS_THERE = frozenset({"first_name", "last_name"})


def edit(context: CallContext) -> ApiResult:
    """Change fields of a record: `{"kind", "id", "changes": {…}}`; null takes a field away."""
    kind, changes = context.call.body.get("kind"), context.call.body.get("changes")
    if kind not in _EDITABLE or changes is None:
        return refuse(400, 'send {"kind": "customers" or "products", "id": …, "changes": {…}}')
    wrong = find_wrong_types(changes, _EDITABLE[kind])
    if kind == "products":
        wrong |= {name: "Must not be empty" for name in _NEVER_EMPTY & set(changes) if not changes[name]}
    if wrong:
        return refuse(422, "Validation failed", fields=wrong)
    row = context.rows.live(kind, context.call.body.get("id"))
    if row is None:
        return not_found(kind)
    merged = {**row.body, **{name: value for name, value in changes.items() if name not in STORE_FIELDS}}
    if kind == "products" and (prices := {name: changes[name] for name in PRICES & set(changes)}):
        merged |= work_out_prices(context, prices)
    kept = {name: value for name, value in merged.items() if value is not None or name in _ALWAYS_THERE}
    changed = context.rows.put(kind, kept, context.now_s, row_id=row.id)
    return context.done(200, {"data": changed.body}, "updated", changed)


def delete(context: CallContext) -> ApiResult:
    """Delete any record: `{"kind", "id"}`."""
    kind = context.call.body.get("kind")
    row = context.rows.live(kind, context.call.body.get("id")) if kind in (*_EDITABLE, "sales") else None
    if row is None:
        return not_found(str(kind))
    gone = context.rows.put(kind, row.body, context.now_s, row_id=row.id, deleted=True)
    return context.done(200, {"data": {"id": gone.id}}, "deleted", gone)


def add(context: CallContext) -> ApiResult:
    """Put records there that the API's clients didn't make: `{"customers": […], "products": […]}`."""
    rows: tuple[ShopRow, ...] = ()
    effects: tuple[Effect, ...] = ()
    for kind, create in (("customers", create_customer), ("products", create_product)):
        for body in context.call.body.get(kind) or ():
            one = create(replace(context, call=replace(context.call, body=body)))
            if not one.effects:
                return ApiResult(one.answer, effects, rows)
            effects, rows = effects + one.effects, rows + one.rows
    return ApiResult(ApiAnswer(200, {"data": [row.id for row in rows]}), effects, rows)


def make_sale(context: CallContext) -> ApiResult:
    """Make a sale: `{"customer_id": id or absent, "product_id": id or absent, "total_price": 10}`."""
    body: Json = context.call.body
    for field, kind in (("customer_id", "customers"), ("product_id", "products")):
        if body.get(field) is not None and context.rows.live(kind, body[field]) is None:
            return not_found(kind)
    outlet, register = next(context.rows.walk("outlets")), next(context.rows.walk("registers"))
    total: Any = body.get("total_price", 10)
    sold = body.get("product_id")
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
        "line_items": [{"product_id": sold, "quantity": 1, "price": total, "price_total": total}]
        if sold
        else [],
        "payments": [],
        **({"customer_id": body["customer_id"]} if body.get("customer_id") else {}),
    }
    row = context.create("sales", sale)
    return context.done(200, {"data": row.body}, "created", row)
