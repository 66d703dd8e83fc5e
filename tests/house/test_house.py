"""The plan of the house, held by its imports: who may know whom, and which library lives in which room."""

import ast
import functools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.schema import kinds

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pipeline"

# From the ground up: a room imports only rooms that stand before it in this list.
ROOMS = [
    "errors",
    "on_demand",
    "text",
    "files",
    "settings",
    "profiles",
    "schema",
    "packs",
    "generate",
    "images",
    "dataset",
    "http",
    "pacing",
    "stores",
    "journal",
    "load",
    "unload",
    "pull",
    "compare",
    "verify",
    "update",
    "status",
    "script",
    "pages",
    "lookup",
    "doctor",
    "sandbox",
    "rehearsal",
    "quickstart",
    "console",
    "cli",
    "__main__",
]
# They share files with those that make data, and nothing else.
_STORE_ROOMS = (
    "http", "pacing", "stores", "journal", "load", "unload", "pull", "compare", "verify", "status",
)  # fmt: skip
STRANGERS = [
    *((one, other) for one in _STORE_ROOMS for other in ("generate", "packs")),
    *(("pages", one) for one in ("http", "pacing", "stores", "load", "generate")),
]
ONLY_IN = {
    "httpx": {"http"},
    "rich": {"console"},
    "questionary": {"console"},
    "typer": {"cli"},
    "starlette": {"sandbox"},
    "uvicorn": {"sandbox"},
    "jinja2": {"sandbox", "pages"},
    "resvg_py": {"images"},
    "xlsxwriter": {"dataset"},
    "fastexcel": {"dataset"},
    "rapidfuzz": {"compare"},
    "faker": {"generate", "packs"},
    "faker_commerce": {"generate", "packs"},
}
# The sandbox's own rooms, from the ground up
SANDBOX = ["windows", "limiter", "options", "api", "faults", "state", "serve", "office", "__init__"]
# Decisions are functions of values: no clock, network, file or terminal in these.
PURE = [
    "text.py",
    "schema/fields.py",
    "schema/kinds.py",
    "schema/records.py",
    "settings.py",
    "stores/protocol.py",
    "stores/comparing.py",
    "stores/xseries/replies.py",
    "stores/xseries/resources.py",
    "pacing/pacer.py",
    "pacing/quota.py",
    "pacing/refill.py",
    "pacing/sliding_log.py",
    "pacing/spacing.py",
    "pacing/shared_spacing.py",
    "pacing/even_spacing.py",
    "pacing/forecast.py",
    "pacing/retry_after.py",
    "pacing/outages.py",
    "load/mapping.py",
    "load/sending/units.py",
    "load/sending/waiting.py",
    "journal/transitions.py",
    "load/planning/plan.py",
    "journal/entries.py",
    "load/options.py",
    "load/events.py",
    "load/sending/deferred.py",
    "sandbox/windows.py",
    "sandbox/limiter.py",
    "sandbox/options.py",
    "sandbox/api/**/*.py",
    "sandbox/faults/*.py",
    "generate/draws.py",
    "generate/frames.py",
    "generate/identity.py",
    "generate/customers/customer_lines.py",
    "generate/products/suppliers.py",
]
# What is known of one kind alone stands in these: the tables by kind, and the makers' own modules.
TABLES_BY_KIND = {
    "schema/kinds.py",
    "stores/xseries/resources.py",
    "stores/xseries/endpoints.py",
    "stores/xseries/reading/shelves.py",
    "stores/xseries/named.py",  # the rows of what is known by its name
    "stores/xseries/products.py",  # and that of products
    "cli/plain.py",  # typer's word for what a command line takes
    "dataset/anonymize.py",  # what of a kind says who somebody is
    "dataset/checks/kind_rules.py",
    "dataset/clashes.py",  # a seed is free by the SKUs of its packs
    "dataset/exports/lightspeed_x.py",
    "dataset/exports/shopify.py",
    "dataset/exports/square.py",
    "dataset/exports/woocommerce.py",
    "dataset/imports/aliases.py",
    "dataset/imports/languages.py",
    "dataset/imports/programs.py",
    "generate/makers.py",
    "generate/customers/customers.py",
    "generate/customers/customer_lines.py",
    "generate/products/suppliers.py",
    "generate/products/products.py",
    "generate/preview.py",
    "generate/scenarios/customers.py",
    "generate/scenarios/products.py",
    "schema/scenarios.py",
    "pages/figures.py",
    "pages/page.py",  # a page has two sections
    "load/mapping.py",  # the specification's document has two sections
    "cli/wizard.py",  # and its confirmation two lines
    # these are words of packs there
    "packs/flat.py",
    "packs/lines.py",
    "packs/parse.py",
    "packs/suppliers.py",
    "generate/products/family.py",
}
EFFECTS = {
    "time",
    "os",
    "socket",
    "random",
    "secrets",
    "sqlite3",
    "sys",
    "asyncio",
    "threading",
    "subprocess",
    "httpx",
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@functools.cache  # several tests ask about each module
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def imports(path: Path) -> tuple[str, ...]:
    return tuple(_imported(tree_of(path), path))


def _imported(tree: ast.Module, path: Path) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_there_are_modules_to_look_at() -> None:
    assert len(modules()) > 50


def test_a_room_knows_only_the_rooms_below_it() -> None:
    for path in modules():
        room = room_of(path)
        if room == "__init__":
            assert imports(path) == (), "the package stays inert"
            continue
        others = {name.split(".")[1] for name in imports(path) if name.startswith("pipeline.")} - {room}
        for other in others:
            assert ROOMS.index(other) < ROOMS.index(room), f"{path}: {room} may not know {other}"
            assert (room, other) not in STRANGERS, f"{path}: {room} and {other} share files and nothing else"
            assert other != "console" or room == "cli", f"{path}: nobody but cli knows console"
            assert room != "sandbox" or other == "errors", f"{path}: a mistake shared would cancel out"


def test_a_room_of_the_sandbox_knows_only_those_below_it() -> None:
    for path in (PACKAGE / "sandbox").rglob("*.py"):
        room = path.relative_to(PACKAGE / "sandbox").parts[0].removesuffix(".py")
        names = [name.split(".") for name in imports(path) if name.startswith("pipeline.sandbox.")]
        for other in {name[2] for name in names} - {room}:
            assert SANDBOX.index(other) < SANDBOX.index(room), f"{path}: {room} may not know {other}"


def test_no_class_name_stands_for_two_things() -> None:
    names = [
        node.name for path in modules() for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)
    ]
    assert {name for name, times in Counter(names).items() if times > 1} == set()


