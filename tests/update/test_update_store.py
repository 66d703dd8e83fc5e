"""Update against the sandbox's shop: what is put, what stays and why, and what families and stock do to it."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ExitStatus, FindingsError, UsageError
from pipeline.load.options import LoadOptions, Selection
from pipeline.load.planning.choices import Choice, chosen_rows
from pipeline.load.planning.survey import settled_options
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.api.values import ApiCall
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import BRAND, CUSTOMER, PRODUCT
from pipeline.unload.plan import UnloadOptions
from tests.simulation.unload_world import PREFIX, reply_of
from tests.simulation.update_world import UpdateWorld, family_rows, family_with_edits, loaded, with_edits


def family(folder: Path, **cells: str) -> UpdateWorld:
    world = loaded(folder, family_rows(**cells))
    assert world.verify().findings == ()
    world.requests.clear()
    return world


def product(world: UpdateWorld, sku: str) -> dict[str, Any]:
    return world.shown(next(row for row in world.live(PRODUCT) if row.body["sku"] == sku))


def level(world: UpdateWorld, sku: str) -> list[float]:
    rows = world.shop.rows.find("inventory", "product_id", world.id_of(PRODUCT, sku))
    return [row.body["inventory_level"] for row in rows]


def planned(world: UpdateWorld) -> list[tuple[str, list[str]]]:
    assert world.plan is not None
    return [(each.entry.key_text, [one.field for one in each.differences]) for each in world.plan.changes]


def stays(world: UpdateWorld) -> list[tuple[str, str, str]]:
    assert world.plan is not None
    return [
        (each.entry.key_text, each.difference.field if each.difference else "", each.why)
        for each in world.plan.stays
    ]


def test_nothing_that_differs_costs_no_request(tmp_path: Path) -> None:
    world = loaded(tmp_path / "x")
    assert world.update().status is ExitStatus.DONE
    assert (planned(world), world.puts()) == ([], [])


def test_a_part_can_be_put_back_and_a_limit_counts_by_kind(tmp_path: Path) -> None:
    world = with_edits(tmp_path / "x")
    world.update(Selection(only=CUSTOMER))
    assert planned(world) == [("ada1@example.com", ["phone"])]
    world.update(Selection(keys=("DEMO-10002",)))
    assert planned(world) == [("DEMO-10002", ["price_including_tax"])]
    world.update(Selection(limit=2))
    assert planned(world) == [("DEMO-10001", ["price_including_tax", "supply_price"])]


def test_what_a_family_has_once_is_put_once_and_all_of_it_is_ours_afterwards(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    for number in range(3):
        world.edit(PRODUCT, f"fam-1000{number}", description="Knitted by hand")
    world.edit(PRODUCT, "fam-10001", price_including_tax="44.95")
    assert world.update().status is ExitStatus.DONE
    assert planned(world) == [("FAM-10000", ["description"]), ("FAM-10001", ["price_including_tax"])]
    assert len(world.puts()) == 2
    assert world.verify().findings == ()
    assert world.unload().left == ()


def test_a_variant_alone_brings_the_familys_change_and_its_siblings_are_judged_by_it(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    for number in range(3):
        world.edit(PRODUCT, f"fam-1000{number}", description="Knitted by hand")
    world.update(Selection(keys=("FAM-10002",)))
    assert len(world.puts()) == 1
    assert {product(world, f"FAM-1000{number}")["description"] for number in range(3)} == {"Knitted by hand"}
    assert world.verify().findings == ()
    assert world.unload().left == ()


@pytest.mark.parametrize("selection", [Selection(), Selection(keys=("FAM-10002",))])
def test_after_a_familys_change_the_next_load_finds_no_row_of_it_edited(
    tmp_path: Path, selection: Selection
) -> None:
    world = family(tmp_path / "x")
    for number in range(3):
        world.edit(PRODUCT, f"fam-1000{number}", name="Oatlow Jacket")
    world.update(selection)
    assert {product(world, f"FAM-1000{number}")["name"] for number in range(3)} == {"Oatlow Jacket"}
    assert world.load().status is ExitStatus.DONE


def test_a_row_that_the_file_has_in_another_family_by_now_changes_nothing_of_its_old_one(
    tmp_path: Path,
) -> None:
    world = family(tmp_path / "x")
    own = {
        "handle": "jacket",
        "name": "Oatlow Jacket",
        "description": "Woven",
        "price_including_tax": "44.95",
    }
    world.edit(PRODUCT, "fam-10001", **own)
    world.edit(PRODUCT, "fam-10002", description="Knitted by hand")
    world.edit(PRODUCT, "fam-10000", description="Knitted by hand")
    assert world.update().status is ExitStatus.LEFT_OVER
    assert planned(world) == [("FAM-10001", ["price_including_tax"])]
    assert {product(world, f"FAM-1000{number}")["description"] for number in range(3)} == {"Knitted"}
    assert world.plan is not None
    ways = {each.way_out for each in world.plan.stays if "rows of that in several" in each.why}
    assert ways == {"unload --key FAM-10001 --even-if-changed, then load."}
    selection = Selection(keys=("FAM-10001",))
    world.unload(UnloadOptions(pace=Pace.FAST, selection=selection, even_if_changed=True))
    world.load()
    assert world.update().status is ExitStatus.DONE
    names = [product(world, f"FAM-1000{number}")["name"] for number in range(3)]
    assert names == ["Oatlow Cardigan", "Oatlow Jacket", "Oatlow Cardigan"]
    assert world.verify().findings == ()


def test_siblings_that_left_the_files_are_ours_still(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    world.rows = [each for each in world.rows if each[0].key != "fam-10001"]
    for number in (0, 2):
        world.edit(PRODUCT, f"fam-1000{number}", description="Knitted by hand")
    assert world.update().status is ExitStatus.DONE
    assert world.unload().left == ()


def test_a_family_with_a_variant_of_somebody_else_is_left_as_it_is(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    option = product(world, "FAM-10000")["variant_options"][0]["id"]
    body = {
        "common": {"name": "Oatlow Cardigan"},
        "details": {
            "sku": "THEIRS-1",
            "variant_attribute_values": [{"attribute_id": option, "attribute_value": "XXL"}],
        },
    }
    answer = world.ask(ApiCall("POST", "/products", (), body, version="2.1", actor="staff"))
    assert answer.status < 300, answer
    for number in range(3):
        world.edit(PRODUCT, f"fam-1000{number}", description="Knitted by hand")
    world.edit(PRODUCT, "fam-10001", price_including_tax="44.95")
    outcome = world.update()
    assert outcome.status is ExitStatus.LEFT_OVER
    assert planned(world) == [("FAM-10001", ["price_including_tax"])]
    assert {field for _, field, _ in stays(world)} == {"description"}
    assert product(world, "THEIRS-1").get("description") != "Knitted by hand"


def test_what_helps_for_a_family_that_was_deleted_whole_does_so_row_by_row(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    for number in range(3):
        world.staff("delete", kind="products", id=world.id_of(PRODUCT, f"FAM-1000{number}"))
    world.update()
    assert {why for _, _, why in stays(world)} == {"it is not in the store any more"}
    for number in (2, 0, 1):
        selection = Selection(keys=(f"FAM-1000{number}",))
        world.unload(UnloadOptions(pace=Pace.FAST, selection=selection))
        assert world.load().status is ExitStatus.DONE
    assert world.verify().findings == ()
    assert len({product(world, f"FAM-1000{number}")["name"] for number in range(3)}) == 1


def test_an_option_that_was_renamed_in_the_files_takes_its_whole_family(tmp_path: Path) -> None:
    world = loaded(tmp_path / "x", family_rows())
    for number in range(3):
        world.edit(PRODUCT, f"fam-1000{number}", variant_option_one_name="Fit")
    world.update()
    keys = [f"FAM-1000{number}" for number in range(3)]
    named = " ".join(f"--key {key}" for key in keys)
    assert world.plan is not None
    assert {f"unload {named} --even-if-changed, then load." in each.way_out for each in world.plan.stays} == {
        True
    }
    world.unload(UnloadOptions(pace=Pace.FAST, selection=Selection(keys=tuple(keys)), even_if_changed=True))
    assert world.load().status is ExitStatus.DONE
    assert [product(world, key)["variant_options"][0]["name"] for key in keys] == ["Fit"] * 3


def test_what_is_added_to_somebodys_family_has_its_brand_and_is_taken_back(tmp_path: Path) -> None:
    world = UpdateWorld(tmp_path, rows=family_rows(inventory=""))
    made = world.ask(
        ApiCall("POST", "/variant_attributes", (), {"name": "Size"}, version="2.0", actor="staff")
    )
    size = {"attribute_id": made.body["data"]["id"], "value": "S"}
    theirs = {"sku": "FAM-10000", "price_including_tax": 9, "variant_definitions": [size]}
    body = {"name": "Oatlow Cardigan", "handle": "theirs", "description": "Theirs", "variants": [theirs]}
    world.ask(ApiCall("POST", "/products", (), body, version="2.0", actor="staff"))
    world.load(LoadOptions(pace=Pace.FAST, adopt=True))
    assert [product(world, f"FAM-1000{number}")["description"] for number in range(3)] == ["Theirs"] * 3
    assert "no connection" not in str(world.events), "after a clash what is missing goes at once"
    assert {each.field for each in world.verify().findings if each.key == "fam-10001"} == set()
    assert world.unload().left == ()
    assert [row.body["sku"] for row in world.live(PRODUCT) if row.body["sku"].startswith("FAM-")] == [
        "FAM-10000"
    ]


def test_what_was_sold_since_is_put_back(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    world.staff("sales", product_id=world.id_of(PRODUCT, "FAM-10001"), quantity=2)
    assert level(world, "FAM-10001") == [9]
    outcome = world.update()
    assert (outcome.status, outcome.moved) == (ExitStatus.DONE, ())
    assert level(world, "FAM-10001") == [11]
    assert world.verify().findings == ()


def test_reorder_values_that_differ_are_told_apart_and_put(tmp_path: Path) -> None:
    world = family(tmp_path / "x", reorder_point="3", restock_level="8")
    world.edit(PRODUCT, "fam-10000", reorder_point="4")
    told = [(each.field, each.ours, each.theirs) for each in world.verify().findings]
    assert told == [("stock", "10 (reorder_point 4)", "10 (reorder_point 3)")]
    assert world.update().status is ExitStatus.DONE
    assert world.verify().findings == ()


def test_a_reorder_point_that_the_file_leaves_blank_by_now_stays_and_is_said_each_time(
    tmp_path: Path,
) -> None:
    world = family(tmp_path / "x", reorder_point="3", restock_level="8")
    world.edit(PRODUCT, "fam-10000", reorder_point="", inventory="9")
    for puts in (1, 0):
        world.requests.clear()
        assert world.update().status is ExitStatus.LEFT_OVER
        assert stays(world) == [("FAM-10000", "reorder_point", "the file leaves it blank, so nothing is put")]
        assert (len(world.puts()), level(world, "FAM-10000")) == (puts, [9])
        told = [(each.ours, each.theirs) for each in world.verify().findings]
        assert told == [("9 (no reorder_point)", "9 (reorder_point 3)")]
    world.edit(PRODUCT, "fam-10000", reorder_point="0")
    assert world.update().status is ExitStatus.DONE
    assert world.verify().findings == ()


def test_a_level_that_the_file_leaves_blank_for_one_outlet_stays_and_is_said(tmp_path: Path) -> None:
    outlets = {"inventory_Main_Outlet": "7", "inventory_Kiosk": "2", "inventory": ""}
    options = SandboxOptions(outlets=("Main Outlet", "Kiosk"))
    world = loaded(tmp_path / "x", family_rows(**outlets), options=options)
    world.edit(PRODUCT, "fam-10000", inventory_Kiosk="")
    assert world.update().status is ExitStatus.LEFT_OVER
    assert stays(world) == [("FAM-10000", "inventory", "the file leaves it blank, so nothing is put")]
    assert sorted(level(world, "FAM-10000")) == [2, 7]


def test_what_is_sold_between_the_look_and_the_change_is_said_and_put(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    lamp = world.id_of(PRODUCT, "LMP-10000")
    world.staff("sales", product_id=lamp, quantity=2)
    outcome = world.update(before_run=lambda: world.staff("sales", product_id=lamp, quantity=1))
    assert [("from 3 to 2" in words, "LMP-10000" in words) for words in outcome.moved] == [(True, True)]
    assert level(world, "LMP-10000") == [5]


def test_what_a_load_left_out_is_not_put(tmp_path: Path) -> None:
    choice = Choice(without=("brands", "stock"))
    filed = [each for each in family_rows() if not each[0].kind.named]
    world = loaded(tmp_path / "x", chosen_rows(filed, choice), LoadOptions(pace=Pace.FAST, choice=choice))
    assert world.update().status is ExitStatus.DONE
    assert (planned(world), world.puts()) == ([], [])


def test_stock_is_put_at_the_outlets_of_the_load_alone(tmp_path: Path) -> None:
    options = SandboxOptions(outlets=("Main", "Kiosk"))
    world = UpdateWorld(tmp_path, options=options, rows=family_rows())
    names = [row.body["name"] for row in world.shop.rows.walk("outlets")]
    world.load(LoadOptions(pace=Pace.FAST, outlets=(names[0],)))
    before = level(world, "LMP-10000")
    assert world.update().status is ExitStatus.DONE
    assert (world.puts(), level(world, "LMP-10000")) == ([], before)
    world.edit(PRODUCT, "lmp-10000", inventory="8")
    world.update()
    assert sorted(level(world, "LMP-10000")) == sorted([8, *(each for each in before if each != 5)])


def test_a_later_load_keeps_stock_where_the_first_one_did(tmp_path: Path) -> None:
    options = SandboxOptions(outlets=("Main", "Kiosk"))
    world = UpdateWorld(tmp_path, options=options, rows=family_rows())
    world.load(LoadOptions(pace=Pace.FAST, outlets=("kiosk",)))

    def later(*outlets: str) -> tuple[str, ...]:
        return settled_options(world.folder, PREFIX, LoadOptions(outlets=outlets))[0].outlets

    assert (later(), later("Kiosk")) == (("kiosk",), ("Kiosk",))
    with pytest.raises(UsageError, match="keeps its stock at kiosk there; that can't change"):
        later("Main")
    world.unload()
    assert (later(), later("Main")) == ((), ("Main",))


def test_a_column_that_means_two_outlets_of_the_store_is_refused(tmp_path: Path) -> None:
    options = SandboxOptions(outlets=("Main Outlet", "main_outlet"))
    world = UpdateWorld(tmp_path, options=options, rows=family_rows(inventory_Main_Outlet="7"))
    with pytest.raises(FindingsError, match=r'inventory_Main_Outlet means two outlets .*"main_outlet"'):
        world.load()
    world.load(LoadOptions(pace=Pace.FAST, outlets=("Main Outlet",)))
    assert sorted(level(world, "FAM-10000")) == [0, 7]


def test_a_brand_that_is_not_there_yet_wants_a_load_first(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    for number in range(3):
        world.edit(PRODUCT, f"fam-1000{number}", brand_name="Northwick")
    world.edit(PRODUCT, "fam-10000", price_including_tax="44.95", brand_name="Northwick")
    outcome = world.update()
    assert outcome.status is ExitStatus.LEFT_OVER
    assert planned(world) == [("FAM-10000", ["price_including_tax"])]
    assert {why for _, _, why in stays(world)} == {"brand Northwick is not in the store yet"}
    world.load()
    assert world.update().status is ExitStatus.DONE
    assert {each.key for each in world.verify().findings} == {"oatlow"}, "no row names it any more"


def test_a_brand_that_was_deleted_is_said_and_its_way_out_helps(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    world.staff("delete", kind="brands", id=world.id_of(BRAND, "Oatlow"))
    world.clock.now_s += 300
    world.catch_up()
    outcome = world.update()
    assert outcome.status is ExitStatus.LEFT_OVER
    assert ("FAM-10000", "brand_name", "brand Oatlow was deleted in the store") in stays(world)
    assert world.plan is not None
    assert "unload --key brand:Oatlow" in world.plan.stays[-1].way_out
    world.unload(UnloadOptions(pace=Pace.FAST, selection=Selection(keys=("brand:Oatlow",))))
    world.load()
    assert world.update().status is ExitStatus.DONE
    assert world.verify().findings == ()


def test_what_is_blank_in_the_file_is_not_put_and_is_said(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    world.edit(PRODUCT, "lmp-10000", supply_price="")
    assert world.update().status is ExitStatus.LEFT_OVER
    assert (world.puts(), [field for _, field, _ in stays(world)]) == ([], ["supply_price"])
    world.staff("edit", kind="products", id=world.id_of(PRODUCT, "LMP-10000"), changes={"supply_price": 0})
    assert world.update().status is ExitStatus.DONE, "cleared in the store, as the way out says"
    assert world.verify().findings == ()
    assert world.unload().left == ()


def test_a_row_that_the_store_has_already_as_edited_needs_no_request(tmp_path: Path) -> None:
    world = loaded(tmp_path / "x")
    world.edit(PRODUCT, "demo-10002", price_including_tax="77.95")
    world.staff(
        "edit", kind="products", id=world.id_of(PRODUCT, "DEMO-10002"), changes={"price_including_tax": 77.95}
    )
    assert world.update().status is ExitStatus.DONE
    assert world.puts() == []
    assert world.unload().left == (), "what the files say is no work of somebody"


def test_what_is_gone_is_said(tmp_path: Path) -> None:
    world = loaded(tmp_path / "x")
    world.staff("delete", kind="products", id=world.id_of(PRODUCT, "DEMO-10000"))
    assert world.update().status is ExitStatus.LEFT_OVER
    assert stays(world) == [("DEMO-10000", "", "it is not in the store any more")]


def test_what_has_no_change_is_said(tmp_path: Path) -> None:
    world = family(tmp_path / "x")
    world.edit(PRODUCT, "lmp-10000", weight="3")
    world.staff("edit", kind="brands", id=world.id_of(BRAND, "Oatlow"), changes={"name": "Renamed"})
    assert world.update().status is ExitStatus.LEFT_OVER
    assert {field for _, field, _ in stays(world)} == {"name", "weight"}
    assert world.puts() == []


def test_prices_stay_in_the_field_that_they_were_sent_in(tmp_path: Path) -> None:
    world = UpdateWorld(tmp_path)
    world.load(LoadOptions(pace=Pace.FAST, price_field="excluding"))
    assert world.update().status is ExitStatus.DONE
    assert planned(world) == []
    world.edit(PRODUCT, "demo-10000", price_including_tax="33.95")
    world.update()
    assert product(world, "DEMO-10000")["price_excluding_tax"] == 33.95
    assert world.verify().findings == ()


def test_the_mapping_has_the_new_names_and_prices(tmp_path: Path) -> None:
    world = loaded(tmp_path / "x")
    world.edit(PRODUCT, "demo-10000", price_including_tax="33.95", name="Renamed Lamp")
    world.update()
    text = world.output.path.read_text()
    assert "Renamed Lamp" in text
    assert "33.95" in text


def test_an_edit_beside_ours_is_left_alone_by_an_unload_all_the_same(tmp_path: Path) -> None:
    """A customer's version moves with our change; what staff wrote into a field that the file leaves blank stays theirs."""
    world = with_edits(tmp_path / "x")
    ada = world.id_of(CUSTOMER, "ada1@example.com")
    world.staff("edit", kind="customers", id=ada, changes={"note": "a regular"})
    assert world.update().status is ExitStatus.LEFT_OVER
    assert [each.remote_id for each in world.unload().left] == [ada]


