"""Whatever a pack file holds, it is a pack that generates or findings that name a place inside it; and it takes no time."""

import copy
import functools
import json
import string
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import FindingsError
from pipeline.generate import generate
from pipeline.packs import Pack, load_region
from pipeline.packs.parse import parse_pack
from pipeline.packs.shipped import shipped_folder
from pipeline.schema.kinds import PRODUCT
from pipeline.settings import GenerateOptions
from tests.packs.test_packs import SHIPPED, line, pack
from tests.support.breadth import BREADTH

HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
PRODUCTS = 6
SOON_S = 3.0  # on a busy machine; the worst of these files took minutes
KEYS = st.sampled_from(
    [*pack(), *line(), "lists", "brands", "products", "values", "tier", "", "\x1b[2J", "\u202e"]
)
WORDS = (
    "",
    " ",
    "Cup",
    "size",
    "=1+1",
    "a - b",
    "{",
    "{size}",
    "{noun|loud}",
    "\x00",
    "\x1b[31m",
    "\u202eb",
    "\ud800",
    "x" * 500,
)
NUMBERS = (0, -1, 1, 2, 3.001, 10**400, 1e308, 5e-324)
POISONS: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        [],
        {},
        [[]],
        [1, 2],
        {"": ""},
        {"\x1bkey": ["S"]},
        ["a", "A"],
        ["x", 10**30],
        *WORDS,
        *NUMBERS,
    ]
)
VALUES = st.recursive(
    POISONS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
DEEDS = st.sampled_from(["delete", "replace", "rename", "double"])
FEW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@functools.cache
def shipped(name: str) -> Any:
    return json.loads((shipped_folder() / f"{name}.json").read_text(encoding="utf-8"))


@functools.cache
def places(name: str) -> tuple[tuple[str | int, ...], ...]:
    """Return the path of everything in a shipped pack."""

    def below(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, child in inner:
            yield (*path, key)
            yield from below(child, (*path, key))

    return tuple(below(shipped(name), ()))


def mutated(document: Any, path: tuple[str | int, ...], deed: str, poison: Any) -> None:
    """Do something to the value at a path, if an earlier deed left the path there."""
    node: Any = document
    key: Any = path[-1]
    try:
        for step in path[:-1]:
            node = node[step]
        value = node[key]
    except (LookupError, TypeError):
        return
    if not isinstance(node, dict | list):
        return
    if deed == "delete":
        del node[key]
    elif deed == "rename" and isinstance(node, dict):
        node[str(poison)] = node.pop(key)
    elif deed == "double" and isinstance(node, list):
        node.append(copy.deepcopy(value))
    else:
        node[key] = poison


def read(folder: Path, document: Any, name: str = "own") -> Pack | None:
    """Return the pack that a document makes, or None after holding what was found to what is promised."""
    file = folder / f"{name}.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    try:
        return parse_pack(file)
    except FindingsError as refused:
        error = refused
    assert error.findings
    for finding in error.findings:
        assert finding.file == str(file)
        assert finding.column or not isinstance(document, dict) or "no usable JSON" in finding.rule
        for text in (
            finding.column,
            finding.value,
            finding.rule,
            finding.way_out,
            error.message,
            error.hint,
        ):
            assert not {unicodedata.category(character) for character in text or ""} & HARMFUL, text
    return None


def assert_it_generates(made: Pack) -> None:
    options = GenerateOptions(packs=(made.name,), customers=0, products=PRODUCTS)
    flat = generate(replace(options, variants=False), (made,), load_region("us")).frames[PRODUCT].collect()
    assert len(flat) == flat["sku"].n_unique() == flat["name"].n_unique() == PRODUCTS
    frame = generate(options, (made,), load_region("us")).frames[PRODUCT].collect()
    assert frame["sku"].equals(flat["sku"])
    assert frame["name"].n_unique() == frame["handle"].n_unique()
    low, high = made.price_cents
    assert all(low <= price * 100 <= high for price in frame["price_including_tax"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packs")


@settings(FEW, max_examples=20 * BREADTH)
@given(VALUES | st.dictionaries(KEYS, VALUES, max_size=8).map(lambda changes: pack(**changes)))
def test_any_json_is_a_pack_that_generates_or_is_refused_by_its_places(folder: Path, document: Any) -> None:
    made = read(folder, document)
    if made is not None:
        assert_it_generates(made)


@pytest.mark.campaign
@settings(FEW, max_examples=20 * BREADTH)
@given(st.data(), st.sampled_from(SHIPPED), st.integers(1, 3))
def test_a_shipped_pack_with_something_wrong_generates_or_is_refused_by_its_places(
    folder: Path, data: st.DataObject, name: str, deeds: int
) -> None:
    document = copy.deepcopy(shipped(name))
    for _ in range(deeds):
        mutated(document, data.draw(st.sampled_from(places(name))), data.draw(DEEDS), data.draw(POISONS))
    made = read(folder, document, name)
    if made is not None:
        assert_it_generates(made)


def words(start: str, count: int) -> list[str]:
    """Return so many different words."""
    letters = string.ascii_lowercase
    return [f"{start}{letters[k // 676]}{letters[k // 26 % 26]}{letters[k % 26]}" for k in range(count)]


SIZES = [{"name": "size", "values": "sizes"}]
LINES_OF_MANY = [
    line(name=f"l{k}", nouns=words(f"N{k}", 100), adjectives=words("A", 100), materials=words("M", 100))
    for k in range(8)
]
LINES_OF_SIZES = [line(name=f"l{k}", nouns=[f"Cup{k}"], options=SIZES) for k in range(60)]
FACTS = {material: dict.fromkeys(words("f", 1000), "x") for material in words("M", 20)}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (pack(lines=LINES_OF_MANY), "lines"),
        (pack(lines=LINES_OF_SIZES, lists={"sizes": words("S", 5_000)}), "lists.sizes"),
        (pack(lines=LINES_OF_SIZES, lists={name: ["S"] for name in words("sizesx", 5_000)}), "lists"),
        (pack(lines=[line(materials=words("M", 20))] * 40, materials=FACTS), "lines[0].materials"),
    ],
    ids=["names", "values", "lists", "facts"],
)
def test_a_small_file_that_asks_for_much_work_is_refused_soon(
    folder: Path, document: Any, place: str
) -> None:
    began = time.process_time()
    file = folder / "own.json"
    file.write_text(json.dumps(document))
    with pytest.raises(FindingsError) as refused:
        parse_pack(file)
    assert place in {finding.column for finding in refused.value.findings}
    assert time.process_time() - began < SOON_S
