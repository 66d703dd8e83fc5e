"""How a pacer behaves beside others who spend from the same quota, one rule at a time."""

import pytest

from pipeline.load.pacing.budget import Budget, Flight
from pipeline.load.pacing.pacer import Pace, Pacer
from pipeline.load.pacing.returns import Spent
from pipeline.load.pacing.sharing import look_s

MANY = 1000  # requests left: far from the rest of a run


def beside_others(
    credit: int, *, flows: bool = False, spent: tuple[Spent, ...] = (), others: int = 70
) -> Budget:
    """Return what a run believes that saw others spend, at 100 s, its window turning at 301 s at the latest."""
    budget = Budget(350, max(credit, 0), credit, 200, turn_s=301.0, flows=flows, rivals=True, spent=spent)
    return budget._replace(others=others)


def answered(budget: Budget, now_s: float, remaining: int) -> Budget:
    """Return the budget after one more request that nobody overtook."""
    sent = budget.spend(now_s)
    return sent.learn(now_s + 0.1, 350, remaining, Flight(now_s, sent.starts, 0), 0)


def test_a_window_that_turns_at_once_is_taken_down_without_stretching() -> None:
    assert look_s(beside_others(15), 100.0, MANY) is None


def test_one_refusal_is_risked_where_the_turn_is_far_away() -> None:
    look = look_s(beside_others(0), 100.0, MANY)
    assert look is not None
    assert look < 110
    assert look_s(beside_others(0), 285.0, MANY) == pytest.approx(301)


def test_before_a_window_was_seen_to_turn_the_credits_kept_are_looks() -> None:
    three, two = (look_s(beside_others(credit, others=5), 100.0, MANY) for credit in (3, 2))
    assert three is not None
    assert two is not None
    assert 100 < two < 101 < three < 102
    assert look_s(beside_others(1, others=5), 100.0, MANY) == pytest.approx(301)
    known = beside_others(3, others=5)._replace(quiet_until_s=280.0)
    assert look_s(known, 100.0, MANY) == pytest.approx(301)


def test_no_refusal_is_risked_where_others_can_not_have_begun_the_window_long_before_us() -> None:
    assert look_s(beside_others(0, others=5), 100.0, MANY) == pytest.approx(301)


@pytest.mark.parametrize(("limit", "risked"), [(950, True), (3050, False)])
def test_no_refusal_is_risked_of_an_ample_quota(limit: int, risked: bool) -> None:
    look = look_s(beside_others(0, others=600)._replace(limit=limit), 100.0, MANY)
    assert look is not None
    assert (look < 110) == risked


def test_no_second_refusal_is_risked_in_a_run() -> None:
    refused = beside_others(0)._replace(refused_s=50.0)
    assert look_s(refused, 100.0, MANY) == pytest.approx(301)


def test_in_a_sliding_window_the_look_waits_for_own_returns_in_numbers() -> None:
    spent = (Spent(0.0, 0.5, 1), Spent(10.0, 10.5, 4), Spent(20.0, 20.5, 100))
    assert look_s(beside_others(0, flows=True, spent=spent), 100.0, MANY) == pytest.approx(20.5 + 300.5)
    assert look_s(beside_others(0, flows=True), 100.0, MANY) == pytest.approx(100 + 300.5)


def test_the_rest_of_a_run_looks_with_less_caution() -> None:
    spent = (Spent(0.0, 0.5, 10), Spent(20.0, 20.5, 100))
    budget = beside_others(0, flows=True, spent=spent)
    rest, usual = look_s(budget, 290.0, 20), look_s(budget, 290.0, MANY)
    assert rest == pytest.approx(0.5 + 300.5)
    assert usual == pytest.approx(20.5 + 300.5)


@pytest.mark.parametrize(("credit", "wait_s"), [(5, 4.8), (10, 19.0)])
def test_the_next_look_comes_before_noise_has_eaten_the_credit(credit: int, wait_s: float) -> None:
    assert look_s(beside_others(credit, flows=True), 100.0, MANY) == pytest.approx(100 + wait_s, abs=0.1)


def test_credits_that_trickle_back_tell_a_flow_and_a_jump_does_not() -> None:
    low = answered(beside_others(20), 100.0, 19)
    assert not low.flows
    assert answered(low, 102.0, 22).flows
    assert not answered(low, 102.0, 340).flows


def test_a_window_that_reopens_with_little_is_a_flow() -> None:
    refused = beside_others(3).spend(100.0).empty(100.1, 100.0)
    assert not refused.flows
    assert answered(refused, 110.0, 1).flows
    assert not answered(refused, 110.0, 349).flows
    assert refused.spend(110.0).empty(110.1, 110.0).flows


def test_others_refused_in_flight_together_tell_no_flow() -> None:
    refused = beside_others(3).spend(100.0).spend(100.05).empty(100.1, 100.0)
    assert not refused.empty(100.15, 100.05).flows


def test_a_probe_in_a_sliding_window_beside_others_waits_for_returns_and_for_the_hold() -> None:
    pacer = Pacer.begin(Pace.FAST).start(0.0).answer(0.2, 350, 40, 0.0)
    pacer = pacer._replace(budget=pacer.budget._replace(flows=True, rivals=True)).start(50.0)
    brief, long = pacer.refuse(50.1, 5.0, 50.0), pacer.refuse(50.1, 400.0, 50.0)
    assert brief.next_start_s(60.0, MANY) == pytest.approx(50 + 300.5)
    assert long.next_start_s(60.0, MANY) == pytest.approx(450.1)


def test_what_may_be_a_log_is_waited_for_with_more_caution_once_the_others_are_gone() -> None:
    spent = (Spent(100.0, 100.5, 9), Spent(200.0, 200.5, 100))
    budget = beside_others(0, flows=True, spent=spent)
    assert look_s(budget._replace(begun_s=200.0), 398.0, MANY) == pytest.approx(401)
    assert look_s(budget._replace(begun_s=0.0), 398.0, MANY) == pytest.approx(501)


def refused_after(remaining: int) -> Budget:
    """Return the budget of a run that saw so much remain, was refused, waited as asked, and was refused again."""
    refused = answered(Budget(), 0.0, remaining).spend(10.0).empty(10.1, 10.0)
    return refused.spend(20.0).empty(20.1, 20.0)


def test_who_finds_nothing_after_the_wait_that_was_asked_for_is_not_alone() -> None:
    assert refused_after(3).rivals
    assert not refused_after(300).rivals  # these refusals have another reason than an empty quota


def test_who_was_accepted_in_between_may_be_alone() -> None:
    refused = answered(Budget(), 0.0, 3).spend(10.0).empty(10.1, 10.0)
    assert not answered(refused, 20.0, 0).spend(22.0).empty(22.1, 22.0).rivals


def test_refusals_that_came_together_far_from_the_end_tell_of_nobody() -> None:
    both = answered(Budget(), 0.0, 300).spend(10.0).spend(10.05).empty(10.1, 10.0).empty(10.15, 10.05)
    assert not both.spend(20.0).empty(20.1, 20.0).rivals
