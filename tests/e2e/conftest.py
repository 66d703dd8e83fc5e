"""The same commands in this process: for tables of scenarios, where a process each would cost half a second."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli.main import run as run_words
from tests.e2e.command import TOKEN, Ended, environment
from tests.e2e.scenes import PREFIX, words_of
from tests.support.sandboxes import OnAPort


@dataclass(frozen=True)
class Here:
    """Runs command lines in `tmp_path`, off a terminal, in an environment of their own, as if `program` was typed."""

    cwd: Path
    monkeypatch: pytest.MonkeyPatch
    read: Callable[[], tuple[str, str]]
    program: str = "x-series-demo"

    def run(self, *words: str, **variables: str) -> Ended:
        with self.monkeypatch.context() as patch:
            patch.chdir(self.cwd)
            patch.setattr("sys.stdin", io.StringIO())
            patch.setattr("sys.argv", [self.program, *words])
            for name in list(os.environ):
                patch.delenv(name)
            for name, value in environment(self.cwd, **variables).items():
                patch.setenv(name, value)
            self.read()
            status = run_words(list(words))
        return Ended(status, *self.read())

    def load(self, folder: Path, shop: OnAPort, *more: str, prefix: str = PREFIX, **variables: str) -> Ended:
        return self.run(
            *words_of(folder, shop, *more, prefix=prefix), **{"XSERIES_TOKEN": TOKEN, **variables}
        )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Here:
    """Return a way to run commands in this process."""

    def read() -> tuple[str, str]:
        said = capfd.readouterr()
        return said.out, said.err

    return Here(tmp_path, monkeypatch, read)
