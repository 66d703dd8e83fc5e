"""What other programs call our columns: the X-Series' own exports, other shops', address books. A table, pure.

Names are compared by letters and digits alone, so 'First Name', 'first_name' and 'FIRSTNAME' are one. Those of other
languages are in `languages`. Of several names
of a field that a file has, the one that stands first here is taken. A kind without a row is known by its own names.
Where two programs mean different things by one word, `programs` says which.
"""

from collections.abc import Mapping

from pipeline.dataset.imports.languages import ELSEWHERE, WEIGHTS, WHOLE_NAMES
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER, Kind

# What a file says beside our columns, and is made into them: no column of the dataset has such a name.
FULL_NAME = "full name"  # first and last name in one cell
ROW_TYPE = "type of row"  # a product of variants, a variant, or neither
PARENT = "product of the variant"  # its key, or id:N
OWN_ID = "number of the product"
VARIATION = "name of the variant"
SUBCATEGORIES = "names below the category"
COMPONENTS = "components of the product"
IMAGES = "addresses of images"
LEFT_OUT = (COMPONENTS, IMAGES)  # a dataset has no place for them

FULL_NAME_PARTS: dict[Kind, tuple[str, str]] = {
    CUSTOMER: ("first_name", "last_name"),
    SUPPLIER: ("contact_first_name", "contact_last_name"),
}


def opposite(name: str) -> str:
    """Return what a column is called that says the opposite of one of ours, such as Archived of is_active."""
    return f"not {name}"


def measured(name: str, unit: str) -> str:
    """Return what a column is called whose heading says the unit, such as Weight (kg)."""
    return f"{name} in {unit}"


def beside(name: str, address: str) -> str:
    """Return what a line of a further address is called, such as Business City beside Home City."""
    return f"{name} of the {address} address"


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


# Fields into which every column goes that means them: where one word decides it does, else the first that is filled.
DECIDED_BY_NO = frozenset({"is_active"})
DECIDED_BY_YES = frozenset({"do_not_email"})
JOINED_COLUMNS = frozenset({SUBCATEGORIES})
_FIRST_FILLED = frozenset({"sku", "barcode", "phone", "email", COMPONENTS, IMAGES})
SEVERAL_COLUMNS = DECIDED_BY_NO | DECIDED_BY_YES | JOINED_COLUMNS | _FIRST_FILLED
# Programs with several addresses of a person call their parts so. The first address that a row has is taken, whole.
FURTHER_ADDRESSES: dict[Kind, tuple[str, ...]] = {CUSTOMER: ("business", "other", "second")}


def _parts_of_address(field: str, words: str) -> dict[str, tuple[str, ...]]:
    """Return the names of one part of a person's addresses in Outlook and Google Contacts."""
    parts = _names(words)
    first = (*(f"home {part}" for part in parts), *(f"address 1 {part}" for part in parts))
    further = {
        beside(field, each): tuple(f"{each} {part}" for part in parts)
        for each in FURTHER_ADDRESSES[CUSTOMER][:2]
    }
    return {field: first, **further, beside(field, "second"): tuple(f"address 2 {part}" for part in parts)}


_ADDRESS_PARTS: dict[str, tuple[str, ...]] = {
    **_parts_of_address("physical_address_1", "street"),
    **_parts_of_address("physical_address_2", "street 2, extended address"),
    **_parts_of_address("physical_city", "city"),
    **_parts_of_address("physical_state", "state, region"),
    **_parts_of_address("physical_postcode", "postal code"),
    **_parts_of_address("physical_country_id", "country, country region"),
}

