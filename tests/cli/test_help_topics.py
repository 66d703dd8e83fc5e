"""Each topic of `help` says what the program's own tables say: nothing left out, and no copy that could grow old."""

import ast
import dataclasses
import inspect
import json
import re
import shlex
import textwrap
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from pipeline.cli.help.loads import BRING_BACK
from pipeline.cli.help.sandbox import PLAN
from pipeline.cli.help.scripts import DOCUMENT, STANDARD_VARIABLES, VARIABLES
from pipeline.cli.help.topics import TOPICS, Code, Part, TopicTable
from pipeline.errors import EXIT_STATUS_MEANINGS, ExitStatus, Finding
from pipeline.http.calls import Call
from pipeline.journal.transitions import RECORD, Event, State
from pipeline.load.options import SETTLE_S
from pipeline.pacing.pacer import FLOORS, Pace
from pipeline.pacing.quota import quota_for
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.api.shop import STAFF
from pipeline.sandbox.faults.kinds import FAULT_KINDS, RULE_PARAMS
from pipeline.sandbox.faults.presets import PRESETS
from pipeline.sandbox.serve.control import ACTIONS, READS
from pipeline.sandbox.windows import WINDOWS
from pipeline.schema.fields import FORM_RULES
from pipeline.schema.folder import PULLED_IMAGES
from pipeline.schema.kinds import filed_kinds, kinds_to_show
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.replies import STOPS
from tests.house.test_house import PACKAGE, ROOT
from tests.house.test_readme import parse
from tests.support.cli_support import invoke
from tests.support.option_rules import OPTIONS
from tests.support.sandboxes import in_memory

UUID = "11111111-1111-4111-8111-111111111111"


@cache
def parts(name: str) -> tuple[Part, ...]:
    return TOPICS[name].parts()


def tables(name: str) -> list[tuple[tuple[str, ...], ...]]:
    """Return the rows of a topic's tables."""
    return [part.rows for part in parts(name) if isinstance(part, TopicTable)]


