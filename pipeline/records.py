"""Customer and product records: their fields, key, and the way row <-> record <-> payload. Pure.

The contract of both phases. A row is text as it stands in a file; a record is typed; a payload is what
the API's create call takes. Fields and their types come from the vendor's create calls (XSERIES.md);
neither documents a maximum length, so none is invented here.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

Value = str | Decimal | bool


class Kind(str, Enum):
    """What a record is. The order is the order of loading: every customer before any product."""

    CUSTOMER = "customer"
    PRODUCT = "product"

    @property
    def plural(self) -> str:
        """The file's stem and the API's path segment: 'customers', 'products'."""
        return f"{self.value}s"

    def __str__(self) -> str:
        return self.value


class Form(str, Enum):
    """How a cell's text is read. `FORM_RULES` says each in words."""

    TEXT = "text"
    COUNTRY = "country"
    NUMBER = "number"
    MONEY = "money"
    BOOLEAN = "boolean"


FORM_RULES: dict[Form, str] = {
    Form.TEXT: "any text",
    Form.COUNTRY: "two letters, such as US or NZ",
    Form.NUMBER: "digits with at most one point, a minus before them if need be, and no separators, such as 12.5 or -500",
    Form.MONEY: "zero or more, at most two places, no currency sign and no separators, such as 29.95",
    Form.BOOLEAN: "true or false",
}

