"""Runs cases for every pace and sums them up; the test suite takes a part of the grid, `make bench` all of it."""

import math
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from statistics import mean, stdev

from pipeline.pacing.pacer import Pace
from tests.simulation.pacing_limiters import LIMITERS
from tests.simulation.pacing_world import Case, Played, bound_s, play

SITUATIONS = ("alone", "spent", "competitor")
REGISTERS = (1, 3, 10)
RECORDS = (100, 250, 500, 1000, 2000, 5000)
PARALLEL = 2


@dataclass(frozen=True)
class Row:
    """One case under every pace, beside the least time that any client needs."""

    case: Case
    bound_s: float
    played: dict[Pace, Played]


def cases(
    registers: Iterable[int] = REGISTERS,
    records: Iterable[int] = RECORDS,
    situations: Iterable[str] = SITUATIONS,
    seeds: Iterable[int] = (1, 2),
) -> list[Case]:
    return [Case(*cell) for cell in product(LIMITERS, registers, records, situations, seeds)]


def run_case(case: Case) -> Row:
    return Row(case, bound_s(case), {pace: play(case, pace) for pace in Pace})


def run_grid(wanted: list[Case]) -> list[Row]:
    with ProcessPoolExecutor(PARALLEL) as pool:
        return list(pool.map(run_case, wanted, chunksize=8))


def cells_of(rows: list[Row]) -> list[list[Row]]:
    """Return the rows by cell: a case with all its seeds."""
    cells: dict[tuple[str, int, int, str], list[Row]] = {}
    for row in rows:
        one = row.case
        cells.setdefault((one.kind, one.registers, one.records, one.situation), []).append(row)
    return list(cells.values())


def per_thousand(rows: list[Row], pace: Pace) -> float:
    """429s per 1,000 requests, of one run of every cell: however many seeds it was played with."""
    refusals = requests = 0.0
    for cell in cells_of(rows):
        refusals += mean(row.played[pace].refusals for row in cell)
        requests += mean(row.played[pace].requests for row in cell)
    return 1000 * refusals / requests


def against_spec(rows: list[Row], pace: Pace) -> float:
    """Mean of the time relative to `spec`."""
    return mean(row.played[pace].took_s / row.played[Pace.SPEC].took_s for row in rows)


def error_against_spec(rows: list[Row], pace: Pace) -> float:
    """Standard error of that mean."""
    ratios = [row.played[pace].took_s / row.played[Pace.SPEC].took_s for row in rows]
    return stdev(ratios) / math.sqrt(len(ratios))


def against_bound(rows: list[Row], pace: Pace) -> float:
    """Mean of the time relative to the lower bound."""
    return mean(row.played[pace].took_s / row.bound_s for row in rows)


def seconds(rows: list[Row], pace: Pace) -> float:
    return mean(row.played[pace].took_s for row in rows)


def worst_cell(rows: list[Row], ratio: Callable[[list[Row]], float]) -> list[Row]:
    """Return the cell that has the largest ratio."""
    return max(cells_of(rows), key=ratio)


def worst(rows: list[Row], ratio: Callable[[list[Row]], float]) -> float:
    """Return the largest ratio of all cells."""
    return ratio(worst_cell(rows, ratio))
