"""`compare` of two datasets of 10,000 products, suggestions included: seconds and memory of the whole process.

    python -m tests.bench.bench_compare [PRODUCTS]

Two runs: two shops that have next to nothing in common, and one shop against itself under other SKUs and names. The bound
is 5 s and 500 MiB.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

SECONDS, MIB = 5.0, 500
PROGRAM = (sys.executable, "-m", "pipeline")


def generate(folder: Path, products: int, seed: int) -> Path:
    counts = ("--customers", "100", "--products", str(products), "--no-limit", "--seed", str(seed))
    subprocess.run(
        [*PROGRAM, "generate", "-p", "apparel", "-p", "grocery", *counts, "--out", folder, "--quiet"],
        check=True,
    )
    return folder


def renamed(folder: Path, other: Path) -> Path:
    """Write the products of a dataset under other SKUs, with a word more, in another order."""
    other.mkdir()
    table = pl.read_csv(folder / "products.csv", infer_schema=False)
    skus = ("NEW-" + pl.int_range(pl.len()).cast(pl.String)).alias("sku")
    table = table.with_columns(skus, pl.col("name") + " New", pl.lit(None, pl.String).alias("barcode"))
    table.sample(fraction=1, shuffle=True, seed=1).write_csv(other / "products.csv")
    return other


def measure(ours: Path, theirs: Path, out: Path) -> tuple[float, int, int]:
    """Return seconds, MiB at the peak, and how many SKUs were mapped."""
    began_s = time.perf_counter()
    words = [*PROGRAM, "compare", str(ours), str(theirs), "--suggest", str(out), "--quiet"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 1, "they differ"
    mapped = len(json.loads(out.read_text(encoding="utf-8"))["sku_mappings"])
    return time.perf_counter() - began_s, used.ru_maxrss // 1024, mapped


def main() -> None:
    products = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        one, two = generate(folder / "one", products, 3), generate(folder / "two", products, 4)
        for name, other in (("two shops", two), ("one shop, renamed", renamed(one, folder / "renamed"))):
            seconds, mib, mapped = measure(one, other, folder / "skus.json")
            print(
                f"compare {products:,} x {products:,}, {name}: {seconds:.1f} s (bound {SECONDS:g}), {mib} MiB (bound {MIB}), {mapped:,} mapped"
            )


if __name__ == "__main__":
    main()
