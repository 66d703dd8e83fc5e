"""The log of a sandbox on a port: what each client sent and was told, beside what the store really did.

A bounded ring. Promises: an exchange keeps its number, and numbers go on when the ring has dropped the exchange; no token is
in it; a body is kept up to `BODY_BYTES`. Deeds are tied to the very request that led to them, also those that come later,
so that two requests with one x-request-id are told apart.
"""

import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.sandbox.api.values import ApiAnswer, ApiResult
from pipeline.sandbox.faults.replies import HttpReply, as_json
from pipeline.sandbox.serve.http_request import HttpRequest

LENGTH = 500
BODY_BYTES = 64 * 1024
_DEEDS = 20  # of one request; a bulk change does hundreds
_HEADERS_BYTES = 8 * 1024  # uvicorn lets 64 KiB in
_SECONDS = 60  # for the chart
_ERROR = 400
_SECRET = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})


@dataclass(frozen=True, slots=True)
class KeptBody:
    """The first `BODY_BYTES` of a body, and how long the whole was."""

    data: bytes = b""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Deed:
    """What happened to one record because of a request."""

    action: str
    kind: str
    id: str
    key: str
    version: int


@dataclass(frozen=True, slots=True)
class Did:
    """What the store did with a request: deeds (the first ones, and how many in all), and the answer that it had for it.

    `late_s` is the moment at which it is done, for one whose commit comes after its answer; `pending` until it came.
    """

    deeds: tuple[Deed, ...] = ()
    count: int = 0
    answer: ApiAnswer | None = None
    late_s: float | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. `change` grows with each change of any exchange; `took_s` is None until it has ended."""

    number: int
    change: int
    time_s: float
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: KeptBody
    status: int
    answer_headers: tuple[tuple[str, str], ...]
    answer: KeptBody
    broken: str
    faults: tuple[str, ...]
    did: Did
    withheld: KeptBody | None
    took_s: float | None = None

    @property
    def request_id(self) -> str:
        """The client's own name for the request."""
        return self.headers.get("x-request-id", "")

    @property
    def failed(self) -> bool:
        """Whether the client was told of an error, or nothing."""
        return self.status >= _ERROR or self.broken in ("abort", "fin", "hang")


class ExchangeLog:
    """The ring. `heard` is told of every exchange that has ended."""

    def __init__(self) -> None:
        self.run = uuid.uuid4().hex[:8]
        self.total = 0
        self.change = 0
        self.heard: Callable[[Exchange], None] = lambda _: None
        self.seconds: deque[tuple[int, int, int, int]] = deque(maxlen=_SECONDS)
        self._ring: dict[int, Exchange] = {}
        self._late: dict[int, int] = {}

    def add(
        self,
        request: HttpRequest,
        reply: HttpReply,
        did: Did,
        *,
        time_s: float,
        faults: tuple[str, ...],
        distorted: bool,
        late: int | None = None,
    ) -> int:
        """Log a request whose answer is known; return its number. `distorted`: the store's own answer is not what was told."""
        self.total += 1
        fault = reply.connection_fault
        withheld = as_json(did.answer).body if distorted and did.answer is not None else None
        one = Exchange(
            self.total, 0, time_s, _cut(request.method, 20), _cut(request.path), _cut(request.query),
            mask(request.headers), _keep_sent(request), reply.status, reply.headers, keep(reply.body),
            fault.action if fault else "", faults, did, None if withheld is None else keep(withheld),
        )  # fmt: skip
        self._put(one)
        if late is not None:
            self._late[late] = one.number
        while len(self._ring) > LENGTH:
            del self._ring[next(iter(self._ring))]
        self._count(one)
        return one.number

    def finish(self, number: int, took_s: float) -> None:
        """Note that an exchange has ended."""
        if number in self._ring:
            self._put(replace(self._ring[number], took_s=took_s))
            self.heard(self._ring[number])

    def settle(self, late: int, result: ApiResult, now_s: float) -> None:
        """Note what a commit did that came after its answer."""
        number = self._late.pop(late, 0)
        if number in self._ring:
            self._put(replace(self._ring[number], did=did_of(result, late_s=now_s)))

    def since(self, change: int = 0) -> list[Exchange]:
        """Return what is new or changed after `change`, ascending by number."""
        return [one for one in self._ring.values() if one.change > change]

    def get(self, number: int) -> Exchange | None:
        """Return one exchange, None when the ring has dropped it."""
        return self._ring.get(number)

    def _put(self, one: Exchange) -> None:
        self.change += 1
        self._ring[one.number] = replace(one, change=self.change)

    def _count(self, one: Exchange) -> None:
        second = int(one.time_s)
        if not self.seconds or self.seconds[-1][0] != second:
            self.seconds.append((second, 0, 0, 0))
        _, fine, faulty, refused = self.seconds.pop()
        if any(one.faults):
            faulty += 1
        elif one.failed:
            refused += 1
        else:
            fine += 1
        self.seconds.append((second, fine, faulty, refused))


