"""The one client: one call, one request, one `Reply`. The only module here that opens a connection.

Promises: see the package. Besides: a call that is cancelled closes its connection and stays cancelled; the only
exceptions that come out are a `StopError` (an invariant about the token), a ValueError or TypeError for a payload
that is no JSON (before anything is sent), and the cancellation itself.
"""

import asyncio
import ssl
import uuid
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from pipeline import __version__
from pipeline.errors import AccessError, StopError
from pipeline.http.address import STANDARD_PORTS, VERSION_SHAPE, Address
from pipeline.http.bodies import HEADER_LIMIT, Body, cleaned, excerpt, parse_json
from pipeline.http.calls import RECORD_CAP_BYTES, Call, body_of
from pipeline.http.endings import SendProgress, ending_at_deadline, ending_of
from pipeline.http.library import httpx
from pipeline.http.reply import Ending, Reply, Secret
from pipeline.http.transport import LOCATION, ASGIApp, checked_token, make_client, silence_loggers
from pipeline.http.uploads import OCTETS, Upload

DEADLINE_S = 30.0  # of a whole call: per-read time-outs let a slow drip run for ever
WIND_UP_S = 1.0  # a cancelled call may take this long to close its connection
USER_AGENT = f"x-series-demo/{__version__}"
REDIRECTS = range(300, 400)
HEADERS_READ = {
    "limit": "X-RateLimit-Limit",
    "remaining": "X-RateLimit-Remaining",
    "retry_after": "Retry-After",
    "date": "Date",
}


