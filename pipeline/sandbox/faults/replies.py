"""From an answer and a fault to the bytes that a client gets: bad successes, refusals, headers. Pure."""

import functools
import json
import math
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from email.utils import format_datetime
from typing import Any

from pipeline.sandbox.api.values import ApiAnswer
from pipeline.sandbox.faults.plan import Fault

_TEN_YEARS_S = 10 * 365.25 * 86_400
_HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>"
_OTHER_ID = "00000000-0000-4000-8000-000000000001"
_JSON = "application/json"
_MIB = 1 << 20
_GZIP_HEADERS = (("Content-Type", _JSON), ("Content-Encoding", "gzip"))
_GZIP_HEAD = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
_REFUSALS = {
    400: "Bad request",
    401: "Access token is not valid",
    403: "user missing required permissions",
    404: "Not found",
    407: "Proxy authentication required",
    409: "Already exists",
    413: "Request body too large",
    422: "Validation failed",
}


@dataclass(frozen=True, slots=True)
class ConnectionFault:
    """Something to do to the connection instead of, or while, answering: abort, fin, hang, drip, endless, cut."""

    action: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What goes to the client: status, headers, body, and what happens to the connection.

    `number` is the one that the log has it under; 0: nothing is logged.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection_fault: ConnectionFault | None = None
    number: int = 0


def http_date(moment_s: float) -> str:
    """Return an RFC 1123 date."""
    return format_datetime(datetime.fromtimestamp(moment_s, tz=timezone.utc), usegmt=True)


def _asctime(moment_s: float) -> str:
    return datetime.fromtimestamp(moment_s, tz=timezone.utc).strftime("%a %b %d %H:%M:%S %Y")


# form -> (now, wait) -> header; None leaves it out. Dates have whole seconds: `rounded` is up to one too early
_RETRY_AFTER: dict[str, Callable[[float, float], str | None]] = {
    "ahead": lambda now_s, wait_s: http_date(math.ceil(now_s + wait_s)),
    "rounded": lambda now_s, wait_s: http_date(math.floor(now_s + wait_s)),
    "now": lambda now_s, _: http_date(now_s),
    "past": lambda now_s, wait_s: http_date(now_s - wait_s - 1),
    "far": lambda now_s, _: http_date(now_s + _TEN_YEARS_S),
    "asctime": lambda now_s, wait_s: _asctime(math.ceil(now_s + wait_s)),
    "seconds": lambda _, wait_s: str(math.ceil(wait_s)),
    "negative": lambda _, wait_s: str(-max(1, math.ceil(wait_s))),
    "float": lambda _, wait_s: f"{wait_s:.2f}",
    "absent": lambda *_: None,
    "garbage": lambda *_: "soon, please",
}


def refuse_too_many(form: str, now_s: float, wait_s: float) -> HttpReply:
    """Return the vendor's 429 (pipeline/stores/xseries/README.md, *Rate limit*) with a Retry-After of the given form."""
    value = _RETRY_AFTER[form](now_s, wait_s)
    body = {"error": "Too Many Requests", "message": "Rate limiting enforced"}
    return as_json(ApiAnswer(429, body), (() if value is None else (("Retry-After", value),)))


def as_json(answer: ApiAnswer, more: tuple[tuple[str, str], ...] = ()) -> HttpReply:
    """Return the answer in bytes; one without a body has no content type either."""
    if answer.body is None:
        return HttpReply(answer.status, more, b"")
    body = json.dumps(answer.body, separators=(",", ":")).encode()
    return HttpReply(answer.status, (("Content-Type", _JSON), *more), body)


def apply_fault(fault: Fault, answer: ApiAnswer | None, path: str, now_s: float) -> HttpReply:
    """Return what the client sees of a fault; `answer` is the true one where the call was committed."""
    true = answer or ApiAnswer(200, {"data": []})
    return _REPLIES[fault.kind](fault.params, true, path, now_s)


def _status_page(status: int) -> HttpReply:
    html = f"<html><body><h1>{status}</h1></body></html>".encode()
    return HttpReply(status, (("Content-Type", "text/html"),), html)


def _broken(action: str, *, answered: bool = False) -> Callable[..., HttpReply]:
    """Return what breaks the connection: while the true answer is sent, or with a 502 for where there is none."""

    def reply(params: Mapping[str, Any], true: ApiAnswer, *_: Any) -> HttpReply:
        shown = as_json(true) if answered else _status_page(502)
        return replace(shown, connection_fault=ConnectionFault(action, params))

    return reply


def _tell_late(params: Mapping[str, Any], true: ApiAnswer, *_: Any) -> HttpReply:
    told = params["tell"]
    if told.isdigit():
        return _status_page(int(told))
    return _broken({"drop": "abort"}.get(told, told))(params, true)


