"""Every request of a run goes through here: one pacer, one outage, one brake, one count.

Promises: no request starts before the pacer and the outage let it, nor after the brake was pulled; every answer tells
the pacer what it says about the quota; after a 429 all hold. `read` repeats what is safe to repeat. It does not know
what a create means: its caller writes the intent in `before`, which runs when the turn has come and nothing was sent.
The event loop's clock is the one monotonic clock; tests run on a loop whose time is virtual.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.errors import RunAgainError
from pipeline.http import Ending, Reply
from pipeline.http.calls import Call, send
from pipeline.http.reply import Caller
from pipeline.pacing.brake import Brake
from pipeline.pacing.outages import Outage
from pipeline.pacing.pacer import Pace, Pacer
from pipeline.pacing.retry_after import read_count, wait_from
from pipeline.pacing.wait_any import Notifier, wait_any

BACKOFF_S = (1.0, 2.0, 4.0)  # the specification's; jitter up to a quarter spreads several clients
JITTER = 0.25
REFUSALS_MAX = 50  # 429s in a row: hours of holding; something else is wrong then


Told = Callable[[float, str], None]  # of so many seconds, and a reason


def untold(_seconds: float, _why: str) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Figures:
    """What a run has used so far."""

    requests: int = 0
    refusals: int = 0
    waited_s: float = 0.0  # for answers, summed


@dataclass(slots=True)
class PacedStore:
    """A store whose calls wait for their turn.

    `on_hold` is told how long all hold, and why; `on_retry` after how long one call is made again, and why.
    """

    store: Caller
    pacer: Pacer
    brake: Brake
    rng: random.Random
    on_hold: Told = untold
    on_retry: Told = untold
    requests_left: Callable[[], int | None] = lambda: None
    on_reply: Callable[[Call, Reply], None] = lambda _call, _reply: None
    outage: Outage = field(default_factory=Outage)
    figures: Figures = field(default_factory=Figures)
    _turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    _answered: Notifier = field(default_factory=Notifier)
    _refused: int = 0  # 429s in a row
    _refused_s: float = 0.0

    @classmethod
    def begin(
        cls,
        store: Caller,
        rng: random.Random,
        pace: Pace,
        concurrency: int | None = None,
        *,
        brake: Brake | None = None,
        quota: int | None = None,
        on_hold: Told = untold,
        on_retry: Told = untold,
    ) -> "PacedStore":
        """Return a store paced as asked for; `quota` is what is known of it beforehand."""
        return cls(store, Pacer.begin(pace, concurrency, quota), brake or Brake(), rng, on_hold, on_retry)

    async def call(self, call: Call, before: Callable[[], None] = lambda: None) -> Reply:
        """Wait for a turn, make one request, and tell the pacer what came back. Raises Braked."""
        started_s = await self._turn(before)
        try:
            reply = await send(self.store, call)
        except BaseException:
            self.pacer = self.pacer.silence(self._now_s(), started_s)
            self._answered.notify()
            raise
        self._learn(reply, started_s)
        self.on_reply(call, reply)
        return reply

    async def read(self, call: Call) -> Reply:
        """Make a GET, repeated after 1, 2 and 4 s while it fails; the last answer, whatever it is. Raises Braked."""
        reply = await self._past_refusals(call)
        for step in range(len(BACKOFF_S)):
            if not is_failed_read(reply):
                break
            await self.pause_to_retry(step, trouble_of(reply))
            reply = await self._past_refusals(call)
        return reply

    def backoff_s(self, step: int) -> float:
        """Return 1, 2 or 4 s with up to a quarter of jitter."""
        return BACKOFF_S[min(step, len(BACKOFF_S) - 1)] * (1 + self.rng.uniform(0, JITTER))

    async def pause_to_retry(self, step: int, why: str) -> None:
        """Say why something is tried again, and pause for 1, 2 or 4 s. Raises Braked."""
        seconds = self.backoff_s(step)
        self.on_retry(seconds, why)
        await self.pause(seconds)

    async def pause(self, seconds: float) -> None:
        """Sleep, but not past the brake. Raises Braked."""
        self.brake.check()
        await wait_any(self.brake.changed, within_s=seconds)
        self.brake.check()

    async def _past_refusals(self, call: Call) -> Reply:
        for _ in range(REFUSALS_MAX):
            reply = await self.call(call)
            if reply.status != 429:  # noqa: PLR2004 - HTTP's own number
                return reply
        raise _quota_shut()

    async def _turn(self, before: Callable[[], None]) -> float:
        """Wait until a request may start, run `before`, and take the start; one waits for it, the others for their turn."""
        async with self._turns:
            while True:
                self.brake.check()
                now_s = self._now_s()
                start_s = self.pacer.next_start_s(now_s, self.requests_left())
                blocked = self.outage.active and self.pacer.in_flight > 0
                if start_s is not None and not blocked:
                    start_s = max(start_s, self.outage.next_start_s(now_s))
                    if start_s <= now_s:
                        break
                within_s = None if start_s is None or blocked else start_s - now_s
                await wait_any(self._answered, self.brake.changed, within_s=within_s)
            before()
            now_s = self._now_s()
            self.pacer = self.pacer.start(now_s)
            self.figures.requests += 1
            return now_s

    def _learn(self, reply: Reply, started_s: float) -> None:
        now_s = self._now_s()
        self.figures.waited_s += reply.elapsed_s
        if reply.status == 429:  # noqa: PLR2004 - HTTP's own number
            if not self._refused or started_s > self._refused_s:  # those beside the first repeat nothing
                self._refused += 1
                self._refused_s = now_s
            if self._refused >= REFUSALS_MAX:
                self.brake.pull(_quota_shut())
            self.figures.refusals += 1
            wait_s = wait_from(reply.retry_after, reply.date, self._refused)
            self.pacer = self.pacer.refuse(now_s, wait_s, started_s)
            self.on_hold(wait_s, "the store's rate limit")
        elif reply.ending in (Ending.ANSWER, Ending.TOO_BIG, Ending.REDIRECT):
            self._refused = 0
            rates = (read_count(reply.limit), read_count(reply.remaining))
            self.pacer = self.pacer.answer(now_s, *rates, started_s)
        else:
            self.pacer = self.pacer.silence(now_s, started_s)
        self._note_failure(reply, now_s, started_s)
        self._answered.notify()

    def _note_failure(self, reply: Reply, now_s: float, started_s: float) -> None:
        """Count failures in a row, or forget them, and end the run when the store has been gone for too long."""
        if not is_failure(reply):
            self.outage = Outage()
            return
        was_active = self.outage.active
        self.outage = self.outage.fail(now_s, started_s)
        if self.outage.hopeless(now_s):
            self.brake.pull(unreachable(reply))
        elif self.outage.active:
            wait_s = self.outage.next_start_s(now_s) - now_s
            self.on_hold(
                wait_s, "the store does not answer" if not was_active else "the store still does not answer"
            )

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()


def _quota_shut() -> RunAgainError:
    return RunAgainError(
        "The store kept answering 429.", code="quota-shut", hint="Run the same command again later."
    )


def is_failure(reply: Reply) -> bool:
    """Tell whether an answer says that the store, or the way to it, is in trouble."""
    if reply.ending in (Ending.NOT_SENT, Ending.SILENCE):
        return True
    return reply.status is not None and reply.status >= 500  # noqa: PLR2004 - HTTP's own class


def trouble_of(reply: Reply) -> str:
    """Return in a few words why a request is made again."""
    if reply.ending is Ending.NOT_SENT:
        return "no connection"
    if reply.ending is Ending.SILENCE:
        return "no answer"
    return f"the store answered {reply.status}" if is_failure(reply) else "the answer can't be used"


def unreachable(reply: Reply) -> RunAgainError:
    """Return the end of a run whose store is gone."""
    detail = reply.detail or reply.text or f"status {reply.status}"
    return RunAgainError(
        f"The store can't be reached: {detail}.",
        code="store-unreachable",
        hint="Nothing is lost. Check the network, then run the same command again.",
    )


def is_failed_read(reply: Reply) -> bool:
    """Tell whether a read should be repeated: trouble, or a success whose body can't be used."""
    if is_failure(reply) or reply.ending is Ending.TOO_BIG:
        return True
    return reply.status is not None and reply.status < 300 and not isinstance(reply.json, dict | list)  # noqa: PLR2004 - HTTP's own class
