"""Emptying a sandbox, whether it is served at the moment or not."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.serve.control import read_state, reset
from pipeline.sandbox.serve.running import ask, find_running
from pipeline.sandbox.serve.sandbox import Sandbox

# What a store has on its first day (`initial_rows.py`): a walk-in customer, a discount product, a group
_EMPTY_AGAIN = (
    "customers",
    "products",
    "brands",
    "suppliers",
    "tags",
    "product_categories",
    "customer_groups",
    "sales",
)
_FIRST_DAY = 3


@dataclass(frozen=True, slots=True)
class Emptied:
    """The id of the store that stands there now, and how many records of the one before it are gone."""

    retailer_id: str
    removed: int


def empty_store(state: Path) -> Emptied:
    """Make another store, on its first day, of a state file. Raises JournalError."""
    running = find_running(state)
    if running is not None:
        before, after = ask(running.port, "GET", "state"), ask(running.port, "POST", "reset")
        if before is not None and after is not None and "retailer_id" in after:
            return Emptied(str(after["retailer_id"]), _count(before["counts"]))
    sandbox = Sandbox(SandboxOptions(), state)  # says who has the file, where one has it and doesn't answer
    try:
        before = read_state(sandbox, {})
        return Emptied(reset(sandbox, {})["retailer_id"], _count(before["counts"]))
    finally:
        sandbox.close()


def _count(counts: dict[str, dict[str, int]]) -> int:
    return max(0, sum(counts[kind]["live"] for kind in _EMPTY_AGAIN if kind in counts) - _FIRST_DAY)
