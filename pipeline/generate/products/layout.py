"""How a pack's products fall into families: which line comes when, single, in a run of its last option, or as a hero.

The order is a table of some 1,000 rows that repeats, so that a row's family is found without counting. It is made
round by round: a round has every line as often as its weight says, in an order that the seed decides. Some 40 % are
single products; of a hero every dozen families there are two or three colours. Among the next few a line is taken that
keeps the rows near their mean: any stretch of 50 rows has nearly as many families as any other. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from pipeline.generate.draws import below_int, key_for, mix_int, offsets, shuffled, small, spread
from pipeline.packs import Line, Pack

RUN_MOST = 6  # variants in one run; of a longer option as many neighbours
PERIOD_ROWS = 1_024  # at least, in whole rounds
SINGLE_PERCENT = 40
DENSEST_PERCENT = 310  # rows in a hundred families, at most: a round with more has more single products
HERO_EVERY = 12  # families
HERO_SPAN = (2, 8)  # where among them
HERO_ROWS = 9  # at most: two heroes among 50 products leave room for thirteen other families
COLOURS_MOST = 3
LOOKAHEAD = 12  # tickets
NEAR_ROWS = 2  # close enough to the mean
BEHIND_ROWS = (
    2  # a round begins with small families: a hero among its first 25 rows still leaves room for variety
)
# Never more rows than this in so many families: 14 of two packs are fewer than 50 rows.
STEEPEST_ROWS, ABOVE_ROWS = 2.9, 4
_SCALE = 1_000  # parts of a variant, for the jitter
_SINGLE_JITTER = 4  # short runs are single products more often: a belt rather than a shirt


class Shape(NamedTuple):
    """A family: its line, how many first options it has with a run of the last one each, and how many products that is."""

    line: int
    colours: int
    run: int

    @property
    def size(self) -> int:
        """How many products it has."""
        return self.colours * self.run


@dataclass(frozen=True, slots=True)
class Layout:
    """The families of a pack over one period, and its rows.

    By family: `line`, `ordinal` (which of its line it is), `colours`, `run`, `size`. By row: `family`, `member`.
    `per_line` counts the families of each line. `moved` are families that stand in the place of others of their size, by
    that place: once, at the beginning. `rare` are lines of which no family is laid out; one single product of each stands
    behind the families, for `moved` to put it somewhere.
    """

    families: pl.DataFrame
    family: pl.Series
    member: pl.Series
    per_line: pl.Series
    moved: Mapping[int, int] = field(default_factory=dict)
    rare: tuple[int, ...] = ()

    @property
    def every(self) -> pl.DataFrame:
        """The families of a period, and behind them those of the rare lines."""
        if not self.rare:
            return self.families
        single = [(line, 0, 1, 1, 1) for line in self.rare]
        return pl.concat([self.families, pl.DataFrame(single, schema=self.families.schema, orient="row")])

    def standing(self, family: pl.Series) -> pl.Series:
        """Return which family of a period stands in the place of each of these, which are counted from the beginning."""
        found = small(family % len(self.families))
        for place, other in self.moved.items():
            found = pl.Series([other], dtype=pl.UInt32).zip_with(family == place, found)
        return found

    @property
    def rows(self) -> int:
        """How many products a period has."""
        return len(self.family)


def run_of(line: Line) -> int:
    """Return how many variants a run of the line has: those of its last option."""
    return min(len(line.options[-1].values), RUN_MOST) if line.options else 1


def first_count(line: Line) -> int:
    """Return how many first options a line has beside its last one."""
    return len(line.options[0].values) if len(line.options) > 1 else 1


def lay_out(pack: Pack, seed: int) -> Layout:
    """Return the families of a pack in a run."""
    shapes = list(_shapes(pack, seed))
    sizes = [shape.size for shape in shapes]
    seen = [0] * len(pack.lines)
    ordinals = []
    for shape in shapes:
        ordinals.append(seen[shape.line])
        seen[shape.line] += 1
    family = spread(sizes)
    begins = pl.Series(offsets(sizes), dtype=pl.UInt32)
    member = pl.int_range(len(family), dtype=pl.UInt32, eager=True) - begins[family]
    families = pl.DataFrame(
        {
            "line": [shape.line for shape in shapes],
            "ordinal": ordinals,
            "colours": [shape.colours for shape in shapes],
            "run": [shape.run for shape in shapes],
            "size": sizes,
        },
        schema=dict.fromkeys(("line", "ordinal", "colours", "run", "size"), pl.UInt32),
    )
    return Layout(families, family, member, pl.Series(seen, dtype=pl.UInt64))


def _shapes(pack: Pack, seed: int) -> Iterator[Shape]:
    """Yield the families of a period."""
    tickets = [k for k, line in enumerate(pack.lines) for _ in range(line.weight)]
    hero_key = key_for(seed, pack.name, "heroes")
    count = rows = turn = 0
    while rows < PERIOD_ROWS:
        key = key_for(seed, pack.name, "round", turn)
        heroes = [at for at in range(len(tickets)) if _is_hero(count + at, hero_key)]
        for shape in _round(pack, shuffled(tickets, key), key, heroes, count):
            yield shape
            rows += shape.size
        count, turn = count + len(tickets), turn + 1


def _round(
    pack: Pack, tickets: Sequence[int], key: int, heroes: Sequence[int], count: int
) -> Iterator[Shape]:
    """Yield the families of one round, before which there were `count`; `heroes` says where in it heroes stand."""
    single = _singles(pack, tickets, key_for(key, "single"), len(heroes), count)
    shapes = [_shape(pack, line, single=at in single) for at, line in enumerate(tickets)]
    chosen = _chosen_heroes(pack, shapes, len(heroes), key_for(key, "colours"))
    waiting = [chosen.get(at, shape) for at, shape in enumerate(shapes)]
    of_heroes = [waiting[at] for at in chosen]
    waiting = [shape for at, shape in enumerate(waiting) if at not in chosen]
    total, rows = sum(shape.size for shape in (*waiting, *of_heroes)), 0
    for at in range(len(tickets)):
        most = STEEPEST_ROWS * (at + 1) + ABOVE_ROWS - rows
        is_due = bool(of_heroes) and len(chosen) - len(of_heroes) < sum(place <= at for place in heroes)
        if of_heroes and (not waiting or (is_due and of_heroes[0].size <= most)):
            shape = of_heroes.pop(0)
        else:
            # a hero that is due, and does not fit yet, has small ones before it
            wanted = 0 if is_due else total * (at + 1) / len(tickets) - BEHIND_ROWS - rows
            if count + at == 0:
                wanted = 4  # a shop begins with variants, which are what people look for in it
            shape = waiting.pop(_nearest(waiting, wanted, most))
        rows += shape.size
        yield shape


def _is_hero(number: int, key: int) -> bool:
    """Whether the family of this number comes in several first options: one in every dozen."""
    dozen, at = divmod(number, HERO_EVERY)
    return at == HERO_SPAN[0] + below_int(mix_int(dozen, key), HERO_SPAN[1] - HERO_SPAN[0])


def _nearest(waiting: Sequence[Shape], wanted: float, most: float) -> int:
    """Return which of the next few to take, to get near so many rows: the first that is near enough, else the nearest.

    None with more than `most` rows is taken where there is a smaller one.
    """
    few = [at for at in range(min(LOOKAHEAD, len(waiting))) if waiting[at].size <= most]
    if not few:
        return min(range(len(waiting)), key=lambda at: (waiting[at].size, at))
    for at in few:
        if abs(waiting[at].size - wanted) <= NEAR_ROWS:
            return at
    return min(few, key=lambda at: (abs(waiting[at].size - wanted), at))


def _shape(pack: Pack, line: int, *, single: bool) -> Shape:
    return Shape(line, 1, 1 if single else run_of(pack.lines[line]))


def _singles(pack: Pack, tickets: Sequence[int], key: int, heroes: int, count: int) -> set[int]:
    """Return which tickets of a round are single products: more than planned where runs are long."""
    runs = [run_of(pack.lines[line]) for line in tickets]

    def score(at: int) -> int:
        shown = runs[at] if len(pack.lines[tickets[at]].options) > 1 else min(runs[at], 1)
        return shown * _SCALE + below_int(mix_int(at, key), _SINGLE_JITTER * _SCALE)

    order = sorted(range(len(tickets)), key=lambda at: (score(at), at))
    planned = (count + len(tickets)) * SINGLE_PERCENT // 100 - count * SINGLE_PERCENT // 100
    single = set(order[:planned])
    for at in order[planned:]:
        rest = [runs[other] for other in range(len(tickets)) if other not in single]
        more = heroes * (sum(rest) / max(len(rest), 1))  # a hero has about twice the rows
        if (len(single) + sum(rest) + more) * 100 <= DENSEST_PERCENT * len(tickets):
            break
        single.add(at)
    return single


def _chosen_heroes(pack: Pack, shapes: Sequence[Shape], count: int, key: int) -> dict[int, Shape]:
    """Return `count` families of a round in two or three first options, by their place in it."""
    found: dict[int, Shape] = {}
    for at in shuffled(range(len(shapes)), key):
        line, _, run = shapes[at]
        most = min(first_count(pack.lines[line]), HERO_ROWS // run, COLOURS_MOST)
        if len(found) < count and run > 1 and most > 1:
            found[at] = Shape(line, 2 + below_int(mix_int(at, key), most - 1), run)
    return found
