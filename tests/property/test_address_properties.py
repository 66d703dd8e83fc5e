"""Whatever somebody types as a prefix or base URL: it is refused, or exactly the host that it names."""

import contextlib
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.files import inside
from pipeline.http import local_address
from pipeline.settings import parse_prefix, parse_token
from pipeline.stores.xseries.address import address_of

NASTY = st.sampled_from(list("ab0-9._/\\@:#?%[]{}\n\r\t \x00\x1béß。\uff21\u202e\u200d~$&'\"<>"))
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(NASTY, max_size=20).map("".join), st.from_regex(r"[a-z0-9-]{1,70}")
)
LABEL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(TEXTS)
@example("evil.com/")
@example("store\n")
@example("store\nHost: evil.com")
@example("a@evil.com")
@example("a.evil.com#")
@example("-store")
@example("\uff53tore")  # a full-width letter, which some resolvers fold
@example("xn--80ak6aa92e")
@example("xn--0")
@example("https://MyStore.retail.lightspeed.app/")
@example("mystore.retail.lightspeed.app")
@example("http://mystore.retail.lightspeed.app:443/product?page=2#top")
@example("https://mystore.retail.lightspeed.app@evil.com/")
@example("https://mystore.retail.lightspeed.app.evil.com")
@example("https://evil.com/mystore.retail.lightspeed.app")
@example("https://a@mystore.retail.lightspeed.app")
@example("https://x.mystore.retail.lightspeed.app/")
def test_a_prefix_is_refused_or_the_host_is_exactly_its_own(text: str) -> None:
    try:
        prefix = parse_prefix(text)
    except UsageError:
        return
    given_url = text.strip() if "://" in text else f"https://{text.strip()}"
    assert prefix == text.strip().lower() or (
        urlsplit(given_url).hostname == httpx.URL(given_url).host == f"{prefix}.retail.lightspeed.app"
    )
    assert LABEL.issuperset(prefix)
    assert 1 <= len(prefix) <= 63
    address = address_of(prefix)
    for host in (
        urlsplit(address.base_url).hostname,
        httpx.URL(address.base_url).raw_host.decode(),
        address.host,
    ):
        assert host == f"{prefix}.retail.lightspeed.app"
    assert address.base_url.startswith("https://")


@pytest.mark.parametrize(
    "text",
    [
        "https://mystore.retail.lightspeed.app/",
        "mystore.retail.lightspeed.app",
        " HTTPS://MyStore.retail.lightspeed.app/product?id=1 ",
    ],
)
def test_the_stores_address_is_taken_for_its_prefix(text: str) -> None:
    assert parse_prefix(text) == "mystore"


LOCAL = st.sampled_from(
    ["127.0.0.1", "localhost", "[::1]", "127.1", "evil.com", "127.0.0.1@evil.com", "0", "::1", "10.0.0.1"]
)


@given(
    st.one_of(
        TEXTS,
        st.builds(
            "{}{}{}{}{}".format,
            st.sampled_from(["http://", "https://", "HTTP://", "ftp://", "//", ""]),
            LOCAL,
            st.sampled_from(["", ":1", ":8787", ":99999", ":", "#@evil.com", "\\@evil.com", ".evil.com"]),
            st.sampled_from(
                [
                    "/api/2.0",
                    "/api/2.0/",
                    "/api/2.0/../../x",
                    "/api/2026-07",
                    "",
                    "/api/2.0?x=http://evil.com",
                ]
            ),
            st.sampled_from(["", "#", " ", "\n", "@evil.com"]),
        ),
    )
)
def test_a_base_url_is_refused_or_is_this_machine(text: str) -> None:
    try:
        address = local_address(text)
    except UsageError:
        return
    for host in (urlsplit(address.base_url).hostname, httpx.URL(address.base_url).host.strip("[]")):
        assert host in {"localhost", "::1"} or str(host).startswith("127.")
    assert address.loopback


@given(st.text(max_size=60))
def test_a_token_is_a_header_value_or_is_refused_without_being_quoted(text: str) -> None:
    with contextlib.suppress(UsageError):
        token = parse_token(text)
        httpx.Headers({"Authorization": f"Bearer {token.reveal()}"})
        assert token.reveal().isascii()
        assert token.reveal().isprintable()
        assert " " not in token.reveal()
        assert len(token.reveal()) < 4 or token.reveal() not in f"{token!r} {token} {token.masked}"


@given(st.text(max_size=20), st.sampled_from(["\n", " ", "é", "\x00", "\u202e"]))
def test_a_refused_token_is_not_quoted(text: str, wrong: str) -> None:
    secret = f"s3cr3t{wrong}{text}s3cr3t"
    with pytest.raises(UsageError) as refused:
        parse_token(secret)
    assert "s3cr3t" not in f"{refused.value.message} {refused.value.hint} {refused.value!r}"


@given(TEXTS)
@example("..")
@example("a/../../b")
@example("a\\b")
@example("C:")
def test_a_name_is_refused_or_stays_in_its_folder(text: str) -> None:
    folder = Path("/data")
    try:
        path = inside(folder, text)
    except UsageError:
        return
    assert path.parent == folder
    assert path.name == text


def test_the_refusals_are_refusals() -> None:
    for text in ("evil.com/", "store\nx", "a@b", "", "-a", "a-", "a" * 64, "xn--80ak6aa92e", "XN--0"):
        with pytest.raises(UsageError):
            parse_prefix(text)
