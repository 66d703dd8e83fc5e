"""Presets are plans, and a plan written as JSON is the same plan again."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.sandbox.faults.kinds import FAULT_KINDS
from pipeline.sandbox.faults.plan import parse_plan
from pipeline.sandbox.faults.presets import PRESETS, plan_json, preset_plan, read_named

AWKWARD = {
    "seed": 3,
    "faults": [
        {"create": 3, "kind": "drop-after"},
        {
            "kind": "late-commit",
            "at": [9, 3],
            "delay_s": 2.5,
            "tell": "502",
            "resource": "products",
            "until": 12,
        },
        {"kind": "refuse", "status": 401, "on": "any", "from": 12, "fields": {"sku": "taken"}},
        {"kind": "lag", "places": ["search"], "probability": 0},
    ],
}


@pytest.mark.parametrize(
    "plan",
    [*(preset_plan(name) for name in PRESETS), AWKWARD, {}, {"faults": [{"kind": k} for k in FAULT_KINDS]}],
)
def test_a_plan_as_json_is_the_same_plan(plan: object) -> None:
    parsed = parse_plan(plan)
    assert parse_plan(plan_json(parsed)) == parsed


def test_a_plan_that_is_neither_file_nor_preset_is_met_with_the_presets(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"flaky is no file and none of calm, flaky-network, "):
        read_named(tmp_path / "flaky")


def test_what_need_not_be_said_is_not_in_it() -> None:
    assert plan_json(parse_plan({"faults": [{"kind": "lag", "probability": 1, "on": "creates", "wait_s": 20}]})) == {
        "seed": 0, "faults": [{"kind": "lag"}],
    }  # fmt: skip


def test_a_name_is_a_preset_unless_there_is_such_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_named(Path("calm")).rules == ()
    assert len(read_named(Path("nightmare")).rules) == len(PRESETS["nightmare"][1])
    Path("calm").write_text('{"faults": [{"kind": "lag"}]}')
    assert len(read_named(Path("calm")).rules) == 1
    with pytest.raises(UsageError):
        read_named(Path("flaky"))
