"""Servers made of bare sockets on 127.0.0.1, for the faults that no HTTP library would commit, and a CONNECT proxy."""

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")
Answering = Callable[["Connection"], Awaitable[None]]
JSON_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@dataclass
class Connection:
    """One accepted connection, with the request that came over it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    request: bytes = b""

    async def read_request(self) -> bytes:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        self.request = head + await self.reader.readexactly(length)
        return self.request

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Close with RST, so that the other side sees a broken connection and not an end."""
        self.writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.writer.transport.abort()


@dataclass
class RawServer:
    """What a server that is running has seen so far."""

    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/2.0"


@contextlib.asynccontextmanager
async def serving(answer: Answering, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Run a server that reads one request per connection and lets `answer` do the rest."""
    server = RawServer()
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        server.connections += 1
        connection = Connection(reader, writer)
        try:
            server.requests.append(await connection.read_request())
            server.arrived.set()
            await answer(connection)
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # the client left, or the test ended
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()
            server.left.set()
            tasks.discard(task)

    listener = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tuple(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(tuple(tasks))
        await listener.wait_closed()


@contextlib.contextmanager
def in_a_thread(server: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """Run a server in a loop and a thread of its own, for what is no coroutine."""
    ready, loop, over = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    running: list[T] = []

    async def run() -> None:
        async with server as found:
            running.append(found)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield running[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()


def answering(data: bytes) -> Answering:
    """Return an answer of these bytes, after which the connection closes."""

    async def answer(connection: Connection) -> None:
        await connection.send(data)

    return answer


async def stay_silent(connection: Connection) -> None:
    """Answer nothing until the client leaves."""
    while await connection.reader.read(1024):
        pass


def tunnelling_to(port: int) -> Answering:
    """Return the answer of a CONNECT proxy whose every tunnel ends at this port of 127.0.0.1."""

    async def answer(connection: Connection) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        there = asyncio.ensure_future(_copy(connection.reader, writer))
        try:
            await _copy(reader, connection.writer)
        finally:
            there.cancel()
            writer.close()
            await asyncio.wait({there})

    return answer


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
