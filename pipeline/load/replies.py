"""What an answer to a create means for the record: the decision table of LOADING.md. Pure.

Promises: a record counts as created only with a status of success and exactly one id of the right shape in the right
place; whatever is unclear is UNKNOWN, never guessed. It does not decide whether a duplicate is ours: that needs a
look at the store and the journal (`load.reconcile`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pipeline.errors import AccessError, RunAgainError, StopError
from pipeline.load.journal.proof import Refusal
from pipeline.records import Kind
from pipeline.store import Ending, Reply
from pipeline.text import clean

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_EXISTS = re.compile(r"already (exists|in use|taken)|duplicate|must be unique", re.IGNORECASE)
_EXISTING_ID = "_existing_id"
_KEY_WORDS = ("sku", "name", "code", "handle", "email")  # the fields that the store may want to be unique
WORDS_LIMIT = 300
GONE_STATUSES = (404, 410)
SUCCESSES = range(200, 300)


class Meaning(Enum):
    """What happened to the record, as far as this answer tells."""

    DONE = "created"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    NOT_APPLIED = "not applied"  # nothing happened in the store; it may be sent again
    FINISHED_UNKNOWN = "unknown, the server has finished"  # a 5xx of the store itself: look soon
    UNKNOWN = "unknown"  # look once the settle time has passed
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row of the decision table, applied. `words` are cleaned, for journal, log and people."""

    meaning: Meaning
    words: str
    remote_id: str | None = None
    version: int | None = None
    refusal: Refusal | None = None
    existing: dict[str, str] = field(default_factory=dict)  # field in the way -> id of the record that has it
    stop: StopError | None = None


# LOADING.md's table. A gateway's status leaves the store behind it at work; any other 5xx is the server's own end.
STATUS_MEANINGS: dict[int, Meaning] = {
    400: Meaning.REJECTED,
    413: Meaning.REJECTED,
    422: Meaning.REJECTED,
    408: Meaning.UNKNOWN,
    409: Meaning.DUPLICATE,
    429: Meaning.NOT_APPLIED,
    **dict.fromkeys((502, 504, *range(520, 525)), Meaning.UNKNOWN),
}
_CLASS_MEANINGS: dict[int, Meaning] = {2: Meaning.DONE, 4: Meaning.REJECTED, 5: Meaning.FINISHED_UNKNOWN}

STOPS: dict[int, tuple[str, str, str]] = {
    401: (
        "token-rejected",
        "The store does not accept the token",
        "Make a new one under Setup > Personal Tokens, set XSERIES_TOKEN, and run the same command again.",
    ),
    403: (
        "permission-missing",
        "The token's owner may not do this",
        "A personal token has its owner's rights: let somebody who manages customers and products make one.",
    ),
    404: (
        "store-not-found",
        "There is no such store or endpoint",
        'Check the domain prefix: the part before ".retail.lightspeed.app".',
    ),
}


def judge_create(kind: Kind, reply: Reply) -> Verdict:
    """Return what the answer to a create means for its record."""
    if reply.ending is Ending.NOT_SENT:
        return Verdict(Meaning.NOT_APPLIED, reply.detail or "no connection", refusal=Refusal.NOT_SENT)
    stop = stop_of(reply)
    if stop is not None:
        return Verdict(Meaning.STOP, words_of(reply), stop=stop, refusal=_refusal_at(reply))
    if reply.ending is not Ending.ANSWER or reply.status is None:
        return Verdict(Meaning.UNKNOWN, reply.detail or "no answer")
    return _judge_status(kind, reply, reply.status)


def _refusal_at(reply: Reply) -> Refusal | None:
    """Return the proof that a stopped create was not applied; a redirect or a stranger's page proves nothing."""
    if reply.ending is Ending.CERTIFICATE:
        return Refusal.NOT_SENT
    return Refusal.DOOR if reply.status in STOPS and _speaks_api(reply.json) else None


