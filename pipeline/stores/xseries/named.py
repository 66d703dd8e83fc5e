"""How X-Series keeps what is known by its name alone: groups, suppliers, brands, tags and categories. Pure.

The API has no filter by name and documents no uniqueness: such records are listed whole and compared by their keys.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.http.calls import Call
from pipeline.schema.fields import path_text, split_path
from pipeline.schema.kinds import BRAND, CATEGORY, CUSTOMER_GROUP, OPTION, SUPPLIER, TAG, Kind, key_of
from pipeline.schema.records import Record
from pipeline.stores.protocol import Created, Making, Payload, References, Resource
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.parts import alone, one_object, plain_payload
from pipeline.stores.xseries.reading.rows import is_id

_CONTACT = "contact_"


def _plain(record: Record, _references: References, price_field: str) -> Payload:
    return plain_payload(record, price_field)


def _supplier_body(payload: Payload) -> Payload:
    """Return a supplier as the API takes it: its contact is an object, which dated versions want in any case."""
    contact = {
        name.removeprefix(_CONTACT): value for name, value in payload.items() if name.startswith(_CONTACT)
    }
    return {name: value for name, value in payload.items() if not name.startswith(_CONTACT)} | {
        "contact": contact
    }


def _contact(name: str) -> Callable[[Mapping[str, Any]], Any]:
    def read(row: Mapping[str, Any]) -> Any:
        contact = row.get("contact")
        return contact.get(name.removeprefix(_CONTACT)) if isinstance(contact, dict) else None

    return read


def _category(record: Record, _references: References, _price_field: str) -> Payload:
    return {"path": record.key_text}


def _create_categories(making: Making) -> Call:
    """Return the request for what is missing of the tree; a node is called by its key until it has an id."""
    nodes = []
    for record in making.records:
        node = {"payload_id": record.key, "name": split_path(record.key_text)[-1]}
        for parent in record.references:
            if parent in making.references:
                node["parent_category_id"] = making.references[parent]
            else:
                node["payload_parent_category_id"] = parent[1]
        nodes.append(node)
    return endpoints.create_categories(nodes)


def _restore_category(payload: Payload) -> Call:
    """Return the request that makes a deleted category again; those above it are found or made by their names."""
    names = split_path(str(payload.get("path") or ""))
    nodes: list[dict[str, Any]] = []
    for depth, name in enumerate(names):
        above = {"payload_parent_category_id": f"level {depth - 1}"} if depth else {}
        nodes.append({"payload_id": f"level {depth}", "name": name} | above)
    return endpoints.create_categories(nodes)


def _created_categories(data: Any, keys: Sequence[str]) -> tuple[Created, ...] | None:
    """Read `{"data": [{id, payload_id, …}]}`, matched by what each node was called."""
    data = data.get("data") if isinstance(data, dict) else data
    if not isinstance(data, list):
        return None
    ids = {
        str(each.get("payload_id")): each["id"]
        for each in data
        if isinstance(each, dict) and is_id(each.get("id"))
    }
    return tuple(Created(key, ids[key]) for key in keys) if set(keys) <= set(ids) else None


def categories_of(body: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return the nodes of a page of the tree; None for what is no page. `data` is doubled in the wild [C]."""
    data = body.get("data")
    data = data.get("data", data) if isinstance(data, dict) else data
    found = data.get("categories") if isinstance(data, dict) else data
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else None


def category_path(row: Mapping[str, Any]) -> str:
    """Return the path of a category as the store shows it; its last name is its own."""
    path = row.get("category_path")
    names = (
        [str(each.get("name") or "") for each in path if isinstance(each, dict)]
        if isinstance(path, list)
        else []
    )
    own = str(row.get("name") or "")
    if not names or key_of(names[-1]) != key_of(own):
        names.append(own)
    return path_text(tuple(name.strip() for name in names))


def _named(kind: Kind, search: str, **more: Any) -> Resource:
    """Return the row of a kind that has version pages, a create of its own, and nothing to find one by its name."""
    name = kind.name
    return Resource(
        kind=kind,
        create=alone(name, _plain, more.get("wrap", dict)),
        part=_plain,
        restore=lambda payload: endpoints.create(name, more.get("wrap", dict)(payload)),
        created=one_object,
        key_field="name",
        names=("name",),
        columns=("name",),
        places=(),
        page=lambda after, size: endpoints.page(name, after, size),
        read=lambda remote_id: endpoints.read(name, remote_id),
        delete=lambda remote_id: endpoints.delete(name, remote_id),
        unique=False,
        **{"used_by": lambda remote_id: endpoints.products_with(search, remote_id), **more},
    )


NAMED: dict[str, Resource] = {
    "customer_group": _named(CUSTOMER_GROUP, "", used_by=endpoints.group_customers),
    "supplier": _named(
        SUPPLIER,
        "supplier_id",
        wrap=_supplier_body,
        held={name: _contact(name) for name in SUPPLIER.fields if name.startswith(_CONTACT)},
        store_fills=frozenset({"contact_company_name"}),  # the supplier's name, unless another is given [D]
    ),
    "brand": _named(BRAND, "brand_id"),
    "tag": _named(TAG, "tag_id"),
    "option": Resource(
        kind=OPTION,
        create=alone("option", _plain),
        part=_plain,
        restore=lambda payload: endpoints.create("option", payload),
        created=one_object,
        key_field="name",
        names=("name",),
        columns=("name",),
        places=(),
        page=None,
        tree_page=lambda _after: endpoints.options(),
        read=lambda remote_id: endpoints.read("option", remote_id),
        delete=lambda remote_id: endpoints.delete("option", remote_id),
        unique=False,
    ),
    "category": Resource(
        kind=CATEGORY,
        create=_create_categories,
        part=_category,
        restore=_restore_category,
        created=_created_categories,
        key_field="path",
        names=("path",),
        columns=("path",),
        places=(),
        page=None,
        tree_page=endpoints.category_page,
        read=None,
        delete=endpoints.delete_category,
        unique=False,
        used_by=lambda remote_id: endpoints.products_with("product_type_id", remote_id),
        # a delete takes all that stands below, whoever made it [D]
        kept_by=lambda row: "" if row.get("leaf_category") else "other categories stand below it",
        store_fills=frozenset({"parent"}),  # the path says it already
    ),
}
