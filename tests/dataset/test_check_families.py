"""Families: the same options in each row, each combination once, one value of what they share, and a name of their own."""

from pathlib import Path

import pytest

from pipeline.dataset import check_dataset, read_dataset
from pipeline.schema.kinds import PRODUCT
from tests.support.datasets import places, report_of
from tests.support.families import family_rows, write_families

ONE, TWO = (
    ("variant_option_one_name", "variant_option_one_value"),
    ("variant_option_two_name", "variant_option_two_value"),
)
HEADER = ",".join(["sku", "handle", "name", *ONE, *TWO, "brand_name", "tags", "is_active", "description"])
GOOD = "A,t,Tee,Size,S\nB,t,,Size,M\n"


def products(rows: str) -> str:
    width = HEADER.count(",")
    return (
        "\n".join([HEADER, *(row + "," * (width - row.count(",")) for row in rows.split("\n") if row)]) + "\n"
    )


def test_families_of_every_kind_pass(tmp_path: Path) -> None:
    write_families(tmp_path)
    report = check_dataset(read_dataset(tmp_path))
    assert report.findings == ()
    assert report.families[PRODUCT] == (3, 10)
    assert report.counts[PRODUCT] == 11


@pytest.mark.parametrize(
    "rows",
    [
        GOOD,
        "A,,Tee,Size,S\nB,,tee,Size,M\n",  # a family by its name
        "A,t,,Size,S\nB,t,Tee,Size,M\n",  # its name stands in any row
        "A,t,Tee,Size,S\nB,t,,size,M\n",  # case of names doesn't count
        "A,t,Tee,Size,S,Fit,Slim\nB,t,,Size,S,Fit,Wide\n",
        f"{GOOD}C,u,Cap,Size,S\nD,,Mug\nE,m,Jug\n",
        f"{GOOD}C,t,Tee,Size,L,,,Tern,new; wool,true,Text\nD,t,TEE,Size,XL,,,tern,Wool;New,TRUE,Text\n",
        "A,T,Tee,Size,S\nB,t,Tee,Size,M\n",
        "A,tee,Tee,Size,S\nB,,Tee,Size,M\n",  # one family: the name is its handle
        "A,t,Tee,Size,10-12\nB,t,,Size,2/4\nC,t,,Size,1E2\nD,t,,Size,10.0\nE,t,,Size,05\n",
        "A,t,Talk,Date,12/10/2026\nB,t,,Date,13/10/2026\n",
    ],
)
def test_good_families_pass(tmp_path: Path, rows: str) -> None:
    assert report_of(tmp_path, products=products(rows)).findings == ()


