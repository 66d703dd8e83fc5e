"""Work on one thing after the other in two threads: polars does most of it outside of Python's lock."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_A = TypeVar("_A")
_B = TypeVar("_B")

_THREADS = 2  # each holds one thing in memory


def side_by_side(work: Callable[[_A], _B], things: Iterable[_A]) -> Iterator[_B]:
    """Yield what `work` makes of each thing, in their order; no more things are taken than are worked on.

    Of the things and of what is made of them, three are in memory at most. What `work` raises is raised here.
    """
    begun: deque[Future[_B]] = deque()
    with ThreadPoolExecutor(_THREADS) as threads:
        for thing in things:
            begun.append(threads.submit(work, thing))
            if len(begun) > _THREADS:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
