"""Files from addresses that a store's rows give, such as images: fetched without the token, from public hosts alone.

A row of a store is a stranger's word. So: https, and plain http on this machine where the store itself is here; a host's
addresses are looked up once, each must be a public one, and the connection goes to the very address that was looked at, so
that a name can't lead elsewhere a moment later; a redirect is a new address, judged like the first. No cookies, no proxies.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable
from types import TracebackType
from urllib.parse import SplitResult, urljoin, urlsplit

from pipeline.http.address import STANDARD_PORTS
from pipeline.http.client import DEADLINE_S, USER_AGENT
from pipeline.http.environment import authorities
from pipeline.http.library import httpx
from pipeline.http.transport import CONNECT_S, ASGIApp, silence_loggers
from pipeline.text import clean

REDIRECTS_MAX = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK = 200
_LOCAL_NAME = "localhost"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class UnfetchedError(Exception):
    """A file that was not fetched; its text says why, cleaned."""


async def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host. Raises OSError for one that has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]).partition("%")[0] for each in found]


class Downloads:
    """Fetches files. `local` lets addresses of this machine in; `app` is a store in this process, reached as `app_host`.

    `verify` replaces the trusted certificates, `look_up` the system's names. Use it as an async context manager.
    """

    def __init__(
        self,
        *,
        local: bool,
        app: ASGIApp | None = None,
        app_host: str = "",
        deadline_s: float = DEADLINE_S,
        verify: ssl.SSLContext | None = None,
        look_up: Callable[[str, int], Awaitable[list[str]]] = look_up,
    ) -> None:
        silence_loggers()
        self._local, self._deadline_s, self._look_up = local, deadline_s, look_up
        self._app_host = app_host if app is not None else ""
        if verify is None:  # no TLS, and no authorities to read, where there is nothing but this process
            verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if app is not None else authorities()
        self._client = httpx.AsyncClient(
            transport=None if app is None else httpx.ASGITransport(app),
            verify=verify,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=CONNECT_S),
        )

    async def __aenter__(self) -> "Downloads":  # noqa: PYI034 - Self needs Python 3.11
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def fetch(self, address: str, cap: int) -> bytes:
        """Return the bytes behind an address, at most `cap` of them. Raises UnfetchedError."""
        try:
            return await asyncio.wait_for(self._fetch(address, cap), self._deadline_s)
        except asyncio.TimeoutError:
            raise UnfetchedError(f"there was no full answer within {self._deadline_s:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ssl.SSLError) as wrong:
            raise UnfetchedError(clean(str(wrong), 160) or type(wrong).__name__) from None

    async def _fetch(self, address: str, cap: int) -> bytes:
        for _ in range(REDIRECTS_MAX + 1):
            request = await self._request(address)
            response = await self._client.send(request, stream=True)
            try:
                if response.status_code in _REDIRECTS:
                    address = urljoin(address, response.headers.get("Location", ""))
                    continue
                if response.status_code != _OK:
                    raise UnfetchedError(f"the answer was status {response.status_code}")
                return await _body(response, cap)
            finally:
                await response.aclose()
        raise UnfetchedError(f"it was redirected more than {REDIRECTS_MAX} times")

    async def _request(self, address: str) -> httpx.Request:
        parts = _split(address)
        host = str(parts.hostname)
        headers = {
            "Host": parts.netloc,
            "User-Agent": USER_AGENT,
            "Accept": "image/*",
            "Accept-Encoding": "identity",
        }
        url = httpx.URL(address)
        if host == self._app_host:  # the sandbox in this process: there is no wire
            return self._client.build_request("GET", url, headers=headers)
        if self._app_host:
            raise UnfetchedError(f"{clean(host, 80)} is not the sandbox")
        ip = await self._looked_up(parts, host)
        return self._client.build_request(
            "GET", url.copy_with(host=str(ip)), headers=headers, extensions={"sni_hostname": host}
        )

    async def _looked_up(self, parts: SplitResult, host: str) -> IPAddress:
        """Return the address to connect to: every one of the host's is public, or of this machine where that may be."""
        found = await self._look_up(host, parts.port or STANDARD_PORTS[parts.scheme])
        ips = [ipaddress.ip_address(each) for each in found]
        here = self._local and all(ip.is_loopback for ip in ips) and (host == _LOCAL_NAME or _is_ip(host))
        if parts.scheme == "http" and not here:
            raise UnfetchedError(
                "its address is plain http, which is fetched from this machine's sandbox alone"
            )
        if not here and not all(map(_is_public, ips)):
            raise UnfetchedError(f"{clean(host, 80)} is no public address")
        return ips[0]


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise UnfetchedError("its address is none") from None
    if parts.scheme not in STANDARD_PORTS or not parts.hostname or port == 0:
        raise UnfetchedError("its address is no https address")
    if parts.username is not None or parts.password is not None:
        raise UnfetchedError("its address holds a name and password")
    return parts


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(ip: IPAddress) -> bool:
    """Tell whether an address is one of the public internet, also the IPv4 one that may be inside of it."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return ip.is_global and not ip.is_multicast


async def _body(response: httpx.Response, cap: int) -> bytes:
    data = bytearray()
    async for chunk in response.aiter_raw():
        data += chunk
        if len(data) > cap:
            raise UnfetchedError(f"it has more than {cap:,} bytes")
    return bytes(data)
