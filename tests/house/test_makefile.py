"""What make types: each choice its own folder, seed and people; paths that hold; an environment that is mended.

No recipe of the real tool is run here: `make -n` says what would be typed, and the environment is one of shell scripts.
"""

import itertools
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.generate.identity import skus
from pipeline.packs import load_packs

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


def make(cwd: Path, *words: str, **variables: str) -> str:
    """Run make in a folder, as a shell that stands there would; return what it printed."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    done = subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=cwd,
        env={**kept, "HOME": str(cwd), "PWD": str(cwd), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def typed(target: str, *words: str, cwd: Path = ROOT, **variables: str) -> list[str]:
    """Return the words of the tool's last command that a target would run."""
    lines = make(cwd, "-n", target, *words, **variables).replace("\\\n", "").splitlines()
    last = [line for line in lines if "x-series-demo' " in line][-1]
    return shlex.split(last.removeprefix("echo; "))


def option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1]


def made_by(*choice: str) -> tuple[str, str]:
    """Return the folder and the seed of a choice."""
    words = typed("generate", *choice)
    return option(words, "--out"), option(words, "--seed")


NAMED = {
    ("PACKS=beauty",): "out/demo-beauty",
    ("PACKS=home apparel",): "out/demo-home-apparel",
    ("PACKS=apparel",): "out/demo-apparel",
    ("CUSTOMERS=100",): "out/demo-customers-100",
    ("CUSTOMERS=0",): "out/demo-customers-0",
    ("PRODUCTS=100",): "out/demo-products-100",
    ("SEED=8",): "out/demo-seed-8",
    ("REGION=nz",): "out/demo-nz",
    ("FORMAT=parquet",): "out/demo-parquet",
    ("PACKS=beauty", "CUSTOMERS=100", "SEED=8", "REGION=nz"): "out/demo-beauty-customers-100-seed-8-nz",
}


def test_all_defaults_are_out_demo_with_the_seed_as_it_is() -> None:
    assert made_by() == ("out/demo", "7")
    said = ("PACKS= apparel  home ", "CUSTOMERS=50", "PRODUCTS=50", "SEED=7", "REGION=us", "FORMAT=csv")
    assert made_by(*said) == ("out/demo", "7")
    assert typed("generate")[1:6] == ["generate", "--pack", "apparel", "--pack", "home"]
    assert made_by("CUSTOMERS=", "FORMAT=", "REGION=") == ("out/demo", "7")


def test_every_other_choice_has_a_folder_and_a_seed_of_its_own() -> None:
    made = {choice: made_by(*choice) for choice in NAMED}
    assert {choice: folder for choice, (folder, _) in made.items()} == NAMED
    assert len({seed for _, seed in made.values()} | {"7", "8"}) == len(NAMED) + 2
    assert made_by("PACKS=beauty") == made["PACKS=beauty",]


def test_the_seed_that_was_mixed_is_said() -> None:
    _, seed = made_by("SEED=8")
    assert f"Seed {seed} is made of 8 and the folder's name" in make(ROOT, "-n", "generate", "SEED=8")
    assert "made of" not in make(ROOT, "-n", "generate")


def test_out_wins_over_the_name_and_is_one_folder_however_it_is_written() -> None:
    folder, seed = made_by("OUT=out/salon", "PACKS=beauty", "SEED=12")
    assert folder == "out/salon"
    for written in ("./out/salon", "out/salon/", f"{ROOT}/out/salon"):
        assert made_by(f"OUT={written}", "PACKS=beauty", "SEED=12") == (written, seed)
    assert made_by("OUT=out/other", "PACKS=beauty", "SEED=12")[1] != seed
    assert made_by("OUT=out/demo", "SEED=12") == ("out/demo", "12")


@pytest.mark.parametrize("folder", ["out/my shop", "out/it's", 'out/a"b', "out/a;b&c"])
def test_a_folder_of_any_name_is_one_word_for_every_target(folder: str) -> None:
    for target in ("generate", "check", "load", "status", "reset", "demo"):
        assert folder in typed(target, f"OUT={folder}"), target


