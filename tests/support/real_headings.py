"""The headings of what other programs export, in full and in their order, with rows that are made up.

Sources: the vendors' help pages and templates for uploads; for R-Series, Loyverse, Google Contacts and Outlook, files that
their users show in public.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Row = Mapping[str, str]  # by heading; what is not there is blank

_GOOGLE_SHOPPING = ",".join(
    f"Google Shopping / {name}"
    for name in (
        *("Google Product Category", "Gender", "Age Group", "MPN", "Condition", "Custom Product"),
        *(f"Custom Label {number}" for number in range(5)),
    )
)
_OUTLOOK_PLACES = ",".join(
    f"{place} {part}"
    for place in ("Business", "Home", "Other")
    for part in ("Street", "Street 2", "Street 3", "City", "State", "Postal Code", "Country/Region")
)


class Export(NamedTuple):
    """A file of another program: its name, all of its headings, and some rows."""

    file: str
    headings: str
    rows: Sequence[Row]

    @property
    def text(self) -> str:
        """The file as CSV."""
        made = io.StringIO(newline="")
        headings = next(csv.reader([self.headings]))
        writer = csv.DictWriter(made, headings, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return made.getvalue()


EXPORTS = {
    "X-Series products": Export(
        "product-export.csv",
        "id,handle,sku,composite_name,composite_sku,composite_quantity,name,description,product_category,"
        "variant_option_one_name,variant_option_one_value,variant_option_two_name,variant_option_two_value,"
        "variant_option_three_name,variant_option_three_value,tags,weight,weight_unit,length,width,height,"
        "dimensions_unit,supply_price,retail_price,loyalty_value,account_code,account_code_purchase,brand_name,"
        "supplier_name,supplier_code,barcode,active,track_inventory,inventory_Main_Outlet,reorder_point_Main_Outlet,"
        "restock_level_Main_Outlet",
        [
            {"id": "0a1", "handle": "xs-shirt", "sku": "XS-S", "name": "Reed Shirt", "variant_option_one_name": "Size"}
            | {"variant_option_one_value": "S", "retail_price": "49.95", "active": "1", "inventory_Main_Outlet": "4"},
            {"id": "0a2", "handle": "xs-shirt", "sku": "XS-M", "name": "Reed Shirt", "variant_option_one_name": "Size"}
            | {"variant_option_one_value": "M", "retail_price": "49.95", "active": "1", "inventory_Main_Outlet": "2"},
        ],
    ),
    "X-Series customers": Export(
        "customer-export.csv",
        "customer_code,first_name,last_name,company_name,customer_group_name,email,phone,mobile,fax,website,twitter,"
        "physical_address1,physical_address2,physical_suburb,physical_city,physical_postcode,physical_state,"
        "physical_country_id,postal_address1,postal_address2,postal_suburb,postal_city,postal_postcode,postal_state,"
        "postal_country_id,date_of_birth,sex,note,custom_field_1,custom_field_2,custom_field_3,custom_field_4,"
        "enable_loyalty,do_not_email",
        [
            {"customer_code": "Ida-X1", "first_name": "Ida", "last_name": "Marlow", "email": "ida.x@example.com"}
            | {"twitter": "ida", "physical_address1": "1 Elm Street", "physical_city": "Portland", "sex": "F"}
            | {"physical_postcode": "97201", "physical_country_id": "US", "date_of_birth": "1990-12-31"}
        ],
    ),
    "R-Series": Export(
        "item-listings.csv",
        "System ID,UPC,EAN,Custom SKU,Manufact. SKU,Item,Vendor ID,Qty.,Price,Tax,Brand,Publish to eCom,Season,Department,"
        "MSRP,Tax Class,Default Cost,Vendor,Category," + ",".join(f"Subcategory {n}" for n in range(1, 10)),
        [
            {"System ID": "210000000001", "EAN": "4006381333931", "Item": "Oak Stool", "Qty.": "3", "Price": "$79.00"}
            | {"Tax": "yes", "Brand": "Fernhollow", "MSRP": "$85.00", "Default Cost": "$31.50", "Vendor": "Tidewater Supply"}
            | {"Category": "Home", "Subcategory 1": "Seating", "Tax Class": "Item", "Manufact. SKU": "FH-1"}
        ],
    ),
    "Shopify products": Export(
        "products_export_1.csv",
        "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
        "Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,"
        "Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,Variant Price,"
        "Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,"
        f"Image Alt Text,Gift Card,SEO Title,SEO Description,{_GOOGLE_SHOPPING},Variant Image,Variant Weight Unit,"
        "Variant Tax Code,Cost per item,Included / United States,Price / United States,"
        "Compare At Price / United States,Included / International,Price / International,"
        "Compare At Price / International,Status",
        [
            {"Handle": "sh-cap", "Title": "Heron Cap", "Body (HTML)": "<p>Light.</p>", "Vendor": "Fernhollow", "Type": "Caps"}
            | {"Tags": "summer, sale", "Published": "TRUE", "Option1 Name": "Color", "Option1 Value": "Sand"}
            | {"Variant SKU": "SH-SAND", "Variant Grams": "80", "Variant Inventory Qty": "5", "Variant Price": "24.00"}
            | {"Variant Weight Unit": "kg", "Image Src": "https://shop.example.com/a.jpg", "Status": "active"}
            | {"Variant Compare At Price": "30.00", "Gift Card": "false", "SEO Title": "Cap"},
            {"Handle": "sh-cap", "Option1 Value": "Moss", "Variant SKU": "SH-MOSS", "Variant Grams": "80"}
            | {"Variant Inventory Qty": "1", "Variant Price": "24.00", "Variant Weight Unit": "kg"},
            {"Handle": "sh-cap", "Image Src": "https://shop.example.com/b.jpg", "Image Position": "2"},
        ],
    ),
    "Shopify customers": Export(
        "customers_export.csv",
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
        "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,"
        "Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,"
        "Tags",
        [
            {"Customer ID": "'8779761975", "First Name": "Tui", "Last Name": "Harding", "Email": "tui.s@example.com"}
            | {"Accepts Email Marketing": "no", "Default Address Address1": "2 Elm Street", "Default Address Zip": "'02139"}
            | {"Default Address City": "Cambridge", "Default Address Province Code": "MA", "Tags": "vip"}
            | {"Default Address Country Code": "US", "Phone": "'+15555550101", "Total Spent": "12.00", "Tax Exempt": "no"}
        ],
    ),
    "WooCommerce": Export(
        "wc-product-export.csv",
        'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Is featured?,Visibility in catalog,Short description,'
        "Description,Date sale price starts,Date sale price ends,Tax status,Tax class,In stock?,Stock,Low stock amount,"
        "Backorders allowed?,Sold individually?,Weight (kg),Length (cm),Width (cm),Height (cm),Allow customer reviews?,"
        "Purchase note,Sale price,Regular price,Categories,Tags,Shipping class,Images,Download limit,Download expiry days,"
        "Parent,Grouped products,Upsells,Cross-sells,External URL,Button text,Position,Brands,Attribute 1 name,"
        "Attribute 1 value(s),Attribute 1 visible,Attribute 1 global",
        [
            {"ID": "10", "Type": "variable", "SKU": "WC", "Name": "Delta Jug", "Published": "1", "Brands": "Fernhollow"}
            | {"Categories": "Home > Jugs", "Attribute 1 name": "Size", "Attribute 1 value(s)": "S, L"},
            {"ID": "11", "Type": "variation", "SKU": "WC-S", "Name": "Delta Jug - S", "Published": "1", "Parent": "WC"}
            | {"Regular price": "18", "Stock": "4", "Weight (kg)": "0.4", "Attribute 1 name": "Size"}
            | {"Attribute 1 value(s)": "S", "Sale price": "15", "Is featured?": "0"},
            {"ID": "12", "Type": "variation", "SKU": "WC-L", "Name": "Delta Jug - L", "Published": "1", "Parent": "WC"}
            | {"Regular price": "18", "Stock": "2", "Weight (kg)": "0.6", "Attribute 1 name": "Size"}
            | {"Attribute 1 value(s)": "L", "Is featured?": "0"},
        ],
    ),
    "Square": Export(
        "square-catalog.csv",
        "Token,Item Name,Variation Name,SKU,Description,Categories,Reporting Category,GTIN,Item Type,Weight (lb),"
        "Social Media Link Title,Price,Online Sale Price,Archived,Sellable,Contains Alcohol,Stockable,"
        "Skip Detail Screen in POS,Option Name 1,Option Value 1,Default Unit Cost,Default Vendor Name,Default Vendor Code,"
        "Enabled Main Street,Current Quantity Main Street,New Quantity Main Street,Stock Alert Enabled Main Street,"
        "Stock Alert Count Main Street,Price Main Street,Tax - Sales Tax (8.25%)",
        [
            {"Token": "T1", "Item Name": "Canal Tote", "Variation Name": "Regular", "SKU": "SQ-1", "Price": "32.00"}
            | {"Categories": "Bags", "Item Type": "Physical good", "Archived": "N", "Sellable": "Y", "Stockable": "Y"}
            | {"Enabled Main Street": "Y", "Current Quantity Main Street": "6", "Tax - Sales Tax (8.25%)": "Y"}
        ],
    ),
    "Loyverse": Export(
        "export_items.csv",
        "Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,Option 2 name,Option 2 value,"
        "Option 3 name,Option 3 value,Cost,Barcode,SKU of included item,Quantity of included item,Track stock,"
        "Available for sale [Main Street],Price [Main Street],In stock [Main Street],Low stock [Main Street]",
        [
            {"Handle": "lv-tea", "SKU": "LV-1", "Name": "Fern Tea", "Category": "Tea", "Sold by weight": "N", "Cost": "2.10"}
            | {"Track stock": "Y", "Available for sale [Main Street]": "Y", "Price [Main Street]": "6.50"}
            | {"In stock [Main Street]": "9", "Low stock [Main Street]": "3"}
        ],
    ),
    "Odoo": Export(
        "product.template.csv",
        "id,Name,Internal Reference,Barcode,Sales Price,Cost,Product Category,Product Type,Quantity On Hand,"
        "Forecasted Quantity,Unit of Measure,Can be Sold",
        [
            {"id": "__export__.product_1", "Name": "Mill Desk", "Internal Reference": "OD-1", "Barcode": "4006381333948"}
            | {"Sales Price": "120.0", "Cost": "70.0", "Product Category": "All / Desks", "Quantity On Hand": "2.0"}
            | {"Product Type": "Storable Product", "Unit of Measure": "Units", "Can be Sold": "True"}
        ],
    ),
    "Google Contacts": Export(
        "contacts.csv",
        "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
        "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,"
        "Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,"
        "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,"
        "Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,Website 1 - Value",
        [
            {"First Name": "Ada", "Middle Name": "Jo", "Last Name": "Quarry", "Birthday": "1988-02-03", "Notes": "Calls first."}
            | {"Labels": "* myContacts", "E-mail 1 - Label": "* Home", "E-mail 1 - Value": "ada.g@example.com"}
            | {"Phone 1 - Label": "Mobile", "Phone 1 - Value": "+1 555-555-0102", "Address 1 - Street": "3 Elm Street"}
            | {"Address 1 - City": "Portland", "Address 1 - Region": "OR", "Address 1 - Postal Code": "97201"}
            | {"Address 1 - Country": "US", "Organization Name": "Quarry Works"}
        ],
    ),
    "Outlook": Export(
        "outlook-contacts.csv",
        f"Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,{_OUTLOOK_PLACES},Assistant's Phone,"
        "Business Fax,Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,"
        "Home Phone 2,ISDN,Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,"
        "Anniversary,Assistant's Name,Billing Information,Birthday,Business Address PO Box,Categories,Children,"
        "Directory Server,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,"
        "E-mail 2 Display Name,E-mail 3 Address,E-mail 3 Type,E-mail 3 Display Name,Gender,Government ID Number,Hobby,"
        "Home Address PO Box,Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,Mileage,Notes,"
        "Office Location,Organizational ID Number,Other Address PO Box,Priority,Private,Profession,Referred By,"
        "Sensitivity,Spouse,User 1,User 2,User 3,User 4,Web Page",
        [
            {"Title": "Dr", "First Name": "Bo", "Last Name": "Ferris", "Company": "Ferris Mills", "Job Title": "Owner"}
            | {"Business Street": "4 Elm Street", "Business City": "Portland", "Business State": "OR"}
            | {"Business Postal Code": "97201", "Business Country/Region": "United States of America"}
            | {"Business Phone": "+1-555-555-0103", "E-mail Address": "bo.o@example.com", "E-mail Type": "SMTP"}
            | {"Birthday": "0/0/00", "Anniversary": "0/0/00", "Gender": "Unspecified", "Priority": "Normal"}
            | {"Private": "False", "Sensitivity": "Normal"}
        ],
    ),
}  # fmt: skip
