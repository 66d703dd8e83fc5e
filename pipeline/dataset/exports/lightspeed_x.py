"""The CSV templates of Lightspeed Retail (X-Series) for products and customers. A table, pure.

The vendor's pages for importers (*Formatting ... for import into Retail POS (X-Series)*) name some of the columns; those of
products that its own exports have besides are seen, the others follow the API's names. Levels of stock stand in columns
for each outlet.
"""

from pipeline.dataset.exports.notations import COMMA_LIST, DAY_FIRST, SLASHED_PATH, words
from pipeline.dataset.exports.templates import (
    HandleRule,
    OutletColumns,
    Sure,
    TemplateColumn,
    VendorTemplate,
)
from pipeline.schema.kinds import CUSTOMER, OPTION_NUMBERS, PRODUCT

_BIT = words({"true": "1", "false": "0"})
_DOCUMENTED = ("postal_address1", "postal_address2", "postal_suburb", "postal_city")
_ADDRESS = ("suburb", "city", "postcode", "state", "country_id")

TEMPLATES = {
    PRODUCT: VendorTemplate(
        (
            TemplateColumn("id"),
            TemplateColumn("handle", "handle", sure=Sure.SEEN),
            TemplateColumn("sku", "sku"),
            TemplateColumn("name", "name", sure=Sure.SEEN),
            TemplateColumn("description", "description", sure=Sure.SEEN),
            TemplateColumn("product_category", "product_category", SLASHED_PATH, sure=Sure.SEEN),
            *(
                TemplateColumn(
                    f"variant_option_{number}_{part}", f"variant_option_{number}_{part}", sure=Sure.SEEN
                )
                for number in OPTION_NUMBERS
                for part in ("name", "value")
            ),
            TemplateColumn("tags", "tags", COMMA_LIST, sure=Sure.SEEN),
            TemplateColumn("weight", "weight", sure=Sure.SEEN),
            TemplateColumn("weight_unit", "weight_unit", sure=Sure.SEEN),
            TemplateColumn("length", "length", sure=Sure.SEEN),
            TemplateColumn("width", "width", sure=Sure.SEEN),
            TemplateColumn("height", "height", sure=Sure.SEEN),
            TemplateColumn("dimensions_unit", "dimensions_unit", sure=Sure.SEEN),
            TemplateColumn("supply_price", "supply_price", sure=Sure.SEEN),
            TemplateColumn("retail_price", "price_including_tax", sure=Sure.SEEN),
            TemplateColumn("account_code", "account_code_sale", sure=Sure.SEEN),
            TemplateColumn("account_code_purchase", "account_code_purchase", sure=Sure.SEEN),
            TemplateColumn("brand_name", "brand_name", sure=Sure.SEEN),
            TemplateColumn("supplier_name", "supplier_name", sure=Sure.SEEN),
            TemplateColumn("supplier_code", "supplier_code", sure=Sure.SEEN),
            TemplateColumn("barcode", "barcode", sure=Sure.ASSUMED),
            TemplateColumn("active", "is_active", _BIT, sure=Sure.SEEN),
            TemplateColumn("track_inventory", always="1", where="inventory", sure=Sure.SEEN),
        ),
        about={
            "handle": "products with one handle are a family; each family has one of its own",
            "product_category": 'the names of a path are divided by " / "',
            "tags": "commas divide tags; one with a comma in it is left out",
        },
        outlets=(
            OutletColumns("inventory_{}", "inventory", Sure.SEEN),
            OutletColumns("reorder_point_{}", "reorder_point", Sure.SEEN),
            OutletColumns("restock_level_{}", "restock_level", Sure.SEEN),
        ),
        handle=HandleRule(r".+", families_only=True),
    ),
    CUSTOMER: VendorTemplate(
        (
            TemplateColumn("customer_code", "customer_code"),
            TemplateColumn("first_name", "first_name"),
            TemplateColumn("last_name", "last_name"),
            TemplateColumn("company_name", "company_name"),
            TemplateColumn("customer_group_name", "customer_group"),
            TemplateColumn("email", "email", sure=Sure.ASSUMED),
            TemplateColumn("phone", "phone", sure=Sure.ASSUMED),
            TemplateColumn("mobile", "mobile", sure=Sure.ASSUMED),
            TemplateColumn("fax", "fax", sure=Sure.ASSUMED),
            TemplateColumn("website", "website", sure=Sure.ASSUMED),
            TemplateColumn("twitter", "twitter", sure=Sure.ASSUMED),
            *(
                TemplateColumn(
                    f"{side}_{theirs}",
                    f"{side}_{ours}",
                    sure=Sure.DOCUMENTED if f"{side}_{theirs}" in _DOCUMENTED else Sure.ASSUMED,
                )
                for side in ("physical", "postal")
                for theirs, ours in (
                    ("address1", "address_1"),
                    ("address2", "address_2"),
                    *zip(_ADDRESS, _ADDRESS, strict=True),
                )
            ),
            TemplateColumn("date_of_birth", "date_of_birth", DAY_FIRST),
            TemplateColumn("sex", "gender"),
            TemplateColumn("note", "note", sure=Sure.ASSUMED),
            *(
                TemplateColumn(f"custom_field_{n}", f"custom_field_{n}", sure=Sure.ASSUMED)
                for n in range(1, 5)
            ),
            TemplateColumn("enable_loyalty", "enable_loyalty", _BIT, sure=Sure.ASSUMED),
            TemplateColumn("do_not_email", "do_not_email", _BIT, sure=Sure.ASSUMED),
        )
    ),
}
