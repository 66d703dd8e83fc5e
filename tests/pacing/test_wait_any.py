"""Waiting for what moves, on a virtual clock."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from pipeline.pacing.wait_any import Notifier, wait_any
from pipeline.rehearsal.virtual_time import Clock, run_virtually


def seconds(*together: Coroutine[Any, Any, None]) -> float:
    """Return how long these take, side by side."""
    clock = Clock()
    before_s = clock.now_s

    async def both() -> None:
        await asyncio.gather(*together)

    run_virtually(clock, both())
    return clock.now_s - before_s


async def ring(notifier: Notifier, after_s: float) -> None:
    await asyncio.sleep(after_s)
    notifier.notify()


def test_the_first_of_several_bells_is_heard() -> None:
    one, other = Notifier(), Notifier()
    assert 2 <= seconds(wait_any(one, other, within_s=None), ring(other, 2)) < 2.1
    assert 3 <= seconds(wait_any(one, other, within_s=9), ring(one, 3)) < 3.1


def test_everybody_who_waits_is_woken_and_a_second_ring_harms_nobody() -> None:
    notifier = Notifier()
    assert (
        2
        <= seconds(
            *(wait_any(notifier, within_s=None) for _ in range(5)), ring(notifier, 2), ring(notifier, 2)
        )
        < 2.1
    )


def test_nobody_waits_longer_than_asked() -> None:
    assert 4 <= seconds(wait_any(Notifier(), within_s=4)) < 4.1
    assert seconds(wait_any(Notifier(), within_s=0), wait_any(Notifier(), within_s=-1)) < 0.1


def test_a_ring_is_not_kept_for_those_who_come_later() -> None:
    notifier = Notifier()
    notifier.notify()
    assert seconds(wait_any(notifier, within_s=4)) >= 4


def test_who_comes_first_is_woken_first() -> None:
    notifier, woken = Notifier(), list[int]()

    async def wait(number: int) -> None:
        await wait_any(notifier, within_s=None)
        woken.append(number)

    seconds(*(wait(number) for number in range(50)), ring(notifier, 1))
    assert woken == [*range(50)]


def test_who_waits_no_more_is_forgotten_by_all_bells() -> None:
    one, other = Notifier(), Notifier()

    async def give_up() -> None:
        waiting = asyncio.ensure_future(wait_any(one, other, within_s=None))
        await asyncio.sleep(1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    seconds(give_up(), wait_any(one, other, within_s=2), wait_any(other, one, within_s=None), ring(one, 3))
    assert not one.waiting
    assert not other.waiting


def test_a_bell_that_was_heard_leaves_no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    late = list[object]()
    monkeypatch.setattr("pipeline.pacing.wait_any._wake", late.append)

    async def heard() -> None:
        notifier = Notifier()
        waiting = asyncio.ensure_future(wait_any(notifier, within_s=5))
        await asyncio.sleep(1)
        for waiter in notifier.waiting:
            waiter.set_result(None)
        await waiting
        await asyncio.sleep(10)

    seconds(heard())
    assert late == []
