"""What end-to-end tests share: small datasets written by hand, loads of them, and judging by the store's own history."""

import contextlib
import csv
import json
import os
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.journal.book import Journal
from pipeline.journal.transitions import State
from tests.e2e.command import TOKEN, Ended, run, start
from tests.support.sandboxes import OnAPort

PATIENCE_S = 60.0
QUICK = ("--pace", "fast", "--settle", "0.3")
PREFIX = "sandbox"


def customers_csv(number: int, first: int = 0) -> str:
    """Return the minimal file of so many customers."""
    rows = [f"Ann{i},Example{i},ann{i}@example.com" for i in range(first, first + number)]
    return "\n".join(["first_name,last_name,email", *rows]) + "\n"


def products_csv(number: int, first: int = 0) -> str:
    """Return the minimal file of so many products."""
    rows = [f"TST-{i:05},Test thing {i}" for i in range(first, first + number)]
    return "\n".join(["sku,name", *rows]) + "\n"


def dataset(place: Path, customers: int = 3, products: int = 3, name: str = "data") -> Path:
    """Write a dataset of minimal rows without a manifest, and return its folder."""
    folder = place / name
    folder.mkdir(parents=True)
    if customers:
        (folder / "customers.csv").write_text(customers_csv(customers))
    if products:
        (folder / "products.csv").write_text(products_csv(products))
    return folder


def words_of(folder: Path, shop: OnAPort, *more: str, prefix: str = PREFIX) -> list[str]:
    """Return the words that load a dataset into a store on a port, quickly and unattended."""
    return ["load", str(folder), "-d", prefix, "--base-url", shop.base_url, "--yes", *QUICK, *more]


def load(folder: Path, shop: OnAPort, *more: str, token: str = TOKEN) -> Ended:
    """Load with the installed command."""
    return run(folder.parent, *words_of(folder, shop, *more), XSERIES_TOKEN=token)


def start_load(folder: Path, shop: OnAPort, *more: str, token: str = TOKEN) -> "subprocess.Popen[str]":
    """Start the installed command loading; the caller ends it."""
    return start(folder.parent, *words_of(folder, shop, *more), XSERIES_TOKEN=token)


def created(shop: OnAPort) -> dict[str, list[str]]:
    """Return key -> the ids of everything that was ever created under it, at once or late."""
    ids: dict[str, list[str]] = defaultdict(list)
    for effect in shop.history():
        if effect["action"] == "created" and effect["actor"] in ("api", "late"):
            ids[effect["key"]].append(effect["id"])
    return dict(ids)


def creates(shop: OnAPort) -> list[dict[str, Any]]:
    """Return the creates that reached the store, whatever became of them."""
    return [each for each in shop.control("requests")["requests"] if each["method"] == "POST"]


def mapped(folder: Path) -> dict[str, str]:
    """Return key -> id of a dataset's mapping."""
    document = json.loads((folder / "mapping.json").read_text())
    ids = {row["email"]: row["customer_id"] for row in document["customers"]}
    return ids | {row["sku"]: row["product_id"] for row in document["products"]}


def assert_each_once(folder: Path, shop: OnAPort, records: int) -> None:
    """Hold the mapping against the history: every record once, under the store's own id."""
    history = created(shop)
    assert {key: len(ids) for key, ids in history.items() if len(ids) > 1} == {}
    assert mapped(folder) == {key: ids[0] for key, ids in history.items()}
    assert len(history) == records


def wait_until(holds: Callable[[], Any], process: "subprocess.Popen[str] | None" = None) -> None:
    """Wait until something holds; fail when the process ends before, or patience does."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        if process is not None and process.poll() is not None:
            out, err = process.communicate()
            pytest.fail(f"the command ended with {process.returncode}: {out}{err}")
        time.sleep(0.002)


def kill_between_requests(process: "subprocess.Popen[str]", journal: Path) -> None:
    """Kill a load while no create is on its way: what was on its way is looked up only after a minute."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        process.send_signal(signal.SIGSTOP)
        os.waitpid(process.pid, os.WUNTRACED)
        if not _on_its_way(journal):
            process.kill()
            return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.01)
    pytest.fail("there was always a create on its way")


def _on_its_way(journal: Path) -> bool:
    known = Journal.read(journal)
    if known is None:
        return False
    with known:
        return any(entry.state is State.SENT for entry in known.entries())


def lines_of(path: Path) -> int:
    """Return how many whole lines a file has; 0 when it isn't there."""
    with contextlib.suppress(OSError):
        return path.read_bytes().count(b"\n")
    return 0


def ended(process: "subprocess.Popen[str]") -> Ended:
    """Wait for a started command, and return how it ended."""
    out, err = process.communicate(timeout=PATIENCE_S)
    return Ended(process.returncode, out, err)


def write_rows(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write rows as a CSV file."""
    columns = list(rows[0])
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