def _judge_status(kind: Kind, reply: Reply, status: int) -> Verdict:
    meaning = STATUS_MEANINGS.get(status, _CLASS_MEANINGS.get(status // 100, Meaning.UNKNOWN))
    words = words_of(reply)
    if meaning is Meaning.DONE:
        return _judge_success(kind, reply, words)
    existing = _existing_ids(reply.json)
    if meaning is Meaning.REJECTED and (existing or _says_exists(reply.json)):
        meaning = Meaning.DUPLICATE
    refusal = Refusal.QUOTA if meaning is Meaning.NOT_APPLIED else None
    return Verdict(meaning, words, existing=existing, refusal=refusal)


def _judge_success(kind: Kind, reply: Reply, words: str) -> Verdict:
    """Believe a 2xx only with one id of the right shape (XSERIES.md: never trust a 2xx without an id)."""
    body = reply.json
    if not isinstance(body, dict) or body.get("error") or body.get("errors"):
        return Verdict(Meaning.UNKNOWN, f"success without a record: {words}")
    data = body.get("data")
    if kind is Kind.CUSTOMER and isinstance(data, dict):
        found, version = data.get("id"), version_of(data)
    elif kind is Kind.PRODUCT and isinstance(data, list) and len(data) == 1:
        found, version = data[0], None
    else:
        found, version = None, None
    if not is_id(found):
        return Verdict(Meaning.UNKNOWN, "success without exactly one id of the right shape")
    return Verdict(Meaning.DONE, "created", remote_id=found, version=version)


def is_id(value: Any) -> bool:
    """Tell whether `value` is a string in the shape of a UUID, the only shape an id has."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def version_of(row: Mapping[str, Any]) -> int | None:
    """Return a record's version, or None where the store shows none."""
    version = row.get("version")
    return version if isinstance(version, int) and not isinstance(version, bool) else None


def stop_of(reply: Reply) -> StopError | None:
    """Return what must end the run at this answer to a create, `/retailer` or `/outlets`; None to go on."""
    if reply.ending is Ending.CERTIFICATE:
        return RunAgainError(
            f"The store's certificate can't be trusted: {reply.detail}.",
            code="certificate",
            hint="Nothing was sent. Check the network (a captive portal, a proxy) and this machine's date, then run again.",
        )
    if reply.ending is Ending.REDIRECT:
        host = reply.location_host or "an unknown address"
        return AccessError(
            f"The store redirected to {host}; the token was not sent there.",
            code="redirected",
            hint="Check the prefix: a renamed or closed store redirects. Then run the same command again.",
        )
    if reply.ending is not Ending.ANSWER or reply.status not in STOPS:
        return None
    code, sentence, hint = STOPS[reply.status]
    return AccessError(f"{sentence} ({reply.status}): {words_of(reply)}", code=code, hint=hint)


def words_of(reply: Reply) -> str:
    """Return the server's own words about an error, cleaned and on one line."""
    if reply.json is not None:
        said = [text for text in _texts(reply.json) if text]
        if said:
            return clean("; ".join(dict.fromkeys(said)), WORDS_LIMIT)
    return clean(reply.text or reply.detail or f"status {reply.status}", WORDS_LIMIT)


def _texts(body: Any) -> list[str]:
    """Collect error, message, and the fields' complaints from the shapes that XSERIES.md lists."""
    if not isinstance(body, dict):
        return []
    said = [str(body[name]) for name in ("error", "message") if isinstance(body.get(name), str)]
    errors = body.get("errors")
    if isinstance(errors, list):
        said += [str(each["message"]) for each in errors if isinstance(each, dict) and "message" in each]
    for fields in _field_maps(body):
        said += [f"{name}: {complaint}" for name, complaint in fields.items() if isinstance(complaint, str)]
    return said


def _field_maps(body: Any) -> list[dict[str, Any]]:
    if not isinstance(body, dict):
        return []
    return [body[name] for name in ("fields", "details") if isinstance(body.get(name), dict)]


def _existing_ids(body: Any) -> dict[str, str]:
    return {
        name.removesuffix(_EXISTING_ID): value
        for fields in _field_maps(body)
        for name, value in fields.items()
        if name.endswith(_EXISTING_ID) and is_id(value)
    }


def _says_exists(body: Any) -> bool:
    return any(
        any(word in name.lower() for word in _KEY_WORDS)
        and isinstance(complaint, str)
        and _EXISTS.search(complaint) is not None
        for fields in _field_maps(body)
        for name, complaint in fields.items()
    )


def _speaks_api(body: Any) -> bool:
    """Tell whether the store's API itself refused, and not something in between with a page of its own."""
    return isinstance(body, dict) and isinstance(body.get("error"), str)


def says_gone(reply: Reply) -> bool:
    """Tell whether the store says that a record is not there: 404 or 410, bare or in JSON, but no web page."""
    own_words = isinstance(reply.json, dict) or not reply.text.strip()
    return reply.ending is Ending.ANSWER and reply.status in GONE_STATUSES and own_words
