"""Speed and memory of `generate`, as ratios against baselines of the same run.

    python -m tests.bench.bench_generate [--rows N] [--large] [--json]

The row loop is the specification's: Faker once per field and row, a row of CSV at a time; measured on a
sample, compared per row. The command is the real one, a child process, with its peak memory as the system
counted it. Every ratio is given twice: by the clock, and by CPU seconds of all threads, which says more on
a machine that others use. `--large` adds ten million rows (minutes, and gigabytes of disk).
"""

import argparse
import csv
import io
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.dataset import write_dataset
from pipeline.dataset.folder import Format
from pipeline.dataset.make import stream_of
from pipeline.dataset.manifest import manifest_for
from pipeline.generate import Frames, generate
from pipeline.generate.customers.customer_tables import groups_of
from pipeline.packs import Pack, Supplier, load_packs, load_region
from pipeline.schema.kinds import CUSTOMER, PRODUCT
from pipeline.settings import GenerateOptions

ROOT = Path(__file__).parents[2]
SAMPLE = 2_000  # rows of the row loop: some 160 µs each
ROUNDS = 9
STARTS = 15  # of a process that does next to nothing
LARGE = 10_000_000
DESCRIPTION_CHARACTERS = 200  # what the packs' descriptions have on average
# Of the row loop's families: so many are no single products; those come in these sizes.
_IN_FAMILIES = 0.6
_COLOURS, _SIZES = ("Navy", "Rust", "Sage", "Stone"), ("S", "M", "L", "XL")
KINDS = {kind.plural: kind for kind in (CUSTOMER, PRODUCT)}

# The command as it is installed; at the end it says its own peak (the parent's counts in ru_maxrss), with the largest of
# what it started on top.
COMMAND = """
import resource
from pipeline.cli.main import main
try:
    main()
finally:
    try:
        with open("/proc/self/status", encoding="ascii") as lines:
            own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
        print((own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024)
    except OSError:
        print(0)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and by CPU, and the peak memory of a child."""

    wall_s: float
    cpu_s: float
    peak_mib: float = 0.0

    def since(self, start: "Cost") -> "Cost":
        """Return what passed since an earlier `now()`."""
        return Cost(self.wall_s - start.wall_s, self.cpu_s - start.cpu_s)

    def per(self, count: int) -> "Cost":
        """Return the cost of one of so many."""
        return Cost(self.wall_s / count, self.cpu_s / count)


def now() -> Cost:
    """Return the clock and the CPU seconds of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Cost(time.perf_counter(), sum(each.ru_utime + each.ru_stime for each in used))


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table: what was measured, by the clock and by CPU, and what was asked for."""

    name: str
    wall: float
    cpu: float | None
    asked: str


def ratio(name: str, pairs: list[tuple[Cost, Cost]], asked: str, scale: int = 1) -> Figure:
    """Return the medians of first / second."""
    wall = statistics.median(first.wall_s / second.wall_s for first, second in pairs)
    cpu = statistics.median(first.cpu_s / second.cpu_s for first, second in pairs)
    return Figure(name, wall * scale, cpu * scale, asked)


def row_loop_customers(count: int) -> Cost:
    """Return what a row of the specification's customer generator costs, writing CSV."""
    from faker import Faker

    fake, groups = Faker("en_US"), groups_of(load_region("us"))
    fake.seed_instance(1)
    draw = random.Random(1)
    writer = csv.writer(io.StringIO())
    started = now()
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
        group = draw.choice(groups) if draw.random() < 0.125 else ""
        writer.writerow((first, last, email, phone, "", "", *place, group))
    return now().since(started).per(count)


