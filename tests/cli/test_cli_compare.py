"""compare at the command line: sides as they are named, bad input, documents, mappings."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.support.cli_scenes import edit, write_dataset
from tests.support.cli_support import invoke

MARKDOWN = Path("d").with_suffix(".md")
Capture = pytest.CaptureFixture[str]


def export(text: str, name: str = "export.csv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


ROWS = "SKU,Title,Price\nTST-00000,Test thing 0,$1.95\nTST-00001,Test thing 1,2.95\nTST-00002,Test thing 2,3.95\n"


def test_a_dataset_and_another_programs_export_are_the_same(capsys: Capture) -> None:
    write_dataset()
    ran = invoke(capsys, "compare", "out/demo", export(ROWS), "--json")
    assert (ran.status, ran.document["findings"], ran.data["same"]) == (0, [], 3)
    assert ran.data["matched"] == {"products": {"SKU": 3}}


def test_each_difference_is_a_finding_of_the_document_with_key_field_and_both_values(capsys: Capture) -> None:
    write_dataset()
    ran = invoke(capsys, "compare", "out/demo", export(ROWS.replace("2.95", "2.50")), "--json")
    assert ran.status == 1
    assert ran.document["findings"] == [
        {
            "what": "changed_in_store", "kind": "product", "key": "TST-00001", "field": "price_including_tax",
            "ours": "2.95", "theirs": "2.50", "id": None, "row": 3,
        }
    ]  # fmt: skip
    assert invoke(capsys, "compare", "out/demo", "export.csv", "--tolerance", "price=0.45").status == 0


@pytest.mark.campaign
def test_verify_has_its_differences_there_too(capsys: Capture) -> None:
    write_dataset()
    assert invoke(capsys, "load", "out/demo", "--sandbox", "--yes", "--pace", "fast").status == 0
    edit(Path("out/demo/products.csv"), "2.95", "2.50")
    ran = invoke(capsys, "verify", "out/demo", "--sandbox", "--json")
    assert ran.status == 1
    assert ran.document["findings"] == ran.data["findings"]
    assert [(each["key"], each["field"]) for each in ran.document["findings"]] == [
        ("TST-00001", "price_including_tax")
    ]
    found = invoke(capsys, "compare", "out/demo", "sandbox", "--json").document["findings"]
    assert [(each["key"], each["ours"], each["theirs"]) for each in found] == [("TST-00001", "2.50", "2.95")]


def test_a_folder_of_exports_is_a_side(capsys: Capture) -> None:
    write_dataset()
    Path("theirs").mkdir()
    export(ROWS, "theirs/items.csv")
    export(
        "E-mail,First name,Last name\nann0@example.com,Ann0,Doe\nann1@example.com,Ann1,Doe\n",
        "theirs/people.csv",
    )
    ran = invoke(capsys, "compare", "out/demo", "theirs", "--json")
    assert (ran.status, ran.data["records"]) == (0, 5)


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("export.csv", b"PK\x03\x04" + bytes(100), 3),
        ("export.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), 3),
        ("export.parquet", ROWS.encode(), 3),
        ("export.parquet", b"PAR1" + bytes(20), 3),
        ("export.csv", ROWS.encode() + b'TST-00003,"Test th', 3),
        ("export.csv", b"", 3),
        ("export.csv", b"one,two\n1,2\n", 2),
    ],
)
def test_a_file_that_is_not_what_it_claims_or_was_cut_off_is_refused_with_its_name(
    capsys: Capture, name: str, data: bytes, status: int
) -> None:
    write_dataset()
    Path(name).write_bytes(data)
    for words in (("out/demo", name), (name, "out/demo")):
        ran = invoke(capsys, "compare", *words, "--json")
        assert ran.status == status
        assert name in ran.document["error"]["message"]


def test_a_parquet_file_that_was_cut_off_is_refused(capsys: Capture) -> None:
    write_dataset()
    pl.DataFrame({"sku": ["TST-00000"] * 99, "name": [f"N {i}" for i in range(99)]}).write_parquet(
        "export.parquet"
    )
    whole = Path("export.parquet").read_bytes()
    Path("export.parquet").write_bytes(whole[: len(whole) // 2])
    assert invoke(capsys, "compare", "out/demo", "export.parquet").status == 3


def test_two_skus_that_fold_to_one_are_a_finding_with_both_rows(capsys: Capture) -> None:
    write_dataset()
    ran = invoke(capsys, "compare", "out/demo", export(ROWS + "tst-00001 ,Twice,5\n"), "--json")
    assert ran.status == 3
    (finding,) = ran.document["findings"]
    assert (finding["file"], finding["row"], finding["column"]) == ("export.csv", 5, "sku")
    assert "row 3" in finding["rule"]


def test_a_cell_that_no_form_takes_is_compared_as_text(capsys: Capture) -> None:
    write_dataset()
    edit(Path("out/demo/products.csv"), "2.95", "ask us")
    ran = invoke(capsys, "compare", "out/demo", export(ROWS), "--json")
    assert [(each["ours"], each["theirs"]) for each in ran.document["findings"]] == [("ask us", "2.95")]
    assert any("compared as text" in note for note in ran.data["notes"])


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("sandbox", "store:mystore"), 2, "two-stores"),
        (("sandbox",), 2, "two-stores"),
        (("out/demo", "export.csv", "--sandbox"), 2, "sides-three"),
        (("out/demo", "nothing.csv"), 2, "side-not-found"),
        (("out/demo", "store:a b"), 2, "prefix-invalid"),
        (("out/demo",), 2, "store-missing"),
        (("out/demo", "store:mystore"), 4, "token-missing"),
        (("out/demo", "export.csv", "--tolerance", "prise=1"), 2, "tolerance-invalid"),
        (("out/demo", "export.csv", "--stock", "some"), 2, "stock-way-unknown"),
        (("out/demo", "export.csv", "--report", "x.pdf"), 2, "report-format"),
        (("out/demo", "export.csv", "--map", "nothing.json"), 2, "map-unreadable"),
        (("out/demo", "export.csv", "--report", "nowhere/x.csv"), 2, "file-unwritable"),
        (("out/demo", "export.csv", "--suggest", "nowhere/x.json"), 2, "file-unwritable"),
    ],
)
def test_what_cant_be_compared_is_said_with_its_status(
    capsys: Capture, words: tuple[str, ...], status: int, code: str
) -> None:
    write_dataset()
    export(ROWS)
    ran = invoke(capsys, "compare", *words, "--json")
    assert (ran.status, ran.document["error"]["code"]) == (status, code)


def test_a_mapping_is_suggested_looked_at_and_used(capsys: Capture) -> None:
    write_dataset()
    export(ROWS.replace("TST-", "NEW/"))
    first = invoke(capsys, "compare", "out/demo", "export.csv", "--json")
    assert first.document["next"] == "x-series-demo compare out/demo export.csv --suggest skus.json"
    second = invoke(capsys, "compare", "out/demo", "export.csv", "--suggest", "skus.json", "--json")
    document = json.loads(Path("skus.json").read_text(encoding="utf-8"))
    assert [(each["a"], each["b"]) for each in document["sku_mappings"]] == [
        (f"TST-0000{i}", f"NEW/0000{i}") for i in range(3)
    ]
    assert (document["unmapped_a"], document["unmapped_b"]) == ([], [])
    assert second.document["next"] == "x-series-demo compare out/demo export.csv --map skus.json"
    mapped = invoke(capsys, "compare", "out/demo", "export.csv", "--map", "skus.json", "--json")
    assert (mapped.status, mapped.data["matched"]["products"]) == (0, {"mapping": 3})


@pytest.mark.parametrize(
    "text",
    [
        "no json", "[]", "{}", '{"sku_mappings": {}}', '{"sku_mappings": [{"a": "X"}]}', '{"sku_mappings": [3]}',
        '{"sku_mappings": [{"a": "X", "b": "Y"}, {"a": "x", "b": "Z"}]}',
        '{"sku_mappings": [{"a": "X", "b": "Y"}, {"a": "Z", "b": "y"}]}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_mapping_that_is_none_is_a_finding(capsys: Capture, text: str) -> None:
    write_dataset()
    export(ROWS)
    export(text, "map.json")
    ran = invoke(capsys, "compare", "out/demo", "export.csv", "--map", "map.json", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (3, "map-invalid")
    assert ran.document["findings"][0]["file"] == "map.json"


def test_reports_are_complete_and_harmless(capsys: Capture) -> None:
    write_dataset()
    export(ROWS.replace("Test thing 1", "=HYPERLINK(1)"))
    ran = invoke(capsys, "compare", "out/demo", "export.csv", "--report", "d.csv", "--report", str(MARKDOWN))
    assert ran.status == 1
    assert "'=HYPERLINK(1)" in Path("d.csv").read_text(encoding="utf-8-sig")
    assert "| differs | 1 |" in MARKDOWN.read_text(encoding="utf-8")
    assert "3 records on both sides, 2 the same; 1 differs." in ran.err