def text(name: str) -> str:
    """Return a topic's words without its tables."""
    said = (part for part in parts(name) if not isinstance(part, TopicTable))
    return "\n\n".join(part.text if isinstance(part, Code) else part for part in said)


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_is_printed_with_all_of_its_tables_and_comes_as_json(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    ran = invoke(capsys, "help", name, "--json")
    assert (ran.status, ran.data["topic"], ran.data["text"]) == (0, name, text(name))
    assert [[tuple(row.values()) for row in table] for table in ran.data["tables"]] == [
        *map(list, tables(name))
    ]
    shown = invoke(capsys, "help", name).out
    assert all(cell in shown for table in tables(name) for row in table for cell in row)


@pytest.mark.campaign
@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_fits_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    shown = textwrap.dedent(invoke(capsys, "help", name).out)
    for part in parts(name):
        for line in part.text.splitlines() if isinstance(part, Code) else ():
            shown = shown.replace(line, "")  # lines to copy stay whole
    assert max(map(len, shown.splitlines())) <= 120


def test_the_fields_are_those_of_the_kinds_with_the_rules_of_their_forms() -> None:
    *kinds, forms = tables("fields")
    for rows, kind in zip(kinds, kinds_to_show(dict.fromkeys(filed_kinds(), True)), strict=True):
        assert rows == tuple(
            (
                name,
                field.form.value,
                "yes" if field.required else "",
                "yes" if field.generated else "",
                field.meaning,
            )
            for name, field in kind.fields.items()
        )
    used = {field.form for kind in filed_kinds() for field in kind.fields.values()}
    assert set(forms) == {(form.value, FORM_RULES[form]) for form in used}


@pytest.mark.parametrize("path", sorted((ROOT / "packs").glob("*.json")), ids=lambda path: path.stem)
def test_the_packs_are_those_of_the_files_with_their_lines_and_products(path: Path) -> None:
    pack = json.loads(path.read_text(encoding="utf-8"))
    summaries, lines, suppliers, examples = tables("packs")
    low, high = pack["price"]
    least, most = pack["supply_percent"]
    row = (path.stem, f"{pack['prefix']}-#####", f"${low} - ${high:,}", f"{least}-{most} %", pack["summary"])
    assert row in summaries
    assert (path.stem, ", ".join(line["name"] for line in pack["lines"])) in lines
    assert (path.stem, ", ".join(each["name"] for each in pack["suppliers"])) in suppliers
    prices = [float(price) for sku, _, price, _ in examples if sku.startswith(f"{pack['prefix']}-")]
    assert prices
    assert all(low <= price <= high for price in prices)


@pytest.mark.parametrize("path", sorted((ROOT / "packs/regions").glob("*.json")), ids=lambda path: path.stem)
def test_the_regions_are_those_of_the_files(path: Path) -> None:
    region = json.loads(path.read_text(encoding="utf-8"))
    ((row),) = [row for (rows,) in [tables("regions")] for row in rows if row[0] == path.stem]
    assert row[1:3] == (region["name"], str(len(region["places"])))
    first = next(iter(region["phone"]["fictional"]["phone"]), "blank")
    assert row[4].startswith(first)


@pytest.mark.campaign
def test_every_variable_that_is_read_is_in_the_topic() -> None:
    read = {
        node.value
        for path in (ROOT / "pipeline").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch("(XDG|XSERIES)_[A-Z_]+", node.value)
    }
    assert "XSERIES_TOKEN" in read
    assert read <= {*VARIABLES, *STANDARD_VARIABLES}


def test_the_topic_about_json_leads_to_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert "check --json-schema" in invoke(capsys, "help", "json").out


def test_every_call_that_the_program_can_make_is_among_the_endpoints() -> None:
    (rows,) = tables("endpoints")
    listed = {re.sub(r"\?.*", "", call) for _, call in rows}
    given: dict[str, Any] = {"payload": {}, "nodes": [], "sku": "S", "email": "e@example.com"}
    makers = [
        make
        for name, make in inspect.getmembers(endpoints, inspect.isfunction)
        if not name.startswith("_") and get_type_hints(make).get("return") is Call
    ]
    assert len(makers) > 10
    for make in makers:
        names = [
            name for name, each in inspect.signature(make).parameters.items() if each.default is each.empty
        ]
        for kind in endpoints.COLLECTIONS:
            call = make(*(given.get(name, UUID) if name != "kind" else kind for name in names))
            assert f"{call.method} {call.path.replace(UUID, '{id}')}" in listed


def test_the_answers_are_the_rows_of_the_state_machine_and_of_the_stops() -> None:
    creates, deletes, stops = tables("answers")
    for rows, state in ((creates, State.SENT), (deletes, State.DELETING)):
        assert rows == tuple(
            (event.value, str(move.to), move.then.value)
            for (start, event), move in RECORD.items()
            if start is state and event is not Event.DELETE_INTEND
        )
    assert [(int(status), meaning) for status, meaning, _ in stops] == [
        (status, sentence) for status, (_, sentence, _) in STOPS.items()
    ]
    assert f"The settle time is {SETTLE_S:.0f} s" in text("answers")


def test_the_paces_are_those_of_the_pacer_with_their_floors() -> None:
    (rows,) = tables("pacing")
    assert [row[0] for row in rows] == [pace.value for pace in Pace]
    for name, plenty, scarce, in_flight, _ in rows:
        floors = FLOORS[Pace(name)]
        assert (plenty, scarce) == (f"{floors.plenty_s:g} s", f"{floors.scarce_s:g} s")
        assert int(in_flight) == floors.in_flight
    per_register, base = map(int, re.findall(r"(\d+) x registers \+ (\d+)", text("pacing"))[0])
    assert per_register * 3 + base == quota_for(3)


@pytest.mark.campaign
def test_the_files_are_those_that_a_load_an_unload_and_a_fix_leave(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("generate", "-p", "apparel", "--customers", "1", "--products", "1", "--scenarios")
    assert invoke(capsys, *words).status == 0
    assert invoke(capsys, "images", "out/demo").status == 0
    assert invoke(capsys, "show", "out/demo", "--html").status == 0
    assert invoke(capsys, "export", "out/demo", "--to", "csv").status == 0
    assert invoke(capsys, "load", "out/demo", "--sandbox", "--yes").status == 0
    unload = ("unload", "out/demo", "--sandbox", "--yes", "--confirm-store", "sandbox")
    assert invoke(capsys, *unload).status == 0
    products = Path("out/demo/products.csv")
    products.write_text(products.read_text(encoding="utf-8").replace(",true,", ",yes,"), encoding="utf-8")
    assert invoke(capsys, "check", "out/demo", "--fix").status == 0
    inside, outside = tables("files")
    named = {name.rstrip("/") for names, _ in inside for name in names.split(", ")}
    root = Path("out/demo")
    left = {path.name for path in root.iterdir()} - {".load"}
    kept = {
        f".load/{path.name}" for path in root.glob(".load/sandbox.*") if path.suffix in (".sqlite", ".jsonl")
    }
    pulled = {PULLED_IMAGES}  # of a dataset that was pulled
    assert {name.replace("sandbox", "PREFIX") for name in kept} | left | pulled == named
    assert len(kept) == 2
    assert Path(outside[0][0]).exists()


def test_the_exit_statuses_are_all_there_in_order() -> None:
    assert set(EXIT_STATUS_MEANINGS) == set(ExitStatus)
    (rows,) = tables("statuses")
    assert rows == tuple((str(int(status)), meaning) for status, meaning in EXIT_STATUS_MEANINGS.items())


def test_the_json_topic_has_the_keys_of_the_document_and_of_a_finding(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (rows,) = tables("json")
    document = invoke(capsys, "check", "nowhere", "--json").document
    assert [key for key, _ in rows] == list(document)
    assert all(key in DOCUMENT["error"] for key in document["error"])
    assert all(each.name in DOCUMENT["findings"] for each in dataclasses.fields(Finding))


def test_the_environment_is_exactly_the_variables_that_are_read() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py")))
    assert set(VARIABLES) == set(re.findall(r"\bXSERIES_[A-Z_]+\b", source))
    assert tables("environment") == [tuple(VARIABLES.items()), tuple(STANDARD_VARIABLES.items())]


def test_the_sandbox_topic_has_every_option_window_fault_and_control() -> None:
    options, windows, presets, rules, faults, controls = tables("sandbox")
    assert list(presets) == [(name, does) for name, (does, _) in PRESETS.items()]
    own = {name.partition(" ")[0].rpartition("/")[2] for name, _ in options}
    assert own == OPTIONS[("sandbox",)] - {
        "-d",
        "-h",
        "-v",
        "--help",
        "--json",
        "--json-schema",
        "--quiet",
        "--profile",
    }
    assert [name for name, _ in windows] == list(WINDOWS)
    assert {row[0]: row[1] for row in rules} == {name: each.words for name, each in RULE_PARAMS.items()}
    for name, layer, on, does, params in faults:
        kind = FAULT_KINDS[name]
        assert (layer, on, does) == (kind.layer, kind.on, kind.does)
        assert re.findall(r"(\w+) = ", params) == list(kind.params)
    assert [row[0] for row in faults] == list(FAULT_KINDS)
    assert [call.rpartition("/")[2] for call, _ in controls] == [*READS, *ACTIONS, *STAFF]
    assert all(
        does for table in (options, windows, rules, faults, controls) for row in table for does in row[1:4]
    )


def test_the_plan_of_the_sandbox_topic_is_one_that_the_sandbox_plays() -> None:
    plan = json.loads(PLAN)
    with in_memory(SandboxOptions(faults=plan)) as store:
        assert store.history() == []
    plan["faults"][0]["knid"] = "lag"
    with pytest.raises(Exception, match="knid"), in_memory(SandboxOptions(faults=plan)):
        pass


def test_the_way_to_bring_records_back_works_as_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    body = {"id": UUID, "sku": "APP-1", "name": "Hat", "version": 7}
    line = {"format": 1, "kind": "product", "key": "app-1", "id": UUID, "at": 1.0, "body": body, "sent": None}
    kept = tmp_path / "out/demo/.load/mystore.deleted.jsonl"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert BRING_BACK in invoke(capsys, "help", "bring-back").out
    exec(compile(BRING_BACK, "back.py", "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith("curl ")
    assert '{"sku":"APP-1","name":"Hat"}' in said
    assert "https://mystore.retail.lightspeed.app/api/2.0/products" in said


def test_the_options_that_select_are_those_of_the_commands_that_the_topic_names() -> None:
    rows, choices = tables("selecting")
    chosen = {each for name, _ in choices for each in name.partition(" ")[0].split("/")}
    assert chosen == {"--without", "--category-root", "--adopt-names", "--no-adopt-names"}
    assert all(chosen <= OPTIONS[(command,)] for command in ("load", "plan"))
    every = {name.partition(" ")[0] for name, _ in rows}
    have = {
        command: every & OPTIONS[(command,)] for command in ("load", "plan", "update", "unload", "verify")
    }
    assert have == {
        "load": every,
        "plan": every,
        "update": every - {"--retry-failed"},
        "unload": every - {"--retry-failed"},
        "verify": {"--only", "--key"},
    }
    assert (
        "load and plan take all of these options, update and unload all but --retry-failed, verify --only and --key:"
        in text("selecting")
    )


@pytest.mark.parametrize("name", TOPICS)
def test_a_command_of_a_topic_is_one_of_the_program(name: str) -> None:
    lines = [line.strip() for line in text(name).splitlines() if line.startswith("  x-series-demo ")]
    for line in lines:
        parse(tuple(shlex.split(line))[1:])
    assert bool(lines) == (name in {"json", "selecting", "sandbox", "bring-back", "machines"})
