"""A dataset with families for tests: every kind of row that `check` knows, and nothing wrong with it."""

from pathlib import Path

import polars as pl

from pipeline.dataset import write_dataset
from pipeline.schema.kinds import OPTION_NUMBERS, PRODUCT
from tests.support.datasets import manifest

_SIZES = ("2-4", "6-8", "10-12")
_CAPACITIES = ("05", "10", "1E2")
_CODES = ("4006381333931", "2000000000015", "9780306406157")

COLUMNS = (
    "sku",
    "handle",
    "name",
    *(f"variant_option_{number}_{part}" for number in OPTION_NUMBERS[:2] for part in ("name", "value")),
    "price_including_tax",
    "inventory",
    "reorder_point",
    "restock_level",
    "inventory_Market_Square",
    "brand_name",
    "tags",
    "supplier_code",
    "barcode",
    "is_active",
    "description",
)


def family_rows() -> list[dict[str, str]]:
    """Return rows of products: a family in sizes and colours, one by its name alone, one of one row, and one without options."""
    shirts = [
        {
            "sku": f"SH-{size}-{colour}".upper(),
            "handle": "tern-shirt",
            "variant_option_one_name": "Size",
            "variant_option_one_value": size,
            "variant_option_two_name": "Colour",
            "variant_option_two_value": colour,
            "price_including_tax": "29.90",
            "inventory": "12",
            "reorder_point": "3",
            "restock_level": "10",
        }
        for colour in ("Écru", "Navy")
        for size in _SIZES
    ]
    shirts[0] |= {"barcode": _CODES[0], "inventory_Market_Square": "2"}
    shirts[2] |= {
        "name": "Tern Shirt",
        "brand_name": "Tern",
        "tags": "new; linen",
        "is_active": "true",
        "description": "A soft linen shirt,\nin three sizes.",
    }
    bottles = [
        {
            "sku": f"BO-{number}",
            "name": "Oatlow Bottle",
            "variant_option_one_name": "Capacity",
            "variant_option_one_value": capacity,
            "price_including_tax": "9.50",
            "supplier_code": f"000{number}7",
            "barcode": _CODES[1] if not number else "",
        }
        for number, capacity in enumerate(_CAPACITIES)
    ]
    alone = {
        "sku": "CAP-1",
        "handle": "cap",
        "name": "Cap",
        "variant_option_one_name": "Size",
        "variant_option_one_value": "One",
    }
    plain = {
        "sku": "MUG-1",
        "handle": "mug",
        "name": "Mug",
        "price_including_tax": "7.00",
        "barcode": _CODES[2],
    }
    return [*shirts, *bottles, alone, plain]


def family_frame(rows: list[dict[str, str]] | None = None) -> pl.DataFrame:
    """Return rows as a frame of text, null where nothing is said."""
    rows = family_rows() if rows is None else rows
    return pl.DataFrame(
        {name: pl.Series([row.get(name) or None for row in rows], dtype=pl.String) for name in COLUMNS}
    )


def write_families(folder: Path, rows: list[dict[str, str]] | None = None) -> Path:
    """Write a dataset with families as CSV, in place of another; return its file of products."""
    write_dataset(folder, {PRODUCT: [family_frame(rows)]}, manifest(), force=True, durable=False)
    return folder / "products.csv"
