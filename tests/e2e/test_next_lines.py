"""Every `Next:` line, typed as it was printed into a clean shell where it was printed, does what it says.

A scene is a command in a folder that others have prepared, and the line that it must end with. The commands before run
in this process; the line itself is a process of its own, in a shell that has nothing on its PATH but the system's, and
where a person must agree, on a terminal. Of lines of one shape (the same command, quoting, and somebody asked or not) the
first is typed into a shell; the others are run in this process, word by word as a shell would split them.
"""

import re
import shlex
import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.commands import COMMANDS, GROUPS
from pipeline.sandbox import SandboxOptions
from tests.e2e.command import INSTALLED, Ended, run
from tests.e2e.conftest import Here
from tests.e2e.terminals import person_at
from tests.support.option_rules import TREE, false_options
from tests.support.sandboxes import OnAPort, on_a_port

pytestmark = pytest.mark.campaign

SYSTEM = "/usr/bin:/bin"  # the tool is not there
CUSTOMERS = "first_name,last_name,email,gender\nAda,Doe,ada@example.com,\nBob,Doe,bob@example.com,\n"
PRODUCTS = "sku,name,price_including_tax\nTST-1,Test one,1.95\nTST-2,Test two,2.95\n"
TOYS = Path(__file__).resolve().parents[2] / "packs" / "services.json"
LOAD = "load out/demo --sandbox --yes"
UNLOAD = "unload out/demo --sandbox --yes --confirm-store sandbox"
SMALL = "-p apparel --customers 1 --products 1 --seed 7"
STORE = "-d sandbox --base-url PORT"
LOAD_THERE = f"load out/demo {STORE} --yes"
CONFLICT = {"kind": "refuse", "status": 422, "on": "creates", "at": [3], "error": "Name is too long"}
SHUT = {"kind": "refuse", "status": 401, "on": "creates", "at": [2]}


