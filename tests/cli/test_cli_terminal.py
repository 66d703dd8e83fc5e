"""What is printed where, in which colours, and on how narrow a terminal."""

from pathlib import Path

import pytest

from tests.support.cli_scenes import FOLDER, write_dataset
from tests.support.cli_support import invoke

ESCAPE = "\x1b["


def test_off_a_terminal_there_are_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "packs", "nosuch")
    assert ran.status != 0
    assert ESCAPE not in ran.out + ran.err


def test_colours_can_be_forced_and_forbidden(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert f"{ESCAPE}31m" in invoke(capsys, "check", "nowhere").err
    monkeypatch.setenv("NO_COLOR", "1")
    assert f"{ESCAPE}31m" not in invoke(capsys, "check", "nowhere").err


def test_forced_colours_do_not_get_into_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert invoke(capsys, "packs", "--json").data["packs"]
    assert invoke(capsys, "check", "nowhere", "--json").document["ok"] is False


def test_quiet_keeps_data_and_errors(capsys: pytest.CaptureFixture[str]) -> None:
    listed = invoke(capsys, "packs", "--quiet")
    assert "apparel" in listed.out
    assert listed.err == ""
    assert "nowhere" in invoke(capsys, "check", "nowhere", "--quiet").err


@pytest.mark.campaign
def test_data_goes_to_stdout_and_the_next_command_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "packs")
    assert "apparel" in ran.out
    assert "Next:" not in ran.out
    assert "Next: x-series-demo packs apparel" in ran.err


def test_on_a_narrow_terminal_a_wide_table_is_stacked_and_its_words_stay_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = invoke(capsys, "store", "outlets", "--sandbox").out.splitlines()
    assert lines[:3] == ["name       Main Outlet", "currency   USD", "time zone  America/New_York"]
    monkeypatch.setenv("COLUMNS", "120")
    assert "Main Outlet   USD        America/New_York" in invoke(capsys, "store", "outlets", "--sandbox").out


def test_what_does_not_fit_is_left_out_or_stacked_and_no_word_is_broken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset()
    assert invoke(capsys, "load", FOLDER, "--sandbox", "--yes", "--pace", "fast").status == 0
    monkeypatch.setenv("COLUMNS", "100")
    listed = ("status", FOLDER, "--list")
    ids = [each["id"] for each in invoke(capsys, *listed, "--json").data["records"]]
    assert all(each in invoke(capsys, *listed).out for each in ids)
    monkeypatch.setenv("COLUMNS", "70")
    spared = invoke(capsys, *listed).out
    assert "ann0@example.com   done" in spared
    assert not any(each[:8] in spared for each in ids)
    found = invoke(capsys, "store", "customers", "ann0", "--sandbox").out
    assert ids[0] in found
    assert "email       ann0@example.com" in found


@pytest.mark.parametrize(
    "words", [("doctor",), ("help",), ("packs",), ("datasets",), ("profile", "list"), ("check", "nowhere")]
)
def test_every_table_fits_forty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    invoke(capsys, "profile", "add", "acme", "-d", "acme-demo")
    ran = invoke(capsys, *words)
    framed = [line for line in ran.out.splitlines() if "─" in line]
    assert all(len(line) <= 40 for line in framed)
    assert ran.status in (0, 2, 3)


def test_what_a_name_hides_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "profile", "show", "a\u202eb\x1b[31m")
    assert ran.status == 2
    assert "\u202e" not in ran.err
    assert "\x1b" not in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("generate", "--customers", "abc"), '"abc" is not a whole number'),
        (("generate", "-p", "home", "--start", "-1"), '"-1" is not a whole number from 0 on'),
        (("sandbox", "--port", "99999999"), '"99999999" is not a whole number from 0 to 65,535'),
        (("load", "out/x", "--sandbox", "--settle", "soon"), '"soon" is not a number from 0 on'),
    ],
)
def test_a_number_that_is_none_is_said_in_our_words(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    ran = invoke(capsys, *words)
    assert (ran.status, said in ran.err, "Input should" in ran.err) == (2, True, False), ran.err


def test_no_sentence_is_said_twice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    for name, content in (("dataset.json", b"{"), ("customers.csv", b"\x80\x81\x00\x01")):
        (folder / name).write_bytes(content)
        ran = invoke(capsys, "check", str(folder))
        lines = [line.strip() for line in ran.err.splitlines() if line.strip()]
        assert len(set(lines)) == len(lines)
        sentences = [part for line in lines for part in line.removeprefix("Error: ").split(". ")]
        assert len({part.rstrip(".") for part in sentences}) == len(sentences), ran.err
        assert "can't be used" in ran.err or "can't be read." in ran.err
        (folder / name).unlink()
