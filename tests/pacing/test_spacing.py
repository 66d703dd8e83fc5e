"""When to look again near the end of the quota, one rule at a time."""

import itertools

import pytest

from pipeline.pacing.quota import Flight, Quota
from pipeline.pacing.refill import Mark, Refill
from pipeline.pacing.sliding_log import LogEvidence, Spent
from pipeline.pacing.spacing import begin_at, is_near_end, is_risked, next_start_s, risk_s


def low(credit: int, **known: object) -> Quota:
    """Return what a run believes that sees the end of the quota: its window turns at 301 s at the latest."""
    return Quota(350, max(credit, 0), credit, 100, turn_s=301.0)._replace(**known)  # type: ignore[arg-type]  # whichever fields a test names


def looks(credit: int, *, near_end: bool) -> list[float]:
    """Return the moments of the looks until the credit is used up."""
    moments, last_s = [], 5.0
    for left in range(credit, 0, -1):
        last_s = next_start_s(low(left), last_s, near_end=near_end)
        moments.append(last_s)
    return moments


def test_a_run_is_near_its_end_with_a_tenth_of_the_quota_beyond_its_credit() -> None:
    assert is_near_end(low(70), 105)
    assert not is_near_end(low(70), 106)
    assert not is_near_end(low(70), None)


def test_near_its_end_a_run_keeps_many_looks_but_no_more_than_a_fifth() -> None:
    assert begin_at(low(99), 0.05, 300, near_end=False) == pytest.approx(17.5)
    assert begin_at(low(99), 0.05, 300, near_end=True) == pytest.approx(50)
    assert begin_at(low(99, limit=100), 0.05, 300, near_end=True) == pytest.approx(20)


def test_a_window_that_was_seen_to_turn_at_once_is_stretched_alike_at_every_pace() -> None:
    assert begin_at(low(99), 0.03, 300, near_end=False) == pytest.approx(10.5)
    assert begin_at(low(99, quiet_until_s=280.0), 0.03, 300, near_end=False) == pytest.approx(17.5)
    assert begin_at(low(99, quiet_until_s=280.0, flows=True), 0.03, 300, near_end=False) == pytest.approx(
        10.5
    )


def test_a_long_run_looks_as_much_for_a_turn_that_others_began() -> None:
    begun = low(99, others=280)
    assert begin_at(begun, 0.03, 3500, near_end=False) == pytest.approx(10.5)
    assert begin_at(begun, 0.03, 3501, near_end=False) == pytest.approx(17.5)
    assert begin_at(low(99, others=60), 0.03, 3501, near_end=False) == pytest.approx(10.5)
    assert begin_at(low(99, others=280, flows=True), 0.03, 3501, near_end=False) == pytest.approx(10.5)


def test_looks_near_the_end_of_a_run_grow_apart_with_the_time_waited() -> None:
    moments = looks(60, near_end=True)
    gaps = [(before, after - before) for before, after in itertools.pairwise(moments)]
    early_s = next(gap for before, gap in gaps if before > 10)
    late_s = next(gap for before, gap in gaps if before > 160)
    assert late_s / early_s == pytest.approx(16**0.75, rel=0.1)
    assert max(gap / before for before, gap in gaps if before > 50) < 0.1  # a late turn is seen soon enough
    assert moments[-1] > 270


def test_usually_the_stretch_spends_early() -> None:
    moments = looks(17, near_end=False)
    assert sum(moment < 100 for moment in moments) > sum(moment > 150 for moment in moments)


def test_what_is_held_where_credits_come_back_in_parts_is_spent_soon() -> None:
    refill = Refill((Mark(0.0, 100, 0), Mark(10.0, 110, 0)))
    held = next_start_s(low(17, refill=refill), 20.0, near_end=False)
    flowing = next_start_s(low(17, refill=refill, flows=True), 20.0, near_end=False)
    assert held - 20 == pytest.approx(0.9, abs=0.1)
    assert flowing - 20 == pytest.approx(0.27, abs=0.03)


def test_a_brake_holds_the_last_credits_where_releases_come_in_clumps() -> None:
    refill = Refill((Mark(0.0, 100, 0), Mark(10.0, 110, 0)))
    one, seven = (
        next_start_s(low(credit, refill=refill, flows=True), 20.0, near_end=False) for credit in (1, 7)
    )
    assert one - 20 > 5 * (seven - 20)


def test_without_credit_the_refill_seen_says_when_to_look() -> None:
    refill = Refill((Mark(0.0, 100, 0), Mark(10.0, 110, 0)))
    assert next_start_s(low(0, refill=refill), 20.0, near_end=False) == pytest.approx(23)
    assert next_start_s(low(0), 20.0, near_end=False) == pytest.approx(301)


