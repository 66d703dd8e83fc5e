"""What is asked of a product, made or changed: names, values, codes that nothing else has; and its other price. Pure.

Assumptions, none tried on a live store: a tax-inclusive store that gets the price without tax (or the other way
round) works the other one out by its default tax, to five places like the vendor's examples; names, SKUs and codes
of deleted products are free again (`deleted_keep_keys` says no); case doesn't tell them apart (`case_sensitive`).
"""

from collections.abc import Collection
from decimal import Decimal

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.products.references import find_wrong_references
from pipeline.sandbox.api.rows import codes_of
from pipeline.sandbox.api.values import ApiResult, Json, ShopRow, refuse

_FORBIDDEN = frozenset("#$&")
_CODE_TYPES = ("CUSTOM", "EAN", "ISBN", "ITF", "JAN", "UPC")
_PLACES = Decimal("0.00001")


def find_wrong_name(name: str | None) -> dict[str, str]:
    """Return what is wrong with a name, under its field."""
    if not name or not name.strip():
        return {"name": "Missing required field"}
    return {"name": "Must not contain #, $ or &"} if _FORBIDDEN & set(name) else {}


def find_wrong_values(context: CallContext, member: Json) -> dict[str, str]:
    """Return field -> words for every value of one product that can't be."""
    wrong: dict[str, str] = {}
    if member.get("price_including_tax") is not None and member.get("price_excluding_tax") is not None:
        wrong["price_including_tax"] = "Only one of price_including_tax and price_excluding_tax may be set"
    codes = member.get("product_codes") or ()
    if not all(code.get("type") in _CODE_TYPES and _is_word(code.get("code")) for code in codes):
        wrong["product_codes"] = "Each code needs a known type and a code"
    return {**wrong, **find_wrong_references(context, member)}


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def find_taken(context: CallContext, field: str, value: str, besides: Collection[str] = ()) -> ShopRow | None:
    """Return the product that has this name or code, if one that is not among `besides` has it."""
    for row in context.rows.find("products", field, value):
        if row.id in besides or (row.deleted and not context.options.deleted_keep_keys):
            continue
        held = codes_of(row.body) if field == "codes" else (row.body["name"],)
        if not context.options.case_sensitive or value in held:
            return row
    return None


def refuse_clash(context: CallContext, clashes: Json) -> ApiResult:
    """Return the refusal of what another product has, in the form that was chosen (`duplicate`)."""
    if context.options.duplicate == "409":
        return refuse(409, "Product already exists")
    return refuse(422, "Validation failed", **{context.options.duplicate: clashes})


def own_codes(codes: list[Json], sku: str) -> Json:
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
