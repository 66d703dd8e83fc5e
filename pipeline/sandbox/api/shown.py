"""What a read shows of a record, where that is not simply the record as it is kept. Pure.

Names are looked up at every read, so that a renamed brand has its new name in every product at once, and no version
moves. The server adds the SKU to a product's codes [D]. Rows of brands, suppliers and tags have no version [D].
"""

from collections.abc import Callable

from pipeline.sandbox.api.catalogue.category_tree import KIND, is_leaf, named_path
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.values import Json, ShopRow

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
    "products": _show_product,
}
