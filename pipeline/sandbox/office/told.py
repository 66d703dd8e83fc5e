"""What a client was told and what the store did, in words. Pure.

Told is what went over the wire, done is what stands in the store: a fault lets the two differ, and that is the point of the log.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from http import HTTPStatus

from pipeline.sandbox.api.shop import ROUTES
from pipeline.sandbox.api.versions import VERSIONS, has_call
from pipeline.sandbox.faults.kinds import FAULT_KINDS
from pipeline.sandbox.serve.exchanges import Deed, Did, Exchange

# What a broken connection is called in the list, and in a sentence
BROKEN: dict[str, tuple[str, str]] = {
    "abort": ("reset", "nothing: connection reset"),
    "fin": ("closed", "nothing: connection closed without an answer"),
    "hang": ("silence", "nothing: no answer, then a reset"),
    "cut": ("cut", "half of an answer, then the connection was closed"),
    "drip": ("drip", "an answer that comes byte by byte and never ends"),
    "endless": ("endless", "an answer that doesn't end"),
}
_VERBS = {"created": "create", "updated": "change", "deleted": "delete"}
_KIND_NAMES = {"product_categories": "category", "taxes": "tax"}
_NO_ACCESS, _NOT_FOUND, _NOT_ALLOWED, _TOO_MANY = 401, 404, 405, 429
_ERROR = 400
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Story:
    """One exchange in two sentences; `differs`: the client could not know from its answer what the store did."""

    told: str
    done: str
    differs: bool
    hint: str = ""


def short_told(one: Exchange) -> str:
    """Return what the client was told, in a word or a number."""
    return BROKEN[one.broken][0] if one.broken else str(one.status)


def tone_of(one: Exchange) -> str:
    """Return the class of an exchange, for its colour and the filters: ok, wait (429), bad."""
    if one.status == _TOO_MANY and not one.broken:
        return "wait"
    return "bad" if one.failed or one.broken else "ok"


def record_of(one: Exchange) -> str:
    """Return the key of what was touched, and how many more."""
    did = one.did
    if did.pending:
        return "later"
    if not did.deeds:
        return ""
    first = did.deeds[0].key or did.deeds[0].id
    return f"{first} +{did.count - 1}" if did.count > 1 else first


def story_of(one: Exchange, token: str | None) -> Story:
    """Return what happened; `token` is the one that the sandbox takes at present."""
    distorting = [name for name in one.faults if FAULT_KINDS[name].layer == "answer"]
    told = BROKEN[one.broken][1] if one.broken else _status(one.status)
    told += f" ({', '.join(distorting)})." if distorting else "."
    return Story(
        f"The client was told {told}",
        _done(one),
        bool(distorting) and _misleads(one),
        "" if one.faults else _hint(one, token),
    )


def as_line(one: Exchange) -> str:
    """Return an exchange as a line of the log."""
    took = "" if one.took_s is None else f"{one.took_s * 1000:.1f} ms"
    path = one.path + (f"?{one.query}" if one.query else "")
    parts = f"{clock_time(one.time_s)}  {one.method:<6} {path:<40} {short_told(one):<7} {took:>10}"
    did = one.did
    done = f"{did.deeds[0].action} {record_of(one)}" if did.deeds else record_of(one)
    return "  ".join(part for part in (parts, ",".join(one.faults), done) if part).rstrip()


def clock_time(moment_s: float, *, whole: bool = False) -> str:
    """Return the time of day on this machine."""
    millis = "" if whole else f".{int(moment_s * 1000) % 1000:03}"
    return time.strftime("%H:%M:%S", time.localtime(moment_s)) + millis


def near_routes(method: str, path: str) -> list[str]:
    """Return the calls that someone who asked for an unknown one may have meant."""
    version, below = _split(path)
    wanted = "/" + below.strip("/")
    known = [f"{each[0]} {each[1]}" for each in ROUTES if has_call(version, each)]
    same_path = [call for call in known if _fits(call.partition(" ")[2], wanted)]
    others = get_close_matches(f"{method} {wanted}", known, n=3, cutoff=0.6)
    asked_first = sorted(dict.fromkeys((*same_path, *others)), key=lambda call: not call.startswith(method))
    return [call.replace(" ", f" /api/{version}", 1).replace("{}", "{id}") for call in asked_first[:4]]


def _split(path: str) -> tuple[str, str]:
    """Return the version that a path names, or 2.0, and the path below it."""
    parts = path.strip("/").split("/")
    if parts[0] == "api":
        parts = parts[1:]
    if parts and parts[0] in VERSIONS:
        return parts[0], "/".join(parts[1:])
    looks_dated = bool(parts) and parts[0][:1].isdigit()
    return "2.0", "/".join(parts[1:] if looks_dated else parts)


def _fits(route: str, wanted: str) -> bool:
    parts, asked = route.split("/"), wanted.split("/")
    return len(parts) == len(asked) and all(
        part in ("{}", each) for part, each in zip(parts, asked, strict=True)
    )


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _misleads(one: Exchange) -> bool:
    """Tell whether what was told and what was done are two things."""
    fine = one.status < _ERROR and not one.broken
    done = bool(one.did.count) or one.did.pending
    return done or fine


def _done(one: Exchange) -> str:
    did = one.did
    if did.pending:
        return f"The store will do it at {clock_time(did.late_s or 0, whole=True)}."
    later = "" if did.late_s is None else f" at {clock_time(did.late_s)}, after its answer"
    if did.deeds:
        return f"The store did {_deeds(did)}{later}."
    if did.answer is not None and did.answer.status >= _ERROR:
        return f"The store refused it{later}: {_status(did.answer.status)}. Nothing was changed."
    if one.method in ("GET", "HEAD"):
        return "It was a read." if did.answer is not None else "Nothing was read."
    return f"The store did nothing{later}."


def _deeds(did: Did) -> str:
    named = [_deed(deed) for deed in did.deeds[:_NAMED]]
    more = did.count - len(named)
    return " and ".join((*named, *([f"{more} more"] if more else [])))


def _deed(deed: Deed) -> str:
    kind = _KIND_NAMES.get(deed.kind, deed.kind.removesuffix("s").replace("_", " "))
    return f"{_VERBS.get(deed.action, deed.action)} {kind} {deed.key or deed.id} as version {deed.version}"


def _hint_access(_: Exchange, token: str | None) -> str:
    if token is None:
        return "The token has been revoked over the control path; POST {} to /__sandbox/token restores it."
    return f"Send the header Authorization: Bearer {token}"


def _hint_near(one: Exchange, _: str | None) -> str:
    version = one.path.strip("/").split("/")[1:2]
    if one.path.startswith("/api/") and version and version[0] not in VERSIONS:
        return f"There is no version {version[0]} here; there are {', '.join(sorted(VERSIONS))}."
    if _is_served(one):
        return ""
    near = near_routes(one.method, one.path)
    return (
        f"The sandbox has no such route. Near: {', '.join(near)}."
        if near
        else "The sandbox has no such route; see the list of routes on this page."
    )


def _hint_words(one: Exchange, _: str | None) -> str:
    if not one.headers.get("content-type", "").startswith("application/json") and one.body.size:
        return "The body is read as JSON; say so by Content-Type: application/json."
    try:
        answer = json.loads(one.answer.data)
    except ValueError:
        return ""
    fields = answer.get("fields") if isinstance(answer, dict) else None
    return "; ".join(f"{name}: {words}" for name, words in fields.items()) if isinstance(fields, dict) else ""


def _is_served(one: Exchange) -> bool:
    version, below = _split(one.path)
    wanted = "/" + below.strip("/")
    return one.path.startswith("/api/") and any(
        method == one.method and _fits(route, wanted) and has_call(version, (method, route))
        for method, route in ROUTES
    )


def _hint_wait(one: Exchange, _: str | None) -> str:
    waits = [value for name, value in one.answer_headers if name.lower() == "retry-after"]
    return f"The quota is used up; Retry-After: {waits[0]}" if waits else "The quota is used up."


# What a client may do about an answer that is no fault's
_HINTS: dict[int, Callable[[Exchange, str | None], str]] = {
    400: _hint_words,
    _NO_ACCESS: _hint_access,
    _NOT_FOUND: _hint_near,
    _NOT_ALLOWED: _hint_near,
    422: _hint_words,
    _TOO_MANY: _hint_wait,
}


def _hint(one: Exchange, token: str | None) -> str:
    hint = _HINTS.get(one.status)
    return hint(one, token) if hint and not one.broken else ""
