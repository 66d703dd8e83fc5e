"""The vendor's own hosts, as the command sees them: a proxy to go through, TLS that is believed, a store of one prefix."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import trustme
import uvicorn

from pipeline.sandbox import SandboxOptions, create_app
from pipeline.sandbox.api.values import ApiAnswer
from pipeline.sandbox.faults.replies import as_json
from pipeline.sandbox.serve.connections import Receive, Scope, Send, send_whole
from pipeline.sandbox.serve.uvicorn_server import QuietServer
from pipeline.settings import HOST_SUFFIX
from tests.support.raw_servers import in_a_thread, serving, tunnelling_to


class Variables(TypedDict):
    """With these a command gets to the hosts that are served."""

    HTTPS_PROXY: str
    SSL_CERT_FILE: str


NO_STORE = as_json(ApiAnswer(404, {"error": "Not Found"}))


@contextmanager
def vendor_with(options: SandboxOptions, place: Path, *others: str) -> Iterator[Variables]:
    """Serve a store at its host, and 404 at those of other prefixes."""
    hosts = [prefix + HOST_SUFFIX for prefix in (options.prefix, *others)]
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*hosts).configure_cert(context)
    authority.cert_pem.write_to_path(str(place / "authorities.pem"))
    shop = create_app(options)

    async def by_host(scope: Scope, receive: Receive, send: Send) -> None:
        if dict(scope["headers"])[b"host"] == hosts[0].encode():
            await shop(scope, receive, send)
        else:
            await send_whole(NO_STORE, scope, send)

    @contextlib.asynccontextmanager
    async def store() -> AsyncIterator[int]:
        config = uvicorn.Config(by_host, port=0, lifespan="off", interface="asgi3", log_config=None)
        config.load()
        config.ssl = context
        server, ready = QuietServer(config), asyncio.Event()
        server.ready = ready.set
        running = asyncio.ensure_future(server.serve())
        await ready.wait()
        yield server.servers[0].sockets[0].getsockname()[1]
        server.end()
        await running

    try:
        with in_a_thread(store()) as port, in_a_thread(serving(tunnelling_to(port))) as proxy:
            yield {
                "HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}",
                "SSL_CERT_FILE": str(place / "authorities.pem"),
            }
    finally:
        shop.close()
