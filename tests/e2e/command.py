"""The installed command, run as a process of its own: support for end-to-end tests."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INSTALLED = Path(sys.executable).with_name("x-series-demo")
TOKEN = "lsxs_pt_sandbox"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """What --json printed."""
        document: dict[str, Any] = json.loads(self.out)
        return document


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment with nothing of ours but what is given: no token, no store, an empty home."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "LANG")}
    return {**kept, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "COLUMNS": "120", **more}


def run(cwd: Path, *words: str, command: Path = INSTALLED, timeout_s: float = 60, **more: str) -> Ended:
    """Run the command in a folder, without a terminal, and return how it ended."""
    ended = subprocess.run(
        [str(command), *words],
        cwd=cwd,
        env=environment(cwd, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def start(cwd: Path, *words: str, command: Path = INSTALLED, **more: str) -> "subprocess.Popen[str]":
    """Start the command and return its process; the caller ends it."""
    return subprocess.Popen(
        [str(command), *words],
        cwd=cwd,
        env=environment(cwd, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
