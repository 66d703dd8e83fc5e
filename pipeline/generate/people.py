"""First and last names as tables: weighted like the census, by gender and generation.

A first name's share over all generations is its weight in Faker's list exactly; a generation only shifts
who gets it, so that two people of one household are of an age. A few names with accents, hyphens and
apostrophes, and doubled last names, are mixed in at known shares.
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from pipeline.generate.draws import below_int, mix_int, shares, spread
from pipeline.generate.vocabulary import Names, Weights, ascii_letters
from pipeline.packs import Region

FIRST_BITS, LAST_BITS, GENERATION_BITS = 14, 16, 8
SPELLED_FIRST_PERCENT, SPELLED_LAST_PERCENT, DOUBLED_PERCENT = 2, 4, 1
TYPICAL_SHARE = 70  # percent of a typical name's bearers that are of its generation
_DOUBLING_KEY = 0x5F3C9A7E12D4B860  # which names are doubled is the same for every seed
_DOUBLED_COUNT = 300


class NameTables(NamedTuple):
    """Names, and slots of equal chance that point at them.

    `first_slots` is indexed by ((gender * generations + generation) << FIRST_BITS) + slot,
    `generation` by (gender << GENERATION_BITS) + slot. `mail` and `last_mail` are the same names as they
    stand in an e-mail, each followed by a dot.
    """

    first: pl.Series
    mail: pl.Series
    first_slots: pl.Series
    last: pl.Series
    last_mail: pl.Series
    last_slots: pl.Series
    generation: pl.Series
    generations: int


def tabulate_names(region: Region, names: Names) -> NameTables:
    """Return the tables of a region's names."""
    count = max(len(region.generations), 1)
    typical = {name: k for k, group in enumerate(region.generations) for name in group.first_names}
    generation: list[int] = []
    words: list[str] = []
    positions: list[int] = []
    counts: list[int] = []
    for weights in (names.female, names.male):
        matrix = [_by_generation(weights, typical, k, count) for k in range(count)]
        per_generation = shares([sum(column) for column in matrix], 1 << GENERATION_BITS)
        generation += [k for k, share in enumerate(per_generation) for _ in range(share)]
        own = [*(name for name, _ in weights), *region.first_spellings]
        for column in matrix:
            positions += range(len(words), len(words) + len(own))
            counts += shares(
                _mixed_in(column, len(region.first_spellings), SPELLED_FIRST_PERCENT), 1 << FIRST_BITS
            )
        words += own
    last, last_weights = _last_names(region, names.last)
    return NameTables(
        first=pl.Series(words),
        mail=_mails(words),
        first_slots=pl.Series(positions, dtype=pl.UInt32).gather(spread(counts)),
        last=pl.Series(last),
        last_mail=_mails(last),
        last_slots=spread(shares(last_weights, 1 << LAST_BITS)),
        generation=pl.Series(generation, dtype=pl.UInt32),
        generations=count,
    )


def _mails(words: Sequence[str]) -> pl.Series:
    return pl.Series([f"{ascii_letters(word)}." for word in words])


def _by_generation(weights: Weights, typical: dict[str, int], generation: int, count: int) -> list[int]:
    """Return each name's weight in one generation; over all generations a name keeps its whole weight."""
    column = []
    for name, weight in weights:
        own = typical.get(name)
        if own is None or count == 1:
            column.append(weight * 100 // count)
        elif own == generation:
            column.append(weight * TYPICAL_SHARE)
        else:
            column.append(weight * (100 - TYPICAL_SHARE) // (count - 1))
    return column


def _mixed_in(weights: list[int], count: int, percent: int) -> list[int]:
    """Return the weights with `count` equal ones added, which together are `percent` of the whole."""
    each = sum(weights) * percent // (100 - percent) // count if count else 0
    return [*weights, *[max(each, 1)] * count]


def _last_names(region: Region, listed: Weights) -> tuple[list[str], list[int]]:
    plain = [name for name, _ in listed]
    doubled = []
    for k in range(_DOUBLED_COUNT):
        one, other = (plain[below_int(mix_int(2 * k + n, _DOUBLING_KEY), len(plain))] for n in (0, 1))
        doubled += [f"{one}-{other}"] if one != other else []
    weights = _mixed_in([weight for _, weight in listed], len(region.last_spellings), SPELLED_LAST_PERCENT)
    return [*plain, *region.last_spellings, *doubled], _mixed_in(weights, len(doubled), DOUBLED_PERCENT)
