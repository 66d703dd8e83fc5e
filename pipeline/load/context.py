"""What every run that changes a store works on, from the lock on its journal to the figures at its end.

    outcome = play(request, output, act, command=…, watch=…)     # `act` does the work on a Stage

Promises: a second run of the same dataset and store is refused before anything is sent; the first signal winds the run
up, the second stops it; however it ends, the mapping holds what the journal calls done, and the run's figures are in
the journal. What is sent in between is `conduct`'s and `unload.taking_back`'s.
"""

import asyncio
import contextlib
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.errors import JournalError, StopError
from pipeline.files import replace_file
from pipeline.http.reply import Caller
from pipeline.journal.book import Journal
from pipeline.journal.lock import hold, hold_store
from pipeline.journal.log import LOG_NAME, Log
from pipeline.load.events import Hold, Said, Watch
from pipeline.load.mapping_file import Output, Writer
from pipeline.load.survey import Target
from pipeline.pacing.brake import Brake, listening
from pipeline.pacing.paced_store import Figures, PacedStore
from pipeline.pacing.pacer import Pace, Pacer
from pipeline.stores.xseries.facts import Facts

Result = TypeVar("Result")


class Request(Protocol):
    """What is asked for, as far as it matters here: a dataset's folder, a store, and the journal of the two."""

    @property
    def dataset(self) -> Path:
        """The dataset's folder."""

    @property
    def target(self) -> Target:
        """The store."""

    @property
    def journal(self) -> Path:
        """Where the journal stands."""


class Options(Protocol):
    """How hard to drive the store."""

    @property
    def pace(self) -> Pace:
        """The pace."""

    @property
    def concurrency(self) -> int | None:
        """How many in flight, None for the pace's own."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a run works on; everything that has an effect stands here. `save` replaces the mapping's file as a whole."""

    journal: Journal
    log: Log
    store: Caller
    brake: Brake
    save: Callable[[bytes], None]
    wall_s: Callable[[], float]
    lots: random.Random
    watch: Watch


@dataclass(slots=True)
class Ending:
    """What ended a run, known once it has ended: its reason, or, without one, whether it came to its own end."""

    stop: StopError | None = None
    tidy: bool = field(default=False)

    @property
    def code(self) -> str:
        """The outcome as the journal keeps it."""
        return self.stop.code if self.stop else "done" if self.tidy else "failed"


def play(
    request: Request,
    output: Output,
    act: Callable[[Stage], Awaitable[Result]],
    *,
    store_id: str,
    command: str,
    watch: Watch,
    durable: bool,
) -> Result:
    """Act on a stage of real effects. Raises JournalError (busy, unreadable), and what `act` raises.

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
                stage = Stage(
                    journal=journal,
                    log=log,
                    store=store,
                    brake=brake,
                    save=lambda data: replace_file(output.path, data, durable=durable),
                    wall_s=time.time,
                    lots=random.Random(),  # noqa: S311 - jitter, not secrets
                    watch=watch,
                )
                with listening(brake, lambda words: watch(Said(words))):
                    return await act(stage)

        return asyncio.run(run())


def pace(stage: Stage, options: Options, facts: Facts | None) -> PacedStore:
    """Return the stage's store, paced as asked for, with the quota that the survey saw."""
    quota = facts.quota if facts else None
    return PacedStore(
        stage.store,
        Pacer.begin(options.pace, options.concurrency, quota),
        stage.brake,
        stage.lots,
        on_hold=lambda seconds, why: stage.watch(Hold(seconds, why)),
    )


@contextlib.contextmanager
def accounted(
    stage: Stage, writer: Writer, figures: Figures, tally: Callable[[], tuple[int, str]]
) -> Iterator[Ending]:
    """Write the mapping and the run's figures however the body ends; what ended the run stands before what follows.

    `tally` says how many records were created, and in words what the run did.
    """
    ending = Ending()
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
            stage.journal.end_run(
                stage.wall_s(),
                ending.code,
                requests=figures.requests,
                refusals=figures.refusals,
                created=created,
                waited_s=figures.waited_s,
            )
        stage.log.say(stage.wall_s(), f"run {stage.journal.run_id} ended: {ending.code}, {words}")
