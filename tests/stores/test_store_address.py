import pytest

from pipeline.errors import UsageError
from pipeline.http import local_address
from pipeline.stores.xseries.address import address_of


def test_a_prefix_names_exactly_one_host_over_https() -> None:
    address = address_of("mystore", "2026-07")
    assert address.base_url == "https://mystore.retail.lightspeed.app/api/2026-07"
    assert (address.scheme, address.host, address.port, address.loopback) == (
        "https",
        "mystore.retail.lightspeed.app",
        443,
        False,
    )


@pytest.mark.parametrize(
    "prefix",
    [
        "",
        "evil.com/",
        "a.b",
        "a\n",
        "A",
        "-a",
        "a-",
        "a@b",
        "a:1",
        "a#",
        "a?",
        "a\\",
        "é",
        "a" * 64,
        "a b",
        "\u2024",
    ],
)
def test_what_could_lead_to_another_host_is_no_prefix(prefix: str) -> None:
    with pytest.raises(UsageError):
        address_of(prefix)


@pytest.mark.parametrize("version", ["", "2", "2.0/..", "2.0\n", "../2.0", "v2.0", "2.0?x"])
def test_what_could_lead_to_another_path_is_no_version(version: str) -> None:
    with pytest.raises(UsageError):
        address_of("mystore", version)


@pytest.mark.parametrize(
    ("base_url", "base", "host", "port"),
    [
        ("http://127.0.0.1:8787/api/2.0", "http://127.0.0.1:8787/api/2.0", "127.0.0.1", 8787),
        (" http://127.9.8.7:1/api/2026-07/ ", "http://127.9.8.7:1/api/2026-07", "127.9.8.7", 1),
        ("HTTPS://LOCALHOST/api/2.0", "https://localhost/api/2.0", "localhost", 443),
        ("http://localhost/shop/api/2.0", "http://localhost/shop/api/2.0", "localhost", 80),
        ("http://[::1]:80/api/2.0", "http://[::1]:80/api/2.0", "::1", 80),
    ],
)
def test_loopback_addresses_are_taken_as_they_are(base_url: str, base: str, host: str, port: int) -> None:
    address = local_address(base_url)
    assert (address.base_url, address.host, address.port, address.loopback) == (base, host, port, True)


@pytest.mark.parametrize(
    "base_url",
    [
        "http://127.0.0.1:8787",
        "http://127.0.0.1:8787/api",
        "http://127.0.0.1:8787/api/2.0/customers",
        "http://127.0.0.1:8787/../api/2.0",
        "http://127.0.0.1:99999/api/2.0",
        "http://128.0.0.1/api/2.0",
        "http://127.0.0.999/api/2.0",
        "http://0.0.0.0/api/2.0",
        "http://127.0.0.1.example.com/api/2.0",
        "http://127.0.0.1@example.com/api/2.0",
        "http://localhost.example.com/api/2.0",
        "http://example.com/api/2.0",
        "http://user:word@127.0.0.1/api/2.0",
        "http://127.0.0.1/api/2.0?a=b",
        "http://127.0.0.1/api/2.0#a",
        "http://127.0.0.1\\@example.com/api/2.0",
        "ftp://127.0.0.1/api/2.0",
        "//127.0.0.1/api/2.0",
        "http://127.0.0.1/api/2.0\nx",
        "http://[::2]/api/2.0",
        "http://\u0660127.0.0.1/api/2.0",
        "",
    ],
)
def test_a_base_url_that_is_not_surely_this_machine_is_refused(base_url: str) -> None:
    with pytest.raises(UsageError):
        local_address(base_url)
