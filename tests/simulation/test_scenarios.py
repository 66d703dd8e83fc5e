"""The faults that have names, one history each, on the virtual clock: what takes minutes takes none.

Every history runs the production's way (`World.live`), with the invariants asserted inside, and is judged by what the
store really made.
"""

import asyncio
import dataclasses
import random
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from pipeline.errors import AccessError, ExitStatus, StopError
from pipeline.http import Ending
from pipeline.journal.entries import Entry, Origin
from pipeline.journal.log import Log
from pipeline.journal.transitions import State
from pipeline.load.events import nobody
from pipeline.load.options import LoadOptions
from pipeline.load.planning.survey import LoadRequest, survey_through
from pipeline.load.request import Rows
from pipeline.load.runner import Outcome, RunContext, run_load
from pipeline.pacing.brake import Brake, signalled
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.schema.records import Record, record_from_row
from pipeline.stores.xseries.resources import resource_of
from tests.simulation.sim_client import SIGINT, Life, SimStore, Trip
from tests.simulation.sim_history import OUTPUT, STORES, TARGET, World, customer, judge, product, rows_of
from tests.simulation.sim_server import FATES, Fate, Server, Trouble
from tests.simulation.virtual_time import EPOCH_S, run_virtually

LANE0 = (CUSTOMER, "lane0@example.com")
SKU0 = (PRODUCT, "sku-000")
DAY = "Tue, 10 Jun 2025 12:00:00 GMT"


def world_of(
    customers: int = 3, products: int = 2, script: tuple[str | Fate, ...] = (), options: LoadOptions | None = None
) -> World:  # fmt: skip
    trouble = Trouble(random.Random(7), script=list(script))
    return World(random.Random(7), trouble, rows_of(customers, products), options or LoadOptions())


def end_of(world: World, ends: dict[int, str] | None = None) -> Outcome:
    outcome = world.live(ends)
    assert isinstance(outcome, Outcome), outcome
    return outcome


def stop_of(world: World) -> StopError:
    stop = world.live()
    assert isinstance(stop, StopError), stop
    return stop


def entry_of(world: World, place: tuple[Kind, str]) -> Entry:
    entry = world.journal().entry(*place)
    assert entry is not None
    return entry


def creates(world: World, key: str = "") -> list[Trip]:
    return [trip for trip in world.trips if trip.method == "POST" and trip.key.startswith(key)]


def looks(world: World, key: str) -> list[Trip]:
    return [trip for trip in world.trips if trip.method == "GET" and trip.key == key]


def change(rows: Rows, number: int, **values: str) -> Rows:
    record, line = rows[number]
    changed = Record(record.kind, tuple((name, values.get(name, value)) for name, value in record.values))
    return [*rows[:number], (changed, line), *rows[number + 1 :]]


def kill_under_way(world: World, fate: str) -> None:
    """Kill a run while its first create is under way; the fate is what becomes of that create."""
    world.trouble.script = [dataclasses.replace(FATES[fate](random.Random(5)), kills=True)]
    assert world.live() is None
    world.server.catch_up()


# Servers that fail


def test_thirty_six_503s_leave_what_ran_out_of_tries_pending_and_the_next_run_ends_it() -> None:
    world = world_of(6, 4, script=("5xx",) * 36)
    first = end_of(world)
    assert first.status is ExitStatus.RUN_AGAIN
    assert 0 < first.count(State.PENDING) <= 9
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


def test_a_short_storm_of_503s_is_waited_out_in_one_run() -> None:
    world = world_of(3, 1)
    world.trouble.storms = ((1_001.4, 1_100.0),)  # the second customer is the first that it meets
    world.trouble.weather = (Fate("503", None, status=503, body=lambda _body: {"error": "unavailable"}),)
    assert end_of(world).status is ExitStatus.DONE
    in_storm = [trip for trip in world.trips if 1_001.4 <= trip.began_s < 1_100.0]
    assert {trip.status for trip in in_storm} == {503}
    assert {trip.method for trip in in_storm} == {"GET", "POST"}, "creates, and look-ups after them"
    assert 5 <= len(in_storm) < 12, "an outage is five failures in a row: from then on it is probed"
    judge(world)


def test_a_500_after_commit_is_found_within_seconds_and_not_made_twice() -> None:
    world = world_of(script=("5xx after commit",))
    assert end_of(world).status is ExitStatus.DONE
    assert entry_of(world, LANE0).origin is Origin.RECONCILED
    assert world.clock.now_s < 1_020, "the store's own end needs no settle time"
    judge(world)


