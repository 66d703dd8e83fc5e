import gzip
import json
import tracemalloc
import zlib
from typing import Any

import pytest

from pipeline.http.bodies import TEXT_LIMIT, TOKEN_MASK, Body, cleaned, excerpt, mask, parse_json
from tests.support.store_support import MARKED_TOKEN

MEBIBYTE = 1024 * 1024


def receive(data: bytes, *, cap: int = MEBIBYTE, encoding: str = "", step: int = 65536) -> Body:
    body = Body(cap, encoding)
    for start in range(0, len(data), step):
        if not body.feed(data[start : start + step]):
            break
    body.finish()
    return body


@pytest.mark.parametrize("step", [1, 7, 65536])
@pytest.mark.parametrize("encoding", ["gzip", " GZIP ", "x-gzip"])
def test_gzip_is_inflated_however_it_is_cut_up(step: int, encoding: str) -> None:
    body = receive(gzip.compress(b'{"data": 1}', mtime=0), encoding=encoding, step=step)
    assert (bytes(body.data), body.broken, body.too_big) == (b'{"data": 1}', "", False)


@pytest.mark.parametrize("step", [1, 7, 65536])
def test_gzip_of_several_members_is_one_body(step: int) -> None:
    members = gzip.compress(b'{"data":') + gzip.compress(b"") + gzip.compress(b" 1}")
    for after in (b"", b"\0\0\0", b"\x1f", b"what else came"):
        body = receive(members + after, encoding="gzip", step=step)
        assert (bytes(body.data), body.broken, body.too_big) == (b'{"data": 1}', "", False)
    assert receive(members[:-3], encoding="gzip", step=step).broken
    assert receive(gzip.compress(b"a" * 600) * 2, cap=1000, encoding="gzip", step=step).too_big


@pytest.mark.parametrize("encoding", ["none", "None", "identity", "identity, none", ""])
def test_an_encoding_that_is_none_is_read_as_it_came(encoding: str) -> None:
    body = receive(b'{"data": 1}', encoding=encoding)
    assert (bytes(body.data), body.broken) == (b'{"data": 1}', "")
    assert receive(gzip.compress(b"1"), encoding=f"gzip, {encoding}").data == b"1"
    assert receive(b"1", encoding=f"br, {encoding}").broken


def test_a_body_of_exactly_the_cap_passes_and_one_byte_more_does_not() -> None:
    for encoding, pack in (("", bytes), ("gzip", gzip.compress)):
        assert not receive(pack(b"a" * 1000), cap=1000, encoding=encoding).too_big
        assert receive(pack(b"a" * 1001), cap=1000, encoding=encoding).too_big


def test_a_gzip_bomb_stops_at_the_cap_in_bounded_memory() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(MEBIBYTE)) for _ in range(64)) + packer.flush()
    assert len(bomb) < MEBIBYTE / 10
    tracemalloc.start()
    body = receive(bomb, encoding="gzip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert body.too_big
    assert peak < 4 * MEBIBYTE


def test_bytes_after_the_end_of_gzip_count_but_are_not_kept() -> None:
    whole = gzip.compress(b"{}", mtime=0)
    body = receive(whole + b"x" * 1000, encoding="gzip")
    assert (bytes(body.data), body.broken) == (b"{}", "")
    assert receive(whole + b"x" * 2000, cap=1000, encoding="gzip").too_big


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (gzip.compress(b"{}" * 1000, mtime=0)[:-1], "gzip"),
        (b"no gzip at all", "gzip"),
        (gzip.compress(b"{}", mtime=0)[:12] + b"\xff" * 20, "gzip"),
        (b"{}", "br"),
        (b"{}", "gzip, gzip"),
    ],
)
def test_what_cannot_be_inflated_is_marked_broken(data: bytes, encoding: str) -> None:
    assert receive(data, encoding=encoding).broken


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"data": ["a", 1, 2.5, null, true]}', {"data": ["a", 1, 2.5, None, True]}),
        ('\ufeff{"a": "é"}', {"a": "é"}),
        (r'{"a": "\ud800"}', {"a": "?"}),
        (r'{"a": "\ud83d\ude00"}', {"a": "\U0001f600"}),
        ("[" * 64 + "]" * 64, json.loads("[" * 64 + "]" * 64)),
        ('{"version": 12345678901234}', {"version": 12345678901234}),
    ],
)
def test_json_is_read_as_it_was_meant(text: str, value: Any) -> None:
    assert parse_json(text.encode(), MARKED_TOKEN) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html></html>",
        '{"data": {"id": "a"',
        '{"id": "a", "id": "b"}',
        '{"a": {"b": 1, "b": 1}}',
        "NaN",
        "[Infinity]",
        "[-Infinity]",
        "1e999",
        "9" * 41,
        "9" * 100_000,
        "[" * 70 + "]" * 70,
        "[" * 500_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"a": 1} {"a": 2}',
    ],
    ids=lambda text: text[:20] or "empty",
)
def test_what_two_readers_could_read_differently_is_no_json(text: str) -> None:
    assert parse_json(text.encode(), MARKED_TOKEN) is None


