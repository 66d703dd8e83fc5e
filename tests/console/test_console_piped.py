"""What goes into a pipe without rich is what rich would put there; hypothesis looks for a difference."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.console import Terminal
from pipeline.console.piped import PIPE_WIDTH, Piped, is_piped
from pipeline.console.screen import Screen
from pipeline.text import clean
from tests.console.test_console_terminal import Tty, command
from tests.support.breadth import BREADTH

WORDS = st.text(st.sampled_from("ab é…日本́🏪☕-·\"'"), max_size=12).map(clean)


@pytest.fixture(autouse=True)
def _nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    columns = draw(st.lists(st.tuples(st.sampled_from(["", ">"]), WORDS), min_size=1, max_size=4))
    row = st.lists(WORDS, min_size=len(columns), max_size=len(columns))
    return [side + name for side, name in columns], draw(st.lists(row, max_size=4))


def printed(
    capsys: pytest.CaptureFixture[str], action: Callable[[Piped | Screen], object]
) -> tuple[str, str]:
    """Return what a pipe gets of an action without rich, and with it."""
    action(Piped(stderr=False))
    plain = capsys.readouterr().out
    action(Screen(stderr=False))
    return plain, capsys.readouterr().out


@pytest.mark.campaign
@given(table=tables())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=75 * BREADTH)
def test_a_table_is_the_one_that_rich_draws(
    capsys: pytest.CaptureFixture[str], table: tuple[list[str], list[list[str]]]
) -> None:
    plain, rich = printed(capsys, lambda stream: stream.table(*table))
    assert plain == rich


@pytest.mark.parametrize("excess", [-1, 0, 1, 5_000])
def test_a_table_wider_than_a_pipe_is_drawn_by_rich(capsys: pytest.CaptureFixture[str], excess: int) -> None:
    row = ["x" * (PIPE_WIDTH // 2 + excess - 1), "y " * (PIPE_WIDTH // 4 - 3) + "z", "w"]
    plain, rich = printed(capsys, lambda stream: stream.table(["a", ">b", "c"], [row], ["c"]))
    assert plain == rich


@given(text=WORDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25 * BREADTH)
def test_a_line_is_the_one_that_rich_prints(capsys: pytest.CaptureFixture[str], text: str) -> None:
    plain, rich = printed(capsys, lambda stream: stream.put(f"  {text} ", "red"))
    assert plain == rich == f"  {text} \n"
    plain, rich = printed(capsys, lambda stream: stream.put(f"  {text} ", prose=True))
    assert plain == rich == f"  {text} \n"
    plain, rich = printed(capsys, lambda stream: stream.begin(f"{text} "))
    assert plain == rich == f"{text} "


def test_what_somebody_watches_is_no_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_piped(sys.stdout)
    assert not is_piped(Tty())
    for name in ("FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE"):
        monkeypatch.setenv(name, "1")
        assert not is_piped(sys.stdout), name
        monkeypatch.delenv(name)


def test_a_stream_that_cannot_show_a_name_is_left_to_rich(tmp_path: Path) -> None:
    with (tmp_path / "ascii").open("w", encoding="ascii") as narrow:
        assert not is_piped(narrow)
    with (tmp_path / "utf").open("w", encoding="utf-8") as wide:
        assert is_piped(wide)


def test_a_pipe_needs_no_rich() -> None:
    script = (
        "import sys; from pipeline.console import Terminal; terminal = Terminal(); terminal.done('x'); "
        "terminal.table('t', ('a',), [['b']]); print('rich' in sys.modules)"
    )
    ran = command(f'{sys.executable} -c "{script}"')
    assert ran.stdout.split()[-1] == b"False", ran.stderr


def test_a_full_disk_is_noted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.path.exists("/dev/full"):  # noqa: PTH110 - a device, not a file of ours
        pytest.skip("no full disk to write to")
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - likewise
        monkeypatch.setattr(sys, "stdout", full)
        terminal = Terminal()
        terminal.data("lost")
        assert terminal.lost == "No space left on device"
        terminal.data("and nothing more is tried")
        monkeypatch.undo()
