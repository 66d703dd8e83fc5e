"""Stock is kept as rows of its own: one for each product and outlet, once the product is tracked. Pure.

Values are absolute [D]. A product that begins to be tracked gets a row of 0 at every outlet that has none [A]. Rows stay
when tracking ends, and are not listed any more when their product or outlet is deleted [A].
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.fields import STOCK_RULES, find_wrong_types
from pipeline.sandbox.api.rows import Rows
from pipeline.sandbox.api.values import ApiResult, Json, ShopRow

KIND = "inventory"
LEVEL = "inventory_level"
# What is sent, and what a row has it as
_FIELDS = {"current_amount": LEVEL, "reorder_point": "reorder_point", "reorder_amount": "reorder_amount"}
_CLEARED = -1  # as a reorder point [D]
_EMPTY: Json = {LEVEL: 0, "reorder_point": None, "reorder_amount": None}


def find_wrong_stock(context: CallContext, sent: Sequence[Json], required: Collection[str]) -> str | None:
    """Return what is wrong with the stock of one product, in words."""
    for item in sent:
        if wrong := find_wrong_types(item, STOCK_RULES):
            return "; ".join(f"{name}: {words}" for name, words in wrong.items())
        if missing := [name for name in required if item.get(name) is None]:
            return f"Missing {missing[0]}"
        if context.rows.live("outlets", item["outlet_id"]) is None:
            return "Unknown outlet_id"
    return None


def levels_of(rows: Rows, product_id: str) -> dict[str, ShopRow]:
    """Return a product's rows of stock by outlet, listed or not."""
    return {row.body["outlet_id"]: row for row in rows.find(KIND, "product_id", product_id)}


def is_listed(rows: Rows, row: ShopRow) -> bool:
    """Tell whether a row of stock has a product and an outlet that are still there."""
    return bool(rows.live("products", row.body["product_id"]) and rows.live("outlets", row.body["outlet_id"]))


def put_levels(
    context: CallContext, product_id: str, sent: Sequence[Json] = (), *, everywhere: bool = False
) -> list[ApiResult]:
    """Put what was sent, by outlet; `everywhere` makes rows of 0 at the outlets that have none."""
    there = levels_of(context.rows, product_id)
    wanted = {item["outlet_id"]: item for item in sent}
    parts = []
    for outlet in [row.id for row in context.rows.walk("outlets") if not row.deleted]:
        if outlet in wanted or (everywhere and outlet not in there):
            change = {
                "product_id": product_id,
                "outlet_id": outlet,
                **wanted.get(outlet, {"current_amount": 0}),
            }
            parts.append(_put(context, change, there.get(outlet)))
    return parts


def sell(context: CallContext, product: ShopRow, outlet_id: str, quantity: float) -> list[ApiResult]:
    """Lower the level of a product at an outlet; nothing happens to one that is not tracked."""
    if not product.body.get("has_inventory"):
        return []
    row = levels_of(context.rows, product.id).get(outlet_id)
    level = (row.body[LEVEL] if row else 0) - quantity
    return put_levels(context, product.id, [{"outlet_id": outlet_id, "current_amount": level}])


def _put(context: CallContext, change: Json, row: ShopRow | None) -> ApiResult:
    """Make or change one row; `change` is what its effect tells."""
    own = replace(context, call=replace(context.call, body=change))
    values = {kept: change[name] for name, kept in _FIELDS.items() if change.get(name) is not None}
    if values.get("reorder_point") == _CLEARED:
        values["reorder_point"] = None
    if row is None:
        place = {"product_id": change["product_id"], "outlet_id": change["outlet_id"]}
        return own.done(200, None, "created", own.create(KIND, {**place, **_EMPTY, **values}))
    changed = own.rows.put(KIND, {**row.body, **values}, own.now_s, row_id=row.id)
    return own.done(200, None, "updated", changed)
