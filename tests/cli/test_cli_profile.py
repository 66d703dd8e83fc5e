"""profile add|list|show|remove, and what a profile may decide for other commands."""

import sys
from pathlib import Path

import pytest

from pipeline.sandbox import SandboxOptions
from tests.support.cli_support import TOKEN, invoke
from tests.support.sandboxes import on_a_port


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)  # as on a machine without the extra


@pytest.fixture
def acme(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Keep a profile with a token, and return the token."""
    monkeypatch.setenv("XSERIES_TOKEN", TOKEN)
    words = ("profile", "add", "acme", "-d", "acme-demo", "--region", "nz", "--pace", "spec")
    assert invoke(capsys, *words).status == 0
    monkeypatch.delenv("XSERIES_TOKEN")
    return TOKEN


def test_where_the_token_goes_is_said_aloud(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSERIES_TOKEN", TOKEN)
    ran = invoke(capsys, "profile", "add", "acme", "-d", "acme-demo")
    assert ran.status == 0
    assert "…6789 from $XSERIES_TOKEN is kept in a file that only you may read (0600), unencrypted" in ran.err
    assert TOKEN not in ran.out + ran.err
    assert (tmp_path / "config/x-series-demo/profiles/acme.token").read_text() == f"{TOKEN}\n"
    assert "Next: x-series-demo doctor --profile acme" in ran.err


@pytest.mark.usefixtures("acme")
def test_show_masks_the_token(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "profile", "show", "acme", "--json")
    assert ran.data == {
        "name": "acme",
        "domain": "acme-demo",
        "region": "nz",
        "pace": "spec",
        "token_in": "file",
        "token": "…6789",
    }
    assert TOKEN not in invoke(capsys, "profile", "show", "acme").out


@pytest.mark.usefixtures("acme")
def test_list_marks_the_chosen_one_and_reads_no_token(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config/x-series-demo/profiles/acme.token").unlink()
    monkeypatch.setenv("XSERIES_PROFILE", "acme")
    ran = invoke(capsys, "profile", "list", "--json")
    assert [(each["name"], each["chosen"]) for each in ran.data["profiles"]] == [("acme", True)]


@pytest.mark.usefixtures("acme")
def test_a_damaged_profile_does_not_hide_the_rest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "config/x-series-demo/profiles/broken.json").write_text("{")
    ran = invoke(capsys, "profile", "list", "--json")
    told = [(each["name"], bool(each["unsound"])) for each in ran.data["profiles"]]
    assert (ran.status, told) == (0, [("acme", False), ("broken", True)])
    assert "broken.json can't be read" in invoke(capsys, "profile", "list").err


@pytest.mark.parametrize("place", ["before", "between", "behind"])
def test_json_works_wherever_it_stands(capsys: pytest.CaptureFixture[str], place: str) -> None:
    words = {
        "before": ("--json", "profile", "list"),
        "between": ("profile", "--json", "list"),
        "behind": ("profile", "list", "--json"),
    }[place]
    assert invoke(capsys, *words).document["command"] == "profile list"


def test_a_token_without_a_store_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "t").write_text(TOKEN)
    ran = invoke(capsys, "profile", "add", "x", "--region", "nz", "--token-file", "t", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, "profile-token-storeless")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("x",), "profile-empty"),
        (("x", "--region", "nzz"), "choice-invalid"),
        (("x", "--pace", "stedy"), "choice-invalid"),
        (("x", "-d", "evil.example/"), "prefix-invalid"),
        (("x", "-d", "ok", "--token-in", "drawer"), "choice-invalid"),
        (("../x", "-d", "ok"), "profile-name-invalid"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    ran = invoke(capsys, "profile", "add", *words, "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, code)
    assert not (tmp_path / "config").exists()


@pytest.mark.usefixtures("acme")
def test_remove_wants_a_yes_and_takes_the_token_along(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert invoke(capsys, "profile", "remove", "acme").status == 2
    assert invoke(capsys, "profile", "remove", "acme", "--yes", "--json").data == {"removed": True}
    assert list((tmp_path / "config/x-series-demo/profiles").iterdir()) == []
    assert invoke(capsys, "profile", "remove", "acme", "--yes").status == 2


@pytest.mark.campaign
@pytest.mark.usefixtures("acme")
def test_yes_does_not_take_the_store_from_a_profile(capsys: pytest.CaptureFixture[str]) -> None:
    invoke(capsys, "generate", "-p", "apparel", "--customers", "1", "--products", "1")
    with on_a_port(SandboxOptions(prefix="acme-demo", token=TOKEN, registers=10)) as store:
        words = ("load", "out/demo", "--profile", "acme", "--base-url", store.base_url, "--yes", "--json")
        refused = invoke(capsys, *words)
        assert (refused.status, refused.document["error"]["code"]) == (2, "store-unnamed")
        assert store.history() == []
        assert invoke(capsys, *words, "-d", "acme-demo").status == 0
        made = [each["kind"] for each in store.history()]
        assert (made.count("customers"), made.count("products")) == (1, 1)


@pytest.mark.usefixtures("acme")
def test_a_profiles_store_has_to_be_allowed_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSERIES_ALLOWED_STORES", "nothing-else")
    ran = invoke(capsys, "store", "outlets", "--profile", "acme", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (4, "store-not-allowed")
    assert '"acme-demo"' in ran.document["error"]["message"]


@pytest.mark.usefixtures("acme")
def test_a_profiles_token_is_not_sent_to_another_store(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "store", "outlets", "--profile", "acme", "-d", "other")
    assert ran.status == 4
    assert "There is no token." in ran.err
    assert '--domain names another store than profile "acme"' in ran.err


@pytest.mark.usefixtures("acme")
def test_a_profiles_region_shapes_what_is_generated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSERIES_PROFILE", "acme")
    words = ("generate", "-p", "apparel", "--customers", "1", "--products", "1", "--json")
    assert invoke(capsys, *words).data["region"] == "nz"
    assert invoke(capsys, *words, "--region", "gb", "--out", "out/gb").data["region"] == "gb"


def test_an_unknown_profile_is_a_usage_error_with_a_near_miss(
    capsys: pytest.CaptureFixture[str], acme: str
) -> None:
    del acme
    ran = invoke(capsys, "store", "outlets", "--profile", "acne", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (2, "profile-missing")
    assert 'Did you mean "acme"?' in ran.document["error"]["message"]


def test_a_dot_env_is_not_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"XSERIES_TOKEN={TOKEN}\nXSERIES_DOMAIN=acme\n")
    ran = invoke(capsys, "store", "outlets", "--json")
    assert ran.document["error"]["code"] == "store-missing"