@pytest.mark.parametrize(
    ("rows", "place", "said", "way_out"),
    [
        (f"{GOOD}C,t,,,L", (4, ONE[0]), "an option without a name", 'Write "Size", or empty'),
        ("A,,Tee,,L", (2, ONE[0]), "an option without a name", "Write the option's name, such as Size"),
        (f"{GOOD}C,t,,Size", (4, ONE[1]), "its value is missing", "Write its value."),
        ("A,,Tee,Size", (2, ONE[1]), "its value is missing", f"Write its value, or empty {ONE[0]}."),
        (f"{GOOD}C,t,,Colour,L", (4, ONE[0]), 'the option "Size" here (row 2)', 'Write "Size"'),
        (f"{GOOD}C,t,,Size,L,Fit,Slim", (4, TWO[0]), "no such option", f"Empty {TWO[0]} and {TWO[1]}"),
        (
            "A,t,Tee,Size,S,Fit,Slim\nB,t,,Size,M,Fit,Slim\nC,t,,Size,L",
            (4, TWO[1]),
            'the option "Fit" (row 2)',
            f'Write "Fit" into {TWO[0]}',
        ),
        ("A,t,Tee,Size,S,size,S", (2, TWO[0]), f"{ONE[0]} names the same option", "Name another option"),
        (f"{GOOD}C,t,,Size,s", (4, ONE[1]), "Row 2 of its family has the same options: s", "another value"),
        ("A,t,Tee,Size,Ø\nB,t,,Size,ø", (3, ONE[1]), "the same options: ø", "another value"),
        (f"{GOOD}C,t,,", (4, "handle"), "the same handle and options; this row has none", "in row 2"),
        (f"{GOOD}C,t,Cap,", (4, "handle"), "this row has none", "another handle, or empty its name and fill"),
        (
            f"{GOOD}C,,Tee,",
            (4, "name"),
            "the same name and options; this row has none",
            "another name, or handle",
        ),
        (f"{GOOD}C,t,Shirt,Size,L", (4, "name"), 'One handle, two names: row 2 has "Tee"', "Empty the cell"),
        ("A,x,Tee,Size,S\nB,,X,Size,M", (3, "name"), 'the handle of the family "Tee" (row 2)', "of its own"),
        (f"{GOOD}C,u,tee,Size,L", (4, "name"), "The family of row 2 has the same name", "one handle"),
        (f"{GOOD}C,,Cap\nD,,cap", (5, "name"), "The same name stands in row 4", "Tell them apart"),
        ("A,t,,Size,S\nB,t,,Size,M", (2, "name"), "No row of its family has one", "Fill it in"),
        (f"{GOOD}C,,,Size,L", (4, "name"), "name is required", "Fill it in"),
        (f"{GOOD}C,u,", (4, "name"), "name is required", "Fill it in"),
        (f"{GOOD}C,t,,Size,10-Dec", (4, ONE[1]), "took it for a date", "Write 10-12, or"),
        (f"{GOOD}C,t,,Size,1.00E+02", (4, ONE[1]), "took it for a number", "Restore"),
    ],
)
def test_bad_family_is_named_with_a_way_out(
    tmp_path: Path, rows: str, place: tuple[int, str], said: str, way_out: str
) -> None:
    report = report_of(tmp_path, products=products(rows))
    assert places(report) == [place]
    [finding] = report.findings
    assert said in finding.rule
    assert way_out in finding.way_out


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        ("brand_name", "Tern", "Oat"),
        ("tags", "new; wool", "new"),
        ("is_active", "true", "false"),
        ("description", "Text", "text"),
    ],
)
def test_what_a_family_has_once_is_one_or_blank(tmp_path: Path, column: str, first: str, second: str) -> None:
    def rows(*cells: str) -> str:
        lines = [f"{at},t,Tee,Size,{at},{cell}" for at, cell in zip("ABCD", cells, strict=False)]
        return "\n".join([f"sku,handle,name,{','.join(ONE)},{column}", *lines]) + "\n"

    report = report_of(tmp_path, products=rows("", first, second, first))
    assert places(report) == [(4, column)]
    assert "row 3 has" in report.findings[0].rule
    assert "Empty the cell" in report.findings[0].way_out
    assert report_of(tmp_path, products=rows("", first, "", first)).passed


def test_options_in_another_order_are_named_by_it(tmp_path: Path) -> None:
    rows = "A,t,Tee,Size,S,Fit,Slim\nB,t,,Size,M,Fit,Slim\nC,t,,Fit,Slim,Size,L\n"
    report = report_of(tmp_path, products=products(rows))
    assert places(report) == [(4, ONE[0]), (4, TWO[0])]
    assert {finding.way_out for finding in report.findings} == {
        'Write names and values in the order "Size", "Fit".'
    }


def test_a_name_that_is_proposed_is_not_called_doubled(tmp_path: Path) -> None:
    family = "A,t,Tee,Size,S,Fit,Slim\nB,t,,Size,M,Fit,Slim\n"
    report = report_of(tmp_path, products=products(f"{family}C,t,,Fit,L,,Slim"))
    assert [(each.column, each.way_out.partition(",")[0]) for each in report.findings] == [
        (ONE[0], 'Write "Size" and its value'),
        (TWO[0], 'Write "Fit"'),
    ]
    assert places(report_of(tmp_path, products=products(f"{family}C,t,,Fit,L,Fit,Slim"))) == [(4, ONE[0])]


def test_most_rows_say_which_one_is_odd(tmp_path: Path) -> None:
    rows = "A,t,Tea,Colour,S\nB,t,Tee,Size,M\nC,t,Tee,Size,L\n"
    assert places(report_of(tmp_path, products=products(rows))) == [(2, ONE[0]), (2, "name")]


def test_a_family_of_more_rows_than_the_store_takes_is_named_where_they_begin(tmp_path: Path) -> None:
    rows = "".join(f"A{i},t,Tee,Size,{i}\n" for i in range(200))
    assert report_of(tmp_path, products=products(rows)).passed
    report = report_of(tmp_path, products=products(f"{rows}B1,t,,Size,a\nB2,t,,Size,b\n"))
    assert places(report) == [(202, "handle")]
    assert "202 rows; the store takes 200" in report.findings[0].rule


def test_a_dataset_without_options_is_checked_as_before(tmp_path: Path) -> None:
    text = "sku,handle,name\nA,t,Tee - S\nB,t,Tee - M\nC,,Tee - S\nD,t,\n"
    assert places(report_of(tmp_path, products=text)) == [(4, "name"), (5, "name")]
    assert report_of(
        tmp_path, products="sku,name,variant_option_one_name,variant_option_one_value\nA,B,,\n"
    ).passed


