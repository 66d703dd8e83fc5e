"""Help, topics and completion: what they say is held against the code."""

import re
import runpy
import sys
from pathlib import Path

import pytest

from pipeline.cli.app import COMMANDS, GROUPS
from pipeline.cli.help.topics import TOPICS
from pipeline.cli.main import run
from tests.support.cli_support import Ran, invoke

ROOT = Path(__file__).resolve().parents[2]
EVERY_COMMAND = [(name,) for name in COMMANDS] + [
    (group, name) for group, (_, commands) in GROUPS.items() for name in commands
]


def test_every_command_is_summed_up_in_a_line_of_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = invoke(capsys, "--help").out.partition("Commands:")[2].partition("Exit statuses:")[0]
    assert len(listed.split("\n")) > len(COMMANDS) + len(GROUPS)
    assert not [line for line in listed.splitlines() if line.endswith("...") and "products ..." not in line]


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_every_commands_help_has_examples_and_statuses(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    ran = invoke(capsys, *words, "--help")
    assert ran.status == 0
    assert f"x-series-demo {' '.join(words)}" in ran.out.split("Examples:")[1]
    assert "Exit statuses:" in ran.out
    assert "--json" in ran.out
    assert "--quiet" in ran.out
    if words[0] not in TOPICS:  # a topic of that name says more, and leads to the command's own help
        assert invoke(capsys, "help", *words).out.split() == ran.out.split()


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("lod",), "load"),
        (("help", "pacng"), "pacing"),
        (("help", "staus"), "statuses"),
        (("help", "unlod"), "unload"),
        (("help", "profile", "ad"), "add"),
        (("profile", "lst"), "list"),
        (("generate", "-p", "aparel"), "apparel"),
        (("generate", "--custmers", "1"), "--customers"),
        (("plan", ".", "--only", "custmers"), "customers"),
    ],
)
def test_a_near_miss_is_a_usage_error_that_names_it(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], near: str
) -> None:
    ran = invoke(capsys, *words)
    assert ran.status in (2, 3)
    assert re.search(rf"Did you mean ['\"]?{near}", ran.err)
    assert not re.search(r"\?\.", ran.err)


def complete(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """Ask as bash does, with the cursor at the end of the last word."""
    monkeypatch.setenv("_X_SERIES_DEMO_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "\n".join(("x-series-demo", *words)))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run([])
    assert ended.value.code == 0
    return capsys.readouterr().out.splitlines()


def test_completion_offers_packs_datasets_profiles_and_topics(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke(capsys, "generate", "-p", "apparel", "--customers", "1", "--products", "1").status == 0
    assert invoke(capsys, "profile", "add", "acme", "-d", "acme-demo").status == 0
    offered = {
        words: complete(capsys, monkeypatch, *words)
        for words in (
            ("generate", "--pack", "gro"),
            ("check", "out/"),
            ("load", "out/demo", "--profile", ""),
            ("load", "out/demo", "--pace", "s"),
            ("help", "statuse"),
            ("store", "cus"),
            ("doc",),
        )
    }
    assert list(offered.values()) == [
        ["grocery"],
        ["out/demo"],
        ["acme"],
        ["steady", "spec"],
        ["statuses"],
        ["customers"],
        ["doctor"],
    ]


def test_the_script_for_bash_belongs_to_this_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_SERIES_DEMO_COMPLETE", "source_bash")
    with pytest.raises(SystemExit):
        run([])
    script = capsys.readouterr().out
    assert "_X_SERIES_DEMO_COMPLETE=complete_bash" in script
    assert "complete -o default -F _x_series_demo_completion x-series-demo" in script


def test_help_costs_no_heavy_import(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heavy = ("polars", "faker", "httpx", "rich", "starlette", "uvicorn", "questionary", "keyring")
    kept = {name for name in sys.modules if name.split(".")[0] in (*heavy, "pipeline")}
    for name in kept:
        monkeypatch.delitem(sys.modules, name)
    for name in heavy:
        monkeypatch.setitem(sys.modules, name, None)  # an import of it fails
    monkeypatch.setattr(sys, "argv", ["x-series-demo", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("pipeline", run_name="__main__")
    assert ended.value.code == 0
    assert "Commands:" in capsys.readouterr().out


def test_without_a_topic_the_topics_are_listed_with_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    ran: Ran = invoke(capsys, "help", "--json")
    assert ran.data["topics"] == {name: topic.about for name, topic in TOPICS.items()}
    shown = invoke(capsys, "help").out
    assert all(
        re.search(rf"^ {name} +{re.escape(topic.about)}$", shown, re.MULTILINE)
        for name, topic in TOPICS.items()
    )


@pytest.mark.campaign
def test_a_topic_with_a_commands_name_leads_to_the_commands_help(capsys: pytest.CaptureFixture[str]) -> None:
    both = [name for name in TOPICS if name in COMMANDS]
    assert both == ["export", "packs", "sandbox"]
    for name in both:
        assert invoke(capsys, "help", name, "--json").document["next"] == f"x-series-demo {name} --help"


def test_listing_the_topics_imports_none_of_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for topic in TOPICS.values():
        monkeypatch.setitem(sys.modules, f"pipeline.cli.help.{topic.module}", None)  # an import of it fails
    assert invoke(capsys, "help").status == 0
    assert complete(capsys, monkeypatch, "help", "bring") == ["bring-back"]
