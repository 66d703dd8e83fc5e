"""How X-Series keeps products: alone or as a family, with codes, options and stock. Pure.

A family goes in one request, its variants inside; what the family has once stands beside them. Which id is whose, only
the store's rows tell: the answer lists bare ids in an order of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.http.calls import Call
from pipeline.schema.kinds import OPTION_NUMBERS, PRICE_FIELDS, PRODUCT, key_of
from pipeline.schema.records import Record
from pipeline.schema.stock import STOCK_COLUMNS, stock_fields
from pipeline.stores.comparing import held_value
from pipeline.stores.protocol import LookupPlace, Making, Payload, References, Resource, Row, Step, Terms
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.images import IMAGES_STEP, images_in
from pipeline.stores.xseries.parts import code_type, id_at, ids_at, ids_of, plain_payload
from pipeline.stores.xseries.reading.rows import is_id
from pipeline.stores.xseries.stock import STOCK_STEP, stock_of

_OPTION_NAMES = tuple(f"variant_option_{number}_name" for number in OPTION_NUMBERS)
_OPTION_VALUES = tuple(f"variant_option_{number}_value" for number in OPTION_NUMBERS)
_IDS = {
    "brand_name": "brand_id",
    "product_category": "product_category_id",
    "tags": "tag_ids",
    "supplier_name": "supplier_id",
    **{name: name for name in _OPTION_NAMES},
}
_DISCOUNT = "vend-discount"  # the SKU of what every store discounts whole sales by [C]
_PLAIN = "CUSTOM"  # the type of a code that is no EAN, UPC, ISBN or ITF
# What a variant has of its own in a create [D]; everything else belongs to the family
_VARIANT = frozenset({
    "sku", "product_codes", *PRICE_FIELDS, "supply_price", "supplier_code", "weight", "weight_unit", "length", "width",
    "height", "dimensions_unit", "inventory", "variant_definitions",
})  # fmt: skip


def part(record: Record, references: References, price_field: str) -> Payload:
    """Return a product's share of a create, by fields; `is_active` has no documented default, so it is always said."""
    payload = plain_payload(record, price_field)
    payload.setdefault("is_active", True)
    barcode = str(payload.get("barcode") or "")
    if key_of(barcode) == key_of(record.key_text) and code_type(barcode) == _PLAIN:
        del payload["barcode"]  # the store adds the SKU to the codes by itself [D]
    return payload | ids_of(record, references, _IDS)


def body_of(payload: Payload, outlets: Sequence[tuple[str, str]] = ()) -> Payload:
    """Return a product as the API takes it: codes with their types, options by their ids, stock by outlet."""
    codes = payload.get("barcode")
    texts = codes if isinstance(codes, (list, tuple)) else [codes] if codes else []
    definitions = [
        {"attribute_id": payload[name], "value": payload[value]}
        for name, value in zip(_OPTION_NAMES, _OPTION_VALUES, strict=True)
        if name in payload and value in payload
    ]
    nested = {"barcode", *_OPTION_NAMES, *_OPTION_VALUES}
    body = {name: value for name, value in payload.items() if name not in nested and not stock_fields(name)}
    stock = stock_of(payload, outlets)
    return (
        body
        | ({"product_codes": [{"type": code_type(text), "code": text} for text in texts]} if texts else {})
        | ({"variant_definitions": definitions} if definitions else {})
        | (
            {"inventory": [{"outlet_id": outlet, **levels} for outlet, levels in stock.items()]}
            if stock
            else {}
        )
    )


def create(making: Making) -> Call:
    """Return the request for a product, for a whole family, or for one variant that a family there lacks."""
    bodies = [
        body_of(part(record, making.references, making.price_field), making.outlets)
        for record in making.records
    ]
    if making.records[0].kind.group(making.records[0]) is None:
        return endpoints.create("product", bodies[0])
    if making.there:
        assert len(bodies) == 1, "variants are added one by one"
        return _add_variant(bodies[0], making.called)
    common = {name: value for name, value in bodies[0].items() if name not in _VARIANT}
    variants = [{name: value for name, value in body.items() if name in _VARIANT} for body in bodies]
    return endpoints.create("product", common | {"variants": variants})


