"""Families of several packs in one file: whole families in turn, so that every pack has its share of the rows at any time.

The order repeats like the packs' own (`layout`): where a row belongs is looked up, not counted. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.generate.draws import offsets
from pipeline.generate.products.layout import Layout


@dataclass(frozen=True, slots=True)
class Order:
    """The rows of all packs over one common period.

    `begins` says of a row whether a family begins there; by pack: `places` (its rows' places in the period, rising),
    `before` (how many of its rows stand before a place).
    """

    rows: int
    begins: pl.Series
    places: tuple[pl.Series, ...]
    before: tuple[pl.Series, ...]

    def of_pack(self, first: int, last: int, turn: int) -> tuple[int, int]:
        """Return which of a pack's own rows are among first .. last-1."""
        own = len(self.places[turn])
        low, high = (
            end // self.rows * own + int(self.before[turn][end % self.rows]) for end in (first, last)
        )
        return low, high

    def numbers(self, own: pl.Series, turn: int) -> pl.Series:
        """Return which rows of the whole a pack's own rows are, as UInt64."""
        places = self.places[turn]
        numbers: pl.Series = own // len(places) * self.rows + places[own % len(places)]
        return numbers

    def boundary(self, row: int) -> int:
        """Return the first row from this one on at which a family begins."""
        while not self.begins[row % self.rows]:
            row += 1
        return row

    def families(self, first: int, last: int) -> int:
        """Return how many families begin in the rows first .. last-1."""
        each = int(self.begins.sum())
        low, high = (
            end // self.rows * each + int(self.begins[: end % self.rows].sum()) for end in (first, last)
        )
        return high - low


def put_in_order(layouts: Sequence[Layout]) -> Order:
    """Return the order of the rows of these packs."""
    longest = max(layout.rows for layout in layouts)
    repeats = [round(longest / layout.rows) or 1 for layout in layouts]
    sizes = [
        layout.families["size"].to_list() * times for layout, times in zip(layouts, repeats, strict=True)
    ]
    turns = _turns(sizes)
    at = [0] * len(layouts)
    packs, begins = list[int](), list[bool]()
    for turn in turns:
        size = sizes[turn][at[turn]]
        at[turn] += 1
        packs += [turn] * size
        begins += [True] + [False] * (size - 1)
    of_row = pl.Series(packs, dtype=pl.UInt32)
    own = [of_row == turn for turn in range(len(layouts))]
    return Order(
        rows=len(packs),
        begins=pl.Series(begins),
        places=tuple(each.arg_true().cast(pl.UInt64) for each in own),
        before=tuple(each.cum_sum() - each for each in own),
    )


def _turns(sizes: Sequence[Sequence[int]]) -> list[int]:
    """Return whose family is next, until all have had all of theirs: the pack's that lags behind most."""
    ends = [offsets([*each, 0]) for each in sizes]
    totals = [each[-1] for each in ends]
    at, turns = [0] * len(sizes), list[int]()
    for _ in range(sum(map(len, sizes))):
        turn = min(range(len(sizes)), key=lambda k: (ends[k][at[k]] / totals[k], k))
        at[turn] += 1
        turns.append(turn)
    return turns
