"""A copy of this checkout in which make is run as a newcomer would, and what came of it by the sandbox's own history."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset import read_dataset
from pipeline.sandbox import SandboxOptions, create_app
from pipeline.schema.kinds import filed_kinds
from tests.support.datasets import records_of

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".*", "out", "__pycache__", "*.egg-info", "build", "dist", "demo-data-*")
STATE = "out/.sandbox/shop.sqlite"
SCREEN_LINES = 15
PURPOSE_WIDTH = 18


@dataclass(frozen=True, slots=True)
class Made:
    """How make ended, and what it said."""

    status: int
    said: str

    @property
    def screen(self) -> list[str]:
        """The closing screen: what stands behind the last `Next:` line."""
        lines = self.said.rstrip().splitlines()
        last = max((place for place, line in enumerate(lines) if line.startswith("Next: ")), default=-1)
        return [line for line in lines[last + 1 :] if line]

    @property
    def commands(self) -> list[str]:
        """The commands on the closing screen, as they would be typed: their notes are the shell's comments."""
        start = next(place for place, line in enumerate(self.screen) if line.startswith("  See it"))
        return [line[PURPOSE_WIDTH:] for line in self.screen[start:]]


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder with this checkout's files."""

    folder: Path

    @classmethod
    def copied(cls, folder: Path) -> "Checkout":
        """Copy what a fresh clone has."""
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        return cls(folder)

    def equip(self) -> None:
        """Make an environment that has the packages of the one that runs the tests: in no time, and without a network."""
        bin_folder = self.folder / ".venv/bin"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", ".venv"], cwd=self.folder, check=True)
        (packages,) = (self.folder / ".venv/lib").glob("python*/site-packages")
        borrowed = f"{self.folder}\n{sysconfig.get_path('purelib')}\n"
        (packages / "borrowed.pth").write_text(borrowed, encoding="utf-8")
        script = bin_folder / "x-series-demo"
        script.write_text(f"#!{bin_folder}/python\nfrom pipeline.cli import main\nmain()\n", encoding="utf-8")
        script.chmod(0o755)
        stamp = f"{self.folder.resolve()}/.venv\n{self.folder.resolve()}\n"
        (self.folder / ".venv/.installed").write_text(stamp, encoding="utf-8")

    def make(self, *words: str, cwd: Path | None = None, **variables: str) -> Made:
        """Run make, from `cwd` if it is another folder."""
        away = ["-C", str(self.folder)] if cwd else []
        return self.run(["make", "--no-print-directory", *away, *words], cwd or self.folder, variables)

    def type(self, command: str, cwd: Path | None = None) -> Made:
        """Type a command into a clean shell."""
        return self.run(["sh", "-c", command], cwd or self.folder, {})

    def run(self, words: list[str], cwd: Path, variables: dict[str, str]) -> Made:
        """Run a program off a terminal, with nothing of ours in its environment."""
        kept = {
            name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PIP_CONFIG_FILE")
        }
        home = self.folder.parent / "home"
        home.mkdir(exist_ok=True)
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**kept, "HOME": str(home), "PWD": str(cwd), "COLUMNS": "100", **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        return Made(done.returncode, done.stdout)

    def filed(self, *folders: str) -> Counter[str]:
        """Return the keys in the files of datasets, all of them together; a name that several have is made once."""
        found: Counter[str] = Counter()
        for kind in filed_kinds():
            keys = Counter(
                record.key_text
                for folder in folders
                for record in records_of(read_dataset(self.folder / folder), kind)
            )
            found += Counter(set(keys)) if kind.named else keys
        return found

    def stored(self) -> Counter[str]:
        """Return the keys of what is in the sandbox by its own history: created, and not deleted since.

        Of the kinds that have files; what columns name goes with its last user.
        """
        app = create_app(SandboxOptions(registers=10), self.folder / STATE)
        effects = app.history()
        app.close()
        gone = {each.id for each in effects if each.action == "deleted"}
        filed = {kind.plural for kind in filed_kinds()}
        created = [each for each in effects if each.action == "created" and each.kind in filed]
        return Counter(each.key for each in created if each.id not in gone)

    def sandboxes(self) -> list[Path]:
        """Return the state files in and around the checkout, besides those that tests keep."""
        kept = self.folder / "tests"
        return sorted(path for path in self.folder.parent.rglob("shop.sqlite") if kept not in path.parents)
