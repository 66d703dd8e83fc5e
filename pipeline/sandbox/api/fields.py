"""Field -> rule tables of what may be sent, and the check that applies them. Pure.

A value of null is fine everywhere, a missing field too, an unknown field is tolerated [D]. What is found is a
mapping from field to words, as the API puts it under `fields`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.sandbox.api.values import ApiResult, Json, refuse
from pipeline.sandbox.options import SandboxOptions

FieldRule = tuple[Callable[[Any], bool], str]


# Of an amount or price: up to here a float tells whole numbers apart, and no sum of a few leaves the range
_MOST = 10**15


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= _MOST


TEXT: FieldRule = (lambda value: isinstance(value, str), "Must be a string")
NUMBER: FieldRule = (_is_number, "Must be a number")
WHOLE: FieldRule = (
    lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Must be a whole number",
)
BOOL: FieldRule = (lambda value: isinstance(value, bool), "Must be a boolean")
OBJECTS: FieldRule = (
    lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value),
    "Must be an array of objects",
)
OBJECT: FieldRule = (lambda value: isinstance(value, dict), "Must be an object")


def _object_of(rules: "Mapping[str, FieldRule]", words: str) -> FieldRule:
    return (lambda value: isinstance(value, dict) and not find_wrong_types(value, rules), words)


def _objects_of(rules: "Mapping[str, FieldRule]") -> FieldRule:
    holds, _ = _object_of(rules, "")
    words = f"Must be an array of objects with {', '.join(f'{name}: {rule[1].lower()}' for name, rule in rules.items())}"
    return (lambda value: isinstance(value, list) and all(map(holds, value)), words)


TEXTS: FieldRule = (
    lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    "Must be an array of strings",
)

_ADDRESS = ("address_1", "address_2", "suburb", "city", "postcode", "state", "country_id")
_CUSTOMER_TEXTS = (
    "first_name", "last_name", "email", "phone", "mobile", "fax", "website", "twitter", "company_name", "note",
    "gender", "customer_code", "customer_group_id", "date_of_birth",
    *(f"{place}_{part}" for place in ("physical", "postal") for part in _ADDRESS),
    *(f"custom_field_{number}" for number in range(1, 5)),
)  # fmt: skip
CUSTOMER_RULES: dict[str, FieldRule] = {
    **dict.fromkeys(_CUSTOMER_TEXTS, TEXT),
    "do_not_email": BOOL,
    "enable_loyalty": BOOL,
    "on_account_limit": NUMBER,
}
_PRODUCT_TEXTS = (
    "name", "sku", "description", "handle", "source", "source_id", "source_variant_id", "supplier_id",
    "supplier_code", "brand_id", "product_category_id", "product_type_id", "weight_unit", "dimensions_unit",
)  # fmt: skip
_PRODUCT_NUMBERS = (
    "price_including_tax", "price_excluding_tax", "supply_price", "loyalty_amount", "weight", "length", "width",
    "height",
)  # fmt: skip
PRODUCT_RULES: dict[str, FieldRule] = {
    **dict.fromkeys(_PRODUCT_TEXTS, TEXT),
    **dict.fromkeys(_PRODUCT_NUMBERS, NUMBER),
    "is_active": BOOL,
    "product_codes": _objects_of({"type": TEXT, "code": TEXT}),
    "images": _objects_of({"type": TEXT, "location": TEXT, "index": WHOLE}),
    "inventory": OBJECTS,  # each by the rules of stock, where it is kept
    "variants": OBJECTS,  # each by these rules, where it is made
    "variant_definitions": OBJECTS,  # likewise
    "tag_ids": TEXTS,
    **dict.fromkeys(("account_code_sale", "account_code_purchase"), TEXT),
    "product_suppliers": _objects_of({"supplier_id": TEXT, "price": NUMBER, "code": TEXT}),
    "outlet_taxes": _objects_of({"outlet_id": TEXT, "tax_id": TEXT}),
    "composite": _objects_of({"product_id": TEXT, "quantity": NUMBER}),
    "all_outlets_tax": _object_of({"is_default": BOOL, "tax_id": TEXT}, "Must be an object of a tax"),
}
# What staff may add, in the order of what refers to what
ADDABLE = (
    "customer_groups", "suppliers", "brands", "tags", "variant_attributes", "product_categories", "customers", "products",
)  # fmt: skip
# Of a product at one outlet, as a create and a change have it
STOCK_RULES: dict[str, FieldRule] = {
    "outlet_id": TEXT,
    **dict.fromkeys(("current_amount", "reorder_point", "reorder_amount"), NUMBER),
}
STAFF_RULES: dict[str, FieldRule] = {
    **dict.fromkeys(("kind", "id", "customer_id", "product_id"), TEXT),
    **STOCK_RULES,
    "quantity": NUMBER,
    "changes": OBJECT,
    **dict.fromkeys(ADDABLE, OBJECTS),
    "total_price": NUMBER,
}
_CONTACT_TEXTS = (
    "first_name", "last_name", "company_name", "phone", "mobile", "fax", "email", "website",
    *(f"{place}_{part}" for place in ("physical", "postal")
      for part in ("address1", "address2", "suburb", "city", "postcode", "state", "country_id")),
)  # fmt: skip

BRAND_RULES: dict[str, FieldRule] = {"name": TEXT, "description": TEXT}
SUPPLIER_RULES: dict[str, FieldRule] = {
    "name": TEXT,
    "description": TEXT,
    "default_markup": NUMBER,
    "contact": _object_of(dict.fromkeys(_CONTACT_TEXTS, TEXT), "Must be an object of strings"),
}
TAG_RULES: dict[str, FieldRule] = {"name": TEXT}
# The document's body of a group is the whole row; what the store sets by itself is read, and not kept
GROUP_RULES: dict[str, FieldRule] = {
    **dict.fromkeys(
        ("name", "id", "group_id", "retailer_id", "created_at", "updated_at", "deleted_at"), TEXT
    ),
    "version": WHOLE,
}
OPTION_RULES: dict[str, FieldRule] = {"name": TEXT}
CHANGE_RULES: dict[str, FieldRule] = {"common": OBJECT, "details": OBJECT}
STOCK_PAGE_RULES: dict[str, FieldRule] = {
    **dict.fromkeys(("after", "before", "size"), WHOLE),
    "sort_direction": TEXT,
}
MEMBER_RULES: dict[str, FieldRule] = {"customer_ids": TEXTS}
BULK_RULES: dict[str, FieldRule] = {"categories": OBJECTS}
BULK_DELETE_RULES: dict[str, FieldRule] = {"category_ids": TEXTS}
NODE_RULES: dict[str, FieldRule] = dict.fromkeys(
    ("id", "payload_id", "name", "parent_category_id", "payload_parent_category_id"), TEXT
)

# What the store sets by itself in every record; tolerated when sent, and ignored
STORE_FIELDS = frozenset({"id", "version", "created_at", "updated_at", "deleted_at"})
# Of a group besides
GROUP_STORE_FIELDS = frozenset({"group_id", "retailer_id"})
PRICES = frozenset({"price_including_tax", "price_excluding_tax"})

# Fields in which something like a card number is redacted [D]: names, addresses, note, custom fields
_REDACTED = re.compile(
    r"first_name|last_name|company_name|note|custom_field_\d|(physical|postal)_(?!country_id).*"
)
_CARD_NUMBER = re.compile(r"(?<!\d)\d{13,19}(?!\d)")


def find_wrong_types(body: Json, rules: Mapping[str, FieldRule]) -> dict[str, str]:
    """Return field -> words for every value of the wrong type."""
    return {
        name: words
        for name, (holds, words) in rules.items()
        if body.get(name) is not None and not holds(body[name])
    }


def require_object(body: Any, rules: Mapping[str, FieldRule], options: SandboxOptions) -> ApiResult | None:
    """Return the refusal of a body that is no object or has values of the wrong type, else None."""
    if not isinstance(body, dict):
        return refuse(400, "Invalid request body: a JSON object is required")
    wrong = find_wrong_types(body, rules)
    return refuse(options.wrong_type_status, "Invalid field types", fields=wrong) if wrong else None


def redact_card_numbers(body: Json) -> Json:
    """Return the body with what looks like a card number starred out; the caller is not told [D]."""
    return {
        name: _CARD_NUMBER.sub(lambda found: "*" * len(found.group()), value)
        if isinstance(value, str) and _REDACTED.fullmatch(name)
        else value
        for name, value in body.items()
    }