_CUSTOMER_NAMES: dict[str, str] = {
    "first_name": "first, given name, forename, billing first name, customer first name",
    "last_name": "last, surname, family name, billing last name, customer last name",
    FULL_NAME: "name, full name, customer name, customer, display name, complete name, contact name, contact, "
    + WHOLE_NAMES,
    "email": "e-mail, email address, e-mail address, mail, billing email, customer email, e-mail 1 value, "
    "e-mail 2 address, e-mail 2 value, e-mail 3 address",
    opposite(
        "do_not_email"
    ): "accepts email marketing, accepts marketing, email subscription status, email opt in, marketing opt in, newsletter, "
    "subscribed",
    "phone": "telephone, phone number, tel, billing phone, primary phone, home phone, work phone, business phone, "
    "phone 1 value, default address phone, home phone 2, business phone 2, company main phone, other phone",
    "mobile": "mobile phone, mobile number, cell, cell phone, cellphone, phone 2 value",
    "fax": "fax number, business fax, home fax",
    "company_name": "company, business, business name, organisation, organization, organization name, "
    "organization 1 name, billing company, default address company",
    "physical_address_1": "address, address 1, address line 1, street, street address, street address 1, "
    "physical address, physical street, billing address 1, default address address1",
    "physical_address_2": "address 2, address line 2, street 2, street address 2, billing address 2, "
    "default address address2",
    "physical_suburb": "suburb, district",
    "physical_city": "city, town, locality, billing city, default address city",
    "physical_state": "state, province, region, county, state code, province code, billing state, "
    "default address province code, state province, province state",
    "physical_postcode": "postcode, post code, postal code, zip, zip code, zipcode, zip postal code, physical zip, "
    "billing postcode, default address zip, postcode zip, zip postcode, zip postal, postal zip code",
    "physical_country_id": "country, country code, physical country, physical country code, billing country, "
    "default address country code, country region",
    "postal_address_1": "postal address, postal street, shipping address 1, mailing address",
    "postal_address_2": "shipping address 2",
    "postal_city": "shipping city, mailing city",
    "postal_state": "shipping state, mailing state",
    "postal_postcode": "postal zip, postal post code, shipping postcode, mailing zip",
    "postal_country_id": "postal country, postal country code, shipping country, mailing country",
    "customer_code": "code, customer number, customer no, reference id",
    "website": "url, web site, web page, homepage, website 1 value",
    "note": "notes, comment, comments, memo, remarks",
    "gender": "sex",
    "date_of_birth": "birthday, birth date, dob, birthdate",
    "do_not_email": "email opt out, unsubscribed, opted out of email",
    "enable_loyalty": "loyalty, loyalty enabled, loyalty member",
    "on_account_limit": "account limit, credit limit, on account limit",
    "customer_group": "group, group name, customer group name, customer groups, segment, customer type, labels, "
    "group membership",
}


def _priced(taxed: str) -> str:
    """Return the headings of a price that say of a tax, whichever, what one of `taxed` says: Price (incl. GST)."""
    return ", ".join(
        words
        for price in ("price", "retail price", "unit price", "sales price", "selling price")
        for tax in ("tax", "vat", "gst")
        for said in _names(taxed)
        for words in (f"{price} {said} {tax}", f"{price} {tax} {said}")
    )


