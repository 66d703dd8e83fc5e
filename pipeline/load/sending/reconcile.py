"""Is it there? Looking for a record whose create had no known end, in every place, and deciding whether it is ours.

Promises: absence is claimed only after all places answered in full (`LookedUp`); a hit is ours only with the same key
and the same names, and only if an earlier attempt of this journal had an unknown end; several hits: the oldest is
taken and all are reported. It never deletes, and does not wait: the loader calls it once the settle time has passed.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.errors import AccessError
from pipeline.http.calls import Call
from pipeline.journal.entries import Entry
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import key_of
from pipeline.stores import (
    Missing,
    is_deleted,
    is_id,
    key_in,
    list_keys,
    read_rows,
    resource_of,
    version_of,
    walk_kind,
)
from pipeline.stores.protocol import LookedUp, Row

LOOK_REQUESTS = 3  # of one look-up, as a rule: a search, a page, and the page that says there are no more


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a look-up found: `ours` and `others` are the store's records with this key, oldest first.

    `proof` is there when every place answered and none had ours; without it an empty sighting proves nothing.
    """

    ours: tuple[dict[str, Any], ...] = ()
    others: tuple[dict[str, Any], ...] = ()
    proof: LookedUp | None = None
    loose: bool = False  # the store calls it the same, and we would not


async def look_for(paced: PacedStore, entry: Entry, watermark: int) -> Sighting:
    """Look for one record. Raises StopError when a place can't be asked, and Braked.

    Keys that the store keeps unique are looked for in all places, and a hit in one of them ends it. Other keys may
    belong to a namesake: one from before this journal proves nothing. One that came later is somebody's, or ours with
    names that the store rewrote: no proof of absence, and not enough to take it over.
    """
    resource, others = resource_of(entry.kind), dict[str, Row]()
    for place in resource.places:
        sighting = _sort(entry, await _hits(paced, place.call(entry.key_text)))
        if sighting.ours or (sighting.others and resource.unique):
            return sighting
        others |= {row["id"]: row for row in sighting.others}
    names = tuple(place.name for place in resource.places)
    if resource.unique:
        return Sighting(proof=LookedUp(names))
    listing = await list_keys(paced, {entry.kind: (entry.key,)}, watermark)
    listed = _sort(entry, listing.found.get((entry.kind, entry.key), ()))
    if listed.ours:
        return listed
    later = {row["id"]: row for row in (*others.values(), *listed.others) if _is_later(row, watermark)}
    if later:
        return Sighting(others=tuple(later.values()))
    places = (*names, f"{entry.kind.nouns} after version {watermark}")
    return Sighting(others=tuple(others.values()), proof=LookedUp(places))


async def look_for_unit(paced: PacedStore, entries: Sequence[Entry], name: str, after: int) -> list[Sighting]:
    """Look for the members of a unit that share a name: by it, and in the pages since before the first of them was sent.

    Two places for all of them; a row is ours with the same key and names. Raises like `look_for`.
    """
    resource = resource_of(entries[0].kind)
    assert resource.by_name is not None, "such a unit can be asked for by its name"
    rows = {row["id"]: row for row in await _hits(paced, resource.by_name(name)) if is_id(row.get("id"))}
    keys = [entry.key for entry in entries]
    listing = await list_keys(paced, {entries[0].kind: keys}, after)
    rows |= {row["id"]: row for found in listing.found.values() for row in found}
    proof = LookedUp((f"{entries[0].kind.nouns} by name", f"{entries[0].kind.nouns} after version {after}"))
    sightings = [_sort(entry, list(rows.values())) for entry in entries]
    return [each if each.ours or each.others else replace(each, proof=proof) for each in sightings]


async def look_loosely(paced: PacedStore, entry: Entry, sighting: Sighting, existing: str | None) -> Sighting:
    """Look for what the store calls a duplicate of a named record, and our comparison does not. Raises like `look_for`.

    By the id that the store names, else without accents and widths: one match is taken, several prove nothing.
    """
    listing = [row async for page in walk_kind(paced, entry.kind) for row in page.live]
    alike = [row for row in listing if _loose(key_in(entry.kind, row)) == _loose(entry.key)]
    named = [row for row in listing if row["id"] == existing] or (alike if len(alike) == 1 else [])
    return Sighting(ours=(named[0],), loose=True) if named else sighting


def _loose(key: str) -> str:
    """Return a key without accents and widths, for stores that fold more than case."""
    plain = unicodedata.normalize("NFKD", key)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()


async def _hits(paced: PacedStore, call: Call) -> list[Row]:
    rows = await read_rows(paced, call, Missing.ANYTHING)
    if rows is None:
        raise AccessError(
            f"The store does not let this token look at {call.path}, so nothing can be said about uncertain records.",
            code="permission-missing",
            hint="Use a token whose owner may see customers and products; then run the same command again.",
        )
    return rows


def _sort(entry: Entry, rows: Sequence[Row]) -> Sighting:
    """Sort the store's rows with this key into ours and others; anything else in the answer is ignored."""
    with_key = [row for row in rows if is_id(row.get("id")) and key_in(entry.kind, row) == entry.key]
    with_key = [row for row in with_key if not is_deleted(row)]
    with_key.sort(key=_age)
    ours = tuple(row for row in with_key if same_names(entry, row))
    others = tuple(row for row in with_key if not same_names(entry, row))
    return Sighting(ours, others)


def same_names(entry: Entry, row: Row) -> bool:
    """Tell whether a record of the store has the names that were sent: first and last name, or the product's name."""
    sent = json.loads(entry.sent_body) if entry.sent_body else None
    names = resource_of(entry.kind).names
    if sent is None:  # never sent by this journal (adopting): the label is all there is
        said = key_of(" ".join(str(row.get(name) or "") for name in names))
        label = key_of(entry.label)  # of a unit's member: its name, and what tells it from the others
        return label == said or (entry.unit is not None and label.startswith(f"{said} - "))
    return all(key_of(str(row.get(name) or "")) == key_of(str(sent.get(name) or "")) for name in names)


def _age(row: Row) -> tuple[str, int]:
    return str(row.get("created_at") or ""), version_of(row) or 0


def _is_later(row: Row, watermark: int) -> bool:
    version = version_of(row)
    return version is None or version > watermark
