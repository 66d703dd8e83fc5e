"""A dataset of fifty customers and fifty products with everything that a demo has: groups, families, stock, codes.

Written by hand, so that what a load of it costs does not depend on what `generate` draws.
"""

from collections.abc import Iterator

from pipeline.load.planning.choices import Choice, chosen_rows
from pipeline.load.request import Rows
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER
from pipeline.schema.records import record_from_row

CUSTOMERS, PRODUCTS, FAMILIES = 50, 50, 20
GROUPS = ("Demo VIP", "Demo Regulars")
SUPPLIERS = ("Marsh & Co", "Northern Wool", "Oldport Goods")
BRANDS = ("Oatmill", "Harbour Lane", "Älvdal", "Pinewick", "Saltmarsh")
TAGS = ("new", "wool", "fair trade", "sale")
CATEGORIES = ("Clothing > Knitwear", "Clothing > Shirts", "Home > Lamps", "Home > Mugs")
SIZES, COLOURS = ("S", "M", "L"), ("Oat", "Ink")


def full_rows() -> Rows:
    """Return the rows of the dataset, and what they name."""
    records = [record_from_row(SUPPLIER, _supplier(name)) for name in SUPPLIERS]
    records += [record_from_row(CUSTOMER, _customer(number)) for number in range(CUSTOMERS)]
    records += [record_from_row(PRODUCT, row) for row in _products()]
    return chosen_rows([(record, line) for line, record in enumerate(records, start=2)], Choice())


def _supplier(name: str) -> dict[str, str]:
    return {"name": name, "description": f"{name} of Oldport", "contact_phone": "+1-555-010-0001"}


def _customer(number: int) -> dict[str, str]:
    return {
        "first_name": "Ada",
        "last_name": f"Lane{number}",
        "email": f"lane{number}@example.com",
        "phone": "+1-555-010-0001",
        "physical_city": "Oldport",
        "physical_country_id": "US",
        "customer_group": GROUPS[number % len(GROUPS)],
    }


def _products() -> Iterator[dict[str, str]]:
    """Yield families of two variants in one option or two, and single products up to the number."""
    number = 0
    for family in range(FAMILIES):
        for place in range(2):
            options = {"variant_option_one_name": "Size", "variant_option_one_value": SIZES[place]}
            if family % 2:
                options |= {"variant_option_two_name": "Colour", "variant_option_two_value": COLOURS[place]}
            shared = {"handle": f"tee-{family}", "name": f"Tee {family}"}
            yield _product(number, family) | shared | options
            number += 1
    while number < PRODUCTS:
        yield _product(number, number) | {"name": f"Mug {number}"}
        number += 1


def _product(number: int, family: int) -> dict[str, str]:
    return {
        "sku": f"DEMO-{number:03}",
        "price_including_tax": f"{20 + number}.95",
        "supply_price": "7.40",
        "inventory": str(3 + number % 9),
        "reorder_point": "2",
        "restock_level": "5",
        "brand_name": BRANDS[family % len(BRANDS)],
        "supplier_name": SUPPLIERS[family % len(SUPPLIERS)],
        "supplier_code": f"S-{number:03}",
        "product_category": CATEGORIES[family % len(CATEGORIES)],
        "tags": f"{TAGS[family % 4]}; {TAGS[(family + 1) % 4]}",
        "barcode": f"CODE-{number:03}",
        "description": "An invented product.",
        "is_active": "true",
    }
