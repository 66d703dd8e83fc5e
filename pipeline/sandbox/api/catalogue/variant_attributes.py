"""Names of options, which the API calls variant attributes: listed without pages, kept while a product has them. Pure.

They are made and renamed as all named things are (`named_records.py`).
"""

from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.reading import wants_deleted
from pipeline.sandbox.api.shown import show
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, refuse

KIND = "variant_attributes"


def list_options(context: CallContext) -> ApiResult:
    """Answer `GET /variant_attributes`: all of them; no pages, no versions [D]."""
    rows = [
        show(context, row)
        for row in context.rows.walk(KIND)
        if (not row.deleted or wants_deleted(context)) and context.sees(row, "listing")
    ]
    return ApiResult(ApiAnswer(200, {"data": rows}))


def read_option(context: CallContext) -> ApiResult:
    """Answer `GET /variant_attributes/{id}`; the vendor's document has no `data` around it (`option_read`)."""
    row = context.rows.get(KIND, context.ids[0])
    readable = context.options.deleted_readable or wants_deleted(context)
    if row is None or (row.deleted and not readable):
        return not_found("Variant attribute")
    shown = show(context, row)
    return ApiResult(ApiAnswer(200, shown if context.options.option_read == "plain" else {"data": shown}))


def created_option(row: ShopRow) -> ApiAnswer:
    """Return the answer to `POST /variant_attributes` [D]."""
    told: Json = {name: row.body[name] for name in ("id", "name", "created_at", "updated_at")}
    return ApiAnswer(201, {"data": told})


def delete_option(context: CallContext, row: ShopRow) -> ApiResult:
    """Delete an option; one that a live product has is refused [D], with a status that is not documented."""
    users = context.rows.find("products", "option_ids", row.id)
    if any(not user.deleted for user in users):
        return refuse(context.options.option_in_use, "Variant attribute is in use")
    gone = context.rows.put(KIND, row.body, context.now_s, row_id=row.id, deleted=True)
    return context.done(200, {"data": {"id": gone.id}}, "deleted", gone)