@pytest.mark.parametrize("choice", [(), ("PACKS=beauty",), ("CUSTOMERS=9", "DOMAIN=mystore")])
def test_every_target_meets_the_folder_of_its_choice(choice: tuple[str, ...]) -> None:
    folder, _ = made_by(*choice)
    stores = ["-d", "mystore"] if "DOMAIN=mystore" in choice else ["--sandbox"]
    for target in ("load", "status", "reset", "demo"):
        words = typed(target, *choice)
        assert words[2 : 3 + len(stores)] == [folder, *stores], target
    assert typed("check", *choice)[2] == folder


def test_from_another_folder_the_commands_are_whole_paths(tmp_path: Path) -> None:
    words = typed("demo", "-C", str(ROOT), cwd=tmp_path)
    assert words[:3] == [f"{ROOT}/.venv/bin/x-series-demo", "guide", f"{ROOT}/out/demo"]
    assert option(words, "--make") == f"make -C '{ROOT}'"
    assert typed("demo")[:3] == [".venv/bin/x-series-demo", "guide", "out/demo"]
    assert option(typed("demo", "VENV=.env"), "--make") == "make VENV=.env"
    assert option(typed("generate", "-C", str(ROOT), cwd=tmp_path), "--seed") == "7"


def test_a_region_in_the_environment_is_some_cloud_tools() -> None:
    assert "--region" not in typed("generate", REGION="eu-west-1")
    assert option(typed("generate", SEED="8"), "--out") == NAMED["SEED=8",]


