"""Phone numbers that can reach nobody, from a region's patterns, as a few look-ups per number.

A pattern has two parts, each literals around at most one run of digits ("+1-555-NXX" and "-NXXX"). All
texts of a part lie in one table; a number is a draw among its pattern's stretch of each table. Where a region has few
numbers that reach nobody, each is dealt out once before any comes again.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipeline.generate.draws import below, cut, key_for, offsets, shuffled, small
from pipeline.generate.identity import digit_runs
from pipeline.packs import Place
from pipeline.packs.region import DIGIT_RUN
from pipeline.packs.values import PhoneRule

# Bits of the one 64-bit draw behind a number: which pattern, first part, second part.
_PATTERN_BITS, _PART_BITS = 16, 24
_NOTHING = ("", "", "")
DEALT_MOST = 2**16  # numbers that a place has at most where they are dealt out

Column = pl.Series | int  # a value per row; the number itself where all rows have the same


@dataclass(frozen=True, slots=True)
class PhonePart:
    """The texts of one part of all patterns: pattern p has `sizes[p]` of them, from `starts[p]` on."""

    texts: pl.Series
    starts: Column
    sizes: Column

    def ending(self, end: str) -> "PhonePart":
        """Return the same part with `end` behind every text."""
        return replace(self, texts=self.texts + end)

    @property
    def is_empty(self) -> bool:
        """Whether no pattern has this part."""
        return len(self.texts) == 1 and not self.texts[0]


@dataclass(frozen=True, slots=True)
class PhonePlan:
    """Patterns with the area code filled in; a place has `count` of them, from `first` on.

    `dealt` is the order in which a region deals out its numbers, of which every place has so many at least; None where
    there are plenty, and numbers are drawn. Then `first` and `count` are about numbers, not about patterns.
    """

    first: Column
    count: Column
    parts: tuple[PhonePart, PhonePart]
    dealt: pl.Series | None = None

    def ending(self, end: str) -> "PhonePlan":
        """Return the same plan with `end` behind every number."""
        one, other = self.parts
        if other.is_empty:
            return replace(self, parts=(one.ending(end), other))
        return replace(self, parts=(one, other.ending(end)))

    def pieces(self, place: pl.Series, draw: pl.Series, turn: pl.Series) -> list[pl.Series]:
        """Return the parts of a number for every place and 64-bit draw; they mean nothing where none is `known`.

        Where numbers are dealt out, `turn` says whose turn it is; the first ones that there are numbers for share none.
        """
        if self.dealt is not None:
            return [self.parts[0].texts[self.dealt[small(turn % len(self.dealt))] + _at(self.first, place)]]
        pattern, count = _at(self.first, place), _at(self.count, place)
        if isinstance(count, pl.Series) or count > 1:
            pattern = below(draw, 0, _PATTERN_BITS, count) + pattern
        parts = [part for part in self.parts if not part.is_empty] or [self.parts[0]]
        runs = _runs(draw, [_at(part.sizes, pattern) for part in parts])
        return [part.texts[run + _at(part.starts, pattern)] for part, run in zip(parts, runs, strict=True)]

    def known(self, place: pl.Series) -> pl.Series | None:
        """Return whether there is a pattern for every place; None where there always is."""
        count = _at(self.count, place)
        if isinstance(count, pl.Series):
            return count > 0
        return None if count else pl.zeros(len(place), pl.Boolean, eager=True)


def _runs(draw: pl.Series, sizes: Sequence[Column]) -> list[pl.Series]:
    """Return a number below its size for every part."""
    shifts = [_PATTERN_BITS + turn * _PART_BITS for turn in range(len(sizes))]
    same = [size for size in sizes if isinstance(size, int)]
    if len(same) == len(sizes):
        return cut(draw, *((shift, _PART_BITS, size) for shift, size in zip(shifts, same, strict=True)))
    return [below(draw, shift, _PART_BITS, size) for shift, size in zip(shifts, sizes, strict=True)]


def _at(column: Column, row: Column) -> Column:
    """Return a column's value in every row of a look-up."""
    return column if isinstance(column, int) else column[row]


def _column(values: Sequence[int], dtype: pl.DataType) -> Column:
    return values[0] if len(set(values)) == 1 else pl.Series(values, dtype=dtype)


