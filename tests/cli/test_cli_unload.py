"""verify and unload: what differs is named and only that; what we made is taken back and only that."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

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

LOADED = ("load", FOLDER, *EMBEDDED, "--yes", *FAST)
AGREED = ("--yes", "--confirm-store", "sandbox")


def told(ran: Ran) -> list[tuple[Any, ...]]:
    return [(each["what"], each["key"], each["field"]) for each in ran.data["findings"]]


def tamper(shop: Shop) -> None:
    """Delete a product and edit a customer behind our back."""
    shop.port.control("delete", {"kind": "products", "id": id_of("TST-00001")})
    changes = {"first_name": "Renamed"}
    shop.port.control("edit", {"kind": "customers", "id": id_of("ann0@example.com"), "changes": changes})


# verify


def test_what_is_as_it_was_sent_differs_in_nothing(shop: Shop) -> None:
    ran = shop.run("verify")
    assert ran.status == 0
    assert "Bill: " in ran.err
    assert "5 records: nothing differs." in ran.err
    assert f"Next: x-series-demo unload out/demo {' '.join(shop.options)}" in ran.err


def test_what_was_deleted_and_edited_behind_our_back_is_named_and_only_that(shop: Shop) -> None:
    tamper(shop)
    ran = shop.run("verify")
    assert ran.status == 1
    assert "TST-00002" not in ran.out
    [customer] = [line for line in ran.out.splitlines() if "ann0@example.com" in line]
    assert all(word in customer for word in ("first_name", "Ann0", "Renamed"))
    assert "TST-00001" in ran.out
    document = shop.run("verify", "--json")
    assert {(key, field) for _, key, field in told(document)} == {
        ("TST-00001", None),
        ("ann0@example.com", "first_name"),
    }
    assert document.document["ok"] is False


def test_a_part_can_be_verified(shop: Shop) -> None:
    tamper(shop)
    assert [key for _, key, _ in told(shop.run("verify", "--only", "products", "--json"))] == ["TST-00001"]
    assert told(shop.run("verify", "--key", "TST-00002", "--json")) == []


def test_a_report_is_a_csv_and_a_summary(shop: Shop) -> None:
    tamper(shop)
    ran = shop.run("verify", "--report", "differences.csv")
    assert "differences.csv and differences.csv.md" in ran.err
    with Path("differences.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert "TST-00001" in Path("differences.csv.md").read_text(encoding="utf-8")


def test_a_row_changed_in_the_file_since_is_a_difference(shop: Shop) -> None:
    edit(Path(FOLDER, "products.csv"), "Test thing 2", "Other thing")
    ran = shop.run("verify", "--json")
    assert (ran.status, {key for _, key, _ in told(ran)}) == (1, {"TST-00002"})


def test_what_is_gone_is_read_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    assert invoke(capsys, "unload", FOLDER, *EMBEDDED, *AGREED, *FAST).status == 0
    ran = invoke(capsys, "verify", FOLDER, *EMBEDDED, "--absent")
    assert (ran.status, "3/3 (100%)" in ran.err, "0/3" in ran.err) == (0, True, False)


def test_orphans_are_what_looks_like_ours_and_no_journal_knows(shop: Shop) -> None:
    assert told(shop.run("verify", "--orphans", "--json")) == [("orphan", "somebody@example.net", None)]
    shutil.rmtree(Path(FOLDER, ".load"))
    ran = shop.run("verify", "--orphans")
    assert (ran.status, ran.out.count("TST-0"), ran.out.count("ann")) == (1, 3, 2)
    assert " found" in ran.err


def test_absent_and_orphans_are_two_questions(shop: Shop) -> None:
    assert shop.run("verify", "--absent", "--orphans").status == 2


def test_a_dataset_that_was_never_loaded_can_only_be_searched_for_orphans(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_dataset()
    ran = invoke(capsys, "verify", FOLDER, *EMBEDDED)
    assert (ran.status, "never loaded" in ran.err) == (2, True)


# unload


def test_it_deletes_what_we_made_and_nothing_else(shop: Shop) -> None:
    ran = shop.run("unload", *AGREED)
    assert ran.status == 0
    assert "Products deleted: 3" in ran.err
    assert "Customers deleted: 2" in ran.err
    assert [each["kind"] for each in shop.effects("deleted")] == ["products"] * 3 + ["customers"] * 2
    assert ran.err.splitlines()[-1].endswith("--absent")
    assert shop.run("verify", "--absent").status == 0
    assert mapped()["products"] == []
    assert shop.run("unload", *AGREED, "--json").data["requests"] == 0
    again = shop.load("--json")
    assert again.data["created"] == {"customers": 2, "products": 3}


def test_what_somebody_changed_is_left_alone_and_said(shop: Shop) -> None:
    tamper(shop)
    ran = shop.run("unload", *AGREED)
    assert ran.status == 1
    assert "Products deleted: 2, 1 were gone already" in ran.err
    assert "Left alone" in ran.err
    left = shop.run("verify", "--absent", "--json")
    assert [key for _, key, _ in told(left)] == ["ann0@example.com"]
    assert shop.run("unload", *AGREED, "--even-if-changed").status == 0
    assert shop.run("verify", "--absent").status == 0


def test_a_customer_with_sales_is_left_alone(shop: Shop) -> None:
    shop.port.control("sales", {"customer_id": id_of("ann1@example.com"), "product_id": id_of("TST-00000")})
    ran = shop.run("unload", *AGREED, "--json")
    assert ran.status == 1
    assert "ann1@example.com" in {each["key"] for each in ran.data["left_alone"]}


def test_what_is_deleted_is_kept_in_a_file(shop: Shop) -> None:
    ran = shop.run("unload", *AGREED)
    kept = Path(FOLDER, ".load", "sandbox.deleted.jsonl")
    assert f"kept in {kept}" in ran.err
    bodies = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert len(bodies) == 5
    assert "ann0@example.com" in kept.read_text(encoding="utf-8")


def test_the_list_comes_first_and_a_dry_run_ends_there(shop: Shop) -> None:
    ran = shop.run("unload", "--dry-run")
    assert ran.status == 0
    assert all(
        words in ran.err for words in ("TST-00000", "ann1@example.com", "To delete:  5 records", "Bill: ")
    )
    assert shop.effects("deleted") == []
    part = shop.run("unload", "--dry-run", "--only", "products", "--limit", "2", "--json").data
    assert [each["kind"] for each in part["delete"]] == ["product", "product"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ((), 2),
        (("--yes",), 2),
        (("--confirm-store", "sandbox"), 2),
        (("--yes", "--confirm-store", "sandpit"), 4),
    ],
)
def test_the_prefix_has_to_be_given_and_right(shop: Shop, words: tuple[str, ...], status: int) -> None:
    assert shop.run("unload", *words).status == status
    assert shop.effects("deleted") == []


def test_what_was_adopted_stays_unless_asked(shop: Shop) -> None:
    shutil.rmtree(Path(FOLDER, ".load"))
    assert shop.load("--adopt").status == 0
    stays = shop.run("unload", "--dry-run", "--json").data
    assert (stays["delete"], len(stays["stay"])) == ([], 5)
    assert "5 records stay: not created by this dataset" in shop.run("unload", "--dry-run").err
    assert shop.run("unload", *AGREED, "--adopted", "--json").data["deleted"] == {
        "products": 3,
        "customers": 2,
    }


def test_an_unload_that_was_cut_off_goes_on(shop: Shop) -> None:
    shop.port.control("faults", {"faults": [{"kind": "refuse", "status": 401, "on": "deletes", "at": [3]}]})
    words = (*AGREED, "--concurrency", "1", "--json")
    cut = shop.run("unload", *words, "-t", shop.port.token)
    assert cut.status == 4
    assert cut.document["next"] == f"x-series-demo unload {FOLDER} {' '.join((*shop.options, *FAST, *words))}"
    assert len(shop.effects("deleted")) == 2
    shop.port.control("faults", {})
    assert shop.run("unload", *AGREED).status == 0
    assert len(shop.effects("deleted")) == 5
