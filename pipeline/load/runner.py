"""One run, from the plan to the outcome, on effects that are all given to it.

Promises: nothing is sent for another store than the journal's; whatever ends the run, the mapping holds exactly what
the journal calls done, and the run's figures are in the journal. It opens no file, reads no clock and catches no
signal: `context.run_in_context` does that around it, and the simulation puts its own world there (tests/simulation).
"""

import asyncio
import contextlib
from collections import Counter

from pipeline.errors import JournalError, StopError
from pipeline.journal.book import Attempt, Journal
from pipeline.journal.entries import Origin
from pipeline.journal.transitions import State, StepState
from pipeline.load.context import RunContext, accounted
from pipeline.load.events import Said
from pipeline.load.images.pictures import families_of, wanted_families
from pipeline.load.images.uploading import ImageRunner
from pipeline.load.mapping_file import Output, Writer
from pipeline.load.outcome import Outcome, count_states
from pipeline.load.planning.adopt import adopt_found
from pipeline.load.planning.choices import NOTE as CHOICE_NOTE
from pipeline.load.planning.choices import OUTLETS_NOTE, Choice, choice_from
from pipeline.load.planning.plan import Plan, known_and_new, make_plan
from pipeline.load.planning.survey import LoadRequest, Survey
from pipeline.load.sandbox_note import NOTE, note_of
from pipeline.load.sending.job import MADE_AFTER, Job
from pipeline.load.sending.loader import Loader
from pipeline.load.sending.names import (
    StoreNames,
    adopt_names,
    find_gone,
    find_twins,
    give_up_gone,
    kinds_to_list,
    list_names,
)
from pipeline.load.sending.sent import may_be_put_back
from pipeline.load.sending.steps import StepRunner
from pipeline.load.sending.waiting import waiting_of
from pipeline.pacing.brake import Braked
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import key_of
from pipeline.schema.records import Id
from pipeline.stores.facts import another_store, same_store
from pipeline.stores.protocol import Terms

__all__ = ["Outcome", "Output", "RunContext", "run_load"]


async def run_load(
    context: RunContext,
    request: LoadRequest,
    seen: Survey,
    output: Output,
    *,
    command: str,
    tool_version: str,
) -> Outcome:
    """Plan, send and settle. Raises JournalError and AccessError (another store) before anything is sent."""
    journal, prefix = context.journal, request.target.prefix
    began_s = asyncio.get_running_loop().time()
    _bind(journal, seen, request.target.address.base_url)
    _note_sandbox(journal, request)
    _note_choice(journal, request)
    journal.begin_run(context.wall_s(), command, tool_version)
    context.log.say(context.wall_s(), f"run {journal.run_id} into {prefix}: {command}")
    before = _done(journal)
    paced = context.paced(request.options, seen.facts)
    plan = _expected(journal, request, seen)
    writer = Writer(journal, prefix, output, context.save, context.wall_s)

    def tally() -> tuple[int, str]:
        created = len(_done(journal) - before)
        return created, f"{created} created"

    with accounted(context, writer, paced.figures, tally) as ending:
        writer.write()
        try:
            plan, names = await _named(context, request, seen, plan, paced)
        except Braked:
            ending.stop = context.brake.reason
        else:
            ending.stop = await _drive(
                context, request, seen, plan=plan, names=names, paced=paced, writer=writer
            )
    records = {record.id: record for record, _ in request.rows}
    new = _done(journal) - before
    adopted = new & _done(journal, Origin.ADOPTED)
    return Outcome(
        states=count_states(known_and_new(journal.entries(), request.rows)),
        created=Counter(kind for kind, _ in new - adopted),
        adopted=Counter(kind for kind, _ in adopted),
        changed=len(plan.changed),
        figures=paced.figures,
        seconds=asyncio.get_running_loop().time() - began_s,
        mapping=output.path,
        stop=ending.stop,
        waiting=tuple(waiting_of(records, journal.entry)),
        left_steps=tuple(
            step for step in journal.all_steps() if step.state in (StepState.LEFT, StepState.FAILED)
        ),
        updatable=_updatable(journal, plan),
    )


def _updatable(journal: Journal, plan: Plan) -> int:
    """Return how many rows that changed after their load, and steps that were left, an update can put into the store."""
    changed = (journal.entry(*place) for place in plan.changed)
    left = sum(step.state is StepState.LEFT for step in journal.all_steps())
    return left + sum(entry is not None and may_be_put_back(entry) for entry in changed)


