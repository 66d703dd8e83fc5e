"""README says what the program does: its options, fields, packs, statuses and variables are held against the code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pipeline.cli.app import COMMANDS, make_app
from pipeline.cli.topics import VARIABLES
from pipeline.errors import EXIT_STATUS_MEANINGS
from pipeline.records import FIELDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# Of other programs that README calls
FOREIGN = {"--data"}
# What typer adds to the root command
BUILT_IN = {"--help", "--install-completion", "--show-completion"}


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


def options_of(command: Any) -> set[str]:
    return {text for parameter in command.params for text in parameter.opts if text.startswith("--")}


ALL = dict(commands(typer.main.get_command(make_app())))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_readme_names_every_option(path: tuple[str, ...]) -> None:
    named = set(OPTION.findall(README))
    assert options_of(ALL[path]) - named - BUILT_IN == set()


def test_readme_names_no_option_that_is_not_there() -> None:
    there = set().union(*(options_of(command) for command in ALL.values())) | BUILT_IN | FOREIGN
    assert set(OPTION.findall(README)) - there == set()


def test_readme_lists_every_command() -> None:
    listed = re.findall(r"^\| `([a-z]+)` \|", README, re.MULTILINE)
    assert {path[0] for path in ALL if path} <= set(listed)
    assert len(COMMANDS) > 10


def test_readme_names_every_exit_status() -> None:
    for status, meaning in EXIT_STATUS_MEANINGS.items():
        assert f"| {int(status)} | {meaning} |" in README


def test_the_field_table_is_that_of_the_records() -> None:
    found = re.findall(
        r"^\| (customer|product) \| `(\w+)` \| (\w+) \| (yes)? ?\| (yes)? ?\| (.+) \|$", README, re.MULTILINE
    )
    expected = [
        (
            kind.value,
            name,
            field.form.value,
            "yes" if field.required else "",
            "yes" if field.generated else "",
            field.meaning,
        )
        for kind, fields in FIELDS.items()
        for name, field in fields.items()
    ]
    assert found == expected


@pytest.mark.parametrize("path", sorted((ROOT / "packs").glob("*.json")), ids=lambda path: path.stem)
def test_the_pack_table_is_that_of_the_packs(path: Path) -> None:
    pack = json.loads(path.read_text(encoding="utf-8"))
    low, high = pack["price"]
    least, most = pack["supply_percent"]
    lines = ", ".join(line["name"] for line in pack["lines"])
    assert (
        f"| `{path.stem}` | {pack['prefix']}-##### | ${low} - ${high:,} | {least}-{most} % | {lines} |"
        in README
    )


def test_readme_names_every_variable() -> None:
    for name in VARIABLES:
        assert f"`{name}`" in README
