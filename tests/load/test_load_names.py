"""What a store has under names: listed before anything is made, used as it is, and never made twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.errors import ExitStatus, LeftOverError
from pipeline.http import Reply
from pipeline.journal.entries import Origin
from pipeline.journal.transitions import State
from pipeline.load.options import LoadOptions
from pipeline.load.planning.choices import Choice, chosen_rows
from pipeline.load.planning.plan import make_plan
from pipeline.load.sending.names import StoreNames, expected, kinds_to_list, refuse_names
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.api.values import ShopRow
from pipeline.schema.collect import with_collected
from pipeline.schema.kinds import BRAND, CATEGORY, CUSTOMER, PRODUCT, TAG, Kind
from pipeline.schema.records import Record
from tests.simulation.unload_world import World, reply_of
from tests.support.load_support import OTHER_UUID, UUID, customer, product

OPTIONS = LoadOptions(pace=Pace.FAST)


def dataset(*records: Record) -> Sequence[tuple[Record, int]]:
    return with_collected([(record, line) for line, record in enumerate(records, start=2)])


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A dataset of two products of one brand, with a tag and a category; nothing is loaded."""
    rows = dataset(
        product(0, brand_name="Oatlow", tags="new", product_category="Clothing > Hats"),
        product(1, brand_name="Oatlow"),
    )
    return World(tmp_path, rows=rows)


def named(world: World, kind: Kind) -> list[str]:
    return [str(row.body["name"]) for row in world.shop.rows.walk(kind.plural) if not row.deleted]


def products(world: World) -> list[ShopRow]:
    """Return the products that a fresh store does not have."""
    return [row for row in world.live(PRODUCT) if row.body["handle"] != "vend-discount"]


def brand_of(world: World, row: ShopRow) -> str:
    """Return the name of a product's brand, '' for none."""
    brands = {brand.id: brand for brand in world.shop.rows.walk("brands") if not brand.deleted}
    brand_id = row.body.get("brand_id")
    return str(brands[brand_id].body["name"]) if brand_id else ""


def origins(world: World) -> dict[tuple[str, str], Origin | None]:
    with world.journal() as journal:
        return {(entry.kind.name, entry.key): entry.origin for entry in journal.entries()}


def posted(world: World, path: str) -> int:
    return sum(each == ("POST", path) for each in world.requests)


# Pure


def test_a_kind_is_listed_where_it_is_sent_or_named_by_what_is_sent() -> None:
    rows = dataset(product(0, brand_name="Oatlow", tags="new"), customer(0))
    records = {record.id: record for record, _ in rows}
    plan = make_plan(rows, (), OPTIONS)
    assert kinds_to_list(plan, records) == (BRAND, TAG)
    assert kinds_to_list(make_plan(dataset(customer(0)), (), OPTIONS), records) == ()


def test_what_the_store_has_is_not_in_the_bill_and_is_refused_where_it_was_asked_for() -> None:
    plan = make_plan(dataset(product(0, brand_name="Oatlow", tags="new")), (), OPTIONS)
    names = StoreNames({(BRAND, "oatlow"): ({"id": UUID, "name": "OATLOW"},)})
    assert [kind for kind, _ in expected(plan, names).send] == [TAG, PRODUCT]
    with pytest.raises(
        LeftOverError, match="1 brand of this dataset is in the store already, such as OATLOW"
    ):
        refuse_names(plan, names)
    refuse_names(plan, StoreNames({(BRAND, "another"): ({"id": OTHER_UUID, "name": "Another"},)}))


# With a store


def test_each_name_is_made_once_and_its_id_goes_with_what_names_it(world: World) -> None:
    assert world.load().status is ExitStatus.DONE
    assert (named(world, BRAND), named(world, TAG)) == (["Oatlow"], ["new"])
    assert [brand_of(world, row) for row in products(world)] == ["Oatlow", "Oatlow"]
    assert set(origins(world).values()) == {Origin.CREATED}


