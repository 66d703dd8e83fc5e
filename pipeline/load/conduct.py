"""One run, from the plan to the outcome, on effects that are all given to it.

Promises: nothing is sent for another store than the journal's; whatever ends the run, the mapping holds exactly what
the journal calls done, and the run's figures are in the journal. It opens no file, reads no clock and catches no
signal: `run.load` does that around it, and the simulation puts its own world there (tests/simulation).
"""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.errors import JournalError, StopError
from pipeline.load.adopting import adopt_found
from pipeline.load.facts import another_store, same_store
from pipeline.load.journal.book import Attempt, Journal
from pipeline.load.journal.entry import Entry, Origin, State
from pipeline.load.journal.log import Log
from pipeline.load.loader import Loader
from pipeline.load.outcome import Outcome
from pipeline.load.pacing.brake import Brake
from pipeline.load.pacing.paced import Figures, PacedStore
from pipeline.load.pacing.pacer import Pacer
from pipeline.load.plan import Id, Plan, make_plan
from pipeline.load.sending import Job
from pipeline.load.survey import Request, Survey
from pipeline.load.watching import Hold, Watch
from pipeline.load.writing import Output, Writer
from pipeline.records import Kind
from pipeline.store.reply import Caller

__all__ = ["Outcome", "Output", "Stage", "Writer", "conduct"]


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


async def conduct(
    stage: Stage, request: Request, seen: Survey, output: Output, *, command: str, tool_version: str
) -> Outcome:
    """Plan, send and settle. Raises JournalError and AccessError (another store) before anything is sent."""
    journal, prefix = stage.journal, request.target.prefix
    began_s = asyncio.get_running_loop().time()
    _bind(journal, seen, request.target.address.base_url)
    journal.begin_run(stage.wall_s(), command, tool_version)
    stage.log.say(stage.wall_s(), f"run {journal.run_id} into {prefix}: {command}")
    before = _done(journal)
    plan = _planned(stage, request, seen)
    writer = Writer(journal, prefix, output, stage.save, stage.wall_s)
    paced = _paced(stage, request, seen)
    ending = _Ending()
    with _closing(stage, paced.figures, ending, writer, before):
        writer.write()
        ending.stop = await _drive(stage, request, seen, plan=plan, paced=paced, writer=writer)
    new = _done(journal) - before
    adopted = new & _done(journal, Origin.ADOPTED)
    return Outcome(
        states=_states(journal.entries()),
        created=Counter(kind for kind, _ in new - adopted),
        adopted=Counter(kind for kind, _ in adopted),
        changed=len(plan.changed),
        figures=paced.figures,
        seconds=asyncio.get_running_loop().time() - began_s,
        mapping=output.path,
        stop=ending.stop,
    )


@dataclass(slots=True)
class _Ending:
    """What ended a run, known once it has ended; `None` while it goes on and when nothing did."""

    stop: StopError | None = None
    tidy: bool = field(default=False)


@contextlib.contextmanager
def _closing(
    stage: Stage, figures: Figures, ending: _Ending, writer: Writer, before: frozenset[Id]
) -> Iterator[None]:
    """Write the mapping and the run's figures however the body ends; what ended the run stands before what follows."""
    try:
        yield
        ending.tidy = True
    except StopError as stop:
        ending.stop = stop
        ending.tidy = True
    finally:
        try:
            writer.write()
        except JournalError as error:
            ending.stop = ending.stop or error
        code = ending.stop.code if ending.stop else "done" if ending.tidy else "failed"
        created = len(_done(stage.journal) - before)
        with contextlib.suppress(JournalError):  # a full disk ended the run already; its reason stands
            stage.journal.end_run(
                stage.wall_s(),
                code,
                requests=figures.requests,
                refusals=figures.refusals,
                created=created,
                waited_s=figures.waited_s,
            )
        stage.log.say(stage.wall_s(), f"run {stage.journal.run_id} ended: {code}, {created} created")


def _paced(stage: Stage, request: Request, seen: Survey) -> PacedStore:
    options, quota = request.options, seen.facts.quota if seen.facts else None
    return PacedStore(
        stage.store,
        Pacer.begin(options.pace, options.concurrency, quota),
        stage.brake,
        stage.lots,
        on_hold=lambda seconds, why: stage.watch(Hold(seconds, why)),
    )


async def _drive(
    stage: Stage, request: Request, seen: Survey, *, plan: Plan, paced: PacedStore, writer: Writer
) -> StopError | None:
    """Run the loader with the mapping written now and then; return what ended it, or None."""
    job = Job(
        journal=stage.journal,
        paced=paced,
        log=stage.log,
        plan=plan,
        records={(record.kind, record.key): record for record, _ in request.rows},
        options=request.options,
        price_field=seen.price_field,
        watermark=int(stage.journal.note("watermark") or 0),
        wall_s=stage.wall_s,
        watch=stage.watch,
    )
    loader = Loader(job)
    scribe = asyncio.ensure_future(writer.write_now_and_then())
    try:
        await loader.run()
    finally:
        scribe.cancel()
        await asyncio.gather(scribe, return_exceptions=True)
    return stage.brake.reason or loader.unfinished()


def _planned(stage: Stage, request: Request, seen: Survey) -> Plan:
    """Plan, and put the plan into the journal as one: new records and what is adopted appear together or not at all."""
    attempts: list[Attempt] = []
    plan = make_plan(request.rows, stage.journal.entries(), request.options)
    if seen.listing is not None and request.options.adopt:
        plan, attempts = adopt_found(plan, seen.listing, stage.wall_s())
    stage.journal.replan(plan.puts, attempts)
    return plan


def _bind(journal: Journal, seen: Survey, base_url: str) -> None:
    """Tie a new journal to its store; refuse another one's. What was unreadable then may be filled in now.

    The base URL is recorded, so that a later command can name it; a store is not known by it.
    """
    bound, facts = journal.note("binding"), seen.facts
    assert facts is not None, "a run has seen its store"
    if bound and not same_store(bound, facts):
        raise another_store(facts.prefix)
    if not bound:
        if seen.listing is None:
            raise JournalError(
                "The journal went away while the run began.",
                code="journal-unreadable",
                hint="Nothing was sent. Run the same command again.",
            )
        journal.set_note("watermark", seen.listing.watermark)
    known = {name: value for name, value in (bound or {}).items() if value}
    journal.set_note("binding", {**facts.binding, **known, "base_url": base_url})


def _done(journal: Journal, origin: Origin | None = None) -> frozenset[Id]:
    """Return the records that are done, of one origin if it is given."""
    return frozenset(
        (entry.kind, entry.key)
        for entry in journal.entries()
        if entry.state is State.DONE and origin in (None, entry.origin)
    )


def _states(entries: Sequence[Entry]) -> dict[Kind, dict[State, int]]:
    counts: dict[Kind, dict[State, int]] = {kind: {} for kind in Kind}
    for entry in entries:
        counts[entry.kind][entry.state] = counts[entry.kind].get(entry.state, 0) + 1
    return counts
