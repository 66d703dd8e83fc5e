"""What answers prove about the way credits come back, and what follows from it, one rule at a time."""

import math

import pytest

from pipeline.load.pacing import sharing, stretching
from pipeline.load.pacing.budget import Budget, Flight
from pipeline.load.pacing.pacer import Pace, Pacer
from pipeline.load.pacing.refill import Refill
from pipeline.load.pacing.returns import LINE_SIGHTS, MIRROR_ANSWERS, Line, Mirror, Sight, Spent, own_return_s

LATENCY_S = 0.1
MANY = 1000  # requests left: far from the end of a run


def seen_from(rate_per_s: float, count: int, *, every_s: float = 1.0, first: int = 1) -> list[Sight]:
    """Return what `count` requests see of a bucket that had ten credits before the first."""
    sights = []
    for number in range(first, first + count):
        at_s = number * every_s
        level = 10 + math.floor(rate_per_s * (at_s + LATENCY_S / 2))
        sights.append(Sight(at_s, at_s + LATENCY_S, level - number, number, 0))
    return sights


def line_of(sights: list[Sight]) -> Line:
    line = Line()
    for sight in sights:
        line = line.see(sight)
    return line


def test_an_even_refill_is_a_line_after_so_many_answers() -> None:
    assert not line_of(seen_from(2.2, LINE_SIGHTS - 1)).sure
    assert line_of(seen_from(2.2, LINE_SIGHTS)).sure


def test_a_short_rise_may_be_an_accident_and_is_no_line() -> None:
    assert not line_of(seen_from(0.5, 30)).sure
    assert line_of(seen_from(0.5, 40)).sure


def test_a_line_never_promises_too_early_and_hardly_too_late() -> None:
    line = line_of(seen_from(1.1, 40))
    for level in range(55, 62):
        truly_s = (level - 10) / 1.1
        assert truly_s <= line.due_s(level) <= truly_s + 0.35


def test_no_refill_is_no_line() -> None:
    assert not line_of(seen_from(0.0, 60)).sure


def test_an_answer_off_the_line_begins_a_new_one() -> None:
    line = line_of(seen_from(1.1, 30))
    odd = seen_from(1.1, 1, first=31)[0]
    for by in (-3, 3):
        broken = line.see(odd._replace(remaining=odd.remaining + by))
        assert not broken.sure
        assert broken.sights == (odd._replace(remaining=odd.remaining + by),)
        assert broken.seen == 1


