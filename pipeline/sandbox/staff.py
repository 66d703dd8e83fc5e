"""What a shop's staff does while somebody loads: edits, sales, deletions, customers who were there before. Pure.

The counterpart of the API's handlers, reached over the control path. The version moves as with every change.
"""

from dataclasses import replace
from typing import Any

from pipeline.sandbox.customers import create_customer
from pipeline.sandbox.fields import CUSTOMER_RULES, PRODUCT_RULES, find_wrong_types
from pipeline.sandbox.products import create_product, work_out_prices
from pipeline.sandbox.values import Answer, Json, Outcome, refuse, timestamp
from pipeline.sandbox.visit import Visit, not_found

_EDITABLE = {"customers": CUSTOMER_RULES, "products": PRODUCT_RULES}
_NEVER_EMPTY = frozenset({"name", "sku", "handle"})
_ALWAYS_THERE = frozenset({"first_name", "last_name"})
_PRICES = frozenset({"price_including_tax", "price_excluding_tax"})
_FIXED = frozenset({"id", "version", "created_at", "updated_at", "deleted_at"})


def edit(visit: Visit) -> Outcome:
    """Change fields of a record: `{"kind", "id", "changes": {…}}`; null takes a field away."""
    kind, changes = visit.call.body.get("kind"), visit.call.body.get("changes")
    if kind not in _EDITABLE or changes is None:
        return refuse(400, 'send {"kind": "customers" or "products", "id": …, "changes": {…}}')
    wrong = find_wrong_types(changes, _EDITABLE[kind])
    if kind == "products":
        wrong |= {name: "Must not be empty" for name in _NEVER_EMPTY & set(changes) if not changes[name]}
    if wrong:
        return refuse(422, "Validation failed", fields=wrong)
    row = visit.rows.live(kind, visit.call.body.get("id"))
    if row is None:
        return not_found(kind)
    merged = {**row.body, **{name: value for name, value in changes.items() if name not in _FIXED}}
    if kind == "products" and (prices := {name: changes[name] for name in _PRICES & set(changes)}):
        merged |= work_out_prices(visit, prices)
    kept = {name: value for name, value in merged.items() if value is not None or name in _ALWAYS_THERE}
    changed = visit.rows.put(kind, kept, visit.now_s, row_id=row.id)
    return visit.done(200, {"data": changed.body}, "updated", changed)


def delete(visit: Visit) -> Outcome:
    """Delete any record: `{"kind", "id"}`."""
    kind = visit.call.body.get("kind")
    row = visit.rows.live(kind, visit.call.body.get("id")) if kind in (*_EDITABLE, "sales") else None
    if row is None:
        return not_found(str(kind))
    gone = visit.rows.put(kind, row.body, visit.now_s, row_id=row.id, deleted=True)
    return visit.done(200, {"data": {"id": gone.id}}, "deleted", gone)


def add(visit: Visit) -> Outcome:
    """Put records there that the API's clients didn't make: `{"customers": […], "products": […]}`."""
    outcomes: list[Outcome] = []
    for kind, create in (("customers", create_customer), ("products", create_product)):
        for body in visit.call.body.get(kind) or ():
            one = create(replace(visit, call=replace(visit.call, body=body)))
            if not one.effects:
                return Outcome(one.answer, _all_effects(outcomes), _all_rows(outcomes))
            outcomes.append(one)
    ids = [row.id for row in _all_rows(outcomes)]
    return Outcome(Answer(200, {"data": ids}), _all_effects(outcomes), _all_rows(outcomes))


def ring_up(visit: Visit) -> Outcome:
    """Make a sale: `{"customer_id": id or absent, "product_id": id or absent, "total_price": 10}`."""
    body: Json = visit.call.body
    for field, kind in (("customer_id", "customers"), ("product_id", "products")):
        if body.get(field) is not None and visit.rows.live(kind, body[field]) is None:
            return not_found(kind)
    outlet, register = next(visit.rows.walk("outlets")), next(visit.rows.walk("registers"))
    total: Any = body.get("total_price", 10)
    sold = body.get("product_id")
    number = sum(visit.rows.count("sales")) + 1
    sale: Json = {
        "outlet_id": outlet.id,
        "register_id": register.id,
        "invoice_number": f"{register.body['invoice_prefix']}{number}",
        "source": "USER",
        "status": "CLOSED",
        "total_price": total,
        "total_tax": 0,
        "sale_date": timestamp(visit.now_s),
        "line_items": [{"product_id": sold, "quantity": 1, "price": total, "price_total": total}]
        if sold
        else [],
        "payments": [],
        **({"customer_id": body["customer_id"]} if body.get("customer_id") else {}),
    }
    row = visit.create("sales", sale)
    return visit.done(200, {"data": row.body}, "created", row)


def _all_effects(outcomes: list[Outcome]) -> tuple[Any, ...]:
    return tuple(effect for outcome in outcomes for effect in outcome.effects)


def _all_rows(outcomes: list[Outcome]) -> tuple[Any, ...]:
    return tuple(row for outcome in outcomes for row in outcome.rows)