@pytest.mark.parametrize("status", [502, 504, 520, 521, 522, 523, 524])
def test_a_commit_30_s_after_the_gateway_gave_up_is_waited_for(status: int) -> None:
    late = Fate("late", commit_s=31.0, answer_s=1.0, status=status, body=lambda _body: None)
    world = world_of(script=(late,))
    assert end_of(world).status is ExitStatus.DONE
    (look,) = looks(world, "lane0@example.com")
    assert look.began_s - creates(world, "lane0")[0].began_s >= 60.0
    assert creates(world, "sku")[-1].ended_s < look.began_s, "the others don't wait for it"
    assert entry_of(world, LANE0).origin is Origin.RECONCILED
    judge(world)


@pytest.mark.parametrize("fate", ["time-out, commit at 20 s", "time-out, commit after it", "time-out"])
def test_a_read_time_out_is_settled_by_a_look_up(fate: str) -> None:
    world = world_of(script=("fine", "fine", "fine", fate))
    assert end_of(world).status is ExitStatus.DONE
    assert entry_of(world, SKU0).origin is (Origin.CREATED if fate == "time-out" else Origin.RECONCILED)
    judge(world)


@pytest.mark.parametrize(
    "fate",
    [
        "HTML 200",
        "truncated",
        "204",
        "too big",
        "wrong id",
        "two ids",
        "drop after commit",
        "drop, late commit",
    ],
)
def test_a_success_that_can_t_be_believed_is_looked_up(fate: str) -> None:
    world = world_of(script=(fate, "fine", "fine", fate))
    assert end_of(world).status is ExitStatus.DONE
    assert {entry_of(world, place).origin for place in (LANE0, SKU0)} == {Origin.RECONCILED}
    judge(world)


def test_search_that_lags_for_minutes_is_no_absence() -> None:
    world = world_of(script=("drop after commit", "fine", "fine", "drop after commit"))
    world.trouble.lag_share = 1.0
    assert end_of(world).status is ExitStatus.DONE
    assert len(creates(world)) == 5
    judge(world)


# The network


def test_five_minutes_of_network_down_midway_cost_few_probes_and_no_run() -> None:
    world = world_of(20, 10)
    world.trouble.storms = ((1_002.5, 1_302.5),)
    assert end_of(world).status is ExitStatus.DONE
    in_storm = [trip for trip in world.trips if 1_002.5 <= trip.began_s < 1_302.5]
    assert 5 < len(in_storm) < 25
    judge(world)


def test_a_store_that_is_gone_for_long_ends_the_run_after_ten_minutes() -> None:
    world = world_of(20, 10)
    world.trouble.storms = ((1_002.5, 3_000.0),)
    outcome = end_of(world)
    assert outcome.status is ExitStatus.RUN_AGAIN
    assert outcome.stop is not None
    assert outcome.stop.code == "store-unreachable"
    assert 600 < world.clock.now_s - 1_002.5 < 700
    world.clock.now_s = 3_001.0
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


def test_network_down_at_the_start_ends_the_survey_with_nothing_written() -> None:
    world = world_of()
    world.trouble.storms = ((0.0, 2_000.0),)
    stop = stop_of(world)
    assert (stop.code, stop.status) == ("store-unreachable", ExitStatus.RUN_AGAIN)
    assert world.journal().note("binding") is None
    world.clock.now_s = 2_001.0
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


def test_requests_under_way_when_the_network_went_do_not_lengthen_the_probes() -> None:
    world = world_of(20, 0, script=("fine",), options=LoadOptions(pace=Pace.FAST, concurrency=8))
    world.trouble.script += [Fate("gone", None, Ending.SILENCE, 3.0)] * 8
    assert end_of(world).status is ExitStatus.DONE
    gone = [trip for trip in world.trips if trip.fate == "gone"]
    after = min(trip.began_s for trip in world.trips if trip.began_s > gone[-1].ended_s)
    assert after - gone[4].ended_s < 16.0, "the first probe comes 15 s after the fifth failure"


def test_probes_of_an_outage_use_up_no_record_s_tries() -> None:
    world = world_of(2, 0, script=("connect error",) * 9)
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


def test_a_probe_waits_for_what_is_still_under_way() -> None:
    slow = Fate("slow", commit_s=28.0, answer_s=29.0)
    gone = Fate("gone", None, Ending.NOT_SENT, 0.1)
    world = world_of(
        8, 0, script=("fine", slow, *(gone,) * 6), options=LoadOptions(pace=Pace.FAST, concurrency=8)
    )
    assert end_of(world).status is ExitStatus.DONE
    (under_way,) = [trip for trip in world.trips if trip.fate == "slow"]
    fifth_s = sorted(trip.ended_s for trip in world.trips if trip.fate == "gone")[4]
    assert not [trip for trip in world.trips if fifth_s < trip.began_s < under_way.ended_s]


