"""Families of which the store has singles: they go on flat, each product once, and the rest of the load knows them so."""

from pathlib import Path

from pipeline.errors import ExitStatus
from pipeline.http import Reply
from pipeline.journal.transitions import State
from pipeline.load.options import LoadOptions
from pipeline.load.planning.choices import Choice, chosen_rows
from pipeline.load.planning.flat import flat_rows, names_of_flat
from pipeline.load.request import Rows
from pipeline.pacing.pacer import Pace
from pipeline.schema.kinds import OPTION, PRODUCT, options_of
from pipeline.schema.records import Record, fingerprint
from tests.simulation.unload_world import World
from tests.support.load_support import entry, finish, intend, journal_in_memory, product

OPTIONS = LoadOptions(pace=Pace.FAST)
SIZES = ("S", "M", "L")


def single(number: int) -> Record:
    return product(number, name=f"Oatlow Cardigan, {SIZES[number]}", handle="")


def member(number: int, **cells: str) -> Record:
    options = {"variant_option_one_name": "Size", "variant_option_one_value": SIZES[number]}
    return product(number, **{"name": "Oatlow Cardigan", "handle": "cardigan", **options, **cells})


def filed(*records: Record) -> Rows:
    return [(record, line) for line, record in enumerate(records, start=2)]


def rows_now(world: World, rows: Rows) -> Rows:
    """Return what a command reads: the file's rows as the load of this journal sends them."""
    with world.journal() as journal:
        return chosen_rows(rows, Choice(), journal.entries())


def sold(world: World) -> dict[str, tuple[str, bool]]:
    """Return the store's products by SKU: name, and whether one is a variant."""
    rows = (row.body for row in world.live(PRODUCT) if row.body["handle"] != "vend-discount")
    return {row["sku"]: (row["name"], bool(row.get("variant_parent_id"))) for row in rows}


def test_a_family_of_which_a_single_was_sent_goes_flat_under_the_names_that_people_say() -> None:
    journal = journal_in_memory()
    journal.replan([entry(single(0))])
    intend(journal, entry(single(0)), "{}")
    (first, _), (second, _) = flat_rows(filed(member(0), member(1)), journal.entries())
    assert [first.label, second.label] == ["Oatlow Cardigan - S", "Oatlow Cardigan - M"]
    assert options_of(second) == ()
    assert (second.get("handle"), second.get("name")) == (None, "Oatlow Cardigan - M")
    assert fingerprint(second) == fingerprint(member(1)), "flat or not, the row is the one of the file"
    assert names_of_flat([(first, 2), (second, 3)]) == ["Oatlow Cardigan"]


def test_a_family_goes_as_one_where_the_store_has_no_single_of_it() -> None:
    journal = journal_in_memory()
    rows = filed(member(0), member(1))
    assert flat_rows(rows, ()) == rows
    journal.replan([entry(single(0))])  # never sent
    assert flat_rows(rows, journal.entries()) == rows
    assert names_of_flat(rows) == []


def test_a_family_that_the_store_has_as_one_takes_no_single_for_its_own() -> None:
    journal = journal_in_memory()
    journal.replan([entry(member(0)), entry(single(1))])
    finish(journal, intend(journal, entry(member(0)), "{}"), "0b7c3a52-2f4e-4f0e-9a7d-5f7f5b6f7a11")
    finish(journal, intend(journal, entry(single(1)), "{}"), "6f1ed002-ab89-4a5b-9d0c-3e5a8f1b2c3d")
    rows = filed(member(0), member(1), member(2))
    assert flat_rows(rows, journal.entries()) == rows


def test_a_half_old_family_ends_with_each_product_once_and_can_be_taken_back(tmp_path: Path) -> None:
    """The first product is there, the answer about the second was lost, the third is new with the options."""
    world = World(tmp_path, rows=filed(single(0), single(1)))

    def fault(_number: int, method: str, path: str) -> str | Reply | None:
        posts.extend([path] if method == "POST" else [])
        return "silence after" if method == "POST" and len(posts) > 1 else None

    posts: list[str] = []
    world.load(fault=fault)
    as_family = filed(member(0), member(1), member(2))
    world.rows = rows_now(world, as_family)
    outcome = world.load()
    assert {sku: variant for sku, (_, variant) in sold(world).items()} == dict.fromkeys(
        ("SKU-0", "SKU-1", "SKU-2"), False
    )
    assert sold(world)["SKU-2"][0] == "Oatlow Cardigan - L"
    assert outcome.states[PRODUCT] == {State.DONE: 3}
    assert OPTION not in outcome.states, "no option is made for what has none"
    before = len(world.requests)
    world.rows = rows_now(world, as_family)
    world.load()
    assert not any(method == "POST" for method, _ in world.requests[before:])
    world.unload()
    assert sold(world) == {}
    world.rows = rows_now(world, as_family)
    assert names_of_flat(world.rows) == [], "nothing of it is in the store: now it can be a family"
    assert world.load().status is ExitStatus.DONE
    assert sorted(sold(world).values()) == [("Oatlow Cardigan", False), *[("Oatlow Cardigan", True)] * 2]
