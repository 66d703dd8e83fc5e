"""Options that texts name, held against the options of the commands that the texts are about."""

import re
from collections.abc import Mapping
from typing import Any

import typer.main

from pipeline.cli.app import make_app
from pipeline.cli.commands import COMMANDS, GROUPS

Words = tuple[str, ...]
OPTION = re.compile(r"(?<![\w-])--?[a-zA-Z][a-z-]*")
HELP = {"--help", "-h"}
# Of curl, in what plan --show-requests, help and the back office show, and of python
FOREIGN = {"--header", "--data-raw", "--data-binary", "--json", "-s", "-m", "-H", "-F"}


def tree() -> dict[Words, Any]:
    """Return every command by its words, the bare one by ()."""
    root: Any = typer.main.get_command(make_app())
    found: dict[Words, Any] = {(): root}
    found |= {(name,): root.commands[name] for name in COMMANDS}
    return found | {
        (group, name): root.commands[group].commands[name]
        for group, (_, below) in GROUPS.items()
        for name in below
    }


TREE = tree()
OPTIONS: Mapping[Words, set[str]] = {
    path: {text for param in command.params for text in (*param.opts, *param.secondary_opts)} | HELP
    for path, command in TREE.items()
}
EVERY_OPTION = set().union(*OPTIONS.values())
NAMES = "|".join(sorted((" ".join(path) for path in TREE if path), key=len, reverse=True))
# `load --adopt`, `status DIR --list`: the option of the command in front of it
_BEFORE = re.compile(rf"(?<![\w-])({NAMES})(?: (?:[A-Z{{][A-Z{{}}]*|--?[a-z-]+))* $")
# `--force (generate, import)`: the option of the commands behind it
_BEHIND = re.compile(rf" \(((?:{NAMES})(?:, (?:{NAMES}))*)\)")


def meant(text: str, at: re.Match[str], path: Words) -> list[Words]:
    """Return the commands that an option in a text is about: those that it names, else the one that prints the text."""
    if before := _BEFORE.search(text[: at.start()]):
        return [tuple(before[1].split())]
    if behind := _BEHIND.match(text, at.end()):
        return [tuple(name.split()) for name in behind[1].split(", ")]
    return [path]


def false_options(text: str, path: Words) -> list[str]:
    """Return the options that a text of a command names, and that the command that it is about does not have."""
    return [
        at[0]
        for at in OPTION.finditer(text)
        if any(at[0] not in OPTIONS[each] | FOREIGN for each in meant(text, at, path))
    ]
