"""Commands to type: quoted for a shell, without a token, with the options that matter."""

import subprocess
from pathlib import Path

import pytest

from pipeline.cli.commands.unload import UNLOADING
from pipeline.cli.commands.update import UPDATING
from pipeline.cli.invocation import LOADING, advised, again, argument, carried, invocation, invoked, typed
from pipeline.errors import Command
from tests.support.cli_scenes import FOLDER, shop_on_a_port, write_dataset
from tests.support.cli_support import TOKEN, invoke
from tests.support.option_rules import OPTIONS, TREE

# They name the store, and are carried with it; or say how the command itself is to speak, or to stop
STORE = {"domain", "sandbox", "token", "token_file", "base_url", "api_version", "registers"}
OWN = {"as_json", "json_schema", "quiet", "profile", "dry_run", "show_payloads", "rehearse", "against_store"}
NAMES = [
    "sp ace",
    "it's",
    'a"b',
    "$HOME",
    "a\tb",
    "zero\u200bwidth",
    "\u202eright",
    "back\\slash's\n",
    "*",
    "~",
    "",
]


@pytest.mark.parametrize("name", [*NAMES, b"not\xffutf-8".decode(errors="surrogateescape")])
def test_a_shell_reads_the_words_that_were_meant(name: str) -> None:
    words = typed("check", name).removeprefix("x-series-demo ")
    read = subprocess.run(["/bin/bash", "-c", f"printf '%s\\0' {words}"], capture_output=True, check=True)
    assert read.stdout.split(b"\0")[1] == name.encode(errors="surrogateescape")


@pytest.mark.parametrize("name", NAMES)
def test_a_command_is_one_line_that_a_terminal_shows_whole(name: str) -> None:
    assert typed("check", name).isprintable()


def test_what_begins_with_a_dash_is_no_option() -> None:
    assert typed("check", Path("-x")) == "x-series-demo check ./-x"
    assert (argument("-5"), argument("APP-5")) == (("--", "-5"), ("APP-5",))


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["load", "d", "--token", TOKEN, "--yes"], "load d --yes"),
        (["load", "d", f"--token={TOKEN}"], "load d"),
        (["load", "d", "-t", TOKEN, "-y"], "load d -y"),
        (["load", "d", f"-vyt{TOKEN}"], "load d -vy"),
        (["load", "d", "-vyt", TOKEN], "load d -vy"),
        (["load", "--", "", "-dtest"], "load -- '' -dtest"),
    ],
)
def test_the_same_command_has_no_token(words: list[str], left: str) -> None:
    with invoked(words):
        assert again() == f"x-series-demo {left}"


def test_an_advised_command_names_the_store_of_the_run_where_it_is_about_one() -> None:
    with invoked(["load", "d"]):
        invocation().store = ("-d", "mystore")
        assert advised(Command(("status", Path("d")), in_store=True)) == "x-series-demo status d -d mystore"
        assert advised(Command(("check", Path("d")))) == "x-series-demo check d"


def test_what_one_command_line_knew_the_next_does_not() -> None:
    with invoked(["load", "d"]):
        invocation().store = ("-d", "mystore")
    assert (invocation().store, carried("only")) == ((), ())


@pytest.mark.parametrize(("name", "listed"), [("load", LOADING), ("update", UPDATING), ("unload", UNLOADING)])
def test_every_option_of_a_run_follows_its_dry_run(name: str, listed: tuple[str, ...]) -> None:
    params = {param.name for param in TREE[(name,)].params if param.param_type_name == "option"}
    assert params - STORE - OWN == set(listed) - STORE


@pytest.mark.parametrize("name", ["load", "plan", "status", "verify", "update", "unload", "doctor"])
def test_what_follows_a_command_about_a_store_takes_the_options_that_name_it(name: str) -> None:
    naming = {"--domain", "--sandbox", "--base-url", "--api-version", "--token-file", "--profile"}
    assert naming <= OPTIONS[(name,)]


def test_a_token_that_was_typed_is_asked_for_before_the_next_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_dataset()
    with shop_on_a_port(capsys, monkeypatch) as shop:
        with_variable = shop.load().err.splitlines()
        monkeypatch.delenv("XSERIES_TOKEN")
        typed_out = shop.load("--token", shop.port.token).err.splitlines()
        monkeypatch.setenv("XSERIES_TOKEN", shop.port.token)
        line = typed_out[-1]
        assert typed_out[-2:] == [
            "With the token in XSERIES_TOKEN:",
            f"Next: x-series-demo verify {FOLDER} {' '.join(shop.options)}",
        ]
        assert with_variable[-1] == line
        assert with_variable[-2] != typed_out[-2]
        assert invoke(capsys, *line.split()[2:]).status == 0
