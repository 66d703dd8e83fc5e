"""The httpx client as we want it: to one place, without cookies, redirects, HTTP/2 or patience of its own."""

import http.cookiejar
import logging
import ssl
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from pipeline.errors import UsageError
from pipeline.http.address import Address
from pipeline.http.environment import authorities, proxy_for
from pipeline.http.library import httpx
from pipeline.http.reply import Secret

CONNECT_S = 9.0  # of TCP and of TLS, each alone: a store that can't be reached is known sooner
# of a short deadline: httpcore closes a socket whose handshake times out, but not one whose handshake is cancelled
CONNECT_SHARE = 0.3
MOST_CONNECTIONS = 16  # twice the most that a load keeps in flight
FIRST_PRINTABLE, LAST_PRINTABLE = "!", "~"  # ASCII without blanks
LOCATION = "location"  # a response's extension: where a redirect leads, or None
QUIET_LOGGERS = ("httpx", "httpcore", "hpack")  # at INFO they print customers' e-mails in URLs

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
ASGIApp = Callable[[_Message, _Receive, _Send], Awaitable[None]]


def silence_loggers() -> None:
    """Keep the libraries below from writing URLs and headers into anybody's log."""
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def checked_token(token: Secret) -> str:
    """Return the token's text; raise UsageError, without quoting it, if it can't stand in a header."""
    text = token.reveal()
    if not text or not all(FIRST_PRINTABLE <= c <= LAST_PRINTABLE for c in text):
        raise UsageError(
            "The token holds characters that no token has.",
            code="token-invalid",
            hint="Copy it again: printable ASCII on one line, without blanks.",
        )
    return text


def make_client(
    address: Address,
    app: ASGIApp | None,
    deadline_s: float,
    verify: ssl.SSLContext | None,
    hook: Callable[[httpx.Request], Awaitable[None]],
) -> httpx.AsyncClient:
    """Return the client; raise UsageError for settings of the environment that can't be used, without quoting them."""
    no_cookies = http.cookiejar.DefaultCookiePolicy(allowed_domains=[])
    proxy = None if app is not None else proxy_for(address)
    return httpx.AsyncClient(
        transport=None if app is None else httpx.ASGITransport(_failing_as_a_wire(app)),
        verify=_trusted(address) if verify is None else verify,
        http2=False,
        proxy=proxy,
        trust_env=False,
        follow_redirects=False,
        cookies=http.cookiejar.CookieJar(no_cookies),
        timeout=httpx.Timeout(None, connect=min(CONNECT_S, deadline_s * CONNECT_SHARE)),
        limits=httpx.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS),
        event_hooks={"request": [hook], "response": [_put_location_aside]},
    )


async def _put_location_aside(response: httpx.Response) -> None:
    """Keep a redirect's address from httpx, under the extension LOCATION.

    Though told not to follow, httpx reads it and raises for one that is none, as if no answer had come.
    """
    response.extensions[LOCATION] = response.headers.pop("Location", None)


def _trusted(address: Address) -> ssl.SSLContext:
    """Return nobody where there is no TLS, else the authorities: reading them takes as long as five records."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if address.scheme == "http" else authorities()


def _failing_as_a_wire(app: ASGIApp) -> ASGIApp:
    """Return the app with its exceptions turned into a broken connection: nobody knows what it did before."""

    async def run(scope: _Message, receive: _Receive, send: _Send) -> None:
        try:
            await app(scope, receive, send)
        except Exception as error:
            raise httpx.ReadError("the app failed") from error

    return run
