"""The sandbox as an ASGI app: for `httpx.ASGITransport` in process, for uvicorn on a port.

Plain ASGI: it sets every header itself, `Date` too, and answers whatever any client sends. Faults of the connection
come true only where `connections` is given; in process they are answered by a 502 or a broken body, with the same commit.
A request whose effects can't be saved is answered by a 500 of JSON; one that waits for the file holds up no other.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import JournalError
from pipeline.sandbox.api.values import Effect
from pipeline.sandbox.faults.replies import ConnectionFault, HttpReply
from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.serve.http_request import MAX_BODY_BYTES, HttpRequest
from pipeline.sandbox.serve.sandbox import Sandbox
from pipeline.sandbox.state.retry import retry_while_busy

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

CONTROL = "/__sandbox"
_MIB = 1 << 20
# What stands in for an endless body in process, where the transport keeps all of it: above any client's cap
_IN_PROCESS_BODY_MIB = 40


class Connections(Protocol):
    """What can be done to a connection; `uvicorn_server.py` has the real one."""

    def abort(self, scope: Scope) -> None:
        """Reset the connection."""

    def finish(self, scope: Scope) -> None:
        """Flush and close it cleanly."""


class SandboxApp:
    """The ASGI callable, with the store behind it at hand as `sandbox`."""

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        connections: Connections | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.sandbox = sandbox
        self._connections = connections
        self._sleep = sleep
        self._control: Callable[[Scope, Receive, Send], Awaitable[None]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        if scope["type"] != "http":
            raise RuntimeError(f"the sandbox speaks HTTP only, not {scope['type']}")
        if scope["path"].startswith(CONTROL + "/"):
            await self._serve_control(scope, receive, send)
            return
        reply = await self._answer(await _read(scope, receive))
        if reply.connection_fault is None:
            await send_whole(send, scope, reply)
        elif self._connections is None:
            await self._send_in_process(reply, reply.connection_fault, scope, send)
        else:
            await self._send_broken(reply, self._connections, scope, receive, send)

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

    async def _serve_control(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._control is None:
            from pipeline.sandbox.serve.control import (
                create_control,  # lazily: starlette is not needed for the API
            )

            self._control = create_control(self.sandbox, self._sleep)
        await self._control(scope, receive, send)

    async def _send_in_process(
        self, reply: HttpReply, fault: ConnectionFault, scope: Scope, send: Send
    ) -> None:
        if fault.action == "hang":
            await self._sleep(fault.params["hold_s"])
        body = reply.body
        if fault.action in ("cut", "drip"):
            body = body[: len(body) // 2]
        elif fault.action == "endless":
            body += b" " * (min(int(fault.params["mib"]), _IN_PROCESS_BODY_MIB) * _MIB)
        await send_whole(send, scope, HttpReply(reply.status, reply.headers, body))

    async def _send_broken(
        self, reply: HttpReply, connections: Connections, scope: Scope, receive: Receive, send: Send
    ) -> None:
        fault = reply.connection_fault
        assert fault is not None
        gone = asyncio.ensure_future(_wait_until_gone(receive))
        try:
            if fault.action == "hang":
                await asyncio.wait({gone}, timeout=fault.params["hold_s"])
            elif fault.action == "cut":
                await _start(send, reply, len(reply.body))
                await send(
                    {
                        "type": "http.response.body",
                        "body": reply.body[: len(reply.body) // 2],
                        "more_body": True,
                    }
                )
                connections.finish(scope)
            elif fault.action == "drip":
                await _drip(reply, fault, send, gone)
            elif fault.action == "endless":
                await _flood(reply, fault, send, gone)
            elif fault.action == "fin":
                connections.finish(scope)
            if fault.action in ("abort", "hang", "drip", "endless"):
                connections.abort(scope)
            await gone  # uvicorn would answer 500 to an app that returns on an open connection
        finally:
            gone.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await gone


def create_app(
    options: SandboxOptions | None = None,
    state: Path | None = None,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    retailer_id: str | None = None,
) -> SandboxApp:
    """Return the store as an ASGI app, in memory or over the state file; `close` it at the end.

    Raises JournalError (`sandbox-busy`, `sandbox-state`) and UsageError (`sandbox-option`, `faults`).
    """
    return SandboxApp(Sandbox(options, state, clock=clock, retailer_id=retailer_id), sleep=sleep)


async def _read(scope: Scope, receive: Receive) -> HttpRequest:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body") or len(body) > MAX_BODY_BYTES:
            break
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    raw_path = scope.get("raw_path") or scope["path"].encode()
    path = raw_path.split(b"?")[0].decode("latin-1")
    return HttpRequest(scope["method"], path, scope["query_string"].decode("latin-1"), headers, bytes(body))


async def _start(send: Send, reply: HttpReply, length: int | None) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in reply.headers]
    if length is not None and reply.status != 204:  # noqa: PLR2004 - HTTP: a 204 has no length
        headers.append((b"content-length", str(length).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})


async def send_whole(send: Send, scope: Scope, reply: HttpReply) -> None:
    """Send a reply whose connection stays whole."""
    await _start(send, reply, len(reply.body))
    body = b"" if scope["method"] == "HEAD" else reply.body
    await send({"type": "http.response.body", "body": body})


async def _drip(reply: HttpReply, fault: ConnectionFault, send: Send, gone: "asyncio.Future[None]") -> None:
    size = int(fault.params["bytes"])
    body = reply.body[:size].ljust(size)
    await _start(send, reply, size + 1)  # one byte more than ever comes
    for place in range(size):
        if gone.done():
            return
        await send({"type": "http.response.body", "body": body[place : place + 1], "more_body": True})
        await asyncio.wait({gone}, timeout=fault.params["every_s"])


async def _flood(reply: HttpReply, fault: ConnectionFault, send: Send, gone: "asyncio.Future[None]") -> None:
    await _start(send, reply, None)
    await send({"type": "http.response.body", "body": reply.body, "more_body": True})
    block = b" " * (_MIB // 4)
    for _ in range(int(fault.params["mib"]) * 4):
        if gone.done():
            return
        await send({"type": "http.response.body", "body": block, "more_body": True})
        await asyncio.sleep(0)


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
