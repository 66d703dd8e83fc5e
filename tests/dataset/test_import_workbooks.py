"""Workbooks are read through a process of their own; whatever else is no table is called by its name."""

import io
import random
import zipfile
from pathlib import Path

import pytest

from pipeline.dataset import import_files, read_dataset, write_dataset
from pipeline.dataset.exports.workbook import write_workbook
from pipeline.dataset.files.limits import Limits
from pipeline.dataset.imports.import_files import Imported
from pipeline.errors import FindingsError, StopError, UsageError
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.schema.records import row_of
from tests.support.datasets import CUSTOMERS, PRODUCTS, manifest, records_of
from tests.support.workbooks import DATE_STYLE, ERROR, Cell, workbook

SHEET: list[list[Cell]] = [
    ["SKU", "Name", "Price", "Cost", "Active", "Barcode"],
    ["00123", "Tin Mug", 9, 3.5, True, 4006381333931],
    ["A-2", "Wool Cap", 49.949999999999996, 0.1 + 0.2, False, None],
]


def imported(
    tmp_path: Path,
    data: bytes,
    sheet: str | None = None,
    *,
    name: str = "products.xlsx",
    limits: Limits | None = None,
) -> Imported:
    path = tmp_path / name
    path.write_bytes(data)
    return import_files(
        [path],
        tmp_path / "out",
        {},
        tool_version="0",
        created_at="x",
        sheet=sheet,
        durable=False,
        limits=limits or Limits(),
    )


def test_a_sheet_is_read_as_it_shows(tmp_path: Path) -> None:
    result = imported(tmp_path, workbook({"Stock": SHEET, "Notes": [["x"]]}))
    mug, cap = (row_of(each) for each in records_of(read_dataset(result.folder), PRODUCT))
    assert mug == {
        "sku": "00123",
        "name": "Tin Mug",
        "price_including_tax": "9.00",
        "supply_price": "3.50",
        "is_active": "true",
        "barcode": "4006381333931",
    }
    assert (cap["price_including_tax"], cap["supply_price"], cap["is_active"]) == ("49.95", "0.30", "false")
    [told] = result.files
    assert told.path.name == "products.xlsx"
    assert told.notes[0] == 'sheet "Stock"; the workbook has 1 other: Notes'


def test_dates_blank_rows_and_errors_are_read_and_said(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["First name", "Last name", "Email", "Birthday", "Note"],
        ["Ann", "Lee", "a@example.com", f"{DATE_STYLE}45000", f"{ERROR}#N/A"],
        [],
        ["Bo", "Li", "b@example.com", f"{DATE_STYLE}45001", "x"],
    ]
    result = imported(tmp_path, workbook({"People": rows}), name="customers.xlsx")
    [told] = result.files
    assert told.rows == 2
    assert "1 cell with an error of the spreadsheet left blank" in told.notes
    assert "1 blank row skipped" in told.notes
    text = (result.folder / "customers.csv").read_text()
    assert "2023-03-15" in text
    assert "00:00" not in text


def test_a_sheet_is_chosen_by_name_and_an_unknown_one_names_those_there(tmp_path: Path) -> None:
    data = workbook({"Notes": [["x"], ["y"]], "Stock & more": SHEET})
    assert imported(tmp_path, data, "Stock & more").files[0].rows == 2
    with pytest.raises(UsageError, match='has no sheet "Stok"') as caught:
        imported(tmp_path, data, "Stok")
    assert '"Notes", "Stock & more"' in caught.value.hint


def test_a_sheet_of_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file is one"):
        imported(tmp_path, b"sku,name\nA,B\n", "Stock", name="products.csv")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["Price list"], [], *SHEET], "header seems to be line 3"),
        ([], "no header"),
        ([["SKU", "Name"]], "no row below it"),
    ],
)
def test_what_is_wrong_in_a_sheet_is_said_of_the_workbook(
    tmp_path: Path, rows: list[list[Cell]], said: str
) -> None:
    with pytest.raises(StopError, match=said) as caught:
        imported(tmp_path, workbook({"Stock": rows}))
    assert "products.xlsx" in caught.value.message
    assert {each.file for each in caught.value.findings} <= {str(tmp_path / "products.xlsx")}


