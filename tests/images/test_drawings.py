"""Each line x noun x material x option draws: whole XML, nothing from outside, another image for another colour."""

import os
import random
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET

import pytest

from pipeline.images import SHARED, Look, colour_of, digest_of, svg, symbol_of, tints_of
from pipeline.images.colours import plain
from pipeline.images.drawings import DRAWINGS
from pipeline.images.drawings.cards import ICONS
from pipeline.images.light import DEFS
from pipeline.images.lines import LINES, drawing_of
from pipeline.images.oklab import to_lab, tones
from pipeline.images.png import png_of
from pipeline.packs import pack_schema
from tests.images.variety import looks_of, packs
from tests.support.breadth import BREADTH

SAMPLE = 300
LEAST_APART = 0.04  # in lightness or colour, of a product from its wall: two steps that an eye tells at once
TAGS = {
    "svg",
    "defs",
    "g",
    "path",
    "ellipse",
    "circle",
    "stop",
    "linearGradient",
    "radialGradient",
    "pattern",
    "filter",
    "feGaussianBlur",
}
every = [look for pack in packs() for line in pack.lines for look in looks_of(line)]
sample = random.Random(1).sample(every, SAMPLE)


def faults(look: Look) -> list[str]:
    """What is wrong with the image of a look."""
    document = svg(look)
    found = [node.tag.partition("}")[2] for node in ET.fromstring(document).iter()]
    wrong = [f"holds {tag}" for tag in sorted(set(found) - TAGS)]
    wrong += [
        f"refers to {name}"
        for name in re.findall(r"url\(#([^)]+)\)", document)
        if f'id="{name}"' not in document
    ]
    wrong += ["refers outside"] * bool(re.search(r"href|@import|http(?!://www\.w3\.org/2000/svg)", document))
    wrong += ["has a tint left open"] * ("var(" in document)
    wrong += ["is no number"] * bool(re.search(r"\b(nan|inf|None)\b", document))
    colour, wall = (to_lab(tones(colour_of(look))[name]) for name in ("tint", "wall"))
    apart = sum((a - b) ** 2 for a, b in zip(colour, wall, strict=True)) ** 0.5
    wrong += [f"is {apart:.3f} from its wall"] * (apart < LEAST_APART)
    return wrong


def test_a_sample_of_all_looks_draws() -> None:
    """All of them in `make torture`."""
    assert {look: wrong for look in (sample if BREADTH == 1 else every) if (wrong := faults(look))} == {}


def test_every_line_of_the_packs_has_a_drawing_of_its_own() -> None:
    shown = {
        (pack.name, line.name): drawing_of(look)[0]
        for pack in packs()
        for line in pack.lines
        for look in looks_of(line)
    }
    assert [line for line, name in shown.items() if name == "carton"] == []
    goods = {(pack.name, line.name) for pack in packs() for line in pack.lines if line.stock}
    assert [line for line, name in shown.items() if name == "card" and line in goods] == []


def test_every_noun_and_option_of_the_table_names_a_drawing_that_is_there() -> None:
    specs = [
        spec
        for rows in LINES.values()
        for spec in ([rows] if isinstance(rows, str) else [row[1] for row in rows])
    ]
    for spec in specs:
        assert drawing_of(Look("Thing", drawing=spec))[0] != "carton", spec


def test_a_card_shows_the_icon_that_its_line_names_whatever_its_nouns_say() -> None:
    cards = [
        (line, spec.removeprefix("card "))
        for pack in packs()
        for line in pack.lines
        if isinstance(spec := LINES.get(plain(line.name), ""), str) and spec.startswith("card ")
    ]
    assert len({icon for _, icon in cards}) > 10
    for line, icon in cards:
        for noun in line.nouns:
            assert ICONS[icon] in svg(Look(noun, line.name, service=True)), (line.name, noun)


def test_the_schema_of_packs_lists_the_drawings() -> None:
    said = pack_schema()["$defs"]["line"]["properties"]["drawing"]["description"]
    assert said.endswith(f"Drawings: {', '.join(sorted(DRAWINGS))}.")


def test_the_same_look_is_the_same_bytes() -> None:
    for look in sample[:40]:
        assert svg(look) == svg(look)
    assert png_of(svg(sample[0])) == png_of(svg(sample[0]))


@pytest.mark.campaign
def test_another_process_draws_the_same_bytes() -> None:
    """Sets of words have another order in every process; an image must not."""
    script = "from tests.images.test_drawings import *; print(digest_of(''.join(map(svg, sample))))"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert ran.stdout.strip() == digest_of("".join(map(svg, sample)))


def test_another_colour_is_another_image_of_the_same_drawing() -> None:
    for line in ("sweaters", "towels", "bags", "earbuds", "nails", "chairs", "lighting"):
        kept = next(look for look in every if look.line == line)
        tinted = [
            Look(
                kept.noun,
                line,
                kept.adjective,
                kept.material,
                ((kept.options[0][0] if kept.options else "colour", colour),),
                kept.brand,
            )
            for colour in ("Navy", "Rust", "Ivory")
        ]
        assert len({digest_of(svg(look)) for look in tinted}) == 3, line
        assert len({symbol_of(look)[0] for look in tinted}) == 1, line
        assert len({tints_of(look) for look in tinted}) == 3, line


