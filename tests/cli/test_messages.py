"""What messages name is there: every option on the command that can print it, every command, and no placeholder."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import started_as
from pipeline.cli.commands import COMMANDS, GROUPS, CommandSource
from tests.support.option_rules import (
    EVERY_OPTION,
    FOREIGN,
    NAMES,
    OPTION,
    OPTIONS,
    TREE,
    Words,
    false_options,
)
from tests.support.reach import PACKAGE, ROOT, definitions, reach, text_of

# The modules whose texts are about all commands: what `help` prints
ABOUT_ALL = "pipeline.cli.help."
# What returns a command to type
TYPED = {"typed", "Command", "then"}
MAKE = ("pipeline.cli.render.guide", "by_make")  # some targets of the Makefile have the names of commands


def starts() -> dict[Words, tuple[str, str]]:
    """Return where each command begins in the source. `help` reaches all of them, to print theirs."""
    sources: dict[Words, CommandSource] = {(name,): each for name, each in COMMANDS.items() if name != "help"}
    sources |= {
        (group, name): source for group, (_, below) in GROUPS.items() for name, source in below.items()
    }
    found = {path: (source.load().__module__, source.load().__qualname__) for path, source in sources.items()}
    inner = {path: (module, name.split(".")[0]) for path, (module, name) in found.items()}
    return {(): ("pipeline.cli.commands.bare", "root"), **inner}


STARTS = starts()


def prose(place: tuple[str, str]) -> Iterator[tuple[int, str]]:
    """Return the texts of several words that a place holds."""
    return ((line, text) for line, text in definitions()[place].texts if " " in text.strip())


@pytest.mark.parametrize("path", STARTS, ids=lambda path: " ".join(path) or "bare")
def test_an_option_that_a_message_names_is_one_of_the_command_that_prints_it(path: Words) -> None:
    places = reach(STARTS[path])
    assert len(places) > 50, "a reach that reaches nothing proves nothing"
    wrong = [
        f"{place[0]}:{line}: {option} is no option of {' '.join(path) or 'the bare command'}: {text!r}"
        for place in sorted(places)
        if not place[0].startswith(ABOUT_ALL)
        for line, text in prose(place)
        for option in false_options(text, path)
    ]
    assert wrong == []


def test_an_option_of_a_text_that_no_command_reaches_is_an_option_all_the_same() -> None:
    wrong = [
        (place, line, at[0])
        for place in definitions()
        for line, text in prose(place)
        for at in OPTION.finditer(text)
        if at[0] not in EVERY_OPTION | FOREIGN
    ]
    assert wrong == []


@pytest.mark.parametrize("path", TREE, ids=lambda path: " ".join(path) or "bare")
def test_an_option_that_a_help_names_is_one_of_its_command(path: Words) -> None:
    command = TREE[path]
    about = [command.help or "", *(getattr(param, "help", None) or "" for param in command.params)]
    texts = [line for text in about for line in text.replace("\b\n", "").split("\n")]
    assert [option for text in texts for option in false_options(text, path)] == []


@pytest.mark.parametrize(
    ("text", "path", "false"),
    [
        ("add --adopt.", ("load",), []),
        ("add --adopt.", (), ["--adopt"]),
        ("load --adopt takes them over.", (), []),
        ("status DIR --list shows it.", ("load",), []),
        ("status DIR --lits shows it.", ("status",), ["--lits"]),
        ("Replace it with --force (generate, import).", ("plan",), []),
        ("Replace it with --force (generate, plan).", ("plan",), ["--force"]),
        ("load {} -d {} --nowhere", ("load",), ["--nowhere"]),
    ],
)
def test_an_option_belongs_to_the_command_that_the_text_names(
    text: str, path: Words, false: list[str]
) -> None:
    assert false_options(text, path) == false


# Commands in the source


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Return each call that makes a command to type."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if name in TYPED and node.args and not is_expression(node):
                    yield path, node


def is_expression(call: ast.Call) -> bool:
    """Tell whether a call is a step of a polars expression, pl.when(...).then(...), and no command."""
    return isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call)


def words_of(call: ast.Call) -> list[str | None]:
    """Return the words of a call, None for those that are known at run time only."""
    given: list[ast.expr] = list(call.args)
    if isinstance(given[0], ast.Tuple):
        given = given[0].elts
    return [text_of(word) if isinstance(word, ast.Constant) else None for word in given]


@pytest.mark.campaign
def test_a_command_in_the_source_is_there_with_its_options_and_has_no_placeholder() -> None:
    seen, wrong = 0, []
    for path, call in calls():
        words = words_of(call)
        place = f"{path.relative_to(ROOT)}:{call.lineno}"
        wrong += [f"{place}: {word} is to be filled in" for word in words if word and word.isupper()]
        if words[0] is None or words[0].startswith("-"):
            continue
        named = tuple(word for word in words[:2] if word)
        command = next((each for each in (named, named[:1]) if each in TREE), None)
        if command is None:
            wrong.append(f"{place}: no command {words[0]}")
            continue
        seen += 1
        options = [word for word in words if word and word.startswith("-") and word != "--"]
        wrong += [f"{place}: {command} has no {word}" for word in options if word not in OPTIONS[command]]
    assert wrong == []
    assert seen > 30


def test_no_text_spells_a_command_out() -> None:
    """A command to type is a value: only `cli` knows the name that starts the program here, and what to quote."""
    spelled = re.compile(rf"(?:{'|'.join(started_as.NAMES)}|\{{\}}) (?:{NAMES})\b")
    places = definitions().keys() - {MAKE}
    texts = ((place, line, text) for place in places for line, text in definitions()[place].texts)
    assert [(place, line, text) for place, line, text in texts if spelled.search(text)] == []
