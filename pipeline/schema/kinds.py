"""The table of kinds: what a record is, for any store. Pure.

One row for each kind: its name, its key, what a person calls a record of it, its fields, where its records come from and
which rows go into one request. Everything else about a kind stands in a row of a store's table (`stores`); no other
module branches on a kind. Fields and their types come from the vendor's create calls; neither documents a maximum
length, so none is invented here. `levels` gives the order of creation, from the references between kinds.
"""

import functools
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from pipeline.schema.fields import Field, Form
from pipeline.text import counted, listed

if TYPE_CHECKING:
    from pipeline.schema.records import Record


class Source(Enum):
    """Where the records of a kind come from."""

    FILE = "a file of their own"
    COLUMNS = "the columns of other kinds that name them"
    BOTH = "a file that describes them, and the columns of other kinds that name them"


class KeyShape(Enum):
    """What keys of a kind look like."""

    EMAIL = "e-mail"
    CODE = "letters in front, digits behind"
    NAME = "a name"
    PATH = "a path of names"


@dataclass(frozen=True, slots=True)
class Key:
    """The field that identifies a record among its kind, what people call it, and what it looks like."""

    field: str
    noun: str
    shape: KeyShape = KeyShape.NAME


def _alone(_record: "Record") -> str | None:
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One row of the table. Two kinds are the same only if they are one object.

    `group` names the unit that a record belongs to: records of one group go into one request, None goes alone.
    """

    name: str
    plural: str
    key: Key
    label: Callable[["Record"], str]
    fields: Mapping[str, Field]
    source: Source = Source.FILE
    group: Callable[["Record"], str | None] = _alone
    optional: bool = False  # a load may leave it out
    shared: tuple[str, ...] = ()  # fields of which a group has one value: a blank cell takes it

    def __str__(self) -> str:
        return self.noun

    @property
    def noun(self) -> str:
        """What people call one of its records."""
        return self.name.replace("_", " ")

    @property
    def nouns(self) -> str:
        """What people call several of its records."""
        return self.plural.replace("_", " ")

    @property
    def named(self) -> bool:
        """Whether its records are known by their names alone, so that a store's own ones are used as they are."""
        return self.key.shape in (KeyShape.NAME, KeyShape.PATH)

    def field(self, name: str) -> Field | None:
        """Return the field that a column holds, None for no column of this kind: by its name, or with an outlet's behind it."""
        found = self.fields.get(name)
        if found is not None:
            return found
        for each in self.fields.values():
            names = (each.name, each.also) if each.also else (each.name,)
            if name in names:
                return each
            outlet = next(
                (name.removeprefix(f"{stem}_") for stem in names if name.startswith(f"{stem}_")), ""
            )
            if each.per_outlet and outlet:
                return replace(each, name=f"{each.name}_{outlet}", generated=False, also=None)
        return None

    @property
    def generated_columns(self) -> tuple[str, ...]:
        """The columns that `generate` writes, in file order."""
        return tuple(each.name for each in self.fields.values() if each.generated)

    @property
    def references(self) -> tuple[Field, ...]:
        """The fields that name records of another kind."""
        return tuple(each for each in self.fields.values() if each.to is not None)


def fields_of(*fields: Field) -> dict[str, Field]:
    """Return fields by their names, in order."""
    return {each.name: each for each in fields}


def _text(*names_and_meanings: tuple[str, str]) -> tuple[Field, ...]:
    return tuple(Field(name, Form.TEXT, meaning) for name, meaning in names_and_meanings)


