"""The sandbox knows a kind by its row of one table, and what is asked of it by the rows of another."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import JournalError
from pipeline.sandbox.api.rows import KINDS
from tests.support.sandboxes import InMemory, in_memory
from tests.support.toy import with_bundles


def ask(world: InMemory, method: str, path: str, body: Any = None) -> Any:
    async def call() -> Any:
        async with world.client() as client:
            return (await client.request(method, path, json=body)).json()

    return asyncio.run(call())


def test_kind_that_is_added_to_the_two_tables_is_served_and_kept_like_any_other(tmp_path: Path) -> None:
    with with_bundles():
        with in_memory(state=tmp_path / "s") as first:
            [made] = ask(first, "POST", "/bundles", {"members": [{"code": "Bun-1", "name": "Spring"}]})[
                "data"
            ]
            [effect] = first.history()
            assert (effect.action, effect.kind, effect.id, effect.key) == (
                "created",
                "bundles",
                made,
                "Bun-1",
            )
        with in_memory(state=tmp_path / "s") as second:
            [found] = ask(second, "GET", "/bundles?code=bun-1")["data"]
            assert (found["id"], found["name"]) == (made, "Spring")
            state = ask(second, "GET", "http://sandbox.test/__sandbox/state")
            assert state["counts"]["bundles"] == {"live": 1, "deleted": 0}
    with in_memory() as world:
        assert ask(world, "GET", "/bundles") == {"error": "Not found"}
    with pytest.raises(JournalError, match="no whole store"), in_memory(state=tmp_path / "s"):
        pass


def test_every_kind_is_read_at_the_path_of_its_name() -> None:
    with in_memory() as world:
        missing = {kind for kind in KINDS if "data" not in ask(world, "GET", f"/{kind}")}
    assert missing == {"product_images"}, "images are read one by one"
