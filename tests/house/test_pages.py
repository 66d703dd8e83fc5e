"""The pages beside the code say what the code does: their tables are worked out from it, or held against it row by row."""

import ast
import dataclasses
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from pipeline.http import Ending, Reply
from pipeline.journal.transitions import RECORD, STEP, Event, State, StepEvent, StepState
from pipeline.load.sending import steps
from pipeline.load.sending.sender import Sender
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.faults.kinds import FAULT_KINDS
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.stores.protocol import Meaning, Resource, Verdict
from pipeline.stores.xseries.replies import judge_change, judge_create
from pipeline.stores.xseries.resources import resource_of
from pipeline.unload.deleter import Deleter
from tests.house.test_house import PACKAGE, ROOMS, ROOT
from tests.support.toy import KEPT

LOAD = (PACKAGE / "load" / "README.md").read_text(encoding="utf-8")
MAP = (PACKAGE / "README.md").read_text(encoding="utf-8")
XSERIES = (PACKAGE / "stores" / "xseries" / "README.md").read_text(encoding="utf-8")
TESTS = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
UUID, OTHER_UUID = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def tables(page: str) -> list[list[str]]:
    """Return the tables of a page, each as its lines."""
    return [found.splitlines() for found in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE)]


@cache  # each answer is looked up in one
def table(page: str, head: str) -> list[list[str]]:
    """Return the cells of the rows of the one table with this header."""
    (found,) = [lines for lines in tables(page) if lines[0] == head]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[2:]]


# The state machine

RECORD_HEAD = "| from | event | to | then | besides |"
STEP_HEAD = "| from | event | to | then |"


def rows_of_records() -> list[list[str]]:
    """Return `transitions.RECORD` as the page has it: states with the same move stand in one row."""
    froms: dict[tuple[str, ...], list[str]] = {}
    for (state, event), move in RECORD.items():
        counts = (("attempt", move.attempts), ("doubt", move.doubts))
        marks = [f"{noun} {count:+}" for noun, count in counts if count]
        besides = ", ".join([*marks, *(["on proof alone"] if move.proof else [])])
        row = (f"`{event.name}`: {event.value}", f"`{move.to}`", move.then.value, besides)
        froms.setdefault(row, []).append(f"`{state}`")
    return [[", ".join(states), *row] for row, states in froms.items()]


def rows_of_steps() -> list[list[str]]:
    """Return `transitions.STEP` as the page has it, grouped likewise."""
    froms: dict[tuple[str, ...], list[str]] = {}
    for (state, event), move in STEP.items():
        row = (f"`{event.name}`: {event.value}", f"`{move.to}`", move.then.value)
        froms.setdefault(row, []).append(f"`{state}`" if state else "never looked at")
    return [[", ".join(states), *row] for row, states in froms.items()]


def lines_of(rows: list[list[str]]) -> str:
    """Return rows as the lines of a table, to be pasted into the page."""
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def test_the_page_about_loading_has_the_state_machine_of_a_record_row_by_row() -> None:
    assert table(LOAD, RECORD_HEAD) == rows_of_records(), lines_of(rows_of_records())


def test_the_page_about_loading_has_the_state_machine_of_a_step_row_by_row() -> None:
    assert table(LOAD, STEP_HEAD) == rows_of_steps(), lines_of(rows_of_steps())


# What each answer means

CREATE_HEAD = "| status | body | meaning | event | the record is | then |"
CHANGE_HEAD = "| status | body | a delete | a step |"
ENDINGS = {
    "no connection": {Ending.NOT_SENT},
    "no answer, or one over its cap": {Ending.SILENCE, Ending.TOO_BIG},
    "a certificate that is not accepted": {Ending.CERTIFICATE},
}
STOPPED = "the run ends"


class Body(NamedTuple):
    """A body, and the words of the page that are true of it; `keys` are those of the unit that was sent."""

    json: Any
    fits: frozenset[str]
    resource: Resource = resource_of(CUSTOMER)
    keys: tuple[str, ...] = ("k",)
    text: str = ""


