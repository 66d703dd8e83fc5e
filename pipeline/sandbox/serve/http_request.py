"""From an HTTP request to a call of the shop, or to the refusal of one that can't be a call. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from pipeline.sandbox.api.values import ApiAnswer, ApiCall
from pipeline.sandbox.api.versions import VERSIONS

MAX_BODY_BYTES = 1 << 20
_API = re.compile(rf"/api/({'|'.join(map(re.escape, sorted(VERSIONS)))})(/.*)")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What a client sent; header names in lower case. `body` may stop right above `MAX_BODY_BYTES`."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def find_path(request: HttpRequest) -> str | None:
    """Return the path below the version segment, None when there is no such API or no such version here."""
    found = _API.fullmatch(request.path)
    return found.group(2) if found else None


def read_call(request: HttpRequest, path: str) -> ApiCall | ApiAnswer:
    """Return the call, or the answer to a body that is too large or no JSON. A GET's body is ignored.

    A delete may have one: some name there what they delete.
    """
    if len(request.body) > MAX_BODY_BYTES:
        return ApiAnswer(413, {"error": "Request body too large"})
    body: Any = None
    if request.method in _WITH_BODY or (request.method == "DELETE" and request.body):
        try:
            body = _parse(request.body)
        except (ValueError, RecursionError):
            return ApiAnswer(400, {"error": "Invalid JSON in request body"})
    query = tuple(parse_qsl(request.query, keep_blank_values=True))
    found = _API.fullmatch(request.path)
    version = found.group(1) if found else ""
    request_id = request.headers.get("x-request-id", "")
    return ApiCall(request.method, unquote(path), query, body, request_id, version=version)


def _parse(body: bytes) -> Any:
    value = json.loads(body, parse_constant=_refuse_constant)
    if b"\\u" in body:
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
    return value


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
