"""One unload, from the journal to the outcome, on effects that are all given to it.

Promises: nothing is deleted in another store than the journal's; what is uncertain is looked up first; whatever ends
the run, the mapping holds exactly what the journal still calls done. It opens no file, reads no clock and catches no
signal: `unload.unload` does that around it, and the simulation puts its own world there.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ExitStatus, JournalError, StopError
from pipeline.load.conduct import Output, Stage, Writer
from pipeline.load.facts import another_store, same_store
from pipeline.load.journal.entry import State
from pipeline.load.loader import Loader
from pipeline.load.options import LoadOptions
from pipeline.load.pacing.paced import Figures, PacedStore
from pipeline.load.pacing.pacer import Pacer
from pipeline.load.plan import Plan
from pipeline.load.sending import Job
from pipeline.load.unload.deleting import DeleteJob, LeftAlone
from pipeline.load.unload.kept import KeptFile
from pipeline.load.unload.plan import UnloadPlan, plan_unload
from pipeline.load.unload.survey import UnloadRequest, UnloadSurvey
from pipeline.load.unload.unloader import Unloader
from pipeline.load.watching import Hold
from pipeline.records import Kind


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
        """The exit status (DESIGN.md): what ended the run, else whether something was left alone."""
        if self.stop is not None:
            return self.stop.status
        return ExitStatus.LEFT_OVER if self.left else ExitStatus.DONE


@dataclass(slots=True)
class _Run:
    """One unload under way: its surroundings, and what it has come to."""

    stage: Stage
    kept: KeptFile
    request: UnloadRequest
    paced: PacedStore
    unloader: Unloader | None = None
    stop: StopError | None = None
    outcome_code: str = "failed"

    def count_deleted(self) -> int:
        return len(self.unloader.deleter.deleted) if self.unloader else 0


async def take_back(
    stage: Stage,
    kept: KeptFile,
    request: UnloadRequest,
    seen: UnloadSurvey,
    output: Output,
    *,
    command: str,
    tool_version: str,
) -> UnloadOutcome:
    """Look up, delete and account. Raises AccessError (another store) and JournalError before anything is sent."""
    journal, prefix = stage.journal, request.target.prefix
    began_s = asyncio.get_running_loop().time()
    _check_binding(request, seen, stage)
    journal.begin_run(stage.wall_s(), command, tool_version)
    stage.log.say(stage.wall_s(), f"run {journal.run_id}, unload from {prefix}: {command}")
    writer = Writer(journal, prefix, output, stage.save, stage.wall_s)
    run = _Run(stage, kept, request, _paced(stage, request, seen))
    with _closing(run, writer):
        writer.write()
        run.stop = await _drive(run, seen.plan, writer)
    return _outcome(run, output.path, asyncio.get_running_loop().time() - began_s)


def _check_binding(request: UnloadRequest, seen: UnloadSurvey, stage: Stage) -> None:
    """Refuse another store than the one that the journal knows: nothing may be deleted there (invariant 6)."""
    assert seen.facts is not None, "a run has seen its store"
    bound = stage.journal.note("binding")
    if bound and not same_store(bound, seen.facts):
        raise another_store(request.target.prefix)
    assert bound or plan_unload(stage.journal.entries(), request.options).empty, "done without a binding"


def _paced(stage: Stage, request: UnloadRequest, seen: UnloadSurvey) -> PacedStore:
    options, quota = request.options, seen.facts.quota if seen.facts else None
    return PacedStore(
        stage.store,
        Pacer.begin(options.pace, options.concurrency, quota),
        stage.brake,
        stage.lots,
        on_hold=lambda seconds, why: stage.watch(Hold(seconds, why)),
    )


@contextlib.contextmanager
def _closing(run: _Run, writer: Writer) -> Iterator[None]:
    """Write the mapping and the run's figures however the body ends; what ended the run stands before what follows."""
    stage, figures = run.stage, run.paced.figures
    try:
        yield
        run.outcome_code = "done"
    except StopError as stop:
        run.stop = stop
    finally:
        try:
            writer.write()
        except JournalError as error:
            run.stop = run.stop or error
        code = run.stop.code if run.stop else run.outcome_code
        with contextlib.suppress(JournalError):  # a full disk ended the run already; its reason stands
            stage.journal.end_run(
                stage.wall_s(),
                code,
                requests=figures.requests,
                refusals=figures.refusals,
                created=0,
                waited_s=figures.waited_s,
            )
        stage.log.say(
            stage.wall_s(), f"run {stage.journal.run_id} ended: {code}, {run.count_deleted()} deleted"
        )


async def _drive(run: _Run, shown: UnloadPlan, writer: Writer) -> StopError | None:
    """Settle what is uncertain, then delete, with the mapping written now and then; return what ended it, or None.

    Nothing is deleted that the survey did not show, whatever the journal has come to since.
    """
    stage, options = run.stage, run.request.options
    asked = frozenset((entry.kind, entry.key) for entry in (*shown.delete, *shown.look_up))
    scribe = asyncio.ensure_future(writer.write_now_and_then())
    try:
        plan = plan_unload(stage.journal.entries(), options)
        loader = Loader(_look_up_job(run, plan)) if plan.look_up else None
        if loader is not None:
            await loader.run()
            plan = plan_unload(stage.journal.entries(), options)
        job = DeleteJob(stage.journal, run.paced, stage.log, run.kept, options, stage.wall_s, stage.watch)
        run.unloader = Unloader(job, [place for place in plan.ids if place in asked])
        await run.unloader.run()
    finally:
        scribe.cancel()
        await asyncio.gather(scribe, return_exceptions=True)
    return stage.brake.reason or run.unloader.unfinished() or (loader.unfinished() if loader else None)


def _look_up_job(run: _Run, plan: UnloadPlan) -> Job:
    """Return a load that sends nothing: it only finds out what became of the uncertain records.

    With no records to send, one that isn't in the store is withdrawn; the next load sends it again.
    """
    options = run.request.options
    uncertain = tuple((entry.kind, entry.key) for entry in plan.look_up)
    return Job(
        journal=run.stage.journal,
        paced=run.paced,
        log=run.stage.log,
        plan=Plan((), (), uncertain, (), (), (), (), (), ()),
        records={},
        options=LoadOptions(pace=options.pace, concurrency=options.concurrency, settle_s=options.settle_s),
        price_field="",
        watermark=int(run.stage.journal.note("watermark") or 0),
        wall_s=run.stage.wall_s,
        watch=run.stage.watch,
    )


def _outcome(run: _Run, mapping: Path, seconds: float) -> UnloadOutcome:
    deleter = run.unloader.deleter if run.unloader else None
    states = Counter(entry.state for entry in run.stage.journal.entries())
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
        stop=run.stop,
    )
