"""Who waits, and how long: outages, deferred look-ups, the settle time between two runs; and what is still to come."""

import asyncio
from dataclasses import replace

import pytest

from pipeline.errors import RunAgainError
from pipeline.load.deferred import Deferred, surely_passed_s
from pipeline.load.loader import Loader
from pipeline.load.reconcile import LOOK_REQUESTS
from pipeline.pacing.brake import Brake, Braked
from pipeline.pacing.outages import GIVE_UP_S, PATIENCE, PROBE_AFTER_S, Outage
from pipeline.records import Kind
from tests.unit.load_support import customer, entry

ONE, TWO = (Kind.CUSTOMER, "one"), (Kind.PRODUCT, "two")


def failing(times: int, at_s: float = 100.0) -> Outage:
    outage = Outage()
    for number in range(times):
        outage = outage.fail(at_s + number, at_s + number - 0.5)
    return outage


def test_four_failures_are_no_outage_and_five_are() -> None:
    assert not failing(PATIENCE - 1).active
    assert failing(PATIENCE).active
    assert failing(PATIENCE - 1).next_start_s(100.0) == 100.0


def test_probes_come_15_30_and_then_60_s_apart() -> None:
    outage = failing(PATIENCE)
    waits = []
    for _ in range(5):
        start_s = outage.next_start_s(outage.last_s)
        waits.append(start_s - outage.last_s)
        outage = outage.fail(start_s + 1.0, start_s)
    assert tuple(waits) == (*PROBE_AFTER_S, 60.0, 60.0)


def test_requests_that_were_on_their_way_are_no_probes() -> None:
    outage = failing(PATIENCE)
    straggled = outage.fail(outage.last_s + 3.0, outage.last_s - 1.0)
    assert straggled == outage


def test_an_outage_is_hopeless_ten_minutes_after_it_began() -> None:
    outage = failing(PATIENCE)
    assert outage.since_s is not None
    assert not outage.hopeless(outage.since_s + GIVE_UP_S - 1)
    assert outage.hopeless(outage.since_s + GIVE_UP_S)
    assert not failing(PATIENCE - 1).hopeless(10_000.0), "what is no outage can't be hopeless"


def test_what_waits_is_taken_when_its_time_has_come_the_earliest_first() -> None:
    deferred = Deferred()
    deferred.soon(ONE, 10.0)
    deferred.soon(TWO, 5.0)
    assert deferred.next_s(all_kinds=False) == 5.0
    assert deferred.take(4.9, all_kinds=True) is None
    assert [deferred.take(20.0, all_kinds=False) for _ in range(3)] == [TWO, ONE, None]


def test_what_must_settle_comes_last() -> None:
    deferred = Deferred()
    deferred.late(ONE, 5.0)
    assert deferred.take(100.0, all_kinds=False) is None
    assert deferred.next_s(all_kinds=False) is None
    assert (len(deferred), deferred.next_s(all_kinds=True)) == (1, 5.0)
    assert deferred.take(100.0, all_kinds=True) == ONE
    assert len(deferred) == 0


@pytest.mark.parametrize(
    ("wall_s", "clock_s", "passed_s"),
    [
        (1_040.0, 140.0, 40.0),  # both agree
        (4_640.0, 140.0, 40.0),  # the wall clock was set forward
        (940.0, 140.0, 0.0),  # ... and backward: all of the settle time is waited
        (1_040.0, 110.0, 10.0),  # the machine slept; monotonic clocks may stand still then
        (1_040.0, 25.0, 25.0),  # booted in between: the time since then is sure
        (1_010.0, 25.0, 10.0),
        (1_040.0, 9_000.0, 40.0),  # booted long after, or another machine
    ],
)
def test_the_smaller_of_two_clocks_is_believed(wall_s: float, clock_s: float, passed_s: float) -> None:
    sent = replace(entry(customer()), sent_at=1_000.0, sent_clock_s=100.0)
    assert surely_passed_s(sent, wall_s, clock_s) == passed_s


def test_a_record_without_a_time_waits_the_whole_settle_time() -> None:
    assert surely_passed_s(entry(customer()), 1_040.0, 140.0) == 0.0


def test_the_requests_to_come_count_later_phases_and_every_look_up_in_full() -> None:
    loader = Loader(None)  # type: ignore[arg-type]  # counting needs no job
    assert loader._requests_left() == 1, "the one that asks"
    loader._queue.extend((ONE, TWO))
    loader._in_flight.add((Kind.CUSTOMER, "three"))
    loader._later = 10
    loader._deferred.late((Kind.CUSTOMER, "four"), 60.0)
    assert loader._requests_left() == 2 + 1 + 10 + LOOK_REQUESTS


def test_the_first_reason_for_braking_stands() -> None:
    async def pull_twice() -> Brake:
        brake = Brake()
        brake.check()
        for code in ("first", "second"):
            brake.pull(RunAgainError(code, code=code))
        return brake

    brake = asyncio.run(pull_twice())
    assert brake.reason is not None
    assert brake.reason.code == "first"
    assert not brake.slammed.is_set()
    with pytest.raises(Braked):
        brake.check()
