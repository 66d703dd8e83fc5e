"""A pull against the sandbox in this process: what it keeps, what it says it can't, and what a kill leaves."""

import asyncio
import shutil
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.compare.compare import compare_sides
from pipeline.compare.rules import Rules
from pipeline.compare.sides import read_side
from pipeline.dataset import check_dataset, read_dataset
from pipeline.errors import UsageError
from pipeline.http import Address
from pipeline.load.events import nobody
from pipeline.load.request import Target
from pipeline.pacing.pacer import Pace
from pipeline.pull.pages import state_folder
from pipeline.pull.run import Pulled, PullRequest, pull, survey_pull
from pipeline.sandbox.options import SandboxOptions
from pipeline.settings import Token
from pipeline.stores.xseries.filed import image_addresses
from tests.support.pictures import png
from tests.support.sandboxes import InMemory, in_memory

Message = MutableMapping[str, Any]
FACTS, LAST_LOOK = 5, 8  # requests, the image among them


class Killed(BaseException):
    """The end of the process, as far as this one can play it: nothing is cleaned up behind it."""


@dataclass
class Wire:
    """The sandbox behind a wire that can be cut: `die_at` is the request before which the process ends."""

    store: InMemory
    version: str = "2.0"
    die_at: int | None = None
    paths: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        self.paths.append(scope["path"])
        if self.die_at is not None and len(self.paths) == self.die_at:
            raise Killed
        act = next((act for part, act in self.before.items() if part in scope["path"]), None)
        if act is not None:
            act(len([path for path in self.paths if path == scope["path"]]))
        await self.store.app(scope, receive, send)

    def request(self, out: Path, **options: Any) -> PullRequest:
        base = f"https://sandbox.retail.lightspeed.app/api/{self.version}"
        address = Address(base, "https", "sandbox.retail.lightspeed.app", 443, loopback=False)
        target = Target("sandbox", address, Token(self.store.options.token), self)
        return PullRequest(target, out, "1", Pace.FAST, **options)

    def pull(self, out: Path, **options: Any) -> Pulled:
        request = self.request(out, **options)
        return pull(request, survey_pull(request), nobody)

    def staff(self, what: str, **asked: Any) -> Any:
        return self.store.sandbox.staff(what, asked).answer.body

    def row(self, kind: str, **values: Any) -> Any:
        rows = [row.body for row in self.store.shop.rows.walk(kind) if not row.deleted]
        return next(row for row in rows if all(row.get(name) == value for name, value in values.items()))


