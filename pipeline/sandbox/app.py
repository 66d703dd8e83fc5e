"""The sandbox as an ASGI app: for `httpx.ASGITransport` in process, for uvicorn on a port.

Plain ASGI: it sets every header itself, `Date` too, and answers whatever any client sends. Faults that need a wire
come true only where `wires` is given; in process they are answered by a 502 or a broken body, with the same commit.
A request whose effects can't be saved is answered by a 500 of JSON; one that waits for the file holds up no other.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import JournalError
from pipeline.sandbox.gate import Sandbox
from pipeline.sandbox.intake import MAX_BODY_BYTES, HttpRequest
from pipeline.sandbox.mangle import Reply, Wire
from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.values import Effect
from pipeline.sandbox.waiting import when_free

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

CONTROL = "/__sandbox"
_MIB = 1 << 20
# What stands in for an endless body in process, where the transport keeps all of it: above any client's cap
_IN_PROCESS_BODY_MIB = 40


class Wires(Protocol):
    """What can be done to a connection; `wire.py` has the real one."""

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
        wires: Wires | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.sandbox = sandbox
        self._wires = wires
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
        if reply.wire is None:
            await send_whole(send, scope, reply)
        elif self._wires is None:
            await self._pretend(reply, reply.wire, scope, send)
        else:
            await self._break(reply, self._wires, scope, receive, send)

    def history(self) -> list[Effect]:
        """Return everything that ever happened in the store, oldest first."""
        return self.sandbox.history()

    def close(self) -> None:
        """Save the window and give the state file back."""
        self.sandbox.close()

    async def _answer(self, request: HttpRequest) -> Reply:
        try:
            return await when_free(lambda: self.sandbox.answer(request), self._sleep)
        except JournalError as stop:
            return self.sandbox.refuse_unsaved(request, stop)

    async def _serve_control(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._control is None:
            from pipeline.sandbox.control import create_control  # lazily: starlette is not needed for the API

            self._control = create_control(self.sandbox, self._sleep)
        await self._control(scope, receive, send)

    async def _pretend(self, reply: Reply, wire: Wire, scope: Scope, send: Send) -> None:
        if wire.act == "hang":
            await self._sleep(wire.params["hold_s"])
        body = reply.body
        if wire.act in ("cut", "drip"):
            body = body[: len(body) // 2]
        elif wire.act == "endless":
            body += b" " * (min(int(wire.params["mib"]), _IN_PROCESS_BODY_MIB) * _MIB)
        await send_whole(send, scope, Reply(reply.status, reply.headers, body))

    async def _break(self, reply: Reply, wires: Wires, scope: Scope, receive: Receive, send: Send) -> None:
        wire = reply.wire
        assert wire is not None
        gone = asyncio.ensure_future(_wait_until_gone(receive))
        try:
            if wire.act == "hang":
                await asyncio.wait({gone}, timeout=wire.params["hold_s"])
            elif wire.act == "cut":
                await _start(send, reply, len(reply.body))
                await send(
                    {
                        "type": "http.response.body",
                        "body": reply.body[: len(reply.body) // 2],
                        "more_body": True,
                    }
                )
                wires.finish(scope)
            elif wire.act == "drip":
                await _drip(reply, wire, send, gone)
            elif wire.act == "endless":
                await _flood(reply, wire, send, gone)
            elif wire.act == "fin":
                wires.finish(scope)
            if wire.act in ("abort", "hang", "drip", "endless"):
                wires.abort(scope)
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


async def _start(send: Send, reply: Reply, length: int | None) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in reply.headers]
    if length is not None and reply.status != 204:  # noqa: PLR2004 - HTTP: a 204 has no length
        headers.append((b"content-length", str(length).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})


async def send_whole(send: Send, scope: Scope, reply: Reply) -> None:
    """Send a reply that nothing is to happen to on the wire."""
    await _start(send, reply, len(reply.body))
    body = b"" if scope["method"] == "HEAD" else reply.body
    await send({"type": "http.response.body", "body": body})


async def _drip(reply: Reply, wire: Wire, send: Send, gone: "asyncio.Future[None]") -> None:
    size = int(wire.params["bytes"])
    body = reply.body[:size].ljust(size)
    await _start(send, reply, size + 1)  # one byte more than ever comes
    for place in range(size):
        if gone.done():
            return
        await send({"type": "http.response.body", "body": body[place : place + 1], "more_body": True})
        await asyncio.wait({gone}, timeout=wire.params["every_s"])


async def _flood(reply: Reply, wire: Wire, send: Send, gone: "asyncio.Future[None]") -> None:
    await _start(send, reply, None)
    await send({"type": "http.response.body", "body": reply.body, "more_body": True})
    block = b" " * (_MIB // 4)
    for _ in range(int(wire.params["mib"]) * 4):
        if gone.done():
            return
        await send({"type": "http.response.body", "body": block, "more_body": True})
        await asyncio.sleep(0)


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
