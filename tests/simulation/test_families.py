"""Families and their stock go through kills, lost answers, sales and other people's products: each once, nothing put over."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from pipeline.errors import ExitStatus
from pipeline.http import Ending
from pipeline.journal.entries import Origin
from pipeline.journal.transitions import State, StepState
from pipeline.load.options import LoadOptions
from pipeline.load.planning.choices import Choice
from pipeline.load.runner import Outcome
from pipeline.load.sending.job import AT_CREATE
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import PRODUCT
from tests.simulation.catalogue_rows import Row
from tests.simulation.families_history import (
    Families,
    FamilyShop,
    judge_families,
    make_family_by_hand,
    run_families_history,
)
from tests.simulation.families_rows import OUTLETS, FamilyFiles
from tests.simulation.families_variants import FAMILY_VARIANTS
from tests.simulation.sim_history import STORES, World
from tests.simulation.sim_server import Fate, Server, Trouble
from tests.simulation.wrong_variants import Variant, first_broken
from tests.support.breadth import BREADTH

SHARDS, SEEDS = 4, 8
HISTORIES = 300


@pytest.mark.parametrize("shard", range(SHARDS))
def test_each_variant_is_made_once_under_one_parent_and_no_sale_is_put_over(shard: int) -> None:
    for seed in range(shard * SEEDS * BREADTH, (shard + 1) * SEEDS * BREADTH):
        run_families_history(seed)


@pytest.mark.campaign
@pytest.mark.parametrize("variant", FAMILY_VARIANTS, ids=lambda variant: variant.name)
def test_a_wrong_idea_about_families_and_stock_is_caught(
    variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant.patch(monkeypatch)
    seeds = range(variant.first, variant.first + HISTORIES)
    assert variant.breaks in first_broken(run_families_history, seeds, variant.breaks), variant.idea


# Scenes


def tee(number: int, value: str, **more: str) -> Row:
    row = {
        "sku": f"T-{number}",
        "handle": "tee",
        "name": "Tee",
        "variant_option_one_name": "Size",
        "variant_option_one_value": value,
        "price_including_tax": f"{20 + number}.00",
        "inventory": "5",
    }
    return row | more


def scene(
    products: list[Row], script: tuple[str | Fate, ...] = (), adopt: bool = False, **shop: Any
) -> Families:
    trouble = Trouble(random.Random(7), script=list(script))
    options = SandboxOptions(registers=10, outlets=OUTLETS[:1], **shop)
    world = World(random.Random(7), trouble, [], LoadOptions(concurrency=1, adopt=adopt), shop=options)
    world.server = Server(world.clock, options, STORES[0], FamilyShop)
    families = Families(world, FamilyFiles(products))
    families.read()
    return families


def end_of(families: Families) -> Outcome:
    outcome = families.world.live()
    assert isinstance(outcome, Outcome), outcome
    return outcome


def level_of(families: Families, sku: str) -> float:
    server = families.world.server
    (product,) = server.live(PRODUCT, sku)
    (row,) = server.shop.rows.find("inventory", "product_id", product.id)
    return float(row.body["inventory_level"])


def writes(families: Families) -> list[str]:
    return [
        f"{trip.method} {trip.path.split('/')[1]}" for trip in families.world.trips if trip.method != "GET"
    ]


def step_of(families: Families, key: str) -> StepState:
    step = families.world.journal().step(PRODUCT, key, "stock")
    assert step is not None
    return step.state


def test_a_store_that_honours_the_create_gets_one_request_for_a_family_and_no_change() -> None:
    families = scene([tee(0, "S"), tee(1, "M"), tee(2, "L")])
    assert end_of(families).status is ExitStatus.DONE
    assert writes(families) == ["POST variant_attributes", "POST products"]
    judge_families(families)


def test_a_new_row_of_a_family_that_is_there_is_one_more_variant() -> None:
    families = scene([tee(0, "S"), tee(1, "M")])
    end_of(families)
    families.files.products += [tee(2, "L"), tee(3, "XL")]
    families.read()
    assert end_of(families).status is ExitStatus.DONE
    assert writes(families)[-2:] == ["POST products", "POST products"]
    assert [level_of(families, f"t-{number}") for number in range(4)] == [5.0] * 4
    judge_families(families)


def test_a_new_row_goes_under_the_name_that_its_family_has_in_the_store() -> None:
    families = scene([tee(0, "S"), tee(1, "M")])
    end_of(families)
    for row in families.files.products:
        row["name"] = "T-Shirt"
    families.files.products.append(tee(2, "L", name="T-Shirt"))
    families.read()
    assert end_of(families).status is ExitStatus.LEFT_OVER, "two rows changed after load"
    server = families.world.server
    assert [row.body["name"] for row in server.live(PRODUCT, "t-2")] == ["Tee"]
    entry = families.world.journal().entry(PRODUCT, "t-2")
    assert entry is not None
    assert json.loads(str(entry.sent_body))["name"] == "Tee", "what was sent is what the store has"


def test_a_sale_between_a_kill_and_the_next_run_is_left_as_it_is() -> None:
    killed = Fate("killed", 0.1, Ending.SILENCE, kills=True)
    script = ("fine", "fine", killed)  # the option, the family, and its first stock
    families = scene([tee(0, "S"), tee(1, "M")], script, stock_at_create="ignored")
    assert families.world.live() is None, "killed at its stock"
    world = families.world
    world.server.catch_up()
    world.clock.now_s += 61.0
    for row in world.server.live(PRODUCT):
        outlet = next(world.server.shop.rows.walk("outlets")).id
        world.server.work("sales", {"product_id": row.id, "outlet_id": outlet, "quantity": 2})
    assert end_of(families).status is ExitStatus.LEFT_OVER
    assert [level_of(families, sku) for sku in ("t-0", "t-1")] == [3.0, -2.0]
    assert [step_of(families, key) for key in ("t-0", "t-1")] == [StepState.LEFT] * 2
    judge_families(families)


def test_tracking_that_a_sibling_turned_on_is_no_sale() -> None:
    lost = Fate("lost", None, Ending.SILENCE)
    script = ("fine", "fine", "fine", lost)  # the option, the family, one stock, and the other
    families = scene([tee(0, "S"), tee(1, "M")], script, stock_at_create="ignored")
    assert end_of(families).status is ExitStatus.DONE
    assert [level_of(families, sku) for sku in ("t-0", "t-1")] == [5.0, 5.0]


@pytest.mark.parametrize("stock", ["ignored", "zero"])
def test_a_variant_that_is_added_where_stock_is_ignored_gets_its_stock(stock: str) -> None:
    families = scene([tee(0, "S")], stock_at_create=stock)
    end_of(families)
    families.files.products.append(tee(1, "M"))
    families.read()
    assert end_of(families).status is ExitStatus.DONE
    assert level_of(families, "t-1") == 5.0


def test_a_few_products_at_0_may_have_been_sold_and_many_were_ignored() -> None:
    for count, wanted in ((2, ExitStatus.LEFT_OVER), (3, ExitStatus.DONE)):
        killed = Fate("killed", 0.1, Ending.SILENCE, kills=True)
        families = scene(
            [tee(each, f"V{each}") for each in range(count)], ("fine", killed), stock_at_create="zero"
        )
        assert families.world.live() is None, "killed before its stock could be seen"
        families.world.clock.now_s += 61.0
        assert end_of(families).status is wanted


def test_a_row_that_was_edited_before_its_first_look_is_no_sale() -> None:
    killed = Fate("killed", 0.1, Ending.SILENCE, kills=True)
    families = scene([tee(0, "S"), tee(1, "M")], ("fine", killed))
    families.world.live()
    families.world.clock.now_s += 61.0
    families.files.products[1]["inventory"] = "8"
    families.read()
    assert end_of(families).status is ExitStatus.DONE
    assert [level_of(families, sku) for sku in ("t-0", "t-1")] == [5.0, 8.0]


@pytest.mark.parametrize("adopt", [False, True])
def test_a_family_whose_name_a_product_has_is_in_conflict_with_all_its_members(adopt: bool) -> None:
    for duplicate in ("fields", "details", "409"):
        families = scene([tee(0, "S"), tee(1, "M")], adopt=adopt, duplicate=duplicate)
        own = families.world.server.staff("/products", {"name": "Tee", "sku": "OWN-1"})
        assert end_of(families).status is ExitStatus.LEFT_OVER
        entries = families.world.journal().entries(PRODUCT)
        assert [(each.state, each.remote_id) for each in entries] == [(State.CONFLICT, own)] * 2
        judge_families(families)


def test_members_under_one_parent_are_adopted_and_the_rest_is_added_without_a_change_to_them() -> None:
    families = scene(
        [tee(0, "S"), tee(1, "M"), tee(2, "L", inventory="")], adopt=True, stock_at_create="ignored"
    )
    records = list(families.records.values())
    make_family_by_hand(families.world, "Tee", records[:1])
    assert end_of(families).status is ExitStatus.LEFT_OVER, "its stock can't be tracked without theirs"
    origins = [each.origin for each in families.world.journal().entries(PRODUCT)]
    assert origins == [Origin.ADOPTED, Origin.CREATED, Origin.CREATED]
    assert step_of(families, "t-1") is StepState.LEFT
    judge_families(families)


@pytest.mark.parametrize("scattered", ["two families", "a single"])
def test_members_under_several_parents_or_alone_are_in_conflict_with_all_the_others(scattered: str) -> None:
    families = scene([tee(0, "S"), tee(1, "M"), tee(2, "L")], adopt=True)
    world, records = families.world, list(families.records.values())
    if scattered == "two families":
        make_family_by_hand(world, "Tee", records[:1])
        make_family_by_hand(world, "Own Tee", records[1:2])
    else:
        world.server.staff("/products", {"name": "Tee", "sku": "T-0"})
    assert end_of(families).status is ExitStatus.LEFT_OVER
    assert {each.state for each in world.journal().entries(PRODUCT)} == {State.CONFLICT}
    judge_families(families)


def test_the_stock_of_an_adopted_product_tells_nothing_about_the_store() -> None:
    families = scene([tee(0, "S"), tee(1, "M")], adopt=True, stock_at_create="zero")
    make_family_by_hand(families.world, "Tee", list(families.records.values())[:1])
    (theirs,) = families.world.server.live(PRODUCT, "t-0")
    outlet = next(families.world.server.shop.rows.walk("outlets")).id
    families.world.server.work("stock", {"product_id": theirs.id, "outlet_id": outlet, "current_amount": 5})
    assert end_of(families).status is ExitStatus.LEFT_OVER
    assert families.world.journal().note(AT_CREATE) is None


def test_bare_lists_of_stock_are_read_once() -> None:
    families = scene([tee(each, f"V{each}") for each in range(4)])
    families.world.version = "2026-07"
    assert end_of(families).status is ExitStatus.DONE
    asked = [trip for trip in families.world.trips if trip.path == "/inventory"]
    assert len(asked) == 2, "a page, and the empty one that ends them"


def test_a_load_without_stock_leaves_it_to_a_later_one() -> None:
    families = scene([tee(0, "S"), tee(1, "M")])
    world = families.world
    world.options = replace(world.options, choice=Choice(("stock",)))
    families.read()
    assert end_of(families).status is ExitStatus.DONE
    assert {each.name for each in world.journal().all_steps()} == {"price"}
    world.options = replace(world.options, choice=None)
    families.read()
    assert end_of(families).status is ExitStatus.DONE
    assert [level_of(families, sku) for sku in ("t-0", "t-1")] == [5.0, 5.0]
