"""The mapping document, what adopting takes over, and the exit status of a run."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ExitStatus, RunAgainError, StopError
from pipeline.journal.entries import Origin
from pipeline.journal.transitions import State
from pipeline.load.mapping import mapping_bytes, mapping_of
from pipeline.load.options import LoadOptions
from pipeline.load.planning.adopt import adopt_found
from pipeline.load.planning.plan import make_plan
from pipeline.load.runner import Outcome
from pipeline.pacing.paced_store import Figures
from pipeline.schema.kinds import CUSTOMER
from pipeline.stores.facts import Facts, same_store
from pipeline.stores.xseries.reading.pages import Listing
from tests.support.load_support import OTHER_UUID, UUID, customer, entry, product

NOON = datetime(2025, 6, 10, 14, 0, tzinfo=timezone(timedelta(hours=2)))


def test_the_mapping_has_the_specified_shape_in_file_order() -> None:
    done = [
        replace(entry(product(1), 9), state=State.DONE, remote_id=OTHER_UUID),
        replace(entry(customer(2), 1), state=State.DONE, remote_id=UUID),
        replace(entry(customer(1), 0), state=State.DONE, remote_id=OTHER_UUID),
        replace(entry(customer(3), 2), state=State.SENT),
    ]
    assert mapping_of(done, domain="mystore", packs=["apparel"], generated_at=NOON) == {
        "metadata": {
            "generated_at": "2025-06-10T12:00:00Z",
            "domain": "mystore",
            "packs": ["apparel"],
            "counts": {"customers": 2, "products": 1},
        },
        "customers": [
            {"email": "lane1@example.com", "customer_id": OTHER_UUID, "name": "Ada Lane1"},
            {"email": "lane2@example.com", "customer_id": UUID, "name": "Ada Lane2"},
        ],
        "products": [{"sku": "SKU-1", "product_id": OTHER_UUID, "name": "Mug 1", "price": 9.95}],
    }


def test_the_file_is_json_in_utf_8_and_ends_with_a_newline() -> None:
    data = mapping_bytes({"name": "Zoë"})
    assert data.endswith(b"}\n")
    assert "Zoë".encode() in data
    assert json.loads(data) == {"name": "Zoë"}


# Adopting


def found(**rows: list[dict[str, Any]]) -> Listing:
    return Listing(
        9,
        2,
        {CUSTOMER: len(rows)},
        {(CUSTOMER, f"{name}@example.com"): tuple(each) for name, each in rows.items()},
    )


def row(first: str, number: int, remote_id: str = UUID) -> dict[str, Any]:
    return {"id": remote_id, "first_name": first, "last_name": f"Lane{number}", "version": 4}


def test_adopting_settles_what_is_there_and_leaves_the_rest_to_be_sent() -> None:
    rows = [(customer(number), number + 2) for number in range(3)]
    plan = make_plan(rows, (), LoadOptions(adopt=True))
    listing = found(lane0=[row("ADA", 0)], lane1=[row("Grace", 1, OTHER_UUID)])
    plan, attempts = adopt_found(plan, listing, 5.0)
    puts = {put.key: put for put in plan.puts}
    ours, theirs = puts["lane0@example.com"], puts["lane1@example.com"]
    assert (ours.state, ours.origin, ours.remote_id, ours.remote_version) == (
        State.DONE,
        Origin.ADOPTED,
        UUID,
        4,
    )
    assert (theirs.state, theirs.remote_id) == (State.CONFLICT, OTHER_UUID)
    assert plan.send == ((CUSTOMER, "lane2@example.com"),)
    assert [attempt.remote_id for attempt in attempts] == [UUID, OTHER_UUID]


def test_of_several_customers_the_one_with_our_names_is_adopted() -> None:
    plan = make_plan([(customer(0), 2)], (), LoadOptions(adopt=True))
    plan, _ = adopt_found(plan, found(lane0=[row("Grace", 0, OTHER_UUID), row("Ada", 0)]), 5.0)
    assert plan.puts[0].remote_id == UUID


def test_a_record_that_the_journal_knew_is_not_adopted() -> None:
    rows = [(customer(0), 2)]
    before = make_plan(rows, (), LoadOptions()).puts
    plan, attempts = adopt_found(
        make_plan(rows, before, LoadOptions(adopt=True)), found(lane0=[row("Ada", 0)]), 5.0
    )
    assert plan.send == ((CUSTOMER, "lane0@example.com"),)
    assert attempts == []


# Which store it is


BOUND = {"prefix": "mystore", "retailer_id": UUID, "outlet_ids": ["a", "b"]}


@pytest.mark.parametrize(
    ("bound", "facts", "same"),
    [
        (BOUND, Facts("mystore", retailer_id=UUID), True),
        (BOUND, Facts("mystore", retailer_id=OTHER_UUID, outlets=(("a", ""),)), False),
        (BOUND, Facts("other", retailer_id=UUID), False),
        (BOUND, Facts("mystore", outlets=(("a", ""), ("b", ""))), True),
        (BOUND, Facts("mystore", outlets=(("b", ""), ("c", ""))), True),  # one was closed, one opened
        (BOUND, Facts("mystore", outlets=(("c", ""),)), False),
        (BOUND, Facts("mystore"), True),  # nothing can be read: the prefix alone
        ({**BOUND, "retailer_id": None}, Facts("mystore", retailer_id=UUID, outlets=(("c", ""),)), False),
    ],
)
def test_a_store_is_known_by_its_id_else_its_outlets_else_its_prefix(
    bound: Mapping[str, Any], facts: Facts, *, same: bool
) -> None:
    assert same_store(bound, facts) is same


# Exit statuses


def outcome(changed: int = 0, stop: StopError | None = None, **states: int) -> Outcome:
    counted = {State(name): count for name, count in states.items()}
    return Outcome({CUSTOMER: counted}, {}, changed, Figures(), 1.0, Path("mapping.json"), stop)


@pytest.mark.parametrize(
    ("ended", "status"),
    [
        (outcome(done=3), ExitStatus.DONE),
        (outcome(done=3, withdrawn=1), ExitStatus.DONE),
        (outcome(done=3, rejected=1), ExitStatus.LEFT_OVER),
        (outcome(done=3, conflict=1), ExitStatus.LEFT_OVER),
        (outcome(done=3, changed=1), ExitStatus.LEFT_OVER),
        (outcome(done=3, sent=1, rejected=1), ExitStatus.RUN_AGAIN),
        (outcome(done=3, rejected=1, stop=RunAgainError("x", code="x")), ExitStatus.RUN_AGAIN),
    ],
)
def test_the_exit_status_says_what_is_left(ended: Outcome, status: ExitStatus) -> None:
    assert ended.status is status
