"""A dataset that an older version made: left alone, gone on with by nothing, made anew by --force alone."""

import json
from pathlib import Path

import pytest

from pipeline.dataset import read_dataset
from pipeline.dataset.make import Made, Wish, make_dataset
from pipeline.errors import UsageError
from pipeline.packs import load_packs, load_region
from pipeline.schema.kinds import PRODUCT
from pipeline.settings import GenerateOptions


def make(folder: Path, changes: dict[str, object] | None = None, *, force: bool = False) -> Made:
    options = GenerateOptions(**({"packs": ("home",), "customers": 3, "products": 8} | (changes or {})))  # type: ignore[arg-type]  # by name
    wish = Wish(options, 7, limited=True, format="csv", tool_version="9.9")
    return make_dataset(folder, wish, load_packs(["home"]), load_region("us"), force=force, durable=False)


def made_by_an_older_version(folder: Path) -> dict[str, bytes]:
    make(folder)
    manifest = folder / "dataset.json"
    document = json.loads(manifest.read_text(encoding="utf-8"))
    document |= {"format_version": 1, "tool_version": "0.1.0", "packs": {"home": "0" * 64}}
    del document["families"], document["options"]["variants"], document["options"]["outlets"]
    manifest.write_text(json.dumps(document), encoding="utf-8")
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_it_is_left_alone_and_said_so(tmp_path: Path) -> None:
    before = made_by_an_older_version(tmp_path / "shop")
    made = make(tmp_path / "shop")
    assert made.already
    assert "older version" in made.notices[0]
    assert {name: (tmp_path / "shop" / name).read_bytes() for name in before} == before


def test_start_on_it_is_refused(tmp_path: Path) -> None:
    before = made_by_an_older_version(tmp_path / "shop")
    with pytest.raises(UsageError, match=r"made by 0\.1\.0.*--start") as refused:
        make(tmp_path / "shop", {"start": 8})
    assert refused.value.code == "dataset-older"
    assert {name: (tmp_path / "shop" / name).read_bytes() for name in before} == before


def test_force_makes_it_anew(tmp_path: Path) -> None:
    made_by_an_older_version(tmp_path / "shop")
    made = make(tmp_path / "shop", force=True)
    assert not made.already
    assert not made.manifest.older
    products = read_dataset(tmp_path / "shop").tables[PRODUCT].whole
    assert made.manifest.families == products["handle"].n_unique()


@pytest.mark.campaign
def test_what_slices_and_outlets_make_is_recognised(tmp_path: Path) -> None:
    wishes: tuple[dict[str, object], ...] = (
        {"rows": (1, 5)},
        {"outlets": ("Main", "Market Square")},
        {"variants": False},
        {"start": 3},
    )
    for number, wish in enumerate(wishes):
        folder = tmp_path / str(number)
        assert not make(folder, wish).already
        assert make(folder, wish).already
        assert not make(folder).already
