"""What an update plans: values in, values out."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipeline.journal.entries import UPDATE, Entry, Origin, StepEntry
from pipeline.journal.transitions import State, StepState
from pipeline.load.options import Selection
from pipeline.load.planning.plan import entry_of
from pipeline.schema.kinds import BRAND, CUSTOMER, PRODUCT, Kind
from pipeline.schema.records import Id, record_from_row
from pipeline.stores.protocol import Terms
from pipeline.stores.xseries.resources import resource_of
from pipeline.unload.changed_since import changed_since
from pipeline.update.our_record import Cause, OurRecord
from pipeline.update.plan import Around, UpdatePlan, ours, plan_update
from pipeline.update.reach import call_for
from pipeline.update.settle import settled

TERMS = Terms("price_including_tax", (("outlet-1", "Main"),), "2.0")
ID, OTHER, BRAND_ID = (f"0000000{n}-0000-4000-8000-000000000000" for n in (1, 2, 3))
SENT = {"sku": "A-1", "name": "Lamp", "price_including_tax": "20.95", "description": "Bright"}
STORED: dict[str, Any] = {
    "id": ID, "sku": "A-1", "name": "Lamp", "price_including_tax": 20.95, "description": "Bright", "active": True,
    "is_active": True, "stock": [],
}  # fmt: skip


def record_of(
    sent: dict[str, str], kind: Kind = PRODUCT, origin: Origin = Origin.CREATED, **stored: Any
) -> OurRecord:
    """Return a record as it was sent and is stored, the file as it was sent."""
    record = record_from_row(kind, sent)
    part = resource_of(kind).part(record, record.named, TERMS.price_field)
    entry = replace(
        entry_of(record, 0, 2), state=State.DONE, origin=origin, remote_id=ID, sent_body=json.dumps(part)
    )
    row = {**STORED, **stored} if kind is PRODUCT else {"id": ID, **record_dict(sent), **stored}
    return OurRecord(entry, record, 2, TERMS, {}, None, {}, row)


def record_dict(sent: dict[str, str]) -> dict[str, Any]:
    return dict(sent)


def filed(known: OurRecord, **cells: str) -> OurRecord:
    """Return the record with cells of its row edited."""
    now = {**{name: str(value) for name, value in known.record.values}, **cells}
    return replace(known, record=record_from_row(known.record.kind, now))


def nobody(_kind: Kind, _key: str) -> Entry | None:
    return None


def planned(
    *records: OurRecord, entry: Callable[[Kind, str], Entry | None] = nobody, **around: Any
) -> UpdatePlan:
    holders: dict[str, Id] = {each.entry.remote_id or "": each.entry.id for each in records}
    known = {each.entry.id: each.entry for each in records}
    return plan_update(
        records,
        Around(lambda kind, key: known.get((kind, key)) or entry(kind, key), holders.get, str, **around),
    )


def told(plan: UpdatePlan) -> list[tuple[str, Cause]]:
    return [(each.field, each.cause) for change in plan.changes for each in change.differences]


def test_what_the_store_has_as_the_file_says_is_the_same() -> None:
    plan = planned(record_of(SENT))
    assert (plan.changes, plan.stays, plan.same, plan.idle) == ((), (), 1, True)


def test_it_says_why_a_value_differs() -> None:
    stored = record_of(SENT, description="By hand")
    assert told(planned(stored)) == [("description", Cause.STORE)]
    assert told(planned(filed(record_of(SENT), description="Brighter"))) == [("description", Cause.FILE)]
    assert told(planned(filed(stored, description="Brighter"))) == [("description", Cause.STORE)]


@pytest.mark.parametrize(
    ("origin", "state", "taken"),
    [
        (Origin.CREATED, State.DONE, True),
        (Origin.RECONCILED, State.DONE, True),
        (Origin.ADOPTED, State.DONE, False),
        (Origin.CREATED, State.DELETED, False),
        (None, State.PENDING, False),
        (None, State.SENT, False),
    ],
)
def test_ours_is_what_this_dataset_made_and_nothing_else(
    origin: Origin | None, state: State, taken: bool
) -> None:
    known = record_of(SENT)
    entry = replace(known.entry, origin=origin, state=state)
    rows = [(known.record, 2)]
    assert bool(ours(rows, lambda _kind, _key: entry, Selection())) is taken
    assert ours(rows, nobody, Selection()) == []


def test_what_the_file_leaves_blank_is_not_put() -> None:
    plan = planned(filed(record_of(SENT), description=""))
    assert (plan.changes, [each.difference.field for each in plan.stays if each.difference]) == (
        (),
        ["description"],
    )
    assert "blank" in plan.stays[0].why
    cleared = replace(filed(record_of(SENT), description=""), row={**STORED, "description": None})
    assert planned(cleared).stays == ()


def test_a_name_that_the_store_does_not_have_stays_and_the_rest_is_put() -> None:
    known = filed(record_of(SENT), brand_name="Oatlow", description="Brighter")
    plan = planned(known)
    assert told(plan) == [("description", Cause.FILE)]
    assert [each.why for each in plan.stays] == ["brand Oatlow is not in the store yet"]
    there = replace(known.entry, kind=BRAND, key="oatlow", remote_id=BRAND_ID)
    found = planned(replace(known, references={(BRAND, "oatlow"): BRAND_ID}), entry=lambda _k, _t: there)
    assert {field for field, _ in told(found)} == {"brand_name", "description"}
    [change] = found.changes
    body = call_for(change.sides, ["brand_name"]).json
    assert body == {"common": {"brand_id": BRAND_ID}}
    lost = planned(known, entry=lambda _k, _t: there, lost=(BRAND_ID,))
    assert [each.why for each in lost.stays] == ["brand Oatlow was deleted in the store"]


def test_a_family_is_written_once_and_only_if_all_of_it_is_ours() -> None:
    first = filed(record_of(SENT, has_variants=True), description="Brighter")
    second = filed(
        record_of({**SENT, "sku": "A-2"}, id=OTHER, sku="A-2", variant_parent_id=ID), description="Brighter"
    )
    second = replace(second, entry=replace(second.entry, remote_id=OTHER))
    family = (PRODUCT, ID)
    plan = planned(first, second, families={family: (ID, OTHER)})
    assert [change.entry.key for change in plan.changes] == ["a-1"]
    assert [each.key for each in plan.changes[0].touches] == ["a-2"]
    adopted = replace(second, entry=replace(second.entry, origin=Origin.ADOPTED))
    holders = {ID: first.entry.id, OTHER: adopted.entry.id}
    known = {each.entry.id: each.entry for each in (first, adopted)}
    around = Around(
        lambda kind, key: known.get((kind, key)), holders.get, str, families={family: (ID, OTHER)}
    )
    plan = plan_update([first], around)
    assert (plan.changes, "not made by this dataset" in plan.stays[0].why) == ((), True)


def test_what_was_seen_is_taken_up_and_nothing_else() -> None:
    known = filed(record_of(SENT), description="Brighter", name="Lantern")
    half = replace(known, row={**STORED, "description": "Brighter"})
    found = settled(half, str)
    assert found is not None
    body = json.loads(found.entry.sent_body or "")
    assert (body["description"], body["name"], found.entry.label) == ("Brighter", "Lamp", "Lamp")
    assert found.entry.fingerprint == known.entry.fingerprint, "the name is still to be put"
    whole = settled(replace(known, row={**STORED, "description": "Brighter", "name": "Lantern"}), str)
    assert whole is not None
    assert whole.entry.label == "Lantern"
    assert (
        settled(
            replace(known, entry=whole.entry, row={**STORED, "description": "Brighter", "name": "Lantern"}),
            str,
        )
        is None
    )


def test_a_version_alone_that_moved_is_somebodys_work() -> None:
    sent = {"first_name": "Ann", "last_name": "Doe", "email": "ann@example.com"}
    known = record_of(sent, CUSTOMER, version=9)
    known = replace(known, entry=replace(known.entry, remote_version=5))
    assert settled(known, str) is None
    put = settled(
        replace(filed(known, first_name="Anne"), row={**(known.row or {}), "first_name": "Anne"}), str
    )
    assert put is not None
    assert put.entry.remote_version == 9


@pytest.mark.parametrize(
    ("state", "attempts", "phone", "version", "changed"),
    [
        (StepState.SENT, 1, "old", 5, False),
        (StepState.SENT, 1, "ours", 6, False),
        (StepState.SENT, 1, "theirs", 6, True),
        (StepState.DONE, 1, "old", 5, False),
        (StepState.DONE, 1, "old", 6, True),
        (StepState.DONE, 1, "theirs", 5, True),
        (StepState.DONE, 2, "old", 6, False),
        (StepState.DONE, 2, "theirs", 6, True),
    ],
)
def test_what_an_update_may_have_put_is_ours(
    state: StepState, attempts: int, phone: str, version: int, changed: bool
) -> None:
    """After one without a clear end both values are ours; its version tells only where nothing can arrive late."""
    sent = {"first_name": "Ann", "last_name": "Doe", "email": "ann@example.com", "phone": "old"}
    known = record_of(sent, CUSTOMER, phone=phone, version=version)
    entry = replace(known.entry, remote_version=5)
    step = StepEntry(
        CUSTOMER, entry.key, UPDATE, state, json.dumps([{"phone": "ours"}]), "{}", attempts=attempts
    )
    assert bool(changed_since(entry, known.row or {}, {}, str, step)) is changed
