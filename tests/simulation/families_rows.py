"""Small datasets of families and single products with stock, with blanks where a person leaves them.

What a family has once stands in one of its rows or in several; stock stands there for every outlet, or for one.
"""

import random
from dataclasses import dataclass, field
from itertools import product as combinations

from pipeline.load.planning.choices import Choice, chosen_rows
from pipeline.load.request import Rows
from pipeline.schema.kinds import OPTION_NUMBERS, PRODUCT
from pipeline.schema.records import record_from_row
from tests.simulation.catalogue_rows import BRANDS, Row, retyped

OUTLETS = ("Main Outlet", "Market Square")
OPTIONS: dict[str, tuple[str, ...]] = {
    "Size": ("S", "M", "L"),
    "Colour": ("Oat", "Ink"),
    "Fabric": ("Wool", "Linen"),
}
SHARED = ("brand_name", "description")
LARGEST = 6


def draw_stock(lots: random.Random) -> Row:
    """Draw what a row says of stock: nothing, a level for every outlet, or another one for one of them."""
    row: Row = {}
    if lots.random() < 0.8:
        row["inventory"] = str(lots.randint(0, 9))
        if lots.random() < 0.4:
            row |= {"reorder_point": str(lots.randint(1, 3)), "restock_level": str(lots.randint(4, 6))}
        if lots.random() < 0.3:
            row[f"inventory_{OUTLETS[1].replace(' ', '_')}"] = str(lots.randint(0, 9))
    return row


def draw_variant(lots: random.Random, family: Row, number: int, values: dict[str, str]) -> Row:
    """Draw one row of a family, which `family` describes; `number` tells its SKU from others."""
    row = {name: text for name, text in family.items() if name in {"handle", "name", "description"}}
    row |= {"sku": f"{family['stem']}-{number}", "price_including_tax": f"{10 + number}.50"}
    for place, (name, value) in zip(OPTION_NUMBERS, values.items(), strict=False):
        row[f"variant_option_{place}_name"] = retyped(lots, name)
        row[f"variant_option_{place}_value"] = value
    return row | draw_stock(lots)


def draw_family(lots: random.Random, number: int) -> list[Row]:
    """Draw the rows of a family of one to six variants, in any order, with what they share in some of them."""
    family: Row = {"stem": f"T{number}", "name": f"Tee {number}"}
    handled = lots.random() < 0.6
    if handled:
        family["handle"] = f"tee-{number}"
    names = lots.sample(tuple(OPTIONS), lots.randint(1, 3))
    every = list(combinations(*(OPTIONS[name] for name in names)))
    chosen = lots.sample(every, min(len(every), lots.randint(1, LARGEST)))
    rows = [
        draw_variant(lots, family, place, dict(zip(names, values, strict=True)))
        for place, values in enumerate(chosen)
    ]
    shared = {"brand_name": lots.choice(BRANDS), "description": f"Tee {number}, invented"}
    told = lots.randrange(len(rows))
    for place, row in enumerate(rows):
        for name in SHARED:
            if place == told or lots.random() < 0.4:
                row[name] = shared[name]
        if handled and place != told and lots.random() < 0.4:
            del row["name"]
    return rows


def draw_single(lots: random.Random, number: int) -> Row:
    """Draw a product that goes alone."""
    row = {"sku": f"SKU-{number:03}", "name": f"Mug {number}", "price_including_tax": "9.95"}
    return row | draw_stock(lots)


@dataclass
class FamilyFiles:
    """The rows of a dataset's file of products."""

    products: list[Row] = field(default_factory=list)

    def rows(self, choice: Choice | None = None) -> Rows:
        """Return the records of all rows, and those that they name."""
        filed = [(record_from_row(PRODUCT, row), line) for line, row in enumerate(self.products, start=2)]
        return chosen_rows(filed, choice or Choice())

    def edit(self, lots: random.Random, number: int) -> None:
        """Do to the rows what a person does between two runs; `number` is one that no row has yet."""
        what = lots.choice(("add a variant", "add a variant", "price", "stock", "add", "remove", "reorder"))
        row = lots.choice(self.products)
        if what == "add a variant" and "variant_option_one_value" in row:
            self.products.append(self._another(row, number))
        elif what == "price":
            row["price_including_tax"] = f"{30 + number}.00"
        elif what == "stock":
            row.pop(f"inventory_{OUTLETS[1].replace(' ', '_')}", None)
            row["inventory"] = str(lots.randint(0, 9))
        elif what == "add":
            self.products += draw_family(lots, number)
        elif what == "remove" and len(self.products) > 1:
            self.products.remove(row)
            for each in self.products:  # the others may have had their name from it
                each.setdefault("name", f"Tee {each['sku'].split('-')[0][1:]}")
        else:
            lots.shuffle(self.products)

    @staticmethod
    def _another(row: Row, number: int) -> Row:
        """Return one more variant of a row's family: with a value that none has, and a name, which any row may have."""
        stem = row["sku"].split("-")[0]
        name = {"name": f"Tee {stem[1:]}"}
        return row | name | {"sku": f"{stem}-{number}", "variant_option_one_value": f"new {number}"}


def draw_family_files(lots: random.Random, first: int = 0) -> FamilyFiles:
    """Draw a dataset; the numbers of its families and products begin with `first`."""
    rows = [row for number in range(lots.randint(1, 2)) for row in draw_family(lots, first + number)]
    rows += [draw_single(lots, first + number) for number in range(lots.randint(0, 2))]
    if lots.random() < 0.5:
        lots.shuffle(rows)
    return FamilyFiles(rows)
