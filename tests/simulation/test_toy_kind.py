"""A third kind goes through loads with kills and lost answers: its units, references and steps keep the promise."""

import asyncio
import dataclasses
import random
from typing import Any

import pytest

from pipeline.errors import ExitStatus
from pipeline.journal.transitions import State, StepState
from pipeline.load.options import LoadOptions, Selection
from pipeline.load.request import Rows
from pipeline.load.runner import Outcome
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.schema.kinds import KINDS, PRODUCT, Kind, all_kinds
from pipeline.status.status import status_of
from tests.simulation.sim_history import STORES, World, product
from tests.simulation.sim_server import FATES, Fate, Server, Trouble
from tests.simulation.toy_history import bundle, judge_toy, run_toy_history, shop_of
from tests.simulation.toy_variants import TOY_VARIANTS
from tests.simulation.virtual_time import EPOCH_S
from tests.simulation.wrong_variants import Variant, first_broken
from tests.support.breadth import BREADTH
from tests.support.toy import BUNDLE, ToyShop, with_bundles

SHARDS, SEEDS = 4 * BREADTH, 25
HISTORIES = 400


@pytest.mark.parametrize("shard", range(SHARDS))
def test_units_references_and_steps_live_through_kills_and_lost_answers(shard: int) -> None:
    for seed in range(shard * SEEDS, (shard + 1) * SEEDS):
        run_toy_history(seed)


