"""Files from addresses that a stranger gave: without the token, from public hosts alone, bounded."""

import asyncio
import ssl
from typing import Any

import pytest
import trustme

from pipeline.http.downloads import REDIRECTS_MAX, Downloads, UnfetchedError
from tests.support.raw_servers import Answering, RawServer, answering, serving

FILE = b"some bytes"
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n" + FILE
NOWHERE = "https://nowhere.example/image.png"


def outcome(address: str, cap: int = 100, **options: Any) -> bytes | str:
    """Return the bytes of a file, or why there are none."""

    async def run() -> bytes | str:
        async with Downloads(**{"local": True, "deadline_s": 5.0} | options) as downloads:
            try:
                return await downloads.fetch(address, cap)
            except UnfetchedError as wrong:
                return str(wrong)

    return asyncio.run(run())


def why(address: str, **options: Any) -> str:
    found = outcome(address, **options)
    assert isinstance(found, str), "it was fetched"
    return found


def served(
    answer: Answering, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", **options: Any
) -> tuple[bytes | str, RawServer]:
    """Fetch a file from a server of this machine; return what came of it, and what the server saw."""

    async def run() -> tuple[bytes | str, RawServer]:
        async with serving(answer, tls) as server:
            address = f"http{'s' if tls else ''}://{host}:{server.port}/image.png"
            return await asyncio.to_thread(outcome, address, **options), server

    return asyncio.run(run())


def test_a_file_of_this_machine_comes_without_a_token() -> None:
    found, server = served(answering(WHOLE))
    assert found == FILE
    (request,) = server.requests
    assert b"authorization" not in request.lower()
    assert b"cookie" not in request.lower()


def test_the_certificate_is_that_of_the_name_though_its_address_is_connected_to() -> None:
    authority = trustme.CA()
    trusted, tls = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.configure_trust(trusted)
    authority.issue_cert("localhost").configure_cert(tls)
    assert served(answering(WHOLE), tls, "localhost", verify=trusted)[0] == FILE
    assert "certificate" in str(served(answering(WHOLE), tls, "127.0.0.1", verify=trusted)[0]).lower()


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        (["93.184.215.14", "10.0.0.1"], "no public address"),
        (["10.0.0.1"], "no public address"),
        (["127.0.0.1"], "no public address"),
        (["::1"], "no public address"),
    ],
)
def test_a_name_that_leads_to_a_private_address_is_never_asked(addresses: list[str], words: str) -> None:
    async def look_up(_host: str, _port: int) -> list[str]:
        return addresses

    assert words in why(NOWHERE, look_up=look_up)


@pytest.mark.campaign
@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "[::]",
        "[fd00::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("local", [True, False])
def test_a_private_address_is_never_asked(host: str, local: bool) -> None:
    assert "no public address" in why(f"https://{host}/image.png", local=local)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_this_machine_is_asked_only_where_the_store_is_here(host: str) -> None:
    assert "no public address" in why(f"https://{host}/image.png", local=False)
    assert "plain http" in why(f"http://{host}/image.png", local=False)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://93.184.215.14/image.png", "plain http"),
        ("http://10.0.0.1/image.png", "plain http"),
        ("ftp://example.com/image.png", "no https address"),
        ("file:///etc/passwd", "no https address"),
        ("//127.0.0.1/image.png", "no https address"),
        ("", "no https address"),
        ("https://name:word@127.0.0.1/", "name and password"),
        ("https://127.0.0.1:99999/", "is none"),
        ("https://[::1/", "is none"),
    ],
)
def test_what_is_no_address_to_fetch_from_is_said(address: str, words: str) -> None:
    assert words in why(address)


@pytest.mark.parametrize(
    "target",
    ["https://10.0.0.1/x", "http://169.254.169.254/latest", "file:///etc/passwd", "http://93.184.215.14/"],
)
def test_a_redirect_to_another_place_is_judged_like_the_first_address(target: str) -> None:
    moved = (
        f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )
    found, server = served(answering(moved))
    assert isinstance(found, str)
    assert len(server.requests) == 1


def test_redirects_end() -> None:
    moved = b"HTTP/1.1 301 Moved\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    found, server = served(answering(moved))
    assert "redirected more than" in str(found)
    assert len(server.requests) == REDIRECTS_MAX + 1


def test_a_file_over_its_cap_an_error_and_a_slow_answer_are_said() -> None:
    assert "more than 5 bytes" in str(served(answering(WHOLE), cap=5)[0])
    lost = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    assert served(answering(lost))[0] == "the answer was status 404"

    async def slow(connection: Any) -> None:
        await connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nso")
        await asyncio.sleep(60)

    assert "no full answer" in str(served(slow, deadline_s=0.3)[0])
