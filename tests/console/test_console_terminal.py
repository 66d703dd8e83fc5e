"""What the terminal prints where, how it is cleaned, and what happens when the reader leaves."""

import io
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pipeline.console import Terminal
from pipeline.console.terminal import FINDINGS_SHOWN, place_of
from pipeline.errors import Finding

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "a\x1b]0;title\x07b\u202ec\x9bd\u2066e\u200bf"
HARMFUL = set("\x1b\x07\x9b\u202e\u2066\u200b")
LONG = "The store seems to be in use by somebody who would rather keep what is there than lose it"
COMMAND = "x-series-demo load out/demo-2026-01-02-030405 --sandbox -o /tmp/somewhere/demo-data.json"


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


def forty_columns(monkeypatch: pytest.MonkeyPatch) -> Tty:
    """Give stderr to a terminal of forty columns without colours; return what is written there."""
    stream = Tty()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    return stream


def finding(number: int = 1, value: str | None = "x") -> Finding:
    return Finding("customers.csv", number, "email", value, "It is wrong.", "Write it right.")


def test_nothing_that_a_terminal_obeys_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.data(HOSTILE)
    terminal.say(HOSTILE)
    terminal.command(HOSTILE)
    terminal.next(HOSTILE, HOSTILE)
    terminal.table(HOSTILE, (HOSTILE,), [[HOSTILE]])
    terminal.error(HOSTILE, HOSTILE)
    terminal.findings([Finding(HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE, HOSTILE)])
    terminal.document({HOSTILE: HOSTILE})
    printed = capsys.readouterr()
    assert len(printed.out + printed.err) > 100
    assert not HARMFUL & set(printed.out + printed.err)


def test_a_document_says_the_same_as_what_it_was_made_of(capsys: pytest.CaptureFixture[str]) -> None:
    document = {"words": HOSTILE, "name": "Zoë 🏪", "none": None}
    Terminal(as_json=True).document(document)
    assert json.loads(capsys.readouterr().out) == document


