"""What a load does with each row: the table of pipeline/load/README.md,
*Identity, and files edited between runs*, and its corners."""

from dataclasses import replace

import pytest

from pipeline.journal.entries import Entry
from pipeline.journal.transitions import State
from pipeline.load.options import LoadOptions, Selection, pattern_of
from pipeline.load.planning.plan import GONE_POSITION, Plan, known_and_new, make_plan
from pipeline.schema.kinds import BRAND, CUSTOMER, PRODUCT, key_of
from tests.support.load_support import UUID, customer, entry, product

ADA = customer(0)
EDITED = customer(0, first_name="Adah")
PLACE = (CUSTOMER, "lane0@example.com")
PLAIN = LoadOptions()


def known(state: State, **changes: object) -> Entry:
    return replace(entry(ADA), state=state, **changes)  # type: ignore[arg-type]  # any column


def plan_of(before: Entry, *, edited: bool = False, gone: bool = False, options: LoadOptions = PLAIN) -> Plan:
    rows = [] if gone else [(EDITED if edited else ADA, 2)]
    return make_plan(rows, [before], options)


def list_of(plan: Plan) -> str:
    """Return the one list of the plan that the record is in."""
    (name,) = (
        name
        for name in ("send", "reconcile", "done", "changed", "gone", "withdrawn", "left")
        if PLACE in getattr(plan, name)
    )
    return name


@pytest.mark.parametrize(
    ("state", "same", "edited", "gone"),
    [
        (State.PENDING, "send", "send", "withdrawn"),
        (State.REJECTED, "send", "send", "withdrawn"),
        (State.SENT, "reconcile", "reconcile", "reconcile"),
        (State.DONE, "done", "changed", "gone"),
        (State.CONFLICT, "left", "send", "withdrawn"),
        (State.DELETED, "send", "send", "withdrawn"),
    ],
)
def test_a_row_meets_its_record_as_the_table_says(state: State, same: str, edited: str, gone: str) -> None:
    before = known(state)
    assert list_of(plan_of(before)) == same
    assert list_of(plan_of(before, edited=True)) == edited
    assert list_of(plan_of(before, gone=True)) == gone


def test_a_new_row_is_fresh_pending_and_sent() -> None:
    plan = make_plan([(ADA, 2)], (), PLAIN)
    assert plan.fresh == plan.send == (PLACE,)
    assert [put.state for put in plan.puts] == [State.PENDING]


def test_a_new_row_that_is_not_selected_stays_new_until_it_is() -> None:
    rows = [(ADA, 2), (product(), 2)]
    part = make_plan(rows, (), LoadOptions(selection=Selection(only=PRODUCT)))
    assert part.fresh == part.send == ((PRODUCT, "sku-0"),)
    assert part.left == (PLACE,)
    rest = make_plan(rows, part.puts, PLAIN)
    assert rest.fresh == (PLACE,)
    assert [each.state for each in known_and_new(part.puts, rows)] == [State.PENDING] * 2


def test_an_edited_row_is_sent_as_it_stands_now() -> None:
    (put,) = plan_of(known(State.REJECTED, message="no"), edited=True).puts
    assert (put.state, put.label) == (State.PENDING, "Adah Lane0")
    assert put.fingerprint == entry(EDITED).fingerprint


def test_a_row_edited_while_uncertain_leaves_what_was_sent_alone() -> None:
    before = known(State.SENT, sent_body="{}")
    plan = plan_of(before, edited=True)
    assert all(put.fingerprint == before.fingerprint for put in plan.puts)


def test_a_second_plan_of_the_same_rows_changes_nothing() -> None:
    rows = [(ADA, 2), (product(), 2)]
    first = make_plan(rows, (), PLAIN)
    second = make_plan(rows, first.puts, PLAIN)
    assert second.puts == ()
    assert second.fresh == ()
    assert second.send == first.send


