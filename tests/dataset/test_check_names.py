"""Names of brands, categories, tags, suppliers and groups: what can't be, what is one, and how many there are."""

from pathlib import Path

import pytest

from pipeline.schema.kinds import BRAND, CATEGORY, CUSTOMER_GROUP, SUPPLIER, TAG
from tests.support.datasets import places, report_of

P = "sku,name"
PATHS = f"{P},product_category"


def products(*cells: str, column: str = "product_category") -> str:
    return f"{P},{column}\n" + "".join(f'A{i},Thing {i},"{cell}"\n' for i, cell in enumerate(cells))


@pytest.mark.parametrize(
    "cells",
    [
        ("Clothing > Knitwear", "Clothing > Shirts"),
        ("Clothing / Knitwear", "Clothing > Shirts"),  # as the vendor exports them
        ("A > B > C",),
        ("  Clothing  >Knitwear ", "", "   "),
        ("Home / Garden", "Home/Garden"),
        (r"A\>B > C", r"A \/ B"),
        ("Knitwear", "Clothing > Knitwear"),  # one name in two places
    ],
)
def test_good_categories_pass(tmp_path: Path, cells: tuple[str, ...]) -> None:
    report = report_of(tmp_path, products=products(*cells))
    assert (report.findings, report.notes) == ((), ())


@pytest.mark.parametrize(
    ("cells", "row", "said", "instead"),
    [
        (("Clothing >",), 2, "name is missing", "Clothing"),
        (("Clothing > > Knitwear",), 2, "name is missing", "Clothing > Knitwear"),
        (("> Knitwear",), 2, "name is missing", "Knitwear"),
        (("Clothing / ",), 2, "name is missing", "Clothing"),
        (("Clothing >", "Clothing > Knitwear"), 2, "name is missing", "Clothing > Knitwear"),
        (("A > B > C > D",), 2, "3 levels; this path has 4", "A > B > C"),
        (("A > B > C", "A > B > C > D"), 3, "3 levels", "A > B > C"),
        (("Clothing > Knitwear", "clothing"), 3, '"Clothing > Knitwear" is below', "Clothing > Knitwear"),
        (("A", "A > B", "A > B > C"), 2, "is below", "A > B > C"),
    ],
)
def test_bad_category_is_named_and_what_is_proposed_passes(
    tmp_path: Path, *, cells: tuple[str, ...], row: int, said: str, instead: str
) -> None:
    report = report_of(tmp_path, products=products(*cells))
    finding = report.findings[0]
    assert (finding.row, finding.column) == (row, "product_category")
    assert said in finding.rule
    assert f'"{instead}"' in finding.way_out
    cured = list(cells)
    for each in report.findings:
        cured[int(each.row or 0) - 2] = each.way_out.split('"')[1]
    assert report_of(tmp_path, products=products(*cured)).findings == ()


def test_path_of_nothing_is_to_be_emptied(tmp_path: Path) -> None:
    [finding] = report_of(tmp_path, products=products(">")).findings
    assert finding.way_out == "Empty the cell."


@pytest.mark.parametrize(
    ("column", "cells", "said"),
    [
        ("brand_name", ("Tern", " Tern ", "TERN"), '"TERN" (row 4) and "Tern" (row 2) are one brand'),
        ("tags", ("new; wool", "Wool"), '"Wool" (row 3) and "wool" (row 2) are one tag'),
        ("supplier_name", ("Harbour", "HARBOUR"), "are one supplier, sent as the latter"),
        ("product_category", ("A > B", "a > C"), '"a" (row 3) and "A" (row 2) are one category'),
        ("product_category", ("A > B", "A > b"), '"b" (row 3) and "B" (row 2) are one category'),
    ],
)
def test_spellings_of_one_name_are_noted_with_the_one_that_is_sent(
    tmp_path: Path, column: str, cells: tuple[str, ...], said: str
) -> None:
    report = report_of(tmp_path, products=products(*cells, column=column))
    assert report.passed
    [note] = report.notes
    assert said in note


def test_many_spellings_are_noted_in_a_few_lines(tmp_path: Path) -> None:
    cells = [name for i in range(20) for name in (f"Tern {i}", f"TERN {i}")]
    report = report_of(tmp_path, products=products(*cells, column="brand_name"))
    assert len(report.notes) == 9
    assert "12 brands more in several spellings" in report.notes[-1]


def test_the_spelling_of_the_suppliers_file_goes_first(tmp_path: Path) -> None:
    report = report_of(
        tmp_path,
        suppliers="name\nHarbour Lane\n",
        products=products("HARBOUR LANE", column="supplier_name"),
    )
    assert [note.split(": ", 1)[1] for note in report.notes] == [
        '"HARBOUR LANE" (row 2) and "Harbour Lane" (row 2) are one supplier, sent as the latter.'
    ]


