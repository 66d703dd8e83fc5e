"""Everything wrong at once, by row and column, with a way out; and nothing wrong with what is right."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset import check_dataset, read_dataset, write_dataset
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from tests.support.datasets import CUSTOMERS, FIXTURES, PRODUCTS, customers, manifest, places, report_of

C = "first_name,last_name,email"
P = "sku,name"


def test_examples_of_the_specification_pass(tmp_path: Path) -> None:
    report = report_of(
        tmp_path,
        customers="first_name,last_name,email,phone,physical_address_1,physical_city,physical_state,"
        "physical_postcode,physical_country_id\nJane,Smith,jane.smith.a1b2@example.com,+1-555-123-4567,"
        "123 Main Street,Portland,OR,97201,US\n",
        products="name,sku,description,price_including_tax,supply_price,is_active\n"
        "Classic White T-Shirt - Medium,APP-TSH-WHT-M-001,Comfortable 100% cotton t-shirt,29.99,12.00,true\n",
    )
    assert report.passed
    assert report.findings == ()
    assert report.notes == ()
    assert report.counts == {CUSTOMER: 1, PRODUCT: 1}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (C, "A,B,a@example.com"),
        (C, "Zoë-Ann,O'Brien,josé@shop.example"),
        (C, "李,王,li@example.org"),
        (C, "A,B,a@deep.sub.example.net"),
        (C, "A,B,first+tag@x.test"),
        (C, f"A,B,{'a' * 64}@example.com"),
        (f"{C},phone", "A,B,a@example.com,+15551234567"),
        (f"{C},phone", "A,B,a@example.com,(555) 123-4567"),
        (f"{C},phone", "A,B,a@example.com,5551234567"),
        (f"{C},phone,physical_country_id", "A,B,a@example.com,021 123 4567,NZ"),
        (f"{C},physical_postcode,physical_country_id", "A,B,a@example.com,0110,NZ"),
        (f"{C},physical_postcode,physical_country_id", "A,B,a@example.com,02108-1234,US"),
        (f"{C},physical_postcode,physical_country_id", "A,B,a@example.com,4101,NO"),
        (f"{C},physical_country_id", "A,B,a@example.com,nz"),
        (f"{C},note", 'A,B,a@example.com,"two\nlines\tand a tab"'),
        (f"{C},note", "A,B,a@example.com,123 456 789 012"),
        (f"{C},website", "A,B,a@example.com,https://example.com/?a=1&b=#2"),
        (f"{C},company_name", "A,B,a@example.com,Tern & Thistle $1 #2"),
        (f"{C},do_not_email,enable_loyalty,on_account_limit", "A,B,a@example.com,FALSE,true,500"),
        (f"{C},on_account_limit", "A,B,a@example.com,-500"),
    ],
)
def test_good_customers_pass(tmp_path: Path, header: str, row: str) -> None:
    assert report_of(tmp_path, customers=f"{header}\n{row}\n").findings == ()


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (P, "A,B"),
        (f"{P},description", 'A,B,"<p>HTML &amp; #1 for $5</p>\n"'),
        (f"{P},price_excluding_tax", "A,B,29.95"),
        (f"{P},price_including_tax,price_excluding_tax", "A,B,29.95,"),
        (f"{P},price_including_tax", "A,B,0"),
        (P, "12E5,B"),
        (P, "0012345,B"),
        (P, "4006381333931,B"),
        (f"{P},weight,weight_unit,handle", "A,B,1.5,KG,harbour-shirt"),
    ],
)
def test_good_products_pass(tmp_path: Path, header: str, row: str) -> None:
    assert report_of(tmp_path, products=f"{header}\n{row}\n").findings == ()


@pytest.mark.parametrize(
    ("header", "row", "column", "said", "way_out"),
    [
        (C, ",B,a@example.com", "first_name", "required", "Fill it in"),
        (C, 'A,"  ",a@example.com', "last_name", "required", "Fill it in"),
        (C, "A,B,", "email", "the key", "Fill it in"),
        (C, "A,B,nobody", "email", "no e-mail", ""),
        (C, "A,B,a@b@example.com", "email", "no e-mail", ""),
        (C, "A,B,a@example..com", "email", "no e-mail", ""),
        (C, "A,B,a b@example.com", "email", "no e-mail", ""),
        (C, "A,B,a..b@example.com", "email", "no e-mail", ""),
        (C, f"A,B,{'a' * 65}@example.com", "email", "no e-mail", ""),
        (C, "A,B,jo@gmail.com", "email", "gmail.com could reach", "jo@example.com"),
        (C, "A,B,jo@notexample.com", "email", "could reach", "--allow-real-emails"),
        (C, "A,B,jo@example.com.au", "email", "could reach", ""),
        (C, "A,B, a@example.com", "email", "Blanks", '"a@example.com"'),
        (
            f"{C},physical_country_id",
            "A,B,a@example.com,USA",
            "physical_country_id",
            "two letters",
            "Write US",
        ),
        (f"{C},do_not_email", "A,B,a@example.com,ja", "do_not_email", "true or false", "Write true"),
        (f"{C},on_account_limit", "A,B,a@example.com,1e3", "on_account_limit", "digits", ""),
        (f"{C},on_account_limit", "A,B,a@example.com,(500)", "on_account_limit", "a minus before", "or -500"),
        (f"{C},on_account_limit", "A,B,a@example.com,$500", "on_account_limit", "digits", "Write 500."),
        (f"{C},note", "A,B,a@example.com,4111 1111 1111 1111", "note", "card", ""),
        (f"{C},custom_field_2", "A,B,a@example.com,4111-1111-1111-1", "custom_field_2", "card", ""),
        (f"{C},physical_address_1", "A,B,a@example.com,1234567890123", "physical_address_1", "card", ""),
        ("first_name,last_name,email", "A\x1b[31m,B,a@example.com", "first_name", "U+001B", '"A[31m"'),
        (C, 'A,"B\nC",a@example.com', "last_name", "Control", ""),
        (C, "A\u202e,B,a@example.com", "first_name", "U+202E", ""),
        (f"{C},phone", "A,B,a@example.com,1.55555E+10", "phone", "became a number", "import the column"),
        (f"{C},phone", 'A,B,a@example.com,"1,55555E+10"', "phone", "became a number", ""),
        (f"{C},phone", "A,B,a@example.com,15551234567", "phone", "became a number", "+1-555-123-4567"),
        (f"{C},phone", "A,B,a@example.com,15551234567.0", "phone", "became a number", ""),
        (f"{C},mobile", "A,B,a@example.com,-5244", "mobile", "became a number", ""),
        (f"{C},phone,physical_country_id", "A,B,a@example.com,211234567,NZ", "phone", "became a number", ""),
        (
            f"{C},physical_postcode,physical_country_id",
            "A,B,a@example.com,4101,US",
            "physical_postcode",
            "5 digits",
            "04101",
        ),
        (
            f"{C},postal_postcode,postal_country_id",
            "A,B,a@example.com,501,us",
            "postal_postcode",
            "5 digits",
            "00501",
        ),
        (
            f"{C},physical_postcode",
            "A,B,a@example.com,97201.0",
            "physical_postcode",
            "took it for a number",
            "97201",
        ),
        (C, "JosÃ©,B,a@example.com", "first_name", "garbled", '"José"'),
        (C, "Jos\ufffd,B,a@example.com", "first_name", "U+FFFD", "Restore"),
        (f"{C},company_name", "A,B,a@example.com,#REF!", "company_name", "#REF!", "Restore"),
        (f"{C},note", "A,B,a@example.com,########", "note", "########", "Restore"),
    ],
)
def test_bad_customer_is_named_with_a_way_out(
    tmp_path: Path, *, header: str, row: str, column: str, said: str, way_out: str
) -> None:
    report = report_of(
        tmp_path, customers=f"{header}\nA,B,other@example.com{',' * (header.count(',') - 2)}\n{row}\n"
    )
    assert places(report) == [(3, column)]
    [finding] = report.findings
    assert said in finding.rule
    assert way_out in finding.way_out
    assert finding.file == str(tmp_path / "customers.csv")


@pytest.mark.parametrize(
    ("header", "row", "column", "said", "way_out"),
    [
        (P, ",B", "sku", "required", ""),
        (P, "A,", "name", "required", ""),
        (P, " A,B", "sku", "Blanks", '"A"'),
        (P, "A,Salt & Pepper", "name", "#, $ or &", '"Salt and Pepper"'),
        (P, "A,Shirt #2", "name", "#, $ or &", '"Shirt 2"'),
        (P, "1E+05,B", "sku", "took it for a number", ""),
        (P, "1.00E+05,B", "sku", "took it for a number", ""),
        (P, "1E+020,B", "sku", "took it for a number", ""),
        (P, "42.0,B", "sku", "took it for a number", ""),
        (
            f"{P},price_including_tax",
            'A,B,"$1,299.95"',
            "price_including_tax",
            "no currency sign",
            "Write 1299.95",
        ),
        (f"{P},price_including_tax", 'A,B,"29,95"', "price_including_tax", "zero or more", "Write 29.95"),
        (f"{P},price_including_tax", "A,B,-5", "price_including_tax", "zero or more", "such as 29.95"),
        (f"{P},price_including_tax", "A,B,29.999", "price_including_tax", "two places", ""),
        (f"{P},supply_price", "A,B,1e2", "supply_price", "zero or more", ""),
        (f"{P},supply_price", "A,B,\u0661\u0662", "supply_price", "zero or more", ""),
        (f"{P},is_active", "A,B,maybe", "is_active", "true or false", "Write true or false"),
        (f"{P},is_active", "A,B,0", "is_active", "true or false", "Write false"),
        (
            f"{P},price_including_tax,price_excluding_tax",
            "A,B,2,1",
            "price_excluding_tax",
            "Both prices",
            "Empty one",
        ),
        (f"{P},description", 'A,B,"lone \rreturn"', "description", "U+000D", ""),
    ],
)
def test_bad_product_is_named_with_a_way_out(
    tmp_path: Path, *, header: str, row: str, column: str, said: str, way_out: str
) -> None:
    report = report_of(tmp_path, products=f"{header}\n{row}\n")
    assert places(report) == [(2, column)]
    [finding] = report.findings
    assert said in finding.rule
    assert way_out in finding.way_out


def test_real_addresses_pass_when_allowed_and_only_those(tmp_path: Path) -> None:
    report = report_of(tmp_path, customers=f"{C}\nA,B,jo@gmail.com\nA,B,nobody\n", allow_real_emails=True)
    assert places(report) == [(3, "email")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("jo@example.com", "JO@example.com"),
        ("jo@example.com", "jo@example.com"),
        ("josé@example.com", "JOSE\u0301@example.com"),
        ("straße@example.com", "STRASSE@example.com"),
    ],
)
def test_doubled_key_names_the_other_row(tmp_path: Path, first: str, second: str) -> None:
    report = report_of(tmp_path, customers=f"{C}\nA,B,x@example.com\nA,B,{first}\nA,B,{second}\n")
    assert places(report) == [(4, "email")]
    assert "row 3" in report.findings[0].rule


def test_doubled_sku_and_name_are_both_named(tmp_path: Path) -> None:
    report = report_of(tmp_path, products=f"{P}\nA,Shirt\na,SHIRT\nB,Hat\n")
    assert places(report) == [(3, "sku"), (3, "name")]


def test_customers_may_share_a_name(tmp_path: Path) -> None:
    assert report_of(tmp_path, customers=f"{C}\nA,B,a@x.test\nA,B,b@x.test\n").passed


@pytest.mark.parametrize(
    ("column", "said", "way_out"),
    [
        ("images", "not supported in this version", "Remove"),
        ("variants", "not supported in this version", "Remove"),
        ("product_codes", "not supported in this version", "Remove"),
        ("brand_id", "not supported in this version", "Remove"),
        ("tag_ids", "not supported in this version", "Remove"),
        ("Description", "small letters", '"description"'),
        ("Retail price", "no column of products", '"price_including_tax"; import'),
        ("descripton", "no column of products", '"description"'),
        ("email", "column of customers", ""),
        ("zzz", "no column of products", "Remove"),
        ("Brand", "no column of products", '"brand_name"; import'),
        ("category", "no column of products", '"product_category"; import'),
        ("supplier", "no column of products", '"supplier_name"; import'),
        ("EAN", "no column of products", '"barcode"; import'),
        ("Tags", "small letters", '"tags"'),
        ("product", "no column of products", 'Remove it: "name" is there too.'),
        ("contact_email", "column of suppliers", "Remove"),
    ],
)
def test_column_that_cannot_be_loaded_is_named(tmp_path: Path, column: str, said: str, way_out: str) -> None:
    report = report_of(tmp_path, products=f"{P},{column}\nA,B,\n")
    assert places(report) == [(1, column)]
    assert said in report.findings[0].rule
    assert way_out in report.findings[0].way_out


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("sku,name,,", "A,x,9,8", "Columns C and D have no name but hold content."),
        (",sku,name", "1,A,x", "Column A has no name but holds content."),
        ("sku,name,\u00a0,\u200b", "A,x,9,8", "Columns C and D have no name but hold content."),
        (
            f"sku,name{',' * 26}",
            f"A,x{',y' * 26}",
            "Columns C, D, E, F, G, H, I, J and 18 more have no name but hold content.",
        ),
        (f"sku,name{',' * 25}", f"A,x{',' * 24}y,z", "Columns Z and AA have no name but hold content."),
    ],
)
def test_content_without_a_name_is_named_by_its_place(
    tmp_path: Path, header: str, row: str, said: str
) -> None:
    report = report_of(tmp_path, products=f"{header}\n{row}\n")
    assert [(finding.row, finding.column, finding.rule) for finding in report.findings] == [(1, None, said)]
    assert "Name them in row 1" in report.findings[0].way_out


def test_columns_are_named_on_the_line_of_the_header(tmp_path: Path) -> None:
    report = report_of(tmp_path, products="sep=;\nsku;nmae;\nA;B;C\n")
    assert places(report) == [(2, None), (2, "name"), (2, "nmae")]
    assert "row 2" in report.findings[0].way_out


def test_missing_required_column_suggests_the_one_that_holds_it(tmp_path: Path) -> None:
    report = report_of(tmp_path, products="sku,nmae\nA,B\n")
    assert places(report) == [(1, "name"), (1, "nmae")]
    assert 'Did you mean "nmae"?' in report.findings[0].way_out


def test_flood_is_counted_in_full_and_listed_in_part(tmp_path: Path) -> None:
    rows = "".join(f"A{i},B{i},maybe\n" for i in range(5000))
    report = report_of(tmp_path, products=f"{P},is_active\n{rows}")
    assert report.total == 5000
    assert len(report.findings) == 200
    assert [finding.row for finding in report.findings] == list(range(2, 202))


def test_findings_stand_in_file_order_across_multi_line_cells(tmp_path: Path) -> None:
    text = f'{P},description,is_active\nA,One,"a\nb",no\nB,Two & 3,,\nC,Three,,no\n'
    assert places(report_of(tmp_path, products=text)) == [(2, "is_active"), (4, "name"), (5, "is_active")]


def test_formulas_and_losses_are_notes(tmp_path: Path) -> None:
    report = report_of(
        tmp_path,
        customers=f"{C},phone,company_name\nA,B,a@x.test,+1-555-867-5309,=HYPERLINK(1)\n",
        products=f"{P},price_including_tax,supply_price\nA,B,5.00,6.00\nC,D,16.00,9.00\n",
    )
    assert report.passed
    assert [note.split(": ")[1][:7] for note in report.notes] == ["1 cell ", "1 produ"]


def test_values_are_cleaned_for_the_terminal(tmp_path: Path) -> None:
    report = report_of(tmp_path, products=f"{P},\x1b[2J\u202e\nA\x1b]0;x\x07,B & C,x\n")
    said = repr([(f.value, f.rule, f.way_out, f.column) for f in report.findings])
    assert "\\x" not in said
    assert "\u202e" not in "".join(str(f.column) for f in report.findings)


def test_libreoffice_damage_is_named_where_it_shows() -> None:
    report = check_dataset(read_dataset(FIXTURES / "numbers"))
    assert [(Path(f.file).stem, f.row, f.column) for f in report.findings] == [
        ("customers", 2, "phone"),
        ("customers", 2, "physical_postcode"),
        ("customers", 3, "phone"),
        ("customers", 3, "physical_postcode"),
        ("customers", 5, "phone"),
        ("customers", 5, "physical_postcode"),
        ("products", 2, "sku"),
    ]


@pytest.mark.campaign
def test_libreoffice_damage_shows_everywhere_against_the_rows_as_made(tmp_path: Path) -> None:
    """00042 became 42, which only somebody who remembers 00042 can know."""
    made = read_dataset(FIXTURES / "original")
    folder = tmp_path / "d"
    frames = {kind: [table.whole] for kind, table in made.tables.items()}
    write_dataset(folder, frames, manifest(), durable=False)
    for kind in made.tables:
        name = f"{kind.plural}.csv"
        (folder / name).write_bytes((FIXTURES / "numbers" / name).read_bytes())
    report = check_dataset(read_dataset(folder))
    sku = [f for f in report.findings if f.column == "sku"]
    assert [(f.row, f.value) for f in sku] == [(2, "1E+020"), (4, "42")]
    assert "00042" in sku[1].way_out
    assert not [f for f in report.findings if f.column == "supply_price"]


def test_generated_dataset_passes_and_is_not_edited(tmp_path: Path) -> None:
    write_dataset(tmp_path / "d", {CUSTOMER: [CUSTOMERS], PRODUCT: [PRODUCTS]}, manifest(), durable=False)
    report = check_dataset(read_dataset(tmp_path / "d"))
    assert report.passed
    assert not report.edits.edited


def test_check_of_nothing_but_a_header_says_so(tmp_path: Path) -> None:
    report = report_of(tmp_path, customers=f"{C}\n")
    assert report.passed
    assert "no rows" in report.notes[0]


def test_doubled_key_is_found_among_many(tmp_path: Path) -> None:
    frames = [*customers(5000), next(customers(1)).with_columns(email=pl.col("email").str.to_uppercase())]
    write_dataset(tmp_path / "d", {CUSTOMER: frames}, manifest(), durable=False)
    report = check_dataset(read_dataset(tmp_path / "d"))
    assert places(report) == [(5002, "email")]
