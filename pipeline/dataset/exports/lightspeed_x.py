"""The CSV templates of Lightspeed Retail (X-Series) for products and customers. A table, pure.

Named column by column at x-series-support.lightspeedhq.com (*Importing products*, *Formatting ... for import*); the
columns that its own exports have besides are marked as seen. Levels of stock stand in columns for each outlet.
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
_ADDRESS = ("suburb", "city", "postcode", "state", "country_id")

TEMPLATES = {
    PRODUCT: VendorTemplate(
        (
            TemplateColumn("id"),
            TemplateColumn("handle", "handle"),
            TemplateColumn("sku", "sku"),
            TemplateColumn("name", "name"),
            TemplateColumn("description", "description"),
            TemplateColumn("product_category", "product_category", SLASHED_PATH),
            *(
                TemplateColumn(f"variant_option_{number}_{part}", f"variant_option_{number}_{part}")
                for number in OPTION_NUMBERS
                for part in ("name", "value")
            ),
            TemplateColumn("tags", "tags", COMMA_LIST),
            TemplateColumn("weight", "weight", sure=Sure.SEEN),
            TemplateColumn("weight_unit", "weight_unit", sure=Sure.SEEN),
            TemplateColumn("length", "length", sure=Sure.SEEN),
            TemplateColumn("width", "width", sure=Sure.SEEN),
            TemplateColumn("height", "height", sure=Sure.SEEN),
            TemplateColumn("dimensions_unit", "dimensions_unit", sure=Sure.SEEN),
            TemplateColumn("supply_price", "supply_price"),
            TemplateColumn("retail_price", "price_including_tax"),
            TemplateColumn("account_code", "account_code_sale"),
            TemplateColumn("account_code_purchase", "account_code_purchase"),
            TemplateColumn("brand_name", "brand_name"),
            TemplateColumn("supplier_name", "supplier_name"),
            TemplateColumn("supplier_code", "supplier_code"),
            TemplateColumn("barcode", "barcode", sure=Sure.ASSUMED),
            TemplateColumn("active", "is_active", _BIT),
            TemplateColumn("track_inventory", always="1", where="inventory"),
        ),
        about={
            "handle": "products with one handle are a family; each family has one of its own",
            "product_category": 'the names of a path are divided by " / "',
            "tags": "commas divide tags; one with a comma in it is left out",
        },
        outlets=(
            OutletColumns("inventory_{}", "inventory", Sure.DOCUMENTED),
            OutletColumns("reorder_point_{}", "reorder_point", Sure.DOCUMENTED),
            OutletColumns("restock_level_{}", "restock_level", Sure.DOCUMENTED),
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
            TemplateColumn("email", "email"),
            TemplateColumn("phone", "phone"),
            TemplateColumn("mobile", "mobile"),
            TemplateColumn("fax", "fax"),
            TemplateColumn("website", "website"),
            TemplateColumn("twitter", "twitter"),
            *(
                TemplateColumn(f"{side}_{theirs}", f"{side}_{ours}")
                for side in ("physical", "postal")
                for theirs, ours in (
                    ("address1", "address_1"),
                    ("address2", "address_2"),
                    *zip(_ADDRESS, _ADDRESS, strict=True),
                )
            ),
            TemplateColumn("date_of_birth", "date_of_birth", DAY_FIRST),
            TemplateColumn("sex", "gender"),
            TemplateColumn("note", "note", sure=Sure.SEEN),
            *(TemplateColumn(f"custom_field_{n}", f"custom_field_{n}", sure=Sure.SEEN) for n in range(1, 5)),
            TemplateColumn("enable_loyalty", "enable_loyalty", _BIT, sure=Sure.SEEN),
            TemplateColumn("do_not_email", "do_not_email", _BIT, sure=Sure.ASSUMED),
        )
    ),
}
