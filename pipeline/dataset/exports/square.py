"""Square's CSV of its item library. A table, pure.

Square publishes the template in its Dashboard alone (*Items > Actions > Import library*), so its headings are known from
files that it made, as of 2025; what they mean is documented at squareup.com/help. Rows with one item name are one item,
stock stands in columns for each location. It takes no customers.
"""

from collections.abc import Sequence

from pipeline.dataset.exports.notations import PATH, only, words
from pipeline.dataset.exports.templates import Cells, OutletColumns, Sure, TemplateColumn, VendorTemplate
from pipeline.schema.kinds import OPTION_NUMBERS, PRODUCT

_SEEN = Sure.SEEN


def _own(rows: Sequence[Cells], place: int) -> Cells:
    row = rows[place]
    values = [
        row[f"variant_option_{name}_value"]
        for name in OPTION_NUMBERS
        if f"variant_option_{name}_value" in row
    ]
    return {"Variation Name": ", ".join(values) or "Regular"}


TEMPLATES = {
    PRODUCT: VendorTemplate(
        (
            TemplateColumn("Token", sure=_SEEN),
            TemplateColumn("Item Name", "name", sure=_SEEN),
            TemplateColumn("Variation Name", derived=True, sure=_SEEN),
            TemplateColumn("SKU", "sku", sure=_SEEN),
            TemplateColumn("Description", "description", sure=_SEEN),
            TemplateColumn("Categories", "product_category", PATH, sure=_SEEN),
            TemplateColumn("GTIN", "barcode", only(r"[0-9]{8}|[0-9]{12,14}"), sure=_SEEN),
            TemplateColumn("Item Type", always="Physical good", sure=_SEEN),
            TemplateColumn("Price", "price_including_tax", sure=_SEEN),
            TemplateColumn("Archived", "is_active", words({"true": "N", "false": "Y"}), sure=_SEEN),
            TemplateColumn("Sellable", always="Y", sure=_SEEN),
            TemplateColumn("Stockable", always="Y", sure=_SEEN),
            *(
                TemplateColumn(f"Option {part} {number}", f"variant_option_{name}_{part.lower()}", sure=_SEEN)
                for number, name in enumerate(OPTION_NUMBERS, 1)
                for part in ("Name", "Value")
            ),
            TemplateColumn("Default Unit Cost", "supply_price", sure=_SEEN),
            TemplateColumn("Default Vendor Name", "supplier_name", sure=_SEEN),
            TemplateColumn("Default Vendor Code", "supplier_code", sure=_SEEN),
        ),
        about={
            "barcode": "a GTIN has 8, 12, 13 or 14 digits",
            "product_category": "> divides names and a comma paths; a path with these inside a name is left out",
            "handle": "the rows of an item share its name",
        },
        outlets=(
            OutletColumns("New Quantity {}", "inventory", _SEEN, blanks=" "),
            OutletColumns("Stock Alert Enabled {}", "reorder_point", _SEEN, always="Y", blanks=" "),
            OutletColumns("Stock Alert Count {}", "reorder_point", _SEEN, blanks=" "),
        ),
    )
}
