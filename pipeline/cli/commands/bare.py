"""The command by itself: ask for what is missing, generate, confirm once, load (the specification's flow)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.invocation import invocation
from pipeline.cli.options import shared
from pipeline.cli.session import Answer, Session, tool_version
from pipeline.cli.started_as import PROGRAM
from pipeline.errors import Command, UsageError

SHARED = frozenset({"as_json", "quiet", "profile"})


def root(
    ctx: typer.Context,
    domain: shared.Domain = None,
    sandbox: shared.UseSandbox = False,
    token: shared.TokenText = None,
    token_file: shared.TokenFile = None,
    pack: shared.Packs = None,
    products: Annotated[
        int | None, typer.Option("--products", help="Number of products (default: 50).", show_default=False)
    ] = None,
    customers: Annotated[
        int | None, typer.Option("--customers", help="Number of customers (default: 50).", show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Mapping JSON (default: ./demo-data-{time}.json).",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            metavar="N",
            help="The same seed gives the same shop (default: random).",
            show_default=False,
        ),
    ] = None,
    file_format: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="csv or parquet (default: csv).", show_default=False),
    ] = None,
    base_url: shared.BaseUrl = None,
    yes: shared.Yes = False,
    confirm_store: shared.ConfirmStore = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Validate and show the bill; create nothing.")
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help="Start another dataset even if one is unfinished.")
    ] = False,
    verbose: shared.Verbose = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    as_json: shared.Json = False,
    quiet: shared.Quiet = False,
    profile: shared.Profile = None,
) -> int:
    """Believable demo customers and products for a Lightspeed Retail (X-Series) store.

    By itself the command asks for what is missing, generates, and loads. The steps one by one: generate, check, load,
    status.

    Examples:
      x-series-demo

      x-series-demo --sandbox -p apparel -y

      x-series-demo -d mystore -p apparel -p electronics --products 100 --customers 75 --yes
    """
    if ctx.invoked_subcommand is not None:
        _refuse_misplaced(ctx)
        return 0
    session = Session("", as_json, quiet, profile)
    if version:
        if not as_json:
            session.terminal.data(f"{PROGRAM} {tool_version()}")
        return session.give(Answer({"version": tool_version()}))
    from pipeline.cli.wizard import Wishes, run_wizard

    wishes = Wishes(
        domain=domain,
        sandbox=sandbox,
        token=token,
        token_file=token_file,
        base_url=base_url,
        packs=tuple(pack or ()),
        products=products,
        customers=customers,
        output=output,
        seed=seed,
        file_format=file_format,
        yes=yes,
        confirm_store=confirm_store,
        dry_run=dry_run,
        new=new,
        verbose=verbose,
    )
    return run_wizard(session, wishes)


def _refuse_misplaced(ctx: typer.Context) -> None:
    """Raise UsageError for options before a subcommand: it would run without them."""
    misplaced = [words[0] for name, words in invocation().given.items() if words and name not in SHARED]
    if misplaced:
        option, name = misplaced[0], str(ctx.invoked_subcommand)
        has_it = option in _options_of(ctx.command.commands[name])  # type: ignore[attr-defined]  # it is a group
        raise UsageError(
            f"{option} stands before {name}, which would not see it.",
            code="option-misplaced",
            hint="Put it at the end." if has_it else f"Leave it out: {name} has no such option.",
            command=Command((name, "--help")),
        )


def _options_of(command: Any) -> set[str]:
    """Return the options of a command, or of all the commands of a group."""
    below = getattr(command, "commands", {}).values()
    return {text for param in command.params for text in param.opts}.union(*map(_options_of, below))
