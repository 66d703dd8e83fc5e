"""Phone numbers that can reach nobody, from a region's patterns, as a handful of look-ups per number.

A pattern is literals around at most two runs of digits ("+1-555-" "NXX" "-" "NXXX" ""). The patterns of
all places become tables; a number is one entry of them and two draws.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.generate.draws import below, look_up
from pipeline.generate.identity import digit_runs
from pipeline.packs import Place
from pipeline.packs.values import PhoneRule

# Bits of the one 64-bit draw behind a number: which pattern, first run, second run.
_PATTERN_BITS, _RUN_BITS = 16, 24
_RUN = re.compile(r"(N?X{1,4}|N)")
_PARTS = 5  # literal, run, literal, run, literal


def _split(pattern: str) -> list[str]:
    parts = _RUN.split(pattern)
    return parts + [""] * (_PARTS - len(parts))


@dataclass(frozen=True, slots=True)
class PhonePlan:
    """The tables. An entry is a pattern whose area code is filled in; a place has `count` of them from `first` on."""

    first: pl.Series
    count: pl.Series
    literals: tuple[pl.Series, ...]
    starts: tuple[pl.Series, ...]
    sizes: tuple[pl.Series, ...]
    digits: pl.Series

    def numbers(self, place: pl.Expr, draw: pl.Expr) -> pl.Expr:
        """Return a number for every place and 64-bit draw; null where the place has no pattern."""
        if not len(self.literals[0]):
            return pl.lit(None, dtype=pl.String)
        choices = _constant_or(self.count, place)
        entry = _constant_or(self.first, place) + below(draw, 0, _PATTERN_BITS, choices)
        parts: list[pl.Expr] = [_constant_or(self.literals[0], entry)]
        for turn in range(2):
            size = _constant_or(self.sizes[turn], entry)
            if self.sizes[turn].max() != 1:
                run = below(draw, _PATTERN_BITS + turn * _RUN_BITS, _RUN_BITS, size)
                parts.append(look_up(self.digits, _constant_or(self.starts[turn], entry) + run))
            parts.append(_constant_or(self.literals[turn + 1], entry))
        number = pl.concat_str(parts)
        return number if self.count.min() else pl.when(look_up(self.count, place) > 0).then(number)


def _constant_or(table: pl.Series, index: pl.Expr) -> pl.Expr:
    """Return the table's value by index, or a literal where all of its values are the same."""
    return pl.lit(table[0], dtype=table.dtype) if table.n_unique() == 1 else look_up(table, index)


def plan_phones(patterns_of: Callable[[Place], Sequence[str]], places: Sequence[Place]) -> PhonePlan:
    """Return the tables for these places; `patterns_of` gives a place's patterns."""
    first_of: dict[tuple[str, ...], int] = {}
    entries: list[list[str]] = []
    firsts, counts = [], []
    for place in places:
        patterns = tuple(pattern.replace("{area}", place.area_code) for pattern in patterns_of(place))
        if patterns not in first_of:
            first_of[patterns] = len(entries)
            entries.extend(_split(pattern) for pattern in patterns)
        firsts.append(first_of[patterns])
        counts.append(len(patterns))
    tables = {run: _run_texts(run) for entry in entries for run in (entry[1], entry[3])}
    offsets, total = {}, 0
    for run, table in tables.items():
        offsets[run] = total
        total += len(table)
    runs = [[entry[part] for entry in entries] for part in (1, 3)]
    return PhonePlan(
        first=pl.Series(firsts, dtype=pl.UInt32),
        count=pl.Series(counts, dtype=pl.UInt32),
        literals=tuple(pl.Series([entry[part] for entry in entries], dtype=pl.String) for part in (0, 2, 4)),
        starts=tuple(pl.Series([offsets[run] for run in column], dtype=pl.UInt32) for column in runs),
        sizes=tuple(pl.Series([len(tables[run]) for run in column], dtype=pl.UInt32) for column in runs),
        digits=pl.concat([*tables.values(), pl.Series([], dtype=pl.String)]),
    )


def _run_texts(run: str) -> pl.Series:
    """Return all texts of a run: 'NXX' gives 100 to 999."""
    if not run:
        return pl.Series([""])
    low = 10 ** (len(run) - 1) if run.startswith("N") else 0
    return digit_runs(low, 10 ** len(run), len(run))


def plan_landlines(rule: PhoneRule, places: Sequence[Place]) -> PhonePlan:
    """Return the tables for `phone`."""
    return plan_phones(lambda place: rule.by_area.get(place.area_code, rule.phone), places)


def plan_mobiles(rule: PhoneRule, places: Sequence[Place]) -> PhonePlan:
    """Return the tables for `mobile`."""
    return plan_phones(lambda _: rule.mobile, places)
