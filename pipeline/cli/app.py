"""The application: the commands that a command line names, built in full, and the others as their summaries."""

import functools
import inspect
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

import typer

from pipeline.cli.commands import COMMANDS, GROUPS, CommandSource, bare, command_of, endings_of
from pipeline.cli.options.splice import spliced
from pipeline.cli.plain import PlainCommand, PlainGroup
from pipeline.cli.started_as import PROGRAM, started_as
from pipeline.errors import EXIT_STATUS_MEANINGS, CtrlCError

__all__ = ["COMMANDS", "GROUPS", "command_of", "help_of", "help_text", "make_app", "stoppable"]
_T = TypeVar("_T")
COMPLETING = "_X_SERIES_DEMO_COMPLETE"  # a shell asks what may follow, by this variable
VERBATIM = "\b\n"  # click's mark of a paragraph that keeps its lines


def make_app(words: Sequence[str] | None = None) -> typer.Typer:
    """Return the application; with `words`, only the commands that are among them can be run.

    The others are there by name and summary: importing all of them takes longer than --help itself. Where the first
    word is a command, nobody can see them, and they are left out. Plain help: rich markup would more than double what
    it costs.
    """
    if COMPLETING in os.environ:  # the command line is in another variable then
        words = None
    commands, groups = COMMANDS, GROUPS
    if words and (words[0] in COMMANDS or words[0] in GROUPS):
        commands, groups = _named(words, COMMANDS), _named(words, GROUPS)
    app = _typer(PROGRAM, add_completion=True)
    root = app.callback(
        cls=PlainGroup, invoke_without_command=True, help=help_of(bare.root), epilog=_endings("")
    )
    root(stoppable(spliced(bare.root)))
    for name, source in commands.items():
        _add(app, name, source, words)
    for group, (about, members) in groups.items():
        below = _typer(group, add_completion=False)
        if words is None or group in words:
            for name, source in members.items():
                _add(below, name, source, None, f"{group} ")
        else:
            below.callback()(_not_asked_for)  # a group needs something in it
        app.add_typer(below, name=group, help=about, epilog=_endings(group))
    return app


def _endings(name: str) -> str:
    """Return what --help says of the ways in which a command may end."""
    rows = (f"  {int(status):>3}  {EXIT_STATUS_MEANINGS[status]}" for status in endings_of(name))
    return VERBATIM + "\n".join(["Exit statuses:", *rows])


def _named(words: Sequence[str], known: Mapping[str, _T]) -> dict[str, _T]:
    return {name: each for name, each in known.items() if name in words}


def _add(
    app: typer.Typer, name: str, source: CommandSource, words: Collection[str] | None, group: str = ""
) -> None:
    if words is None or name in words:
        command = source.load()
        add = app.command(name, cls=PlainCommand, help=help_of(command), epilog=_endings(group + name))
        add(stoppable(spliced(command)))
    else:
        app.command(name, help=source.summary)(_not_asked_for)


def _not_asked_for() -> None:
    """Stand for a command that the command line doesn't name."""
    raise AssertionError  # click finds only commands that are named


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
    """Return a command's docstring as its help; the examples' lines are kept, with the name that can be typed here."""
    text, _, examples = inspect.cleandoc(command.__doc__ or "").partition("Examples:")
    lines = [line.replace(PROGRAM, started_as(), 1) for line in examples.splitlines() if line.strip()]
    return text + VERBATIM + "\n".join(["Examples:", *lines]) if lines else text


def help_text(words: list[str]) -> str:
    """Return the help of the command that these words name, as --help prints it."""
    command: Any = typer.main.get_command(make_app())
    context = command.make_context(started_as(), ["--help"], resilient_parsing=True)
    for word in words:
        command = command.commands[word]
        context = command.make_context(word, [], parent=context, resilient_parsing=True)
    return str(command.get_help(context))
