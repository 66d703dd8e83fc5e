"""First and last names as tables: weighted like the census, by gender and generation.

A first name's share over all generations is its weight in Faker's list exactly; a generation only shifts
who gets it, so that two people of one household are of an age. A few names with accents, hyphens and
apostrophes, and doubled last names, are mixed in at known shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.generate.draws import below_int, mix_int, shares, spread
from pipeline.generate.vocabulary import Names, Weights, ascii_letters
from pipeline.packs import Region

FIRST_BITS, LAST_BITS, GENERATION_BITS = 14, 16, 8
SPELLED_FIRST_PERCENT, SPELLED_LAST_PERCENT, DOUBLED_PERCENT = 2, 4, 1
TYPICAL_SHARE = 70  # percent of a typical name's bearers that are of its generation
_DOUBLING_KEY = 0x5F3C9A7E12D4B860  # which names are doubled is the same for every seed
_DOUBLED_COUNT = 400


@dataclass(frozen=True, slots=True)
class NameTables:
    """Slots of equal chance. Index of a first name: (gender * generations + generation) << FIRST_BITS | slot.

    `mail` and `last_mail` are the same names as they stand in an e-mail, each followed by a dot.
    `generation` is indexed by gender << GENERATION_BITS | slot.
    """

    first: pl.Series
    mail: pl.Series
    last: pl.Series
    last_mail: pl.Series
    generation: pl.Series
    generations: int


def tabulate_names(region: Region, names: Names) -> NameTables:
    """Return the tables of a region's names."""
    count = max(len(region.generations), 1)
    typical = {name: k for k, group in enumerate(region.generations) for name in group.first_names}
    first: list[tuple[list[str], list[int]]] = []
    generation: list[int] = []
    for weights in (names.female, names.male):
        matrix = [_by_generation(weights, typical, k, count) for k in range(count)]
        per_generation = shares([sum(column) for column in matrix], 1 << GENERATION_BITS)
        generation += [k for k, slots in enumerate(per_generation) for _ in range(slots)]
        first += [_spelled([name for name, _ in weights], column, region) for column in matrix]
    last = _last_names(region, names.last)
    tables = [_spread_names(words, weights, FIRST_BITS) for words, weights in first]
    last_tables = _spread_names(*last, LAST_BITS)
    return NameTables(
        first=pl.concat([table[0] for table in tables]),
        mail=pl.concat([table[1] for table in tables]),
        last=last_tables[0],
        last_mail=last_tables[1],
        generation=pl.Series(generation, dtype=pl.UInt32),
        generations=count,
    )


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


def _mixed_in(words: list[str], weights: list[int], extra: Sequence[str], percent: int) -> None:
    """Append `extra`, together `percent` of the whole, in place."""
    if extra:
        each = sum(weights) * percent // (100 - percent) // len(extra)
        words += extra
        weights += [max(each, 1)] * len(extra)


def _spelled(words: list[str], weights: list[int], region: Region) -> tuple[list[str], list[int]]:
    _mixed_in(words, weights, region.first_spellings, SPELLED_FIRST_PERCENT)
    return words, weights


def _last_names(region: Region, listed: Weights) -> tuple[list[str], list[int]]:
    words, weights = [name for name, _ in listed], [weight for _, weight in listed]
    plain = list(words)
    doubled = []
    for k in range(_DOUBLED_COUNT):
        one, other = (plain[below_int(mix_int(2 * k + n, _DOUBLING_KEY), len(plain))] for n in (0, 1))
        doubled += [f"{one}-{other}"] if one != other else []
    _mixed_in(words, weights, region.last_spellings, SPELLED_LAST_PERCENT)
    _mixed_in(words, weights, doubled, DOUBLED_PERCENT)
    return words, weights


def _spread_names(words: list[str], weights: list[int], width: int) -> tuple[pl.Series, pl.Series]:
    counts = shares(weights, 1 << width)
    mails = [f"{ascii_letters(word)}." for word in words]
    return spread(pl.Series(words), counts), spread(pl.Series(mails), counts)
