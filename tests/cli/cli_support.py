"""Runs the command line in this process, as a stranger would: an empty folder, an empty environment, no terminal."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.main import run

TOKEN = "lsxs_pt_invented_0123456789"
PERSONAL = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")


@dataclass(frozen=True)
class Ran:
    """How a command ended. `document` is what --json printed."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.document["data"]
        return found


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
    """Run one command line and return how it ended."""
    capsys.readouterr()
    status = run(list(words))
    captured = capsys.readouterr()
    return Ran(status, captured.out, captured.err)
