"""--json: one document on stdout and nothing else there, in one shape, whether a command succeeds or fails."""

import json
from pathlib import Path

import pytest

from pipeline.cli.app import COMMANDS, GROUPS, command_of
from pipeline.cli.main import shared_behind
from tests.support.cli_support import TOKEN, Ran, invoke, schema_of_document

EVERY_COMMAND = [(name,) for name in COMMANDS] + [
    (group, name) for group, (_, commands) in GROUPS.items() for name in commands
]
SHAPE = ["format", "command", "ok", "exit_status", "data", "error", "findings", "next"]
SANDBOX = ("--sandbox",)
# A day with the tool, in order; every command that ends by itself is in it
DAY: list[tuple[str, ...]] = [
    ("generate", "-p", "apparel", "--customers", "2", "--products", "2", "--seed", "7"),
    ("show", "out/demo"),
    ("check", "out/demo"),
    ("images", "out/demo"),
    ("convert", "out/demo", "--format", "parquet"),
    ("plan", "out/demo", *SANDBOX),
    ("load", "out/demo", *SANDBOX, "--yes"),
    ("status", "out/demo", *SANDBOX),
    ("guide", "out/demo", *SANDBOX),
    ("verify", "out/demo", *SANDBOX),
    ("update", "out/demo", *SANDBOX, "--yes"),
    ("export", "out/demo", "--to", "shopify"),
    ("pull", *SANDBOX, "--out", "out/copy"),
    ("compare", "out/demo", "sandbox"),
    ("datasets",),
    ("unload", "out/demo", *SANDBOX, "--yes", "--confirm-store", "sandbox"),
    ("import", "people.csv", "--out", "out/theirs"),
    ("packs",),
    ("packs", "grocery"),
    ("doctor", *SANDBOX),
    ("help",),
    ("help", "files"),
    ("profile", "add", "acme", "-d", "acme-demo"),
    ("profile", "list"),
    ("profile", "show", "acme"),
    ("profile", "remove", "acme", "--yes"),
    *(("store", what, *SANDBOX) for what in GROUPS["store"][1]),
]
ON_THEIR_OWN = {("sandbox",), ("skip",)}  # runs until Ctrl-C; needs a record that isn't done


@pytest.mark.campaign
def test_a_whole_day_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    Path("people.csv").write_text("email,first_name,last_name\na@example.com,A,B\n", encoding="utf-8")
    seen: set[tuple[str, ...]] = set()
    for words in DAY:
        ran = invoke(capsys, *words, "--json")
        document = ran.document
        assert list(document) == SHAPE, words
        assert (document["error"], document["findings"]) == (None, []), words
        assert (document["format"], document["ok"], document["exit_status"]) == (1, True, 0), words
        name = words[:2] if words[0] in GROUPS else words[:1]
        assert document["command"] == " ".join(name)
        assert ran.err == "", words
        assert (document["next"] or "x-series-demo ").startswith("x-series-demo "), words
        seen.add(name)
    assert seen == set(EVERY_COMMAND) - ON_THEIR_OWN


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_every_command_fails_in_json(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    ran = invoke(capsys, *words, "--no-such-option", "--json")
    assert (ran.status, ran.err) == (2, "")
    assert list(ran.document) == SHAPE
    assert ran.document["command"] == " ".join(words)
    assert (ran.document["error"]["code"], bool(ran.document["error"]["next"])) == ("usage", True)
    assert ran.document["next"] == f"x-series-demo {' '.join(words)} --help"


@pytest.mark.parametrize("words", [(), *EVERY_COMMAND], ids=" ".join)
def test_every_command_prints_its_schema_and_asks_for_nothing_else(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    ran = invoke(capsys, *words, "--json-schema")
    assert (ran.status, ran.err) == (0, "")
    schema = json.loads(ran.out)
    assert schema == schema_of_document(" ".join(words)).schema
    assert schema["required"] == SHAPE
    assert schema["title"] == " ".join(("x-series-demo", *words, "--json"))
    assert all(
        each["additionalProperties"] is not True for each in schema["properties"]["data"]["anyOf"][:-1]
    )
    assert invoke(capsys, "--json-schema", *words).out == ran.out


def test_a_document_of_another_shape_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    document = invoke(capsys, "packs", "--json").document
    valid = schema_of_document("packs").is_valid
    assert valid(document)
    first = document["data"]["packs"][0]
    for wrong in (
        {"packs": [{**first, "price": "5"}]},
        {"packs": [{**first, "more": 1}]},
        {"packs": [{name: each for name, each in first.items() if name != "stock"}]},
        {},
    ):
        assert not valid({**document, "data": wrong}), wrong
    assert not valid({**document, "command": "plan"})
    assert not valid({name: each for name, each in document.items() if name != "next"})


def test_findings_are_in_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/demo").mkdir(parents=True)
    Path("out/demo/customers.csv").write_text("email,first_name,last_name\n,A,B\n", encoding="utf-8")
    ran = invoke(capsys, "check", "out/demo", "--json")
    assert ran.status == ran.document["exit_status"] == 3
    assert [(each["row"], each["column"]) for each in ran.document["findings"]] == [(2, "email")]
    assert ran.document["error"]["next"] == "Mend the files, then check them again."
    assert ran.document["next"] == "x-series-demo check out/demo"


def test_the_bare_command_fails_in_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    ran = invoke(capsys, "--json")
    assert (ran.status, ran.document["command"], ran.document["ok"]) == (2, "", False)
    assert invoke(capsys, "--version", "--json").data["version"]


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        (["--json", "check", "x"], ["check", "--json", "x"]),
        (["--profile", "p", "--quiet", "load", "x"], ["load", "--profile", "p", "--quiet", "x"]),
        (["--profile=p", "store", "--json", "taxes"], ["store", "taxes", "--profile=p", "--json"]),
        (["--json", "store"], ["store", "--json"]),
        (["--json-schema", "store", "taxes"], ["store", "taxes", "--json-schema"]),
        (["--json"], ["--json"]),
        (["--json", "-d", "x"], ["--json", "-d", "x"]),
        (["check", "x", "--json"], ["check", "x", "--json"]),
        (["--profile"], ["--profile"]),
        ([], []),
    ],
)
def test_shared_options_may_stand_before_the_command(words: list[str], moved: list[str]) -> None:
    assert shared_behind(words, GROUPS) == moved


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["store", "taxes", "check"], "store taxes"),
        (["store"], "store"),
        (["--json", "check", "x"], "check"),
        (["-d", "mystore"], ""),
        (["-d", "sandbox", "-p", "home"], ""),
    ],
)
def test_a_failure_names_its_command(words: list[str], name: str) -> None:
    assert command_of(words) == name


def test_nothing_of_a_token_is_in_a_document(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSERIES_TOKEN", TOKEN)
    monkeypatch.setenv("XSERIES_BASE_URL", "http://127.0.0.1:9/api/2.0")
    documents: list[Ran] = [
        invoke(capsys, "doctor", "--json"),
        invoke(capsys, "profile", "add", "acme", "-d", "acme-demo", "--token-in", "file", "--json"),
        invoke(capsys, "profile", "show", "acme", "--json"),
        invoke(capsys, "packs", "--token", TOKEN, "--json"),
    ]
    assert [TOKEN in ran.out + ran.err for ran in documents] == [False] * len(documents)
