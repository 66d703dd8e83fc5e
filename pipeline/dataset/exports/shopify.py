"""Shopify's CSV templates of products and customers. A table, pure.

Documented at help.shopify.com (*Using CSV files to import and export products*, *Importing and exporting customer
lists*), headings as of 2026. Rows with one handle are one product.
"""

from pipeline.dataset.exports.notations import COMMA_LIST, words
from pipeline.dataset.exports.templates import HandleRule, Sure, TemplateColumn, VendorTemplate
from pipeline.schema.kinds import CUSTOMER, PRODUCT

_ONE_STOCK = "a product has one stock here, without levels to order at"
_WEIGHT = "its column there is in grams: left out"
_YES_NO = words({"true": "no", "false": "yes"})  # ours is the opposite: opted out

TEMPLATES = {
    PRODUCT: VendorTemplate(
        (
            TemplateColumn("Title", "name", once=True),
            TemplateColumn("URL handle", "handle"),
            TemplateColumn("Description", "description", once=True),
            TemplateColumn("Vendor", "brand_name", once=True),
            TemplateColumn("Type", "product_category", once=True, sure=Sure.SEEN),
            TemplateColumn("Tags", "tags", COMMA_LIST, once=True),
            TemplateColumn("Published on online store", always="TRUE", once=True),
            TemplateColumn("Status", "is_active", words({"true": "active", "false": "draft"}), once=True),
            TemplateColumn("SKU", "sku"),
            TemplateColumn("Barcode", "barcode"),
            TemplateColumn("Option1 name", "variant_option_one_name", nothing="Title"),
            TemplateColumn("Option1 value", "variant_option_one_value", nothing="Default Title"),
            TemplateColumn("Option2 name", "variant_option_two_name"),
            TemplateColumn("Option2 value", "variant_option_two_value"),
            TemplateColumn("Option3 name", "variant_option_three_name"),
            TemplateColumn("Option3 value", "variant_option_three_value"),
            TemplateColumn("Price", "price_including_tax"),
            TemplateColumn("Cost per item", "supply_price"),
            TemplateColumn("Charge tax", always="TRUE"),
            TemplateColumn("Inventory tracker", always="shopify", where="inventory"),
            TemplateColumn("Inventory quantity", "inventory"),
            TemplateColumn("Continue selling when out of stock", always="DENY"),
            TemplateColumn("Requires shipping", always="TRUE"),
            TemplateColumn("Fulfillment service", always="manual"),
        ),
        about={
            "handle": "small letters, digits and dashes make an address, and each product has one of its own",
            "tags": "commas divide tags; one with a comma in it is left out",
            "reorder_point": _ONE_STOCK,
            "restock_level": _ONE_STOCK,
            "inventory_": _ONE_STOCK,
            "weight": _WEIGHT,
            "weight_unit": _WEIGHT,
        },
        handle=HandleRule(r"[a-z0-9]+(?:-+[a-z0-9]+)*"),
    ),
    CUSTOMER: VendorTemplate(
        (
            TemplateColumn("First Name", "first_name"),
            TemplateColumn("Last Name", "last_name"),
            TemplateColumn("Email", "email"),
            TemplateColumn("Accepts Email Marketing", "do_not_email", _YES_NO),
            TemplateColumn("Default Address Company", "company_name"),
            TemplateColumn("Default Address Address1", "physical_address_1"),
            TemplateColumn("Default Address Address2", "physical_address_2"),
            TemplateColumn("Default Address City", "physical_city"),
            TemplateColumn("Default Address Province Code", "physical_state"),
            TemplateColumn("Default Address Country Code", "physical_country_id"),
            TemplateColumn("Default Address Zip", "physical_postcode"),
            TemplateColumn("Default Address Phone"),
            TemplateColumn("Phone", "phone"),
            TemplateColumn("Accepts SMS Marketing"),
            TemplateColumn("Tags"),
            TemplateColumn("Note", "note"),
            TemplateColumn("Tax Exempt"),
        )
    ),
}
