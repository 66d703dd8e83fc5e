"""A dataset with families opened and saved in a spreadsheet: each damage is found, and its way out is what stood there."""

import csv
import io
import re
from pathlib import Path

import pytest

from pipeline.dataset import Report, check_dataset, read_dataset
from pipeline.dataset.checks.spreadsheets.option_values import sizes_meant
from pipeline.dataset.checks.spreadsheets.rewritten import is_rewritten, lost_letters, may_be_rewritten
from pipeline.dataset.fix import fix_dataset
from pipeline.errors import Finding
from pipeline.schema.kinds import PRODUCT
from tests.support.families import family_rows, write_families
from tests.support.spreadsheets import GERMAN, US, Locale, saved
from tests.torture import office

_WRITE = re.compile(r'Write "?([^";]+?)"?(?: again)?(?:\.$|[;,] )')


def test_families_are_saved_without_loss_where_columns_are_text(tmp_path: Path) -> None:
    path = write_families(tmp_path)
    before = read_dataset(tmp_path).tables[PRODUCT].whole
    rows = list(csv.reader(io.StringIO(path.read_text(), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("cp1252"))
    report = check_dataset(read_dataset(tmp_path))
    assert report.passed
    assert not report.edits.rows
    assert read_dataset(tmp_path).tables[PRODUCT].whole.equals(before)


@pytest.mark.campaign
@pytest.mark.parametrize("locale", [US, GERMAN], ids=["us", "german"])
def test_what_excel_makes_of_families_is_found_and_can_be_put_right(tmp_path: Path, locale: Locale) -> None:
    path = write_families(tmp_path)
    made = read_dataset(tmp_path).tables[PRODUCT].whole
    path.write_bytes(saved(path.read_bytes(), locale))
    report = check_dataset(read_dataset(tmp_path))
    damaged = {
        (row, column)
        for column in ("variant_option_one_value", "barcode", "supplier_code")
        for row, (was, became) in enumerate(zip(made[column], column_of(tmp_path, column), strict=True))
        if was != became
    }
    assert {cell_of(tmp_path, finding) for finding in report.findings} >= damaged
    assert len(damaged) == 6 + 2 + 3 + 3  # sizes; 05 and 1E2; barcodes; suppliers' codes
    cure(tmp_path, report)
    again = check_dataset(read_dataset(tmp_path))
    assert again.passed
    assert not again.edits.rows
    assert read_dataset(tmp_path).tables[PRODUCT].whole.equals(made)


def test_what_excel_makes_of_families_shows_by_its_shape_where_nobody_knows_what_was_made(
    tmp_path: Path,
) -> None:
    path = write_families(tmp_path)
    (tmp_path / "dataset.json").unlink()
    path.write_bytes(saved(path.read_bytes(), US))
    report = check_dataset(read_dataset(tmp_path))
    sizes = [each for each in report.findings if each.column == "variant_option_one_value"]
    assert {each.value: each.way_out.partition(",")[0] for each in sizes} == {
        "4-Feb": "Write 2-4",
        "8-Jun": "Write 6-8",
        "12-Oct": "Write 10-12",
        "1.00E+02": "Restore what stood there; in a spreadsheet",
    }
    assert [each.value for each in report.findings if each.column == "barcode"] == [
        "4.00638E+12",
        "2.00000E+12",
        "9.78031E+12",
    ]


@pytest.mark.campaign
@pytest.mark.skipif(not office.available(), reason="there is no LibreOffice on this machine")
@pytest.mark.parametrize(
    ("column_type", "output"), [("", "44,34,76,1"), ("2", "59,34,65535,1"), ("2", "44,34,76,1")]
)
def test_what_libreoffice_makes_of_families_is_found_and_can_be_put_right(
    tmp_path: Path, column_type: str, output: str
) -> None:
    folder = tmp_path / "families"
    path = write_families(folder)
    made = read_dataset(folder).tables[PRODUCT].whole
    office.save_anew(path, column_type, output)
    report = check_dataset(read_dataset(folder))
    assert report.passed or not column_type
    cure(folder, report)
    assert check_dataset(read_dataset(folder)).passed
    assert read_dataset(folder).tables[PRODUCT].whole.equals(made)


@pytest.mark.parametrize(
    ("before", "after", "rewritten"),
    [
        ("10-12", "12-Oct", True),
        ("10-12", "10. Dez", True),
        ("10-12", "12/10/2026", True),
        ("10/12", "2026-10-12 00:00:00", True),
        ("4-2", "4-févr", True),
        ("10-12", "12/out", True),  # Portuguese
        ("10-12", "12.paź", True),  # Polish
        ("10-12", "12.окт", True),
        ("10-12", "12-okt", True),
        ("10-12", "10月12日", True),
        ("10-12", "12-out", False),  # an English word
        ("12-26", "Dec-26", True),
        ("10-12", "14-Oct", False),
        ("10-12", "11-12", False),
        ("4006381333931", "4.00638E+12", True),
        ("4006381333931", "4,00638E+12", True),
        ("4006381333931", "4.00639E+12", False),
        ("1E2", "1.00E+02", True),
        ("010", "10", True),
        ("12345", "12345,0", True),
        ("2139", "02139", False),  # no spreadsheet adds zeros
        ("1.00E+02", "100", False),  # nor is what it wrote an authority
        ("42.0", "42", False),
        ("M", "L", False),
    ],
)
def test_what_a_spreadsheet_rewrote_is_told_from_an_edit(before: str, after: str, *, rewritten: bool) -> None:
    assert is_rewritten(before, after) is rewritten


@pytest.mark.parametrize(
    ("before", "after", "possible"),
    [
        ("4006381333931", "4,00638E+12", True),
        ("2684701393173", "4,00638E+12", False),  # another code was typed, and then rewritten
        ("LGT12263", "1.00E+05", False),
        ("02139", "2139", True),
        ("85006", "1234", False),
        ("10-12", "12-Oct", True),
        ("M", "12-Oct", False),
        ("+1-555-555-0101", "-1210", True),  # worked out
        ("LS1 4AP", "1234", False),
        ("4006381333931", "#NAME?", True),
        ("10-12", "####", True),
    ],
)
def test_what_was_typed_since_is_told_from_what_a_spreadsheet_made(
    before: str, after: str, *, possible: bool
) -> None:
    assert may_be_rewritten(before, after) is possible


def test_what_was_typed_before_a_save_is_never_what_was_made(tmp_path: Path) -> None:
    path = write_families(tmp_path)
    typed = path.read_text().replace("4006381333931", "5012345678900")
    path.write_bytes(saved(typed.encode(), US))
    [finding] = [
        each
        for each in check_dataset(read_dataset(tmp_path)).findings
        if each.column == "barcode" and each.value == "5.01235E+12"
    ]
    assert finding.way_out.startswith("Restore what stood there")
    assert finding.cure is None
    fix_dataset(tmp_path)
    assert "5.01235E+12" in column_of(tmp_path, "barcode")


@pytest.mark.parametrize(
    ("before", "after", "encoding", "lost"),
    [
        ("Łuczak", "Luczak", "cp1252", True),
        ("Łuczak", "?uczak", "cp1252", True),
        ("Rātā Place", "R?t? Place", "utf-8", True),
        ("Zoë", "Zo\ufffd", "utf-8", True),
        ("Zoë", "Zoe", "cp1252", False),  # it has that letter: somebody wrote it so
        ("Łuczak", "Luczak", "utf-8", False),
        ("Łuczak", "Luczaks", "cp1252", False),
        ("Who", "Wh?", "cp1252", False),
        ("Zoë", "Zoë", "cp1252", False),
    ],
)
def test_letters_that_an_encoding_lacks_are_told_from_an_edit(
    before: str, after: str, encoding: str, *, lost: bool
) -> None:
    assert lost_letters(before, after, encoding) is lost


def test_sizes_are_read_back_from_dates_where_only_one_date_can_mean_them() -> None:
    texts = [
        "12-Oct",
        "4. Feb",
        "2026-08-06 00:00:00",
        "6/9/2026",
        "31-Dec",
        "10-set",
        "5-Mar",
        "3-May",
        "7-Jan",
        "1-7",
    ]
    assert sizes_meant(texts) == {
        "12-Oct": "10-12",
        "4. Feb": "2-4",
        "2026-08-06 00:00:00": "6-8",
        "6/9/2026": "6-9",
        "31-Dec": "12-31",
    }


def column_of(folder: Path, name: str) -> list[str | None]:
    cells: list[str | None] = read_dataset(folder).tables[PRODUCT].frame[name].to_list()
    return cells


def cell_of(folder: Path, finding: Finding) -> tuple[int, str]:
    assert finding.row is not None
    assert finding.column is not None
    return list(read_dataset(folder).tables[PRODUCT].lines).index(finding.row), finding.column


def cure(folder: Path, report: Report) -> None:
    """Write each value that a way out names into its cell."""
    table = read_dataset(folder).tables[PRODUCT]
    rows = table.whole.rows(named=True)
    for finding in report.findings:
        row, column = cell_of(folder, finding)
        written = _WRITE.match(finding.way_out)
        assert written is not None, finding
        rows[row][column] = written[1]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, table.frame.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    table.path.write_text(text.getvalue())


def test_rows_of_the_dataset_hold_what_spreadsheets_harm() -> None:
    cells = {cell for row in family_rows() for cell in row.values()}
    assert {"10-12", "1E2", "05", "4006381333931", "00017"} <= cells
