"""Brands, suppliers, tags, names of options and customer groups: things with a name that others refer to by id. Pure.

Each call is answered in a shape of its own [D]; the table `NAMED` has them. What is deleted while products refer to it
leaves them later (`detaching.py`), the members of a deleted group go to the default group at once [A].
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.sandbox.api.catalogue.detaching import detach_later, job_of
from pipeline.sandbox.api.catalogue.groups import default_group, move_members
from pipeline.sandbox.api.catalogue.names import MISSING, find_clash, is_blank
from pipeline.sandbox.api.catalogue.variant_attributes import created_option, delete_option
from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.fields import (
    BRAND_RULES,
    GROUP_RULES,
    GROUP_STORE_FIELDS,
    OPTION_RULES,
    STORE_FIELDS,
    SUPPLIER_RULES,
    TAG_RULES,
    FieldRule,
    require_object,
)
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, join_results, refuse

# From this version on a supplier needs a contact
_CONTACT_REQUIRED = frozenset({"2026-07"})


@dataclass(frozen=True, slots=True)
class NamedKind:
    """What may be sent of a kind, and how its calls are answered."""

    noun: str
    rules: Mapping[str, FieldRule]
    created: Callable[[ShopRow], ApiAnswer]
    updated: Callable[[ShopRow], Json]
    # What the store adds by itself to what was sent
    added: Callable[[CallContext, Json], Json] = lambda _, __: {}


def create_named(kind: str) -> Callable[[CallContext], ApiResult]:
    """Return the handler of `POST /<kind>`."""

    def create(context: CallContext) -> ApiResult:
        if refusal := _refuse_wrong(context, kind, ""):
            return refusal
        sent: Json = context.call.body
        kept = {name: sent[name] for name in _own_fields(kind) if sent.get(name) is not None}
        row = context.create(kind, {**kept, **NAMED[kind].added(context, kept)})
        answer = NAMED[kind].created(row)
        return context.done(answer.status, answer.body, "created", row)

    return create


def update_named(kind: str) -> Callable[[CallContext], ApiResult]:
    """Return the handler of `PUT /<kind>/{id}`: fields that are not sent stay, null clears one."""

    def update(context: CallContext) -> ApiResult:
        row = context.rows.live(kind, context.ids[0])
        if row is None:
            return not_found(NAMED[kind].noun)
        if refusal := _refuse_wrong(context, kind, row.id):
            return refusal
        sent = {name: value for name, value in context.call.body.items() if name in _own_fields(kind)}
        if "contact" in sent:
            sent["contact"] = {**row.body.get("contact", {}), **(sent["contact"] or {})}
        kept = {name: value for name, value in {**row.body, **sent}.items() if value is not None}
        changed = context.rows.put(kind, kept, context.now_s, row_id=row.id)
        return context.done(200, NAMED[kind].updated(changed), "updated", changed)

    return update


def _own_fields(kind: str) -> list[str]:
    """Return the fields that a client sets; the others of the document's body are the store's."""
    return [name for name in NAMED[kind].rules if name not in STORE_FIELDS | GROUP_STORE_FIELDS]


def delete_named(kind: str) -> Callable[[CallContext], ApiResult]:
    """Return the handler of `DELETE /<kind>/{id}`."""

    def delete(context: CallContext) -> ApiResult:
        row = context.rows.get(kind, context.ids[0])
        if row is None:
            return not_found(NAMED[kind].noun)
        if row.deleted:
            status = context.options.repeated_delete_status
            return ApiResult(ApiAnswer(status)) if status in (200, 204) else refuse(status, "Not found")
        return delete_row(context, row)

    return delete


def delete_row(context: CallContext, row: ShopRow) -> ApiResult:
    """Delete a record of one of these kinds, with all that follows from it."""
    return _DELETERS[row.kind](context, row)


def _delete_group(context: CallContext, row: ShopRow) -> ApiResult:
    if row.id == default_group(context.rows).id:
        return refuse(422, "The default customer group can't be deleted")
    gone = context.rows.put(row.kind, row.body, context.now_s, row_id=row.id, deleted=True)
    return join_results(
        ApiAnswer(204), context.done(204, None, "deleted", gone), move_members(context, row.id)
    )


def _delete_with_job(context: CallContext, row: ShopRow) -> ApiResult:
    gone = context.rows.put(row.kind, row.body, context.now_s, row_id=row.id, deleted=True)
    body: Json = {"data": {"id": gone.id, "job_id": job_of(gone, context.rows)}}
    if row.kind == "brands" and context.options.brand_delete == "wrapped":
        body = {"payload": body}
    done = context.done(200, body, "deleted", gone)
    return join_results(done.answer, done, due=detach_later(context, row.kind, [gone.id]))


def _refuse_wrong(context: CallContext, kind: str, own_id: str) -> ApiResult | None:
    body = context.call.body
    if refusal := require_object(body, NAMED[kind].rules, context.options):
        return refusal
    wrong: Json = dict(MISSING) if is_blank(body.get("name")) else {}
    if kind == "suppliers" and context.call.version in _CONTACT_REQUIRED and body.get("contact") is None:
        wrong["contact"] = "Missing required field"
    if not wrong:
        wrong = find_clash(context, body["name"], context.rows.find(kind, "name", body["name"]), own_id)
    return refuse(422, "Validation failed", fields=wrong) if wrong else None


def _add_company(_: CallContext, kept: Json) -> Json:
    """Without a company the contact has the supplier's name [D]."""
    return {"source": "USER", "contact": {"company_name": kept["name"], **kept.get("contact", {})}}


def _add_group_id(context: CallContext, kept: Json) -> Json:
    """Return what identifies a group for people, such as VIP-Y968, and its retailer."""
    ending = context.rows.derive_id(f"group-{context.rows.version}")[:4].upper()
    stem = re.sub(r"[^A-Za-z0-9]", "", kept["name"]) or "GROUP"
    return {"group_id": f"{stem}-{ending}", "retailer_id": context.rows.retailer_id}


_DELETERS: dict[str, Callable[[CallContext, ShopRow], ApiResult]] = {
    **dict.fromkeys(("brands", "suppliers", "tags"), _delete_with_job),
    "variant_attributes": delete_option,
    "customer_groups": _delete_group,
}


def _bare_id(row: ShopRow) -> ApiAnswer:
    return ApiAnswer(200, {"data": row.id})


NAMED: dict[str, NamedKind] = {
    "brands": NamedKind("Brand", BRAND_RULES, _bare_id, lambda row: {"data": {"id": row.id}}),
    "suppliers": NamedKind("Supplier", SUPPLIER_RULES, _bare_id, lambda row: {"id": row.id}, _add_company),
    "tags": NamedKind("Tag", TAG_RULES, _bare_id, lambda row: {"data": row.id}),
    "variant_attributes": NamedKind(
        "Variant attribute",
        OPTION_RULES,
        created_option,
        lambda row: {"data": {"id": row.id, "name": row.body["name"]}},
    ),
    "customer_groups": NamedKind(
        "Customer group",
        GROUP_RULES,
        lambda row: ApiAnswer(201, {"data": row.body}),
        lambda row: {"data": row.body},
        _add_group_id,
    ),
}