@pytest.fixture(params=["2.0", "2026-07"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with in_memory(SandboxOptions(registers=20, outlets=("Main Outlet", "Kiosk"), image_polls=0)) as store:
        made = Wire(store)
        fill(made)
        yield made


def fill(wire: Wire) -> None:
    """Put a small shop there: two customers, a family of two, and two products that stand alone."""
    (brand,) = wire.staff("add", brands=[{"name": "Oatlow"}])["data"]
    (option,) = wire.staff("add", variant_attributes=[{"name": "Size"}])["data"]
    variants = [
        {
            "sku": f"OAT-{size}",
            "price_including_tax": 19.5,
            "variant_definitions": [{"attribute_id": option, "value": size}],
        }
        for size in "SM"
    ]
    products = [
        {"name": "Oatlow Jumper", "handle": "oatlow-jumper", "brand_id": brand, "variants": variants},
        {"name": "Oatlow Mug", "sku": "MUG-1", "price_including_tax": 9.95, "supply_price": 4.2},
        {"name": "Oatlow Bowl", "sku": "BOWL-1", "price_including_tax": 12.0},
    ]
    people = [
        {"first_name": name, "last_name": "Lane", "email": f"{name.lower()}@example.com"}
        for name in ("Ada", "Ben")
    ]
    wire.staff("add", customers=people, products=products)
    outlet = wire.row("outlets", name="Kiosk")["id"]
    mug = wire.row("products", sku="MUG-1")["id"]
    wire.staff("stock", product_id=mug, outlet_id=outlet, current_amount=3, reorder_point=1)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a dataset but its manifest, which has the moment at which the pull began."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "dataset.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def table(folder: Path, name: str) -> dict[str, dict[str, str]]:
    frame = pl.read_csv(folder / f"{name}.csv", infer_schema=False)
    return {
        row[frame.columns[0] if name != "customers" else "email"]: row for row in frame.iter_rows(named=True)
    }


def test_a_store_becomes_a_dataset_that_passes_its_checks(wire: Wire, version: str, tmp_path: Path) -> None:
    wire.version = version
    pulled = wire.pull(tmp_path / "copy")
    products = table(tmp_path / "copy", "products")
    assert list(products) == ["OAT-S", "OAT-M", "BOWL-1", "MUG-1"], "in the order of their last changes"
    assert {row["handle"] for sku, row in products.items() if sku.startswith("OAT")} == {"oatlow-jumper"}
    assert [products[sku]["variant_option_one_value"] for sku in ("OAT-S", "OAT-M")] == ["S", "M"]
    assert (products["OAT-M"]["brand_name"], products["MUG-1"]["supply_price"]) == ("Oatlow", "4.20")
    assert (products["MUG-1"]["inventory_Kiosk"], products["MUG-1"]["reorder_point_Kiosk"]) == ("3", "1")
    assert products["BOWL-1"]["inventory_Kiosk"] is None, "what is not tracked has no stock"
    assert set(table(tmp_path / "copy", "customers")) == {"ada@example.com", "ben@example.com"}
    assert (pulled.finding_count, pulled.losses, pulled.changed) == (0, (), ())
    assert check_dataset(read_dataset(tmp_path / "copy")).passed


@pytest.mark.campaign
def test_killed_wherever_it_is_it_goes_on_to_the_same_bytes(wire: Wire, tmp_path: Path) -> None:
    upload(wire, "MUG-1", png(1))
    wire.pull(tmp_path / "whole")
    whole, requests = bytes_of(tmp_path / "whole"), len(wire.paths)
    for number in (*range(1, requests, 4), requests):
        out = tmp_path / f"killed{number}"
        wire.paths, wire.die_at = [], number
        with pytest.raises(Killed):
            wire.pull(out)
        assert not out.exists(), "nothing is there before all of it is"
        wire.paths, wire.die_at = [], None
        wire.pull(out)
        assert bytes_of(out) == whole
        assert not state_folder(out).exists()
        left = requests - number + 1  # the last look at what changed is made again, whole
        assert len(wire.paths) <= FACTS + max(left, LAST_LOOK), "what was read is not asked for again"


def test_what_changes_while_it_is_read_is_said_by_version_and_pulled_as_it_ends(
    wire: Wire, tmp_path: Path
) -> None:
    bowl, mug = (wire.row("products", sku=sku)["id"] for sku in ("BOWL-1", "MUG-1"))
    before = wire.store.shop.rows.version

    def work(times: int) -> None:
        if times == 1:
            ada = wire.row("customers", email="ada@example.com")["id"]
            wire.staff("edit", kind="customers", id=ada, changes={"phone": "+1-555-010-7777"})
            wire.staff("delete", kind="products", id=bowl)
            wire.staff("edit", kind="products", id=mug, changes={"supply_price": 5.0})

    wire.before["/inventory"] = work
    pulled = wire.pull(tmp_path / "copy")
    assert [(each.what, each.records) for each in pulled.changed] == [("customers", 1), ("products", 2)]
    assert all(before < each.first <= each.last <= pulled.version for each in pulled.changed)
    products = table(tmp_path / "copy", "products")
    assert "BOWL-1" not in products
    assert products["MUG-1"]["supply_price"] == "5.00"
    assert table(tmp_path / "copy", "customers")["ada@example.com"]["phone"] == "+1-555-010-7777"


def test_what_changes_behind_a_page_of_its_kind_is_said_too_and_what_was_deleted_is_not_pulled(
    wire: Wire, tmp_path: Path
) -> None:
    bowl, mug = (wire.row("products", sku=sku)["id"] for sku in ("BOWL-1", "MUG-1"))
    kiosk, before = wire.row("outlets", name="Kiosk")["id"], wire.store.shop.rows.version

    def work(times: int) -> None:
        if times == 3:  # the first look of the survey, the first page, and now the page behind it
            wire.staff("delete", kind="products", id=bowl)
            wire.staff("edit", kind="products", id=mug, changes={"supply_price": 5.0})

    def sell(times: int) -> None:
        if times == 2:
            wire.staff("stock", product_id=mug, outlet_id=kiosk, current_amount=1, reorder_point=1)

    wire.before.update({"/products": work, "/inventory": sell})
    pulled = wire.pull(tmp_path / "copy")
    assert [(each.what, each.records) for each in pulled.changed][:1] == [("products", 2)]
    assert ("levels of stock", 1) in [(each.what, each.records) for each in pulled.changed]
    assert all(before < each.first <= each.last <= pulled.version for each in pulled.changed)
    products = table(tmp_path / "copy", "products")
    assert "BOWL-1" not in products
    assert products["MUG-1"]["supply_price"] == "5.00"
    assert products["MUG-1"]["inventory_Kiosk"] == "1"


def test_what_a_dataset_cant_hold_is_listed_with_its_reason(wire: Wire, tmp_path: Path) -> None:
    mug = wire.row("products", sku="MUG-1")
    wire.staff("edit", kind="products", id=mug["id"], changes={"supply_price": 4.256, "weight": -1.5})
    now = wire.row("products", sku="MUG-1")
    wire.store.shop.rows.put("products", {**now, "is_composite": True}, 0.0, row_id=mug["id"])
    outlet = wire.row("outlets", name="Kiosk")["id"]
    wire.staff("sales", product_id=mug["id"], outlet_id=outlet, quantity=5)
    people = [
        {"first_name": "No", "last_name": "Mail", "phone": "+1-555-010-0000"},
        {"first_name": "Ada", "last_name": "Again", "email": "ADA@example.com"},
    ]
    wire.staff("add", customers=people, tags=[{"name": "Nobody's"}])
    pulled = wire.pull(tmp_path / "copy")
    lost = {(each.kind.name, each.key, each.field): each.why for each in pulled.losses}
    assert lost["product", "MUG-1", "supply_price"] == "rounded to 4.26"
    assert lost["product", "MUG-1", "inventory_Kiosk"].endswith("left blank")
    assert "composite" in lost["product", "MUG-1", ""]
    assert lost["customer", "No Mail", ""] == "it has no e-mail: left out"
    assert lost["customer", "ADA@example.com", ""] == "another one has this e-mail: left out"
    assert lost["tag", "Nobody's", ""] == "no row names it: left out"
    assert ("product", "vend-discount", "") not in lost
    assert table(tmp_path / "copy", "products")["MUG-1"]["weight"] == "-1.5"


def test_a_product_that_check_refuses_is_pulled_and_said(wire: Wire, tmp_path: Path) -> None:
    wire.staff(
        "edit", kind="products", id=wire.row("products", sku="MUG-1")["id"], changes={"name": "Oatlow Bowl"}
    )
    pulled = wire.pull(tmp_path / "copy")
    assert pulled.finding_count == 1
    assert pulled.findings[0].column == "name"


def test_a_tax_exclusive_store_is_pulled_with_its_own_prices(tmp_path: Path) -> None:
    with in_memory(SandboxOptions(registers=20, tax_exclusive=True)) as store:
        made = Wire(store)
        made.staff("add", products=[{"name": "Mug", "sku": "MUG-1", "price_excluding_tax": 10.0}])
        pulled = made.pull(tmp_path / "copy")
    row = table(tmp_path / "copy", "products")["MUG-1"]
    assert row["price_including_tax"] == "10.00", "the column that is sent as the price that the store wants"
    assert "price_excluding_tax" not in row
    assert pulled.before_tax
    assert read_side(tmp_path / "copy").before_tax, "the dataset keeps which price it is"


def test_a_store_without_a_row_leaves_no_folder_that_is_none(tmp_path: Path) -> None:
    with in_memory(SandboxOptions(registers=20)) as store:
        pulled = Wire(store).pull(tmp_path / "copy")
    assert (pulled.manifest.files, pulled.finding_count) == ((), 0)
    assert list(tmp_path.iterdir()) == [], "neither a dataset nor a state"


def test_a_one_outlet_store_is_the_same_as_what_was_loaded_into_it(tmp_path: Path) -> None:
    with in_memory(SandboxOptions(registers=20)) as store:
        made = Wire(store)
        made.staff("add", products=[{"name": "Mug", "sku": "MUG-1", "price_including_tax": 10.0}])
        mug, outlet = made.row("products", sku="MUG-1")["id"], made.row("outlets")["id"]
        made.staff("stock", product_id=mug, outlet_id=outlet, current_amount=3)
        made.pull(tmp_path / "copy")
    (tmp_path / "ours.csv").write_text(
        "sku,name,price_including_tax,inventory,inventory_Main_Outlet\nMUG-1,Mug,10,8,3\n"
    )
    found = compare_sides(read_side(tmp_path / "ours.csv"), read_side(tmp_path / "copy"), Rules(), {})
    assert found.findings == ()


@pytest.mark.parametrize("place", ["file/sub", "/proc/nowhere"])
def test_a_folder_that_cant_be_is_said(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    with pytest.raises(UsageError, match="can't be written") as told:
        wire.pull(Path(place))
    assert told.value.code == "dataset-unwritable"


def test_the_current_folder_is_a_folder_like_any(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    wire.pull(Path())
    assert table(tmp_path / "here", "customers")
    assert [path.name for path in tmp_path.iterdir()] == ["here"], "its state lay beside it, and is gone"


@pytest.mark.parametrize(("renames", "is_there"), [(1, False), (1, True), (2, True)])
def test_killed_while_it_is_written_it_is_no_dataset_and_goes_on(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int, *, is_there: bool
) -> None:
    wire.pull(tmp_path / "whole")
    out, real, seen = tmp_path / "copy", Path.replace, []
    if is_there:
        out.mkdir()

    def replace(path: Path, to: Path) -> Path:
        seen.append(to)
        if len([each for each in seen if each.suffix == ".csv" or each.name == "dataset.json"]) > renames:
            raise Killed
        return real(path, to)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(Killed):
        wire.pull(out)
    monkeypatch.undo()
    if is_there:
        assert not (out / "dataset.json").exists()
    else:
        assert not out.exists(), "a new folder appears whole"
    wire.pull(out)
    assert bytes_of(out) == bytes_of(tmp_path / "whole")


def test_a_dataset_that_is_there_stays_and_force_replaces_it(wire: Wire, tmp_path: Path) -> None:
    wire.pull(tmp_path / "copy")
    before, wire.paths = bytes_of(tmp_path / "copy"), []
    with pytest.raises(UsageError, match="holds a dataset already"):
        wire.pull(tmp_path / "copy")
    assert wire.paths == [], "it is said before a request is made"
    wire.staff("edit", kind="products", id=wire.row("products", sku="MUG-1")["id"], changes={"name": "Cup"})
    wire.pull(tmp_path / "copy", force=True)
    assert bytes_of(tmp_path / "copy") != before


def test_the_state_of_another_pull_is_not_gone_on_with(wire: Wire, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    wire.die_at = 12
    with pytest.raises(Killed):
        wire.pull(out)
    wire.die_at = None
    other = lambda _kind, values: {**values, "phone": ""}  # noqa: E731 - what it does is of no interest
    with pytest.raises(UsageError, match="another pull"):
        wire.pull(out, anonymize=other)
    assert wire.pull(out, anonymize=other, force=True).finding_count == 0


def test_nothing_of_a_person_is_on_the_disk_while_it_is_made_anonymous(wire: Wire, tmp_path: Path) -> None:
    out = tmp_path / "copy"
    wire.pull(tmp_path / "count")
    requests, wire.paths, wire.die_at = len(wire.paths), [], len(wire.paths) - 1

    def hide(_kind: Any, values: Any) -> Any:
        hidden = {"first_name": "X", "last_name": "Y", "email": f"{len(str(values))}@example.com"}
        return {name: hidden.get(name, value) for name, value in values.items()}

    with pytest.raises(Killed):
        wire.pull(out, anonymize=hide)
    kept = b"".join(path.read_bytes() for path in state_folder(out).rglob("*") if path.is_file())
    assert requests > 20
    assert b"example.com" in kept
    assert b"Lane" not in kept
    assert b"ada@" not in kept
    assert {path.stat().st_mode & 0o77 for path in state_folder(out).rglob("*")} == {0}


def upload(wire: Wire, sku: str, data: bytes) -> None:
    """Put an image on a product, as a client would."""

    async def send() -> None:
        product = wire.row("products", sku=sku)["id"]
        async with wire.store.client() as client:
            answer = await client.post(
                f"products/{product}/actions/image_upload", files={"image": ("a.png", data)}
            )
            assert answer.status_code == 201

    asyncio.run(send())


def test_images_come_once_one_to_a_row_of_their_family(wire: Wire, tmp_path: Path) -> None:
    first, second = png(1), png(2)
    for sku, data in (("OAT-S", first), ("OAT-S", second), ("MUG-1", first)):
        upload(wire, sku, data)
    pulled = wire.pull(tmp_path / "copy")
    products = table(tmp_path / "copy", "products")
    shown = [(tmp_path / "copy" / products[sku]["image"]).read_bytes() for sku in ("OAT-S", "OAT-M", "MUG-1")]
    assert shown == [first, second, first]
    assert len(list((tmp_path / "copy" / "photos").iterdir())) == 2, "the same bytes are one file"
    assert products["BOWL-1"]["image"] is None
    assert (pulled.losses, pulled.finding_count) == ((), 0)


def test_an_image_that_cant_be_fetched_is_listed_and_its_cell_is_blank(wire: Wire, tmp_path: Path) -> None:
    upload(wire, "MUG-1", png(1))
    upload(wire, "BOWL-1", png(2))
    bowl = wire.row("products", sku="BOWL-1")["id"]
    image = wire.row("product_images", product_id=bowl)
    shutil.rmtree(tmp_path / "nothing", ignore_errors=True)
    wire.store.sandbox.image = replaced(wire.store.sandbox.image, image["id"])  # type: ignore[method-assign]
    pulled = wire.pull(tmp_path / "copy")
    assert [(each.key, each.field, each.why) for each in pulled.losses] == [
        ("BOWL-1", "image", "not fetched: the answer was status 404")
    ]
    products = table(tmp_path / "copy", "products")
    assert products["BOWL-1"]["image"] is None
    assert products["MUG-1"]["image"].startswith("photos/")


def test_the_id_of_an_image_is_no_name_of_a_file(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(wire, "MUG-1", png(1))
    evil = lambda row: tuple(("../../../evil", url) for _, url in image_addresses(row))  # noqa: E731
    monkeypatch.setattr("pipeline.pull.reading.image_addresses", evil)
    pulled = wire.pull(tmp_path / "a" / "copy")
    assert pulled.images == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["copy"]


def replaced(find: Any, lost: str) -> Any:
    return lambda image: find("nowhere" if image == lost else image)


def test_a_survey_says_the_bill_and_what_was_read_before(wire: Wire, tmp_path: Path) -> None:
    request = wire.request(tmp_path / "copy")
    bill = survey_pull(request).bill
    assert (bill.requests, bill.at_most, survey_pull(request).resumed) == (23, None, 0)
    wire.paths, wire.die_at = [], 14
    with pytest.raises(Killed):
        wire.pull(tmp_path / "copy")
    wire.die_at = None
    later = survey_pull(replace(request, force=False))
    assert later.resumed > 3
    assert later.bill.requests == 23 - later.resumed
