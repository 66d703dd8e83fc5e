"""Speed and memory of `generate`, as ratios against baselines of the same run.

    python -m tests.bench.bench_generate [--rows N] [--large]

The row loop is the specification's: Faker once per field and row, a row of CSV at a time; measured on a
sample, compared per row. Whole processes are children, with their peak memory as the system counted it.
`--large` adds ten million rows (minutes, and gigabytes of disk).
"""

import argparse
import csv
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from pipeline.generate import generate
from pipeline.packs import load_packs, load_region
from pipeline.settings import GenerateOptions

ROOT = Path(__file__).parents[2]
SAMPLE = 2_000  # rows of the row loop: some 160 µs each
ROUNDS = 5
LARGE = 10_000_000
DESCRIPTION_CHARACTERS = 180  # what the packs' descriptions have on average

_CHILD = """
import sys
from pipeline.generate import generate
from pipeline.packs import load_packs, load_region
from pipeline.settings import GenerateOptions
kind, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
counts = {"customers": 0, "products": 0} | {kind: count}
options = GenerateOptions(packs=("apparel",), seed=7, **counts)
made = generate(options, load_packs(options.packs), load_region("us"))
with open(path, "wb") as file:
    for batch in getattr(made, kind):
        batch.write_csv(file, include_header=not file.tell())
try:  # the parent's memory counts in ru_maxrss; this does not
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak / 1024)
"""
_IMPORTS = "import typer, polars, faker"
_SMALL = f"""{_IMPORTS}
from pipeline.generate import generate
from pipeline.packs import load_packs, load_region
from pipeline.settings import GenerateOptions
options = GenerateOptions(packs=("apparel",), seed=7)
made = generate(options, load_packs(options.packs), load_region("us"))
for frames in (made.customers, made.products):
    for batch in frames:
        batch.write_csv()
"""


def row_loop_customers(count: int) -> float:
    """Return the seconds per row of the specification's customer generator, writing CSV."""
    from faker import Faker

    fake = Faker("en_US")
    fake.seed_instance(1)
    draw = random.Random(1)
    writer = csv.writer(io.StringIO())
    started = time.perf_counter()
    for _ in range(count):
        first, last = fake.first_name(), fake.last_name()
        email = f"{first}.{last}.{draw.getrandbits(24):06x}@example.com".lower()
        phone = f"+1-555-{draw.randint(100, 999)}-{draw.randint(1000, 9999)}"
        place = (
            fake.street_address(),
            fake.city(),
            fake.state_abbr(),
            fake.postcode(),
            fake.current_country_code(),
        )
        writer.writerow((first, last, email, phone, "", "", *place))
    return (time.perf_counter() - started) / count


def row_loop_products(count: int) -> float:
    """Return the seconds per row of the specification's product generator, with descriptions of our length."""
    import faker_commerce
    from faker import Faker

    fake = Faker("en_US")
    fake.add_provider(faker_commerce.Provider)
    fake.seed_instance(1)
    draw = random.Random(1)
    writer = csv.writer(io.StringIO())
    taken: set[str] = set()
    started = time.perf_counter()
    for _ in range(count):
        sku = f"APP-{draw.randint(0, 99_999):05d}"
        while sku in taken:
            sku = f"APP-{draw.randint(0, 99_999):05d}"
        taken.add(sku)
        base = draw.uniform(15, 120)
        price = round(base - base % 1 + draw.choice([0.95, 0.99]), 2)
        supply = round(price * draw.uniform(0.4, 0.6), 2)
        text = fake.text(max_nb_chars=DESCRIPTION_CHARACTERS)
        writer.writerow((sku, fake.ecommerce_name(), text, f"{price:.2f}", f"{supply:.2f}", "true"))
    return (time.perf_counter() - started) / count


def child(*arguments: str) -> tuple[float, float]:
    """Run a child process; return its wall seconds and its peak memory in MiB, if it says it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed tool has its bytecode, too
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", *arguments],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - started, float(done.stdout or 0)


def median_of(action: Callable[[], float], rounds: int = ROUNDS) -> float:
    """Return the median of some runs."""
    return statistics.median(action() for _ in range(rounds))


def timed(action: Callable[[], object]) -> float:
    """Return the wall seconds of an action."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def write_all(batches: Iterable[pl.DataFrame], path: Path) -> None:
    """Write batches to one CSV file as they come."""
    with path.open("wb") as file:
        for batch in batches:
            batch.write_csv(file, include_header=not file.tell())


def against_finished_frame(kind: str, rows: int, path: Path) -> float:
    """Return generating and writing, against polars writing the same finished frame."""
    options = GenerateOptions(
        packs=("apparel",),
        seed=7,
        customers=rows * (kind == "customers"),
        products=rows * (kind == "products"),
    )
    made = generate(options, load_packs(options.packs), load_region("us"))
    frames = made.customers if kind == "customers" else made.products
    finished = frames.collect()
    ratios = []
    for _ in range(ROUNDS):
        alone = timed(lambda: finished.write_csv(path))
        ratios.append(timed(lambda: write_all(frames, path)) / alone)
    return statistics.median(ratios)


def measure(rows: int, folder: Path) -> dict[str, float]:
    """Return every figure of the table."""
    path = folder / "rows.csv"
    figures: dict[str, float] = {}
    loops = {"customers": row_loop_customers, "products": row_loop_products}
    for kind, row_loop in loops.items():
        runs = [(row_loop(SAMPLE), *child(_CHILD, kind, str(rows), str(path))) for _ in range(3)]
        figures[f"{kind}: row loop / ours, {rows:,} rows"] = statistics.median(
            row * rows / seconds for row, seconds, _ in runs
        )
        figures[f"{kind}: seconds, {rows:,} rows, whole process"] = statistics.median(run[1] for run in runs)
        figures[f"{kind}: peak MiB, {rows:,} rows"] = max(run[2] for run in runs)
        figures[f"{kind}: generate and write / polars writes the frame"] = against_finished_frame(
            kind, rows, path
        )
    baseline = median_of(lambda: child(_IMPORTS)[0], 9)
    figures["50+50, whole process / importing typer, polars, faker"] = (
        median_of(lambda: child(_SMALL)[0], 9) / baseline
    )
    return figures


def measure_large(folder: Path) -> dict[str, float]:
    """Return the figures of ten million rows."""
    path = folder / "rows.csv"
    figures: dict[str, float] = {}
    for kind, row_loop in (("customers", row_loop_customers), ("products", row_loop_products)):
        row = row_loop(SAMPLE)
        seconds, peak = child(_CHILD, kind, str(LARGE), str(path))
        figures[f"{kind}: row loop / ours, {LARGE:,} rows"] = row * LARGE / seconds
        figures[f"{kind}: seconds, {LARGE:,} rows, whole process"] = seconds
        figures[f"{kind}: peak MiB, {LARGE:,} rows"] = peak
    return figures


def main() -> None:
    """Print the table, as text or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large", action="store_true", help="ten million rows, too")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(chosen.rows, Path(folder))
        if chosen.large:
            figures |= measure_large(Path(folder))
    if chosen.json:
        print(json.dumps(figures, indent=2))
        return
    width = max(map(len, figures))
    for name, figure in figures.items():
        print(f"{name:<{width}}  {figure:>10,.2f}")


if __name__ == "__main__":
    main()