def test_a_call_that_slept_with_the_machine_settles_from_its_waking() -> None:
    world = world_of(script=(Fate("asleep", commit_s=330.0, answer_s=0.2, ending=Ending.SILENCE),))
    # the process is stopped for 300 s inside the call, the server got the request when it woke
    assert end_of(world, {20: "sleep"}).status is ExitStatus.DONE
    assert world.tally["sleep"] == 1
    judge(world)


def test_an_intent_whose_writing_stalled_settles_from_its_sending() -> None:
    """A disk, or the whole process, that stands still for minutes inside a commit, and a kill right after the sending."""
    late = Fate("late", commit_s=50.0, answer_s=1.0, ending=Ending.SILENCE, kills=True)
    for step in range(1, 60):
        world = world_of(1, 0, script=(late,))
        assert world.live({step: "stall"}) is None
        if not world.tally["stall"]:
            assert step > 14, "hardly a commit stalled"
            return  # the step before was the last at which one could: the commit of the intent itself
        sent_s = world.clock.now_s
        assert end_of(world).status is ExitStatus.DONE
        (look,) = looks(world, "lane0@example.com")
        assert look.began_s - sent_s > 59.9, f"step {step}"
        judge(world)
    pytest.fail("no commit was the last one before the sending")


# The quota


@pytest.mark.parametrize("skew_s", [3_600.0, 30.0, -30.0, -3_600.0])  # the local clock has no say
@pytest.mark.parametrize(
    ("retry_after", "date", "hold_s"),
    [
        ("7", None, 8),
        ("7.5", None, 8.5),
        ("0", None, 1),
        ("-3", None, 1),
        (None, None, 30),
        ("soon", None, 30),
        ("Tue, 10 Jun 2025 12:00:20 GMT", DAY, 21),
        (
            "Tue, 10 Jun 2025 13:00:20 GMT",
            "Tue, 10 Jun 2025 13:00:00 GMT",
            21,
        ),  # a clock an hour off, on their side
        ("Tue, 10 Jun 2025 11:59:50 GMT", "Tue, 10 Jun 2025 11:59:30 GMT", 21),
        ("Tue Jun 10 12:00:20 2025", DAY, 21),
        ("Tue, 10 Jun 2025 12:00:00 GMT", DAY, 1),
        ("Tue, 10 Jun 2025 11:59:00 GMT", DAY, 1),
        ("Sun, 10 Jun 2035 12:00:00 GMT", DAY, 900),
        ("Tue, 10 Jun 2025 12:00:20 GMT", None, 30),
    ],
)
def test_everybody_holds_as_long_as_a_429_asks(
    retry_after: str | None, date: str | None, hold_s: float, skew_s: float
) -> None:
    refused = Fate(
        "429", None, status=429, retry_after=retry_after, date=date, body=lambda _body: {"error": "slow down"}
    )
    world = world_of(12, 0, script=("fine", "fine", "fine", "fine", refused))
    world.clock.wall_error_s = skew_s
    assert end_of(world).status is ExitStatus.DONE
    (trip,) = [trip for trip in world.trips if trip.fate == "429"]
    following = min(each.began_s for each in world.trips if each.began_s > trip.ended_s)
    assert hold_s <= following - trip.ended_s < hold_s + 2
    assert entry_of(world, (CUSTOMER, trip.key)).attempts == 1, "a 429 is no attempt"
    judge(world)


@pytest.mark.parametrize(
    ("retry_after", "date"), [("6", None), ("Tue, 10 Jun 2025 12:00:06 GMT", DAY)], ids=["seconds", "a date"]
)
def test_a_time_that_a_store_rounded_down_is_outwaited_at_once(retry_after: str, date: str | None) -> None:
    """It refuses long before its headers say that nothing is left, for 6.9 s, calls that 6, and refuses who comes by then."""
    refused = Fate("429", None, status=429, retry_after=retry_after, date=date, body=lambda _body: None)
    world = world_of(12, 0)
    world.trouble.storms, world.trouble.weather = ((1_001.4, 1_008.3),), (refused,)
    assert end_of(world).status is ExitStatus.DONE
    refusals = [trip for trip in world.trips if trip.status == 429]
    first_s = min(trip.ended_s for trip in refusals)
    assert first_s < 1_001.7, "the time was rounded down by nearly a second"
    assert all(trip.began_s < first_s for trip in refusals), "who held came back too early"
    judge(world)