@pytest.mark.parametrize("cell", ["Tern\x07", "#REF!", "JosÃ©"])
@pytest.mark.parametrize("column", ["brand_name", "product_category", "tags", "supplier_name"])
def test_names_are_asked_what_every_text_is_asked(tmp_path: Path, column: str, cell: str) -> None:
    assert places(report_of(tmp_path, products=products(cell, column=column))) == [(2, column)]


# suppliers.csv

S = "name,contact_email,contact_phone,contact_physical_postcode,contact_physical_country_id"


@pytest.mark.parametrize(
    "row",
    [
        "Harbour,,,,",
        "Harbour,buying@harbour.example,+1-555-867-5309,04101,us",
        " Harbour ,buying@example.com,(555) 123-4567,0110,NZ",
    ],
)
def test_good_suppliers_pass(tmp_path: Path, row: str) -> None:
    report = report_of(
        tmp_path, suppliers=f"{S}\n{row}\n", products=products("harbour", column="supplier_name")
    )
    assert report.findings == ()


@pytest.mark.parametrize(
    ("row", "column", "said", "way_out"),
    [
        (",a@example.com,,,", "name", "the key", "Fill it in"),
        ("Harbour,jo@gmail.com,,,", "contact_email", "could reach", "jo@example.com"),
        ("Harbour,nobody,,,", "contact_email", "no e-mail", ""),
        ("Harbour, a@example.com,,,", "contact_email", "Blanks", '"a@example.com"'),
        ("Harbour,,1.55555E+10,,", "contact_phone", "became a number", ""),
        ("Harbour,,211234567,,NZ", "contact_phone", "became a number", ""),
        ("Harbour,,,4101,US", "contact_physical_postcode", "5 digits", "04101"),
        ("Harbour,,,97201.0,", "contact_physical_postcode", "took it for a number", "97201"),
        ("Harbour,,,,USA", "contact_physical_country_id", "two letters", "Write US"),
        ("Harbour,,,,NZL", "contact_physical_country_id", "two letters", "Write NZ."),
        ("Harbour,,,,FIJ", "contact_physical_country_id", "two letters", "Write the country's two letters."),
    ],
)
def test_bad_supplier_is_named_with_a_way_out(
    tmp_path: Path, *, row: str, column: str, said: str, way_out: str
) -> None:
    [finding] = report_of(tmp_path, suppliers=f"{S}\n{row}\n").findings
    assert (finding.row, finding.column) == (2, column)
    assert said in finding.rule
    assert way_out in finding.way_out


def test_real_addresses_of_suppliers_pass_when_allowed(tmp_path: Path) -> None:
    text = f"{S}\nHarbour,jo@gmail.com,,,\n"
    assert report_of(tmp_path, suppliers=text, allow_real_emails=True).passed


def test_a_supplier_that_stands_twice_is_named(tmp_path: Path) -> None:
    report = report_of(tmp_path, suppliers="name\nHarbour\nHARBOUR\n")
    assert places(report) == [(3, "name")]


def test_a_supplier_that_no_product_names_is_noted(tmp_path: Path) -> None:
    report = report_of(
        tmp_path,
        suppliers="name\nHarbour\nTern\n",
        products=products("Tern", "Anew", column="supplier_name"),
    )
    [note] = report.notes
    assert '1 supplier used by nothing, as after a rename, and made all the same: "Harbour" (row 2).' in note
    assert report.passed


def test_a_supplier_without_a_row_is_noted_only_where_it_is_near_one(tmp_path: Path) -> None:
    report = report_of(
        tmp_path,
        suppliers="name\nHarbour Lane Trading\n",
        products=products(
            "Harbour Lane Trading", "Harbor Lane Trading", "Other Mill", column="supplier_name"
        ),
    )
    [note] = report.notes
    assert 'supplier_name "Harbor Lane Trading" (row 3) is not in suppliers.csv' in note
    assert '"Harbour Lane Trading" (row 2)' in note


def test_how_many_of_each_kind_there_will_be(tmp_path: Path) -> None:
    report = report_of(
        tmp_path,
        customers="first_name,last_name,email,customer_group\nA,B,a@x.test,Demo VIP\nA,B,b@x.test,demo vip\n",
        suppliers="name\nHarbour\n",
        products=f"{P},brand_name,product_category,tags,supplier_name\n"
        "A,B,Tern,Clothing > Knitwear,new; wool,Harbour\nC,D,TERN,Clothing > Shirts,new,Mill\nE,F,,,,\n",
    )
    assert report.named == {CUSTOMER_GROUP: 1, SUPPLIER: 2, BRAND: 1, TAG: 2, CATEGORY: 3}
