"""Faults that need a socket: resets, clean closes, drips, floods, short bodies, silence."""

import time
from typing import Any

import httpx
import pytest

from tests.support.sandboxes import OnAPort

CUSTOMER = {"first_name": "Ada", "last_name": "Okafor", "email": "ada@example.com"}


def post(port: OnAPort, timeout_s: float = 5) -> httpx.Response:
    with port.client() as client:
        return client.post("/customers", json=CUSTOMER, timeout=timeout_s)


def plan(port: OnAPort, **rule: Any) -> None:
    port.control("faults", {"faults": [rule]})


@pytest.mark.parametrize(
    ("kind", "error", "committed"),
    [
        ("drop-before", httpx.ReadError, 0),
        ("drop-after", httpx.ReadError, 1),
        ("fin-before", httpx.RemoteProtocolError, 0),
        ("fin-after", httpx.RemoteProtocolError, 1),
        ("cut-short", httpx.RemoteProtocolError, 1),
    ],
)
def test_connection_ends_and_history_knows(
    port: OnAPort, kind: str, error: type[Exception], committed: int
) -> None:
    plan(port, kind=kind, until=1)
    with pytest.raises(error):
        post(port)
    assert len(port.history()) == committed
    assert post(port).status_code == 201


@pytest.mark.parametrize(("kind", "committed"), [("hang-before", 0), ("hang-after", 1)])
def test_silence_ends_in_the_clients_time_out(port: OnAPort, kind: str, committed: int) -> None:
    plan(port, kind=kind, hold_s=30)
    with pytest.raises(httpx.ReadTimeout):
        post(port, timeout_s=0.1)
    assert len(port.history()) == committed


def test_silence_ends_by_itself(port: OnAPort) -> None:
    plan(port, kind="hang-after", hold_s=0.05)
    with pytest.raises(httpx.ReadError):
        post(port)


@pytest.mark.parametrize(
    ("tell", "error"),
    [("drop", httpx.ReadError), ("fin", httpx.RemoteProtocolError), ("hang", httpx.ReadTimeout)],
)
def test_late_commit_lands_after_the_client_gave_up(port: OnAPort, tell: str, error: type[Exception]) -> None:
    plan(port, kind="late-commit", tell=tell, delay_s=600, until=1)
    with pytest.raises(error):
        post(port, timeout_s=0.2)
    assert port.history() == []
    port.control("commit-late", {})
    assert [one["actor"] for one in port.history()] == ["late"]


def test_slow_drip_outlasts_a_read_time_out(port: OnAPort) -> None:
    plan(port, kind="slow-drip", every_s=0.02, bytes=2000)
    began, received = time.monotonic(), 0
    with port.client() as client, client.stream("POST", "/customers", json=CUSTOMER, timeout=0.5) as answer:
        for chunk in answer.iter_raw():
            received += len(chunk)
            if received > 30:
                break
    assert time.monotonic() - began > 0.5
    assert len(port.history()) == 1


def test_endless_body_goes_on_until_the_client_leaves(port: OnAPort) -> None:
    plan(port, kind="endless-body")
    received = 0
    with port.client() as client, client.stream("POST", "/customers", json=CUSTOMER) as answer:
        for chunk in answer.iter_raw():
            received += len(chunk)
            if received > 8 << 20:
                break
    assert received > 8 << 20
    assert port.control("state")["late"] == 0  # the server goes on serving


def test_connections_are_kept_alive(port: OnAPort) -> None:
    with port.client() as client:
        kept = {id(client.get("/retailer").extensions["network_stream"]) for _ in range(3)}
    assert len(kept) == 1