@pytest.mark.campaign
def test_what_a_newcomer_chooses_has_skus_that_out_demo_has_not() -> None:
    """Five digits collide now and then (1 choice in 80): not those that are named in README, the help and here."""
    packs = {
        pack.name: pack.prefix for pack in load_packs(("apparel", "beauty", "electronics", "grocery", "home"))
    }
    counts = [f"PRODUCTS={count}" for count in (10, 20, 30, 75, 100, 200, 500)]
    choices = [(), *NAMED, *((each,) for each in counts), *((f"SEED={seed}",) for seed in (1, 2, 12, 42))]
    choices += [(f"PACKS={one} {two}",) for one, two in itertools.permutations(packs, 2) if one != "apparel"]

    def of(choice: tuple[str, ...]) -> set[str]:
        words = typed("generate", *choice)
        chosen = [words[place + 1] for place, word in enumerate(words) if word == "--pack"]
        count, seed = int(option(words, "--products")), int(option(words, "--seed"))
        return {sku for name in chosen for sku in skus(packs[name], 0, -(-count // len(chosen)), seed)}

    demo = of(())
    assert len(demo) == 50
    assert [choice for choice in choices[1:] if of(choice) & demo] == []


# The environment


STUB_PYTHON = """\
#!/bin/sh
case "$*" in
  "-c import pip") test ! -e "$(dirname "$0")/no-pip" ;;
  "-c import sys;"*) exit 0 ;;
  *"install --editable .") echo "install for $(pwd -P) user=$PIP_USER target=$PIP_TARGET" >>"$LOG"
      printf '#!/bin/sh\\nexit 0\\n' >"$(dirname "$0")/x-series-demo"; chmod +x "$(dirname "$0")/x-series-demo" ;;
  "-m venv"*) echo "$*" >>"$LOG"; shift 2; [ "$1" = --clear ] && { shift; rm -rf "$1"; }
      mkdir -p "$1/bin"; cp "$0" "$1/bin/python"; touch "$1/pyvenv.cfg" ;;
esac
"""


class Checkout:
    """A folder with the Makefile, and a `python` that writes down what it is asked to do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self.folder.mkdir()
        shutil.copy(ROOT / "Makefile", self.folder)
        (self.folder / "pyproject.toml").write_text("", encoding="utf-8")
        os.utime(self.folder / "pyproject.toml", (1, 1))
        self.python = folder / "stub-python"
        self.python.write_text(STUB_PYTHON, encoding="utf-8")
        self.python.chmod(0o755)
        self._log = folder / "log"

    def setup(self, *words: str, **variables: str) -> list[str]:
        """Run `make setup`; return what was done: environments made, installations."""
        self._log.write_text("", encoding="utf-8")
        make(self.folder, "setup", f"PYTHON={self.python}", *words, LOG=str(self._log), **variables)
        return self._log.read_text(encoding="utf-8").splitlines()

    @property
    def installed(self) -> str:
        return f"install for {self.folder} user=0 target="


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path.resolve())


ANEW = "-m venv --clear .venv"


def test_the_environment_is_made_once(checkout: Checkout) -> None:
    assert checkout.setup() == ["-m venv .venv", checkout.installed]
    assert checkout.setup() == []
    os.utime(checkout.folder / "pyproject.toml")
    os.utime(checkout.folder / ".venv/.installed", (2, 2))
    assert checkout.setup() == [checkout.installed]
    assert checkout.setup() == []


def test_a_moved_checkout_and_a_copied_one_get_environments_of_their_own(checkout: Checkout) -> None:
    checkout.setup()
    copy = checkout.folder.with_name("copy of it")
    shutil.copytree(checkout.folder, copy)
    moved = checkout.folder.with_name("moved")
    checkout.folder.rename(moved)
    for checkout.folder in (copy, moved):
        assert checkout.setup() == [ANEW, checkout.installed]
        assert checkout.setup() == []


def test_an_environment_without_pip_or_python_is_made_anew(checkout: Checkout) -> None:
    checkout.setup()
    (checkout.folder / ".venv/bin/no-pip").touch()
    assert checkout.setup() == [ANEW, checkout.installed]
    (checkout.folder / ".venv/bin/python").unlink()
    (checkout.folder / ".venv/bin/python").symlink_to("/nonexistent/python")
    assert checkout.setup() == [ANEW, checkout.installed]
    (checkout.folder / ".venv/bin/x-series-demo").write_text("#!/nonexistent/python\n", encoding="utf-8")
    assert checkout.setup() == [checkout.installed]
    assert checkout.setup() == []


def test_what_a_person_has_set_for_pip_leads_nowhere_else(checkout: Checkout) -> None:
    done = checkout.setup(PIP_USER="1", PIP_TARGET="/elsewhere", CDPATH="/:/tmp")
    assert done == ["-m venv .venv", checkout.installed]
    os.utime(checkout.folder / ".venv/.installed", (0, 0))
    assert checkout.setup("PIP_USER=1") == [checkout.installed]


def test_a_folder_that_is_no_environment_is_not_cleared(checkout: Checkout) -> None:
    mine = checkout.folder / "mine"
    mine.mkdir()
    (mine / "kept").write_text("mine", encoding="utf-8")
    assert checkout.setup("VENV=mine") == ["-m venv mine", checkout.installed]
    assert (mine / "kept").exists()


def test_an_environment_that_two_checkouts_share_is_installed_to_in_turn_and_never_cleared(
    checkout: Checkout,
) -> None:
    first, second = checkout.folder, checkout.folder.with_name("second")
    shutil.copytree(first, second)
    shared = f"VENV={checkout.folder.parent}/shared"
    assert checkout.setup(shared)[1:] == [checkout.installed]
    for checkout.folder in (second, first):
        assert checkout.setup(shared) == [checkout.installed]
        assert checkout.setup(shared) == []


def test_it_is_made_before_anything_else_under_j(checkout: Checkout) -> None:
    checkout.folder.joinpath("Makefile").write_text(
        (ROOT / "Makefile").read_text(encoding="utf-8")
        + "\n.PHONY: slow quick both\nslow:\n\t@python3 -c pass; echo slow\nquick:\n\t@echo quick\nboth: slow quick\n",
        encoding="utf-8",
    )
    assert make(checkout.folder, "-j4", "both").split() == ["slow", "quick"]
    assert make(checkout.folder, "-j4", "slow", "quick").split() == ["slow", "quick"]
