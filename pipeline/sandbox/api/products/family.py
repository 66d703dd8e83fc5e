"""Which products are variants of one family. Pure."""

from pipeline.sandbox.api.rows import Rows
from pipeline.sandbox.api.values import ShopRow


def family_of(rows: Rows, product: ShopRow) -> list[ShopRow]:
    """Return a product and all that share its parent, deleted ones too; ascending by version."""
    head_id = product.body.get("variant_parent_id") or product.id
    head, children = rows.get("products", head_id), rows.find("products", "variant_parent_id", head_id)
    return sorted([*([head] if head else []), *children], key=lambda row: row.version)
