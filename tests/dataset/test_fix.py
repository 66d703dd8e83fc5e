"""`check --fix`: what is certain is written, what a spreadsheet did to generated rows is undone byte by byte, nothing is lost."""

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset import check_dataset, read_dataset, read_manifest, write_dataset
from pipeline.dataset.convert import convert
from pipeline.dataset.fix import Fixed, fix_dataset
from pipeline.errors import UsageError
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from tests.support.datasets import FIXTURES, PRODUCTS, csv_of, folder_of, manifest
from tests.support.families import write_families
from tests.support.spreadsheets import GERMAN, US, Locale, saved
from tests.torture import office

C = "first_name,last_name,email"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.*")) if path.is_file()}


def changes_of(fixed: Fixed) -> list[tuple[int, str, str | None, str | None]]:
    return [(each.row, each.column, each.before, each.after) for each in fixed.changes]


@pytest.mark.campaign
@pytest.mark.parametrize("saved_as", ["numbers", "utf16_semicolons", "cp1252_semicolons"])
def test_what_libreoffice_saved_becomes_the_bytes_that_were_generated(tmp_path: Path, saved_as: str) -> None:
    made = read_dataset(FIXTURES / "original")
    folder = tmp_path / "d"
    write_dataset(
        folder, {kind: [table.whole] for kind, table in made.tables.items()}, manifest(), durable=False
    )
    before = bytes_of(folder)
    for path in (FIXTURES / saved_as).glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    damaged = bytes_of(folder)
    assert damaged != before
    fixed = fix_dataset(folder)
    assert fixed.report.passed
    assert not fixed.report.edits.edited
    assert bytes_of(folder) == before
    assert {path.name: kept.read_bytes() for path, kept in fixed.written.items()} == {
        name: data for name, data in damaged.items() if data != before[name]
    }


@pytest.mark.campaign
@pytest.mark.parametrize("locale", [US, GERMAN], ids=["us", "german"])
def test_what_excel_does_is_undone_to_the_byte(tmp_path: Path, locale: Locale) -> None:
    path = write_families(tmp_path)
    before = bytes_of(tmp_path)
    path.write_bytes(saved(path.read_bytes(), locale))
    fixed = fix_dataset(tmp_path)
    assert fixed.report.passed
    assert bytes_of(tmp_path) == before
    assert fix_dataset(tmp_path).written == {}


@pytest.mark.campaign
@pytest.mark.skipif(not office.available(), reason="there is no LibreOffice on this machine")
@pytest.mark.parametrize(("column_type", "output"), [("", "44,34,76,1"), ("2", "59,34,65535,1")])
def test_what_libreoffice_does_to_families_is_undone_to_the_byte(
    tmp_path: Path, column_type: str, output: str
) -> None:
    path = write_families(tmp_path / "families")
    before = bytes_of(path.parent)
    office.save_anew(path, column_type, output)
    assert fix_dataset(path.parent).report.passed
    assert bytes_of(path.parent) == before


@pytest.mark.campaign
def test_more_rows_than_findings_are_listed_are_all_written(tmp_path: Path) -> None:
    made = pl.DataFrame({"sku": [f"{n:05}" for n in range(3000)], "name": [f"Cup {n}" for n in range(3000)]})
    write_dataset(tmp_path, {PRODUCT: [made]}, manifest(), durable=False)
    before = (tmp_path / "products.csv").read_bytes()
    (tmp_path / "products.csv").write_bytes(saved(before, US))
    fixed = fix_dataset(tmp_path)
    assert fixed.total == 3000
    assert (tmp_path / "products.csv").read_bytes() == before


def test_a_dry_run_writes_nothing_and_says_what_would_be_left(tmp_path: Path) -> None:
    rows = f"{C},gender,note\nA,B,a@x.test,Female,4111 1111 1111 1111\nC,D,c@x.test,m,\n"
    folder_of(tmp_path, customers=rows)
    fixed = fix_dataset(tmp_path, dry_run=True)
    assert changes_of(fixed) == [(2, "gender", "Female", "F"), (3, "gender", "m", "M")]
    assert [(each.row, each.column) for each in fixed.report.findings] == [(2, "note")]
    assert bytes_of(tmp_path) == {"customers.csv": rows.encode()}
    assert not (tmp_path / ".before").exists()


def test_headings_are_put_right_and_then_their_cells(tmp_path: Path) -> None:
    folder_of(tmp_path, products='SKU,Name,Retail price\nA,B,"$1,299.95"\n')
    fixed = fix_dataset(tmp_path)
    assert changes_of(fixed) == [
        (1, "SKU", "SKU", "sku"),
        (1, "Name", "Name", "name"),
        (1, "Retail price", "Retail price", "price_including_tax"),
        (2, "price_including_tax", "$1,299.95", "1299.95"),
    ]
    assert (tmp_path / "products.csv").read_text() == "sku,name,price_including_tax\nA,B,1299.95\n"
    assert fixed.report.passed


def test_what_is_not_certain_stays(tmp_path: Path) -> None:
    text = "sku,name,barcode,price_including_tax\nA,Cup #2,4006381333932,(12.50)\n10.0,B,,\nC,D,,\n"
    folder_of(tmp_path, products=text)
    fixed = fix_dataset(tmp_path)
    assert (fixed.total, fixed.written) == (0, {})
    assert fixed.report.total == 4
    assert (tmp_path / "products.csv").read_text() == text


