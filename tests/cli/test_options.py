"""Options that are fields of a dataclass: typer sees each, the command gets the dataclass."""

import inspect
from dataclasses import dataclass, fields
from typing import Annotated, Any, get_origin

import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli.commands import COMMANDS, GROUPS, bare
from pipeline.cli.options.splice import Without, spliced


@dataclass(frozen=True)
class Paint:
    """Two options, and a field that is none."""

    colour: Annotated[str, typer.Option("--colour", help="Any.")] = "red"
    coats: Annotated[int, typer.Option("--coats")] = 1
    mixed: bool = False


def ran(command: Any, *words: str) -> tuple[int, str]:
    app = typer.Typer(add_completion=False)
    app.command()(spliced(command))
    result = CliRunner().invoke(app, words)
    return result.exit_code, result.output


def test_a_command_gets_its_options_as_the_dataclass() -> None:
    def paint(what: str, *, paint: Paint, dry: Annotated[bool, typer.Option("--dry")] = False) -> int:
        typer.echo(f"{what} {paint} {dry}")
        return 0

    said = ran(paint, "wall", "--coats", "2", "--dry")
    assert said == (0, "wall Paint(colour='red', coats=2, mixed=False) True\n")


def test_an_option_that_a_command_goes_without_keeps_its_default() -> None:
    def paint(*, paint: Annotated[Paint, Without("colour")]) -> int:
        typer.echo(paint.colour)
        return 0

    assert ran(paint) == (0, "red\n")
    assert ran(paint, "--colour", "blue")[0] == 2


def every_command() -> dict[str, Any]:
    named = {name: source.load() for name, source in COMMANDS.items()}
    grouped = {
        f"{group} {name}": each.load() for group, (_, below) in GROUPS.items() for name, each in below.items()
    }
    return {"": bare.root, **named, **grouped}


@pytest.mark.parametrize("command", every_command().values(), ids=every_command())
def test_no_option_is_left_out_by_a_name_that_is_none(command: Any) -> None:
    for parameter in inspect.signature(command).parameters.values():
        for each in getattr(parameter.annotation, "__metadata__", ()):
            if isinstance(each, Without):
                group = parameter.annotation.__origin__
                options = {field.name for field in fields(group) if get_origin(field.type) is Annotated}
                assert set(each.names) < options
