"""States of older formats: opened as they were, with a copy beside them; a migration that fails changes nothing."""

import contextlib
import json
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import JournalError
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.serve.http_request import HttpRequest
from pipeline.sandbox.serve.sandbox import Sandbox
from tests.support.sandboxes import FakeClock

RELEASED = Path(__file__).resolve().parents[1] / "fixtures/released/0.1/store_of_its_own/shop.sqlite"
PLAN = {
    "seed": 7,
    "faults": [{"kind": "late-commit", "at": [4], "resource": "customers", "tell": "502", "delay_s": 20.0}],
}
LIKE_RELEASED = SandboxOptions(prefix="kiwi", tax_exclusive=True, registers=3, window="sliding", faults=PLAN)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return a copy of a state that 0.1 wrote: a sliding window of 24 requests, a plan whose rule has fired."""
    return Path(shutil.copy(RELEASED, tmp_path / "shop.sqlite"))


def query(path: Path, *statements: str) -> Any:
    """Return what the last statement finds."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as base:
        return [base.execute(each).fetchall() for each in statements][-1]


def content(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as base:
        return list(base.iterdump())


def format_of(path: Path) -> int:
    [(version,)] = query(path, "PRAGMA user_version")
    return int(version)


def limiter_in(path: Path) -> dict[str, Any]:
    [(text,)] = query(path, "SELECT value FROM meta WHERE name = 'limiter'")
    found: dict[str, Any] = json.loads(text)
    return found


def opened(path: Path) -> Sandbox:
    """Open a state at the moment when it was closed."""
    return Sandbox(LIKE_RELEASED, path, clock=FakeClock(1_795_895_775.0))


def test_state_of_an_older_format_is_brought_to_todays_with_a_copy_beside_it(state: Path) -> None:
    before, copy = content(state), state.with_name("shop.sqlite.v1")
    opened(state).close()
    assert (format_of(state), format_of(copy)) == (3, 1)
    assert content(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    kept = copy.read_bytes()
    opened(state).close()
    assert copy.read_bytes() == kept
    assert {path.name for path in state.parent.iterdir()} == {state.name, copy.name, "shop.sqlite.lock"}


def pack_log(state: Path) -> None:
    """Leave what a version between 0.1 and format 2 wrote."""
    limiter = limiter_in(state)
    log = limiter["window"]["log"]
    limiter["window"]["log"] = struct.pack(f"<{len(log)}d", *log).hex()
    query(state, f"UPDATE meta SET value = '{json.dumps(limiter)}' WHERE name = 'limiter'")


@pytest.mark.parametrize("prepare", [lambda state: None, pack_log], ids=["a list", "packed"])  # noqa: ARG005
def test_quota_and_counts_of_faults_go_on_from_an_older_format(
    state: Path, prepare: Callable[[Path], None]
) -> None:
    prepare(state)
    sandbox = opened(state)
    assert sandbox.limiter.remaining(sandbox.clock()) == 950 - 24
    headers = {"authorization": f"Bearer {sandbox.options.token}"}
    body = b'{"first_name": "A", "last_name": "B"}'
    create = HttpRequest("POST", "/api/2.0/customers", "", headers, body)
    assert [sandbox.answer(create).status for _ in range(4)] == [201] * 4  # else the fourth were told 502
    sandbox.close()


def block_copy(state: Path) -> None:
    state.with_name("shop.sqlite.v1").mkdir()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda state: query(state, "UPDATE meta SET value = '7' WHERE name = 'limiter'"), "no whole store"),
        (lambda state: query(state, "UPDATE meta SET value = '{' WHERE name = 'faults'"), "damaged"),
        (lambda state: query(state, "ALTER TABLE shelf RENAME TO stock"), "damaged"),
        (lambda state: query(state, "PRAGMA user_version = 0"), "no whole store"),
        (
            lambda state: query(
                state, """UPDATE meta SET value = '{"window": {"log": ["noon"]}}' WHERE name = 'limiter'"""
            ),
            "no whole store",
        ),
        (block_copy, "can't be used"),
    ],
)
def test_older_state_that_cannot_be_migrated_is_refused_and_left_as_it_was(
    state: Path, spoil: Callable[[Path], Any], why: str
) -> None:
    spoil(state)
    before = state.read_bytes()
    for _ in range(2):
        with pytest.raises(JournalError, match=why) as stopped:
            opened(state)
        assert stopped.value.code == "sandbox-state"
        assert state.read_bytes() == before


