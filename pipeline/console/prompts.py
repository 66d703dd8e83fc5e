"""Questions that need more than a line: a masked token, and choosing several packs with arrow keys and space.

questionary is imported here alone; it needs a terminal and no running event loop.
"""

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import questionary
from prompt_toolkit.output import Output, create_output  # questionary stands on it

from pipeline.console.terminal import Terminal
from pipeline.errors import StopError
from pipeline.text import clean

Parsed = TypeVar("Parsed")


def ask_until(terminal: Terminal, ask: Callable[[], str], parse: Callable[[str], Parsed]) -> Parsed:
    """Ask until `parse` accepts the answer; its refusal is shown as the reason."""
    while True:
        try:
            return parse(ask())
        except StopError as refusal:
            terminal.notice(f"{refusal.message} {refusal.hint}")


def ask_text(question: str, default: str = "") -> str:
    """Ask for a line; an empty answer is the default. Raises KeyboardInterrupt."""
    shown = f"{question} ({default})" if default else question
    return str(questionary.text(shown, qmark="?", output=_to_stderr()).unsafe_ask()).strip() or default


def ask_secret(question: str) -> str:
    """Ask for something that is not echoed. Raises KeyboardInterrupt."""
    return str(questionary.password(question, qmark="?", output=_to_stderr()).unsafe_ask())


def choose_several(question: str, choices: Sequence[tuple[str, str]], chosen: Sequence[str]) -> list[str]:
    """Ask for one or more of `choices` (name, title), with arrow keys and space. Raises KeyboardInterrupt."""
    options = [
        questionary.Choice(clean(title), value=name, checked=name in chosen) for name, title in choices
    ]
    return list(
        questionary.checkbox(
            question,
            choices=options,
            qmark="?",
            instruction="(arrow keys to move, space to select, enter to go on)",
            output=_to_stderr(),
            validate=lambda picked: True if picked else "Select at least one with space.",
        ).unsafe_ask()
    )


def _to_stderr() -> Output:
    """Return where questions go: stdout is for data, and may be a pipe."""
    return create_output(stdout=sys.stderr)
