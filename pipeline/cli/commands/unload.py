"""unload: take back from a store exactly what a dataset created there."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline import __version__
from pipeline.cli.invocation import again, carried, this_command, typed
from pipeline.cli.options import shared
from pipeline.cli.options.load import parse_pace
from pipeline.cli.render.unload import (
    NotDeletedData,
    UnloadData,
    UnloadPlanData,
    outcome_data,
    show_outcome,
    show_survey,
    survey_data,
)
from pipeline.cli.script import refresh_script
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.confirm import confirm_prefix
from pipeline.cli.store.target import Chosen, choose
from pipeline.schema.folder import MAPPING

if TYPE_CHECKING:
    from pipeline.unload.run import UnloadRequest, UnloadSurvey


# The options that a dry run hands on to the unload that it announces
UNLOADING = (
    "only",
    "key",
    "limit",
    "adopted",
    "even_if_changed",
    "pace",
    "concurrency",
    "registers",
    "output",
    "confirm_store",
    "yes",
    "verbose",
)


def unload(
    folder: shared.DatasetArgument,
    *,
    store: shared.StoreOptions,
    output: shared.Output = None,
    confirm: shared.ConfirmOptions,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Stop after the list and the bill.")] = False,
    even_if_changed: Annotated[
        bool, typer.Option("--even-if-changed", help="Also what somebody changed, and customers with sales.")
    ] = False,
    adopted: Annotated[
        bool, typer.Option("--adopted", help="Also records that were found in the store and taken over.")
    ] = False,
    selection: shared.SelectionOptions,
    pace: shared.PaceOptions,
    verbose: shared.Verbose = False,
    answer: shared.AnswerOptions,
) -> Given[UnloadPlanData | NotDeletedData | UnloadData]:
    """Delete from a store exactly what a dataset created there. Products, then customers; resumable like a load.

    Each record is read again first. What somebody changed since, and customers with sales, are left alone and
    listed. Before each delete the record goes to .load/PREFIX.deleted.jsonl. It asks for the store's prefix; in
    scripts: --yes --confirm-store PREFIX.

    Examples:
      x-series-demo unload out/demo --sandbox
      x-series-demo unload out/demo -d mystore --dry-run
      x-series-demo unload out/demo -d mystore --yes --confirm-store mystore
    """
    from pipeline.unload.plan import UnloadOptions
    from pipeline.unload.run import UnloadRequest, survey_unload

    session = answer.session("unload")
    options = UnloadOptions(
        pace=parse_pace(session, pace.pace),
        concurrency=pace.concurrency,
        adopted=adopted,
        even_if_changed=even_if_changed,
        selection=selection.selection(),
    )
    chosen = choose(store, session, dataset=folder, needs_token=not dry_run)
    request = UnloadRequest(folder, (), chosen.target, options)
    seen = survey_unload(request)
    show_survey(session, chosen, seen)
    if dry_run:
        session.terminal.done("Dry run: nothing was deleted.")
        next_command = typed("unload", folder, *chosen.options, *carried(*UNLOADING))
        return session.give(Answer(survey_data(seen), next=next_command))
    if not seen.plan.empty and not confirm_prefix(session, chosen, confirm):
        session.terminal.say("Nothing was deleted.")
        return session.give(Answer(NotDeletedData(), next=typed("status", folder, *chosen.options)))
    return _carry_out(session, request, seen, chosen, output=output or folder / MAPPING, verbose=verbose)


def _carry_out(
    session: Session,
    request: "UnloadRequest",
    seen: "UnloadSurvey",
    chosen: Chosen,
    *,
    output: "Any",
    verbose: bool,
) -> Given[UnloadData]:
    from pipeline.console import LoadProgress
    from pipeline.dataset import read_manifest
    from pipeline.load.runner import Output as MappingFile
    from pipeline.unload.run import unload as run_unload

    manifest = read_manifest(request.dataset)
    mapping = MappingFile(output, tuple(manifest.packs) if manifest else ())
    with LoadProgress(session.terminal, verbose=verbose) as watch:
        outcome = run_unload(
            request, seen, mapping, command=this_command(), tool_version=__version__, watch=watch
        )
    show_outcome(session, outcome)
    refresh_script(session, request.dataset)
    data = outcome_data(outcome)
    if outcome.stop is not None:
        return session.fail(outcome.stop, data, again())
    some = carried("limit")  # the others of the selection are still there, as they should be
    words = ["status"] if some else ["verify", "--absent", *carried("only", "key")]
    next_command = typed(words[0], request.dataset, *chosen.options, *words[1:])
    return session.give(Answer(data, outcome.status, next=next_command))
