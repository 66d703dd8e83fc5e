"""Every day with it, as a person lives it: verify, take back, try again, import, move. All read with jq, as scripts do.

Promises: the store's own history decides. Where there is no jq the answers are read without it.
"""

import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.sandbox import SandboxOptions
from tests.e2e.command import INSTALLED, TOKEN, Ended, environment
from tests.e2e.conftest import Here
from tests.e2e.scenes import PREFIX, creates, customers_csv, dataset, mapped, wait_until
from tests.support.sandboxes import OnAPort, on_a_port

JQ = shutil.which("jq")
TEN = SandboxOptions(registers=10)
BUILT_IN = "vend-discount"  # a product that every store has
TYPED = ("--yes", "--confirm-store", PREFIX)


def picked(answer: Ended, path: str) -> Any:
    """Return what jq finds in an answer at a path such as `.data.left_alone[].key`, as a list."""
    if JQ is None:
        return _picked(answer.document, path)
    found = subprocess.run([JQ, "-c", path], input=answer.out, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in found.stdout.splitlines()]


def _picked(document: Any, path: str) -> list[Any]:
    found = [document]
    for step in path.lstrip(".").split("."):
        name = step.removesuffix("[]")
        found = [each[name] for each in found]
        found = [part for each in found for part in each] if step.endswith("[]") else found
    return found


class Everyday:
    """Commands about one dataset in one store, as scripts run them."""

    def __init__(self, here: Here, folder: Path, shop: OnAPort, prefix: str = PREFIX) -> None:
        self.here, self.folder, self.shop = here, folder, shop
        self.prefix = prefix

    def run(self, command: str, *words: str) -> Ended:
        store = ("-d", self.prefix, "--base-url", self.shop.base_url)
        pace = () if command == "status" else ("--pace", "fast")
        ran = self.here.run(command, str(self.folder), *store, *pace, *words, "--json", XSERIES_TOKEN=TOKEN)
        assert picked(ran, ".exit_status") == [ran.status]
        return ran

    def load(self, *words: str) -> Ended:
        return self.run("load", "--yes", "--settle", "0.3", *words)

    def there(self) -> dict[str, list[str]]:
        """Return the keys that the store has, by kind."""
        with self.shop.client() as client:
            found = {kind: client.get(f"/{kind}").json()["data"] for kind in ("customers", "products")}
        return {
            "customers": sorted(each["email"] for each in found["customers"] if each.get("email")),
            "products": sorted(each["sku"] for each in found["products"] if each["sku"] != BUILT_IN),
        }


def test_what_changed_behind_our_back_is_named_left_alone_and_the_rest_taken_back(
    here: Here, tmp_path: Path
) -> None:
    with on_a_port(TEN) as shop:
        with shop.client() as staff:
            staff.post("/customers", json={"first_name": "Old", "email": "old@example.com"})
            staff.post("/products", json={"name": "Old thing", "sku": "OLD-1"})
        before = Everyday(here, tmp_path, shop).there()
        mine = Everyday(here, dataset(tmp_path), shop)
        assert mine.load().status == 0
        ids = mapped(mine.folder)
        with shop.client() as staff:
            staff.delete(f"/products/{ids['TST-00001']}")
        shop.control("edit", {"kind": "customers", "id": ids["ann2@example.com"], "changes": {"note": "VIP"}})

        seen = mine.run("verify")
        assert seen.status == 1
        assert sorted(picked(seen, ".data.findings[].key")) == ["TST-00001", "ann2@example.com"]
        assert picked(seen, ".data.same") == [4]
        back = mine.run("unload", *TYPED)
        assert back.status == 1
        assert picked(back, ".data.left_alone[].key") == ["ann2@example.com"]
        assert picked(back, ".data.deleted") == [{"products": 2, "customers": 2}]
        left = {**before, "customers": sorted([*before["customers"], "ann2@example.com"])}
        assert mine.there() == left
        absent = mine.run("verify", "--absent")
        assert (absent.status, picked(absent, ".data.findings[].key")) == (1, ["ann2@example.com"])
        assert mine.run("unload", *TYPED, "--even-if-changed").status == 0
        assert mine.there() == before
        assert mine.run("verify", "--absent").status == 0


