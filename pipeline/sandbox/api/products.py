"""Products: create with variants, delete one or a family. Pure.

The rules are pipeline/stores/xseries/README.md's *Create a product*.

Assumptions, none tried on a live store: a tax-inclusive store that gets the price without tax (or the other way
round) works the other one out by its default tax, to five places like the vendor's examples; names, SKUs and codes
of deleted products are free again (`deleted_keep_keys` says no); case doesn't tell them apart (`case_sensitive`).
"""

import re
from decimal import Decimal

from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.fields import PRICES, PRODUCT_RULES, require_object
from pipeline.sandbox.api.references import find_wrong_references, kept_references
from pipeline.sandbox.api.rows import codes_of
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, refuse

_FORBIDDEN = frozenset("#$&")
_CODE_TYPES = ("CUSTOM", "EAN", "ISBN", "ITF", "JAN", "UPC")
_PLACES = Decimal("0.00001")
_PLAIN = (
    "description", "supplier_code", "source_id", "source_variant_id", "loyalty_amount", "weight",
    "weight_unit", "length", "width", "height", "dimensions_unit",
)  # fmt: skip
_EMPTY: Json = {
    "has_inventory": False, "is_composite": False, "source": "USER", "supply_price": 0, "variant_options": [],
    "categories": [], "images": [], "tag_ids": [], "attributes": [], "type": {}, "supplier": {}, "brand": {},
}  # fmt: skip
_FIRST_SKU = 10_001
# What belongs to one product alone, so that variants don't inherit it
_OF_ONE = frozenset({"sku", "product_codes", "inventory", "variants"})


def create_product(context: CallContext) -> ApiResult:
    """Answer `POST /products` with 200 and a list of ids, one per variant."""
    body = context.call.body
    if refusal := require_object(body, PRODUCT_RULES, context.options):
        return refusal
    members = _split_family(body)
    for member in members:
        if refusal := require_object(member, PRODUCT_RULES, context.options):
            return refusal
    wrong = _find_wrong(context, body, members)
    if wrong:
        return refuse(422, "Validation failed", fields=wrong)
    clashes = _find_clashes(context, body, members)
    if clashes:
        return _refuse_clash(context, clashes)
    made: list[ShopRow] = []
    for member in members:
        made.append(context.create("products", _complete(context, member, made, len(members))))
    return context.done(200, {"data": [row.id for row in made]}, "created", *made)


def _split_family(body: Json) -> list[Json]:
    """Return one body per product to make: a variant takes from the whole what it doesn't say itself."""
    family = []
    for variant in body.get("variants") or ():
        shared = {name: value for name, value in body.items() if name not in _OF_ONE}
        if PRICES & set(variant):
            shared = {name: value for name, value in shared.items() if name not in PRICES}
        family.append({**shared, **variant, "name": body.get("name")})
    return family or [body]


def delete_product(context: CallContext) -> ApiResult:
    """Answer `DELETE /products/{id}` with 200: that product or variant alone."""
    row = context.rows.get("products", context.ids[0])
    return not_found("Product") if row is None else _delete(context, row, [row])


def delete_family(context: CallContext) -> ApiResult:
    """Answer `DELETE /products/{id}/all` with 200: the product and all its variants."""
    row = context.rows.get("products", context.ids[0])
    if row is None:
        return not_found("Product")
    head = row.body.get("variant_parent_id") or row.id
    family = [
        each
        for each in context.rows.walk("products")
        if head in (each.id, each.body.get("variant_parent_id"))
    ]
    return _delete(context, row, family)


def _delete(context: CallContext, named: ShopRow, family: list[ShopRow]) -> ApiResult:
    live = [row for row in family if not row.deleted]
    if named.deleted and not (live and len(family) > 1):
        status = context.options.repeated_delete_status
        return ApiResult(ApiAnswer(200, {})) if status in (200, 204) else refuse(status, "Product not found")
    gone = [
        context.rows.put("products", row.body, context.now_s, row_id=row.id, deleted=True) for row in live
    ]
    return context.done(200, {}, "deleted", *gone)


