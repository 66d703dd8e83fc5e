"""load --from: what unload deleted comes back, and nothing else."""

import csv
from pathlib import Path

import pytest

from tests.support.cli_scenes import FOLDER, mapped, shop_on_a_port
from tests.support.cli_support import invoke

KEPT = f"{FOLDER}/.load/sandbox.deleted.jsonl"
UNLOAD = ("--yes", "--confirm-store", "sandbox")
SHOP = ("generate", "-p", "apparel", "--customers", "9", "--products", "20", "--seed", "7", "--scenarios")


@pytest.mark.campaign
def test_all_that_was_deleted_comes_back_as_it_was_and_verify_finds_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke(capsys, *SHOP).status == 0
    with shop_on_a_port(capsys, monkeypatch) as shop:
        assert shop.load("--without", "images").status == 0
        gone = shop.run("unload", *UNLOAD)
        assert "load --from FILE brings it back" in " ".join(gone.err.split())
        back = shop.load("--from", KEPT)
        assert back.status == 0, back.err
        assert "29 deleted records to bring back" in back.err
        made = shop.run("verify")
        assert made.status == 0, made.err
        again = shop.load("--from", KEPT)
        assert (again.status, "again already: 29 records" in again.err) == (2, True)


@pytest.mark.campaign
def test_only_what_is_picked_comes_back_with_what_staff_had_changed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke(capsys, *SHOP).status == 0
    with Path(FOLDER, "customers.csv").open(encoding="utf-8", newline="") as file:
        emails = [row["email"] for row in csv.DictReader(file)]
    with shop_on_a_port(capsys, monkeypatch) as shop:
        assert shop.load("--without", "images").status == 0
        customer = mapped()["customers"][0]["customer_id"]
        shop.port.control("edit", {"kind": "customers", "id": customer, "changes": {"note": "Kept by staff"}})
        assert shop.run("unload", *UNLOAD, "--only", "customers", "--even-if-changed").status == 0
        before = len(shop.effects("created"))
        assert shop.load("--from", KEPT, "--key", emails[0]).status == 0
        made = shop.effects("created")[before:]
        assert [each["key"] for each in made if each["kind"] == "customers"] == [emails[0]]
        assert shop.load("--from", KEPT).status == 1  # the first one is not what the files say
        made = shop.effects("created")[before:]
        assert sorted(each["key"] for each in made if each["kind"] == "customers") == sorted(emails)
        ran = shop.run("verify", "--json")
        notes = [each for each in ran.data["findings"] if each["field"] == "note"]
        assert [each["key"] for each in notes] == [emails[0]], ran.data["findings"]


@pytest.mark.campaign
def test_a_file_of_something_else_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke(capsys, *SHOP).status == 0
    Path("other.jsonl").write_text("{}\n", encoding="utf-8")
    with shop_on_a_port(capsys, monkeypatch) as shop:
        refused = shop.load("--from", "other.jsonl")
        assert (refused.status, "holds nothing that out/demo had in sandbox" in refused.err) == (2, True)
        assert shop.load("--from", "nowhere.jsonl").status in (2, 5)
        assert shop.effects("created") == []
