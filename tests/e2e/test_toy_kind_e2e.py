"""A third kind goes all the way by its rows in the tables alone: generated, checked, converted, loaded, verified, unloaded."""

import csv
import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.compare.differences import What
from pipeline.dataset import check_dataset, read_dataset, rows_of, write_dataset
from pipeline.dataset.convert import convert
from pipeline.errors import ExitStatus
from pipeline.load.request import Rows
from pipeline.pacing.pacer import Pace
from pipeline.sandbox.api.values import ApiCall as Call
from pipeline.schema.fields import cell_of
from pipeline.schema.kinds import CUSTOMER, KINDS, OPTION_NUMBERS, PRODUCT, Source, all_kinds
from pipeline.unload.kept import call_to_bring_back, kept_path, read_kept
from pipeline.unload.plan import UnloadOptions
from pipeline.verify.survey import VerifyOptions
from tests.simulation.unload_world import PREFIX, Crash, Steps, World
from tests.support import datasets
from tests.support.cli_scenes import FAST, FOLDER, edit
from tests.support.cli_support import Ran, invoke, settle_in
from tests.support.datasets import records_of
from tests.support.toy import BUNDLE, with_bundles

pytestmark = pytest.mark.campaign

SETTLED_S = 61.0
ODD_SKU = r"ODD;1 \ 2"  # what separates names in a list, and what escapes it
OPTIONS = [f"variant_option_{number}_value" for number in OPTION_NUMBERS]  # their names are references
GENERATE = ("generate", "-p", "home", "--seed", "7", "--customers", "3", "--products", "12")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settle_in(tmp_path, monkeypatch)
    with with_bundles():
        yield


@pytest.fixture
def folder(capsys: pytest.CaptureFixture[str]) -> Path:
    """Generate a dataset with four bundles."""
    counts = {"customers": 3, "products": 12, "bundles": 4, "suppliers": 4}
    assert tell(capsys, *GENERATE, "--json").data["counts"] == counts
    return Path(FOLDER)


@pytest.fixture
def odd(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Give a product of the first bundle a difficult SKU, in files that say nothing of their making and name no others.

    Each product stands alone: families have histories of their own.
    """
    tell(capsys, *GENERATE, "--no-variants", "--force")
    sku = records_of(read_dataset(folder), BUNDLE)[0].references[0][1].upper()
    (folder / "dataset.json").unlink()
    edit(folder / "products.csv", sku, ODD_SKU)
    edit(folder / "bundles.csv", sku, cell_of((ODD_SKU,)))
    (folder / "suppliers.csv").unlink()
    for kind in (CUSTOMER, PRODUCT):
        drop(folder / f"{kind.plural}.csv", [field.name for field in kind.references] + OPTIONS)
    return folder


def drop(path: Path, columns: list[str]) -> None:
    """Take columns out of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            {name: cell for name, cell in row.items() if name not in columns} for row in csv.DictReader(file)
        ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def world(odd: Path) -> World:
    """Return a store that keeps bundles, and the dataset to load into it."""
    return World(odd, rows=rows_in(odd))


def rows_in(folder: Path) -> Rows:
    dataset = read_dataset(folder)
    return [(row.record, row.line) for kind in all_kinds() for row in rows_of(dataset, kind)]


def tell(capsys: pytest.CaptureFixture[str], *words: str) -> Ran:
    ran = invoke(capsys, *words)
    assert ran.status == 0, ran.err
    return ran


def load_with_kills(world: World) -> int:
    """Load, killed over and over again, until a run comes to its end; return how often it was killed."""
    for kills in range(100):
        try:
            outcome = world.load(steps=Steps(fatal=25 + 5 * kills))
        except Crash:
            world.clock.now_s += SETTLED_S
            continue
        assert outcome.status is ExitStatus.DONE, outcome
        return kills
    pytest.fail("no load came to its end")


def staff_change(world: World, code: str, **changes: Any) -> str:
    """Let somebody change a bundle in the store; return its id."""
    remote_id = world.id_of(BUNDLE, code)
    world.ask(Call("PUT", f"/bundles/{remote_id}", body=changes, actor="staff"))
    return remote_id


def live(world: World) -> dict[str, int]:
    """Return how many records of each kind were made here and are in the store."""
    made = {each.id for each in world.history if each.action == "created"}
    rows = {kind.plural: [row for row in world.live(kind) if row.id in made] for kind in all_kinds()}
    return {kind.plural: len(rows[kind.plural]) for kind in all_kinds() if not kind.named}


@pytest.mark.usefixtures("folder")
def test_it_is_generated_checked_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "3 customers, 12 products in 6 families and 4 bundles, with " in tell(capsys, "check", FOLDER).err
    assert tell(capsys, "datasets", "--json").data["datasets"][0]["counts"]["bundles"] == 4
    assert "Bundles" in tell(capsys, "guide", FOLDER).out
    again = tell(capsys, *GENERATE)
    assert "Already there: 3 customers, 12 products, 4 bundles and 4 suppliers" in again.err


@pytest.mark.usefixtures("odd")
def test_its_rows_are_shown_as_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    shown = tell(capsys, "show", FOLDER, "bundles", "--json").data["bundles"]
    assert (len(shown), shown[0]["products"].partition("; ")[0]) == (4, cell_of((ODD_SKU,)))


def test_a_kind_that_is_collected_from_columns_has_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    collected = dataclasses.replace(BUNDLE, source=Source.COLUMNS)
    counts = {"customers": 3, "products": 12, "suppliers": 4}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, BUNDLE.name, collected)
        assert tell(capsys, *GENERATE, "--json").data["counts"] == counts
        files = {path.name for path in Path(FOLDER).iterdir() if path.is_file()}
        assert files == {"customers.csv", "products.csv", "suppliers.csv", "dataset.json"}
        assert json.loads(Path(FOLDER, "dataset.json").read_text(encoding="utf-8"))["counts"] == counts
        assert "bundles" not in tell(capsys, "datasets").out
        with pytest.raises(AssertionError, match="has no file"):
            write_dataset(Path("out/wrong"), {collected: []}, datasets.manifest())