def row_loop_products(count: int) -> Cost:
    """Return what a row of the specification's product generator costs, with descriptions of our length."""
    import faker_commerce
    from faker import Faker

    fake = Faker("en_US")
    fake.add_provider(faker_commerce.Provider)
    fake.seed_instance(1)
    draw = random.Random(1)
    writer = csv.writer(io.StringIO())
    taken: set[str] = set()
    pack = load_packs(["apparel"])[0]
    started = now()
    rows = 0
    while rows < count:
        base = draw.uniform(15, 120)
        price = round(base - base % 1 + draw.choice([0.95, 0.99]), 2)
        supply = round(price * draw.uniform(0.4, 0.6), 2)
        text = fake.text(max_nb_chars=DESCRIPTION_CHARACTERS)
        brand, supplier, tags = _labels(pack, draw)
        name, colour = fake.ecommerce_name(), draw.choice(_COLOURS)
        handle = f"{name.lower().replace(' ', '-')}-{draw.randrange(10**5):05d}"
        sizes = _SIZES if draw.random() < _IN_FAMILIES else (None,)
        reorder, restock = draw.randint(2, 12), draw.randint(2, 24)
        for size in sizes[: count - rows]:
            sku = f"APP-{draw.randint(0, 99_999):05d}"
            while sku in taken:
                sku = f"APP-{draw.randint(0, 99_999):05d}"
            taken.add(sku)
            options = ("Color", colour, "Size", size) if size else ("", "", "", "")
            digits = f"2{draw.randrange(10**11):011d}"
            check = -sum(int(digit) * (1 + 2 * (k % 2)) for k, digit in enumerate(digits)) % 10
            stock = (draw.randint(0, 40), reorder, restock)
            labels = (brand, draw.choice(pack.categories), tags, supplier.name)
            codes = (f"{supplier.code}{draw.randrange(10**5):05d}", f"{digits}{check}")
            prices = (f"{price:.2f}", f"{supply:.2f}")
            writer.writerow((sku, handle, name, *options, *prices, *stock, *labels, *codes, "true", text))
            text = ""
        rows += len(sizes)
    return now().since(started).per(count)


def _labels(pack: Pack, draw: random.Random) -> tuple[str, Supplier, str]:
    """Return a brand, who delivers it, and tags."""
    supplier = draw.choice(pack.suppliers)
    words = [*pack.material_tags.values(), "new", "gift"]
    return draw.choice(supplier.brands), supplier, "; ".join(draw.sample(words, draw.randint(2, 4)))


def environment() -> dict[str, str]:
    """Return the environment of a command as a person runs it.

    An installed tool has its bytecode. And what polars told this process's children of its allocator a command says itself.
    """
    ours = {"PYTHONDONTWRITEBYTECODE", "_RJEM_MALLOC_CONF"}
    return {name: value for name, value in os.environ.items() if name not in ours} | {"PYTHONPATH": str(ROOT)}


def child(code: str, *arguments: str, status: int = 0) -> Cost:
    """Run a child process that ends with this status; return what it cost."""
    started = now()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment(),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == status, done.stderr
    cost = now().since(started)
    last = (done.stdout.split() or ["0"])[-1]
    return Cost(cost.wall_s, cost.cpu_s, float(last) if code == COMMAND and arguments != ("--help",) else 0.0)


def command(folder: Path, file_format: str, *more: str, **counts: int) -> Cost:
    """Run `generate` into a fresh folder; return what it cost."""
    with tempfile.TemporaryDirectory(dir=folder) as out:
        words = ["generate", "-p", "apparel", "--seed", "7", "--no-limit", "--format", file_format]
        for kind in KINDS:
            words += [f"--{kind}", str(counts.get(kind, 0))]
        return child(COMMAND, *words, *more, "--out", str(Path(out, "shop")))


def against_row_loop(kind: str, rows: int, rounds: int, asked: str, folder: Path) -> list[Figure]:
    """Return the row loop against the command, and the command's peak memory as CSV and Parquet."""
    loop = {"customers": row_loop_customers, "products": row_loop_products}[kind]
    pairs = [(loop(SAMPLE), command(folder, "csv", **{kind: rows})) for _ in range(rounds)]
    name = f"{rows:,} {kind}"
    parquet = command(folder, "parquet", **{kind: rows})
    wall, cpu = (statistics.median(getattr(pair[1], each) for pair in pairs) for each in ("wall_s", "cpu_s"))
    return [
        ratio(f"{name} to CSV: row loop / command", pairs, asked, rows),
        Figure(f"{name} to CSV: seconds", wall, cpu, ""),
        Figure(f"{name}: peak MiB, CSV", max(pair[1].peak_mib for pair in pairs), None, "<= 256"),
        Figure(f"{name}: peak MiB, Parquet", parquet.peak_mib, None, "<= 256"),
    ]