def _truncate(whole: HttpReply) -> HttpReply:
    return replace(whole, body=whole.body[: len(whole.body) * 2 // 3])


def _change_id(make: Callable[[Mapping[str, Any], str], Any]) -> Callable[..., HttpReply]:
    """Return what puts other ids where the create's ids stand: one alone, a list of them, or objects that have one."""

    def reply(params: Mapping[str, Any], true: ApiAnswer, *_: Any) -> HttpReply:
        data = true.body.get("data") if isinstance(true.body, dict) else None
        first = data[0] if isinstance(data, list) and data else data
        own = first.get("id", "") if isinstance(first, dict) else first or ""
        return as_json(ApiAnswer(true.status, {"data": _place_ids(data, make(params, str(own)))}))

    return reply


def _place_ids(data: Any, changed: Any) -> Any:
    """Return a create's data with `changed` as its first id: an id, None for none, or a list of several."""
    if isinstance(data, list):
        ids = changed if isinstance(changed, list) else [] if changed is None else [changed]
        if data and isinstance(data[0], dict):
            return [*({**data[0], "id": each} for each in ids), *data[1:]]
        return ids
    if isinstance(data, str):
        return changed
    record = {name: value for name, value in (data or {}).items() if name != "id"}
    return record if changed is None else {**record, "id": changed}


@functools.lru_cache(maxsize=4)
def _gzip_bomb(mib: int) -> bytes:
    """Return a gzip file of blanks: one compressed MiB, which stands by itself after a full flush, over and over."""
    blanks, packer, checksum = b" " * _MIB, zlib.compressobj(9, wbits=-zlib.MAX_WBITS), 0
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(mib):
        checksum = zlib.crc32(blanks, checksum)
    tail = packer.flush() + struct.pack("<II", checksum, mib * _MIB % 2**32)
    return _GZIP_HEAD + block * mib + tail


def _refuse(params: Mapping[str, Any], *_: Any) -> HttpReply:
    body: dict[str, Any] = {"error": params["error"] or _REFUSALS.get(params["status"], "Refused")}
    if params["fields"]:
        body["fields"] = params["fields"]
    return as_json(ApiAnswer(params["status"], body))


_REPLIES: dict[str, Callable[..., HttpReply]] = {
    "drop-before": _broken("abort"),
    "drop-after": _broken("abort"),
    "fin-before": _broken("fin"),
    "fin-after": _broken("fin"),
    "error-before": lambda params, *_: _status_page(params["status"]),
    "error-after": lambda params, *_: _status_page(params["status"]),
    "hang-before": _broken("hang"),
    "hang-after": _broken("hang"),
    "late-commit": _tell_late,
    "html": lambda params, *_: HttpReply(
        int(params["status"]), (("Content-Type", "text/html; charset=utf-8"),), _HTML
    ),
    "truncated": lambda _, true, *__: _truncate(as_json(true)),
    "no-content": lambda *_: HttpReply(204, (), b""),
    "error-in-success": lambda *_: as_json(ApiAnswer(200, {"error": "Something went wrong"})),
    "no-id": _change_id(lambda *_: None),
    "wrong-id": _change_id(lambda params, _: params["id"]),
    "path-id": _change_id(lambda params, _: params["id"]),
    "two-ids": _change_id(lambda _, own: [own, _OTHER_ID]),
    "gzip-bomb": lambda params, true, *_: HttpReply(
        true.status, _GZIP_HEADERS, _gzip_bomb(int(params["mib"]))
    ),
    "cut-short": _broken("cut", answered=True),
    "slow-drip": _broken("drip", answered=True),
    "endless-body": _broken("endless", answered=True),
    "too-many": lambda params, _, __, now_s: refuse_too_many(params["retry_after"], now_s, params["wait_s"]),
    "redirect": lambda params, _, path, __: HttpReply(
        params["status"], (("Location", params["to"] + path),), b""
    ),
    "refuse": _refuse,
}


def rate_headers(fault: Fault | None, limit: int, remaining: int) -> tuple[tuple[str, str], ...]:
    """Return the two rate headers, as they are or as the fault has them."""
    form = fault.params["form"] if fault else ""
    values: dict[str, tuple[object, object] | None] = {
        "": (limit, remaining),
        "absent": None,
        "negative": (limit, -remaining - 1),
        "text": ("many", "some"),
        "over": (limit, limit + 100),
        "zero": (0, 0),
    }
    pair = values[form]
    return (
        () if pair is None else (("X-RateLimit-Limit", str(pair[0])), ("X-RateLimit-Remaining", str(pair[1])))
    )


def date_header(fault: Fault | None, now_s: float) -> tuple[tuple[str, str], ...]:
    """Return the Date header of a server whose clock says `now_s`, as it is or as the fault has it."""
    form = fault.params["form"] if fault else ""
    if form == "absent":
        return ()
    return (("Date", "yesterday, I think" if form == "garbage" else http_date(now_s)),)
