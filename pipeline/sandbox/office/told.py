"""What a client was told and what the store did, in words. Pure.

Told is what went over the wire, done is what stands in the store: a fault lets the two differ, and that is the point of the log.
"""

from datetime import datetime
from http import HTTPStatus

from pipeline.sandbox.faults.kinds import FAULT_KINDS
from pipeline.sandbox.office.hints import hint_for
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
_TOO_MANY = 429
_ERROR = 400
_NAMED = 3


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


def told_of(one: Exchange) -> str:
    """Return what the client was told, in a sentence."""
    told = BROKEN[one.broken][1] if one.broken else _status(one.status)
    distorting = _distorting(one)
    return f"The client was told {told}{f' ({distorting})' if distorting else ''}."


def differs(one: Exchange) -> bool:
    """Tell whether what was told and what was done are two things: the client could not know from its answer."""
    fine = one.status < _ERROR and not one.broken
    return bool(_distorting(one)) and bool(one.did.count or one.did.pending or fine)


def _distorting(one: Exchange) -> str:
    return ", ".join(name for name in one.faults if FAULT_KINDS[name].layer == "answer")


def as_line(one: Exchange, token: str) -> str:
    """Return an exchange as a line of the log, with what the client may do about it; `token` as in `hint_for`."""
    parts = f"{clock_time(one.time_s)}  {one.method:<6} {address_of(one):<40} {short_told(one):<7} {took(one):>10}"
    did = one.did
    done = f"{did.deeds[0].action} {record_of(one)}" if did.deeds else record_of(one)
    hint = hint_for(one, token)
    shown = (parts, ",".join(one.faults), done, f"-> {hint}" if hint else "")
    return "  ".join(part for part in shown if part).rstrip()


def address_of(one: Exchange) -> str:
    """Return the path with its query."""
    return one.path + (f"?{one.query}" if one.query else "")


def took(one: Exchange) -> str:
    """Return how long an exchange took, "open" for one that has not ended."""
    return "open" if one.took_s is None else f"{one.took_s * 1000:,.1f} ms"


def clock_time(moment_s: float, *, whole: bool = False) -> str:
    """Return the time of day on this machine."""
    moment = datetime.fromtimestamp(moment_s)  # noqa: DTZ006 - a person's own time is what is wanted
    return moment.isoformat(timespec="seconds" if whole else "milliseconds")[11 : 19 if whole else 23]


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def done_of(one: Exchange) -> str:
    """Return what the store did, in a sentence."""
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
    return " and ".join([*named, *[f"{more} more"] * bool(more)])


def _deed(deed: Deed) -> str:
    kind = _KIND_NAMES.get(deed.kind, deed.kind.removesuffix("s").replace("_", " "))
    return f"{_VERBS.get(deed.action, deed.action)} {kind} {deed.key or deed.id} as version {deed.version}"
