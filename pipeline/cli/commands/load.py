"""load: the dataset goes to a store."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.confirm import confirm_load
from pipeline.cli.dataset import checked
from pipeline.cli.invocation import again
from pipeline.cli.load_flow import carry_out, finish_plan, look
from pipeline.cli.options import shared
from pipeline.cli.options.load import parse_options
from pipeline.cli.options.shared import Adopt, MaxErrorsText, Output, PriceFieldName, RetryFailed, Settle
from pipeline.cli.session import Answer, Session
from pipeline.cli.target import Wanted, choose
from pipeline.errors import UsageError

if TYPE_CHECKING:
    pass


def load(
    folder: shared.DatasetArgument,
    domain: shared.Domain = None,
    sandbox: shared.UseSandbox = False,
    token: shared.TokenText = None,
    token_file: shared.TokenFile = None,
    output: Output = None,
    yes: shared.Yes = False,
    confirm_store: shared.ConfirmStore = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Stop after the bill; nothing is created.")
    ] = False,
    show_payloads: Annotated[
        bool, typer.Option("--show-requests", help="With --dry-run: print each request as a curl line.")
    ] = False,
    pace: shared.PaceName = "",
    concurrency: shared.Concurrency = None,
    settle: Settle = 60.0,
    price_field: PriceFieldName = "auto",
    api_version: shared.ApiVersion = None,
    base_url: shared.BaseUrl = None,
    adopt: Adopt = False,
    registers: shared.Registers = None,
    retry_failed: RetryFailed = False,
    only: shared.Only = None,
    key: shared.Keys = None,
    limit: shared.Limit = None,
    max_errors: MaxErrorsText = None,
    allow_real_emails: shared.AllowRealEmails = False,
    verbose: shared.Verbose = False,
    as_json: shared.Json = False,
    quiet: shared.Quiet = False,
    profile: shared.Profile = None,
) -> int:
    """Create a dataset's records in a store; again is resuming. Customers first, then products.

    Examples:
      x-series-demo load out/demo --sandbox

      x-series-demo load out/demo -d mystore --dry-run

      x-series-demo load out/demo -d mystore --yes
    """
    session = Session("load", as_json, quiet, profile)
    if show_payloads and not dry_run:
        raise UsageError(
            "--show-requests is for a dry run.",
            code="dry-run-missing",
            hint="Add --dry-run, or leave it out.",
        )
    wanted = Wanted(domain, sandbox, token, token_file, base_url, api_version, registers)
    options = parse_options(
        session,
        pace=pace,
        concurrency=concurrency,
        settle=settle,
        price_field=price_field,
        adopt=adopt,
        retry_failed=retry_failed,
        only=only,
        keys=key,
        limit=limit,
        max_errors=max_errors,
    )
    dataset, _ = checked(session, folder, allow_real_emails=allow_real_emails)
    target = _output(output, folder)
    chosen = choose(wanted, session, dataset=folder, needs_token=not dry_run, makes_sandbox=not dry_run)
    request, seen = look(session, dataset, chosen, options)
    if dry_run:
        return finish_plan(session, request, seen, chosen, payloads=show_payloads)
    if not confirm_load(session, chosen, request, seen, yes=yes, confirm_store=confirm_store):
        session.terminal.say("Nothing was sent.")
        return session.give(Answer({"sent": False}, next=again()))
    return carry_out(session, request, seen, chosen, output=target, verbose=verbose)


def _output(given: Path | None, folder: Path) -> Path:
    """Return where the mapping goes. Raises UsageError for a place that it can't go to."""
    from pipeline.load.run import MAPPING_NAME, refuse_output

    path = given or folder / MAPPING_NAME
    refuse_output(path)
    return path
