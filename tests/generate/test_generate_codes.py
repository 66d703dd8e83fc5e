"""Customers in Parquet: written from codes, read as the text that they are."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset.folder import FORMATS
from pipeline.dataset.make import Wish, make_dataset, stream_of
from pipeline.generate import generate
from pipeline.packs import load_region, region_names
from pipeline.schema.kinds import CUSTOMER
from pipeline.settings import GenerateOptions

CODED = ("first_name", "last_name", "company_name", "physical_city", "physical_state", "physical_postcode")


def written(folder: Path, options: GenerateOptions) -> tuple[Path, pl.DataFrame]:
    """Return the file of a new dataset, and the customers that should be in it."""
    region = load_region(options.region)
    wish = Wish(options, options.seed, limited=False, format="parquet", tool_version="0")
    make_dataset(folder, wish, (), region, durable=False)
    return folder / "customers.parquet", generate(options, (), region).frames[CUSTOMER].collect()


def options_of(customers: int, region: str = "us", *, gaps: bool = False) -> GenerateOptions:
    return GenerateOptions((), seed=11, customers=customers, products=0, region=region, gaps=gaps)


@pytest.mark.campaign
@pytest.mark.parametrize("region", region_names())
@pytest.mark.parametrize("gaps", [False, True])
def test_a_file_holds_the_text_of_its_codes(tmp_path: Path, region: str, gaps: bool) -> None:
    path, expected = written(tmp_path / "demo", options_of(600, region, gaps=gaps))
    read = pl.read_parquet(path)
    assert read.equals(expected)
    assert set(read.schema.values()) == {pl.String}


def test_what_is_looked_up_whole_is_on_its_way_as_codes() -> None:
    frames = generate(options_of(600), (), load_region("us")).frames[CUSTOMER]
    batches = {name: next(iter(stream_of(frames, name, {}).batches)) for name in FORMATS}
    coded = {name: [*batch.select(pl.col(pl.Enum)).columns] for name, batch in batches.items()}
    assert len(coded["parquet"]) > len(CODED)
    assert coded["csv"] == []


def test_several_batches_and_row_groups_are_one_file_of_text(tmp_path: Path) -> None:
    path, expected = written(tmp_path / "demo", options_of(140_000))
    read = pl.read_parquet(path)
    assert read.equals(expected)
    assert set(read.schema.values()) == {pl.String}
    assert path.read_bytes().count(b"ARROW:schema") == 1, "readers would take either"


@pytest.mark.campaign
@pytest.mark.parametrize("column", CODED)
def test_a_reader_that_skips_by_the_bounds_of_a_row_group_finds_every_row(
    tmp_path: Path, column: str
) -> None:
    path, expected = written(tmp_path / "demo", options_of(9_000))
    for text in expected[column].drop_nulls().unique().sort().gather_every(40):
        for condition in (pl.col(column) == text, pl.col(column) >= text):
            found = pl.scan_parquet(path).filter(condition).collect()
            assert found.equals(expected.filter(condition))


def test_an_edited_cell_takes_a_text_that_no_customer_had(tmp_path: Path) -> None:
    path, _ = written(tmp_path / "demo", options_of(600))
    edited = pl.read_parquet(path)
    edited[3, "physical_city"] = "Newtown"
    edited.write_parquet(path)
    assert pl.read_parquet(path)[3, "physical_city"] == "Newtown"
