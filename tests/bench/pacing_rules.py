"""Prints what each rule of pacing buys: the same histories with the rule and without it.

`python -m tests.bench.pacing_rules` takes four minutes; the figures stand in the table of pipeline/pacing/README.md. A rule is
taken out by a value of its constants that never applies, in the cells that it was made for, `HISTORIES` each.
"""

import importlib
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from statistics import mean
from typing import NamedTuple

from pipeline.pacing.pacer import FLOORS, Pace
from pipeline.pacing.shared_spacing import USUAL
from tests.simulation.pacing_grid import PARALLEL
from tests.simulation.pacing_world import Case, Played, play

HISTORIES = 32
NEVER = 10**9
STEERED = (Pace.STEADY, Pace.FAST)
NO_CAUTION = replace(USUAL, keep=0.0, look=0.1, back=0.1, recovered=1.0)
SLACK = ("quota", "spacing", "shared_spacing", "even_spacing")


class Rule(NamedTuple):
    """A rule's name, the constants without it, and a cell: limiter, registers, records, situation."""

    name: str
    without: dict[str, object]
    cell: tuple[str, int, int, str]


def floors(**without: object) -> dict[str, object]:
    changed = {pace: replace(FLOORS[pace], **without) for pace in STEERED}  # type: ignore[arg-type]  # whichever fields
    return {"pacer.FLOORS": {**FLOORS, **changed}}


NO_STRETCH, NO_RISK = floors(stretch_share=0.0), floors(risked=(0.0, 0.0))
RULES = (
    Rule("stretch the end", NO_STRETCH, ("log + refusals", 1, 500, "spent")),
    Rule("stretch the end", NO_STRETCH, ("sliding counter", 1, 2000, "spent")),
    Rule("risk a refusal", NO_RISK, ("aligned", 1, 100, "spent")),
    Rule("risk a refusal", NO_RISK, ("fixed", 1, 250, "spent")),
    Rule("a jump is a turn", {"quota.TURN_SHARE": 2.0}, ("fixed", 3, 2000, "spent")),
    Rule("a trickle is a flow", {"quota.TRICKLE": NEVER}, ("log + refusals", 1, 100, "spent")),
    Rule("a trickle is a flow", {"quota.TRICKLE": NEVER}, ("token bucket", 1, 500, "competitor")),
    Rule(
        "slack at a turn",
        {f"{module}.TURN_SLACK_S": 0.01 for module in SLACK},
        ("log + refusals", 1, 500, "alone"),
    ),
    Rule("others use a share", {"quota.SHARE_MIN": 0.02}, ("sliding counter", 1, 2000, "competitor")),
    Rule("a scant quota", {"quota.SCANT_LIMIT": 0}, ("sliding counter", 1, 2000, "competitor")),
    Rule("a shorter memory", {"refill.MEMORY_S": 3.0}, ("log + refusals", 1, 500, "spent")),
    Rule("a longer memory", {"refill.MEMORY_S": 60.0}, ("sliding log", 1, 1000, "competitor")),
    Rule("a drain fades", {"refill.DRAIN_FADE": 0.0}, ("sliding log", 1, 1000, "competitor")),
    Rule("a log is disproved", {"sliding_log.EDGE_SLACK": NEVER}, ("sliding counter", 1, 1000, "spent")),
    Rule("a log is believed", {"sliding_log.AGREED": NEVER}, ("sliding log", 1, 5000, "spent")),
    Rule("a burst disproves", {"sliding_log.BURST": NEVER}, ("sliding counter", 1, 2000, "competitor")),
    Rule("spend early", {"spacing.FRONT_LOAD": 1.0}, ("aligned", 1, 500, "alone")),
    Rule("hold the last credits", {"spacing.DISTRUST_SHARE": 1e-9}, ("log + refusals", 1, 1000, "spent")),
    Rule("spend what flows", {"spacing.DRAIN_S": NEVER}, ("log + refusals", 1, 500, "spent")),
    Rule("wait for the refill", {"spacing.RECOVERED": 1.0}, ("token bucket", 1, 2000, "alone")),
    Rule("trust the refill", {"spacing.RECOVERED": NEVER}, ("sliding counter", 1, 1000, "alone")),
    Rule("late looks", {"spacing.LATE_LOOKS": 0}, ("fixed", 3, 2000, "spent")),
    Rule("near the end", {"spacing.FEW_SHARE": -1.0}, ("sliding log", 1, 250, "competitor")),
    Rule("many looks", {"spacing.LOOKS_SHARE": 0.05}, ("aligned", 1, 100, "spent")),
    Rule("looks grow apart", {"spacing.POWER": 1}, ("aligned", 1, 100, "spent")),
    Rule("believe in the spent", {"spacing.REOPENED_SHARE": 0.0}, ("log + refusals", 1, 100, "spent")),
    Rule("a small reserve", {"spacing.RESERVE": 1e-9}, ("sliding log", 1, 100, "spent")),
    Rule("no long blind wait", {"spacing.BLIND_S": NEVER}, ("sliding log", 1, 250, "competitor")),
    Rule("caution", {"shared_spacing.USUAL": NO_CAUTION}, ("log + refusals", 1, 1000, "competitor")),
    Rule("more before a log", {"shared_spacing.LOG": USUAL}, ("log + refusals", 1, 2000, "competitor")),
    Rule("less at the rest", {"shared_spacing.REST": USUAL}, ("sliding log", 1, 250, "competitor")),
    Rule("risk beside others", {"shared_spacing.RISK_LIMIT": 0}, ("aligned", 1, 500, "competitor")),
    Rule(
        "wait before the risk",
        {"shared_spacing.RISK_WAIT_S": 0.0},
        ("sliding counter", 1, 2000, "competitor"),
    ),
    Rule("a goal", {"even_spacing.GOAL": 0.5}, ("token bucket", 1, 2000, "competitor")),
    Rule("the goal sinks", {"even_spacing.GOAL_LAST": 3.7}, ("token bucket", 1, 500, "competitor")),
    Rule("noise", {"even_spacing.NOISE": 0.0}, ("sliding counter", 1, 2000, "competitor")),
    Rule("spend above the goal", {"even_spacing.DRAIN_S": NEVER}, ("token bucket", 1, 500, "competitor")),
)


