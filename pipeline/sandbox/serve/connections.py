"""Replies on their way to a client, as ASGI messages: whole, or with what a fault does to their connection.

On a port the connection is really broken; in process the client gets what stands for it: a 502 or a broken body.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from itertools import chain, repeat
from typing import Any

from pipeline.sandbox.faults.replies import ConnectionFault, HttpReply

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]

_MIB = 1 << 20
# What stands in for an endless body in process, where the transport keeps all of it: above any client's cap
_IN_PROCESS_BODY_MIB = 40
# l_onoff=1, l_linger=0: closing sends RST instead of FIN
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Connections:
    """The open connections of one server, by the client's address."""

    def __init__(self) -> None:
        self.transports: dict[tuple[str, int], asyncio.Transport] = {}

    def abort(self, scope: Scope) -> None:
        """Reset the connection that the request came on."""
        transport = self.transports.get(tuple(scope["client"]))
        if transport is not None:
            if not transport.is_closing():
                wire = transport.get_extra_info("socket")
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            transport.abort()

    def finish(self, scope: Scope) -> None:
        """Flush what was sent on it and close it cleanly."""
        transport = self.transports.get(tuple(scope["client"]))
        if transport is not None:
            transport.close()


async def send_reply(
    reply: HttpReply,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    connections: Connections | None,
    sleep: Sleep,
) -> None:
    """Send a reply, and do to its connection what its fault says; without `connections` there is none."""
    if reply.connection_fault is None:
        await send_whole(reply, scope, send)
    elif connections is None:
        await _send_in_process(reply, reply.connection_fault, scope, send, sleep)
    else:
        await _send_broken(reply, scope, receive, send, connections)


async def send_whole(reply: HttpReply, scope: Scope, send: Send) -> None:
    """Send a reply whose connection stays whole."""
    await _start(reply, send, len(reply.body))
    body = b"" if scope["method"] == "HEAD" else reply.body
    await send({"type": "http.response.body", "body": body})


async def _send_in_process(
    reply: HttpReply, fault: ConnectionFault, scope: Scope, send: Send, sleep: Sleep
) -> None:
    """Send what stands for a connection that is broken, where there is none."""
    body = reply.body
    if fault.action == "hang":
        await sleep(fault.params["hold_s"])
    elif fault.action in ("cut", "drip"):
        body = body[: len(body) // 2]
    elif fault.action == "endless":
        body += b" " * (min(int(fault.params["mib"]), _IN_PROCESS_BODY_MIB) * _MIB)
    await send_whole(HttpReply(reply.status, reply.headers, body), scope, send)


async def _send_broken(
    reply: HttpReply, scope: Scope, receive: Receive, send: Send, connections: Connections
) -> None:
    """Send what the fault leaves of a reply, and break its connection; return when the client is gone."""
    fault = reply.connection_fault
    assert fault is not None
    gone = asyncio.ensure_future(_wait_until_gone(receive))
    try:
        if fault.action == "hang":
            await asyncio.wait({gone}, timeout=fault.params["hold_s"])
        elif fault.action == "cut":
            await _start(reply, send, len(reply.body))
            await _send_part(reply.body[: len(reply.body) // 2], send)
        elif fault.action == "drip":
            size = int(fault.params["bytes"])
            await _start(reply, send, size + 1)  # one byte more than ever comes
            drops = (bytes([byte]) for byte in reply.body[:size].ljust(size))
            await _send_slowly(drops, fault.params["every_s"], send, gone)
        elif fault.action == "endless":
            await _start(reply, send, None)
            blocks = repeat(b" " * _MIB, int(fault.params["mib"]))
            await _send_slowly(chain([reply.body], blocks), 0, send, gone)
        if fault.action in ("cut", "fin"):
            connections.finish(scope)
        else:
            connections.abort(scope)
        await gone  # uvicorn would answer 500 to an app that returns on an open connection
    finally:
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone


async def _start(reply: HttpReply, send: Send, length: int | None) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in reply.headers]
    if length is not None and reply.status != 204:  # noqa: PLR2004 - HTTP: a 204 has no length
        headers.append((b"content-length", str(length).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})


async def _send_part(body: bytes, send: Send) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _send_slowly(
    parts: Iterable[bytes], every_s: float, send: Send, gone: "asyncio.Future[None]"
) -> None:
    for part in parts:
        if gone.done():
            return
        await _send_part(part, send)
        await asyncio.wait({gone}, timeout=every_s)


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