def test_a_token_without_the_right_stops_and_says_so(tmp_path: Path) -> None:
    world = with_edits(tmp_path / "x")
    denied = reply_of(403, {"error": "forbidden"})
    outcome = world.update(fault=lambda _n, method, _p: denied if method == "PUT" else None)
    assert outcome.status is ExitStatus.ACCESS
    with world.journal() as journal:
        assert not [step for step in journal.all_steps() if step.state.value == "sent"]
    assert len(world.unload().left) == 2


@pytest.mark.parametrize("wrong", ["phone", "note"])
def test_the_words_of_a_refusal_are_the_stores(tmp_path: Path, wrong: str) -> None:
    world = with_edits(tmp_path / "x")
    refused = reply_of(422, {"error": "Validation failed", "fields": {wrong: "is odd"}})
    outcome = world.update(Selection(only=CUSTOMER), fault=lambda _n, m, _p: refused if m == "PUT" else None)
    assert [f"{wrong}: is odd" in each.words for each in outcome.failed] == [True]


@pytest.mark.parametrize(
    "options",
    [
        {"put_answer": "object"},
        {"put_answer": "empty"},
        {"tax_exclusive": True},
        {"stock_at_create": "ignored"},
        {"stock_at_create": "zero"},
        {"variant_prices_at_create": "drop"},
        {"outlets": ("Main", "Kiosk")},
    ],
    ids=str,
)
@pytest.mark.parametrize("version", ["2.0", "2026-07"])
def test_whatever_the_store_is_like_all_is_put_back(
    tmp_path: Path, options: dict[str, Any], version: str
) -> None:
    world = family_with_edits(tmp_path / "x", options=SandboxOptions(**options), version=version)
    assert world.update().status is ExitStatus.DONE
    assert len(world.plan.changes if world.plan else ()) == 3
    assert world.verify().findings == ()
    assert world.update().status is ExitStatus.DONE
    assert world.plan is not None
    assert world.plan.idle
    assert world.unload().left == ()