def test_four_429s_in_flight_make_one_hold_and_one_probe() -> None:
    refused = Fate(
        "429", None, answer_s=2.0, status=429, retry_after="20", body=lambda _body: {"error": "slow down"}
    )
    world = world_of(12, 0, script=("fine", "fine", *(refused,) * 4))
    assert end_of(world).status is ExitStatus.DONE
    refusals = [trip for trip in world.trips if trip.fate == "429"]
    assert len(refusals) == 4
    assert refusals[-1].began_s < refusals[0].ended_s, "they were to be in flight together"
    after = sorted(trip.began_s for trip in world.trips if trip.began_s > refusals[-1].ended_s)
    probe = next(trip for trip in world.trips if trip.began_s == after[0])
    assert after[0] >= refusals[-1].ended_s + 21.0
    assert after[1] >= probe.ended_s, "one probe goes alone"
    judge(world)


def test_four_429s_that_name_no_time_ask_for_one_wait_and_not_for_four() -> None:
    refused = Fate("429", None, answer_s=2.0, status=429, body=lambda _body: {"error": "slow down"})
    world = world_of(12, 0, script=("fine", "fine", *(refused,) * 4))
    assert end_of(world).status is ExitStatus.DONE
    last_s = max(trip.ended_s for trip in world.trips if trip.fate == "429")
    assert 30.0 <= min(trip.began_s for trip in world.trips if trip.began_s > last_s) - last_s < 32.0


@pytest.mark.parametrize("jump_s", [3_600.0, 30.0, -30.0, -3_600.0])
def test_a_clock_that_is_set_during_a_hold_changes_nothing(jump_s: float) -> None:
    async def set_the_clock(world: World, _brake: Brake) -> None:
        await asyncio.sleep(5.0)
        world.clock.wall_error_s += jump_s
        await asyncio.sleep(5.0)
        world.clock.wall_error_s -= 2 * jump_s

    refused = Fate("429", None, status=429, retry_after="60", body=lambda _body: {"error": "slow down"})
    world = world_of(3, 0, script=(refused, "time-out, commit after it"))
    world.beside = set_the_clock
    assert end_of(world).status is ExitStatus.DONE
    first, second = creates(world)[:2]
    assert 61.0 <= second.began_s - first.ended_s < 63.0
    judge(world)


def test_a_store_that_answers_429_for_ever_ends_the_run() -> None:
    refused = Fate("429", None, status=429, retry_after="1", body=lambda _body: {"error": "slow down"})
    world = world_of(2, 0, script=(refused,) * 60)
    outcome = end_of(world)
    assert outcome.stop is not None
    assert (outcome.stop.code, outcome.status) == ("quota-shut", ExitStatus.RUN_AGAIN)
    assert len(creates(world)) == 50


# Token, permission, store


@pytest.mark.parametrize(
    ("fate", "code", "status", "left"),
    [
        ("401", "token-rejected", ExitStatus.ACCESS, State.PENDING),
        ("403", "permission-missing", ExitStatus.ACCESS, State.PENDING),
        ("404 page", "store-not-found", ExitStatus.ACCESS, State.SENT),  # a stranger's page proves nothing
        ("redirect", "redirected", ExitStatus.ACCESS, State.SENT),
        ("certificate", "certificate", ExitStatus.RUN_AGAIN, State.PENDING),
    ],
)
def test_what_ends_a_run_midway_keeps_what_is_done_and_the_next_run_goes_on(
    fate: str, code: str, status: ExitStatus, left: State
) -> None:
    world = world_of(4, 2, script=("fine", fate))
    outcome = end_of(world)
    assert outcome.stop is not None
    assert (outcome.stop.code, outcome.status) == (code, status)
    assert outcome.count(State.DONE) >= 1
    assert entry_of(world, (CUSTOMER, "lane1@example.com")).state is left
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


def test_a_journal_of_another_store_with_the_same_prefix_stops_before_any_create() -> None:
    world = world_of()
    assert world.live({30: "kill"}) is None
    other = Server(world.clock, world.shop, STORES[1])
    sent = len(creates(world))
    stop = world.live(server=other)
    assert isinstance(stop, StopError)
    assert (stop.code, stop.status) == ("wrong-store", ExitStatus.ACCESS)
    assert len(creates(world)) == sent
    assert other.history == []


