"""Products are made: one, or a family of variants. Pure.

The rules are pipeline/stores/xseries/README.md's *Create a product*.
"""

import re

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.fields import PRICES, PRODUCT_RULES, require_object
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
from pipeline.sandbox.api.values import ApiResult, Json, ShopRow, refuse

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
    wrong = find_wrong_name(body.get("name"))
    for member in members:
        wrong.update(find_wrong_values(context, member))
    if wrong:
        return refuse(422, "Validation failed", fields=wrong)
    clashes = _find_clashes(context, body, members)
    if clashes:
        return refuse_clash(context, clashes)
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


def _find_clashes(context: CallContext, body: Json, members: list[Json]) -> Json:
    clashes: Json = {}
    if taken := find_taken(context, "name", body["name"]):
        clashes.update(name="Already exists", name_existing_id=taken.id)
    seen: set[str] = set()
    for member in members:
        sku = member.get("sku")
        for code in codes_of(member):
            field = "sku" if code == sku else "product_codes"
            if code in seen:
                clashes[field] = "Repeated in this request"
            elif taken := find_taken(context, "codes", code):
                clashes.update({field: "Already exists", f"{field}_existing_id": taken.id})
            seen.add(code)
    return clashes


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
        **own_codes(member.get("product_codes") or [], sku),
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


def _next_sku(context: CallContext) -> str:
    number = _FIRST_SKU + sum(context.rows.count("products"))
    while context.rows.find("products", "codes", number):
        number += 1
    return str(number)
