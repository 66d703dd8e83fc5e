"""Small datasets for tests: files from text, and a manifest that says nothing in particular."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import polars as pl

from pipeline.dataset import Dataset, Manifest, Report, check_dataset, read_dataset, rows_of
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Record

FIXTURES = Path(__file__).parent.parent / "fixtures" / "saved_by_libreoffice"

CUSTOMERS = pl.DataFrame(
    {
        "first_name": ["Zoë", "Ida", "Tui"],
        "last_name": ["Ashdown", "Marlow", "Harding"],
        "email": ["zoe.ashdown.a1b2c3@example.com", "ida.marlow.d4e5f6@example.com", "tui@x.test"],
        "phone": ["+1-555-867-5309", None, "+1-555-222-3333"],
        "physical_postcode": ["04101", "97201", None],
        "physical_country_id": ["US", "US", None],
    }
)
PRODUCTS = pl.DataFrame(
    {
        "sku": ["APP-00001", "APP-00002"],
        "name": ["Harbour Linen Shirt - Navy / M", "Harbour Linen Shirt - Sand / M"],
        "description": ['Two lines,\nand "quotes".', None],
        "price_including_tax": [Decimal("29.90"), Decimal("1299.95")],
        "supply_price": [Decimal("12.00"), None],
        "is_active": [True, False],
    }
)


def manifest(seed: int = 7) -> Manifest:
    return Manifest(
        seed=seed,
        packs={"apparel": "0" * 64},
        region="us",
        tool_version="0.1.0",
        created_at="2026-01-02T03:04:05Z",
        vocabulary="1",
        options={"near": None, "gaps": False, "variants": True},
    )


def customers(count: int) -> Iterator[pl.DataFrame]:
    """Yield `count` customers in batches of a thousand."""
    for first in range(0, count, 1000):
        digits = pl.int_range(first, min(first + 1000, count), eager=True).cast(pl.String).str.zfill(7)
        yield pl.DataFrame({"n": digits}).select(
            first_name=pl.lit("Ida"),
            last_name=pl.lit("Marlow"),
            email=pl.lit("ida.marlow.") + pl.col("n") + "@example.com",
            phone=pl.when(pl.col("n").str.ends_with("3")).then(pl.lit("+1-555-867-5309")),
        )


def folder_of(path: Path, **files: str | bytes) -> Path:
    """Write `customers="…"` as customers.csv, and so on."""
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def csv_of(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows of the same columns as CSV, every cell in quotes."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0], quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def report_of(path: Path, *, allow_real_emails: bool = False, **files: str | bytes) -> Report:
    return check_dataset(read_dataset(folder_of(path, **files)), allow_real_emails=allow_real_emails)


def places(report: Report) -> list[tuple[int | None, str | None]]:
    return [(finding.row, finding.column) for finding in report.findings]


def records_of(dataset: Dataset, kind: Kind) -> list[Record]:
    """Return the records of a kind in file order."""
    return [row.record for row in rows_of(dataset, kind)]
