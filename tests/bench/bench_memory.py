"""Peak memory of the commands that read or write whole files, at a million rows of each kind, whatever the line ends.

    python -m tests.bench.bench_memory [ROWS]

A peak is that of the command's process, with the largest that it started on top. Linux only: elsewhere it is 0.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from tests.bench.bench_generate import COMMAND, child

MOST_MIB = 300


def peak_mib(*words: str) -> float:
    """Run a command that ends well, and return its peak."""
    return child(COMMAND, *words).peak_mib


def measure(kind: Kind, rows: int, folder: Path) -> Iterator[tuple[str, float]]:
    """Yield what was run and its peak."""
    counts = [
        word for each in (CUSTOMER, PRODUCT) for word in (f"--{each.plural}", str(rows * (each is kind)))
    ]
    made, windows, taken = (str(folder / name) for name in ("made", "windows", "taken"))
    words = ("generate", "-p", "apparel", "-p", "home", "--seed", "7", "--no-limit", *counts, "--out", made)
    yield "generate", peak_mib(*words)
    yield "generate --force", peak_mib(*words, "--force")
    yield "check", peak_mib("check", made)
    shutil.copytree(made, windows)
    shutil.rmtree(Path(windows, ".generated"), ignore_errors=True)
    file = f"{kind.plural}.csv"
    with Path(made, file).open("rb") as lines, Path(windows, file).open("wb") as other:
        other.writelines(line.replace(b"\n", b"\r\n") for line in lines)
    yield "check, CRLF", peak_mib("check", windows)
    yield "import", peak_mib("import", str(Path(made, file)), "--out", taken)
    yield "import --force, CRLF", peak_mib("import", str(Path(windows, file)), "--out", taken, "--force")
    foreign = folder / f"theirs_{file}"  # without a column of keys, under headings of another program
    head = {CUSTOMER: "Full name,Phone,City,Zip", PRODUCT: "Item name,Selling price,Details"}[kind]
    body = {CUSTOMER: "Ann Lee{0},+1-555-{0:07},Portland,97201", PRODUCT: 'Cup {0},"$1,{1}.95",A fine cup'}[
        kind
    ]
    with foreign.open("w", encoding="utf-8") as lines_of:
        lines_of.write(f"{head}\n")
        lines_of.writelines(f"{body.format(row, row % 900 + 100)}\n" for row in range(rows))
    yield "import, other headings, no keys", peak_mib("import", str(foreign), "--out", taken, "--force")


def main() -> None:
    """Print each peak."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for kind in (CUSTOMER, PRODUCT):
        with tempfile.TemporaryDirectory() as folder:
            for name, peak in measure(kind, rows, Path(folder)):
                print(
                    f"{name}, {rows:,} {kind.plural}: peak {peak:,.0f} MiB (at most {MOST_MIB})", flush=True
                )


if __name__ == "__main__":
    main()
