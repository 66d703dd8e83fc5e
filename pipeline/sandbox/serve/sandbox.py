"""The whole store without ASGI: token, quota and faults in front of the saved shop.

`Sandbox.answer` takes an HTTP request as a value and gives the reply as one; it waits for nothing. Every effect is
saved before the reply exists, together with its place in the quota and the faults that it met; what can't be saved
did not happen, in memory as in the file. A request without an effect needs no file: its place is saved with the next
effect or within a second of requests, and a kill may lose it. Commits that come late are applied lazily, before the
next request is looked at, so any clock will do. What the client is told never changes what the history says.
"""

import contextlib
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.errors import JournalError
from pipeline.sandbox.api.products.images import KIND as IMAGES
from pipeline.sandbox.api.shop import Shop
from pipeline.sandbox.api.values import ApiAnswer, ApiResult, Effect
from pipeline.sandbox.api.versions import READ_BY_POST
from pipeline.sandbox.faults.plan import Fault, parse_plan
from pipeline.sandbox.faults.replies import (
    HttpReply,
    apply_fault,
    as_json,
    date_header,
    rate_headers,
    refuse_too_many,
)
from pipeline.sandbox.limiter import Limiter, quota_of
from pipeline.sandbox.options import SandboxOptions, checked
from pipeline.sandbox.serve.exchanges import Did, ExchangeLog, did_of
from pipeline.sandbox.serve.http_request import HttpRequest, find_path, read_call, read_route
from pipeline.sandbox.serve.served import LoggedRequest, Served, commits, is_forbidden, skew_s
from pipeline.sandbox.state.saved_shop import SavedShop
from pipeline.sandbox.state.state_file import refusing_damage
from pipeline.sandbox.state.storage import Storage

# The window is saved at most this often between effects, so that reading costs no write
_SAVE_EVERY_S = 1.0
# Requests that are remembered for tests: more than any load in a test makes
_LOG_LENGTH = 100_000
_FILE_HEADERS = (("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'"))
_SIDE_LAYERS = frozenset({"rate", "date"})
_ANSWER_LAYERS = frozenset({"answer", "lag"})