def test_nothing_is_read_as_markup(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.data("[bold]x[/bold] :smile:")
    terminal.table("[red]t[/red]", ("c",), [["[link=x]y[/link]"]])
    out = capsys.readouterr().out
    assert all(text in out for text in ("[bold]x[/bold] :smile:", "[red]t[/red]", "[link=x]y[/link]"))


def test_a_row_of_a_piped_table_is_one_line_without_blanks_at_its_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Terminal().table(
        "A title longer than the table", ("key", ">number"), [["x", "y" * 450], ["long key", 1234]]
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "A title longer than the table"
    assert [line for line in lines if line != line.rstrip()] == []
    assert f" x{' ' * 10}{'y' * 450}" in lines
    assert lines[-2] == f" long key{' ' * 448}1,234"


def test_a_table_for_people_is_silent_when_quiet_and_data_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(quiet=True)
    terminal.table("For people", ("c",), [["x"]], data=False)
    terminal.table("Data", ("c",), [["y"]])
    terminal.next("x-series-demo check")
    terminal.command("x-series-demo check")
    terminal.gap()
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "y" in printed.out
    assert "For people" not in printed.out


def test_prose_breaks_between_words_and_a_command_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = forty_columns(monkeypatch)
    terminal = Terminal()
    terminal.notice(LONG)
    terminal.error(LONG, LONG)
    prose = stderr.getvalue().splitlines()
    assert max(len(line) for line in prose) <= 40
    assert " ".join(prose).replace("  ", " ") == f"! {LONG} Error: {LONG} {LONG}"
    terminal.command(COMMAND)
    terminal.next(COMMAND, LONG)
    commands = stderr.getvalue().replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()[len(prose) :]
    assert (commands[0], commands[-1]) == (f"  {COMMAND}", f"Next: {COMMAND}")
    assert (
        " ".join(commands[1:-1]) == f"{LONG}:"
    )  # behind the command, some shells would take it for arguments


def test_prose_stays_one_line_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().say(LONG * 10)
    assert capsys.readouterr().err == f"{LONG * 10}\n"


def test_findings_say_where_what_and_the_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().findings([finding(12, "Jané"), Finding("dataset", None, None, None, "Empty.", "")])
    assert capsys.readouterr().err.splitlines() == [
        "customers.csv row 12, email",
        '    "Jané" - It is wrong.',
        "    Write it right.",
        "dataset",
        "    Empty.",
    ]
    assert place_of(finding(3)) == "customers.csv row 3, email"


def test_too_many_findings_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().findings([finding(number) for number in range(FINDINGS_SHOWN + 1_001)])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3 * FINDINGS_SHOWN + 1
    assert lines[-1] == "... and 1,001 more findings."


@pytest.mark.parametrize(
    ("typed", "default", "meant"),
    [
        ("\n", True, True),
        ("\n", False, False),
        ("y\n", False, True),
        ("NO\n", True, False),
        ("what\nyes\n", False, True),
    ],
)
def test_a_confirmation_wants_yes_or_no(
    monkeypatch: pytest.MonkeyPatch, typed: str, default: bool, meant: bool
) -> None:
    stderr = forty_columns(monkeypatch)
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert Terminal().confirm("Proceed?", default=default) is meant
    assert ("Please answer y or n." in stderr.getvalue()) == ("what" in typed)


def test_an_end_of_input_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = forty_columns(monkeypatch)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(EOFError):
        Terminal().ask("Which?")
    assert stderr.getvalue() == "Which? "


@pytest.mark.parametrize(
    ("stdin", "stderr_", "as_json", "asked"), [(1, 1, 0, 1), (0, 1, 0, 0), (1, 0, 0, 0), (1, 1, 1, 0)]
)
def test_only_a_person_is_asked(
    monkeypatch: pytest.MonkeyPatch, stdin: bool, stderr_: bool, as_json: bool, asked: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Tty() if stdin else io.StringIO())
    monkeypatch.setattr(sys, "stderr", Tty() if stderr_ else io.StringIO())
    assert Terminal(as_json=bool(as_json)).interactive == bool(asked)


@pytest.mark.parametrize("stream", ["out", "err"])
def test_a_reader_who_leaves_ends_nothing(tmp_path: Path, stream: str) -> None:
    script = f"""
        import sys
        from pipeline.console import Terminal
        terminal = Terminal()
        for number in range(3_000):
            (terminal.data if {stream!r} == "out" else terminal.say)(f"line {{number}}")
            terminal.table("", ("c",), [["x"]], data={stream == "out"}) if number % 1000 == 0 else None
        open(sys.argv[1], "w").write("reached the end")
    """
    reading, writing = os.pipe()
    end = tmp_path / "end"
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(end)],
        cwd=ROOT,
        stdout=writing if stream == "out" else subprocess.DEVNULL,
        stderr=writing if stream == "err" else subprocess.PIPE,
    ) as process:
        os.close(writing)
        assert os.read(reading, 6) == b"line 0"
        os.close(reading)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, said or b"") == (0, b"")
    assert end.read_text() == "reached the end"


def command(words: str, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a shell line in which $TOOL is this command."""
    tool = f"{sys.executable} -m pipeline"
    environment = {**os.environ, "TOOL": tool, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(["sh", "-c", words], capture_output=True, env=environment, check=False, timeout=60)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to")
def test_data_that_could_not_be_written_is_a_failure() -> None:
    ran = command("$TOOL packs > /dev/full")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"stdout can't be written: No space left on device." in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.campaign
def test_a_narrow_encoding_ends_no_command(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text(
        "sku,name,price_including_tax\nT-1,Café ☕,3.50\n", encoding="utf-8"
    )
    shown = command(f"$TOOL show {tmp_path}", PYTHONIOENCODING="ascii")
    assert (shown.returncode, b"Caf\\xe9 \\u2615" in shown.stdout) == (0, True)
    document = command(f"$TOOL show {tmp_path} --json", PYTHONIOENCODING="latin-1")
    assert json.loads(document.stdout)["data"]["products"][0]["name"] == "Café ☕"
