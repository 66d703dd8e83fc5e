"""Lines are what the cells of the same customers look like in CSV, for every region."""

import hashlib
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset.files.originals import ORIGINAL_ROWS
from pipeline.dataset.make import Wish, make_dataset, stream_of
from pipeline.generate import Frames, generate
from pipeline.packs import Region, load_packs, load_region
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.settings import GenerateOptions

OPTIONS = GenerateOptions(packs=(), seed=11, customers=3000, products=0)
REGIONS = ("us", "nz", "au", "ca", "gb")


def customers(options: GenerateOptions, region: Region | None = None) -> Frames:
    return generate(options, (), region or load_region(options.region)).frames[CUSTOMER]


@pytest.mark.campaign
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("phones", ["fictional", "valid"])
def test_lines_are_the_csv_of_the_cells(region: str, phones: str) -> None:
    frames = customers(replace(OPTIONS, region=region, phones=phones))  # type: ignore[arg-type]  # both are known
    lines = frames.lines()
    assert lines is not None
    whole = replace(lines, rows=700).collect()
    assert [*whole.columns, *whole.to_series()] == frames.collect().write_csv().splitlines()


def test_own_email_domain_and_a_slice_stand_in_lines_too() -> None:
    frames = customers(replace(OPTIONS, email_domain="demo.example", start=100_000, rows=(17, 1200)))
    lines = frames.lines()
    assert lines is not None
    assert [*lines.collect().to_series()] == frames.collect().write_csv().splitlines()[1:]


@pytest.mark.parametrize("odd", ['"Old" Mill', "Mill, East", "Mill\nEast"])
def test_there_are_no_lines_where_a_cell_needs_quotes(odd: str) -> None:
    region = load_region("us")
    places = (region.places[0]._replace(city=odd), *region.places[1:])
    assert customers(OPTIONS, region._replace(places=places)).lines() is None


def test_there_are_no_lines_of_customers_with_gaps() -> None:
    assert customers(replace(OPTIONS, gaps=True)).lines() is None


def test_many_customers_are_written_as_lines_and_few_are_not() -> None:
    many = customers(replace(OPTIONS, customers=ORIGINAL_ROWS + 1))
    assert stream_of(many, "csv", {}).plain
    assert not stream_of(many, "parquet", {}).plain
    assert not stream_of(customers(replace(OPTIONS, customers=ORIGINAL_ROWS)), "csv", {}).plain


@pytest.mark.campaign
def test_many_customers_are_on_the_disk_as_they_were_made(tmp_path: Path) -> None:
    options = replace(OPTIONS, customers=8 * 65_536)  # more than a leg
    wish = Wish(options, 11, limited=False, format="csv", tool_version="0")
    made = make_dataset(tmp_path / "many", wish, (), load_region("us"), durable=False)
    data = (tmp_path / "many" / "customers.csv").read_bytes()
    expected = customers(options).collect()
    assert data == expected.write_csv().encode()
    assert [(stamp.sha256, stamp.rows) for stamp in made.manifest.files] == [
        (hashlib.sha256(data).hexdigest(), options.customers)
    ]
    assert made.begins[CUSTOMER].equals(expected.head(500))


@pytest.mark.campaign
def test_products_are_streamed_whole(tmp_path: Path) -> None:
    options = GenerateOptions(
        packs=("home", "services"), seed=3, customers=0, products=70_000, inactive_share=0.05
    )
    packs = load_packs(options.packs)
    wish = Wish(options, 3, limited=False, format="csv", tool_version="0")
    for file_format in ("csv", "parquet"):
        make_dataset(
            tmp_path / file_format, wish._replace(format=file_format), packs, load_region("us"), durable=False
        )
    expected = generate(options, packs, load_region("us")).frames[PRODUCT].collect()
    assert (tmp_path / "csv" / "products.csv").read_bytes() == expected.write_csv().encode()
    read = pl.read_parquet(tmp_path / "parquet" / "products.parquet")
    assert read.with_columns(pl.col(pl.Decimal).cast(pl.Decimal(12, 2))).equals(expected)
