"""Progress on a clock that the test turns: bars where somebody watches, plain lines where nobody does."""

import io
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from pipeline.console import LoadProgress, Terminal
from pipeline.console.progress import BAR_WIDTH, duration
from pipeline.journal.book import Attempt
from pipeline.load.events import Hold, Phase, Progress, Retry, Said, Settling, Tried
from pipeline.schema.kinds import CUSTOMER, PRODUCT


@dataclass
class Clock:
    now_s: float = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


Watched = Callable[[int], Tty]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Give stderr to a terminal so many columns wide; return what is written there."""

    def make(columns: int) -> Tty:
        stream = Tty()
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm")
        return stream

    return make


def attempt(words: str) -> Attempt:
    return Attempt(1.0, "create", PRODUCT, "app-1", "request-1", 201, words, 0.004)


def test_off_a_terminal_a_plain_line_comes_every_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with LoadProgress(Terminal(), verbose=False, clock=clock) as watch:
        watch(Phase(CUSTOMER, 50, "Creating customers"))
        for done in range(1, 31):
            clock.now_s += 1
            watch(Progress(done, 320 - done, 350))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "Creating customers...",
        "  10/50 (20%), 40 s left  Rate limit: 310/350 remaining",
        "  20/50 (40%), 30 s left  Rate limit: 300/350 remaining",
        "  30/50 (60%), 20 s left  Rate limit: 290/350 remaining",
        "  30/50 (60%), 20 s left",
    ]


def test_a_long_wait_speaks_too_and_counts_down(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with LoadProgress(Terminal(), verbose=False, clock=clock) as watch:
        watch(Phase(PRODUCT, 10, "Creating products"))
        watch(Hold(60, "the store answered 429"))
        for _ in range(4):
            clock.now_s += 5
            watch.tick()
    said = capsys.readouterr().err.splitlines()
    assert said[1:4] == [
        "Waiting 60 s: the store answered 429.",
        "  0/10 (0%)  Waiting 50 s: the store answered 429",
        "  0/10 (0%)  Waiting 40 s: the store answered 429",
    ]


def test_it_says_what_is_waited_for_and_what_is_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with LoadProgress(Terminal(), verbose=False, clock=clock) as watch:
        watch(Phase(None, 2, "Looking up uncertain records"))
        watch(Retry(2, "no connection"))
        watch(Settling(60, "18:10:32 (settle time)"))
        clock.now_s += 15
        watch.tick()
    assert capsys.readouterr().err.splitlines()[1:4] == [
        "no connection, trying again in 2 s.",
        "waiting until 18:10:32 (settle time).",
        "  0/2 (0%)  waiting until 18:10:32 (settle time)",
    ]


def test_nothing_is_said_while_nothing_goes_on_or_when_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with LoadProgress(Terminal(), verbose=False, clock=clock) as watch:
        clock.now_s += 100
        watch.tick()
    with LoadProgress(Terminal(quiet=True), verbose=True, clock=clock) as watch:
        watch(Phase(PRODUCT, 10, "Creating products"))
        watch(Tried(attempt("created")))
        clock.now_s += 100
        watch.tick()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("columns", [100, 40, 20])
def test_a_bar_is_as_narrow_as_its_terminal(watched: Watched, columns: int) -> None:
    stream, clock = watched(columns), Clock()
    with LoadProgress(Terminal(), verbose=False, clock=clock) as watch:
        watch(Phase(CUSTOMER, 500, "Creating customers"))
        clock.now_s += 10
        watch(Progress(320, 287, 350))
    drawn = [line for line in stream.getvalue().replace("\r", "\n").split("\n") if "320/500" in line]
    shown = re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", drawn[-1]).rstrip()
    assert len(shown) <= columns
    assert ("█" in shown) == (columns > 34)
    assert "320/500 (64%)" in shown or shown.endswith("…")


def test_the_specifications_bar_is_drawn_to_its_share() -> None:
    watch = LoadProgress(Terminal(as_json=True), verbose=False, clock=Clock())
    watch(Phase(CUSTOMER, 50, "Creating customers"))
    watch(Progress(32, 287, 350))
    assert watch.line(BAR_WIDTH) == f"[{'█' * 20}{'░' * 11}] 32/50 (64%)"
    assert watch.line(2) == "32/50 (64%)"


def test_more_steps_than_records_are_not_more_than_all() -> None:
    watch = LoadProgress(Terminal(as_json=True), verbose=False, clock=Clock())
    watch(Phase(CUSTOMER, 5, "Creating customers"))
    watch(Progress(7, None, None))
    assert watch.line(0) == "5/5 (100%)"


def test_what_nobody_can_count_ahead_is_counted_as_found() -> None:
    watch = LoadProgress(Terminal(as_json=True), verbose=False, clock=Clock())
    watch(Phase(CUSTOMER, 0, "Reading customers"))
    watch(Progress(1200, None, None))
    assert watch.line(BAR_WIDTH) == "1,200 found"


def test_the_countdown_stands_where_the_quota_stood(watched: Watched) -> None:
    stream, clock = watched(100), Clock()
    with LoadProgress(Terminal(), verbose=False, clock=clock) as watch:
        watch(Phase(CUSTOMER, 50, "Creating customers"))
        watch(Hold(42, "the store answered \x1b[31m429\u202e"))
    drawn = stream.getvalue()
    assert "Waiting 42 s: the store answered [31m429" in drawn
    assert "\u202e" not in drawn
    assert "Waiting 42 s: the store answered [31m429.\n" not in drawn  # said once, by the countdown


def test_verbose_prints_each_attempt_without_what_a_terminal_would_obey(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with LoadProgress(Terminal(), verbose=True, clock=Clock()) as watch:
        watch(Tried(attempt("\x1b]0;title\x07 \u202enope")))
        watch(Said("The \x1b[1mstore\x1b[0m said so"))
    said = capsys.readouterr().err
    assert "create product app-1 -> 201" in said
    assert not {"\x1b", "\x07", "\u202e"} & set(said)


def test_no_bar_for_a_pipe_with_forced_colours_nor_a_dumb_terminal(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert (Terminal().watched, Terminal().interactive) == (False, False)
    with LoadProgress(Terminal(), verbose=False, clock=Clock()) as watch:
        watch(Phase(CUSTOMER, 1, "Creating customers"))
        watch(Progress(1, None, None))
    assert "█" not in capsys.readouterr().err
    watched(80)
    assert Terminal().watched
    monkeypatch.setenv("TERM", "dumb")
    assert not Terminal().watched


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (8.4, "8 s"),
        (89, "89 s"),
        (90, "1½ minutes"),
        (630, "10½ minutes"),
        (3569, "59½ minutes"),
        (3599, "1 h 0 min"),
        (3600, "1 h 0 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_durations_are_said_as_people_do(seconds: float, said: str) -> None:
    assert duration(seconds) == said
