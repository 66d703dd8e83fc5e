"""export: where it writes, what it says, and what it refuses."""

import json
from pathlib import Path

import pytest

from pipeline.dataset.exports.formats import FORMATS
from tests.support.cli_scenes import edit, write_dataset
from tests.support.cli_support import invoke
from tests.support.pictures import png


def files_in(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_by_default_it_writes_below_the_dataset(capsys: pytest.CaptureFixture[str], name: str) -> None:
    write_dataset()
    before = Path("out/demo/products.csv").read_bytes()
    ran = invoke(capsys, "export", "out/demo", "--to", name, "--json")
    assert (ran.status, ran.data["out"]) == (0, f"out/demo/export/{name}")
    assert files_in(f"out/demo/export/{name}") == sorted(
        Path(each["file"]).name for each in ran.data["files"]
    )
    assert Path("out/demo/products.csv").read_bytes() == before
    assert invoke(capsys, "check", "out/demo").status == 0
    assert ran.document["next"] == f"x-series-demo import out/demo/export/{name} --out out/demo-{name}"


def test_what_is_not_held_is_said_by_column_and_count(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    edit(Path("out/demo/products.csv"), "sku,name", "supplier_code,sku,name")
    edit(Path("out/demo/products.csv"), "\nTST", "\nS1,TST")
    ran = invoke(capsys, "export", "out/demo", "--to", "woocommerce")
    assert (ran.status, ran.out) == (0, "")
    assert "✓ 3 products in out/demo/export/woocommerce (products.csv), as woocommerce." in ran.err
    said = [" ".join(line.split()) for line in ran.err.splitlines()]
    assert "customers 2 customers they have no file in this format" in said
    assert "products, supplier_code 3 cells there is no column for it" in said
    data = invoke(capsys, "export", "out/demo", "--to", "woocommerce", "--force", "--json").data
    assert {(each["kind"], each["column"], each["count"]) for each in data["lost"]} == {
        ("customer", None, 2),
        ("product", "supplier_code", 3),
        ("product", "is_active", 3),
    }


@pytest.mark.parametrize(
    ("name", "out", "rows"),
    [
        ("xlsx", "shop.xlsx", {"customers": 2, "products": 3}),
        ("json", "mine/SHOP.JSON", {"customers": 2, "products": 3}),
        ("shopify", "mine/shop.csv", {"products": 3}),
        ("parquet", "shop.parquet", {"products": 3}),
    ],
)
def test_a_path_that_ends_in_the_suffix_is_one_file(
    capsys: pytest.CaptureFixture[str], name: str, out: str, rows: dict[str, int]
) -> None:
    write_dataset()
    data = invoke(capsys, "export", "out/demo", "--to", name, "--out", out, "--json").data
    assert data["files"] == [{"file": out, "rows": rows}]
    assert Path(out).is_file()
    left = [(each["kind"], each["count"]) for each in data["lost"] if each["column"] is None]
    assert left == ([] if len(rows) > 1 else [("customer", 2)])
    assert all("name a folder for all" in each["why"] for each in data["lost"] if each["column"] is None)


def test_one_file_of_a_dataset_without_products_holds_the_customers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_dataset()
    Path("out/demo/products.csv").unlink()
    words = ("export", "out/demo", "--to", "shopify", "--out", "people.csv", "--json")
    assert invoke(capsys, *words).data["files"] == [{"file": "people.csv", "rows": {"customers": 2}}]
    ran = invoke(capsys, "export", "out/demo", "--to", "square", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, "export-nothing")
    assert not Path("out/demo/export").exists()


def test_nothing_that_is_there_is_replaced_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    words = ("export", "out/demo", "--to", "lightspeed-x", "--out", "there")
    assert invoke(capsys, *words).status == 0
    Path("there/notes.txt").write_text("mine", encoding="utf-8")
    edit(Path("out/demo/products.csv"), "Test thing 0", "Other thing")
    Path("out/demo/customers.csv").unlink()
    ran = invoke(capsys, *words, "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, "export-exists")
    assert "Other thing" not in Path("there/products.csv").read_text(encoding="utf-8")
    assert invoke(capsys, *words, "--force").status == 0
    assert "Other thing" in Path("there/products.csv").read_text(encoding="utf-8")
    assert files_in("there") == [
        "notes.txt",
        "products.csv",
    ]  # no customers of another day beside the products


@pytest.mark.parametrize(("name", "out"), [("csv", "out/demo"), ("parquet", "out/demo/products.parquet")])
def test_a_dataset_is_never_written_over(capsys: pytest.CaptureFixture[str], name: str, out: str) -> None:
    write_dataset()
    before = {path.name: path.read_bytes() for path in Path("out/demo").iterdir()}
    ran = invoke(capsys, "export", "out/demo", "--to", name, "--out", out, "--force", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, "export-in-dataset")
    assert {path.name: path.read_bytes() for path in Path("out/demo").iterdir()} == before
    assert invoke(capsys, "export", "out/demo", "--to", "json", "--out", "out/demo/shop.json").status == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), "choice-missing", "--to FORMAT"),
        (("--to", "shopfy"), "choice-invalid", 'Did you mean "shopify"?'),
        (("--to", "toast"), "export-not-possible", "Toast takes no products from outside"),
        (("--to", "Toast"), "export-not-possible", "Toast takes no products from outside"),
        (("--to", "csv", "--schema"), "export-schema", "--schema describes the format json"),
        (("--to", "shopify", "--outlet", "Main"), "export-outlet", "--outlet says nothing in shopify"),
        (("--to", "csv", "--out", "shop.xlsx"), "export-suffix", "csv is written as .csv"),
        (("--to", "csv", "--out", "out/demo/products.csv/x"), "export-unwritable", "can't be written"),
    ],
)
def test_what_can_t_be_is_refused_with_a_way_out(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str, said: str
) -> None:
    write_dataset()
    ran = invoke(capsys, "export", "out/demo", *words, "--json")
    error = ran.document["error"]
    assert (ran.status, error["code"]) == (2, code)
    assert said in error["message"]
    assert error["next"]
    assert files_in("out/demo") == ["customers.csv", "products.csv"]