@pytest.mark.campaign
def test_a_killed_unload_goes_on_and_deletes_nothing_else(here: Here, tmp_path: Path) -> None:
    with on_a_port(TEN) as shop:
        mine = Everyday(here, dataset(tmp_path, customers=12, products=12), shop)
        assert mine.load().status == 0
        words = ("unload", str(mine.folder), "-d", PREFIX, "--base-url", shop.base_url, *TYPED)
        with subprocess.Popen(
            [str(INSTALLED), *words, "--pace", "spec"],
            env=environment(tmp_path, XSERIES_TOKEN=TOKEN),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            wait_until(lambda: _deletes(shop) >= 3, process)
            process.kill()
        assert 0 < _deletes(shop) < 24
        again = mine.run("unload", *TYPED)
        assert again.status == 0
        assert mine.there()["products"] == []
        assert _deletes(shop) == 24  # each once
        assert mine.run("verify", "--absent").status == 0


def _deletes(shop: OnAPort) -> int:
    return sum(each["action"] == "deleted" for each in shop.history())


def test_three_rejected_rows_once_mended_are_three_requests(here: Here, tmp_path: Path) -> None:
    refusals = {
        "kind": "refuse",
        "status": 422,
        "on": "creates",
        "at": [2, 5, 6],
        "error": "Name is too long",
    }
    with on_a_port(SandboxOptions(registers=10, faults={"faults": [refusals]})) as shop:
        mine = Everyday(here, dataset(tmp_path, customers=3, products=5), shop)
        assert mine.load("--concurrency", "1").status == 1
        shop.control("faults", {})
        told = mine.run("status")
        keys = picked(told, ".data.rejected[].key")
        assert len(keys) == 3
        assert set(picked(told, ".data.rejected[].message")) == {"Name is too long"}
        assert mine.run("status", "--rejected", str(tmp_path / "mend.csv")).status == 1
        for name in ("customers.csv", "products.csv"):
            path = mine.folder / name
            lines = path.read_text().splitlines()
            mended = [
                re.sub("Ann|Test thing", "Mended", line) if any(key in line for key in keys) else line
                for line in lines
            ]
            path.write_text("\n".join(mended) + "\n")
        sent = len(creates(shop))
        again = mine.load("--retry-failed")
        assert again.status == 0, again.out
        assert len(creates(shop)) - sent == 3
        assert picked(again, ".data.created") == [{"customers": 1, "products": 2}]
        assert mine.run("verify").status == 0


def test_a_foreign_csv_is_imported_and_loads(here: Here, tmp_path: Path) -> None:
    rows = [
        "Item code;Product name;Retail Price;Colour",
        "X1;Tasse blau;4.50;blau",
        "X2;Tasse grün;5.50;grün",
    ]
    (tmp_path / "theirs.csv").write_text("\r\n".join(rows), encoding="cp1252")
    words = ("import", "theirs.csv", "--out", "out/theirs", "--map", "Item code=sku", "--json")
    made = here.run(*words)
    assert (made.status, picked(made, ".exit_status")) == (0, [0])
    with on_a_port(TEN) as shop:
        theirs = Everyday(here, tmp_path / "out/theirs", shop)
        assert theirs.load().status == 0
        assert theirs.there()["products"] == ["X1", "X2"]
        assert picked(theirs.run("verify"), ".data.findings") == [[]]


def test_a_loaded_dataset_goes_on_where_its_archive_is_unpacked(here: Here, tmp_path: Path) -> None:
    folder = dataset(tmp_path / "here")
    elsewhere = tmp_path / "elsewhere"
    with on_a_port(TEN) as shop:
        assert Everyday(here, folder, shop).load("--limit", "2").status == 0
        with tarfile.open(tmp_path / "moved.tar", "w") as archive:
            archive.add(folder, arcname="data")
        shutil.rmtree(folder)
        with tarfile.open(tmp_path / "moved.tar") as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(elsewhere)
        moved = Everyday(here, elsewhere / "data", shop)
        assert moved.load().status == 0
        assert len(creates(shop)) == 6
        assert moved.run("verify").status == 0
        assert moved.run("unload", *TYPED).status == 0
        assert moved.there()["products"] == []


@pytest.mark.parametrize("words", [("check", "data"), ("check", "nowhere"), ("nosuch",), ("load", "data")])
def test_every_failure_is_one_document_with_its_way_out(
    here: Here, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/customers.csv").write_text(customers_csv(1).replace("@example.com", ""))
    ran = here.run(*words, "--json")
    assert (picked(ran, ".ok"), picked(ran, ".exit_status")) == ([False], [ran.status])
    assert all(picked(ran, ".error.code") + picked(ran, ".error.message"))
