"""plan: what a load would do."""

from typing import Annotated

import typer

from pipeline.cli.dataset import checked
from pipeline.cli.options import shared
from pipeline.cli.options.load import LoadChoices
from pipeline.cli.options.splice import Without
from pipeline.cli.render.trials import PlanData
from pipeline.cli.session import Given
from pipeline.cli.store.load_flow import finish_plan, look
from pipeline.cli.store.target import choose
from pipeline.cli.store.trials import Trials


def plan(
    folder: shared.DatasetArgument,
    *,
    store: shared.StoreOptions,
    rehearse: Annotated[
        bool,
        typer.Option(
            "--rehearse",
            help="Run the whole load against a throw-away sandbox on a virtual clock: what would be rejected, "
            "and how long the real one takes.",
        ),
    ] = False,
    against_store: Annotated[
        bool,
        typer.Option(
            "--against-store", help="Read the store for e-mails, SKUs and names that it has already."
        ),
    ] = False,
    show_payloads: Annotated[
        bool, typer.Option("--show-requests", help="Print each request as a curl line.")
    ] = False,
    pace: shared.PaceOptions,
    choices: Annotated[LoadChoices, Without("settle", "max_errors")],
    selection: shared.SelectionOptions,
    allow_real_emails: shared.AllowRealEmails = False,
    answer: shared.AnswerOptions,
) -> Given[PlanData]:
    """Say what a load would create, skip and resend, and its cost. Creates nothing; the same as load --dry-run.

    A rehearsal begins as if nothing had been loaded, and takes seconds; with --registers it is set like a store that
    has so many. Exit status 1: the load would reject rows, or the store has some of them already.

    Examples:
      x-series-demo plan out/demo --sandbox

      x-series-demo plan out/demo -d mystore --rehearse

      x-series-demo plan out/demo -d mystore --rehearse --registers 3 --pace fast

      x-series-demo plan out/demo -d mystore --against-store

      x-series-demo plan out/demo -d mystore --show-requests
    """
    session = answer.session("plan")
    options = choices.parse(session, pace, selection)
    dataset, _ = checked(session, folder, allow_real_emails=allow_real_emails)
    chosen = choose(store, session, dataset=folder, needs_token=against_store)
    request, seen = look(session, dataset, chosen, options, refuse_found=not against_store)
    trials = Trials(rehearse, against_store, store.registers)
    return finish_plan(session, request, seen, chosen, payloads=show_payloads, trials=trials)