class Store:
    """An X-Series store, or an ASGI app in its place. Use it as an async context manager.

    `verify` replaces the trusted certificates (certifi's by default; SSL_CERT_FILE and SSL_CERT_DIR are honoured). The
    environment's proxy for the host is honoured, but for loopback addresses and apps. Raises UsageError for a token
    that can't be a header, and for a setting of the environment that concerns the host and can't be used.
    """

    def __init__(
        self,
        address: Address,
        token: Secret,
        *,
        app: ASGIApp | None = None,
        deadline_s: float = DEADLINE_S,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self.address = address
        self._token = checked_token(token)
        self._deadline_s = deadline_s
        silence_loggers()
        self._client = make_client(address, app, deadline_s, verify, self._assert_target)

    def __repr__(self) -> str:
        return f"Store({self.address.base_url!r})"

    async def __aenter__(self) -> "Store":  # noqa: PYI034 - Self needs Python 3.11
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: Any | None = None,
        body_cap: int = RECORD_CAP_BYTES,
        version: str | None = None,
        upload: Upload | None = None,
    ) -> Reply:
        """Make one request and return how it ended; `path` begins with a slash and is relative to the API root.

        `version` is that of the API which has the call (`Address.root`). `upload` is a file in place of JSON; one that
        can't be read is never sent.

        `body_cap` is in bytes, received and inflated alike. Raises StopError if the request would leave the store.
        """
        request_id, progress = str(uuid.uuid4()), SendProgress()
        call = Call(method, path, params, json, version=version, upload=upload)
        try:
            request = self._request(call, request_id, progress)
        except OSError as wrong:
            return Reply(
                Ending.NOT_SENT, request_id, 0.0, detail=f"the file can't be read: {wrong.strerror or wrong}"
            )
        clock = asyncio.get_running_loop().time
        started_s = clock()
        fields: dict[str, Any] = {}
        exchange = asyncio.ensure_future(self._exchange(request, body_cap, fields))
        exchange.add_done_callback(_notice)
        try:
            await asyncio.wait({exchange}, timeout=self._deadline_s)
        finally:
            if not exchange.done():
                exchange.cancel()
                await asyncio.wait({exchange}, timeout=WIND_UP_S)
        fields.update(self._failure(exchange, progress))
        return Reply(request_id=request_id, elapsed_s=clock() - started_s, **fields)

    def _failure(self, exchange: "asyncio.Future[None]", progress: SendProgress) -> dict[str, Any]:
        """Return what went wrong with an exchange that failed or was cut off at the deadline; {} when nothing did."""
        if not exchange.done() or exchange.cancelled():
            ending, words = ending_at_deadline(progress)
            return {"ending": ending, "detail": f"{words} within {self._deadline_s:g} s"}
        error = exchange.exception()
        if error is None:
            return {}
        if isinstance(error, StopError) or not isinstance(error, Exception):
            raise error
        ending, words = ending_of(error, progress)
        return {"ending": ending, "detail": cleaned(words, self._token, HEADER_LIMIT)}

    def _request(self, call: Call, request_id: str, progress: SendProgress) -> httpx.Request:
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": USER_AGENT,
            "X-Request-ID": request_id,
        }
        content = files = None
        if call.upload is not None and call.upload.bare:
            content, headers["Content-Type"] = call.upload.read(), OCTETS
        elif call.upload is not None:
            files = {call.upload.field: (call.upload.path.name, call.upload.read(), call.upload.media_type)}
        if call.json is not None:
            content = body_of(call.json).encode()
            headers["Content-Type"] = "application/json"
        return self._client.build_request(
            call.method,
            self.address.root(call.version) + call.path,
            params=call.params,
            content=content,
            files=files,
            headers=headers,
            extensions={"trace": progress.note},
        )

    async def _exchange(self, request: httpx.Request, body_cap: int, fields: dict[str, Any]) -> None:
        """Send the request and note what comes as a reply's fields, each as soon as it is known.

        What breaks before the status has come is raised, as httpx has it.
        """
        response = await self._client.send(request, stream=True, auth=None, follow_redirects=False)
        fields["status"] = response.status_code
        for name, header in HEADERS_READ.items():
            fields[name] = self._header(response, header)
        body = Body(body_cap, response.headers.get("Content-Encoding", ""))
        try:
            async for chunk in response.aiter_raw():
                if not body.feed(chunk):
                    break
        except httpx.HTTPError:
            body.broken = "the answer broke off"  # its status and headers did arrive, and they count
        finally:
            await response.aclose()
        data = body.finish()
        fields.update(text=excerpt(data, self._token), detail=body.broken)
        if response.status_code in REDIRECTS:
            fields.update(ending=Ending.REDIRECT, location_host=self._location_host(response))
        elif body.too_big:
            fields.update(ending=Ending.TOO_BIG)
        else:
            fields.update(ending=Ending.ANSWER)
            fields.update(json=None if body.broken else parse_json(data, self._token))

    def _header(self, response: httpx.Response, name: str) -> str | None:
        value = response.headers.get(name)
        return None if value is None else cleaned(value, self._token, HEADER_LIMIT)

    def _location_host(self, response: httpx.Response) -> str | None:
        """Return the host that a redirect names; a relative one names the store itself."""
        location = response.extensions[LOCATION]
        if location is None:
            return None
        try:
            host = urlsplit(location).hostname or self.address.host
        except ValueError:  # an address that isn't one
            host = location
        return cleaned(host, self._token, HEADER_LIMIT)

    async def _assert_target(self, request: httpx.Request) -> None:
        """Stop the run rather than let a request, and the token with it, go anywhere but to the store."""
        url, address = request.url, self.address
        target = (url.scheme, url.host, url.port or STANDARD_PORTS.get(url.scheme))
        stem = urlsplit(address.base_url).path.rsplit("/", 1)[0] + "/"
        version = url.path.removeprefix(stem).partition("/")[0]
        inside = url.path.startswith(stem) and VERSION_SHAPE.fullmatch(version) is not None
        if target != (address.scheme, address.host, address.port) or not inside:
            raise AccessError(
                f"A request would have left {address.base_url}; it wasn't sent.",
                code="request-elsewhere",
                hint="This is a fault of the program. Nothing was sent, and the token is safe.",
            )


def _notice(exchange: "asyncio.Future[None]") -> None:
    """Take note of an exchange's exception, so that asyncio doesn't print one that a cancelled call left behind."""
    if not exchange.cancelled():
        exchange.exception()
