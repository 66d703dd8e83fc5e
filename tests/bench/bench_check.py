"""`check` of many rows against pydantic, row by row, in the same run. Prints CPU seconds and the ratio.

    python tests/bench/bench_check.py [ROWS]

Both read the same customers.csv. The baseline is what a careful programmer writes with pydantic: csv rows
into a model with the same rules for required cells, e-mail, country and card-like digits, duplicates by a set.
"""

import csv
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from pipeline.dataset import Manifest, check_dataset, read_dataset, write_dataset

_BATCH_ROWS = 65_536
_CARD = re.compile(r"[0-9](?:[ -]?[0-9]){12}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_EMAIL = re.compile(r"[^\s@]+@(?:[a-z0-9-]+\.)*example\.(?:com|net|org)")


class _Customer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    first_name: str
    last_name: str
    email: str
    phone: str | None
    mobile: str | None
    company_name: str | None
    physical_address_1: str | None
    physical_city: str | None
    physical_state: str | None
    physical_postcode: str | None
    physical_country_id: str | None

    @field_validator("email")
    @classmethod
    def _reserved(cls, text: str) -> str:
        if not _EMAIL.fullmatch(text):
            raise ValueError("not a reserved address")
        return text

    @field_validator("first_name", "last_name", "company_name", "physical_address_1", "physical_city")
    @classmethod
    def _harmless(cls, text: str | None) -> str | None:
        if text and (_CARD.search(text) or _CONTROL.search(text)):
            raise ValueError("card or control character")
        return text

    @field_validator("physical_country_id")
    @classmethod
    def _two_letters(cls, text: str | None) -> str | None:
        if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
            raise ValueError("not two letters")
        return text


def _batches(rows: int) -> Iterator[pl.DataFrame]:
    for first in range(0, rows, _BATCH_ROWS):
        i = pl.int_range(first, min(first + _BATCH_ROWS, rows), eager=True)
        digits = i.cast(pl.String).str.zfill(8)
        yield pl.DataFrame({"i": i, "digits": digits}).select(
            first_name=pl.lit("Zoë-") + (pl.col("i") % 977).cast(pl.String),
            last_name=pl.lit("Arlington") + (pl.col("i") % 4999).cast(pl.String),
            email=pl.lit("zoe.arlington.") + pl.col("digits") + "@example.com",
            phone=pl.lit("+1-555-") + pl.col("digits").str.slice(1, 3) + "-" + pl.col("digits").str.slice(4),
            mobile=pl.when(pl.col("i") % 2 == 0).then(
                pl.lit("+1-555-") + pl.col("digits").str.slice(1, 3) + "-" + pl.col("digits").str.slice(4)
            ),
            company_name=pl.when(pl.col("i") % 8 == 0).then(pl.lit("Harbour & Thread Ltd")),
            physical_address_1=(pl.col("i") % 9999).cast(pl.String) + " Willow Bend Street",
            physical_city=pl.lit("Portland"),
            physical_state=pl.lit("OR"),
            physical_postcode=pl.lit("97201"),
            physical_country_id=pl.lit("US"),
        )


def _pydantic_errors(path: Path) -> int:
    errors = 0
    seen: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                customer = _Customer.model_validate({name: cell or None for name, cell in row.items()})
            except ValidationError:
                errors += 1
                continue
            key = customer.email.casefold()
            errors += key in seen
            seen.add(key)
    return errors


def main() -> None:
    """Write the rows, check them both ways, print the ratio."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    manifest = Manifest(
        seed=1, packs={}, region="us", tool_version="bench", created_at="2026-01-01T00:00:00Z"
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "dataset"
        write_dataset(folder, _batches(rows), (), manifest, durable=False)
        started, ticked = time.process_time(), time.perf_counter()
        report = check_dataset(read_dataset(folder))
        ours, wall = time.process_time() - started, time.perf_counter() - ticked
        started = time.process_time()
        errors = _pydantic_errors(folder / "customers.csv")
        theirs = time.process_time() - started
    print(f"check of {rows:,} rows: {report.total} findings here, {errors} there")  # noqa: T201 - a bench prints
    print(  # noqa: T201 - likewise
        f"CPU {ours:.2f} s ({wall:.2f} s on the clock), pydantic {theirs:.2f} s: "
        f"ratio {ours / theirs:.3f} (at most 0.25)"
    )


if __name__ == "__main__":
    main()
