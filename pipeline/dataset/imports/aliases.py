"""What other programs call our columns: the X-Series' own exports, other shops', address books. A table, pure.

Names are compared by letters and digits alone, so 'First Name', 'first_name' and 'FIRSTNAME' are one. A kind without
a row is known by its own names.
"""

import functools
import re

from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind, filed_kinds

FULL_NAME = "full name"  # one column with first and last name; split by `cells`

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
            "barcode",
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
    },
}

FILE_WORDS: dict[Kind, str] = {
    CUSTOMER: r"customer|client|contact|people|person|member|address",
    PRODUCT: r"product|item|catalog|article|stock|inventory|goods|sku|price",
}


def folded_name(name: str) -> str:
    """Return a column's name by its letters and digits alone."""
    return re.sub(r"[\W_]+", "", name.casefold())


@functools.cache
def _by_folded_name(kind: Kind) -> dict[str, str]:
    """Return our names by the folded ones of theirs, and of ours."""
    aliases = ALIASES.get(kind, {})
    return {folded_name(alias): ours for ours, names in aliases.items() for alias in names} | {
        folded_name(name): name for name in kind.fields
    }


def field_meant(kind: Kind, theirs: str) -> str | None:
    """Return our name of their column (or FULL_NAME), None when it means nothing to us."""
    return _by_folded_name(kind).get(folded_name(theirs))


def kind_of_file(name: str) -> Kind | None:
    """Return the kind that a file's name speaks of, None when it speaks of none or of several."""
    said = [
        kind
        for kind in filed_kinds()
        if re.search(FILE_WORDS.get(kind, re.escape(kind.name)), name.casefold())
    ]
    return said[0] if len(said) == 1 else None