def test_near_the_end_of_a_run_a_small_reserve_is_held_where_credits_come_back_in_parts() -> None:
    refill = Refill((Mark(0.0, 100, 0), Mark(10.0, 110, 0)))
    three, two = (low(credit, refill=refill, flows=True) for credit in (3, 2))
    assert next_start_s(three, 20.0, near_end=True) == pytest.approx(20)
    assert next_start_s(three, 20.0, near_end=False) > 20.5
    assert next_start_s(two, 20.0, near_end=True) - 20 == pytest.approx(1, abs=0.1)


def test_near_the_end_of_a_run_a_flow_is_looked_for_though_none_was_measured_just_now() -> None:
    assert next_start_s(low(2, flows=True), 20.0, near_end=True) == pytest.approx(24)
    assert next_start_s(low(1, flows=True), 20.0, near_end=True) == pytest.approx(28)
    assert next_start_s(low(2, flows=True), 20.0, near_end=False) > 30


def test_each_refusal_lets_a_look_without_credit_wait_for_one_more() -> None:
    refill = Refill((Mark(0.0, 100, 0), Mark(10.0, 110, 0)))
    waits_s = [
        next_start_s(low(0, refill=refill, refusals=refusals), 20.0, near_end=True) - 20
        for refusals in range(4)
    ]
    assert waits_s == pytest.approx([3, 4, 5, 6])


def test_own_returns_are_not_waited_for_once_the_answers_disproved_a_log() -> None:
    refill = Refill((Mark(190.0, 100, 0), Mark(200.0, 110, 0)))
    known = {"flows": True, "gradual": True, "spent": (Spent(0.0, 0.5, 100),)}
    assert next_start_s(low(0, **known), 200.0, near_end=False) == pytest.approx(301)
    contradicted = low(0, **known, evidence=LogEvidence(contradicted=True))
    assert next_start_s(contradicted, 200.0, near_end=False) == pytest.approx(500.5)
    assert next_start_s(contradicted._replace(refill=refill), 200.0, near_end=False) == pytest.approx(203)


def test_some_looks_wait_until_a_window_that_turned_may_turn_again() -> None:
    assert next_start_s(low(5, quiet_until_s=280.0), 20.0, near_end=False) == pytest.approx(280)
    assert next_start_s(low(17, quiet_until_s=280.0), 20.0, near_end=False) < 45
    assert next_start_s(low(5, quiet_until_s=280.0), 281.0, near_end=False) < 286
    assert next_start_s(low(5, quiet_until_s=280.0, flows=True), 20.0, near_end=False) < 60


def test_the_better_the_next_turn_is_known_the_fewer_looks_wait_for_it() -> None:
    assert (
        next_start_s(low(5, quiet_until_s=300.4), 20.0, near_end=False) < 130
    )  # all but three are spent meanwhile
    assert next_start_s(low(2, quiet_until_s=300.4), 20.0, near_end=False) == pytest.approx(300.4)
    assert next_start_s(low(12, quiet_until_s=80.0), 20.0, near_end=False) == pytest.approx(80)


def test_a_turn_tells_until_when_no_other_comes() -> None:
    low_end = answered(Quota(), 0.0, 20)
    assert low_end.quiet_until_s == pytest.approx(0)
    waited = answered(low_end, 100.0, 19)
    assert waited.quiet_until_s == pytest.approx(0)
    assert answered(waited, 150.0, 349).quiet_until_s == pytest.approx(400)


def answered(quota: Quota, now_s: float, remaining: int) -> Quota:
    """Return the quota after one more request that nobody overtook."""
    sent = quota.spend(now_s)
    return sent.learn(now_s + 0.1, 350, remaining, Flight(now_s, sent.starts, 0), 0)


def test_one_credit_that_surely_came_back_is_a_flow() -> None:
    first = answered(Quota(), 0.0, 20)
    assert not answered(first, 2.0, 19).flows
    assert answered(first, 2.0, 20).flows
    sent = first.spend(2.0)  # another was on its way: it may explain the one
    assert not sent.learn(2.1, 350, 20, Flight(2.0, sent.starts, 1), 1).flows


def spent_by_others(credit: int, **known: object) -> Quota:
    """Return what a run believes that came when others had taken 280 of 350."""
    return low(credit, others=280, **known)