def did_of(result: ApiResult, *, late_s: float | None = None) -> Did:
    """Return what a call did."""
    deeds = tuple(Deed(e.action, e.kind, e.id, _cut(e.key), e.version) for e in result.effects[:_DEEDS])
    return Did(deeds, len(result.effects), result.answer, late_s)


def _keep_sent(request: HttpRequest) -> KeptBody:
    """Return what is kept of a request's body. Reading ends above the most that is taken: then its size is what was announced."""
    kept, told = keep(request.body), request.headers.get("content-length", "")
    return replace(kept, size=max(kept.size, int(told))) if told.isdecimal() else kept


def keep(body: bytes) -> KeptBody:
    """Return what is kept of a body."""
    return KeptBody(body[:BODY_BYTES], len(body))


def mask(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers without secrets, up to a bound."""
    kept, room = {}, _HEADERS_BYTES
    for name, value in headers.items():
        shown = _mask(value) if name in _SECRET else _cut(value)
        room -= len(name) + len(shown)
        if room < 0:
            break
        kept[name] = shown
    return kept


def _mask(value: str) -> str:
    """Return a secret without what makes it one: its scheme and the public beginning of a personal token stay."""
    scheme, _, secret = value.rpartition(" ")
    begins = "lsxs_pt_" if secret.startswith("lsxs_pt_") else ""
    return f"{_cut(scheme, 20)} {begins}***".strip()


def _cut(text: str, length: int = 2000) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def described(exchanges: Iterable[Exchange], *, whole: bool = False) -> list[dict[str, object]]:
    """Return exchanges as JSON, with headers and bodies where the whole is asked for."""
    return [_describe(one, whole=whole) for one in exchanges]


def _describe(one: Exchange, *, whole: bool) -> dict[str, object]:
    did = one.did
    shown: dict[str, object] = {
        "number": one.number, "change": one.change, "time_s": one.time_s, "method": one.method, "path": one.path,
        "query": one.query, "request_id": one.request_id, "status": one.status, "broken": one.broken or None,
        "faults": list(one.faults), "took_s": one.took_s, "pending": did.pending, "late_s": did.late_s,
        "deeds": [
            {"action": deed.action, "kind": deed.kind, "id": deed.id, "key": deed.key, "version": deed.version}
            for deed in did.deeds
        ],
    }  # fmt: skip
    if whole:
        shown |= {
            "headers": dict(one.headers), "body": _text(one.body), "answer_headers": list(one.answer_headers),
            "answer": _text(one.answer), "withheld": _text(one.withheld) if one.withheld else None,
        }  # fmt: skip
    return shown


def _text(body: KeptBody) -> dict[str, object]:
    return {
        "text": body.data.decode("utf-8", "replace"),
        "bytes": body.size,
        "cut": body.size > len(body.data),
    }
