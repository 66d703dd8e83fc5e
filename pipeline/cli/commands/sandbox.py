"""sandbox: an X-Series store on a port of this machine, for any client."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.invocation import typed
from pipeline.cli.options import shared
from pipeline.cli.out_folder import DEFAULT_OUT, to_generate
from pipeline.cli.sandbox_place import SANDBOX_STATE
from pipeline.cli.session import Answer, Given, Session
from pipeline.errors import ExitStatus, UsageError
from pipeline.settings import SANDBOX_PREFIX, parse_prefix
from pipeline.text import clean

if TYPE_CHECKING:
    from pipeline.sandbox.serve.server import Serving

PORT = 8787


@dataclass(frozen=True, slots=True)
class SandboxData:
    """How to reach the sandbox."""

    base_url: str
    token: str
    domain: str
    control_url: str


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
            "--faults", metavar="PLAN", help="JSON plan of faults to play: see the help topic sandbox."
        ),
    ] = None,
    state: Annotated[
        Path, typer.Option("--state", metavar="FILE", help="Where the store is kept.")
    ] = SANDBOX_STATE,
    answer: shared.AnswerOptions,
) -> Given[SandboxData]:
    """Run the sandbox on a port until Ctrl-C. It behaves like an X-Series store, limits included.

    Examples:
      x-series-demo sandbox

      x-series-demo sandbox --port 9000 --registers 10 --tax-exclusive

      x-series-demo sandbox --faults faults.json --state /tmp/shop.sqlite
    """
    from pipeline.sandbox import SandboxOptions, read_plan
    from pipeline.sandbox.serve.server import serve

    session = answer.session("sandbox")
    if state.is_dir():
        raise UsageError(
            f"{clean(str(state))} is a folder.",
            code="state-invalid",
            hint="--state takes a file, made if need be.",
        )
    options = SandboxOptions(
        registers=registers,
        outlets=tuple(outlet or ()),
        tax_exclusive=tax_exclusive,
        window=window,
        faults=read_plan(faults) if faults else None,
        prefix=parse_prefix(domain),
    )
    serve(options, state, port=port, started=lambda serving: _say(session, options.prefix, serving))
    session.terminal.say("The sandbox has stopped; its state is kept.")
    return Given(ExitStatus.DONE)


def _say(session: Session, prefix: str, serving: "Serving") -> None:
    """Print how to reach it: data, so that a script can read it."""
    if session.as_json:
        session.give(Answer(SandboxData(serving.base_url, serving.token, prefix, serving.control_url)))
        return
    terminal = session.terminal
    terminal.data(f"Sandbox store at {serving.base_url}")
    terminal.data(f"Token            {serving.token}")
    terminal.say("Load into it from another terminal; Ctrl-C ends it:")
    terminal.command(f"export XSERIES_BASE_URL={serving.base_url} XSERIES_TOKEN={serving.token}")
    if not DEFAULT_OUT.exists():
        terminal.command(to_generate("apparel"))
    terminal.command(typed("load", DEFAULT_OUT, "-d", prefix))