_UNITS: dict[str, dict[str, str]] = {
    "weight": {
        "G": "g, gram, grams, in grams, value grams",
        "KG": "kg, in kg",
        "OZ": "oz, in oz",
        "LB": "lb, lbs, in lb",
    },
    **{
        side: {"CM": "cm, in cm", "MM": "mm, in mm", "IN": "in, inches"}
        for side in ("length", "width", "height")
    },
}
_WITH_UNITS = {  # headings such as Weight (kg)
    measured(field, unit): ", ".join(
        f"{said} {word}"
        for said in (field, f"product {field}", *(WEIGHTS if field == "weight" else ()))
        for word in _names(words)
    )
    for field, units in _UNITS.items()
    for unit, words in units.items()
}
_PRODUCT_NAMES: dict[str, str] = {
    "sku": "sku number, variant sku, stock code, item code, product code, article number, item number, custom sku, "
    "internal reference, default code, sku code, code sku, code, system id",
    "name": "product name, title, item name, product, product title, item, article, variant name",
    "description": "body, body html, details, product description, long description, description for sales, "
    "sales description, short description",
    "price_including_tax": "price, retail price, unit price, selling price, sales price, regular price, "
    "variant price, rrp, sale price incl tax, default price, list price, lst price, msrp, "
    + _priced("incl, inc, including, included, with"),
    "price_excluding_tax": "net price, " + _priced("excl, exc, ex, excluding, excluded, without"),
    "supply_price": "cost, cost price, supplier price, wholesale price, purchase price, unit cost, cost per item, "
    "default cost, default unit cost, standard price, purchase cost, cost of goods",
    "inventory": "variant inventory qty, inventory quantity, quantity on hand, qty on hand, stock quantity, stock, "
    "qty, quantity, current quantity, in stock, in stock qty, in stock quantity, stock on hand, soh, on hand, "
    "current quantity on hand, quantity available, available quantity, stock level, current stock, "
    "current stock level, current stock quantity",
    "reorder_point": "low stock amount, low stock, stock alert count, reorder level, low stock level, "
    "low stock alert, low stock threshold, low stock quantity",
    "restock_level": "optimal stock, optimal stock level, reorder quantity, reorder qty, desired inventory level, restock quantity",
    "is_active": "active, enabled, published, status, available, for sale, published on online store, "
    "available for sale, sellable, can be sold",
    opposite("is_active"): "archived, discontinued, deleted, is archived",
    "handle": "slug, url handle, product handle",
    "variant_option_one_name": "option1 name, option name 1, attribute 1 name, option name",
    "variant_option_one_value": "option1 value, option value 1, attribute 1 value, attribute 1 values, option value",
    "variant_option_two_name": "option2 name, option name 2, attribute 2 name",
    "variant_option_two_value": "option2 value, option value 2, attribute 2 value, attribute 2 values",
    "variant_option_three_name": "option3 name, option name 3, attribute 3 name",
    "variant_option_three_value": "option3 value, option value 3, attribute 3 value, attribute 3 values",
    VARIATION: "variation name, variation",
    "account_code_sale": "account code, sales account code",
    "account_code_purchase": "purchase account code",
    "loyalty_amount": "loyalty value",
    "weight": "variant weight, product weight",
    "weight_unit": "variant weight unit",
    "brand_name": "brand, brands, manufacturer, make, label",
    "product_category": "category, categories, category name, category path, item category, reporting category, "
    "product type, type, department",
    SUBCATEGORIES: ", ".join(f"subcategory {number}" for number in range(1, 10)),
    "tags": "tag, tag names, product tags, labels",
    "supplier_name": "supplier, vendor, vendor name, default supplier, default vendor, default vendor name",
    "supplier_code": "supplier sku, supplier item code, supplier part number, vendor code, vendor sku, vendor id, "
    "default vendor code",
    "barcode": "variant barcode, bar code, barcodes, ean, ean13, ean code, upc, upc code, gtin, isbn, jan, "
    "gtin upc ean or isbn, system barcode, ean upc, upc ean, gtin13, gtin14, ean8",
    COMPONENTS: "composite sku, composite name, composite handle, composite quantity, sku of included item, "
    "quantity of included item",
    IMAGES: "image src, image url, image urls, image link, images, product image url, variant image, "
    "variant image url, image 1920, photo, photos, picture",
    **_WITH_UNITS,
}
_SUPPLIER_NAMES: dict[str, str] = {
    "name": "supplier, supplier name, vendor, vendor name, company, company name",
    "description": "supplier description, vendor description, note, notes",
    FULL_NAME: "contact, contact name, contact person, sales rep",
    "contact_first_name": "first name, first",
    "contact_last_name": "last name, last, surname",
    "contact_company_name": "contact company",
    "contact_phone": "phone, telephone, phone number, tel",
    "contact_mobile": "mobile, mobile phone, cell, cell phone",
    "contact_fax": "fax",
    "contact_email": "email, e-mail, email address, mail",
    "contact_website": "website, web site, url, homepage",
    "contact_physical_address1": "address, address 1, address line 1, street, physical address 1, physical address",
    "contact_physical_address2": "address 2, address line 2, physical address 2",
    "contact_physical_suburb": "suburb, physical suburb",
    "contact_physical_city": "city, town, physical city",
    "contact_physical_state": "state, province, physical state",
    "contact_physical_postcode": "postcode, post code, postal code, zip, zip code, physical postcode",
    "contact_physical_country_id": "country, country code, physical country, physical country id",
}


def _table(
    kind: Kind, names: Mapping[str, str], parts: Mapping[str, tuple[str, ...]] | None = None
) -> dict[str, tuple[str, ...]]:
    table = {ours: _names(theirs) for ours, theirs in names.items()}
    for more in (parts or {}, {ours: _names(theirs) for ours, theirs in ELSEWHERE.get(kind, {}).items()}):
        table |= {ours: (*table.get(ours, ()), *theirs) for ours, theirs in more.items()}
    return table


ALIASES: dict[Kind, dict[str, tuple[str, ...]]] = {
    CUSTOMER: _table(CUSTOMER, _CUSTOMER_NAMES, _ADDRESS_PARTS),
    PRODUCT: _table(PRODUCT, _PRODUCT_NAMES),
    SUPPLIER: _table(SUPPLIER, _SUPPLIER_NAMES),
}

# What programs put before a heading that means the same without it: Product price, Customer phone
OWN_WORDS: dict[Kind, tuple[str, ...]] = {
    CUSTOMER: ("customer", "client", "contact", "member"),
    PRODUCT: ("product", "item"),
    SUPPLIER: ("supplier", "vendor"),
}
FILE_WORDS: dict[Kind, str] = {
    CUSTOMER: r"customer|client|contact|people|person|member|address",
    PRODUCT: r"product|item|catalog|article|stock|inventory|goods|sku|price",
    SUPPLIER: r"supplier|vendor",
}
