"""Who may ask a sandbox on a port: programs of this machine, and pages that the sandbox itself has served.

A page of any other site can send requests to 127.0.0.1, under a name of its own that leads there (DNS rebinding) or
under ours. The first are told apart by their Host, the second by what a browser adds by itself: Sec-Fetch-Site or
Origin. No answer has a CORS header, so no such page can read one.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import unquote

from pipeline.sandbox.api.values import ApiAnswer
from pipeline.sandbox.faults.replies import as_json
from pipeline.sandbox.serve.connections import Receive, Scope, Send, send_whole

MISDIRECTED = ApiAnswer(
    421,
    {
        "error": "Misdirected request",
        "message": "The sandbox answers to 127.0.0.1, localhost and [::1] alone, named by one Host header.",
    },
)
_CROSS_SITE = ApiAnswer(
    403,
    {
        "error": "Cross-site request",
        "message": "A page of another site may not change what is in the sandbox.",
    },
)
_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
# A request's target may be a whole address (RFC 9112, 3.2.2)
_ADDRESS = re.compile(r"http://([^/?#]*)(/.*)?", re.IGNORECASE | re.DOTALL)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

App = Callable[[Scope, Receive, Send], Awaitable[None]]


class LocalOnly:
    """An ASGI app behind the rule of this module: 421 for another host, 403 for a change by another site's page."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a path for its target, or refuse it."""
        path = scope["raw_path"].decode("latin-1")
        address = _ADDRESS.fullmatch(path)
        refusal = refuse(scope["method"], scope["headers"], address.group(1) if address else None)
        if refusal is not None:
            await send_whole(as_json(refusal), scope, send)
            return
        if address:
            path = address.group(2) or "/"
            scope = {**scope, "path": unquote(path), "raw_path": path.encode("latin-1")}
        await self._app(scope, receive, send)


def refuse(
    method: str, headers: Iterable[tuple[bytes, bytes]], target_host: str | None = None
) -> ApiAnswer | None:
    """Return the answer to a request that may not come in; `target_host` is the one that its target names, if any.

    Header names are in lower case.
    """
    named: dict[bytes, list[str]] = {b"host": [], b"origin": [], b"sec-fetch-site": []}
    for name, value in headers:
        if name in named:
            named[name].append(value.decode("latin-1").lower())
    hosts = named[b"host"]
    asked = hosts if target_host is None else [*hosts, target_host]
    if len(hosts) != 1 or not all(map(_HOST.fullmatch, asked)):
        return MISDIRECTED
    own = {b"origin": f"http://{hosts[0]}", b"sec-fetch-site": "same-origin"}
    foreign = any(value != wanted for name, wanted in own.items() for value in named[name])
    return _CROSS_SITE if foreign and method not in _SAFE else None
