"""Fault plans with names, and plans as JSON again: for `--faults`, the control path and the page of faults."""

from pathlib import Path
from typing import Any

from pipeline.sandbox.faults.kinds import FAULT_KINDS, RULE_PARAMS
from pipeline.sandbox.faults.plan import FaultPlan, FaultRule, parse_plan, read_plan, wrong_plan

_SEED = 7

# name -> what it is like, and its rules
PRESETS: dict[str, tuple[str, tuple[dict[str, Any], ...]]] = {
    "calm": ("No faults.", ()),
    "flaky-network": (
        "One create in eight loses its answer, on the way there or back.",
        (
            {"kind": "drop-after", "probability": 0.05},
            {"kind": "drop-before", "probability": 0.04},
            {"kind": "cut-short", "probability": 0.02},
            {"kind": "fin-after", "probability": 0.02},
        ),
    ),
    "busy-store": (
        "429 before the quota is used up, 502 and 503, some of them though the record is created.",
        (
            {"kind": "too-many", "probability": 0.04, "wait_s": 3},
            {"kind": "error-before", "probability": 0.05, "status": 503},
            {"kind": "error-after", "probability": 0.03, "status": 502},
        ),
    ),
    "slow-index": (
        "Search and lists show half of the new records 8 seconds late; some are created after their answer.",
        (
            {"kind": "lag", "probability": 0.5, "wait_s": 8},
            {"kind": "late-commit", "probability": 0.03, "delay_s": 5, "tell": "504"},
        ),
    ),
    "nightmare": (
        "All of these, and answers that can't be believed.",
        (
            {"kind": "drop-after", "probability": 0.06},
            {"kind": "drop-before", "probability": 0.04},
            {"kind": "error-after", "probability": 0.04, "status": 502},
            {"kind": "error-before", "probability": 0.04, "status": 503},
            {"kind": "late-commit", "probability": 0.03, "delay_s": 5, "tell": "504"},
            {"kind": "too-many", "probability": 0.03, "wait_s": 3},
            {"kind": "truncated", "probability": 0.03},
            {"kind": "html", "probability": 0.02},
            {"kind": "lag", "probability": 0.3, "wait_s": 8},
        ),
    ),
}


def preset_plan(name: str) -> dict[str, Any]:
    """Return the plan of a preset as JSON. Raises KeyError."""
    return {"seed": _SEED, "faults": list(PRESETS[name][1])}


def read_named(plan: Path) -> FaultPlan:
    """Return the plan of a file, or of a preset where there is no such file. Raises UsageError (`faults`)."""
    if str(plan) in PRESETS and not plan.exists():
        return parse_plan(preset_plan(str(plan)))
    if not plan.exists():
        raise wrong_plan(f"{plan} is no file and none of {', '.join(PRESETS)}")
    return read_plan(plan)


def plan_json(plan: FaultPlan) -> dict[str, Any]:
    """Return a plan as JSON that gives the same plan again, without what need not be said."""
    return {"seed": plan.seed, "faults": [_rule_json(rule) for rule in plan.rules]}


def _rule_json(rule: FaultRule) -> dict[str, Any]:
    kind = FAULT_KINDS[rule.fault.kind]
    said = {
        "on": rule.on, "resource": rule.resource, "probability": rule.probability, "at": sorted(rule.at),
        "from": rule.first, "until": rule.last,
    }  # fmt: skip
    usual = {**{name: param.default for name, param in RULE_PARAMS.items()}, "on": kind.on}
    own = {name: value for name, value in rule.fault.params.items() if value != kind.params[name].default}
    return {
        "kind": rule.fault.kind, **{name: value for name, value in said.items() if value != usual[name]}, **own
    }  # fmt: skip
