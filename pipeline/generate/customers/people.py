"""First and last names as tables: weighted like the census, by group of people, gender and generation.

A region's groups have names that fit each other; which group a home belongs to depends on its place. A first name's share over all generations is its weight in Faker's list exactly; a generation only shifts
who gets it, so that two people of one household are of an age. Into the names of the first group a few with accents,
hyphens and apostrophes, and doubled last names, are mixed at known shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from pipeline.generate.customers.vocabulary import Names, Weights, ascii_letters
from pipeline.generate.draws import below_int, mix_int, shares, spread
from pipeline.packs import Region

FIRST_BITS, LAST_BITS, GENERATION_BITS, GROUP_BITS = 14, 16, 8, 8
SPELLED_FIRST_PERCENT, SPELLED_LAST_PERCENT, DOUBLED_PERCENT = 2, 4, 1
TYPICAL_SHARE = 70  # percent of a typical name's bearers that are of its generation
_DOUBLING_KEY = 0x5F3C9A7E12D4B860  # which names are doubled is the same for every seed
_DOUBLED_COUNT = 300


class NameTables(NamedTuple):
    """Names, and slots of equal chance that point at them.

    `groups` counts the groups of people; `group_slots` is indexed by (mix << GROUP_BITS) + slot, where `mix_of_place` gives
    the mix of a place. `first_slots` is indexed by (((group * 2 + gender) * generations + generation) << FIRST_BITS) + slot,
    `generation` by ((group * 2 + gender) << GENERATION_BITS) + slot, `last_slots` by (group << LAST_BITS) + slot. `mail`
    and `last_mail` are the same names as they stand in an e-mail, each followed by a dot.
    """

    first: pl.Series
    mail: pl.Series
    first_slots: pl.Series
    last: pl.Series
    last_mail: pl.Series
    last_slots: pl.Series
    generation: pl.Series
    generations: int
    groups: int
    mix_of_place: pl.Series
    group_slots: pl.Series


@dataclass(slots=True)
class _Slots:
    """Words, and slots that point at them, as they grow group by group: so many at each of these places."""

    words: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def add(self, words: Sequence[str]) -> int:
        """Add words; return the position of the first."""
        self.words += words
        return len(self.words) - len(words)

    def weigh(self, base: int, weights: Sequence[int], bits: int) -> None:
        """Add 2^bits slots that point at the words from `base` on as often as their weights say."""
        self.places += range(base, base + len(weights))
        self.counts += shares(weights, 1 << bits)

    @property
    def slots(self) -> pl.Series:
        """All slots, in their order."""
        return pl.Series(self.places, dtype=pl.UInt32)[spread(self.counts)]


def tabulate_names(region: Region, names: Sequence[Names]) -> NameTables:
    """Return the tables of a region's names, which are by group of its people."""
    count = max(len(region.generations), 1)
    typical = {name: k for k, group in enumerate(region.generations) for name in group.first_names}
    generation: list[int] = []
    first, last = _Slots(), _Slots()
    for number, each in enumerate(names):
        spelled = region.first_spellings if number == 0 else ()
        for weights in (each.female, each.male):
            matrix = [_by_generation(weights, typical, k, count) for k in range(count)]
            per_generation = shares([sum(column) for column in matrix], 1 << GENERATION_BITS)
            generation += [k for k, share in enumerate(per_generation) for _ in range(share)]
            base = first.add([*(name for name, _ in weights), *spelled])
            for column in matrix:
                first.weigh(base, _mixed_in(column, len(spelled), SPELLED_FIRST_PERCENT), FIRST_BITS)
        own, own_weights = _last_names(region, each.last) if number == 0 else _plain(each.last)
        last.weigh(last.add(own), own_weights, LAST_BITS)
    mixes = list(dict.fromkeys(region.people.mix_of(place) for place in region.places))
    return NameTables(
        first=pl.Series(first.words),
        mail=_mails(first.words),
        first_slots=first.slots,
        last=pl.Series(last.words),
        last_mail=_mails(last.words),
        last_slots=last.slots,
        generation=pl.Series(generation, dtype=pl.UInt32),
        generations=count,
        groups=len(names),
        mix_of_place=pl.Series(
            [mixes.index(region.people.mix_of(place)) for place in region.places], dtype=pl.UInt32
        ),
        group_slots=pl.concat([spread(shares(mix, 1 << GROUP_BITS)) for mix in mixes], rechunk=True),
    )


def _plain(listed: Weights) -> tuple[list[str], list[int]]:
    return [name for name, _ in listed], [weight for _, weight in listed]


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
