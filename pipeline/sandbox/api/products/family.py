"""Which products are variants of one family. Pure."""

from pipeline.sandbox.api.rows import Rows
from pipeline.sandbox.api.values import ShopRow


def family_of(rows: Rows, product: ShopRow) -> list[ShopRow]:
    """Return a product and all that share its parent, deleted ones too; ascending by version."""
    head = product.body.get("variant_parent_id") or product.id
    return [each for each in rows.walk("products") if head in (each.id, each.body.get("variant_parent_id"))]
