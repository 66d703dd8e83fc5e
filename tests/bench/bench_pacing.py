"""Prints the pacing table: every limiter, 1/3/10 registers, 100-5,000 records, alone, 80 % spent, with a competitor.

`python -m tests.bench.bench_pacing` takes about a minute; seeds are fixed, so the numbers only change with the code.
`python -m tests.bench.bench_pacing 11 12` plays other seeds, which nothing was tuned with.

What `spec` can have and nobody who is not refused: a 429 names the moment when the next request will be accepted. Where
a window was begun by others, or fades evenly, that moment can only be looked for, one credit a look. Up to a tenth of a
quota beyond a window that is already spent, and up to six windows of a sliding counter, the last per cent is therefore
out of reach; the claims leave that room and no more.
"""

import sys
from functools import partial

from pipeline.load.pacing.budget import quota_for
from pipeline.load.pacing.pacer import Pace
from tests.simulation import pacing_grid as grid
from tests.simulation.pacing_grid import Row
from tests.simulation.pacing_limiters import LIMITERS
from tests.simulation.pacing_world import SPENT_SHARE

UNDISTURBED = ("alone", "spent")
LOAD = 1000  # records from which a load is held against the bound
BLIND_SHARE = 0.1
MOST: dict[
    Pace, tuple[float, float]
] = {  # of spec's time: where there is something to see, and where there is not
    Pace.STEADY: (1.02, 1.08),
    Pace.FAST: (1.015, 1.04),
}


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


def summary(rows: list[Row]) -> list[str]:
    small = pick(rows, kind="fixed", records=100, registers=1, situations=("alone",))
    large = pick(rows, kind="fixed", records=1000, registers=1, situations=("alone",))
    bound_s = sum(row.bound_s for row in large) / len(large)
    lines = [
        f"{'':8}{'vs spec':>9}{'alone':>9}{'spent':>9}{'competitor':>12}{'429/1000':>10}{'50+50':>8}{'1000, 1 reg.':>14}",
    ]
    for pace in Pace:
        vs = [grid.against_spec(pick(rows, situations=(name,)), pace) for name in grid.SITUATIONS]
        lines.append(
            f"{pace.value:8}{grid.against_spec(rows, pace):9.2f}{vs[0]:9.2f}{vs[1]:9.2f}{vs[2]:12.2f}"
            f"{grid.per_thousand(rows, pace):10.3f}{grid.seconds(small, pace):6.1f} s{grid.seconds(large, pace):12.0f} s"
        )
    return [*lines, f"(1,000 records at 1 register: nobody can be faster than {bound_s:.0f} s)"]


def by_kind(rows: list[Row]) -> list[str]:
    lines = [
        "",
        "1,000 records, 1 register, alone (seconds) and 429s per 1,000 requests over the whole grid:",
    ]
    lines.append(
        f"{'':18}{'bound':>8}" + "".join(f"{pace.value:>9}" for pace in Pace) + "   429s " + " / ".join(Pace)
    )
    for kind in LIMITERS:
        cell = pick(rows, kind=kind, records=1000, registers=1, situations=("alone",))
        bound_s = sum(row.bound_s for row in cell) / len(cell)
        times = "".join(f"{grid.seconds(cell, pace):9.0f}" for pace in Pace)
        refused = " / ".join(f"{grid.per_thousand(pick(rows, kind=kind), pace):.2f}" for pace in Pace)
        lines.append(f"{kind:18}{bound_s:8.0f}{times}   {refused}")
    return lines


def is_blind(row: Row) -> bool:
    """Tell whether less than a tenth of the quota is needed beyond a window that others have spent."""
    beyond = row.case.records - (1 - SPENT_SHARE) * quota_for(row.case.registers)
    return row.case.situation == "spent" and 0 < beyond <= BLIND_SHARE * quota_for(row.case.registers)


def missed(rows: list[Row]) -> list[str]:
    """Return the claims that these rows do not keep: none, or the bench fails."""
    calm = pick(rows, situations=UNDISTURBED)
    blind = [row for row in calm if is_blind(row)]
    seen = [row for row in calm if not is_blind(row)]
    loads = [row for row in pick(calm, registers=1) if row.case.records >= LOAD]
    said = []
    for pace, (most_seen, most_blind) in MOST.items():
        spec = partial(grid.against_spec, pace=pace)
        told = {
            "429s per 1,000 requests": (grid.per_thousand(rows, pace), 0.1),
            "429s per 1,000 requests without a competitor": (grid.per_thousand(calm, pace), 0.005),
            "429s alone": (grid.per_thousand(pick(rows, situations=("alone",)), pace), 0.0),
            "of spec's time, worst cell without a competitor": (grid.worst(seen, spec), most_seen),
            "of spec's time, worst cell a little beyond a spent window": (
                grid.worst(blind, spec),
                most_blind,
            ),
            "broken floors, holds and lanes": (sum(len(row.played[pace].violations) for row in rows), 0),
        }
        if pace is Pace.FAST:
            told["of the bound"] = (grid.worst(loads, partial(grid.against_bound, pace=pace)), 1.05)
        said += [
            f"missed: {pace.value}: {value:.3f} {name}, at most {most}"
            for name, (value, most) in told.items()
            if value > most
        ]
    return said


def claims(rows: list[Row]) -> list[str]:
    alone, spent = pick(rows, situations=("alone",)), pick(rows, situations=("spent",))
    beside = pick(rows, situations=("competitor",))
    loads = [row for row in pick(rows, registers=1, situations=UNDISTURBED) if row.case.records >= 1000]
    broken = sum(len(one.violations) for row in rows for one in row.played.values())
    steady, fast = (partial(grid.against_spec, pace=pace) for pace in (Pace.STEADY, Pace.FAST))
    near = grid.worst(loads, partial(grid.against_bound, pace=Pace.FAST))
    return [
        "",
        f"floors, holds and lanes violated: {broken}",
        f"steady at worst {grid.worst(alone, steady):.3f} of spec's time alone, {grid.worst(spent, steady):.3f} in a spent window, {grid.worst(beside, steady):.3f} beside a competitor",
        f"fast   at worst {grid.worst(alone, fast):.3f} of spec's time alone, {grid.worst(spent, fast):.3f} in a spent window, {grid.worst(beside, fast):.3f} beside a competitor",
        f"fast   at worst {near:.3f} of the bound (1,000 records and more, 1 register, no competitor)",
    ]


def main(seeds: list[str]) -> int:
    wanted = grid.cases(seeds=[int(seed) for seed in seeds]) if seeds else grid.cases()
    rows = grid.run_grid(wanted)
    short = missed(rows)
    lines = [
        f"Pacing: {len(wanted)} cases, every pace",
        "",
        *summary(rows),
        *by_kind(rows),
        *claims(rows),
        *short,
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
