"""Brands, suppliers, tags, groups and categories go through kills, lost answers and other people's work: no twin, no wrong one."""

import asyncio
import json
import random
from dataclasses import replace
from typing import Any

import pytest

from pipeline.errors import ExitStatus
from pipeline.http import Ending
from pipeline.journal.entries import Entry, Origin
from pipeline.journal.transitions import State
from pipeline.load.options import LoadOptions, Selection
from pipeline.load.runner import Outcome
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import BRAND, CATEGORY, CUSTOMER, SUPPLIER, Kind
from tests.simulation.catalogue_history import (
    BULK,
    Catalogue,
    CatalogueShop,
    judge_catalogue,
    run_catalogue_history,
)
from tests.simulation.catalogue_rows import Files, Row
from tests.simulation.catalogue_variants import CATALOGUE_VARIANTS
from tests.simulation.sim_history import STORES, World
from tests.simulation.sim_server import FATES, Fate, Server, Trouble
from tests.simulation.wrong_variants import Variant, first_broken
from tests.support.breadth import BREADTH

SHARDS, SEEDS = 4, 12 * BREADTH
HISTORIES = 600


@pytest.mark.parametrize("shard", range(SHARDS))
def test_each_name_is_used_or_made_once_and_every_record_has_what_its_row_names(shard: int) -> None:
    for seed in range(shard * SEEDS, (shard + 1) * SEEDS):
        run_catalogue_history(seed)


@pytest.mark.parametrize("variant", CATALOGUE_VARIANTS, ids=lambda variant: variant.name)
def test_a_wrong_idea_about_names_is_caught(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    variant.patch(monkeypatch)
    assert variant.breaks in first_broken(run_catalogue_history, range(HISTORIES)), variant.idea


# Scenes


def scene(
    products: list[Row], script: tuple[str | Fate, ...] = (), suppliers: list[Row] | None = None, **shop: Any
) -> Catalogue:
    trouble = Trouble(random.Random(7), script=list(script))
    options = SandboxOptions(registers=10, **shop)
    world = World(random.Random(7), trouble, [], LoadOptions(concurrency=1), shop=options)
    world.server = Server(world.clock, options, STORES[0], CatalogueShop)
    catalogue = Catalogue(world, Files(suppliers or [], [], products))
    catalogue.read()
    return catalogue


def mug(number: int = 0, **more: str) -> Row:
    return {
        "sku": f"SKU-{number:03}",
        "name": f"Mug {number}",
        "price_including_tax": "9.95",
        "is_active": "true",
        **more,
    }


def end_of(catalogue: Catalogue) -> Outcome:
    outcome = catalogue.world.live()
    assert isinstance(outcome, Outcome), outcome
    return outcome


def creates(catalogue: Catalogue, path: str) -> int:
    return sum((trip.method, trip.path) == ("POST", path) for trip in catalogue.world.trips)


def entry(catalogue: Catalogue, kind: Kind, key: str) -> Entry:
    found = catalogue.world.journal().entry(kind, key)
    assert found is not None
    return found


def test_an_uncertain_name_alone_is_listed_before_it_is_sent_again() -> None:
    lost = Fate("lost", None, Ending.SILENCE, kills=True)
    catalogue = scene([mug()], (lost,), [{"name": "Quiet Supplies"}])
    assert catalogue.world.live() is None, "killed at its supplier"
    catalogue.world.clock.now_s += 61.0
    catalogue.world.options = replace(catalogue.world.options, selection=Selection(only=CUSTOMER))
    end_of(catalogue)
    assert entry(catalogue, SUPPLIER, "quiet supplies").state is State.DONE
    assert entry(catalogue, SUPPLIER, "quiet supplies").mark is not None


def test_categories_that_somebody_makes_at_the_same_time_are_used_and_the_rest_is_made() -> None:
    catalogue = scene([mug(product_category="Clothing > Knitwear")], duplicate_names="refuse")
    server = catalogue.world.server

    async def make_one(world: World, _brake: Any) -> None:
        while world.journal().unit(CATEGORY, "tree") is None:  # noqa: ASYNC110 - virtual
            await asyncio.sleep(0.001)
        server.staff(BULK, {"categories": [{"payload_id": "1", "name": "CLOTHING"}]})

    catalogue.world.beside = make_one
    catalogue.world.trouble.script = [Fate("slow", 1.0, answer_s=1.1)]
    assert end_of(catalogue).status is ExitStatus.DONE
    assert entry(catalogue, CATEGORY, "clothing").origin is Origin.ADOPTED
    assert entry(catalogue, CATEGORY, "clothing > knitwear").origin is Origin.CREATED
    judge_catalogue(catalogue)


def test_of_several_with_one_name_the_one_in_use_is_taken() -> None:
    catalogue = scene([mug(brand_name="oatmill")], duplicate_names="accept")
    server = catalogue.world.server
    ids = sorted(server.staff("/brands", {"name": name}) for name in ("Oatmill", "OATMILL", "oatmill"))
    server.staff("/products", {"name": "Old Mug", "sku": "OLD-1", "brand_id": ids[1]})
    assert end_of(catalogue).status is ExitStatus.DONE
    assert entry(catalogue, BRAND, "oatmill").remote_id == ids[1]
    judge_catalogue(catalogue)


def test_a_brand_that_is_gone_is_made_again_and_the_mapping_has_its_new_id() -> None:
    catalogue = scene([mug(brand_name="Oatmill")], ("fine", Fate("lost", None, Ending.SILENCE, kills=True)))
    server = catalogue.world.server
    assert catalogue.world.live() is None, "killed at its product"
    (brand,) = server.live(BRAND)
    server.remove(brand)
    catalogue.world.clock.now_s += 61.0
    assert end_of(catalogue).status is ExitStatus.DONE
    (brand,) = server.live(BRAND)
    assert json.loads(catalogue.world.mapping)["brands"] == [
        {"name": "Oatmill", "id": brand.id, "origin": "created"}
    ]
    judge_catalogue(catalogue)


@pytest.mark.parametrize("name", FATES)
def test_every_fate_of_a_name_leaves_it_made_once(name: str) -> None:
    row = mug(brand_name="Oatmill", product_category="Home > Lamps", tags="new", supplier_name="Marsh")
    for place in (0, 3):
        catalogue = scene([dict(row)], (*["fine"] * place, name))
        for _ in range(3):
            if isinstance(outcome := catalogue.world.live(), Outcome) and outcome.status is ExitStatus.DONE:
                break
            catalogue.world.clock.now_s += 61.0
        judge_catalogue(catalogue)
