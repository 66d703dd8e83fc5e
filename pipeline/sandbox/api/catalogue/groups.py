"""The members of customer groups: listed, put in, taken out. Pure.

A customer is in one group. Who is taken out of one, or was in one that is deleted, is in the default group [A].
"""

from dataclasses import replace

from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.fields import MEMBER_RULES, require_object
from pipeline.sandbox.api.reading import list_rows
from pipeline.sandbox.api.rows import Rows
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, ShopRow, join_results, refuse

_DEFAULT = "ALL"


def default_group(rows: Rows) -> ShopRow:
    """Return the group that a store has from its first day."""
    return next(row for row in rows.walk("customer_groups") if row.body.get("group_id") == _DEFAULT)


def list_members(context: CallContext) -> ApiResult:
    """Answer `GET /customer_groups/{id}/customers`: a version page of its customers."""
    group = context.rows.live("customer_groups", context.ids[0])
    if group is None:
        return not_found("Customer group")
    return list_rows(context, "customers", lambda row: row.body.get("customer_group_id") == group.id)


def add_members(context: CallContext) -> ApiResult:
    """Answer `POST /customer_groups/{id}/customers` with 201 and true: they leave the group that they are in."""
    group = context.rows.live("customer_groups", context.ids[0])
    if group is None:
        return not_found("Customer group")
    members = _read_members(context)
    return (
        members
        if isinstance(members, ApiResult)
        else _move(context, members, group.id, ApiAnswer(201, body=True))
    )


def remove_members(context: CallContext) -> ApiResult:
    """Answer `DELETE /customer_groups/{id}/customers` with 204; who is in another group stays there."""
    group = context.rows.live("customer_groups", context.ids[0])
    if group is None:
        return not_found("Customer group")
    members = _read_members(context)
    if isinstance(members, ApiResult):
        return members
    inside = [row for row in members if row.body.get("customer_group_id") == group.id]
    return _move(context, inside, default_group(context.rows).id, ApiAnswer(204))


def move_members(context: CallContext, group_id: str) -> ApiResult:
    """Put the members of a group that is gone into the default group: an effect of the store's own."""
    own = replace(context, call=replace(context.call, actor="store"))
    members = [
        row for row in context.rows.find("customers", "customer_group_id", group_id) if not row.deleted
    ]
    return _move(own, members, default_group(context.rows).id, ApiAnswer(200))


def _read_members(context: CallContext) -> list[ShopRow] | ApiResult:
    if refusal := require_object(context.call.body, MEMBER_RULES, context.options):
        return refusal
    ids = dict.fromkeys(context.call.body.get("customer_ids") or ())
    found = [context.rows.live("customers", each) for each in ids]
    members = [row for row in found if row is not None]
    if not members or len(members) < len(found):
        return refuse(422, "Validation failed", fields={"customer_ids": "Must name customers that exist"})
    return members


def _move(context: CallContext, members: list[ShopRow], group_id: str, answer: ApiAnswer) -> ApiResult:
    change = {"customer_group_id": group_id}
    told = replace(context, call=replace(context.call, body=change))
    moved = [
        context.rows.put("customers", {**row.body, **change}, context.now_s, row_id=row.id) for row in members
    ]
    return join_results(answer, told.done(200, None, "updated", *moved))
