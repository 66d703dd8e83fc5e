"""Connections that can be broken: uvicorn's protocol, remembering which transport belongs to which client."""

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from pipeline.sandbox.app import Scope

# l_onoff=1, l_linger=0: closing sends RST instead of FIN
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class OpenWires:
    """The open connections of one server, by the client's address."""

    def __init__(self) -> None:
        self.transports: dict[tuple[str, int], asyncio.Transport] = {}

    def abort(self, scope: Scope) -> None:
        """Reset the connection that the request came on."""
        transport = self.transports.get(tuple(scope["client"]))
        if transport is not None:
            if not transport.is_closing():
                transport.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE
                )
            transport.abort()

    def finish(self, scope: Scope) -> None:
        """Flush what was sent on it and close it cleanly."""
        transport = self.transports.get(tuple(scope["client"]))
        if transport is not None:
            transport.close()


def track(wires: OpenWires) -> type[H11Protocol]:
    """Return uvicorn's HTTP/1.1 protocol, telling `wires` about its connections."""

    class TrackedProtocol(H11Protocol):
        """One connection."""

        def connection_made(self, transport: Any) -> None:
            """Remember it."""
            super().connection_made(transport)
            if self.client is not None:
                wires.transports[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            """Forget it."""
            if self.client is not None:
                wires.transports.pop(self.client, None)
            super().connection_lost(exc)

    return TrackedProtocol
