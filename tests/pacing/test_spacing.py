"""When the next request goes near the end of the quota, alone on a store."""

import itertools

import pytest

from pipeline.pacing.quota import Quota
from pipeline.pacing.refill import Mark, Refill
from pipeline.pacing.spacing import is_near_end, is_risked, next_start_s

EVEN = Refill((Mark(0.0, 100, 0), Mark(10.0, 110, 0)))  # a credit a second


def low(credit: int, **known: object) -> Quota:
    """Return what a run believes that sees the end of the quota: its window turns at 301 s at the latest."""
    return Quota(350, max(credit, 0), credit, 100, turn_s=301.0)._replace(**known)  # type: ignore[arg-type]  # whichever fields a test names


def spent_by_others(credit: int, **known: object) -> Quota:
    """Return what a run believes that came when others had taken 280 of 350."""
    return low(credit, others=280, **known)


def start_s(quota: Quota, last_s: float = 20.0, *, near_end: bool = False) -> float:
    return next_start_s(quota, last_s, near_end=near_end)


def starts(credit: int, *, near_end: bool) -> list[float]:
    """Return the moments of the starts until the credit is used up."""
    moments, last_s = [], 5.0
    for left in range(credit, 0, -1):
        last_s = start_s(low(left), last_s, near_end=near_end)
        moments.append(last_s)
    return moments


def test_a_run_whose_length_is_not_known_is_never_near_its_end() -> None:
    assert is_near_end(low(70), 71)
    assert not is_near_end(low(70), 700)
    assert not is_near_end(low(70), None)


def test_near_the_end_of_a_run_a_turn_is_seen_the_sooner_the_less_the_run_has_waited() -> None:
    moments = starts(60, near_end=True)
    gaps = [(before, after - before) for before, after in itertools.pairwise(moments)]
    early_s = next(gap for before, gap in gaps if before > 10)
    late_s = next(gap for before, gap in gaps if before > 160)
    assert late_s > 4 * early_s
    assert max(gap / before for before, gap in gaps if before > 50) < 0.1
    assert moments[-1] > 270


def test_usually_the_stretch_spends_early() -> None:
    moments = starts(17, near_end=False)
    assert sum(moment < 100 for moment in moments) > sum(moment > 150 for moment in moments)


def test_without_credit_the_turn_is_waited_for_unless_a_refill_was_seen() -> None:
    assert start_s(low(0)) == pytest.approx(301)
    assert 21 < start_s(low(0, refill=EVEN)) < 30


def test_what_comes_back_in_parts_is_spent_soon_but_for_the_last_credits() -> None:
    held, flowing = start_s(low(17, refill=EVEN)), start_s(low(17, refill=EVEN, flows=True))
    assert flowing - 20 < (held - 20) / 2
    assert start_s(low(1, refill=EVEN, flows=True)) - 20 > 5 * (start_s(low(7, refill=EVEN, flows=True)) - 20)


def test_near_the_end_of_a_run_less_is_held_of_what_comes_back_in_parts_and_for_a_shorter_time() -> None:
    assert start_s(low(3, refill=EVEN, flows=True), near_end=True) == pytest.approx(20)
    assert start_s(low(3, refill=EVEN, flows=True)) > 20.5


def test_each_refusal_lets_a_start_without_credit_wait_longer() -> None:
    moments = [start_s(low(0, refill=EVEN, refusals=refusals), near_end=True) for refusals in range(4)]
    assert all(earlier + 0.5 < later for earlier, later in itertools.pairwise(moments))


def test_some_credits_wait_until_a_window_that_turned_may_turn_again() -> None:
    assert start_s(low(5, quiet_until_s=280.0)) == pytest.approx(280)
    assert start_s(low(17, quiet_until_s=280.0)) < 45
    assert start_s(low(5, quiet_until_s=280.0), 281.0) < 286
    assert start_s(low(5, quiet_until_s=280.0, flows=True)) < 60


def test_the_better_the_next_turn_is_known_the_fewer_credits_wait_for_it() -> None:
    assert start_s(low(5, quiet_until_s=300.4)) < 130
    assert start_s(low(2, quiet_until_s=300.4)) == pytest.approx(300.4)
    assert start_s(low(12, quiet_until_s=80.0)) == pytest.approx(80)


@pytest.mark.parametrize(
    ("quota", "requests_left", "risked"),
    [
        (spent_by_others(9), 300, True),
        (spent_by_others(9), 900, False),  # windows to go: a late start weighs little
        (spent_by_others(9), 30, False),  # nearly done: it has many credits to try
        (spent_by_others(9), None, False),
        (low(9), 300, False),  # the window is our own
        (spent_by_others(9, limit=950), 300, False),  # a credit tried is cheap
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


REOPENED = {"refused_s": 12.0, "reopened_s": 40.0, "flows": True}


def test_after_a_refusal_what_others_spent_is_believed_to_come_back_until_it_is_measured() -> None:
    assert start_s(spent_by_others(0, **REOPENED), 40.0) < 50
    assert start_s(spent_by_others(1, **REOPENED), 45.0) < 50
    assert start_s(spent_by_others(0, **REOPENED), 80.0) > 300  # measured by then, or nothing came
    assert start_s(low(0, **REOPENED), 40.0) > 300
    assert start_s(spent_by_others(0, **{**REOPENED, "flows": False}), 40.0) == pytest.approx(301)


def test_that_belief_makes_no_start_later() -> None:
    """One request of others is no measure: waiting for a half of it to come back would take ten minutes."""
    assert start_s(low(8, **REOPENED, others=1), 45.0) <= start_s(low(8, flows=True), 45.0)
    assert start_s(low(1, **REOPENED, others=1), 45.0) <= 301
