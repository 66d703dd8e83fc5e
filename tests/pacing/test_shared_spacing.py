"""How a pacer behaves beside others who spend from the same quota, one rule at a time."""

import pytest

from pipeline.pacing.pacer import Pace, Pacer
from pipeline.pacing.quota import Quota
from pipeline.pacing.shared_spacing import next_start_s
from pipeline.pacing.sliding_log import Spent

MANY = 1000  # requests left: far from the rest of a run


def beside_others(
    credit: int, *, flows: bool = False, spent: tuple[Spent, ...] = (), others: int = 70
) -> Quota:
    """Return what a run believes that saw others spend, at 100 s, its window turning at 301 s at the latest."""
    quota = Quota(350, max(credit, 0), credit, 200, turn_s=301.0, flows=flows, shared=True, spent=spent)
    return quota._replace(others=others)


def test_a_window_that_turns_at_once_is_taken_down_without_stretching() -> None:
    assert next_start_s(beside_others(15), 100.0, MANY) is None


def test_one_refusal_is_risked_where_the_turn_is_far_away() -> None:
    look = next_start_s(beside_others(0), 100.0, MANY)
    assert look is not None
    assert look < 110
    assert next_start_s(beside_others(0), 285.0, MANY) == pytest.approx(301)


def test_before_a_window_was_seen_to_turn_the_credits_kept_are_looks() -> None:
    three, two = (next_start_s(beside_others(credit, others=5), 100.0, MANY) for credit in (3, 2))
    assert three is not None
    assert two is not None
    assert 100 < two < 101 < three < 102
    assert next_start_s(beside_others(1, others=5), 100.0, MANY) == pytest.approx(301)
    known = beside_others(3, others=5)._replace(quiet_until_s=280.0)
    assert next_start_s(known, 100.0, MANY) == pytest.approx(301)


def test_no_refusal_is_risked_where_others_can_not_have_begun_the_window_long_before_us() -> None:
    assert next_start_s(beside_others(0, others=5), 100.0, MANY) == pytest.approx(301)


@pytest.mark.parametrize(("limit", "risked"), [(950, True), (3050, False)])
def test_no_refusal_is_risked_of_an_ample_quota(limit: int, risked: bool) -> None:
    look = next_start_s(beside_others(0, others=600)._replace(limit=limit), 100.0, MANY)
    assert look is not None
    assert (look < 110) == risked


def test_no_second_refusal_is_risked_in_a_run() -> None:
    refused = beside_others(0)._replace(refused_s=50.0)
    assert next_start_s(refused, 100.0, MANY) == pytest.approx(301)


def test_in_a_sliding_window_the_look_waits_for_own_returns_in_numbers() -> None:
    spent = (Spent(0.0, 0.5, 1), Spent(10.0, 10.5, 4), Spent(20.0, 20.5, 100))
    assert next_start_s(beside_others(0, flows=True, spent=spent), 100.0, MANY) == pytest.approx(20.5 + 300.5)
    assert next_start_s(beside_others(0, flows=True), 100.0, MANY) == pytest.approx(100 + 300.5)


def test_the_rest_of_a_run_looks_with_less_caution() -> None:
    spent = (Spent(0.0, 0.5, 10), Spent(20.0, 20.5, 100))
    quota = beside_others(0, flows=True, spent=spent)
    rest, usual = next_start_s(quota, 290.0, 20), next_start_s(quota, 290.0, MANY)
    assert rest == pytest.approx(0.5 + 300.5)
    assert usual == pytest.approx(20.5 + 300.5)


def test_the_next_start_comes_before_noise_has_taken_the_credit() -> None:
    five, ten = (next_start_s(beside_others(credit, flows=True), 100.0, MANY) or 0 for credit in (5, 10))
    assert 101 < five < 100 + 5 / beside_others(5).others_per_s
    assert five < ten < 130


def test_a_probe_in_a_sliding_window_beside_others_waits_for_returns_and_for_the_hold() -> None:
    pacer = Pacer.begin(Pace.FAST).start(0.0).answer(0.2, 350, 40, 0.0)
    pacer = pacer._replace(quota=pacer.quota._replace(flows=True, shared=True)).start(50.0)
    brief, long = pacer.refuse(50.1, 5.0, 50.0), pacer.refuse(50.1, 400.0, 50.0)
    assert brief.next_start_s(60.0, MANY) == pytest.approx(50 + 300.5)
    assert long.next_start_s(60.0, MANY) == pytest.approx(450.1)


def test_what_may_be_a_log_is_waited_for_with_more_caution_once_the_others_are_gone() -> None:
    spent = (Spent(100.0, 100.5, 9), Spent(200.0, 200.5, 100))
    quota = beside_others(0, flows=True, spent=spent)
    assert next_start_s(quota._replace(begun_s=200.0), 398.0, MANY) == pytest.approx(401)
    assert next_start_s(quota._replace(begun_s=0.0), 398.0, MANY) == pytest.approx(501)
