"""One update, from the plan to the outcome, on effects that are all given to it.

Promises: nothing is put that the survey did not show, save where an earlier change of ours ended late, and all that is
put are values of the file. It opens no file, reads no clock and catches no signal.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.errors import ExitStatus, RunAgainError, StopError
from pipeline.journal.book import Journal
from pipeline.journal.entries import StepEntry
from pipeline.journal.transitions import StepState
from pipeline.load.context import RunContext, accounted
from pipeline.load.images.pictures import files_in
from pipeline.load.images.uploading import ImageRunner
from pipeline.load.mapping_file import Output, Writer
from pipeline.load.sending.effects import Effects
from pipeline.pacing.paced_store import Figures, PacedStore
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id
from pipeline.stores.facts import another_store, same_store
from pipeline.stores.protocol import IMAGES_NAME
from pipeline.text import counted
from pipeline.update.last_look import newest_of
from pipeline.update.our_record import OurRecord
from pipeline.update.plan import Change, Stays
from pipeline.update.survey import UpdateRequest, UpdateSurvey, sides_of
from pipeline.update.updater import Failed, Updater


@dataclass(frozen=True, slots=True)
class UpdateOutcome:
    """How an update ended: records put back by kind, those that the store refused, and what can't be put back.

    `moved` says of which records stock moved between the look and the change; `images` is how many were uploaded.
    """

    updated: Mapping[Kind, int]
    failed: tuple[Failed, ...]
    stays: tuple[Stays, ...]
    moved: tuple[str, ...]
    left: int
    images: int
    figures: Figures
    seconds: float
    stop: StopError | None

    @property
    def status(self) -> ExitStatus:
        """The exit status: what ended the run, else whether something differs still."""
        if self.stop is not None:
            return self.stop.status
        return ExitStatus.LEFT_OVER if self.failed or self.stays else ExitStatus.DONE


async def run_update(
    context: RunContext,
    request: UpdateRequest,
    seen: UpdateSurvey,
    output: Output,
    *,
    command: str,
    tool_version: str,
) -> UpdateOutcome:
    """Put back and account. Raises AccessError (another store) and JournalError before anything is sent."""
    journal, prefix = context.journal, request.target.prefix
    began_s = asyncio.get_running_loop().time()
    bound = journal.note("binding")
    if not bound or not same_store(bound, seen.facts):
        raise another_store(prefix)
    known = _ids(step for step in journal.all_steps() if step.name == IMAGES_NAME) - seen.plan.images.lost
    journal.begin_run(context.wall_s(), command, tool_version)
    context.log.say(context.wall_s(), f"run {journal.run_id}, update in {prefix}: {command}")
    writer = Writer(journal, prefix, output, context.save, context.wall_s)
    paced = context.paced(request.options, seen.facts)
    updater = Updater(
        journal=journal, paced=paced, log=context.log, wall_s=context.wall_s, watch=context.watch,
        settle_s=request.options.settle_s, changes=_current(journal, seen),
        others=_others(journal, request, seen), after=newest_of(seen.records),
    )  # fmt: skip
    with accounted(
        context, writer, paced.figures, lambda: (0, f"{len(updater.put_back)} put back")
    ) as ending:
        async with writer.at_work():
            updater.take_up(each for each in seen.records if each.entry.id in seen.plan.behind)
            await updater.run()
            images = _images(context, request, seen, paced)
            await images.run()
        ending.stop = context.brake.reason or _unfinished(updater) or images.unfinished()
    refused = _refused(images, seen)
    return UpdateOutcome(
        updated=Counter(kind for kind, _ in updater.put_back),
        failed=(*updater.failed, *refused),
        stays=seen.plan.stays,
        moved=tuple(updater.moved),
        left=updater.left,
        images=len(_ids(images.steps) - known),
        figures=paced.figures,
        seconds=asyncio.get_running_loop().time() - began_s,
        stop=ending.stop,
    )


def _images(
    context: RunContext, request: UpdateRequest, seen: UpdateSurvey, paced: PacedStore
) -> ImageRunner:
    """Return what uploads the plan's images, once the records are as the files have them."""
    effects = Effects(
        journal=context.journal, paced=paced, log=context.log, wall_s=context.wall_s, watch=context.watch
    )
    return ImageRunner(
        effects,
        request.dataset,
        seen.plan.images.families,
        newest_of(seen.records),
        rows={str(each.entry.remote_id): each.row for each in seen.records if each.row is not None},
        is_kept=request.pictures.is_kept,
        lost=seen.plan.images.lost,
    )


def _refused(images: ImageRunner, seen: UpdateSurvey) -> list[Failed]:
    """Return the products whose images the store would not take, with its words."""
    sides = {each.entry.id: each for each in seen.records}
    failed = (step for step in images.steps if step.state is StepState.FAILED)
    return [
        Failed(sides[step.kind, step.key], step.message) for step in failed if (step.kind, step.key) in sides
    ]


def _ids(steps: Iterable[StepEntry]) -> set[str]:
    return {each["id"] for step in steps for each in files_in(step) if each["id"] and not each["words"]}


def without_a_run(seen: UpdateSurvey) -> UpdateOutcome:
    """Return the outcome of an update that has nothing to do."""
    return UpdateOutcome({}, (), seen.plan.stays, (), 0, 0, Figures(), 0.0, None)


def _current(journal: Journal, seen: UpdateSurvey) -> list[Change]:
    """Return the changes whose records the journal still has as they were surveyed, and what has to be looked at again."""
    unclear = [Change(each, ()) for each in seen.records if each.entry.id in seen.plan.unclear and each.row]
    changes = [*seen.plan.changes, *unclear]
    return [change for change in changes if journal.entry(*change.entry.id) == change.entry]


def _others(journal: Journal, request: UpdateRequest, seen: UpdateSurvey) -> dict[Id, OurRecord]:
    """Return the records that changes write to beside their own, as the survey saw them or files and journal have them."""
    read = {each.entry.id: each for each in seen.records}
    touched = {each.id for change in seen.plan.changes for each in change.touches}
    return {
        record.id: read.get(record.id) or sides_of(journal, entry, record, line, seen.terms)
        for record, line in request.rows
        if record.id in touched and (entry := journal.entry(*record.id)) is not None
    }


def _unfinished(updater: Updater) -> StopError | None:
    if not updater.left:
        return None
    return RunAgainError(
        f"{counted(updater.left, 'record')} could not be put back yet.",
        code="unfinished",
        hint="Run the same command again.",
    )
