"""A spreadsheet in between: LibreOffice saves a dataset anew, and nothing that it lost may reach a store.

Each file goes CSV -> ods -> CSV. Imported as text, as a careful person does it, nothing is lost: the load that comes
after it finds nothing new. Imported with every dialog left at its default, damage is either a finding or no damage.
The judge is the store's own history: a load after a spreadsheet adds nothing to it, whatever the load says of itself.
"""

import itertools
import shutil
import subprocess
from pathlib import Path
from typing import Any

from pipeline.dataset import read_dataset, rows_of
from pipeline.packs import find_packs, region_names
from tests.e2e.command import run
from tests.support.round_trips import differing
from tests.support.sandboxes import on_a_port

KINDS = ("customers", "products")
FORMATS = (("defaults", "", "44,34,76,1"), ("text", "2", "59,34,65535,1"), ("text", "2", "44,34,76,1"))
CUSTOMERS, PRODUCTS = 60, 20
COLUMNS = 60  # more than a dataset has
PATIENCE_S = 180.0
EXIT_FINDINGS = 3


def available() -> bool:
    """Tell whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def campaign(folder: Path, seed: int) -> list[str]:
    """Save datasets through LibreOffice; return what went wrong."""
    failures = []
    for number, (name, column_type, output) in enumerate(FORMATS):
        place = folder / f"office-{number}"
        place.mkdir()
        words = ["generate", "-p", "home", "--seed", str(seed)]
        words += ["--customers", str(CUSTOMERS), "--products", str(PRODUCTS)]
        words += ["--region", "us" if number else "nz"]
        assert run(place, *words).status == 0
        assert run(place, *_LOAD).status == 0
        before = _history(place)
        made = [effect["key"] for effect in before if effect["kind"] in KINDS]
        assert len(set(made)) == len(made) == CUSTOMERS + PRODUCTS
        for kind in KINDS:
            save_anew(place / "out/demo" / f"{kind}.csv", column_type, output)
        checked = run(place, "check", "out/demo", "--json")
        loaded = run(place, *_LOAD, "--json")
        told = f"{name} ({output}): check {checked.status}, load {loaded.status}"
        if column_type and checked.status:
            failures.append(f"{told}: {checked.out[:600]}")
        elif checked.status != loaded.status or checked.status not in (0, EXIT_FINDINGS):
            failures.append(f"{told}: {loaded.out[:600]}")
        if (after := _history(place)) != before:
            failures.append(f"{told}: the store was changed: {after[len(before) :]}"[:900])
    return failures


def save_every_shop(folder: Path, seed: int) -> list[str]:
    """Save a shop of every pack in every region as text and with every default; return what went wrong.

    As text nothing may be lost. With defaults each damage is a finding with a way out, or no damage. `check --fix` makes
    the very bytes again that were generated.
    """
    failures = []
    for pack in find_packs():
        for region in region_names():
            for name, column_type, output in FORMATS[:2]:
                place = folder / f"{pack}-{region}-{name}"
                place.mkdir(parents=True)
                words = ["generate", "-p", pack, "--seed", str(seed), "--region", region]
                assert run(place, *words, "--customers", "12", "--products", "20").status == 0
                made = _bytes(place)
                for kind in KINDS:
                    save_anew(place / "out/demo" / f"{kind}.csv", column_type, output)
                checked = run(place, "check", "out/demo", "--json")
                bare = [each for each in checked.document["findings"] if not each["way_out"]]
                allowed = (0,) if column_type else (0, EXIT_FINDINGS)
                if checked.status not in allowed or bare:
                    failures.append(f"{pack}, {region}, {name}: {checked.status}, {checked.out[:600]}")
                fixed = run(place, "check", "out/demo", "--fix", "--json")
                if fixed.status or _bytes(place) != made:
                    failures.append(f"{pack}, {region}, {name}, --fix: {fixed.status}, {fixed.out[:600]}")
    return failures


def save_every_workbook(folder: Path, seed: int) -> list[str]:
    """Export a shop of every pack as a workbook, save it anew, and import that; return what isn't as it was."""
    failures = []
    for pack, region in zip(find_packs(), itertools.cycle(region_names()), strict=False):
        place = folder / pack
        place.mkdir(parents=True)
        words = ["generate", "-p", pack, "--seed", str(seed), "--region", region]
        assert run(place, *words, "--customers", "12", "--products", "20").status == 0
        assert run(place, "export", "out/demo", "--to", "xlsx").status == 0
        _convert(place / "out/demo/export/xlsx/shop.xlsx", "ods")
        _convert(place / "out/demo/export/xlsx/shop.ods", "xlsx")
        assert run(place, "import", "out/demo/export/xlsx/shop.xlsx", "--out", "out/back").status == 0
        before, after = (read_dataset(place / name) for name in ("out/demo", "out/back"))
        for kind in before.tables:
            changed, filled = differing(rows_of(before, kind), rows_of(after, kind))
            failures += (
                [f"{pack}, {region}, workbook: {kind} {changed} {filled}"] if changed or filled else []
            )
    return failures


def _bytes(place: Path) -> dict[str, bytes]:
    """Return the tables of the dataset in a folder, as they are."""
    return {path.name: path.read_bytes() for path in (place / "out/demo").glob("*.csv")}


def _history(place: Path) -> list[dict[str, Any]]:
    """Return everything that really happened in the sandbox of a folder."""
    with on_a_port(state=place / "out/.sandbox/shop.sqlite") as shop:
        return shop.history()


_LOAD = ("load", "out/demo", "--sandbox", "--yes", "--pace", "fast")


def save_anew(path: Path, column_type: str, output: str) -> None:
    """Have LibreOffice open a CSV file, save it as its own kind, and save that as CSV again."""
    columns = "/".join(f"{number}/{column_type}" for number in range(1, COLUMNS + 1)) if column_type else ""
    sheet = path.with_suffix(".ods")
    _convert(path, f"--infilter=CSV:44,34,76,1,{columns}", "ods")
    path.unlink()
    _convert(sheet, f"csv:Text - txt - csv (StarCalc):{output}")
    sheet.unlink()


def _convert(path: Path, *words: str) -> None:
    profile = (path.parent.parent / "office-profile").resolve().as_uri()
    *before, to = words
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={profile}", "--headless", *before,
            "--convert-to", to, "--outdir", str(path.parent), str(path),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE_S,
    )  # fmt: skip
