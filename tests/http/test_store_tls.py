"""Certificates that must not be believed, and proxies that stand in between: real TLS, real tunnels."""

import datetime as dt
import ssl

import pytest
import trustme

from pipeline.http import Ending, Reply, Store, local_address
from pipeline.stores.xseries.address import address_of
from tests.support.raw_servers import (
    JSON_HEAD,
    Answering,
    Connection,
    answering,
    serving,
    stay_silent,
    tunnelling_to,
)
from tests.support.store_support import MARKED_TOKEN, FakeToken, run

HOST = "mystore.retail.lightspeed.app"
WHOLE = JSON_HEAD + b"Content-Length: 2\r\n\r\n{}"
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_context(authority: trustme.CA, name: str, not_after: dt.datetime | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, not_after=not_after).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def call_over_tls(tls: ssl.SSLContext, verify: ssl.SSLContext | None) -> tuple[Reply, int]:
    async def scenario() -> tuple[Reply, int]:
        async with serving(answering(WHOLE), tls) as server:
            address = local_address(server.base_url.replace("http:", "https:"))
            async with Store(address, FakeToken(), deadline_s=5, verify=verify) as store:
                return await store.call("POST", "/customers", json={}), len(server.requests)

    return run(scenario())


def test_a_certificate_of_a_trusted_authority_for_the_right_host_is_believed(authority: trustme.CA) -> None:
    reply, requests = call_over_tls(server_context(authority, "127.0.0.1"), trusting(authority))
    assert (reply.ending, reply.status, requests) == (Ending.ANSWER, 200, 1)


def test_a_certificate_of_an_unknown_authority_stops(authority: trustme.CA) -> None:
    reply, requests = call_over_tls(server_context(authority, "127.0.0.1"), None)
    assert (reply.ending, reply.status, requests) == (Ending.CERTIFICATE, None, 0)
    assert "certificate" in reply.detail


def test_an_expired_certificate_stops(authority: trustme.CA) -> None:
    reply, requests = call_over_tls(server_context(authority, "127.0.0.1", LONG_AGO), trusting(authority))
    assert (reply.ending, requests) == (Ending.CERTIFICATE, 0)
    assert "expired" in reply.detail


def test_a_certificate_of_another_host_stops(authority: trustme.CA) -> None:
    reply, requests = call_over_tls(server_context(authority, "example.com"), trusting(authority))
    assert (reply.ending, requests) == (Ending.CERTIFICATE, 0)
    assert "127.0.0.1" in reply.detail


def call_through_proxy(
    monkeypatch: pytest.MonkeyPatch,
    answer: Answering,
    verify: ssl.SSLContext | None = None,
    deadline_s: float = 5,
) -> tuple[Reply, list[bytes]]:
    """Call the store through a proxy that answers CONNECT as told; return the reply and what the proxy saw."""
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)

    async def scenario() -> tuple[Reply, list[bytes]]:
        async with serving(answer) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://someone:PROXYWORD@127.0.0.1:{proxy.port}")
            async with Store(
                address_of("mystore"), FakeToken(), deadline_s=deadline_s, verify=verify
            ) as store:
                return await store.call("POST", "/customers", json={"first_name": "Ada"}), proxy.requests

    return run(scenario())


async def reset(connection: Connection) -> None:
    connection.reset()


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (
            answering(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
            "the proxy refused: 407 Proxy Authentication",
        ),
        (
            answering(b"HTTP/1.1 502 \x1b[31mBad\r\nContent-Type: text/html\r\n\r\n<html>"),
            "the proxy refused: 502 [31mBad",
        ),
        (
            answering(b"HTTP/1.1 403 No\r\nContent-Type: text/html\r\n\r\n<html>no</html>"),
            "the proxy refused: 403 No",
        ),
        (
            answering(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Welcome</html>"),
            "no connection: TLS: ",
        ),
        (answering(b"<html>no HTTP at all</html>"), "the connection was closed"),
        (answering(b""), "the connection was closed"),
        (reset, "the connection broke"),
    ],
    ids=["407", "control", "html-403", "html-200", "no-http", "closed", "reset"],
)
def test_a_proxy_that_opens_no_tunnel_is_not_sent(
    monkeypatch: pytest.MonkeyPatch, answer: Answering, detail: str
) -> None:
    reply, seen = call_through_proxy(monkeypatch, answer)
    assert (reply.ending, reply.status) == (Ending.NOT_SENT, None)
    assert reply.detail.startswith(detail)
    assert reply.detail.isprintable()
    assert "PROXYWORD" not in repr(reply)
    assert [request.split(b"\r\n")[0] for request in seen] == [f"CONNECT {HOST}:443 HTTP/1.1".encode()]
    assert MARKED_TOKEN.encode() not in b"".join(seen)


def test_a_proxy_that_never_answers_is_not_sent_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    reply, _ = call_through_proxy(monkeypatch, stay_silent, deadline_s=0.1)
    assert (reply.ending, reply.detail) == (Ending.NOT_SENT, "no connection within 0.1 s")


@pytest.mark.parametrize(
    ("answer", "ending"),
    [(answering(WHOLE), Ending.ANSWER), (reset, Ending.SILENCE), (answering(b""), Ending.SILENCE)],
)
def test_through_a_tunnel_the_store_is_what_answers(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA, answer: Answering, ending: Ending
) -> None:
    async def scenario() -> None:
        async with (
            serving(answer, server_context(authority, HOST)) as store,
            serving(tunnelling_to(store.port)) as proxy,
        ):
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
            async with Store(address_of("mystore"), FakeToken(), verify=trusting(authority)) as client:
                reply = await client.call("POST", "/customers", json={})
            assert (reply.ending, len(store.requests)) == (ending, 1)
            assert f"Bearer {MARKED_TOKEN}".encode() in store.requests[0]
            assert MARKED_TOKEN.encode() not in b"".join(proxy.requests)

    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    run(scenario())


def test_a_proxy_that_poses_as_the_store_is_found_by_its_certificate(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    async def scenario() -> None:
        async with serving(answering(WHOLE), server_context(authority, HOST)) as false_store:
            reply, _ = await _through(false_store.port)
            assert (reply.ending, false_store.requests) == (Ending.CERTIFICATE, [])

    async def _through(port: int) -> tuple[Reply, int]:
        async with serving(tunnelling_to(port)) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
            async with Store(address_of("mystore"), FakeToken()) as client:
                return await client.call("POST", "/customers", json={}), proxy.connections

    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    run(scenario())
