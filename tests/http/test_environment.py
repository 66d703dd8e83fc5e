"""Proxies and certificates that the environment names: what concerns the host counts, and what is wrong is named."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.http import Store, local_address
from pipeline.http.downloads import Downloads
from pipeline.http.environment import authorities, proxy_for
from pipeline.stores.xseries.address import address_of
from tests.support.store_support import FakeToken

STORE = address_of("mystore")
GOOD = "http://127.0.0.1:3128"
VARIABLES = [
    name for each in ("http", "https", "all", "no") for name in (f"{each}_proxy", f"{each.upper()}_PROXY")
]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"NO_PROXY": "fe80::/10"},
        {"NO_PROXY": "[::1],::1,10.0.0.0/8,192.168.1.1:80,[fe80::1%eth0]:443"},
        {"NO_PROXY": ",, ://,http://[,otherlightspeed.app,shop.example.com,*.example.com,é,mystore"},
        {"NO_PROXY": "lightspeed.app:8443,http://lightspeed.app"},
        {"ALL_PROXY": "socks://127.0.0.1:1080"},
        {"ALL_PROXY": "socks5h://[", "HTTP_PROXY": "gopher://:99999"},
        {"HTTP_PROXY": "ftp://127.0.0.1"},
    ],
)
def test_what_does_not_concern_the_host_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, elsewhere: dict[str, str]
) -> None:
    for name, value in {"HTTPS_PROXY": GOOD, **elsewhere}.items():
        monkeypatch.setenv(name, value)
    proxy = proxy_for(STORE)
    assert proxy is not None
    assert proxy.url == GOOD
    assert Store(STORE, FakeToken()).address == STORE


@pytest.mark.parametrize(
    "exception",
    [
        "*",
        "example.com, *",
        "lightspeed.app",
        ".lightspeed.app",
        "*.lightspeed.app",
        "MyStore.Retail.Lightspeed.App.",
        "fe80::/10 retail.lightspeed.app",
        "lightspeed.app:443",
        "https://mystore.retail.lightspeed.app",
    ],
)
def test_a_host_that_no_proxy_names_is_reached_directly_whatever_the_proxy(
    monkeypatch: pytest.MonkeyPatch, exception: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks://user:word@127.0.0.1")
    monkeypatch.setenv("no_proxy", exception)
    assert proxy_for(STORE) is None


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    "setting",
    [
        "ftp://user:word@127.0.0.1:1",
        "socks://user:word@127.0.0.1:1",
        "http://user:word@:3128",
        "http://user:word@127.0.0.1:99999",
        "http://user:word@[::1",
        "http://user:word@exa\x7fmple.com",
    ],
)
def test_a_proxy_for_the_host_that_can_t_be_used_is_named_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, variable: str, setting: str
) -> None:
    monkeypatch.setenv(variable, setting)
    with pytest.raises(UsageError, match=f"The proxy that {variable} names") as caught:
        Store(STORE, FakeToken())
    assert caught.value.code == "proxy-invalid"
    assert "word" not in f"{caught.value!r}{caught.value.hint}"


def test_the_proxy_of_the_scheme_goes_before_that_of_all_and_needs_no_scheme_itself() -> None:
    first = proxy_for(STORE, {"https": "127.0.0.1:3128", "all": "http://127.0.0.1:1"})
    assert first is not None
    assert first.url == GOOD
    assert proxy_for(STORE, {"http": GOOD}) is None
    assert proxy_for(local_address("https://127.0.0.1:9/api/2.0"), {"https": "socks://127.0.0.1"}) is None


def test_the_variable_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    no_certificate = tmp_path / "authorities.pem"
    no_certificate.write_text("no certificate")
    for name, value in (
        ("SSLKEYLOGFILE", "/nonexistent/x"),
        ("SSLKEYLOGFILE", str(tmp_path)),
        ("SSL_CERT_FILE", "/nonexistent/x"),
        ("SSL_CERT_FILE", str(no_certificate)),
        ("SSL_CERT_DIR", "/nonexistent"),
        ("SSL_CERT_DIR", str(no_certificate)),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            for make in (lambda: Store(STORE, FakeToken()), lambda: Downloads(local=False)):
                with pytest.raises(UsageError, match=name) as caught:
                    make()
                others = {"SSLKEYLOGFILE", "SSL_CERT_FILE", "SSL_CERT_DIR"} - {name}
                assert not any(other in f"{caught.value.message}{caught.value.hint}" for other in others)


def test_keys_are_written_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    assert authorities().keylog_filename == str(tmp_path / "keys")