def test_a_survey_of_another_store_does_not_pass_for_a_look_at_ours() -> None:
    """The survey is minutes old when the run begins: the run holds it against the journal once more."""
    world = world_of()
    assert end_of(world).status is ExitStatus.DONE
    elsewhere = World(random.Random(9), Trouble(random.Random(9)), world.rows, clock=world.clock)
    other = SimStore(
        Life(world.clock),
        Server(world.clock, world.shop, STORES[1]),
        elsewhere.trouble,
        elsewhere.database,
        4,
    )
    request = LoadRequest(Path("out"), [*world.rows, (customer(50), 9)], TARGET, world.options)

    async def run() -> Outcome:
        paced = PacedStore.begin(other, random.Random(9), world.options.pace, world.options.concurrency)
        seen = await survey_through(request, None, paced, lambda _facts: ())
        stage = RunContext(
            journal=world.journal(), log=Log(None), store=other, brake=Brake(), save=lambda _data: None,
            wall_s=world.clock.wall_s, rng=random.Random(9), watch=nobody,
        )  # fmt: skip
        return await run_load(stage, request, seen, OUTPUT, command="load", tool_version="0")

    with pytest.raises(AccessError) as stop:
        run_virtually(world.clock, run())
    assert stop.value.code == "wrong-store"
    assert other.posts == 0


# Duplicates


@pytest.mark.parametrize("answer", ["fields", "details", "409"])
def test_a_product_that_somebody_made_is_in_conflict_and_the_rest_goes_on(answer: str) -> None:
    world = world_of(2, 3)
    world.shop = SandboxOptions(registers=10, duplicate=answer)
    world.server = Server(world.clock, world.shop, STORES[0])
    staffs = world.server.staff("/products", resource_of(PRODUCT).part(product(0), {}, "price_including_tax"))
    outcome = end_of(world)
    assert outcome.status is ExitStatus.LEFT_OVER
    assert (entry_of(world, SKU0).state, entry_of(world, SKU0).remote_id) == (State.CONFLICT, staffs)
    assert outcome.count(State.DONE) == 4
    again = end_of(world)
    assert len(creates(world, "sku-000")) == 1, "a conflict is not tried again by itself"
    assert again.status is ExitStatus.LEFT_OVER


@pytest.mark.parametrize(("answer", "status"), [("fields", 422), ("details", 422), ("409", 409)])
def test_a_duplicate_after_a_time_out_is_ours(answer: str, status: int) -> None:
    """The residual risk, for products: a commit after the settle time and both look-ups, but before the next request's."""
    very_late = Fate("very late", 63.0, Ending.SILENCE, 30.0)
    world = world_of(1, 1, script=("fine", very_late, Fate("slow", commit_s=5.0, answer_s=6.0)))
    world.shop = SandboxOptions(registers=10, duplicate=answer)
    world.server = Server(world.clock, world.shop, STORES[0])
    world.server.strict = False
    assert end_of(world).status is ExitStatus.DONE
    assert [trip.status for trip in creates(world, "sku-000")] == [None, status]
    (made,) = [effect for effect in world.server.history if effect.key == "SKU-000"]
    first, again = creates(world, "sku-000")
    absent = [trip for trip in looks(world, "sku-000") if first.ended_s < trip.began_s < again.began_s]
    assert len(absent) == 2, "it was looked up in both places before"
    assert max(trip.ended_s for trip in absent) < made.time_s - EPOCH_S < again.ended_s
    assert world.clock.now_s < again.ended_s + 5.0, "a duplicate is looked up at once"
    assert (entry_of(world, SKU0).origin, entry_of(world, SKU0).remote_id) == (Origin.RECONCILED, made.id)
    judge(world)


def test_a_duplicate_that_nobody_can_find_is_a_conflict_and_not_asked_for_in_every_run() -> None:
    nowhere = Fate("409", None, status=409, body=lambda _body: {"error": "exists"})
    world = world_of(1, 1, script=("drop before commit", "fine", *(nowhere,) * 5))
    outcome = end_of(world)
    assert outcome.status is ExitStatus.LEFT_OVER
    assert entry_of(world, LANE0).state is State.CONFLICT
    assert len(creates(world, "lane0")) == 2
    assert end_of(world).status is ExitStatus.LEFT_OVER
    assert len(creates(world, "lane0")) == 2


def test_a_look_up_that_fails_after_a_409_ends_no_run() -> None:
    world = world_of(2, 3)
    staffs = world.server.staff("/products", resource_of(PRODUCT).part(product(0), {}, "price_including_tax"))
    survey = ["fine"] * 7
    world.trouble.reads = [*survey, *["5xx"] * 4]
    outcome = end_of(world)
    assert outcome.stop is None
    assert (entry_of(world, SKU0).state, entry_of(world, SKU0).remote_id) == (State.CONFLICT, staffs)
    assert outcome.count(State.DONE) == 4


