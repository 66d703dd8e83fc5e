"""Is it there? Looking for a record whose create had no known end, in two places, and deciding whether it is ours.

Promises: absence is claimed only after both places answered in full (`LookedUp`); a hit is ours only with the same key
and the same names, and only if an earlier attempt of this journal had an unknown end; several hits: the oldest is
taken and all are reported. It never deletes, and does not wait: the loader calls it once the settle time has passed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import AccessError
from pipeline.load.facts import optional
from pipeline.load.journal.entry import Entry
from pipeline.load.journal.proof import LookedUp
from pipeline.load.pages import list_customers, rows_of
from pipeline.load.replies import is_id, version_of
from pipeline.pacing.paced_store import PacedStore, unreachable
from pipeline.records import Kind, key_of
from pipeline.store import endpoints
from pipeline.store.endpoints import Call

LOOK_REQUESTS = 3  # of one look-up, as a rule: a search, a page, and the page that says there are no more


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a look-up found: `ours` and `others` are the store's records with this key, oldest first.

    `proof` is there when both places answered and neither had ours; without it an empty sighting proves nothing.
    """

    ours: tuple[dict[str, Any], ...] = ()
    others: tuple[dict[str, Any], ...] = ()
    proof: LookedUp | None = None


async def look_for(paced: PacedStore, entry: Entry, watermark: int) -> Sighting:
    """Look for one record. Raises StopError when a place can't be asked, and Braked.

    E-mails need not be unique in the store: a namesake from before this journal proves nothing. One that came later is
    somebody's, or ours with names that the store rewrote: no proof of absence, and not enough to take it over.
    """
    if entry.kind is Kind.PRODUCT:
        return await _look_for_product(paced, entry)
    sighting = _sort(entry, await _hits(paced, endpoints.search_customer(entry.key_text)))
    if sighting.ours:
        return sighting
    listing = await list_customers(paced, (entry.key,), watermark)
    listed = _sort(entry, listing.found.get(entry.key, ()))
    if listed.ours:
        return listed
    later = {row["id"]: row for row in sighting.others + listed.others if _is_later(row, watermark)}
    if later:
        return Sighting(others=tuple(later.values()))
    return Sighting(
        others=sighting.others, proof=LookedUp(("search", f"customers after version {watermark}"))
    )


async def _look_for_product(paced: PacedStore, entry: Entry) -> Sighting:
    sighting = _sort(entry, await _hits(paced, endpoints.find_product(entry.key_text)))
    if sighting.ours or sighting.others:
        return sighting
    sighting = _sort(entry, await _hits(paced, endpoints.search_product(entry.key_text)))
    if sighting.ours or sighting.others:
        return sighting
    return Sighting(proof=LookedUp(("products by SKU", "search")))


async def read_by_id(paced: PacedStore, kind: Kind, remote_id: str) -> dict[str, Any] | None:
    """Return one record of the store, None if it is gone. Raises StopError, Braked."""
    body = optional(await paced.read(endpoints.read(kind.value, remote_id)))
    data = body.get("data") if body else None
    return data if isinstance(data, dict) else None


async def _hits(paced: PacedStore, call: Call) -> list[dict[str, Any]]:
    reply = await paced.read(call)
    body = optional(reply)
    if body is None:
        raise _cannot_look(call)
    rows = rows_of(body)
    if rows is None:  # an answer that isn't one: worth another look, and no word about rights
        raise unreachable(reply)
    return rows


def _cannot_look(call: Call) -> AccessError:
    """Return the end of a run that may not look into the place where uncertain records would be."""
    return AccessError(
        f"The store does not let this token look at {call.path}, so nothing can be said about uncertain records.",
        code="permission-missing",
        hint="Use a token whose owner may see customers and products; then run the same command again.",
    )


def _sort(entry: Entry, rows: Sequence[dict[str, Any]]) -> Sighting:
    """Sort the store's rows with this key into ours and others; anything else in the answer is ignored."""
    with_key = [row for row in rows if is_id(row.get("id")) and key_in(entry.kind, row) == entry.key]
    with_key = [row for row in with_key if not row.get("deleted_at")]
    with_key.sort(key=_age)
    ours = tuple(row for row in with_key if same_names(entry, row))
    others = tuple(row for row in with_key if not same_names(entry, row))
    return Sighting(ours, others)


def key_in(kind: Kind, row: dict[str, Any]) -> str:
    """Return the key of one of the store's records."""
    return key_of(str(row.get("email" if kind is Kind.CUSTOMER else "sku") or ""))


def same_names(entry: Entry, row: dict[str, Any]) -> bool:
    """Tell whether a record of the store has the names that were sent: first and last name, or the product's name."""
    sent = json.loads(entry.sent_body) if entry.sent_body else None
    names = ("first_name", "last_name") if entry.kind is Kind.CUSTOMER else ("name",)
    if sent is None:  # never sent by this journal (adopting): the label is all there is
        said = " ".join(str(row.get(name) or "") for name in names)
        return key_of(said) == key_of(entry.label)
    return all(key_of(str(row.get(name) or "")) == key_of(str(sent.get(name) or "")) for name in names)


def _age(row: dict[str, Any]) -> tuple[str, int]:
    return str(row.get("created_at") or ""), version_of(row) or 0


def _is_later(row: dict[str, Any], watermark: int) -> bool:
    version = version_of(row)
    return version is None or version > watermark
