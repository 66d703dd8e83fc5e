"""Prints the pacing table: every limiter, 1/3/10 registers, 100-5,000 records, alone, 80 % spent, with a competitor.

`python -m tests.bench.bench_pacing` takes six minutes; seeds are fixed, so the numbers only change with the code.
`python -m tests.bench.bench_pacing 101` plays other histories, beginning with that seed, which nothing was tuned with.

The first table is the whole grid, two seeds a cell. Two histories of one cell differ by 3-5 %, so seconds are the mean of
`SEEDS`, every cell is judged by it, and 429s are those of one average run of every cell.

What `spec` can have and nobody who is not refused: a 429 names the moment when the next request will be accepted. Where
credits come back evenly, `spec`, refused for every few of them, takes each the moment it is there, and needs hardly more
than the least time that anybody needs (0.02 % in a token bucket). Nobody can be faster there, so the claim for `fast`,
"nowhere slower", leaves 0.2 %, and 0.5 % beside a competitor, where the mean of the longest runs is not known better.
The competitor takes its 30 % whatever we do (`tests.simulation.pacing_world.Rival`): a pace is not faster for what it
takes from others.
"""

import sys
from functools import partial

from pipeline.load.pacing.pacer import Pace
from tests.simulation import pacing_grid as grid
from tests.simulation.pacing_grid import Row
from tests.simulation.pacing_limiters import LIMITERS

UNDISTURBED = ("alone", "spent")
# for fast one on purpose, whose moment may be a second early
MOST_REFUSED: dict[Pace, int] = {Pace.STEADY: 2, Pace.FAST: 4}
CALM_REFUSED = 0.01  # 429s per 1,000 requests of steady, which risks none, without a competitor
LOAD = 1000  # records from which a load is held against the bound
TABLE_SEEDS = 2
# by records: the shorter a run, the more is chance
SEEDS = {100: 96, 250: 48, 500: 24, 1000: 24, 2000: 8, 5000: 6}
MOST: dict[Pace, float] = {Pace.STEADY: 1.02, Pace.FAST: 1.002}  # of spec's time, in every cell
MOST_BESIDE = 1.005  # for fast, beside a competitor


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
    calm, beside = pick(played, situations=UNDISTURBED), pick(played, situations=("competitor",))
    loads = [row for row in pick(calm, registers=1) if row.case.records >= LOAD]
    said = []
    for pace, most_of_spec in MOST.items():
        spec = partial(grid.against_spec, pace=pace)
        told = {
            "429s per 1,000 requests": (grid.per_thousand(played, pace), 0.1),
            "429s per 1,000 requests alone": (
                grid.per_thousand(pick(calm, situations=("alone",)), pace),
                0.005,
            ),
            "of spec's time, worst cell without a competitor": (grid.worst(calm, spec), most_of_spec),
            "429s in one run without a competitor": (most_refused(calm, pace), MOST_REFUSED[pace]),
            "broken floors, holds and lanes": (broken(played), 0),
        }
        if pace is Pace.STEADY:
            told["429s per 1,000 requests without a competitor"] = (
                grid.per_thousand(calm, pace),
                CALM_REFUSED,
            )
        if pace is Pace.FAST:
            told["of spec's time, worst cell beside a competitor"] = (grid.worst(beside, spec), MOST_BESIDE)
            told["of the bound"] = (grid.worst(loads, partial(grid.against_bound, pace=pace)), 1.05)
        said += [
            f"missed: {pace.value}: {value:.4f} {name}, at most {most}"
            for name, (value, most) in told.items()
            if value > most
        ]
    return said


def most_refused(rows: list[Row], pace: Pace) -> int:
    """Return the 429s of the run that had the most."""
    return max(row.played[pace].refusals for row in rows)


def broken(rows: list[Row]) -> int:
    """Count the floors, holds and lanes that were violated."""
    return sum(len(one.violations) for row in rows for one in row.played.values())


def claims(played: list[Row]) -> list[str]:
    alone, spent, beside = (pick(played, situations=(name,)) for name in grid.SITUATIONS)
    loads = [row for row in pick([*alone, *spent], registers=1) if row.case.records >= LOAD]
    near = grid.worst(loads, partial(grid.against_bound, pace=Pace.FAST))
    lines = ["", f"floors, holds and lanes violated: {broken(played)}"]
    for pace in MOST:
        spec = partial(grid.against_spec, pace=pace)
        lines.append(
            f"{pace.value:6} at worst {grid.worst(alone, spec):.4f} of spec's time alone, {grid.worst(spent, spec):.4f} "
            f"in a spent window, {grid.worst(beside, spec):.4f} beside a competitor; 429s per 1,000: "
            f"{grid.per_thousand(alone, pace):.3f}, {grid.per_thousand(spent, pace):.3f}, {grid.per_thousand(beside, pace):.3f}"
        )
    return [
        *lines,
        f"fast   at worst {near:.3f} of the bound (1,000 records and more, 1 register, no competitor)",
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
    short = missed(played)
    lines = [
        f"Pacing: {len(wanted)} cases, {len(more)} more to judge by, every pace",
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
