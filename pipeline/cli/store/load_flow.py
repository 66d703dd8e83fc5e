"""What load, plan and the bare command have in common: survey, dry run, load."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.cli.invocation import again, this_command, typed
from pipeline.cli.render.load import LoadData, outcome_data, show_bill, show_outcome, show_requests
from pipeline.cli.render.trials import PlanData
from pipeline.cli.script import tell_script
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.target import Chosen
from pipeline.cli.store.trials import NO_TRIALS, Trials, try_out
from pipeline.errors import ExitStatus
from pipeline.schema.collect import with_collected
from pipeline.text import clean, counted, listed

if TYPE_CHECKING:
    from pipeline.dataset import Dataset
    from pipeline.load.options import LoadOptions
    from pipeline.load.planning.survey import LoadRequest, Survey


def look(
    session: Session,
    dataset: "Dataset",
    chosen: Chosen,
    options: "LoadOptions",
    *,
    refuse_found: bool = True,
    deleted: Path | None = None,
) -> "tuple[LoadRequest, Survey]":
    """Survey the store and the journal; say the notices. `deleted` is a file of deleted records to bring back, alone."""
    from pipeline.load.images.pictures import NO_PICTURES, PART, pictures_of
    from pipeline.load.planning.flat import names_of_flat
    from pipeline.load.planning.survey import LoadRequest, settled_options, survey
    from pipeline.load.request import filed_rows

    options, entries = settled_options(dataset.folder, chosen.target.prefix, options)
    choice = options.choice
    assert choice is not None, "what is left out is settled"
    rows = filed_rows(dataset, choice, entries)
    pictures = NO_PICTURES if PART in choice.without else pictures_of(dataset)
    if deleted is not None:
        from pipeline.unload.bring_back import bring_back

        back = bring_back(deleted, dataset.folder, chosen.target.prefix, rows, options.selection)
        rows = [*with_collected(back.rows)]
        options = replace(options, selection=replace(options.selection, keys=back.keys))
        more = (
            f"; {counted(back.there, 'other')} of it {'is' if back.there == 1 else 'are'} there"
            if back.there
            else ""
        )
        session.terminal.notice(f"{counted(len(back.keys), 'deleted record')} to bring back{more}.")
    request = LoadRequest(dataset.folder, rows, chosen.target, options, pictures)
    if pictures.notice:
        session.terminal.notice(pictures.notice)
    if choice.words:
        session.terminal.notice(f"As chosen: {choice.words}.")
    if flat := names_of_flat(rows):
        go, them = ("goes", "it") if len(flat) == 1 else ("go", "them")
        session.terminal.notice(
            f"{counted(len(flat), 'family', 'families')} {go} on as single products, since products of {them} were loaded "
            f"so: {listed([clean(name, 60) for name in flat])}. For variants unload first."
        )
    seen = survey(request, refuse_found=refuse_found)
    for notice in seen.notices:
        session.terminal.notice(notice)
    return request, seen


def finish_plan(
    session: Session,
    request: "LoadRequest",
    seen: "Survey",
    chosen: Chosen,
    *,
    payloads: bool,
    trials: Trials = NO_TRIALS,
    resume: str = "",
) -> Given[PlanData]:
    """Show what would happen, try out what was asked for, and stop. `resume` loads it (default: this command's words)."""
    show_bill(session, chosen, seen)
    if payloads:
        show_requests(session, request, seen)
    tried = try_out(session, request, seen, chosen, trials)
    session.terminal.done("Dry run: nothing was created.")
    return session.give(replace(tried, next=resume or tried.next))


def _place(chosen: Chosen) -> str:
    """Return where a person looks at the store: its own address, or the command that serves the sandbox's pages."""
    address = chosen.target.address
    if chosen.place is not None:
        return f"{chosen.place.root}/" if chosen.place.root else typed("sandbox")
    port = f":{address.port}" if address.loopback else ""
    return f"{address.scheme}://{address.host}{port}/"


def carry_out(
    session: Session,
    request: "LoadRequest",
    seen: "Survey",
    chosen: Chosen,
    *,
    output: Path,
    verbose: bool,
    resume: str = "",
    generated_at: datetime | None = None,
) -> Given[LoadData]:
    """Load, with progress, and say how it ended. `resume` goes on where this run stopped (default: its own words)."""
    from pipeline.console import LoadProgress
    from pipeline.dataset import read_manifest
    from pipeline.load.run import Output as Target
    from pipeline.load.run import load as run_load

    manifest = read_manifest(request.dataset)
    target = Target(output, tuple(manifest.packs) if manifest else (), generated_at)
    with LoadProgress(session.terminal, verbose=verbose) as watch:
        outcome = run_load(
            request, seen, target, command=this_command(), tool_version=__version__, watch=watch
        )
    show_outcome(session, request, outcome)
    tell_script(session, request.dataset)
    if outcome.status is ExitStatus.DONE:
        session.terminal.say(f"  Look at it:  {_place(chosen)}")
    data = outcome_data(outcome)
    goes_on = (
        outcome.status is ExitStatus.RUN_AGAIN
        if outcome.stop is None
        else outcome.stop.code != "too-many-errors"
    )
    complete = outcome.status is ExitStatus.DONE and not seen.plan.left
    then = "verify" if complete else "update" if outcome.update_helps else "status"
    after = typed(then, request.dataset, *chosen.options)
    next_command = (resume or again()) if goes_on else after
    if outcome.stop is not None:
        return session.fail(outcome.stop, data, next_command)
    why = "to put the files' values there" if then == "update" and not goes_on else ""
    return session.give(Answer(data, outcome.status, next=next_command, why=why))
