"""What a client may do about an answer that no fault made: the near route, the header, the field. Pure.

A success has a hint too where a part of what was sent is not used: the API takes it without a word.
"""

import json
from collections.abc import Callable, Collection
from difflib import get_close_matches
from urllib.parse import parse_qsl

from pipeline.sandbox.api.fields import CHANGE_RULES, CUSTOMER_RULES, PRODUCT_RULES, STORE_FIELDS
from pipeline.sandbox.api.products.change import COMMON, DETAILS
from pipeline.sandbox.api.shop import ROUTES
from pipeline.sandbox.api.versions import VERSIONS, has_call
from pipeline.sandbox.serve.exchanges import Exchange
from pipeline.sandbox.serve.uploads import UPLOAD

_DEFAULT = "2.0"
_NEAR = 4
_FORM = "Send a form with the file in its field image, as curl -F image=@FILE does; --switch image_body has another way."
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})

# What is used of a query, and of a body; nothing is said of other calls
_PAGE = frozenset({"after", "before", "page_size", "deleted"})
_PARTS = {"common": COMMON, "details": DETAILS}
_USED: dict[tuple[str, str], Collection[str]] = {
    ("GET", "/customers"): _PAGE,
    ("GET", "/products"): _PAGE | {"sku", "name", "family_name"},
    **dict.fromkeys((("POST", "/customers"), ("PUT", "/customers/{}")), STORE_FIELDS | set(CUSTOMER_RULES)),
    ("POST", "/products"): STORE_FIELDS | set(PRODUCT_RULES) | set(CHANGE_RULES),
    ("PUT", "/products/{}"): _PARTS,
}


def hint_for(one: Exchange, token: str) -> str:
    """Return a sentence, empty where there is nothing to say; `token` is the one that is taken at present, empty for none."""
    hint = None if one.faults or one.broken else _HINTS.get(one.status)
    return hint(one, token) if hint else ""


def near_routes(method: str, path: str) -> list[str]:
    """Return the calls that a client which asked for an unknown one may have meant."""
    named, wanted = _split(path)
    version = named if named in VERSIONS else _DEFAULT
    known = [call for call in ROUTES if has_call(version, call)]
    # What has a digit is taken for an id; routes are compared without their method, which makes all of them alike
    shape = "/".join("{}" if any(map(str.isdigit, part)) else part.casefold() for part in wanted.split("/"))
    close = get_close_matches(shape, {each for _, each in known}, n=3, cutoff=0.6)
    near = [call for call in known if _fits(call[1], wanted) or call[1] in close]
    near.sort(
        key=lambda call: (call[0] != method, not _fits(call[1], wanted), *(call[1] != each for each in close))
    )
    return [f"{verb} /api/{version}{each.replace('{}', '{id}')}" for verb, each in near[:_NEAR]]


def _split(path: str) -> tuple[str, str]:
    """Return the version that a path names, empty where it names none, and the path below it."""
    parts = path.strip("/").split("/")
    if parts[0] == "api":
        parts = parts[1:]
    names_version = bool(parts) and parts[0][:1].isdigit()
    return parts[0] if names_version else "", "/" + "/".join(parts[1:] if names_version else parts)


def _fits(route: str, wanted: str) -> bool:
    parts, asked = route.split("/"), wanted.split("/")
    return len(parts) == len(asked) and all(
        part in ("{}", each) for part, each in zip(parts, asked, strict=True)
    )


def _versions_with(method: str, path: str) -> list[str]:
    """Return the versions in which the call is served."""
    wanted, read = _split(path)[1], "GET" if method == "HEAD" else method
    calls = [call for call in ROUTES if call[0] == read and _fits(call[1], wanted)]
    return sorted(version for version in VERSIONS if any(has_call(version, call) for call in calls))


def _hint_route(one: Exchange, _: str) -> str:
    named = _split(one.path)[0] if one.path.startswith("/api/") else ""
    if named and named not in VERSIONS:
        return f"There is no version {named} here; there are {', '.join(sorted(VERSIONS))}."
    served = _versions_with(one.method, one.path) if named else []
    if named in served:
        return ""
    if served:
        return f"{one.method} of this path is served in {', '.join(served)}."
    near = near_routes(one.method, one.path)
    if not near:
        return "The sandbox has no such route; see the list of routes: GET /__sandbox/routes."
    return f"The sandbox has no such route. Near: {', '.join(near)}."


def _hint_access(_: Exchange, token: str) -> str:
    if not token:
        return "The token was revoked over the control path; {} to /__sandbox/token restores it."
    return f"Send the header Authorization: Bearer {token}"


def _hint_body(one: Exchange, token: str) -> str:
    """Return the fields that were refused, else what is wrong with the request as a whole."""
    if route := _hint_route(one, token):
        return route
    answer = _parse(one.answer.data)
    fields = answer.get("fields") if isinstance(answer, dict) else None
    if isinstance(fields, dict):
        return "; ".join(f"{name}: {words}" for name, words in fields.items())
    if UPLOAD.fullmatch(_split(one.path)[1]):
        return _FORM
    expected = one.body.size or one.method in _WITH_BODY
    if expected and one.body.size == len(one.body.data) and not isinstance(_parse(one.body.data), dict):
        what = "is no JSON object" if one.body.size else "is empty"
        return f"The body {what}; send a JSON object, and the header Content-Type: application/json."
    return ""


def _hint_unused(one: Exchange, _: str) -> str:
    """Return the names that were sent and make no difference."""
    wanted = _split(one.path)[1]
    used = next(
        (names for call, names in _USED.items() if call[0] == one.method and _fits(call[1], wanted)), None
    )
    sent = dict(parse_qsl(one.query)) if one.method == "GET" else _parse(one.body.data)
    if used is None or not isinstance(sent, dict):
        return ""
    unused = [name for name in sent if name not in used]
    if used is _PARTS:
        unused += [
            f"{part}.{name}" for part in _PARTS for name in sent.get(part) or () if name not in _PARTS[part]
        ]
        unused += ["a change stands in common, for the family, or in details"] * bool(unused)
    return f"Not used: {'; '.join(unused)}." if unused else ""


def _hint_answer(one: Exchange, _: str) -> str:
    """Return why the sandbox itself failed, such as a full disk."""
    answer = _parse(one.answer.data)
    return str(answer.get("message", "")) if isinstance(answer, dict) else ""


def _parse(text: bytes) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


_HINTS: dict[int, Callable[[Exchange, str], str]] = {
    200: _hint_unused,
    201: _hint_unused,
    400: _hint_body,
    401: _hint_access,
    404: _hint_route,
    405: _hint_route,
    415: lambda _, __: _FORM,
    422: _hint_body,
    500: _hint_answer,
}
