"""The store's records as they stand now: one by its id, some by their key. Reads only.

Promises: `None` means gone, and only on the store's own word: its 404 or 410, or a record marked as deleted. A token
that may not look, a stranger's page or a store that can't be reached end the run instead: to believe any of these
would call a record gone that is there.
"""

from typing import Any

from pipeline.errors import AccessError, RunAgainError
from pipeline.load.pages import Row, rows_of
from pipeline.load.replies import SUCCESSES, says_gone, stop_of, words_of
from pipeline.pacing.paced_store import PacedStore, is_failure, unreachable
from pipeline.records import Kind
from pipeline.store import Reply, endpoints
from pipeline.store.endpoints import Call


async def read_live(paced: PacedStore, kind: Kind, remote_id: str) -> Row | None:
    """Return one record, or None if it is gone. Raises AccessError, RunAgainError, Braked."""
    reply = await paced.read(endpoints.read(kind.value, remote_id))
    if says_gone(reply):
        return None
    data = _body(reply, f"{kind} {remote_id}").get("data")
    if not isinstance(data, dict) or str(data.get("id", "")).lower() != remote_id.lower():
        raise _strange(f"the {kind} {remote_id}")
    return None if data.get("deleted_at") else data


async def find_by_key(paced: PacedStore, kind: Kind, key_text: str) -> list[Row]:
    """Return what the store finds under an e-mail or SKU; hits may be near misses. Raises like `read_live`."""
    call = endpoints.search_customer(key_text) if kind is Kind.CUSTOMER else endpoints.find_product(key_text)
    return await _hits(paced, call)


async def has_sales(paced: PacedStore, customer_id: str) -> bool:
    """Tell whether anything was sold to a customer. Raises like `read_live`; not knowing is never taken for no."""
    try:
        return bool(await _hits(paced, endpoints.customer_sales(customer_id)))
    except AccessError as stop:
        if stop.code != "permission-missing":
            raise
        raise AccessError(
            "This token may not see sales, so nobody can say which customers have bought something.",
            code="sales-unreadable",
            hint="Use a token whose owner may see sales; or add --even-if-changed, which deletes without asking.",
        ) from None


async def _hits(paced: PacedStore, call: Call) -> list[Row]:
    what = f"the answer to {call.path}"
    found = rows_of(_body(await paced.read(call), what))
    if found is None:
        raise _strange(what)
    return [row for row in found if not row.get("deleted_at")]


def _body(reply: Reply, what: str) -> dict[str, Any]:
    stop = stop_of(reply)
    if stop is not None:
        raise stop
    if is_failure(reply):
        raise unreachable(reply)
    if reply.status not in SUCCESSES or not isinstance(reply.json, dict):
        raise RunAgainError(
            f"The store's answer about {what} can't be used: {words_of(reply)}.",
            code="answer-unusable",
            hint="Nothing was changed by it. Check the network, then run the same command again.",
        )
    return reply.json


def _strange(what: str) -> AccessError:
    return AccessError(
        f"The store's answer is not what X-Series would say about {what}.",
        code="answer-strange",
        hint="Check the address; then run the same command again.",
    )
