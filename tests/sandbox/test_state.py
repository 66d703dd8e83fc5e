"""What the sandbox remembers: across restarts, a kill, a second process; and what it refuses to open."""

import contextlib
import errno
import json
import math
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import JournalError, StopError, UsageError
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.faults.replies import HttpReply
from pipeline.sandbox.serve.http_request import HttpRequest
from pipeline.sandbox.serve.sandbox import Sandbox
from pipeline.sandbox.state.lock import _refusal
from pipeline.sandbox.windows import WINDOWS
from tests.support.sandboxes import FakeClock, in_memory

CUSTOMER = {"first_name": "Ada", "last_name": "Okafor", "email": "ada@example.com"}
PRODUCT = {"name": "Linen Shirt", "sku": "APP-1"}


def ask(sandbox: Sandbox, method: str, path: str, body: Any = None, query: str = "") -> HttpReply:
    headers = {"authorization": f"Bearer {sandbox.options.token}", "x-request-id": "r-1"}
    sent = b"" if body is None else json.dumps(body).encode()
    return sandbox.answer(HttpRequest(method, f"/api/2.0{path}", query, headers, sent))


def data(reply: HttpReply) -> Any:
    return json.loads(reply.body)["data"]


def remaining(reply: HttpReply) -> int:
    return int(dict(reply.headers)["X-RateLimit-Remaining"])


def late_plan(**more: Any) -> dict[str, Any]:
    return {"faults": [{"kind": "late-commit", "delay_s": 20, "until": 1, **more}]}


def test_another_process_finds_the_same_store(tmp_path: Path) -> None:
    state = tmp_path / "new" / "shop.sqlite"
    with in_memory(state=state) as first:
        created = data(ask(first.sandbox, "POST", "/customers", CUSTOMER))
        (product,) = data(ask(first.sandbox, "POST", "/products", PRODUCT))
        ask(first.sandbox, "DELETE", f"/products/{product}")
        retailer, before = data(ask(first.sandbox, "GET", "/retailer")), first.history()
    with in_memory(state=state) as second:
        assert data(ask(second.sandbox, "GET", "/retailer")) == retailer
        assert data(ask(second.sandbox, "GET", f"/customers/{created['id']}")) == created
        assert ask(second.sandbox, "GET", f"/products/{product}").status == 404
        assert second.history() == before
        newest = data(ask(second.sandbox, "POST", "/customers", CUSTOMER))
        assert newest["version"] > before[-1].version
        assert newest["id"] != created["id"]


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with in_memory(state=tmp_path / "shop.sqlite"):
            modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {0o600}


@pytest.mark.parametrize("kind", WINDOWS)
def test_window_goes_on_after_a_restart(tmp_path: Path, kind: str) -> None:
    options = SandboxOptions(window=kind)
    with in_memory(options, tmp_path / "s") as first:
        left = [remaining(ask(first.sandbox, "GET", "/retailer")) for _ in range(5)][-1]
    with in_memory(options, tmp_path / "s") as second:
        assert remaining(ask(second.sandbox, "GET", "/retailer")) == left - 1


def test_late_commit_survives_a_restart_and_comes_at_its_moment(tmp_path: Path) -> None:
    state, clock = tmp_path / "s", FakeClock()
    first = Sandbox(SandboxOptions(faults=late_plan(tell="502")), state, clock=clock)
    assert ask(first, "POST", "/customers", CUSTOMER).status == 502
    due_s = clock.now_s + 20
    first.close()
    second = Sandbox(SandboxOptions(), state, clock=clock)
    clock.advance(19)
    assert second.history() == []
    clock.advance(31)
    (effect,) = second.history()
    assert (effect.actor, effect.time_s, effect.request_id, effect.body) == ("late", due_s, "r-1", CUSTOMER)
    assert second.saved.late == 0
    second.close()
    assert len(Sandbox(SandboxOptions(), state, clock=clock).history()) == 1


def test_late_commit_that_clashes_by_then_does_nothing() -> None:
    with in_memory(SandboxOptions(faults=late_plan(tell="drop"))) as world:
        assert ask(world.sandbox, "POST", "/products", PRODUCT).status == 502
        assert ask(world.sandbox, "POST", "/products", PRODUCT).status == 200
        world.clock.advance(60)
        assert [effect.actor for effect in world.history()] == ["api"]


def test_blind_resend_meets_its_late_twin() -> None:
    with in_memory(SandboxOptions(faults=late_plan(tell="hang", hold_s=1))) as world:
        ask(world.sandbox, "POST", "/customers", CUSTOMER)
        ask(world.sandbox, "POST", "/customers", CUSTOMER)
        world.sandbox.saved.commit_due(math.inf)
        assert [effect.key for effect in world.history()] == ["ada@example.com"] * 2


