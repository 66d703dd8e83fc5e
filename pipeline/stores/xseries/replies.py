"""What an answer to a create, a change or a delete means for the record: decision tables. Pure.

    a change or a delete              means
    200, 204                          done
    404, 410 in the store's own words gone
    429                               not applied; again, not counted
    no connection                     not applied; again after 1, 2, 4 s
    401, 403, 3xx, certificate        stop
    400, 409, 413, 422, other 4xx     refused, with the store's words
    5xx, 408, silence, a web page     unknown; absolute values and deletes may be repeated

The page about loading has the table of creates (pipeline/load/README.md, *What each answer means*), and a test compares
it with this module.

Promises: a record counts as created only with a status of success and exactly one id of the right shape in the right
place; whatever is unclear is UNKNOWN, never guessed. It does not decide whether a duplicate is ours: that needs a
look at the store and the journal (`load.reconcile`).
"""

import re
from collections.abc import Sequence
from typing import Any

from pipeline.errors import AccessError, RunAgainError, StopError
from pipeline.http import Ending, Reply
from pipeline.stores.protocol import Created, Meaning, Refusal, Resource, Verdict
from pipeline.stores.xseries.reading.rows import is_id
from pipeline.text import clean

_EXISTS = re.compile(r"already (exists|in use|taken)|duplicate|must be unique", re.IGNORECASE)
_EXISTING_ID = "_existing_id"
_KEY_WORDS = ("sku", "name", "code", "handle", "email")  # the fields that the store may want to be unique
WORDS_LIMIT = 300
GONE_STATUSES = (404, 410)
CLASHES = (409, 422)  # with which the store names a duplicate
SUCCESSES = range(200, 300)
REFUSALS = range(400, 500)
NO_CONTENT, REQUEST_TIMEOUT, TOO_MANY, NOT_FOUND = 204, 408, 429, 404


# A gateway's status leaves the store behind it at work; any other 5xx is the server's own end.
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


def judge_create(resource: Resource, keys: Sequence[str], reply: Reply) -> Verdict:
    """Return what the answer to a create means for the records of its unit, whose keys are given in file order."""
    if reply.ending is Ending.NOT_SENT:
        return Verdict(Meaning.NOT_APPLIED, reply.detail or "no connection", refusal=Refusal.NOT_SENT)
    stop = stop_of(reply)
    if stop is not None:
        return Verdict(Meaning.STOP, words_of(reply), stop=stop, refusal=_refusal_at(reply))
    if reply.ending is not Ending.ANSWER or reply.status is None:
        return Verdict(Meaning.UNKNOWN, reply.detail or "no answer")
    return _judge_status(resource, keys, reply, reply.status)


def judge_change(reply: Reply, *, bare: bool = False) -> Verdict:
    """Return what the answer to a PUT or DELETE means. A success that isn't one of the API's is unknown.

    `bare`: a success may have no body at all.
    """
    if reply.ending is Ending.NOT_SENT:
        return Verdict(Meaning.NOT_APPLIED, reply.detail or "no connection", refusal=Refusal.NOT_SENT)
    if reply.status == TOO_MANY and reply.ending is Ending.ANSWER:  # one that was cut off proves nothing
        return Verdict(Meaning.NOT_APPLIED, words_of(reply), refusal=Refusal.QUOTA)
    if says_gone(reply):
        return Verdict(Meaning.GONE, "gone already")
    stop = stop_of(reply)
    if stop is not None and reply.status != NOT_FOUND:
        return Verdict(Meaning.STOP, words_of(reply), stop=stop, refusal=_refusal_at(reply))
    if reply.ending is not Ending.ANSWER or reply.status is None:
        return Verdict(Meaning.UNKNOWN, reply.detail or words_of(reply))
    return _judge_change_status(reply, reply.status, bare=bare)


def _judge_change_status(reply: Reply, status: int, *, bare: bool) -> Verdict:
    body = reply.json
    if status == NO_CONTENT or (bare and status in SUCCESSES and not reply.text.strip() and body is None):
        return Verdict(Meaning.DONE, "done")
    if status in SUCCESSES:
        sound = isinstance(body, dict) and not body.get("error") and not body.get("errors")
        words = "done" if sound else f"success that does not look like one: {words_of(reply)}"
        return Verdict(Meaning.DONE if sound else Meaning.UNKNOWN, words)
    refused = status in REFUSALS and status not in (REQUEST_TIMEOUT, NOT_FOUND)
    return Verdict(Meaning.REJECTED if refused else Meaning.UNKNOWN, words_of(reply))


def _refusal_at(reply: Reply) -> Refusal | None:
    """Return the proof that a stopped create was not applied; a redirect or a stranger's page proves nothing."""
    if reply.ending is Ending.CERTIFICATE:
        return Refusal.NOT_SENT
    return Refusal.DENIED if reply.status in STOPS and _speaks_api(reply.json) else None


def _judge_status(resource: Resource, keys: Sequence[str], reply: Reply, status: int) -> Verdict:
    meaning = STATUS_MEANINGS.get(status, _CLASS_MEANINGS.get(status // 100, Meaning.UNKNOWN))
    words = words_of(reply)
    if meaning is Meaning.DONE:
        return _judge_success(resource, keys, reply, words)
    existing = _existing_ids(reply.json)
    if meaning is Meaning.REJECTED and (existing or _says_exists(reply.json)):
        meaning = Meaning.DUPLICATE
    refusal = Refusal.QUOTA if meaning is Meaning.NOT_APPLIED else None
    complaints = tuple(name for fields in _field_maps(reply.json) for name in fields)
    return Verdict(meaning, words, existing=existing, refusal=refusal, fields=complaints)


def _judge_success(resource: Resource, keys: Sequence[str], reply: Reply, words: str) -> Verdict:
    """Believe a 2xx only with ids of the right shape in the right place: never trust a 2xx without an id."""
    body = reply.json
    if not isinstance(body, dict) or body.get("error") or body.get("errors"):
        return Verdict(Meaning.UNKNOWN, f"success without a record: {words}")
    found = resource.created(body.get("data"), keys)
    if not found:
        return Verdict(Meaning.UNKNOWN, "success without exactly one id of the right shape")
    created = tuple(each for each in found if isinstance(each, Created))
    ids = tuple(each for each in found if isinstance(each, str))
    if (
        len(keys) == 1 and ids
    ):  # one record and one id belong together; any other number means something else happened
        created, ids = tuple(Created(keys[0], each) for each in ids[:1] if len(ids) == 1), ()
        if not created:
            return Verdict(Meaning.UNKNOWN, "success with more ids than records")
    return Verdict(Meaning.DONE, "created", created=created, ids=ids)


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
    """Collect error, message, and the fields' complaints from the shapes of pipeline/stores/xseries/README.md, *Errors*."""
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
