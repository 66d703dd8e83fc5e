"""When the next request goes where credits come back evenly beside others."""

import itertools

import pytest

from pipeline.pacing import even_spacing, shared_spacing
from pipeline.pacing.quota import Quota
from pipeline.pacing.refill import Mark, Refill
from pipeline.pacing.sliding_log import NO_LOG

MANY = 1000  # requests left: far from the end of a run


def even(credit: int, limit: int = 350, per_s: float = 0.8) -> Quota:
    """Return what a run believes beside others, at 100 s, whose credits come back evenly."""
    refill = Refill((Mark(90.0, 0, 0), Mark(100.0, round(10 * per_s), 0)))
    return Quota(
        limit, credit, credit, 200, 301.0, refill, flows=True, shared=True, evidence=NO_LOG, begun_s=0.0
    )


def wait_s(credit: int, requests_left: int | None = MANY) -> float:
    """Return how long after the last start the next one goes."""
    return even_spacing.next_start_s(even(credit), 100.0, requests_left) - 100


def test_the_less_remains_the_longer_the_wait() -> None:
    waits_s = [wait_s(credit) for credit in range(8)]
    assert all(more > less for more, less in itertools.pairwise(waits_s))
    assert 4 < waits_s[0] < 8
    assert waits_s[7] < 0.3


def test_a_credit_or_two_above_the_goal_go_faster_than_they_come_back() -> None:
    assert wait_s(4) < 1 / 0.8 < wait_s(3)


def test_the_goal_sinks_over_the_last_requests() -> None:
    waits_s = [wait_s(0, left) for left in (1, 2, 4, 6, 9, 10)]
    assert waits_s == sorted(waits_s)
    assert waits_s[0] < 1
    assert waits_s[-1] == waits_s[-2] == wait_s(0)
    assert wait_s(0, None) == wait_s(0)


def test_a_part_of_what_others_leave_is_believed_to_come_back_however_little_was_measured() -> None:
    unknown, slow = even(2, per_s=0.0), even(2, per_s=0.1)
    assert even_spacing.next_start_s(unknown, 100.0, MANY) == even_spacing.next_start_s(slow, 100.0, MANY)


def test_no_wait_is_longer_than_a_window_however_much_others_take() -> None:
    drained = even(0)._replace(refill=Refill(drain_per_s=2.0))
    assert even_spacing.next_start_s(drained, 100.0, MANY) == pytest.approx(400.5)


def test_of_an_ample_quota_more_is_held() -> None:
    scant, ample = (shared_spacing.next_start_s(even(6, limit), 100.0, MANY) or 0 for limit in (350, 950))
    assert 100 < scant < 100.8 < ample


def test_a_request_without_an_answer_may_have_taken_a_credit_and_a_refused_one_took_none() -> None:
    nothing = even(0)
    refused, silent = nothing._replace(credit=-1), nothing._replace(credit=-1, unanswered=(99.0,))
    assert even_spacing.next_start_s(refused, 100.0, MANY) == even_spacing.next_start_s(nothing, 100.0, MANY)
    later_s, sooner_s = (even_spacing.next_start_s(each, 100.0, MANY) for each in (silent, nothing))
    assert later_s > sooner_s + 1