def test_a_record_whose_look_ups_all_fail_is_listed_as_uncertain() -> None:
    page = Fate("HTML 200", None, status=200, body=lambda _body: None)
    world = world_of(2, 1, script=("drop after commit",))
    world.trouble.reads = ["fine"] * 7 + [page] * 200
    outcome = end_of(world)
    assert outcome.status is ExitStatus.RUN_AGAIN
    assert outcome.count(State.SENT) == 1
    world.trouble.reads = []
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


def test_rejected_rows_are_sent_again_only_once_they_were_edited_or_stand_as_they_are() -> None:
    refused = Fate(
        "422", None, status=422, body=lambda _body: {"error": "bad", "fields": {"phone": "is too long"}}
    )
    world = world_of(5, 0, script=("fine", refused, refused, refused))
    outcome = end_of(world)
    assert outcome.status is ExitStatus.LEFT_OVER
    assert outcome.count(State.REJECTED) == 3
    sent = len(creates(world))
    for number in (1, 2, 3):
        world.rows = change(world.rows, number, last_name=f"Mended{number}")
    assert end_of(world).status is ExitStatus.DONE
    assert len(creates(world)) == sent + 3
    judge(world)


def test_a_customer_whose_name_the_store_rewrote_is_neither_doubled_nor_guessed() -> None:
    world = world_of(2, 0, script=("drop before commit",))
    made = ""

    async def rewrite(world: World, _brake: Brake) -> None:
        nonlocal made
        await asyncio.sleep(5.0)
        body = {"first_name": "Ada &amp; Co", "last_name": "Lane0", "email": "Lane0@example.com"}
        made = world.server.staff("/customers", body)

    world.beside = rewrite
    outcome = end_of(world)
    assert outcome.status is ExitStatus.LEFT_OVER
    assert (entry_of(world, LANE0).state, entry_of(world, LANE0).remote_id) == (State.CONFLICT, made)
    world.beside = None
    adopting(world)
    assert end_of(world).status is ExitStatus.LEFT_OVER
    assert len(creates(world, "lane0")) == 1


# Rows that were edited between two runs


def test_a_row_edited_while_its_record_was_uncertain_is_found_by_what_was_sent() -> None:
    world = world_of(1, 1)
    kill_under_way(world, "drop, late commit")
    world.rows = change(world.rows, 0, first_name="Edited")
    outcome = end_of(world)
    assert outcome.status is ExitStatus.DONE
    assert entry_of(world, LANE0).origin is Origin.RECONCILED
    assert end_of(world).changed == 1, "done, and changed since"
    judge(world)


def test_a_row_edited_while_its_record_was_uncertain_and_absent_is_sent_as_it_stands_now() -> None:
    world = world_of(1, 1)
    kill_under_way(world, "drop before commit")
    world.rows = change(world.rows, 0, first_name="Edited")
    assert end_of(world).status is ExitStatus.DONE
    assert entry_of(world, LANE0).label == "Edited Lane0"
    assert [effect.body["first_name"] for effect in world.server.history if effect.kind == "customers"] == [
        "Edited"
    ]
    judge(world)


@pytest.mark.parametrize("fate", ["drop, late commit", "drop before commit"])
def test_a_row_removed_while_its_record_was_uncertain_is_looked_up_and_never_sent_again(fate: str) -> None:
    world = world_of(1, 1)
    kill_under_way(world, fate)
    sent = len(world.server.made(*LANE0)) + world.server.awaits(*LANE0)
    world.rows = world.rows[1:]
    assert end_of(world).status is ExitStatus.DONE
    assert entry_of(world, LANE0).state is (State.DONE if sent else State.WITHDRAWN)
    assert creates(world, "lane0") == []  # the only one was cut off by the kill
    judge(world)


def test_rows_added_and_reordered_after_a_load_send_the_new_ones_alone() -> None:
    world = world_of(3, 2)
    assert end_of(world).status is ExitStatus.DONE
    sent = len(creates(world))
    world.rows = [*reversed(world.rows), (customer(50), 7), (product(50), 8)]
    assert end_of(world).status is ExitStatus.DONE
    assert [trip.key for trip in creates(world)[sent:]] == ["lane50@example.com", "sku-050"]
    judge(world)