def _add_variant(body: Payload, called: str) -> Call:
    """Return the request for one more variant; the family is known by its name in the store, which no other product has [D]."""
    details = {name: value for name, value in body.items() if name in _VARIANT - {"variant_definitions"}}
    details["variant_attribute_values"] = [
        {"attribute_id": each["attribute_id"], "attribute_value": each["value"]}
        for each in body.get("variant_definitions", ())
    ]
    return endpoints.add_variant({"common": {"name": called or body["name"]}, "details": details})


def shared(row: Row) -> Payload:
    """Return what a family has once, as one of its rows has it: a variant POST says none of it but the name."""
    return {_IDS.get(name, name): held_value(PRODUCTS, row, name) for name in ("handle", *PRODUCT.shared)}


def created(data: Any, _keys: Sequence[str]) -> tuple[str, ...] | None:
    """Read `{"data": ["<uuid>", …]}`: the answer to a product's create, an id for each variant [D]."""
    if isinstance(data, dict):  # a variant that was added
        data = [data.get("id")]
    sound = isinstance(data, list) and data and all(is_id(each) for each in data)
    return tuple(data) if sound else None


def _other_codes(row: Mapping[str, Any]) -> list[str]:
    """Return what a product can be scanned by, without the plain code of its SKU: the store adds that by itself [D]."""
    codes = [each for each in row.get("product_codes") or () if isinstance(each, dict) and each.get("code")]
    sku = key_of(str(row.get("sku") or ""))
    return [
        str(each["code"]) for each in codes if each.get("type") != _PLAIN or key_of(str(each["code"])) != sku
    ]


def _filed(row: Mapping[str, Any], _terms: Terms) -> dict[str, Any]:
    """Return what a file has in columns of its own: options by number, codes, images."""
    options = [
        each for each in row.get("variant_options") or () if isinstance(each, dict) and each.get("name")
    ]
    columns = zip(_OPTION_NAMES, _OPTION_VALUES, options, strict=False)
    named = {
        column: text
        for name, value, option in columns
        for column, text in ((name, option["name"]), (value, option.get("value")))
    }
    blank = dict.fromkeys((*_OPTION_NAMES, *_OPTION_VALUES))
    return blank | named | {"barcode": _other_codes(row), "image": images_in(row)}


def _beyond(row: Mapping[str, Any]) -> list[str]:
    """Return what a file has no column for."""
    more = [
        (
            "is_composite",
            0,
            "it is a composite: its components are not kept, it is loaded as an ordinary product",
        ),
        ("product_suppliers", 1, "it has several suppliers: the first is kept"),
        ("attributes", 0, "it has attributes"),
        ("variant_options", len(OPTION_NUMBERS), f"it has more than {len(OPTION_NUMBERS)} options"),
    ]
    held = [(row.get(name), most, words) for name, most, words in more]
    return [
        words
        for value, most, words in held
        if (len(value) if isinstance(value, list) else bool(value)) > most
    ]


def _head(row: Mapping[str, Any]) -> str | None:
    """Return the id of the product that heads a row's family, which may be the row's own; None for one that is alone."""
    return row.get("variant_parent_id") or (row.get("id") if row.get("has_variants") else None)


def _options(part_of_option: str) -> Callable[[Mapping[str, Any]], list[str]]:
    """Return what reads ids or values of a product's options."""

    def read(row: Mapping[str, Any]) -> list[str]:
        held = row.get("variant_options") or ()
        return [
            str(each[part_of_option]) for each in held if isinstance(each, dict) and each.get(part_of_option)
        ]

    return read


def _variant_price(record: Record, terms: Terms) -> dict[str, Any] | None:
    """Return the price of a variant, in the store's field: whether a create keeps one for each is doubtful [C]."""
    if record.price is None or record.kind.group(record) is None:
        return None
    return {"field": terms.price_field, "price": float(record.price)}


