"""What the pacer promises for any interleaving of starts, answers, silences and refusals, honest or hostile."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.pacing.pacer import FLOORS, Pace, Pacer
from pipeline.pacing.quota import read_rate
from pipeline.pacing.retry_after import WAIT_MAX_S, read_count, wait_from
from tests.support.breadth import BREADTH

HAIR_S = 1e-9


@dataclass(frozen=True)
class Event:
    """One thing that happens: `kind`, after how long, to which flight, with which headers."""

    kind: str
    after_s: float
    which: int
    limit: int | None
    remaining: int | None
    wait_s: float


headers = st.one_of(st.none(), st.integers(-5, 400), st.sampled_from([0, 1, 350, 950, 10**8, 10**30]))
honest = st.tuples(st.sampled_from([350, 950, 3050]), st.integers(0, 350))
events = st.builds(
    lambda kind, after_s, which, rate, wait_s: Event(kind, after_s, which, rate[0], rate[1], wait_s),
    st.sampled_from(["answer", "answer", "answer", "silence", "refuse", "idle"]),
    st.floats(0, 40, allow_nan=False),
    st.integers(0, 7),
    st.one_of(st.tuples(headers, headers), honest),
    st.floats(0.5, 900),
)
histories = st.lists(events, max_size=60)
paces = st.sampled_from(list(Pace))


def run(
    pacer: Pacer, history: list[Event], left: int | None = None
) -> list[tuple[float, Pacer, Pacer | None]]:
    """Start whenever allowed, between the events; return (now, state before, state after a start or None)."""
    seen: list[tuple[float, Pacer, Pacer | None]] = []
    now_s = 0.0
    for event in history:
        until_s = now_s + event.after_s
        for _ in range(20):
            due_s = pacer.next_start_s(now_s, left)
            if due_s is None or due_s > until_s:
                break
            now_s = max(now_s, due_s)
            seen.append((now_s, pacer, pacer.start(now_s)))
            pacer = pacer.start(now_s)
        now_s = until_s
        if pacer.flights and event.kind != "idle":
            started_s = pacer.flights[event.which % len(pacer.flights)].started_s
            pacer = apply(pacer, event, now_s, started_s)
        seen.append((now_s, pacer, None))
    return seen


def apply(pacer: Pacer, event: Event, now_s: float, started_s: float) -> Pacer:
    if event.kind == "answer":
        return pacer.answer(now_s, event.limit, event.remaining, started_s)
    if event.kind == "silence":
        return pacer.silence(now_s, started_s)
    return pacer.refuse(now_s, event.wait_s, started_s)


lefts = st.one_of(st.none(), st.integers(1, 500))


@given(paces, histories, lefts)
def test_starts_are_never_closer_than_the_floor(pace: Pace, history: list[Event], left: int | None) -> None:
    for now_s, before, after in run(Pacer.begin(pace), history, left):
        if after is None or before.last_start_s is None:
            continue
        scarce = before.slow
        floor_s = FLOORS[pace].scarce_s if scarce else FLOORS[pace].plenty_s
        assert now_s - before.last_start_s >= floor_s - HAIR_S


@given(paces, histories, lefts, st.one_of(st.none(), st.integers(-3, 20)))
def test_in_flight_never_exceeds_concurrency(
    pace: Pace, history: list[Event], left: int | None, concurrency: int | None
) -> None:
    pacer = Pacer.begin(pace, concurrency)
    most = max(1, min(FLOORS[pace].in_flight, FLOORS[pace].in_flight if concurrency is None else concurrency))
    assert pacer.concurrency == most
    for _, before, after in run(pacer, history, left):
        assert before.in_flight <= most
        assert after is None or after.in_flight <= most


@given(paces, histories, lefts)
def test_hold_outlasts_spacing(pace: Pace, history: list[Event], left: int | None) -> None:
    for now_s, before, after in run(Pacer.begin(pace), history, left):
        if before.hold_until_s is None:
            continue
        due_s = before.next_start_s(now_s, left)
        assert due_s is None or due_s >= before.hold_until_s
        assert after is None or now_s >= before.hold_until_s


@given(paces, histories, lefts)
def test_after_a_hold_exactly_one_probe_goes(pace: Pace, history: list[Event], left: int | None) -> None:
    for now_s, before, after in run(Pacer.begin(pace), history, left):
        if after is not None and before.probing:
            assert before.in_flight == 0
            assert after.next_start_s(now_s + 10_000, left) is None


@given(paces, histories)
def test_credit_is_never_believed_above_the_limit(pace: Pace, history: list[Event]) -> None:
    for _, before, _after in run(Pacer.begin(pace), history):
        if before.limit is not None and before.remaining is not None:
            assert before.quota.credit <= before.limit
            assert before.remaining <= before.limit


@given(paces, histories, lefts)
def test_nobody_waits_for_an_answer_that_cannot_come(
    pace: Pace, history: list[Event], left: int | None
) -> None:
    for now_s, before, _after in run(Pacer.begin(pace), history, left):
        due_s = before.next_start_s(now_s, left)
        assert due_s is not None or before.in_flight > 0
        if due_s is not None:
            bound_s = max(
                before.hold_until_s or 0, (before.last_end_s or 0) + 302, (before.last_start_s or 0) + 302
            )
            assert due_s <= max(now_s, bound_s)


@given(paces, histories, lefts)
def test_waiting_until_the_moment_is_enough(pace: Pace, history: list[Event], left: int | None) -> None:
    for now_s, before, _after in run(Pacer.begin(pace), history, left):
        due_s = before.next_start_s(now_s, left)
        if due_s is not None and due_s > now_s:
            again_s = before.next_start_s(due_s, left)
            assert again_s is not None
            assert again_s <= due_s


@given(st.sampled_from([Pace.STEADY, Pace.FAST]), histories, headers, headers)
def test_hostile_headers_fall_back_to_spec(
    pace: Pace, history: list[Event], limit: int | None, remaining: int | None
) -> None:
    if read_rate(limit, remaining) is not None:
        return
    hostile = [
        Event("answer", event.after_s, event.which, limit, remaining, event.wait_s) for event in history
    ]
    for now_s, before, after in run(Pacer.begin(pace), hostile):
        if after is not None:
            assert before.in_flight == 0
            assert before.last_end_s is None or now_s - before.last_end_s >= 0.1 - HAIR_S


@settings(max_examples=100 * BREADTH)
@given(st.one_of(st.none(), st.text(max_size=80)), st.one_of(st.none(), st.text(max_size=80)), st.integers())
def test_any_text_gives_a_bounded_wait(retry_after: str | None, date: str | None, attempt: int) -> None:
    assert 1.0 <= wait_from(retry_after, date, attempt) <= WAIT_MAX_S


@given(st.one_of(st.none(), st.text(max_size=40), st.integers().map(str)))
def test_any_text_is_a_count_or_nothing(text: str | None) -> None:
    count = read_count(text)
    assert count is None or 0 <= count < 10**9
