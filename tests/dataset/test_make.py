"""Making a dataset: found when it is there, replaced when nothing is lost, clamped only when it is made."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.dataset.make import Made, Wish, make_dataset
from pipeline.dataset.manifest import read_manifest
from pipeline.errors import UsageError
from pipeline.packs import Pack, Region, load_packs, load_region
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.settings import GenerateOptions

WISH = Wish(
    GenerateOptions(("home",), customers=2, products=2), 7, limited=True, format="csv", tool_version="0"
)


@pytest.fixture(scope="module")
def packs() -> tuple[Pack, ...]:
    return load_packs(("home",))


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("us")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "demo"


class Maker:
    def __init__(self, folder: Path, packs: tuple[Pack, ...], region: Region) -> None:
        self._all = folder, packs, region

    def __call__(self, wish: Wish = WISH, *, force: bool = False) -> Made:
        folder, packs, region = self._all
        return make_dataset(folder, wish, packs, region, force=force, durable=False)


@pytest.fixture
def make(folder: Path, packs: tuple[Pack, ...], region: Region) -> Maker:
    return Maker(folder, packs, region)


def wish(*, customers: int = 2, products: int = 2) -> Wish:
    return WISH._replace(options=replace(WISH.options, customers=customers, products=products))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def test_it_is_made_once_and_found_then(make: Maker, folder: Path) -> None:
    made = make()
    assert (made.already, made.manifest.seed, made.notices) == (False, 7, ())
    assert names(folder) == {"suppliers.csv", "customers.csv", "products.csv", "dataset.json"}
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = make()
    assert (again.already, again.manifest) == (True, made.manifest)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_any_seed_will_do_when_none_is_asked_for(make: Maker) -> None:
    made = make(WISH._replace(seed=None))
    assert make(WISH._replace(seed=None)).manifest == made.manifest
    assert make(WISH._replace(seed=made.manifest.seed)).already


def test_what_nobody_touched_is_replaced(make: Maker) -> None:
    make()
    made = make(wish(products=3))
    assert (made.already, made.manifest.counts[PRODUCT]) == (False, 3)


@pytest.mark.campaign
@pytest.mark.parametrize("touch", ["edited", "loaded", "foreign", "unreadable"])
def test_what_somebody_touched_is_replaced_by_force_alone(make: Maker, folder: Path, touch: str) -> None:
    make()
    journal = folder / ".load" / "mystore.sqlite"
    if touch == "edited":
        (folder / "customers.csv").write_text((folder / "customers.csv").read_text().replace("@", "x@", 1))
    elif touch == "loaded":
        journal.parent.mkdir()
        journal.write_bytes(b"a journal is never opened here")
    elif touch == "foreign":
        (folder / "dataset.json").unlink()
    else:
        (folder / "dataset.json").write_text("{")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(UsageError) as refused:
        make(wish(products=3))
    assert refused.value.code == "dataset-precious"
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert make(wish(products=3), force=True).manifest.counts[PRODUCT] == 3
    assert journal.exists() == (touch == "loaded")


@pytest.mark.campaign
def test_force_makes_the_same_dataset_new(make: Maker, folder: Path) -> None:
    make()
    before = (folder / "customers.csv").read_bytes()
    (folder / "customers.csv").write_bytes(before.replace(b"@", b"x@", 1))
    assert not make(force=True).already
    assert (folder / "customers.csv").read_bytes() == before


def test_counts_are_clamped_when_it_is_made_and_never_when_it_is_there(make: Maker, folder: Path) -> None:
    many = wish(customers=501)
    made = make(many._replace(limited=False))
    assert (made.manifest.counts[CUSTOMER], made.notices) == (501, ())
    found = make(many)
    assert (found.already, found.manifest.counts[CUSTOMER], found.notices) == (True, 501, ())
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
    clamped = make(many)
    assert (clamped.manifest.counts[CUSTOMER], len(clamped.notices)) == (500, 1)
    again = make(many)
    assert (again.already, len(again.notices)) == (True, 1)


def test_another_format_is_another_dataset(make: Maker, folder: Path) -> None:
    make()
    assert not make(WISH._replace(format="parquet")).already
    assert names(folder) == {"suppliers.parquet", "customers.parquet", "products.parquet", "dataset.json"}


def test_nothing_to_make_and_a_file_in_the_way_are_refused(make: Maker, folder: Path) -> None:
    with pytest.raises(UsageError) as refused:
        make(wish(customers=0, products=0)._replace(limited=False))
    assert refused.value.code == "nothing-to-make"
    assert not folder.exists()
    folder.write_text("mine")
    with pytest.raises(UsageError) as refused:
        make()
    assert (refused.value.code, folder.read_text()) == ("out-not-a-folder", "mine")


def test_the_manifest_on_disk_is_the_one_returned(make: Maker, folder: Path) -> None:
    assert make().manifest == read_manifest(folder)
