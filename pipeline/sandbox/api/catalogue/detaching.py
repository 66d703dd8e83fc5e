"""Work that the store does by itself after a delete: products leave what is gone. Pure.

A delete of what is in use succeeds, and its answer names a job [D]. How long the job takes is not documented: here it is
`detach_after_s` on the store's clock. Until then the products show what they refer to as before.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from pipeline.sandbox.api.catalogue.category_tree import live_ancestor
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.rows import Rows
from pipeline.sandbox.api.values import ApiAnswer, ApiCall, ApiResult, DueCall, Json, ShopRow, join_results

# Where the row of a product has the ids of a kind
FIELDS = {
    "brands": "brand_id",
    "suppliers": "supplier_id",
    "tags": "tag_ids",
    "product_categories": "product_type_id",
}
DETACH = "/jobs/detach"


def job_of(gone: ShopRow, rows: Rows) -> str:
    """Return the id of the job that a delete begins."""
    return rows.derive_id(f"job-{gone.version}")


def detach_later(context: CallContext, kind: str, ids: Collection[str]) -> tuple[DueCall, ...]:
    """Return the work that takes the products out of the deleted records `ids`; none if there are no such products."""
    if next(users_of(context.rows, kind, ids), None) is None:
        return ()
    body = {"kind": kind, "ids": list(ids)}
    call = ApiCall("POST", DETACH, body=body, request_id=context.call.request_id, actor="store")
    return (DueCall(context.now_s + context.options.detach_after_s, call),)


def detach(context: CallContext) -> ApiResult:
    """Take every product out of the records that the call names: each gets a version and an effect of the store's own."""
    kind, gone = context.call.body["kind"], frozenset(context.call.body["ids"])
    parts = []
    for product in users_of(context.rows, kind, gone):
        change = _change(context.rows, kind, product.body, gone)
        kept = {name: value for name, value in {**product.body, **change}.items() if value is not None}
        row = context.rows.put("products", kept, context.now_s, row_id=product.id)
        own = replace(context, call=replace(context.call, body=change))
        parts.append(own.done(200, None, "updated", row))
    return join_results(ApiAnswer(200), *parts)


def users_of(rows: Rows, kind: str, ids: Collection[str]) -> Iterator[ShopRow]:
    """Yield the live products that refer to one of the records, each once."""
    found = {row.id: row for each in ids for row in rows.find("products", FIELDS[kind], each)}
    yield from (row for row in sorted(found.values(), key=lambda row: row.version) if not row.deleted)


def _change(rows: Rows, kind: str, product: Json, gone: Collection[str]) -> Json:
    """Return the fields of a product that change; the code of a supplier goes with it [A]."""
    if kind == "tags":
        return {"tag_ids": [each for each in product["tag_ids"] if each not in gone]}
    if kind == "suppliers":
        return {"supplier_id": None, "supplier_code": None}
    if kind == "product_categories":
        return {"product_type_id": live_ancestor(rows, product["product_type_id"])}
    return {FIELDS[kind]: None}
