"""How X-Series keeps each kind: one row for each. Pure.

To be held against the vendor's document. What stands here is all that the rest of the program knows of a kind in an
X-Series store; `resource_of` finds a kind's row.
"""

from collections.abc import Mapping
from typing import Any

from pipeline.http.calls import Call
from pipeline.schema.kinds import CUSTOMER, KINDS, Kind, key_of
from pipeline.schema.records import Record
from pipeline.stores.comparing import number_of
from pipeline.stores.protocol import Guard, LookupPlace, Payload, References, Resource, Terms
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.named import NAMED
from pipeline.stores.xseries.parts import alone, ids_of, one_object, plain_payload
from pipeline.stores.xseries.products import PRODUCTS


def resource_of(kind: Kind) -> Resource:
    """Return how X-Series keeps a kind."""
    return RESOURCES[kind.name]


def key_in(kind: Kind, row: Mapping[str, Any]) -> str:
    """Return the key of one of the store's records."""
    return key_of(str(row.get(resource_of(kind).key_field) or ""))


def _customer(record: Record, references: References, price_field: str) -> Payload:
    return plain_payload(record, price_field) | ids_of(record, references, _CUSTOMER_IDS)


def _change_customer(
    record: Record, row: Mapping[str, Any], fields: frozenset[str], references: References, terms: Terms
) -> Call:
    """Return the request that puts these fields of a customer to what the file says."""
    names = {_CUSTOMER_IDS.get(name, name) for name in fields}
    body = _customer(record, references, terms.price_field)
    return endpoints.change_customer(
        row["id"], {name: value for name, value in body.items() if name in names}
    )


def _is_walk_in(row: Mapping[str, Any]) -> bool:
    """Tell whether a row is the customer that every store has for sales to nobody: without an e-mail and a name [C]."""
    return not any(
        row.get(name) for name in ("email", "first_name", "last_name", "company_name", "phone", "mobile")
    )


def _beyond_customer(row: Mapping[str, Any]) -> list[str]:
    return [
        f"its {name.replace('_', ' ')}" for name in ("balance", "loyalty_balance") if number_of(row.get(name))
    ]


_ADDRESS_DEFAULTS = ("physical_country_id", "postal_country_id")
_CUSTOMER_IDS = {"customer_group": "customer_group_id"}
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
        change=_change_customer,
        changeable=frozenset(CUSTOMER.fields) - {CUSTOMER.key.field},
        sent_as=_CUSTOMER_IDS,
        held={"customer_group": lambda row: row.get("customer_group_id")},
        own=_is_walk_in,
        beyond=_beyond_customer,
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
    "product": PRODUCTS,
}
assert set(RESOURCES) == set(KINDS), "every kind of the table is kept somehow"
