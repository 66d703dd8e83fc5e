"""Which details and sentences a family may draw: those that go with its words and its options, as tables. Pure.

Every text that goes with some things only has a bit; the bits of a family are those of its adjective, material, noun
and options, put together. Families with the same bits are of one class, and each class has its lists of texts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from pipeline.generate.draws import offsets, small
from pipeline.generate.products.layout import COLOURS_MOST, run_of
from pipeline.packs import Line, Pack
from pipeline.packs.values import ANY, Fit


@dataclass(frozen=True, slots=True)
class Chooser:
    """The lists of one detail or slot, by class: where each begins in `texts`, and how long it is."""

    base: pl.Series
    count: pl.Series
    texts: pl.Series


@dataclass(frozen=True, slots=True)
class Choices:
    """The class of a family is class_base[line] + (body * firsts[line] + first) * lasts[line] + last.

    `first` and `last` are at first_base[line], last_base[line] + the option's code; `bodies` is in the order of `body_positions`.
    """

    bodies: pl.Series
    first: pl.Series
    last: pl.Series
    lines: pl.DataFrame
    details: tuple[Chooser, ...]
    slots: tuple[Chooser, ...]

    def classes(self, columns: Callable[[str], pl.Series]) -> pl.Series:
        """Return the class of families or products by their columns line, body_class, first and last."""
        line = columns("line")
        of = {name: self.lines[name][line] for name in self.lines.columns}
        first = self.first[of["first_base"] + columns("first")]
        last = self.last[of["last_base"] + columns("last")]
        found: pl.Series = (
            of["class_base"] + (columns("body_class") * of["firsts"] + first) * of["lasts"] + last
        )
        return small(found)


class _Classes(NamedTuple):
    """The classes of a line: of each body and option code, and the bits of each class."""

    bodies: list[int]
    first: list[int]
    last: list[int]
    counts: tuple[int, int]
    bits: list[int]


def first_shown(line: Line) -> Iterator[list[int]]:
    """Yield the values that a family comes in by the code of its first option: one of them, or several neighbours."""
    count = len(line.options[0].values) if len(line.options) > 1 else 1
    for at in range(count):
        for colours in range(1, COLOURS_MOST + 1):
            yield [(at + k) % count for k in range(min(colours, count))]


def last_shown(line: Line) -> Iterator[list[int]]:
    """Yield the same by the code of the last option: one of them, or the run that begins with it."""
    count = len(line.options[-1].values) if line.options else 1
    for at in range(count):
        yield [at]
        yield list(range(count))[at:][: run_of(line)]


def tabulate_choices(pack: Pack, positions: Sequence[Sequence[tuple[int, int, int]]]) -> Choices:
    """Return the tables of a pack; `positions` are the bodies of each line, as `body_positions` gives them."""
    found = [_classes_of(line, bodies) for line, bodies in zip(pack.lines, positions, strict=True)]
    details = max(len(line.details) for line in pack.lines)
    slots = max(len(line.slot_fits) for line in pack.lines)
    begin = {
        "class_base": offsets([len(classes.bits) for classes in found]),
        "first_base": offsets([len(classes.first) for classes in found]),
        "last_base": offsets([len(classes.last) for classes in found]),
    }
    counts = {"firsts": [each.counts[0] for each in found], "lasts": [each.counts[1] for each in found]}
    return Choices(
        bodies=pl.Series([number for classes in found for number in classes.bodies], dtype=pl.UInt32),
        first=pl.Series([number for classes in found for number in classes.first], dtype=pl.UInt32),
        last=pl.Series([number for classes in found for number in classes.last], dtype=pl.UInt32),
        lines=pl.DataFrame({**begin, **counts}, schema=dict.fromkeys((*begin, *counts), pl.UInt32)),
        details=tuple(_chooser(pack, found, k) for k in range(details)),
        slots=tuple(_chooser(pack, found, details + k) for k in range(slots)),
    )


def _lists_of(pack: Pack, line: Line) -> list[Sequence[Fit]]:
    """Return what the texts of each detail and slot go with; a line that has fewer has nothing to choose there."""
    most = max(len(each.details) for each in pack.lines)
    none = [(ANY,)] * (most - len(line.details))
    return [*(detail.fits for detail in line.details), *none, *line.slot_fits]


def _conditions(line: Line) -> list[Fit]:
    """Return what goes with some things only, each once: the k-th has bit k."""
    every = (*(detail.fits for detail in line.details), *line.slot_fits)
    return list(dict.fromkeys(fit for fits in every for fit in fits if fit != ANY))


def _classes_of(line: Line, bodies: Sequence[tuple[int, int, int]]) -> _Classes:
    conditions = _conditions(line)

    def bits(kind: str, shown: Iterable[Sequence[int]]) -> list[int]:
        """Return, for every set of positions, the conditions that all of it meets."""
        masks = [getattr(fit, kind) for fit in conditions]
        return [
            sum(1 << k for k, mask in enumerate(masks) if all(mask >> at & 1 for at in each))
            for each in shown
        ]

    words = [
        bits(kind, ([at] for at in range(max(len(texts), 1))))
        for kind, texts in (
            ("adjectives", line.adjectives),
            ("materials", line.materials),
            ("nouns", line.nouns),
        )
    ]
    of_bodies = (
        [words[0][a] & words[1][m] & words[2][n] for a, m, n in bodies] if conditions else [0] * len(bodies)
    )
    parts = [of_bodies, bits("first", first_shown(line)), bits("last", last_shown(line))]
    distinct = [list(dict.fromkeys(part)) for part in parts]
    places = [{each: k for k, each in enumerate(known)} for known in distinct]
    numbers = [[place[each] for each in part] for place, part in zip(places, parts, strict=True)]
    return _Classes(
        numbers[0],
        numbers[1],
        numbers[2],
        (len(distinct[1]), len(distinct[2])),
        [body & first & last for body in distinct[0] for first in distinct[1] for last in distinct[2]],
    )


def _chooser(pack: Pack, found: Sequence[_Classes], number: int) -> Chooser:
    """Return the lists of one detail or slot."""
    places: dict[tuple[int, ...], int] = {}
    texts: list[int] = []
    rows = []
    for line, classes in zip(pack.lines, found, strict=True):
        lists, conditions = _lists_of(pack, line), _conditions(line)
        fits = lists[number] if number < len(lists) else (ANY,)
        for bits in classes.bits:
            chosen = tuple(k for k, fit in enumerate(fits) if fit == ANY or bits >> conditions.index(fit) & 1)
            if chosen not in places:
                places[chosen] = len(texts)
                texts += chosen
            rows.append((places[chosen], len(chosen)))
    base, count = zip(*rows, strict=True)
    return Chooser(
        pl.Series(base, dtype=pl.UInt32), pl.Series(count, dtype=pl.UInt32), pl.Series(texts, dtype=pl.UInt32)
    )
