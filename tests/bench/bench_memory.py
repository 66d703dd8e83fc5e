"""Peak memory of the commands that read or write whole files, at a million rows of each kind: whatever the line ends and quotes,
with a finding in each row, with people made anonymous, with products of several rows each.

    python -m tests.bench.bench_memory [ROWS]

A peak is that of the command's process, with the largest that it started on top. Linux only: elsewhere it is 0.
"""

import csv
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from tests.bench.bench_generate import COMMAND, child

MOST_MIB = 300


def peak_mib(*words: str) -> float:
    """Run a command that ends well, and return its peak."""
    return child(COMMAND, *words).peak_mib


def rewritten(
    source: Path, target: Path, *, quotes: Literal[0, 1], column: str = "", behind: str = ""
) -> str:
    """Write a file anew, with something behind each cell of a column; return the folder that it is in."""
    with (
        source.open(encoding="utf-8", newline="") as lines,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        rows, writer = csv.reader(lines), csv.writer(out, quoting=quotes, lineterminator="\n")
        header = next(rows)
        writer.writerow(header)
        writer.writerows(
            [cell + behind * (name == column) for name, cell in zip(header, row, strict=True)] for row in rows
        )
    return str(target.parent)


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
    for name, line_ends in (("CRLF", (b"\r\n", b"\r\n")), ("LF and CRLF", (b"\n", b"\r\n"))):
        with Path(made, file).open("rb") as lines, Path(windows, file).open("wb") as other:
            other.writelines(line.replace(b"\n", line_ends[at % 2]) for at, line in enumerate(lines))
        yield f"check, {name}", peak_mib("check", windows)
        words = ("import", str(Path(windows, file)), "--out", taken, "--force")
        yield f"import --force, {name}", peak_mib(*words)
    both = Path(made, file), Path(windows, file)
    yield "check, each cell quoted", peak_mib("check", rewritten(*both, quotes=csv.QUOTE_ALL))
    column, damage = {CUSTOMER: ("email", "x"), PRODUCT: ("price_including_tax", "0")}[kind]
    wrong = rewritten(*both, quotes=csv.QUOTE_MINIMAL, column=column, behind=damage)
    yield "check, a finding in each row", child(COMMAND, "check", wrong, "--quiet", status=3).peak_mib
    words = ("import", str(Path(made, file)), "--out", taken, "--force")
    yield "import --force", peak_mib(*words)
    yield "import --force --anonymize", peak_mib(*words, "--anonymize")
    foreign = folder / f"theirs_{file}"  # without a column of keys, under headings of another program
    head = {CUSTOMER: "Full name,Phone,City,Zip", PRODUCT: "Item name,Selling price,Details"}[kind]
    body = {CUSTOMER: "Ann Lee{0},+1-555-{0:07},Portland,97201", PRODUCT: 'Cup {0},"$1,{1}.95",A fine cup'}[
        kind
    ]
    with foreign.open("w", encoding="utf-8") as lines_of:
        lines_of.write(f"{head}\n")
        lines_of.writelines(f"{body.format(row, row % 900 + 100)}\n" for row in range(rows))
    yield "import, other headings, no keys", peak_mib("import", str(foreign), "--out", taken, "--force")
    if kind is PRODUCT:
        with foreign.open("w", encoding="utf-8") as lines_of:
            lines_of.write(
                "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
            )
            for row in range(rows // 4):
                first = f"Cup {row},A fine cup that is glazed by hand,Marlstead,Size"
                for place, size in enumerate("SMLX"):
                    lines_of.write(f"cup-{row},{',,,' if place else first},{size},C-{row}-{size},19.95\n")
        yield "import, four rows a product", peak_mib("import", str(foreign), "--out", taken, "--force")


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
