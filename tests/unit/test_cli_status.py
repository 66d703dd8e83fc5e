"""status and skip: where a dataset stands, one record's history, past runs, what to mend, and what to leave out."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.cli_scenes import EMBEDDED, FAST, FOLDER, Shop, edit, shop_on_a_port, write_dataset
from tests.unit.cli_support import invoke, settle_in

LOADED = ("load", FOLDER, *EMBEDDED, "--yes", *FAST)


@pytest.fixture(autouse=True)
def _stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle_in(tmp_path, monkeypatch)


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
    data = refusing.run("status", "--json").data
    assert data["counts"] == {"customers": {"done": 2}, "products": {"done": 2, "rejected": 1}}
    assert (data["settled"], data["rejected"][0]["key"]) == (False, "TST-00000")


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


def test_a_dataset_that_was_never_loaded_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    ran = invoke(capsys, "status", FOLDER, *EMBEDDED)
    assert (ran.status, "never loaded into sandbox" in ran.err) == (2, True)
    assert not Path(FOLDER, ".load").exists()


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
    assert refusing.run("status", "--list").err.startswith("Next: x-series-demo status out/demo KEY ")


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
    assert "In the store: not there any more" in refusing.run("status", "TST-00001").out
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
