"""Verify against the sandbox's shop: what happened behind our back is named, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.compare.differences import Difference, What
from pipeline.errors import AccessError, ExitStatus, RunAgainError, UsageError
from pipeline.http import Ending, Reply
from pipeline.journal.file import FOLDER
from pipeline.journal.transitions import State
from pipeline.load.options import LoadOptions, Selection
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.options import SandboxOptions
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.schema.records import Record, record_from_row, row_of
from pipeline.unload.plan import UnloadOptions
from pipeline.verify.findings import VerifyResult
from pipeline.verify.survey import VerifyOptions
from tests.simulation.unload_world import Steps, World, reply_of, rows_of_dataset
from tests.support.images import hand_image

FAST = VerifyOptions(pace=Pace.FAST)
ABSENT = VerifyOptions(pace=Pace.FAST, absent=True)
ORPHANS = VerifyOptions(pace=Pace.FAST, orphans=True)


@pytest.fixture
def world(tmp_path: Path) -> World:
    folder = tmp_path / "demo"
    folder.mkdir()
    made = World(folder)
    made.load()
    return made


def brief(result: VerifyResult) -> list[tuple[What, str, str]]:
    return [(each.what, each.key, each.field) for each in result.findings]


def edited(world: World, line: int, **cells: str) -> list[tuple[Record, int]]:
    return [
        (record_from_row(record.kind, {**row_of(record), **cells}) if at == line else record, at)
        for record, at in world.rows
    ]


def test_a_store_as_it_was_made_has_no_findings(world: World) -> None:
    result = world.verify()
    assert result.findings == ()
    assert (result.records, result.same, result.status) == (6, 6, ExitStatus.DONE)


def test_a_tax_exclusive_store_has_no_findings(tmp_path: Path) -> None:
    made = World(tmp_path, options=SandboxOptions(tax_exclusive=True))
    made.load()
    assert made.verify().findings == ()


def test_what_was_deleted_and_edited_behind_our_back_is_named_and_only_that(world: World) -> None:
    world.staff("delete", kind="products", id=world.id_of(PRODUCT, "DEMO-10001"))
    ada = world.id_of(CUSTOMER, "ada2@example.com")
    world.staff("edit", kind="customers", id=ada, changes={"phone": "+1-555-010-7777"})
    result = world.verify()
    assert brief(result) == [
        (What.MISSING, "demo-10001", ""),
        (What.CHANGED_IN_STORE, "ada2@example.com", "phone"),
    ]
    changed = result.findings[1]
    assert (changed.ours, changed.theirs, changed.remote_id, changed.line) == (
        "+1-555-010-0001",
        "+1-555-010-7777",
        ada,
        4,
    )
    assert (result.same, result.status) == (4, ExitStatus.LEFT_OVER)


def test_a_sale_or_stock_effect_is_no_change(world: World) -> None:
    product = world.id_of(PRODUCT, "DEMO-10000")
    world.staff("edit", kind="products", id=product, changes={})
    world.staff("sales", product_id=product)
    assert world.verify().findings == ()


def test_an_image_by_hand_on_a_product_that_was_sent_without_any_is_a_change_in_the_store(
    world: World,
) -> None:
    hand_image(world, "DEMO-10000")
    found = world.verify().findings
    assert [(each.what, each.field, each.updatable) for each in found] == [
        (What.CHANGED_IN_STORE, "images", False)
    ]


def test_an_edited_row_is_a_change_in_the_file(world: World) -> None:
    world.rows = edited(world, 2, phone="+1-555-010-2222")
    finding = world.verify().findings
    assert [(each.what, each.field, each.ours, each.theirs) for each in finding] == [
        (What.CHANGED_IN_FILE, "phone", "+1-555-010-2222", "+1-555-010-0001")
    ]


def test_file_and_store_changed_alike_agree(world: World) -> None:
    world.rows = edited(world, 2, phone="+1-555-010-2222")
    ada = world.id_of(CUSTOMER, "ada0@example.com")
    world.staff("edit", kind="customers", id=ada, changes={"phone": "+1-555-010-2222"})
    assert world.verify().findings == ()


def test_rows_that_left_or_came_are_named(world: World) -> None:
    fresh = rows_of_dataset(4, 3)[3]
    world.rows = [*world.rows[1:], fresh]
    assert brief(world.verify()) == [
        (What.GONE_FROM_FILE, "ada0@example.com", ""),
        (What.NOT_LOADED, "ada3@example.com", ""),
    ]


def test_a_copy_is_doubled_and_a_stranger_with_our_key_is_not_ours(world: World) -> None:
    copy = {"first_name": "Ada0", "last_name": "Example", "email": "ADA0@example.com", "customer_code": "C-1"}
    other = {"first_name": "Grace", "last_name": "Else", "email": "ada1@example.com", "customer_code": "C-2"}
    world.staff("add", customers=[copy, other])
    result = world.verify()
    assert brief(result) == [
        (What.FOREIGN, "ada1@example.com", ""),
        (What.DOUBLED, "ada0@example.com", ""),
    ]
    assert result.findings[0].theirs == "Grace Else"


def test_a_card_number_that_the_store_blanked_is_redacted_not_changed(tmp_path: Path) -> None:
    made = World(tmp_path)
    made.rows = [
        (record_from_row(CUSTOMER, {**row_of(record), "note": "card 4111111111111111, thanks"}), line)
        for record, line in rows_of_dataset(1, 0)
    ]
    made.load()
    finding = made.verify().findings
    assert [(each.what, each.field) for each in finding] == [(What.REDACTED, "note")]
    assert made.unload().status is ExitStatus.DONE


def test_an_uncertain_record_is_named(tmp_path: Path) -> None:
    made = World(tmp_path)
    made.load(
        LoadOptions(pace=Pace.FAST),
        fault=lambda _n, method, path: (
            Reply(Ending.SILENCE, "r", 30.0, detail="no answer in time")
            if method == "POST" and path == "/customers"
            else reply_of(503, {"error": "busy"})
            if path == "/search"
            else None
        ),
    )
    result = made.verify()
    assert {each.what for each in result.findings} == {What.UNCERTAIN}
    assert len(result.findings) == 3


def test_pages_cost_less_than_single_reads_and_the_bill_says_so(tmp_path: Path) -> None:
    made = World(tmp_path, rows=rows_of_dataset(30, 30))
    made.load()
    result = made.verify()
    assert (result.pages, result.reads) == (4, 0)
    assert made.billed is not None
    assert (made.billed.records, made.billed.requests, made.billed.at_most) == (60, 9, 245)
    assert made.billed.requests == len(made.requests)


def test_a_store_where_much_happens_is_read_record_by_record(tmp_path: Path) -> None:
    made = World(tmp_path, rows=rows_of_dataset(1, 2), options=SandboxOptions(max_page_size=2))
    made.load()
    crowd = [{"first_name": "X", "last_name": "Y", "email": f"x{number}@crowd.test"} for number in range(60)]
    made.staff(
        "add",
        products=[{"name": f"Thing {number}", "sku": f"T-{number}"} for number in range(60)],
        customers=crowd,
    )
    made.staff("delete", kind="products", id=made.id_of(PRODUCT, "DEMO-10001"))
    result = made.verify()
    assert brief(result) == [(What.MISSING, "demo-10001", "")]
    assert made.billed is not None
    assert made.billed.at_most is not None
    assert len(made.requests) <= made.billed.at_most


def test_a_refusal_or_a_strangers_page_never_means_missing(world: World) -> None:
    with pytest.raises(AccessError):
        world.verify(
            fault=lambda _n, _m, path: reply_of(403, {"error": "no"}) if path == "/products" else None
        )
    with pytest.raises((RunAgainError, AccessError)):
        world.verify(
            fault=lambda _n, _m, path: (
                reply_of(200, None, "Sign in") if path.startswith("/customers") else None
            )
        )


def test_another_store_is_refused_before_anything_is_read(world: World) -> None:
    other = {"data": {"id": "99999999-0000-4000-8000-000000000000", "name": "Other"}}
    with pytest.raises(AccessError, match="another store"):
        world.verify(fault=lambda _n, _m, path: reply_of(200, other) if path == "/retailer" else None)


def test_without_a_journal_there_is_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="never loaded"):
        World(tmp_path).verify()


def test_a_selection_limits_what_is_read_and_reported(world: World) -> None:
    for key in ("DEMO-10000", "DEMO-10002"):
        world.staff("delete", kind="products", id=world.id_of(PRODUCT, key))
    chosen = replace(FAST, selection=Selection(only=PRODUCT, limit=2))
    assert brief(world.verify(chosen)) == [(What.MISSING, "demo-10000", "")]
    chosen = replace(FAST, selection=Selection(keys=("*2",)))
    assert brief(world.verify(chosen)) == [(What.MISSING, "demo-10002", "")]


def test_after_an_unload_absent_names_the_one_left_and_only_that(world: World) -> None:
    ada = world.id_of(CUSTOMER, "ada1@example.com")
    world.staff("edit", kind="customers", id=ada, changes={"phone": "+1-555-010-7777"})
    assert world.unload().status is ExitStatus.LEFT_OVER
    result = world.verify(ABSENT)
    assert [(each.what, each.remote_id) for each in result.findings] == [(What.STILL_THERE, ada)]
    world.unload(UnloadOptions(pace=Pace.FAST, even_if_changed=True))
    assert world.verify(ABSENT).status is ExitStatus.DONE


def test_absent_does_not_trust_pages_that_hide_what_is_there(world: World) -> None:
    empty = {"data": [], "version": {"min": None, "max": None}}
    result = world.verify(
        ABSENT,
        fault=lambda _n, _m, path: reply_of(200, empty) if path in ("/products", "/customers") else None,
    )
    assert len(result.findings) == 6


def test_absent_finds_a_double_that_the_journal_never_knew(world: World) -> None:
    copy = {"first_name": "Ada0", "last_name": "Example", "email": "ada0@example.com", "customer_code": "C-1"}
    world.staff("add", customers=[copy])
    world.unload()
    finding = world.verify(ABSENT).findings
    assert [(each.what, each.key) for each in finding] == [(What.STILL_THERE, "ada0@example.com")]


def test_orphans_are_what_a_lost_journal_leaves(world: World) -> None:
    world.staff(
        "add",
        customers=[{"first_name": "Real", "last_name": "Person", "email": "real@shop.test.invalid.co"}],
        products=[{"name": "Chair", "sku": "CHAIR-1"}, {"name": "Much later lamp", "sku": "DEMO-100007"}],
    )
    assert [(each.what, each.key) for each in world.verify(ORPHANS).findings] == [
        (What.ORPHAN, "demo-100007")
    ]
    for path in (world.folder / FOLDER).glob("*"):
        path.unlink()
    result = world.verify(ORPHANS)
    assert {each.what for each in result.findings} == {What.ORPHAN}
    assert sorted(each.key for each in result.findings) == sorted(
        ["ada0@example.com", "ada1@example.com", "ada2@example.com", "demo-10000", "demo-10001", "demo-10002", "demo-100007"]
    )  # fmt: skip
    assert result.status is ExitStatus.LEFT_OVER


def test_what_a_neighbouring_dataset_made_is_no_orphan(world: World) -> None:
    neighbour = World(world.folder.parent / "elsewhere")
    neighbour.folder.mkdir()
    neighbour.shop, neighbour.rows = world.shop, world.rows
    assert neighbour.verify(ORPHANS).findings == ()


def test_a_skipped_row_is_no_finding(world: World) -> None:
    world.unload()
    assert {each.ours for each in world.verify().findings} == {"deleted"}
    with world._open(Steps()) as journal:
        for entry in journal.entries():
            journal.replan([replace(entry, state=State.WITHDRAWN, skipped=entry.key == "ada0@example.com")])
    found = brief(world.verify())
    assert len(found) == 5
    assert (What.NOT_LOADED, "ada0@example.com", "") not in found


def test_findings_know_their_record() -> None:
    finding = Difference(CUSTOMER, "a@example.com", What.MISSING)
    result = VerifyResult("demo", (finding,), 3, 1, 0, 0.0)
    assert (result.counts, result.same) == ({What.MISSING: 1}, 2)
