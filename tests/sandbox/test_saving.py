"""What can't be saved did not happen: in memory as in the file, whatever the effect. And nobody else waits for it."""

import asyncio
import contextlib
import json
import math
import select
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import JournalError
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.api.rows import KINDS
from pipeline.sandbox.faults.replies import HttpReply
from pipeline.sandbox.serve.http_request import HttpRequest
from pipeline.sandbox.serve.sandbox import Sandbox
from tests.support.sandboxes import FakeClock, InMemory, in_memory, on_a_port

CUSTOMER = {"first_name": "Ada", "last_name": "Okafor", "email": "ada@example.com", "customer_code": "ADA-1"}
PRODUCT = {"name": "Linen Shirt", "sku": "APP-1"}
SECOND = 2  # the fault plan below hits the second create


def ask(sandbox: Sandbox, method: str, path: str, body: Any = None) -> HttpReply:
    headers = {"authorization": f"Bearer {sandbox.options.token}", "x-request-id": "r-1"}
    sent = b"" if body is None else json.dumps(body).encode()
    return sandbox.answer(HttpRequest(method, f"/api/2.0{path}", "", headers, sent))


def own_id(sandbox: Sandbox, kind: str) -> str:
    return [row.id for row in sandbox.shop.rows.walk(kind)][-1]


def as_it_stands(sandbox: Sandbox) -> dict[str, Any]:
    """Return everything that the sandbox knows of its store."""
    rows = sandbox.shop.rows
    return {
        "retailer": rows.retailer_id,
        "rows": rows.saved(),
        "version": rows.version,
        "pages": {kind: list(rows.walk(kind)) for kind in KINDS},
        "index": {key: set(ids) for key, ids in rows._index.items() if ids},
        "late": list(sandbox.saved._late),
        "limiter": sandbox.limiter.dump()["window"],
        "counts": sandbox._counts,
        "fired": dict(sandbox.fired),
        "history": sandbox.saved.storage.history(),
    }


FAILURES = {  # what lets SQLite itself refuse a write, and what ends that
    "the first write": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
    "the last write": (
        "CREATE TEMP TRIGGER refuse BEFORE INSERT ON meta BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END",
        "DROP TRIGGER refuse",
    ),
}


@contextlib.contextmanager
def unwritable(sandbox: Sandbox, failure: str = "the first write") -> Iterator[None]:
    """Let the first or the last write of every transaction fail meanwhile."""
    begin, end = FAILURES[failure]
    base = sandbox.saved.storage._base
    base.execute(begin)
    try:
        yield
    finally:
        base.execute(end)