@pytest.mark.parametrize("variant", TOY_VARIANTS, ids=lambda variant: variant.name)
def test_a_wrong_idea_about_them_is_caught(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    variant.patch(monkeypatch)
    assert variant.breaks in first_broken(run_toy_history, range(HISTORIES)), variant.idea


# Scenes


@pytest.fixture(autouse=True)
def _a_third_kind() -> Any:
    with with_bundles():
        yield


def world_of(rows: Rows, script: tuple[str | Fate, ...] = (), options: LoadOptions | None = None) -> World:
    trouble = Trouble(random.Random(7), script=list(script))
    world = World(random.Random(7), trouble, rows, options or LoadOptions(concurrency=1))
    world.server = Server(world.clock, world.shop, STORES[0], ToyShop)
    return world


def rows_with(*bundles: Any, products: int = 2) -> Rows:
    records = [product(number) for number in range(products)] + list(bundles)
    return [(record, line) for line, record in enumerate(records, start=2)]


def end_of(world: World) -> Outcome:
    outcome = world.live()
    assert isinstance(outcome, Outcome), outcome
    return outcome


def state_of(world: World, kind: Kind, key: str) -> State:
    entry = world.journal().entry(kind, key)
    assert entry is not None
    return entry.state


def test_kinds_are_created_in_the_order_of_their_references() -> None:
    assert all_kinds()[-1] is BUNDLE
    assert KINDS["bundle"] is BUNDLE


def test_what_names_a_rejected_product_waits_and_is_never_sent_without_it() -> None:
    rejected = Fate("rejected", None, status=422, body=lambda _body: {"error": "not this one"})
    world = world_of(rows_with(bundle(1, (0,)), bundle(2, (1,)), products=2), script=(rejected,))
    outcome = end_of(world)
    assert outcome.status is ExitStatus.LEFT_OVER
    assert [each.words for each in outcome.waiting] == ["waiting: product SKU-000 was rejected"]
    assert state_of(world, BUNDLE, "bun-001") is State.PENDING
    assert state_of(world, BUNDLE, "bun-002") is State.DONE
    assert not world.server.made(BUNDLE, "bun-001")
    status = status_of(world.journal().entries(), world.rows)
    assert [each.words for each in status.waiting] == ["waiting: product SKU-000 was rejected"]
    assert end_of(world).status is ExitStatus.DONE, (
        "the next run sends the product again, and then what waited"
    )
    judge_toy(world)


def test_others_go_on_while_a_bundle_waits_for_an_uncertain_product() -> None:
    world = world_of(rows_with(bundle(1, (0,)), bundle(2, (1,))), script=("drop after commit",))
    assert end_of(world).status is ExitStatus.DONE
    made = [(effect.kind, effect.key) for effect in world.server.history]
    assert made == [
        ("products", "SKU-000"),
        ("products", "SKU-001"),
        ("bundles", "BUN-002"),
        ("bundles", "BUN-001"),
    ]
    judge_toy(world)


def test_a_unit_that_is_partly_there_is_completed_and_never_sent_again_whole() -> None:
    rows = rows_with(*(bundle(number, (0,), "spring") for number in range(4)), products=1)
    world = world_of(rows)
    shop_of(world).keeps = lambda asked: max(1, asked - 2)
    assert end_of(world).status is ExitStatus.DONE
    creates = [trip for trip in world.trips if (trip.method, trip.path) == ("POST", "/bundles")]
    assert len(creates) == 3, "four, of which two were made; two, of which one was made; one"
    judge_toy(world)


def test_a_value_that_somebody_moved_between_the_request_and_the_look_is_left_alone() -> None:
    world = world_of(rows_with(bundle(1, (0,), None, "ours")), script=("fine", "fine", "fine", "time-out"))

    async def move(world: World, _brake: Any) -> None:
        while not any(step.state is StepState.SENT for step in world.journal().all_steps()):  # noqa: ASYNC110 - virtual
            await asyncio.sleep(1)
        (row,) = world.server.shop.rows.walk("bundles")
        call = Call("PUT", f"/bundles/{row.id}", body={"note": "theirs"}, actor="staff")
        world.server.shop.handle(call, EPOCH_S + world.clock.now_s)

    world.beside = move
    outcome = end_of(world)
    (row,) = world.server.shop.rows.walk("bundles")
    assert row.body["note"] == "theirs"
    assert [step.state for step in world.journal().all_steps()] == [StepState.LEFT]
    assert outcome.status is ExitStatus.LEFT_OVER
    status = status_of(world.journal().entries(), world.rows, steps=world.journal().all_steps())
    assert [step.words for step in status.steps] == ["note left: the store's value was changed since"]
    assert not status.settled


def test_a_step_that_the_store_refuses_fails_and_is_repeated_only_when_asked() -> None:
    refused = Fate("refused", None, status=422, body=lambda _body: {"error": "too long"})
    world = world_of(rows_with(bundle(1, (0,), None, "ours"), products=1), script=("fine", "fine", refused))
    assert end_of(world).status is ExitStatus.LEFT_OVER
    assert end_of(world).status is ExitStatus.LEFT_OVER
    assert sum(trip.method == "PUT" for trip in world.trips) == 1
    world.options = dataclasses.replace(world.options, retry_failed=True)
    assert end_of(world).status is ExitStatus.DONE
    judge_toy(world)


def test_a_selection_takes_whole_units_and_what_they_name_and_nothing_else() -> None:
    rows = rows_with(bundle(1, (0,), "spring"), bundle(2, (1,), "spring"), bundle(3, (2,)), products=3)
    world = world_of(rows, options=LoadOptions(selection=Selection(only=BUNDLE, limit=1)))
    end_of(world)
    made = {effect.key for effect in world.server.history}
    assert made == {"SKU-000", "SKU-001", "BUN-001", "BUN-002"}


def test_ids_that_were_acknowledged_before_a_kill_are_matched_without_waiting() -> None:
    rows = rows_with(bundle(1, (0,), "spring"), bundle(2, (0,), "spring"), products=1)
    for step in range(20, 60):
        world = world_of(rows)
        world.live({step: "kill"})
        unit = world.journal().unit(BUNDLE, "spring")
        if unit is not None and unit.ids:
            began_s = world.clock.now_s
            assert end_of(world).status is ExitStatus.DONE
            assert world.clock.now_s - began_s < 10
            judge_toy(world)
            return
    pytest.fail("no kill came between the answer and the match")


def test_every_fate_of_a_create_leaves_each_bundle_made_once() -> None:
    rows = rows_with(bundle(1, (0,), "spring"), bundle(2, (0,), "spring"), products=1)
    for name in FATES:
        world = world_of(rows, script=("fine", name))
        for _ in range(3):
            if isinstance(outcome := world.live(), Outcome) and outcome.status is ExitStatus.DONE:
                break
            world.clock.now_s += 61.0
        assert {len(world.server.made(BUNDLE, key)) for key in ("bun-001", "bun-002")} == {1}, name
        assert len(world.server.made(PRODUCT, "sku-000")) == 1, name
