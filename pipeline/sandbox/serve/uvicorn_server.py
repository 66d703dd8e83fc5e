"""uvicorn as the sandbox needs it: with connections that can be broken, and a server that ends on a signal without a word.

And one that gives our answer to a request without a Host, or with several: h11 refuses these before any app sees them.
"""

import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from pipeline.sandbox.faults.replies import as_json
from pipeline.sandbox.serve.connections import Connections
from pipeline.sandbox.serve.local_only import MISDIRECTED


def protocol_of(connections: Connections) -> type[H11Protocol]:
    """Return uvicorn's HTTP/1.1 protocol, telling `connections` about each of them."""

    class TrackedProtocol(H11Protocol):
        """One connection."""

        def connection_made(self, transport: Any) -> None:
            """Remember it."""
            super().connection_made(transport)
            if self.client is not None:
                connections.transports[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            """Forget it."""
            if self.client is not None:
                connections.transports.pop(self.client, None)
            super().connection_lost(exc)

        def send_400_response(self, msg: str) -> None:
            """Answer what is no HTTP; uvicorn calls this while it handles what h11 says about it."""
            if "Host: header" not in str(sys.exc_info()[1]):
                super().send_400_response(msg)
                return
            body = as_json(MISDIRECTED).body
            head = f"HTTP/1.1 421 \r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            self.transport.write(f"{head}Connection: close\r\n\r\n".encode() + body)
            self.transport.close()

    return TrackedProtocol


class QuietServer(uvicorn.Server):
    """uvicorn's server, which doesn't raise a signal again after it ended on it, and says when it is ready."""

    ready: Callable[[], None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on SIGINT and SIGTERM; signals are the main thread's alone."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, then say so."""
        await super().startup(sockets=sockets)
        if self.ready is not None:
            self.ready()

    def end(self) -> None:
        """End as soon as the requests in flight are answered; from any thread."""
        self.should_exit = True
