"""Barcodes and suppliers' codes: check digits, what spreadsheets make of them, and one space with the SKUs."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dataset.checks.codes import check_digit
from tests.support.breadth import BREADTH
from tests.support.datasets import places, report_of


def products(*codes: str, column: str = "barcode") -> str:
    return f"sku,name,{column}\n" + "".join(f'A{i},Thing {i},"{code}"\n' for i, code in enumerate(codes))


@pytest.mark.parametrize(
    "code",
    [
        "4006381333931",  # EAN-13
        "2000000000015",
        "96385074",  # EAN-8
        "036000291452",  # UPC-A
        "04252614",  # UPC-E of 042100005264
        "9780306406157",  # ISBN-13
        "0306406152",  # ISBN-10: ten digits are any code
        "15400141288763",  # ITF-14
        "TERN-0001",
        "12345",
        "AB-123.4",
        "123456",
        "",
    ],
)
def test_good_barcodes_pass(tmp_path: Path, code: str) -> None:
    assert report_of(tmp_path, products=products(code)).findings == ()


@pytest.mark.parametrize(
    ("code", "said", "instead"),
    [
        ("4006381333932", "check digit, and 2 is not", "4006381333931"),
        ("96385075", "The last of 8 digits", "96385074"),
        ("036000291453", "The last of 12 digits", "036000291452"),
        ("9780306406158", "The last of 13 digits", "9780306406157"),
        ("15400141288764", "The last of 14 digits", "15400141288763"),
        ("36000291452", "A leading zero was lost", "036000291452"),
        ("4252614", "A leading zero was lost", "04252614"),
        ("5 901234 123457", "Blanks stand in it", "5901234123457"),
        (" 4006381333931", "Blanks stand in it", "4006381333931"),
        ("TERN 1", "Blanks stand in it", "TERN1"),
        ("978-0-306-40615-7", "without dashes", "9780306406157"),
        ("2.00123E+12", "took it for a number", ""),
        ("4006381333931.0", "took it for a number", ""),
        ("2001230000000", "check digit", ""),  # rounded by a spreadsheet: only the label knows
        ("A\tB", "Control", ""),
    ],
)
def test_bad_barcode_is_named_and_what_is_proposed_passes(
    tmp_path: Path, code: str, said: str, instead: str
) -> None:
    [finding] = report_of(tmp_path, products=products(code)).findings
    assert (finding.row, finding.column) == (2, "barcode")
    assert said in finding.rule
    assert instead in finding.way_out
    if instead:
        assert f"Write {instead}, or" in finding.way_out
        assert report_of(tmp_path, products=products(instead)).findings == ()


def test_a_code_that_another_row_has_is_not_proposed(tmp_path: Path) -> None:
    [finding] = report_of(tmp_path, products=products("4006381333932", "4006381333931")).findings
    assert finding.row == 2
    assert "4006381333931" not in finding.way_out


def test_numbers_of_seven_or_eleven_digits_are_a_shops_own_unless_a_zero_makes_all_of_them_right(
    tmp_path: Path,
) -> None:
    own = [f"{1000000 + i}" for i in range(20)]
    assert report_of(tmp_path, products=products(*own)).findings == ()
    lost = ["36000291452", "12345678905"[:10] + check_digit("01234567890")]
    assert len(report_of(tmp_path, products=products(*lost)).findings) == 2


def test_a_barcode_stands_once_and_is_no_sku(tmp_path: Path) -> None:
    text = "sku,name,barcode\nA1,One,X1\nA2,Two,x1\nA3,Three,a1\nA4,Four,a4\n"
    report = report_of(tmp_path, products=text)
    assert places(report) == [(3, "barcode"), (4, "barcode"), (5, "barcode")]
    twice, others, own = report.findings
    assert "The same barcode stands in row 2" in twice.rule
    assert "the SKU of row 2" in others.rule
    assert "the row's own SKU" in own.rule
    assert own.way_out == "Empty the cell."
    assert report_of(tmp_path, products="sku,name,barcode\nA1,One,X1\nA2,Two,\nA4,Four,\n").passed


@pytest.mark.parametrize("code", ["00042", "42", "HL-1/2", "12E5", "2026-01-02", "", "1-2"])
def test_good_supplier_codes_pass(tmp_path: Path, code: str) -> None:
    assert report_of(tmp_path, products=products(code, column="supplier_code")).findings == ()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1.2E+11", "took it for a number"),
        ("42.0", "took it for a number"),
        ("2-Jan", "took it for a date"),
        ("Mar-26", "took it for a date"),
        ("12-Mar-2026", "took it for a date"),
        ("2026-01-02 00:00:00", "took it for a date"),
        ("#N/A", "#N/A"),
    ],
)
def test_bad_supplier_code_is_named(tmp_path: Path, code: str, said: str) -> None:
    [finding] = report_of(tmp_path, products=products(code, column="supplier_code")).findings
    assert (finding.row, finding.column, said in finding.rule) == (2, "supplier_code", True)


def test_one_supplier_code_may_stand_in_many_rows(tmp_path: Path) -> None:
    assert report_of(tmp_path, products=products("HL-1", "HL-1", column="supplier_code")).passed


@pytest.mark.campaign
@settings(derandomize=True, deadline=None, max_examples=12 * BREADTH)
@given(
    codes=st.lists(
        st.text("0123456789", min_size=7, max_size=14) | st.text("09 -7AZ", min_size=1, max_size=14),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_is_proposed_passes(codes: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("codes")
    report = report_of(folder, products=products(*codes))
    for finding in report.findings:
        written = re.search(r"Write (\S+), or", finding.way_out)
        if written is not None:
            cured = list(codes)
            cured[int(finding.row or 0) - 2] = written[1]
            again = report_of(folder, products=products(*cured))
            assert finding.row not in [row for row, _ in places(again)]