# The shapes behind FORM_RULES. fullmatch only: `$` would let a newline through.
FORM_SHAPES: dict[Form, str] = {
    Form.COUNTRY: r"[A-Za-z]{2}",
    Form.NUMBER: r"-?\d{1,12}(\.\d{1,6})?",
    Form.MONEY: r"\d{1,12}(\.\d{1,2})?",
    Form.BOOLEAN: r"(?i:true|false)",
}
_SHAPES = {form: re.compile(shape, re.ASCII) for form, shape in FORM_SHAPES.items()}
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name (the API's own), how it is read, whether a dataset must have it."""

    name: str
    form: Form
    meaning: str
    required: bool = False
    generated: bool = False


def _text(*names_and_meanings: tuple[str, str]) -> tuple[Field, ...]:
    return tuple(Field(name, Form.TEXT, meaning) for name, meaning in names_and_meanings)


_CUSTOMER_FIELDS: tuple[Field, ...] = (
    Field("first_name", Form.TEXT, "first name", required=True, generated=True),
    Field("last_name", Form.TEXT, "last name", required=True, generated=True),
    Field("email", Form.TEXT, "e-mail; the key of the record", required=True, generated=True),
    Field("phone", Form.TEXT, "telephone", generated=True),
    Field("mobile", Form.TEXT, "mobile telephone", generated=True),
    Field("company_name", Form.TEXT, "company", generated=True),
    Field("physical_address_1", Form.TEXT, "street line", generated=True),
    Field("physical_city", Form.TEXT, "city", generated=True),
    Field("physical_state", Form.TEXT, "state or province", generated=True),
    Field("physical_postcode", Form.TEXT, "postal code", generated=True),
    Field("physical_country_id", Form.COUNTRY, "country", generated=True),
    *_text(
        ("physical_address_2", "second street line"),
        ("physical_suburb", "suburb"),
        ("postal_address_1", "postal street line"),
        ("postal_address_2", "second postal street line"),
        ("postal_suburb", "postal suburb"),
        ("postal_city", "postal city"),
        ("postal_state", "postal state or province"),
        ("postal_postcode", "postal code of the postal address"),
    ),
    Field("postal_country_id", Form.COUNTRY, "postal country"),
    *_text(
        ("customer_code", "code used to claim loyalty; the store makes one when absent"),
        ("fax", "fax"),
        ("website", "website"),
        ("twitter", "handle"),
        ("note", "note"),
        ("gender", "M or F"),
        ("date_of_birth", "date, YYYY-MM-DD"),
        ("custom_field_1", "custom field"),
        ("custom_field_2", "custom field"),
        ("custom_field_3", "custom field"),
        ("custom_field_4", "custom field"),
    ),
    Field("do_not_email", Form.BOOLEAN, "opted out of e-mail"),
    Field("enable_loyalty", Form.BOOLEAN, "takes part in loyalty"),
    Field("on_account_limit", Form.NUMBER, "limit of the customer's account"),
)

_PRODUCT_FIELDS: tuple[Field, ...] = (
    Field("sku", Form.TEXT, "stock keeping unit; the key of the record", required=True, generated=True),
    Field("name", Form.TEXT, "name; unique, without # $ &", required=True, generated=True),
    Field("description", Form.TEXT, "description; may hold HTML", generated=True),
    Field("price_including_tax", Form.MONEY, "retail price", generated=True),
    Field("price_excluding_tax", Form.MONEY, "retail price before tax, in place of the other"),
    Field("supply_price", Form.MONEY, "cost", generated=True),
    Field("is_active", Form.BOOLEAN, "on sale; sent as true when empty", generated=True),
    *_text(
        ("handle", "handle"),
        ("source", "origin, USER or SHOPIFY"),
        ("account_code_sale", "account code of sales"),
        ("account_code_purchase", "account code of purchases"),
    ),
    Field("loyalty_amount", Form.NUMBER, "loyalty earned"),
    Field("weight", Form.NUMBER, "weight"),
    *_text(("weight_unit", "CT, G, OZ, LB or KG")),
    Field("length", Form.NUMBER, "length"),
    Field("width", Form.NUMBER, "width"),
    Field("height", Form.NUMBER, "height"),
    *_text(("dimensions_unit", "IN, CM, MM or YD")),
)

FIELDS: dict[Kind, dict[str, Field]] = {
    Kind.CUSTOMER: {field.name: field for field in _CUSTOMER_FIELDS},
    Kind.PRODUCT: {field.name: field for field in _PRODUCT_FIELDS},
}
KEY_FIELD: dict[Kind, str] = {Kind.CUSTOMER: "email", Kind.PRODUCT: "sku"}
PRICE_FIELDS = ("price_including_tax", "price_excluding_tax")
FORBIDDEN_IN_PRODUCT_NAMES = "#$&"  # the store refuses them [D, XSERIES.md]


def generated_columns(kind: Kind) -> tuple[str, ...]:
    """Return the columns that `generate` writes, in file order."""
    return tuple(field.name for field in FIELDS[kind].values() if field.generated)


def key_of(text: str) -> str:
    """Return the identity of an e-mail or SKU: NFC, trimmed, casefolded (LOADING.md, *Identity*)."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def parse_cell(form: Form, text: str) -> Value:
    """Return the value of a non-empty cell; raise ValueError with the rule it breaks."""
    shape = _SHAPES.get(form)
    stripped = text.strip()
    if shape is not None and not shape.fullmatch(stripped):
        raise ValueError(FORM_RULES[form])
    if form is Form.MONEY:
        return Decimal(stripped).quantize(_CENT)
    if form is Form.NUMBER:
        return Decimal(stripped)
    if form is Form.BOOLEAN:
        return stripped.lower() == "true"
    return stripped.upper() if form is Form.COUNTRY else text


def cell_of(value: Value) -> str:
    """Return the canonical text of a value: money keeps its two places, booleans are true/false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else value


@dataclass(frozen=True, slots=True)
class Record:
    """One customer or product. `values` holds the non-empty fields, in the order of `FIELDS`."""

    kind: Kind
    values: tuple[tuple[str, Value], ...]

    def get(self, name: str) -> Value | None:
        """Return the value of a field, or None when it is empty."""
        return next((value for field, value in self.values if field == name), None)

    @property
    def key_text(self) -> str:
        """The e-mail or SKU as the file has it: this is what is sent."""
        return str(self.get(KEY_FIELD[self.kind]) or "")

    @property
    def key(self) -> str:
        """The identity of the record among its kind."""
        return key_of(self.key_text)

    @property
    def label(self) -> str:
        """What a person calls it: 'Jane Smith', or the product's name."""
        if self.kind is Kind.PRODUCT:
            return str(self.get("name") or "")
        return f"{self.get('first_name') or ''} {self.get('last_name') or ''}".strip()

    @property
    def price(self) -> Decimal | None:
        """The one retail price of a product, whichever column holds it."""
        for name in PRICE_FIELDS:
            value = self.get(name)
            if isinstance(value, Decimal):
                return value
        return None


def record_from_row(kind: Kind, row: Mapping[str, str | None]) -> Record:
    """Return the record of a row of text cells; empty cells and unknown columns are left out.

    Raises ValueError naming the column for a cell that its form refuses; a dataset that passed its
    checks has none.
    """
    values: list[tuple[str, Value]] = []
    for name, field in FIELDS[kind].items():
        text = row.get(name)
        if text is None or not text.strip():
            continue
        try:
            values.append((name, parse_cell(field.form, text)))
        except ValueError as wrong:
            raise ValueError(f"{name}: {wrong}") from None
    return Record(kind, tuple(values))


def row_of(record: Record) -> dict[str, str]:
    """Return the record as text cells; `record_from_row` gives the same record back."""
    return {name: cell_of(value) for name, value in record.values}


def payload_of(record: Record, price_field: str) -> dict[str, str | float | bool]:
    """Return the body of the create call. `price_field` is the one of PRICE_FIELDS that the store wants.

    Numbers become floats here and nowhere else: the shortest text of a float with at most 15 digits is
    the decimal that it came from, so the wire shows exactly what the file shows.
    """
    payload: dict[str, str | float | bool] = {}
    for name, value in record.values:
        target = price_field if name in PRICE_FIELDS else name
        payload[target] = float(value) if isinstance(value, Decimal) else value
    if record.kind is Kind.PRODUCT:
        payload.setdefault("is_active", True)  # no documented default: always said (XSERIES.md)
    return payload


def fingerprint(record: Record) -> str:
    """Return the hash of the canonical payload, independent of column order, file format and price field."""
    canonical = json.dumps(row_of(record), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
