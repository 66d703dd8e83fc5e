"""The tree of product categories, as its rows tell it: children, paths, subtrees. Pure."""

from pipeline.sandbox.api.rows import Rows
from pipeline.sandbox.api.values import Json, ShopRow

KIND = "product_categories"


def children_of(rows: Rows, category_id: str) -> list[ShopRow]:
    """Return the categories right below one, those that are not deleted."""
    return [row for row in rows.find(KIND, "parent_category_id", category_id) if not row.deleted]


def is_leaf(rows: Rows, category_id: str) -> bool:
    """Tell whether a category has no children: those alone take products [D]."""
    return not children_of(rows, category_id)


def subtree_of(rows: Rows, root: ShopRow) -> list[ShopRow]:
    """Return a category and all below it, parents before their children."""
    found = [root]
    for row in found:
        found += children_of(rows, row.id)
    return found


def path_of(rows: Rows, category: ShopRow) -> list[ShopRow]:
    """Return the way from the root to a category, both ends included; deleted ones too."""
    path: list[ShopRow] = []
    step: ShopRow | None = category
    while step is not None:
        path.append(step)
        step = rows.get(KIND, step.body.get("parent_category_id") or "")
    return path[::-1]


def live_ancestor(rows: Rows, category_id: str) -> str | None:
    """Return the id of the nearest category above that is still there, where products of a deleted one go [D]."""
    category = rows.get(KIND, category_id)
    above = path_of(rows, category)[:-1] if category else []
    return next((row.id for row in reversed(above) if not row.deleted), None)


def named_path(rows: Rows, category: ShopRow) -> list[Json]:
    """Return a category's path as the API shows it."""
    return [{"id": row.id, "name": row.body["name"]} for row in path_of(rows, category)]
