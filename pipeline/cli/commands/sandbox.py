"""sandbox: an X-Series store on a port of this machine, for any client."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.invocation import typed
from pipeline.cli.options import shared
from pipeline.cli.out_folder import DEFAULT_OUT, to_generate
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.sandbox_place import SANDBOX_STATE
from pipeline.errors import ExitStatus, UsageError
from pipeline.settings import SANDBOX_PREFIX, parse_prefix
from pipeline.text import clean, counted

if TYPE_CHECKING:
    from pipeline.sandbox.serve.exchanges import Exchange
    from pipeline.sandbox.serve.server import Serving

PORT = 8787


@dataclass(frozen=True, slots=True)
class SandboxData:
    """How to reach the sandbox."""

    base_url: str
    token: str
    domain: str
    control_url: str
    page_url: str


@dataclass(frozen=True, slots=True)
class ResetData:
    """The new store's id, and how many records are gone."""

    retailer_id: str
    removed: int


def sandbox(
    *,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")
    ] = PORT,
    registers: Annotated[
        int,
        typer.Option(
            "--registers", min=1, metavar="N", help="They set the rate limit: 300 x N + 50 in 5 minutes."
        ),
    ] = 1,
    outlet: Annotated[
        list[str] | None,
        typer.Option(
            "--outlet",
            metavar="NAME",
            help="An outlet of the store, repeatable. Without it the store keeps its own; a new one has Main Outlet.",
        ),
    ] = None,
    domain: Annotated[
        str, typer.Option("--domain", "-d", metavar="PREFIX", help="The store's prefix.")
    ] = SANDBOX_PREFIX,
    tax_exclusive: Annotated[
        bool, typer.Option("--tax-exclusive", help="A store that takes prices before tax.")
    ] = False,
    window: Annotated[
        str,
        typer.Option(
            "--window",
            metavar="KIND",
            help="How the limit's window works: fixed, aligned, sliding, sliding-refusals, sliding-counter or bucket.",
        ),
    ] = "fixed",
    faults: Annotated[
        Path | None,
        typer.Option(
            "--faults",
            metavar="PLAN",
            help="Faults to play: a JSON plan, or calm, flaky-network, busy-store, slow-index or nightmare.",
        ),
    ] = None,
    switch: Annotated[
        list[str] | None,
        typer.Option(
            "--switch",
            metavar="NAME=ANSWER",
            help="Which answer it gives where the API is not documented: duplicate_names=accept; repeatable.",
        ),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(
            "--state",
            metavar="FILE",
            help=f"Where the store is kept; else the one of load --sandbox: {SANDBOX_STATE}.",
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="An empty store in memory, which is gone when it ends.")
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="Empty the store, whether it runs or not, and end.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print a line for every request.")] = False,
    answer: shared.AnswerOptions,
) -> Given[SandboxData | ResetData]:
    """Run the sandbox on a port until Ctrl-C. It behaves like an X-Series store, limits included.

    While it runs, load --sandbox and its like go through its port, and its page shows what clients were told beside what
    the store did.

    Examples:
      x-series-demo sandbox

      x-series-demo sandbox --fresh --faults flaky-network --verbose

      x-series-demo sandbox --port 9000 --registers 10 --tax-exclusive

      x-series-demo sandbox --faults faults.json --state /tmp/shop.sqlite
    """
    from pipeline.sandbox import SandboxOptions, switched
    from pipeline.sandbox.faults.presets import read_named
    from pipeline.sandbox.office.app import create_office
    from pipeline.sandbox.serve.running import refuse_second
    from pipeline.sandbox.serve.server import serve

    session = answer.session("sandbox")
    kept = _kept(state, fresh=fresh, reset=reset)
    if reset and kept:
        return _reset(session, kept)
    options = SandboxOptions(
        registers=registers,
        outlets=tuple(outlet or ()),
        tax_exclusive=tax_exclusive,
        window=window,
        faults=read_named(faults) if faults else None,
        prefix=parse_prefix(domain),
    )
    options = switched(options, switch or ())
    if kept:
        refuse_second(kept)
    serve(
        options,
        kept,
        port=port,
        started=lambda serving: _say(session, options.prefix, serving, reachable=kept == SANDBOX_STATE),
        pages=create_office,
        heard=(lambda one: _line(session, one)) if verbose else None,
        findable=True,
    )
    session.terminal.say(f"The sandbox has stopped; its state is {'kept' if kept else 'gone'}.")
    return Given(ExitStatus.DONE)


def _kept(state: Path | None, *, fresh: bool, reset: bool) -> Path | None:
    """Return where the store is kept, None for nowhere. Raises UsageError."""
    if fresh and (state or reset):
        raise UsageError(
            f"--fresh takes no {'--state' if state else '--reset'}: it is an empty store that is not kept.",
            code="two-stores",
            hint="Use one of them.",
        )
    kept = None if fresh else state or SANDBOX_STATE
    if kept and kept.is_dir():
        raise UsageError(
            f"{clean(str(kept))} is a folder.",
            code="state-invalid",
            hint="--state takes a file, made if need be.",
        )
    return kept


def _reset(session: Session, state: Path) -> Given[ResetData]:
    """Empty the store, and say what that was."""
    from pipeline.sandbox.serve.emptying import empty_store

    emptied = empty_store(state)
    session.terminal.say(
        f"The sandbox in {clean(str(state))} is empty: {counted(emptied.removed, 'record')} removed. It is another store now; "
        "a dataset that was loaded into it says so when it is next used."
    )
    return session.give(Answer(ResetData(emptied.retailer_id, emptied.removed)))


def _line(session: Session, one: "Exchange") -> None:
    """Print a request: data, but where stdout has a document."""
    from pipeline.sandbox import SandboxOptions
    from pipeline.sandbox.office.told import as_line

    (session.terminal.say if session.as_json else session.terminal.data)(as_line(one, SandboxOptions().token))


def _say(session: Session, prefix: str, serving: "Serving", *, reachable: bool) -> None:
    """Print how to reach it: data, so that a script can read it."""
    if session.as_json:
        data = SandboxData(serving.base_url, serving.token, prefix, serving.control_url, serving.page_url)
        session.give(Answer(data))
        return
    terminal = session.terminal
    terminal.data(f"Sandbox store at {serving.base_url}")
    terminal.data(f"Token            {serving.token}")
    terminal.data(f"Page             {serving.page_url}")
    terminal.say("Load into it from another terminal; Ctrl-C ends it:")
    terminal.command(f"export XSERIES_BASE_URL={serving.base_url} XSERIES_TOKEN={serving.token}")
    if not DEFAULT_OUT.exists():
        terminal.command(to_generate("apparel"))
    terminal.command(typed("load", DEFAULT_OUT, "-d", prefix))
    if reachable and prefix == SANDBOX_PREFIX:
        terminal.say("Here load --sandbox does it too, without the export.")
