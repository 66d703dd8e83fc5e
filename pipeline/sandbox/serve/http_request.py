"""From an HTTP request to a call of the shop, or to the refusal of one that can't be a call. Pure."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, unquote

from pipeline.sandbox.api.values import ApiAnswer, ApiCall
from pipeline.sandbox.api.versions import VERSIONS
from pipeline.sandbox.serve.uploads import MAX_UPLOAD_BYTES, UPLOAD, read_upload

MAX_BODY_BYTES = 1 << 20
_API = re.compile(rf"/api/({'|'.join(map(re.escape, sorted(VERSIONS)))})(/.*)")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What a client sent; header names in lower case. `body` may stop right above `most_bytes`."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def find_path(request: HttpRequest) -> str | None:
    """Return the path below the version segment, None when there is no such API or no such version here."""
    found = _API.fullmatch(request.path)
    return found.group(2) if found else None


def most_bytes(method: str, path: str) -> int:
    """Return how long the body of a request may be, by its whole path; that of an upload holds a file."""
    found = _API.fullmatch(path)
    return MAX_UPLOAD_BYTES if found and _is_upload(method, found.group(2)) else MAX_BODY_BYTES


def read_route(request: HttpRequest, path: str) -> ApiCall:
    """Return the call of a request, its body not read."""
    query = tuple(parse_qsl(request.query, keep_blank_values=True))
    found = _API.fullmatch(request.path)
    version = found.group(1) if found else ""
    request_id = request.headers.get("x-request-id", "")
    host = request.headers.get("host", "")
    return ApiCall(request.method, unquote(path), query, None, request_id, version=version, host=host)


def read_call(request: HttpRequest, path: str, image_body: str = "multipart") -> ApiCall | ApiAnswer:
    """Return the call, or the answer to a body that is too large or no JSON. A GET's body is ignored.

    A delete may have one: some name there what they delete. `image_body` is the form that an upload has to have.
    """
    if len(request.body) > most_bytes(request.method, request.path):
        return ApiAnswer(413, {"error": "Request body too large"})
    body: Any = None
    if _is_upload(request.method, path):
        body = read_upload(request.body, request.headers.get("content-type", ""), image_body)
        if isinstance(body, ApiAnswer):
            return body
    elif request.method in _WITH_BODY or (request.method == "DELETE" and request.body):
        try:
            body = parse_json(request.body)
        except (ValueError, RecursionError):
            return ApiAnswer(400, {"error": "Invalid JSON in request body"})
    return replace(read_route(request, path), body=body)


def _is_upload(method: str, path: str) -> bool:
    return method == "POST" and UPLOAD.fullmatch(path) is not None


def parse_json(body: bytes) -> Any:
    """Return a JSON value that can be kept and shown again. Raises ValueError, RecursionError."""
    value = json.loads(body, parse_constant=_refuse_constant, parse_float=_finite)
    if b"\\u" in body:
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
    return value


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("no JSON can hold a number that large")
    return number


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
