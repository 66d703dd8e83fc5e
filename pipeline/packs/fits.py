"""What a text goes with: `{"text": "Goes from stove to oven.", "not_options": ["Walnut"]}` in the place of the text alone.

Adjectives and materials say which other words of a name they take; details and sentences also which options. A text
with options holds if all that its family comes in are among them.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.packs.names import body_positions
from pipeline.packs.reading import Reader
from pipeline.packs.values import ANY, Fit, Line, Option
from pipeline.text import did_you_mean

KINDS = ("adjectives", "materials", "nouns", "options")
NOT = "not_"  # before a kind: those that it never goes with
_KEYS = tuple(f"{lead}{kind}" for kind in KINDS for lead in ("", NOT))
_MOST = 100  # words of one kind


class Fitted(NamedTuple):
    """The texts of a list, and for each (path, what it says of itself), or None where it goes with all."""

    texts: tuple[str, ...]
    said: tuple[tuple[str, Mapping[str, Any]] | None, ...]


def read_fitted(reader: Reader, node: Any, path: str, low: int = 0, high: int = _MOST) -> Fitted:
    """Return a list of texts, some of which may be objects that say what they go with."""
    if not isinstance(node, list) or not any(isinstance(item, dict) for item in node):
        texts = reader.texts(node, path, low, high)
        return Fitted(texts, (None,) * len(texts))
    plain, said = [], []
    for k, item in enumerate(node):
        here = f"{path}[{k}]"
        fields = reader.fields(item, here, ("text",), _KEYS) if isinstance(item, dict) else {"text": item}
        plain.append(fields.get("text"))
        said.append((here, fields) if len(fields) > 1 else None)
    return Fitted(reader.texts(plain, path, low, high), tuple(said))


class Words(NamedTuple):
    """What the texts of a line may go with."""

    adjectives: Sequence[str]
    materials: Sequence[str]
    nouns: Sequence[str]
    options: Sequence[Option] = ()


def resolved(reader: Reader, fitted: Fitted, words: Words) -> tuple[Fit, ...]:
    """Return what each text goes with, by position; what the line doesn't have is noted."""
    return tuple(ANY if said is None else _fit(reader, *said, words) for said in fitted.said)


def _fit(reader: Reader, path: str, said: Mapping[str, Any], words: Words) -> Fit:
    found = dict(zip(Fit._fields, ANY, strict=True))
    values = [[value.text for value in option.values] for option in words.options]
    lists = {"adjectives": words.adjectives, "materials": words.materials, "nouns": words.nouns}
    for key in said.keys() & set(_KEYS):
        kind = key.removeprefix(NOT)
        known = lists.get(kind, [text for texts in values for text in texts])
        named = reader.texts(said[key], f"{path}.{key}", 1, _MOST)
        for k, text in enumerate(named):
            if text not in known:
                way_out = f"Name what the line has.{did_you_mean(text, known)}"
                reader.complain(f"{path}.{key}[{k}]", text, f"is none of this line's {kind}", way_out)
        fields = (
            {kind: known} if kind in lists else dict(zip(("last", "first"), reversed(values), strict=False))
        )
        for field, texts in fields.items():
            if bits := sum(1 << k for k, text in enumerate(texts) if text in named):
                found[field] &= ~bits if key.startswith(NOT) else bits
    return Fit(**found)


def goes_with(fit: Fit, adjective: int, material: int, noun: int) -> bool:
    """Whether a text goes with a name, whatever its options."""
    return bool(fit.adjectives >> adjective & fit.materials >> material & fit.nouns >> noun & 1)


def hold_fits(reader: Reader, line: Line, path: str) -> None:
    """Note a line without any name, and a name for which a list has no text whatever the options."""
    names = (
        () if _all_go(line.adjective_fits) and _all_go(line.material_fits) else tuple(body_positions(line))
    )
    if not names and not _all_go((*line.adjective_fits, *line.material_fits)):
        reader.complain(path, None, "has no name: no two of its words go together", "Let some of them.")
    for place, fits in _lists_of(line):
        free = [fit for fit in fits if fit.first == fit.last == -1]
        if _all_go(fits) or ANY in free:
            continue
        for name in names or itertools.product(*(range(max(len(words), 1)) for words in _words_of(line))):
            if not any(goes_with(fit, *name) for fit in free):
                shown = " ".join(words[k] for words, k in zip(_words_of(line), name, strict=True) if words)
                reader.complain(
                    f"{path}.{place}",
                    shown,
                    "has no text here that goes with it whatever the options",
                    "Add one without conditions.",
                )
                break


def _all_go(fits: Sequence[Fit]) -> bool:
    return all(fit == ANY for fit in fits)


def _words_of(line: Line) -> tuple[Sequence[str], ...]:
    return line.adjectives, line.materials, line.nouns


def _lists_of(line: Line) -> Iterator[tuple[str, Sequence[Fit]]]:
    """Yield the place of every list of texts that a family chooses one of, and what they go with."""
    yield from ((f"details.{detail.name}", detail.fits) for detail in line.details)
    for k, fits in enumerate(line.slot_fits):
        yield slot_place(line, k), fits


def slot_place(line: Line, slot: int) -> str:
    """Return where a slot of a line's description stands in the file."""
    return "single" if line.single and slot == len(line.description) - 1 else f"description[{slot}]"
