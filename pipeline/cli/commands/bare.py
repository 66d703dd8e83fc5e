"""The command by itself: ask for what is missing, generate, confirm once, load (the specification's flow)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline import __version__
from pipeline.cli.invocation import invocation
from pipeline.cli.options import shared
from pipeline.cli.options.splice import Without
from pipeline.cli.options.wishes import Wishes
from pipeline.cli.session import Answer, Given
from pipeline.cli.started_as import PROGRAM
from pipeline.errors import Command, ExitStatus, UsageError

SHARED = frozenset({"as_json", "quiet", "profile"})

if TYPE_CHECKING:
    from pipeline.cli.render.load import LoadData, NotSentData
    from pipeline.cli.render.trials import PlanData


@dataclass(frozen=True, slots=True)
class VersionData:
    """The version of this program."""

    version: str


def root(
    ctx: typer.Context,
    *,
    store: Annotated[shared.StoreOptions, Without("api_version", "registers")],
    wishes: Wishes,
    confirm: shared.ConfirmOptions,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    answer: shared.AnswerOptions,
) -> "Given[VersionData | PlanData | NotSentData | LoadData]":
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
        return Given(ExitStatus.DONE)
    session = answer.session("")
    if version:
        if not session.as_json:
            session.terminal.data(f"{PROGRAM} {__version__}")
        return session.give(Answer(VersionData(__version__)))
    from pipeline.cli.wizard import run_wizard

    return run_wizard(session, store, confirm, wishes)


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
