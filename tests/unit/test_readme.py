"""README says what the program does, held against the code: options, fields, packs, statuses, variables, examples."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pipeline.cli.app import COMMANDS, make_app
from pipeline.cli.topics import VARIABLES
from pipeline.errors import EXIT_STATUS_MEANINGS
from pipeline.load.options import SETTLE_S
from pipeline.sandbox import SandboxOptions
from pipeline.schema.kinds import all_kinds
from tests.sandboxes import in_memory

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# Of other programs that README calls
FOREIGN = {"--large", "--data"}
# What typer adds to the root command
BUILT_IN = {"--help", "--install-completion", "--show-completion"}


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


def options_of(command: Any) -> set[str]:
    return {text for parameter in command.params for text in parameter.opts if text.startswith("--")}


ALL = dict(commands(typer.main.get_command(make_app())))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_readme_names_every_option(path: tuple[str, ...]) -> None:
    named = set(OPTION.findall(README))
    assert options_of(ALL[path]) - named - BUILT_IN == set()


def test_readme_names_no_option_that_is_not_there() -> None:
    there = set().union(*(options_of(command) for command in ALL.values())) | BUILT_IN | FOREIGN
    assert set(OPTION.findall(README)) - there == set()


def test_readme_lists_every_command() -> None:
    listed = re.findall(r"^\| `([a-z]+)` \|", README, re.MULTILINE)
    assert {path[0] for path in ALL if path} <= set(listed)
    assert len(COMMANDS) > 10


def test_readme_names_every_exit_status() -> None:
    for status, meaning in EXIT_STATUS_MEANINGS.items():
        assert f"| {int(status)} | {meaning} |" in README


def test_the_field_table_is_that_of_the_records() -> None:
    found = re.findall(
        r"^\| (customer|product) \| `(\w+)` \| (\w+) \| (yes)? ?\| (yes)? ?\| (.+) \|$", README, re.MULTILINE
    )
    expected = [
        (
            kind.name,
            name,
            field.form.value,
            "yes" if field.required else "",
            "yes" if field.generated else "",
            field.meaning,
        )
        for kind in all_kinds()
        for name, field in kind.fields.items()
    ]
    assert found == expected


@pytest.mark.parametrize("path", sorted((ROOT / "packs").glob("*.json")), ids=lambda path: path.stem)
def test_the_pack_table_is_that_of_the_packs(path: Path) -> None:
    pack = json.loads(path.read_text(encoding="utf-8"))
    low, high = pack["price"]
    least, most = pack["supply_percent"]
    lines = ", ".join(line["name"] for line in pack["lines"])
    assert (
        f"| `{path.stem}` | {pack['prefix']}-##### | ${low} - ${high:,} | {least}-{most} % | {lines} |"
        in README
    )


def test_readme_names_every_variable() -> None:
    for name in VARIABLES:
        assert f"`{name}`" in README


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


@pytest.mark.parametrize("words", EXAMPLES, ids=" ".join)
def test_every_example_is_understood(words: tuple[str, ...]) -> None:
    """Parse the words as the command line does, and run nothing."""
    command, left = ALL[()], list(words)
    context = command.make_context("x-series-demo", left, resilient_parsing=False)
    while getattr(command, "commands", None) and context._protected_args:
        name, command, left = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, left, parent=context)
    assert context.args == []


def test_there_are_examples_of_every_command() -> None:
    named = {words[0] for words in EXAMPLES} | {name for name in COMMANDS if f"`{name} DIR" in README}
    assert {path[0] for path in ALL if path} - named == {"help"}


def test_every_make_target_and_variable_that_readme_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    typed = {
        *re.findall(r"^\$ make ([a-z]+)", README, re.MULTILINE),
        *re.findall(r"`make ([a-z]+)", README),
    }
    assert {"demo", "test", "setup", "bench", "ci", "reset", "torture", "help"} <= typed <= targets
    variables = {"REGION", *re.findall(r"^([A-Z]+) +\?=", makefile, re.MULTILINE)}
    named = re.search(r"`(PACKS[A-Z ]+)`", README)
    assert named is not None
    assert set(named[1].split()) == variables - {"PYTHON", "VENV"}
    assert set(re.findall(r"\b([A-Z]{3,})=", " ".join(re.findall(r"make [^`\n]+", README)))) <= variables


def test_the_promise_and_the_risk_that_is_left_are_said_with_the_settle_time_that_a_load_has() -> None:
    words = " ".join(README.replace("> ", "").split())
    assert "every record ends up in the store exactly once, or is listed as *uncertain*" in words
    assert f"once {SETTLE_S:.0f} seconds have passed since its sending it is looked up in two places" in words
    assert (
        "later than the settle time after its sending, *and* that both look-ups missed, is doubled" in words
    )


def test_the_first_commands_are_make_demo_and_make_test() -> None:
    first = [line.split("  ")[0] for line in console_lines()][:3]
    assert first == ["make demo", "make demo", "make test"]  # what it looks like, then what to type


def test_the_fault_plan_is_one_that_the_sandbox_plays() -> None:
    (plan,) = (
        json.loads(text) for text in re.findall(r"^```json\n(.+?)^```", README, re.MULTILINE | re.DOTALL)
    )
    assert len(plan["faults"]) > 1
    with in_memory(SandboxOptions(faults=plan)) as store:
        assert store.history() == []
    plan["faults"][0]["knid"] = "lag"
    with pytest.raises(Exception, match="knid"), in_memory(SandboxOptions(faults=plan)):
        pass


def test_the_way_back_from_an_unload_works_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"id": "29ed0c83-717c-574e-ad16-8eff4983628f", "sku": "APP-1", "name": "Hat", "version": 7}
    line = {
        "format": 1,
        "kind": "product",
        "key": "app-1",
        "id": body["id"],
        "at": 1.0,
        "body": body,
        "sent": None,
    }
    kept = tmp_path / "out/demo/.load/mystore.deleted.jsonl"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps(line) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(program, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith("curl ")
    assert '{"sku":"APP-1","name":"Hat"}' in said
    assert "https://mystore.retail.lightspeed.app/api/2.0/products" in said
