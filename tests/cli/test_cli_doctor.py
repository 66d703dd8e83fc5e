"""doctor, as a stranger runs it: without a token, with one, against the sandbox and against nothing."""

from pathlib import Path

import pytest

from pipeline.cli.store.target import read_token_file
from pipeline.settings import parse_token
from tests.support.cli_support import TOKEN, Ran, invoke
from tests.support.sandboxes import on_a_port

NOBODY = "http://127.0.0.1:9/api/2.0"  # the discard port: nothing listens


def checks(ran: Ran) -> dict[str, tuple[str, str]]:
    return {each["name"]: (each["health"], each["words"]) for each in ran.data["checks"]}


def origins(ran: Ran) -> dict[str, tuple[str | None, str]]:
    return {each["name"]: (each["value"], each["origin"]) for each in ran.data["settings"]}


def test_doctor_is_well_without_a_token_and_says_that_there_is_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ran = invoke(capsys, "doctor", "--json")
    assert ran.status == 0
    assert checks(ran)["token"] == ("note", "there is none")
    assert checks(ran)["Python"][0] == checks(ran)["packages"][0] == "well"


def test_a_store_without_a_token_is_4_and_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "doctor", "-d", "acme", "--json")
    assert ran.status == ran.document["exit_status"] == 4
    assert checks(ran)["token"][0] == "ill"
    assert "not asked" in checks(ran)["store"][1]


def test_the_sandbox_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "doctor", "--sandbox", "--registers", "2", "--json")
    found = checks(ran)
    assert ran.status == 0
    assert found["store"] == ("well", "Sandbox Store, USD")
    assert found["registers"] == ("well", "2")
    assert found["quota"][1].startswith("650 requests in 5 minutes, ")
    assert found["clock"] == ("well", "agrees with the store's")
    assert found["API"][1].startswith("version 2.0 answers")


def test_a_store_that_does_not_answer_is_75_with_a_way_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSERIES_TOKEN", TOKEN)
    ran = invoke(capsys, "doctor", "--base-url", NOBODY)
    assert ran.status == 75
    assert "✗ store      The store can't be reached: no connection" in ran.out
    assert TOKEN not in ran.out + ran.err
    assert "…6789 from $XSERIES_TOKEN" in ran.out


def test_a_sandbox_that_somebody_serves_is_5_and_says_who(capsys: pytest.CaptureFixture[str]) -> None:
    with on_a_port(state=Path("out/.sandbox/shop.sqlite")) as store:
        ran = invoke(capsys, "doctor", "--sandbox", "--json")
        assert ran.status == 5
        assert "is in use by process" in checks(ran)["store"][1]
        over_the_port = invoke(
            capsys, "doctor", "--base-url", store.base_url, "--token", store.token, "--json"
        )
        assert (over_the_port.status, checks(over_the_port)["registers"]) == (0, ("well", "1"))


def test_each_value_says_where_it_is_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    added = invoke(capsys, "profile", "add", "acme", "-d", "acme-demo", "--pace", "spec", "--region", "nz")
    assert added.status == 0
    monkeypatch.setenv("XSERIES_PROFILE", "acme")
    found = origins(invoke(capsys, "doctor", "--json"))
    assert found["profile"] == ("acme", "$XSERIES_PROFILE")
    assert found["domain"] == ("acme-demo", "profile acme")
    assert found["pace"] == ("spec", "profile acme")
    assert found["API version"] == ("2.0", "default")
    monkeypatch.setenv("XSERIES_DOMAIN", "other")
    assert origins(invoke(capsys, "doctor", "--json"))["domain"] == ("other", "$XSERIES_DOMAIN")
    assert origins(invoke(capsys, "doctor", "-d", "flag", "--json"))["domain"] == ("flag", "--domain")


def test_a_profile_that_is_not_there_is_one_check_and_the_rest_is_still_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    invoke(capsys, "profile", "add", "acme", "-d", "acme-demo")
    ran = invoke(capsys, "doctor", "--profile", "acne", "--json")
    assert ran.status == 2
    assert checks(ran)["profile"] == ("ill", 'There is no profile "acne". Did you mean "acme"?')
    assert checks(ran)["Python"][0] == "well"


def test_a_token_file_that_others_can_read_is_4_and_names_chmod(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "acme.token"
    path.write_text(TOKEN)
    path.chmod(0o644)
    ran = invoke(capsys, "doctor", "--token-file", "acme.token", "--json")
    assert ran.status == 4
    assert checks(ran)["secrets"][0] == "ill"
    assert [each["way_out"] for each in ran.data["checks"] if each["name"] == "secrets"] == [
        "chmod 600 acme.token"
    ]
    path.chmod(0o600)
    assert invoke(capsys, "doctor", "--token-file", "acme.token").status == 0


def test_a_token_that_cannot_be_one_is_not_echoed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSERIES_TOKEN", "two words")
    ran = invoke(capsys, "doctor")
    assert ran.status == 4
    assert "two words" not in ran.out + ran.err


def test_a_foreign_journal_is_5(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    place = tmp_path / "out/demo/.load"
    place.mkdir(parents=True)
    (place / "acme.sqlite").write_bytes(b"not a database at all, far from it")
    ran = invoke(capsys, "doctor", "--json")
    assert ran.status == 5
    assert checks(ran)["journals"][0] == "ill"


@pytest.mark.parametrize(
    "quoted", ['"{}"', "'{}'", "{}'", "\u201c{}\u201d", "\u00ab{}\u00bb", '\ufeff"{}"\r\n']
)
def test_quotes_around_a_token_are_named_wherever_it_is_from(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quoted: str
) -> None:
    text = quoted.format("lsxs_pt_0123456789")
    (tmp_path / "quoted.token").write_text(text, encoding="utf-8")
    for words in (("--token-file", str(tmp_path / "quoted.token")), ("--token", text), ()):
        with monkeypatch.context() as patch:
            if not words:
                patch.setenv("XSERIES_TOKEN", text)
            ran = invoke(capsys, "store", "outlets", "-d", "mystore", *words, "--json")
        assert (ran.status, ran.document["error"]["code"]) == (2, "token-quoted")
        assert "0123456789" not in ran.out + ran.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_a_byte_order_mark_is_no_part_of_a_token(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "t").write_text("lsxs_pt_0123456789\r\n", encoding=encoding)
    assert parse_token(read_token_file(tmp_path / "t")).reveal() == "lsxs_pt_0123456789"
