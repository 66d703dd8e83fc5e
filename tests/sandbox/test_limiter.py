"""Six ways to count requests, told the time."""

import json

import pytest

from pipeline.sandbox.limiter import Limiter, quota_of
from pipeline.sandbox.windows import WINDOW_S, WINDOWS
from tests.support.sandboxes import START_S

LIMIT = 10
T0_S = 1_800_000_100.0  # 100 s into a slice of the wall clock


def allowed(limiter: Limiter, now_s: float, asks: int) -> int:
    return sum(limiter.ask(now_s).allowed for _ in range(asks))


@pytest.mark.parametrize(("registers", "quota"), [(1, 350), (3, 950), (10, 3050)])
def test_quota_grows_with_registers(registers: int, quota: int) -> None:
    assert quota_of(registers) == quota


@pytest.mark.parametrize("kind", WINDOWS)
def test_a_burst_gets_the_quota_and_no_more(kind: str) -> None:
    limiter = Limiter(LIMIT, kind)
    verdicts = [limiter.ask(T0_S) for _ in range(LIMIT + 3)]
    assert [v.allowed for v in verdicts] == [True] * LIMIT + [False] * 3
    assert [v.remaining for v in verdicts[: LIMIT + 1]] == [*range(LIMIT - 1, -1, -1), 0]
    assert all(v.retry_after_s > 0 for v in verdicts[LIMIT:])


@pytest.mark.parametrize("kind", WINDOWS)
def test_waiting_as_told_is_enough_and_not_a_second_too_long(kind: str) -> None:
    limiter = Limiter(LIMIT, kind)
    for number in range(LIMIT):
        assert limiter.ask(T0_S + number).allowed
    full_s = T0_S + LIMIT
    wait_s = limiter.ask(full_s).retry_after_s
    early = Limiter(LIMIT, kind, json.loads(json.dumps(limiter.dump())))
    assert not early.ask(full_s + wait_s - 1).allowed
    assert limiter.ask(full_s + wait_s).allowed


@pytest.mark.parametrize(
    ("kind", "after_s", "free"),
    [
        ("fixed", 299, 0),
        ("fixed", 300, 10),
        ("aligned", 199, 0),
        ("aligned", 200, 10),  # the slice of the wall clock ends there
        ("sliding", 299.9, 0),
        ("sliding", 300.1, 10),
        ("sliding-refusals", 300.1, 9),  # the refusal at the start of the wait still counts
        ("sliding-counter", 200, 0),
        ("sliding-counter", 350, 5),  # half of the next slice: half has faded
        ("bucket", 29, 0),
        ("bucket", 90.01, 3),
        ("bucket", 1000, 10),
    ],
)
def test_places_come_back_when_the_kind_says(kind: str, after_s: float, free: int) -> None:
    limiter = Limiter(LIMIT, kind)
    assert allowed(limiter, T0_S, LIMIT) == LIMIT
    assert not limiter.ask(T0_S + 0.5).allowed
    assert limiter.remaining(T0_S + after_s) == free
    assert allowed(limiter, T0_S + after_s, LIMIT + 1) == free


def test_hammering_keeps_only_the_counting_log_shut() -> None:
    still_shut = []
    for kind in WINDOWS:
        limiter = Limiter(LIMIT, kind)
        allowed(limiter, T0_S, LIMIT)
        for second in range(1, 700):
            if limiter.ask(T0_S + second).allowed:
                break
        else:
            still_shut.append(kind)
    assert still_shut == ["sliding-refusals"]


def test_fixed_window_begins_with_the_first_request() -> None:
    limiter = Limiter(LIMIT, "fixed")
    limiter.ask(T0_S)
    assert limiter.remaining(T0_S + WINDOW_S - 0.1) == LIMIT - 1
    limiter.ask(T0_S + WINDOW_S + 50)
    assert limiter.remaining(T0_S + 2 * WINDOW_S + 49) == LIMIT - 1


@pytest.mark.parametrize("kind", WINDOWS)
def test_state_goes_on_in_another_limiter(kind: str) -> None:
    limiter = Limiter(LIMIT, kind)
    allowed(limiter, T0_S, 4)
    other = Limiter(LIMIT, kind, json.loads(json.dumps(limiter.dump(), allow_nan=False)))
    assert other.remaining(T0_S + 1) == LIMIT - 4
    assert Limiter(LIMIT + 1, kind, limiter.dump()).remaining(T0_S + 1) == LIMIT + 1


@pytest.mark.parametrize("kind", WINDOWS)
def test_giving_back_and_spending_undo_each_other(kind: str) -> None:
    limiter = Limiter(LIMIT, kind)
    limiter.ask(T0_S)
    limiter.give_back(T0_S)
    assert limiter.remaining(T0_S) == LIMIT
    limiter.spend(T0_S, 1000)
    assert limiter.remaining(T0_S) == 0


@pytest.mark.parametrize("kind", WINDOWS)
def test_a_clock_that_steps_back_frees_and_costs_nothing(kind: str) -> None:
    stepped, straight = Limiter(LIMIT, kind), Limiter(LIMIT, kind)
    for back_s, limiter in ((10_000, stepped), (0, straight)):
        allowed(limiter, T0_S, 4)
        limiter.ask(T0_S - back_s)
    for after_s in (0, 60, 199, 200, 301, 450, 700):
        assert stepped.remaining(T0_S + after_s) == straight.remaining(T0_S + after_s), after_s


def test_a_slice_long_past_does_not_fade_into_this_one() -> None:
    limiter = Limiter(LIMIT, "sliding-counter")
    allowed(limiter, T0_S, LIMIT)
    assert limiter.remaining(T0_S + 2 * WINDOW_S) == LIMIT


@pytest.mark.parametrize("kind", WINDOWS)
def test_a_clock_that_steps_back_stands_still(kind: str) -> None:
    stepped, still = Limiter(LIMIT, kind), Limiter(LIMIT, kind)
    for limiter in (stepped, still):
        allowed(limiter, T0_S, LIMIT)
    assert stepped.ask(T0_S - 10_000) == still.ask(T0_S)


def test_window_whose_requests_were_all_given_back_never_began() -> None:
    for kind in ("fixed", "aligned"):
        limiter, fresh = Limiter(LIMIT, kind), Limiter(LIMIT, kind)
        limiter.ask(T0_S)
        limiter.give_back(T0_S)
        later_s = T0_S + WINDOW_S - 1
        assert limiter.ask(later_s) == fresh.ask(later_s)
        assert limiter.remaining(later_s + 2) == fresh.remaining(later_s + 2), kind


@pytest.mark.parametrize("kind", WINDOWS)
def test_the_whole_quota_is_there_again_exactly_when_it_says(kind: str) -> None:
    limiter = Limiter(10, kind)
    for step in range(7):
        limiter.ask(START_S + step)
    now_s = START_S + 7
    full_s = now_s + limiter.full_in(now_s)
    assert full_s > now_s
    assert limiter.remaining(full_s - 0.5) < 10
    assert limiter.remaining(full_s + 0.001) == 10
    assert limiter.full_in(full_s + 0.001) == 0
