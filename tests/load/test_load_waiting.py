"""Who waits, and how long: outages, deferred look-ups, the settle time between two runs; and what is still to come."""

import asyncio
import random
from dataclasses import replace
from typing import Any

import pytest

from pipeline.http import Ending, Reply
from pipeline.http.calls import Call
from pipeline.load.sending.deferred import Deferred, surely_passed_s
from pipeline.load.sending.loader import Loader
from pipeline.load.sending.ready import is_ready
from pipeline.load.sending.reconcile import LOOK_REQUESTS
from pipeline.load.sending.units import Unit
from pipeline.pacing.brake import Brake
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.pacer import Pace
from pipeline.pacing.wait_any import Notifier
from pipeline.rehearsal.virtual_time import Clock, run_virtually
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.schema.records import Id
from tests.support.load_support import answer, customer, entry

ONE, TWO = (CUSTOMER, "one"), (PRODUCT, "two")


def test_what_waits_is_taken_when_its_time_has_come_the_earliest_first() -> None:
    deferred: Deferred[Id] = Deferred()
    deferred.soon(ONE, 10.0)
    deferred.soon(TWO, 5.0)
    assert deferred.next_s(all_kinds=False) == 5.0
    assert deferred.take(4.9, all_kinds=True) is None
    assert [deferred.take(20.0, all_kinds=False) for _ in range(3)] == [TWO, ONE, None]


def test_what_must_settle_comes_last() -> None:
    deferred: Deferred[Id] = Deferred()
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


def test_the_requests_to_come_count_what_waits_and_every_look_up_in_full() -> None:
    loader = Loader(None)  # type: ignore[arg-type]  # counting needs no job
    assert loader._requests_left() == 1, "the one that asks"
    one, two, three, four = (Unit(CUSTOMER, None, (key,)) for key in ("one", "two", "three", "four"))
    loader._queue.extend((one, two))
    loader._in_flight[three.id] = three
    loader._missing[two.id] = {four.id}
    loader._deferred.late(four, 60.0)
    assert loader._requests_left() == 2 + 1 + 1 + LOOK_REQUESTS


def test_each_moment_that_is_only_waited_for_is_told_once() -> None:
    told: list[float] = []

    async def wait() -> list[bool]:
        deferred: Deferred[Id] = Deferred()
        deferred.late(ONE, asyncio.get_running_loop().time() + 60.0)
        ready = (
            is_ready((), deferred, lambda: False, Notifier(), Brake(), last=True, on_wait=told.append)
            for _ in range(4)  # workers
        )
        return list(await asyncio.gather(*ready))

    assert run_virtually(Clock(), wait()) == [True] * 4
    assert [round(seconds) for seconds in told] == [60]


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (answer(0, ending=Ending.NOT_SENT), "no connection"),
        (answer(0, ending=Ending.SILENCE), "no answer"),
        (answer(503), "the store answered 503"),
        (answer(200, "a page"), "the answer can't be used"),
    ],
)
def test_a_read_that_is_made_again_says_why_and_when(reply: Reply, why: str) -> None:
    told: list[tuple[int, str]] = []

    class Failing:
        async def call(self, *_: Any, **__: Any) -> Reply:
            await asyncio.sleep(0.01)
            return reply

    async def read() -> None:
        paced = PacedStore.begin(
            Failing(),
            random.Random(1),
            Pace.FAST,
            on_retry=lambda seconds, words: told.append((int(seconds), words)),
        )
        await paced.read(Call("GET", "/retailer"))

    run_virtually(Clock(), read())
    assert told == [(1, why), (2, why), (4, why)]