_CUSTOMER_FIELDS = fields_of(
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
    Field("customer_group", Form.REFERENCE, "name of its group", generated=True, to="customer_group"),
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
    Field(
        "customer_code",
        Form.TEXT,
        "code used to claim loyalty; the store makes one when absent",
        made=True,
    ),
    *_text(
        ("fax", "fax"),
        ("website", "website"),
        ("twitter", "handle"),
        ("note", "note"),
    ),
    Field("gender", Form.TEXT, "M or F", choices=("M", "F")),
    Field("date_of_birth", Form.TEXT, "date, YYYY-MM-DD", dated=True),
    *_text(
        ("custom_field_1", "custom field"),
        ("custom_field_2", "custom field"),
        ("custom_field_3", "custom field"),
        ("custom_field_4", "custom field"),
    ),
    Field("do_not_email", Form.BOOLEAN, "opted out of e-mail"),
    Field("enable_loyalty", Form.BOOLEAN, "takes part in loyalty"),
    Field("on_account_limit", Form.NUMBER, "limit of the customer's account"),
)

OPTION_NUMBERS = ("one", "two", "three")
_PRODUCT_FIELDS = fields_of(
    Field("sku", Form.TEXT, "stock keeping unit; the key of the record", required=True, generated=True),
    Field(
        "handle",
        Form.TEXT,
        "handle; rows with options that share one are a family",
        generated=True,
        made=True,
    ),
    Field("name", Form.TEXT, "name; unique outside its family, without # $ &", required=True, generated=True),
    *(
        field
        for number in OPTION_NUMBERS
        for field in (
            Field(
                f"variant_option_{number}_name",
                Form.REFERENCE,
                "option in which its family differs: Size",
                generated=number != "three",
                to="option",
            ),
            Field(f"variant_option_{number}_value", Form.TEXT, "its value: L", generated=number != "three"),
        )
    ),
    Field("price_including_tax", Form.MONEY, "retail price", generated=True),
    Field("supply_price", Form.MONEY, "cost", generated=True),
    Field(
        "inventory",
        Form.COUNT,
        "stock at every outlet; blank is not tracked",
        generated=True,
        part="stock",
        per_outlet=True,
    ),
    Field(
        "reorder_point",
        Form.COUNT,
        "stock at which it is ordered again",
        generated=True,
        part="stock",
        per_outlet=True,
    ),
    Field(
        "restock_level",
        Form.COUNT,
        "how many are ordered then (the API's reorder_amount)",
        generated=True,
        also="reorder_amount",
        part="stock",
        per_outlet=True,
    ),
    Field("brand_name", Form.REFERENCE, "name of its brand", generated=True, to="brand"),
    Field(
        "product_category",
        Form.PATH,
        "path of its category, a leaf: Clothing > Knitwear",
        generated=True,
        to="category",
    ),
    Field("tags", Form.LIST, "names of its tags: new; wool", generated=True, to="tag"),
    Field("supplier_name", Form.REFERENCE, "name of its supplier", generated=True, to="supplier"),
    Field("supplier_code", Form.TEXT, "the supplier's own number of it", generated=True),
    Field("barcode", Form.TEXT, "EAN, UPC, ISBN, ITF or another code to scan", generated=True),
    Field("is_active", Form.BOOLEAN, "on sale; sent as true when empty", generated=True),
    Field("description", Form.TEXT, "description; may hold HTML", generated=True),
    Field(
        "image",
        Form.TEXT,
        "your own JPEG, PNG or WebP, a file in the dataset's folder",
        sent=False,
        part="images",
    ),
    Field("price_excluding_tax", Form.MONEY, "retail price before tax, in place of the other"),
    Field("source", Form.TEXT, "origin, USER or SHOPIFY", choices=("USER", "SHOPIFY"), made=True),
    *_text(
        ("account_code_sale", "account code of sales"),
        ("account_code_purchase", "account code of purchases"),
    ),
    Field("loyalty_amount", Form.NUMBER, "loyalty earned"),
    Field("weight", Form.NUMBER, "weight"),
    Field("weight_unit", Form.TEXT, "CT, G, OZ, LB or KG", choices=("CT", "G", "OZ", "LB", "KG")),
    Field("length", Form.NUMBER, "length"),
    Field("width", Form.NUMBER, "width"),
    Field("height", Form.NUMBER, "height"),
    Field("dimensions_unit", Form.TEXT, "IN, CM, MM or YD", choices=("IN", "CM", "MM", "YD")),
)

