"""Unload against the sandbox's shop: what goes, what stays, and what stops it; judged by the shop's history."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import AccessError, CtrlCError, ExitStatus, JournalError, RunAgainError
from pipeline.http import Ending, Reply
from pipeline.journal.entries import Origin
from pipeline.journal.transitions import State
from pipeline.load.events import Phase, Progress
from pipeline.load.options import LoadOptions, Selection
from pipeline.pacing.brake import Brake
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.unload.kept import kept_path, read_kept
from pipeline.unload.plan import UnloadOptions
from tests.simulation.unload_world import PREFIX, Steps, World, reply_of

FAST = UnloadOptions(pace=Pace.FAST)
FOREIGN = {"first_name": "Grace", "last_name": "Foreign", "email": "grace@example.net"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.staff("add", customers=[FOREIGN])
    made.load()
    return made


def states(world: World) -> dict[str, State]:
    with world.journal() as journal:
        return {entry.key: entry.state for entry in journal.entries()}


def test_products_go_before_customers_and_strangers_stay(world: World) -> None:
    outcome = world.unload()
    assert (outcome.status, outcome.deleted) == (ExitStatus.DONE, {PRODUCT: 3, CUSTOMER: 3})
    kinds = [each.kind for each in world.history if each.action == "deleted"]
    assert kinds == ["products"] * 3 + ["customers"] * 3
    assert [row.body.get("email") for row in world.live(CUSTOMER)][-1] == "grace@example.net"
    assert json.loads(outcome.mapping.read_text())["customers"] == []
    phases = [each for each in world.events if isinstance(each, Phase)]
    assert [(each.kind, each.total) for each in phases][-2:] == [(PRODUCT, 3), (CUSTOMER, 3)]
    assert isinstance(world.events[-1], Progress)


def test_what_was_edited_and_who_has_bought_stays_and_is_listed(world: World) -> None:
    lamp, ada = world.id_of(PRODUCT, "DEMO-10001"), world.id_of(CUSTOMER, "ada0@example.com")
    buyer = world.id_of(CUSTOMER, "ada2@example.com")
    world.staff("edit", kind="products", id=lamp, changes={"description": "the good one"})
    world.staff("edit", kind="customers", id=ada, changes={"phone": "+1-555-010-7777"})
    world.staff("sales", customer_id=buyer)
    outcome = world.unload()
    assert outcome.status is ExitStatus.LEFT_OVER
    why = {each.remote_id: each.why for each in outcome.left}
    assert set(why) == {lamp, ada, buyer}
    assert "description" in why[lamp]
    assert "phone" in why[ada]
    assert why[buyer] == "has sales"
    assert not {lamp, ada, buyer} & set(world.deleted_by_us())
    assert [key for key, state in states(world).items() if state is State.DONE] == [
        "ada0@example.com",
        "ada2@example.com",
        "demo-10001",
    ]
    with world.journal() as journal:
        assert journal.attempts(CUSTOMER, "ada2@example.com")[-1].words == "has sales"


def test_even_if_changed_takes_them_too_and_keeps_what_they_had_become(world: World) -> None:
    ada = world.id_of(CUSTOMER, "ada0@example.com")
    world.staff("edit", kind="customers", id=ada, changes={"phone": "+1-555-010-7777"})
    outcome = world.unload(replace(FAST, even_if_changed=True))
    assert outcome.status is ExitStatus.DONE
    kept = {each.remote_id: each for each in read_kept(kept_path(world.folder, PREFIX))}
    assert kept[ada].body["phone"] == "+1-555-010-7777"
    sent = kept[ada].sent
    assert sent is not None
    assert sent["phone"] == "+1-555-010-0001"


@pytest.mark.parametrize("readable", [True, False])
def test_what_is_gone_already_counts_as_deleted(tmp_path: Path, readable: bool) -> None:
    made = World(tmp_path, options=SandboxOptions(deleted_readable=readable))
    made.load()
    made.staff("delete", kind="products", id=made.id_of(PRODUCT, "DEMO-10001"))
    outcome = made.unload()
    assert (outcome.status, outcome.gone) == (ExitStatus.DONE, {PRODUCT: 1})
    assert set(states(made).values()) == {State.DELETED}


def test_what_was_adopted_stays_unless_asked_for(tmp_path: Path) -> None:
    made = World(tmp_path)
    made.staff("add", customers=[{"first_name": "Ada0", "last_name": "Example", "email": "ada0@example.com"}])
    made.load(LoadOptions(pace=Pace.FAST, adopt=True))
    with made.journal() as journal:
        assert [entry.key for entry in journal.entries() if entry.origin is Origin.ADOPTED] == [
            "ada0@example.com"
        ]
    assert made.unload().status is ExitStatus.DONE
    assert made.id_of(CUSTOMER, "ada0@example.com") not in made.deleted_by_us()
    assert made.unload(replace(FAST, adopted=True)).deleted == {CUSTOMER: 1}


def test_a_refusal_leaves_the_record_with_the_stores_words(world: World) -> None:
    refusal = reply_of(422, {"error": "in an open order"})
    outcome = world.unload(
        fault=lambda _n, method, path: refusal if method == "DELETE" and "products" in path else None
    )
    assert outcome.status is ExitStatus.LEFT_OVER
    assert {each.why for each in outcome.left} == {"in an open order"}
    assert [key for key, state in states(world).items() if state is State.DONE] == [
        "demo-10000", "demo-10001", "demo-10002",
    ]  # fmt: skip
    assert outcome.deleted == {CUSTOMER: 3}


def test_a_token_without_the_right_stops_and_nothing_is_half_deleted(world: World) -> None:
    refusal = reply_of(403, {"error": "user missing required permissions"})
    outcome = world.unload(fault=lambda _n, method, _p: refusal if method == "DELETE" else None)
    assert isinstance(outcome.stop, AccessError)
    assert outcome.status is ExitStatus.ACCESS
    assert set(states(world).values()) == {State.DONE}
    assert len(json.loads(outcome.mapping.read_text())["products"]) == 3


def test_a_refused_look_is_not_taken_for_gone(world: World) -> None:
    refusal = reply_of(403, {"error": "no"})
    outcome = world.unload(fault=lambda _n, _m, path: refusal if path.startswith("/products/") else None)
    assert isinstance(outcome.stop, AccessError)
    assert set(states(world).values()) == {State.DONE}


def test_what_never_gets_an_answer_stays_deleting_and_the_rest_goes(world: World) -> None:
    lamp = world.id_of(PRODUCT, "DEMO-10001")
    silent = Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time")
    outcome = world.unload(
        fault=lambda _n, method, path: silent if method == "DELETE" and lamp in path else None
    )
    assert isinstance(outcome.stop, RunAgainError)
    assert (outcome.status, outcome.deleting) == (ExitStatus.RUN_AGAIN, 1)
    assert len(world.deleted_by_us()) == 5
    deletes = [path for method, path in world.requests if method == "DELETE" and lamp in path]
    assert len(deletes) == 4
    assert world.unload().status is ExitStatus.DONE


def test_no_connection_proves_that_nothing_was_deleted(world: World) -> None:
    outcome = world.unload(
        fault=lambda _n, method, _p: (
            Reply(Ending.NOT_SENT, "r", 0.1, detail="x") if method == "DELETE" else None
        )
    )
    assert isinstance(outcome.stop, RunAgainError)
    assert set(states(world).values()) == {State.DONE}


def test_no_connection_proves_nothing_about_an_earlier_delete_without_an_answer(world: World) -> None:
    lamp = world.id_of(PRODUCT, "DEMO-10001")
    replies = [Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time")]
    replies += [Reply(Ending.NOT_SENT, "r", 0.1, detail="no connection")] * 3
    outcome = world.unload(
        fault=lambda _n, method, path: replies.pop(0) if method == "DELETE" and lamp in path else None
    )
    assert (outcome.status, outcome.deleting) == (ExitStatus.RUN_AGAIN, 1)
    assert states(world)["demo-10001"] is State.DELETING


def test_a_token_that_may_not_see_sales_deletes_no_customer(world: World) -> None:
    refusal = reply_of(403, {"error": "user missing required permissions"})
    outcome = world.unload(fault=lambda _n, _m, path: refusal if path == "/search" else None)
    assert outcome.stop is not None
    assert "--even-if-changed" in outcome.stop.hint
    assert CUSTOMER not in outcome.deleted
    assert world.unload(replace(FAST, even_if_changed=True)).status is ExitStatus.DONE


def test_an_uncertain_record_is_looked_up_and_taken_back_too(tmp_path: Path) -> None:
    made = World(tmp_path)
    down: list[bool] = [True]

    def fault(_number: int, method: str, path: str) -> str | Reply | None:
        if method == "POST" and path == "/customers":
            return "silence after"
        return reply_of(503, {"error": "busy"}) if path == "/search" and down[0] else None

    made.load(fault=fault)
    assert set(list(states(made).values())[:3]) == {State.SENT}
    outcome = made.unload()
    assert (outcome.status, outcome.deleted) == (ExitStatus.DONE, {PRODUCT: 3, CUSTOMER: 3})
    assert [row for row in made.live(CUSTOMER) if row.body.get("email")] == []


def test_an_uncertain_record_that_never_arrived_is_withdrawn_and_not_sent(tmp_path: Path) -> None:
    made = World(tmp_path)
    silent = Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time")

    def fault(_number: int, method: str, path: str) -> Reply | None:
        if method == "POST" and path == "/customers":
            return silent
        return reply_of(503, {"error": "busy"}) if path == "/search" else None

    made.load(fault=fault)
    made.requests.clear()
    assert made.unload().status is ExitStatus.DONE
    assert [method for method, _ in made.requests if method == "POST"] == []
    assert set(list(states(made).values())[:3]) == {State.WITHDRAWN}
    assert made.load().count(State.DONE) == 6


def test_another_store_under_the_same_prefix_loses_nothing(world: World) -> None:
    other = reply_of(200, {"data": {"id": "99999999-0000-4000-8000-000000000000", "name": "Other"}})
    with pytest.raises(AccessError, match="another store"):
        world.unload(fault=lambda _n, _m, path: other if path == "/retailer" else None)
    assert world.deleted_by_us() == []


def test_a_pulled_brake_finishes_what_is_on_its_way_and_resumes(world: World) -> None:
    pulled: list[Brake] = []

    def fault(_number: int, method: str, _path: str) -> None:
        if method == "DELETE":
            pulled[0].pull(CtrlCError("Stopped by Ctrl-C.", code="ctrl-c"))

    outcome = world.unload(fault=fault, brake=pulled.append)
    assert outcome.status is ExitStatus.CTRL_C
    assert 0 < len(world.deleted_by_us()) < 6
    assert State.DELETING not in states(world).values()
    assert world.unload().status is ExitStatus.DONE


def test_a_slammed_brake_leaves_deleting_and_resumes(world: World) -> None:
    pulled: list[Brake] = []

    def fault(_number: int, method: str, _path: str) -> None:
        if method == "DELETE":
            pulled[0].pull(CtrlCError("Stopped by Ctrl-C.", code="ctrl-c"))
            pulled[0].slam()

    outcome = world.unload(fault=fault, brake=pulled.append)
    assert outcome.status is ExitStatus.CTRL_C
    assert State.DELETING in states(world).values()
    assert world.unload().status is ExitStatus.DONE
    assert len(world.deleted_by_us()) == 6


def test_a_body_that_cannot_be_kept_is_not_deleted(world: World) -> None:
    outcome = world.unload(disk_full=True)
    assert isinstance(outcome.stop, JournalError)
    assert world.deleted_by_us() == []
    assert world.unload().status is ExitStatus.DONE


def test_a_selection_unloads_only_that(world: World) -> None:
    outcome = world.unload(replace(FAST, selection=Selection(only=PRODUCT, limit=2)))
    assert (outcome.status, outcome.deleted) == (ExitStatus.DONE, {PRODUCT: 2})
    assert [key for key, state in states(world).items() if state is State.DELETED] == [
        "demo-10000",
        "demo-10001",
    ]


def test_the_requests_are_those_of_the_bill(world: World) -> None:
    world.requests.clear()
    world.unload()
    facts = ["/retailer", "/outlets", "/registers", "/sales", "/products"]
    assert [path for _, path in world.requests[:5]] == facts
    assert len(world.requests[5:]) == 3 * 2 + 3 * 3


def test_an_unload_of_nothing_is_done(world: World) -> None:
    world.unload()
    world.requests.clear()
    assert world.unload(steps=Steps()).status is ExitStatus.DONE
    assert len(world.requests) == 5
