"""A newcomer's first half hour: some twenty ways to type `make demo` in a fresh copy of this checkout, one after the other.

Real environments, made by pip; all choices go into one sandbox, and after each way that sandbox's own history says
whether every record of every dataset is in it exactly once, and nothing else.
"""

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.checkouts import SCREEN_LINES, Checkout, Made


@dataclass(slots=True)
class Newcomer:
    """Somebody in a fresh checkout. `loaded` are the datasets that must be in the sandbox by now."""

    checkout: Checkout
    loaded: list[str] = field(default_factory=list)

    def demo(self, folder: str, *words: str, cwd: Path | None = None, **variables: str) -> Made:
        """Run `make demo`; what it makes must be in the sandbox then, beside all that was there."""
        targets = () if "demo" in words else ("demo",)
        made = self.checkout.make(*targets, *words, f"PYTHON={sys.executable}", cwd=cwd, **variables)
        assert made.status == 0, f"status {made.status}: {made.said[-2000:]}"
        assert len(made.screen) <= SCREEN_LINES, made.screen
        self.loaded += [folder] if folder not in self.loaded else []
        self.judge()
        return made

    def refused(self, words: str, *options: str) -> None:
        """Run `make demo`, which must say these words and change nothing in the sandbox."""
        before = self.checkout.stored()
        made = self.checkout.make("demo", *options)
        assert made.status == 2, f"status {made.status}: {made.said[-2000:]}"
        assert words in made.said, made.said[-2000:]
        assert self.checkout.stored() == before

    def judge(self) -> None:
        """Hold the sandbox's history against the files."""
        filed, stored = self.checkout.filed(*self.loaded), self.checkout.stored()
        assert stored == filed, f"lost {_some(filed - stored)}, too many {_some(stored - filed)}"
        assert len(self.checkout.sandboxes()) == 1, self.checkout.sandboxes()


def _some(keys: Counter[str]) -> str:
    return f"{keys.total()} ({', '.join(list(keys)[:3])})"


Way = Callable[[Newcomer], None]
WAYS: dict[str, Way] = {}


def way(name: str) -> Callable[[Way], Way]:
    """Add a way of typing it."""

    def add(function: Way) -> Way:
        WAYS[name] = function
        return function

    return add


def campaign(folder: Path) -> Iterator[tuple[str, str]]:
    """Try each way in turn; yield its name and what went wrong, '' for nothing."""
    newcomer = Newcomer(Checkout.copied(folder / "checkout"))
    for name, function in WAYS.items():
        try:
            function(newcomer)
        except (AssertionError, OSError, subprocess.SubprocessError) as wrong:
            yield name, str(wrong) or type(wrong).__name__
        else:
            yield name, ""


@way("make demo, in a fresh clone")
def _first(newcomer: Newcomer) -> None:
    made = newcomer.demo("out/demo")
    assert "(seed 7)" in made.said
    assert "50 customers, 50 products and" in made.said


@way("make demo, again")
def _again(newcomer: Newcomer) -> None:
    assert "Already there: 50 customers, 50 products and" in newcomer.demo("out/demo").said


@way("every command of the closing screen, as printed")
def _screen(newcomer: Newcomer) -> None:
    made = newcomer.demo("out/demo")
    assert len(made.commands) == 6, made.commands
    for command in made.commands:
        ran = newcomer.checkout.type(command)
        wanted = 2 if "DOMAIN=" in command else 0
        assert ran.status == wanted, f"{command}: status {ran.status}: {ran.said[-1000:]}"
    newcomer.loaded[:] = ["out/demo-beauty"]  # the last command took out/demo back
    newcomer.judge()


@way("make reset demo")
def _reset(newcomer: Newcomer) -> None:
    newcomer.demo("out/demo", "reset", "demo")


@way("make -j4 demo PACKS=beauty, which is there")
def _packs(newcomer: Newcomer) -> None:
    assert "Already there" in newcomer.demo("out/demo-beauty", "-j4", "PACKS=beauty").said


@way("make demo CUSTOMERS=100")
def _more(newcomer: Newcomer) -> None:
    newcomer.demo("out/demo-customers-100", "CUSTOMERS=100")


