"""The sandbox on a port of this machine: 127.0.0.1 only, under no other name, until SIGINT, SIGTERM or `Serving.stop`.

Prints and logs nothing; the caller says what there is to say once `started` was called.
"""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.sandbox.options import SandboxOptions
from pipeline.sandbox.serve.app import SandboxApp
from pipeline.sandbox.serve.connections import Connections
from pipeline.sandbox.serve.exchanges import Exchange
from pipeline.sandbox.serve.local_only import App, LocalOnly
from pipeline.sandbox.serve.running import HOST, noted
from pipeline.sandbox.serve.sandbox import Sandbox

_GRACE_S = 2  # for requests in flight at the end; a hung fault must not keep the process
_BACKLOG = 128


@dataclass(frozen=True, slots=True)
class Serving:
    """A running server: its addresses, and how to end it from another thread."""

    port: int
    token: str
    stop: Callable[[], None]

    @property
    def page_url(self) -> str:
        """The page to watch it on."""
        return f"http://{HOST}:{self.port}/"

    @property
    def base_url(self) -> str:
        """The API's root, with the default version."""
        return f"http://{HOST}:{self.port}/api/2.0"

    @property
    def control_url(self) -> str:
        """The root of the control path."""
        return f"http://{HOST}:{self.port}/__sandbox"


def serve(
    options: SandboxOptions | None = None,
    state: Path | None = None,
    *,
    port: int = 8787,
    started: Callable[[Serving], None] | None = None,
    clock: Callable[[], float] = time.time,
    pages: Callable[[SandboxApp], App] | None = None,
    heard: Callable[[Exchange], None] | None = None,
    findable: bool = False,
) -> None:
    """Serve until told to end; `port=0` takes a free one, which `started` is told.

    `pages` puts pages in front of the API, `heard` is told of each request that has ended, `findable` keeps a note beside
    the state, by which `running.find_running` finds this server.

    Raises UsageError (`port-busy`, `sandbox-option`, `faults`) and JournalError (`sandbox-busy`, `sandbox-state`).
    """
    listener = _listen(port)
    try:
        sandbox = Sandbox(options, state, clock=clock)
        try:
            log = sandbox.log_exchanges()
            log.heard = heard or log.heard
            with noted(state if findable else None, listener.getsockname()[1]):
                _run(sandbox, listener, started, pages or (lambda app: app))
        finally:
            sandbox.close()
    finally:
        listener.close()


def _run(
    sandbox: Sandbox,
    listener: socket.socket,
    started: Callable[[Serving], None] | None,
    pages: Callable[[SandboxApp], App],
) -> None:
    import uvicorn

    from pipeline.sandbox.serve.uvicorn_server import QuietServer, protocol_of

    connections = Connections()
    config = uvicorn.Config(
        LocalOnly(pages(SandboxApp(sandbox, connections=connections))),
        http=protocol_of(connections),
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",
        access_log=False,
        date_header=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = QuietServer(config)
    if started is not None:
        serving = Serving(listener.getsockname()[1], sandbox.options.token, server.end)
        server.ready = lambda: started(serving)
    server.run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    # asyncio sends without delay only on what says that it is TCP: else an answer's body, which follows its head, waits
    # 40 ms for the client to acknowledge the head
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise UsageError(
            f"Port {port} of {HOST} can't be used: {error}.",
            code="port-busy",
            hint="Choose another one with --port, or --port 0 for any free one.",
        ) from error
    return listener
