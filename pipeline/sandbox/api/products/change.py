"""Products are changed, by the calls of 2.1 and of the dated versions. Pure.

`common` is for a whole family, `details` for the one product in the path [D]; what is not sent stays, and an empty id
takes a reference away [D]. Which fields stand in which part is documented in part only: the others are assumed
(`COMMON`, `DETAILS`), and a field in the wrong part is ignored like an unknown one.

Tracking is the family's: where it is turned on, every product gets a row of 0 at each outlet that has none. Stock is
the one product's, in absolute values; it is kept also while tracking is off, which it does not turn on [A].
"""

from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.fields import BOOL, CHANGE_RULES, PRODUCT_RULES, FieldRule, require_object
from pipeline.sandbox.api.products.family import family_of
from pipeline.sandbox.api.products.references import kept_references
from pipeline.sandbox.api.products.rules import (
    find_taken,
    find_wrong_name,
    find_wrong_values,
    own_codes,
    refuse_clash,
    work_out_prices,
)
from pipeline.sandbox.api.rows import codes_of
from pipeline.sandbox.api.shown import show
from pipeline.sandbox.api.stock.levels import find_wrong_stock, put_levels
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, join_results, refuse

_RULES: dict[str, FieldRule] = {**PRODUCT_RULES, "track_inventory": BOOL}
COMMON = frozenset({"name", "description", "brand_id", "product_category_id", "tag_ids", "track_inventory"})
DETAILS = frozenset({
    "is_active", "price_including_tax", "price_excluding_tax", "supply_price", "supplier_id", "supplier_code",
    "product_codes", "loyalty_amount", "inventory",
})  # fmt: skip
_PLAIN = frozenset({"description", "supply_price", "supplier_code", "loyalty_amount"})


def update_product(context: CallContext) -> ApiResult:
    """Answer `PUT /products/{id}` with 200, with the product or without a body (`put_answer`)."""
    row = context.rows.live("products", context.ids[0])
    if row is None:
        return not_found("Product")
    body = context.call.body
    if refusal := require_object(body, CHANGE_RULES, context.options):
        return refusal
    common = {name: value for name, value in (body.get("common") or {}).items() if name in COMMON}
    details = {name: value for name, value in (body.get("details") or {}).items() if name in DETAILS}
    sent = {**common, **details}
    if refusal := require_object(sent, _RULES, context.options):
        return refusal
    wrong = {**(find_wrong_name(sent["name"]) if "name" in sent else {}), **find_wrong_values(context, sent)}
    if words := find_wrong_stock(context, sent.get("inventory") or (), ("outlet_id",)):
        wrong["inventory"] = words
    if wrong:
        return refuse(422, "Validation failed", fields=wrong)
    family = [each for each in family_of(context.rows, row) if not each.deleted]
    if clashes := _find_clashes(context, row, family, sent):
        return refuse_clash(context, clashes)
    touched = family if common else [row]
    changed = [_change(context, each, sent if each.id == row.id else common) for each in touched]
    own = next(each for each in changed if each.id == row.id)
    answer = {"data": show(context, own)} if context.options.put_answer == "object" else None
    done = context.done(200, answer, "updated", *changed)
    return join_results(ApiAnswer(200, answer), done, *_put_stock(context, changed, row.id, sent))


def _put_stock(context: CallContext, changed: list[ShopRow], own_id: str, sent: Json) -> list[ApiResult]:
    """Put the stock of the one product, and the rows that tracking makes for all of them."""
    everywhere = bool(sent.get("track_inventory"))
    return [
        part
        for each in changed
        for part in put_levels(
            context,
            each.id,
            (sent.get("inventory") or ()) if each.id == own_id else (),
            everywhere=everywhere,
        )
    ]


def _find_clashes(context: CallContext, row: ShopRow, family: list[ShopRow], sent: Json) -> Json:
    clashes: Json = {}
    others = frozenset(each.id for each in family)
    if "name" in sent and (taken := find_taken(context, "name", sent["name"], others)):
        clashes.update(name="Already exists", name_existing_id=taken.id)
    for code in codes_of({"product_codes": sent.get("product_codes")}):
        if taken := find_taken(context, "codes", code, (row.id,)):
            clashes.update(product_codes="Already exists", product_codes_existing_id=taken.id)
    return clashes


def _change(context: CallContext, row: ShopRow, sent: Json) -> ShopRow:
    changes: Json = {name: value for name, value in sent.items() if name in _PLAIN and value is not None}
    changes.update(kept_references(sent))
    if sent.get("is_active") is not None:
        changes.update(active=sent["is_active"], is_active=sent["is_active"])
    if sent.get("track_inventory") is not None:
        changes["has_inventory"] = sent["track_inventory"]
    if sent.get("name"):
        values = [option["value"] for option in row.body.get("variant_options") or ()]
        changes.update(name=sent["name"], variant_name=" / ".join([sent["name"], *values]))
    if sent.get("price_including_tax") is not None or sent.get("price_excluding_tax") is not None:
        changes.update(work_out_prices(context, sent))
    if sent.get("product_codes") is not None:
        changes.update({"product_codes": None, **own_codes(sent["product_codes"], row.body["sku"])})
    kept = {name: value for name, value in {**row.body, **changes}.items() if value is not None}
    return context.rows.put("products", kept, context.now_s, row_id=row.id)
