"""What answers prove about the way credits come back, and what follows from it, one rule at a time."""

import pytest

from pipeline.pacing import shared_spacing
from pipeline.pacing.pacer import Pace, Pacer
from pipeline.pacing.quota import Flight, Quota
from pipeline.pacing.refill import Refill
from pipeline.pacing.sliding_log import AGREED, LogEvidence, Observation, Spent, own_return_s

MANY = 1000  # requests left: far from the end of a run
BURST = (Spent(0.0, 2.0, 300),)  # what a run sent at its beginning


def compared(remaining: int, evidence: LogEvidence | None = None, *, times: int = 1) -> LogEvidence:
    seen, spent = Observation(303.0, 303.1, remaining, 301, 0), (*BURST, Spent(200.0, 201.0, 20))
    for _ in range(times):
        evidence = (evidence or LogEvidence()).compare(seen, 350, spent, ripe=True)
    assert evidence is not None
    return evidence


def test_several_answers_in_a_row_make_a_sliding_log_sure() -> None:
    assert not compared(330).sure
    assert compared(330, times=AGREED).sure


@pytest.mark.parametrize("remaining", [300, 349])
def test_one_answer_disproves_the_sliding_log_for_good(remaining: int) -> None:
    contradicted = compared(remaining, compared(330, times=AGREED))
    assert contradicted.contradicted
    assert not compared(330, contradicted, times=2 * AGREED).sure


def test_own_requests_return_a_window_after_their_last_answer() -> None:
    spent = (Spent(0.0, 0.7, 2), Spent(10.0, 10.9, 348))
    assert own_return_s(351, spent) is None
    assert own_return_s(350, spent) == pytest.approx(300.7, abs=0.05)
    assert own_return_s(348, spent) == pytest.approx(310.9, abs=0.05)


def test_in_a_sure_sliding_log_credit_goes_at_once_and_then_each_own_return_is_taken() -> None:
    pacer = Pacer.begin(Pace.FAST).start(0.0).answer(0.1, 350, 10, 0.0)
    sure = pacer.quota._replace(
        credit=0, spent=(Spent(20.0, 20.5, 350),), evidence=LogEvidence(agreed=AGREED)
    )
    assert pacer._replace(quota=sure).next_start_s(38.2, MANY) == pytest.approx(320.5, abs=0.1)
    rich = pacer._replace(quota=sure._replace(credit=3, remaining=3))
    assert rich.next_start_s(38.2, MANY) == pytest.approx(0.2)  # the floor alone
    contradicted = pacer._replace(quota=sure._replace(evidence=LogEvidence(contradicted=True)))
    assert contradicted.next_start_s(38.2, MANY) != pytest.approx(320.5, abs=0.1)


def test_what_others_left_in_the_window_contradicts_no_sliding_log() -> None:
    quota = Quota().spend(0.0).end(0.1, 0.0).learn(0.1, 350, 70, Flight(0.0, 1, 0), 0)
    early = quota.spend(299.0).learn(299.1, 350, 200, Flight(299.0, 2, 0), 0)
    assert early.evidence == LogEvidence()
    late = quota.spend(302.0).learn(302.1, 350, 200, Flight(302.0, 2, 0), 0)
    assert late.evidence.contradicted


@pytest.mark.parametrize("ripe", [True, False])
def test_more_than_a_sliding_log_could_leave_is_none(ripe: bool) -> None:
    seen = Observation(100.0, 100.1, 10, 401, 0)
    spent = (Spent(0.0, 99.0, 400),)
    assert LogEvidence().compare(seen, 350, spent, ripe=ripe).no_log
    assert not LogEvidence().compare(seen, 410, spent, ripe=False).contradicted


def test_beside_others_a_refill_that_flows_is_believed_without_being_measured() -> None:
    quota = Quota(350, 0, 0, 200, turn_s=301.0, flows=True, shared=True)
    no_log = quota._replace(evidence=LogEvidence(contradicted=True, no_log=True))
    assert shared_spacing.next_start_s(quota, 200.0, MANY) == pytest.approx(500.5)
    assert 210 < (shared_spacing.next_start_s(no_log, 200.0, MANY) or 0) < 260


def test_own_returns_are_not_waited_for_where_the_window_is_no_log() -> None:
    spent = (Spent(0.0, 0.5, 100),)
    quota = Quota(350, 0, 0, 200, turn_s=301.0, flows=True, shared=True, spent=spent)
    assert shared_spacing.next_start_s(quota, 200.0, MANY) == pytest.approx(301)
    no_log = quota._replace(evidence=LogEvidence(contradicted=True, no_log=True))
    assert shared_spacing.next_start_s(
        no_log._replace(refill=Refill(drain_per_s=2.0)), 200.0, MANY
    ) == pytest.approx(500.5)


@pytest.mark.parametrize(("rose", "no_log"), [(0, True), (100, False)])
def test_a_window_that_gives_back_no_burst_is_no_log(rose: int, no_log: bool) -> None:
    spent = (Spent(0.0, 0.4, 60), Spent(1.0, 1.4, 40), Spent(9.0, 9.4, 50))
    assert LogEvidence().after_rise(rose, spent, 299.0, 305.0).no_log == no_log
    assert LogEvidence().after_rise(rose, spent, 250.0, 299.0) == LogEvidence()  # nothing was due back
    assert LogEvidence().after_rise(0, spent[2:], 299.0, 310.0) == LogEvidence()  # ... and too few were


def test_a_burst_that_did_not_come_back_is_seen_in_the_answers() -> None:
    pacer = Pacer.begin(Pace.FAST)
    for number in range(100):
        pacer = pacer.start(number / 20).answer(number / 20 + 0.01, 350, 349 - number, number / 20)
    for at_s, remaining in ((299.0, 248), (306.0, 252)):
        pacer = pacer.start(at_s).answer(at_s + 0.01, 350, remaining, at_s)
    assert pacer.quota.evidence.no_log
    came_back = pacer.start(306.5).answer(306.51, 350, 340, 306.5)
    assert came_back.quota.evidence.no_log  # never forgotten


def test_a_burst_that_came_back_within_a_second_is_no_contradiction() -> None:
    pacer = Pacer.begin(Pace.FAST)
    for number in range(100):
        pacer = pacer.start(number / 200).answer(number / 200 + 0.001, 350, 349 - number, number / 200)
    for at_s, remaining in ((299.0, 249), (300.05, 258), (300.6, 347)):  # as a sliding log gives it back
        pacer = pacer.start(at_s).answer(at_s + 0.01, 350, remaining, at_s)
    assert not pacer.quota.evidence.no_log
