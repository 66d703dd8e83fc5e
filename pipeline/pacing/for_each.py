"""Doing something with each of many items, as many at a time as the pacer allows."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from pipeline.pacing.paced_store import PacedStore

Item = TypeVar("Item")


async def for_each(paced: PacedStore, items: Sequence[Item], do: Callable[[Item], Awaitable[None]]) -> None:
    """Do something with each item, as many at a time as the pacer allows; the first failure ends all."""
    waiting = list(reversed(items))

    async def work() -> None:
        while waiting:
            await do(waiting.pop())

    paced.requests_left = lambda: len(waiting) + paced.pacer.concurrency
    workers: list[asyncio.Future[Any]] = [
        asyncio.ensure_future(work()) for _ in range(min(len(waiting), paced.pacer.concurrency))
    ]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        paced.requests_left = lambda: None
