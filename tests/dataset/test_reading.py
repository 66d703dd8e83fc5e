"""What people's programs made of a CSV file: decoded and noted, or refused with its line."""

import hashlib
import io
import os
import unicodedata
from pathlib import Path

import pytest

from pipeline.dataset import Table, read_dataset, rows_of, sample
from pipeline.dataset.files.delimited.csv_plain import read_plain
from pipeline.dataset.files.delimited.decode import decode_file
from pipeline.dataset.files.limits import Limits
from pipeline.errors import FindingsError, UsageError
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from tests.support.datasets import FIXTURES, folder_of

HEADER = "first_name,last_name,email\n"


def table_of(path: Path, text: str | bytes) -> Table:
    return read_dataset(folder_of(path, customers=text)).tables[CUSTOMER]


def refusal_of(path: Path, text: str | bytes, limits: Limits | None = None) -> FindingsError:
    with pytest.raises(FindingsError) as caught:
        read_dataset(folder_of(path, customers=text), limits=limits or Limits())
    return caught.value


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        ("first_name,last_name\nZoë,A\n".encode(), ()),
        ("first_name,last_name\nZoë,A\n".encode("utf-8-sig"), ("UTF-8 with a byte order mark",)),
        ("first_name,last_name\nZoë,A\n".encode("utf-16"), ("UTF-16",)),
        ("\ufefffirst_name,last_name\nZoë,A\n".encode("utf-16-be"), ("UTF-16",)),
        ("first_name,last_name\nZoë,A\n".encode("utf-16-le"), ("UTF-16 without a byte order mark",)),
        ("first_name,last_name\nZoë,A\n".encode("utf-16-be"), ("UTF-16 without a byte order mark",)),
        ("first_name,last_name\nZoë,A\n".encode("utf-32"), ("UTF-32",)),
        ("first_name,last_name\nZoë,A\n".encode("cp1252"), ("Windows-1252",)),
        ("first_name;last_name\nZoë;A\n".encode(), ("separated by semicolons",)),
        ("first_name\tlast_name\nZoë\tA\n".encode(), ("separated by tabs",)),
        ("first_name|last_name\nZoë|A\n".encode(), ("separated by bars",)),
        ("first_name,last_name\r\nZoë,A\r\n".encode(), ("line ends of Windows",)),
        ('sep=,\nfirst_name,last_name\n"Zoë",A\n'.encode(), ('a "sep=" line',)),
        (
            "sep=;\r\nfirst_name;last_name\r\nZoë;A\r\n".encode("utf-16"),
            ("UTF-16", 'a "sep=" line', "separated by semicolons", "line ends of Windows"),
        ),
        ("first_name,last_name\nZoë,A".encode(), ()),
        ("first_name,last_name,\nZoë,A,\n".encode(), ("1 column without name or content dropped",)),
        ("first_name,last_name\nZoë,A,,\n".encode(), ("empty cells behind the last column dropped",)),
        ("first_name,last_name\n\nZoë,A\n,\n".encode(), ("2 blank rows skipped",)),
        ('\n,\n"","" \nfirst_name,last_name\nZoë,A\n'.encode(), ("3 blank lines above the header",)),
    ],
)
def test_what_programs_save_is_decoded_and_noted(tmp_path: Path, data: bytes, notes: tuple[str, ...]) -> None:
    table = table_of(tmp_path, data)
    assert table.whole.to_dicts() == [{"first_name": "Zoë", "last_name": "A"}]
    assert table.notes == notes


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        ("first_name,last_name\nA,B\nC\n", 3, "1 cell, the header has 2"),
        ("first_name,last_name\nA,B\nC,D,E\n", 3, "3 cells, the header has 2"),
        ('first_name,last_name\nA,B\n"C,D\nE,F\n', 3, "never closed"),
        ('first_name,last_name\n"A"x,B\n', 2, "behind a closing quote"),
        ("first_name,last_name\nA,B\nC\rx,D\n", 3, "lone carriage return"),
        ("first_name,last_name\rA,B\rC,D\r", 1, "lone carriage return"),
        ("first_name,last_name\nA,B\nC,D\0\n", 3, "NUL"),
        ("", 1, "no header"),
        ("\n\n", 1, "no header"),
        ("first_name,first_name\nA,B\n", 1, '"first_name" stands there twice'),
        (b"first_name,last_name\nA,B\nC,\x81\n", 3, "neither UTF-8 nor Windows-1252"),
        (b"\xff\xfeA\x00B", 1, "begins like UTF-16"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, row: int, said: str
) -> None:
    findings = refusal_of(tmp_path, text).findings
    assert [finding.row for finding in findings] == [row]
    assert said in findings[0].rule
    assert findings[0].way_out


