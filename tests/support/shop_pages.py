"""Datasets made, spoiled and shown as pages, for tests."""

import csv
from collections.abc import Mapping
from pathlib import Path

from pipeline.cli.main import run

HOSTILE = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "'><svg onload=window.pwned=1>",
    "</style></script></td><b>bold</b>",
    "javascript:window.pwned=1",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &#60;i&#62;",
    "abc\u202egnp.exe",
    "bell\x07 zero\u200bwidth\u2028line",
    '=HYPERLINK("http://evil.example")',
)


def make_shop(
    folder: Path, *packs: str, customers: int = 20, products: int = 40, scenarios: bool = False
) -> Path:
    """Generate a dataset with seed 7."""
    chosen = [word for pack in packs or ("apparel", "home") for word in ("-p", pack)]
    counts = ("--customers", str(customers), "--products", str(products))
    assert (
        run(
            [
                "generate",
                *chosen,
                *counts,
                *(["--scenarios"] if scenarios else []),
                "--seed",
                "7",
                "--out",
                str(folder),
                "--quiet",
            ]
        )
        == 0
    )
    return folder


def edit_cells(path: Path, changes: Mapping[tuple[int, str], str]) -> None:
    """Put texts into cells, by the line of the row and the column's name; a column that isn't there is added."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for (line, column), text in changes.items():
        rows[line - 2][column] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)


def spoil(folder: Path) -> None:
    """Edit a price so that it is wrong and another so that it is right, and move a customer."""
    edit_cells(
        folder / "products.csv", {(4, "price_including_tax"): "94,99", (6, "price_including_tax"): "61.50"}
    )
    edit_cells(folder / "customers.csv", {(3, "physical_city"): "Ogden"})


def show_page(folder: Path, *words: str) -> Path:
    """Make the page of a dataset and return its file."""
    assert run(["show", str(folder), "--html", "--quiet", *words]) == 0
    return Path(words[words.index("--out") + 1]) if "--out" in words else folder / "shop.html"
