"""update: put the store's copies of a dataset's records back to what its files say."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import __version__
from pipeline.cli.dataset import checked, pictures_loaded, rows_loaded
from pipeline.cli.invocation import again, carried, this_command, typed
from pipeline.cli.options import shared
from pipeline.cli.options.load import parse_pace
from pipeline.cli.options.splice import Without
from pipeline.cli.render.update import (
    NotUpdatedData,
    UpdateData,
    UpdatePlanData,
    outcome_data,
    show_outcome,
    show_survey,
    survey_data,
)
from pipeline.cli.script import refresh_script
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.confirm import confirm_once
from pipeline.cli.store.target import Chosen, choose
from pipeline.schema.folder import MAPPING

if TYPE_CHECKING:
    from pipeline.update.run import UpdateRequest, UpdateSurvey

NOTHING_OURS = "None of these records was made in the store by this dataset, so there is nothing to put back."
# The options that a dry run hands on to the update that it announces
UPDATING = (
    "only",
    "key",
    "limit",
    "allow_real_emails",
    "pace",
    "concurrency",
    "registers",
    "output",
    "yes",
    "verbose",
)


def update(
    folder: shared.DatasetArgument,
    *,
    store: shared.StoreOptions,
    output: shared.Output = None,
    confirm: Annotated[shared.ConfirmOptions, Without("confirm_store")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Stop after the list and the bill.")] = False,
    selection: shared.SelectionOptions,
    pace: shared.PaceOptions,
    allow_real_emails: shared.AllowRealEmails = False,
    verbose: shared.Verbose = False,
    answer: shared.AnswerOptions,
) -> Given[UpdatePlanData | NotUpdatedData | UpdateData]:
    """Put a dataset's records in a store back to what its files say. Asks first; writes to nothing else.

    It lists field by field what the store has otherwise: prices, stock, names and the like, changed in the store or in
    the files. Images that are gone are uploaded again. Only what the dataset created is put back, not what was found
    there and taken over. What the file leaves blank is not put.

    Examples:
      x-series-demo update out/demo --sandbox
      x-series-demo update out/demo -d mystore --dry-run
      x-series-demo update out/demo -d mystore --only products --yes
    """
    from pipeline.console import LoadProgress
    from pipeline.load.run import refuse_output
    from pipeline.update.run import UpdateOptions, UpdateRequest, survey_update

    session = answer.session("update")
    options = UpdateOptions(
        pace=parse_pace(session, pace.pace),
        concurrency=pace.concurrency,
        selection=selection.selection(),
    )
    dataset, _ = checked(session, folder, allow_real_emails=allow_real_emails)
    target = output or folder / MAPPING
    refuse_output(target)
    chosen = choose(store, session, dataset=folder)
    rows = rows_loaded(folder, chosen.target.prefix) or []
    pictures = pictures_loaded(dataset, chosen.target.prefix)
    request = UpdateRequest(folder, rows, chosen.target, options, pictures)
    with LoadProgress(session.terminal, verbose=False) as watch:
        seen = survey_update(request, watch)
    show_survey(session, chosen, seen)
    if dry_run:
        session.terminal.done("Dry run: nothing was put back.")
        next_command = typed("update", folder, *chosen.options, *carried(*UPDATING))
        return session.give(Answer(survey_data(seen), next=next_command))
    if not seen.plan.empty and not confirm_once(session, chosen, confirm):
        session.terminal.say("Nothing was put back.")
        return session.give(Answer(NotUpdatedData(), next=again()))
    return _carry_out(session, request, seen, chosen, output=target, verbose=verbose)


def _carry_out(
    session: Session,
    request: "UpdateRequest",
    seen: "UpdateSurvey",
    chosen: Chosen,
    *,
    output: Path,
    verbose: bool,
) -> Given[UpdateData]:
    from pipeline.console import LoadProgress
    from pipeline.dataset import read_manifest
    from pipeline.load.mapping_file import Output
    from pipeline.update.run import update as run_update
    from pipeline.update.run import without_a_run

    manifest = read_manifest(request.dataset)
    mapping = Output(output, tuple(manifest.packs) if manifest else ())
    if seen.plan.idle:
        outcome = without_a_run(seen)
    else:
        with LoadProgress(session.terminal, verbose=verbose) as watch:
            outcome = run_update(
                request, seen, mapping, command=this_command(), tool_version=__version__, watch=watch
            )
    show_outcome(session, outcome)
    refresh_script(session, request.dataset)
    data = outcome_data(outcome, str(output))
    if outcome.stop is not None:
        return session.fail(outcome.stop, data, again())
    if not outcome.updated and not outcome.images and not outcome.failed and not outcome.stays:
        session.terminal.done("Nothing differs." if seen.records else NOTHING_OURS)
    next_command = typed("verify", request.dataset, *chosen.options, *carried("only", "key"))
    return session.give(Answer(data, outcome.status, next=next_command))