def test_a_library_lives_in_its_room() -> None:
    for path in modules():
        for name in imports(path):
            rooms = ONLY_IN.get(name.split(".")[0])
            assert rooms is None or room_of(path) in rooms, f"{path}: {name} belongs to {rooms}"


def knows_whose_store(tree: ast.AST) -> bool:
    """Tell whether a module imports what belongs to one vendor's store, in whichever form."""
    named = "pipeline.stores.xseries"
    return any(
        f"{module}.".startswith(f"{named}.")
        for node in ast.walk(tree)
        for module in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    )


def test_whose_the_store_is_stands_in_one_place() -> None:
    knowing = {
        str(path.relative_to(PACKAGE))
        for path in modules()
        if "xseries" not in path.parts and knows_whose_store(tree_of(path))
    }
    assert knowing == {"stores/__init__.py"}, "ask `pipeline.stores`: a second store changes that alone"


@pytest.mark.parametrize(
    "code",
    [
        "import pipeline.stores.xseries",
        "from pipeline.stores import resource_of, xseries",
        "from pipeline.stores.xseries import endpoints",
        "def late():\n    from pipeline.stores.xseries.reading.pages import walk",
    ],
)
def test_an_import_of_one_vendors_store_is_seen(code: str) -> None:
    assert knows_whose_store(ast.parse(code))
    assert not knows_whose_store(ast.parse("from pipeline.stores import resource_of"))


_PURE = re.compile(r"\bPure[.,;]")


def says_pure(path: Path) -> bool:
    return _PURE.search(ast.get_docstring(tree_of(path)) or "") is not None


def test_a_pure_module_has_no_effects() -> None:
    listed = {name: set(PACKAGE.glob(name)) for name in PURE}
    assert [name for name, found in listed.items() if not found] == []
    for path in set(filter(says_pure, modules())).union(*listed.values()):
        used = {each.split(".")[0] for each in imports(path)}
        assert used & EFFECTS == set(), path


KIND_NAMES = {name for name, value in vars(kinds).items() if isinstance(value, kinds.Kind)}
KIND_WORDS = {word for kind in kinds.all_kinds() for word in (kind.name, kind.plural)}
_LOOK_UPS = {"get", "pop", "setdefault", "startswith", "endswith"}


def branches_on_kinds(tree: ast.AST) -> list[int]:
    """Return the lines where a module names one kind: imported, compared, matched or looked up by its word."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, (ast.expr, ast.stmt, ast.pattern)) and _names_kind(node)
    ]


def _names_kind(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom():
            return any(alias.name in KIND_NAMES for alias in node.names)
        case ast.Attribute():
            return node.attr in KIND_NAMES
        case ast.Compare():
            return any(map(_is_word, (node.left, *node.comparators)))
        case ast.MatchValue(value=word) | ast.Subscript(slice=word):
            return _is_word(word)
        case ast.Call(func=ast.Attribute(attr=method)) if method in _LOOK_UPS:
            return any(map(_is_word, node.args))
    return False


def _is_word(node: ast.expr) -> bool:
    """Whether this is the word of a kind, or a collection of such, written out."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return any(map(_is_word, node.elts))
    return isinstance(node, ast.Constant) and node.value in KIND_WORDS


def test_no_module_but_the_tables_branches_on_a_kind() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in modules()
        if room_of(path) != "sandbox" and str(path.relative_to(PACKAGE)) not in TABLES_BY_KIND
        for line in branches_on_kinds(tree_of(path))
    ]
    assert found == [], "what is known of one kind goes into a table by kind"


@pytest.mark.parametrize(
    "code",
    [
        "from pipeline.schema.kinds import PRODUCT",
        "x = 1 if kind is kinds.CUSTOMER else 2",
        "x = kind.name == 'customer'",
        "x = kind.plural not in {'products', 'brands'}",
        "x = counts['customers']",
        "x = counts.get('products', 0)",
        "x = KINDS['product'].plural",
        "match kind.name:\n    case 'customer' | 'other': pass",
    ],
)
def test_a_branch_on_a_kind_is_seen(code: str) -> None:
    assert branches_on_kinds(ast.parse(code))


def test_every_table_by_kind_is_there() -> None:
    assert {name for name in TABLES_BY_KIND if not (PACKAGE / name).is_file()} == set()


def test_packs_hold_json_only() -> None:
    kinds = {path.suffix for path in (ROOT / "packs").rglob("*") if path.is_file()}
    assert kinds == {".json"}


def test_the_top_level_is_the_owners() -> None:
    fixed = {
        "pyproject.toml",
        "README.md",
        "Makefile",
        "pipeline",
        "packs",
        "out",
        "tests",
        "LICENSE",
        "CHANGELOG.md",
    }
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    built = {"build", "dist"} | {
        name for name in there if name.endswith(".egg-info") or name.startswith("demo-data-")
    }
    assert there - built == fixed