def plan_phones(
    patterns_of: Callable[[Place], Sequence[str]], places: Sequence[Place], seed: int
) -> PhonePlan:
    """Return the tables for these places; `patterns_of` gives a place's patterns."""
    own = [
        tuple(pattern.replace("{area}", place.area_code) for pattern in patterns_of(place))
        for place in places
    ]
    patterns: list[tuple[tuple[str, str, str], tuple[str, str, str]]] = []
    first_of: dict[tuple[str, ...], int] = {}
    for each in own:
        if each not in first_of:
            first_of[each] = len(patterns)
            patterns.extend(_split(pattern) for pattern in each or ("",))
    numbers = {each: sum(_size(pattern) for pattern in each) for each in first_of if each}
    if numbers and min(numbers.values()) <= DEALT_MOST:
        return _deal(own, min(numbers.values()), seed)
    return PhonePlan(
        first=_column([first_of[each] for each in own], pl.UInt32()),
        count=_column([len(each) for each in own], pl.UInt32()),
        parts=(_part([halves[0] for halves in patterns]), _part([halves[1] for halves in patterns])),
    )


def _size(pattern: str) -> int:
    """Return how many numbers a pattern has."""
    runs = DIGIT_RUN.findall(pattern)
    return math.prod(10 ** len(run) - (10 ** (len(run) - 1) if run.startswith("N") else 0) for run in runs)


def _deal(own: Sequence[tuple[str, ...]], most: int, seed: int) -> PhonePlan:
    """Return the plan of places with these patterns, which deal out `most` numbers each."""
    tables = {
        each: pl.concat([_numbers_of(pattern, most) for pattern in each])[:most]
        for each in dict.fromkeys(own)
        if each
    }
    starts = dict(zip(tables, offsets([most] * len(tables)), strict=True))
    return PhonePlan(
        first=_column([starts.get(each, 0) for each in own], pl.UInt32()),
        count=_column([most if each else 0 for each in own], pl.UInt32()),
        parts=(PhonePart(pl.concat([*tables.values()], rechunk=True), 0, 0), _part([_NOTHING])),
        dealt=pl.Series(shuffled(range(most), key_for(seed, "numbers")), dtype=pl.UInt32),
    )


def _numbers_of(pattern: str, most: int) -> pl.Series:
    """Return the first numbers of a pattern, `most` at most."""
    one, other = (_texts(*part) for part in _split(pattern))
    count = min(len(one) * len(other), most)
    number = pl.int_range(count, dtype=pl.UInt32, eager=True)
    numbers: pl.Series = one[number // len(other)] + other[number % len(other)]
    return numbers


def _split(pattern: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Return the two parts of a pattern as (literal, run of digits, literal)."""
    pieces = DIGIT_RUN.split(pattern)
    second = (pieces[2], pieces[3], pieces[4]) if len(pieces) > len(_NOTHING) else _NOTHING
    return (
        pieces[0],
        pieces[1] if len(pieces) > 1 else "",
        "" if second[1] or len(pieces) == 1 else pieces[2],
    ), second


def _part(wanted: Sequence[tuple[str, str, str]]) -> PhonePart:
    tables = {part: _texts(*part) for part in wanted}
    starts = dict(zip(tables, offsets([len(table) for table in tables.values()]), strict=True))
    return PhonePart(
        texts=pl.concat([*tables.values()]),
        starts=_column([starts[part] for part in wanted], pl.UInt32()),
        sizes=_column([len(tables[part]) for part in wanted], pl.UInt64()),
    )


def _texts(before: str, run: str, after: str) -> pl.Series:
    """Return all texts of a part: ("+1-555-", "NXX", "") gives +1-555-100 to +1-555-999."""
    if not run:
        return pl.Series([before + after])
    low = 10 ** (len(run) - 1) if run.startswith("N") else 0
    texts: pl.Series = before + digit_runs(low, 10 ** len(run), len(run)) + after
    return texts


def plan_landlines(rule: PhoneRule, places: Sequence[Place], seed: int) -> PhonePlan:
    """Return the tables for `phone`."""
    return plan_phones(lambda place: rule.by_area.get(place.area_code, rule.phone), places, seed)


def plan_mobiles(rule: PhoneRule, places: Sequence[Place], seed: int) -> PhonePlan:
    """Return the tables for `mobile`."""
    return plan_phones(lambda _: rule.mobile, places, seed)
