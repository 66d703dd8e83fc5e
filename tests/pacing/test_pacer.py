"""When the next request may start, one rule at a time."""

import pytest

from pipeline.pacing.pacer import Pace, Pacer


def warm(pace: Pace, remaining: int = 349, limit: int = 350) -> Pacer:
    """Return a pacer whose first request left at 0 and was answered at 0.2."""
    return Pacer.begin(pace).start(0.0).answer(0.2, limit, remaining, 0.0)


def low(pace: Pace, remaining: int) -> Pacer:
    """Return a pacer whose own requests have used up the quota to that."""
    pacer = warm(pace, remaining)
    return pacer._replace(quota=pacer.quota._replace(others=0))


def test_one_request_in_flight_until_the_limit_is_known() -> None:
    pacer = Pacer.begin(Pace.FAST, limit=350)
    assert pacer.next_start_s(7.0) == 7.0
    assert pacer.start(7.0).next_start_s(99.0) is None
    known = pacer.start(7.0).answer(7.2, 350, 349, 7.0)
    assert known.start(7.2).next_start_s(7.2) == 7.2


@pytest.mark.parametrize(("pace", "lanes"), [(Pace.STEADY, 4), (Pace.SPEC, 1), (Pace.FAST, 8)])
def test_lanes_fill_up_to_the_pace(pace: Pace, lanes: int) -> None:
    pacer = warm(pace)
    now_s = 10.0
    for _ in range(lanes):
        assert pacer.next_start_s(now_s) is not None
        pacer = pacer.start(now_s)
        now_s += 0.1
    assert pacer.in_flight == lanes
    assert pacer.next_start_s(99.0) is None


def test_an_explicit_concurrency_caps_and_never_raises() -> None:
    assert [Pacer.begin(Pace.STEADY, wish).concurrency for wish in (None, 2, 9, 0, -1)] == [4, 2, 4, 1, 1]


@pytest.mark.parametrize(("pace", "plenty_s", "scarce_s"), [(Pace.STEADY, 0.1, 0.5), (Pace.FAST, 0.0, 0.2)])
def test_floors_hold_between_starts(pace: Pace, plenty_s: float, scarce_s: float) -> None:
    assert warm(pace).start(5.0).next_start_s(5.0) == pytest.approx(5.0 + plenty_s)
    assert warm(pace, 30).start(5.0).next_start_s(5.0, 5) == pytest.approx(5.0 + scarce_s)


def test_spec_waits_after_the_answer() -> None:
    assert warm(Pace.SPEC).next_start_s(0.2) == pytest.approx(0.3)
    assert warm(Pace.SPEC, 35).next_start_s(0.2) == pytest.approx(0.3)
    assert warm(Pace.SPEC, 34).next_start_s(0.2) == pytest.approx(0.7)
    assert warm(Pace.SPEC, 0).next_start_s(0.2) == pytest.approx(0.7)


def test_the_end_of_the_quota_is_stretched_unless_it_covers_the_run() -> None:
    pacer = low(Pace.STEADY, 10)
    stretched_s = pacer.next_start_s(1.0, 100)
    assert stretched_s is not None
    assert 10 < stretched_s < 30
    assert pacer.next_start_s(1.0, 10) == pytest.approx(0.5)
    assert pacer.next_start_s(1.0, 11) != pytest.approx(0.5)


def test_without_credit_the_window_must_have_turned_first() -> None:
    assert warm(Pace.STEADY, 0).next_start_s(1.0, 100) == pytest.approx(0.2 + 300.5)


@pytest.mark.parametrize(("pace", "requests_left"), [(Pace.FAST, 100), (Pace.STEADY, 30)])
def test_a_refusal_is_risked_for_the_moment_that_it_names(pace: Pace, requests_left: int) -> None:
    floor_s = {Pace.FAST: 0.2, Pace.STEADY: 0.5}[pace]
    for credit in (3, 0):
        assert warm(pace, credit).next_start_s(1.0, requests_left) == pytest.approx(floor_s)
    named = warm(pace, 0).start(4.0).refuse(4.1, 120.0, 4.0)
    assert named.next_start_s(5.0, requests_left) == pytest.approx(124.1)
    looked_s = named.start(124.1).answer(124.2, 350, 0, 124.1).next_start_s(124.2, requests_left - 1)
    assert looked_s is not None
    assert 125 < looked_s < 150


@pytest.mark.parametrize(("pace", "requests_left"), [(Pace.FAST, 30), (Pace.STEADY, 100)])
def test_no_refusal_is_risked_where_looks_cost_the_pace_little(pace: Pace, requests_left: int) -> None:
    assert warm(pace, 0).next_start_s(1.0, requests_left) == pytest.approx(0.2 + 300.5)


def test_no_wait_without_credit_is_long_against_the_run_where_credits_come_back_in_parts() -> None:
    pacer = low(Pace.STEADY, 0)
    flowing = pacer._replace(quota=pacer.quota._replace(flows=True))
    assert pacer.next_start_s(1.0, 100) == pytest.approx(0.2 + 300.5)
    late = flowing._replace(quota=flowing.quota._replace(begun_s=-80.0))
    early_s, late_s = (each.next_start_s(1.0, 100) or 0 for each in (flowing, late))
    assert early_s < late_s < 0.3 * 80


