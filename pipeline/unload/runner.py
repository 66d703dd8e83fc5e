"""One unload, from the journal to the outcome, on effects that are all given to it.

Promises: nothing is deleted in another store than the journal's; what is uncertain is looked up first; whatever ends
the run, the mapping holds exactly what the journal still calls done. It opens no file, reads no clock and catches no
signal: `load.context.run_in_context` does that around it, and the simulation puts its own world there.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ExitStatus, StopError
from pipeline.journal.book import Journal
from pipeline.journal.transitions import State
from pipeline.load.context import RunContext, accounted
from pipeline.load.mapping_file import Output, Writer
from pipeline.load.options import LoadOptions
from pipeline.load.planning.plan import Plan
from pipeline.load.sending.job import Job
from pipeline.load.sending.loader import Loader
from pipeline.pacing.paced_store import Figures, PacedStore
from pipeline.schema.kinds import Kind
from pipeline.stores.facts import another_store, same_store
from pipeline.unload.deleter import DeleteJob, LeftAlone
from pipeline.unload.kept import KeptFile
from pipeline.unload.plan import UnloadPlan, plan_unload
from pipeline.unload.survey import UnloadRequest, UnloadSurvey, made_by
from pipeline.unload.unloader import Unloader
from pipeline.unload.uses import Uses


@dataclass(frozen=True, slots=True)
class UnloadOutcome:
    """How an unload ended. `gone` were not in the store any more; `kept` is the file with the deleted bodies.

    `uncertain` and `deleting` count the journal's records that are so now, selected or not.
    """

    deleted: Mapping[Kind, int]
    gone: Mapping[Kind, int]
    left: tuple[LeftAlone, ...]
    uncertain: int
    deleting: int
    figures: Figures
    seconds: float
    kept: Path
    mapping: Path
    stop: StopError | None

    @property
    def status(self) -> ExitStatus:
        """The exit status: what ended the run, else whether something was left alone."""
        if self.stop is not None:
            return self.stop.status
        return ExitStatus.LEFT_OVER if any(not each.ours for each in self.left) else ExitStatus.DONE


@dataclass(slots=True)
class _Run:
    """One unload under way: its surroundings, and what it has come to."""

    context: RunContext
    kept: KeptFile
    request: UnloadRequest
    paced: PacedStore
    unloader: Unloader | None = None

    def tally(self) -> tuple[int, str]:
        return 0, f"{len(self.unloader.deleter.deleted) if self.unloader else 0} deleted"


async def run_unload(
    context: RunContext,
    kept: KeptFile,
    request: UnloadRequest,
    seen: UnloadSurvey,
    output: Output,
    *,
    command: str,
    tool_version: str,
) -> UnloadOutcome:
    """Look up, delete and account. Raises AccessError (another store) and JournalError before anything is sent."""
    journal, prefix = context.journal, request.target.prefix
    began_s = asyncio.get_running_loop().time()
    _check_binding(request, seen, context)
    journal.begin_run(context.wall_s(), command, tool_version)
    context.log.say(context.wall_s(), f"run {journal.run_id}, unload from {prefix}: {command}")
    writer = Writer(journal, prefix, output, context.save, context.wall_s)
    run = _Run(context, kept, request, context.paced(request.options, seen.facts))
    with accounted(context, writer, run.paced.figures, run.tally) as ending:
        writer.write()
        ending.stop = await _drive(run, seen, writer)
    return _outcome(run, output.path, asyncio.get_running_loop().time() - began_s, ending.stop)


def _check_binding(request: UnloadRequest, seen: UnloadSurvey, context: RunContext) -> None:
    """Refuse another store than the one that the journal knows: nothing may be deleted there (invariant 6)."""
    assert seen.facts is not None, "a run has seen its store"
    bound = context.journal.note("binding")
    if bound and not same_store(bound, seen.facts):
        raise another_store(request.target.prefix)
    assert bound or plan_unload(context.journal.entries(), request.options).empty, "done without a binding"


async def _drive(run: _Run, seen: UnloadSurvey, writer: Writer) -> StopError | None:
    """Settle what is uncertain, then delete, with the mapping written now and then; return what ended it, or None.

    Nothing is deleted that the survey did not show, whatever the journal has come to since.
    """
    context, options = run.context, run.request.options
    shown, made_here = seen.plan, made_by(seen.siblings)
    asked = frozenset((entry.kind, entry.key) for entry in (*shown.delete, *shown.look_up))
    async with writer.at_work():
        plan = plan_unload(context.journal.entries(), options, made_here)
        loader = Loader(_look_up_job(run, plan)) if plan.look_up else None
        if loader is not None:
            await loader.run()
            plan = plan_unload(context.journal.entries(), options, made_here)
        job = DeleteJob(
            journal=context.journal,
            paced=run.paced,
            log=context.log,
            wall_s=context.wall_s,
            watch=context.watch,
            kept=run.kept,
            options=options,
            uses=Uses(run.paced, context.journal, seen.siblings, _since(context.journal, seen)),
        )
        run.unloader = Unloader(job, [place for place in plan.ids if place in asked])
        await run.unloader.run()
    return context.brake.reason or run.unloader.unfinished() or (loader.unfinished() if loader else None)


def _since(journal: Journal, seen: UnloadSurvey) -> int:
    """Return the store's version before any dataset here made something: whatever names that came later."""
    return min((int(journal.note("watermark") or 0), *(each.watermark for each in seen.siblings)))


def _look_up_job(run: _Run, plan: UnloadPlan) -> Job:
    """Return a load that sends nothing: it only finds out what became of the uncertain records.

    With no records to send, one that isn't in the store is withdrawn; the next load sends it again.
    """
    options = run.request.options
    uncertain = tuple((entry.kind, entry.key) for entry in plan.look_up)
    return Job(
        journal=run.context.journal,
        paced=run.paced,
        log=run.context.log,
        plan=Plan((), (), uncertain, (), (), (), (), (), ()),
        records={},
        options=LoadOptions(pace=options.pace, concurrency=options.concurrency, settle_s=options.settle_s),
        price_field="",
        watermark=int(run.context.journal.note("watermark") or 0),
        wall_s=run.context.wall_s,
        watch=run.context.watch,
    )


def _outcome(run: _Run, mapping: Path, seconds: float, stop: StopError | None) -> UnloadOutcome:
    deleter = run.unloader.deleter if run.unloader else None
    states = Counter(entry.state for entry in run.context.journal.entries())
    return UnloadOutcome(
        deleted=Counter(kind for kind, _ in deleter.deleted) if deleter else {},
        gone=Counter(kind for kind, _ in deleter.gone) if deleter else {},
        left=tuple(deleter.left.values()) if deleter else (),
        uncertain=states[State.SENT],
        deleting=states[State.DELETING],
        figures=run.paced.figures,
        seconds=seconds,
        kept=run.kept.path,
        mapping=mapping,
        stop=stop,
    )
