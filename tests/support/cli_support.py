"""Runs the command line in this process, as a stranger would: an empty folder, an empty environment, no terminal."""

import functools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from pipeline.cli.commands import COMMANDS, GROUPS, bare, command_of, endings_of
from pipeline.cli.main import run
from pipeline.cli.schema import schema_of_command

TOKEN = "lsxs_pt_invented_0123456789"
PERSONAL = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")


@dataclass(frozen=True)
class Ran:
    """How a command ended. `document` is what --json printed, held against what --json-schema says."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.out)
        schema_of_document(parsed["command"]).validate(parsed)
        return parsed

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["data"]
        return found


def command_named(name: str) -> Callable[..., int]:
    """Return the command of these words, the bare one for ''."""
    word, _, below = name.partition(" ")
    if not word or (word in GROUPS and not below):
        return bare.root
    return (GROUPS[word][1][below] if below else COMMANDS[word]).load()


@functools.cache
def schema_of_document(name: str) -> Draft202012Validator:
    """Return what judges the documents of a command."""
    schema = schema_of_command(name, command_named(name))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def settle_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `folder` the current one, and home, without anybody's settings."""
    for name in os.environ:
        if name.startswith("XSERIES_") or name in PERSONAL:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.chdir(folder)


def invoke(capsys: pytest.CaptureFixture[str], *words: str) -> Ran:
    """Run one command line and return how it ended, which must be a way that its --help lists."""
    capsys.readouterr()
    status = run(list(words))
    assert status in endings_of(command_of(list(words))), f"{words} ends with {status}"
    captured = capsys.readouterr()
    return Ran(status, captured.out, captured.err)