def test_a_product_that_no_file_has_is_a_finding(odd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(odd / "bundles.csv", cell_of((ODD_SKU,)), "GONE-1; gone-2")
    ran = invoke(capsys, "check", FOLDER, "--json")
    (finding,) = ran.document["findings"]
    assert (ran.status, finding["row"], finding["column"]) == (3, 2, "products")
    assert finding["rule"] == "No row of products has GONE-1 and gone-2."
    assert finding["way_out"] == "Add it to products.csv, or name another product."


def test_a_key_that_stands_twice_or_became_a_number_is_a_finding(odd: Path) -> None:
    edit(odd / "bundles.csv", "BUN-00001", "BUN-00000")
    edit(odd / "bundles.csv", "BUN-00002", "12.0")
    rules = {finding.rule for finding in check_dataset(read_dataset(odd)).findings}
    assert {"The same code stands in row 2.", "A spreadsheet took it for a number and rewrote it."} <= rules


def test_it_comes_through_parquet_and_back_without_loss(odd: Path) -> None:
    before, text = records_of(read_dataset(odd), BUNDLE), (odd / "bundles.csv").read_bytes()
    assert before[0].references[0] == (PRODUCT, ODD_SKU.casefold())
    convert(odd, "parquet", durable=False)
    assert not (odd / "bundles.csv").exists()
    convert(odd, "csv", durable=False)
    assert records_of(read_dataset(odd), BUNDLE) == before
    assert (odd / "bundles.csv").read_bytes() == text


def test_files_of_others_become_bundles(capsys: pytest.CaptureFixture[str]) -> None:
    Path("list.csv").write_text(
        "Code,Name,Set\nBUN-1,Set of mugs,spring\n,Set of cups,spring\n", encoding="utf-8"
    )
    made = tell(capsys, "import", "list.csv", "--out", "out/theirs", "--json").data
    assert made["counts"] == {"customers": 0, "products": 0, "bundles": 2}
    first, second = records_of(read_dataset(Path("out/theirs")), BUNDLE)
    assert (first.key_text, second.label) == ("BUN-1", "Set of cups")
    assert second.key_text.startswith("IMP-")


@pytest.mark.usefixtures("odd")
def test_a_plan_shows_its_requests_with_keys_in_place_of_ids(capsys: pytest.CaptureFixture[str]) -> None:
    planned = tell(capsys, "plan", FOLDER, "-d", "mystore", "--show-requests")
    assert "To create:  3 customers, 12 products and 4 bundles" in planned.err
    requests = [line for line in planned.out.splitlines() if "/bundles" in line]
    assert len(requests) == 2, "one goes alone, three in a set"
    assert json.dumps(ODD_SKU) in requests[0]


def test_killed_over_and_over_each_is_made_once_and_nothing_differs(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load_with_kills(world) > 5
    made = Counter((each.kind, each.key) for each in world.history if each.action == "created")
    assert set(made.values()) == {1}
    assert live(world) == {"customers": 3, "products": 12, "bundles": 4}
    assert {row.body["code"]: row.body.get("note") for row in world.live(BUNDLE)} == {
        "BUN-00000": None,
        "BUN-00001": "note 1",
        "BUN-00002": None,
        "BUN-00003": "note 3",
    }
    result = world.verify()
    assert (result.status, result.findings, result.records) == (ExitStatus.DONE, (), 19)
    mapping = json.loads(world.output.path.read_text(encoding="utf-8"))
    assert mapping["metadata"]["parts"] == {"bundles": 4}
    states = tell(capsys, "status", FOLDER, "--sandbox", "--json").data
    assert states["counts"] == {"customers": {"done": 3}, "products": {"done": 12}, "bundles": {"done": 4}}


@pytest.mark.usefixtures("odd")
def test_the_commands_load_verify_and_unload_it(capsys: pytest.CaptureFixture[str]) -> None:
    store = (FOLDER, "--sandbox", *FAST)
    loaded = tell(capsys, "load", *store, "--yes", "--json").data
    assert loaded["created"] == {"customers": 3, "products": 12, "bundles": 4}
    assert tell(capsys, "verify", *store, "--json").data["findings"] == []
    assert "as it was sent" in tell(capsys, "status", FOLDER, "BUN-00001", "--sandbox").out
    taken = tell(capsys, "unload", *store, "--yes", "--confirm-store", "sandbox", "--json").data
    assert taken["deleted"] == {"customers": 3, "products": 12, "bundles": 4}


@pytest.mark.usefixtures("odd")
def test_what_waits_for_what_is_not_there_is_said_by_load_and_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell(capsys, "skip", FOLDER, ODD_SKU, "--sandbox")
    loaded = invoke(capsys, "load", FOLDER, "--sandbox", *FAST, "--yes")
    assert loaded.status == 1
    assert (
        "1 record not sent: what a record names must be created first. bundle bun-00000 is waiting:"
        in loaded.err
    )
    assert ODD_SKU in loaded.err
    assert (
        "bun-00000"
        in tell(capsys, "status", FOLDER, "--sandbox").out.partition("Waiting for what they name")[2]
    )
    (waits,) = tell(capsys, "status", FOLDER, "--sandbox", "--json").data["waiting"]
    assert (waits["kind"], waits["key"], waits["for_key"]) == ("bundle", "bun-00000", ODD_SKU.casefold())


def test_a_record_that_is_created_but_not_whole_is_said_so(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(_number: int, method: str, path: str) -> None:
        if (method, path.startswith("/bundles/")) == ("PUT", True):
            die()

    with pytest.raises(Crash):
        world.load(fault=fault)
    said = tell(capsys, "status", FOLDER, "--sandbox", "--json").data
    steps = [(step["key"], step["step"], step["state"]) for step in said["steps"]]
    assert steps == [("bun-00001", "note", "sent"), ("bun-00003", "note", "sent")]
    assert not said["settled"]
    assert "note sent" in tell(capsys, "status", FOLDER, "--sandbox").out


def test_what_somebody_changed_is_found_and_said_by_keys(world: World) -> None:
    world.load()
    lamp = world.id_of(PRODUCT, ODD_SKU)
    staff_change(world, "BUN-00001", product_ids=[lamp, "11111111-1111-4111-8111-111111111111"])
    staff_change(world, "BUN-00003", note="theirs")
    (products, note) = world.verify().findings
    ours = "; ".join(str(record.get("products")) for record, _ in world.rows if record.key == "bun-00001")
    assert (products.what, products.key, products.field) == (
        What.CHANGED_IN_STORE,
        "bun-00001",
        "products",
    )
    assert products.theirs == f"{ODD_SKU}, 11111111-1111-4111-8111-111111111111"
    assert all(sku in ours for sku in products.ours.split(", ")), products
    assert (note.what, note.field, note.ours, note.theirs) == (
        What.CHANGED_IN_STORE,
        "note",
        "note 3",
        "theirs",
    )


def test_the_same_products_in_another_order_are_no_difference(world: World) -> None:
    world.load()
    (row,) = [row for row in world.live(BUNDLE) if row.body["code"] == "BUN-00001"]
    staff_change(world, "BUN-00001", product_ids=list(reversed(row.body["product_ids"])))
    assert world.verify().findings == ()


def test_a_row_that_names_other_products_now_is_a_change_in_the_file(world: World, odd: Path) -> None:
    world.load()
    edit(odd / "bundles.csv", cell_of((ODD_SKU,)), "")
    edit(odd / "bundles.csv", "note 1", "note one")
    world.rows = rows_in(odd)
    found = [(each.what, each.key, each.field) for each in world.verify().findings]
    assert found == [
        (What.CHANGED_IN_FILE, "bun-00000", "products"),
        (What.CHANGED_IN_FILE, "bun-00001", "note"),
    ]


@pytest.mark.parametrize("method", ["GET", "PUT"], ids=["at the first look", "when put"])
def test_what_was_never_put_is_a_difference(world: World, method: str) -> None:
    """The three members of the set are matched by pages; a bundle is read alone at the first look of a step."""

    def fault(_number: int, asked: str, path: str) -> None:
        if asked == method and path.startswith("/bundles/"):
            die()

    with pytest.raises(Crash):
        world.load(fault=fault)
    found = [(each.key, each.field, each.ours, each.theirs) for each in world.verify().findings]
    assert found == [("bun-00001", "note", "note 1", ""), ("bun-00003", "note", "note 3", "")]
    outcome = world.unload()
    assert (outcome.status, outcome.left) == (ExitStatus.DONE, ()), "no value of somebody else stands there"


def die() -> None:
    raise Crash


def test_an_unload_leaves_what_was_changed_and_then_takes_all_back(world: World) -> None:
    load_with_kills(world)
    edited = {
        staff_change(world, "BUN-00001", note="theirs"),
        staff_change(world, "BUN-00002", product_ids=[]),
    }
    outcome = world.unload()
    assert outcome.status is ExitStatus.LEFT_OVER
    assert {each.remote_id for each in outcome.left} == edited
    assert sorted(each.why.split(" ")[2] for each in outcome.left) == ["note", "products"]
    assert live(world) == {"customers": 0, "products": 0, "bundles": 2}
    outcome = world.unload(UnloadOptions(pace=Pace.FAST, even_if_changed=True))
    assert outcome.status is ExitStatus.DONE
    assert live(world) == {"customers": 0, "products": 0, "bundles": 0}
    assert world.verify(VerifyOptions(pace=Pace.FAST, absent=True)).findings == ()


def test_an_unload_that_is_killed_takes_all_back_in_the_end(world: World) -> None:
    load_with_kills(world)
    deleted = 0
    for kills in range(100):
        try:
            outcome = world.unload(steps=Steps(fatal=12 + 6 * kills))
        except Crash:
            world.clock.now_s += SETTLED_S
            continue
        deleted = sum(outcome.deleted.values())
        break
    assert deleted
    assert live(world) == {"customers": 0, "products": 0, "bundles": 0}
    assert set(Counter(world.deleted_by_us()).values()) == {1}
    order = [each.kind for each in world.history if each.action == "deleted"]
    assert order == sorted(order, key=["bundles", "products", "customers"].index), (
        "what names others goes first"
    )


def test_a_set_whose_answer_never_came_is_looked_up_and_taken_back(world: World) -> None:
    def fault(_number: int, method: str, path: str) -> str | None:
        if ("POST", "/bundles") in world.requests[:-1]:
            die()
        return "silence after" if (method, path) == ("POST", "/bundles") else None

    with pytest.raises(Crash):
        world.load(fault=fault)
    assert live(world)["bundles"] > 0
    world.clock.now_s += SETTLED_S
    assert world.unload().status is ExitStatus.DONE
    assert live(world) == {"customers": 0, "products": 0, "bundles": 0}


def test_what_was_deleted_can_be_brought_back(world: World) -> None:
    world.load()
    bodies = {row.body["code"]: row.body for row in world.live(BUNDLE)}
    world.unload()
    for kept in read_kept(kept_path(world.folder, PREFIX)):
        if kept.kind is BUNDLE:
            call = call_to_bring_back(kept, "price_including_tax")
            world.ask(Call(call.method, call.path, body=call.json))
    for row in world.live(BUNDLE):
        before = bodies[row.body["code"]]
        assert {name: row.body.get(name) for name in ("name", "product_ids", "note")} == {
            name: before.get(name) for name in ("name", "product_ids", "note")
        }
    assert live(world)["bundles"] == 4