def _price_in(row: Mapping[str, Any], terms: Terms) -> dict[str, Any] | None:
    value = row.get(terms.price_field)
    known = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"field": terms.price_field, "price": float(value)} if known and value is not None else None


def _same_price(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return bool(abs(found["price"] - wanted["price"]) < HALF_A_CENT)


def _put_price(remote_id: str, wanted: Mapping[str, Any], _first: Any) -> Call:
    return endpoints.change_product(remote_id, {"details": {wanted["field"]: wanted["price"]}})


def change(
    record: Record, row: Mapping[str, Any], fields: frozenset[str], references: References, terms: Terms
) -> Call:
    """Return the request that puts these fields of a product to what the file says; `common` is the whole family's."""
    values = part(record, references, terms.price_field)
    names = {_IDS.get(name, terms.price_field if name in PRICE_FIELDS else name) for name in fields}
    common = {name: values[name] for name in _COMMON if name in names and name in values}
    details = {name: values[name] for name in _DETAILS if name in names and name in values}
    if STOCK_STEP.name in fields:
        put = (
            STOCK_STEP.call(row["id"], STOCK_STEP.wanted(record, terms), STOCK_STEP.found(row, terms)).json
            or {}
        )
        common |= put.get("common", {})
        details |= put.get("details", {})
    body = ({"common": common} if common else {}) | ({"details": details} if details else {})
    return endpoints.change_product(row["id"], body)


# Which part of a change a field stands in [D][A]
_COMMON = ("name", "description", "brand_id", "product_category_id", "tag_ids")
_DETAILS = ("is_active", *PRICE_FIELDS, "supply_price", "supplier_id", "supplier_code")
PRICE_STEP = Step(
    name="price",
    wanted=_variant_price,
    found=_price_in,
    call=_put_price,
    is_there=_same_price,
    compared=False,  # its field is
    fields=frozenset(PRICE_FIELDS),
)
HALF_A_CENT = 0.005
PRODUCTS = Resource(
    kind=PRODUCT,
    create=create,
    part=part,
    wrap=body_of,
    restore=lambda payload: endpoints.create("product", body_of(payload)),
    created=created,
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
    by_name=endpoints.find_products_named,
    completes_singly=True,
    shared=shared,
    change=change,
    changeable=frozenset(
        {
            "name",
            "description",
            "brand_name",
            "product_category",
            "tags",
            "is_active",
            *PRICE_FIELDS,
            "supply_price",
            "supplier_name",
            "supplier_code",
            STOCK_STEP.name,
        }
    ),
    changes_others=lambda call: "common" in (call.json or {}),
    changes_itself=lambda call: "details" in (call.json or {}),
    head_of=_head,
    steps=(STOCK_STEP, PRICE_STEP, IMAGES_STEP),
    aliases={"is_active": "active", "account_code_sale": "account_code"},
    sent_as=_IDS,
    held={
        "brand_name": id_at("brand_id", "brand"),
        "supplier_name": id_at("supplier_id", "supplier"),
        "product_category": id_at("product_category_id", "product_category", "type"),
        "tags": ids_at("tag_ids", "categories"),
        "barcode": _other_codes,
        **{name: _options("id") for name in _OPTION_NAMES},
        **{name: _options("value") for name in _OPTION_VALUES},
    },
    among=frozenset({"barcode", *_OPTION_NAMES, *_OPTION_VALUES}),
    store_fills=frozenset(
        {
            "barcode",
            "supplier_code",
            *_OPTION_NAMES,
            *_OPTION_VALUES,
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
    apart=frozenset(STOCK_COLUMNS),
    filed=_filed,
    own=lambda row: key_of(str(row.get("sku") or "")) == _DISCOUNT,
    beyond=_beyond,
    handmade=(IMAGES_STEP.name,),  # save those that the journal knows of
    # these belong to an accounting integration that a store may not have
    may_be_hidden=frozenset({"account_code_sale", "account_code_purchase"}),
)
