"""A sandbox on a port answers this machine's own names alone, and takes no change from another site's page."""

import json
import socket
from collections.abc import Iterator

import pytest

from pipeline.sandbox.serve.local_only import refuse
from tests.support.sandboxes import OnAPort, on_a_port

CREATE = json.dumps({"first_name": "Ada", "last_name": "Okafor"})
MINE = "127.0.0.1:8787"


@pytest.fixture(scope="module")
def world() -> Iterator[OnAPort]:
    with on_a_port() as served:
        yield served


def send(world: OnAPort, request_line: str, *headers: str, body: str = "") -> tuple[int, str, str]:
    """Send these lines as they stand, with a token; return status, headers and body."""
    lines = (request_line, *headers, f"Authorization: Bearer {world.token}", f"Content-Length: {len(body)}")
    with socket.create_connection(("127.0.0.1", port_of(world)), timeout=10) as wire:
        wire.sendall("\r\n".join((*lines, "Connection: close", "", body)).encode())
        told = b"".join(iter(lambda: wire.recv(65536), b"")).decode()
    head, _, rest = told.partition("\r\n\r\n")
    return int(head.split()[1]), head.lower(), rest


def port_of(world: OnAPort) -> int:
    return int(world.base_url.split(":")[2].split("/")[0])


@pytest.mark.parametrize("path", ["/api/2.0/retailer", "/__sandbox/state", "/__sandbox/nothing", "/"])
@pytest.mark.parametrize(
    ("version", "hosts"),
    [
        ("1.1", ("evil.example",)),
        ("1.1", ("127.0.0.1.evil.example",)),
        ("1.1", ("evil.example:8787",)),
        ("1.1", ("localhost.",)),
        ("1.1", ("127.0.0.1:",)),
        ("1.1", ("127.0.0.2",)),
        ("1.1", ("::1",)),
        ("1.1", ("localhost, evil.example",)),
        ("1.1", ("",)),
        ("1.1", ()),
        ("1.0", ()),
        ("1.1", ("localhost", "localhost")),
        ("1.1", ("localhost", "evil.example")),
    ],
)
def test_any_other_host_is_misdirected(
    world: OnAPort, path: str, version: str, hosts: tuple[str, ...]
) -> None:
    status, head, body = send(world, f"GET {path} HTTP/{version}", *(f"Host: {host}" for host in hosts))
    assert (status, json.loads(body)["error"]) == (421, "Misdirected request")
    assert "content-type: application/json" in head


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "LocalHost"])
@pytest.mark.parametrize("port", ["", ":80", ":8787"])
def test_names_of_this_machine_are_answered_with_and_without_a_port(
    world: OnAPort, host: str, port: str
) -> None:
    assert send(world, "GET /api/2.0/retailer HTTP/1.1", f"Host: {host}{port}")[0] == 200
    assert send(world, "GET /__sandbox/state HTTP/1.1", f"Host: {host}{port}")[0] == 200


def test_what_is_no_http_is_no_matter_of_hosts(world: OnAPort) -> None:
    assert send(world, "GET / HTTP/1.1 ", "Host: localhost")[0] == 400


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("http://127.0.0.1:{}/api/2.0/retailer", "127.0.0.1", 200),
        ("HTTP://localhost:{}/api/2.0/customers?page_size=1", "localhost", 200),
        ("http://localhost:{}/__sandbox/state", "127.0.0.1", 200),
        ("http://localhost:{}", "localhost", 404),
        ("http://evil.example/api/2.0/retailer", "127.0.0.1", 421),
        ("http://localhost@evil.example/api/2.0/retailer", "127.0.0.1", 421),
        ("http:///api/2.0/retailer", "127.0.0.1", 421),
        ("http://localhost/api/2.0/retailer", "evil.example", 421),
        ("https://localhost/api/2.0/retailer", "localhost", 404),
    ],
)
def test_target_may_be_a_whole_address(world: OnAPort, target: str, host: str, status: int) -> None:
    request = f"GET {target.format(port_of(world))} HTTP/1.1"
    assert send(world, request, f"Host: {host}")[0] == status


@pytest.mark.parametrize("path", ["/api/2.0/customers", "/__sandbox/reset"])
def test_page_of_another_site_changes_nothing_and_reads_nothing(world: OnAPort, path: str) -> None:
    page = ("Host: localhost", "Origin: http://evil.example", "Sec-Fetch-Site: cross-site")
    before = world.control("state")
    status, head, body = send(world, f"POST {path} HTTP/1.1", *page, body=CREATE)
    assert (status, json.loads(body)["error"]) == (403, "Cross-site request")
    assert world.control("state")["version"] == before["version"]
    asked_first = send(world, f"OPTIONS {path} HTTP/1.1", *page, "Access-Control-Request-Method: POST")
    read = send(world, "GET /__sandbox/state HTTP/1.1", *page)
    assert "access-control-" not in head + asked_first[1] + read[1]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"origin": f"http://{MINE}"}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"origin": f"http://{MINE}", "sec-fetch-site": "same-origin"}, True),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://127.0.0.1:3000"}, False),
        ({"origin": f"https://{MINE}"}, False),
        ({"origin": f"http://{MINE}.evil.example"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": f"http://{MINE}", "sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://evil.example", "sec-fetch-site": "same-origin"}, False),
    ],
)
def test_changes_come_from_the_same_origin_or_from_no_page(
    method: str, headers: dict[str, str], taken: bool
) -> None:
    sent = [(b"host", MINE.encode()), *((name.encode(), value.encode()) for name, value in headers.items())]
    refusal = refuse(method, sent)
    assert (None if refusal is None else refusal.status) == (None if taken else 403)
    assert refuse("GET", sent) is None
