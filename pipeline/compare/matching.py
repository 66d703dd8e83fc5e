"""Which record of one side is which of the other: by a mapping, by key, by code to scan. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from pipeline.schema.kinds import Kind, key_of
from pipeline.schema.records import Record

CODES = "barcode"  # the field by which products are found that have another SKU


class How(str, Enum):
    """How two records were found to be one."""

    MAP = "mapping"
    KEY = "key"
    CASE = "key, but for its case"
    CODE = "barcode"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Match:
    """Two records that are one, by their places in the two sides, and how that is known."""

    ours: int
    theirs: int
    how: How


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of all records of a kind. `doubled` are those of theirs whose key an earlier one has."""

    matches: tuple[Match, ...]
    only_ours: tuple[int, ...]
    only_theirs: tuple[int, ...]
    doubled: tuple[int, ...]


def match(
    kind: Kind, ours: Sequence[Record], theirs: Sequence[Record], mapped: Mapping[str, str]
) -> Matching:
    """Match two sides of a kind. `mapped` leads from keys of ours to keys of theirs, and goes before all else."""
    places: dict[str, list[int]] = {}
    for place, record in enumerate(theirs):
        places.setdefault(record.key, []).append(place)
    found: dict[int, Match] = {}
    taken: set[int] = set()

    def take(one: int, other: int, how: How) -> None:
        found[one] = Match(one, other, how)
        taken.add(other)

    for place, record in enumerate(ours):
        wanted = places.get(mapped.get(record.key, ""), ())
        if there := [each for each in wanted if each not in taken]:
            take(place, there[0], How.MAP)
    for place, record in enumerate(ours):
        there = [each for each in places.get(record.key, ()) if each not in taken]
        if place not in found and there:
            exact = [each for each in there if theirs[each].key_text.strip() == record.key_text.strip()]
            take(place, (exact or there)[0], How.KEY if exact else How.CASE)
    left = [place for place in range(len(ours)) if place not in found]
    for one, other in _by_code(kind, ours, left, theirs, [i for i in range(len(theirs)) if i not in taken]):
        take(one, other, How.CODE)
    keys = {theirs[place].key for place in taken}
    rest = [place for place in range(len(theirs)) if place not in taken]
    return Matching(
        tuple(found[place] for place in sorted(found)),
        tuple(place for place in left if place not in found),
        tuple(place for place in rest if theirs[place].key not in keys),
        tuple(place for place in rest if theirs[place].key in keys),
    )


def _by_code(
    kind: Kind, ours: Sequence[Record], left: Iterable[int], theirs: Sequence[Record], rest: Iterable[int]
) -> list[tuple[int, int]]:
    """Return the records that have a code in common which no other one of either side has."""
    if CODES not in kind.fields:
        return []
    one, other = _places_by_code(ours, left), _places_by_code(theirs, rest)
    pairs = list(dict.fromkeys((one[code], other[code]) for code in one if code in other))
    of_ours, of_theirs = Counter(each for each, _ in pairs), Counter(each for _, each in pairs)
    return [pair for pair in pairs if of_ours[pair[0]] == of_theirs[pair[1]] == 1]


def _places_by_code(records: Sequence[Record], places: Iterable[int]) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for place in places:
        codes = records[place].get(CODES)
        for code in codes if isinstance(codes, tuple) else (codes,) if codes else ():
            found.setdefault(key_of(str(code)), []).append(place)
    return {code: each[0] for code, each in found.items() if len(each) == 1}
