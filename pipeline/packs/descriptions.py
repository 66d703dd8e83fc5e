"""The sentences of a line, held against the words that the line has."""

import math
from typing import Any

from pipeline.packs.fits import Fitted, read_fitted, slot_place
from pipeline.packs.names import FORMULA_STARTS
from pipeline.packs.reading import Reader
from pipeline.packs.sentences import Sentence, hole_names, parse_sentence
from pipeline.packs.values import Line
from pipeline.text import did_you_mean

SLOT_LEAST, SLOT_MOST = 2, 4  # sentences of a description
TEXT_MOST = 12  # alternatives for one of them
TEXT_COMBINATION_LIMIT = 20_000  # different fillings of one sentence; they are kept in memory


def parse_slot(reader: Reader, node: Any, path: str) -> tuple[tuple[Sentence, ...], Fitted]:
    """Return the alternatives for one sentence, and what they say that they go with."""
    fitted = read_fitted(reader, node, path, 1, TEXT_MOST)
    return tuple(_sentence(reader, text, f"{path}[{n}]") for n, text in enumerate(fitted.texts)), fitted


def _sentence(reader: Reader, text: str, path: str) -> Sentence:
    if text.startswith(FORMULA_STARTS):
        reader.complain(path, text, "starts like a spreadsheet formula", "Change it.")
    return parse_phrase(reader, text, path)


def parse_phrase(reader: Reader, text: str, path: str) -> Sentence:
    """Return the parts of a text with holes."""
    try:
        return parse_sentence(text)
    except ValueError as wrong:
        reader.complain(path, text, f"has {wrong}", "Correct it.")
        return ()


def hole_sizes(line: Line) -> dict[str, int]:
    """Return what a sentence of the line may name, and how many different words stand behind each name."""
    return {
        "title": 1,
        "brand": len(line.brands) if line.brands[0].name else 0,
        "adjective": len(line.adjectives),
        "material": len(line.materials),
        "noun": len(line.nouns),
        **{name: len(texts) for name, texts in line.facts.items()},
        **{detail.name: len(detail.texts) for detail in line.details},
        **{option.name: len(option.values) for option in line.options},
    }


def hold_sentences(reader: Reader, line: Line, path: str) -> None:
    """Note sentences that name what the line doesn't have, or too much, or don't tell siblings apart."""
    sizes = hole_sizes(line)
    for k, sentences in enumerate(line.description):
        for n, sentence in enumerate(sentences):
            names, place = hole_names(sentence), f"{path}.{slot_place(line, k)}[{n}]"
            for name in names:
                if not sizes.get(name):
                    near = did_you_mean(name, [known for known, size in sizes.items() if size])
                    way_out = f"Correct it.{near}"
                    reader.complain(place, f"{{{name}}}", "names nothing that this line has", way_out)
            if math.prod(max(sizes.get(name, 1), 1) for name in names) > TEXT_COMBINATION_LIMIT:
                reader.complain(place, None, "names too many things at once", "Spread them over sentences.")
    told = [option.name for option in line.options] or (["adjective"] if line.adjectives else [])
    for name in told:
        if not any(all(name in hole_names(sentence) for sentence in slot) for slot in line.description):
            reader.complain(
                f"{path}.description",
                f"{{{name}}}",
                "must stand in all texts of one slot",
                "Else two siblings would read alike.",
            )
