"""What a client may do about an answer that no fault made: the near route, the header, the field. Pure."""

import json
from collections.abc import Callable
from difflib import get_close_matches

from pipeline.sandbox.api.shop import ROUTES
from pipeline.sandbox.api.versions import VERSIONS, has_call
from pipeline.sandbox.serve.exchanges import Exchange

_DEFAULT = "2.0"
_NEAR = 4


def hint_for(one: Exchange, token: str | None) -> str:
    """Return a sentence, empty where there is nothing to say; `token` is the one that the sandbox takes at present."""
    hint = _HINTS.get(one.status)
    return hint(one, token) if hint else ""


def near_routes(method: str, path: str) -> list[str]:
    """Return the calls that a client which asked for an unknown one may have meant."""
    version, wanted = _split(path)
    known = [f"{each[0]} {each[1]}" for each in ROUTES if has_call(version, each)]
    same_path = [call for call in known if _fits(call.partition(" ")[2], wanted)]
    others = get_close_matches(f"{method} {wanted}", known, n=3, cutoff=0.6)
    near = sorted(dict.fromkeys((*same_path, *others)), key=lambda call: not call.startswith(method))
    return [call.replace(" ", f" /api/{version}", 1).replace("{}", "{id}") for call in near[:_NEAR]]


def _split(path: str) -> tuple[str, str]:
    """Return the version that a path names, or the default one, and the path below it."""
    parts = path.strip("/").split("/")
    if parts[0] == "api":
        parts = parts[1:]
    names_version = bool(parts) and parts[0][:1].isdigit()
    version = parts[0] if names_version and parts[0] in VERSIONS else _DEFAULT
    return version, "/" + "/".join(parts[1:] if names_version else parts)


def _fits(route: str, wanted: str) -> bool:
    parts, asked = route.split("/"), wanted.split("/")
    return len(parts) == len(asked) and all(
        part in ("{}", each) for part, each in zip(parts, asked, strict=True)
    )


def _versions_with(method: str, path: str) -> list[str]:
    """Return the versions in which the call is served."""
    wanted = _split(path)[1]
    calls = [call for call in ROUTES if call[0] == method and _fits(call[1], wanted)]
    return sorted(version for version in VERSIONS if any(has_call(version, call) for call in calls))


def _hint_route(one: Exchange, _: str | None) -> str:
    named = one.path.strip("/").split("/")[1:2]
    if one.path.startswith("/api/") and named and named[0][:1].isdigit() and named[0] not in VERSIONS:
        return f"There is no version {named[0]} here; there are {', '.join(sorted(VERSIONS))}."
    served = _versions_with(one.method, one.path)
    if one.path.startswith("/api/") and _split(one.path)[0] in served:
        return ""
    if one.path.startswith("/api/") and served:
        return f"{one.method} of this path is served in {', '.join(served)}."
    near = near_routes(one.method, one.path)
    if not near:
        return "The sandbox has no such route; see the list of routes on this page."
    return f"The sandbox has no such route. Near: {', '.join(near)}."


def _hint_access(_: Exchange, token: str | None) -> str:
    if token is None:
        return "The token was revoked over the control path; {} to /__sandbox/token restores it."
    return f"Send the header Authorization: Bearer {token}"


def _hint_body(one: Exchange, token: str | None) -> str:
    """Return the fields that were refused, else what is wrong with the request as a whole."""
    if route := _hint_route(one, token):
        return route
    answer = _parse(one.answer.data)
    fields = answer.get("fields") if isinstance(answer, dict) else None
    if isinstance(fields, dict):
        return "; ".join(f"{name}: {words}" for name, words in fields.items())
    if one.body.size and one.body.size == len(one.body.data) and _parse(one.body.data) is None:
        return "The body is no JSON; send a JSON object, and the header Content-Type: application/json."
    return ""


def _hint_wait(one: Exchange, _: str | None) -> str:
    waits = [value for name, value in one.answer_headers if name.lower() == "retry-after"]
    return f"The quota is used up; Retry-After: {waits[0]}" if waits else "The quota is used up."


def _parse(text: bytes) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


_HINTS: dict[int, Callable[[Exchange, str | None], str]] = {
    400: _hint_body,
    401: _hint_access,
    404: _hint_route,
    405: _hint_route,
    422: _hint_body,
    429: _hint_wait,
}
