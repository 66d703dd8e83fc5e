"""A spreadsheet between two loads: what LibreOffice saved anew is held against what the store was really sent."""

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.sandbox import SandboxOptions
from tests.e2e.conftest import Here
from tests.e2e.scenes import assert_each_once, creates
from tests.support.datasets import FIXTURES
from tests.support.sandboxes import OnAPort, on_a_port

pytestmark = pytest.mark.campaign

ORIGINAL = FIXTURES / "original"
REFUSED = {"faults": [{"kind": "refuse", "status": 422, "on": "creates", "at": [2, 7], "error": "No."}]}
FILES = ("customers.csv", "products.csv")
PRICES = ("price_including_tax", "supply_price")


def sent(shop: OnAPort) -> dict[str, Any]:
    """Return key -> the body under which a record was really created."""
    return {each["key"]: each["body"] for each in shop.history() if each["action"] == "created"}


def originally(**changed: str) -> dict[str, Any]:
    """Return key -> the body that the rows ask for as they were before any spreadsheet; `changed` are one person's cells.

    Read by Python's own reader, not by ours.
    """
    bodies = {}
    for name in FILES:
        with (ORIGINAL / name).open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                cells = row | (changed if row.get("last_name") == "Łuczak" else {})
                key = row["email"] if "email" in row else row["sku"]
                bodies[key] = {column: _typed(column, cell) for column, cell in cells.items() if cell}
    return bodies


def _typed(column: str, cell: str) -> str | float | bool:
    if column == "is_active":
        return cell == "true"
    return float(cell) if column in PRICES else cell


def save_anew(folder: Path, saved: str) -> None:
    """Put the files that LibreOffice saved in place of the dataset's own."""
    for name in FILES:
        if (FIXTURES / saved / name).exists():
            shutil.copyfile(FIXTURES / saved / name, folder / name)


def test_a_dataset_saved_anew_between_two_loads_is_in_the_store_once_and_as_it_was(
    here: Here, tmp_path: Path
) -> None:
    folder = shutil.copytree(ORIGINAL, tmp_path / "data")
    records = len(originally())
    with on_a_port(SandboxOptions(faults=REFUSED)) as shop:
        first = here.load(folder, shop, "--concurrency", "1")
        assert first.status == 1, first.err
        assert len(sent(shop)) == records - 2
        shop.control("faults", {})
        save_anew(folder, "utf16_semicolons")
        second = here.load(folder, shop)
        assert second.status == 0, second.err
        assert len(creates(shop)) == records + 2  # the two that were refused, and nothing else, went again
        assert_each_once(folder, shop, records)
        assert sent(shop) == originally()


@pytest.mark.parametrize(
    ("saved", "changed"),
    [("utf16_semicolons", {}), ("cp1252_semicolons", {"last_name": "Luczak"})],
)
def test_a_dataset_that_was_saved_anew_first_reaches_the_store_field_for_field(
    here: Here, tmp_path: Path, saved: str, changed: dict[str, str]
) -> None:
    folder = shutil.copytree(ORIGINAL, tmp_path / "data")
    save_anew(folder, saved)
    with on_a_port() as shop:
        loaded = here.load(folder, shop)
        assert loaded.status == 0, loaded.err
        assert sent(shop) == originally(**changed)


def test_a_dataset_that_a_spreadsheet_damaged_sends_nothing(here: Here, tmp_path: Path) -> None:
    folder = shutil.copytree(ORIGINAL, tmp_path / "data")
    save_anew(folder, "numbers")
    with on_a_port() as shop:
        refused = here.load(folder, shop)
        assert refused.status == 3, refused.err
        assert creates(shop) == []
