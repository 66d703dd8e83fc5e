"""Brands, suppliers, tags and customer groups: things with a name that others refer to by id. Pure.

`POST /brands|/suppliers|/tags` answer 200 with the bare id, `POST /customer_groups` 201 with the group [D].
A repeated name is assumed to be refused like a product's.
"""

from pipeline.sandbox.fields import NAMED_RULES, require_object
from pipeline.sandbox.rows import fold
from pipeline.sandbox.values import Json, Outcome, refuse
from pipeline.sandbox.visit import Visit

_OWN = frozenset({"id", "version", "created_at", "updated_at", "deleted_at"})


def create_brand(visit: Visit) -> Outcome:
    """Answer `POST /brands`."""
    return _create(visit, "brands")


def create_supplier(visit: Visit) -> Outcome:
    """Answer `POST /suppliers`."""
    return _create(visit, "suppliers")


def create_tag(visit: Visit) -> Outcome:
    """Answer `POST /tags`."""
    return _create(visit, "tags")


def create_group(visit: Visit) -> Outcome:
    """Answer `POST /customer_groups`."""
    return _create(visit, "customer_groups")


def _create(visit: Visit, kind: str) -> Outcome:
    body = visit.call.body
    if refusal := require_object(body, NAMED_RULES, visit.options):
        return refusal
    name = body.get("name")
    if not name:
        return refuse(422, "Validation failed", fields={"name": "Missing required field"})
    taken = next(
        (row for row in visit.rows.walk(kind) if not row.deleted and fold(row.body["name"]) == fold(name)),
        None,
    )
    if taken is not None:
        clash = {"name": "Already exists", "name_existing_id": taken.id}
        return refuse(422, "Validation failed", fields=clash)
    kept: Json = {field: value for field, value in body.items() if field not in _OWN and value is not None}
    row = visit.create(kind, kept)
    if kind == "customer_groups":
        return visit.done(201, {"data": row.body}, "created", row)
    return visit.done(200, {"data": row.id}, "created", row)
