"""Whatever a stranger answers, reading it never raises, never leaks and stays within its bounds."""

import asyncio
import gzip
import json
import unicodedata
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.http import Ending, Reply, Store, local_address
from pipeline.http.bodies import HEADER_LIMIT, TEXT_LIMIT, Body, cleaned, excerpt, parse_json
from pipeline.stores.xseries.address import address_of
from tests.support.breadth import BREADTH
from tests.support.store_support import MARKED_TOKEN, FakeToken

CAP_BYTES = 4096
HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # what steers a terminal, or shows as nothing
TOKEN_BYTES = MARKED_TOKEN.encode()
PIECES = st.sampled_from(
    [
        TOKEN_BYTES,
        b"\x1b[2J",
        b"\xe2\x80\xae",
        "\u2066\u200b\u2028\u061c\ufeff\ue000\x9b".encode(),
        b"{",
        b'"a":',
        b"[",
        b"<p>",
        b"\\u006c",
        b"\\ud800",
        b"NaN",
        b"9" * 50,
    ]
)
BODIES = st.lists(st.binary(max_size=60) | PIECES, max_size=20).map(b"".join)
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
ENCODINGS = st.sampled_from([b"", b"gzip", b"deflate", b"br", b"identity", b"gzip, br", b"\xff"])
HEADER_VALUES = st.binary(max_size=200).map(lambda value: value.translate(None, b"\r\n\x00")) | st.just(
    TOKEN_BYTES
)
HEADER_NAMES = st.sampled_from(
    [b"x-ratelimit-limit", b"x-ratelimit-remaining", b"retry-after", b"date", b"location", b"set-cookie"]
)
# httpx treats these five of the 3xx by themselves as redirects
STATUSES = st.sampled_from([201, 301, 302, 303, 307, 308]) | st.integers(200, 599)


def assert_fit_for_people(text: str, limit: int) -> None:
    assert len(text) <= limit
    assert not {unicodedata.category(character) for character in text} & HARMFUL, text
    assert MARKED_TOKEN not in text


def strings_of(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for item in pair for text in strings_of(item)]
    return [text for item in value for text in strings_of(item)] if isinstance(value, list) else []


@given(BODIES)
def test_any_bytes_become_bounded_text_and_perhaps_json(data: bytes) -> None:
    assert_fit_for_people(excerpt(data, MARKED_TOKEN), TEXT_LIMIT)
    for text in strings_of(parse_json(data, MARKED_TOKEN)):
        assert MARKED_TOKEN not in text
        text.encode()  # no lone surrogates


@given(st.text(max_size=400) | st.text(max_size=9).map(lambda text: text.join(MARKED_TOKEN)))
def test_any_header_becomes_bounded_text(value: str) -> None:
    assert_fit_for_people(cleaned(value, MARKED_TOKEN, HEADER_LIMIT), HEADER_LIMIT)


@given(JSON_VALUES, st.booleans())
def test_honest_json_arrives_as_it_was_sent(value: Any, ascii_only: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert parse_json(data, MARKED_TOKEN) == json.loads(json.dumps(value))


@given(BODIES, st.sampled_from(["", "gzip"]), st.integers(1, 100), st.integers(0, 20), st.integers(1, 300))
def test_a_body_never_outgrows_its_cap(data: bytes, encoding: str, step: int, cut: int, cap: int) -> None:
    wire = gzip.compress(data, mtime=0)[: -cut or None] if encoding else data
    body = Body(cap, encoding)
    for start in range(0, len(wire), step):
        if not body.feed(wire[start : start + step]):
            break
        assert len(body.data) <= cap
    kept = body.finish()
    assert body.broken or kept == data
    assert not body.too_big or kept == b""


@given(st.binary(max_size=2000), st.integers(0, 2000), st.binary(min_size=1, max_size=4))
def test_damaged_gzip_never_raises(data: bytes, place: int, damage: bytes) -> None:
    packed = bytearray(gzip.compress(data, mtime=0))
    packed[place % len(packed) : place % len(packed) + len(damage)] = damage
    body = Body(CAP_BYTES, "gzip")
    body.feed(bytes(packed))
    assert body.finish() == data or body.broken


def answer_of(status: int, headers: list[tuple[bytes, bytes]], data: bytes) -> Reply:
    """Return the reply of a store that answers just this, through the whole client."""

    async def app(
        _scope: MutableMapping[str, Any], _receive: Any, send: Callable[[dict[str, Any]], Awaitable[None]]
    ) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": data})

    async def scenario() -> Reply:
        async with Store(address_of("mystore"), FakeToken(), app=app) as store:
            return await store.call("POST", "/customers", json={}, body_cap=CAP_BYTES)

    return asyncio.run(scenario())


@pytest.mark.campaign
@settings(max_examples=40 * BREADTH, deadline=None)
@given(
    STATUSES,
    st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=5),
    ENCODINGS,
    BODIES | st.just(b" " * (CAP_BYTES + 1)),
)
def test_any_answer_becomes_a_reply(
    status: int, headers: list[tuple[bytes, bytes]], encoding: bytes, data: bytes
) -> None:
    reply = answer_of(status, [*headers, (b"content-encoding", encoding)], data)
    assert reply.ending in {Ending.ANSWER, Ending.REDIRECT, Ending.TOO_BIG}
    assert reply.status == status
    assert (reply.ending is Ending.REDIRECT) == (300 <= status < 400)
    assert_fit_for_people(reply.text, TEXT_LIMIT)
    for value in (
        reply.limit,
        reply.remaining,
        reply.retry_after,
        reply.date,
        reply.location_host,
        reply.detail,
    ):
        assert_fit_for_people(value or "", HEADER_LIMIT)
    assert MARKED_TOKEN not in repr(reply)


@given(st.text(max_size=80) | st.from_regex(r"[a-z0-9-]{1,70}", fullmatch=True))
def test_a_prefix_is_refused_or_names_exactly_its_host(prefix: str) -> None:
    try:
        address = address_of(prefix)
    except UsageError:
        return
    assert address.base_url == f"https://{prefix}.retail.lightspeed.app/api/2.0"
    assert prefix.isascii()
    assert prefix.replace("-", "").isalnum()


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_base_url_is_refused_or_stays_on_this_machine(before: str, after: str) -> None:
    for text in (f"http://{before}127.0.0.1{after}/api/2.0", f"http://127.0.0.1:80/{before}/api/2.0{after}"):
        try:
            address = local_address(text)
        except UsageError:
            continue
        assert address.loopback
        assert address.host == "localhost" or address.host.startswith("127.")
