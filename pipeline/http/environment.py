"""What the environment says about the way to a store: the one proxy for its host, the authorities that are trusted.

Promises: a setting that doesn't concern the host is passed over, whatever it holds; one that does and can't be used is
named, never quoted: a proxy's address may hold a password.
"""

import os
import ssl
from collections.abc import Mapping
from urllib.request import getproxies

from pipeline.errors import UsageError
from pipeline.http.address import LAST_PORT, Address
from pipeline.http.library import httpx

_KEY_LOG = "SSLKEYLOGFILE"
_AUTHORITIES = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # the first that is set counts


def proxy_for(address: Address, settings: Mapping[str, str] | None = None) -> httpx.Proxy | None:
    """Return the proxy that leads to a store's host, None where there is none. Raises UsageError, naming its variable.

    `settings` are proxies by scheme, and `no` for hosts without one, as `urllib.request.getproxies` has them.
    """
    found = getproxies() if settings is None else settings
    scheme = next((name for name in (address.scheme, "all") if found.get(name)), None)
    if scheme is None or address.loopback or _goes_directly(address, found.get("no", "")):
        return None
    proxy = _usable(found[scheme].strip())
    if proxy is None:
        raise UsageError(
            f"The proxy that {_spelled(scheme)} names can't be used.",
            code="proxy-invalid",
            hint="http:// and https:// proxies work. NO_PROXY names hosts that are reached without one.",
        )
    return proxy


def _usable(text: str) -> httpx.Proxy | None:
    try:
        proxy = httpx.Proxy(text if "://" in text else f"http://{text}")
        httpx.AsyncHTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), proxy=proxy)
    except (
        ValueError,
        ImportError,
        httpx.InvalidURL,
    ):  # ImportError: a kind of proxy that needs another package
        return None
    return proxy if proxy.url.host and (proxy.url.port is None or 0 < proxy.url.port <= LAST_PORT) else None


def _goes_directly(address: Address, exceptions: str) -> bool:
    """Tell whether one of NO_PROXY's names is the host or ends it: with or without dot, star, port and scheme."""
    for exception in exceptions.lower().replace(",", " ").split():
        scheme, _, rest = exception.rpartition("://")
        name, _, port = rest.strip("/").partition(":")
        name = name.lstrip("*.").rstrip(".")
        concerned = scheme in {"", "all", address.scheme} and port in {"", str(address.port)}
        if concerned and (rest == "*" or (name and f".{address.host}".endswith(f".{name}"))):
            return True
    return False


def _spelled(scheme: str) -> str:
    """Return the variable's name as it is spelled in the environment; elsewhere the system's settings have it."""
    names = (f"{scheme}_proxy", f"{scheme}_PROXY".upper())
    return next((name for name in names if os.environ.get(name)), "the system's settings")


def authorities() -> ssl.SSLContext:
    """Return what certificates are held against: SSL_CERT_FILE, SSL_CERT_DIR, else the usual authorities.

    Raises UsageError, naming the variable that is wrong.
    """
    named = next((name for name in _AUTHORITIES if os.environ.get(name)), None)
    try:
        if named == "SSL_CERT_DIR":
            os.scandir(os.environ[named]).close()  # OpenSSL takes a folder that isn't there for an empty one
        return httpx.create_ssl_context()
    except OSError as error:  # a file that isn't there, or ssl.SSLError for one that holds no certificates
        if not _takes_keys():
            raise UsageError(
                f"The file that {_KEY_LOG} names can't be written.",
                code="key-log-unwritable",
                hint=f"Unset {_KEY_LOG}, or name a file in a folder that is there.",
            ) from error
        raise UsageError(
            f"The trusted certificates{f' that {named} names' if named else ''} can't be read.",
            code="certificates-unreadable",
            hint=f"Unset {named}, and the usual authorities are trusted; or name a file or folder of certificates."
            if named
            else "Install the package certifi again; or name a file of certificates with SSL_CERT_FILE.",
        ) from error


def _takes_keys() -> bool:
    """Tell whether the file for TLS keys, which Python writes where one is named, can be written."""
    try:
        if os.environ.get(_KEY_LOG):
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).keylog_filename = os.environ[_KEY_LOG]
    except OSError:
        return False
    return True
