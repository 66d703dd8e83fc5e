"""What every run that changes a store works on, from the lock on its journal to the figures at its end.

    outcome = run_in_context(request, output, act, command=…, watch=…)     # `act` does the work on a RunContext

Promises: a second run of the same dataset and store is refused before anything is sent; the first signal winds the run
up, the second stops it; however it ends, the mapping holds what the journal calls done, and the run's figures are in
the journal. What is sent in between is `run_load`'s and `unload.runner`'s.
"""

import asyncio
import contextlib
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TypeVar

from pipeline.errors import JournalError, StopError
from pipeline.files import replace_file
from pipeline.http.reply import Caller
from pipeline.journal.book import Journal
from pipeline.journal.lock import hold, hold_store
from pipeline.journal.log import LOG_NAME, Log
from pipeline.load.events import Hold, Retry, Said, Watch
from pipeline.load.mapping_file import Output, Writer
from pipeline.load.request import Driving, Request
from pipeline.pacing.brake import Brake, listening
from pipeline.pacing.paced_store import Figures, PacedStore
from pipeline.stores.facts import Facts

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a run works on; everything that has an effect stands here. `save` replaces the mapping's file as a whole."""

    journal: Journal
    log: Log
    store: Caller
    brake: Brake
    save: Callable[[bytes], None]
    wall_s: Callable[[], float]
    rng: random.Random
    watch: Watch

    def paced(self, options: Driving, facts: Facts | None) -> PacedStore:
        """Return the store, paced as asked for, with the quota that the survey saw."""
        return PacedStore.begin(
            self.store,
            self.rng,
            options.pace,
            options.concurrency,
            brake=self.brake,
            quota=facts.quota if facts else None,
            on_hold=lambda seconds, why: self.watch(Hold(seconds, why)),
            on_retry=lambda seconds, why: self.watch(Retry(seconds, why)),
        )


@dataclass(slots=True)
class RunEnd:
    """What ended a run, known once it has ended: its reason, or, without one, whether it came to its own end."""

    stop: StopError | None = None
    tidy: bool = field(default=False)

    @property
    def code(self) -> str:
        """The outcome as the journal keeps it."""
        return self.stop.code if self.stop else "done" if self.tidy else "failed"


def run_in_context(
    request: Request[Driving],
    output: Output,
    act: Callable[[RunContext], Awaitable[Result]],
    *,
    store_id: str,
    command: str,
    watch: Watch,
    durable: bool,
) -> Result:
    """Act on a context of real effects. Raises JournalError (busy, unreadable), and what `act` raises.

    `store_id` tells the store from others: one run writes into it at a time.
    """
    since = datetime.now(timezone.utc).isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "command": command, "since": since}
    with (
        hold(request.journal, holder),
        hold_store(store_id, holder),
        Journal.open(request.journal, durable=durable) as journal,
        Log(request.dataset / LOG_NAME) as log,
    ):

        async def run() -> Result:
            brake = Brake()
            async with request.target.open_store() as store:
                context = RunContext(
                    journal=journal,
                    log=log,
                    store=store,
                    brake=brake,
                    save=lambda data: replace_file(output.path, data, durable=durable),
                    wall_s=time.time,
                    rng=random.Random(),  # noqa: S311 - jitter, not secrets
                    watch=watch,
                )
                with listening(brake, lambda words: watch(Said(words))):
                    return await act(context)

        return asyncio.run(run())


@contextlib.contextmanager
def accounted(
    context: RunContext, writer: Writer, figures: Figures, tally: Callable[[], tuple[int, str]]
) -> Iterator[RunEnd]:
    """Write the mapping and the run's figures however the body ends; what ended the run stands before what follows.

    `tally` says how many records were created, and in words what the run did.
    """
    ending = RunEnd()
    try:
        yield ending
        ending.tidy = True
    except StopError as stop:
        ending.stop = stop
    finally:
        try:
            writer.write()
        except JournalError as error:
            ending.stop = ending.stop or error
        created, words = tally()
        with contextlib.suppress(JournalError):  # a full disk ended the run already; its reason stands
            context.journal.end_run(
                context.wall_s(),
                ending.code,
                requests=figures.requests,
                refusals=figures.refusals,
                created=created,
                waited_s=figures.waited_s,
            )
        context.log.say(context.wall_s(), f"run {context.journal.run_id} ended: {ending.code}, {words}")
