"""unload: take back from a store exactly what a dataset created there."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import flags
from pipeline.cli.asking import confirm_prefix
from pipeline.cli.checking import parse_kind
from pipeline.cli.invocation import again, carried, this_command, typed
from pipeline.cli.load_options import parse_pace
from pipeline.cli.loading import Output
from pipeline.cli.session import Answer, Session, tool_version
from pipeline.cli.target import Chosen, Wanted, choose
from pipeline.schema.folder import MAPPING
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.unload.run import UnloadOutcome, UnloadRequest, UnloadSurvey

SHOWN = 20
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
    folder: flags.DatasetArgument,
    domain: flags.Domain = None,
    sandbox: flags.UseSandbox = False,
    token: flags.TokenText = None,
    token_file: flags.TokenFile = None,
    output: Output = None,
    yes: flags.Yes = False,
    confirm_store: flags.ConfirmStore = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Stop after the list and the bill.")] = False,
    even_if_changed: Annotated[
        bool, typer.Option("--even-if-changed", help="Also what somebody changed, and customers with sales.")
    ] = False,
    adopted: Annotated[
        bool, typer.Option("--adopted", help="Also records that were found in the store and taken over.")
    ] = False,
    only: flags.Only = None,
    key: flags.Keys = None,
    limit: flags.Limit = None,
    pace: flags.PaceName = "",
    concurrency: flags.Concurrency = None,
    api_version: flags.ApiVersion = None,
    base_url: flags.BaseUrl = None,
    registers: flags.Registers = None,
    verbose: flags.Verbose = False,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """Delete from a store exactly what a dataset created there. Products, then customers; resumable like a load.

    Each record is read again first. What somebody changed since, and customers with sales, are left alone and
    listed. Before each delete the record goes to .load/PREFIX.deleted.jsonl. It asks for the store's prefix; in
    scripts: --yes --confirm-store PREFIX.

    Examples:
      x-series-demo unload out/demo --sandbox
      x-series-demo unload out/demo -d mystore --dry-run
      x-series-demo unload out/demo -d mystore --yes --confirm-store mystore
    """
    from pipeline.load.options import Selection
    from pipeline.unload.plan import UnloadOptions
    from pipeline.unload.run import UnloadRequest, survey_unload

    session = Session("unload", as_json, quiet, profile)
    options = UnloadOptions(
        pace=parse_pace(session, pace),
        concurrency=concurrency,
        adopted=adopted,
        even_if_changed=even_if_changed,
        selection=Selection(parse_kind(only) if only else None, tuple(key or ()), limit),
    )
    wanted = Wanted(domain, sandbox, token, token_file, base_url, api_version, registers)
    chosen = choose(wanted, session, dataset=folder, needs_token=not dry_run)
    request = UnloadRequest(folder, (), chosen.target, options)
    seen = survey_unload(request)
    _show(session, chosen, seen)
    if dry_run:
        session.terminal.done("Dry run: nothing was deleted.")
        next_command = typed("unload", folder, *chosen.options, *carried(*UNLOADING))
        return session.give(Answer(_survey_data(seen), next=next_command))
    if not seen.plan.empty and not confirm_prefix(session, chosen, confirm_store, yes=yes):
        session.terminal.say("Nothing was deleted.")
        return session.give(Answer({"deleted": None}, next=typed("status", folder, *chosen.options)))
    return _carry_out(session, request, seen, chosen, output=output or folder / MAPPING, verbose=verbose)


def _show(session: Session, chosen: Chosen, seen: "UnloadSurvey") -> None:
    from pipeline.console.progress import duration

    terminal, plan, bill = session.terminal, seen.plan, seen.bill
    for notice in seen.notices:
        terminal.notice(notice)
    if seen.facts is not None:
        terminal.say(f"  Store:      {seen.facts.name or 'name not readable'} at {chosen.shown}")
    cells = [[each.kind, each.key_text, each.label, each.remote_id] for each in plan.delete[:SHOWN]]
    if cells:
        terminal.table("To delete", ("kind", "key", "name", "id"), cells, data=False, spare=("id",))
    if len(plan.delete) > SHOWN:
        terminal.say(f"  ... and {counted(len(plan.delete) - SHOWN, 'more record')}; --json lists all.")
    terminal.say(f"  To delete:  {counted(len(plan.delete), 'record')}")
    for label, entries in (
        ("look up first: uncertain", plan.look_up),
        ("stay: not created by this dataset", plan.stays),
    ):
        if entries:
            terminal.say(f"              {counted(len(entries), 'record')} {label}")
    quota = f", {bill.quota:,} requests / 5 min" if bill.quota else ""
    terminal.say(f"  Bill:       {counted(bill.requests, 'request')}{quota}: about {duration(bill.seconds)}")


def _survey_data(seen: "UnloadSurvey") -> dict[str, Any]:
    return {
        "delete": [
            {"kind": each.kind.name, "key": each.key_text, "id": each.remote_id} for each in seen.plan.delete
        ],
        "look_up": [each.key_text for each in seen.plan.look_up],
        "stay": [each.key_text for each in seen.plan.stays],
        "requests": seen.bill.requests,
        "seconds": seen.bill.seconds,
    }


def _carry_out(
    session: Session,
    request: "UnloadRequest",
    seen: "UnloadSurvey",
    chosen: Chosen,
    *,
    output: "Any",
    verbose: bool,
) -> int:
    from pipeline.console import LoadProgress
    from pipeline.dataset import read_manifest
    from pipeline.load.runner import Output as MappingFile
    from pipeline.unload.run import unload as run_unload

    manifest = read_manifest(request.dataset)
    mapping = MappingFile(output, tuple(manifest.packs) if manifest else ())
    with LoadProgress(session.terminal, verbose=verbose) as watch:
        outcome = run_unload(
            request, seen, mapping, command=this_command(), tool_version=tool_version(), watch=watch
        )
    _say(session, outcome)
    data = _outcome_data(outcome)
    if outcome.stop is not None:
        return session.fail(outcome.stop, data, again())
    some = carried("limit")  # the others of the selection are still there, as they should be
    words = ["status"] if some else ["verify", "--absent", *carried("only", "key")]
    next_command = typed(words[0], request.dataset, *chosen.options, *words[1:])
    return session.give(Answer(data, outcome.status, next=next_command))


def _say(session: Session, outcome: "UnloadOutcome") -> None:
    terminal = session.terminal
    terminal.gap()
    for kind, deleted in outcome.deleted.items():
        gone = outcome.gone.get(kind, 0)
        terminal.say(
            f"  {kind.plural.capitalize()} deleted: {deleted:,}{f', {gone:,} were gone already' if gone else ''}"
        )
    if outcome.left and not session.as_json:
        cells = [[each.kind, each.key_text, each.why, each.remote_id] for each in outcome.left]
        terminal.table("Left alone", ("kind", "key", "why", "id"), cells, data=False, spare=("id",))
    if outcome.kept.exists():
        terminal.say(f"  What was deleted is kept in {outcome.kept}")


def _outcome_data(outcome: "UnloadOutcome") -> dict[str, Any]:
    return {
        "deleted": {kind.plural: count for kind, count in outcome.deleted.items()},
        "gone_already": {kind.plural: count for kind, count in outcome.gone.items()},
        "left_alone": [
            {"kind": each.kind.name, "key": each.key_text, "id": each.remote_id, "why": each.why}
            for each in outcome.left
        ],
        "uncertain": outcome.uncertain,
        "deleting": outcome.deleting,
        "requests": outcome.figures.requests,
        "seconds": round(outcome.seconds, 3),
        "kept": str(outcome.kept),
        "mapping": str(outcome.mapping),
    }