EXISTS = {"error": "no", "fields": {"sku": "Already exists", "sku_existing_id": OTHER_UUID}}
ONE_ID, IDS = "one id of the right shape in its place", "ids, and no word of which is whose"
API, NAMED = "the API's own error", "names a field whose value exists"
OBJECT, SOUND, NOTHING = "a JSON object, or nothing", "a JSON object without an error", "nothing"
BODIES = [
    Body({"data": {"id": UUID}}, frozenset({ONE_ID, OBJECT, SOUND})),
    Body({"data": [UUID]}, frozenset({ONE_ID, OBJECT, SOUND}), resource_of(PRODUCT)),
    Body({"data": [UUID, OTHER_UUID]}, frozenset({IDS, OBJECT, SOUND}), KEPT, ("a", "b")),
    Body({"data": [UUID, OTHER_UUID]}, frozenset({OBJECT, SOUND}), KEPT),
    Body({"data": [UUID]}, frozenset({OBJECT, SOUND})),
    Body({"data": {"id": "../../x"}}, frozenset({OBJECT, SOUND})),
    Body({"data": {"id": UUID}, "error": "busy"}, frozenset({API, OBJECT})),
    Body({"error": "no"}, frozenset({API, OBJECT})),
    Body(EXISTS, frozenset({API, NAMED, OBJECT}), resource_of(PRODUCT)),
    Body([UUID], frozenset(), resource_of(PRODUCT), text="[…]"),
    Body(None, frozenset(), text="<html>"),
    Body(None, frozenset({NOTHING, OBJECT})),
]
PHRASES = {phrase for body in BODIES for phrase in body.fits}


@cache
def statuses(cell: str, named: frozenset[int] = frozenset()) -> frozenset[int]:
    """Return the statuses of a cell such as `500, 520-524, other 4xx`; `named` are left out of whole classes."""
    found: set[int] = set()
    for part in cell.split(", "):
        ends = re.fullmatch(r"(\d{3})(?:-(\d{3}))?|(?:other )?(\d)xx", part)
        assert ends is not None, f"{part} is no status"
        low, high, whole = ends.groups()
        if whole:
            found |= set(range(int(whole) * 100, int(whole) * 100 + 100)) - named
        else:
            found |= set(range(int(low), int(high or low) + 1))
    return frozenset(found)


@cache
def named_in(head: str) -> frozenset[int]:
    """Return the statuses that a table names one by one."""
    cells = [row[0] for row in table(LOAD, head) if row[0] not in ENDINGS]
    parts = [part for cell in cells for part in cell.split(", ") if "xx" not in part]
    return statuses(", ".join(parts))


def row_for(head: str, status: int, body: Body) -> list[str]:
    """Return the first row that fits an answer, as a person reads the table."""
    for row in table(LOAD, head):
        fits = row[1] in ("any", "anything else") or row[1] in body.fits
        if row[0] not in ENDINGS and fits and status in statuses(row[0], named_in(head)):
            return row
    raise AssertionError(f"no row for {status} {body}")


def reply(status: int, body: Body) -> Reply:
    redirected = Ending.REDIRECT if status // 100 == 3 else Ending.ANSWER
    return Reply(redirected, "r", 0.1, status=status, json=body.json, text=body.text)


def created_row(verdict: Verdict) -> list[str]:
    """Return what the page has to say about a verdict on a create, from the third column on."""
    event = Sender._event_of(verdict)
    move = RECORD[State.SENT, event]
    then = STOPPED if verdict.stop else move.then.value
    return [verdict.meaning.value, f"`{event.name}`", f"`{move.to}`", then]


def changed_row(deleting: Verdict, putting: Verdict) -> list[str]:
    """Return what the page has to say about the answer to a delete and to a step."""
    ended = {Meaning.DONE: Event.DELETED, Meaning.GONE: Event.DELETED, Meaning.REJECTED: Event.DELETE_REFUSED}
    deleter = Deleter(cast("Any", None))  # no delete before this one
    event = ended.get(deleting.meaning) or deleter._event_of((CUSTOMER, "k"), deleting)
    unsent = putting.meaning is Meaning.STOP and putting.refusal is not None
    step = StepEvent.NOT_APPLIED if unsent else steps.EVENTS.get(putting.meaning, StepEvent.UNKNOWN)
    to, step_to = RECORD[State.DELETING, event].to, STEP[StepState.SENT, step].to
    words = ["done" if each.meaning is Meaning.DONE else each.meaning.value for each in (deleting, putting)]
    return [f"{words[0]}: `{event.name}`, `{to}`", f"{words[1]}: `{step.name}`, `{step_to}`"]


def answers() -> Iterator[tuple[int, Body]]:
    yield from ((status, body) for status in range(100, 600) for body in BODIES)


