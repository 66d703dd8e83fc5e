"""The sandbox for tests: in memory on a clock that is moved by hand, or on a port in a thread of its own."""

import contextlib
import json
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from pipeline.sandbox import SandboxOptions, create_app
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import Effect
from pipeline.sandbox.serve.app import SandboxApp
from pipeline.sandbox.serve.local_only import App
from pipeline.sandbox.serve.sandbox import Sandbox
from pipeline.sandbox.serve.server import Serving, serve

START_S = 1_800_000_000.0  # a whole minute, 2027-01-15 08:00 UTC
_PATIENCE_S = 10


class FakeClock:
    """Wall seconds that move only by hand; `sleep` moves them too."""

    def __init__(self, now_s: float = START_S) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s

    def advance(self, by_s: float) -> None:
        self.now_s += by_s

    async def sleep(self, by_s: float) -> None:
        self.advance(by_s)


@dataclass(frozen=True)
class InMemory:
    """A store without a port. `history()` is what really happened."""

    app: SandboxApp
    clock: FakeClock
    options: SandboxOptions

    @property
    def sandbox(self) -> Sandbox:
        return self.app.sandbox

    @property
    def shop(self) -> Shop:
        return self.app.sandbox.shop

    def history(self) -> list[Effect]:
        return self.app.history()

    def client(self) -> httpx.AsyncClient:
        """Return an async client with the token; paths are relative to the API's root."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url=f"http://{self.options.prefix}.test/api/2.0",
            headers={"Authorization": f"Bearer {self.options.token}"},
        )


@contextlib.contextmanager
def in_memory(
    options: SandboxOptions | None = None, state: Path | None = None, *, retailer_id: str | None = None
) -> Iterator[InMemory]:
    """Give a store in memory (or over a state file) on a fake clock."""
    clock = FakeClock()
    chosen = options or SandboxOptions()
    app = create_app(chosen, state, clock=clock, sleep=clock.sleep, retailer_id=retailer_id)
    try:
        yield InMemory(app, clock, chosen)
    finally:
        app.close()


@dataclass(frozen=True)
class OnAPort:
    """A store on a port. `control` is its other side."""

    base_url: str
    control_url: str
    token: str
    stop: Callable[[], None] = field(repr=False)

    def control(self, name: str, body: Any = None) -> Any:
        """GET a control path, or POST `body` to it, and return the JSON."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(
            f"{self.control_url}/{name}", data=data, headers=headers
        )  # data: a POST
        with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:
            return json.load(answer)

    def history(self) -> list[dict[str, Any]]:
        effects: list[dict[str, Any]] = self.control("history")["effects"]
        return effects

    def client(self, **options: Any) -> httpx.Client:
        """Return a client with the token; paths are relative to the API's root."""
        headers = {"Authorization": f"Bearer {self.token}"}
        nobody = ssl.SSLContext(
            ssl.PROTOCOL_TLS_CLIENT
        )  # no TLS here; reading the authorities outlasts most tests
        return httpx.Client(
            base_url=self.base_url,
            headers=headers,
            timeout=_PATIENCE_S,
            trust_env=False,
            verify=nobody,
            **options,
        )


@contextlib.contextmanager
def on_a_port(
    options: SandboxOptions | None = None,
    state: Path | None = None,
    *,
    clock: Callable[[], float] | None = None,
    pages: Callable[[SandboxApp], App] | None = None,
    findable: bool = False,
    port: int = 0,
) -> Iterator[OnAPort]:
    """Serve a store on a port, a free one unless told, of 127.0.0.1 in a thread, and end it."""
    ready = threading.Event()
    running: list[Serving] = []
    failed: list[BaseException] = []

    def started(serving: Serving) -> None:
        running.append(serving)
        ready.set()

    def run() -> None:
        try:
            serve(
                options,
                state,
                port=port,
                started=started,
                clock=clock or time.time,
                pages=pages,
                findable=findable,
            )
        except BaseException as error:  # noqa: BLE001 - raised again by the test's own thread
            failed.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(_PATIENCE_S), "the sandbox did not start"
    if failed:
        raise failed[0]
    serving = running[0]
    try:
        yield OnAPort(serving.base_url, serving.control_url, serving.token, serving.stop)
    finally:
        serving.stop()
        thread.join(_PATIENCE_S)
    if failed:
        raise failed[0]
    assert not thread.is_alive(), "the sandbox did not end"
