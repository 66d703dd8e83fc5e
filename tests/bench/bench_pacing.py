"""Prints the pacing table: every limiter, 1/3/10 registers, 100-5,000 records, alone, 80 % spent, with a competitor.

`python -m tests.bench.bench_pacing` takes ten minutes; seeds are fixed, so the numbers only change with the code.
`python -m tests.bench.bench_pacing 1001` plays other histories, beginning with that seed.

The first table is the whole grid, two seeds a cell. Two histories of one cell differ by 3-5 %, so seconds are the mean of
`SEEDS`, every cell is judged by it, and 429s are those of one average run of every cell. A cell whose mean is within
`NEAR` of what it may be at most is played twice as often, and again, until its standard error is `SURE` or it was played
`MOST_HISTORIES` times: by fewer, a cell whose histories differ by a percent is judged by chance.

No cell may be slower than `spec` by more than 2 % (`steady`, without a competitor) or 1.5 % (`fast`): plain means, and
beside each the standard error with which it is known. Where credits come back evenly no pace can be faster: `spec`, refused
for every few of them, needs hardly more than the least time that anybody needs (0.02 % in a token bucket). The competitor
takes its 30 % whatever we do (`tests.simulation.pacing_world.Rival`): a pace is not faster for what it takes from others.
"""

import sys
from dataclasses import replace
from functools import partial
from itertools import product

from pipeline.pacing.pacer import Pace
from tests.simulation import pacing_grid as grid
from tests.simulation.pacing_grid import Row
from tests.simulation.pacing_limiters import LIMITERS
from tests.simulation.pacing_world import Case

UNDISTURBED = ("alone", "spent")
# the mean of a cell, of spec's time; beside a competitor nothing is claimed for steady
MOST_OF_SPEC = {
    (Pace.STEADY, "alone"): 1.02,
    (Pace.STEADY, "spent"): 1.02,
    (Pace.FAST, "alone"): 1.015,
    (Pace.FAST, "spent"): 1.015,
    (Pace.FAST, "competitor"): 1.015,
}
NEAR = 0.005
SURE = 0.001
MOST_HISTORIES = 160
STEERED = (Pace.STEADY, Pace.FAST)
MOST_REFUSED = 4  # 429s in one run without a competitor
LOAD = 1000  # records from which a load is held against the bound
TABLE_SEEDS = 2
# by records: the shorter a run, the more is chance
SEEDS = {100: 96, 250: 48, 500: 24, 1000: 24, 2000: 8, 5000: 6}


def pick(
    rows: list[Row],
    *,
    kind: str | None = None,
    records: int | None = None,
    registers: int | None = None,
    situations: tuple[str, ...] = grid.SITUATIONS,
) -> list[Row]:
    """Return the rows of the cases that match."""
    return [
        row
        for row in rows
        if kind in (None, row.case.kind)
        and records in (None, row.case.records)
        and registers in (None, row.case.registers)
        and row.case.situation in situations
    ]


def closer_look(played: list[Row]) -> list[Case]:
    """Return as many more histories of each cell that is near to a claim, and not surely known."""
    more: set[Case] = set()
    for cell in grid.cells_of(played):
        case = cell[0].case
        for pace in STEERED:
            most = MOST_OF_SPEC.get((pace, case.situation))
            if most is None or grid.against_spec(cell, pace) <= most - NEAR:
                continue
            if grid.error_against_spec(cell, pace) > SURE:
                last = max(row.case.seed for row in cell)
                seeds = range(last + 1, last + 1 + min(len(cell), MOST_HISTORIES - len(cell)))
                more |= {replace(case, seed=seed) for seed in seeds}
    return sorted(more, key=repr)


def summary(rows: list[Row], played: list[Row]) -> list[str]:
    small = pick(played, kind="fixed", records=100, registers=1, situations=("alone",))
    large = pick(played, kind="fixed", records=1000, registers=1, situations=("alone",))
    bound_s = sum(row.bound_s for row in large) / len(large)
    lines = [
        f"{'':8}{'vs spec':>9}{'alone':>9}{'spent':>9}{'competitor':>12}{'429/1000':>10}{'50+50':>8}{'1000, 1 reg.':>14}",
    ]
    for pace in Pace:
        vs = [grid.against_spec(pick(rows, situations=(name,)), pace) for name in grid.SITUATIONS]
        lines.append(
            f"{pace.value:8}{grid.against_spec(rows, pace):9.2f}{vs[0]:9.2f}{vs[1]:9.2f}{vs[2]:12.2f}"
            f"{grid.per_thousand(played, pace):10.3f}{grid.seconds(small, pace):6.1f} s{grid.seconds(large, pace):12.0f} s"
        )
    return [*lines, f"(1,000 records at 1 register: nobody can be faster than {bound_s:.0f} s)"]


