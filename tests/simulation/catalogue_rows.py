"""Small datasets whose rows name brands, suppliers, tags, groups and categories, in whatever capitals a person types.

`Files` holds the rows as the files have them; `rows` adds what they name, as reading a dataset does.
"""

import random
from dataclasses import dataclass, field

from pipeline.load.planning.choices import Choice, chosen_rows
from pipeline.load.request import Rows
from pipeline.schema.collect import Filed
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER, Kind
from pipeline.schema.records import Record, record_from_row

Row = dict[str, str]

BRANDS = ("Oatmill", "Harbour Lane", "Älvdal")
SUPPLIERS = ("Marsh & Co", "Northern Wool")
TAGS = ("new", "Wool", "Fair Trade")
GROUPS = ("Demo VIP", "Staff")
CATEGORIES = ("Clothing > Knitwear", "Clothing > Shirts", "Home > Lamps")
LISTED_ALONE = "Quiet Supplies"  # a supplier that has a row, and that no product names


def retyped(lots: random.Random, text: str) -> str:
    """Return a name as another person types it."""
    return lots.choice((text, text, text.lower(), text.upper(), text.title()))


def draw_customer(lots: random.Random, number: int) -> Row:
    """Draw a customer, in a group or in none."""
    row = {"first_name": "Ada", "last_name": f"Lane{number}", "email": f"lane{number}@example.com"}
    return row | ({"customer_group": retyped(lots, lots.choice(GROUPS))} if lots.random() < 0.7 else {})


def draw_product(lots: random.Random, number: int) -> Row:
    """Draw a product with some of what a product may name."""
    row = {
        "sku": f"SKU-{number:03}",
        "name": f"Mug {number}",
        "price_including_tax": "9.95",
        "is_active": "true",
    }
    return row | draw_references(lots)


def draw_references(lots: random.Random) -> Row:
    """Draw what a product names."""
    row = {}
    if lots.random() < 0.7:
        row["brand_name"] = retyped(lots, lots.choice(BRANDS))
    if lots.random() < 0.5:
        row["supplier_name"] = retyped(lots, lots.choice(SUPPLIERS))
    if lots.random() < 0.6:
        row["product_category"] = retyped(lots, lots.choice(CATEGORIES))
    if tags := lots.sample(TAGS, lots.randint(0, 2)):
        row["tags"] = "; ".join(retyped(lots, each) for each in tags)
    return row


@dataclass
class Files:
    """The rows of a dataset's files."""

    suppliers: list[Row] = field(default_factory=list)
    customers: list[Row] = field(default_factory=list)
    products: list[Row] = field(default_factory=list)

    def rows(self, choice: Choice | None = None) -> Rows:
        """Return the records of all rows as a choice sends them, and those that they name."""
        rows = (
            _filed(SUPPLIER, self.suppliers)
            + _filed(CUSTOMER, self.customers)
            + _filed(PRODUCT, self.products)
        )
        return chosen_rows(rows, choice or Choice())

    def edit(self, lots: random.Random, number: int) -> None:
        """Do to the rows what a person does between two runs; `number` is one that no row has yet."""
        what = lots.choice(("name other things", "retype", "remove", "add", "describe", "reorder"))
        product = lots.choice(self.products)
        if what == "name other things":
            kept = {name: product[name] for name in ("sku", "name", "price_including_tax", "is_active")}
            product.clear()
            product.update(kept | draw_references(lots))
        elif what == "retype":
            for row in self.products:
                row.update({name: retyped(lots, text) for name, text in row.items() if name in _RETYPED})
        elif what == "remove" and len(self.products) > 1:
            self.products.remove(product)
        elif what == "add":
            self.products.append(draw_product(lots, number))
            self.customers.append(draw_customer(lots, number))
        elif what == "describe" and not self.suppliers:
            self.suppliers.append(_supplier(lots, LISTED_ALONE))
        else:
            lots.shuffle(self.products)


_RETYPED = ("brand_name", "supplier_name", "product_category", "tags")


def _filed(kind: Kind, rows: list[Row]) -> list[Filed]:
    return [(record_from_row(kind, row), line) for line, row in enumerate(rows, start=2)]


def _supplier(lots: random.Random, name: str) -> Row:
    return {
        "name": retyped(lots, name),
        "description": f"{name} of Oldport",
        "contact_phone": "+1-555-010-0001",
    }


def draw_files(lots: random.Random, first: int = 0) -> Files:
    """Draw a dataset; the numbers of its rows begin with `first`."""
    described = lots.sample((*SUPPLIERS, LISTED_ALONE), lots.choice((0, 0, 1, 2)))
    return Files(
        [_supplier(lots, name) for name in described],
        [draw_customer(lots, first + number) for number in range(lots.randint(0, 2))],
        [draw_product(lots, first + number) for number in range(lots.randint(1, 4))],
    )


def by_kind(rows: Rows, kind: Kind) -> list[Record]:
    """Return the records of one kind."""
    return [record for record, _ in rows if record.kind is kind]
