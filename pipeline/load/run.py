"""A whole load: hold the journal, plan, send, and leave the mapping behind on every way out.

    request = Request(folder, rows, target, options)
    seen = survey(request)                     # look, and show a person the bill
    outcome = load(request, seen, output, …)

Promises: a second load of the same dataset into the same store is refused; whatever ends the run, the mapping holds
exactly what the journal calls done, and the run's figures are in the journal. What ended it is in `Outcome.stop`.
"""

import asyncio
import contextlib
import os
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from pipeline.errors import AccessError, ExitStatus, StopError
from pipeline.files import replace_file
from pipeline.load.brake import Brake, listening
from pipeline.load.entry import Entry, Origin, State
from pipeline.load.facts import Listing, same_store
from pipeline.load.journal import Attempt, Journal
from pipeline.load.journal_file import hold
from pipeline.load.loader import Loader
from pipeline.load.log import LOG_NAME, Log
from pipeline.load.mapping import mapping_bytes, mapping_of
from pipeline.load.paced import Figures, PacedStore
from pipeline.load.pacing import Pacer
from pipeline.load.plan import Plan, make_plan
from pipeline.load.sending import Job
from pipeline.load.survey import Request, Survey, adoptable
from pipeline.load.watching import Hold, Said, Watch
from pipeline.records import Kind

MAPPING_EVERY_S = 3.0
MAPPING_NAME = "mapping.json"


@dataclass(frozen=True, slots=True)
class Output:
    """Where the mapping goes and what its metadata says."""

    path: Path
    packs: Sequence[str]
    generated_at: datetime | None = None  # the moment of writing unless given


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. `states` counts the dataset's records by kind and state, `created` what this run added."""

    states: Mapping[Kind, Mapping[State, int]]
    created: Mapping[Kind, int]
    changed: int
    figures: Figures
    seconds: float
    mapping: Path
    stop: StopError | None

    def count(self, *states: State) -> int:
        """Return how many records of either kind are in these states."""
        return sum(by_state.get(state, 0) for by_state in self.states.values() for state in states)

    @property
    def status(self) -> ExitStatus:
        """The exit status (DESIGN.md): what ended the run, else what is left of it."""
        if self.stop is not None:
            return self.stop.status
        if self.count(State.SENT):
            return ExitStatus.RUN_AGAIN
        return (
            ExitStatus.LEFT_OVER
            if self.count(State.REJECTED, State.CONFLICT) or self.changed
            else ExitStatus.DONE
        )


def load(
    request: Request,
    seen: Survey,
    output: Output,
    *,
    command: str,
    tool_version: str,
    watch: Watch,
    durable: bool = True,
) -> Outcome:
    """Load the rows. Raises JournalError (busy, unreadable) and AccessError (another store) before anything is sent."""
    rows, options, prefix, path = request.rows, request.options, request.target.prefix, request.journal
    holder = {
        "pid": os.getpid(),
        "command": command,
        "since": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }
    with (
        hold(path, holder),
        Journal.open(path, durable=durable) as journal,
        Log(request.dataset / LOG_NAME) as log,
    ):
        plan = make_plan(rows, journal.entries(), options)
        _bind(journal, seen)
        journal.replan(plan.puts)
        journal.begin_run(time.time(), command, tool_version)
        log.say(time.time(), f"run {journal.run_id} into {prefix}: {command}")
        if seen.listing is not None and options.adopt:
            _adopt(journal, seen.listing, plan)
            plan = make_plan(rows, journal.entries(), options)
        before = {(entry.kind, entry.key) for entry in journal.entries() if entry.state is State.DONE}
        started_s = time.monotonic()
        writer = _Writer(journal, prefix, output, durable=durable)
        stop, figures = None, Figures()
        try:
            writer.write()
            stop, figures = asyncio.run(
                _drive(request, seen, journal=journal, log=log, plan=plan, watch=watch, writer=writer)
            )
        finally:
            created = [entry for entry in journal.entries() if entry.state is State.DONE]
            new = [entry for entry in created if (entry.kind, entry.key) not in before]
            with contextlib.suppress(StopError):  # a full disk ended the run already; its reason stands
                _close_run(journal, stop, figures, len(new))
            writer.write()
            log.say(
                time.time(),
                f"run {journal.run_id} ended: {stop.code if stop else 'done'}, {len(new)} created",
            )
        return Outcome(
            states=_states(journal.entries()),
            created=Counter(entry.kind for entry in new),
            changed=len(plan.changed),
            figures=figures,
            seconds=time.monotonic() - started_s,
            mapping=output.path,
            stop=stop,
        )


