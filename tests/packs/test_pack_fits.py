"""What texts of a pack say that they go with, `single` and `phrase`, as they are read."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.packs import Line
from pipeline.packs.fits import goes_with
from pipeline.packs.names import bodies
from pipeline.packs.parse import parse_pack
from pipeline.packs.sentences import fill, lowered
from pipeline.packs.values import ANY, Fit
from tests.packs.test_packs import line, pack, paths, written

PAIR = [{"name": "colour", "values": ["Navy", "Rust", "Sage"]}, {"name": "size", "values": ["S", "M"]}]
TOLD = [["{adjective|A} cup."], ["It is {colour|lower}, {size}."]]


def read(folder: Path, **changes: Any) -> Line:
    return parse_pack(written(folder, pack(lines=[line(**changes)]))).lines[0]


def test_a_word_without_conditions_goes_with_all(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.adjective_fits, found.material_fits) == ((ANY, ANY), (ANY,))
    assert {fit for slot in found.slot_fits for fit in slot} == {ANY}


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({"nouns": ["Cup"]}, {"Blue Cup", "Tall Cup", "Tall Jug"}),
        ({"not_nouns": ["Cup"]}, {"Blue Jug", "Tall Cup", "Tall Jug"}),
        ({"materials": ["Clay"]}, {"Tall Cup", "Tall Jug", "Blue Clay Cup", "Blue Clay Jug"}),
    ],
)
def test_words_that_do_not_go_together_make_no_name(
    tmp_path: Path, said: dict[str, list[str]], names: set[str]
) -> None:
    materials = ["Stone", "Clay"] if "materials" in said else ["Stone"]
    words = [{"text": "Blue", **said}, "Tall"]
    found = read(tmp_path, nouns=["Cup", "Jug"], adjectives=words, materials=materials)
    made = {text.replace("Stone ", "") for text in bodies(found)}
    assert {text for text in made if text.startswith("Blue") or "Clay" not in text} == names


def test_conditions_become_positions_in_the_lines_lists(tmp_path: Path) -> None:
    sentence = {"text": "It is.", "adjectives": ["Tall"], "options": ["Navy", "Sage"], "not_options": ["M"]}
    found = read(tmp_path, options=PAIR, description=[*TOLD, ["Yes, it is.", sentence]])
    assert found.slot_fits[2] == (ANY, Fit(adjectives=0b10, first=0b101, last=~0b10))
    assert not goes_with(found.slot_fits[2][1], 0, 0, 0)
    assert goes_with(found.slot_fits[2][1], 1, 0, 0)


def test_the_values_of_an_only_option_are_the_last_ones(tmp_path: Path) -> None:
    details = {"lid": ["a lid", {"text": "a wide lid", "options": ["M"]}]}
    assert read(tmp_path, details=details).details[0].fits == (ANY, Fit(last=0b10))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"adjectives": [{"text": "Blue", "nouns": ["Mug"]}]}, "adjectives[0].nouns[0]"),
        ({"adjectives": [{"text": "Blue", "noun": ["Cup"]}]}, "adjectives[0].noun"),
        ({"adjectives": [{"nouns": ["Cup"]}]}, "adjectives[0].text"),
        ({"details": {"lid": ["a lid", {"text": "a wide lid", "options": ["XL"]}]}}, "details.lid[1].options[0]"),
        ({"details": {"lid": [{"text": "a lid", "options": ["S"]}]}}, "details.lid"),
        ({"single": [{"text": "It is {size}.", "adjectives": ["Blue"]}]}, "single"),
        ({"adjectives": [{"text": "Blue", "not_materials": ["Stone"]}]}, ""),
        ({"options": [PAIR[1] | {"phrase": "in {colour}"}]}, "options[0].phrase"),
        ({"options": [PAIR[1] | {"phrase": "in {size|up}"}]}, "options[0].phrase"),
    ],
)  # fmt: skip
def test_a_condition_that_can_not_hold_is_found_at_its_path(
    tmp_path: Path, changes: dict[str, Any], place: str
) -> None:
    assert f"lines[0].{place}".rstrip(".") in paths(tmp_path, pack(lines=[line(**changes)]))


def test_single_is_the_last_slot_and_says_so(tmp_path: Path) -> None:
    assert not read(tmp_path).single
    found = read(tmp_path, single=["The size is {size}."])
    assert found.single
    assert fill(found.description[-1][0], {"size": "M"}) == "The size is M."


def test_phrase_says_how_an_option_is_spoken_of(tmp_path: Path) -> None:
    plain = read(tmp_path, options=PAIR, description=TOLD).options[0]
    assert fill(plain.phrase, {"colour": "Navy or Rust"}) == "in navy or rust"
    own = [PAIR[0] | {"phrase": "with {colour|a} lid"}, PAIR[1]]
    assert fill(read(tmp_path, options=own, description=TOLD).options[0].phrase, {"colour": "Navy"}) == (
        "with a navy lid"
    )


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Sunday Room Mist", "Sunday room mist"),
        ("French Press", "French press"),
        ("A Whole Room", "a whole room"),
        ("Digital Files or A Printed Album", "digital files or a printed album"),
        ("Vitamin A Serum", "vitamin A serum"),
    ],
)
def test_lowered_words_keep_names_and_let_articles_go(text: str, low: str) -> None:
    assert lowered(text) == low
