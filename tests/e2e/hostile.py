"""A store that means harm: answers what it likes, quotes what it was sent, and writes down every request."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ESCAPES = (
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b31m\x90q\x9c\u202egnp.exe\u2066\u200b\u2028\x08\x08[bold]m[/bold]"
)
RETAILER_ID = "0af7b240-ab24-11e7-eddc-9fa8ea60e99c"


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    authorization: str


@dataclass(frozen=True)
class Told:
    """One answer; a `body` that is no text or bytes is sent as JSON."""

    status: int = 200
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Hostile:
    """A running server and what it was asked."""

    base_url: str
    asked: list[Asked] = field(default_factory=list)


def friendly(asked: Asked) -> Told | None:
    """Answer the questions that come before a load as an empty store would; None for everything else."""
    path = asked.path.split("?")[0]
    if asked.method != "GET":
        return None
    if path.endswith("/retailer"):
        data = {"id": RETAILER_ID, "name": "Shop", "tax_exclusive": False, "currency": {"code": "USD"}}
        return Told(body={"data": data})
    return Told(body={"data": [], "version": {"min": None, "max": None}})


@contextlib.contextmanager
def hostile(answer: Callable[[Asked], Told]) -> Iterator[Hostile]:
    """Serve on a free port of this machine."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            one = Asked(self.command, self.path, self.headers.get("Authorization") or "")
            asked.append(one)
            told = answer(one)
            body = told.body if isinstance(told.body, bytes) else _encoded(told.body)
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = do_CONNECT = _answer  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Hostile(f"http://127.0.0.1:{server.server_port}/api/2.0", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _encoded(body: Any) -> bytes:
    return (body if isinstance(body, str) else json.dumps(body)).encode()