async def _drive(
    context: RunContext,
    request: LoadRequest,
    seen: Survey,
    *,
    plan: Plan,
    names: StoreNames,
    paced: PacedStore,
    writer: Writer,
) -> StopError | None:
    """Run the loader with the mapping written now and then; return what ended it, or None."""
    job = Job(
        journal=context.journal,
        paced=paced,
        log=context.log,
        plan=plan,
        records={(record.kind, record.key): record for record, _ in request.rows},
        options=request.options,
        price_field=seen.price_field,
        watermark=int(context.journal.note("watermark") or 0),
        marks=names.marks,
        terms=_terms(request, seen),
        wall_s=context.wall_s,
        watch=context.watch,
    )
    loader = Loader(job)
    async with writer.at_work():
        await loader.run()
        steps = StepRunner(job)
        await steps.run()
        images = _images(job, request)
        await images.run()
        if not context.brake.pulled:
            with contextlib.suppress(
                StopError, Braked
            ):  # everything is settled: a look that fails ends no run
                for said in await find_twins(paced, context.journal, names):
                    context.watch(Said(said))
    return context.brake.reason or loader.unfinished() or steps.unfinished() or images.unfinished()


def _images(job: Job, request: LoadRequest) -> ImageRunner:
    """Return what uploads the images that this load brings, of the records that are there now."""
    wanted = wanted_families(
        families_of(request.pictures, (record for record, _ in request.rows)),
        job.journal,
        job.records,
        retry_failed=request.options.retry_failed,
        selection=request.options.selection,
    )
    return ImageRunner(
        job,
        request.pictures.folder,
        tuple(wanted),
        job.listed_after,
        request.options.retry_failed,
        dict(job.listed),
        request.pictures.is_kept,
    )


def _terms(request: LoadRequest, seen: Survey) -> Terms:
    """Return how this store wants records; `--outlet` limits where stock is kept."""
    assert seen.facts is not None, "a run has seen its store"
    asked = frozenset(key_of(name) for name in request.options.outlets)
    outlets = tuple(each for each in seen.facts.outlets if not asked or key_of(each[1]) in asked)
    return Terms(seen.price_field, outlets, request.target.address.version)


def _expected(journal: Journal, request: LoadRequest, seen: Survey) -> Plan:
    """Return the plan as the journal has it now. Raises JournalError where it would send what nobody has looked for."""
    plan = make_plan(request.rows, journal.entries(), request.options)
    if not set(plan.fresh) <= {*seen.plan.fresh, *seen.used}:
        raise _went_away()
    return plan


async def _named(
    context: RunContext, request: LoadRequest, seen: Survey, plan: Plan, paced: PacedStore
) -> tuple[Plan, StoreNames]:
    """List what the store has under the names that are needed, and take that over before anything is sent."""
    journal, records = context.journal, {record.id: record for record, _ in request.rows}
    kinds = kinds_to_list(plan, records)
    names = await list_names(paced, kinds, plan.send, seen.names) if kinds else StoreNames()
    gone = await find_gone(paced, journal, names)
    if said := give_up_gone(journal, gone, context.wall_s()):
        context.watch(Said(said))
    plan = _planned(context, request, seen)
    if journal.note(MADE_AFTER) is None:
        journal.set_note(MADE_AFTER, max((int(journal.note("watermark") or 0), *names.marks.values())))
    return adopt_names(journal, plan, names, context.wall_s()), names


def _planned(context: RunContext, request: LoadRequest, seen: Survey) -> Plan:
    """Plan, and put the plan into the journal as one: new records and what is adopted appear together or not at all."""
    attempts: list[Attempt] = []
    plan = make_plan(request.rows, context.journal.entries(), request.options)
    if seen.listing is not None and request.options.adopt:
        plan, attempts = adopt_found(plan, seen.listing, context.wall_s())
    context.journal.replan(plan.puts, attempts)
    return plan


def _went_away() -> JournalError:
    """Return the end of a run that was surveyed with another journal: what it knew, nobody has looked for."""
    return JournalError(
        "The journal went away while the run began.",
        code="journal-unreadable",
        hint="Nothing was sent. Run the same command again.",
    )


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
            raise _went_away()
        journal.set_note("watermark", seen.listing.watermark)
    known = {name: value for name, value in (bound or {}).items() if value}
    journal.set_note("binding", {**facts.binding, **known, "base_url": base_url})


def _note_choice(journal: Journal, request: LoadRequest) -> None:
    """Keep what this load leaves out, so that every later command about it goes by the same."""
    choice = request.options.choice or Choice()
    if choice_from(journal.note(CHOICE_NOTE)) != choice:
        journal.set_note(CHOICE_NOTE, choice.noted)
    outlets = list(request.options.outlets)
    if outlets != (journal.note(OUTLETS_NOTE) or []):
        journal.set_note(OUTLETS_NOTE, outlets)


def _note_sandbox(journal: Journal, request: LoadRequest) -> None:
    """Note where the store's state file is, if it has one, so that a later command finds it from any folder."""
    if request.target.state is None:
        return
    note = note_of(request.dataset, request.target.state)
    if journal.note(NOTE) != note:
        journal.set_note(NOTE, note)


def _done(journal: Journal, origin: Origin | None = None) -> frozenset[Id]:
    """Return the records that are done, of one origin if it is given."""
    return frozenset(
        (entry.kind, entry.key)
        for entry in journal.entries()
        if entry.state is State.DONE and origin in (None, entry.origin)
    )
