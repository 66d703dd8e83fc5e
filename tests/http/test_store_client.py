import asyncio
import gc
import logging
import re
import ssl
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import httpx
import pytest
import respx

from pipeline.errors import AccessError, UsageError
from pipeline.http import Ending, Reply, Store, calls, local_address
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.address import address_of
from tests.support.store_support import MARKED_TOKEN, RECORD_ID, FakeToken, run

BASE = "https://mystore.retail.lightspeed.app/api/2.0"
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


async def ask(call: calls.Call, token: str = MARKED_TOKEN) -> Reply:
    async with Store(address_of("mystore"), FakeToken(token)) as store:
        return await calls.send(store, call)


@respx.mock
def test_a_create_carries_what_the_api_wants_and_nothing_of_httpx() -> None:
    route = respx.post(f"{BASE}/customers").respond(201, json={"data": {"id": RECORD_ID}})
    reply = run(ask(endpoints.create("customer", {"first_name": "Zoë"})))
    sent = route.calls.last.request
    assert sent.content == '{"first_name":"Zoë"}'.encode()
    headers = {name: value for name, value in sent.headers.items() if name not in {"host", "content-length"}}
    agent = headers.pop("user-agent")
    assert re.fullmatch(r"x-series-demo/\d\S*", agent)
    assert headers == {
        "authorization": f"Bearer {MARKED_TOKEN}",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "connection": "keep-alive",
        "content-type": "application/json",
        "x-request-id": reply.request_id,
    }
    assert (reply.ending, reply.status, reply.json) == (Ending.ANSWER, 201, {"data": {"id": RECORD_ID}})


@respx.mock
def test_a_search_term_reaches_the_store_unchanged() -> None:
    route = respx.get(f"{BASE}/search").respond(200, json={"data": []})
    run(ask(endpoints.search_customer("ann+x&y=1#%41@example.com")))
    assert dict(route.calls.last.request.url.params)["email"] == "ann+x&y=1#%41@example.com"


@respx.mock
def test_every_call_has_an_id_of_its_own() -> None:
    respx.get(f"{BASE}/retailer").respond(200, json={})

    async def twice() -> set[str]:
        async with Store(address_of("mystore"), FakeToken()) as store:
            return {(await calls.send(store, endpoints.retailer())).request_id for _ in range(2)}

    assert len(run(twice())) == 2


@respx.mock
def test_headers_come_back_as_they_were_sent() -> None:
    respx.get(f"{BASE}/retailer").respond(
        429,
        headers={
            "X-RateLimit-Limit": "350",
            "X-RateLimit-Remaining": "-1",
            "Retry-After": "Fri, 02 Jan 2026 03:04:05 GMT",
            "Date": "Fri, 02 Jan 2026 03:04:00 GMT",
        },
        content=b'{"error": "Too Many Requests"}',
    )
    reply = run(ask(endpoints.retailer()))
    assert (reply.limit, reply.remaining) == ("350", "-1")
    assert (reply.retry_after, reply.date) == (
        "Fri, 02 Jan 2026 03:04:05 GMT",
        "Fri, 02 Jan 2026 03:04:00 GMT",
    )
    assert (reply.ending, reply.status, reply.text) == (
        Ending.ANSWER,
        429,
        '{"error": "Too Many Requests"}',
    )


@respx.mock
def test_headers_that_are_absent_are_none() -> None:
    respx.get(f"{BASE}/retailer").respond(204)
    reply = run(ask(endpoints.retailer()))
    assert (reply.limit, reply.remaining, reply.retry_after, reply.json, reply.text) == (
        None,
        None,
        None,
        None,
        "",
    )


@respx.mock
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_its_host_sees_no_request(status: int) -> None:
    elsewhere = respx.route(host="elsewhere.example.com").respond(200, json={"data": []})
    respx.post(f"{BASE}/customers").respond(
        status, headers={"Location": "https://elsewhere.example.com/login?x=1"}
    )
    reply = run(ask(endpoints.create("customer", {})))
    assert (reply.ending, reply.status, reply.location_host) == (
        Ending.REDIRECT,
        status,
        "elsewhere.example.com",
    )
    assert elsewhere.call_count == 0


@respx.mock
@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("/signin", "mystore.retail.lightspeed.app"),
        ("//example.com/x", "example.com"),
        ("http://[bad", "http://[bad"),
        (f"https://{MARKED_TOKEN.lower()}.example.com", f"{MARKED_TOKEN.lower()}.example.com"),
        ("https://user:word@example.com:1/x", "example.com"),
        ("http:\u2603/", "mystore.retail.lightspeed.app"),
        ("\u0001", "mystore.retail.lightspeed.app"),
    ],
)
def test_a_redirect_names_the_host_that_it_leads_to(location: str, host: str) -> None:
    respx.get(f"{BASE}/retailer").respond(302, headers=[(b"Location", location.encode())])
    reply = run(ask(endpoints.retailer()))
    assert (reply.ending, reply.status) == (Ending.REDIRECT, 302)
    assert reply.location_host == host


@respx.mock
def test_an_echoed_token_is_nowhere_in_the_reply() -> None:
    respx.get(f"{BASE}/retailer").respond(
        401,
        headers=dict.fromkeys(
            ("Retry-After", "Date", "X-RateLimit-Limit", "X-RateLimit-Remaining", "Location"), MARKED_TOKEN
        ),
        json={"error": MARKED_TOKEN, MARKED_TOKEN: [MARKED_TOKEN]},
    )
    assert MARKED_TOKEN not in repr(run(ask(endpoints.retailer())))


