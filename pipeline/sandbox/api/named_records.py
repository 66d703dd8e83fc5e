"""Brands, suppliers, tags and customer groups: things with a name that others refer to by id. Pure.

`POST /brands|/suppliers|/tags` answer 200 with the bare id, `POST /customer_groups` 201 with the group [D].
A repeated name is assumed to be refused like a product's.
"""

from collections.abc import Callable

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.fields import NAMED_RULES, STORE_FIELDS, require_object
from pipeline.sandbox.api.values import ApiResult, Json, refuse


def create_named(kind: str, *, answer_whole: bool = False) -> Callable[[CallContext], ApiResult]:
    """Return the handler of `POST /<kind>`, which answers with the whole record or with its id."""

    def create(context: CallContext) -> ApiResult:
        refusal = _find_wrong(context, kind)
        if refusal is not None:
            return refusal
        sent: Json = context.call.body
        kept = {
            field: value for field, value in sent.items() if field not in STORE_FIELDS and value is not None
        }
        row = context.create(kind, kept)
        status, data = (201, row.body) if answer_whole else (200, row.id)
        return context.done(status, {"data": data}, "created", row)

    return create


def _find_wrong(context: CallContext, kind: str) -> ApiResult | None:
    body = context.call.body
    if refusal := require_object(body, NAMED_RULES, context.options):
        return refusal
    name = body.get("name")
    if not name:
        return refuse(422, "Validation failed", fields={"name": "Missing required field"})
    taken = next((row for row in context.rows.find(kind, "name", name) if not row.deleted), None)
    if taken is None:
        return None
    clash = {"name": "Already exists", "name_existing_id": taken.id}
    return refuse(422, "Validation failed", fields=clash)
