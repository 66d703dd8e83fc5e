"""Commands are imported when they are run: what stands for them meanwhile says and does the same."""

import inspect
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.core import TyperCommand

from pipeline.cli import commands
from pipeline.cli.app import make_app
from pipeline.cli.commands import COMMANDS, GROUPS, CommandSource
from pipeline.cli.plain import PlainCommand
from pipeline.cli.started_as import PROGRAM

SOURCES = [
    *COMMANDS.items(),
    *((name, source) for _, below in GROUPS.values() for name, source in below.items()),
]


@pytest.mark.parametrize(("name", "source"), SOURCES)
def test_a_summary_is_the_first_line_of_the_commands_own_help(name: str, source: CommandSource) -> None:
    assert inspect.cleandoc(source.load().__doc__ or "").splitlines()[0] == source.summary, name


def test_each_command_lives_in_the_file_of_its_name() -> None:
    files = {path.stem.rstrip("_") for path in Path(commands.__file__).parent.glob("[!_]*.py")}
    assert files == {*COMMANDS, *GROUPS, "bare"} - {"help"}


def test_a_group_has_every_command_of_its_module() -> None:
    for _, below in GROUPS.values():
        source = next(iter(below.values()))
        assert sorted(below) == sorted(getattr(inspect.getmodule(source.load()), source.function))


def test_help_says_the_same_whether_commands_are_imported_or_not() -> None:
    texts = set()
    for words in (None, ["--help"], ["--help", "load", "profile"]):
        command: Any = typer.main.get_command(make_app(words))
        texts.add(command.get_help(command.make_context(PROGRAM, [], resilient_parsing=True)))
    assert len(texts) == 1


def test_behind_a_command_there_are_only_the_commands_that_are_named() -> None:
    command: Any = typer.main.get_command(make_app(["load", "profile", "--help"]))
    assert list(command.commands) == ["load", "profile"]


def last_words(code: str, words: Sequence[str]) -> str:
    """Run a piece of Python with these arguments; the last line that it said to stderr."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    return (done.stderr.splitlines() or [""])[-1]


@pytest.mark.parametrize("words", [("--help",), ("generate", "--help"), ("lod",)])
def test_help_and_mistakes_import_nothing_heavy(words: tuple[str, ...]) -> None:
    heavy = {"polars", "faker", "httpx", "pydantic", "starlette", "uvicorn", "questionary"}
    code = (
        "import sys; from pipeline.cli.main import run; run(sys.argv[1:]); "
        f"sys.exit('heavy: ' + ','.join(sorted({heavy!r} & set(sys.modules))))"
    )
    assert last_words(code, words) == "heavy: "


@pytest.mark.campaign
def test_a_load_needs_no_conversion_machinery(tmp_path: Path) -> None:
    code = (
        "import sys; from pipeline.cli.main import run; status = run(sys.argv[1:]); "
        "sys.exit(f'{status} {\"pydantic\" in sys.modules}')"
    )
    words = ("load", str(tmp_path / "nowhere"), "--sandbox", "--yes", "--pace", "fast", "--settle", "0.3")
    assert last_words(code, words) == "2 False"


def test_the_store_does_not_bring_the_command_line_of_its_http_library() -> None:
    code = "import sys; from pipeline.http import Store; sys.exit(','.join({'httpx', 'click', 'pygments', 'rich'} & set(sys.modules)))"
    assert last_words(code, ()) == "httpx"


def typical(  # noqa: PLR0917 - typer calls it by name
    text: Annotated[str, typer.Option()] = "x",
    maybe: Annotated[str | None, typer.Option()] = None,
    many: Annotated[list[str] | None, typer.Option()] = None,
    place: Annotated[Path, typer.Option()] = Path("here"),
    file: Annotated[Path | None, typer.Option(exists=True)] = None,
    number: Annotated[int, typer.Option()] = 5,
    ranged: Annotated[int | None, typer.Option(min=1, max=8)] = None,
    share: Annotated[float, typer.Option()] = 0.5,
    wait: Annotated[float | None, typer.Option(min=0.3, max=600)] = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
) -> None:
    """Have one option of every kind."""


def outcome(cls: type[TyperCommand], words: tuple[str, ...]) -> Any:
    app = typer.Typer()
    app.command(cls=cls)(typical)
    try:
        return typer.main.get_command(app).make_context("typical", list(words)).params
    except typer.BadParameter as wrong:
        return wrong.message


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--text", "a", "--maybe", "b", "--yes"),
        ("--text", ""),
        ("--many", "a", "--many", "b"),
        ("--place", "a/../b"),
        ("--file", "nowhere"),
        ("--file", __file__),
        *(("--number", text) for text in ("7", "-7", "007", "1e3", "7.0", "", " 7", "\u0667", "9" * 30, "x")),
        *(("--ranged", text) for text in ("1", "8", "0", "9", "x")),
        *(
            ("--share", text)
            for text in ("0.25", "-0.5", "007", "1.", ".5", "1e3", "inf", "", " 1", "\u0667", "1_0", "half")
        ),
        ("--share", "9" * 30),
        ("--share", "0.30000000000000004"),
        *(("--wait", text) for text in ("0.3", "0.29", "600", "600.5", "x")),
    ],
    ids=" ".join,
)
def test_a_plain_value_is_what_typer_makes_of_it(words: tuple[str, ...]) -> None:
    ours, theirs = outcome(PlainCommand, words), outcome(TyperCommand, words)
    if isinstance(theirs, str):
        assert isinstance(ours, str), "refused in words of our own"
    else:
        assert ours == theirs
