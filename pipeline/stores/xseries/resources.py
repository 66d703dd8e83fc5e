"""How X-Series keeps each kind: one row for each. Pure.

To be held against the vendor's document. What stands here is all that the rest of the program knows of a kind in an
X-Series store; `resource_of` finds a kind's row.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.http.calls import Call
from pipeline.schema.kinds import CUSTOMER, KINDS, PRICE_FIELDS, PRODUCT, Kind, key_of
from pipeline.schema.records import Record
from pipeline.stores.protocol import Created, Guard, LookupPlace, Making, Payload, References, Resource
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.rows import is_id, version_of


def resource_of(kind: Kind) -> Resource:
    """Return how X-Series keeps a kind."""
    return RESOURCES[kind.name]


def key_in(kind: Kind, row: Mapping[str, Any]) -> str:
    """Return the key of one of the store's records."""
    return key_of(str(row.get(resource_of(kind).key_field) or ""))


def plain_payload(record: Record, price_field: str) -> Payload:
    """Return a record's plain fields as the API takes them. `price_field` is the one of PRICE_FIELDS that the store wants.

    Numbers become floats here and nowhere else: the shortest text of a float with at most 15 digits is the decimal that
    it came from, so the wire shows exactly what the file shows.
    """
    named = {field.name for field in record.kind.references}
    payload: Payload = {}
    for name, value in record.values:
        if name not in named:
            target = price_field if name in PRICE_FIELDS else name
            payload[target] = float(value) if isinstance(value, Decimal) else value
    return payload


def _customer(record: Record, _references: References, price_field: str) -> Payload:
    return plain_payload(record, price_field)


def _product(record: Record, _references: References, price_field: str) -> Payload:
    """Return a product's payload; `is_active` has no documented default, so it is always said."""
    payload = plain_payload(record, price_field)
    payload.setdefault("is_active", True)
    return payload


def _alone(kind: str, part: Callable[[Record, References, str], Payload]) -> Callable[[Making], Call]:
    """Return what makes the request for a record that goes alone."""

    def create(making: Making) -> Call:
        (record,) = making.records
        return endpoints.create(kind, part(record, making.references, making.price_field))

    return create


def _one_object(data: Any, keys: Sequence[str]) -> tuple[Created, ...] | None:
    """Read `{"data": {"id": …, "version": …}}`: the answer to a customer's create."""
    if not isinstance(data, dict) or not is_id(data.get("id")):
        return None
    return (Created(keys[0], data["id"], version_of(data)),)


def _id_list(data: Any, keys: Sequence[str]) -> tuple[Created, ...] | None:
    """Read `{"data": ["<uuid>"]}`: the answer to a product's create."""
    if not isinstance(data, list) or len(data) != 1 or not is_id(data[0]):
        return None
    return (Created(keys[0], data[0]),)


_ADDRESS_DEFAULTS = ("physical_country_id", "postal_country_id")

RESOURCES: dict[str, Resource] = {
    "customer": Resource(
        kind=CUSTOMER,
        create=_alone("customer", _customer),
        part=_customer,
        restore=lambda payload: endpoints.create("customer", payload),
        created=_one_object,
        key_field="email",
        names=("first_name", "last_name"),
        columns=("first_name", "last_name"),
        places=(LookupPlace("search", endpoints.search_customer),),
        page=lambda after, size: endpoints.page("customer", after, size),
        read=lambda remote_id: endpoints.read("customer", remote_id),
        delete=lambda remote_id: endpoints.delete("customer", remote_id),
        unique=False,  # duplicate e-mails are accepted [D]
        counts_as_use=True,
        versioned=True,
        guards=(
            Guard(
                "has sales",
                endpoints.customer_sales,
                "This token may not see sales, so nobody can say which customers have bought something.",
                "Use a token whose owner may see sales; or use unload --even-if-changed, which deletes without asking.",
            ),
        ),
        store_fills=frozenset(
            {"customer_code", "do_not_email", "enable_loyalty", "on_account_limit", *_ADDRESS_DEFAULTS}
        ),
        kept_by_id=("customer_group_id",),
    ),
    "product": Resource(
        kind=PRODUCT,
        create=_alone("product", _product),
        part=_product,
        restore=lambda payload: endpoints.create("product", payload),
        created=_id_list,
        key_field="sku",
        names=("name",),
        columns=("sku", "name"),
        places=(
            LookupPlace("products by SKU", endpoints.find_product),
            LookupPlace("search", endpoints.search_product),
        ),
        page=lambda after, size: endpoints.page("product", after, size),
        read=lambda remote_id: endpoints.read("product", remote_id),
        delete=lambda remote_id: endpoints.delete("product", remote_id),
        unique=True,
        unique_names=True,
        aliases={"is_active": "active", "account_code_sale": "account_code"},
        store_fills=frozenset(
            {
                *PRICE_FIELDS,
                "is_active",
                "handle",
                "source",
                "account_code_sale",
                "account_code_purchase",
                "loyalty_amount",
                "weight_unit",
                "dimensions_unit",
            }
        ),
        # never sent by this version, empty after its creates
        handmade=("brand_id", "supplier_id", "product_type_id", "tag_ids", "images", "categories"),
        # these belong to an accounting integration that a store may not have
        may_be_hidden=frozenset({"account_code_sale", "account_code_purchase"}),
        kept_by_id=("brand_id", "supplier_id", "supplier_code", "tag_ids", "product_codes"),
    ),
}
assert set(RESOURCES) == set(KINDS), "every kind of the table is kept somehow"