@respx.mock
def test_cookies_of_the_store_are_not_kept() -> None:
    route = respx.get(f"{BASE}/retailer").respond(200, headers={"Set-Cookie": "a=b; Path=/"}, json={})

    async def twice() -> None:
        async with Store(address_of("mystore"), FakeToken()) as store:
            for _ in range(2):
                await calls.send(store, endpoints.retailer())

    run(twice())
    assert "cookie" not in route.calls.last.request.headers


@pytest.mark.parametrize("path", ["@example.com/x", ".example.com/x", "/../../x", "/customers/../../../x"])
def test_no_request_leaves_the_api_root(path: str) -> None:
    with respx.mock(assert_all_called=False) as router:
        anywhere = router.route().respond(200, json={})
        with pytest.raises(AccessError):
            run(ask(calls.Call("GET", path)))
        assert anywhere.call_count == 0


def test_no_request_and_no_token_leaves_for_another_host() -> None:
    with respx.mock(assert_all_called=False) as router:
        anywhere = router.route().respond(200, json={})
        with pytest.raises(AccessError) as caught:
            run(_misled())
        assert anywhere.call_count == 0
    assert MARKED_TOKEN not in f"{caught.value!r}{caught.value.hint}"


async def _misled() -> None:
    async with Store(address_of("mystore"), FakeToken()) as store:
        for url in (
            "http://mystore.retail.lightspeed.app/api",
            "https://mystore.retail.lightspeed.app:444/api",
        ):
            with pytest.raises(AccessError):
                await store._client.get(url)
        await store._client.get(BASE.replace(".app", ".app.example.com") + "/x")


@pytest.mark.parametrize("token", ["", "a b", "a\nb", "a\r\nX: y", "é" * 9, "a\x00", "\u200b", "a\t"])
def test_a_token_that_is_no_header_value_is_refused_without_being_quoted(token: str) -> None:
    with pytest.raises(UsageError) as caught:
        Store(address_of("mystore"), FakeToken(token + "SECRETPART"[: len(token) * 10]))
    assert "SECRETPART" not in f"{caught.value!r}{caught.value.hint}{caught.value.__cause__!r}"


def test_without_tls_no_authorities_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> None:
        raise OSError("they are read")

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", read)
    Store(local_address("http://127.0.0.1:9/api/2.0"), FakeToken())
    with pytest.raises(UsageError, match="certificates"):
        Store(local_address("https://127.0.0.1:9/api/2.0"), FakeToken())


def test_a_store_shows_its_address_and_never_its_token() -> None:
    async def shown() -> str:
        async with Store(address_of("mystore"), FakeToken()) as store:
            return f"{store!r} {store}"

    text = run(shown())
    assert BASE in text
    assert MARKED_TOKEN not in text


@respx.mock
def test_making_a_store_silences_the_loggers_that_print_urls(caplog: pytest.LogCaptureFixture) -> None:
    respx.get(f"{BASE}/search").respond(200, json={"data": []})
    for name in ("httpx", "httpcore", "hpack"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    caplog.set_level(logging.DEBUG)
    run(ask(endpoints.search_customer("ann@example.com")))
    assert [
        record.name for record in caplog.records if record.name.startswith(("httpx", "httpcore", "hpack"))
    ] == []


async def _call_app(app: Any, deadline_s: float = 5.0) -> Reply:
    async with Store(address_of("sandbox"), FakeToken(), app=app, deadline_s=deadline_s) as store:
        return await calls.send(store, endpoints.create("customer", {"first_name": "Ada"}))


def test_an_app_answers_in_place_of_the_network() -> None:
    seen: list[Message] = []

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        seen.extend((scope, await receive()))
        await send(
            {"type": "http.response.start", "status": 201, "headers": [(b"x-ratelimit-limit", b"350")]}
        )
        await send({"type": "http.response.body", "body": b'{"data": {}}'})

    reply = run(_call_app(app))
    assert (reply.ending, reply.status, reply.json, reply.limit) == (Ending.ANSWER, 201, {"data": {}}, "350")
    assert (seen[0]["method"], seen[0]["path"], seen[1]["body"]) == (
        "POST",
        "/api/2.0/customers",
        b'{"first_name":"Ada"}',
    )


@pytest.mark.parametrize(
    "error",
    [RuntimeError(MARKED_TOKEN), AccessError("x", code="x"), httpx.ConnectError("x"), AssertionError()],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_app_that_raises_is_silence(error: Exception, when: str) -> None:
    async def app(_scope: Message, _receive: Receive, send: Send) -> None:
        if when == "after":
            await send({"type": "http.response.start", "status": 201, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})
        raise error

    reply = run(_call_app(app))
    assert (reply.ending, reply.status) == (Ending.SILENCE, None)
    assert MARKED_TOKEN not in repr(reply)


def test_an_app_that_answers_nothing_is_silence() -> None:
    async def app(_scope: Message, _receive: Receive, _send: Send) -> None:
        return

    assert run(_call_app(app)).ending is Ending.SILENCE


def test_the_deadline_holds_for_an_app_too() -> None:
    async def app(_scope: Message, _receive: Receive, _send: Send) -> None:
        await asyncio.Event().wait()

    reply = run(_call_app(app, deadline_s=0.05))
    assert (reply.ending, reply.detail) == (Ending.SILENCE, "no whole answer within 0.05 s")
    assert reply.elapsed_s < 1


def test_a_cancelled_call_leaves_no_exception_behind() -> None:
    async def app(_scope: Message, _receive: Receive, _send: Send) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("while being cancelled")

    async def scenario() -> list[dict[str, Any]]:
        complaints: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        call = asyncio.ensure_future(_call_app(app))
        await started.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        del call
        gc.collect()
        return complaints

    started = asyncio.Event()
    assert run(scenario()) == []