def test_older_state_that_another_program_writes_to_is_migrated_once_it_is_free(state: Path) -> None:
    with contextlib.closing(sqlite3.connect(state, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO meta VALUES ('mine', '1')")
        with pytest.raises(JournalError) as stopped:
            opened(state)
        assert stopped.value.code == "sandbox-busy"
        other.execute("COMMIT")
    opened(state).close()
    for path in (state, state.with_name("shop.sqlite.v1")):
        assert query(path, "SELECT value FROM meta WHERE name = 'mine'") == [("1",)], path


def test_commits_that_were_due_before_their_version_was_kept_still_come(state: Path) -> None:
    opened(state).close()
    call = ["POST", "/customers", [], {"first_name": "Late", "last_name": "B"}, "r-1"]
    query(state, f"INSERT INTO late (due_s, call, lag) VALUES (1.0, '{json.dumps(call)}', '{{}}')")
    sandbox = opened(state)
    effect = sandbox.history()[-1]
    assert (effect.actor, effect.action, effect.body["first_name"]) == ("late", "created", "Late")
    sandbox.close()


def test_state_of_an_older_format_takes_what_it_did_not_know(state: Path) -> None:
    sandbox = opened(state)
    headers = {"authorization": f"Bearer {sandbox.options.token}"}
    nodes = {"categories": [{"name": "Pet"}]}

    def ask(method: str, path: str, body: Any = None) -> Any:
        sent = b"" if body is None else json.dumps(body).encode()
        return json.loads(sandbox.answer(HttpRequest(method, f"/api/2.0{path}", "", headers, sent)).body)

    pet = ask("POST", "/product_categories/bulk", nodes)["data"][0]["id"]
    [product] = ask("POST", "/products", {"name": "Tuna", "product_category_id": pet})["data"]
    ada = ask("POST", "/customers", {"first_name": "Ada", "last_name": "B"})["data"]
    ask("PUT", f"/customer_groups/{ada['customer_group_id']}", {"name": "Everybody"})
    sandbox.close()
    sandbox = opened(state)
    assert ask("GET", f"/products/{product}")["data"]["type"]["id"] == pet
    members = ask("GET", f"/customer_groups/{ada['customer_group_id']}/customers")["data"]
    assert ada["id"] in [row["id"] for row in members]
    assert all("product_codes" in row for row in ask("GET", "/products")["data"])
    sandbox.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.sandbox.serve.sandbox import Sandbox
from pipeline.sandbox.state import formats
whole = formats._MIGRATIONS[1]
formats._MIGRATIONS[1] = lambda base: (whole(base), os.kill(os.getpid(), signal.SIGKILL))
Sandbox(state=Path(sys.argv[1]))
"""


def test_migration_that_is_killed_begins_anew(state: Path) -> None:
    before = content(state)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(state)], check=False)
    assert ended.returncode == -9
    assert (format_of(state), content(state)) == (1, before)
    opened(state).close()
    assert (format_of(state), content(state.with_name("shop.sqlite.v1"))) == (3, before)


def test_log_of_requests_that_is_cut_off_is_refused(state: Path) -> None:
    opened(state).close()
    limiter = limiter_in(state)
    limiter["window"]["log"] = limiter["window"]["log"][:-2]
    query(state, f"UPDATE meta SET value = '{json.dumps(limiter)}' WHERE name = 'limiter'")
    with pytest.raises(JournalError, match="no whole store"):
        opened(state)
