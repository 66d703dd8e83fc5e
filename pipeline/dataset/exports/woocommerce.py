"""WooCommerce's CSV of products, as its own exporter writes and its importer reads it. A table, pure.

Documented by the plugin's source (class-wc-product-csv-exporter.php, class-wc-product-csv-importer.php, as of 10.x). A
family is a row of the type variable, which has what its variations share, and a row for each of these, which names it as
its parent by SKU: our handle. It takes no customers.
"""

from collections.abc import Sequence

from pipeline.dataset.exports.notations import (
    ESCAPED,
    ESCAPED_LIST,
    ESCAPED_PATH,
    NEWLINES,
    escaped,
    only,
    words,
)
from pipeline.dataset.exports.templates import (
    Cells,
    HandleRule,
    LeadRule,
    Sure,
    TemplateColumn,
    VendorTemplate,
)
from pipeline.schema.kinds import OPTION_NUMBERS, PRODUCT

_NUMBERED = tuple(enumerate(OPTION_NUMBERS, 1))
_LEVELS = "stock has one level to order at"
_MEASURE = "its column there is headed with the shop's own unit: left out"
_ONE_STOCK = "a product has one stock here"


def _own(rows: Sequence[Cells], place: int) -> Cells:
    row = rows[place]
    values = [
        row[f"variant_option_{name}_value"]
        for name in OPTION_NUMBERS
        if f"variant_option_{name}_value" in row
    ]
    if not values:
        return {"Type": "simple"}
    return {"Type": "variation", "Name": f"{row['name']} - {', '.join(values)}", "Parent": row["handle"]}


def _head(rows: Sequence[Cells]) -> Cells:
    """Return what the row of the family itself has: its handle for an SKU, and all values of each option."""
    cells = {"Type": "variable", "SKU": rows[0]["handle"], "In stock?": "1"}
    for number, name in _NUMBERED:
        values = [
            row[f"variant_option_{name}_value"] for row in rows if f"variant_option_{name}_value" in row
        ]
        if values:
            cells |= {
                f"Attribute {number} name": next(row[f"variant_option_{name}_name"] for row in rows),
                f"Attribute {number} value(s)": ", ".join(map(escaped, dict.fromkeys(values))),
                f"Attribute {number} visible": "1",
                f"Attribute {number} global": "0",
            }
    return cells


TEMPLATES = {
    PRODUCT: VendorTemplate(
        (
            TemplateColumn("Type", derived=True),
            TemplateColumn("SKU", "sku"),
            TemplateColumn("GTIN, UPC, EAN, or ISBN", "barcode", only(r"[0-9-]+")),
            TemplateColumn("Name", "name", once=True),
            TemplateColumn("Published", "is_active", words({"true": "1", "false": "0"}), always="1"),
            TemplateColumn("Visibility in catalog", always="visible", derived=True),
            TemplateColumn("Description", "description", NEWLINES, once=True),
            TemplateColumn("Tax status", always="taxable"),
            TemplateColumn("In stock?", always="1"),
            TemplateColumn("Stock", "inventory"),
            TemplateColumn("Low stock amount", "reorder_point"),
            TemplateColumn("Regular price", "price_including_tax"),
            TemplateColumn("Cost of goods", "supply_price"),
            TemplateColumn("Categories", "product_category", ESCAPED_PATH, once=True),
            TemplateColumn("Tags", "tags", ESCAPED_LIST, once=True),
            TemplateColumn("Brands", "brand_name", ESCAPED, once=True, sure=Sure.SEEN),
            TemplateColumn("Parent", derived=True),
            *(
                column
                for number, name in _NUMBERED
                for column in (
                    TemplateColumn(f"Attribute {number} name", f"variant_option_{name}_name"),
                    TemplateColumn(f"Attribute {number} value(s)", f"variant_option_{name}_value", ESCAPED),
                    TemplateColumn(f"Attribute {number} visible", derived=True),
                    TemplateColumn(
                        f"Attribute {number} global",
                        always="0",
                        where=f"variant_option_{name}_name",
                        derived=True,
                    ),
                )
            ),
        ),
        about={
            "handle": "a product without options has none here; a family's is its SKU",
            "barcode": "a code has digits and dashes alone",
            "product_category": "> divides the names of a path; a path with it inside a name is left out",
            "is_active": "a blank would be a draft; it is written as 1",
            "restock_level": _LEVELS,
            "inventory_": _ONE_STOCK,
            "reorder_point_": _ONE_STOCK,
            **dict.fromkeys(
                ("weight", "weight_unit", "length", "width", "height", "dimensions_unit"), _MEASURE
            ),
        },
        handle=HandleRule(r".+", families_only=True, beside_keys=True),
        own=_own,
        head=_head,
        lead=LeadRule("Type", "variable", "variation", "Parent"),
    )
}