def test_what_the_store_has_under_a_name_is_used_and_stays_after_an_unload(world: World) -> None:
    world.staff("add", brands=[{"name": "OATLOW"}])
    assert world.load().status is ExitStatus.DONE
    assert named(world, BRAND) == ["OATLOW"]
    assert posted(world, "/brands") == 0
    assert origins(world)["brand", "oatlow"] is Origin.ADOPTED
    world.unload()
    assert (named(world, BRAND), named(world, TAG), products(world)) == (["OATLOW"], [], [])


def test_a_load_that_adopts_no_names_is_refused_before_anything_is_sent(world: World) -> None:
    world.staff("add", tags=[{"name": "New"}])
    with pytest.raises(LeftOverError, match="1 tag of this dataset"):
        world.load(LoadOptions(pace=Pace.FAST, adopt_names=False))
    assert not any(method == "POST" for method, _ in world.requests)


def test_an_unknown_answer_to_a_create_makes_no_twin_in_the_next_run(world: World) -> None:
    def fault(_number: int, method: str, path: str) -> str | Reply | None:
        return "silence after" if (method, path) == ("POST", "/brands") else None

    world.load(fault=fault)
    again = world.load()
    assert again.status is ExitStatus.DONE
    assert named(world, BRAND) == ["Oatlow"]
    assert origins(world)["brand", "oatlow"] in (Origin.CREATED, Origin.RECONCILED)


def test_a_name_that_is_gone_is_made_again_for_what_needs_it(world: World) -> None:
    first = world.rows
    world.rows = [(record, line) for record, line in first if record.key != "sku-1"]
    assert world.load().status is ExitStatus.DONE
    (brand,) = [row for row in world.shop.rows.walk("brands") if not row.deleted]
    world.staff("delete", kind="brands", id=brand.id)
    world.rows = first
    assert world.load().status is ExitStatus.DONE
    assert named(world, BRAND) == ["Oatlow"]
    assert brand_of(world, products(world)[-1]) == "Oatlow"


def test_a_refused_name_leaves_what_names_it_waiting_and_the_others_go_on(world: World) -> None:
    def fault(_number: int, method: str, path: str) -> Reply | None:
        return reply_of(422, {"error": "no"}) if (method, path) == ("POST", "/tags") else None

    outcome = world.load(fault=fault)
    assert outcome.status is ExitStatus.LEFT_OVER
    assert [each.id for each in outcome.waiting] == [(PRODUCT, "sku-0")]
    assert [row.body["sku"] for row in products(world)] == ["SKU-1"]
    assert outcome.states[TAG] == {State.REJECTED: 1}


def test_kinds_that_a_dataset_does_not_have_are_not_counted(world: World) -> None:
    assert set(world.load().states) == {CUSTOMER, PRODUCT, BRAND, TAG, CATEGORY}


# What is left out


def test_what_is_left_out_is_not_even_listed(world: World) -> None:
    choice = Choice(("brands", "categories"))
    world.rows = chosen_rows(world.rows, choice)
    assert world.load(LoadOptions(pace=Pace.FAST, choice=choice)).status is ExitStatus.DONE
    assert not any("brand" in path or "categor" in path for _, path in world.requests)
    assert [brand_of(world, row) for row in products(world)] == ["", ""]
    with world.journal() as journal:
        assert journal.note("choice") == choice.noted


def test_all_categories_are_made_under_the_root_that_was_chosen(world: World) -> None:
    choice = Choice((), "Demo")
    rows = [(record, line) for record, line in world.rows if record.kind is not CATEGORY]
    world.rows = chosen_rows(rows, choice)
    assert world.load(LoadOptions(pace=Pace.FAST, choice=choice)).status is ExitStatus.DONE
    with world.journal() as journal:
        made = [entry.key_text for entry in journal.entries(CATEGORY)]
    assert made == ["Demo", "Demo > Clothing", "Demo > Clothing > Hats"]