_CONTACT = "contact_"  # the fields of a supplier's contact, under the API's names
_SUPPLIER_FIELDS = fields_of(
    Field("name", Form.TEXT, "name; the key of the record", required=True, generated=True),
    *(
        Field(name, Form.TEXT, meaning, generated=True)
        for name, meaning in (
            ("description", "description"),
            (f"{_CONTACT}first_name", "first name of the contact"),
            (f"{_CONTACT}last_name", "last name of the contact"),
            (f"{_CONTACT}company_name", "company of the contact; the supplier's name when absent"),
            (f"{_CONTACT}phone", "telephone"),
            (f"{_CONTACT}email", "e-mail"),
            (f"{_CONTACT}website", "website"),
            (f"{_CONTACT}physical_address1", "street line"),
            (f"{_CONTACT}physical_city", "city"),
            (f"{_CONTACT}physical_state", "state or province"),
            (f"{_CONTACT}physical_postcode", "postal code"),
        )
    ),
    Field(f"{_CONTACT}physical_country_id", Form.COUNTRY, "country", generated=True),
    *_text(
        (f"{_CONTACT}mobile", "mobile telephone"),
        (f"{_CONTACT}fax", "fax"),
        (f"{_CONTACT}physical_address2", "second street line"),
        (f"{_CONTACT}physical_suburb", "suburb"),
    ),
)
_NAME_FIELDS = fields_of(Field("name", Form.TEXT, "name; the key of the record", required=True))
_CATEGORY_FIELDS = fields_of(
    Field("path", Form.PATH, "names from the top down; the key of the record", required=True),
    Field("parent", Form.PATH, "path of the category above", to="category"),
)

PRICE_FIELDS = ("price_including_tax", "price_excluding_tax")
FORBIDDEN_IN_PRODUCT_NAMES = "#$&"  # the store refuses them [D]
CATEGORY_LEVELS = 3  # the tree of a store is no deeper [D]; what stands above a path at a load counts too


def _full_name(record: "Record") -> str:
    return f"{record.get('first_name') or ''} {record.get('last_name') or ''}".strip()


def _name(record: "Record") -> str:
    return str(record.get("name") or "")


def options_of(record: "Record") -> tuple[tuple[str, str], ...]:
    """Return the options of a product: name and value of each that it has, in order."""
    pairs = (
        (record.get(f"variant_option_{number}_name"), record.get(f"variant_option_{number}_value"))
        for number in OPTION_NUMBERS
    )
    return tuple((str(name), str(value)) for name, value in pairs if name is not None and value is not None)


def _product(record: "Record") -> str:
    values = " / ".join(value for _, value in options_of(record))
    return f"{_name(record)} - {values}" if values else _name(record)


def _family(record: "Record") -> str | None:
    """Return the family of a product with options: those that share its handle, or its name where it has none."""
    stem = record.get("handle") or record.get("name")
    return key_of(str(stem)) if stem is not None and options_of(record) else None


def _path(record: "Record") -> str:
    return str(record.get("path") or "")


def _tree(_record: "Record") -> str:
    return "tree"