def test_an_answer_to_a_create_means_what_the_page_about_loading_says() -> None:
    used = []
    for status, body in answers():
        row = row_for(CREATE_HEAD, status, body)
        used.append(row)
        verdict = judge_create(body.resource, body.keys, reply(status, body))
        assert row[2:] == created_row(verdict), (status, body.json)
    assert all(row in used or row[0] in ENDINGS for row in table(LOAD, CREATE_HEAD)), (
        "a row that nothing fits"
    )


def test_an_answer_to_a_delete_or_a_step_means_what_the_page_about_loading_says() -> None:
    used = []
    for status, body in answers():
        row = row_for(CHANGE_HEAD, status, body)
        used.append(row)
        answer = reply(status, body)
        assert row[2:] == changed_row(judge_change(answer), judge_change(answer, bare=True)), (status, body)
    assert all(row in used or row[0] in ENDINGS for row in table(LOAD, CHANGE_HEAD)), (
        "a row that nothing fits"
    )


def test_a_call_without_an_answer_means_what_the_page_about_loading_says() -> None:
    assert {Ending.ANSWER, Ending.REDIRECT}.union(*ENDINGS.values()) == set(Ending)
    creates = {row[0]: row[2:] for row in table(LOAD, CREATE_HEAD)}
    changes = {row[0]: row[2:] for row in table(LOAD, CHANGE_HEAD)}
    for words, ending in ((words, each) for words, endings in ENDINGS.items() for each in endings):
        ended = Reply(ending, "r", 0.1)
        verdict = judge_create(resource_of(CUSTOMER), ("k",), ended)
        assert creates[words] == created_row(verdict)
        assert changes[words] == changed_row(judge_change(ended), judge_change(ended, bare=True))


@pytest.mark.parametrize("head", [CREATE_HEAD, CHANGE_HEAD])
def test_a_body_is_told_in_words_that_these_tests_know(head: str) -> None:
    assert {row[1] for row in table(LOAD, head)} <= PHRASES | {"any", "anything else", ""}


# The map


def test_the_map_lists_the_rooms_in_the_order_of_their_imports() -> None:
    there = {
        path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    listed = [row[0].strip("`") for row in table(MAP, "| room | what it is |")]
    assert listed == [room for room in ROOMS if room in there]
    assert set(listed) == there - {"__init__"}


def test_the_page_about_the_api_names_switches_that_the_sandbox_has() -> None:
    switches = {field.name for field in dataclasses.fields(SandboxOptions)}
    rows = table(XSERIES, "| assumed | switch of the sandbox |")
    named = {word for row in rows for word in re.findall(r"`([\w-]+)`", row[1])}
    assert named <= switches | set(FAULT_KINDS)
    assert all(re.search(r"`[\w-]+`", row[1]) for row in rows)


# From promises to tests


@cache
def functions_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    )


def files_named(ending: str) -> list[Path]:
    """Return the test files whose path ends like this."""
    return [
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if f"/{path.relative_to(ROOT)}".endswith(f"/{ending}")
    ]


def names_in(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = re.findall(r"`([\w/]+\.py)::(\w+)`", text)
    return found


@pytest.mark.campaign
def test_every_test_that_the_page_about_tests_names_is_there() -> None:
    found = names_in(TESTS)
    assert len(found) > 50
    for ending, name in found:
        (path,) = files_named(ending) or pytest.fail(f"no tests/…/{ending}")
        assert name in functions_in(path), f"{ending} has no {name}"


def test_every_promise_on_the_page_about_tests_has_a_test() -> None:
    for lines in tables(TESTS):
        for line in lines[2:]:
            assert list(names_in(line)), f"no test is named: {line}"


def test_the_page_about_tests_has_each_invariant_and_each_row_of_the_decision_tables() -> None:
    invariants = re.findall(r"^(\d)\. ", LOAD.split("## Invariants")[1].split("\n## ")[0], re.MULTILINE)
    assert [row[0].split(".")[0] for row in table(TESTS, "| invariant | held by |")] == invariants
    for head, title in ((CREATE_HEAD, "a create"), (CHANGE_HEAD, "a delete or a step")):
        rows = [", ".join(filter(None, row[:2])) for row in table(LOAD, head)]
        assert [row[0] for row in table(TESTS, f"| answer to {title} | held by |")] == rows
