"""What a call returns when the wire itself fails: each fault is committed by a real socket."""

import asyncio
import gzip
import socket
import tracemalloc
import zlib

import pytest

from pipeline.http import Ending, Reply, Store, local_address
from tests.support.raw_servers import JSON_HEAD, Answering, Connection, answering, serving, stay_silent
from tests.support.store_support import MARKED_TOKEN, FakeToken, call_once, run

MEBIBYTE = 1024 * 1024
OK_BODY = b'{"data": {"id": "a"}}'
WHOLE = JSON_HEAD + b"Content-Length: %d\r\n\r\n" % len(OK_BODY) + OK_BODY


def call_server(answer: Answering, *, deadline_s: float = 5.0) -> Reply:
    async def scenario() -> Reply:
        async with serving(answer) as server:
            return await call_once(server.base_url, deadline_s=deadline_s)

    return run(scenario())


async def reset_at_once(connection: Connection) -> None:
    connection.reset()


async def close_at_once(connection: Connection) -> None:
    connection.writer.close()


async def reset_in_the_head(connection: Connection) -> None:
    await connection.send(b"HTTP/1.1 201 Cre")
    connection.reset()


@pytest.mark.parametrize(
    "answer",
    [
        reset_at_once,
        close_at_once,
        reset_in_the_head,
        answering(b"HTTP/1.1 201 Cre"),
        answering(b"\x15\x03\x01\x00\x02\x02\x46"),
        answering(b"SSH-2.0-x\r\n\r\n"),
        answering(b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n{}"),
        answering(b"HTTP/1.1 99999 OK\r\n\r\n"),
        answering(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000),
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
    ],
    ids=[
        "reset",
        "closed",
        "reset-head",
        "cut-head",
        "tls",
        "ssh",
        "header",
        "status",
        "long-head",
        "length",
    ],
)
def test_a_connection_that_ends_before_a_status_is_silence(answer: Answering) -> None:
    reply = call_server(answer)
    assert (reply.ending, reply.status, reply.json) == (Ending.SILENCE, None, None)
    assert reply.detail


def test_nobody_listening_is_not_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        reply = run(call_once(f"http://127.0.0.1:{unused.getsockname()[1]}/api/2.0"))
    assert (reply.ending, reply.detail) == (Ending.NOT_SENT, "no connection: Connection refused")


def test_a_store_that_never_answers_is_silence_at_the_deadline() -> None:
    reply = call_server(stay_silent, deadline_s=0.5)
    assert (reply.ending, reply.status, reply.detail) == (
        Ending.SILENCE,
        None,
        "no whole answer within 0.5 s",
    )
    assert 0.5 <= reply.elapsed_s < 2


def test_a_handshake_that_is_never_finished_is_not_sent() -> None:
    async def scenario() -> Reply:
        async with serving(stay_silent) as server:
            speaking_tls = local_address(server.base_url.replace("http:", "https:"))
            async with Store(speaking_tls, FakeToken(), deadline_s=0.2) as store:
                return await store.call("POST", "/customers", json={})

    reply = run(scenario())
    assert (reply.ending, reply.detail) == (Ending.NOT_SENT, "no connection in time")
    assert reply.elapsed_s < 0.2


def test_a_slow_drip_ends_at_the_deadline_and_keeps_the_status() -> None:
    async def drip(connection: Connection) -> None:
        await connection.send(JSON_HEAD + b"X-RateLimit-Remaining: 7\r\nContent-Length: 9999\r\n\r\n")
        while True:
            await connection.send(b" ")
            await asyncio.sleep(0.01)

    reply = call_server(drip, deadline_s=0.5)
    assert (reply.ending, reply.status, reply.remaining, reply.json) == (Ending.SILENCE, 200, "7", None)
    assert reply.elapsed_s < 2


def test_endless_interim_answers_end_at_the_deadline() -> None:
    async def interim(connection: Connection) -> None:
        while True:
            await connection.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            await asyncio.sleep(0.005)

    assert call_server(interim, deadline_s=0.5).ending is Ending.SILENCE


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 100\r\n\r\n" + OK_BODY,
        b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"dat\r\n',
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(OK_BODY)[:-4],
        b"Content-Encoding: gzip\r\n\r\nnonsense",
        b"Content-Encoding: br\r\n\r\n" + OK_BODY,
        b"Content-Encoding: zstd\r\n\r\n" + OK_BODY,
    ],
    ids=["length", "chunk", "bad-chunk", "gzip", "no-gzip", "br", "zstd"],
)
def test_a_body_that_breaks_off_is_an_answer_without_json(rest: bytes) -> None:
    reply = call_server(answering(JSON_HEAD + b"X-RateLimit-Limit: 350\r\n" + rest))
    assert (reply.ending, reply.status, reply.limit, reply.json) == (Ending.ANSWER, 200, "350", None)
    assert reply.detail


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 21\r\n\r\n" + OK_BODY,
        b"Transfer-Encoding: chunked\r\n\r\n15\r\n" + OK_BODY + b"\r\n0\r\n\r\n",
        b"\r\n" + OK_BODY,
        b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(OK_BODY),
    ],
    ids=["length", "chunked", "until-close", "gzip"],
)
def test_a_whole_body_is_read_however_it_is_framed(rest: bytes) -> None:
    reply = call_server(answering(JSON_HEAD + rest))
    assert (reply.ending, reply.json, reply.detail) == (Ending.ANSWER, {"data": {"id": "a"}}, "")


