"""What the answers measure of a quota that moves by itself."""

import pytest

from pipeline.pacing.refill import Mark, Refill


def flowing(per_s: float, until_s: int) -> Refill:
    """Return what is measured of credits that come back so evenly, an answer a second, from level 100 at 0 s."""
    refill = Refill()
    for at_s in range(until_s + 1):
        refill = refill.see(Mark(float(at_s), 100 + int(per_s * at_s), 0))
    return refill


def test_what_overlapping_requests_may_explain_is_no_change() -> None:
    assert Mark(0.0, 100, 1).rise_to(Mark(1.0, 104, 2)) == 1
    assert Mark(0.0, 100, 1).rise_to(Mark(1.0, 97, 2)) == 0
    assert Mark(0.0, 100, 1).rise_to(Mark(1.0, 96, 2)) == -1


def test_a_measure_is_of_the_last_seconds_and_stays_small() -> None:
    changed = flowing(1.0, 100)
    for second in range(1, 31):
        changed = changed.see(Mark(100.0 + second, 200, 0))
    assert changed.per_s == 0
    assert len(changed.marks) < 30


def test_a_turn_forgets_what_came_back_and_not_what_others_take() -> None:
    drained = flowing(-1.0, 20)
    assert drained.drain_per_s == pytest.approx(1, abs=0.1)
    turned = drained.turn(Mark(21.0, 350, 0))
    assert turned.per_s == 0
    assert turned.drain_per_s == pytest.approx(drained.drain_per_s, rel=0.02)


def test_what_came_back_since_a_refusal_is_measured_from_there() -> None:
    refused = flowing(1.0, 20).refuse(Mark(20.5, 119, 0))
    assert refused.see(Mark(24.5, 121, 0)).per_s == pytest.approx(0.5)