def test_each_refusal_doubles_the_wait_of_the_next_look_that_may_be_refused() -> None:
    pacer = low(Pace.STEADY, 0)
    pacer = pacer._replace(quota=pacer.quota._replace(flows=True, shared=True))
    waits_s = []
    for _ in range(3):
        at_s = pacer.next_start_s(0.2, 20)
        assert at_s is not None
        waits_s.append(at_s - (pacer.last_start_s or 0))
        pacer = pacer.start(at_s).refuse(at_s + 0.1, 1.0, at_s)
    assert [waits_s[1] / waits_s[0], waits_s[2] / waits_s[1]] == pytest.approx([2, 2], rel=0.01)


def test_refusals_beside_each_other_count_once() -> None:
    pacer = warm(Pace.FAST)
    for _ in range(8):
        pacer = pacer.start(1.0)
    for _ in range(8):
        pacer = pacer.refuse(1.2, 5.0, 1.0)
    assert pacer.quota.refusals == 1
    assert pacer.start(7.0).refuse(7.2, 5.0, 7.0).quota.refusals == 2


def test_thousands_of_refusals_make_no_wait_longer_than_a_window() -> None:
    pacer, now_s = low(Pace.STEADY, 0), 0.2
    pacer = pacer._replace(quota=pacer.quota._replace(flows=True))
    for _ in range(3000):
        now_s += 1.0
        pacer = pacer.start(now_s).refuse(now_s + 0.1, 0.5, now_s)
    probe = pacer.start(now_s + 1).answer(now_s + 1.1, 350, 0, now_s + 1)
    at_s = probe.next_start_s(now_s + 1.1, 20)
    assert at_s is not None
    assert now_s + 1 < at_s <= now_s + 1 + 300.5


def test_beside_others_only_the_rest_of_a_run_looks_without_credit() -> None:
    pacer = low(Pace.STEADY, 0)
    beside = pacer._replace(quota=pacer.quota._replace(flows=True, shared=True))
    assert beside.next_start_s(1.0, 100) == pytest.approx(300.5)
    assert 1 < (beside.next_start_s(1.0, 30) or 0) < 30


def test_a_jump_says_that_the_window_turned() -> None:
    low = warm(Pace.FAST, 5).start(20.0)
    turned = low.answer(20.2, 350, 349, 20.0)
    assert turned.quota.turn_s == pytest.approx(320.7)
    assert turned.next_start_s(20.2, 1000) == 20.0
    crept = low.answer(20.2, 350, 60, 20.0)
    assert crept.quota.turn_s == low.quota.turn_s


def test_a_slow_answer_is_not_believed_as_news() -> None:
    pacer = warm(Pace.FAST).start(1.0)
    for number in range(100):
        now_s = 1.1 + number / 10
        pacer = pacer.start(now_s).answer(now_s + 0.05, 350, 347 - number, now_s)
    assert pacer.answer(30.0, 350, 348, 1.0).quota.credit <= 248


def test_hold_outlasts_everything_and_one_probe_goes_alone() -> None:
    pacer = warm(Pace.FAST).start(1.0).start(1.0).start(1.0)
    held = pacer.refuse(1.2, 30.0, 1.0)
    assert held.hold_until_s == pytest.approx(31.2)
    longer = held.refuse(1.3, 5.0, 1.0)
    assert longer.hold_until_s == pytest.approx(31.2)
    drained = longer.answer(1.4, 350, 0, 1.0)
    assert drained.probing
    assert drained.next_start_s(2.0) == pytest.approx(31.2)
    probe = drained.start(31.2)
    assert probe.next_start_s(500.0) is None
    free = probe.answer(31.4, 350, 349, 31.2)
    assert free.start(31.4).next_start_s(31.4) == 31.4


def test_a_rich_answer_from_before_the_hold_frees_nobody() -> None:
    held = warm(Pace.FAST).start(1.0).start(1.0).refuse(1.2, 30.0, 1.0).answer(1.3, 350, 300, 1.0)
    assert held.quota.credit > 200
    assert held.start(31.2).next_start_s(99.0) is None


def test_a_silent_probe_is_followed_by_another_probe() -> None:
    pacer = warm(Pace.FAST).start(1.0).refuse(1.1, 10.0, 1.0).start(11.1).silence(41.0, 11.1)
    assert pacer.probing
    assert pacer.start(41.5).next_start_s(60.0) is None


def test_silence_is_taken_for_counted() -> None:
    pacer = warm(Pace.FAST, 100).start(1.0).silence(2.0, 1.0)
    assert pacer.quota.credit == 99
    after = pacer.start(3.0).answer(3.1, 350, 99, 3.0)
    assert after.quota.credit == 98
    assert pacer.start(60.0).answer(60.1, 350, 99, 60.0).quota.credit == 99


@pytest.mark.parametrize(
    ("limit", "remaining"), [(None, None), (350, None), (None, 5), (0, 0), (350, 351), (-1, -2), (350, -1)]
)
def test_unusable_headers_fall_back_to_spec(limit: int | None, remaining: int | None) -> None:
    pacer = warm(Pace.FAST).start(1.0).answer(1.2, limit, remaining, 1.0)
    assert not pacer.informed
    assert pacer.next_start_s(1.2) == pytest.approx(1.3)
    assert pacer.start(1.3).next_start_s(9.0) is None


def test_answers_that_no_request_waits_for_change_nothing() -> None:
    pacer = warm(Pace.FAST)
    assert pacer.answer(1.0, 350, 5) == pacer
    assert pacer.silence(1.0) == pacer


def test_what_is_displayed() -> None:
    pacer = warm(Pace.STEADY, 34).start(1.0)
    assert (pacer.limit, pacer.remaining, pacer.in_flight, pacer.slow) == (350, 34, 1, True)
    assert Pacer.begin(Pace.STEADY, limit=950).limit == 950
    assert Pacer.begin(Pace.STEADY, limit=0).limit is None
