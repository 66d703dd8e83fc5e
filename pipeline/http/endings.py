"""What httpx's exceptions say about the wire: a table from its whole tree to endings, and words for people.

The rule of the table is caution: NOT_SENT needs proof that no byte of the request left this machine, by the
exception's own class while no sending was begun, or because only connecting was ever begun. Everything else, also
what later versions of httpx may raise, is SILENCE, and the loader looks the record up before it sends it again.
"""

import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.http.library import httpx
from pipeline.http.reply import Ending

ENDINGS: dict[type[BaseException], tuple[Ending, str]] = {
    httpx.ConnectError: (Ending.NOT_SENT, "no connection"),
    httpx.ConnectTimeout: (Ending.NOT_SENT, "no connection in time"),
    httpx.PoolTimeout: (Ending.NOT_SENT, "no free connection in time"),
    httpx.ProxyError: (Ending.NOT_SENT, "the proxy refused"),
    httpx.UnsupportedProtocol: (Ending.NOT_SENT, "not an address for HTTP"),
    httpx.LocalProtocolError: (Ending.SILENCE, "not a valid request"),  # h11 may find it after the first byte
    httpx.InvalidURL: (Ending.SILENCE, "not an address"),  # httpx raises it for addresses in answers as well
    httpx.ReadTimeout: (Ending.SILENCE, "no answer in time"),
    httpx.WriteTimeout: (Ending.SILENCE, "the request couldn't be sent in time"),
    httpx.ReadError: (Ending.SILENCE, "the connection broke while waiting for the answer"),
    httpx.WriteError: (Ending.SILENCE, "the connection broke while sending"),
    httpx.CloseError: (Ending.SILENCE, "the connection broke while closing"),
    httpx.RemoteProtocolError: (Ending.SILENCE, "the connection was closed, or what came was no HTTP"),
    httpx.DecodingError: (Ending.SILENCE, "the answer couldn't be decoded"),
    httpx.TooManyRedirects: (Ending.SILENCE, "redirected too often"),
    httpx.HTTPStatusError: (Ending.SILENCE, "an error status"),
    httpx.CookieConflict: (Ending.SILENCE, "cookies in conflict"),
    httpx.StreamError: (Ending.SILENCE, "the answer couldn't be read"),
    # the tree's inner nodes, in case a version raises one as it is
    httpx.HTTPError: (Ending.SILENCE, "the call failed"),
}
_UNKNOWN = (Ending.SILENCE, "the call failed")
_CHAIN_CAP = 20  # exceptions of one chain that are looked at
_CONNECTING = ("connection.", "proxy.", "socks.")  # httpcore's names for what happens before anything is sent


@dataclass(slots=True)
class SendProgress:
    """How far one call came, as httpcore's trace tells it."""

    connecting: bool = False
    asking_proxy: bool = False
    sending: bool = False

    async def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Take one event of the trace; whatever isn't known to come before sending counts as sending.

        A proxy's tunnel is asked for with a CONNECT of its own, which doesn't hold the token; what follows without
        naming a request belongs to it, until the tunnel's TLS begins.
        """
        method = getattr(info.get("request"), "method", None)
        if not event.endswith(".started"):  # nothing begins with it
            return
        if event.startswith(_CONNECTING):
            self.connecting, self.asking_proxy = True, False
        elif method == b"CONNECT":
            self.asking_proxy = True
        elif method is not None or not self.asking_proxy:
            self.sending = True

    @property
    def surely_unsent(self) -> bool:
        """Whether the trace proves that connecting was begun and sending was not."""
        return self.connecting and not self.sending


def ending_at_deadline(progress: SendProgress) -> tuple[Ending, str]:
    """Return how a call ended that was cut off at its deadline."""
    if progress.surely_unsent:
        return Ending.NOT_SENT, "no connection"
    return Ending.SILENCE, "no whole answer"


def ending_of(error: BaseException, progress: SendProgress) -> tuple[Ending, str]:
    """Return how a call ended that raised `error`, and why in few words without anything the other side wrote."""
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Ending.CERTIFICATE, f"the certificate wasn't accepted: {cause.verify_message}"
    ending, words = next((ENDINGS[kind] for kind in type(error).__mro__ if kind in ENDINGS), _UNKNOWN)
    if progress.surely_unsent:
        ending = Ending.NOT_SENT
    elif ending is Ending.NOT_SENT and progress.sending:
        ending = Ending.SILENCE
    reason = str(error) if isinstance(error, httpx.ProxyError) else _system_reason(error)
    return ending, f"{words}: {reason}" if reason else words


def _system_reason(error: BaseException) -> str:
    """Return the operating system's or TLS's own words for the cause, '' when it wasn't asked."""
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLWantReadError):
            return ""  # no fault: a handshake that was cut off
        if isinstance(cause, ssl.SSLError):
            # not every OpenSSL knows a reason
            return f"TLS: {cause.reason or 'no handshake'}"
        if isinstance(cause, socket.gaierror):
            return f"name not found ({cause.strerror})"
        if isinstance(cause, OSError) and cause.errno is not None:
            return os.strerror(cause.errno)
    return ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    for _ in range(_CHAIN_CAP):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__
