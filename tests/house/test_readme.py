"""README is short, and true: its commands, options, examples, transcripts and rows are those of the program."""

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pipeline.cli.app import COMMANDS, make_app
from pipeline.cli.help.topics import TOPICS
from pipeline.load.options import SETTLE_S
from pipeline.sandbox import SandboxOptions
from tests.support.cli_support import invoke, settle_in
from tests.support.sandboxes import on_a_port

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# Of other programs that README calls
FOREIGN = {"--large"}
BASE_URL = "http://127.0.0.1:8787/api/2.0"  # where README's store is
# What typer adds to the root command
BUILT_IN = {"--help", "--install-completion", "--show-completion"}


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


def options_of(command: Any) -> set[str]:
    return {text for parameter in command.params for text in parameter.opts if text.startswith("--")}


ALL = dict(commands(typer.main.get_command(make_app())))


def test_readme_names_no_option_that_is_not_there() -> None:
    there = set().union(*(options_of(command) for command in ALL.values())) | BUILT_IN | FOREIGN
    assert set(OPTION.findall(README)) - there == set()


def test_readme_lists_every_command() -> None:
    listed = re.findall(r"^\| `([a-z]+)` \|", README, re.MULTILINE)
    assert {path[0] for path in ALL if path} <= set(listed)
    assert len(COMMANDS) > 10


def console_lines() -> list[str]:
    """Return what README has people type, a continued line as one and without its comment."""
    blocks = re.findall(r"^```console\n(.+?)^```", README, re.MULTILINE | re.DOTALL)
    text = "".join(blocks).replace("\\\n", "")
    return [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]


def example_of(line: str) -> tuple[str, ...] | None:
    """Return the words behind `x-series-demo` on a line, up to a pipe or a redirection; None where it isn't called."""
    called = re.search(r"(?:^|')x-series-demo (.+)", line)
    if called is None:
        return None
    text = re.sub(r"\$\(\(.+?\)\)(?=[: ])", "0", called[1])  # what a shell would reckon
    words = shlex.split(text.removesuffix("'"), comments=True)
    end = next((place for place, word in enumerate(words) if word in ("|", ">")), len(words))
    return tuple(words[:end])


INLINE = re.findall(r"`(x-series-demo [^`]+)`", README)
EXAMPLES = sorted(
    {
        words
        for line in [*console_lines(), *INLINE]
        if (words := example_of(line)) is not None
        and not BUILT_IN & set(words)  # typer obeys these while it parses
    }
)


def parse(words: tuple[str, ...]) -> None:
    """Parse the words as the command line does, and run nothing."""
    command, left = ALL[()], list(words)
    context = command.make_context("x-series-demo", left, resilient_parsing=False)
    while getattr(command, "commands", None) and context._protected_args:
        name, command, left = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, left, parent=context)
    assert context.args == []


@pytest.mark.parametrize("words", EXAMPLES, ids=" ".join)
def test_every_example_is_understood(words: tuple[str, ...]) -> None:
    parse(words)


def test_readme_lists_every_topic_with_its_line() -> None:
    rows = dict(
        re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", README.partition("## The reference")[2], re.MULTILINE)
    )
    assert rows == {name: topic.about for name, topic in TOPICS.items()}


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 250


@pytest.fixture
def _stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle_in(tmp_path, monkeypatch)


def without_comments(transcript: str) -> list[str]:
    """Return a transcript's lines; those that are typed end before their comment."""
    return [re.sub(r" +#.*", "", line) if line.startswith("$ ") else line for line in transcript.splitlines()]


def answer_to(command: str, number: int = 0) -> list[str]:
    """Return the lines that README shows as the answer to a command, the first time or a later one, but for what is left out."""
    transcripts = re.findall(r"^```console\n(.+?)^```", README, re.MULTILINE | re.DOTALL)
    lines = [line for transcript in transcripts for line in [*without_comments(transcript), "$ "]]
    start = [place for place, line in enumerate(lines) if line == f"$ {command}"][number] + 1
    end = next(place for place in range(start, len(lines)) if lines[place].startswith("$ "))
    return squeezed(line for line in lines[start:end] if line != "…").splitlines()


def squeezed(lines: Iterable[str]) -> str:
    """Return lines as one text; widths of columns, rules and the time of day are the terminal's."""
    text = "\n".join(re.sub(r" {2,}", "  ", line.strip()) for line in lines if line.strip(" ─"))
    return re.sub(r"done by \d\d:\d\d", "done by TIME", text)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    ran = invoke(capsys, *words)
    return squeezed((ran.out + ran.err).splitlines())