def _find_wrong(context: CallContext, body: Json, members: list[Json]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    name = body.get("name")
    if not name or not name.strip():
        wrong["name"] = "Missing required field"
    elif _FORBIDDEN & set(name):
        wrong["name"] = "Must not contain #, $ or &"
    for member in members:
        wrong.update(_find_wrong_in(context, member))
    return wrong


def _find_wrong_in(context: CallContext, member: Json) -> dict[str, str]:
    wrong: dict[str, str] = {}
    rows = context.rows
    if member.get("price_including_tax") is not None and member.get("price_excluding_tax") is not None:
        wrong["price_including_tax"] = "Only one of price_including_tax and price_excluding_tax may be set"
    codes = member.get("product_codes") or ()
    if not all(code.get("type") in _CODE_TYPES and _is_word(code.get("code")) for code in codes):
        wrong["product_codes"] = "Each code needs a known type and a code"
    if any(rows.live("outlets", stock.get("outlet_id")) is None for stock in member.get("inventory") or ()):
        wrong["inventory"] = "Unknown outlet_id"
    return {**wrong, **find_wrong_references(context, member)}


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _find_clashes(context: CallContext, body: Json, members: list[Json]) -> Json:
    clashes: Json = {}
    if taken := _taken(context, "name", body["name"]):
        clashes.update(name="Already exists", name_existing_id=taken.id)
    seen: set[str] = set()
    for member in members:
        sku = member.get("sku")
        for code in codes_of(member):
            field = "sku" if code == sku else "product_codes"
            if code in seen:
                clashes[field] = "Repeated in this request"
            elif taken := _taken(context, "codes", code):
                clashes.update({field: "Already exists", f"{field}_existing_id": taken.id})
            seen.add(code)
    return clashes


def _taken(context: CallContext, field: str, value: str) -> ShopRow | None:
    for row in context.rows.find("products", field, value):
        if row.deleted and not context.options.deleted_keep_keys:
            continue
        held = codes_of(row.body) if field == "codes" else (row.body["name"],)
        if not context.options.case_sensitive or value in held:
            return row
    return None


def _refuse_clash(context: CallContext, clashes: Json) -> ApiResult:
    if context.options.duplicate == "409":
        return refuse(409, "Product already exists")
    return refuse(422, "Validation failed", **{context.options.duplicate: clashes})


def _complete(context: CallContext, member: Json, made: list[ShopRow], family: int) -> Json:
    sku = member.get("sku") or _next_sku(context)
    active = member.get("is_active")
    active = context.options.active_by_default if active is None else active
    definitions = [each for each in member.get("variant_definitions") or () if isinstance(each, dict)]
    values = [str(each.get("value", "")) for each in definitions]
    name = member["name"]
    return {
        **_EMPTY,
        **{field: member[field] for field in _PLAIN if member.get(field) is not None},
        **{field: value for field, value in kept_references(member).items() if value},
        **_own_codes(member.get("product_codes") or [], sku),
        "name": name,
        "variant_name": " / ".join([name, *values]),
        "handle": member.get("handle") or re.sub(r"[^a-z0-9]+", "", name.lower()) or sku.lower(),
        "sku": sku,
        "source": member.get("source") or "USER",
        "supply_price": member.get("supply_price") or 0,
        "active": active,
        "is_active": active,
        "has_inventory": bool(member.get("inventory")),
        "has_variants": family > 1 and not made,
        "variant_options": [{"name": str(each.get("attribute_id", "")), "value": value}
                            for each, value in zip(definitions, values, strict=True)],
        **({"variant_parent_id": made[0].id} if made else {}),
        **work_out_prices(context, member),
    }  # fmt: skip


def _own_codes(codes: list[Json], sku: str) -> Json:
    """Return the codes to keep: the one that the server adds for the SKU, and shows again, is not among them."""
    kept = [code for code in codes if (code["type"], code["code"]) != ("CUSTOM", sku)]
    return {"product_codes": kept} if kept else {}


def work_out_prices(context: CallContext, member: Json) -> Json:
    """Return both prices from the one that was given, by the default tax."""
    rate = next(row for row in context.rows.walk("taxes") if row.body["is_default"]).body["rates"][0]["rate"]
    factor = 1 + Decimal(str(rate))
    including, excluding = member.get("price_including_tax"), member.get("price_excluding_tax")
    if including is not None:
        excluding = float((Decimal(str(including)) / factor).quantize(_PLACES))
    elif excluding is not None:
        including = float((Decimal(str(excluding)) * factor).quantize(_PLACES))
    return {"price_including_tax": including or 0, "price_excluding_tax": excluding or 0}


def _next_sku(context: CallContext) -> str:
    number = _FIRST_SKU + sum(context.rows.count("products"))
    while context.rows.find("products", "codes", number):
        number += 1
    return str(number)