def test_a_dataset_with_findings_is_not_exported(capsys: pytest.CaptureFixture[str]) -> None:
    """Two SKUs that fold to one, and the like: what they mean elsewhere would be a guess."""
    write_dataset()
    edit(Path("out/demo/products.csv"), "TST-00001", "tst-00000")
    ran = invoke(capsys, "export", "out/demo", "--to", "xlsx", "--json")
    assert (ran.status, [each["column"] for each in ran.document["findings"]]) == (3, ["sku"])
    assert "nothing was written" in ran.document["error"]["message"]
    assert not Path("out/demo/export").exists()


def test_whose_addresses_a_dataset_has_is_no_matter(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    edit(Path("out/demo/customers.csv"), "ann0@example.com", "ann0@shop.co.nz")
    assert invoke(capsys, "export", "out/demo", "--to", "csv").status == 0


def test_the_schema_is_printed_without_a_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "export", "--to", "json", "--schema")
    assert (ran.status, ran.err) == (0, "")
    schema = json.loads(ran.out)
    assert set(schema["properties"]) == {"format", "version", "customers", "products", "suppliers"}
    assert invoke(capsys, "export", "--to", "json", "--schema", "--json").data == {"schema": schema}


def test_files_of_an_export_can_be_imported_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert invoke(capsys, "export", "out/demo", "--to", "shopify", "--out", "there").status == 0
    ran = invoke(capsys, "import", "there/products.csv", "there/customers.csv", "--out", "back", "--json")
    assert ran.data["counts"] == {"customers": 2, "products": 3}
    assert invoke(capsys, "import", "empty", "--out", "x").status == 2
    Path("empty").mkdir()
    ran = invoke(capsys, "import", "empty", "--out", "x", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, "import-no-file")


def test_an_export_below_a_dataset_is_no_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert invoke(capsys, "export", "out/demo", "--to", "csv").status == 0
    data = invoke(capsys, "datasets", "--json").data
    assert [each["folder"] for each in data["datasets"]] == ["out/demo"]
    assert invoke(capsys, "check", "out/demo/export/csv").status == 0  # though it could be one


@pytest.mark.parametrize("name", ["csv", "square"])
def test_images_stay_where_they_are_and_that_is_said(capsys: pytest.CaptureFixture[str], name: str) -> None:
    write_dataset()
    Path("out/demo/hat.png").write_bytes(png())
    edit(Path("out/demo/products.csv"), "sku,name", "image,sku,name")
    edit(Path("out/demo/products.csv"), "\nTST-0000", "\n,TST-0000")
    edit(Path("out/demo/products.csv"), ",TST-00001", "hat.png,TST-00001")
    data = invoke(capsys, "export", "out/demo", "--to", name, "--json").data
    said = [*data["notes"], *(f"{each['column']}: {each['count']}, {each['why']}" for each in data["lost"])]
    assert any(each.partition("image: ")[2].startswith("1") and "file" in each for each in said), said


def test_the_folder_in_which_one_is_can_be_exported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_dataset()
    monkeypatch.chdir("out/demo")
    ran = invoke(capsys, "export", ".", "--to", "csv", "--json")
    assert (ran.status, ran.data["out"]) == (0, "export/csv")
    assert ran.document["next"] == f"x-series-demo import export/csv --out {tmp_path}/out/demo-csv"