def test_a_column_of_names_is_wanted_in_families_too(tmp_path: Path) -> None:
    report = report_of(tmp_path, products=f"sku,handle,{','.join(ONE)}\nA,t,Size,S\nB,t,Size,M\n")
    assert places(report) == [(1, "name")]


def test_a_code_that_was_put_right_after_import_is_no_finding(tmp_path: Path) -> None:
    path = write_families(tmp_path, [{**family_rows()[0], "name": "Tern Shirt", "supplier_code": "42.0"}])
    path.write_text(path.read_text().replace("42.0", "42"))
    assert check_dataset(read_dataset(tmp_path)).passed


@pytest.mark.parametrize(
    ("columns", "place", "said", "way_out"),
    [
        (ONE[1], ONE[0], "an option has a name and a value", f'Add it, or remove "{ONE[1]}"'),
        (ONE[0], ONE[1], "an option has a name and a value", "Add it"),
        (
            "variant_option_four_name",
            "variant_option_four_name",
            "3 options of products",
            "Remove the column",
        ),
        (
            "restock_level,reorder_amount",
            "reorder_amount",
            'the same as the column "restock_level"',
            "Remove one",
        ),
        ("inventory_Kiosk,inventory_KIOSK", "inventory_KIOSK", "the same as", "Remove one"),
        ("reorder_amount_Kiosk,restock_level_Kiosk", "restock_level_Kiosk", "the same as", "Remove one"),
        ("Inventory_Kiosk", "Inventory_Kiosk", "small letters", '"inventory_Kiosk"'),
        ("inventory_Town Hall", "inventory_Town Hall", "with _ for each blank", '"inventory_Town_Hall"'),
        ("inventory_Kio\u200bsk", "inventory_Kiosk", "what can't be seen", '"inventory_Kiosk"'),
        ("Reorder_Amount_Kiosk", "Reorder_Amount_Kiosk", "small letters", '"reorder_amount_Kiosk"'),
        ("inventory Kiosk", "inventory Kiosk", "no column of products", '"inventory_Kiosk"; import'),
        ("inventory_", "inventory_", "no column of products", ""),
    ],
)
def test_headings_of_options_and_outlets_are_judged(
    tmp_path: Path, columns: str, place: str, said: str, way_out: str
) -> None:
    report = report_of(tmp_path, products=f"sku,name,{columns}\nA,B{',' * (1 + columns.count(','))}\n")
    assert places(report) == [(1, place)]
    assert said in report.findings[0].rule
    assert way_out in report.findings[0].way_out


@pytest.mark.parametrize(
    "column", ["inventory", "reorder_point", "restock_level", "reorder_amount", "inventory_Kiosk"]
)
@pytest.mark.parametrize("cell", ["", "0", "12", "012", "12.0", " 12 ", "999999999999"])
def test_whole_stock_passes(tmp_path: Path, column: str, cell: str) -> None:
    assert report_of(tmp_path, products=f"sku,name,{column}\nA,B,{cell}\n").findings == ()


@pytest.mark.parametrize("column", ["inventory", "reorder_amount", "restock_level_Kiosk"])
@pytest.mark.parametrize(
    ("cell", "way_out"),
    [
        ("-1", "Write 0, or empty the cell."),
        ("1.5", "Write a whole number"),
        ('"5,0"', "Write 5."),
        ("1.00E+01", "Write 10."),
        ("1E+05", "Write a whole number"),  # digits that are not shown
        ('"1,200"', "Write 1200."),
        ("12.000", "Write a whole number"),  # twelve, or twelve thousand
        ("$5", "Write a whole number"),
        ("ten", "Write a whole number"),
    ],
)
def test_other_stock_is_named_with_a_way_out(tmp_path: Path, column: str, cell: str, way_out: str) -> None:
    report = report_of(tmp_path, products=f"sku,name,{column}\nA,B,{cell}\n")
    assert places(report) == [(2, column)]
    assert way_out in report.findings[0].way_out


def test_stock_that_would_not_be_kept_is_noted(tmp_path: Path) -> None:
    header = "sku,name,inventory,reorder_point,restock_level,inventory_Kiosk"
    report = report_of(tmp_path, products=f"{header}\nA,B,,2,,\nC,D,5,2,9,\nE,F,,2,,7\nG,H,,,,\n")
    assert report.passed
    kept, outlets = report.notes
    assert "1 product with reorder_point and restock_level and without inventory" in kept
    assert outlets.endswith('columns are for one outlet alone: "Kiosk".')
