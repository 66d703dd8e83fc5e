import asyncio
import inspect
import ssl

import httpx
import pytest

from pipeline.http import Ending
from pipeline.http.endings import ENDINGS, SendProgress, ending_at_deadline, ending_of

BEFORE_SENDING = {
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
}
EVERY_EXCEPTION = sorted(
    (kind for _, kind in inspect.getmembers(httpx, inspect.isclass) if issubclass(kind, Exception)),
    key=lambda kind: kind.__name__,
)
CONNECT = ("connection.connect_tcp.started", b"POST")
ASK_PROXY = ("http11.send_request_headers.started", b"CONNECT")
TUNNEL_TLS = ("proxy.start_tls.started", b"POST")
LEAVES = [kind for kind in EVERY_EXCEPTION if not kind.__subclasses__()]


def raised(kind: type[Exception]) -> Exception:
    """Return an exception of httpx without caring how its constructor looks."""
    error = kind.__new__(kind)
    error.args = ("server words that must not be shown",)
    return error


class Request:
    def __init__(self, method: bytes | None) -> None:
        self.method = method


def progress_of(*events: tuple[str, bytes | None]) -> SendProgress:
    progress = SendProgress()

    async def note_all() -> None:
        for event, method in events:
            await progress.note(event, {"request": Request(method)})

    asyncio.run(note_all())
    return progress


def test_httpx_has_the_tree_that_the_table_was_made_for() -> None:
    assert len(LEAVES) >= 15


@pytest.mark.parametrize("kind", LEAVES)
def test_every_concrete_exception_stands_in_the_table_itself_or_under_its_family(
    kind: type[Exception],
) -> None:
    assert any(family in ENDINGS for family in kind.__mro__)


@pytest.mark.parametrize("kind", EVERY_EXCEPTION)
def test_only_what_comes_before_sending_is_not_sent(kind: type[Exception]) -> None:
    ending, words = ending_of(raised(kind), SendProgress())
    assert ending is (Ending.NOT_SENT if kind in BEFORE_SENDING else Ending.SILENCE)
    assert words
    assert kind is httpx.ProxyError or "server words" not in words


@pytest.mark.parametrize("kind", EVERY_EXCEPTION)
def test_once_sending_was_begun_no_exception_proves_that_nothing_was_sent(kind: type[Exception]) -> None:
    progress = progress_of(CONNECT, ("http11.send_request_headers.started", b"POST"))
    assert ending_of(raised(kind), progress)[0] is Ending.SILENCE


@pytest.mark.parametrize("kind", [httpx.ReadError, httpx.RequestError])
def test_an_exception_of_a_later_version_takes_after_its_family(kind: type[httpx.RequestError]) -> None:
    class LaterError(kind):  # type: ignore[misc, valid-type]
        pass

    assert ending_of(LaterError("x"), SendProgress())[0] is Ending.SILENCE


@pytest.mark.parametrize("error", [RuntimeError("x"), OSError(5, "x"), AssertionError(), KeyError("x")])
def test_whatever_is_unknown_is_silence(error: Exception) -> None:
    assert ending_of(error, SendProgress())[0] is Ending.SILENCE


def test_a_certificate_is_found_however_deep_it_is_wrapped() -> None:
    cause: BaseException = ssl.SSLCertVerificationError(1, "self-signed")
    cause.verify_message = "self-signed certificate"  # type: ignore[attr-defined]
    for _ in range(5):
        outer = httpx.ConnectError("x")
        outer.__cause__ = cause
        cause = outer
    ending, words = ending_of(cause, SendProgress())
    assert ending is Ending.CERTIFICATE
    assert words.endswith("self-signed certificate")


def test_a_ring_of_causes_ends() -> None:
    first, second = httpx.ReadError("a"), httpx.ReadError("b")
    first.__cause__, second.__cause__ = second, first
    assert ending_of(first, SendProgress())[0] is Ending.SILENCE


@pytest.mark.parametrize(
    ("events", "unsent"),
    [
        ((), False),
        ((CONNECT,), True),
        ((("http11.send_request_headers.started", b"POST"),), False),
        ((CONNECT, ("http11.send_request_headers.started", b"POST")), False),
        ((CONNECT, ("http2.send_connection_init.started", b"POST")), False),
        ((CONNECT, ("anything.new.started", None)), False),
        ((CONNECT, ASK_PROXY), True),
        ((CONNECT, ASK_PROXY, ("http11.response_closed.started", None)), True),
        ((CONNECT, ASK_PROXY, ("http11.send_request_headers.started", b"POST")), False),
        ((CONNECT, ASK_PROXY, TUNNEL_TLS), True),
        ((CONNECT, ASK_PROXY, TUNNEL_TLS, ("http11.anything.started", None)), False),
    ],
)
def test_only_a_trace_of_mere_connecting_proves_that_nothing_was_sent(
    events: tuple[tuple[str, bytes | None], ...], unsent: bool
) -> None:
    progress = progress_of(*events)
    expected = Ending.NOT_SENT if unsent else Ending.SILENCE
    assert progress.surely_unsent is unsent
    assert ending_of(httpx.ReadError("x"), progress)[0] is expected
    assert ending_at_deadline(progress)[0] is expected


def test_an_event_without_a_request_counts_as_sending() -> None:
    progress = progress_of(("connection.connect_tcp.started", b"POST"))
    asyncio.run(progress.note("http11.something.started", {}))
    assert not progress.surely_unsent
