"""show: rows of a dataset on a terminal, by key, some columns of them, as CSV."""

import csv
import io

import pytest

from tests.support.cli_scenes import FOLDER, write_dataset
from tests.support.cli_support import invoke


def test_columns_and_keys_pick_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(customers=2, products=3)
    ran = invoke(capsys, "show", FOLDER, "products", "--columns", "name,sku", "--key", "tst-00001", "--json")
    assert ran.data == {"products": [{"name": "Test thing 1", "sku": "TST-00001"}]}
    both = invoke(capsys, "show", FOLDER, "--key", "TST-00002", "--key", "ann1@example.com", "--json").data
    assert {kind: len(rows) for kind, rows in both.items()} == {"customers": 1, "products": 1}
    assert "TST-00000" not in invoke(capsys, "show", FOLDER, "--key", "TST-00002").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("customers", "--columns", "emial"), 'customers have no column "emial". Did you mean "email"?'),
        (("--key", "nobody@example.com"), 'has the key "nobody@example.com"'),
        (("--csv",), "A CSV file holds one kind, and out/demo has customers and products."),
        (("--html", "--columns", "sku"), "--columns is for the terminal"),
        (("--html", "--csv"), "--csv is for the terminal"),
    ],
)
def test_what_is_not_there_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    write_dataset(customers=2, products=3)
    ran = invoke(capsys, "show", FOLDER, *words)
    assert (ran.status, said in ran.err) == (2, True), ran.err


def test_csv_has_all_rows_and_any_cell(capsys: pytest.CaptureFixture[str]) -> None:
    path = write_dataset(customers=12, products=0)
    ran = invoke(capsys, "show", FOLDER, "customers", "--csv")
    rows = list(csv.reader(io.StringIO(ran.out)))
    assert [",".join(row) for row in rows] == (path / "customers.csv").read_text(
        encoding="utf-8"
    ).splitlines()
    some = invoke(capsys, "show", FOLDER, "customers", "--csv", "--rows", "1:3", "--columns", "email")
    assert some.out == "email\nann1@example.com\nann2@example.com\n"


@pytest.mark.campaign
def test_on_80_columns_ten_customers_are_ten_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke(capsys, "generate", "-p", "apparel", "--seed", "7", "--scenarios").status == 0
    monkeypatch.setenv("COLUMNS", "80")
    ran = invoke(capsys, "show", FOLDER, "customers")
    lines = [line for line in ran.out.splitlines() if "@" in line]
    assert len(lines) == 10
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "--columns picks some, --csv prints all" in " ".join(ran.err.split())
    guided = invoke(capsys, "guide", FOLDER).out.splitlines()
    assert max(len(line) for line in guided) <= 80 + len("x-series-demo")
