"""What is shown after generating comes from what was written, and from no more of it than a person looks at."""

from pathlib import Path

import pytest

from pipeline.dataset import read_dataset
from pipeline.dataset.make import SHOWN, Wish, make_dataset
from pipeline.packs import load_packs, load_region
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER
from pipeline.settings import GenerateOptions
from tests.support.cli_support import invoke, settle_in


def test_a_preview_keeps_the_first_rows_and_no_more(tmp_path: Path) -> None:
    options = GenerateOptions(packs=("apparel",), customers=SHOWN + 200, products=20)
    wish = Wish(options, 7, limited=False, format="csv", tool_version="0")
    made = make_dataset(tmp_path / "shop", wish, load_packs(["apparel"]), load_region("us"), durable=False)
    written = read_dataset(tmp_path / "shop").tables
    assert {kind: begin.height for kind, begin in made.begins.items()} == {
        CUSTOMER: SHOWN,
        PRODUCT: 20,
        SUPPLIER: made.begins[PRODUCT]["supplier_name"].n_unique(),
    }
    assert made.begins[CUSTOMER]["email"].to_list() == written[CUSTOMER].frame["email"].to_list()[:SHOWN]
    assert made.begins[PRODUCT]["sku"].to_list() == written[PRODUCT].frame["sku"].to_list()


def test_the_map_says_when_it_counts_only_the_first_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settle_in(tmp_path, monkeypatch)
    words = ("generate", "-p", "home", "--products", "0", "--no-limit", "--seed", "7")
    assert "Where customers live" in invoke(capsys, *words, "--customers", "60", "--out", "few").err
    many = invoke(capsys, *words, "--customers", str(SHOWN + 1), "--out", "many").err
    assert f"Where the first {SHOWN} customers live" in many
    assert "Products" not in many


def test_fifty_products_are_listed_family_by_family_and_a_cut_list_says_that_it_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settle_in(tmp_path, monkeypatch)
    words = ("generate", "-p", "home", "--customers", "0", "--no-limit", "--seed", "7")
    shop = invoke(capsys, *words, "--products", "50", "--out", "few").err
    products = read_dataset(Path("few")).tables[PRODUCT].whole
    assert "First products" not in shop
    assert not [name for name in set(products["name"].to_list()) if name not in shop]
    assert "First products" in invoke(capsys, *words, "--products", "200", "--out", "many").err
