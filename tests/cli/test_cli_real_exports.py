"""What other programs export, heading by heading: imported, checked, loaded; what is lost on the way is said."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.cli_scenes import EMBEDDED, FAST
from tests.support.cli_support import invoke
from tests.support.real_headings import EXPORTS

_YES_OR_NO = "read as true or false"
# Columns with content that no dataset has a place for, and how the rest was read
LOST: dict[str, Sequence[str]] = {
    "X-Series products": ["id"],
    "X-Series customers": [],
    "R-Series": ["Manufact. SKU", "Tax", "MSRP", "Tax Class"],
    "Shopify products": [
        "Variant Compare At Price",
        "Image Src",
        "Image Position",
        "Gift Card",
        "SEO Title",
        "Variant Weight Unit",
    ],
    "Shopify customers": ["Customer ID", "Total Spent", "Tax Exempt", "Tags"],
    "WooCommerce": ["Is featured?", "Sale price"],
    "Square": ["Token", "Item Type", "Stockable", "Enabled Main Street", "Tax - Sales Tax (8.25%)"],
    "Loyverse": ["Sold by weight", "Track stock"],
    "Odoo": ["id", "Product Type", "Unit of Measure"],
    "Google Contacts": ["Middle Name", "E-mail 1 - Label", "Phone 1 - Label"],
    "Outlook": ["Title", "Job Title", "Anniversary", "E-mail Type", "Priority", "Private", "Sensitivity"],
}
SAID: dict[str, Sequence[str]] = {
    "X-Series products": [f"is_active: 2 cells {_YES_OR_NO}"],
    "X-Series customers": ["read by the columns of lightspeed-x"],
    "R-Series": [
        "price_including_tax: 1 cell read as amounts without currency and separators",
        "supply_price: 1 cell read as amounts without currency and separators",
    ],
    "Shopify products": [
        "image rows left out: 1 (they only name one more image)",
        "addresses of images left out: 1 (an image is a file in the dataset's folder)",
        "name: 1 cell filled in from the first row of the product",
        "tags: 1 cell read as several names",
        "weight: 2 rows read with the unit in weight_unit",
        f"is_active: 1 cell {_YES_OR_NO}",
    ],
    "Shopify customers": [
        "physical_postcode: 1 cell read without the guard (' or =) of a spreadsheet",
        "phone: 1 cell read without the guard (' or =) of a spreadsheet",
        "do_not_email: 1 cell read from a column that says the opposite",
    ],
    "WooCommerce": [
        "1 product with variants: what stands in the row is in those of the variants",
        "weight: 2 rows read with the unit in weight_unit",
        f"is_active: 2 cells {_YES_OR_NO}",
    ],
    "Square": [
        "is_active: 1 cell read from a column that says the opposite",
        f"is_active: 1 cell {_YES_OR_NO}",
    ],
    "Loyverse": [f"is_active: 1 cell {_YES_OR_NO}"],
    "Odoo": ["inventory: 1 cell read as whole numbers", f"is_active: 1 cell {_YES_OR_NO}"],
    "Google Contacts": ['customer_group: 1 cell left blank, such as "* myContacts", which names nothing'],
    "Outlook": [
        "1 business address taken, where there was no other",
        "physical_country_id: 1 cell read as two-letter countries",
        'date_of_birth: 1 cell left blank, such as "0/0/00", which names nothing',
        'gender: 1 cell left blank, such as "Unspecified", which names nothing',
    ],
}


@pytest.mark.campaign
def test_each_export_is_imported_checked_and_loaded_and_what_is_lost_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said, lost, unaccounted, findings = {}, {}, {}, {}
    for program, export in EXPORTS.items():
        Path(export.file).write_text(export.text, encoding="utf-8")
        made = invoke(capsys, "import", export.file, "--out", f"out/{program}", "--json")
        assert made.status == 0, (program, made.document["error"])
        [told] = made.data["files"]
        filled = {heading for row in export.rows for heading, cell in row.items() if cell}
        lost[program] = [heading for heading in told["dropped"] if heading in filled]
        said[program] = told["notes"]
        unaccounted[program] = filled - {*told["dropped"], *told["matched"]}
        findings[program] = invoke(capsys, "check", f"out/{program}", "--json").document["findings"]
    assert said == SAID
    assert {name: sorted(headings) for name, headings in lost.items()} == {
        name: sorted(headings) for name, headings in LOST.items()
    }
    assert unaccounted == {key: set() for key in EXPORTS}
    assert findings == {key: [] for key in EXPORTS}

    files = [export.file for export in EXPORTS.values()]
    assert invoke(capsys, "import", *files, "--out", "out/all").status == 0
    loaded = invoke(capsys, "load", "out/all", *EMBEDDED, *FAST, "--yes", "--json")
    assert loaded.status == 0, loaded.document["error"]
    assert len((Path("out/all") / "products.csv").read_text(encoding="utf-8").splitlines()) == 10 + 1
    assert len((Path("out/all") / "customers.csv").read_text(encoding="utf-8").splitlines()) == 4 + 1


def test_a_price_of_one_shop_gives_way_to_the_price_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.csv").write_text("SKU,Name,Price [Main],Default price\nA,Cup,9.50,8.00\n", encoding="utf-8")
    Path("b.csv").write_text("SKU,Name,Price [Main]\nA,Cup,9.50\n", encoding="utf-8")
    for file, price in (("a.csv", "8.00"), ("b.csv", "9.50")):
        assert invoke(capsys, "import", file, "--out", f"out/{file}").status == 0
        assert price in (Path("out") / file / "products.csv").read_text(encoding="utf-8")
