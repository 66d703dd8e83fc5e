"""The commands and their names."""

import inspect
from collections.abc import Callable
from typing import Any

import typer

from pipeline.cli import bare, checking, generating, loading, packing, serving
from pipeline.errors import EXIT_STATUS_MEANINGS

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
    "packs": packing.packs,
    "sandbox": serving.sandbox,
}


def make_app() -> typer.Typer:
    """Return the application. Plain help: rich markup would more than double what --help costs."""
    app = typer.Typer(
        name="x-series-demo",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=True,
        no_args_is_help=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(invoke_without_command=True, help=help_of(bare.root), epilog=STATUSES)(bare.root)
    for name, command in COMMANDS.items():
        app.command(name, help=help_of(command), epilog=STATUSES)(command)
    return app


def help_of(command: Callable[..., int]) -> str:
    """Return a command's docstring as its help, with the examples' lines kept."""
    text, _, examples = inspect.cleandoc(command.__doc__ or "").partition("Examples:")
    lines = [line for line in examples.splitlines() if line.strip()]
    return text + VERBATIM + "\n".join(["Examples:", *lines]) if lines else text


def command_of(words: list[str]) -> str:
    """Return the name of the command on a command line, '' for the bare one: for answers about its failures."""
    return next((word for word in words if word in COMMANDS), "")
