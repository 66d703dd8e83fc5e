"""Sentences with holes: '{adjective|A} {noun|lower} by {brand}.' read once, filled many times. Pure.

A hole names a word (brand, adjective, material, noun, title, an option, a detail, a fact of the
material); the filter behind the bar fits it into the sentence. See FILTERS.
"""

import functools
import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())


_HOLE = re.compile(r"\{([a-z][a-z0-9 _-]{0,30})(?:\|([A-Za-z]{1,8}))?\}")
# Written like a vowel, spoken like a consonant: "a one-piece", "a unisex cap", "a European oak shelf".
_SPOKEN_AS_CONSONANT = ("one", "uni", "use", "eu", "ubiq", "uti")
# A word, or the article that a value begins with: "A Whole Room", but "Vitamin A Serum".
_TITLE_CASE = re.compile(
    r"\b[A-ZÀ-ÖØ-Þ](?=[^\W\d_]*[a-zß-ÿ])[^\W\d_]*|\bÀ(?= )|(?:^|(?<=, )|(?<= or ))A(?= \w)"
)
_ABBREVIATION = re.compile(r"[A-Z](?![a-z])")
_SPELLED_WITH_VOWEL_FIRST = "AEFHILMNORSX"  # "an LED lamp", but "a USB hub"

# Words that keep their capital inside a sentence.
NAMES = word_set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Christmas Easter English French Italian Spanish German Greek Turkish "
    "Moroccan Persian Indian Chinese Japanese Mexican American British Irish Scottish Welsh Nordic Scandinavian Ethernet"
)


def lowered(text: str) -> str:
    """Return `text` with Title-case words in lower case; 'USB-C', 'M', '4K' and 'Sunday' stay as they are."""
    return _TITLE_CASE.sub(_lower_unless_mixed, text)


def _lower_unless_mixed(match: re.Match[str]) -> str:
    word = match.group()
    return word.lower() if (word[1:].islower() or word in ("A", "À")) and word not in NAMES else word


def started(text: str) -> str:
    """Return `text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def with_article(text: str) -> str:
    """Return 'a washed', 'an airy', 'an LED', 'a unisex': the lowered text behind its article."""
    low = lowered(text)
    if _ABBREVIATION.match(low):
        vowel = low[0] in _SPELLED_WITH_VOWEL_FIRST
    else:
        vowel = low[:1].lower() in "aeiou8" and not low.lower().startswith(_SPOKEN_AS_CONSONANT)
    return f"{'an' if vowel else 'a'} {low}"


def plural_of(noun: str) -> str:
    """Return 'colours', 'boxes', 'capacities' of an option's name; 'choices of items' where it is a plural already."""
    if noun.endswith("s"):
        return f"choices of {noun}"
    if noun.endswith(("sh", "ch", "x")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


FILTERS: dict[str, Callable[[str], str]] = {
    "": str,
    "lower": lowered,
    "start": lambda text: started(lowered(text)),
    "a": with_article,
    "A": lambda text: started(with_article(text)),
}


@functools.lru_cache(maxsize=10_000)  # the same few hundred words fill all sentences of a pack
def fitted(word: str, fit: str) -> str:
    """Return the word as the filter called `fit` puts it."""
    return FILTERS[fit](word)


class Hole(NamedTuple):
    """A place in a sentence for the word called `name`, put through the filter `fit`."""

    name: str
    fit: str


Sentence = tuple[str | Hole, ...]


def parse_sentence(text: str, also: Collection[str] = ()) -> Sentence:
    """Return the parts of a sentence; raise ValueError for a brace that is no hole, or a filter that is in neither list."""
    parts: list[str | Hole] = []
    end = 0
    for match in _HOLE.finditer(text):
        parts.append(text[end : match.start()])
        fit = match.group(2) or ""
        if fit not in FILTERS and fit not in also:
            raise ValueError(f'"{fit}" is no filter; there are lower, start, a and A')
        parts.append(Hole(match.group(1), fit))
        end = match.end()
    parts.append(text[end:])
    if any(isinstance(part, str) and ("{" in part or "}" in part) for part in parts):
        raise ValueError("a brace that is no hole; a hole looks like {material} or {material|lower}")
    return tuple(part for part in parts if part)


def written(sentence: Sentence) -> str:
    """Return a sentence as it stands in a file."""
    return "".join(
        part if isinstance(part, str) else f"{{{part.name}{part.fit and '|'}{part.fit}}}" for part in sentence
    )


def hole_names(sentence: Sentence) -> tuple[str, ...]:
    """Return the names that a sentence needs, each once, in order."""
    return tuple(dict.fromkeys(part.name for part in sentence if isinstance(part, Hole)))


def fill(sentence: Sentence, words: Mapping[str, str]) -> str:
    """Return the sentence with every hole filled from `words`."""
    return "".join(
        fitted(words[part.name], part.fit) if isinstance(part, Hole) else part for part in sentence
    )
