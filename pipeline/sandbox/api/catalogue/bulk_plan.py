"""What is wrong with the nodes of one bulk request, before any of them is saved. Pure.

A parent is an id of the store, or a `payload_id` of the same request, which may stand after its children.
"""

from pipeline.sandbox.api.catalogue.category_tree import KIND, children_of, is_leaf, path_of
from pipeline.sandbox.api.catalogue.detaching import users_of
from pipeline.sandbox.api.catalogue.names import MISSING, find_clash, is_blank
from pipeline.sandbox.api.context import CallContext
from pipeline.sandbox.api.fields import NODE_RULES, find_wrong_types
from pipeline.sandbox.api.rows import fold
from pipeline.sandbox.api.values import Json, ShopRow

_STORE, _PAYLOAD = "parent_category_id", "payload_parent_category_id"


def parents_first(nodes: list[Json]) -> list[int]:
    """Return the numbers of the nodes, each after its parent; those that lead in a circle are left out."""
    numbers = {node["payload_id"]: number for number, node in enumerate(nodes) if node.get("payload_id")}
    order: dict[int, None] = {}
    for start in range(len(nodes)):
        way: list[int] = []
        step: int | None = start
        while step is not None and step not in order and step not in way:
            way.append(step)
            step = numbers.get(nodes[step].get(_PAYLOAD) or "")
        if step is None or step in order:
            order.update(dict.fromkeys(reversed(way)))
    return list(order)


def read_wrong(context: CallContext, nodes: list[Json]) -> Json:
    """Return field -> words for the first node that can't be saved, nothing when all can."""
    if not nodes:
        return {"categories": "Missing required field"}
    payload_ids = [node["payload_id"] for node in nodes if node.get("payload_id") and not node.get("id")]
    for node in nodes:
        if wrong := find_wrong_types(node, NODE_RULES) or _find_wrong(context, node, payload_ids):
            return wrong
    order = parents_first(nodes)
    if len(order) < len(nodes):
        return {_PAYLOAD: "Leads in a circle"}
    return _find_too_deep(context, nodes, order) or _find_twins(context, nodes)


def _find_wrong(context: CallContext, node: Json, payload_ids: list[object]) -> Json:
    if is_blank(node.get("name")):
        return dict(MISSING)
    if payload_ids.count(node.get("payload_id")) > 1:
        return {"payload_id": "Repeated in this request"}
    if node.get("id"):
        return _find_wrong_change(context, node)
    stored, sent = node.get(_STORE), node.get(_PAYLOAD)
    if stored and sent:
        return {_STORE: f"Only one of {_STORE} and {_PAYLOAD} may be set"}
    if sent and sent not in payload_ids:
        return {_PAYLOAD: "Is not in this request"}
    return _find_wrong_parent(context, stored) if stored else {}


def _find_wrong_change(context: CallContext, node: Json) -> Json:
    row = context.rows.live(KIND, node["id"])
    if row is None:
        return {"id": "Does not exist"}
    moves = node.get(_PAYLOAD) or node.get(_STORE) not in (None, row.body.get(_STORE))
    return {_STORE: "A category can't be moved"} if moves else {}


def _find_wrong_parent(context: CallContext, parent_id: str) -> Json:
    if context.rows.live(KIND, parent_id) is None:
        return {_STORE: "Does not exist"}
    if is_leaf(context.rows, parent_id) and next(users_of(context.rows, KIND, [parent_id]), None):
        return {_STORE: "Has products"}
    return {}


def _find_too_deep(context: CallContext, nodes: list[Json], order: list[int]) -> Json:
    """Look at the level of each new node; `order` has parents first."""
    if context.options.category_levels == "unlimited":
        return {}
    levels: dict[object, int] = {}
    for node in (nodes[number] for number in order if not nodes[number].get("id")):
        parent = context.rows.live(KIND, node.get(_STORE))
        above = len(path_of(context.rows, parent)) if parent else levels.get(node.get(_PAYLOAD), 0)
        if above >= int(context.options.category_levels):
            return {_STORE if parent else _PAYLOAD: f"At most {context.options.category_levels} levels"}
        levels[node.get("payload_id") or id(node)] = above + 1
    return {}


def _find_twins(context: CallContext, nodes: list[Json]) -> Json:
    """Look for siblings with one name, in the store and in the request."""
    seen: set[tuple[object, str]] = set()
    for node in nodes:
        own = context.rows.live(KIND, node.get("id"))
        parent = own.body.get(_STORE) if own else node.get(_STORE)
        siblings = [] if node.get(_PAYLOAD) else _siblings(context, parent)
        if clash := find_clash(context, node["name"], siblings, own.id if own else ""):
            return clash
        place = (parent or ("payload", node.get(_PAYLOAD)), fold(node["name"]))
        if place in seen and context.options.duplicate_names == "refuse":
            return {"name": "Repeated in this request"}
        seen.add(place)
    return {}


def _siblings(context: CallContext, parent_id: str | None) -> list[ShopRow]:
    if parent_id:
        return children_of(context.rows, parent_id)
    return [row for row in context.rows.walk(KIND) if not row.deleted and not row.body.get(_STORE)]
