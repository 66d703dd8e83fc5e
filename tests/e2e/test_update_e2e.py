"""Between two demos: things were sold, a price was edited in the store and another in the files; then update.

Promises: the store's own history decides what was written to.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

from pipeline.sandbox import SandboxOptions
from tests.e2e.command import TOKEN, Ended
from tests.e2e.conftest import Here
from tests.e2e.scenes import PREFIX, mapped
from tests.support.sandboxes import OnAPort, on_a_port

pytestmark = pytest.mark.campaign

TEN = SandboxOptions(registers=10)
PRODUCTS = """\
sku,name,price_including_tax,inventory
TST-00000,Test vest,10.95,5
TST-00001,Test scarf,11.95,6
TST-00002,Test lamp,12.95,7
"""
CUSTOMERS = "first_name,last_name,email\nAnn,Doe,ann@example.com\n"


def tell(here: Here, shop: OnAPort, folder: Path, command: str, *words: str) -> Ended:
    store = ("-d", PREFIX, "--base-url", shop.base_url, "--pace", "fast")
    return here.run(command, str(folder), *store, *words, "--json", XSERIES_TOKEN=TOKEN)


def shown(shop: OnAPort, product_id: str) -> tuple[float, list[float]]:
    """Return a product's price, and its level at each outlet."""
    with shop.client() as client:
        row: dict[str, Any] = client.get(f"/products/{product_id}").json()["data"]
        stock = client.get(f"/products/{product_id}/inventory").json()["data"]
    return row["price_including_tax"], [each["inventory_level"] for each in stock]


def edit_price(path: Path, sku: str, price: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["price_including_tax"] = price if row["sku"] == sku else row["price_including_tax"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_the_files_values_are_back_and_only_ours_were_touched(here: Here, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    with on_a_port(TEN) as shop:
        shop.control("add", {"products": [{"name": "Somebody's chair", "sku": "CHAIR-1"}]})
        assert tell(here, shop, folder, "load", "--yes").status == 0
        ids = mapped(folder)
        ours = {
            each["id"] for each in shop.history() if each["action"] == "created" and each["actor"] == "api"
        }
        shop.control("sales", {"product_id": ids["TST-00000"], "quantity": 1})
        shop.control("sales", {"product_id": ids["TST-00001"], "quantity": 2})
        changes = {"price_including_tax": 1.5}
        shop.control("edit", {"kind": "products", "id": ids["TST-00002"], "changes": changes})
        edit_price(folder / "products.csv", "TST-00001", "19.95")
        before = len(shop.history())

        differs = tell(here, shop, folder, "verify")
        assert differs.document["next"].startswith("x-series-demo update ")
        back = tell(here, shop, folder, "update", "--yes")
        assert (back.status, back.document["data"]["updated"]) == (0, {"products": 3})
        assert [shown(shop, ids[f"TST-0000{number}"]) for number in range(3)] == [
            (10.95, [5]),
            (19.95, [6]),
            (12.95, [7]),
        ]
        touched = [each for each in shop.history()[before:] if each["kind"] in ("products", "customers")]
        assert {each["id"] for each in touched} == {ids[f"TST-0000{number}"] for number in range(3)}
        assert {each["id"] for each in touched} <= ours
        assert {each["action"] for each in touched} == {"updated"}
        assert tell(here, shop, folder, "verify").status == 0
        gone = tell(here, shop, folder, "unload", "--yes", "--confirm-store", PREFIX)
        assert (gone.status, gone.document["data"]["left_alone"]) == (0, [])
