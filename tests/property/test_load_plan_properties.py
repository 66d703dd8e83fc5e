"""What holds for every plan, whatever the file says and whatever the journal knows."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.http import Ending, Reply
from pipeline.journal.entries import Entry
from pipeline.journal.transitions import State, moves
from pipeline.load.options import LoadOptions, Selection
from pipeline.load.planning.plan import make_plan
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.schema.records import Record
from pipeline.stores.protocol import Meaning
from pipeline.stores.xseries.replies import judge_create
from pipeline.stores.xseries.resources import resource_of
from tests.support.load_support import UUID, customer, entry, product

NUMBERS = st.lists(st.integers(0, 6), unique=True, max_size=7)


@st.composite
def datasets(draw: st.DrawFn) -> list[tuple[Record, int]]:
    customers = [
        customer(number, first_name=draw(st.sampled_from(("Ada", "Eve")))) for number in draw(NUMBERS)
    ]
    products = [product(number, name=draw(st.sampled_from(("Mug", "Cup")))) for number in draw(NUMBERS)]
    return [(record, line) for line, record in enumerate([*customers, *products], start=2)]


@st.composite
def journals(draw: st.DrawFn) -> list[Entry]:
    known = [entry(record, line) for record, line in draw(datasets())]
    states = st.sampled_from(State)
    return [
        replace(
            each,
            state=(state := draw(states)),
            remote_id=UUID if state is State.DONE else None,
            skipped=draw(st.booleans()),
            doubts=draw(st.integers(0, 2)),
        )
        for each in known
    ]


OPTIONS = st.builds(
    LoadOptions,
    adopt=st.booleans(),
    retry_failed=st.booleans(),
    selection=st.builds(
        Selection, only=st.sampled_from((None, *all_kinds())), limit=st.one_of(st.none(), st.integers(0, 3))
    ),
)


@given(datasets(), journals(), OPTIONS)
def test_every_row_has_one_fate(
    rows: list[tuple[Record, int]], known: list[Entry], options: LoadOptions
) -> None:
    plan = make_plan(rows, known, options)
    fates = [*plan.send, *plan.reconcile, *plan.done, *plan.changed, *plan.left]
    assert len(fates) == len(set(fates))
    present = {(record.kind, record.key) for record, _ in rows}
    absent_but_sent = {(each.kind, each.key) for each in known if each.state is State.SENT} - present
    assert set(fates) == present | absent_but_sent


@given(datasets(), journals(), OPTIONS)
def test_what_may_be_in_the_store_is_never_planned_to_be_sent(
    rows: list[tuple[Record, int]], known: list[Entry], options: LoadOptions
) -> None:
    plan = make_plan(rows, known, options)
    unsafe = {
        (each.kind, each.key) for each in known if each.state in {State.SENT, State.DONE, State.DELETING}
    }
    assert unsafe.isdisjoint(plan.send)
    assert {(each.kind, each.key) for each in known if each.state is State.SENT} == set(plan.reconcile)


@given(datasets(), journals(), OPTIONS)
def test_a_plan_writes_only_moves_that_exist_and_leaves_done_and_sent_alone(
    rows: list[tuple[Record, int]], known: list[Entry], options: LoadOptions
) -> None:
    before = {(each.kind, each.key): each for each in known}
    for put in make_plan(rows, known, options).puts:
        old = before.get((put.kind, put.key))
        if old is None:
            assert put.state is State.PENDING
            continue
        assert put.state is old.state or put.state in moves()[old.state]
        if old.state in {State.DONE, State.SENT}:
            assert replace(put, position=old.position, line=old.line) == old


@given(datasets(), journals(), OPTIONS)
def test_what_is_sent_is_pending_in_the_journal_once_the_plan_is_written(
    rows: list[tuple[Record, int]], known: list[Entry], options: LoadOptions
) -> None:
    plan = make_plan(rows, known, options)
    after = {(each.kind, each.key): each for each in known} | {(put.kind, put.key): put for put in plan.puts}
    assert all(after[place].state is State.PENDING for place in plan.send)
    assert set(plan.fresh) <= set(after)


@given(datasets(), journals(), OPTIONS)
def test_planning_again_after_the_plan_was_written_sends_the_same(
    rows: list[tuple[Record, int]], known: list[Entry], options: LoadOptions
) -> None:
    """A kill right after the plan was written loses nothing: the next run, with the same options, goes on with it."""
    options = replace(options, retry_failed=False)
    plan = make_plan(rows, known, options)
    after = {(each.kind, each.key): each for each in known} | {(put.kind, put.key): put for put in plan.puts}
    again = make_plan(rows, after.values(), options)
    assert again.send == plan.send
    assert again.puts == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.just(UUID),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("data", "id", "error", "errors", "fields", "sku", "sku_existing_id")),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(all_kinds()), st.sampled_from(Ending), st.one_of(st.none(), st.integers(100, 599)), JSON
)
def test_done_needs_a_success_and_an_id_and_nothing_else_is_believed(
    kind: Kind, ending: Ending, status: int | None, body: object
) -> None:
    verdict = judge_create(resource_of(kind), ("k",), Reply(ending, "r", 0.1, status=status, json=body))
    assert (verdict.meaning is Meaning.DONE) == (len(verdict.created) == 1)
    if verdict.meaning is Meaning.DONE:
        assert ending is Ending.ANSWER
        assert status is not None
        assert 200 <= status < 300
        assert UUID in json.dumps(body)
    if verdict.refusal is not None:
        assert ending in {Ending.NOT_SENT, Ending.CERTIFICATE} or status in {401, 403, 404, 429}
