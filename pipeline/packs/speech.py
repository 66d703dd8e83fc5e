"""What stands between a pack's words in its language: 'and', 'or', numbers, articles, the tags that a shop gives. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

LISTED_MOST = 3  # values that are named one by one
GENDERS = ("m", "f", "mp", "fp")  # of nouns: masculine, feminine, and their plurals


class Speech(NamedTuple):
    """The words of a language. `numbers` begin at none, `articles` are by gender, none where a language needs no such.

    `goods` and `services` begin the sentence that says what a family comes in, `into` and `colon` stand inside it. `tags`
    has another word for a tag that the program gives.
    """

    either: str
    both: str
    to: str
    into: str
    colon: str
    goods: str
    services: str
    numbers: tuple[str, ...]
    articles: tuple[str, ...]
    tags: Mapping[str, str]

    def phrase(self, words: Sequence[str]) -> str:
        """Return 'S', 'S or M', 'S, M or L', and of four or more that follow one another 'S to XL'."""
        if len(words) > LISTED_MOST:
            return f"{words[0]} {self.to} {words[-1]}"
        return self.any_of(words)

    def any_of(self, words: Sequence[str]) -> str:
        """Return 'Navy', 'Navy or Rust', 'Navy, Rust or Sage'."""
        return _joined(words, self.either)

    def all_of(self, words: Sequence[str]) -> str:
        """Return 'S', 'S and M', 'S, M and L'."""
        return _joined(words, self.both)

    def tag(self, word: str) -> str:
        """Return a tag that the program gives, in the language."""
        return self.tags.get(word, word)


def _joined(words: Sequence[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


ENGLISH = Speech(
    either="or",
    both="and",
    to="to",
    into="in",
    colon=":",
    goods="Comes",
    services="Offered",
    numbers=("", "one", "two", "three", "four", "five", "six"),
    articles=(),
    tags={},
)