def test_each_file_that_was_there_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    for text in ("sku,name\n'1,A\n", "sku,name\n'2,B\n"):
        folder_of(tmp_path, products=text)
        fix_dataset(tmp_path)
    kept = sorted((tmp_path / ".before").iterdir())
    assert [(path.name, path.read_text()) for path in kept] == [
        ("products-2.csv", "sku,name\n'2,B\n"),
        ("products.csv", "sku,name\n'1,A\n"),
    ]


@pytest.mark.campaign
def test_parquet_stays_parquet(tmp_path: Path) -> None:
    folder_of(tmp_path, products="sku,name,price_including_tax\n'1,A,2.50\n")
    convert(tmp_path, "parquet", durable=False)
    fixed = fix_dataset(tmp_path)
    assert [path.name for path in fixed.written] == ["products.parquet"]
    assert read_dataset(tmp_path).tables[PRODUCT].whole.rows() == [("1", "A", "2.50")]


def test_a_file_with_columns_without_a_name_is_left_alone(tmp_path: Path) -> None:
    text = "sku,name,\n'1,A,note\n"
    folder_of(tmp_path, products=text)
    fixed = fix_dataset(tmp_path)
    assert fixed.written == {}
    assert "columns without a name" in fixed.left[0]
    assert (tmp_path / "products.csv").read_text() == text


@pytest.mark.campaign
def test_the_manifest_stays_true(tmp_path: Path) -> None:
    write_dataset(tmp_path, {PRODUCT: [PRODUCTS]}, manifest(), durable=False)
    path = tmp_path / "products.csv"
    path.write_text(path.read_text().replace("APP-00001", "'APP-00001X"))
    assert fix_dataset(tmp_path).report.edits.words == "products: 1 changed"
    assert read_manifest(tmp_path) is not None
    assert check_dataset(read_dataset(tmp_path)).edits.words == "products: 1 changed"


@pytest.mark.campaign
def test_imported_rows_are_no_authority(tmp_path: Path) -> None:
    made = pl.DataFrame({"sku": ["007"], "name": ["Cup"]})
    imported = manifest()
    object.__setattr__(imported, "seed", None)
    write_dataset(tmp_path, {PRODUCT: [made]}, imported, durable=False)
    (tmp_path / "products.csv").write_text("sku,name\n7,Cup\n")
    fixed = fix_dataset(tmp_path)
    assert (fixed.total, fixed.report.total) == (0, 0)


@pytest.mark.campaign
def test_keys_that_a_load_may_have_sent_stay_but_for_those_that_were_made(tmp_path: Path) -> None:
    made = pl.DataFrame({"sku": ["007", "X1"], "name": ["Cup", "Mug"]})
    write_dataset(tmp_path, {PRODUCT: [made]}, manifest(), durable=False)
    (tmp_path / ".load").mkdir()
    journal = tmp_path / ".load" / "shop.sqlite"
    journal.write_bytes(b"a journal")
    (tmp_path / "products.csv").write_text("sku,name\n7,Cup\nX1\u200b,Mug\n")
    fixed = fix_dataset(tmp_path)
    assert changes_of(fixed) == [(2, "sku", "7", "007")]
    assert [each.row for each in fixed.report.findings] == [3]
    assert journal.read_bytes() == b"a journal"


@pytest.mark.parametrize("broken", ["link", "replace"])
def test_a_fix_that_is_interrupted_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    folder_of(tmp_path, customers=f"{C},gender\nA,B,a@x.test,f\n", products="sku,name\n'1,A\n")
    before = bytes_of(tmp_path)
    calls = []

    def fails_at_the_second(real: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*words: object, **named: object) -> object:
            calls.append(words)
            if len(calls) > 1:
                raise OSError(28, "No space left on device")
            return real(*words, **named)

        return wrapped

    place, name = (os, "link") if broken == "link" else (Path, "replace")
    monkeypatch.setattr(place, name, fails_at_the_second(getattr(place, name)))
    if broken == "link":
        monkeypatch.setattr("shutil.copy2", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(UsageError, match="can't be written"):
        fix_dataset(tmp_path)
    monkeypatch.undo()
    now = bytes_of(tmp_path)
    kept = bytes_of(tmp_path / ".before")
    for file, data in before.items():
        assert now[file] == data or kept[file] == data
    assert fix_dataset(tmp_path).report.passed


def test_a_locale_save_of_many_rows_is_put_right_where_nobody_knows_what_was_made(tmp_path: Path) -> None:
    rows = [
        {"sku": f"A-{n}", "name": f"Cup {n}", "price_including_tax": f"{n}.95", "is_active": "true"}
        for n in range(1, 501)
    ]
    folder_of(tmp_path, products=saved(csv_of(rows).encode(), GERMAN))
    assert check_dataset(read_dataset(tmp_path)).total == 1000
    fixed = fix_dataset(tmp_path)
    assert (fixed.total, fixed.report.total) == (1000, 0)
    again = list(csv.DictReader(io.StringIO((tmp_path / "products.csv").read_text())))
    assert again == rows


def test_nothing_is_written_where_nothing_is_wrong(tmp_path: Path) -> None:
    text = f"{C}\r\nA,B,a@x.test\r\n"
    folder_of(tmp_path, customers=text.encode("utf-8-sig"))
    fixed = fix_dataset(tmp_path)
    assert (fixed.written, fixed.report.passed) == ({}, True)
    assert (tmp_path / "customers.csv").read_bytes() == text.encode("utf-8-sig")
    assert read_dataset(tmp_path).tables[CUSTOMER].notes
