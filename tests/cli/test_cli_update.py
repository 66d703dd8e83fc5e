"""update: what differs is listed field by field, confirmed once, and put back; nothing but what we made is written."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli.render import update as rendered
from pipeline.journal.book import Journal
from pipeline.journal.entries import UPDATE, StepEntry
from pipeline.journal.file import journal_path
from pipeline.journal.transitions import StepState
from pipeline.schema.kinds import PRODUCT
from tests.support.cli_scenes import (
    EMBEDDED,
    FAST,
    FOLDER,
    Shop,
    edit,
    id_of,
    mapped,
    write_dataset,
)
from tests.support.cli_support import Ran, invoke

PRODUCTS = Path(FOLDER, "products.csv")


def update(shop: Shop, *words: str) -> Ran:
    return shop.run("update", *words)


def rename(shop: Shop, name: str = "Renamed") -> None:
    changes = {"first_name": name}
    shop.port.control("edit", {"kind": "customers", "id": id_of("ann0@example.com"), "changes": changes})


def reprice() -> None:
    edit(PRODUCTS, "2.95", "9.95")


def by_us(shop: Shop) -> list[str]:
    return [each["id"] for each in shop.effects("updated") if each["actor"] == "api"]


def test_where_nothing_differs_nothing_is_asked_or_sent(shop: Shop) -> None:
    ran = update(shop)
    assert ran.status == 0
    assert "Nothing differs." in ran.err
    assert by_us(shop) == []


def test_where_nothing_of_ours_is_meant_it_is_not_said_that_nothing_differs(shop: Shop) -> None:
    rename(shop)
    ran = update(shop, "--key", "nobody*")
    assert ran.status == 0
    assert "nothing to put back" in ran.err
    assert "Nothing differs" not in ran.err


def test_what_was_edited_in_the_store_stands_first_and_all_is_put_back(shop: Shop) -> None:
    rename(shop)
    reprice()
    ran = update(shop, "--yes")
    assert ran.status == 0
    lines = [line for line in ran.err.splitlines() if "@example.com" in line or "TST-" in line]
    assert [word in line for word, line in zip(("Renamed", "9.95"), lines, strict=True)] == [True, True]
    assert all(words in lines[0] for words in ("first_name", "Ann0", "changed in the store"))
    assert all(words in lines[1] for words in ("price_including_tax", "2.95", "changed in the file since"))
    assert "Products put back: 1" in ran.err
    assert ran.err.splitlines()[-1] == f"Next: x-series-demo verify {FOLDER} {' '.join(shop.options)}"
    assert sorted(by_us(shop)) == sorted([id_of("ann0@example.com"), id_of("TST-00001")])
    assert shop.run("verify").status == 0
    assert {each["price"] for each in mapped()["products"]} == {1.95, 9.95, 3.95}


def test_a_dry_run_lists_and_ends(shop: Shop) -> None:
    rename(shop)
    ran = update(shop, "--dry-run", "--only", "customers")
    assert ran.status == 0
    assert "Bill:" in ran.err
    assert "Dry run: nothing was put back." in ran.err
    assert by_us(shop) == []
    document = update(shop, "--dry-run", "--json")
    [field] = document.data["put_back"]
    assert (field["key"], field["field"], field["store"], field["file"], field["row"]) == (
        "ann0@example.com",
        "first_name",
        "Renamed",
        "Ann0",
        2,
    )
    assert document.document["next"].endswith("--pace fast")


def test_without_an_answer_nothing_is_put(shop: Shop) -> None:
    rename(shop)
    ran = update(shop)
    assert ran.status == 2
    assert "--yes" in ran.err
    assert by_us(shop) == []


def test_a_store_that_a_profile_names_wants_its_prefix_in_a_script(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rename(shop)
    invoke(capsys, "profile", "add", "mine", "-d", "sandbox")
    monkeypatch.setenv("XSERIES_BASE_URL", shop.port.base_url)
    ran = invoke(capsys, "update", FOLDER, "--profile", "mine", "--yes", *FAST)
    assert ran.status == 2
    assert "Add: -d sandbox" in ran.err
    assert by_us(shop) == []


@pytest.mark.campaign
def test_what_can_t_be_put_back_is_said_with_what_helps(shop: Shop) -> None:
    shop.port.control("delete", {"kind": "products", "id": id_of("TST-00001")})
    ran = update(shop, "--yes")
    assert ran.status == 1
    assert "Can't be put back" in ran.err
    assert "it is not in the store any more" in ran.err
    document = update(shop, "--yes", "--json")
    [stays] = document.data["stays"]
    assert (stays["key"], stays["field"]) == ("TST-00001", None)
    assert stays["way_out"].startswith("unload --key TST-00001")
    assert document.document["exit_status"] == 1
    agreed = ("--yes", "--confirm-store", "sandbox")
    assert shop.run("unload", "--key", "TST-00001", *agreed).status == 0
    assert shop.load().status == 0
    assert update(shop).status == 0, "the way out helped"


def test_what_the_store_refuses_is_said_in_its_words(shop: Shop) -> None:
    rename(shop)
    faults = [{"kind": "refuse", "status": 422, "on": "updates", "error": "not today"}]
    shop.port.control("faults", {"faults": faults})
    ran = update(shop, "--yes", "--json")
    assert ran.status == 1
    assert [(each["key"], "not today" in each["words"]) for each in ran.data["refused"]] == [
        ("ann0@example.com", True)
    ]


@pytest.mark.campaign
def test_what_was_adopted_is_neither_listed_nor_written(shop: Shop) -> None:
    shutil.rmtree(Path(FOLDER, ".load"))
    assert shop.load("--adopt").status == 0
    rename(shop)
    reprice()
    ran = update(shop, "--yes", "--json")
    assert (ran.status, ran.data["updated"]) == (0, {})
    assert by_us(shop) == []
    assert shop.load().err.splitlines()[-1].startswith("Next: x-series-demo status")
    assert "Next: x-series-demo status" in shop.run("verify").err


def test_findings_end_it_before_the_store_is_asked(shop: Shop) -> None:
    edit(PRODUCTS, "2.95", "cheap")
    ran = update(shop, "--yes")
    assert (ran.status, by_us(shop)) == (3, [])


def test_load_and_verify_lead_to_it(shop: Shop) -> None:
    reprice()
    options = " ".join(shop.options)
    assert shop.load().err.splitlines()[-1] == f"Next: x-series-demo update {FOLDER} {options}"
    ran = shop.run("verify", "--only", "products")
    assert ran.err.splitlines()[-1] == f"Next: x-series-demo update {FOLDER} {options} --only products"


def test_a_dataset_that_was_never_loaded_has_nothing_to_update(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    ran = invoke(capsys, "update", FOLDER, *EMBEDDED, "--yes", *FAST)
    assert (ran.status, "never loaded" in ran.err) == (2, True)


def test_many_lines_are_cut_and_json_has_them_all(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendered, "SHOWN", 2)
    for old in ("1.95", "2.95", "3.95"):
        edit(PRODUCTS, old, f"1{old}")
    ran = update(shop, "--dry-run")
    assert ran.err.count("TST-0") == 2
    assert "and 1 more; --json lists all." in ran.err
    assert len(update(shop, "--dry-run", "--json").data["put_back"]) == 3


@pytest.mark.campaign
@pytest.mark.parametrize("name", ["\x1b[31mred\x1b[0m", "[bold]loud[/bold]", "a\u202ebc", "=1+1"])
def test_hostile_names_reach_no_terminal(shop: Shop, name: str) -> None:
    rename(shop, name)
    ran = update(shop, "--dry-run")
    assert not {"\x1b", "\u202e"} & set(ran.out + ran.err)
    assert ("[bold]loud[/bold]" in ran.err) == (name == "[bold]loud[/bold]")
    assert update(shop, "--dry-run", "--json").data["put_back"][0]["store"] == name


def test_an_update_that_was_cut_off_is_known_to_status_and_goes_on(shop: Shop) -> None:
    reprice()
    with Journal.open(journal_path(Path(FOLDER), "sandbox")) as journal:
        put = json.dumps([{"price_including_tax": 9.95}])
        sent = StepEntry(PRODUCT, "tst-00001", UPDATE, StepState.SENT, put, "{}", attempts=1)
        long_ago = replace(sent, sent_at=0.0, sent_clock_s=-3_600.0)  # else it is waited for
        journal.put_steps([long_ago])
    status = shop.run("status")
    assert "1 record whose update had no clear end" in status.err
    assert status.err.splitlines()[-1] == f"Next: x-series-demo update {FOLDER} {' '.join(shop.options)}"
    assert update(shop, "--yes").status == 0
    assert shop.run("status").err.splitlines()[-1].startswith("Next: x-series-demo verify")