def by_kind(played: list[Row]) -> list[str]:
    lines = [
        "",
        "1,000 records, 1 register, alone (seconds) and 429s per 1,000 requests over the whole grid:",
    ]
    lines.append(
        f"{'':18}{'bound':>8}" + "".join(f"{pace.value:>9}" for pace in Pace) + "   429s " + " / ".join(Pace)
    )
    for kind in LIMITERS:
        cell = pick(played, kind=kind, records=1000, registers=1, situations=("alone",))
        bound_s = sum(row.bound_s for row in cell) / len(cell)
        times = "".join(f"{grid.seconds(cell, pace):9.0f}" for pace in Pace)
        refused = " / ".join(f"{grid.per_thousand(pick(played, kind=kind), pace):.2f}" for pace in Pace)
        lines.append(f"{kind:18}{bound_s:8.0f}{times}   {refused}")
    return lines


def missed(played: list[Row]) -> list[str]:
    """Return the claims that what was played does not keep: none, or the bench fails."""
    alone, calm = pick(played, situations=("alone",)), pick(played, situations=UNDISTURBED)
    loads = [row for row in pick(calm, registers=1) if row.case.records >= LOAD]
    told = [
        ("steady: 429s per 1,000 requests without a competitor", grid.per_thousand(calm, Pace.STEADY), 0.02),
        ("fast: of the bound", grid.worst(loads, partial(grid.against_bound, pace=Pace.FAST)), 1.05),
    ]
    for (pace, name), most in MOST_OF_SPEC.items():
        rows = pick(played, situations=(name,))
        slowest = grid.worst(rows, partial(grid.against_spec, pace=pace))
        told.append((f"{pace.value}: of spec's time, worst cell, {name}", slowest, most))
    for pace in STEERED:
        in_one_run = max(row.played[pace].refusals for row in calm)
        told += [
            (f"{pace.value}: 429s per 1,000 requests", grid.per_thousand(played, pace), 0.1),
            (f"{pace.value}: 429s per 1,000 requests alone", grid.per_thousand(alone, pace), 0.005),
            (f"{pace.value}: 429s in one run without a competitor", in_one_run, MOST_REFUSED),
        ]
    told.append(("broken floors, holds and lanes", broken(played), 0))
    return [f"missed: {name}: {value:.4f}, at most {most}" for name, value, most in told if value > most]


def broken(rows: list[Row]) -> int:
    """Count the floors, holds and lanes that were violated."""
    return sum(len(one.violations) for row in rows for one in row.played.values())


def claims(played: list[Row]) -> list[str]:
    loads = [row for row in pick(played, registers=1, situations=UNDISTURBED) if row.case.records >= LOAD]
    near = grid.worst(loads, partial(grid.against_bound, pace=Pace.FAST))
    lines = ["", f"floors, holds and lanes violated: {broken(played)}", "", "worst cells:"]
    for pace, name in product(STEERED, grid.SITUATIONS):
        rows = pick(played, situations=(name,))
        cell = grid.worst_cell(rows, partial(grid.against_spec, pace=pace))
        case = cell[0].case
        lines.append(
            f"{pace.value:8}{name:12}{grid.against_spec(cell, pace):.4f} +- {grid.error_against_spec(cell, pace):.4f}"
            f" of spec's time ({case.kind}, registers {case.registers}, records {case.records:,}, histories {len(cell)});"
            f" 429s per 1,000 {grid.per_thousand(rows, pace):.3f}"
        )
    return [
        *lines,
        f"fast    at most {near:.3f} of the bound (1,000 records and more, 1 register, no competitor)",
    ]


def main(arguments: list[str]) -> int:
    first = int(arguments[0]) if arguments else 1
    wanted = grid.cases(seeds=range(first, first + TABLE_SEEDS))
    more = [
        case
        for records, seeds in SEEDS.items()
        for case in grid.cases(records=(records,), seeds=range(first + TABLE_SEEDS, first + seeds))
    ]
    played = grid.run_grid([*wanted, *more])
    rows = played[: len(wanted)]
    while closer := closer_look(played):
        played += grid.run_grid(closer)
    short = missed(played)
    lines = [
        f"Pacing: {len(wanted)} cases, {len(played) - len(wanted)} more to judge by, every pace",
        "",
        *summary(rows, played),
        *by_kind(played),
        *claims(played),
        *short,
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