def test_lag_ends_and_a_late_commit_brings_its_own() -> None:
    plan = late_plan()
    plan["faults"].append({"kind": "lag", "wait_s": 5, "places": ["search"]})
    with in_memory(SandboxOptions(faults=plan)) as world:
        ask(world.sandbox, "POST", "/customers", CUSTOMER)

        def hits() -> tuple[int, int]:
            found = data(ask(world.sandbox, "GET", "/search", query="type=customers&email=ada@example.com"))
            return len(found), len(data(ask(world.sandbox, "GET", "/customers"))) - 1

        assert hits() == (0, 0)
        world.clock.advance(20)
        assert hits() == (0, 1)
        world.clock.advance(5)
        assert hits() == (1, 1)


def test_fault_counts_go_on_after_a_restart(tmp_path: Path) -> None:
    plan = {"faults": [{"kind": "error-before", "status": 503, "until": 2}]}
    statuses = []
    for _ in range(3):
        with in_memory(SandboxOptions(faults=plan), tmp_path / "s") as world:
            statuses.append(ask(world.sandbox, "POST", "/customers", CUSTOMER).status)
    assert statuses == [503, 503, 201]


@pytest.mark.parametrize(("counts", "left"), [(True, 348), (False, 349)])
def test_failed_calls_count_or_not(counts: bool, left: int) -> None:
    with in_memory(SandboxOptions(count_failed=counts)) as world:
        ask(world.sandbox, "GET", "/nowhere")
        assert remaining(ask(world.sandbox, "GET", "/retailer")) == left


def test_quota_comes_back_with_the_window() -> None:
    with in_memory() as world:
        statuses = [ask(world.sandbox, "GET", "/retailer").status for _ in range(351)]
        assert statuses == [200] * 350 + [429]
        world.clock.advance(300)
        assert ask(world.sandbox, "GET", "/retailer").status == 200


def test_same_calls_make_the_same_ids() -> None:
    ids = []
    for _ in range(2):
        with in_memory(retailer_id="7f3b1f5e-0000-4000-8000-000000000001") as world:
            ids.append(data(ask(world.sandbox, "POST", "/customers", CUSTOMER))["id"])
    assert ids[0] == ids[1]


def test_reset_is_another_store(tmp_path: Path) -> None:
    with in_memory(state=tmp_path / "s") as world:
        before = data(ask(world.sandbox, "GET", "/retailer"))["id"]
        ask(world.sandbox, "POST", "/customers", CUSTOMER)
        world.sandbox.reset()
        after = data(ask(world.sandbox, "GET", "/retailer"))["id"]
        assert after != before
        assert world.history() == []
        assert len(data(ask(world.sandbox, "GET", "/customers"))) == 1
    with in_memory(state=tmp_path / "s") as again:
        assert data(ask(again.sandbox, "GET", "/retailer"))["id"] == after


def test_second_process_is_refused_with_the_holders_number(tmp_path: Path) -> None:
    with in_memory(state=tmp_path / "s"):
        with pytest.raises(JournalError) as stopped:
            Sandbox(state=tmp_path / "s")
        assert stopped.value.code == "sandbox-busy"
        assert f"process {os.getpid()}" in stopped.value.message
    Sandbox(state=tmp_path / "s").close()


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.sandbox.serve.sandbox import Sandbox
from pipeline.sandbox.serve.http_request import HttpRequest
sandbox = Sandbox(state=Path(sys.argv[1]))
headers = {"authorization": "Bearer lsxs_pt_sandbox"}
for number in range(40):
    body = b'{"first_name": "A", "last_name": "B", "email": "%d@example.com"}' % number
    assert sandbox.answer(HttpRequest("POST", "/api/2.0/customers", "", headers, body)).status == 201
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_acknowledged_creates_survive_a_kill(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "s")], check=False)
    assert ended.returncode == -9
    sandbox = Sandbox(state=tmp_path / "s")
    assert [effect.key for effect in sandbox.history()] == [f"{number}@example.com" for number in range(40)]
    sandbox.close()


def write_foreign(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE recipes (name TEXT)")
    base.close()


def write_newer(path: Path) -> None:
    Sandbox(state=path).close()
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 99")
    base.close()


def write_text(path: Path) -> None:
    path.write_text("a shopping list\n" * 100)


def write_note(path: Path) -> None:
    path.write_text("milk")


def link_to_another(path: Path) -> None:
    Sandbox(state=path.with_name("another")).close()
    path.symlink_to(path.with_name("another"))


def edit_shop(path: Path, *statements: str) -> None:
    Sandbox(state=path).close()
    with contextlib.closing(sqlite3.connect(path)) as base:
        for statement in statements:
            base.execute(statement)
        base.commit()


def damage_pages(path: Path) -> None:
    Sandbox(state=path).close()
    path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 40_000)


