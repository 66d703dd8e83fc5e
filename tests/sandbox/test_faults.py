"""Fault plans: what they draw, and how a wrong one is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import UsageError
from pipeline.sandbox.faults.kinds import FAULT_KINDS
from pipeline.sandbox.faults.plan import FaultPlan, parse_plan, read_plan
from pipeline.sandbox.faults.replies import _REPLIES
from pipeline.sandbox.options import SandboxOptions
from tests.support.sandboxes import on_a_port


def apply_fault(plan: FaultPlan, requests: list[tuple[str, str]]) -> list[str]:
    counts: tuple[int, ...] = ()
    told = []
    for method, resource in requests:
        chosen, counts = plan.decide(counts, method, resource)
        told.append(",".join(sorted(fault.kind for fault in chosen.values())))
    return told


def rules(*faults: dict[str, Any], seed: int = 0) -> FaultPlan:
    return parse_plan({"seed": seed, "faults": list(faults)})


CREATES = [("POST", "customers")] * 6


@pytest.mark.parametrize(
    ("rule", "hit"),
    [
        ({"at": [2, 5]}, [2, 5]),
        ({"create": 3}, [3]),
        ({"from": 4}, [4, 5, 6]),
        ({"until": 2}, [1, 2]),
        ({"from": 2, "until": 3}, [2, 3]),
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"probability": 0}, []),
        ({"resource": "products"}, []),
        ({"on": "reads"}, []),
        ({"on": "any", "at": [6]}, [6]),
    ],
)
def test_rule_hits_the_requests_that_it_names(rule: dict[str, Any], hit: list[int]) -> None:
    told = apply_fault(rules({"kind": "drop-after", **rule}), CREATES)
    assert [number for number, kind in enumerate(told, 1) if kind] == hit


def test_each_rule_counts_only_what_it_could_hit() -> None:
    plan = rules({"kind": "drop-after", "resource": "products", "at": [2]})
    requests = [("POST", "products"), ("POST", "customers"), ("GET", "products"), ("POST", "products")]
    assert apply_fault(plan, requests) == ["", "", "", "drop-after"]


def test_first_rule_of_a_layer_wins_and_layers_add_up() -> None:
    plan = rules(
        {"kind": "late-commit"},
        {"kind": "drop-after"},
        {"kind": "lag"},
        {"kind": "date"},
        {"kind": "rate-headers"},
    )
    assert apply_fault(plan, CREATES[:1]) == ["date,lag,late-commit,rate-headers"]


def test_draws_depend_on_the_seed_and_come_near_their_probability() -> None:
    many = [("POST", "customers")] * 4000

    def hits(seed: int) -> list[str]:
        return apply_fault(rules({"kind": "drop-after", "probability": 0.25}, seed=seed), many)

    assert hits(1) == hits(1)
    assert hits(1) != hits(2)
    assert 900 < sum(map(bool, hits(1))) < 1100


def test_every_kind_has_a_play_or_a_layer_of_its_own() -> None:
    assert {name for name, kind in FAULT_KINDS.items() if kind.layer == "answer"} == set(_REPLIES)


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_every_kind_parses_with_its_defaults(kind: str) -> None:
    plan = rules({"kind": kind})
    assert plan.rules[0].fault.params == {
        name: each.default for name, each in FAULT_KINDS[kind].params.items()
    }


@pytest.mark.parametrize(
    ("plan", "place"),
    [
        ([], "a plan is"),
        ({"fault": []}, "a plan is"),
        ({"seed": "x"}, "seed:"),
        ({"seed": True}, "seed:"),
        ({"faults": {}}, "faults:"),
        ({"faults": [3]}, "faults[0]:"),
        ({"faults": [{"kind": "drop"}]}, "faults[0].kind: must be one of drop-before"),
        ({"faults": [{"kind": ["x"]}]}, "faults[0].kind:"),
        ({"faults": [{"kind": "html"}, {"kind": "html", "stat": 3}]}, "faults[1].stat: unknown; html takes"),
        ({"faults": [{"kind": "error-after", "status": 418}]}, "faults[0].status: must be one of: 500"),
        ({"faults": [{"kind": "late-commit", "delay_s": "20"}]}, "faults[0].delay_s: must be a number"),
        ({"faults": [{"kind": "lag", "places": ["shelf"]}]}, "faults[0].places: must be a list of: search"),
        ({"faults": [{"kind": "html", "probability": 2}]}, "faults[0].probability:"),
        ({"faults": [{"kind": "html", "probability": True}]}, "faults[0].probability:"),
        ({"faults": [{"kind": "html", "at": 3}]}, "faults[0].at:"),
        ({"faults": [{"kind": "html", "create": 0}]}, "faults[0].at:"),
        ({"faults": [{"kind": "html", "from": 0}]}, "faults[0].from:"),
        ({"faults": [{"kind": "html", "until": "x"}]}, "faults[0].until:"),
        ({"faults": [{"kind": "html", "on": ["any"]}]}, "faults[0].on:"),
        ({"faults": [{"kind": "html", "on": "posts"}]}, "faults[0].on: must be one of any"),
        ({"faults": [{"kind": "html", "resource": 3}]}, "faults[0].resource:"),
    ],
)
def test_wrong_plan_names_the_place_inside_it(plan: object, place: str) -> None:
    with pytest.raises(UsageError) as stopped:
        parse_plan(plan)
    assert place in stopped.value.message
    assert stopped.value.code == "faults"


def test_plan_file_that_is_missing_or_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    with pytest.raises(UsageError, match=r"plan\.json"):
        read_plan(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"plan\.json"):
        read_plan(path)
    path.write_text(json.dumps({"seed": 3, "faults": [{"kind": "html"}]}), encoding="utf-8")
    assert read_plan(path).seed == 3


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [("products", "{bad", 400), ("products", "{}" * 600_000, 413), ("brands", "{}", 403)],
)
def test_a_fault_is_played_only_where_its_answer_was_given(path: str, body: str, told: int) -> None:
    with on_a_port(SandboxOptions(faults={"faults": [{"kind": "drop-after"}, {"kind": "date"}]})) as store:
        store.control("forbid", {"paths": ["/brands"]})
        with store.client() as client:
            assert client.post(f"/{path}", content=body).status_code == told
        [logged] = store.control("log?number=1")["exchanges"]
        assert (logged["faults"], logged["body"]["bytes"]) == (["date"], len(body)), "all that was announced"
        assert store.control("state")["faults_fired"] == {"date": 1}
