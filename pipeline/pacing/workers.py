"""Several workers over one store: as many as the pacer allows in flight, until all are done or the brake says so."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from pipeline.errors import StopError
from pipeline.pacing.brake import Braked
from pipeline.pacing.paced_store import PacedStore


async def run_workers(
    paced: PacedStore, work: Callable[[], Awaitable[None]], count: int | None = None
) -> None:
    """Let each of `count` workers do `work` until all have ended; a slammed brake cancels them where they are.

    What ends a run pulls the brake, which the others notice at their next wait. A broken invariant is raised, also
    from a worker that was cancelled.
    """
    slammed: asyncio.Future[Any] = asyncio.ensure_future(paced.brake.slammed.wait())
    workers: set[asyncio.Future[Any]] = {
        asyncio.ensure_future(_work_until_braked(paced, work))
        for _ in range(count or paced.pacer.concurrency)
    }
    tasks = {slammed, *workers}
    try:
        while workers and not slammed.done():
            ended, _ = await asyncio.wait({slammed, *workers}, return_when=asyncio.FIRST_COMPLETED)
            workers -= ended
            for task in ended - {slammed}:
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError):
            raise end


async def _work_until_braked(paced: PacedStore, work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except Braked:
        return
    except StopError as stop:
        paced.brake.pull(stop)
