"""Product categories: listed by path, saved and deleted in bulk. Pure.

The tree is at most `category_levels` deep, siblings differ (`duplicate_names`). A leaf that has products takes no
children [A]: products belong to leaves alone [D], and nothing says where they would go.
"""

from dataclasses import replace

from pipeline.sandbox.api.catalogue.bulk_plan import parents_first, read_wrong
from pipeline.sandbox.api.catalogue.category_tree import (
    KIND,
    children_of,
    is_leaf,
    named_path,
    path_of,
    subtree_of,
)
from pipeline.sandbox.api.catalogue.detaching import detach_later, job_of
from pipeline.sandbox.api.context import CallContext, not_found
from pipeline.sandbox.api.fields import BULK_DELETE_RULES, BULK_RULES, require_object
from pipeline.sandbox.api.reading import read_number
from pipeline.sandbox.api.rows import fold
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Json, ShopRow, join_results, refuse

_PAGE_SIZE = 1000  # documented for categories alone


def list_categories(context: CallContext) -> ApiResult:
    """Answer `GET /product_categories`: sorted by path, `after` the id that the page before ended with."""
    size = read_number(context, "page_size", _PAGE_SIZE)
    if size < 1:
        return refuse(400, "page_size must be a whole number")
    rows = sorted(_wanted(context), key=lambda row: _sort_key(context, row))
    after = context.call.first("after")
    if after:
        places = [number for number, row in enumerate(rows) if row.id == after]
        if not places:
            return refuse(400, "after must be the id of a category")
        rows = rows[places[0] + 1 :]
    page = rows[: min(size, context.options.max_page_size)]
    info: Json = {"has_next": len(page) < len(rows)}
    if info["has_next"]:
        info["last_seen"] = page[-1].id
    data: Json = {"categories": [_show(context, row) for row in page]}
    data = {"data": data} if context.options.category_answer == "double" else data
    return ApiResult(ApiAnswer(200, {"page_info": info, "data": data}))


def save_categories(context: CallContext) -> ApiResult:
    """Answer `POST /product_categories/bulk`: all of the nodes are made or renamed, or none."""
    if refusal := require_object(context.call.body, BULK_RULES, context.options):
        return refusal
    nodes: list[Json] = context.call.body.get("categories") or []
    if wrong := read_wrong(context, nodes):
        return refuse(422, "Validation failed", fields=wrong)
    saved: dict[int, ShopRow] = {}
    ids: dict[str, str] = {}
    parts = []
    for number in parents_first(nodes):
        node = nodes[number]
        row = _save(context, node, ids)
        saved[number] = row
        if node.get("payload_id"):
            ids[node["payload_id"]] = row.id
        own = replace(context, call=replace(context.call, body=node))
        parts.append(own.done(200, None, "updated" if node.get("id") else "created", row))
    told = [_tell(node, saved[number]) for number, node in enumerate(nodes)]
    return join_results(ApiAnswer(200, {"data": told}), *parts)


def delete_categories(context: CallContext) -> ApiResult:
    """Answer `DELETE /product_categories/bulk`: each of `category_ids` goes with all below it, or none does."""
    if refusal := require_object(context.call.body, BULK_DELETE_RULES, context.options):
        return refusal
    ids = list(dict.fromkeys(context.call.body.get("category_ids") or ()))
    if not ids:
        return refuse(422, "Validation failed", fields={"category_ids": "Missing required field"})
    if any(context.rows.live(KIND, each) is None for each in ids):
        return not_found("Category")
    parts = []
    for each in ids:
        row = context.rows.live(KIND, each)  # not there any more when it went with one before it
        if row is not None:
            parts.append(delete_category(context, row))
    told = [part.answer.body for part in parts]
    return join_results(ApiAnswer(200, {"data": {"categories": told}}), *parts)


def delete_category(context: CallContext, category: ShopRow) -> ApiResult:
    """Delete a category and all below it; products of theirs go later to what is above it, or to none [D]."""
    rows = context.rows
    gone = [
        rows.put(KIND, row.body, context.now_s, row_id=row.id, deleted=True)
        for row in subtree_of(rows, category)
    ]
    ids = [row.id for row in gone]
    done = context.done(200, {"ids": ids, "job_id": job_of(gone[0], rows)}, "deleted", *gone)
    return join_results(done.answer, done, due=detach_later(context, KIND, ids))


def _wanted(context: CallContext) -> list[ShopRow]:
    """Return the categories that `parent` and `include` ask for: `family` is all below one, `children` the next level."""
    parent, include = context.call.first("parent"), context.call.first("include") or "family"
    live = [row for row in context.rows.walk(KIND) if not row.deleted and context.sees(row, "listing")]
    if parent is None or parent == "":
        return live
    if parent == "none":
        return [row for row in live if not row.body.get("parent_category_id")]
    top = context.rows.live(KIND, parent)
    if top is None:
        return []
    below = children_of(context.rows, top.id) if include == "children" else subtree_of(context.rows, top)[1:]
    ids = {row.id for row in below}
    return [row for row in live if row.id in ids]


def _sort_key(context: CallContext, row: ShopRow) -> tuple[tuple[str, str], ...]:
    return tuple((fold(each.body["name"]), each.id) for each in path_of(context.rows, row))


def _show(context: CallContext, row: ShopRow) -> Json:
    path = named_path(context.rows, row)
    return {
        "id": row.id,
        "name": row.body["name"],
        "root_category_id": path[0]["id"],
        "parent_category_id": row.body.get("parent_category_id"),
        "leaf_category": is_leaf(context.rows, row.id),
        "category_path": path,
    }


def _save(context: CallContext, node: Json, ids: dict[str, str]) -> ShopRow:
    own = context.rows.live(KIND, node.get("id"))
    if own is not None:
        return context.rows.put(KIND, {**own.body, "name": node["name"]}, context.now_s, row_id=own.id)
    parent = node.get("parent_category_id") or ids.get(node.get("payload_parent_category_id") or "")
    return context.create(KIND, {"name": node["name"], **({"parent_category_id": parent} if parent else {})})


def _tell(node: Json, row: ShopRow) -> Json:
    told: Json = {"id": row.id, "payload_id": node.get("payload_id"), "name": row.body["name"]}
    told["parent_category_id"] = row.body.get("parent_category_id")
    return {name: value for name, value in told.items() if value is not None}
