"""How a run is told to end: once to wind up, twice to stop now. Either way nothing is lost.

Winding up lets the requests in flight finish and starts no new one; stopping cancels them, which leaves their records
`sent`. A `Brake` belongs to one event loop.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator

from pipeline.errors import CtrlCError, RunAgainError, StopError
from pipeline.pacing.wait_any import Notifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Braked(Exception):  # noqa: N818 - no error: a turn that is not taken any more
    """Raised at the next wait of a worker once the brake is pulled."""


class Brake:
    """Pulled by a signal, by the loader itself at an answer that ends the run, or by an invariant."""

    def __init__(self) -> None:
        self.reason: StopError | None = None
        self.changed = Notifier()  # notified by every pull
        self.slammed = asyncio.Event()

    @property
    def pulled(self) -> bool:
        """Whether no new request may start."""
        return self.reason is not None

    def pull(self, reason: StopError) -> None:
        """Wind up for this reason; the first reason stands, a second pull does not make it hard."""
        self.reason = self.reason or reason
        self.changed.notify()

    def slam(self) -> None:
        """Stop now."""
        self.slammed.set()

    def check(self) -> None:
        """Raise Braked if no new request may start."""
        if self.pulled:
            raise Braked


def signalled(name: int) -> StopError:
    """Return the end of a run that a signal asked for."""
    if name == signal.SIGINT:
        return CtrlCError("Stopped by Ctrl-C.", code="ctrl-c", hint="Run the same command again to go on.")
    return RunAgainError(
        f"Stopped by {signal.Signals(name).name}.", code="signal", hint="Run the same command again to go on."
    )


@contextlib.contextmanager
def listening(brake: Brake, announce: Callable[[str], None]) -> Iterator[None]:
    """Pull the brake on the first SIGINT, SIGTERM or SIGHUP while the body runs, slam it on the second.

    A signal that the process was started to ignore (nohup) stays ignored.
    """
    loop = asyncio.get_running_loop()
    heard = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]

    def caught(name: int) -> None:
        if brake.pulled:
            announce("Stopping now; records on their way are looked up next time.")
            brake.slam()
        else:
            announce("Finishing the requests on their way, then stopping. Once more stops at once.")
            brake.pull(signalled(name))

    for each in heard:
        loop.add_signal_handler(each, caught, each)
    try:
        yield
    finally:
        for each in heard:
            loop.remove_signal_handler(each)
