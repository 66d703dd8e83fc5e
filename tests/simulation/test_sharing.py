"""Two datasets in one store are taken back in either order: nothing in use goes, and nothing of ours is left after the second."""

import random
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import BRAND, CATEGORY, CUSTOMER_GROUP, OPTION, PRODUCT, Kind
from tests.simulation.catalogue_rows import Files
from tests.simulation.families_rows import FamilyFiles
from tests.simulation.sharing_history import (
    BULK,
    Shared,
    kill_at_every_step,
    run_sharing_history,
    share,
    small_store,
)
from tests.simulation.sharing_variants import SHARING_VARIANTS
from tests.simulation.unload_world import World
from tests.simulation.wrong_variants import Variant, first_broken
from tests.support.breadth import BREADTH

SHARDS, SEEDS = 2, 3 * BREADTH
HISTORIES = 150
STRIDE = 37  # make torture kills at each step


@pytest.mark.campaign
@pytest.mark.parametrize("shard", range(SHARDS))
def test_what_others_use_stays_and_goes_with_its_last_user(tmp_path: Path, shard: int) -> None:
    for seed in range(shard * SEEDS, (shard + 1) * SEEDS):
        run_sharing_history(tmp_path / str(seed), seed)


@pytest.mark.campaign
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_killed_at_a_step_of_either_unload_nothing_is_left_after_the_second(
    tmp_path: Path, order: tuple[int, int]
) -> None:
    assert kill_at_every_step(tmp_path, order, STRIDE) > 5


@pytest.mark.campaign
@pytest.mark.parametrize("variant", SHARING_VARIANTS, ids=lambda variant: variant.name)
def test_a_wrong_idea_about_what_others_use_is_caught(
    tmp_path: Path, variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(seed: int) -> None:
        run_sharing_history(tmp_path / str(seed), seed)

    variant.patch(monkeypatch)
    assert variant.breaks in first_broken(run, range(HISTORIES)), variant.idea


# Scenes


def live_names(shared: Shared, kind: Kind) -> set[str]:
    return {str(row.body["name"]) for row in shared.first.live(kind)}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("stock", ["tracks", "ignored"])
def test_options_that_two_datasets_share_go_with_the_last_of_them(
    tmp_path: Path, order: tuple[int, int], stock: str
) -> None:
    row = {"price_including_tax": "9.95", "inventory": "4", "variant_option_one_name": "Size"}
    files = [
        FamilyFiles(
            [
                {**row, "sku": f"{name}-{value}", "name": name, "variant_option_one_value": value}
                for value in ("S", "M")
            ]
        )
        for name in ("Tee", "Sock")
    ]
    options = SandboxOptions(registers=10, stock_at_create=stock)
    shared = share(tmp_path, random.Random(5), options, files)
    for world in shared.worlds:
        assert world.load().status is ExitStatus.DONE
    made = shared.made()
    first, second = (shared.worlds[number] for number in order)
    assert first.unload().status is ExitStatus.DONE
    assert live_names(shared, OPTION) == {"Size"}
    assert second.unload().status is ExitStatus.DONE
    assert not made & {row.id for row in shared.live()}


def test_each_product_keeps_its_brand_until_its_own_dataset_is_taken_back(tmp_path: Path) -> None:
    shared = small_store(tmp_path)
    first, second = shared.worlds
    outcome = first.unload()
    assert outcome.status is ExitStatus.DONE, "what another dataset here uses is nobody's loss"
    assert {(each.key_text, each.ours) for each in outcome.left} == {
        ("Oatmill", True), ("new", True), ("Demo VIP", True), ("Clothing", True)
    }  # fmt: skip
    assert all(each.why.endswith("/home") for each in outcome.left)
    (shirt,) = [row for row in second.live(PRODUCT) if row.body["sku"] == "H-1"]
    assert shirt.body["brand_id"] == second.id_of(BRAND, "Oatmill")
    assert second.unload().status is ExitStatus.DONE
    assert not shared.made() & {row.id for row in shared.live()}


def test_what_the_shops_own_product_uses_survives_with_it_and_is_listed(tmp_path: Path) -> None:
    shared = small_store(tmp_path)
    first, second = shared.worlds
    leaf = next(row for row in first.live(CATEGORY) if row.body["name"] == "Knitwear")
    brand = first.id_of(BRAND, "Oatmill")
    shared.make("/products", {"name": "Own", "sku": "OWN", "brand_id": brand, "product_category_id": leaf.id})
    assert second.unload().status is ExitStatus.LEFT_OVER, "it names the brand and the category above, too"
    outcome = first.unload()
    assert outcome.status is ExitStatus.LEFT_OVER
    whys = {each.key_text: each.why for each in outcome.left}
    assert (
        whys["Oatmill"] == whys["Clothing > Knitwear"] == "the product OWN Own uses it, and is not from here"
    )
    assert whys["Clothing"] == "other categories stand below it"
    assert (live_names(shared, BRAND), live_names(shared, CATEGORY)) == (
        {"Oatmill"},
        {"Clothing", "Knitwear"},
    )


def test_a_category_that_somebody_put_below_ours_survives(tmp_path: Path) -> None:
    shared = small_store(tmp_path)
    top = next(row for row in shared.first.live(CATEGORY) if row.body["name"] == "Clothing")
    shared.make(
        BULK, {"categories": [{"payload_id": "1", "name": "Own corner", "parent_category_id": top.id}]}
    )
    for world in shared.worlds:
        outcome = world.unload()
        assert outcome.status is ExitStatus.LEFT_OVER
        assert [each.key_text.casefold() for each in outcome.left if not each.ours] == ["clothing"]
    assert live_names(shared, CATEGORY) == {"Clothing", "Own corner"}


def test_a_group_keeps_the_shops_own_customers(tmp_path: Path) -> None:
    shared = small_store(tmp_path)
    group = next(row for row in shared.first.live(CUSTOMER_GROUP) if row.body["name"] == "Demo VIP")
    own = {"first_name": "Grace", "last_name": "Own", "email": "g@example.net", "customer_group_id": group.id}
    shared.make("/customers", own)
    assert {world.unload().status for world in shared.worlds} == {ExitStatus.LEFT_OVER}
    assert "Demo VIP" in live_names(shared, CUSTOMER_GROUP)


def test_a_brand_that_was_renamed_while_the_bill_was_read_is_not_used(tmp_path: Path) -> None:
    rows = Files(
        [], [], [{"sku": "A-1", "name": "Mug", "price_including_tax": "9.95", "brand_name": "Oatmill"}]
    ).rows()
    world = World(tmp_path, rows=rows)
    world.staff("add", brands=[{"name": "Oatmill"}])
    theirs = world.id_of(BRAND, "Oatmill")
    rename = {"kind": "brands", "id": theirs, "changes": {"name": "Rye & Sons"}}
    assert world.load(before_run=lambda: world.staff("edit", **rename)).status is ExitStatus.DONE
    (mug,) = [row for row in world.live(PRODUCT) if row.body["sku"] == "A-1"]
    assert mug.body["brand_id"] == world.id_of(BRAND, "Oatmill") != theirs
