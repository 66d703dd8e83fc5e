"""The whole store without ASGI: token, quota, faults and late commits in front of the shop, the ledger behind it.

`Sandbox.answer` takes an HTTP request as a value and gives the reply as one; it waits for nothing. Every effect is
committed before the reply exists. Commits that come late are applied lazily, before the next request is looked at,
so any clock will do. What the client is told never changes what the history says.
"""

import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.sandbox.faults import Fault, parse_plan
from pipeline.sandbox.intake import HttpRequest, find_path, read_call
from pipeline.sandbox.ledger import Ledger
from pipeline.sandbox.limiter import Limiter, quota_of
from pipeline.sandbox.mangle import Reply, as_json, date_header, play, rate_headers, refuse_too_many
from pipeline.sandbox.options import SandboxOptions, checked
from pipeline.sandbox.shop import Shop
from pipeline.sandbox.values import Answer, Call, Effect, Outcome

# The window is saved at most this often between effects, so that reading costs no write
_REMEMBER_EVERY_S = 1.0
# Requests that are remembered for tests: more than any load in a test makes
_SEEN = 100_000
_BESIDE = frozenset({"rate", "date"})
_INSTEAD = frozenset({"answer", "lag"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came in and as it was answered."""

    time_s: float
    method: str
    path: str
    query: str
    status: int
    request_id: str
    user_agent: str
    faults: tuple[str, ...]


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
        self.seen: deque[Seen] = deque(maxlen=_SEEN)
        self.ledger = Ledger(state)
        self._open(retailer_id)

    def close(self) -> None:
        """Save the window and give the file back."""
        self._remember(self.clock(), at_once=True)
        self.ledger.close()

    def answer(self, request: HttpRequest) -> Reply:
        """Return the reply to one request."""
        now_s = self.clock()
        self.commit_due(now_s)
        path = find_path(request)
        resource = (path or "").strip("/").split("/")[0]
        faults: dict[str, Fault] = {}
        reply = self._check_access(request, path)
        if reply is None:
            assert path is not None
            faults = self._draw(_BESIDE, request.method, resource)
            server_s = now_s + _skew_s(faults.get("date"))
            verdict = self.limiter.ask(now_s)
            if verdict.allowed:
                faults |= self._draw(_INSTEAD, request.method, resource)
                reply = self._serve(request, path, faults, now_s, server_s)
                if reply.status >= 400 and not self.options.count_failed:  # noqa: PLR2004 - HTTP
                    self.limiter.give_back(now_s)
            else:
                reply = refuse_too_many(self.options.retry_after, server_s, verdict.retry_after_s)
        self.seen.append(_see(now_s, request, reply, faults))
        self._remember(now_s)
        return self._dress(reply, faults, now_s)

    def staff(self, action: str, body: Any) -> Outcome:
        """Do what the shop's staff does (`shop.STAFF`), and save it."""
        now_s = self.clock()
        self.commit_due(now_s)
        outcome = self.shop.serve_staff(action, Call("POST", action, body=body, actor="staff"), now_s)
        self.ledger.save(outcome.rows, outcome.effects)
        return outcome

    def history(self) -> list[Effect]:
        """Return everything that ever happened in the store, oldest first, whatever anybody was told."""
        self.commit_due(self.clock())
        return [effect for _, effect in self.ledger.history()]

    @property
    def late(self) -> int:
        """How many commits are still to come."""
        return len(self._late)

    def commit_due(self, now_s: float) -> None:
        """Apply what is due by `now_s`, each at its own moment; infinity applies all, the rest as of now."""
        while self._late and self._late[0][1] <= now_s:
            seq, due_s, call, lag = self._late.pop(0)
            moment_s = min(due_s, max(self.clock(), 0.0))
            hidden = {place: moment_s + wait_s for place, wait_s in lag.items()}
            outcome = self.shop.handle(call, moment_s, hidden)
            self.ledger.save(outcome.rows, outcome.effects, done_late=seq)

    def set_faults(self, plan: object) -> None:
        """Follow another plan from now on (None: no faults)."""
        self.plan = parse_plan(plan)
        self._counts: tuple[int, ...] = ()
        self.fired.clear()

    def reset(self) -> None:
        """Become another store on its first day: nothing stays, not even the retailer's id."""
        self.ledger.clear()
        self.seen.clear()
        self.fired.clear()
        self.token, self.forbidden = self.options.token, ()
        self._open(None)

    def _open(self, retailer_id: str | None) -> None:
        now_s = self.clock()
        known = self.ledger.recall("retailer_id") or retailer_id or str(uuid.uuid4())
        self.ledger.remember(retailer_id=known)
        self.shop = Shop(self.options, known)
        moved = self.shop.open(now_s, self.ledger.rows())
        self.ledger.save(moved, ())
        self._late = self.ledger.late()
        self.limiter = Limiter(
            quota_of(self.options.registers), self.options.window, self.ledger.recall("limiter")
        )
        counted = self.ledger.recall("faults") or {}
        same_plan = counted.get("plan") == repr(self.plan)
        self._counts = tuple(counted["counts"]) if same_plan else ()
        self._remembered_s = now_s

    def _check_access(self, request: HttpRequest, path: str | None) -> Reply | None:
        if path is None:
            return as_json(Answer(404, {"error": "Not found"}))
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if self.token is None or scheme.lower() != "bearer" or token.strip() != self.token:
            return as_json(Answer(401, {"error": "Access token is not valid"}))
        return None

    def _serve(
        self, request: HttpRequest, path: str, faults: dict[str, Fault], now_s: float, server_s: float
    ) -> Reply:
        fault = faults.get("answer")
        if _is_forbidden(self.forbidden, request.method, path):
            return as_json(Answer(403, {"error": "user missing required permissions"}))
        call = read_call(request, path)
        if isinstance(call, Answer):
            return as_json(call)
        lag = faults.get("lag")
        waits = dict.fromkeys(lag.params["places"], float(lag.params["wait_s"])) if lag else {}
        if fault is None or _commits(fault):
            hidden = {place: now_s + wait_s for place, wait_s in waits.items()}
            outcome = self.shop.handle(call, now_s, hidden)
            if outcome.rows:
                self.ledger.save(outcome.rows, outcome.effects)
            return play(fault, outcome.answer, request.path, server_s) if fault else as_json(outcome.answer)
        if fault.kind == "late-commit" and call.method not in ("GET", "HEAD"):
            self.ledger.add_late(now_s + fault.params["delay_s"], call, waits)
            self._late = self.ledger.late()
        return play(fault, None, request.path, server_s)

    def _draw(self, layers: Iterable[str], method: str, resource: str) -> dict[str, Fault]:
        faults, self._counts = self.plan.decide(self._counts, method, resource, frozenset(layers))
        self.fired.update(fault.kind for fault in faults.values())
        return faults

    def _dress(self, reply: Reply, faults: dict[str, Fault], now_s: float) -> Reply:
        headers = reply.headers + date_header(faults.get("date"), now_s + _skew_s(faults.get("date")))
        if ("Content-Type", "application/json") in reply.headers:
            headers += rate_headers(faults.get("rate"), self.limiter.limit, self.limiter.remaining(now_s))
        return replace(reply, headers=headers)

    def _remember(self, now_s: float, *, at_once: bool = False) -> None:
        if at_once or not 0 <= now_s - self._remembered_s < _REMEMBER_EVERY_S:
            self._remembered_s = now_s
            faults = {"plan": repr(self.plan), "counts": self._counts}
            self.ledger.remember(limiter=self.limiter.dump(), faults=faults)


def _commits(fault: Fault) -> bool:
    return fault.kind.endswith("-after") or bool(fault.params.get("commits"))


def _skew_s(fault: Fault | None) -> float:
    return float(fault.params["by_s"]) if fault and fault.params["form"] == "skewed" else 0.0


def _is_forbidden(forbidden: tuple[str, ...], method: str, path: str) -> bool:
    """Match `/retailer` or `POST /products`: a path covers what lies below it."""
    for rule in forbidden:
        wanted, _, prefix = rule.rpartition(" ")
        if (not wanted or wanted == method) and (path + "/").startswith(prefix.rstrip("/") + "/"):
            return True
    return False


def _see(now_s: float, request: HttpRequest, reply: Reply, faults: dict[str, Fault]) -> Seen:
    return Seen(
        time_s=now_s,
        method=request.method,
        path=request.path,
        query=request.query,
        status=reply.status,
        request_id=request.headers.get("x-request-id", ""),
        user_agent=request.headers.get("user-agent", ""),
        faults=tuple(fault.kind for fault in faults.values()),
    )
