"""The control path `/__sandbox/…`: what a test or a person does to the store behind the API's back.

JSON in and out, no token: on a port, the sandbox answers to this machine alone (`local_only.py`), and takes nothing but
`application/json`, which a page of another site can't send without asking first. What is
done to the store or its quota and can't be saved did not happen, and is a 500; token, forbidden paths and plan are this
process's alone and never saved. Every route is a line of `READS`, `ACTIONS` or `shop.STAFF`.
"""

import contextlib
import math
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from pipeline.errors import JournalError, StopError
from pipeline.sandbox.api.rows import KINDS
from pipeline.sandbox.api.shop import ROUTES, STAFF
from pipeline.sandbox.api.values import ApiAnswer, Json
from pipeline.sandbox.api.versions import VERSIONS, has_call
from pipeline.sandbox.faults.presets import PRESETS, preset_plan
from pipeline.sandbox.serve.connections import Sleep
from pipeline.sandbox.serve.exchanges import described
from pipeline.sandbox.serve.http_request import parse_json
from pipeline.sandbox.serve.sandbox import Sandbox
from pipeline.sandbox.state.lock import retry_while_busy

_NO_JSON = "the control path takes JSON alone: send the header Content-Type: application/json"

NUMBER_MAX = 2**63 - 1  # SQLite's largest integer
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

Action = Callable[[Sandbox, Json], Json]


class _RefusedError(Exception):
    """What staff asked for was refused with this answer."""

    def __init__(self, answer: ApiAnswer) -> None:
        super().__init__(answer)
        self.answer = answer


def create_control(sandbox: Sandbox, sleep: Sleep) -> Callable[..., Awaitable[None]]:
    """Return the ASGI app of the control path."""
    routes = [_route(sandbox, sleep, "GET", name, action) for name, action in READS.items()]
    routes += [_route(sandbox, sleep, "POST", name, action) for name, action in ACTIONS.items()]
    routes += [_route(sandbox, sleep, "POST", name, _staff(name)) for name in STAFF]
    return Router(routes, default=_unknown)


def read_history(sandbox: Sandbox, asked: Json) -> Json:
    """`?after=SEQ&limit=N` -> every effect, oldest first, with its sequence number."""
    sandbox.saved.catch_up(sandbox.clock())
    limit = _whole(asked, "limit") if "limit" in asked else None
    found = sandbox.saved.storage.history(_whole(asked, "after"), limit)
    return {"effects": [{"seq": seq, **asdict(effect)} for seq, effect in found]}


def read_state(sandbox: Sandbox, _: Json) -> Json:
    """Return counts, quota, faults fired and the number of commits still due."""
    now_s = sandbox.clock()
    sandbox.saved.catch_up(now_s)
    counts = {
        kind: dict(zip(("live", "deleted"), sandbox.shop.rows.count(kind), strict=True)) for kind in KINDS
    }
    return {
        "retailer_id": sandbox.shop.rows.retailer_id,
        "prefix": sandbox.options.prefix,
        "name": sandbox.options.name,
        "registers": sandbox.options.registers,
        "tax_exclusive": sandbox.options.tax_exclusive,
        "version": sandbox.shop.rows.version,
        "counts": counts,
        "late": sandbox.saved.late,
        "token_valid": sandbox.token is not None,
        "forbidden": list(sandbox.forbidden),
        "faults_fired": dict(sandbox.fired),
        "requests": len(sandbox.seen),
        "quota": {
            "window": sandbox.limiter.kind,
            "limit": sandbox.limiter.limit,
            "remaining": sandbox.limiter.remaining(now_s),
        },
        "now_s": now_s,
    }


def read_requests(sandbox: Sandbox, asked: Json) -> Json:
    """`?after=N` -> the requests that came to the API since the process began, without the first N."""
    seen = list(sandbox.seen)[_whole(asked, "after") :]
    return {"requests": [asdict(one) for one in seen]}


def read_log(sandbox: Sandbox, asked: Json) -> Json:
    """`?after=CHANGE` -> what clients were told beside what was done, the newest 500; `?number=N` -> one, with its bodies."""
    log = sandbox.exchanges
    if log is None:
        raise ValueError("a sandbox that is not on a port keeps no log")
    sandbox.saved.catch_up(sandbox.clock())
    if "number" in asked:
        one = log.get(_whole(asked, "number"))
        return {"exchanges": described([one] if one else [], whole=True)}
    exchanges = described(log.since(_whole(asked, "after")))
    return {"run": log.run, "total": log.total, "change": log.change, "exchanges": exchanges}


def read_routes(_: Sandbox, __: Json) -> Json:
    """Return the routes of the API that are served, each with its versions."""
    return {
        "routes": [
            {
                "method": method,
                "path": path.replace("{}", "{id}"),
                "versions": sorted(version for version in VERSIONS if has_call(version, (method, path))),
            }
            for method, path in ROUTES
        ]
    }