def test_an_endless_body_stops_at_the_cap_in_bounded_memory() -> None:
    sent = 0

    async def endless(connection: Connection) -> None:
        nonlocal sent
        await connection.send(JSON_HEAD + b"\r\n[")
        while True:
            await connection.send(b" " * 65536)
            sent += 65536

    tracemalloc.start()
    reply = call_server(endless)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (reply.ending, reply.status) == (Ending.TOO_BIG, 200)
    assert reply.detail == "the answer is longer than 1,048,576 bytes"
    assert sent < 32 * MEBIBYTE
    assert peak < 16 * MEBIBYTE


def test_a_body_past_the_cap_is_not_read_any_further() -> None:
    async def endless(connection: Connection) -> None:
        await connection.send(JSON_HEAD + b"\r\n[")
        while True:
            await connection.send(b" " * 65536)

    async def scenario() -> None:
        async with serving(endless) as server, Store(local_address(server.base_url), FakeToken()) as store:
            assert (await store.call("GET", "/retailer")).ending is Ending.TOO_BIG
            await asyncio.wait_for(server.left.wait(), 2)  # while the store is still open

    run(scenario())


def test_a_gzip_bomb_stops_at_the_cap() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(MEBIBYTE)) for _ in range(16)) + packer.flush()
    reply = call_server(answering(JSON_HEAD + b"Content-Encoding: gzip\r\n\r\n" + bomb))
    assert (reply.ending, reply.status, reply.json) == (Ending.TOO_BIG, 200, None)


def test_a_list_page_may_be_longer_than_a_single_record() -> None:
    body = b'{"data": ["' + b"a" * (2 * MEBIBYTE) + b'"]}'

    async def scenario() -> Reply:
        async with serving(answering(JSON_HEAD + b"\r\n" + body)) as server:
            return await call_once(server.base_url, method="GET", json=None, body_cap=4 * MEBIBYTE)

    reply = run(scenario())
    assert reply.ending is Ending.ANSWER
    assert reply.json == {"data": ["a" * (2 * MEBIBYTE)]}
    assert len(reply.text) == 300


@pytest.mark.parametrize(
    "body",
    [
        b"<html><h1>Sign in</h1></html>",
        b"",
        b'{"data":',
        b"[" * 100_000,
        b'{"a": NaN}',
        b'{"a":1,"a":2}',
        b"\xff\xfe",
    ],
)
def test_a_body_that_is_no_json_is_an_answer_without_json(body: bytes) -> None:
    reply = call_server(answering(JSON_HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body))
    assert (reply.ending, reply.status, reply.json, reply.detail) == (Ending.ANSWER, 200, None, "")