def test_reordered_rows_move_and_nothing_else() -> None:
    rows = [(customer(1), 2), (customer(2), 3)]
    first = make_plan(rows, (), PLAIN)
    done = [replace(put, state=State.DONE, remote_id=UUID) for put in first.puts]
    plan = make_plan([(customer(2), 2), (customer(1), 3)], done, PLAIN)
    assert plan.changed == plan.send == ()
    assert {put.key: put.position for put in plan.puts} == {"lane2@example.com": 0, "lane1@example.com": 1}


def test_a_row_that_left_stays_in_the_mapping_after_all_others_and_can_come_back() -> None:
    (gone,) = plan_of(known(State.DONE, remote_id=UUID), gone=True).puts
    assert gone.position >= GONE_POSITION
    assert plan_of(gone, gone=True).puts == (), "it moves once"
    (back,) = plan_of(gone).puts
    assert back.position == 0


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.CONFLICT, State.WITHDRAWN])
def test_a_skipped_record_stays_out_until_somebody_says_otherwise(state: State) -> None:
    assert list_of(plan_of(known(state, skipped=True), edited=True)) == "left"


def test_a_skipped_record_that_is_uncertain_is_looked_up_all_the_same() -> None:
    assert list_of(plan_of(known(State.SENT, skipped=True))) == "reconcile"
    assert list_of(plan_of(known(State.DONE, skipped=True))) == "done"


def test_doubts_outlast_every_edit_of_the_row() -> None:
    assert plan_of(known(State.REJECTED, doubts=2), edited=True).puts[0].doubts == 2


@pytest.mark.parametrize(
    ("status", "expected"), [(None, "left"), (502, "left"), (409, "send"), (422, "send")]
)
def test_adopting_asks_again_for_a_customer_only_where_the_store_refused_it(
    status: int | None, expected: str
) -> None:
    options = LoadOptions(adopt=True)
    assert list_of(plan_of(known(State.CONFLICT, status=status), options=options)) == expected


def test_adopting_asks_again_for_every_product_in_conflict() -> None:
    mug = product()
    before = replace(entry(mug), state=State.CONFLICT)
    assert make_plan([(mug, 2)], [before], LoadOptions(adopt=True)).send == ((PRODUCT, "sku-0"),)


def test_retrying_sends_what_failed_and_nothing_else() -> None:
    options = LoadOptions(retry_failed=True)
    assert list_of(plan_of(known(State.REJECTED), options=options)) == "send"
    assert list_of(plan_of(known(State.CONFLICT), options=options)) == "send"
    assert list_of(plan_of(known(State.PENDING), options=options)) == "left"
    assert list_of(plan_of(known(State.SENT), options=options)) == "reconcile"


def test_a_selection_chooses_what_is_sent_and_every_uncertain_record_is_looked_up() -> None:
    rows = [(customer(number), number + 2) for number in range(3)] + [
        (product(number), number + 2) for number in range(3)
    ]
    uncertain = replace(entry(customer(0)), state=State.SENT)
    plan = make_plan(rows, [uncertain], LoadOptions(selection=Selection(only=PRODUCT, limit=2)))
    assert plan.send == ((PRODUCT, "sku-0"), (PRODUCT, "sku-1"))
    assert plan.reconcile == (PLACE,)
    assert (PRODUCT, "sku-2") in plan.left


@pytest.mark.parametrize("key", ["A*[1]", "brand:x", "product:x", "-dash"])
def test_the_pattern_of_a_record_takes_it_and_no_other(key: str) -> None:
    selection = Selection(keys=(pattern_of(PRODUCT, key),))
    assert selection.takes(PRODUCT, key_of(key))
    assert not any(
        selection.takes(kind, name) for kind, name in ((PRODUCT, "ab1"), (PRODUCT, "x"), (BRAND, "x"))
    )


def test_keys_are_chosen_by_patterns_in_either_case() -> None:
    rows = [(customer(number), number + 2) for number in range(3)]
    plan = make_plan(rows, (), LoadOptions(selection=Selection(keys=("LANE1@*",))))
    assert plan.send == ((CUSTOMER, "lane1@example.com"),)
