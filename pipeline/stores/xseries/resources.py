"""How X-Series keeps each kind: one row for each. Pure.

To be held against the vendor's document. What stands here is all that the rest of the program knows of a kind in an
X-Series store; `resource_of` finds a kind's row.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.schema.kinds import CUSTOMER, KINDS, PRICE_FIELDS, PRODUCT, Kind, key_of
from pipeline.schema.records import Record
from pipeline.stores.protocol import Created, Guard, LookupPlace, Payload, References, Resource
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.named import NAMED
from pipeline.stores.xseries.parts import alone, code_type, id_at, ids_at, ids_of, one_object, plain_payload
from pipeline.stores.xseries.rows import is_id


def resource_of(kind: Kind) -> Resource:
    """Return how X-Series keeps a kind."""
    return RESOURCES[kind.name]


def key_in(kind: Kind, row: Mapping[str, Any]) -> str:
    """Return the key of one of the store's records."""
    return key_of(str(row.get(resource_of(kind).key_field) or ""))


def _customer(record: Record, references: References, price_field: str) -> Payload:
    return plain_payload(record, price_field) | ids_of(record, references, _CUSTOMER_IDS)


def _product(record: Record, references: References, price_field: str) -> Payload:
    """Return a product's payload; `is_active` has no documented default, so it is always said."""
    payload = plain_payload(record, price_field)
    payload.setdefault("is_active", True)
    barcode = str(payload.get("barcode") or "")
    if key_of(barcode) == key_of(record.key_text) and code_type(barcode) == _PLAIN:
        del payload["barcode"]  # the store adds the SKU to the codes by itself [D]
    return payload | ids_of(record, references, _PRODUCT_IDS)


def _product_body(payload: Payload) -> Payload:
    """Return a product as the API takes it: its barcode is a code with a type."""
    body = dict(payload)
    codes = body.pop("barcode", None)
    if codes:
        texts = codes if isinstance(codes, (list, tuple)) else [codes]
        body["product_codes"] = [{"type": code_type(text), "code": text} for text in texts]
    return body


def _other_codes(row: Mapping[str, Any]) -> list[str]:
    """Return what a product can be scanned by, without the plain code of its SKU: the store adds that by itself [D]."""
    codes = [each for each in row.get("product_codes") or () if isinstance(each, dict) and each.get("code")]
    sku = key_of(str(row.get("sku") or ""))
    return [
        str(each["code"]) for each in codes if each.get("type") != _PLAIN or key_of(str(each["code"])) != sku
    ]


def _id_list(data: Any, keys: Sequence[str]) -> tuple[Created, ...] | None:
    """Read `{"data": ["<uuid>"]}`: the answer to a product's create."""
    if not isinstance(data, list) or len(data) != 1 or not is_id(data[0]):
        return None
    return (Created(keys[0], data[0]),)


_PLAIN = "CUSTOM"  # the type of a code that is no EAN, UPC, ISBN or ITF
_ADDRESS_DEFAULTS = ("physical_country_id", "postal_country_id")
_CUSTOMER_IDS = {"customer_group": "customer_group_id"}
_PRODUCT_IDS = {
    "brand_name": "brand_id",
    "product_category": "product_category_id",
    "tags": "tag_ids",
    "supplier_name": "supplier_id",
}

RESOURCES: dict[str, Resource] = {
    **NAMED,
    "customer": Resource(
        kind=CUSTOMER,
        create=alone("customer", _customer),
        part=_customer,
        restore=lambda payload: endpoints.create("customer", payload),
        created=one_object,
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
        sent_as=_CUSTOMER_IDS,
        held={"customer_group": lambda row: row.get("customer_group_id")},
        store_fills=frozenset(
            {
                "customer_code",
                "do_not_email",
                "enable_loyalty",
                "on_account_limit",
                "customer_group",
                *_ADDRESS_DEFAULTS,
            }
        ),
    ),
    "product": Resource(
        kind=PRODUCT,
        create=alone("product", _product, _product_body),
        part=_product,
        wrap=_product_body,
        restore=lambda payload: endpoints.create("product", _product_body(payload)),
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
        sent_as=_PRODUCT_IDS,
        held={
            "brand_name": id_at("brand_id", "brand"),
            "supplier_name": id_at("supplier_id", "supplier"),
            "product_category": id_at("product_category_id", "product_category", "type"),
            "tags": ids_at("tag_ids", "categories"),
            "barcode": _other_codes,
        },
        among=frozenset({"barcode"}),
        store_fills=frozenset(
            {
                "barcode",
                "supplier_code",
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
        handmade=("images",),  # never sent by this version, empty after its creates
        # these belong to an accounting integration that a store may not have
        may_be_hidden=frozenset({"account_code_sale", "account_code_purchase"}),
    ),
}
assert set(RESOURCES) == set(KINDS), "every kind of the table is kept somehow"
