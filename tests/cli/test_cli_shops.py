"""Shops in and out: a store pulled, loaded into another one, and compared with it after somebody worked there."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.pull.reading import Changed, StoreRecords
from pipeline.sandbox import SandboxOptions
from tests.support.cli_support import Ran, invoke
from tests.support.sandboxes import OnAPort, on_a_port

MARKDOWN = Path("d").with_suffix(".md")
OUTLETS = ("Main Outlet", "Market Square")
FAST = ("--pace", "fast")


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XSERIES_TOKEN", SandboxOptions().token)


def root(port: OnAPort) -> tuple[str, ...]:
    return ("-d", "sandbox", "--base-url", port.base_url)


@pytest.fixture
def stores() -> Iterator[tuple[OnAPort, OnAPort]]:
    options = SandboxOptions(registers=20, outlets=OUTLETS)
    with on_a_port(options) as one, on_a_port(options) as other:
        yield one, other


def rows(port: OnAPort, path: str, **params: str) -> list[dict[str, Any]]:
    with port.client() as client:
        found: list[dict[str, Any]] = client.get(path, params={"page_size": "1000", **params}).json()["data"]
    return found


def found_in(ran: Ran) -> Counter[tuple[str, str, str]]:
    """Return the differences of a comparison: what, of which key, in which field."""
    return Counter((each["what"], each["key"], each["field"] or "") for each in ran.document["findings"])


class Planted:
    """Differences made in a store on purpose, as compare is to name them: what, key, field."""

    def __init__(self, port: OnAPort) -> None:
        self.port = port
        self.products = {row["sku"]: row for row in rows(port, "/products")}
        self.found: list[tuple[str, str, str]] = []

    def edit(self, of: str, field: str, **changes: Any) -> None:
        body = {"kind": "products", "id": self.products[of]["id"], "changes": changes}
        self.port.control("edit", body)
        self.found.append(("changed_in_store", of, field))

    def delete(self, of: str) -> None:
        self.port.control("delete", {"kind": "products", "id": self.products[of]["id"]})
        self.found.append(("missing", of, ""))

    def stock(self, of: str, outlet: str) -> None:
        outlets = {row["name"]: row["id"] for row in rows(self.port, "/outlets")}
        level = {"product_id": self.products[of]["id"], "outlet_id": outlets[outlet], "current_amount": 777}
        self.port.control("stock", level)
        self.found.append(("stock_moved", of, f"inventory_{outlet.replace(' ', '_')}"))

    def add(self, sku: str) -> None:
        self.port.control("add", {"products": [{"name": f"Foreign {sku}", "sku": sku}]})
        self.found.append(("foreign", sku, ""))


def plant_twenty(port: OnAPort, folder: Path) -> list[tuple[str, str, str]]:
    """Make twenty differences of ten kinds in a store."""
    table, planted = pl.read_csv(folder / "products.csv", infer_schema=False), Planted(port)
    alone = table.filter(pl.col("variant_option_one_name").is_null())["sku"].to_list()
    family = table.filter(pl.col("variant_option_one_name").is_not_null())["sku"].to_list()
    leaves = [each["id"] for each in _categories(port) if each["leaf_category"]]
    for number in range(2):
        missing, renamed, moved, inactive = (alone[start + number] for start in (0, 2, 4, 6))
        priced, stocked, coded, less = (family[start + number] for start in (1, 5, 9, 13))
        planted.delete(missing)
        planted.delete(less)  # a variant less of a family
        planted.edit(priced, "price_including_tax", price_including_tax=1234.5)
        planted.stock(stocked, OUTLETS[number])
        cased = family[17 * number]
        planted.edit(cased, "sku", sku=cased.lower())
        planted.edit(renamed, "name", name=f"Renamed {number}")
        here = planted.products[moved]["type"]["id"]
        planted.edit(
            moved, "product_category", product_category_id=next(each for each in leaves if each != here)
        )
        planted.add(f"FOREIGN-{number}")
        planted.edit(coded, "barcode", product_codes=[{"type": "EAN", "code": f"2999999{number}00006"}])
        active = not planted.products[inactive]["is_active"]
        planted.edit(inactive, "is_active", is_active=active, active=active)
    return planted.found


def _categories(port: OnAPort) -> list[dict[str, Any]]:
    with port.client() as client:
        answer = client.get("/product_categories", params={"page_size": "1000"}).json()["data"]
    found: list[dict[str, Any]] = answer["categories"]
    return found


@pytest.mark.campaign
def test_a_pulled_shop_is_loaded_elsewhere_and_twenty_differences_are_found_there_and_no_other(
    capsys: pytest.CaptureFixture[str], stores: tuple[OnAPort, OnAPort]
) -> None:
    one, other = stores
    made = ("-p", "apparel", "-p", "home", "--products", "50", "--customers", "6", "--seed", "7")
    assert invoke(capsys, "generate", *made, "--outlet", OUTLETS[1], "--out", "out/demo").status == 0
    assert invoke(capsys, "load", "out/demo", *root(one), *FAST, "--yes").status == 0
    assert invoke(capsys, "compare", "out/demo", *root(one), *FAST).status == 0

    pulled = invoke(capsys, "pull", *root(one), "--out", "out/copy", *FAST, "--json")
    assert pulled.status == 0, pulled.out
    assert (pulled.data["counts"]["customers"], pulled.data["counts"]["products"]) == (6, 50)
    assert (pulled.data["left_out"], pulled.data["changed"], pulled.data["check_findings"]) == ([], [], 0)
    assert pulled.data["images"] == len(list(Path("out/copy/photos").iterdir())) > 0
    assert pulled.document["next"] == "x-series-demo check out/copy"
    assert invoke(capsys, "check", "out/copy").status == 0
    assert not list(Path("out").glob(".copy*")), "the state is gone"
    products = invoke(capsys, "compare", "out/demo", "out/copy", "--json").document["findings"]
    assert {each["kind"] for each in products} == {"customer", "supplier"}, "people are made anonymous"

    assert invoke(capsys, "load", "out/copy", *root(other), *FAST, "--yes").status == 0
    same = invoke(capsys, "compare", "out/copy", *root(other), *FAST, "--json")
    assert (same.status, same.document["findings"]) == (0, [])

    planted = plant_twenty(other, Path("out/copy"))
    assert len(set(planted)) == 20
    words = ("compare", "out/copy", "store:sandbox", *root(other)[2:], *FAST, "--json")
    ran = invoke(capsys, *words, "--report", "d.csv", "--report", str(MARKDOWN), "--suggest", "m.json")
    assert ran.status == 1
    assert found_in(ran) == Counter(planted)
    case = next(each for each in ran.document["findings"] if each["field"] == "sku")
    assert case["ours"].lower() == case["theirs"] != case["ours"]
    assert ran.data["matched"]["products"]["SKU, but for its case"] == 2
    assert len(Path("d.csv").read_text(encoding="utf-8-sig").splitlines()) == 21
    assert "FOREIGN-0" in MARKDOWN.read_text(encoding="utf-8")
    assert "| A | B |" in MARKDOWN.read_text(encoding="utf-8")
    mapping = json.loads(Path("m.json").read_text(encoding="utf-8"))
    assert sorted(mapping["unmapped_a"]) == sorted(key for what, key, _ in planted if what == "missing")
    assert sorted(mapping["unmapped_b"]) == ["FOREIGN-0", "FOREIGN-1"]
    assert len(mapping["sku_mappings"]) == 46


def test_stock_of_outlets_that_a_store_does_not_have_is_said_with_the_columns_that_it_takes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = ("-p", "home", "--products", "8", "--customers", "1", "--seed", "7", "--outlet", "Harbour Lane")
    assert invoke(capsys, "generate", *made, "--out", "out/demo").status == 0
    told = invoke(capsys, "load", "out/demo", "--sandbox", "--without", "images", "--yes").err
    rename = "the store has no such outlet. Rename its columns: inventory_Main_Outlet."
    assert told.count("Not sent: ") == told.count(f"Not sent: the stock of Harbour_Lane; {rename}") == 1


def test_a_report_that_cant_be_written_is_said_by_verify_too(capsys: pytest.CaptureFixture[str]) -> None:
    made = ("-p", "home", "--products", "4", "--customers", "1", "--seed", "7")
    assert invoke(capsys, "generate", *made, "--out", "out/demo").status == 0
    assert invoke(capsys, "load", "out/demo", "--sandbox", "--without", "images", "--yes").status == 0
    ran = invoke(capsys, "verify", "out/demo", "--sandbox", "--report", "nowhere/x.csv", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, "file-unwritable")


def test_a_store_without_a_row_is_pulled_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    said = invoke(capsys, "pull", "--sandbox", "--out", "out/copy").err
    assert "made up" not in said, "nobody is there"
    assert "there is no dataset to write" in said
    assert "Next:" not in said
    ran = invoke(capsys, "pull", "--sandbox", "--out", "out/copy", "--json")
    assert (ran.status, ran.data["folder"], ran.document["next"]) == (0, None, None)
    assert not Path("out/copy").exists()


@pytest.mark.campaign
def test_every_format_that_a_shop_is_exported_in_is_the_same_shop(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = ("-p", "apparel", "-p", "home", "--products", "40", "--customers", "4", "--seed", "7")
    assert invoke(capsys, "generate", *made, "--outlet", "Kiosk", "--out", "out/demo").status == 0
    for name in ("xlsx", "json", "csv", "parquet", "lightspeed-x", "shopify", "woocommerce", "square"):
        assert invoke(capsys, "export", "out/demo", "--to", name).status == 0
        ran = invoke(capsys, "compare", "out/demo", f"out/demo/export/{name}", "--json")
        assert (name, ran.status, ran.document["findings"]) == (name, 0, [])
        assert ran.data["matched"]["products"] == {"SKU": 40}


@pytest.mark.parametrize(("last", "words"), [(12, "in version 12;"), (1200, "in versions 12 to 1,200;")])
def test_a_change_meanwhile_is_said_by_its_versions(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, last: int, words: str
) -> None:
    async def changed(*told: Any) -> None:
        found = next(each for each in told if isinstance(each, StoreRecords))
        found.changed.append(Changed("levels of stock", 1, 12, last))

    monkeypatch.setattr("pipeline.pull.reading._read_changes", changed)
    said = invoke(capsys, "pull", "--sandbox", "--out", "out/copy").err
    assert f"The store changed while it was read: 1 level of stock {words}" in said
