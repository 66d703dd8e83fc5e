"""Scenes for tests of the command line: small datasets as a person would type them, and a store on a port to load into."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.sandbox import SandboxOptions
from tests.support.cli_support import Ran, invoke
from tests.support.sandboxes import OnAPort, on_a_port

EMBEDDED = ("--sandbox",)
FAST = ("--pace", "fast")
PACED = ("load", "plan", "verify", "update", "unload")
FOLDER = "out/demo"


def write_dataset(customers: int = 2, products: int = 3, folder: str = FOLDER) -> Path:
    """Write a dataset without a manifest: ann0@example.com ..., TST-00000 ..."""
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    people = ["first_name,last_name,email", *(f"Ann{i},Doe,ann{i}@example.com" for i in range(customers))]
    things = [
        "sku,name,price_including_tax",
        *(f"TST-{i:05},Test thing {i},{i + 1}.95" for i in range(products)),
    ]
    (path / "customers.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    (path / "products.csv").write_text("\n".join(things) + "\n", encoding="utf-8")
    return path


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file, as an editor would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def mapped(path: str = f"{FOLDER}/mapping.json") -> dict[str, Any]:
    """Return a mapping file."""
    document: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return document


def id_of(key: str) -> str:
    """The id that the mapping gives to the customer with this email or the product with this SKU."""
    document = mapped()
    [found] = [
        *(each["customer_id"] for each in document["customers"] if each["email"] == key),
        *(each["product_id"] for each in document["products"] if each["sku"] == key),
    ]
    return str(found)


class Shop:
    """A store on a port, and commands that mean it."""

    def __init__(self, port: OnAPort, capsys: pytest.CaptureFixture[str]) -> None:
        self.port = port
        self.options = ("-d", "sandbox", "--base-url", port.base_url)
        self._capsys = capsys

    def run(self, command: str, *words: str) -> Ran:
        """Run a command about FOLDER in this store, at the fast pace where there is one."""
        pace = FAST if command in PACED else ()
        return invoke(self._capsys, command, FOLDER, *self.options, *pace, *words)

    def load(self, *words: str) -> Ran:
        """Load FOLDER, fast and without being asked."""
        return self.run("load", "--yes", *words)

    def effects(self, what: str) -> list[dict[str, Any]]:
        """Return what happened in the store: 'created', 'updated' or 'deleted'."""
        return [each for each in self.port.history() if each["action"] == what]


@contextmanager
def shop_on_a_port(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *faults: dict[str, Any],
    prefix: str = "sandbox",
) -> Iterator[Shop]:
    """Serve a store and put its token into the environment."""
    options = SandboxOptions(registers=10, prefix=prefix, faults={"faults": list(faults)} if faults else None)
    with on_a_port(options) as port:
        monkeypatch.setenv("XSERIES_TOKEN", port.token)
        yield Shop(port, capsys)