def of_wide_tables(rows: int, folder: Path) -> Iterator[Figure]:
    """Yield what products cost in their widest form, with two outlets, and in their plainest."""
    ways = {
        "with two outlets": ("--outlet", "Main", "--outlet", "Market Square"),
        "without variants": ("--no-variants",),
    }
    for name, words in ways.items():
        cost = command(folder, "csv", *words, products=rows)
        yield Figure(f"{rows:,} products {name}: seconds", cost.wall_s, cost.cpu_s, "")
        yield Figure(f"{rows:,} products {name}: peak MiB, CSV", cost.peak_mib, None, "<= 256")


def timed(folder: Path, write: Callable[[Path], object]) -> Cost:
    """Return what writing into a new folder costs in this process."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        started = now()
        write(Path(place))
        return now().since(started)


def against_finished_frame(kind: str, rows: int, folder: Path) -> Iterator[Figure]:
    """Yield generating and writing a dataset, against polars writing the same finished frame.

    With checksums and all, but without the wait for the disk (fsync), which polars doesn't do.
    """
    options = GenerateOptions(
        packs=("apparel",),
        seed=7,
        customers=rows * (kind == "customers"),
        products=rows * (kind == "products"),
    )
    made = generate(options, load_packs(options.packs), load_region("us"))
    frames: Frames = made.frames[KINDS[kind]]
    finished = frames.collect()
    plain = manifest_for(
        options, {"apparel": ""}, "", vocabulary="", tool_version="0", created_at="2026-01-01T00:00:00+00:00"
    )
    writers: dict[Format, tuple[Callable[[Path], object], str]] = {
        "csv": (lambda place: finished.write_csv(place / "frame.csv"), "<= 1.7, aim 1.5"),
        "parquet": (lambda place: finished.write_parquet(place / "frame.parquet"), "<= 1.4"),
    }
    for file_format, (write, asked) in writers.items():

        def ours(place: Path, chosen: Format = file_format) -> None:
            write_dataset(place, {KINDS[kind]: stream_of(frames, chosen, {})}, plain, chosen, durable=False)

        pairs = [(timed(folder, ours), timed(folder, write)) for _ in range(ROUNDS)]
        yield ratio(f"{rows:,} {kind}: generate and write / polars writes, {file_format}", pairs, asked)


def starts(folder: Path) -> list[Figure]:
    """Return what commands that do little cost, against the imports that they can't do without."""
    helped = [(child(COMMAND, "--help"), child("import typer")) for _ in range(STARTS)]
    small = [
        (command(folder, "csv", customers=50, products=50), child("import typer, polars, faker"))
        for _ in range(STARTS)
    ]
    return [
        ratio("--help / importing typer", helped, "<= 1.3"),
        ratio("generate 50+50 / importing typer, polars, faker", small, "<= 1.3"),
    ]


def measure(rows: int, folder: Path, *, large: bool) -> Iterator[Figure]:
    """Yield the table, line by line."""
    yield from starts(folder)
    asked = {"customers": ">= 250", "products": ""}
    for kind in KINDS:
        yield from against_row_loop(kind, rows, 3, asked[kind], folder)
        yield from against_finished_frame(kind, rows, folder)
    yield from of_wide_tables(rows, folder)
    if large:
        asked = {"customers": ">= 400, aim 500", "products": ">= 25, aim 50"}
        for kind in KINDS:
            yield from against_row_loop(kind, LARGE, 1, asked[kind], folder)


def main() -> None:
    """Print the table, as text or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large", action="store_true", help="ten million rows, too")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = []
    if not chosen.json:
        print(f"{'':<72}{'clock':>9}{'CPU':>9}   asked")
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(chosen.rows, Path(folder), large=chosen.large):
            figures.append(figure)
            if not chosen.json:
                cpu = "" if figure.cpu is None else f"{figure.cpu:,.2f}"
                print(f"{figure.name:<72}{figure.wall:>9,.2f}{cpu:>9}   {figure.asked}".rstrip(), flush=True)
    if chosen.json:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))


if __name__ == "__main__":
    main()
