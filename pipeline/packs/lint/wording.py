"""What reads wrong in the sentences of a line, whatever they speak of: fragments, capitals, words said twice. Pure.

It knows no grammar: a fragment is a text without an end, or one whose main clause holds nothing but names and small
words ('{adjective|A} {noun|lower} that {use}.'), or that begins like a slogan ('Perfect for ...').
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.packs.fits import goes_with, slot_place
from pipeline.packs.names import body_positions
from pipeline.packs.sentences import NAMES, Hole, Sentence, fitted, hole_names, lowered, word_set
from pipeline.packs.values import ANY, Fit, Line

ENDS = (".", "!", "?")
_RELATIVE = re.compile(r"\b(?:that|which|who)\b.*?(?=[.,;:!?]|$)")
_SMALL = word_set("a an the in on of by with and or from for at to as but not no its their this these")
_SLOGAN = re.compile(r"(?:Perfect|Ideal|Great|Good|Suitable|Available|Made|Designed|Crafted|Built)\b[^:;]*$")
_SUBJECT = re.compile(r"\b(?:it|they|you|we|this|these|there|is|are|has|have|makes?|comes?)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]{2,}")
_TWICE = re.compile(r"\b([a-z]+) \1\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{4,}")
_COUNTED = re.compile(r"\bThere (is|are) $", re.IGNORECASE)
_ONE = re.compile(r"(?:an?|one)\b", re.IGNORECASE)
_MORE = re.compile(r"(?:two|three|four|five|six|seven|eight|nine|ten|both|several|many|few)\b", re.IGNORECASE)
_HOLE = "\0"  # stands for a hole


class Misstep(NamedTuple):
    """What a person should change: where in the line, which words, what is wrong, the way out."""

    path: str
    text: str
    rule: str
    way_out: str


class Passage(NamedTuple):
    """A text of a line that descriptions use: where it stands, how it reads, what it goes with."""

    path: str
    sentence: Sentence
    fit: Fit

    @property
    def text(self) -> str:
        """The text with its holes as they are written, without filters."""
        return "".join(f"{{{part.name}}}" if isinstance(part, Hole) else part for part in self.sentence)

    @property
    def fixed(self) -> str:
        """The text without its holes."""
        return "".join(_HOLE if isinstance(part, Hole) else part for part in self.sentence)


def sentences_of(line: Line) -> Iterator[Passage]:
    """Yield the sentences of a line, each with its place in the line."""
    for slot, (sentences, fits) in enumerate(zip(line.description, line.slot_fits, strict=True)):
        place = slot_place(line, slot)
        for k, (sentence, fit) in enumerate(zip(sentences, fits, strict=True)):
            yield Passage(f"{place}[{k}]", sentence, fit)


def features_of(line: Line) -> Iterator[Passage]:
    """Yield the details of a line and the facts of its materials."""
    for detail in line.details:
        for k, (text, fit) in enumerate(zip(detail.texts, detail.fits, strict=True)):
            yield Passage(f"details.{detail.name}[{k}]", (text,), fit)
    for name, texts in line.facts.items():
        for k, text in enumerate(texts):
            yield Passage(f"materials: {name}", (text,), ANY._replace(materials=1 << k))


def misworded(line: Line) -> Iterator[Misstep]:
    """Yield what reads wrong in a line's sentences."""
    for told in sentences_of(line):
        if rule := _fragment(line, told):
            yield Misstep(told.path, told.text, rule, "Make it a whole sentence, with an end.")
        yield from _capitals(line, told)
        yield from _miscounted(line, told)
    for told in (*sentences_of(line), *features_of(line)):
        if found := _TWICE.search(told.fixed):
            yield Misstep(told.path, found[0], "says a word twice", "Remove one.")
    yield from _repeated(line)


