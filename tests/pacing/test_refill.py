"""What the answers measure of a quota that moves by itself."""

import pytest

from pipeline.pacing.refill import Mark, Refill


def flowing(per_s: float, until_s: int) -> Refill:
    """Return what is measured of credits that come back so evenly, an answer a second, from level 100 at 0 s."""
    refill = Refill()
    for at_s in range(until_s + 1):
        refill = refill.see(Mark(float(at_s), 100 + int(per_s * at_s), 0))
    return refill


def lasting(refill: Refill) -> float:
    assert refill.lasting_per_s is not None
    return refill.lasting_per_s


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


def test_a_burst_moves_the_lasting_measure_little() -> None:
    even = flowing(1.0, 100)
    assert lasting(even) == pytest.approx(1, abs=0.05)
    burst = even.see(Mark(101.0, 212, 0))
    assert burst.per_s > 1.8
    assert lasting(burst) == pytest.approx(1, abs=0.1)


def test_the_lasting_measure_follows_a_lasting_change() -> None:
    slower = flowing(1.0, 100)
    for second in range(1, 181):
        slower = slower.see(Mark(100.0 + second, 200 + second // 2, 0))
    assert lasting(slower) == pytest.approx(0.5, abs=0.05)


def test_that_nothing_came_back_is_a_measure_as_well() -> None:
    nothing = flowing(0.0, 30)
    assert nothing.lasting_per_s == 0
    assert lasting(nothing.see(Mark(31.0, 103, 0))) < 0.01


def test_a_few_seconds_are_no_lasting_measure() -> None:
    assert flowing(1.0, 4).lasting_per_s is None
    assert lasting(flowing(1.0, 5)) == pytest.approx(1)


def test_a_turn_forgets_what_came_back_and_not_what_others_take() -> None:
    drained = flowing(-1.0, 20)
    assert drained.drain_per_s == pytest.approx(1, abs=0.1)
    turned = drained.turn(Mark(21.0, 350, 0))
    assert turned.lasting_per_s is None
    assert turned.per_s == 0
    assert turned.drain_per_s == pytest.approx(drained.drain_per_s, rel=0.02)


def test_what_came_back_since_a_refusal_is_measured_from_there() -> None:
    refused = flowing(1.0, 20).refuse(Mark(20.5, 119, 0))
    assert lasting(refused) == pytest.approx(1, abs=0.1)
    assert refused.see(Mark(24.5, 121, 0)).per_s == pytest.approx(0.5)
