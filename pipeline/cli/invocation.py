"""The command line that is being run, and the commands that are printed to be typed next.

Promises: a printed command is quoted for the shell, whatever is in a name, and holds no token. What the commands of
one process share (their own words, the store that they turned out to mean) stands in one `Invocation`; it lasts as
long as `invoked`.
"""

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.cli.started_as import PROGRAM, started_as
from pipeline.errors import Command
from pipeline.text import printable

SHORT_WITH_VALUE = "dop"  # -d PREFIX, -o FILE, -p PACK

# Options by their parameters' names, for `carried`: what a command that follows needs to mean the same records ...
SELECTION = ("only", "key", "limit")
# ... and to do with them what was planned.
LOADING = (
    *SELECTION,
    "deleted",
    "retry_failed",
    "adopt",
    "adopt_names",
    "without",
    "category_root",
    "outlet",
    "price_field",
    "allow_real_emails",
    "max_errors",
    "settle",
    "pace",
    "concurrency",
    "output",
    "confirm_store",
    "yes",
    "verbose",
)


@dataclass(slots=True)
class Invocation:
    """One command line: its words, the options given in it, the words that name its store.

    `given` has the words of each option by its parameter's name. `token_typed`: the token was typed, on the command
    line or at a prompt, so that a command to copy can't have it.
    """

    words: Sequence[str] = ()
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    store: tuple[str, ...] = ()
    token_typed: bool = False


_INVOCATION: ContextVar[Invocation | None] = ContextVar("invocation", default=None)


@contextmanager
def invoked(words: Sequence[str]) -> Iterator[None]:
    """Run the body as the command line of these words."""
    before = _INVOCATION.set(Invocation(words))
    try:
        yield
    finally:
        _INVOCATION.reset(before)


def invocation() -> Invocation:
    """Return the command line that is being run; an empty one where there is none."""
    return _INVOCATION.get() or Invocation()


def path_of(context: Any) -> list[str]:
    """Return the words of the command that a context of typer is about, without the program's name."""
    names: list[str] = []
    while context is not None and context.parent is not None:
        names.insert(0, context.info_name)
        context = context.parent
    return names


def typed(*words: object) -> str:
    """Return a command of this program to type in the shell that started it."""
    return " ".join([started_as(), *(_quoted(word) for word in words)])


def argument(text: str) -> tuple[str, ...]:
    """Return the words that pass a text as the last argument of a command, whatever it begins with."""
    return ("--", text) if text.startswith("-") else (text,)


def advised(command: Command) -> str:
    """Return a message's command to type."""
    return typed(*command.words, *(invocation().store if command.in_store else ()))


def again() -> str:
    """Return this command line to type once more, without its token."""
    return typed(*without_token(invocation().words))


def carried(*names: str) -> tuple[str, ...]:
    """Return the words of those options of this command line that were given, in this order."""
    given = invocation().given
    return tuple(word for name in names for word in given.get(name, ()))


def this_command() -> str:
    """Return this command line as journal and lock keep it: under the program's own name, a token's value left out."""
    return spoken(invocation().words)


def spoken(words: Sequence[str]) -> str:
    """Return the command line as a person could type it, with a token's value left out."""
    shown: list[str] = []
    hide = False
    for word in words:
        if hide:
            shown.append("…")
            hide = False
            continue
        before, option, token = _cut_at_token(word)
        shown.append(f"{before}{option}{'…' if token else ''}")
        hide = bool(option) and not token
    return shlex.join([PROGRAM, *shown])


def without_token(words: Sequence[str]) -> list[str]:
    """Return the words without the option that has a token, and without the token."""
    left: list[str] = []
    hide = False
    for word in words:
        if hide:
            hide = False
            continue
        before, option, token = _cut_at_token(word)
        left += [before] if not option or before.strip("-") else []
        hide = bool(option) and not token
    return left


def _cut_at_token(word: str) -> tuple[str, str, str]:
    """Return what stands before a token's option, the option, and what of the token is in the same word.

    Short options may share a dash: `-vytTOKEN`. The option is empty where a word has none.
    """
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return ("", name + equals, value) if name == "--token" else (word, "", "")
    for place, letter in enumerate(word) if word.startswith("-") else ():
        if letter == "t":
            return word[:place], "t", word[place + 1 :]
        if letter in SHORT_WITH_VALUE:
            break  # the rest of the word is its value
    return word, "", ""


def _quoted(word: object) -> str:
    """Return a word as a shell reads it; characters that no terminal shows are escaped, as $'…'."""
    text = str(word)
    if isinstance(word, Path) and text.startswith("-"):
        text = os.path.join(os.curdir, text)  # noqa: PTH118 - Path would drop the ./ that keeps it from being an option
    if printable(text) == text:
        return shlex.quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if printable(character) == character:
        return character
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(character))