@pytest.mark.parametrize(("form", "other"), [("NFC", "NFD"), ("NFD", "NFC")])
@pytest.mark.parametrize("fate", ["fine", "drop, late commit"])
def test_keys_that_differ_in_case_or_unicode_form_are_one_record(
    form: Literal["NFC", "NFD"], other: Literal["NFC", "NFD"], fate: str
) -> None:
    def row(email: str) -> Rows:
        cells = {"first_name": "Zoë", "last_name": "Lane", "email": email}
        return [(record_from_row(CUSTOMER, cells), 2)]

    world = world_of(0, 0, script=(fate,))
    world.rows = row(unicodedata.normalize(form, "Zoë@example.com"))
    if fate == "fine":
        assert end_of(world).status is ExitStatus.DONE
    else:
        kill_under_way(world, fate)
    world.rows = row(unicodedata.normalize(other, "ZOË@EXAMPLE.COM"))
    assert end_of(world).status in {ExitStatus.DONE, ExitStatus.LEFT_OVER}
    assert len(world.server.made(CUSTOMER, "zoë@example.com")) == 1


# A journal that was lost


def lost_journal(world: World) -> World:
    assert end_of(world).status is ExitStatus.DONE
    fresh = World(random.Random(8), Trouble(random.Random(8)), world.rows, world.options, clock=world.clock)
    fresh.server = world.server
    fresh.server.strict = (
        False  # a lost journal's products are asked for again; the store says that they exist
    )
    return fresh


def test_a_lost_journal_doubles_nothing() -> None:
    world = lost_journal(world_of(4, 2))
    stop = stop_of(world)
    assert (stop.code, stop.status) == ("already-there", ExitStatus.LEFT_OVER)
    assert "--adopt" in stop.hint
    assert world.journal().note("binding") is None
    assert creates(world) == []


def adopting(world: World) -> World:
    world.options = dataclasses.replace(world.options, adopt=True)
    return world


def test_adopting_takes_over_what_is_there_and_makes_the_rest() -> None:
    world = adopting(lost_journal(world_of(4, 2)))
    world.rows = [*world.rows, (customer(50), 6)]
    assert end_of(world).status is ExitStatus.DONE
    origins = [entry.origin for entry in world.journal().entries()]
    assert origins.count(Origin.ADOPTED) == 6
    assert [trip.key for trip in creates(world) if trip.path == "/customers"] == ["lane50@example.com"]
    for entry in world.journal().entries():
        assert world.server.made(entry.kind, entry.key) == [entry.remote_id]


@pytest.mark.parametrize("step", range(13, 40))
def test_adopting_survives_a_kill_at_every_step(step: int) -> None:
    world = adopting(lost_journal(world_of(3, 2)))
    world.live({step: "kill"})
    world.clock.now_s += 61.0
    assert end_of(world).status is ExitStatus.DONE
    for entry in world.journal().entries():
        assert world.server.made(entry.kind, entry.key) == [entry.remote_id]


def test_a_namesake_stays_in_conflict_however_often_one_adopts() -> None:
    world = adopting(world_of(2, 0))
    staffs = world.server.staff(
        "/customers", {"first_name": "Someone", "last_name": "Else", "email": "lane0@example.com"}
    )
    for _ in range(2):
        outcome = end_of(world)
        assert outcome.status is ExitStatus.LEFT_OVER
        assert (entry_of(world, LANE0).state, entry_of(world, LANE0).remote_id) == (State.CONFLICT, staffs)
    assert world.server.made(*LANE0) == []


# Disks


def test_a_disk_full_on_the_intent_sends_nothing() -> None:
    world = world_of(1, 0)
    step = next(number for number in range(1, 60) if _fails_at(world_of(1, 0), number, sent=False))
    outcome = end_of(world, {step: "disk"})
    assert outcome.stop is not None
    assert (outcome.stop.code, outcome.status) == ("journal-unwritable", ExitStatus.JOURNAL)
    assert creates(world) == []
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


def test_a_disk_full_on_the_outcome_leaves_it_uncertain_and_it_is_found() -> None:
    step = next(number for number in range(1, 60) if _fails_at(world_of(1, 0), number, sent=True))
    world = world_of(1, 0)
    outcome = end_of(world, {step: "disk"})
    assert outcome.status is ExitStatus.JOURNAL
    assert entry_of(world, LANE0).state is State.SENT
    assert end_of(world).status is ExitStatus.DONE
    assert entry_of(world, LANE0).origin is Origin.RECONCILED
    judge(world)


def _fails_at(world: World, step: int, *, sent: bool) -> bool:
    outcome = world.live({step: "disk"})
    failed = (
        isinstance(outcome, Outcome)
        and outcome.stop is not None
        and outcome.stop.code == "journal-unwritable"
    )
    return failed and bool(creates(world)) is sent


