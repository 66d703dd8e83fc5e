"""What a product refers to by id: brand, supplier, category, tags. Pure."""

from pipeline.sandbox.api.catalogue.category_tree import KIND, is_leaf
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.values import Json

_REFERENCES = {
    "brand_id": "brands",
    "supplier_id": "suppliers",
    "tag_ids": "tags",
    # Both names are documented: types are categories now, and a row has the older one
    "product_category_id": KIND,
    "product_type_id": KIND,
}


def find_wrong_references(context: CallContext, sent: Json) -> dict[str, str]:
    """Return field -> words for every id that leads nowhere, or to a category that has children."""
    wrong: dict[str, str] = {}
    for field, kind in _REFERENCES.items():
        value = sent.get(field) or ()
        ids = (value,) if isinstance(value, str) else value
        if any(context.rows.live(kind, each) is None for each in ids):
            wrong[field] = "Does not exist"
        elif kind == KIND and not all(is_leaf(context.rows, each) for each in ids):
            wrong[field] = "Must be a category without children"
    return wrong


def kept_references(sent: Json) -> Json:
    """Return the ids that were sent, under the names that a row has for them; None for one that is taken away."""
    kept: Json = {name: sent[name] or None for name in ("brand_id", "supplier_id") if name in sent}
    if "tag_ids" in sent:
        kept["tag_ids"] = list(dict.fromkeys(sent["tag_ids"] or ()))
    types = [sent[name] for name in ("product_category_id", "product_type_id") if name in sent]
    if types:
        kept["product_type_id"] = next(filter(None, types), None)
    return kept
