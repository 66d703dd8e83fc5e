"""guide: what is where, by files and journal, and the commands that go on from there."""

import shutil
from pathlib import Path

import pytest

from tests.support.cli_scenes import FAST, FOLDER, edit, shop_on_a_port, write_dataset
from tests.support.cli_support import invoke

LINES = 15
LOAD = ("load", FOLDER, "--sandbox", "--yes", *FAST)


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["x-series-demo"])


def lines_of(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return what `guide` prints, without the blanks that set it in columns."""
    ran = invoke(capsys, "guide", *words)
    assert (ran.status, ran.err) == (0, "")
    assert len(ran.out.splitlines()) <= LINES
    return [" ".join(line.split()) for line in ran.out.splitlines() if line]


def generate(capsys: pytest.CaptureFixture[str], *words: str) -> None:
    assert invoke(capsys, "generate", "-p", "home", "--seed", "7", *words).status == 0


@pytest.mark.campaign
def test_it_says_what_is_where_and_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    generate(capsys, "--customers", "20", "--products", "9")
    assert invoke(capsys, *LOAD).status == 0
    assert lines_of(capsys, FOLDER) == [
        "out/demo: 20 customers, 9 products and 3 suppliers, in the sandbox (out/.sandbox/shop.sqlite)",
        "Customers around Salt Lake City, UT out/demo/customers.csv",
        "Products in 4 families out/demo/products.csv",
        "Suppliers out/demo/suppliers.csv",
        "Their ids by e-mail and SKU out/demo/mapping.json",
        "See it x-series-demo show out/demo --html --open # one page of it, with images",
        "x-series-demo verify out/demo --sandbox # is it really there?",
        "Change it x-series-demo update out/demo --sandbox # after editing the files",
        "Make another x-series-demo generate -p apparel --out out/apparel",
        "Your own store x-series-demo load out/demo -d mystore # its prefix; the token in XSERIES_TOKEN",
        "Take it back x-series-demo unload out/demo --sandbox",
    ]


def test_with_make_it_names_the_targets(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert invoke(capsys, *LOAD).status == 0
    assert lines_of(capsys, FOLDER, "--sandbox", "--make", "make -C there")[-4:] == [
        "Change it make -C there reset load # after editing the files",
        "Make another make -C there demo PACKS=apparel # or CUSTOMERS=100, REGION=nz ...",
        "Your own store make -C there load DOMAIN=mystore # its prefix; the token in XSERIES_TOKEN",
        "Take it back make -C there reset",
    ]


def test_before_a_load_it_says_how_to_load(capsys: pytest.CaptureFixture[str]) -> None:
    generate(capsys, "--customers", "0", "--products", "1", "--out", "out/my shop")
    said = lines_of(capsys, "out/my shop", "--make", "make")
    assert said[:3] == [
        "out/my shop: 0 customers, 1 product and 1 supplier, not loaded yet",
        "Products in 1 family out/my shop/products.csv",
        "Suppliers out/my shop/suppliers.csv",
    ]
    assert "Load it make load OUT='out/my shop' # after editing the files, if you like" in said
    assert not any("reset" in line or "mapping" in line for line in said)
    assert not Path("out/.sandbox").exists()


@pytest.mark.campaign
def test_a_part_is_called_a_part_and_parquet_is_converted_before_it_is_edited(
    capsys: pytest.CaptureFixture[str],
) -> None:
    generate(capsys, "--customers", "3", "--products", "5", "--format", "parquet")
    assert invoke(capsys, *LOAD, "--limit", "1").status == 0
    said = lines_of(capsys, FOLDER)
    assert said[0].startswith(
        "out/demo: 1 of 3 customers, 3 of 5 products and 1 of 2 suppliers, in the sandbox"
    )
    assert "Change it x-series-demo convert out/demo --format csv # files to edit" in said


def test_records_that_left_the_files_are_none_of_those_that_are_loaded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = write_dataset()
    assert invoke(capsys, *LOAD).status == 0
    edit(folder / "customers.csv", "ann1@example.com", "zoe@example.com")
    assert lines_of(capsys, FOLDER)[0].startswith("out/demo: 1 of 2 customers and 3 products, in the sandbox")


def test_a_store_of_ones_own_is_named_in_every_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset()
    with shop_on_a_port(capsys, monkeypatch, prefix="acme") as shop:
        options = ("-d", "acme", "--base-url", shop.port.base_url)
        assert invoke(capsys, "load", FOLDER, *options, "--yes", *FAST).status == 0
    by_tool = lines_of(capsys, FOLDER)
    assert by_tool[0] == "out/demo: 2 customers and 3 products, in acme"
    assert by_tool[-1] == f"Take it back x-series-demo unload out/demo {' '.join(options)}"
    assert lines_of(capsys, FOLDER, *options, "--make", "make") == by_tool
    monkeypatch.setenv("XSERIES_BASE_URL", shop.port.base_url)
    by_make = lines_of(capsys, FOLDER, "-d", "acme", "--make", "make")
    assert by_make[-3] == "Change it make reset load DOMAIN=acme # after editing the files"
    assert by_make[-1] == "Take it back make reset DOMAIN=acme"
    assert not any("mystore" in line for line in by_make + by_tool)


def test_json_has_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert invoke(capsys, *LOAD).status == 0
    data = invoke(capsys, "guide", FOLDER, "--json").data
    assert data["store"] == "the sandbox (out/.sandbox/shop.sqlite)"
    assert data["customers"] == {"rows": 2, "loaded": 2, "known": "", "file": "out/demo/customers.csv"}
    assert data["products"]["known"] == "in 3 families"
    assert data["mapping"] == "out/demo/mapping.json"
    assert data["steps"][-1]["command"] == "x-series-demo unload out/demo --sandbox"


def test_a_sandbox_that_is_gone_and_what_is_no_dataset_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    assert invoke(capsys, *LOAD).status == 0
    shutil.rmtree("out/.sandbox")
    assert invoke(capsys, "guide", FOLDER).status == 4
    assert invoke(capsys, "guide", "nowhere").status == 2