def test_a_mapping_that_can_t_be_written_stops_before_anything_is_sent() -> None:
    world = world_of()
    world.disk_full = True
    outcome = end_of(world)
    assert outcome.stop is not None
    assert (outcome.stop.code, outcome.status) == ("mapping-unwritable", ExitStatus.JOURNAL)
    assert creates(world) == []
    world.disk_full = False
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


def test_a_disk_that_fills_up_for_the_mapping_alone_loses_no_id() -> None:
    async def fill_up(world: World, _brake: Brake) -> None:
        await asyncio.sleep(0.5)
        world.disk_full = True

    world = world_of(5, 5)
    world.beside = fill_up
    outcome = end_of(world)
    assert outcome.stop is not None
    assert outcome.stop.code == "mapping-unwritable"
    assert outcome.count(State.DONE) == 10
    world.beside, world.disk_full = None, False
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


# Ending it


@pytest.mark.parametrize("twice", [False, True])
def test_ctrl_c_once_lets_requests_end_and_twice_leaves_them_uncertain(*, twice: bool) -> None:
    async def press(_world: World, brake: Brake) -> None:
        await asyncio.sleep(1.0)
        brake.pull(signalled(SIGINT))
        if twice:
            brake.slam()

    slow = Fate("slow", commit_s=2.0, answer_s=10.0)
    world = world_of(8, 4, script=("fine", slow, slow, slow, slow))
    world.beside = press
    outcome = end_of(world)
    assert outcome.status is ExitStatus.CTRL_C
    assert (outcome.count(State.SENT) > 0) is twice
    world.beside = None
    assert end_of(world).status is ExitStatus.DONE
    judge(world)


def test_a_brake_pulled_while_workers_wait_at_the_door_ends_at_once() -> None:
    async def press(_world: World, brake: Brake) -> None:
        await asyncio.sleep(10.0)
        brake.pull(signalled(SIGINT))

    refused = Fate("429", None, status=429, retry_after="600", body=lambda _body: {"error": "slow down"})
    world = world_of(8, 4, script=("fine", refused))
    world.beside = press
    began_s = world.clock.now_s
    assert end_of(world).status is ExitStatus.CTRL_C
    assert world.clock.now_s - began_s < 15.0


@pytest.mark.parametrize("jump_s", [3_600.0, 30.0, -30.0, -3_600.0])
def test_a_wall_clock_that_is_set_between_two_runs_shortens_no_settle_time(jump_s: float) -> None:
    world = world_of(1, 0)
    kill_under_way(world, "time-out, commit after it")
    sent_s = world.clock.now_s
    world.clock.wall_error_s += jump_s
    assert end_of(world).status is ExitStatus.DONE
    (look,) = looks(world, "lane0@example.com")
    assert look.began_s >= sent_s + 59.0
    judge(world)


@pytest.mark.parametrize("uptime_s", [10.0, 5_000.0])
def test_a_boot_between_two_runs_counts_from_the_boot(uptime_s: float) -> None:
    world = world_of(1, 0)
    kill_under_way(world, "time-out, commit after it")
    world.clock.now_s += uptime_s
    world.clock.booted_s = world.clock.now_s - uptime_s
    world.clock.wall_error_s += 7_200.0
    restarted_s = world.clock.now_s
    assert end_of(world).status is ExitStatus.DONE
    (look,) = looks(world, "lane0@example.com")
    assert look.began_s - restarted_s >= 60.0 - uptime_s
    judge(world)


def test_leftovers_whose_time_has_passed_are_looked_up_at_once() -> None:
    world = world_of(1, 0)
    kill_under_way(world, "drop, late commit")
    world.clock.now_s += 90.0
    began_s = world.clock.now_s
    assert end_of(world).status is ExitStatus.DONE
    assert world.clock.now_s - began_s < 10.0
    judge(world)


# Answers that belong to another request


def test_an_answer_with_the_id_of_another_record_is_not_believed() -> None:
    """A cache on the way that repeats its last answer: the mapping would have one id twice."""
    world = world_of(0, 2, script=("fine",))

    def first_answer(_body: object) -> object:
        return {"data": world.server.made(*SKU0)}

    world.trouble.script.append(Fate("repeated", None, status=200, body=first_answer))
    outcome = end_of(world)
    made = [world.server.made(PRODUCT, key) for key in ("sku-000", "sku-001")]
    assert outcome.status is ExitStatus.DONE
    assert [[entry.remote_id] for entry in world.journal().entries()] == made
