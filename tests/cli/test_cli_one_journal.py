"""One store, one journal: whatever name was typed, and whichever an earlier load had typed."""

from pathlib import Path

import pytest

from pipeline.journal.book import Journal
from pipeline.sandbox import SandboxOptions
from tests.support.cli_scenes import FAST, FOLDER, write_dataset
from tests.support.cli_support import invoke
from tests.support.sandboxes import on_a_port


def journals() -> list[str]:
    return sorted(path.stem for path in Path(FOLDER, ".load").glob("*.sqlite"))


@pytest.mark.campaign
def test_a_journal_is_named_by_what_the_store_answers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset()
    with on_a_port(SandboxOptions(prefix="mystore", registers=10)) as shop:
        monkeypatch.setenv("XSERIES_TOKEN", shop.token)
        there = ("--base-url", shop.base_url)
        first = invoke(capsys, "load", FOLDER, "-d", "typo", *there, "--yes", *FAST)
        assert first.status == 0, first.err
        assert 'This store is known as "mystore", not "typo".' in first.err
        assert journals() == ["mystore"]
        assert f"verify {FOLDER} -d mystore --base-url" in first.err
        for name in ("typo", "mystore", "other"):
            again = invoke(capsys, "load", FOLDER, "-d", name, *there, "--yes", *FAST)
            assert "5 records there already" in " ".join(again.err.split())
            assert invoke(capsys, "status", FOLDER, "-d", name, *there, "--json").data["settled"]
            assert invoke(capsys, "verify", FOLDER, "-d", name, *there, *FAST).status == 0
        assert journals() == ["mystore"]
        monkeypatch.setenv("XSERIES_ALLOWED_STORES", "typo")
        refused = invoke(capsys, "load", FOLDER, "-d", "typo", *there, "--yes", *FAST)
        assert (refused.status, 'does not list "mystore"' in refused.err) == (4, True)


def test_an_older_journal_of_the_same_retailer_is_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset()
    with on_a_port(SandboxOptions(prefix="mystore", registers=10)) as shop:
        monkeypatch.setenv("XSERIES_TOKEN", shop.token)
        there = ("-d", "mystore", "--base-url", shop.base_url, "--yes", *FAST)
        assert invoke(capsys, "load", FOLDER, *there, "--limit", "1").status == 0
        old = Path(FOLDER, ".load/mystore.sqlite").rename(Path(FOLDER, ".load/typo.sqlite"))
        with Journal.open(old, durable=False) as journal:  # as versions wrote it that named it as typed
            journal.set_note("binding", {**journal.note("binding"), "prefix": "typo"})
        on = invoke(capsys, "load", FOLDER, *there)
        assert on.status == 0, on.err
        assert 'This store is known as "typo", not "mystore".' in on.err
        assert journals() == ["typo"]
        assert len({each["key"] for each in shop.history() if each["action"] == "created"}) == 5


def test_what_a_sync_program_left_beside_the_journals_is_no_store_and_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_dataset()
    assert invoke(capsys, "load", FOLDER, "--sandbox", "--yes", *FAST).status == 0
    hidden = Path(FOLDER, ".load/._sandbox.sqlite")
    hidden.write_bytes(b"\0\5\x16\7" + bytes(60))
    hidden.chmod(0o644)
    quiet = invoke(capsys, "status", FOLDER)
    assert (quiet.status, "copy" in quiet.err) == (0, False)
    copies = [
        "sandbox (Ann's conflicted copy 2026-01-02).sqlite",
        "sandbox-DESKTOP-7.sqlite",
        "sandbox.sync-conflict-20260102-030405-ABCDEFG.sqlite",
        "sandbox 2.sqlite",
        "sandbox-laptop-ab12cd.sqlite",
    ]
    for name in copies:
        Path(FOLDER, ".load", name).write_bytes(Path(FOLDER, ".load/sandbox.sqlite").read_bytes())
    for words in (
        ("status", FOLDER),
        ("load", FOLDER, "--sandbox", "--yes"),
        ("verify", FOLDER, "--sandbox"),
    ):
        ran = invoke(capsys, *words)
        assert ran.status == 0, ran.err
        said = " ".join(ran.err.split())
        assert all(name in said for name in copies), words
    doctor = invoke(capsys, "doctor", "--json")
    (check,) = [each for each in doctor.data["checks"] if each["name"] == "journals"]
    assert (check["health"], check["words"].startswith("5 copies")) == ("note", True)


def test_a_store_whose_name_goes_on_from_another_ones_keeps_its_journal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_dataset()
    assert invoke(capsys, "load", FOLDER, "--sandbox", "--yes", *FAST).status == 0
    own = Path(FOLDER, ".load/sandbox-test.sqlite")
    own.write_bytes(Path(FOLDER, ".load/sandbox.sqlite").read_bytes())
    with Journal.open(own, durable=False) as journal:
        journal.set_note("binding", {**journal.note("binding"), "prefix": "sandbox-test"})
    both = invoke(capsys, "status", FOLDER)
    assert (both.status, "several stores: sandbox-test, sandbox." in both.err) == (2, True)
    assert "copy" not in both.err
