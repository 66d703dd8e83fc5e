"""Which records an unload means, and what counts as changed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.journal.entries import Entry, Origin, StepEntry
from pipeline.journal.transitions import State, StepState
from pipeline.load.options import Selection
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.stores.xseries.resources import RESOURCES
from pipeline.unload.changed_since import changed_since
from pipeline.unload.plan import UnloadOptions, plan_unload
from tests.support.toy import BUNDLE, KEPT, with_bundles

ADA = Entry(
    CUSTOMER, "ada@example.com", 0, 2, "ada@example.com", "Ada Example", None, "f",
    state=State.DONE, remote_id="1", remote_version=12, origin=Origin.CREATED,
    sent_body=json.dumps({"email": "ada@example.com", "phone": "+1 555"}),
)  # fmt: skip
LAMP = Entry(
    PRODUCT, "a-1", 0, 2, "A-1", "Lamp", "29.95", "f",
    state=State.DONE, remote_id="2", origin=Origin.CREATED,
    sent_body=json.dumps({"sku": "A-1", "name": "Lamp", "price_including_tax": 29.95, "is_active": True}),
)  # fmt: skip
C_ROW: dict[str, Any] = {"email": "ada@example.com", "phone": "+1 555", "version": 12}
P_ROW: dict[str, Any] = {
    "sku": "A-1",
    "name": "Lamp",
    "price_including_tax": 29.95,
    "active": True,
    "version": 99,
}


def test_products_go_first_and_only_what_was_made_goes() -> None:
    states = [
        replace(ADA, key=str(state), state=state, position=number) for number, state in enumerate(State)
    ]
    adopted = replace(ADA, key="adopted", origin=Origin.ADOPTED)
    plan = plan_unload([*states, adopted, LAMP], UnloadOptions())
    assert [entry.key for entry in plan.delete] == ["a-1", "done", "deleting"]
    assert [entry.key for entry in plan.look_up] == ["sent"]
    assert [entry.key for entry in plan.stays] == ["adopted"]
    assert plan.delete_requests == 2 + 3 + 3


def test_adopted_records_go_when_asked_for() -> None:
    adopted = replace(ADA, origin=Origin.ADOPTED)
    assert plan_unload([adopted], UnloadOptions(adopted=True)).delete == (adopted,)
    assert plan_unload([adopted], UnloadOptions()).empty


def test_a_selection_and_a_limit_take_the_first_of_each_kind() -> None:
    many = [replace(ADA, key=f"a{number}@example.com", position=number) for number in range(4)]
    plan = plan_unload([*many, LAMP], UnloadOptions(selection=Selection(limit=2)))
    assert [entry.key for entry in plan.delete] == ["a-1", "a0@example.com", "a1@example.com"]
    assert len(plan.unselected) == 2
    plan = plan_unload([*many, LAMP], UnloadOptions(selection=Selection(keys=("A[13]@*",))))
    assert [entry.key for entry in plan.delete] == ["a1@example.com", "a3@example.com"]


@pytest.mark.parametrize(
    ("entry", "row", "changed"),
    [
        (ADA, C_ROW, False),
        (ADA, {**C_ROW, "version": 13}, True),
        (
            ADA,
            {**C_ROW, "phone": "1 (555)"},
            False,
        ),  # the store's own way of writing: its version stands still
        (replace(ADA, remote_version=None), {**C_ROW, "version": 40}, False),
        (replace(ADA, remote_version=None), {**C_ROW, "phone": "other"}, True),
        (replace(ADA, origin=Origin.RECONCILED), {**C_ROW, "phone": "other"}, True),
        (replace(ADA, origin=Origin.RECONCILED), {**C_ROW, "version": 13}, True),
        (LAMP, P_ROW, False),
        (LAMP, {**P_ROW, "version": 10_000}, False),
        (replace(LAMP, remote_version=50, origin=Origin.RECONCILED), P_ROW, False),
        (replace(LAMP, remote_version=50, origin=Origin.ADOPTED), P_ROW, True),
        (LAMP, {**P_ROW, "price_including_tax": 19.95}, True),
        (LAMP, {**P_ROW, "description": "by hand"}, True),
        (LAMP, {**P_ROW, "tag_ids": ["t"]}, True),
    ],
)
def test_changed_means_that_somebody_worked_on_it(entry: Entry, row: dict[str, Any], changed: bool) -> None:
    assert bool(changed_since(entry, row)) is changed


def test_the_words_name_the_fields() -> None:
    words = changed_since(ADA, {**C_ROW, "version": 13, "phone": "other"})
    assert words == 'changed since (version 12, now 13): phone from "+1 555" to "other"'


def test_a_version_that_a_step_of_ours_moved_is_no_change() -> None:
    body = {"code": "B-1", "name": "Set", "product_ids": []}
    entry = replace(ADA, kind=BUNDLE, key="b-1", sent_body=json.dumps(body), remote_version=5)
    row = {**body, "note": "ours", "version": 6}
    step = StepEntry(BUNDLE, "b-1", "note", StepState.DONE, '"ours"', "null", attempts=1)
    with with_bundles(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(RESOURCES, BUNDLE.name, replace(KEPT, versioned=True))
        assert changed_since(entry, row, {"note": step}) == ""
        assert 'note from "ours" to "theirs"' in changed_since(
            entry, {**row, "note": "theirs"}, {"note": step}
        )
        assert "version 5, now 6" in changed_since(entry, row), "without a step of ours, somebody moved it"


@pytest.mark.parametrize(
    ("state", "note", "changed"),
    [
        (StepState.DONE, "ours", False),
        (StepState.DONE, "first", True),
        (StepState.SENT, "ours", False),
        (StepState.SENT, "first", False),
        (StepState.SENT, "theirs", True),
        (StepState.FAILED, "first", False),
        (StepState.FAILED, "ours", True),
        (StepState.PLANNED, "first", False),
        (StepState.LEFT, "theirs", True),
    ],
)
def test_a_step_tells_what_the_store_has_if_nobody_else_moved_it(
    state: StepState, note: str, changed: bool
) -> None:
    body = {"code": "B-1", "name": "Set", "product_ids": []}
    entry = replace(ADA, kind=BUNDLE, key="b-1", sent_body=json.dumps(body), remote_version=None)
    step = StepEntry(BUNDLE, "b-1", "note", state, '"ours"', '"first"', attempts=1)
    with with_bundles():
        assert bool(changed_since(entry, {**body, "note": note}, {"note": step})) is changed
