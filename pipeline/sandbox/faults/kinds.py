"""Every fault that the sandbox knows, with its parameters. A table, nothing else.

A fault has a layer: at most one of each layer happens to a request, so a late commit may well meet a search lag
and a skewed `Date`. Those of the connection need a socket; in process they are answered by a 502, with the same commit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.sandbox.api.values import PLACES
from pipeline.sandbox.options import RETRY_AFTER_FORMS

REQUEST_CLASSES: dict[str, frozenset[str] | None] = {
    "any": None,
    "creates": frozenset({"POST"}),
    "reads": frozenset({"GET", "HEAD"}),
    "updates": frozenset({"PUT"}),
    "deletes": frozenset({"DELETE"}),
}


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a fault: what it is without being given, which values it takes, and that in words."""

    default: Any
    holds: Callable[[Any], bool]
    words: str


@dataclass(frozen=True, slots=True)
class FaultKind:
    """What a fault does, its layer (answer, lag, rate, date) and parameters; `on`: the requests that it hits unless told."""

    does: str
    layer: str
    params: dict[str, Param]
    on: str = "creates"


def _number(default: float, low: float = 0, high: float = 1e9) -> Param:
    def holds(value: Any) -> bool:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high

    return Param(default, holds, f"a number from {low:,.10g} to {high:,.10g}")


def _choice(default: Any, *choices: Any) -> Param:
    listed = ", ".join(str(choice) for choice in choices)
    return Param(
        default, lambda value: type(value) is type(default) and value in choices, f"one of: {listed}"
    )


def _text(default: str) -> Param:
    return Param(default, lambda value: isinstance(value, str), "text")


_COMMITS = Param(default=True, holds=lambda value: isinstance(value, bool), words="true or false")
_COMMITS_NOT = Param(default=False, holds=_COMMITS.holds, words=_COMMITS.words)
_OBJECT = Param({}, lambda value: isinstance(value, dict), "an object")
_PLACES = Param(
    list(PLACES),
    lambda value: isinstance(value, list) and bool(value) and all(place in PLACES for place in value),
    f"a list of: {', '.join(PLACES)}",
)
_ERROR = _choice(500, 500, 501, 502, 503, 504, 520, 521, 522, 523, 524)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


# What a rule of a plan says beside its fault's own parameters; `on` is the fault's unless told
RULE_PARAMS: dict[str, Param] = {
    "on": Param("", lambda value: isinstance(value, str) and value in REQUEST_CLASSES, f"one of {', '.join(REQUEST_CLASSES)}"),
    "resource": Param(None, lambda value: value is None or isinstance(value, str), "a path segment such as customers"),
    "probability": _number(1, 0, 1),
    "at": Param([], lambda value: isinstance(value, list) and all(map(_is_count, value)), "a list of whole numbers from 1"),
    "from": Param(1, _is_count, "a whole number from 1"),
    "until": Param(None, lambda value: value is None or _is_count(value), "a whole number from 1"),
}  # fmt: skip

FAULT_KINDS: dict[str, FaultKind] = {
    "drop-before": FaultKind("the connection is reset, nothing is done", "answer", {}),
    "drop-after": FaultKind("the connection is reset after it is done", "answer", {}),
    "fin-before": FaultKind("the connection is closed without an answer, nothing is done", "answer", {}),
    "fin-after": FaultKind("the connection is closed without an answer after it is done", "answer", {}),
    "error-before": FaultKind("a 5xx, nothing is done", "answer", {"status": _ERROR}),
    "error-after": FaultKind("a 5xx, though it is done", "answer", {"status": _ERROR}),
    "hang-before": FaultKind("no answer for hold_s, then a reset, nothing is done", "answer", {"hold_s": _number(60)}),
    "hang-after": FaultKind("no answer for hold_s, then a reset, though it is done", "answer", {"hold_s": _number(60)}),
    "late-commit": FaultKind(
        "the client is told something now, it is done delay_s later",
        "answer",
        {"delay_s": _number(20), "tell": _choice("drop", "drop", "fin", "500", "502", "503", "504", "hang"),
         "hold_s": _number(60)},
    ),
    # a success that can't be believed
    "html": FaultKind("a web page in place of JSON", "answer", {"status": _number(200, 200, 599), "commits": _COMMITS_NOT}),
    "truncated": FaultKind("JSON that ends in the middle", "answer", {"commits": _COMMITS}),
    "no-content": FaultKind("a success without a body", "answer", {"commits": _COMMITS}),
    "error-in-success": FaultKind("a success whose body is an error", "answer", {"commits": _COMMITS_NOT}),
    "no-id": FaultKind("a success without an id", "answer", {"commits": _COMMITS}),
    "wrong-id": FaultKind("a success with an id of a wrong shape", "answer", {"commits": _COMMITS, "id": _text("12345")}),
    "path-id": FaultKind("a success with an id that would lead to another path", "answer", {"commits": _COMMITS, "id": _text("../../x")}),
    "two-ids": FaultKind("a success with one id too many", "answer", {"commits": _COMMITS}),
    "gzip-bomb": FaultKind("a small body that unpacks to mib MiB", "answer", {"commits": _COMMITS, "mib": _number(64, 1, 1024)}),
    "cut-short": FaultKind("a body shorter than its Content-Length", "answer", {"commits": _COMMITS}),
    "slow-drip": FaultKind("a body that comes byte by byte", "answer", {"commits": _COMMITS, "every_s": _number(1, 0.001), "bytes": _number(10_000, 1)}),
    "endless-body": FaultKind("a body of mib MiB", "answer", {"commits": _COMMITS, "mib": _number(1024, 1, 65_536)}),
    # refusals
    "too-many": FaultKind("a 429 without a full window", "answer", {"retry_after": _choice("ahead", *RETRY_AFTER_FORMS), "wait_s": _number(30)}, "any"),
    "redirect": FaultKind("a redirect to another address", "answer", {"status": _choice(302, 301, 302, 303, 307, 308), "to": _text("http://127.0.0.1:9")}, "any"),
    "refuse": FaultKind(
        "a refusal with this status",
        "answer",
        {"status": _choice(409, 400, 401, 402, 403, 404, 405, 407, 409, 410, 413, 422, 429), "error": _text(""),
         "fields": _OBJECT},
    ),
    # beside the answer
    "lag": FaultKind("search and lists show the record wait_s later", "lag", {"wait_s": _number(20), "places": _PLACES}),
    "rate-headers": FaultKind("rate headers that are missing or wrong", "rate", {"form": _choice("absent", "absent", "negative", "text", "over", "zero")}, "any"),
    "date": FaultKind("a Date header that is missing or wrong", "date", {"form": _choice("skewed", "absent", "skewed", "garbage"), "by_s": _number(3600, -1e9)}, "any"),
}  # fmt: skip
