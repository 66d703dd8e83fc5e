"""A dataset's sandbox is found from any current folder, wherever both were moved; what only reads makes none."""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.sandbox import SandboxOptions
from tests.support.cli_scenes import FAST, write_dataset
from tests.support.cli_support import Ran, invoke, settle_in
from tests.support.sandboxes import in_memory

STATE = "out/.sandbox/shop.sqlite"
DEMO = "out/demo"


@pytest.fixture(autouse=True)
def _checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    settle_in(tmp_path / "here", monkeypatch)


def created(state: Path) -> list[str]:
    """Return the keys of what was created in the sandbox of a state file, and not deleted again."""
    with in_memory(SandboxOptions(registers=10), state) as shop:
        effects = shop.history()
    gone = {each.id for each in effects if each.action == "deleted"}
    return sorted(each.key for each in effects if each.action == "created" and each.id not in gone)


def sandboxes(root: Path) -> list[Path]:
    """Return the state files below a folder, as they stand below it."""
    return sorted(path.relative_to(root) for path in root.rglob("*") if path.name == "shop.sqlite")


def load(capsys: pytest.CaptureFixture[str], folder: str | Path = DEMO) -> Ran:
    return invoke(capsys, "load", str(folder), "--sandbox", "--yes", *FAST)


def write_other(folder: str) -> None:
    """Write another dataset, of one product."""
    Path(folder).mkdir(parents=True)
    Path(folder, "products.csv").write_text("sku,name\nTWO-1,Second\n", encoding="utf-8")