@contextlib.contextmanager
def locked(state: Path) -> Iterator[sqlite3.Connection]:
    """Hold the state file as a program with unsaved edits does; give its connection."""
    with contextlib.closing(sqlite3.connect(state, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def _family(sandbox: Sandbox) -> dict[str, Any]:
    size, outlet = own_id(sandbox, "variant_attributes"), own_id(sandbox, "outlets")
    stock = [{"outlet_id": outlet, "current_amount": 5}]
    variants = [
        {
            "sku": f"APP-{value}",
            "variant_definitions": [{"attribute_id": size, "value": value}],
            "inventory": stock,
        }
        for value in "SL"
    ]
    return {"name": "Wool Sock", "variants": variants}


EFFECTS: dict[str, Callable[[Sandbox], Any]] = {
    "create": lambda it: ask(it, "POST", "/customers", {**CUSTOMER, "customer_code": "NEW"}),
    "family": lambda it: ask(it, "POST", "/products", _family(it)),
    "stock": lambda it: it.staff("stock", {"product_id": own_id(it, "products"), "current_amount": 3}),
    "option": lambda it: ask(it, "POST", "/variant_attributes", {"name": "Color"}),
    "brand": lambda it: ask(it, "POST", "/brands", {"name": "Oatlow"}),
    "change": lambda it: ask(
        it, "PUT", f"/customers/{own_id(it, 'customers')}", {"email": "new@example.com"}
    ),
    "delete": lambda it: ask(it, "DELETE", f"/customers/{own_id(it, 'customers')}"),
    "delete family": lambda it: ask(it, "DELETE", f"/products/{own_id(it, 'products')}/all"),
    "staff edit": lambda it: it.staff(
        "edit", {"kind": "products", "id": own_id(it, "products"), "changes": {"sku": "APP-9"}}
    ),
    "staff delete": lambda it: it.staff("delete", {"kind": "products", "id": own_id(it, "products")}),
    "staff add": lambda it: it.staff("add", {"customers": [{**CUSTOMER, "customer_code": None}] * 3}),
    "sale": lambda it: it.staff("sales", {"customer_id": own_id(it, "customers")}),
    "late commit": lambda it: it.saved.commit_due(math.inf),
    "spending": lambda it: it.spend(5),
    "reset": lambda it: it.reset(),
}


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("failure", FAILURES)
def test_what_cannot_be_saved_did_not_happen_and_can_be_done_again(
    tmp_path: Path, effect: str, failure: str
) -> None:
    late = {"faults": [{"kind": "late-commit", "create": 1, "delay_s": 60, "tell": "502"}]}
    with in_memory(SandboxOptions(faults=late), tmp_path / "s") as world:
        sandbox = world.sandbox
        assert ask(sandbox, "POST", "/customers", {**CUSTOMER, "customer_code": "LATE"}).status == 502
        assert ask(sandbox, "POST", "/customers", CUSTOMER).status == 201
        assert ask(sandbox, "POST", "/variant_attributes", {"name": "Size"}).status == 201
        assert ask(sandbox, "POST", "/products", PRODUCT).status == 200
        before = as_it_stands(sandbox)
        with unwritable(sandbox, failure), pytest.raises(JournalError):
            EFFECTS[effect](sandbox)
        assert as_it_stands(sandbox) == before
        EFFECTS[effect](sandbox)
        after = as_it_stands(sandbox)
    assert after != before
    with in_memory(SandboxOptions(faults=late), tmp_path / "s") as again:
        assert as_it_stands(again.sandbox) == {**after, "fired": {}}


@pytest.mark.parametrize("kind", ["late-commit", "drop-after", "truncated", "lag"])
def test_a_fault_that_met_what_was_not_saved_is_not_used_up(kind: str) -> None:
    with in_memory(SandboxOptions(faults={"faults": [{"kind": kind, "create": SECOND}]})) as world:
        sandbox = world.sandbox
        ask(sandbox, "POST", "/customers", {})
        before = as_it_stands(sandbox)
        with unwritable(sandbox), pytest.raises(JournalError):
            ask(sandbox, "POST", "/products", PRODUCT)
        assert as_it_stands(sandbox) == before
        ask(sandbox, "POST", "/products", PRODUCT)
        assert dict(sandbox.fired) == {kind: 1}


def test_window_is_saved_with_the_effect(tmp_path: Path) -> None:
    plan = {"faults": [{"kind": "error-after", "at": [1, 3]}]}
    first = Sandbox(SandboxOptions(faults=plan), tmp_path / "s", clock=FakeClock())
    told = [ask(first, "POST", "/customers", {**CUSTOMER, "customer_code": None}).status for _ in range(2)]
    standing = as_it_stands(first)
    first.saved.storage.close()  # as a kill would: nothing is saved on the way out
    with in_memory(SandboxOptions(faults=plan), tmp_path / "s") as second:
        assert as_it_stands(second.sandbox) == {**standing, "fired": {}}
        told.append(ask(second.sandbox, "POST", "/customers", {**CUSTOMER, "customer_code": None}).status)
    assert told == [500, 201, 500]


def test_late_commit_that_cannot_be_saved_comes_after_its_absence_was_seen() -> None:
    plan = {"faults": [{"kind": "late-commit", "create": 1, "delay_s": 20}]}
    with in_memory(SandboxOptions(faults=plan)) as world:
        sandbox = world.sandbox
        ask(sandbox, "POST", "/customers", CUSTOMER)
        world.clock.advance(30)
        with unwritable(sandbox):
            assert len(json.loads(ask(sandbox, "GET", "/customers").body)["data"]) == 1
            seen_s = world.clock.now_s
            assert (world.history(), sandbox.saved.late) == ([], 1)
        world.clock.advance(10)
        [effect] = world.history()
        assert (effect.actor, effect.time_s, sandbox.saved.late) == ("late", seen_s, 0)


def test_commit_that_the_file_refuses_is_undone(tmp_path: Path) -> None:
    with in_memory(state=tmp_path / "s") as world:
        base = world.sandbox.saved.storage._base
        base.execute(
            "PRAGMA journal_mode=DELETE"
        )  # as where a file system refuses WAL: readers hold up a commit
        before = as_it_stands(world.sandbox)
        with contextlib.closing(sqlite3.connect(tmp_path / "s", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM shop_row").fetchall()
            with pytest.raises(JournalError) as stopped:
                ask(world.sandbox, "POST", "/customers", CUSTOMER)
        assert stopped.value.code == "sandbox-busy"
        assert as_it_stands(world.sandbox) == before
        assert ask(world.sandbox, "POST", "/customers", CUSTOMER).status == 201


def test_full_disk_is_a_500_in_json_and_nothing_is_there() -> None:
    large = {**CUSTOMER, "note": "x" * 20_000}

    async def create(world: InMemory) -> Any:
        async with world.client() as client:
            return await client.post("/customers", json=large)

    with in_memory() as world:
        base = world.sandbox.saved.storage._base
        pages = base.execute("PRAGMA page_count").fetchone()[0]
        base.execute(f"PRAGMA max_page_count={pages}")
        before = as_it_stands(world.sandbox)
        answer = asyncio.run(create(world))
        assert as_it_stands(world.sandbox) == before
        assert (answer.status_code, answer.headers["content-type"]) == (500, "application/json")
        assert answer.json()["error"] == "Internal server error"
        assert "disk is full. Nothing was changed." in answer.json()["message"]
        assert answer.headers["x-ratelimit-remaining"] == "350"
        assert "date" in answer.headers
        assert [seen.status for seen in world.sandbox.seen] == [500]
        base.execute("PRAGMA max_page_count=1000000")
        assert asyncio.run(create(world)).status_code == 201
        assert [effect.key for effect in world.history()] == [CUSTOMER["email"]]


def test_save_waits_for_a_lock_and_happens_once(tmp_path: Path) -> None:
    async def create(world: InMemory, other: sqlite3.Connection) -> tuple[int, int]:
        async def sleep(by_s: float) -> None:
            world.clock.advance(by_s)
            if len(world.sandbox.seen) == 1 and other.in_transaction:
                other.execute("ROLLBACK")

        world.app._sleep = sleep
        async with world.client() as client:
            seen = (await client.get("/retailer")).status_code
            return seen, (await client.post("/customers", json=CUSTOMER)).status_code

    with in_memory(state=tmp_path / "s") as world, locked(tmp_path / "s") as other:
        assert asyncio.run(create(world, other)) == (200, 201)
        assert len(world.history()) == 1
        assert world.sandbox.limiter.remaining(world.clock.now_s) == 348


def test_lock_that_stays_is_a_500_and_the_control_path_says_so_too(tmp_path: Path) -> None:
    async def try_all(world: InMemory) -> list[tuple[int, Any]]:
        async with world.client() as client:
            base = f"http://{world.options.prefix}.test/__sandbox"
            answers = [
                await client.post("/customers", json=CUSTOMER),
                await client.post(f"{base}/add", json={"customers": [CUSTOMER]}),
                await client.post(f"{base}/spend", json={"requests": 5}),
                await client.post(f"{base}/reset", json={}),
                await client.get("/customers"),
                await client.get(f"{base}/history"),
                await client.get(f"{base}/state"),
            ]
            return [(answer.status_code, answer.json()) for answer in answers]

    with in_memory(state=tmp_path / "s") as world:
        before = as_it_stands(world.sandbox)
        with locked(tmp_path / "s"):
            told = asyncio.run(try_all(world))
        assert [status for status, _ in told] == [500, 500, 500, 500, 200, 200, 200]
        assert all("locked" in json.dumps(body) for status, body in told if status == 500)
        assert told[-1][1]["counts"]["customers"] == {"live": 1, "deleted": 0}
        assert as_it_stands(world.sandbox) == {**before, "limiter": world.sandbox.limiter.dump()["window"]}


def test_one_save_that_waits_holds_up_no_other_request(tmp_path: Path) -> None:
    body = json.dumps(CUSTOMER).encode()
    with on_a_port(state=tmp_path / "s") as world, world.client() as client:
        head = (
            f"POST /api/2.0/customers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {world.token}\r\n"
        )
        port = int(world.base_url.split(":")[2].split("/")[0])
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as waiting,
            locked(tmp_path / "s") as other,
        ):
            waiting.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            for _ in range(3):
                assert client.get("/retailer", timeout=3).status_code == 200
            assert select.select([waiting], [], [], 0)[0] == []
            assert world.history() == []
            other.execute("ROLLBACK")
            assert waiting.recv(65536).startswith(b"HTTP/1.1 201 ")
        assert len(world.history()) == 1


def test_closing_while_the_file_is_locked_loses_no_effect(tmp_path: Path) -> None:
    sandbox = Sandbox(SandboxOptions(), tmp_path / "s", clock=FakeClock())
    ask(sandbox, "POST", "/customers", CUSTOMER)
    ask(sandbox, "GET", "/customers")
    with locked(tmp_path / "s"):
        sandbox.close()
    with in_memory(state=tmp_path / "s") as world:
        assert [effect.key for effect in world.history()] == [CUSTOMER["email"]]
