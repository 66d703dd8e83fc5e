"""Tags of products, from what they are: the material, the line's uses and seasons, and what a shop says of them.

A product has two to four: one of its material (else of its line), one of its line, and those of a draw among OFFERS.
Packs that say nothing of tags have their own words for the first two. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.packs.reading import Reader
from pipeline.packs.sentences import lowered
from pipeline.packs.values import Line, Pack
from pipeline.schema.fields import cell_of

TAG_LIMIT = 40  # characters
WORD_LIMIT = 12  # of a line
TAG_LEAST, TAG_MOST = 2, 4
# What stands beside the words of a product; each as likely as the others.
OFFERS: tuple[tuple[str, ...], ...] = (
    *[()] * 9,
    *[("new",)] * 4,
    *[("bestseller",)] * 3,
)


def parse_material_tags(reader: Reader, node: Any) -> dict[str, str]:
    """Return the tag of each material, of {"wool": ["Merino", "Lambswool"]}."""
    found: dict[str, str] = {}
    if not isinstance(node, dict):
        reader.complain("tags", node, "must be an object", "Write it in curly brackets.")
        return found
    for tag, materials in node.items():
        reader.text(tag, "tags", limit=TAG_LIMIT)
        for k, material in enumerate(reader.texts(materials, f"tags.{tag}", 1, 100)):
            if material in found:
                reader.complain(f"tags.{tag}[{k}]", material, "has a tag already", "Remove one.")
            found[material] = tag
    return found


def parse_line_tags(reader: Reader, node: Any, path: str) -> tuple[str, ...]:
    """Return the tags of a line: the first holds for all of it, the others for some of its products."""
    words = reader.texts(node, path, 0, WORD_LIMIT)
    for k, word in enumerate(words):
        if len(word) > TAG_LIMIT:
            reader.complain(f"{path}[{k}]", word, f"is longer than {TAG_LIMIT} characters", "Shorten it.")
    return words


def tag_words(pack: Pack, line: Line, material: str) -> tuple[str, Sequence[str]]:
    """Return the tag that all products of a line in this material have, and those that one of is theirs, too."""
    own, shop = _of_material(pack.material_tags, line, material), pack.speech.tag("shop")
    words = tuple(dict.fromkeys((*own, *line.tags)))
    rest = words[1:] or _different(words[:1], (lowered(line.name), lowered(pack.title), shop))
    return (words[0], rest) if words else (rest[0], _different(rest[:1], (lowered(pack.title), shop)))


def _of_material(known: Mapping[str, str], line: Line, material: str) -> tuple[str, ...]:
    if material in known:
        return (known[material],)
    return () if known or line.tags or not material else (lowered(material),)


def _different(taken: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """Return the first word that is not taken."""
    return next((word,) for word in words if word not in taken)


def tags_cell(first: str, second: str, offer: Sequence[str]) -> str:
    """Return the cell of a product's tags, each once."""
    return cell_of(tuple(dict.fromkeys((first, second, *offer))))
