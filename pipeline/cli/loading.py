"""load, plan: the dataset goes to a store, or it is said what that would do."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import flags
from pipeline.cli.asking import confirm_load
from pipeline.cli.checking import checked
from pipeline.cli.invocation import again, this_command, typed
from pipeline.cli.load_options import parse_options
from pipeline.cli.outcome import outcome_data, show_bill, show_outcome, show_requests, survey_data
from pipeline.cli.rehearsing import NO_TRIALS, Trials, try_out
from pipeline.cli.session import Answer, Session, tool_version
from pipeline.cli.target import Chosen, Wanted, choose
from pipeline.errors import ExitStatus, UsageError
from pipeline.schema.kinds import all_kinds

if TYPE_CHECKING:
    from pipeline.dataset import Dataset
    from pipeline.load.options import LoadOptions
    from pipeline.load.survey import LoadRequest, Survey

RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Only the records that were rejected or in conflict.")
]
MaxErrorsText = Annotated[
    str | None,
    typer.Option("--max-errors", metavar="N|P%", help="Stop after so many rejections.", show_default=False),
]
Settle = Annotated[
    float,
    typer.Option("--settle", min=0, metavar="SECONDS", help="Wait before an uncertain record is looked up."),
]
PriceFieldName = Annotated[
    str, typer.Option("--price-field", metavar="FIELD", help="auto, including or excluding tax.")
]
Adopt = Annotated[bool, typer.Option("--adopt", help="Take over records that are in the store already.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Mapping JSON (default: DIR/mapping.json).", show_default=False
    ),
]


def load(
    folder: flags.DatasetArgument,
    domain: flags.Domain = None,
    sandbox: flags.UseSandbox = False,
    token: flags.TokenText = None,
    token_file: flags.TokenFile = None,
    output: Output = None,
    yes: flags.Yes = False,
    confirm_store: flags.ConfirmStore = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Stop after the bill; nothing is created.")
    ] = False,
    show_payloads: Annotated[
        bool, typer.Option("--show-requests", help="With --dry-run: print each request as a curl line.")
    ] = False,
    pace: flags.PaceName = "",
    concurrency: flags.Concurrency = None,
    settle: Settle = 60.0,
    price_field: PriceFieldName = "auto",
    api_version: flags.ApiVersion = None,
    base_url: flags.BaseUrl = None,
    adopt: Adopt = False,
    registers: flags.Registers = None,
    retry_failed: RetryFailed = False,
    only: flags.Only = None,
    key: flags.Keys = None,
    limit: flags.Limit = None,
    max_errors: MaxErrorsText = None,
    allow_real_emails: flags.AllowRealEmails = False,
    verbose: flags.Verbose = False,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
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


def plan(
    folder: flags.DatasetArgument,
    domain: flags.Domain = None,
    sandbox: flags.UseSandbox = False,
    token: flags.TokenText = None,
    token_file: flags.TokenFile = None,
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
    pace: flags.PaceName = "",
    concurrency: flags.Concurrency = None,
    price_field: PriceFieldName = "auto",
    api_version: flags.ApiVersion = None,
    base_url: flags.BaseUrl = None,
    adopt: Adopt = False,
    registers: flags.Registers = None,
    retry_failed: RetryFailed = False,
    only: flags.Only = None,
    key: flags.Keys = None,
    limit: flags.Limit = None,
    allow_real_emails: flags.AllowRealEmails = False,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
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
    session = Session("plan", as_json, quiet, profile)
    options = parse_options(
        session,
        pace=pace,
        concurrency=concurrency,
        price_field=price_field,
        adopt=adopt,
        retry_failed=retry_failed,
        only=only,
        keys=key,
        limit=limit,
    )
    dataset, _ = checked(session, folder, allow_real_emails=allow_real_emails)
    wanted = Wanted(domain, sandbox, token, token_file, base_url, api_version, registers)
    chosen = choose(wanted, session, dataset=folder, needs_token=against_store)
    request, seen = look(session, dataset, chosen, options, refuse_found=not against_store)
    trials = Trials(rehearse, against_store, registers)
    return finish_plan(session, request, seen, chosen, payloads=show_payloads, trials=trials)


def look(
    session: Session,
    dataset: "Dataset",
    chosen: Chosen,
    options: "LoadOptions",
    *,
    refuse_found: bool = True,
) -> "tuple[LoadRequest, Survey]":
    """Survey the store and the journal; say the notices."""
    from pipeline.dataset import rows_of
    from pipeline.load.survey import LoadRequest, survey

    rows = [(row.record, row.line) for kind in all_kinds() for row in rows_of(dataset, kind)]
    request = LoadRequest(dataset.folder, rows, chosen.target, options)
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
) -> int:
    """Show what would happen, try out what was asked for, and stop. `resume` loads it (default: this command's words)."""
    show_bill(session, chosen, seen)
    if payloads:
        show_requests(session, request, seen)
    tried = try_out(session, request, seen, chosen, trials)
    session.terminal.done("Dry run: nothing was created.")
    return session.give(replace(tried, data={**survey_data(seen), **tried.data}, next=resume or tried.next))


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
) -> int:
    """Load, with progress, and say how it ended. `resume` goes on where this run stopped (default: its own words)."""
    from pipeline.console import LoadProgress
    from pipeline.dataset import read_manifest
    from pipeline.load.run import Output as Target
    from pipeline.load.run import load as run_load

    manifest = read_manifest(request.dataset)
    target = Target(output, tuple(manifest.packs) if manifest else (), generated_at)
    with LoadProgress(session.terminal, verbose=verbose) as watch:
        outcome = run_load(
            request, seen, target, command=this_command(), tool_version=tool_version(), watch=watch
        )
    show_outcome(session, request, outcome)
    data = outcome_data(outcome)
    goes_on = (
        outcome.status is ExitStatus.RUN_AGAIN
        if outcome.stop is None
        else outcome.stop.code != "too-many-errors"
    )
    complete = outcome.status is ExitStatus.DONE and not seen.plan.left
    after = typed("verify" if complete else "status", request.dataset, *chosen.options)
    next_command = (resume or again()) if goes_on else after
    if outcome.stop is not None:
        return session.fail(outcome.stop, data, next_command)
    return session.give(Answer(data, outcome.status, next=next_command))
