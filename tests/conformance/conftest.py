"""One store under test, reached in memory and on a port, behind the same few calls."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
import pytest

from tests.conformance.vendor_document import require_valid_call
from tests.support.sandboxes import InMemory, OnAPort, in_memory, on_a_port

VERSIONS = ("2.0", "2026-07")


class Store(Protocol):
    """What the suite needs of a store, wherever it is."""

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response: ...

    def control(self, name: str, body: Any = None) -> Any: ...


@dataclass(frozen=True)
class StoreInMemory:
    world: InMemory

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def call() -> httpx.Response:
            async with self.world.client() as client:
                return await client.request(method, path, **options)

        return asyncio.run(call())

    def control(self, name: str, body: Any = None) -> Any:
        url = f"http://sandbox.test/__sandbox/{name}"
        return self.ask("GET", url).json() if body is None else self.ask("POST", url, json=body).json()


@dataclass(frozen=True)
class StoreOnAPort:
    world: OnAPort

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        with self.world.client() as client:
            return client.request(method, path, **options)

    def control(self, name: str, body: Any = None) -> Any:
        return self.world.control(name, body)


@pytest.fixture(scope="session")
def served() -> Iterator[OnAPort]:
    with on_a_port() as world:
        yield world


@pytest.fixture
def port(served: OnAPort) -> OnAPort:
    served.control("faults", {})
    served.control("reset", {})
    return served


@pytest.fixture(params=["in memory", "on a port"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "on a port":
        yield StoreOnAPort(request.getfixturevalue("port"))
        return
    with in_memory() as world:
        yield StoreInMemory(world)


class Checked:
    """A store whose every call is held against the vendor's document, in one version."""

    def __init__(self, store: Store, version: str) -> None:
        self.store = store
        self.base = f"{str(store.ask('GET', '/retailer').url).split('/api/')[0]}/api/{version}"

    def ask(self, method: str, path: str, body: Any = None, query: str = "", **ids: str) -> Any:
        url = self.base + path.format(**ids) + query
        options = {} if body is None else {"json": body}
        answer = self.store.ask(method, url, **options)
        assert answer.status_code < 300, answer.text
        answered = answer.json() if answer.content else None
        require_valid_call(method, path, body, answer.status_code, answered)
        return answered


@pytest.fixture(params=VERSIONS)
def checked(store: Store, request: pytest.FixtureRequest) -> Checked:
    return Checked(store, request.param)