@pytest.mark.campaign
@pytest.mark.usefixtures("_stranger")
def test_what_make_demo_shows_is_what_its_commands_say(capsys: pytest.CaptureFixture[str]) -> None:
    """The closing screen, which only make knows whole, is held by the tests of the Makefile."""
    made = said(
        capsys,
        *("generate", "-p", "apparel", "-p", "home", "--customers", "50", "--products", "50", "--seed", "7"),
        "--scenarios",
    )
    planned = said(capsys, "plan", "out/demo", "--sandbox")
    loaded = said(capsys, "load", "out/demo", "--sandbox", "--yes", "--pace", "fast")
    guided = said(capsys, "guide", "out/demo", "--sandbox", "--make", "make")
    everything = f"{made}\n{planned}\n{loaded}\n{guided}".replace(
        "x-series-demo ", ".venv/bin/x-series-demo "
    )
    lines = everything.splitlines()
    shown = answer_to("make demo")
    assert len(shown) > 20
    # stdout and stderr of a command come one after the other here
    assert [line for line in shown if line not in lines] == []


@pytest.mark.usefixtures("_stranger")
def test_the_rows_that_are_shown_are_those_of_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("-p", "apparel", "-p", "home", "--customers", "50", "--products", "50", "--seed", "7")
    assert invoke(capsys, "generate", *words).status == 0
    for kind, shown in zip(
        ("customers", "products"), re.findall(r"```csv\n(.+?)```", README, re.DOTALL), strict=True
    ):
        assert Path(f"out/demo/{kind}.csv").read_text(encoding="utf-8").startswith(shown)


@pytest.mark.campaign
@pytest.mark.usefixtures("_stranger")
def test_the_way_into_a_store_goes_as_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_a_port(SandboxOptions(registers=3, prefix="mystore")) as shop:
        monkeypatch.setenv("XSERIES_BASE_URL", shop.base_url)
        monkeypatch.setenv("XSERIES_TOKEN", shop.token)
        for command, agreed in {
            "x-series-demo doctor -d mystore": (),
            "x-series-demo generate -p apparel --customers 20 --products 20 --seed 7 --out out/shop": (),
            "x-series-demo check out/shop": (),
            "x-series-demo plan out/shop -d mystore": (),
            "x-series-demo load out/shop -d mystore": ("--yes", "--pace", "fast"),
            "x-series-demo verify out/shop -d mystore": ("--pace", "fast"),
            "x-series-demo unload out/shop -d mystore": (
                "--yes",
                "--confirm-store",
                "mystore",
                "--pace",
                "fast",
            ),
        }.items():
            lines = (
                said(capsys, *shlex.split(command)[1:], *agreed).replace(shop.base_url, BASE_URL).splitlines()
            )
            held = [line for line in answer_to(command) if not line.startswith("? Proceed?")]
            assert [line for line in held if line not in lines] == [], command
        products = Path("out/shop/products.csv")
        rows = products.read_text(encoding="utf-8").splitlines(keepends=True)
        products.write_text(
            "".join([*rows[:3], rows[3].replace(",71.99,", ',"71,99",'), *rows[4:]]), encoding="utf-8"
        )
        made = rows[3]
        assert answer_to("x-series-demo check out/shop", 1) == said(capsys, "check", "out/shop").splitlines()
        lines = said(capsys, "check", "out/shop", "--fix").splitlines()
        assert [line for line in answer_to("x-series-demo check out/shop --fix") if line not in lines] == []
        assert products.read_text(encoding="utf-8").splitlines(keepends=True)[3] == made


def test_every_make_target_and_variable_that_readme_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    typed = {
        *re.findall(r"^\$ make ([a-z]+)", README, re.MULTILINE),
        *re.findall(r"`make ([a-z]+)", " ".join(README.split())),
    }
    assert (
        {"demo", "test", "bench", "ci", "check", "look", "status", "load", "reset", "torture", "help"}
        <= typed
        <= targets
    )
    variables = {"REGION", *re.findall(r"^([A-Z]+) +\?=", makefile, re.MULTILINE)}
    named = re.findall(r"`([A-Z]+)`", " ".join(re.findall(r"^\| (`[A-Z].+?) \|", README, re.MULTILINE)))
    assert set(named) == variables - {"PYTHON", "VENV"}
    assert set(re.findall(r"\b([A-Z]{3,})=", " ".join(re.findall(r"make [^`\n]+", README)))) <= variables


def test_the_promise_and_the_risk_that_is_left_are_said_with_the_settle_time_that_a_load_has() -> None:
    words = " ".join(README.replace("> ", "").split())
    assert "every record ends up in the store exactly once, or is listed as *uncertain*" in words
    assert f"once {SETTLE_S:.0f} seconds have passed since its sending it is looked up in two places" in words
    assert (
        "later than the settle time after its sending, *and* that both look-ups missed, is doubled" in words
    )


def test_the_first_commands_are_make_demo_and_make_test() -> None:
    first = [line.split("  ")[0] for line in console_lines()][:2]
    assert first == ["make demo", "make test"]