@way("make demo CUSTOMERS=0")
def _none(newcomer: Newcomer) -> None:
    newcomer.demo("out/demo-customers-0", "CUSTOMERS=0")


@way("make demo CUSTOMERS=0 PRODUCTS=0")
def _nothing(newcomer: Newcomer) -> None:
    newcomer.refused("Neither customers nor products", "CUSTOMERS=0", "PRODUCTS=0")


@way("make -j4 demo SEED=8")
def _seed(newcomer: Newcomer) -> None:
    newcomer.demo("out/demo-seed-8", "-j4", "SEED=8")


@way("make demo REGION=nz")
def _region(newcomer: Newcomer) -> None:
    newcomer.demo("out/demo-nz", "REGION=nz")


@way("make demo, with a REGION of some cloud tool")
def _cloud(newcomer: Newcomer) -> None:
    newcomer.demo("out/demo", REGION="eu-west-1")


@way("make demo FORMAT=parquet")
def _parquet(newcomer: Newcomer) -> None:
    newcomer.demo("out/demo-parquet", "FORMAT=parquet")


@way("make demo OUT='out/my shop'")
def _blank(newcomer: Newcomer) -> None:
    newcomer.demo("out/my shop", "OUT=out/my shop")


@way("two choices, one after the other, then status, check and load with the same variables")
def _two(newcomer: Newcomer) -> None:
    choices = {"out/demo-home-services": "PACKS=home services", "out/demo-products-20": "PRODUCTS=20"}
    for folder, choice in choices.items():
        newcomer.demo(folder, choice)
    for choice in choices.values():
        for target in ("status", "check", "load"):
            ran = newcomer.checkout.make(target, choice)
            assert ran.status == 0, f"{target}: {ran.said[-1000:]}"
    newcomer.judge()


@way("make -C checkout demo, from another folder, and its screen there")
def _elsewhere(newcomer: Newcomer) -> None:
    elsewhere = newcomer.checkout.folder.parent / "else where"
    elsewhere.mkdir()
    made = newcomer.demo("out/demo-products-30", "PRODUCTS=30", cwd=elsewhere)
    for command in made.commands[:3]:
        ran = newcomer.checkout.type(command, cwd=elsewhere)
        assert ran.status == 0, f"{command}: {ran.said[-1000:]}"
    newcomer.judge()


@way("make demo DOMAIN=mystore, without a token")
def _no_token(newcomer: Newcomer) -> None:
    newcomer.refused("There is no token.", "DOMAIN=mystore")


@way("make demo SEED=8 OUT=out/demo, over what was loaded")
def _over(newcomer: Newcomer) -> None:
    newcomer.refused("holds another dataset", "-j4", "SEED=8", "OUT=out/demo")


@way("make demo in a moved checkout")
def _moved(newcomer: Newcomer) -> None:
    moved = newcomer.checkout.folder.with_name("moved")
    newcomer.checkout.folder.rename(moved)
    newcomer.checkout = Checkout(moved)
    made = newcomer.demo("out/demo")
    assert "anew" in made.said
    assert "Already there" in made.said
    assert "Already there" in newcomer.demo("out/demo-nz", "REGION=nz").said


@way("make demo with PIP_USER=1, PIP_TARGET and no environment yet")
def _pip_user(newcomer: Newcomer) -> None:
    shutil.rmtree(newcomer.checkout.folder / ".venv")
    newcomer.demo("out/demo", PIP_USER="1", PIP_TARGET="/nonexistent/target")


@way("make demo with an environment that has no pip")
def _no_pip(newcomer: Newcomer) -> None:
    venv = newcomer.checkout.folder / ".venv"
    shutil.rmtree(venv)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    newcomer.demo("out/demo")


@way("make demo with an environment whose Python is gone")
def _no_python(newcomer: Newcomer) -> None:
    for python in (newcomer.checkout.folder / ".venv/bin").glob("python*"):
        python.unlink()
        python.symlink_to("/nonexistent/python")
    newcomer.demo("out/demo")
