"""What a run believes about the store's quota, one answer at a time."""

import pytest

from pipeline.pacing.pacer import Pace, Pacer
from pipeline.pacing.quota import Flight, Quota
from pipeline.pacing.sliding_log import Spent

LOW = Quota(350, 20, 20, 200, turn_s=301.0)  # near the end of the quota


def answered(quota: Quota, now_s: float, remaining: int) -> Quota:
    """Return the quota after one more request that nobody overtook."""
    sent = quota.spend(now_s)
    return sent.learn(now_s + 0.1, 350, remaining, Flight(now_s, sent.starts, 0), 0)


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


def test_a_turn_tells_until_when_no_other_comes() -> None:
    low_end = answered(Quota(), 0.0, 20)
    assert low_end.quiet_until_s == pytest.approx(0)
    waited = answered(low_end, 100.0, 19)
    assert waited.quiet_until_s == pytest.approx(0)
    assert answered(waited, 150.0, 349).quiet_until_s == pytest.approx(400)


def test_one_credit_that_surely_came_back_is_a_flow() -> None:
    first = answered(Quota(), 0.0, 20)
    assert not answered(first, 2.0, 19).flows
    assert answered(first, 2.0, 20).flows
    sent = first.spend(2.0)  # another was on its way: it may explain the one
    assert not sent.learn(2.1, 350, 20, Flight(2.0, sent.starts, 1), 1).flows


def test_credits_that_trickle_back_tell_a_flow_and_a_jump_does_not() -> None:
    low = answered(LOW, 100.0, 19)
    assert not low.flows
    assert answered(low, 102.0, 22).flows
    assert not answered(low, 102.0, 340).flows


def test_a_window_that_reopens_with_little_is_a_flow() -> None:
    refused = LOW.spend(100.0).empty(100.1, 100.0)
    assert not refused.flows
    assert answered(refused, 110.0, 1).flows
    assert not answered(refused, 110.0, 349).flows
    assert refused.spend(110.0).empty(110.1, 110.0).flows


def test_others_refused_in_flight_together_tell_no_flow() -> None:
    refused = LOW.spend(100.0).spend(100.05).empty(100.1, 100.0)
    assert not refused.empty(100.15, 100.05).flows


def test_what_came_back_during_a_hold_is_a_measure() -> None:
    refused = answered(Quota(), 0.0, 1).spend(2.0).empty(2.1, 2.0)
    assert answered(refused, 22.0, 0).refill.per_s == pytest.approx(1 / 20, abs=0.001)


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


def refused_after(remaining: int) -> Quota:
    """Return the quota of a run that saw so much remain, was refused, waited as asked, and was refused again."""
    refused = answered(Quota(), 0.0, remaining).spend(10.0).empty(10.1, 10.0)
    return refused.spend(20.0).empty(20.1, 20.0)


def test_who_finds_nothing_after_the_wait_that_was_asked_for_is_not_alone() -> None:
    assert refused_after(3).shared
    assert not refused_after(300).shared  # these refusals have another reason than an empty quota


def test_who_was_accepted_in_between_may_be_alone() -> None:
    refused = answered(Quota(), 0.0, 3).spend(10.0).empty(10.1, 10.0)
    assert not answered(refused, 20.0, 0).spend(22.0).empty(22.1, 22.0).shared


def test_refusals_that_came_together_far_from_the_end_tell_of_nobody() -> None:
    both = answered(Quota(), 0.0, 300).spend(10.0).spend(10.05).empty(10.1, 10.0).empty(10.15, 10.05)
    assert not both.spend(20.0).empty(20.1, 20.0).shared


def test_a_request_may_count_until_its_answer_came() -> None:
    quota = Quota().spend(5.0).spend(5.1).spend(9.0).end(8.0, 5.0).end(9.4, 9.0)
    assert quota.spent == (Spent(5.0, 8.0, 2), Spent(9.0, 9.4, 1))


def test_every_end_of_a_request_tells_until_when_it_may_have_been_counted() -> None:
    pacer = Pacer.begin(Pace.FAST).start(1.0)
    ended = (pacer.answer(1.4, 350, 9, 1.0), pacer.silence(1.4, 1.0), pacer.refuse(1.4, 9.0, 1.0))
    assert [one.quota.spent for one in ended] == [(Spent(1.0, 1.4, 1),)] * 3
