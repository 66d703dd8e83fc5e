"""The row of a new product, from what was sent of it. Pure."""

import re

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.products.references import kept_references
from pipeline.sandbox.api.products.rules import own_codes, work_out_prices
from pipeline.sandbox.api.values import Json

_PLAIN = (
    "description", "supplier_code", "source_id", "source_variant_id", "loyalty_amount", "weight",
    "weight_unit", "length", "width", "height", "dimensions_unit",
)  # fmt: skip
_EMPTY: Json = {
    "has_inventory": False, "is_composite": False, "source": "USER", "supply_price": 0, "variant_options": [],
    "categories": [], "images": [], "tag_ids": [], "attributes": [], "type": {}, "supplier": {}, "brand": {},
}  # fmt: skip
_FIRST_SKU = 10_001


def complete(context: CallContext, member: Json, options: list[Json], *, tracked: bool) -> Json:
    """Return the row of one product; `options` are its variant's, none for a product that stands alone."""
    sku = member.get("sku") or _next_sku(context)
    active = member.get("is_active")
    active = context.options.active_by_default if active is None else active
    name = member["name"]
    return {
        **_EMPTY,
        **{field: member[field] for field in _PLAIN if member.get(field) is not None},
        **{field: value for field, value in kept_references(member).items() if value},
        **own_codes(member.get("product_codes") or [], sku),
        "name": name,
        "variant_name": " / ".join([name, *(option["value"] for option in options)]),
        "handle": member.get("handle") or re.sub(r"[^a-z0-9]+", "", name.lower()) or sku.lower(),
        "sku": sku,
        "source": member.get("source") or "USER",
        "supply_price": member.get("supply_price") or 0,
        "active": active,
        "is_active": active,
        "has_inventory": tracked,
        "has_variants": False,
        "variant_options": options,
        **work_out_prices(context, member),
    }


def _next_sku(context: CallContext) -> str:
    number = _FIRST_SKU + sum(context.rows.count("products"))
    while context.rows.find("products", "codes", number):
        number += 1
    return str(number)
