"""Reading an X-Series store: the one place that decides what 403, 404, deleted rows and web pages mean. Reads only.

Promises: a token that is refused, a stranger's page and a store that can't be reached end the run: to believe any of
these would call a record gone that is there. What a read may do without is said by its caller (`Missing`).
"""

from enum import Enum
from typing import Any

from pipeline.errors import RunAgainError, StopError
from pipeline.http import Reply
from pipeline.http.calls import Call
from pipeline.pacing.paced_store import PacedStore, is_failure, unreachable
from pipeline.stores.protocol import Row
from pipeline.stores.xseries.reading.rows import is_deleted, rows_of
from pipeline.stores.xseries.replies import SUCCESSES, stop_of, words_of


class Missing(Enum):
    """What the run can do without: the codes of the refusals that are no end of it."""

    NOTHING = frozenset[str]()
    DENIED = frozenset({"permission-missing"})  # a token that may not look
    ANYTHING = frozenset({"permission-missing", "store-not-found"})


def body_of(reply: Reply, what: str, missing: Missing = Missing.NOTHING) -> dict[str, Any] | None:
    """Return the body of a read, None where it is missing and may be. Raises AccessError, RunAgainError."""
    stop = stop_of(reply)
    if stop is not None:
        if stop.code in missing.value:
            return None
        raise stop
    if is_failure(reply):
        raise unreachable(reply)
    if reply.status not in SUCCESSES or not isinstance(reply.json, dict):
        raise unusable(what, words_of(reply))
    return reply.json


async def read_body(
    paced: PacedStore, call: Call, missing: Missing = Missing.NOTHING
) -> dict[str, Any] | None:
    """Make a read and return its body, None where it is missing and may be. Raises like `body_of`, and Braked."""
    return body_of(await paced.read(call), call.path, missing)


async def read_list(paced: PacedStore, call: Call) -> list[Row]:
    """Return the rows of a list that comes bare or under `data`. Raises like `body_of`, and for what is no list."""
    reply = await paced.read(call)
    if isinstance(reply.json, list) and reply.status in SUCCESSES:
        return [row for row in reply.json if isinstance(row, dict)]
    rows = rows_of(body_of(reply, call.path))
    if rows is None:
        raise unusable(call.path, "it is no list")
    return rows


async def read_rows(paced: PacedStore, call: Call, missing: Missing = Missing.NOTHING) -> list[Row] | None:
    """Return the rows of a search or list, deleted ones left out. Raises like `read_body`, and for what is no list."""
    body = await read_body(paced, call, missing)
    if body is None:
        return None
    rows = rows_of(body)
    if rows is None:
        raise unusable(call.path, "it is no list")
    return [row for row in rows if not is_deleted(row)]


async def read_record(paced: PacedStore, call: Call, missing: Missing = Missing.NOTHING) -> Row | None:
    """Return the record that a read answers; None where there is none, or it is deleted. Raises like `read_body`."""
    body = await read_body(paced, call, missing)
    data = body.get("data") if body else None
    return data if isinstance(data, dict) and not is_deleted(data) else None


def unusable(what: str, words: str) -> RunAgainError:
    """Return the end of a read whose answer is not what X-Series would say."""
    return RunAgainError(
        f"The store's answer about {what} can't be used: {words}.",
        code="answer-unusable",
        hint="Nothing was changed by it. Check the network, then run the same command again.",
    )


def is_trouble(stop: StopError) -> bool:
    """Tell whether a read failed for now: worth another try in this run."""
    return stop.code in ("store-unreachable", "answer-unusable")