@pytest.mark.parametrize(
    ("quota", "requests_left", "risked"),
    [
        (spent_by_others(9), 300, True),
        (spent_by_others(9), 709, True),
        (spent_by_others(9), 710, False),  # more than two windows to go: a late look weighs little
        (spent_by_others(9), 44, False),  # nearly done: it has many looks
        (spent_by_others(9), None, False),
        (low(9, others=69), 300, False),  # the window is our own
        (spent_by_others(9, limit=950), 300, False),  # looks are cheap
        (spent_by_others(9, refused_s=3.0), 300, False),  # once in a run
        (spent_by_others(9, flows=True), 300, False),
        (spent_by_others(9, gradual=True), 300, False),
        (spent_by_others(9, quiet_until_s=280.0), 300, False),  # its turn is known
    ],
)
def test_a_refusal_is_risked_once_where_others_began_a_scant_window(
    quota: Quota, requests_left: int | None, risked: bool
) -> None:
    assert is_risked(quota, requests_left, 0.1, 2.0) == risked


def test_how_much_of_the_quota_a_run_may_need_to_risk_one_is_its_paces_own() -> None:
    assert is_risked(spent_by_others(9), 44, 0.0, 0.1)
    assert not is_risked(spent_by_others(9), 45, 0.0, 0.1)
    assert not is_risked(spent_by_others(9), 9, 0.0, 0.1)  # the credit covers it
    assert not is_risked(spent_by_others(9), 44, 0.0, 0.0)


def test_before_a_refusal_is_risked_all_is_spent() -> None:
    assert risk_s(spent_by_others(1), 8.0) is None
    assert risk_s(spent_by_others(0), 8.0) == pytest.approx(12)
    assert risk_s(spent_by_others(0), 299.0) == pytest.approx(301)


REOPENED = {"refused_s": 12.0, "reopened_s": 40.0, "flows": True}


def test_after_a_refusal_what_others_spent_is_believed_to_come_back() -> None:
    per_s = 140 / 300
    assert next_start_s(spent_by_others(0, **REOPENED), 40.0, near_end=False) == pytest.approx(40 + 3 / per_s)
    assert next_start_s(spent_by_others(1, **REOPENED), 45.0, near_end=False) == pytest.approx(
        45 + 1 / per_s, abs=0.1
    )
    assert (
        next_start_s(spent_by_others(0, **REOPENED), 71.0, near_end=False) > 300
    )  # measured by then, or nothing came
    assert next_start_s(low(0, **REOPENED), 40.0, near_end=False) > 300
    turned_at_once = spent_by_others(0, **{**REOPENED, "flows": False})
    assert next_start_s(turned_at_once, 40.0, near_end=False) == pytest.approx(
        301
    )  # not before it turns again


def test_that_belief_makes_no_look_later() -> None:
    """One request of others is no measure: waiting for a half of it to come back would take ten minutes."""
    assert next_start_s(low(8, **REOPENED, others=1), 45.0, near_end=False) <= next_start_s(
        low(8, flows=True), 45.0, near_end=False
    )
    assert next_start_s(low(1, **REOPENED, others=1), 45.0, near_end=False) <= 301


def test_what_came_back_during_a_hold_is_a_measure() -> None:
    refused = answered(Quota(), 0.0, 1).spend(2.0).empty(2.1, 2.0)
    assert answered(refused, 22.0, 0).refill_per_s() == pytest.approx(1 / 20, abs=0.001)


def test_the_first_credit_in_parts_and_the_first_after_a_refusal_begin_the_belief() -> None:
    first = answered(Quota(), 0.0, 20)
    assert first.reopened_s is None
    assert answered(first, 2.0, 20).reopened_s == pytest.approx(2.1)
    refused = answered(first, 1.0, 0).spend(2.0).empty(2.1, 2.0)
    assert refused.reopened_s is None
    assert answered(refused, 9.0, 0).reopened_s == pytest.approx(9.1)


def test_a_refusal_that_contradicts_ends_the_belief_for_good() -> None:
    refused = answered(Quota(), 0.0, 0).spend(2.0).empty(2.1, 2.0)
    again = answered(refused, 9.0, 0).spend(12.0).empty(12.1, 12.0)
    assert again.doubted
    assert answered(again, 20.0, 0).reopened_s is None


def test_what_others_took_is_counted_when_we_come_and_at_every_turn() -> None:
    came = answered(Quota(), 0.0, 69)
    assert came.others == 280
    assert answered(came, 1.0, 68).others == 280
    assert answered(came, 200.0, 329).others == 20


def test_own_requests_are_not_taken_for_those_of_others() -> None:
    silent = Quota().spend(0.0).spend(0.1).spend(0.2)  # two had no answer, the third is the first that tells
    assert silent.learn(0.3, 350, 347, Flight(0.2, 3, 0), 0).others == 0
    low = answered(Quota(), 0.0, 69).spend(200.0).spend(200.1)
    turned = low.learn(200.2, 350, 348, Flight(200.0, low.starts - 1, 0), 1)
    assert turned.others == 0
