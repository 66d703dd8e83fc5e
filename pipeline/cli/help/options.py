"""Options of commands as rows of a table, from the commands themselves."""

from typing import Any

import typer

from pipeline.cli.help.topics import TopicTable


def options(command: str, *names: str) -> TopicTable:
    """Return these options of a command, by their parameters' names, with the help that --help prints."""
    from pipeline.cli.app import make_app

    root: Any = typer.main.get_command(make_app([command]))
    found = {each.name: each for each in root.commands[command].params}
    return TopicTable(
        ("option", "meaning"), tuple((_spelled(found[name]), found[name].help) for name in names)
    )


def _spelled(option: Any) -> str:
    """Return an option as it is typed: `-d/--domain PREFIX`."""
    spelled = "/".join([*sorted(option.opts, key=len), *option.secondary_opts])
    return spelled if option.is_flag else f"{spelled} {option.metavar or 'N'}"
