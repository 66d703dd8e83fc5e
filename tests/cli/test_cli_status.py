"""status and skip: where a dataset stands, one record's history, past runs, what to mend, and what to leave out."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli_scenes import EMBEDDED, FAST, FOLDER, Shop, edit, shop_on_a_port, write_dataset
from tests.support.cli_support import invoke

LOADED = ("load", FOLDER, *EMBEDDED, "--yes", *FAST)


@pytest.fixture
def refusing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A store that refused the first product of two customers and three products."""
    write_dataset(customers=2, products=3)
    fault = {"kind": "refuse", "status": 422, "on": "creates", "at": [3], "error": "Name is too long"}
    with shop_on_a_port(capsys, monkeypatch, fault) as shop:
        assert shop.load("--concurrency", "1").status == 1
        yield shop


# status


def test_the_overview_counts_and_explains_and_says_what_a_load_would_do(refusing: Shop) -> None:
    ran = refusing.run("status")
    assert ran.status == 0
    assert ran.out.splitlines()[0] == "out/demo in sandbox"
    [refused] = [line for line in ran.out.splitlines() if "Name is too long" in line]
    assert refused.split()[:4] == ["product", "TST-00000", "2", "422"]
    assert "The next load would send 1, look up 0, leave 4." in ran.err
    assert "After mending" not in ran.err
    data = refusing.run("status", "--json").data
    assert data["counts"] == {"customers": {"done": 2}, "products": {"done": 2, "rejected": 1}}
    assert (data["settled"], data["rejected"][0]["key"]) == (False, "TST-00000")