def loaded(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Load a dataset in the current folder; return the keys of its records."""
    write_dataset()
    assert load(capsys).status == 0
    keys = created(Path(STATE))
    assert len(keys) == 5
    return keys


@pytest.mark.campaign
def test_every_command_meets_the_datasets_sandbox_from_another_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = loaded(capsys)
    folder, state = tmp_path / "here" / DEMO, tmp_path / "here" / STATE
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    again = load(capsys, folder)
    assert (again.status, f"at the sandbox ({state})" in again.err) == (0, True)
    one = invoke(capsys, "status", str(folder), "TST-00000", "--sandbox")
    assert (one.status, "In the store: as it was sent" in one.out) == (0, True)
    for words in (
        ("verify",),
        ("plan",),
        ("update", "--dry-run"),
        ("unload", "--dry-run"),
        ("plan", "--against-store"),
    ):
        assert invoke(capsys, words[0], "../here/out/demo", "--sandbox", *words[1:]).status == 0
    assert created(state) == keys
    unload = ("unload", str(folder), "--sandbox", "--yes", "--confirm-store", "sandbox")
    assert invoke(capsys, *unload, *FAST).status == 0
    assert created(state) == []
    assert sandboxes(tmp_path) == [Path("here", STATE)]


def test_a_dataset_that_was_never_loaded_goes_into_the_sandbox_beside_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(capsys)
    write_other("out/two")
    monkeypatch.chdir(tmp_path)
    assert load(capsys, "here/out/two").status == 0
    assert "TWO-1" in created(tmp_path / "here" / STATE)
    assert sandboxes(tmp_path) == [Path("here", STATE)]


def test_both_moved_together_stay_together_and_a_copy_has_a_sandbox_of_its_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = loaded(capsys)
    monkeypatch.chdir(tmp_path)
    shutil.copytree("here", "copy")
    Path("here").rename("moved")
    with Path("copy", DEMO, "products.csv").open("a", encoding="utf-8") as file:
        file.write("TST-00009,Another,1.95\n")
    for place in ("moved", "copy"):
        ran = load(capsys, Path(place, DEMO))
        assert (ran.status, "is not at" in ran.err) == (0, False), ran.err
    assert created(Path("moved", STATE)) == keys
    assert created(Path("copy", STATE)) == sorted([*keys, "TST-00009"])


@pytest.mark.campaign
@pytest.mark.parametrize("other", [False, True], ids=["alone", "beside-another-sandbox"])
def test_a_dataset_moved_without_its_sandbox_still_finds_it_and_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: bool
) -> None:
    keys = loaded(capsys)
    there = tmp_path / "there"
    there.mkdir()
    monkeypatch.chdir(there)
    if other:
        write_other("out/other")
        assert load(capsys, "out/other").status == 0
    (tmp_path / "here" / DEMO).rename(there / "demo" if not other else there / DEMO)
    folder = "demo" if not other else DEMO
    for told in (True, False):
        ran = load(capsys, folder)
        assert ran.status == 0, ran.err
        assert (f"but at {tmp_path / 'here' / STATE}." in ran.err) == told
    assert created(tmp_path / "here" / STATE) == keys
    assert len(sandboxes(there)) == other


@pytest.mark.campaign
@pytest.mark.parametrize("remade", [False, True])
def test_a_sandbox_that_is_gone_is_missed_and_not_replaced(
    capsys: pytest.CaptureFixture[str], remade: bool
) -> None:
    loaded(capsys)
    shutil.rmtree("out/.sandbox")
    if remade:
        write_other("out/other")
        assert load(capsys, "out/other").status == 0
    before = created(Path(STATE)) if remade else []
    with Path(DEMO, "products.csv").open("a", encoding="utf-8") as file:
        file.write("TST-00009,Another,1.95\n")
    commands = [("load", "--yes"), ("plan",), ("verify",), ("unload", "--yes", "--confirm-store", "sandbox")]
    for name, *words in commands:
        ran = invoke(capsys, name, DEMO, "--sandbox", *words)
        assert (ran.status, f"is not at {STATE}." in ran.err) == (4, True), ran.err
    assert "move out/demo/.load/sandbox.sqlite away" in load(capsys).err
    told = invoke(capsys, "status", DEMO, "TST-00000", "--sandbox")
    assert (told.status, "is not at" in told.err) == (0, True)
    assert (created(Path(STATE)) if remade else sandboxes(Path())) == before
    Path(DEMO, ".load/sandbox.sqlite").rename("kept.sqlite")
    assert load(capsys).status == 0
    assert len(created(Path(STATE))) == 6 + len(before)


def test_a_sandbox_that_cannot_be_read_is_called_that_and_not_gone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    loaded(capsys)
    Path(STATE).write_bytes(b"no SQLite file, and long enough to be taken for one" * 20)
    for rest in ("-wal", "-shm"):
        Path(STATE + rest).unlink(missing_ok=True)
    ran = invoke(capsys, "verify", DEMO, "--sandbox")
    assert (ran.status, f"{STATE} is no SQLite file" in ran.err) == (5, True), ran.err


def test_a_journal_from_before_the_note_finds_the_sandbox_beside_its_dataset(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(capsys)
    base = sqlite3.connect(Path(DEMO, ".load/sandbox.sqlite"))
    with base:
        assert base.execute("DELETE FROM meta WHERE name = 'sandbox'").rowcount == 1
    base.close()
    monkeypatch.chdir(tmp_path)
    assert invoke(capsys, "verify", str(Path("here", DEMO)), "--sandbox").status == 0
    assert sandboxes(tmp_path) == [Path("here", STATE)]


@pytest.mark.campaign
@pytest.mark.parametrize(
    "words",
    [
        ("plan", DEMO, "--sandbox"),
        ("load", DEMO, "--sandbox", "--dry-run"),
        ("plan", DEMO, "--sandbox", "--rehearse", "--against-store"),
        ("verify", DEMO, "--sandbox", "--orphans"),
        ("unload", DEMO, "--sandbox", "--dry-run"),
        ("unload", DEMO, "--sandbox", "--yes", "--confirm-store", "sandbox"),
        ("status", DEMO, "--sandbox"),
        ("doctor", "--sandbox"),
        ("store", "outlets", "--sandbox"),
        ("--sandbox", "-p", "home", "--customers", "1", "--products", "1", "--dry-run"),
    ],
    ids=" ".join,
)
def test_what_only_reads_makes_no_sandbox(capsys: pytest.CaptureFixture[str], words: Sequence[str]) -> None:
    write_dataset()
    ran = invoke(capsys, *words)
    assert ran.status in {0, 2}, ran.err
    assert not Path("out/.sandbox").exists()


def test_a_sandbox_that_is_not_made_yet_is_called_that(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset()
    ran = invoke(capsys, "plan", DEMO, "--sandbox")
    assert f"Sandbox Store at the sandbox ({STATE}, not made yet), USD, 1 outlet" in ran.err
