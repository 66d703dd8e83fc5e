"""One store, one journal: whatever name was typed, and whichever an earlier load had typed."""

from pathlib import Path

import pytest

from pipeline.journal.book import Journal
from pipeline.sandbox import SandboxOptions
from tests.support.cli_scenes import FAST, FOLDER, write_dataset
from tests.support.cli_support import invoke, settle_in
from tests.support.sandboxes import on_a_port


@pytest.fixture(autouse=True)
def _stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle_in(tmp_path, monkeypatch)


def journals() -> list[str]:
    return sorted(path.stem for path in Path(FOLDER, ".load").glob("*.sqlite"))


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
