"""Programs whose exports are known by their columns: what some of their words mean, and where they name an outlet. A table, pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.dataset.imports.aliases import OWN_ID, PARENT, ROW_TYPE, measured
from pipeline.schema.kinds import PRODUCT, Kind

# What stands in an outlet's place and names none: Low stock level, In stock date
_OUTLET = (
    r"(?!(?:alert|all|amount|available|count|date|default|level|limit|on hand|qty|quantity|status|threshold|total|units?|value)\b)"
    r"\[?(.+?)\]?"
)
# Headings with an outlet's name in them, and the field whose level of that outlet they hold.
OUTLET_HEADINGS: dict[Kind, dict[str, str]] = {
    PRODUCT: {
        rf"(?:(?:current|new) quantity|in stock)\s+{_OUTLET}": "inventory",  # Square, Loyverse
        rf"{_OUTLET} - (?:quantity on hand|qty)": "inventory",  # R-Series
        rf"(?:low stock|stock alert count)\s+{_OUTLET}": "reorder_point",
        rf"optimal stock\s+{_OUTLET}": "restock_level",
        r"available for sale\s+\[.+\]": "is_active",  # Loyverse: where one shop doesn't sell it, it is not on sale
        r"price\s+\[.+\]": "price_including_tax",  # ... and its price in a shop, where there is no other
    }
}


@dataclass(frozen=True, slots=True)
class Program:
    """A program whose export is known by columns that it alone has, and what some of its words mean there.

    Of `marks` one set is enough. `meanings` go before the aliases and before other columns; a word that leads to nothing
    isn't taken.
    """

    marks: tuple[tuple[str, ...], ...]
    meanings: Mapping[str, str | None]


PROGRAMS: dict[Kind, tuple[Program, ...]] = {
    PRODUCT: (
        # Shopify: who made it is its vendor, its category is a place in a taxonomy of its own, five levels deep, and
        # its weight is in grams, whatever unit is shown
        Program(
            (("variant sku",), ("variant price",), ("url handle", "title")),
            {
                "vendor": "brand_name",
                "type": "product_category",
                "variant grams": measured("weight", "G"),
                "variant weight unit": None,
            },
        ),
        Program(  # WooCommerce
            (("tax status", "regular price"), ("type", "parent")),
            {"type": ROW_TYPE, "parent": PARENT, "id": OWN_ID},
        ),
        Program((("system id",),), {"item": "name", "description": "name"}),  # R-Series
        Program(  # Odoo: whether a thing is stocked is its type
            (("default code",), ("internal reference", "sales price")),
            {
                "type": None,
                "product type": None,
                "categ id": "product_category",
                "qty available": "inventory",
            },
        ),
        Program(
            (("income account",), ("product internal id",)), {"type": None}
        ),  # QuickBooks, Ecwid: so, too
    ),
}
