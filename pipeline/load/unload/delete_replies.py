"""What an answer to a DELETE means for the record: a decision table. Pure.

    200, 204                            deleted
    404, 410 in the store's own words   deleted: it is gone
    429                                 not applied; again, not counted
    no connection                       not applied; again after 1, 2, 4 s
    401, 403, 3xx, certificate          stop
    400, 409, 413, 422, other 4xx       left alone, with the store's words
    5xx, 408, silence, a web page       unknown; again after 1, 2, 4 s, which is safe: a DELETE may be repeated

A success that isn't one of ours (HTML, an `error` in its body, a bare 200) is unknown too, and the record is read
again before anything is believed.
"""

from dataclasses import dataclass
from enum import Enum

from pipeline.errors import StopError
from pipeline.load.replies import STOPS, SUCCESSES, says_gone, stop_of, words_of
from pipeline.store import Ending, Reply

NO_CONTENT, REQUEST_TIMEOUT, TOO_MANY, NOT_FOUND = 204, 408, 429, 404
REFUSALS = range(400, 500)


class Fate(Enum):
    """What became of the record, as far as this answer tells."""

    DELETED = "deleted"
    GONE = "gone already"
    REFUSED = "refused"
    NOT_APPLIED = "not applied"
    UNKNOWN = "unknown"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class DeleteVerdict:
    """One row of the table, applied. `untouched` says that this answer proves that nothing was deleted."""

    fate: Fate
    words: str
    untouched: bool = False
    counted: bool = True
    stop: StopError | None = None


def judge_delete(reply: Reply) -> DeleteVerdict:
    """Return what the answer to a DELETE means."""
    if reply.ending is Ending.NOT_SENT:
        return DeleteVerdict(Fate.NOT_APPLIED, reply.detail or "no connection", untouched=True)
    if reply.status == TOO_MANY:
        return DeleteVerdict(Fate.NOT_APPLIED, words_of(reply), untouched=True, counted=False)
    if says_gone(reply):
        return DeleteVerdict(Fate.GONE, "gone already")
    stop = stop_of(reply)
    if stop is not None and reply.status != NOT_FOUND:
        untouched = reply.ending is Ending.CERTIFICATE or refused_at_door(reply)
        return DeleteVerdict(Fate.STOP, words_of(reply), untouched=untouched, stop=stop)
    if reply.ending is not Ending.ANSWER or reply.status is None:
        return DeleteVerdict(Fate.UNKNOWN, reply.detail or words_of(reply))
    return _judge_status(reply, reply.status)


def _judge_status(reply: Reply, status: int) -> DeleteVerdict:
    body = reply.json
    if status == NO_CONTENT:
        return DeleteVerdict(Fate.DELETED, "deleted")
    if status in SUCCESSES:
        clean_success = isinstance(body, dict) and not body.get("error") and not body.get("errors")
        words = "deleted" if clean_success else f"success that does not look like one: {words_of(reply)}"
        return DeleteVerdict(Fate.DELETED if clean_success else Fate.UNKNOWN, words)
    if status in REFUSALS and status not in (REQUEST_TIMEOUT, NOT_FOUND):
        return DeleteVerdict(Fate.REFUSED, words_of(reply), untouched=True)
    return DeleteVerdict(Fate.UNKNOWN, words_of(reply))


def refused_at_door(reply: Reply) -> bool:
    """Tell whether the store's own API refused a call before it did anything: 401 or 403 with its `error`."""
    return reply.status in STOPS and isinstance(reply.json, dict) and isinstance(reply.json.get("error"), str)