@dataclass(slots=True)
class _Writer:
    """Writes the mapping when something has been added to it."""

    journal: Journal
    prefix: str
    output: Output
    durable: bool
    written: int = -1

    def write(self) -> None:
        done = [entry for entry in self.journal.entries() if entry.state is State.DONE]
        if len(done) == self.written and self.output.path.exists():
            return
        document = mapping_of(
            done,
            domain=self.prefix,
            packs=self.output.packs,
            generated_at=self.output.generated_at or datetime.now(timezone.utc),
        )
        replace_file(self.output.path, mapping_bytes(document), durable=self.durable)
        self.written = len(done)

    async def write_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(MAPPING_EVERY_S)
            self.write()


async def _drive(
    request: Request, seen: Survey, *, journal: Journal, log: Log, plan: Plan, watch: Watch, writer: _Writer
) -> tuple[StopError | None, Figures]:
    """Run the loader under signals, with the mapping written now and then; return what ended it, or None."""
    brake, options = Brake(), request.options
    async with request.target.open_store() as store:
        facts = seen.facts
        paced = PacedStore(
            store,
            Pacer.begin(options.pace, options.concurrency, facts.quota if facts else None),
            brake,
            random.Random(),  # noqa: S311 - jitter, not secrets
            on_hold=lambda seconds, why: watch(Hold(seconds, why)),
        )
        job = Job(
            journal=journal,
            paced=paced,
            log=log,
            plan=plan,
            records={(record.kind, record.key): record for record, _ in request.rows},
            options=options,
            price_field=seen.price_field,
            watermark=int(journal.note("watermark") or 0),
            wall_s=time.time,
            watch=watch,
        )
        loader = Loader(job)
        scribe = asyncio.ensure_future(writer.write_now_and_then())
        try:
            with listening(brake, lambda words: watch(Said(words))):
                await loader.run()
        finally:
            scribe.cancel()
            await asyncio.gather(scribe, return_exceptions=True)
        return brake.reason or loader.unfinished(), paced.figures


def _bind(journal: Journal, seen: Survey) -> None:
    """Tie a new journal to its store; refuse another one's. What was unreadable then may be filled in now."""
    bound, facts = journal.note("binding"), seen.facts
    assert facts is not None, "a run has seen its store"
    if bound and not same_store(bound, facts):
        raise AccessError(
            "The journal belongs to another store.", code="wrong-store", hint="Nothing was sent."
        )
    if not bound:
        assert seen.listing is not None, "a new journal has seen the store's customers"
        journal.set_note("watermark", seen.listing.watermark)
    journal.set_note(
        "binding", {**facts.binding, **{name: value for name, value in (bound or {}).items() if value}}
    )


def _adopt(journal: Journal, listing: Listing, plan: Plan) -> None:
    """Take over customers that were in the store before this journal; those with other names stand in the way."""
    for kind, key in plan.fresh:
        entry = journal.entry(kind, key)
        if (
            kind is not Kind.CUSTOMER
            or key not in listing.found
            or entry is None
            or entry.state is not State.PENDING
        ):
            continue
        ours, other = adoptable(listing, key, journal)
        row = ours or other
        assert row is not None
        words = (
            "found in the store: adopted"
            if ours
            else "a customer with this e-mail and another name is in the store"
        )
        attempt = Attempt(time.time(), "adopt", kind, key, None, None, words, None, row["id"])
        if ours:
            journal.finish(entry, row["id"], Origin.ADOPTED, attempt, row.get("version"))
        else:
            journal.refuse(entry, State.CONFLICT, attempt, row["id"])


def _close_run(journal: Journal, stop: StopError | None, figures: Figures, created: int) -> None:
    journal.end_run(
        time.time(),
        stop.code if stop else "done",
        requests=figures.requests,
        refusals=figures.refusals,
        created=created,
        waited_s=figures.waited_s,
    )


def _states(entries: Sequence[Entry]) -> dict[Kind, dict[State, int]]:
    counts: dict[Kind, dict[State, int]] = {kind: {} for kind in Kind}
    for entry in entries:
        counts[entry.kind][entry.state] = counts[entry.kind].get(entry.state, 0) + 1
    return counts
