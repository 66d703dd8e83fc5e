"""Brands, suppliers, tags and customer groups: things with a name that others refer to by id. Pure.

`POST /brands|/suppliers|/tags` answer 200 with the bare id, `POST /customer_groups` 201 with the group [D].
A repeated name is assumed to be refused like a product's.
"""

from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.fields import NAMED_RULES, require_object
from pipeline.sandbox.api.rows import fold
from pipeline.sandbox.api.values import ApiResult, Json, refuse

_OWN = frozenset({"id", "version", "created_at", "updated_at", "deleted_at"})


def create_brand(context: CallContext) -> ApiResult:
    """Answer `POST /brands`."""
    return _create(context, "brands")


def create_supplier(context: CallContext) -> ApiResult:
    """Answer `POST /suppliers`."""
    return _create(context, "suppliers")


def create_tag(context: CallContext) -> ApiResult:
    """Answer `POST /tags`."""
    return _create(context, "tags")


def create_group(context: CallContext) -> ApiResult:
    """Answer `POST /customer_groups`."""
    return _create(context, "customer_groups")


def _create(context: CallContext, kind: str) -> ApiResult:
    body = context.call.body
    if refusal := require_object(body, NAMED_RULES, context.options):
        return refusal
    name = body.get("name")
    if not name:
        return refuse(422, "Validation failed", fields={"name": "Missing required field"})
    taken = next(
        (row for row in context.rows.walk(kind) if not row.deleted and fold(row.body["name"]) == fold(name)),
        None,
    )
    if taken is not None:
        clash = {"name": "Already exists", "name_existing_id": taken.id}
        return refuse(422, "Validation failed", fields=clash)
    kept: Json = {field: value for field, value in body.items() if field not in _OWN and value is not None}
    row = context.create(kind, kept)
    if kind == "customer_groups":
        return context.done(201, {"data": row.body}, "created", row)
    return context.done(200, {"data": row.id}, "created", row)