def test_of_a_file_without_line_feeds_no_more_is_taken_than_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.dataset.files.delimited.decode._CHUNK_BYTES", 66)
    data = ("first_name,last_name\r" + "Zo\u00eb,A\r" * 500).encode()
    decoded, digest = decode_file(io.BytesIO(data), "customers.csv", CUSTOMER)
    assert "".join(decoded.lines) == data[:65].decode()  # byte 66 is half a letter
    assert digest == hashlib.sha256(data).hexdigest()
    whole, _ = decode_file(io.BytesIO(data.replace(b"\r", b"\r\n")), "customers.csv", CUSTOMER)
    assert len(list(whole.lines)) == 501


def test_all_broken_rows_are_named_at_once(tmp_path: Path) -> None:
    findings = refusal_of(tmp_path, f'{HEADER}A\nA,B,c@x.test\n"A"b,C,D\nA,B,C,D\n').findings
    assert [finding.row for finding in findings] == [2, 4, 5]


def test_broken_rows_of_both_files_are_named_at_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, customers=f"{HEADER}A\n", products="sku,name\nA\n")
    (folder / "dataset.json").write_text("[]")
    with pytest.raises(FindingsError) as caught:
        read_dataset(folder)
    assert [Path(finding.file).name for finding in caught.value.findings] == [
        "dataset.json",
        "customers.csv",
        "products.csv",
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_lines_are_counted_through_quoted_line_ends(tmp_path: Path, line_end: str, separator: str) -> None:
    lines = ["sku,name,description", 'A,One,"first', 'second"', "B,Two,", 'C,"Thr', "", 'ee",x', "D,Four,"]
    text = line_end.join(lines).replace(",", separator) + line_end
    folder = folder_of(tmp_path, products=text)
    table = read_dataset(folder).tables[PRODUCT]
    assert list(table.lines) == [2, 4, 5, 8]
    assert table.frame["description"][0] == "first\nsecond"
    assert table.frame["name"][2] == "Thr\n\nee"


def plainly(text: str, limits: Limits | None = None) -> Table | None:
    """Return what the quick reader makes of a file of products."""
    read = read_plain(
        io.BytesIO(text.encode()), "products.csv", PRODUCT, limits or Limits(), lambda frame: frame
    )
    if read is None:
        return None
    parsed, digest = read
    assert digest == hashlib.sha256(text.encode()).hexdigest()
    return Table(PRODUCT, Path("products.csv"), "csv", parsed.frame, parsed.lines, digest, parsed.notes)


@pytest.mark.parametrize(
    "rows",
    ["A,One\n", "A,\n", '"A, B",One\n', '"A ""B""",One\n', '"A\n\nB",One\nC,Two', "é, \n", "A,B\r\n"],
)
def test_quick_reader_takes_what_our_own_writer_writes(rows: str) -> None:
    assert plainly(f"sku,name\n{rows}") is not None


@pytest.mark.parametrize("rows", ['A,""\n', "A\n", "A\n\n,B\n", "\nA,B\n", "A,B\r\r\n", '"A",B\n', "A,B,C\n"])
def test_quick_reader_leaves_what_needs_care(rows: str) -> None:
    assert plainly(f"sku,name\n{rows}") is None


def test_quick_and_strict_readers_agree_on_lines(tmp_path: Path) -> None:
    text = 'sku,name,description\nA,One,"first\nsecond"\nB,Two,\nC,Three,"x, ""y"""\n'
    quick = plainly(text)
    strict = read_dataset(folder_of(tmp_path, products=f"sep=,\n{text}")).tables[PRODUCT]
    assert quick is not None
    assert quick.whole.equals(strict.whole)
    assert list(quick.lines) == [line - 1 for line in strict.lines] == [2, 4, 5]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(file_bytes=10), "bytes"),
        (Limits(rows=1), "rows"),
        (Limits(cells=4), "cells"),
        (Limits(columns=2), "columns"),
        (Limits(cell_bytes=8), "more than 8 bytes"),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_limit_is_held(tmp_path: Path, limits: Limits, said: str, mark: str) -> None:
    text = f"{mark}{HEADER}A,B,c@x.test\nD,E,fffffffff\n"
    assert said in refusal_of(tmp_path, text, limits).findings[0].rule