class Sandbox:
    """A store over a state file (None: in memory). Close it; one process at a time has the file."""

    def __init__(
        self,
        options: SandboxOptions | None = None,
        state: Path | None = None,
        *,
        clock: Callable[[], float] = time.time,
        retailer_id: str | None = None,
    ) -> None:
        self.options = checked(options or SandboxOptions())
        self.plan = parse_plan(self.options.faults)
        self.clock = clock
        self.token: str | None = self.options.token
        self.forbidden: tuple[str, ...] = ()
        self.fired: Counter[str] = Counter()
        self.seen: deque[LoggedRequest] = deque(maxlen=_LOG_LENGTH)
        self.exchanges: ExchangeLog | None = None
        self.limiter: Limiter
        with refusing_damage(state), contextlib.ExitStack() as refused:
            storage = Storage(state)
            refused.callback(storage.close)
            self._restore_window(storage)
            self.saved = SavedShop(self.options, storage, clock, self._window, retailer_id)
            refused.pop_all()

    @property
    def shop(self) -> Shop:
        """The shop as it stands, which is as it is saved."""
        return self.saved.shop

    def log_exchanges(self) -> ExchangeLog:
        """Log every request from now on, with bodies."""
        log = self.exchanges = ExchangeLog()
        self.saved.settled = lambda late, result: log.settle(late, result, self.clock())
        return log

    def close(self) -> None:
        """Save the window, if the file can take it, and give the file back."""
        self.saved.close()

    def answer(self, request: HttpRequest) -> HttpReply:
        """Return the reply to one request. Raises JournalError, with nothing done, when its effects can't be saved."""
        now_s = self.clock()
        self.saved.catch_up(now_s)
        path = find_path(request)
        refusal = self._check_access(request, path)
        if refusal is None:
            assert path is not None
            served = self._serve_in_quota(request, path, now_s)
        else:
            served = Served(refusal)
        if abs(now_s - self.saved.window_saved_s) >= _SAVE_EVERY_S:  # a clock may step back
            with contextlib.suppress(JournalError):  # no effect of this request is among it
                self.saved.save_window()
        return self._finish(request, served, now_s)

    def image(self, image_id: str) -> HttpReply:
        """Return the file of an image: what a product's row has the address of, without token or quota."""
        row = self.shop.rows.live(IMAGES, image_id)
        file = self.saved.storage.file(row.body["digest"]) if row is not None else None
        if row is None or file is None:
            return as_json(ApiAnswer(404, {"error": "Not found"}))
        return HttpReply(200, (("Content-Type", row.body["media_type"]), *_FILE_HEADERS), file)

    def refuse_unsaved(self, request: HttpRequest, stop: JournalError) -> HttpReply:
        """Return the 500 of a request for which `answer` raised."""
        body = {"error": "Internal server error", "message": f"{stop.message} Nothing was changed."}
        return self._finish(request, Served(as_json(ApiAnswer(500, body))), self.clock())

    def staff(self, action: str, body: Any) -> ApiResult:
        """Do what the shop's staff does (`shop.STAFF`). Raises JournalError, with nothing done, if it can't be saved."""
        now_s = self.clock()
        self.saved.catch_up(now_s)
        return self.saved.serve_staff(action, body, now_s)

    def history(self) -> list[Effect]:
        """Return everything that ever happened in the store, oldest first, whatever anybody was told."""
        self.saved.catch_up(self.clock())
        return [effect for _, effect in self.saved.storage.history()]

    def set_faults(self, plan: object) -> None:
        """Follow another plan from now on (None: no faults)."""
        self.plan = parse_plan(plan)
        self._counts: tuple[int, ...] = ()
        self.fired.clear()

    def spend(self, count: int) -> int:
        """Take `count` places of the quota as another client would; return what remains. Raises JournalError."""
        now_s = self.clock()
        before = self.limiter
        self.limiter = Limiter(before.limit, before.kind, before.dump())
        self.limiter.spend(now_s, count)
        try:
            self.saved.save_window()
        except JournalError:
            self.limiter = before
            raise
        return self.limiter.remaining(now_s)

    def reset(self) -> None:
        """Become another store on its first day: nothing stays, not even the retailer's id. Raises JournalError."""
        self.saved.reset()
        self.seen.clear()
        self.fired.clear()
        self.token, self.forbidden = self.options.token, ()
        self._restore_window(self.saved.storage)

    def _restore_window(self, storage: Storage) -> None:
        """Go on with the quota and the faults' counts as they were saved."""
        quota, counted = quota_of(self.options.registers), storage.recall("faults") or {}
        self.limiter = Limiter(quota, self.options.window, storage.recall("limiter"))
        self._counts = tuple(counted["counts"]) if counted.get("plan") == repr(self.plan) else ()

    def _window(self) -> dict[str, Any]:
        window: dict[str, Any] = {"limiter": self.limiter.dump()}
        if self.plan.rules:  # their text is a part of the state's format (`state/formats.py`)
            window["faults"] = {"plan": repr(self.plan), "counts": self._counts}
        return window

    def _check_access(self, request: HttpRequest, path: str | None) -> HttpReply | None:
        if path is None:
            return as_json(ApiAnswer(404, {"error": "Not found"}))
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if self.token is None or scheme.lower() != "bearer" or token.strip() != self.token:
            return as_json(ApiAnswer(401, {"error": "Access token is not valid"}))
        return None

    def _serve_in_quota(self, request: HttpRequest, path: str, now_s: float) -> Served:
        """Take a place in the quota, draw the faults and serve; both are undone where serving fails."""
        resource = path.strip("/").split("/")[0]
        counts, method = self._counts, _method_for_faults(request.method, path)
        faults = self._draw(_SIDE_LAYERS, method, resource)
        server_s = now_s + skew_s(faults.get("date"))
        decision = self.limiter.ask(now_s)
        if not decision.allowed:
            return Served(refuse_too_many(self.options.retry_after, server_s, decision.retry_after_s), faults)
        faults |= self._draw(_ANSWER_LAYERS, method, resource)
        try:
            served = self._serve(request, path, faults, now_s, server_s)
        except BaseException:
            self._counts = counts
            self.limiter.give_back(now_s)
            raise
        if served.reply.status >= 400 and not self.options.count_failed:  # noqa: PLR2004 - HTTP
            self.limiter.give_back(now_s)
        return served

    def _serve(
        self, request: HttpRequest, path: str, faults: dict[str, Fault], now_s: float, server_s: float
    ) -> Served:
        fault = faults.get("answer")
        played = {layer: each for layer, each in faults.items() if layer not in _ANSWER_LAYERS}
        if is_forbidden(self.forbidden, request.method, path):
            return Served(as_json(ApiAnswer(403, {"error": "user missing required permissions"})), played)
        call = read_call(request, path, self.options.image_body)
        if isinstance(call, ApiAnswer):  # of no use to a client that asked for what isn't there
            return Served(as_json(self.shop.refuse_route(read_route(request, path)) or call), played)
        lag = faults.get("lag")
        waits = dict.fromkeys(lag.params["places"], float(lag.params["wait_s"])) if lag else {}
        if fault is None or commits(fault):
            hidden = {place: now_s + wait_s for place, wait_s in waits.items()}
            result = self.saved.handle(call, now_s, hidden)
            true = result.answer
            reply = apply_fault(fault, true, request.path, server_s) if fault else as_json(true)
            return Served(reply, faults, did_of(result))
        did, late = Did(), None
        if fault.kind == "late-commit" and _method_for_faults(call.method, path) not in ("GET", "HEAD"):
            did = Did(late_s=now_s + fault.params["delay_s"], pending=True)
            late = self.saved.postpone(now_s + fault.params["delay_s"], call, waits)
        return Served(apply_fault(fault, None, request.path, server_s), faults, did, late)

    def _draw(self, layers: Iterable[str], method: str, resource: str) -> dict[str, Fault]:
        faults, self._counts = self.plan.decide(self._counts, method, resource, frozenset(layers))
        return faults

    def _finish(self, request: HttpRequest, served: Served, now_s: float) -> HttpReply:
        """Note the request as answered; return its reply with the headers that every one has."""
        reply, faults = served.reply, served.faults
        kinds = tuple(fault.kind for fault in faults.values())
        self.fired.update(kinds)
        request_id, agent = (request.headers.get(name, "") for name in ("x-request-id", "user-agent"))
        sent = (now_s, request.method, request.path, request.query)
        self.seen.append(LoggedRequest(*sent, reply.status, request_id, agent, kinds))
        headers = reply.headers + date_header(faults.get("date"), now_s + skew_s(faults.get("date")))
        if ("Content-Type", "application/json") in reply.headers:
            headers += rate_headers(faults.get("rate"), self.limiter.limit, self.limiter.remaining(now_s))
        reply = replace(reply, headers=headers)
        if self.exchanges is None:
            return reply
        number = self.exchanges.add(
            request,
            reply,
            served.did,
            time_s=now_s,
            faults=kinds,
            distorted="answer" in faults,
            late=served.late,
        )
        return replace(reply, number=number)


def _method_for_faults(method: str, path: str) -> str:
    """Return the method that a plan of faults knows a request by: a POST that only reads is a read."""
    return "GET" if method == "POST" and path.rstrip("/") in READ_BY_POST else method
