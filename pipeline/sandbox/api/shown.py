"""What a read shows of a record, where that is not simply the record as it is kept. Pure.

Names are looked up at every read, so that a renamed brand has its new name in every product at once, and no version
moves. The server adds the SKU to a product's codes [D]. Rows of brands, suppliers, tags and options have no version [D].
"""

from collections.abc import Callable

from pipeline.sandbox.api.catalogue.category_tree import KIND, is_leaf, named_path
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.products.family import family_of
from pipeline.sandbox.api.products.images import show_images
from pipeline.sandbox.api.values import Json, ShopRow
from pipeline.sandbox.api.versions import BARE_STOCK

_STAMPS = frozenset({"version", "created_at", "updated_at"})


def show(context: CallContext, row: ShopRow) -> Json:
    """Return the row as the API has it."""
    view = _VIEWS.get(row.kind)
    return row.body if view is None else view(context, row.body)


def _without_stamps(_: CallContext, body: Json) -> Json:
    return {name: value for name, value in body.items() if name not in _STAMPS}


def _show_brand(context: CallContext, body: Json) -> Json:
    """Return a brand; in the vendor's document a description is sent, and not read."""
    hidden = frozenset() if context.options.brand_description else frozenset({"description"})
    return {name: value for name, value in body.items() if name not in _STAMPS | hidden}


def _show_product(context: CallContext, body: Json) -> Json:
    tags = [_named(context, "tags", each) for each in body.get("tag_ids") or ()]
    return {
        **body,
        "brand": _named(context, "brands", body.get("brand_id")),
        "supplier": _named(context, "suppliers", body.get("supplier_id")),
        "type": _type(context, body.get("product_type_id")),
        "categories": [tag for tag in tags if tag],
        "product_codes": _codes(body),
        "variant_options": [_option(context, each) for each in body.get("variant_options") or ()],
        "images": show_images(context, body["id"]),
        **({"variant_count": _count_variants(context, body)} if body.get("has_variants") else {}),
    }


def _option(context: CallContext, option: Json) -> Json:
    """Return an option with its name of today; an older state has a name alone."""
    row = context.rows.get("variant_attributes", option.get("id") or "")
    return option if row is None else {"id": row.id, "name": row.body["name"], "value": option["value"]}


def _count_variants(context: CallContext, body: Json) -> int:
    row = context.rows.get("products", body["id"])
    return 0 if row is None else sum(not each.deleted for each in family_of(context.rows, row))


def _show_stock(context: CallContext, body: Json) -> Json:
    """Return a row of stock in the form of the call's version."""
    level = body["inventory_level"]
    bare = context.call.version in BARE_STOCK
    return {
        "id": body["id"],
        "outlet_id": body["outlet_id"],
        "product_id": body["product_id"],
        **(
            {"current_inventory_level": level}
            if bare
            else {"inventory_level": level, "current_amount": level}
        ),
        "version": body["version"],
        "reorder_point": body["reorder_point"],
        "reorder_amount": body["reorder_amount"],
    }


def _named(context: CallContext, kind: str, row_id: object) -> Json:
    row = context.rows.get(kind, row_id) if isinstance(row_id, str) else None
    return {} if row is None else {"id": row.id, "name": row.body["name"]}


def _type(context: CallContext, category_id: object) -> Json:
    row = context.rows.get(KIND, category_id) if isinstance(category_id, str) else None
    if row is None:
        return {}
    return {
        "id": row.id,
        "name": row.body["name"],
        "leaf_category": is_leaf(context.rows, row.id),
        "category_path": named_path(context.rows, row),
    }


def _codes(body: Json) -> list[Json]:
    codes: list[Json] = list(body.get("product_codes") or ())
    known = any(code.get("code") == body["sku"] for code in codes)
    return codes if known else [*codes, {"type": "CUSTOM", "code": body["sku"]}]


_VIEWS: dict[str, Callable[[CallContext, Json], Json]] = {
    "brands": _show_brand,
    "suppliers": _without_stamps,
    "tags": _without_stamps,
    "variant_attributes": _without_stamps,
    "products": _show_product,
    "inventory": _show_stock,
}