def test_what_is_in_conflict_is_to_be_mended_before_the_next_load(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(customers=0, products=1, folder="out/first")
    write_dataset(customers=0, products=2)
    edit(Path(FOLDER, "products.csv"), "TST-00000", "TST-99999")
    assert invoke(capsys, "load", "out/first", *EMBEDDED, "--yes", *FAST).status == 0
    assert invoke(capsys, *LOADED).status == 1
    before = invoke(capsys, "status", FOLDER, *EMBEDDED).err
    assert "The next load would send 0, look up 0, leave 2." in before
    assert "After mending in the files what was refused" in before
    assert "load --adopt takes over what has the same keys" in before
    assert invoke(capsys, *LOADED).status == 1, "as it says: nothing was mended"
    edit(Path(FOLDER, "products.csv"), "Test thing 0", "Mended")
    assert "After mending" not in invoke(capsys, "status", FOLDER, *EMBEDDED).err
    assert invoke(capsys, *LOADED).status == 0


def test_after_a_load_comes_verify_and_after_an_unload_comes_load(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    assert (
        invoke(capsys, "status", FOLDER, "--json").document["next"]
        == f"x-series-demo verify {FOLDER} --sandbox"
    )
    assert (
        invoke(capsys, "unload", FOLDER, *EMBEDDED, "--yes", "--confirm-store", "sandbox", *FAST).status == 0
    )
    after = invoke(capsys, "status", FOLDER, "--json")
    assert after.document["next"] == f"x-series-demo load {FOLDER} --sandbox"
    assert after.data["next_load"]["send"] == 5


@pytest.mark.parametrize(
    ("named", "said", "store"),
    [
        ((), "out/demo is not loaded yet.", "--sandbox"),
        (EMBEDDED, "out/demo is not loaded into sandbox yet.", "--sandbox"),
        (("-d", "mystore"), "out/demo is not loaded into mystore yet.", "-d mystore"),
    ],
)
def test_before_a_load_it_says_so_and_how_to_load(
    capsys: pytest.CaptureFixture[str], named: tuple[str, ...], said: str, store: str
) -> None:
    write_dataset(customers=2, products=3)
    ran = invoke(capsys, "status", FOLDER, *named)
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        f"! {said}",
        "The next load would send 5, look up 0, leave 0.",
        f"Next: x-series-demo load out/demo {store}",
    ]
    found = invoke(capsys, "status", FOLDER, *named, "--json")
    assert (found.status, found.data["loaded"], found.data["next_load"]["send"]) == (0, False, 5)
    assert found.data["counts"] == {"customers": {"pending": 2}, "products": {"pending": 3}}
    assert not Path(FOLDER, ".load").exists()
    assert not Path("out/.sandbox").exists()


@pytest.mark.parametrize("asked", ["--list", "--runs", "--rejected=mend.csv"])
def test_before_a_load_no_record_is_done_and_nothing_was_run(
    capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    write_dataset()
    if asked == "--list":
        listed = invoke(capsys, "status", FOLDER, asked, "--json").data["records"]
        assert {each["state"] for each in listed} == {"pending"}
        asked = "--state=done"
    ran = invoke(capsys, "status", FOLDER, asked, "--json")
    assert (ran.status, list(ran.data.values())) == (0, [[]])
    assert ran.document["next"] == f"x-series-demo status {FOLDER} --sandbox"


def test_a_row_that_no_load_has_seen_is_pending(capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_dataset(customers=1, products=1)
    before = invoke(capsys, "status", FOLDER, "TST-00000", "--json").data["records"]
    assert [(each["state"], each["row"], each["attempts"]) for each in before] == [("pending", 2, 0)]
    invoke(capsys, *LOADED)
    edit(folder / "products.csv", "TST-00000", "TST-00009,Another,1.95\nTST-00000")
    after = invoke(capsys, "status", FOLDER, "tst-00009")
    assert (after.status, after.out.splitlines()[0]) == (0, "product TST-00009: pending, Another")
    wrong = invoke(capsys, "status", FOLDER, "TST-00008")
    assert (wrong.status, 'Did you mean "TST-00009"?' in wrong.err) == (2, True)


def test_of_another_store_it_says_where_it_was_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    ran = invoke(capsys, "status", FOLDER, "-d", "mystore")
    assert (ran.status, "not loaded into mystore yet. It was loaded into: sandbox." in ran.err) == (0, True)


def test_before_a_load_files_that_cannot_be_read_lead_to_check(capsys: pytest.CaptureFixture[str]) -> None:
    edit(write_dataset() / "products.csv", "Test thing 1", '"Test thing')
    ran = invoke(capsys, "status", FOLDER)
    assert (ran.status, ran.err.splitlines()[-1]) == (0, f"Next: x-series-demo check {FOLDER}")


@pytest.mark.parametrize(("folder", "status"), [("out", 3), ("out/dmeo", 2), ("out/demo/customers.csv", 2)])
def test_a_folder_that_is_no_dataset_stays_an_error(
    capsys: pytest.CaptureFixture[str], folder: str, status: int
) -> None:
    write_dataset()
    assert invoke(capsys, "status", folder).status == status
    assert invoke(capsys, "status", folder, *EMBEDDED).status == status


def test_a_store_on_this_machine_is_named_again_by_its_address(
    refusing: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = invoke(capsys, "status", FOLDER, "--json")
    assert ran.document["next"] == f"x-series-demo load {FOLDER} {' '.join(refusing.options)}"


def test_of_several_stores_one_has_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    journal = Path(FOLDER, ".load", "sandbox.sqlite")
    shutil.copy(journal, journal.with_name("other.sqlite"))
    ran = invoke(capsys, "status", FOLDER)
    assert (ran.status, "several stores: other, sandbox" in ran.err) == (2, True)
    assert invoke(capsys, "status", FOLDER, *EMBEDDED).status == 0


def test_it_tells_without_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_dataset()
    invoke(capsys, *LOADED)
    edit(folder / "products.csv", "Test thing 1", '"Test thing')
    ran = invoke(capsys, "status", FOLDER)
    assert (ran.status, "The files can't be read as they are" in ran.err) == (0, True)
    assert "products" in ran.out


def test_a_list_can_be_narrowed(refusing: Shop) -> None:
    listed = refusing.run("status", "--list", "--json").data["records"]
    assert [each["key"] for each in listed][:2] == ["ann0@example.com", "ann1@example.com"]
    assert len(listed) == 5
    rejected = refusing.run("status", "--state", "rejected", "--json").data["records"]
    assert [each["key"] for each in rejected] == ["TST-00000"]
    products = refusing.run("status", "--kind", "products", "--state", "done", "--json").data["records"]
    assert [each["key"] for each in products] == ["TST-00001", "TST-00002"]
    assert "TST-00001" in refusing.run("status", "--list").out
    assert refusing.run("status", "--list").err.endswith(" ann0@example.com\n")


@pytest.mark.parametrize(
    ("words", "near"), [(("--state", "rejcted"), "rejected"), (("--kind", "prodcts"), "products")]
)
def test_a_wrong_filter_suggests_the_right_one(
    capsys: pytest.CaptureFixture[str], words: tuple[str, str], near: str
) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    ran = invoke(capsys, "status", FOLDER, *words)
    assert (ran.status, f'Did you mean "{near}"?' in ran.err) == (2, True)


def test_one_record_has_its_attempts_its_id_and_its_state_in_the_store(refusing: Shop) -> None:
    data = refusing.run("status", "TST-00001", "--json").data["records"][0]
    assert (data["state"], data["attempts"], data["history"][0]["status"]) == ("done", 1, 200)
    assert data["store"] == {"there": True, "words": "as it was sent", "differences": []}
    refusing.port.control("edit", {"kind": "products", "id": data["id"], "changes": {"name": "Renamed"}})
    changed = refusing.run("status", "TST-00001")
    assert "In the store: name is 'Renamed', sent 'Test thing 1'" in changed.out
    refusing.port.control("delete", {"kind": "products", "id": data["id"]})
    way_out = "not there any more; unload --key TST-00001, then load, makes it again."
    assert f"In the store: {way_out}" in refusing.run("status", "TST-00001").out
    missing = refusing.run("status", "TST-00000")
    assert "Name is too long" in missing.out
    assert "In the store" not in missing.out


def test_a_key_that_nobody_has_suggests_one(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    ran = invoke(capsys, "status", FOLDER, "TST-0000")
    assert (ran.status, "Did you mean" in ran.err) == (2, True)


def test_runs_are_listed_with_their_figures(refusing: Shop) -> None:
    assert refusing.load().status == 0
    runs = refusing.run("status", "--runs", "--json").data["runs"]
    assert [(run["run"], run["records"], run["ended"]) for run in runs] == [(1, 4, "done"), (2, 1, "done")]
    assert (runs[0]["requests"], runs[0]["refusals_429"], runs[0]["seconds_a_record"] > 0) == (5, 0, True)
    assert "killed" not in refusing.run("status", "--runs").out


def test_rejected_rows_go_to_a_file_and_once_mended_are_sent_alone(refusing: Shop) -> None:
    ran = refusing.run("status", "--rejected", "mend.csv")
    assert (ran.status, "mend.csv" in ran.err) == (1, True)
    written = list(Path().glob("mend*.csv"))
    text = "".join(path.read_text(encoding="utf-8-sig") for path in written)
    assert ("TST-00000" in text, "TST-00001" in text, "Name is too long" in text) == (True, False, True)
    assert refusing.run("status", "--rejected", "mend.csv").status == 2
    assert refusing.run("status", "--rejected", "mend.csv", "--overwrite").status == 1
    edit(Path(FOLDER, "products.csv"), "Test thing 0", "Mended")
    refusing.port.control("faults", {})
    again = refusing.load("--retry-failed", "--json")
    assert (again.status, again.data["requests"]) == (0, 1)
    none = refusing.run("status", "--rejected", "mend2.csv")
    assert (none.status, "Nothing was rejected." in none.err) == (0, True)


# skip


def test_a_skipped_record_is_left_out_until_it_is_taken_back_in(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(customers=1, products=2)
    ran = invoke(capsys, "skip", FOLDER, "TST-00001", *EMBEDDED)
    assert (ran.status, "TST-00001 is left out of loads." in ran.err) == (0, True)
    assert "Next: x-series-demo load out/demo --sandbox" in ran.err
    assert invoke(capsys, *LOADED, "--json").data["created"] == {"customers": 1, "products": 1}
    assert invoke(capsys, "status", FOLDER, "--json").data["skipped"] == ["TST-00001"]
    assert "stood so already" in invoke(capsys, "skip", FOLDER, "TST-00001").err
    undone = invoke(capsys, "skip", FOLDER, "TST-00001", "--undo", "--json")
    assert undone.data == {"changed": ["TST-00001"], "unchanged": []}
    assert invoke(capsys, *LOADED, "--json").data["created"] == {"products": 1}


def test_what_is_in_the_store_cannot_be_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    invoke(capsys, *LOADED)
    ran = invoke(capsys, "skip", FOLDER, "TST-00001")
    assert (ran.status, "x-series-demo unload" in ran.err) == (1, True)


def test_a_key_that_no_row_has_cannot_be_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    ran = invoke(capsys, "skip", FOLDER, "TST-0001", *EMBEDDED)
    assert (ran.status, 'Did you mean "TST-00001"?' in ran.err) == (2, True)