def test_where_the_first_sheet_is_no_table_the_others_are_named(tmp_path: Path) -> None:
    with pytest.raises(FindingsError, match="This is no table") as caught:
        imported(tmp_path, workbook({"Notes": [["hello"], ["x"]], "Stock": SHEET}))
    assert caught.value.findings[0].way_out.endswith(
        'Its sheets are "Notes" and "Stock": --sheet (import) chooses one.'
    )


@pytest.mark.campaign
def test_damaged_workbooks_are_findings(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    whole = workbook({"Stock": SHEET})
    damage = random.Random(7)
    for turn in range(6):
        data = bytearray(whole if turn % 2 else whole[: damage.randrange(4, len(whole))])
        for _ in range(3):
            data[damage.randrange(4, len(data))] = damage.randrange(256)
        try:
            imported(tmp_path, bytes(data)).files[0]
        except FindingsError as wrong:
            assert all(each.way_out for each in wrong.findings)  # noqa: PT017 - some damage does no harm
        except UsageError as wrong:
            assert wrong.code in {"dataset-exists", "import-kind-unknown"}  # noqa: PT017 - likewise
    assert capfd.readouterr().err == ""


def bomb() -> bytes:
    """Return a workbook whose one sheet unpacks to a thousand times its size."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"S": SHEET}))) as whole,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in whole.infolist():
            text = whole.read(part)
            made.writestr(part.filename, text + b" " * 60_000_000 if "sheet1" in part.filename else text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "limits", "said"),
    [
        (bomb(), Limits(text_per_byte=100), "packed as no real file is"),
        (workbook({"S": SHEET}), Limits(cells=5), "more than 12,000,000 rows or 5 cells"),
        (workbook({"S": SHEET}), Limits(time_s=0.0), "more than 0 s"),
        (workbook({"S": SHEET}), Limits(memory_bytes=1), "not a workbook|did not start"),
    ],
)
def test_hostile_workbooks_are_findings(tmp_path: Path, data: bytes, limits: Limits, said: str) -> None:
    with pytest.raises(FindingsError, match=said):
        imported(tmp_path, data, limits=limits)


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old workbook of Excel"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "workbook with a password",
        ),
        (
            "a.ods",
            zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "OpenDocument spreadsheet",
        ),
        ("a.xlsb", zipped(xl__workbook_bin=""), "binary workbook"),
        ("a.docx", zipped(word__document_xml=""), "document of Word"),
        ("a.zip", zipped(products_csv="sku,name\nA,B\n"), "It is a ZIP archive"),
        ("a.xlsx", b"PK\x03\x04nothing", "not a workbook"),
        ("a.xlsx", b"sku,name\nA,B\n", "not a workbook"),
        ("a.csv.gz", b"\x1f\x8b\x08\0\0", "gzip archive"),
        ("a.pdf", b"%PDF-1.7\n", "PDF document"),
        ("products.csv", b"\n<!DOCTYPE html><html><table>", "web page"),
        ("products.csv", b"<?xml version='1.0'?><Workbook/>", "XML document"),
        ("contacts.vcf", b"BEGIN:VCARD\nFN:Ann\n", "vCard"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(FindingsError, match=said) as caught:
        imported(tmp_path, data, name=name)
    assert caught.value.findings[0].way_out


def test_a_workbook_is_known_by_its_bytes(tmp_path: Path) -> None:
    assert imported(tmp_path, workbook({"S": SHEET}), name="products.csv").files[0].rows == 2


@pytest.mark.campaign
def test_a_workbook_of_export_is_read_whole(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    write_dataset(shop, {CUSTOMER: [CUSTOMERS], PRODUCT: [PRODUCTS]}, manifest(), durable=False)
    with (tmp_path / "shop.xlsx").open("wb") as file:
        write_workbook(file, {kind: table.whole for kind, table in read_dataset(shop).tables.items()})
    result = import_files(
        [tmp_path / "shop.xlsx"], tmp_path / "out", {}, tool_version="0", created_at="x", durable=False
    )
    for kind in (CUSTOMER, PRODUCT):
        assert records_of(read_dataset(result.folder), kind) == records_of(read_dataset(shop), kind)