@pytest.mark.parametrize("data", [b"\xff\xfe{}", b'{"a": "\xe9"}', b"\x00", '{"a": 1}'.encode("utf-16")])
def test_bytes_that_are_no_utf8_are_no_json(data: bytes) -> None:
    assert parse_json(data, MARKED_TOKEN) is None


def test_a_page_of_millions_of_values_is_refused_before_it_is_built() -> None:
    data = b"[" + b"[]," * 2_000_000 + b"[]]"
    tracemalloc.start()
    assert parse_json(data, MARKED_TOKEN) is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEBIBYTE


@pytest.mark.parametrize(
    "echo",
    [
        MARKED_TOKEN,
        MARKED_TOKEN.replace("l", "\\u006c"),
        f"x\\u004c{MARKED_TOKEN}",
        "".join(f"\\u{ord(c):04X}" for c in MARKED_TOKEN),
    ],
)
def test_an_echoed_token_is_masked_in_json_and_excerpt_however_it_is_written(echo: str) -> None:
    data = f'{{"error": "bad {echo}", "{echo}": ["{echo}"]}}'.encode()
    seen = json.dumps(parse_json(data, MARKED_TOKEN)) + excerpt(data, MARKED_TOKEN)
    assert MARKED_TOKEN not in seen
    assert TOKEN_MASK in seen


@pytest.mark.parametrize("split", ["\x00", "\u200b", "\x1b", "\u202e"])
def test_a_token_split_by_characters_that_are_not_shown_is_masked(split: str) -> None:
    assert cleaned(split.join(MARKED_TOKEN), MARKED_TOKEN) == TOKEN_MASK


def test_a_token_that_an_excerpt_would_cut_leaves_no_beginning() -> None:
    for length in range(4, len(MARKED_TOKEN)):
        assert MARKED_TOKEN[:4] not in mask("x" * 10 + MARKED_TOKEN[:length], MARKED_TOKEN)
    for padding in range(TEXT_LIMIT - len(MARKED_TOKEN) - 2, TEXT_LIMIT + 2):
        assert MARKED_TOKEN[:4] not in excerpt(("x" * padding + MARKED_TOKEN).encode(), MARKED_TOKEN)


def test_a_token_too_short_to_be_a_secret_tears_no_words_apart() -> None:
    assert parse_json(b'{"data": "atad"}', "a") == {"data": "atad"}
    assert excerpt(b"data", "a") == "data"


def test_an_excerpt_is_one_clean_line_without_markup() -> None:
    page = (
        b"<!DOCTYPE html>\r\n<title>502 Bad\tGateway</title>\x1b[31m\x9b1m<b>\xe2\x80\xaenginx</b>"
        + b"<i>x</i>" * 9000
    )
    text = excerpt(page, MARKED_TOKEN)
    assert text.startswith("502 Bad Gateway [31m")
    assert len(text) == TEXT_LIMIT
    assert text.isprintable()
    assert "<" not in text


def test_an_excerpt_of_json_reads_like_what_was_meant() -> None:
    assert excerpt(rb'{"error": "caf\u00e9 \/ \"bar\""}', MARKED_TOKEN) == '{"error": "café / "bar""}'