def test_a_symbol_with_its_tints_is_the_image() -> None:
    look = sample[0]
    name, symbol = symbol_of(look)
    tints = dict(each.split(":") for each in tints_of(look).split(";"))
    painted = re.sub(r"var\((--[a-z]+)\)", lambda found: tints[found[1]], symbol)
    inner = painted.removeprefix(f'<symbol id="{name}" viewBox="0 0 800 800">').removesuffix("</symbol>")
    assert inner in svg(look)
    assert set(re.findall(r"url\(#([^)]+)\)", symbol)) <= set(DEFS)
    ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{SHARED}</defs>{symbol}</svg>')


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "<script>alert(1)</script>",
        '"><image href="http://evil.example/"/>',
        "\U0001d56c\U0001d586 \u00fcml\u00e4ut",
        "a" * 5000,
        "\x00\x1f\u202e",
        "var(--tint)",
    ],
)
def test_no_words_of_a_row_reach_the_document(text: str) -> None:
    look = Look(text, text, text, text, ((text, text),), text, text, text)
    assert faults(look) == []
    assert len(svg(look)) < 60_000


def test_what_a_number_in_a_set_says_is_seen() -> None:
    for line, noun, values in (
        ("towels", "Bath Towels", ("Set of Two", "Set of Four", "Set of Six")),
        ("socks", "Crew Socks", ("Two Pairs", "Three Pairs", "Five Pairs")),
        ("glassware", "Tumblers", ("Two Pieces", "Four Pieces", "Six Pieces")),
        ("routers", "Mesh Router", ("Single", "Two Pack", "Three Pack")),
        ("nails", "Nail Polish", ("Single", "Trio")),
        ("soap", "Bar Soap", ("100 g", "Two by 100 g", "Four by 100 g")),
        ("smart home", "Smart Lamp", ("Single", "Two Pack", "Three Pack")),
        ("hubs and docks", "USB-C Hub", ("Six Ports", "Eight Ports", "Ten Ports")),
        ("screwdriver sets", "Screwdriver Set", ("Four Pieces", "Six Pieces", "Ten Pieces")),
        ("candle holders", "Candle Holder", ("Single", "Pair", "Trio")),
        ("gift sets", "Gift Set", ("Three Pieces", "Four Pieces", "Six Pieces")),
    ):
        images = {svg(Look(noun, line, options=(("set", value),))) for value in values}
        assert len(images) == len(values), line


def test_what_a_set_holds_can_be_counted() -> None:
    for line, noun, value, part, count in (
        ("candle holders", "Candle Holder", "Single", "#f3c56b", 1),
        ("candle holders", "Candle Holder", "Trio", "#f3c56b", 3),
        ("screwdriver sets", "Screwdriver Set", "Four Pieces", "#c98a3e", 4),
        ("screwdriver sets", "Screwdriver Set", "Ten Pieces", "#c98a3e", 10),
        ("smart home", "Smart Lamp", "Two Pack", "#fbf1d6", 2),
    ):
        assert svg(Look(noun, line, options=(("set", value),))).count(part) == count, value


def test_bowls_and_vases_are_told_apart_by_their_words() -> None:
    bowls = {
        svg(Look(noun, "bowls")) for noun in ("Serving Bowl", "Fruit Bowl", "Salad Bowl", "Trinket Dish")
    }
    assert len({re.sub(r"#\w{6}", "", image) for image in bowls}) == 4
    words = ("Slender Vase", "Rounded Vase", "Minimal Vase", "Table Vase", "Bud Vase", "Vase")
    assert len({svg(Look(noun, "vases", options=(("tone", "Moss"),))) for noun in words}) == len(words)


@pytest.mark.parametrize(
    ("line", "noun", "stands"),
    [
        ("smart home", "Smart Lamp", True),
        ("smart home", "Motion Sensor", False),
        ("hubs and docks", "Docking Station", True),
        ("hubs and docks", "USB-C Hub", False),
        ("cookware", "Saucepan", True),
        ("cookware", "Frying Pan", False),
    ],
)
def test_what_throws_its_shadow_on_a_floor_stands_on_one(line: str, noun: str, *, stands: bool) -> None:
    assert ("M0 596H800V800H0Z" in svg(Look(noun, line))) is stands


@pytest.mark.parametrize(
    ("noun", "line", "adjective", "texture"),
    [
        ("Flannel Shirt", "shirts", "Checked", "check"),
        ("T-Shirt", "t-shirts", "Striped", "stripes"),
        ("Throw", "throws", "Cable", "cable"),
        ("Bath Towels", "towels", "Striped", "bars"),
    ],
)
def test_clothes_and_textiles_are_woven_as_their_adjective_says(
    noun: str, line: str, adjective: str, texture: str
) -> None:
    assert f"url(#t-{texture})" in svg(Look(noun, line, adjective))
    assert f"url(#t-{texture})" not in svg(Look(noun, line))


def test_a_size_is_not_seen() -> None:
    one, other = (
        Look("Cardigan", "sweaters", options=(("colour", "Navy"), ("size", size))) for size in ("S", "XXL")
    )
    assert svg(one) == svg(other)


@pytest.mark.campaign
def test_an_image_takes_at_most_three_tenths_of_a_second() -> None:
    documents = [svg(look) for look in sample[: 5 * BREADTH]]
    png_of(documents[0])
    began_s = time.process_time()
    for document in documents:
        png_of(document)
    assert (time.process_time() - began_s) / len(documents) < 0.3
