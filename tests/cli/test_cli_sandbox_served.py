"""A sandbox that runs is the one of --sandbox, through its port; what its staff does there is noticed by the commands."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli.store.sandbox_place import SANDBOX_STATE
from pipeline.sandbox import SandboxOptions
from pipeline.sandbox.office.app import create_office
from pipeline.sandbox.serve.emptying import empty_store
from pipeline.sandbox.serve.running import find_running, note_path
from tests.e2e.command import start
from tests.support.cli_scenes import EMBEDDED, FAST, FOLDER, mapped, write_dataset
from tests.support.cli_support import invoke
from tests.support.sandboxes import OnAPort, on_a_port

VERIFY = ("verify", FOLDER, *EMBEDDED, *FAST)
LOAD = ("load", FOLDER, *EMBEDDED, "--yes", *FAST)


@pytest.fixture
def running() -> Iterator[OnAPort]:
    write_dataset(2, 3)
    options = SandboxOptions(registers=10)
    with on_a_port(options, state=Path(SANDBOX_STATE), pages=create_office, findable=True) as world:
        yield world


def test_a_load_into_the_sandbox_goes_through_its_port_and_is_on_its_page(
    capsys: pytest.CaptureFixture[str], running: OnAPort
) -> None:
    running.control("faults", {"faults": [{"kind": "error-after", "status": 500, "at": [2]}]})
    loaded = invoke(capsys, *LOAD)
    assert loaded.status == 0
    assert f"Look at it:  {running.base_url.removesuffix('/api/2.0')}/" in loaded.out + loaded.err
    log = running.control("log")["exchanges"]
    [lost] = [one for one in log if one["faults"] == ["error-after"]]
    assert [deed["action"] for deed in lost["deeds"]] == ["created"]
    assert len(mapped()["products"]) == 3
    shown = invoke(capsys, "plan", FOLDER, *EMBEDDED, *FAST)
    assert running.base_url.removesuffix("/api/2.0") in shown.out + shown.err


def test_what_staff_edited_and_deleted_is_named_by_verify(
    capsys: pytest.CaptureFixture[str], running: OnAPort
) -> None:
    assert invoke(capsys, *LOAD).status == 0
    first, second, _ = (row["product_id"] for row in mapped()["products"])
    running.control("edit", {"kind": "products", "id": first, "changes": {"name": "Edited by staff"}})
    running.control("delete", {"kind": "products", "id": second})
    found = invoke(capsys, *VERIFY)
    assert found.status == 1
    assert "TST-00000" in found.out
    assert "Edited by staff" in found.out
    assert "TST-00001" in found.out


def test_after_it_has_ended_the_same_store_is_used_without_a_port(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(1, 1)
    with on_a_port(state=Path(SANDBOX_STATE), findable=True):
        assert note_path(SANDBOX_STATE).exists()
        assert invoke(capsys, *LOAD).status == 0
    assert not note_path(SANDBOX_STATE).exists()
    assert invoke(capsys, *VERIFY).status == 0


@pytest.mark.campaign
@pytest.mark.parametrize(
    "note", ["", "no json", "[]", '{"port": "x"}', '{"port": 99999}', '{"pid": 1, "port": 1}', "{}"]
)
def test_a_stale_note_is_no_sandbox(capsys: pytest.CaptureFixture[str], note: str) -> None:
    write_dataset(1, 1)
    assert invoke(capsys, *LOAD).status == 0
    note_path(SANDBOX_STATE).write_text(note)
    assert find_running(SANDBOX_STATE) is None
    assert invoke(capsys, *VERIFY).status == 0
    assert not note_path(SANDBOX_STATE).exists()


@pytest.mark.campaign
def test_a_note_that_leads_to_another_store_or_another_program_is_stale(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_dataset(1, 1)
    assert invoke(capsys, *LOAD).status == 0
    with on_a_port() as other, socket.create_server(("127.0.0.1", 0)) as mute:
        mute.settimeout(0)
        for port in (int(other.base_url.split(":")[2].split("/")[0]), mute.getsockname()[1]):
            note_path(SANDBOX_STATE).write_text(json.dumps({"pid": 1, "port": port}))
            assert find_running(SANDBOX_STATE) is None
        assert other.control("log")["total"] == 0


def test_a_second_one_is_told_where_the_first_is(
    capsys: pytest.CaptureFixture[str], running: OnAPort
) -> None:
    ran = invoke(capsys, "sandbox", "--port", "0")
    assert (ran.status, running.base_url.removesuffix("/api/2.0") in ran.err) == (5, True)


def test_one_of_another_prefix_has_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(1, 1)
    with on_a_port(SandboxOptions(prefix="acme"), state=Path(SANDBOX_STATE), findable=True) as world:
        ran = invoke(capsys, *LOAD)
    assert (ran.status, f"-d acme --base-url {world.base_url}" in ran.err) == (2, True)


def test_reset_empties_it_while_it_runs_and_when_it_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(2, 3)
    assert invoke(capsys, *LOAD).status == 0
    ran = invoke(capsys, "sandbox", "--reset", "--json")
    assert (ran.status, ran.data["removed"]) == (0, 5)
    with on_a_port(state=Path(SANDBOX_STATE), findable=True) as world:
        before = world.control("state")["retailer_id"]
        assert before == ran.data["retailer_id"]
        world.control("add", {"customers": [{"first_name": "Ada", "last_name": "Eze"}]})
        assert empty_store(SANDBOX_STATE).removed == 1
        assert world.control("state")["retailer_id"] != before
    assert invoke(capsys, *VERIFY).status == 4


@pytest.mark.parametrize("more", [("--state", "s.sqlite"), ("--reset",)])
def test_fresh_goes_with_no_other_store(capsys: pytest.CaptureFixture[str], more: tuple[str, ...]) -> None:
    assert invoke(capsys, "sandbox", "--fresh", *more).status == 2


def test_each_request_is_a_line_and_a_fresh_store_leaves_nothing(tmp_path: Path) -> None:
    process = start(
        tmp_path, "sandbox", "--fresh", "--verbose", "--faults", "flaky-network", "--port", "0", "--quiet"
    )
    try:
        assert process.stdout is not None
        root = [process.stdout.readline() for _ in range(3)][2].split()[-1]
        token = {"Authorization": "Bearer lsxs_pt_sandbox"}
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(
                urllib.request.Request(f"{root}api/2.0/product", headers=token), timeout=10
            )
        line = process.stdout.readline()
        assert "GET    /api/2.0/product " in line
        assert "404" in line
        assert "-> The sandbox has no such route. Near: GET /api/2.0/products" in line
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert not (tmp_path / SANDBOX_STATE).exists()
