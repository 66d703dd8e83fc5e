"""The sandbox on a port: how it starts, how it ends, what it says of a port that is taken."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from pipeline.errors import JournalError, UsageError
from pipeline.sandbox.serve import server
from pipeline.sandbox.serve.server import serve
from tests.support.sandboxes import FakeClock, in_memory, on_a_port

SERVED = """
import sys
from pathlib import Path
from pipeline.sandbox.serve.server import serve
serve(state=Path(sys.argv[1]), port=0, started=lambda it: print(it.control_url, flush=True))
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_server_quietly_and_in_order(tmp_path: Path, number: int) -> None:
    state = tmp_path / "s"
    with subprocess.Popen(
        [sys.executable, "-c", SERVED, str(state)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        body = json.dumps({"customers": [{"first_name": "Ada", "last_name": "Eze"}]}).encode()
        asked = urllib.request.Request(f"{url}/add", data=body, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert (out, err, process.returncode) == ("ended\n", "", 0)
    with in_memory(state=state) as world:
        assert len(world.history()) == 1


def test_taken_port_is_said_in_words() -> None:
    with on_a_port() as world:
        with pytest.raises(UsageError) as stopped:
            serve(port=int(world.base_url.split(":")[2].split("/")[0]))
        assert stopped.value.code == "port-busy"
    with pytest.raises(UsageError):
        serve(port=70_000)


def test_busy_state_is_refused_on_a_port_too(tmp_path: Path) -> None:
    with in_memory(state=tmp_path / "s"), pytest.raises(JournalError), on_a_port(state=tmp_path / "s"):
        pass


def test_served_store_can_run_on_a_clock_of_the_tests() -> None:
    clock = FakeClock()
    with on_a_port(clock=clock) as world:
        assert world.control("clock", {"by_s": 60}) == {"now_s": clock.now_s}
        with world.client() as client:
            assert client.get("/retailer").headers["date"] == "Fri, 15 Jan 2027 08:01:00 GMT"


def test_head_sends_a_length_and_no_body_and_keeps_the_connection() -> None:
    head = (
        b"HEAD /api/2.0/retailer HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer lsxs_pt_sandbox\r\n\r\n"
    )
    with on_a_port() as world:
        port = int(world.base_url.split(":")[2].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
            told = b""
            for _ in range(2):
                wire.sendall(head)
                while not told.endswith(b"\r\n\r\n"):
                    told += wire.recv(65536)
                told += b"next"
    first, second, rest = told.split(b"next")
    for answer in (first, second):
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"content-length: 0" not in answer
    assert rest == b""


def test_an_answer_waits_for_no_acknowledgement_of_its_head() -> None:
    with contextlib.closing(server._listen(0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP  # asyncio sets TCP_NODELAY on the wires of no other


def test_only_this_machine_is_listened_to() -> None:
    with on_a_port() as world:
        assert world.base_url.startswith("http://127.0.0.1:")
        with world.client() as client:
            assert "server" not in client.get("/retailer").headers
