"""Questions: asked until the answer fits, on stderr, with keys as a person presses them."""

from collections.abc import Iterator

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input

from pipeline.console import Terminal
from pipeline.console.prompts import ask_secret, ask_text, ask_until, choose_several
from pipeline.errors import UsageError

CHOICES = [("apparel", "Apparel"), ("home", "Home and Kitchen"), ("beauty", "Beauty\x1b[31m")]
DOWN = "\x1b[B"
CTRL_C = "\x03"


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe):
        yield pipe


def whole(text: str) -> int:
    if not text.isdecimal():
        raise UsageError(f'"{text}" is not a whole number.', code="count-invalid", hint="Such as 50.")
    return int(text)


def test_a_line_is_stripped_and_an_empty_one_is_the_default(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.send_text("  12 \r")
    assert ask_text("How many?", "50") == "12"
    keys.send_text("\r")
    assert ask_text("How many?", "50") == "50"
    printed = capsys.readouterr()
    assert "How many? (50)" in printed.err
    assert printed.out == ""


def test_a_secret_is_not_echoed(keys: PipeInput, capsys: pytest.CaptureFixture[str]) -> None:
    keys.send_text("lsxs_pt_invented\r")
    assert ask_secret("Token:") == "lsxs_pt_invented"
    printed = capsys.readouterr()
    assert "lsxs" not in printed.out + printed.err


def test_packs_are_chosen_with_arrows_and_space_in_their_order(keys: PipeInput) -> None:
    keys.send_text(f"{DOWN} {DOWN} \r")
    assert choose_several("Packs", CHOICES, ["apparel"]) == ["apparel", "home", "beauty"]
    keys.send_text(f" {DOWN} \r")
    assert choose_several("Packs", CHOICES, ["apparel"]) == ["home"]


def test_no_pack_at_all_is_not_an_answer(keys: PipeInput) -> None:
    keys.send_text(f" \r{DOWN} \r")  # deselect, try to go on, select another
    assert choose_several("Packs", CHOICES, ["apparel"]) == ["home"]


def test_a_title_is_cleaned(keys: PipeInput, capsys: pytest.CaptureFixture[str]) -> None:
    keys.send_text("\r")
    choose_several("Packs", CHOICES, ["beauty"])
    assert "Beauty[31m" in capsys.readouterr().err


def test_a_wrong_answer_is_asked_again_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter(["abc", "-1", "7"])
    assert ask_until(Terminal(), lambda: next(answers), whole) == 7
    assert capsys.readouterr().err.splitlines() == [
        '! "abc" is not a whole number. Such as 50.',
        '! "-1" is not a whole number. Such as 50.',
    ]


def test_ctrl_c_ends_the_question(keys: PipeInput) -> None:
    keys.send_text(CTRL_C)
    with pytest.raises(KeyboardInterrupt):
        ask_text("How many?")