def test_structural_findings_end_at_their_limit(tmp_path: Path) -> None:
    refused = refusal_of(tmp_path, HEADER + "A\n" * 500, Limits(structural_findings=7))
    assert len(refused.findings) == 7


def test_cells_become_canonical_and_nothing_else_changes(tmp_path: Path) -> None:
    text = (
        "sku,name,price_including_tax,supply_price,is_active,weight\n"
        "a, b ,029.9, 7 ,TRUE,01.50\n"
        "c,d,29.999,$3,yes,1kg\n"
    )
    table = read_dataset(folder_of(tmp_path, products=text)).tables[PRODUCT]
    assert table.whole.rows() == [
        ("a", " b ", "29.90", "7.00", "true", "1.50"),
        ("c", "d", "29.999", "$3", "yes", "1kg"),
    ]


def test_missing_folder_is_a_usage_error_that_knows_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "apparel-demo").mkdir()
    with pytest.raises(UsageError) as caught:
        read_dataset(tmp_path / "aparel-demo")
    assert "apparel-demo" in caught.value.hint


def test_file_in_place_of_a_folder_names_its_folder(tmp_path: Path) -> None:
    folder_of(tmp_path, customers=HEADER)
    with pytest.raises(UsageError, match="is a file"):
        read_dataset(tmp_path / "customers.csv")


def test_folder_without_tables_suggests_the_name(tmp_path: Path) -> None:
    (tmp_path / "Customer.csv").write_text(HEADER)
    with pytest.raises(FindingsError) as caught:
        read_dataset(tmp_path)
    assert 'Rename "Customer.csv"' in caught.value.hint


def test_both_formats_of_a_kind_are_refused(tmp_path: Path) -> None:
    folder_of(tmp_path, customers=HEADER)
    (tmp_path / "customers.parquet").write_bytes(b"PAR1")
    with pytest.raises(FindingsError, match=r"customers\.csv and customers\.parquet"):
        read_dataset(tmp_path)


def test_pipe_in_place_of_a_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "customers.csv")
    with pytest.raises(FindingsError, match="plain file"):
        read_dataset(tmp_path)


def test_rows_carry_their_lines_and_sample_is_cut_to_the_table(tmp_path: Path) -> None:
    dataset = read_dataset(folder_of(tmp_path, customers=f"{HEADER}A,B,c@x.test\n\nD,,e@x.test\n"))
    assert [(row.line, row.record.key) for row in rows_of(dataset, CUSTOMER)] == [
        (2, "c@x.test"),
        (4, "e@x.test"),
    ]
    shown = sample(dataset, CUSTOMER, 1, 99)
    assert (shown.rows, shown.lines, shown.total) == ((("D", "", "e@x.test"),), (4,), 2)
    assert rows_of(dataset, PRODUCT) == []


def test_record_of_a_cell_that_its_form_refuses_names_the_cell(tmp_path: Path) -> None:
    dataset = read_dataset(folder_of(tmp_path, products="sku,name,supply_price\nA,B,$3\n"))
    with pytest.raises(FindingsError) as caught:
        rows_of(dataset, PRODUCT)
    [finding] = caught.value.findings
    assert (finding.row, finding.column, finding.value) == (2, "supply_price", "$3")


@pytest.mark.parametrize(
    ("saved", "kind"),
    [
        ("utf16_semicolons", CUSTOMER),
        ("utf16_semicolons", PRODUCT),
        ("cp1252_semicolons", CUSTOMER),
    ],
)
def test_libreoffice_saving_text_columns_loses_nothing(saved: str, kind: Kind) -> None:
    original = rows_of(read_dataset(FIXTURES / "original"), kind)
    again = rows_of(read_dataset(FIXTURES / saved), kind)
    luczak = {"Łuczak": "Luczak"} if saved.startswith("cp1252") else {}
    expected = [
        [(name, luczak.get(str(value), value)) for name, value in row.record.values] for row in original
    ]
    assert [[(name, value) for name, value in row.record.values] for row in again] == expected
    assert len(again) == {CUSTOMER: 4, PRODUCT: 3}[kind]
    assert all(unicodedata.is_normalized("NFC", row.record.label) for row in again)
