"""Which products that were not matched are probably one: by what they are called. Pure.

Comparing each with each would be 100 million comparisons for 10,000 products, so a product is compared with those alone that share
its rarest words, or two words that follow each other. Of the pairs, the best goes first, and each product is in one pair.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from pipeline.schema.kinds import key_of, options_of
from pipeline.schema.records import Record

LEAST = 80.0  # of 100: below it, two garments of one brand are alike
SIGNS_ALONE = 97.0  # a SKU that differs in dashes and blanks alone
MOST = 92.0  # what names alone can reach: they are no proof
MOST_OF_ALL = 96.0
WORDS_MORE = 0.9
_CANDIDATES = 10  # that are compared, those with the rarest words in common
_COMMON = 64  # a word of more products than this says little: the first so many are looked at, if there is no rarer one
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two products that are probably one, by their places, with a score of 0 to 100 and the reason in words."""

    ours: int
    theirs: int
    score: float
    reason: str


def suggest(ours: Sequence[Record], theirs: Sequence[Record]) -> list[Suggestion]:
    """Return the likely pairs, best first; each record is in one at most."""
    one, other = [_Looks(record) for record in ours], [_Looks(record) for record in theirs]
    by_key: dict[str, list[int]] = {}
    for place, each in enumerate(other):
        for word in each.keys:
            by_key.setdefault(word, []).append(place)
    scored = [
        (score, -place, -there, reason)
        for place, each in enumerate(one)
        for there in _candidates(each, by_key)
        for score, reason in (_score(each, other[there]),)
        if score >= LEAST
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    found = []
    for score, place, there, reason in sorted(scored, reverse=True):
        if -place not in taken[0] and -there not in taken[1]:
            taken[0].add(-place)
            taken[1].add(-there)
            found.append(Suggestion(-place, -there, round(score, 1), reason))
    return found


class _Looks:
    """What a product is found by: its label, its SKU without signs, and keys that rarely more than a few share."""

    __slots__ = ("keys", "label", "options", "sku")

    def __init__(self, record: Record) -> None:
        words = _WORD.findall(key_of(str(record.get("name") or "")))
        values = [key_of(value) for _, value in options_of(record)]
        self.options = frozenset(values)
        self.label = " ".join([*words, *values])
        self.sku = "".join(_WORD.findall(record.key))
        tail = " / ".join(sorted(values))  # variants with other options are no candidates
        pairs = [" ".join(pair) for pair in pairwise(words)]
        self.keys = {
            self.sku,
            *_WORD.findall(record.key),
            *words,
            *pairs,
            *(f"{each} - {tail}" for each in pairs),
        }


def _candidates(looks: _Looks, by_key: dict[str, list[int]]) -> list[int]:
    """Return the places of those that share the most, and the rarest, words."""
    known = sorted((len(by_key[word]), word) for word in looks.keys if word in by_key)
    weights: Counter[int] = Counter()
    for often, word in known:
        if often > _COMMON and len(weights) >= _CANDIDATES:
            break
        for place in by_key[word][:_COMMON]:
            weights[place] += 1000 // often + 1
    return [place for place, _ in weights.most_common(_CANDIDATES)]


def _score(one: _Looks, other: _Looks) -> tuple[float, str]:
    if one.sku == other.sku:
        return SIGNS_ALONE, "the same SKU, but for its signs"
    if one.options and other.options and one.options != other.options:
        return 0.0, ""  # two variants of a family are called alike, and are two
    name = fuzz.token_sort_ratio(one.label, other.label)
    if name < LEAST:  # a word more on one side says little
        name = fuzz.token_set_ratio(one.label, other.label) * WORDS_MORE
    if name < LEAST:
        return 0.0, ""
    # the SKU decides between products that are called alike
    score = min(name, MOST) + (MOST_OF_ALL - MOST) * fuzz.ratio(one.sku, other.sku) / 100
    return score, "the same name" if name == 100 else f"names {name:.0f} % alike"  # noqa: PLR2004 - all of it
