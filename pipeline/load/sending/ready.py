"""Waiting until there is something to do: what is queued, or what was deferred and is due."""

import asyncio
from collections.abc import Callable, Sized

from pipeline.load.sending.deferred import Deferred, Item
from pipeline.pacing.brake import Brake
from pipeline.pacing.wait_any import Notifier, wait_any


async def is_ready(
    queue: Sized,
    deferred: Deferred[Item],
    in_flight: Callable[[], bool],
    moved: Notifier,
    brake: Brake,
    *,
    last: bool,
    on_wait: Callable[[float], None],
) -> bool:
    """Wait until something is due; False when nothing is left, not even in flight. Raises Braked.

    `moved` is notified by all that leaves flight; only with `last` those count that were deferred to the end. `on_wait` is
    told for how many seconds there is nothing to do but to wait, once for each moment that is waited for.
    """
    clock = asyncio.get_running_loop().time
    while True:
        brake.check()
        due_s = deferred.next_s(all_kinds=last)
        if len(queue) or (due_s is not None and due_s <= clock()):
            return True
        if due_s is None and not in_flight():
            return False
        if due_s is not None and not in_flight() and deferred.announce(due_s):
            on_wait(due_s - clock())
        await wait_any(moved, brake.changed, within_s=None if due_s is None else due_s - clock())