def _fragment(line: Line, told: Passage) -> str:
    if not told.text.endswith(ENDS):
        return "is no sentence: it has no end"
    fixed = told.fixed
    if any(_begins_with_verb(line, part.name) for part in told.sentence if isinstance(part, Hole)):
        fixed = _RELATIVE.sub("", told.fixed) if "that" in told.fixed else "verb"
    main = _RELATIVE.sub("", fixed)
    if not [word for word in re.findall(r"[^\W\d_]+", main) if word.lower() not in _SMALL]:
        return "is no sentence: it has no verb outside of its names"
    if _SLOGAN.match(told.fixed) and not _SUBJECT.search(told.fixed):
        return "is no sentence: it begins like a slogan and says of nothing what it is"
    return ""


def _begins_with_verb(line: Line, name: str) -> bool:
    """Whether a hole is filled with what a thing does ('goes from stove to oven'), or with a whole clause, in all its texts."""
    texts = next((detail.texts for detail in line.details if detail.name == name), ())
    return bool(texts) and all(re.match(r"[A-Z]|[a-z]+s\b", text) for text in texts)


def _capitals(line: Line, told: Passage) -> Iterator[Misstep]:
    names = NAMES | {word for brand in line.brands for word in brand.name.split()}
    inside, way_out = "has a capital inside a sentence", "Write it small, or put a hole through lower."
    for found in _CAPITAL.finditer(told.fixed):
        if found[0] not in names and not told.fixed[: found.start()].endswith(": "):
            yield Misstep(told.path, found[0], inside, way_out)
    texts, before = _texts_of(line), ""
    for part in told.sentence:
        if isinstance(part, Hole):
            begins = not before or before.endswith(tuple(f"{end} " for end in ENDS))
            shown = [fitted(text, part.fit) for text in texts.get(part.name, ())]
            if begins and any(text[:1].islower() for text in shown):
                rule = "begins a sentence with a small letter"
                yield Misstep(told.path, f"{{{part.name}}}", rule, "Put it through start or A.")
            if not begins and any(lowered(text) != text for text in shown):
                yield Misstep(told.path, f"{{{part.name}}}", inside, way_out)
        before += _HOLE if isinstance(part, Hole) else part


def _miscounted(line: Line, told: Passage) -> Iterator[Misstep]:
    """Yield a text of one thing behind There are, and one of several behind There is."""
    texts = _texts_of(line)
    for before, part in pairwise(told.sentence):
        if isinstance(before, Hole) or not isinstance(part, Hole) or not (verb := _COUNTED.search(before)):
            continue
        for text in texts.get(part.name, ()):
            if (_ONE if verb[1] == "are" else _MORE).match(text):
                yield Misstep(told.path, text, f'stands behind "{verb[0].strip()}"', "Take another verb.")


def _texts_of(line: Line) -> dict[str, Sequence[str]]:
    """Return what the holes of a line are filled with; names of brands and the title keep their capitals."""
    return {
        "adjective": line.adjectives,
        "material": line.materials,
        "noun": line.nouns,
        **line.facts,
        **{detail.name: detail.texts for detail in line.details},
        **{option.name: [value.text for value in option.values] for option in line.options},
    }


def _repeated(line: Line) -> Iterator[Misstep]:
    """Yield a detail that says a word of a sentence which names it, or the adjective of a name that it goes with."""
    for told in sentences_of(line):
        own = _words(told.fixed)
        for detail in line.details:
            if detail.name in hole_names(told.sentence):
                for k, text in enumerate(detail.texts):
                    for word in sorted(own & _words(text)):
                        path = f"details.{detail.name}[{k}]"
                        yield Misstep(path, word, f"stands in {told.path}, which names it", "Change one.")
    for detail in line.details:
        for k, (text, fit) in enumerate(zip(detail.texts, detail.fits, strict=True)):
            for a in [a for a, word in enumerate(line.adjectives) if word.lower() in _words(text)]:
                if any(body[0] == a and goes_with(fit, *body) for body in body_positions(line)):
                    yield Misstep(
                        f"details.{detail.name}[{k}]",
                        line.adjectives[a],
                        "is said by an adjective of the line, too",
                        f'Let it go with others only: "not_adjectives": ["{line.adjectives[a]}"].',
                    )


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text) if word not in _SMALL}
