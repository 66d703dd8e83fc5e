"""The one rule that all named things share: two may have one name, or not (`duplicate_names`). Pure.

Whether names are unique is not documented. Where they are, a repeated one is assumed to be refused like a product's.
"""

from collections.abc import Iterable

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.rows import fold
from pipeline.sandbox.api.values import Json, ShopRow

MISSING = {"name": "Missing required field"}


def is_blank(name: object) -> bool:
    """Tell whether this is no name."""
    return not isinstance(name, str) or not name.strip()


def find_clash(context: CallContext, name: str, others: Iterable[ShopRow], own_id: str = "") -> Json:
    """Return what is wrong with a name beside `others`: nothing, or the fields of a refusal with the id in the way."""
    if context.options.duplicate_names == "accept":
        return {}
    for row in others:
        if not row.deleted and row.id != own_id and fold(row.body["name"]) == fold(name):
            return {"name": "Already exists", "name_existing_id": row.id}
    return {}
