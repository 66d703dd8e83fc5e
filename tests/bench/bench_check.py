"""`check` of many rows against pydantic, row by row, in the same run. Prints CPU seconds and the ratio.

    python -m tests.bench.bench_check [ROWS]

Both read the same CSV file. The baseline is what a careful programmer writes with pydantic: csv rows into a
model with rules for required cells, e-mail, country, money, card-like digits and names, duplicates by a set.
"""

import csv
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.dataset import Manifest, check_dataset, read_dataset, write_dataset
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind

_BATCH_ROWS = 65_536
ROUNDS = 3
_CARD = re.compile(r"[0-9](?:[ -]?[0-9]){12}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FORBIDDEN = re.compile(r"[#$&]")
_EMAIL = re.compile(r"[^\s@]+@(?:[a-z0-9-]+\.)*example\.(?:com|net|org)")


class _Product(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sku: str
    name: str
    description: str | None
    price_including_tax: Decimal | None = Field(default=None, ge=0, decimal_places=2)
    supply_price: Decimal | None = Field(default=None, ge=0, decimal_places=2)
    is_active: bool | None

    @field_validator("name")
    @classmethod
    def _takeable(cls, text: str) -> str:
        if _FORBIDDEN.search(text) or _CONTROL.search(text):
            raise ValueError("character that the store refuses")
        return text


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


_MODELS: dict[Kind, type[BaseModel]] = {CUSTOMER: _Customer, PRODUCT: _Product}


def _customers(rows: int) -> Iterator[pl.DataFrame]:
    for i, digits in _numbered(rows):
        phone = pl.lit("+1-555-") + pl.col("digits").str.slice(1, 3) + "-" + pl.col("digits").str.slice(4)
        yield pl.DataFrame({"i": i, "digits": digits}).select(
            first_name=pl.lit("Zoë-") + (pl.col("i") % 977).cast(pl.String),
            last_name=pl.lit("Arlington") + (pl.col("i") % 4999).cast(pl.String),
            email=pl.lit("zoe.arlington.") + pl.col("digits") + "@example.com",
            phone=phone,
            mobile=pl.when(pl.col("i") % 2 == 0).then(phone),
            company_name=pl.when(pl.col("i") % 8 == 0).then(pl.lit("Harbour & Thread Ltd")),
            physical_address_1=(pl.col("i") % 9999).cast(pl.String) + " Willow Bend Street",
            physical_city=pl.lit("Portland"),
            physical_state=pl.lit("OR"),
            physical_postcode=pl.lit("97201"),
            physical_country_id=pl.lit("US"),
        )


def _products(rows: int) -> Iterator[pl.DataFrame]:
    for i, digits in _numbered(rows):
        yield pl.DataFrame({"i": i, "digits": digits}).select(
            sku=pl.lit("APP-") + pl.col("digits"),
            name=pl.lit("Harbour Linen Shirt - Navy / ") + pl.col("digits"),
            description=pl.lit("A soft, washed linen shirt for warm days. Navy, size ")
            + pl.col("digits")
            + ". Machine wash at 30 degrees; dries on the line in an hour.",
            price_including_tax=(pl.col("i") % 90 + 10).cast(pl.Decimal(14, 2)) + pl.lit(Decimal("0.95")),
            supply_price=(pl.col("i") % 9 + 1).cast(pl.Decimal(14, 2)),
            is_active=pl.col("i") % 20 != 0,
        )


def _numbered(rows: int) -> Iterator[tuple[pl.Series, pl.Series]]:
    for first in range(0, rows, _BATCH_ROWS):
        i = pl.int_range(first, min(first + _BATCH_ROWS, rows), eager=True)
        yield i, i.cast(pl.String).str.zfill(8)


def _pydantic_errors(path: Path, model: type[BaseModel], key_field: str) -> int:
    errors = 0
    seen: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                model.model_validate({name: cell or None for name, cell in row.items()})
            except ValidationError:
                errors += 1
                continue
            key = row[key_field].casefold()
            errors += key in seen
            seen.add(key)
    return errors


def _measure(kind: Kind, rows: int) -> str:
    customers = _customers(rows) if kind is CUSTOMER else iter(())
    products = _products(rows) if kind is PRODUCT else iter(())
    model = _MODELS[kind]
    manifest = Manifest(
        seed=1, packs={}, region="us", tool_version="bench", created_at="2026-01-01T00:00:00Z"
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "dataset"
        write_dataset(folder, {CUSTOMER: customers, PRODUCT: products}, manifest, durable=False)
        found: set[tuple[int, int]] = set()
        costs = []
        for _ in range(ROUNDS):
            started, ticked = time.process_time(), time.perf_counter()
            report = check_dataset(read_dataset(folder))
            ours, wall = time.process_time() - started, time.perf_counter() - ticked
            started = time.process_time()
            errors = _pydantic_errors(folder / f"{kind.plural}.csv", model, kind.key.field)
            theirs = time.process_time() - started
            found.add((report.total, errors))
            costs.append((ours, wall, theirs, ours / theirs))
    (findings,) = found
    ours, wall, theirs, ratio = (statistics.median(column) for column in zip(*costs, strict=True))
    return (
        f"check of {rows:,} {kind.plural}: CPU {ours:.2f} s ({wall:.2f} s on the clock), pydantic {theirs:.2f} s, "
        f"ratio {ratio:.3f} (at most 0.25); findings {findings[0]} here, {findings[1]} there"
    )


def main() -> None:
    """Check a million of each kind both ways and print the ratios."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for kind in _MODELS:
        print(_measure(kind, rows), flush=True)


if __name__ == "__main__":
    main()
