"""What `packs --check` says of sentences that read wrong and of lines that contradict themselves: a small pack for each rule."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.packs import find_packs, load_packs
from pipeline.packs.lint.contradictions import contradictory
from pipeline.packs.lint.lint import lint
from pipeline.packs.lint.wording import misworded
from pipeline.packs.parse import parse_pack
from tests.packs.test_packs import pack, written

CLEAN: dict[str, Any] = {
    "name": "lotions",
    "nouns": ["Body Lotion"],
    "category": "Home",
    "price": [12, 60],
    "adjectives": ["Silky", "Light"],
    "materials": ["Aloe"],
    "options": [{"name": "scent", "values": ["Lavender", "Mint"]}, {"name": "volume", "values": ["100 ml"]}],
    "details": {"bottle": ["a pump", "a cap that clicks"]},
    "description": [
        ["{adjective|A} {noun|lower} with {material|lower} has {bottle}."],
        ["It smells of {scent|lower} and holds {volume}.", "In {scent|lower} it comes at {volume}."],
    ],
}
FIRST, SECOND = CLEAN["description"]


def found(folder: Path, changes: dict[str, Any], **of_pack: Any) -> dict[str | None, str]:
    """Return the rules that a line broke, by the place in it."""
    parsed = parse_pack(written(folder, pack(lines=[CLEAN | changes], **of_pack)))
    placed = {finding.column: finding for finding in lint(parsed).findings}
    assert all(finding.way_out and finding.file == parsed.source for finding in placed.values())
    start = "lines[0]."
    return {at.removeprefix(start): each.rule for at, each in placed.items() if at and at.startswith(start)}


def cups(**changes: Any) -> dict[str, Any]:
    """Changes that make a line of mugs, in sizes."""
    return {
        "nouns": ["Mug"],
        "options": [{"name": "size", "values": ["Small", "Large"]}],
        "description": [FIRST, ["The size is {size|lower}."]],
    } | changes


def test_a_clean_line_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == {}


@pytest.mark.parametrize(
    ("changes", "place", "rule"),
    [
        ({"description": [["{noun} with {bottle}, {adjective|lower}"], SECOND]}, "description[0][0]", "has no end"),
        ({"description": [[*FIRST, "{adjective}, {noun|lower}."], SECOND]}, "description[0][1]", "has no verb"),
        (
            {"description": [[*FIRST, "There are {bottle}."], SECOND]},
            "description[0][1]",
            'behind "There are"',
        ),
        (
            {"details": {"bottle": ["two pumps"]}, "description": [[*FIRST, "There is {bottle}."], SECOND]},
            "description[0][1]",
            'behind "There is"',
        ),
        (
            {"description": [[*FIRST, "{adjective|A} {noun|lower} that shines."], SECOND]},
            "description[0][1]",
            "has no verb",
        ),
        ({"description": [FIRST, SECOND, ["Perfect for every skin."]]}, "description[2][0]", "like a slogan"),
        ({"single": ["{scent}, {volume}."]}, "single[0]", "has no verb"),
        ({"description": [FIRST, SECOND, ["It is Soft."]]}, "description[2][0]", "capital inside"),
        ({"description": [FIRST, SECOND, ["It is {adjective}."]]}, "description[2][0]", "capital inside"),
        ({"description": [FIRST, SECOND, ["{bottle} is on it."]]}, "description[2][0]", "a small letter"),
        ({"description": [FIRST, SECOND, ["It is in the the bottle."]]}, "description[2][0]", "a word twice"),
        ({"details": {"bottle": ["a pump pump"]}}, "details.bottle[0]", "a word twice"),
        (
            {"description": [["{adjective|A} {noun|lower} made by hand has {bottle}."], SECOND],
             "details": {"bottle": ["a bottle made of glass"]}},
            "details.bottle[0]",
            "stands in description[0][0]",
        ),
        ({"details": {"bottle": ["a light cap"]}}, "details.bottle[0]", "by an adjective"),
        # a scent twice: in an adjective, a noun, a feature, a sentence
        ({"adjectives": ["Rosemary", "Light"]}, "adjectives[0]", 'a scent, "rosemary"'),
        ({"nouns": ["Rose Lotion"]}, "nouns[0]", 'a scent, "rose"'),
        ({"details": {"bottle": ["a hint of vanilla"]}}, "details.bottle[0]", 'a scent, "vanilla"'),
        ({"description": [FIRST, SECOND, ["Mint wakes you up."]]}, "description[2][0]", 'a scent, "mint"'),
        # an oven and a wooden handle
        (
            cups(nouns=["Pan"], options=[{"name": "handle", "values": ["Walnut", "Steel"]}],
                 description=[FIRST, ["It goes into the oven and has {handle|a} handle."]]),
            "description[1][0]",
            '"Walnut handle", which burns',
        ),
        (cups(adjectives=["Oak-Handled", "Light"], details={"bottle": ["a lid fit for the oven"]}),
         "details.bottle[0]", '"Oak-Handled", which burns'),
        # sizes
        (cups(nouns=["Kefir"]), "options.size", "is sold by measure"),
        (cups(nouns=["Claw Hammer"], options=[{"name": "size", "values": ["S", "M", "L"]}]),
         "options.size", "is sold by measure"),
        (cups(adjectives=["Large", "Light"]), "adjectives[0]", "a size word on an option"),
        ({"adjectives": ["Giant", "Light"]}, "adjectives[0]", "a size word on a thing"),
        ({"description": [FIRST, SECOND, ["It comes in all sizes."]]}, "description[2][0]", "the line has none"),
        # prices
        ({"description": [FIRST, SECOND, ["It costs less than $20."]]}, "description[2][0]", "names a price"),
        (cups(price=[12, 15], options=[{"name": "size", "values": ["Small", ["Large", 300]]}]),
         "price", "is too narrow for options of 100 to 300 percent"),
        # two materials
        (cups(materials=["Steel"], adjectives=["Wooden", "Light"]), "materials[0]", 'contradicts "Wooden"'),
        (cups(materials=["Steel"], nouns=["Glass Mug"]), "materials[0]", 'contradicts "Glass Mug"'),
    ],
)  # fmt: skip
def test_a_rule_finds_what_breaks_it(tmp_path: Path, changes: dict[str, Any], place: str, rule: str) -> None:
    rules = found(tmp_path, changes)
    assert rule in rules.get(place, ""), rules


@pytest.mark.parametrize(
    "changes",
    [
        {"description": [FIRST, SECOND, ["It is for Sunday mornings. USB-C charges it: Plug it in."]]},
        {"description": [FIRST, SECOND, ["Made by hand, it lasts.", "Shake well.", "{bottle|start} is on it."]]},
        {"description": [FIRST, SECOND, ["Shake well.", {"text": "Mint wakes you up.", "options": ["Mint"]}]]},
        {"details": {"bottle": ["a pump", {"text": "a light cap", "not_adjectives": ["Light"]}]}},
        {"description": [FIRST, SECOND, ["Half an almond's worth is enough."]]},
        cups(nouns=["Pot"], details={"bottle": ["a lid wide enough for oven gloves"]}),
        cups(nouns=["Pan"], options=[{"name": "handle", "values": ["Walnut", "Steel"]}],
             description=[FIRST, ["It has {handle|a} handle."],
                          ["It is sturdy.", {"text": "It suits an oven.", "options": ["Steel"]}]]),
        cups(adjectives=["Small-Batch", "Light"]),
        cups(materials=["Mango Wood"], adjectives=["Wooden", "Light"]),
        cups(materials=[{"text": "Steel", "not_adjectives": ["Wooden"]}, "Oak"], adjectives=["Wooden", "Light"]),
    ],
)  # fmt: skip
def test_what_the_words_allow_is_no_finding(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert found(tmp_path, changes) == {}


def service(**changes: Any) -> dict[str, Any]:
    """Changes that make a line of services, at a customer's home or by video."""
    return {
        "nouns": ["Phone Setup"],
        "materials": [],
        "options": [{"name": "place", "values": ["At Home", "By Video"]}],
        "description": [["{adjective|A} {noun|lower} has {bottle}."], ["It is done {place|lower}."]],
    } | changes


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        (service(nouns=["Office Network Setup"]), "nouns[0]"),
        (service(adjectives=["Studio", "Light"]), "adjectives[0]"),
        (service(details={"bottle": ["a first look in our shop"]}), "details.bottle[0]"),
        (service(options=[{"name": "speed", "values": ["Fast"]}], tags=["at home"],
                 description=[["{adjective|A} {noun|lower} has {bottle}."], ["It is {speed|lower} in the shop."]]),
         "description[1][0]"),
    ],
)  # fmt: skip
def test_a_service_at_two_places_is_found(tmp_path: Path, changes: dict[str, Any], place: str) -> None:
    assert f'is "{"at work" if "Office" in str(changes) else "in the shop"}"' in found(
        tmp_path, changes, stock=False
    ).get(place, "")
    assert place not in found(tmp_path, changes)  # goods are sold in the shop, wherever they are used


def test_a_place_that_goes_with_its_option_is_no_finding(tmp_path: Path) -> None:
    details = {"bottle": ["time", {"text": "a look around at home", "options": ["At Home"]}]}
    assert found(tmp_path, service(details=details), stock=False) == {}


def test_the_shipped_packs_read_well() -> None:
    for shipped in load_packs(tuple(find_packs())):
        for line in shipped.lines:
            assert list(misworded(line)) == []
            assert list(contradictory(line)) == []