def test_a_cancelled_call_stays_cancelled_and_closes_its_connection() -> None:
    async def scenario() -> None:
        async with (
            serving(stay_silent) as server,
            Store(local_address(server.base_url), FakeToken()) as store,
        ):
            call = asyncio.ensure_future(store.call("POST", "/customers", json={}))
            await server.arrived.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            await asyncio.wait_for(server.left.wait(), 2)  # while the store is still open

    run(scenario())


def test_a_call_cancelled_while_its_answer_arrives_stays_cancelled() -> None:
    async def scenario() -> None:
        release = asyncio.Event()

        async def answer(connection: Connection) -> None:
            await release.wait()
            await connection.send(WHOLE)

        async with serving(answer) as server, Store(local_address(server.base_url), FakeToken()) as store:
            call = asyncio.ensure_future(store.call("POST", "/customers", json={}))
            await server.arrived.wait()
            release.set()
            await server.left.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    run(scenario())


def test_a_kept_connection_serves_many_calls() -> None:
    async def answer_five(connection: Connection) -> None:
        for _ in range(4):
            await connection.send(WHOLE)
            await connection.read_request()
        await connection.send(WHOLE)

    async def scenario() -> int:
        async with serving(answer_five) as server:
            async with Store(local_address(server.base_url), FakeToken()) as store:
                for _ in range(5):
                    assert (await store.call("POST", "/customers", json={"a": 1})).status == 200
            return server.connections

    assert run(scenario()) == 1


def test_a_kept_connection_that_closes_on_a_request_is_silence() -> None:
    async def answer_once(connection: Connection) -> None:
        await connection.send(WHOLE)
        await connection.read_request()

    async def scenario() -> tuple[Reply, Reply, int]:
        async with serving(answer_once) as server:
            async with Store(local_address(server.base_url), FakeToken()) as store:
                first = await store.call("POST", "/customers", json={})
                second = await store.call("POST", "/customers", json={})
            return first, second, server.connections

    first, second, connections = run(scenario())
    assert (first.ending, second.ending, connections) == (Ending.ANSWER, Ending.SILENCE, 1)


def test_a_kept_connection_that_was_closed_while_idle_is_replaced() -> None:
    async def scenario() -> list[Ending]:
        async with (
            serving(answering(WHOLE)) as server,
            Store(local_address(server.base_url), FakeToken()) as store,
        ):
            endings = []
            for _ in range(3):
                endings.append((await store.call("POST", "/customers", json={})).ending)
                await server.left.wait()
                server.left.clear()
            return endings

    assert run(scenario()) == [Ending.ANSWER] * 3


def test_eight_calls_are_in_flight_at_once() -> None:
    async def scenario() -> list[Reply]:
        everybody, waiting = asyncio.Event(), 0

        async def answer(connection: Connection) -> None:
            nonlocal waiting
            waiting += 1
            if waiting == 8:
                everybody.set()
            await everybody.wait()
            await connection.send(WHOLE)

        async with serving(answer) as server, Store(local_address(server.base_url), FakeToken()) as store:
            return await asyncio.gather(*(store.call("POST", "/customers", json={}) for _ in range(8)))

    assert {reply.ending for reply in run(scenario())} == {Ending.ANSWER}


def test_no_call_is_ever_repeated() -> None:
    async def scenario() -> list[int]:
        counts = []
        for answer in (
            reset_at_once,
            close_at_once,
            answering(b"HTTP/1.1 503 X\r\n\r\n"),
            answering(b"nonsense"),
        ):
            async with serving(answer) as server:
                await call_once(server.base_url)
                counts.append(len(server.requests))
        return counts

    assert run(scenario()) == [1, 1, 1, 1]


def test_a_proxy_of_the_environment_is_not_asked_for_a_loopback_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert call_server(answering(WHOLE)).ending is Ending.ANSWER


def test_a_token_in_bytes_that_are_no_http_is_not_quoted() -> None:
    token = MARKED_TOKEN.encode()
    for data in (token, b"HTTP/1.1 200 OK\r\n" + token + b"\r\n\r\n", b"HTTP/1.1 " + token + b"\r\n\r\n"):
        assert MARKED_TOKEN not in repr(call_server(answering(data)))
