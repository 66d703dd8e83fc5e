"""The commands and their names."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import typer

from pipeline.cli import (
    bare,
    checking,
    doctoring,
    generating,
    helping,
    loading,
    looking,
    packing,
    profiling,
    serving,
    shelving,
    standing,
    unloading,
    verifying,
)
from pipeline.cli.session import PROGRAM
from pipeline.errors import EXIT_STATUS_MEANINGS, CtrlCError

VERBATIM = "\b\n"  # click's mark of a paragraph that keeps its lines
STATUSES = VERBATIM + "\n".join(
    [
        "Exit statuses:",
        *(f"  {int(status):>3}  {meaning}" for status, meaning in EXIT_STATUS_MEANINGS.items()),
    ]
)

COMMANDS: dict[str, Any] = {
    "generate": generating.generate,
    "show": checking.show,
    "check": checking.check,
    "convert": checking.convert,
    "plan": loading.plan,
    "load": loading.load,
    "status": standing.status,
    "skip": standing.skip,
    "verify": verifying.verify,
    "unload": unloading.unload,
    "packs": packing.packs,
    "sandbox": serving.sandbox,
    "doctor": doctoring.doctor,
    "help": helping.help_,
    "datasets": shelving.datasets,
    "import": shelving.import_,
}
GROUPS: dict[str, tuple[str, dict[str, Any]]] = {
    "profile": ("Keep settings under a name: a store's prefix, region, pace and token.", profiling.COMMANDS),
    "store": ("Look things up in a store: its outlets, registers, customers, products ...", looking.COMMANDS),
}


def make_app() -> typer.Typer:
    """Return the application. Plain help: rich markup would more than double what --help costs."""
    app = _typer(PROGRAM, add_completion=True)
    app.callback(invoke_without_command=True, help=help_of(bare.root), epilog=STATUSES)(stoppable(bare.root))
    for name, command in COMMANDS.items():
        app.command(name, help=help_of(command), epilog=STATUSES)(stoppable(command))
    for group, (about, commands) in GROUPS.items():
        below = _typer(group, add_completion=False)
        for name, command in commands.items():
            below.command(name, help=help_of(command), epilog=STATUSES)(stoppable(command))
        app.add_typer(below, name=group, help=about, epilog=STATUSES)
    return app


def _typer(name: str, *, add_completion: bool) -> typer.Typer:
    return typer.Typer(
        name=name,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=add_completion,
        no_args_is_help=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def stoppable(command: Callable[..., int]) -> Callable[..., int]:
    """Return the command with Ctrl-C as one of our own endings: typer would end it without a word."""

    @functools.wraps(command)
    def call(*words: Any, **options: Any) -> int:
        try:
            return command(*words, **options)
        except KeyboardInterrupt:
            raise CtrlCError("Stopped; nothing more was sent.", code="ctrl-c") from None

    return call


def help_of(command: Callable[..., int]) -> str:
    """Return a command's docstring as its help, with the examples' lines kept."""
    text, _, examples = inspect.cleandoc(command.__doc__ or "").partition("Examples:")
    lines = [line for line in examples.splitlines() if line.strip()]
    return text + VERBATIM + "\n".join(["Examples:", *lines]) if lines else text


def help_text(words: list[str]) -> str:
    """Return the help of the command that these words name, as --help prints it."""
    command: Any = typer.main.get_command(make_app())
    context = command.make_context(PROGRAM, ["--help"], resilient_parsing=True)
    for word in words:
        command = command.commands[word]
        context = command.make_context(word, [], parent=context, resilient_parsing=True)
    return str(command.get_help(context))


def command_of(words: list[str]) -> str:
    """Return the name of the command on a command line, '' for the bare one: for answers about its failures."""
    for place, word in enumerate(words):
        if word in COMMANDS:
            return word
        if word in GROUPS:
            below = next((each for each in words[place + 1 :] if each in GROUPS[word][1]), "")
            return f"{word} {below}".strip()
    return ""
