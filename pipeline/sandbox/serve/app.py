"""The sandbox as an ASGI app: for `httpx.ASGITransport` in process, for uvicorn on a port.

Plain ASGI: it sets every header itself, `Date` too, and answers whatever any client sends. Faults of the connection
come true only where `connections` is given; in process they are answered by a 502 or a broken body, with the same commit.
A request whose effects can't be saved is answered by a 500 of JSON; one that waits for the file holds up no other.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from pipeline.errors import JournalError
from pipeline.sandbox.api.products.images import PATH as IMAGES
from pipeline.sandbox.api.values import ApiAnswer, Effect
from pipeline.sandbox.faults.replies import HttpReply, as_json
from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.serve.connections import (
    Connections,
    Receive,
    Scope,
    Send,
    Sleep,
    send_reply,
    send_whole,
)
from pipeline.sandbox.serve.http_request import HttpRequest, most_bytes
from pipeline.sandbox.serve.sandbox import Sandbox
from pipeline.sandbox.state.lock import retry_while_busy

CONTROL = "/__sandbox"


class SandboxApp:
    """The ASGI callable, with the store behind it at hand as `sandbox`."""

    def __init__(
        self, sandbox: Sandbox, *, connections: Connections | None = None, sleep: Sleep = asyncio.sleep
    ) -> None:
        self.sandbox = sandbox
        self._connections = connections
        self._sleep = sleep
        self._control: Callable[[Scope, Receive, Send], Awaitable[None]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        if scope["type"] != "http":
            raise RuntimeError(f"the sandbox speaks HTTP only, not {scope['type']}")
        if f"{scope['path']}/".startswith(CONTROL + "/"):
            await self._serve_control(scope, receive, send)
            return
        if scope["path"].startswith(IMAGES + "/"):
            await send_whole(self._image(scope), scope, send)
            return
        request = await _read(scope, receive)
        began_s = time.perf_counter()
        reply = await self._answer(request)
        try:
            await send_reply(reply, scope, receive, send, connections=self._connections, sleep=self._sleep)
        finally:
            if self.sandbox.exchanges is not None:
                self.sandbox.exchanges.finish(reply.number, time.perf_counter() - began_s)

    def history(self) -> list[Effect]:
        """Return everything that ever happened in the store, oldest first."""
        return self.sandbox.history()

    def close(self) -> None:
        """Save the window and give the state file back."""
        self.sandbox.close()

    async def _answer(self, request: HttpRequest) -> HttpReply:
        try:
            return await retry_while_busy(lambda: self.sandbox.answer(request), self._sleep)
        except JournalError as stop:
            return self.sandbox.refuse_unsaved(request, stop)

    def _image(self, scope: Scope) -> HttpReply:
        if scope["method"] not in ("GET", "HEAD"):
            return as_json(ApiAnswer(405, {"error": "Method not allowed"}))
        return self.sandbox.image(scope["path"].removeprefix(IMAGES + "/"))

    async def _serve_control(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._control is None:
            # Lazily: starlette is not needed for the API
            from pipeline.sandbox.serve.control import create_control

            self._control = create_control(self.sandbox, self._sleep)
        await self._control(scope, receive, send)


def create_app(
    options: SandboxOptions | None = None,
    state: Path | None = None,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Sleep = asyncio.sleep,
    retailer_id: str | None = None,
) -> SandboxApp:
    """Return the store as an ASGI app, in memory or over the state file; `close` it at the end.

    Raises JournalError (`sandbox-busy`, `sandbox-state`) and UsageError (`sandbox-option`, `faults`).
    """
    return SandboxApp(Sandbox(options, state, clock=clock, retailer_id=retailer_id), sleep=sleep)


async def _read(scope: Scope, receive: Receive) -> HttpRequest:
    raw_path = scope.get("raw_path") or scope["path"].encode()
    path = raw_path.split(b"?")[0].decode("latin-1")
    most = most_bytes(scope["method"], path)
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body") or len(body) > most:
            break
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return HttpRequest(scope["method"], path, scope["query_string"].decode("latin-1"), headers, bytes(body))
