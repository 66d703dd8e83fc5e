"""Products of other programs become families: one name, options in columns, and what is left out is counted."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from pipeline.dataset import check_dataset, import_files, read_dataset
from pipeline.dataset.exports.formats import FORMATS
from pipeline.dataset.imports.import_files import Imported
from pipeline.schema.kinds import PRODUCT, options_of
from tests.support.datasets import records_of

SHOPIFY = (
    "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Status\n"
    "linen-shirt,Linen Shirt,Size,S,LS-S,49.95,a.jpg,active\n"
    "linen-shirt,,,M,LS-M,49.95,b.jpg,\n"
    "linen-shirt,,,,,,c.jpg,\n"
    "mug,Tin Mug,Title,Default Title,MUG,9,,draft\n"
)
SHOPIFY_OF_TODAY = (
    "Title,URL handle,Option1 name,Option1 value,SKU,Price,Weight value (grams),Weight unit for display,"
    "Product image URL\n"
    "Linen Shirt,linen-shirt,Size,S,LS-S,49.95,200,kg,https://shop.example.com/a.jpg\n"
    ",linen-shirt,,M,LS-M,49.95,210,kg,\n"
    ",linen-shirt,,,,,,,https://shop.example.com/b.jpg\n"
    "Tin Mug,mug,Title,Default Title,MUG,9,300,g,\n"
)
X_SERIES = (
    "id,handle,sku,composite_name,composite_sku,composite_quantity,name,variant_option_one_name,"
    "variant_option_one_value,retail_price,active\n"
    "1,linen-shirt,LS-S,,,,Linen Shirt,Size,S,49.95,1\n"
    "2,linen-shirt,LS-M,,,,Linen Shirt,Size,M,49.95,1\n"
    "3,tin-mug,MUG,,,,Tin Mug,,,80.00,1\n"
    ",tin-mug,,Linen Shirt,LS-S,1,,,,,\n"
)
SQUARE = (
    "Token,Item Name,Variation Name,SKU,Price,Archived\n"
    "T1,Linen Shirt,S,LS-S,49.95,N\n"
    "T2,Linen Shirt,M,LS-M,49.95,N\n"
    "T3,Tin Mug,Regular,MUG,9,Y\n"
)
LOYVERSE = (
    "Handle,SKU,Name,Option 1 name,Option 1 value,Default price,SKU of included item,Quantity of included item\n"
    "linen-shirt,LS-S,Linen Shirt,Size,S,49.95,,\n"
    "linen-shirt,LS-M,,,M,49.95,,\n"
    "mug,MUG,Tin Mug,,,9,LS-S,1\n"
    "mug,,,,,,LS-M,1\n"
)
WOOCOMMERCE = (
    "ID,Type,SKU,Name,Published,Regular price,Images,Parent,Attribute 1 name,Attribute 1 value(s)\n"
    '10,variable,LS,Linen Shirt,1,,https://shop.example.com/a.jpg,,Size,"S, M"\n'
    "11,variation,LS-S,Linen Shirt - S,1,49.95,,LS,Size,S\n"
    "12,variation,LS-M,Linen Shirt - M,1,49.95,,id:10,Size,M\n"
    "13,simple,MUG,Tin Mug,-1,9,,,Material,Tin\n"
    "14,grouped,SET,A Set,1,,,,,\n"
)
CONTINUED = (  # a sheet in which a product's rows are left blank below its first
    "Product name,Option name,Option value,SKU,Price\n"
    "Linen Shirt,Size,S,LS-S,49.95\n"
    ",,M,LS-M,49.95\n"
    "Tin Mug,,,MUG,9\n"
)


def imported(tmp_path: Path, text: str) -> Imported:
    path = tmp_path / "products.csv"
    path.write_text(text, encoding="utf-8")
    return import_files([path], tmp_path / "out", {}, tool_version="0", created_at="x", durable=False)


@pytest.mark.parametrize(
    ("text", "option", "left_out", "dropped"),
    [
        (SHOPIFY, "Size", {"image rows": 1, "addresses of images": 2}, ["Image Src"]),
        (
            SHOPIFY_OF_TODAY,
            "Size",
            {"image rows": 1, "addresses of images": 1},
            ["Weight unit for display", "Product image URL"],
        ),
        (
            X_SERIES,
            "Size",
            {"component rows of composites": 1},
            ["id", "composite_name", "composite_sku", "composite_quantity"],
        ),
        (SQUARE, "Variation", {}, ["Token"]),
        (
            LOYVERSE,
            "Size",
            {"component rows of composites": 1, "components in the row of their composite": 1},
            ["SKU of included item", "Quantity of included item"],
        ),
        (
            WOOCOMMERCE,
            "Size",
            {"grouped products": 1, "attributes of products without variants": 1, "addresses of images": 1},
            ["Images"],
        ),
        (CONTINUED, "Size", {}, []),
    ],
)
def test_rows_become_a_family_and_what_is_left_out_is_counted(
    tmp_path: Path, text: str, option: str, left_out: Mapping[str, int], dropped: Sequence[str]
) -> None:
    result = imported(tmp_path, text)
    dataset = read_dataset(result.folder)
    report = check_dataset(dataset)
    assert (report.findings, report.families[PRODUCT]) == ((), (1, 2))
    small, medium, mug = records_of(dataset, PRODUCT)
    assert [each.key_text for each in (small, medium, mug)] == ["LS-S", "LS-M", "MUG"]
    assert [each.get("name") for each in (small, medium, mug)] == ["Linen Shirt", "Linen Shirt", "Tin Mug"]
    assert [options_of(each) for each in (small, medium, mug)] == [((option, "S"),), ((option, "M"),), ()]
    [told] = result.files
    assert told.left_out == left_out
    assert list(told.dropped) == dropped
    for what, number in left_out.items():
        assert any(note.startswith(f"{what} left out: {number}") for note in told.notes)


@pytest.mark.parametrize("own_sku", ["GB-1", ""])
@pytest.mark.parametrize("handles", [("gift-box", "cup"), ("", "")])
def test_rows_of_components_get_no_key_though_they_say_the_name_again(
    tmp_path: Path, own_sku: str, handles: tuple[str, str]
) -> None:
    box, cup = handles
    text = (
        "handle,sku,composite_name,composite_sku,composite_quantity,name,retail_price\n"
        f"{box},{own_sku},,,,Gift Box,80\n{box},,Shirt,LS-S,1,Gift Box,\n{box},,Cup,C-1,2,Gift Box,\n{cup},C-1,,,,Cup,5\n"
    )
    [told] = (result := imported(tmp_path, text)).files
    made = records_of(read_dataset(result.folder), PRODUCT)
    assert [each.get("name") for each in made] == ["Gift Box", "Cup"]
    assert told.left_out == {"component rows of composites": 2}
    assert ("sku: 1 key made where there was none" in told.notes) is (not own_sku)


@pytest.mark.parametrize("text", [SHOPIFY, SQUARE, WOOCOMMERCE])
def test_a_draft_or_archived_product_is_not_on_sale(tmp_path: Path, text: str) -> None:
    *_, mug = records_of(read_dataset(imported(tmp_path, text).folder), PRODUCT)
    assert mug.get("is_active") is False


def test_a_product_says_for_its_variants_what_stands_in_its_own_row(tmp_path: Path) -> None:
    text = (
        "ID,Type,SKU,Name,Description,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)\n"
        '7,variable,,Cap,A cap,,Hats,,Color,"Red, Blue"\n'
        "8,variation,C-R,Cap - Red,In red,12,,id:7,Color,Red\n"
        "9,variation,C-B,Cap - Blue,,12,,id:7,Color,Blue\n"
        '10,variation,L-S,"Lost Shirt - S, White",,12,,id:99,Size,S\n'
    )
    result = imported(tmp_path, text)
    red, blue, lost = records_of(read_dataset(result.folder), PRODUCT)
    for each in (red, blue):
        assert [each.get(name) for name in ("name", "description", "product_category")] == [
            "Cap",
            "A cap",
            "Hats",
        ]
    assert red.get("handle") == blue.get("handle")
    assert (
        lost.get("name") == "Lost Shirt - S, White"
    )  # its product isn't there, and White is no option of it
    assert result.files[0].left_out == {"texts of single variants": 1}


def test_a_variant_that_is_off_sale_alone_is_a_finding_and_never_on_sale(tmp_path: Path) -> None:
    text = WOOCOMMERCE.replace("Linen Shirt - M,1,", "Linen Shirt - M,0,")
    report = check_dataset(read_dataset(imported(tmp_path, text).folder))
    assert [finding.column for finding in report.findings] == ["is_active"]


def test_square_option_sets_go_before_the_name_of_the_variation(tmp_path: Path) -> None:
    text = (
        "Item Name,Variation Name,SKU,Price,Option Name 1,Option Value 1\n"
        "Cap,Red one,C-R,12,Color,Red\nCap,Blue one,C-B,12,Color,Blue\n"
    )
    records = records_of(read_dataset(imported(tmp_path, text).folder), PRODUCT)
    assert [options_of(each) for each in records] == [(("Color", "Red"),), (("Color", "Blue"),)]


def test_the_vendors_own_export_is_no_file_of_ours(tmp_path: Path) -> None:
    """It has the headings that `export` writes, and rows that `export` never writes."""
    headings = [each.heading for each in FORMATS["shopify"].templates[PRODUCT].columns]
    rows = [
        {
            "URL handle": "mug",
            "Title": "Mug",
            "SKU": "M-S",
            "Price": "9",
            "Option1 name": "Size",
            "Option1 value": "S",
        },
        {"URL handle": "mug", "Price": "9", "Option1 value": "L"},  # without a SKU
        {"URL handle": "mug"},
    ]
    lines = [headings, *([row.get(name, "") for name in headings] for row in rows)]
    result = imported(tmp_path, "".join(f"{','.join(line)}\n" for line in lines))
    small, large = records_of(read_dataset(result.folder), PRODUCT)
    assert small.key_text == "M-S"
    assert (large.get("name"), options_of(large)) == ("Mug", (("Size", "L"),))
    assert result.files[0].left_out == {"rows with nothing but a handle": 1}


def test_addresses_are_no_files_whatever_their_column_is_called(tmp_path: Path) -> None:
    text = (
        "SKU,Name,Image\nA,Tin Mug,https://shop.example.com/a.jpg\nB,Tin Cup,cup.png\n"
        ",,https://shop.example.com/b.jpg\n"
    )
    result = imported(tmp_path, text)
    mug, cup = records_of(read_dataset(result.folder), PRODUCT)
    assert (mug.get("image"), cup.get("image")) == (None, "cup.png")
    assert result.files[0].left_out == {"image rows": 1, "addresses of images": 1}
