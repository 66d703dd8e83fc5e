"""Waiting for what moves, on a virtual clock."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from pipeline.load.pacing.bell import Bell, hear
from pipeline.rehearsal.virtual_time import Clock, run_virtually


def seconds(*together: Coroutine[Any, Any, None]) -> float:
    """Return how long these take, side by side."""
    clock = Clock()
    before_s = clock.now_s

    async def both() -> None:
        await asyncio.gather(*together)

    run_virtually(clock, both())
    return clock.now_s - before_s


async def ring(bell: Bell, after_s: float) -> None:
    await asyncio.sleep(after_s)
    bell.ring()


def test_the_first_of_several_bells_is_heard() -> None:
    one, other = Bell(), Bell()
    assert 2 <= seconds(hear(one, other, within_s=None), ring(other, 2)) < 2.1
    assert 3 <= seconds(hear(one, other, within_s=9), ring(one, 3)) < 3.1


def test_everybody_who_waits_is_woken_and_a_second_ring_harms_nobody() -> None:
    bell = Bell()
    assert 2 <= seconds(*(hear(bell, within_s=None) for _ in range(5)), ring(bell, 2), ring(bell, 2)) < 2.1


def test_nobody_waits_longer_than_asked() -> None:
    assert 4 <= seconds(hear(Bell(), within_s=4)) < 4.1
    assert seconds(hear(Bell(), within_s=0), hear(Bell(), within_s=-1)) < 0.1


def test_a_ring_is_not_kept_for_those_who_come_later() -> None:
    bell = Bell()
    bell.ring()
    assert seconds(hear(bell, within_s=4)) >= 4


def test_who_comes_first_is_woken_first() -> None:
    bell, woken = Bell(), list[int]()

    async def wait(number: int) -> None:
        await hear(bell, within_s=None)
        woken.append(number)

    seconds(*(wait(number) for number in range(50)), ring(bell, 1))
    assert woken == [*range(50)]


def test_who_waits_no_more_is_forgotten_by_all_bells() -> None:
    one, other = Bell(), Bell()

    async def give_up() -> None:
        waiting = asyncio.ensure_future(hear(one, other, within_s=None))
        await asyncio.sleep(1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    seconds(give_up(), hear(one, other, within_s=2), hear(other, one, within_s=None), ring(one, 3))
    assert not one.waiting
    assert not other.waiting


def test_a_bell_that_was_heard_leaves_no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    late = list[object]()
    monkeypatch.setattr("pipeline.load.pacing.bell._wake", late.append)

    async def heard() -> None:
        bell = Bell()
        waiting = asyncio.ensure_future(hear(bell, within_s=5))
        await asyncio.sleep(1)
        for waiter in bell.waiting:
            waiter.set_result(None)
        await waiting
        await asyncio.sleep(10)

    seconds(heard())
    assert late == []