@pytest.mark.parametrize(
    ("write", "why"),
    [
        (write_foreign, "not a sandbox's"),
        (write_newer, "newer"),
        (write_text, "no SQLite file"),
        (write_note, "no SQLite file"),
        (link_to_another, "symbolic link"),
        (damage_pages, "damaged"),
        (lambda path: edit_shop(path, "UPDATE shop_row SET body = '{'"), "damaged"),
        (lambda path: edit_shop(path, "DROP TABLE late"), "damaged"),
        (lambda path: edit_shop(path, "DELETE FROM shop_row WHERE kind = 'retailer'"), "no whole store"),
        (lambda path: edit_shop(path, "DELETE FROM shop_row WHERE kind = 'outlets'"), "no whole store"),
        (lambda path: edit_shop(path, "UPDATE shop_row SET kind = 'boats'"), "no whole store"),
        (lambda path: edit_shop(path, "UPDATE meta SET value = '7'"), "no whole store"),
        (
            lambda path: edit_shop(path, "UPDATE meta SET value = '7' WHERE name = 'limiter'"),
            "no whole store",
        ),
        (lambda path: edit_shop(path, "INSERT INTO late VALUES (1, 0, '[]', '{}')"), "no whole store"),
    ],
)
def test_foreign_state_is_refused_and_left_alone(tmp_path: Path, write: Any, why: str) -> None:
    path = tmp_path / "s"
    write(path)
    before = path.read_bytes()
    for _ in range(2):  # the first refusal gives the lock back
        with pytest.raises(JournalError, match=why) as stopped:
            Sandbox(state=path)
        assert stopped.value.code == "sandbox-state"
        assert path.read_bytes() == before
    if not path.is_symlink():
        path.rename(tmp_path / "moved away")
        Sandbox(state=path).close()


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_locked_state_is_refused_at_once_and_opens_afterwards(tmp_path: Path, mode: str) -> None:
    edit_shop(tmp_path / "s", f"PRAGMA journal_mode={mode}")
    with contextlib.closing(sqlite3.connect(tmp_path / "s", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalError, match="locked by another program") as stopped:
            Sandbox(state=tmp_path / "s")
        assert stopped.value.code == "sandbox-busy"
        other.execute("ROLLBACK")
        Sandbox(state=tmp_path / "s").close()


NO_ROOM = """
import resource, sys
from pathlib import Path
from pipeline.errors import JournalError
from pipeline.sandbox.serve.sandbox import Sandbox
sys.dont_write_bytecode = True  # what Python compiles would be kept cut off at the limit
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)  # no file can grow beyond this
try:
    Sandbox(state=Path(sys.argv[1]))
except JournalError as stop:
    print(stop.code, stop.message, stop.hint)
"""


def open_without_room(path: Path, largest: int) -> str:
    words = [sys.executable, "-c", NO_ROOM, str(path), str(largest)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("known", [True, False])
def test_disk_without_room_is_found_when_the_state_is_opened(tmp_path: Path, known: bool) -> None:
    if known:
        Sandbox(state=tmp_path / "s").close()
    said = open_without_room(tmp_path / "s", 0)
    assert said.startswith("sandbox-state The sandbox's state")
    assert "Make room" in said


def test_disk_without_room_for_one_more_change_is_found_when_the_state_is_opened(tmp_path: Path) -> None:
    Sandbox(state=tmp_path / "s").close()
    with contextlib.closing(sqlite3.connect(tmp_path / "s", isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint=0")
        for number in range(20):  # a log longer than the index beside it, and all of it in use
            other.execute("INSERT INTO meta VALUES (?, '1')", (str(number),))
        size = (tmp_path / "s-wal").stat().st_size
        assert open_without_room(tmp_path / "s", size).startswith("sandbox-state")
        assert open_without_room(tmp_path / "s", 2 * size) == ""


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EACCES, errno.EDEADLK])
def test_file_system_without_locks_is_not_taken_for_a_busy_one(number: int) -> None:
    refusal = _refusal(Path("s"), OSError(number, "No locks available"), "1234")
    assert (refusal.code, "can't lock files: No locks available" in refusal.message) == (
        "sandbox-state",
        True,
    )


def test_lock_that_is_a_link_empties_nothing(tmp_path: Path) -> None:
    treasure = tmp_path / "treasure"
    treasure.write_text("keep me")
    (tmp_path / "s.lock").symlink_to(treasure)
    with pytest.raises(JournalError):
        Sandbox(state=tmp_path / "s")
    assert treasure.read_text() == "keep me"


def test_state_that_cannot_be_opened_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "s", tmp_path):
        with pytest.raises(JournalError) as stopped:
            Sandbox(state=path)
        assert stopped.value.code == "sandbox-state"


@pytest.mark.parametrize(
    "options",
    [
        {"window": "tumbling"},
        {"duplicate": "418"},
        {"registers": 0},
        {"tax_rate": 2},
        {"wrong_type_status": 500},
        {"token": "a b"},
        {"token": ""},
        {"faults": {"faults": [{"kind": "?"}]}},
    ],
)
def test_impossible_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(StopError) as stopped:
        Sandbox(SandboxOptions(**options))
    assert isinstance(stopped.value, UsageError)
    if options.get("token"):
        assert options["token"] not in str(stopped.value)
