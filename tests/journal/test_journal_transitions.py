"""The state machine, walked: every state and event, for records and for steps."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.journal.transitions import RECORD, STEP, Event, Move, Next, State, StepEvent, StepState, moves
from pipeline.schema.kinds import BRAND, Kind, all_kinds
from pipeline.stores.protocol import LookedUp
from tests.support.load_support import customer, entry, happen, journal_in_memory

PAGE = Path(__file__).resolve().parents[2] / "pipeline" / "journal" / "transitions.py"
LOAD = {event for event in Event if not event.name.startswith("DELETE")}
UNLOAD = set(Event) - LOAD


@pytest.mark.parametrize("state", State)
def test_the_journal_takes_each_event_where_the_table_says_and_refuses_every_other(state: State) -> None:
    for event in Event:
        journal = journal_in_memory()
        before = replace(entry(customer()), kind=BRAND, state=state, remote_id="id", attempts=3)
        journal.replan([before])
        move = RECORD.get((state, event))
        if move is None:
            with pytest.raises(AssertionError, match="can't happen"):
                happen(journal, before, event)
            assert journal.entries() == [before]
        else:
            after = happen(journal, before, event, proof=LookedUp(("everywhere",)))
            assert (after.state, after.attempts) == (move.to, 3 + move.attempts)


def test_nothing_but_an_unload_or_a_proof_that_it_is_gone_leaves_done() -> None:
    assert moves()[State.DONE] == {State.DELETING, State.DELETED, State.PENDING}
    assert {event for state, event in RECORD if state is State.DONE} <= UNLOAD | {Event.GONE}
    assert [state for state, event in RECORD if event is Event.GONE] == [State.DONE]


@pytest.mark.parametrize("kind", all_kinds(), ids=str)
def test_done_is_given_up_by_one_event_and_for_named_things_alone(kind: Kind) -> None:
    journal = journal_in_memory()
    done = replace(entry(customer()), kind=kind, state=State.DONE, remote_id="id")
    journal.replan([done])
    with pytest.raises(AssertionError, match="can't become pending"):
        journal.replan([replace(done, state=State.PENDING)])
    if kind.named:
        assert happen(journal, done, Event.GONE, remote_id=None).state is State.PENDING
    else:
        with pytest.raises(AssertionError, match="save for named things"):
            happen(journal, done, Event.GONE, remote_id=None)
        assert journal.entries() == [done]


def test_only_proof_leads_from_sent_to_pending() -> None:
    back = [move for (state, _), move in RECORD.items() if state is State.SENT and move.to is State.PENDING]
    assert back
    assert all(move.proof for move in back)


def test_what_is_uncertain_is_looked_up_and_nothing_else_is() -> None:
    looks = {Next.LOOK_NOW, Next.LOOK_SOON, Next.LOOK_LATE, Next.MATCH}
    for (state, event), move in RECORD.items():
        if state is State.SENT and event in LOAD:
            assert (move.to is State.SENT) == (move.then in looks), event


def test_a_record_comes_back_from_every_state_but_done_by_a_load_or_an_unload() -> None:
    reached, ahead = set(), {State.PENDING}
    while ahead:
        state = ahead.pop()
        reached.add(state)
        ahead |= moves()[state] - reached
    assert reached == set(State)


def test_the_diagram_above_the_table_shows_its_arrows() -> None:
    diagram = PAGE.read_text(encoding="utf-8").split("Loading and unloading")[0]
    for name in ("pending", "sent", "done", "rejected", "conflict", "deleting", "deleted"):
        assert name in diagram
    arrows = re.findall(r"(\w+)(?: \(origin: \w+\))? ─+▶ (\w+)", diagram)
    for begin, end in arrows:
        if begin in {state.value for state in State} and end in {state.value for state in State}:
            assert State(end) in moves()[State(begin)], f"{begin} -> {end}"


def test_every_step_ends_and_only_the_wanted_value_or_an_answer_ends_it_well() -> None:
    well = {event for (_, event), move in STEP.items() if move.to is StepState.DONE}
    assert well == {StepEvent.IS_THERE, StepEvent.APPLIED}
    for (state, event), move in STEP.items():
        if move.then is Next.SETTLED:
            assert move.to in {StepState.DONE, StepState.LEFT, StepState.FAILED}, (state, event)


def test_a_step_is_sent_only_after_its_first_look() -> None:
    assert [state for (state, event) in STEP if event is StepEvent.INTEND] == [StepState.PLANNED]
    assert {move.to for (state, _), move in STEP.items() if state is None} == {
        StepState.PLANNED,
        StepState.DONE,
        StepState.LEFT,
    }


def test_a_step_that_is_done_or_left_is_final() -> None:
    ended = {StepState.DONE, StepState.LEFT}
    assert [place for place in STEP if place[0] in ended] == [(StepState.DONE, StepEvent.MORE)]


def test_every_row_is_one_of_the_tables() -> None:
    assert all(isinstance(move, Move) for move in RECORD.values())
    assert len(RECORD) < len(list(itertools.product(State, Event))), "most things can't happen"