def change_token(sandbox: Sandbox, asked: Json) -> Json:
    """`{"token": "new"}` rotates, `{"token": null}` revokes, `{}` restores the first one."""
    token = asked.get("token", sandbox.options.token)
    if token is not None and not isinstance(token, str):
        raise ValueError("token must be text or null")
    sandbox.token = token
    return {"token_valid": sandbox.token is not None}


def forbid(sandbox: Sandbox, asked: Json) -> Json:
    """`{"paths": ["/retailer", "POST /products"]}`: these answer 403; an empty list allows all again."""
    sandbox.forbidden = tuple(str(path) for path in asked.get("paths", ()))
    return {"forbidden": list(sandbox.forbidden)}


def change_faults(sandbox: Sandbox, asked: Json) -> Json:
    """`{"seed": 7, "faults": […]}`, or `{"preset": "flaky-network"}`: follow this plan from now on; `{}` ends all faults."""
    if "preset" in asked:
        if asked["preset"] not in PRESETS:
            raise ValueError(f"preset must be one of {', '.join(PRESETS)}")
        asked = preset_plan(asked["preset"])
    sandbox.set_faults(asked or None)
    return {"rules": len(sandbox.plan.rules)}


def spend(sandbox: Sandbox, asked: Json) -> Json:
    """Take `{"requests": 100}` of the quota as another client would."""
    return {"remaining": sandbox.spend(_whole(asked, "requests", 1))}


def commit_late(sandbox: Sandbox, _: Json) -> Json:
    """`{}`: commit everything that is still due, now."""
    due = sandbox.saved.late
    sandbox.saved.commit_due(math.inf)
    return {"committed": due}


def advance_clock(sandbox: Sandbox, asked: Json) -> Json:
    """`{"by_s": 60}`: move the clock, where the store runs on one that can be moved."""
    advance = getattr(sandbox.clock, "advance", None)
    if advance is None:
        raise ValueError("this sandbox runs on the real clock")
    advance(float(asked.get("by_s", 0)))
    return {"now_s": sandbox.clock()}


def reset(sandbox: Sandbox, _: Json) -> Json:
    """`{}`: another store on its first day."""
    sandbox.reset()
    return {"retailer_id": sandbox.shop.rows.retailer_id}


READS: dict[str, Action] = {
    "history": read_history, "state": read_state, "requests": read_requests, "log": read_log,
    "routes": read_routes,
}  # fmt: skip
ACTIONS: dict[str, Action] = {
    "token": change_token,
    "forbid": forbid,
    "faults": change_faults,
    "spend": spend,
    "commit-late": commit_late,
    "clock": advance_clock,
    "reset": reset,
}


def _route(sandbox: Sandbox, sleep: Sleep, method: str, name: str, action: Action) -> Route:
    async def endpoint(request: Request) -> Response:
        if request.method != method and (request.method, method) != ("HEAD", "GET"):
            return JSONResponse({"error": f"{name} takes {method} alone"}, 405, {"Allow": method})
        if method == "POST" and not _is_json(request):
            return JSONResponse({"error": _NO_JSON}, 415)
        try:
            asked = dict(request.query_params) if method == "GET" else await _read_object(request)
            return JSONResponse(await retry_while_busy(lambda: action(sandbox, asked), sleep))
        except StopError as error:
            return JSONResponse({"error": error.message}, 500 if isinstance(error, JournalError) else 400)
        except _RefusedError as refused:
            return JSONResponse(refused.answer.body, 400)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return Route(f"/__sandbox/{name}", endpoint, methods=_METHODS)


def _staff(name: str) -> Action:
    def action(sandbox: Sandbox, asked: Json) -> Json:
        answer = sandbox.staff(name, asked).answer
        if answer.status >= 400:  # noqa: PLR2004 - HTTP
            raise _RefusedError(answer)
        return dict(answer.body)

    return action


def _whole(asked: Json, name: str, default: int = 0) -> int:
    """Return a number of a query or body; one below zero or beyond what SQLite keeps is refused like any other text."""
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        number = int(asked.get(name, default))
        if 0 <= number <= NUMBER_MAX:
            return number
    raise ValueError(f"{name} must be a whole number from 0 to {NUMBER_MAX}")


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


async def _read_object(request: Request) -> Json:
    value = parse_json(await request.body() or b"{}")
    if not isinstance(value, dict):
        raise ValueError("a JSON object is required")  # noqa: TRY004 - what a client sent, not a programmer's slip
    return value


async def _unknown(scope: Any, receive: Any, send: Any) -> None:
    known = ", ".join((*READS, *ACTIONS, *STAFF))
    await JSONResponse({"error": f"unknown control path; there are: {known}"}, 404)(scope, receive, send)
