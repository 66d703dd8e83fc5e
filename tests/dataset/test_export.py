"""What export writes: each format over a whole shop, there and back, and what a person finds in the files."""

import csv
import errno
import io
import json
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from pipeline.cli.main import run
from pipeline.dataset import Dataset, Table, check_dataset, import_files, read_dataset
from pipeline.dataset.exports.document import schema_of_document
from pipeline.dataset.exports.export import Exported, export_dataset
from pipeline.dataset.exports.formats import FORMATS
from pipeline.dataset.exports.reading import known_file
from pipeline.dataset.exports.workbook import write_workbook
from pipeline.errors import FindingsError
from pipeline.packs import find_packs
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from tests.support.datasets import records_of
from tests.support.round_trips import assert_only_said_is_lost, there_and_back

GENERATED = 500
# What vendors' files, spreadsheets and readers of CSV make something else of
HOSTILE = """\
sku,handle,name,variant_option_one_name,variant_option_one_value,variant_option_two_name,variant_option_two_value,price_including_tax,supply_price,inventory,brand_name,product_category,tags,supplier_name,barcode,is_active,description
00042,,=1+1,,,,,1.00,0.10,3,"Été, & fils","Küche > Töpfe \\> Pfannen","neu; blau, rot",Łódź,2423014595863,false,"Zwei Zeilen,
""mit"" Anführung; \\n und <b>HTML</b> &amp; so"
1-2,été 2026,"Crème ""Brûlée"", Größe; A > B",Größe,"S, M",Farbe,=rot,2.50,,,'Quote,Haus / Küche > A - B,"a\\;b",,CODE-1,,
1-3,été 2026,"Crème ""Brûlée"", Größe; A > B",Größe,L,Farbe,"\\n",2.50,,0,,,,,,,
+64,,@home,Title,Default,,,3.00,,,,"Eins, zwei > drei",,,12345670,true,
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """500 products of all packs with levels at an outlet, and some that are hard to write down."""
    folder = tmp_path_factory.mktemp("shop")
    packs = [word for name in find_packs() for word in ("-p", name)]
    made = ("--seed", "11", "--customers", "100", "--products", str(GENERATED), "--inactive", "5%")
    assert run(["generate", *packs, *made, "--outlet", "Kai Süd", "--out", str(folder), "--quiet"]) == 0
    products = folder / "products.csv"
    parts = [pl.read_csv(source, infer_schema=False) for source in (products, HOSTILE.encode())]
    pl.concat(parts, how="diagonal").write_csv(products)
    dataset = read_dataset(folder)
    assert check_dataset(dataset).findings == ()
    assert dataset.tables[PRODUCT].frame.height == GENERATED + 4
    return dataset


@pytest.mark.campaign
@pytest.mark.parametrize("name", FORMATS)
def test_a_whole_shop_comes_back_but_for_what_was_said(shop: Dataset, tmp_path: Path, name: str) -> None:
    done, back = there_and_back(shop, name, tmp_path)
    assert_only_said_is_lost(shop, done, back)
    assert check_dataset(back).findings == ()
    same = ["sku", "name", "price_including_tax", "description"]  # cell by cell, in the order of the rows
    before, after = (each.tables[PRODUCT].whole[:GENERATED].select(same) for each in (shop, back))
    assert after.equals(before, null_equal=True)


def exported(shop: Dataset, tmp_path: Path, name: str, out: str = "there", **wishes: object) -> Exported:
    return export_dataset(shop, FORMATS[name], tmp_path / out, durable=False, **wishes)  # type: ignore[arg-type]


def imported(files: list[Path], tmp_path: Path) -> Dataset:
    made = import_files(files, tmp_path / "out", {}, tool_version="0", created_at="x", durable=False)
    return read_dataset(made.folder)


def cells_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.campaign
def test_every_cell_of_a_workbook_is_text(shop: Dataset, tmp_path: Path) -> None:
    """Whatever program opens it: no number, date, link or formula, in rows or columns that somebody types below."""
    done = exported(shop, tmp_path, "xlsx", "shop.xlsx")
    with zipfile.ZipFile(done.place) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
        workbook, styles = (book.read(f"xl/{name}.xml").decode() for name in ("workbook", "styles"))
    assert re.findall(r'<sheet name="(\w+)"', workbook) == ["customers", "products", "suppliers"]
    assert {kind for sheet in sheets for kind in re.findall(r'<c r="\w+"[^>]*? t="(\w+)"', sheet)} == {
        "inlineStr"
    }
    assert sum(sheet.count("<c ") for sheet in sheets) == sum(sheet.count("<t") for sheet in sheets)
    assert not re.search(r"<f>|<hyperlink", "".join(sheets))
    assert 'numFmtId="49"' in styles  # a cell of any column is text, also one that is typed
    assert all(text in "".join(sheets) for text in ("=1+1", "00042", "1-2", "2423014595863"))
    assert exported(shop, tmp_path, "xlsx", "again.xlsx").place.read_bytes() == done.place.read_bytes()


def test_a_cell_that_a_workbook_can_t_hold_is_counted(tmp_path: Path) -> None:
    text = "x" * 32_768
    frame = pl.DataFrame({"sku": ["A", "B"], "name": ["A", "B"], "description": [text, text[1:]]})
    shop = Dataset(tmp_path, None, {PRODUCT: Table(PRODUCT, tmp_path / "p.csv", "csv", frame, (2, 3), "")})
    [lost] = exported(shop, tmp_path, "xlsx").lost
    assert (lost.kind, lost.column, lost.count) == (PRODUCT, "description", 1)


def test_the_document_is_valid_by_the_schema_that_is_printed(shop: Dataset, tmp_path: Path) -> None:
    done = exported(shop, tmp_path, "json", "shop.json")
    document = json.loads(done.place.read_bytes())
    schema = schema_of_document()
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    judge.validate(document)
    first = document["products"][0]
    assert (type(first["price_including_tax"]), type(first["inventory"])) == (str, int)
    for wrong in ({"price_including_tax": 5}, {"colour": "red"}, {"tags": "new"}, {"is_active": "yes"}):
        assert not judge.is_valid({**document, "products": [{**first, **wrong}]}), wrong
    assert document["products"][-4]["tags"] == ["neu", "blau, rot"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"products": []}',
        '{"format": "x-series-demo shop", "version": 2, "products": [{}]}',
        '{"format": "x-series-demo shop", "version": 1}',
        '{"format": "x-series-demo shop", "version": 1, "products": {}}',
        '{"format": "x-series-demo shop", "version": 1, "products": [5]}',
        '{"format": "x-series-demo shop", "version": 1, "products": [{"tags": [["a"]]}]}',
        '{"format": "x-series-demo shop", "version": 1, "products": [{"name": {}}]}',
        "[" * 100_000,
        '{"format": "x-series-demo shop", "version": 1, "products": [{"sku": "A", "na',
    ],
)
def test_a_document_that_is_none_or_is_cut_off_is_a_finding(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shop.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FindingsError) as raised:
        imported([path], tmp_path)
    [finding] = raised.value.findings
    assert finding.file == str(path)
    assert "export --to json writes such a document" in finding.way_out
    assert not (tmp_path / "out").exists()


def test_shopify_has_one_handle_for_a_product_and_its_own_words_for_one_without_options(
    shop: Dataset, tmp_path: Path
) -> None:
    rows = cells_of(exported(shop, tmp_path, "shopify").place / "products.csv")
    by_sku = {row["SKU"]: row for row in rows}
    assert {"URL handle", "Title", "Option1 name", "Inventory quantity"} <= set(rows[0])
    assert all(re.fullmatch(r"[a-z0-9-]+", row["URL handle"]) for row in rows)
    hard, small, large = by_sku["00042"], by_sku["1-2"], by_sku["1-3"]
    assert (hard["Option1 name"], hard["Option1 value"]) == ("Title", "Default Title")
    assert (hard["Title"], hard["Status"], hard["Tags"], hard["Type"]) == (
        "=1+1",
        "draft",
        "neu",
        r"Küche > Töpfe \> Pfannen",
    )
    assert small["URL handle"] == large["URL handle"] == "ete-2026"
    assert (small["Title"], large["Title"], large["Option1 value"]) == (
        'Crème "Brûlée", Größe; A > B',
        "",
        "L",
    )
    assert (hard["Inventory tracker"], small["Inventory tracker"]) == ("shopify", "")


def test_woocommerce_has_a_row_for_each_family_before_its_variations(shop: Dataset, tmp_path: Path) -> None:
    rows = cells_of(exported(shop, tmp_path, "woocommerce").place / "products.csv")
    head, small, large = [row for row in rows if row["SKU"] in ("été 2026", "1-2", "1-3")]
    assert [row["Type"] for row in (head, small, large)] == ["variable", "variation", "variation"]
    assert {row["Parent"] for row in (small, large)} == {head["SKU"]} == {"été 2026"}
    assert (head["Attribute 1 name"], head["Attribute 1 value(s)"]) == ("Größe", r"S\, M, L")
    assert (small["Attribute 1 value(s)"], small["Regular price"], head["Regular price"]) == (
        r"S\, M",
        "2.50",
        "",
    )
    assert (head["Brands"], small["Brands"]) == ("'Quote", "")
    hard = next(row for row in rows if row["SKU"] == "00042")
    assert (hard["Type"], hard["Published"], hard["Brands"]) == ("simple", "0", r"Été\, & fils")
    assert (hard["Categories"], head["Categories"]) == (
        "",
        "Haus > Küche > A - B",
    )  # a name of hard's has a > in it
    assert hard["Description"] == r'Zwei Zeilen,\n"mit" Anführung; \\n und <b>HTML</b> &amp; so'


def test_stock_stands_at_the_outlets_that_are_asked_for(shop: Dataset, tmp_path: Path) -> None:
    by_default = cells_of(exported(shop, tmp_path, "lightspeed-x").place / "products.csv")
    assert [name for name in by_default[0] if name.startswith("inventory_")] == ["inventory_Kai_Süd"]
    asked = exported(shop, tmp_path, "square", "asked", outlets=("Old Mill", "kai süd"))
    rows = {row["SKU"]: row for row in cells_of(asked.place / "products.csv")}
    assert (rows["00042"]["New Quantity Old Mill"], rows["00042"]["New Quantity Kai Süd"]) == ("3", "3")
    assert "--outlet names others" in next(each.why for each in asked.lost if each.column == "inventory")


def test_cells_that_a_spreadsheet_takes_for_formulas_are_said_and_stay(shop: Dataset, tmp_path: Path) -> None:
    done = exported(shop, tmp_path, "csv")
    said = [note for note in done.notes if note.startswith("products")]
    assert [note.split(":")[0] for note in said] == ["products, name", "products, variant_option_two_value"]
    assert "2 cells would be a formula" in said[0]
    assert [row["name"] for row in cells_of(done.place / "products.csv")[-4:]][::3] == ["=1+1", "@home"]
    assert exported(shop, tmp_path, "xlsx").notes == ()


def test_a_file_with_a_column_less_is_read_as_one_of_any_program(shop: Dataset, tmp_path: Path) -> None:
    place = exported(shop, tmp_path, "shopify").place
    frame = pl.read_csv(place / "products.csv", infer_schema=False)
    assert known_file(frame.columns) is not None
    assert known_file(frame.drop("Charge tax").columns) is None
    assert known_file([*frame.columns, "Colour"]) is None


@pytest.mark.parametrize("name", ["square", "parquet", "xlsx"])
def test_an_export_that_is_cut_off_is_a_finding(shop: Dataset, tmp_path: Path, name: str) -> None:
    done = exported(shop, tmp_path, name)
    path = done.files[-1].path if name == "parquet" else done.files[0].path
    path.write_bytes(path.read_bytes()[:-700])
    with pytest.raises(FindingsError):
        imported([path], tmp_path)


def test_a_family_whose_variations_were_cut_off_is_not_lost_silently(tmp_path: Path) -> None:
    options = {"variant_option_one_name": "Size", "price_including_tax": "2.00"}
    rows = [{"sku": f"A-{size}", "name": "A", "variant_option_one_value": size, **options} for size in "SM"]
    frame = pl.DataFrame(rows)
    shop = Dataset(tmp_path, None, {PRODUCT: Table(PRODUCT, tmp_path / "p.csv", "csv", frame, (2, 3), "")})
    path = exported(shop, tmp_path, "woocommerce").place / "products.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    [left] = records_of(imported([path], tmp_path), PRODUCT)
    assert (left.key_text, left.get("name")) == ("a", "A")


@pytest.mark.campaign
def test_a_workbook_that_was_edited_is_read_whole(shop: Dataset, tmp_path: Path) -> None:
    """A sheet more, one without rows, columns removed: what is left is read as it stands."""
    path = tmp_path / "edited.xlsx"
    products = shop.tables[PRODUCT].whole.drop("supplier_code", "barcode", "handle", "inventory_Kai_Süd")
    with xlsxwriter.Workbook(path) as book:
        for name, frame in (
            ("customers", shop.tables[CUSTOMER].whole.clear()),
            ("Notes", None),
            ("products", products),
        ):
            sheet = book.add_worksheet(name)
            for place, row in enumerate(
                [("see below",)] if frame is None else [frame.columns, *frame.iter_rows()]
            ):
                sheet.write_row(
                    place,
                    0,
                    ["" if cell is None else cell for cell in row],
                    book.add_format({"num_format": 49}),
                )
    back = imported([path], tmp_path)
    assert list(back.tables) == [PRODUCT]
    assert back.tables[PRODUCT].frame["tags"].to_list() == products["tags"].to_list()


def test_what_a_person_typed_into_an_export_is_understood(shop: Dataset, tmp_path: Path) -> None:
    path = exported(shop, tmp_path, "csv").place / "products.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("false,", "no,").replace(",2.50,", ',"$1,302.50",'), encoding="utf-8")
    back = imported([path], tmp_path)
    assert check_dataset(back).findings == ()
    assert [str(each.price) for each in records_of(back, PRODUCT)[-3:-1]] == ["1302.50", "1302.50"]


class FullDisk(io.BytesIO):
    """A file on a disk that takes nothing more."""

    def write(self, _data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_by_a_workbook_as_by_any_file(shop: Dataset) -> None:
    with pytest.raises(OSError, match="No space left"):
        write_workbook(FullDisk(), {PRODUCT: shop.tables[PRODUCT].whole})
