"""load: the dataset goes to a store."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.dataset import checked
from pipeline.cli.invocation import again
from pipeline.cli.options import shared
from pipeline.cli.options.load import LoadChoices
from pipeline.cli.render.load import LoadData, NotSentData
from pipeline.cli.render.trials import PlanData
from pipeline.cli.session import Answer, Given
from pipeline.cli.store.confirm import confirm_load
from pipeline.cli.store.load_flow import carry_out, finish_plan, look
from pipeline.cli.store.target import choose
from pipeline.errors import UsageError


def load(
    folder: shared.DatasetArgument,
    *,
    store: shared.StoreOptions,
    output: shared.Output = None,
    confirm: shared.ConfirmOptions,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Stop after the bill; nothing is created.")
    ] = False,
    show_payloads: Annotated[
        bool, typer.Option("--show-requests", help="With --dry-run: print each request as a curl line.")
    ] = False,
    deleted: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Bring back what unload deleted, alone: from DIR/.load/PREFIX.deleted.jsonl.",
        ),
    ] = None,
    pace: shared.PaceOptions,
    choices: LoadChoices,
    selection: shared.SelectionOptions,
    allow_real_emails: shared.AllowRealEmails = False,
    verbose: shared.Verbose = False,
    answer: shared.AnswerOptions,
) -> Given[PlanData | NotSentData | LoadData]:
    """Create a dataset's records in a store; again is resuming. Customers first, then products.

    Before them the brands, suppliers, tags, categories and customer groups that they name; the store's own ones are used
    as they are. At the end the products get their images, which are drawn first where none is there.

    Examples:
      x-series-demo load out/demo --sandbox

      x-series-demo load out/demo -d mystore --dry-run

      x-series-demo load out/demo -d mystore --yes

      x-series-demo load out/demo --sandbox --from out/demo/.load/sandbox.deleted.jsonl
    """
    session = answer.session("load")
    if show_payloads and not dry_run:
        raise UsageError(
            "--show-requests is for a dry run.",
            code="dry-run-missing",
            hint="Add --dry-run, or leave it out.",
        )
    options = choices.parse(session, pace, selection)
    dataset, _ = checked(session, folder, allow_real_emails=allow_real_emails)
    target = _output(output, folder)
    chosen = choose(store, session, dataset=folder, needs_token=not dry_run, makes_sandbox=not dry_run)
    request, seen = look(session, dataset, chosen, options, deleted=deleted)
    if dry_run:
        return finish_plan(session, request, seen, chosen, payloads=show_payloads)
    if not confirm_load(session, chosen, seen, confirm):
        session.terminal.say("Nothing was sent.")
        return session.give(Answer(NotSentData(), next=again()))
    return carry_out(session, request, seen, chosen, output=target, verbose=verbose)


def _output(given: Path | None, folder: Path) -> Path:
    """Return where the mapping goes. Raises UsageError for a place that it can't go to."""
    from pipeline.load.run import MAPPING_NAME, refuse_output

    path = given or folder / MAPPING_NAME
    refuse_output(path)
    return path