CUSTOMER_GROUP = Kind(
    "customer_group",
    "customer_groups",
    Key("name", "name"),
    _name,
    _NAME_FIELDS,
    source=Source.COLUMNS,
    optional=True,
)
SUPPLIER = Kind(
    "supplier", "suppliers", Key("name", "name"), _name, _SUPPLIER_FIELDS, source=Source.BOTH, optional=True
)
BRAND = Kind(
    "brand", "brands", Key("name", "name"), _name, _NAME_FIELDS, source=Source.COLUMNS, optional=True
)
TAG = Kind("tag", "tags", Key("name", "name"), _name, _NAME_FIELDS, source=Source.COLUMNS, optional=True)
CATEGORY = Kind(
    "category",
    "categories",
    Key("path", "path", KeyShape.PATH),
    _path,
    _CATEGORY_FIELDS,
    source=Source.COLUMNS,
    optional=True,
    group=_tree,  # what is missing of the tree goes into one request
)
CUSTOMER = Kind("customer", "customers", Key("email", "e-mail", KeyShape.EMAIL), _full_name, _CUSTOMER_FIELDS)
OPTION = Kind("option", "options", Key("name", "name"), _name, _NAME_FIELDS, source=Source.COLUMNS)
PRODUCT = Kind(
    "product",
    "products",
    Key("sku", "SKU", KeyShape.CODE),
    _product,
    _PRODUCT_FIELDS,
    group=_family,
    shared=("name", "description", "brand_name", "product_category", "tags", "supplier_name", "is_active"),
)

# Within a level, kinds are created in this order.
KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (CUSTOMER_GROUP, SUPPLIER, BRAND, TAG, CATEGORY, OPTION, CUSTOMER, PRODUCT)
}


def key_of(text: str) -> str:
    """Return the identity of a key's text: NFC, trimmed, casefolded."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def levels(kinds: Iterable[Kind]) -> tuple[tuple[Kind, ...], ...]:
    """Return the kinds by levels of creation: each refers to kinds of the levels before it, and to itself, alone.

    Raises ValueError for references in a circle, and for one that leads to no kind.
    """
    left = {kind.name: kind for kind in kinds}
    known = set(left)
    found: list[tuple[Kind, ...]] = []
    while left:
        ready = tuple(
            kind
            for kind in left.values()
            if not any(str(each.to) in left and each.to != kind.name for each in kind.references)
        )
        lost = {str(each.to) for kind in ready for each in kind.references} - known
        if lost or not ready:
            raise ValueError(f"references lead nowhere or in a circle: {sorted(lost or left)}")
        found.append(ready)
        for kind in ready:
            del left[kind.name]
    return tuple(found)


def all_kinds() -> tuple[Kind, ...]:
    """Return every kind, in the order of creation."""
    return _ordered(tuple(KINDS.values()))


def filed_kinds() -> tuple[Kind, ...]:
    """Return the kinds that have files of their own, in the order of creation."""
    return tuple(kind for kind in all_kinds() if kind.source is not Source.COLUMNS)


def kind_called(word: str) -> Kind | None:
    """Return the kind of 'product', 'products', 'customer groups' or 'groups'; None for a word of no kind."""
    wanted = "_".join(word.casefold().replace("_", " ").split())
    return next(
        (kind for kind in all_kinds() if wanted in (kind.name, kind.plural, short_plural(kind))), None
    )


def short_plural(kind: Kind) -> str:
    """Return the last word of a kind's plural, such as groups: what people call its records for short."""
    return kind.plural.rsplit("_", 1)[-1]


def kinds_to_show(counts: Mapping[Kind, object]) -> tuple[Kind, ...]:
    """Return the kinds to speak of: named ones behind the others, and only where there is something of them."""
    shown = [kind for kind in all_kinds() if kind in counts and (counts[kind] or not kind.named)]
    return tuple(sorted(shown, key=lambda kind: kind.named))


def counts_in_words(counts: Mapping[Kind, int]) -> str:
    """Return '1 customer and 50 products'; kinds that are known by name alone are left out where there is none."""
    return listed([counted(counts[kind], kind.noun, kind.nouns) for kind in kinds_to_show(counts)])


@functools.cache
def _ordered(kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    return tuple(kind for level in levels(kinds) for kind in level)


assert all_kinds() == (
    CUSTOMER_GROUP, SUPPLIER, BRAND, TAG, CATEGORY, OPTION, CUSTOMER, PRODUCT,
), "the order of creation is part of the promise"  # fmt: skip
