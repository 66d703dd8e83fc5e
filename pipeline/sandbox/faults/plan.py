"""A seeded plan of faults: which of them happens to which request. Pure: the same plan, the same history, the same faults.

A plan is JSON:

    {"seed": 7, "faults": [
      {"kind": "drop-after", "probability": 0.05},
      {"kind": "late-commit", "at": [3, 9], "delay_s": 20, "tell": "502", "resource": "products"},
      {"kind": "refuse", "status": 401, "on": "any", "from": 12},
      {"kind": "error-before", "status": 503, "until": 20},
      {"kind": "lag", "probability": 0.3, "wait_s": 5, "places": ["search", "listing"]}]}

`on` is any, creates, reads, updates or deletes, `resource` narrows it to a first path segment. Each rule counts the
requests that it could hit, from 1: `at`, `from` and `until` are numbers of that count, both ends included; without
any of them it is every one. `probability` is drawn from (seed, rule, count) alone. In each layer (`kinds.py`) the first rule
that fires wins. `{"create": 3, …}` is short for `{"on": "creates", "at": [3], …}`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Command, UsageError
from pipeline.sandbox.faults.kinds import FAULT_KINDS, REQUEST_CLASSES, RULE_PARAMS

_KEYS = ("kind", *RULE_PARAMS, "create")
_DRAWS = 2**64
LAYERS = frozenset(kind.layer for kind in FAULT_KINDS.values())


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault that happens now, with all its parameters."""

    kind: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FaultRule:
    """One line of a plan."""

    fault: Fault
    on: str
    resource: str | None
    probability: float
    at: frozenset[int]
    first: int
    last: int | None

    def concerns(self, method: str, resource: str) -> bool:
        """Tell whether this rule counts such a request."""
        methods = REQUEST_CLASSES[self.on]
        return (methods is None or method in methods) and self.resource in (None, resource)

    def covers(self, count: int) -> bool:
        """Tell whether the rule may fire at its `count`-th request."""
        return (
            (not self.at or count in self.at)
            and self.first <= count
            and (self.last is None or count <= self.last)
        )


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """Rules and a seed. `decide` takes the counts of the rules so far and gives the new ones."""

    seed: int = 0
    rules: tuple[FaultRule, ...] = ()

    def decide(
        self, counts: tuple[int, ...], method: str, resource: str, layers: frozenset[str] = LAYERS
    ) -> tuple[dict[str, Fault], tuple[int, ...]]:
        """Return layer -> fault for this request, and the counts after it. Start with `()`.

        Only the rules of `layers` are asked and counted: a request that the limiter refuses uses none up.
        """
        before = counts if len(counts) == len(self.rules) else (0,) * len(self.rules)
        chosen: dict[str, Fault] = {}
        after = list(before)
        for number, rule in enumerate(self.rules):
            layer = FAULT_KINDS[rule.fault.kind].layer
            if layer not in layers or not rule.concerns(method, resource):
                continue
            after[number] += 1
            if (
                layer not in chosen
                and rule.covers(after[number])
                and self._draw(number, after[number]) < rule.probability
            ):
                chosen[layer] = rule.fault
        return chosen, tuple(after)

    def _draw(self, rule: int, count: int) -> float:
        digest = hashlib.blake2b(f"{self.seed}/{rule}/{count}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / _DRAWS


def read_plan(path: Path) -> FaultPlan:
    """Read a plan from a JSON file; raise UsageError (code `faults`) saying what is wrong with it."""
    try:
        return parse_plan(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise wrong_plan(f"{path}: {error}") from error


def parse_plan(plan: object) -> FaultPlan:
    """Return the plan of a JSON value (None: no faults); raise UsageError that names the place inside it."""
    if plan is None:
        return FaultPlan()
    if isinstance(plan, FaultPlan):
        return plan
    if not isinstance(plan, dict) or set(plan) - {"seed", "faults"}:
        raise wrong_plan('a plan is {"seed": number, "faults": [rules]}')
    seed, rules = plan.get("seed", 0), plan.get("faults", [])
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise wrong_plan("seed: must be a whole number")
    if not isinstance(rules, list):
        raise wrong_plan("faults: must be a list of rules")
    return FaultPlan(seed, tuple(_parse_rule(f"faults[{number}]", rule) for number, rule in enumerate(rules)))


def _parse_rule(place: str, raw: object) -> FaultRule:
    if not isinstance(raw, dict):
        raise wrong_plan(f"{place}: must be an object")
    kind = FAULT_KINDS.get(raw["kind"]) if isinstance(raw.get("kind"), str) else None
    if kind is None:
        raise wrong_plan(f"{place}.kind: must be one of {', '.join(FAULT_KINDS)}")
    if unknown := sorted(set(raw) - set(_KEYS) - set(kind.params)):
        raise wrong_plan(
            f"{place}.{unknown[0]}: unknown; {raw['kind']} takes {', '.join((*_KEYS, *kind.params))}"
        )
    given = {"on": kind.on, **raw}
    if "create" in raw:
        given |= {"on": "creates", "at": [raw["create"]]}
    params = {**kind.params, **RULE_PARAMS}
    values = {name: given.get(name, param.default) for name, param in params.items()}
    for name, param in params.items():
        if not param.holds(values[name]):
            raise wrong_plan(f"{place}.{name}: must be {param.words}")
    fault = Fault(raw["kind"], {name: values[name] for name in kind.params})
    on, resource, probability, at, first, last = (values[name] for name in RULE_PARAMS)
    return FaultRule(fault, on, resource, probability, frozenset(at), first, last)


def wrong_plan(what: str) -> UsageError:
    """Return the error of a plan that can't be followed."""
    return UsageError(
        f"The fault plan is wrong: {what}.",
        code="faults",
        hint="The help topic sandbox lists the faults.",
        command=Command(("help", "sandbox")),
    )