@contextmanager
def constants(values: dict[str, object]) -> Iterator[None]:
    """Let constants of the room have other values while the body runs."""
    places = [
        (importlib.import_module(f"pipeline.pacing.{name.split('.')[0]}"), name.split(".")[1])
        for name in values
    ]
    kept = [getattr(module, name) for module, name in places]
    for (module, name), value in zip(places, values.values(), strict=True):
        setattr(module, name, value)
    try:
        yield
    finally:
        for (module, name), value in zip(places, kept, strict=True):
            setattr(module, name, value)


def played(rule: Rule, pace: Pace, seed: int) -> tuple[Played, Played]:
    """Return one history with the rule and without it."""
    case = Case(*rule.cell, seed)
    with constants(rule.without):
        bare = play(case, pace)
    return play(case, pace), bare


def figures(pool: ProcessPoolExecutor, rule: Rule, pace: Pace) -> str:
    """Return by how much longer a run takes without the rule, and its 429s with and without."""
    pairs = list(pool.map(partial(played, rule, pace), range(1, HISTORIES + 1), chunksize=4))
    longer = mean(bare.took_s / ruled.took_s for ruled, bare in pairs) - 1
    refused = [mean(pair[side].refusals for pair in pairs) for side in (0, 1)]
    return f"{pace.value} {100 * longer:+.1f} %, 429s a run {refused[0]:.2f} -> {refused[1]:.2f}"


def main() -> int:
    with ProcessPoolExecutor(PARALLEL) as pool:
        for rule in RULES:
            told = "; ".join(figures(pool, rule, pace) for pace in STEERED)
            kind, registers, records, situation = rule.cell
            sys.stdout.write(f"{rule.name:22}{kind}, {registers} reg., {records:,}, {situation}: {told}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
