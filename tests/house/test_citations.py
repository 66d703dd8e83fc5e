"""Whoever follows a citation arrives: pages, their sections, links and the paths that pages name are there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.test_house import PACKAGE, ROOT

# A page by its path, and perhaps a section of it: X.md, *Section*. A comment may break the line between the two.
CITATION = re.compile(
    r"(?<![\w}])((?:[\w.-]+/)*[\w-][\w.-]*\.md)\b(?:(?:'s|,)?\s(?:\s*#?\s*)\*([^*`\n]+)\*)?"
)
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
# What a page names in backticks, if it is a path: `load/planning/plan.py`, `tests/support/toy.py`, `conformance/`
NAMED_PATH = re.compile(
    r"`((?:\.{0,2}[\w-]+/)*[\w-]+\.(?:py|md|toml)|(?:[\w-]+/)+(?:[\w-]+\.json)?)(?:::\w+)?`"
)
PLACEHOLDER = "NAME"
WRITTEN = {"FILE.md", "script.md", "differences.csv.md"}  # reports that a command writes
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Return the Markdown pages of the repository."""
    inside = [*PACKAGE.rglob("*.md"), *(ROOT / "tests").rglob("*.md"), *(ROOT / ".github").rglob("*.md")]
    return sorted([*ROOT.glob("*.md"), *inside])


def texts() -> list[Path]:
    """Return every text that may cite a page; this file's own examples are wrong on purpose."""
    code = [path for folder in (PACKAGE, ROOT / "tests") for path in folder.rglob("*.py")]
    others = [*(ROOT / "packs").rglob("*.json"), *(ROOT / "tests").rglob("*.txt"), ROOT / "Makefile"]
    found = [*pages(), *code, *others, ROOT / "pyproject.toml"]
    return sorted(path for path in found if path != Path(__file__).resolve())


@cache
def headings(page: Path) -> frozenset[str]:
    """Return a page's headings as a citation writes them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return frozenset(
        found.strip().replace("`", "") for found in re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    )


def anchor(heading: str) -> str:
    """Return what a link calls a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def wrong_citations(text: str, at: Path) -> Iterator[str]:
    """Yield the citations of a text that lead nowhere. A page is named from the repository's root, or from the text's folder."""
    for name, section in CITATION.findall(LINK.sub("", text) if at.suffix == ".md" else text):
        if Path(name).name in WRITTEN:
            continue
        page = next((place for place in (ROOT / name, at.parent / name) if place.is_file()), None)
        if page is None:
            yield f"there is no {name}"
        elif section and section not in headings(page):
            yield f"{name} has no section {section}"


def wrong_links(text: str, at: Path) -> Iterator[str]:
    """Yield the links of a page that lead nowhere in the repository."""
    for target in LINK.findall(FENCE.sub("", text)):
        if "://" in target:
            continue
        name, _, part = target.partition("#")
        page = (at.parent / name).resolve() if name else at
        if not page.exists():
            yield f"there is no {target}"
        elif part and part not in {anchor(each) for each in headings(page)}:
            yield f"{name} has no section #{part}"


def wrong_paths(text: str, at: Path) -> Iterator[str]:
    """Yield the paths that a page names and that aren't there, seen from its folder, the package, or the root."""
    for name in NAMED_PATH.findall(FENCE.sub("", text)):
        known = name.partition(PLACEHOLDER)[0].rsplit("/", 1)[0] if PLACEHOLDER in name else name
        bare = "/" not in name.rstrip("/")
        homes = (at.parent, PACKAGE, ROOT)
        found = any((home / known).exists() for home in homes)
        if not found and not (bare and any((ROOT / "tests").rglob(name))):
            yield f"there is no {name}"


def test_every_citation_leads_to_a_page_and_a_heading_that_are_there() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in texts()
        for what in wrong_citations(path.read_text(encoding="utf-8"), path)
    ]
    assert wrong == []


def test_every_link_of_a_page_leads_somewhere() -> None:
    wrong = [
        f"{page.relative_to(ROOT)}: {what}"
        for page in pages()
        for what in wrong_links(page.read_text(encoding="utf-8"), page)
    ]
    assert wrong == []


def test_every_path_that_a_page_names_is_there() -> None:
    wrong = [
        f"{page.relative_to(ROOT)}: {what}"
        for page in pages()
        if page.parent != ROOT  # those at the top speak of the files of users
        for what in wrong_paths(page.read_text(encoding="utf-8"), page)
    ]
    assert wrong == []


def test_the_code_cites_pages() -> None:
    code = [path for path in texts() if path.suffix == ".py" and PACKAGE in path.parents]
    cited = [name for path in code for name, _ in CITATION.findall(path.read_text(encoding="utf-8"))]
    assert len(cited) > 15


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("see LOADING.md", ["there is no LOADING.md"]),
        ("(LOADING.md, *Reconcile*)", ["there is no LOADING.md"]),
        ("LOADING.md's table", ["there is no LOADING.md"]),
        ("pipeline/load/README.md, *Reconcile*", []),
        ("pipeline/load/README.md's *Reconcile*", []),
        ("# (pipeline/load/README.md,\n    # *Reconcile*)", []),
        ("pipeline/load/README.md, *Guessing*", ["pipeline/load/README.md has no section Guessing"]),
        (
            "# (pipeline/load/README.md,\n    # *Guessing*)",
            ["pipeline/load/README.md has no section Guessing"],
        ),
        ("load/README.md, *Reconcile*", []),  # from the folder of the text
        ('Path("README.md")', []),
        ("writes FILE and FILE.md, *a summary*", []),
    ],
)
def test_a_citation_of_nothing_is_found(text: str, wrong: list[str]) -> None:
    assert list(wrong_citations(text, PACKAGE / "errors.py")) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[a](load/README.md#what-each-answer-means)", []),
        ("[a](load/README.md#guessing)", ["load/README.md has no section #guessing"]),
        ("[a](nowhere/)", ["there is no nowhere/"]),
        ("[a](https://example.com/x)", []),
        ("```\n[a](nowhere/)\n```", []),
    ],
)
def test_a_link_to_nothing_is_found(text: str, wrong: list[str]) -> None:
    assert list(wrong_links(text, PACKAGE / "README.md")) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("`load/planning/plan.py`", []),
        ("`load/guess.py`", ["there is no load/guess.py"]),
        ("`tests/house/test_house.py`", []),
        ("`packs/NAME.json`", []),
        ("`stores/NAME/`", []),
        ("`nowhere/NAME.json`", ["there is no nowhere/NAME.json"]),
        ("`test_house.py::test_x`", []),  # a test's file is known by its name
        ("`dataset.json`, `out/demo/products.csv`", []),  # a user's files
    ],
)
def test_a_path_to_nothing_is_found(text: str, wrong: list[str]) -> None:
    assert list(wrong_paths(text, PACKAGE / "README.md")) == wrong
