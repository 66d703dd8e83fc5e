"""What a product's image shows: the attributes that a drawing can see. Pure.

A `Look` holds words alone, never a row, a price or a SKU: two products with the same look have the same image.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.images.colours import plain
from pipeline.images.materials import Material

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = dict(
    zip((*_NUMBERS, *"123456789", "pair", "trio"), (*range(1, 11), *range(1, 10), 2, 3), strict=True)
)
_PIECES = re.compile(rf"\b({'|'.join(_COUNTS)})(?: pack\b| pairs?\b| pieces?\b| ports?\b| by \d|$)")
_WORD = re.compile(r"[^\W_]+(?:'s)?")


@dataclass(frozen=True, slots=True)
class Look:
    """The words that an image shows. All but `noun` may be ''.

    `line` is a pack's line ("sweaters"), `options` pairs of an option's name and its value, `tier` one of TIERS.
    `drawing` is what a pack names for its line ("bottle pump"). `service`: nothing is handed over, a card is shown.
    """

    noun: str
    line: str = ""
    adjective: str = ""
    material: str = ""
    options: tuple[tuple[str, str], ...] = ()
    brand: str = ""
    tier: str = "good"
    drawing: str = ""
    service: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a drawing is given: the look without its colour, which is put in later.

    `words` are those of the parts, noun, adjective, material and options, in small letters. `pieces` is how many
    are in the set. `made` is the material, seen.
    """

    words: frozenset[str]
    pieces: int
    made: Material
    noun: str
    brand: str
    tier: str

    def has(self, *words: str) -> bool:
        """Whether one of these words belongs to the subject."""
        return not self.words.isdisjoint(words)

    def pick(self, *choices: tuple[str, str], default: str = "") -> str:
        """Return what stands beside the first word that belongs to the subject."""
        return next((value for word, value in choices if word in self.words), default)


Marks = Iterator[str]
"""What a drawing yields: SVG text, from the back to the front."""
Drawing = Callable[[Subject], Marks]


def words_of(look: Look, parts: str) -> frozenset[str]:
    """Return the words that a drawing may ask for."""
    texts = (parts, look.noun, look.adjective, look.material, *(value for _, value in look.options))
    return frozenset(word for text in texts for word in _WORD.findall(plain(text)))


def pieces_of(look: Look) -> int:
    """Return how many pieces the options or the noun speak of ("Set of Two", "Three Pairs", "Trio"): 1 to 10."""
    found = (_PIECES.search(plain(value)) for _, value in look.options)
    return next((_COUNTS[each[1]] for each in found if each), 1)