def edit_file(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")


def edit(old: str, new: str) -> Callable[[Path], object]:
    """Return an edit of files of the dataset."""

    def change(folder: Path) -> None:
        for name in ("customers.csv", "products.csv"):
            edit_file(folder / "out/demo" / name, old, new)

    return change


def too_deep(folder: Path) -> None:
    """Give a product a path that is one level too deep below a root."""
    edit_file(folder / "out/demo/products.csv", "including_tax", "including_tax,product_category")
    edit_file(folder / "out/demo/products.csv", ",1.95", ",1.95,A > B > C")
    edit_file(folder / "out/demo/products.csv", ",2.95", ",2.95,")


def forget(folder: Path) -> None:
    """Lose the journals of the dataset."""
    shutil.rmtree(folder / "out/demo/.load")


def spoil_pack(folder: Path) -> None:
    """Put a word twice into a name."""
    edit_file(folder / "mine/toys.json", "Seam Repair", "Seam Seam")


def lose_token(folder: Path) -> None:
    """Lose the token of a profile."""
    (folder / ".config/x-series-demo/profiles/acme.token").unlink()


def lead_away(folder: Path) -> None:
    """Have a run that was cut off remember an output outside of this folder."""
    (memory,) = folder.glob("out/demo-*/quickstart.json")
    edit_file(memory, f"{folder}/demo.json", "/nowhere/demo.json")


def rename_skus(folder: Path) -> None:
    """Export the products from elsewhere, under other SKUs."""
    (folder / "other.csv").write_text(PRODUCTS.replace("TST-", "NEW"))


@dataclass(frozen=True)
class Scene:
    """A command and the line that follows it, without the program's name; PORT is a store's address.

    `status` and `said` are those of the line when it is typed; `answers` are typed after it, on a terminal. `steps`
    prepare the folder: command lines, and edits of its files.
    """

    command: str
    next: str
    status: int = 0
    said: str = ""
    answers: str = ""
    steps: Sequence[str | Callable[[Path], object]] = ()
    faults: Sequence[dict[str, Any]] = ()

    def __str__(self) -> str:
        return f"{self.command} -> {self.next}"


AGREE, PREFIX = "y\n", "sandbox\n"
AGREED = {AGREE: " --yes", PREFIX: " --yes --confirm-store sandbox"}  # where there is no terminal
REAL = edit("example.com", "shop.co.nz")
SCENES = [
    # Files
    Scene(f"generate {SMALL} --out out/one", "check out/one", said="nothing wrong"),
    Scene(f"generate {SMALL} --out 'it'\"'\"'s mine'", "check 'it'\"'\"'s mine'", said="nothing wrong"),
    Scene(
        f"generate {SMALL} --out out/one --email-domain shop.co.nz",
        "check out/one --allow-real-emails",
        said="nothing wrong",
    ),
    Scene("show out/demo", "check out/demo", said="nothing wrong"),
    Scene("show out/demo --html", "check out/demo", said="nothing wrong"),
    Scene("images out/demo", "check out/demo", said="nothing wrong"),
    Scene("convert out/demo --format parquet", "check out/demo", said="nothing wrong"),
    Scene(
        "export out/demo --to shopify",
        "import out/demo/export/shopify --out out/demo-shopify",
        said="2 customers and 2 products in out/demo-shopify",
    ),
    Scene(
        "export out/demo --to json --out 'my shop.json'",
        "import 'my shop.json' --out out/demo-json",
        said="2 customers and 2 products in out/demo-json",
    ),
    Scene("export --to csv", "datasets", said="out/demo"),
    Scene(
        "compare out/demo other.csv",
        "compare out/demo other.csv --suggest skus.json",
        status=1,
        said="Mapping: skus.json, 2 SKUs",
        steps=[rename_skus],
    ),
    Scene(
        "compare out/demo other.csv --suggest 'my skus.json'",
        "compare out/demo other.csv --map 'my skus.json'",
        said="2 by mapping",
        steps=[rename_skus],
    ),
    Scene("pull --sandbox --out out/copy", "check out/copy", said="nothing wrong", steps=[LOAD]),
    Scene("datasets", "check out/demo", said="nothing wrong"),
    Scene("import theirs.csv --out 'sp ace'", "check 'sp ace'", said="nothing wrong"),
    Scene("import theirs.csv --out $'a\\tb'", "check $'a\\x09b'", said="nothing wrong"),
    Scene("datasets empty", "generate -p apparel --out empty/apparel", said="empty/apparel"),
    Scene("check out/demo", "load out/demo --sandbox", said="Products created: 2", answers=AGREE),
    Scene(
        "check out/demo --allow-real-emails",
        "load out/demo --sandbox --allow-real-emails",
        said="Customers created: 2",
        answers=AGREE,
        steps=[REAL],
    ),
    Scene("check out/demo", "check out/demo", 3, "finding", steps=[REAL]),
    Scene("check nowhere", "datasets", said="out/demo"),
    Scene("packs", "packs apparel", said="Apparel"),
    Scene("packs apparel", "generate -p apparel --out out/apparel", said="50 products"),
    Scene(
        "packs --packs-dir mine toys",
        "generate -p toys --packs-dir mine --out out/toys",
        said="50 customers, 50 products and 3 suppliers in out/toys",
    ),
    Scene(
        "packs toys --packs-dir mine --check",
        "packs toys --packs-dir mine --check",
        3,
        "finding",
        steps=[spoil_pack],
    ),
    Scene("packs --check", "generate -p apparel --out out/apparel", said="50 products"),
    # A load
    Scene(
        "plan out/demo --sandbox --key 'TST-*' --limit 1 --price-field excluding --pace fast --registers 3",
        "load out/demo --sandbox --key 'TST-*' --limit 1 --price-field excluding --pace fast --registers 3",
        said="Products created: 1",
        answers=AGREE,
    ),
    Scene(
        "load out/demo --sandbox --dry-run --show-requests --only products -o 'my map.json'",
        "load out/demo --sandbox --only products --output 'my map.json'",
        said="my map.json",
        answers=AGREE,
    ),
    Scene(
        "plan out/demo --sandbox --rehearse --category-root Demo",
        "plan out/demo --rehearse --sandbox --category-root Demo",
        1,
        "At most 3 levels",
        steps=[too_deep],
    ),
    Scene(
        f"plan out/demo --against-store {STORE} --only customers",
        f"plan out/demo --adopt --against-store {STORE} --only customers",
        said="of 2 found in the store",
        steps=[LOAD_THERE, forget],
    ),
    Scene(LOAD, "verify out/demo --sandbox", said="nothing differs"),
    Scene(f"{LOAD} --limit 1", "status out/demo --sandbox", said="would send 2"),
    Scene(LOAD_THERE, f"status out/demo {STORE}", said="Name is too long", faults=[CONFLICT]),
    Scene(
        f"{LOAD_THERE} --max-errors 1", f"status out/demo {STORE}", said="Name is too long", faults=[CONFLICT]
    ),
    Scene(LOAD_THERE, LOAD_THERE, 4, "does not accept the token", faults=[SHUT]),
    Scene(
        f"--sandbox {SMALL} --dry-run --yes -o demo.json",
        "load out/demo-TIME --sandbox -o HERE/demo.json --yes",
        said="demo.json",
    ),
    Scene(
        f"--sandbox {SMALL} --yes -o mine.json",
        "load out/demo-TIME --sandbox",
        said="Products created: 1",
        answers=AGREE,
        steps=[f"--sandbox {SMALL} --dry-run -o demo.json", lead_away],
    ),
    # Its journal
    Scene("status out/demo", "load out/demo --sandbox", said="Products created: 2", answers=AGREE),
    Scene("status out/demo", "verify out/demo --sandbox", said="nothing differs", steps=[LOAD]),
    Scene("status out/demo", "check out/demo", 3, "broken row", steps=[LOAD, edit("Test one", '"Test one')]),
    Scene(f"status out/demo {STORE}", f"verify out/demo {STORE}", said="nothing differs", steps=[LOAD_THERE]),
    Scene("status out/demo", f"verify out/demo {STORE}", said="nothing differs", steps=[LOAD_THERE]),
    Scene(
        "status out/demo --list --state done",
        "status out/demo --sandbox ada@example.com",
        said="as it was sent",
        steps=[LOAD],
    ),
    Scene(
        "status out/demo --list --kind products",
        "status out/demo --sandbox -- -1",
        said="as it was sent",
        steps=[edit("TST-1", "-1"), LOAD],
    ),
    Scene("status out/demo TST-2", "status out/demo --sandbox", said="would send 0", steps=[LOAD]),
    Scene("status out/demo --runs", "status out/demo --sandbox", said="would send 0", steps=[LOAD]),
    Scene(
        f"status out/demo {STORE} --rejected mend.csv",
        f"load out/demo {STORE} --retry-failed",
        said="Products created: 1",
        answers=AGREE,
        steps=[LOAD_THERE],
        faults=[CONFLICT],
    ),
    Scene("skip out/demo TST-2 --sandbox", "load out/demo --sandbox", said="created: 1", answers=AGREE),
    Scene(
        "skip out/demo 'TST[2]'",
        "unload out/demo --key 'TST[[]2]' --sandbox",
        said="Products deleted: 1",
        answers=PREFIX,
        steps=[edit("TST-2", "TST[2]"), LOAD],
    ),
    Scene("skip out/demo TST-3", "status out/demo --list --sandbox", said="TST-2", steps=[LOAD]),
    Scene("skip out/demo TST-3 --sandbox", "status out/demo --list --sandbox", said="TST-2"),
    # After it
    Scene(
        "verify out/demo --sandbox",
        "unload out/demo --sandbox",
        said="deleted: 2",
        answers=PREFIX,
        steps=[LOAD],
    ),
    Scene(
        "verify out/demo --sandbox",
        "update out/demo --sandbox",
        said="Customers put back: 1",
        answers=AGREE,
        steps=[LOAD, edit("Bob", "Rob")],
    ),
    Scene(
        "verify out/demo --sandbox",
        "load out/demo --sandbox",
        said="created: 1",
        answers=AGREE,
        steps=[f"{LOAD} --key TST-1", "skip out/demo ada@example.com", "skip out/demo bob@example.com"],
    ),
    Scene("verify out/demo --sandbox", "verify out/demo --orphans --sandbox", said="requests to read"),
    Scene(
        "verify out/demo --sandbox --orphans",
        "load out/demo --sandbox --adopt",
        said="2 adopted",
        answers=AGREE,
        steps=[LOAD, forget],
    ),
    Scene(
        "verify out/demo --sandbox --orphans",
        "verify out/demo --sandbox",
        said="nothing differs",
        steps=[LOAD],
    ),
    Scene("verify out/demo --sandbox --orphans", "load out/demo --sandbox", said="created: 2", answers=AGREE),
    Scene(
        "verify out/demo --sandbox --absent --only products",
        "unload out/demo --sandbox --only products",
        said="Products deleted: 2",
        answers=PREFIX,
        steps=[LOAD],
    ),
    Scene(
        "update out/demo --sandbox --dry-run --key bob* --pace fast",
        "update out/demo --sandbox --key 'bob*' --pace fast",
        said="Customers put back: 1",
        answers=AGREE,
        steps=[LOAD, edit("Bob", "Rob")],
    ),
    Scene("update out/demo --sandbox", "verify out/demo --sandbox", said="nothing differs", steps=[LOAD]),
    Scene("update out/demo --sandbox", "verify out/demo --orphans --sandbox", said="requests to read"),
    Scene(
        "unload out/demo --sandbox --dry-run --key TST-2 --pace fast",
        "unload out/demo --sandbox --key TST-2 --pace fast",
        said="Products deleted: 1",
        answers=PREFIX,
        steps=[LOAD],
    ),
    Scene(UNLOAD, "verify out/demo --sandbox --absent", said="nothing of it is left", steps=[LOAD]),
    Scene(f"{UNLOAD} --limit 1", "status out/demo --sandbox", said="would send 2", steps=[LOAD]),
    # The rest
    Scene("doctor --sandbox", "generate -p apparel --out out/apparel", said="50 products"),
    Scene("store outlets --sandbox", "doctor --sandbox", said="✓ store"),
    Scene(f"store customers {STORE}", f"doctor {STORE}", said="✓ store"),
    Scene("profile list", "profile add --help", said="--token-file"),
    Scene("profile list", "profile show acme", said="acme-demo", steps=["profile add acme -d acme-demo"]),
    Scene("profile add acme -d acme-demo", "doctor --profile acme", 4, "there is none"),
    Scene(
        "profile show acme",
        "doctor --profile acme",
        4,
        "there is none",
        steps=["profile add acme -d acme-demo"],
    ),
    Scene("profile remove acme --yes", "profile list", steps=["profile add acme -d acme-demo"]),
    Scene("show out/demo --profile acme", "check out/demo --profile acme", 2, "There is no profile"),
    Scene("check out/demo --profile acme", "profile add --help", said="--token-file"),
    Scene(
        "store outlets --profile acme",
        "profile add acme -d acme-demo --region nz --token-in file --force",
        said="is kept in",
        steps=["profile add acme -d acme-demo --region nz --token-file token --token-in file", lose_token],
    ),
    Scene(
        "check out/demo --profile acme",
        "load out/demo --profile acme",
        4,
        "There is no token",
        steps=["profile add acme -d acme-demo"],
    ),
    Scene("help", "help install", said="uv tool install"),
    Scene("help packs", "packs --help", said="--packs-dir"),
    Scene("help sandbox", "sandbox --help", said="--faults"),
    Scene("help paccing", "help", said="pacing"),
    Scene("laod", "--help", said="Commands:"),
    Scene("store outlet", "store --help", said="outlets"),
    Scene("load --nowhere", "load --help", said="--adopt"),
    Scene("-p apparel generate", "generate --help", said="--pack"),
]


def shape(scene: Scene) -> tuple[object, ...]:
    """Return the command of a line, what a shell has to undo, and whether a person has to agree."""
    command = next((word for word in _words(scene.next) if word in {*COMMANDS, *GROUPS}), "")
    return command, frozenset({"'", "$"} & set(scene.next)), scene.answers


@dataclass(frozen=True)
class Desk:
    """A folder and a shell in it, where the tool was started by the path of its script; a store on a port."""

    here: Here
    token: str = ""

    def run(self, line: str) -> Ended:
        """Run a command line in this process; what it says names no option that it doesn't have."""
        words = _words(line)
        ended = self.here.run(*words, PATH=SYSTEM, XSERIES_TOKEN=self.token)
        command = next((tuple(words[:size]) for size in (2, 1) if tuple(words[:size]) in TREE), ())
        said = [text for text in ended.err.splitlines() if not text.startswith("Next: ")]
        assert {option for text in said for option in false_options(text, command)} <= set(words)
        return ended

    def type(self, line: str, answers: str) -> Ended:
        """Type a line into a clean shell; with answers, on a terminal."""
        shell, cwd = Path("/bin/bash"), self.here.cwd
        if not answers:
            return run(cwd, "-c", line, command=shell, PATH=SYSTEM, XSERIES_TOKEN=self.token)
        with person_at(cwd, "-c", line, command=shell, PATH=SYSTEM, XSERIES_TOKEN=self.token) as person:
            person.type(answers)
            return Ended(person.leave(), person.text, "")


def _words(line: str) -> list[str]:
    """Return the words of a line as a shell would; of $'…' only what the scenes have."""
    return [word.removeprefix("$").replace("\\t", "\t").replace("\\x09", "\t") for word in shlex.split(line)]


FIRST = {shape(scene): scene for scene in reversed(SCENES)}


@pytest.fixture
def desk(here: Here) -> Desk:
    folder = here.cwd / "out/demo"
    folder.mkdir(parents=True)
    (folder / "customers.csv").write_text(CUSTOMERS)
    (folder / "products.csv").write_text(PRODUCTS)
    (here.cwd / "theirs.csv").write_text(CUSTOMERS)
    (here.cwd / "token").write_text("lsxs_pt_invented")
    (here.cwd / "empty").mkdir()
    (here.cwd / "mine").mkdir()
    (here.cwd / "mine/toys.json").write_text(
        TOYS.read_text().replace("SVC", "TOY").replace('"services"', '"toys"')
    )
    return Desk(replace(here, program=str(INSTALLED)))


def next_line(ended: Ended) -> str:
    """Return the last line, which must be the one to type next."""
    last = ended.err.splitlines()[-1]
    assert last.startswith("Next: "), ended.err
    return last.removeprefix("Next: ")


def play(scene: Scene, desk: Desk, shop: OnAPort | None, *, typed: bool) -> None:
    def put(text: str) -> str:
        return text.replace("PORT", shop.base_url if shop else "").replace("HERE", str(desk.here.cwd))

    for step in scene.steps:
        assert desk.run(put(step)).status in (0, 1) if isinstance(step, str) else step(desk.here.cwd) is None
    line = next_line(desk.run(put(scene.command)))
    expected = re.escape(put(f"{INSTALLED} {scene.next}")).replace("TIME", "[0-9-]+")
    assert re.fullmatch(expected, line), line
    if shop is not None:
        shop.control("faults", {"faults": [each for each in scene.faults if each is not CONFLICT]})
    if typed:
        ended = desk.type(line, scene.answers)
    else:
        ended = desk.run(line.removeprefix(f"{INSTALLED} ") + AGREED.get(scene.answers, ""))
    assert ended.status == scene.status, ended
    assert scene.said in ended.out + ended.err, ended
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_a_next_line_does_what_it_says_in_a_clean_shell(scene: Scene, desk: Desk) -> None:
    port = "PORT" in " ".join([scene.command, *(step for step in scene.steps if isinstance(step, str))])
    options = SandboxOptions(registers=10, faults={"faults": list(scene.faults)})
    typed = FIRST[shape(scene)] is scene
    with on_a_port(options) if port else nullcontext() as shop:
        if shop is not None:
            desk = replace(desk, token=shop.token)
        play(scene, desk, shop, typed=typed)


def test_every_command_has_a_scene_that_it_ends() -> None:
    named = {(name,) for name in COMMANDS} | {
        (group, name) for group, (_, below) in GROUPS.items() for name in below
    }
    played = {tuple(scene.command.split()[:size]) for scene in SCENES for size in (1, 2)}
    without = {("sandbox",), ("guide",)}  # runs until Ctrl-C; says several commands, in no Next line
    alike = {("store", name) for name in GROUPS["store"][1]}
    assert without < named - played < without | alike
