"""What other programs call our columns: the X-Series' own exports, other shops', address books. A table, pure.

Names are compared by letters and digits alone, so 'First Name', 'first_name' and 'FIRSTNAME' are one. A kind without
a row is known by its own names. Where two programs mean different things by one word, `PROGRAMS` says which.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER, Kind

FULL_NAME = "full name"  # one column with first and last name; split by `cells` into these
FULL_NAME_PARTS: dict[Kind, tuple[str, str]] = {
    CUSTOMER: ("first_name", "last_name"),
    SUPPLIER: ("contact_first_name", "contact_last_name"),
}

ALIASES: dict[Kind, dict[str, tuple[str, ...]]] = {
    CUSTOMER: {
        "first_name": ("first", "given name", "forename", "billing first name", "customer first name"),
        "last_name": ("last", "surname", "family name", "billing last name", "customer last name"),
        FULL_NAME: (
            "name",
            "full name",
            "customer name",
            "customer",
            "display name",
            "contact name",
            "contact",
        ),
        "email": ("e-mail", "email address", "e-mail address", "mail", "billing email", "customer email"),
        "phone": (
            "telephone",
            "phone number",
            "tel",
            "billing phone",
            "home phone",
            "work phone",
            "default address phone",
        ),
        "mobile": ("mobile phone", "mobile number", "cell", "cell phone", "cellphone"),
        "company_name": (
            "company",
            "business",
            "business name",
            "organisation",
            "organization",
            "billing company",
            "default address company",
        ),
        "physical_address_1": (
            "address",
            "address 1",
            "address line 1",
            "street",
            "street address",
            "street address 1",
            "physical address",
            "physical street",
            "billing address 1",
            "default address address1",
        ),
        "physical_address_2": (
            "address 2",
            "address line 2",
            "street address 2",
            "billing address 2",
            "default address address2",
        ),
        "physical_suburb": ("suburb", "district"),
        "physical_city": ("city", "town", "locality", "billing city", "default address city"),
        "physical_state": (
            "state",
            "province",
            "region",
            "county",
            "state code",
            "province code",
            "billing state",
            "default address province code",
        ),
        "physical_postcode": (
            "postcode",
            "post code",
            "postal code",
            "zip",
            "zip code",
            "zipcode",
            "zip postal code",
            "physical zip",
            "billing postcode",
            "default address zip",
        ),
        "physical_country_id": (
            "country",
            "country code",
            "physical country",
            "physical country code",
            "billing country",
            "default address country code",
        ),
        "postal_address_1": ("postal address", "postal street", "shipping address 1", "mailing address"),
        "postal_address_2": ("shipping address 2",),
        "postal_city": ("shipping city", "mailing city"),
        "postal_state": ("shipping state", "mailing state"),
        "postal_postcode": ("postal zip", "postal post code", "shipping postcode", "mailing zip"),
        "postal_country_id": ("postal country", "postal country code", "shipping country", "mailing country"),
        "customer_code": ("code", "customer number", "customer no", "reference id"),
        "website": ("url", "web site", "homepage"),
        "note": ("notes", "comment", "comments", "memo", "remarks"),
        "gender": ("sex",),
        "date_of_birth": ("birthday", "birth date", "dob", "birthdate"),
        "do_not_email": ("email opt out", "unsubscribed", "opted out of email"),
        "enable_loyalty": ("loyalty", "loyalty enabled", "loyalty member"),
        "on_account_limit": ("account limit", "credit limit", "on account limit"),
        "customer_group": ("group", "group name", "customer group name", "customer groups", "segment"),
    },
    PRODUCT: {
        "sku": (
            "sku number",
            "stock code",
            "item code",
            "product code",
            "article number",
            "item number",
            "variant sku",
        ),
        "name": (
            "product name",
            "title",
            "item",
            "item name",
            "product",
            "article",
            "product title",
            "variant name",
        ),
        "description": ("body", "body html", "details", "product description", "long description"),
        "price_including_tax": (
            "price",
            "retail price",
            "unit price",
            "selling price",
            "regular price",
            "variant price",
            "rrp",
            "sale price incl tax",
            "price incl tax",
            "price inc tax",
            "price with tax",
            "retail price including tax",
            "default price",
        ),
        "price_excluding_tax": (
            "price excl tax",
            "price ex tax",
            "price without tax",
            "net price",
            "retail price excluding tax",
        ),
        "supply_price": (
            "cost",
            "cost price",
            "supplier price",
            "wholesale price",
            "purchase price",
            "unit cost",
            "cost per item",
            "default cost",
        ),
        "is_active": ("active", "enabled", "published", "status", "available", "for sale"),
        "handle": ("slug", "url handle", "product handle"),
        "account_code_sale": ("account code", "sales account code"),
        "account_code_purchase": ("purchase account code",),
        "loyalty_amount": ("loyalty value",),
        "weight": ("variant weight", "product weight"),
        "weight_unit": ("variant weight unit",),
        "brand_name": ("brand", "brands", "manufacturer", "make", "label"),
        "product_category": (
            "category",
            "categories",
            "category name",
            "category path",
            "item category",
            "reporting category",
            "product type",
            "type",
            "department",
        ),
        "tags": ("tag", "tag names", "product tags", "labels"),
        "supplier_name": (
            "supplier",
            "vendor",
            "vendor name",
            "default supplier",
            "default vendor",
            "default vendor name",
        ),
        "supplier_code": (
            "supplier sku",
            "supplier item code",
            "supplier part number",
            "vendor code",
            "vendor sku",
            "default vendor code",
        ),
        "barcode": (
            "variant barcode",
            "bar code",
            "barcodes",
            "ean",
            "ean13",
            "ean code",
            "upc",
            "upc code",
            "gtin",
            "isbn",
            "jan",
            "gtin upc ean or isbn",
            "system barcode",
        ),
    },
    SUPPLIER: {
        "name": ("supplier", "supplier name", "vendor", "vendor name", "company", "company name"),
        "description": ("supplier description", "vendor description", "note", "notes"),
        FULL_NAME: ("contact", "contact name", "contact person", "sales rep"),
        "contact_first_name": ("first name", "first"),
        "contact_last_name": ("last name", "last", "surname"),
        "contact_company_name": ("contact company",),
        "contact_phone": ("phone", "telephone", "phone number", "tel"),
        "contact_mobile": ("mobile", "mobile phone", "cell", "cell phone"),
        "contact_fax": ("fax",),
        "contact_email": ("email", "e-mail", "email address", "mail"),
        "contact_website": ("website", "web site", "url", "homepage"),
        "contact_physical_address1": (
            "address",
            "address 1",
            "address line 1",
            "street",
            "physical address 1",
            "physical address",
        ),
        "contact_physical_address2": ("address 2", "address line 2", "physical address 2"),
        "contact_physical_suburb": ("suburb", "physical suburb"),
        "contact_physical_city": ("city", "town", "physical city"),
        "contact_physical_state": ("state", "province", "physical state"),
        "contact_physical_postcode": (
            "postcode",
            "post code",
            "postal code",
            "zip",
            "zip code",
            "physical postcode",
        ),
        "contact_physical_country_id": ("country", "country code", "physical country", "physical country id"),
    },
}


@dataclass(frozen=True, slots=True)
class Program:
    """A program whose export is known by columns that it alone has, and what some of its words mean there.

    `meanings` goes before the aliases and before other columns; a word that leads to nothing isn't taken.
    """

    marks: tuple[str, ...]
    meanings: Mapping[str, str | None]


PROGRAMS: dict[Kind, tuple[Program, ...]] = {
    PRODUCT: (
        # Shopify: who made it is its vendor, and its category is a place in a taxonomy of its own, five levels deep
        Program(("variant price", "body html"), {"vendor": "brand_name", "type": "product_category"}),
        # WooCommerce: simple, variable, variation
        Program(("tax status", "regular price"), {"type": None}),
    ),
}

FILE_WORDS: dict[Kind, str] = {
    CUSTOMER: r"customer|client|contact|people|person|member|address",
    PRODUCT: r"product|item|catalog|article|stock|inventory|goods|sku|price",
    SUPPLIER: r"supplier|vendor",
}
