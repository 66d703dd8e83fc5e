"""Customers: create, change, delete. Pure.

The rules are pipeline/stores/xseries/README.md's *Create a customer*.

E-mails may repeat [D]. What a repeated `customer_code` gets is unknown and a switch (`code_repeat`).
"""

import hashlib
import re

from pipeline.sandbox.api.catalogue.groups import default_group
from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.fields import CUSTOMER_RULES, STORE_FIELDS, redact_card_numbers, require_object
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, refuse

_GENDERS = ("M", "F", "")
_COUNTRY = re.compile(r"[A-Za-z]{2}|")
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 4
_DEFAULTS: Json = {
    "year_to_date": 0, "balance": 0, "loyalty_balance": 0, "do_not_email": False, "enable_loyalty": True,
}  # fmt: skip
_OWN = STORE_FIELDS | {"name", "year_to_date", "balance", "loyalty_balance"}


def create_customer(context: CallContext) -> ApiResult:
    """Answer `POST /customers` with 201 and the customer."""
    body = context.call.body
    refusal = require_object(body, CUSTOMER_RULES, context.options) or _find_wrong(
        context, body, ("first_name", "last_name")
    )
    if refusal:
        return refusal
    code = body.get("customer_code")
    if code and (refusal := _refuse_repeat(context, code, "")):
        return refusal
    kept = _kept(body)
    group_id = kept.get("customer_group_id") or default_group(context.rows).id
    full = {**_DEFAULTS, **kept, "customer_group_id": group_id}
    full["customer_code"] = code or _make_code(context, full)
    row = context.create("customers", _with_names(full))
    return context.done(201, {"data": row.body}, "created", row)


def update_customer(context: CallContext) -> ApiResult:
    """Answer `PUT /customers/{id}`: fields that are not sent stay, null clears one."""
    row = context.rows.live("customers", context.ids[0])
    if row is None:
        return not_found("Customer")
    body = context.call.body
    refusal = require_object(body, CUSTOMER_RULES, context.options) or _find_wrong(context, body, ())
    if refusal:
        return refusal
    code = body.get("customer_code")
    if code and (refusal := _refuse_repeat(context, code, row.id)):
        return refusal
    cleared = {name for name, value in body.items() if value is None} - _OWN - {"customer_code"}
    full = {name: value for name, value in {**row.body, **_kept(body)}.items() if name not in cleared}
    full["customer_group_id"] = full.get("customer_group_id") or default_group(context.rows).id
    changed = context.rows.put("customers", _with_names(full), context.now_s, row_id=row.id)
    return context.done(200, {"data": changed.body}, "updated", changed)


def delete_customer(context: CallContext) -> ApiResult:
    """Answer `DELETE /customers/{id}` with 204; the row stays, marked as deleted."""
    row = context.rows.get("customers", context.ids[0])
    if row is None:
        return not_found("Customer")
    if row.deleted:
        status = context.options.repeated_delete_status
        return ApiResult(ApiAnswer(status)) if status == 204 else refuse(status, "Customer not found")  # noqa: PLR2004 - HTTP
    gone = context.rows.put("customers", row.body, context.now_s, row_id=row.id, deleted=True)
    return context.done(204, None, "deleted", gone)


def _find_wrong(context: CallContext, body: Json, required: tuple[str, ...]) -> ApiResult | None:
    wrong = {name: "Missing required field" for name in required if name not in body}
    if body.get("gender") not in (None, *_GENDERS):
        wrong["gender"] = "Must be M or F"
    for name in ("physical_country_id", "postal_country_id"):
        if not _COUNTRY.fullmatch(body.get(name) or ""):
            wrong[name] = "Must be a 2-letter country code"
    group_id = body.get("customer_group_id")
    if group_id and context.rows.live("customer_groups", group_id) is None:
        wrong["customer_group_id"] = "Does not exist"
    return refuse(422, "Validation failed", fields=wrong) if wrong else None


def _refuse_repeat(context: CallContext, code: str, own_id: str) -> ApiResult | None:
    if context.options.code_repeat == "accept":
        return None
    taken = [
        row
        for row in context.rows.find("customers", "customer_code", code)
        if not row.deleted and row.id != own_id
    ]
    if not taken:
        return None
    if context.options.code_repeat == "409":
        return refuse(409, "Customer code already exists")
    fields = {"customer_code": "Already exists", "customer_code_existing_id": taken[0].id}
    return refuse(422, "Validation failed", fields=fields)


def _kept(body: Json) -> Json:
    known = {name: value for name, value in body.items() if name in CUSTOMER_RULES and value is not None}
    return redact_card_numbers({name: value for name, value in known.items() if name not in _OWN})


def _with_names(full: Json) -> Json:
    """Keep both name keys even when null: the vendor's schema requires them; give the deprecated full name."""
    first, last = full.get("first_name"), full.get("last_name")
    name = " ".join(part for part in (first, last) if part)
    rest = {key: value for key, value in full.items() if key != "name"}
    return {**rest, "first_name": first, "last_name": last, **({"name": name} if name else {})}


def _make_code(context: CallContext, body: Json) -> str:
    stem = re.sub(r"[^A-Za-z]", "", body.get("first_name") or "") or "UNNAMED"
    for attempt in range(1000):  # 32^4 endings per stem: a thousand misses in a row don't happen
        digest = hashlib.blake2b(
            f"{context.rows.retailer_id}-{context.rows.version}-{attempt}".encode()
        ).digest()
        code = f"{stem}-" + "".join(_CODE_LETTERS[byte % 32] for byte in digest[:_CODE_LENGTH])
        if not context.rows.find("customers", "customer_code", code):
            return code
    raise AssertionError("no free customer code")