def test_clumps_are_no_line() -> None:
    clumps = [
        sight._replace(remaining=sight.remaining + (sight.number // 8) * 8) for sight in seen_from(0.0, 80)
    ]
    assert not line_of(clumps).sure


BURST = (Spent(0.0, 2.0, 300),)  # what a run sent at its beginning
EDGES_PASSED = 303.0


def compared(mirror: Mirror, remaining: int, *, refused: bool = False, times: int = 1) -> Mirror:
    sight = Sight(EDGES_PASSED, EDGES_PASSED + LATENCY_S, remaining, 301, 0)
    for _ in range(times):
        mirror = mirror.compare(sight, 350, (*BURST, Spent(200.0, 201.0, 20)), ripe=True, refused=refused)
    return mirror


def test_a_mirror_that_agreed_often_enough_is_believed() -> None:
    assert not compared(Mirror(), 330, times=MIRROR_ANSWERS - 1).sure
    assert compared(Mirror(), 330, times=MIRROR_ANSWERS).sure


@pytest.mark.parametrize("remaining", [300, 349])
def test_one_answer_disproves_the_mirror_for_good(remaining: int) -> None:
    broken = compared(compared(Mirror(), 330, times=MIRROR_ANSWERS), remaining)
    assert broken.broken
    assert not compared(broken, 330, times=99).sure


def test_refused_requests_may_count_in_the_mirror_or_not() -> None:
    assert compared(Mirror(), 336).broken
    assert not compared(Mirror(), 336, refused=True).broken


def test_own_requests_return_a_window_after_their_last_answer() -> None:
    spent = (Spent(0.0, 0.7, 2), Spent(10.0, 10.9, 348))
    assert own_return_s(351, spent) is None
    assert own_return_s(350, spent) == pytest.approx(300.7, abs=0.05)
    assert own_return_s(348, spent) == pytest.approx(310.9, abs=0.05)


def test_a_request_may_count_until_its_answer_came() -> None:
    budget = Budget().spend(5.0).spend(5.1).spend(9.0).end(8.0, 5.0).end(9.4, 9.0)
    assert budget.spent == (Spent(5.0, 8.0, 2), Spent(9.0, 9.4, 1))


def test_every_end_of_a_request_tells_until_when_it_may_have_been_counted() -> None:
    pacer = Pacer.begin(Pace.FAST).start(1.0)
    ended = (pacer.answer(1.4, 350, 9, 1.0), pacer.silence(1.4, 1.0), pacer.refuse(1.4, 9.0, 1.0))
    assert [one.budget.spent for one in ended] == [(Spent(1.0, 1.4, 1),)] * 3


def test_the_luckiest_sight_of_a_line_counts() -> None:
    lines = [line_of(seen_from(1.1, count)) for count in range(30, 41)]
    late_s = [line._replace(sights=line.sights[-1:]).due_s(60) - line.due_s(60) for line in lines]
    assert min(late_s) >= 0
    assert max(late_s) > 0.5


def test_a_mirror_is_not_held_against_what_others_left_in_the_window() -> None:
    budget = Budget().spend(0.0).end(0.1, 0.0).learn(0.1, 350, 70, Flight(0.0, 1, 0), 0)
    early = budget.spend(299.0).learn(299.1, 350, 200, Flight(299.0, 2, 0), 0)
    assert early.mirror == Mirror()
    late = budget.spend(302.0).learn(302.1, 350, 200, Flight(302.0, 2, 0), 0)
    assert late.mirror.broken


def driven(*, proven: bool) -> Pacer:
    """Return a pacer without credit after forty answers, whose refill was even."""
    pacer = Pacer.begin(Pace.FAST).start(0.0).answer(0.1, 350, 10, 0.0)
    line = line_of(seen_from(1.1, 40))
    budget = pacer.budget._replace(
        starts=51, credit=0, remaining=0, flows=True, line=line if proven else Line()
    )
    return pacer._replace(budget=budget, last_start_s=38.0, last_end_s=38.1)


def test_a_credit_is_taken_when_the_line_says_that_it_is_there() -> None:
    due_s = driven(proven=True).next_start_s(38.2, MANY)
    assert due_s == pytest.approx(42 / 1.1, abs=0.4)
    assert driven(proven=False).next_start_s(38.2, MANY) != due_s


def test_a_line_that_rises_slowly_is_no_guide() -> None:
    slow = line_of(seen_from(0.1, 40, every_s=9.0))
    assert slow.sure
    assert not Budget(limit=350, line=slow).proven
    assert Budget(limit=350, line=line_of(seen_from(1.1, 40))).proven


def test_while_a_mirror_may_be_right_the_line_alone_decides_nothing() -> None:
    pacer = driven(proven=True)
    spent = (Spent(50.0, 51.0, 350),)
    doubted = pacer._replace(budget=pacer.budget._replace(spent=spent, mirror=Mirror(agreed=3)))
    assert doubted.next_start_s(38.2, MANY) == pytest.approx(351, abs=0.1)


def test_a_sure_mirror_spends_credit_at_once_and_then_waits_for_the_next_return() -> None:
    pacer = driven(proven=False)
    spent = (Spent(20.0, 20.5, 350),)
    sure = pacer.budget._replace(spent=spent, mirror=Mirror(agreed=MIRROR_ANSWERS))
    assert pacer._replace(budget=sure).next_start_s(38.2, MANY) == pytest.approx(320.5, abs=0.1)
    rich = pacer._replace(budget=sure._replace(credit=3, remaining=3))
    assert rich.next_start_s(38.2, MANY) == pytest.approx(38.2)


def test_a_refusal_ends_the_belief_in_a_line() -> None:
    pacer = driven(proven=True).start(38.5).refuse(38.6, 2.0, 38.5)
    assert not pacer.budget.proven


def test_answers_that_rose_little_or_overlapped_much_are_no_line() -> None:
    assert not line_of(seen_from(0.1, 40)).sure
    assert not line_of([sight._replace(slack=2) for sight in seen_from(1.1, 60)]).sure


@pytest.mark.parametrize("ripe", [True, False])
def test_more_than_a_sliding_log_could_leave_is_none(ripe: bool) -> None:
    sight = Sight(100.0, 100.1, 10, 401, 0)
    spent = (Spent(0.0, 99.0, 400),)
    assert Mirror().compare(sight, 350, spent, ripe=ripe, refused=False).no_log
    assert not Mirror().compare(sight, 410, spent, ripe=False, refused=False).broken


def test_beside_others_a_refill_that_flows_is_believed_without_being_measured() -> None:
    budget = Budget(350, 0, 0, 200, turn_s=301.0, flows=True, rivals=True)
    no_log = budget._replace(mirror=Mirror(broken=True, no_log=True))
    assert sharing.look_s(budget, 200.0, MANY) == pytest.approx(500.5)
    assert 210 < (sharing.look_s(no_log, 200.0, MANY) or 0) < 260


def test_own_returns_are_not_waited_for_where_the_window_is_no_log() -> None:
    spent = (Spent(0.0, 0.5, 100),)
    budget = Budget(350, 0, 0, 200, turn_s=301.0, flows=True, rivals=True, spent=spent)
    assert sharing.look_s(budget, 200.0, MANY) == pytest.approx(301)
    no_log = budget._replace(mirror=Mirror(broken=True, no_log=True))
    assert sharing.look_s(no_log._replace(refill=Refill(drain_per_s=2.0)), 200.0, MANY) == pytest.approx(
        500.5
    )
    alone = budget._replace(rivals=False)
    assert stretching.look_s(alone, 200.0, few=False) == pytest.approx(301)
    assert stretching.look_s(no_log._replace(rivals=False), 200.0, few=False) == pytest.approx(500.5)


@pytest.mark.parametrize(("rose", "no_log"), [(0, True), (24, True), (25, False), (100, False)])
def test_a_window_that_gives_back_no_burst_is_no_log(rose: int, no_log: bool) -> None:
    spent = (Spent(0.0, 0.4, 60), Spent(1.0, 1.4, 40), Spent(9.0, 9.4, 50))
    assert Mirror().after_rise(rose, spent, 299.0, 305.0).no_log == no_log
    assert Mirror().after_rise(rose, spent, 250.0, 299.0) == Mirror()  # nothing was due back
    assert Mirror().after_rise(0, spent[2:], 299.0, 310.0) == Mirror()  # ... and too few were


def test_a_window_that_is_full_without_us_is_no_log() -> None:
    spent = (Spent(0.0, 0.4, 200), Spent(100.0, 100.4, 100))
    assert Mirror().after_refusal(305.0, 350, spent).no_log
    assert not Mirror().after_refusal(299.0, 350, spent).no_log


def test_a_refusal_tells_no_log_only_when_what_others_sent_before_us_is_gone() -> None:
    young = Pacer.begin(Pace.FAST).start(0.0).answer(0.1, 350, 60, 0.0).budget
    assert not young.empty(200.0, 199.0).mirror.no_log
    assert young.empty(301.0, 300.9).mirror.no_log
    assert not young.aged(300.0)
    assert young.aged(300.5)


def test_a_burst_that_did_not_come_back_is_seen_in_the_answers() -> None:
    pacer = Pacer.begin(Pace.FAST)
    for number in range(100):
        pacer = pacer.start(number / 20).answer(number / 20 + 0.01, 350, 349 - number, number / 20)
    for at_s, remaining in ((299.0, 248), (306.0, 252)):
        pacer = pacer.start(at_s).answer(at_s + 0.01, 350, remaining, at_s)
    assert pacer.budget.mirror.no_log
    came_back = pacer.start(306.5).answer(306.51, 350, 340, 306.5)
    assert came_back.budget.mirror.no_log  # never forgotten


def test_a_burst_that_came_back_within_a_second_is_no_contradiction() -> None:
    pacer = Pacer.begin(Pace.FAST)
    for number in range(100):
        pacer = pacer.start(number / 200).answer(number / 200 + 0.001, 350, 349 - number, number / 200)
    for at_s, remaining in ((299.0, 249), (300.05, 258), (300.6, 347)):  # as a sliding log gives it back
        pacer = pacer.start(at_s).answer(at_s + 0.01, 350, remaining, at_s)
    assert not pacer.budget.mirror.no_log
