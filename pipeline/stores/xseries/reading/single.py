"""One record of an X-Series store: read by its id, found by its key, looked at before a delete. Reads only.

Promises: a record is called gone only on the store's own word: its 404 or 410, a row marked as deleted, or a tree that
was read to its end without it.
"""

from collections.abc import Iterable

from pipeline.errors import AccessError
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import Kind, key_of
from pipeline.stores.protocol import Guard, Row
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.reading.pages import list_keys, walk_kind
from pipeline.stores.xseries.reading.reads import body_of, read_rows, unusable
from pipeline.stores.xseries.reading.rows import is_deleted
from pipeline.stores.xseries.replies import says_gone
from pipeline.stores.xseries.resources import resource_of


async def read_live(paced: PacedStore, kind: Kind, remote_id: str) -> Row | None:
    """Return one record by its id, or None if it is gone. Raises AccessError, RunAgainError, Braked."""
    resource = resource_of(kind)
    if resource.read is None:
        return await _in_tree(paced, kind, remote_id)
    reply = await paced.read(resource.read(remote_id))
    if says_gone(reply):
        return None
    what = f"the {kind} {remote_id}"
    body = body_of(reply, what) or {}
    data = body.get("data", body)  # an option's name comes without it, by the vendor's document
    if not isinstance(data, dict) or str(data.get("id", "")).lower() != remote_id.lower():
        raise unusable(what, "it is another record, or none")
    return None if is_deleted(data) else data


async def read_image_state(paced: PacedStore, image_id: str) -> str | None:
    """Return how far the store is with an image, '' where it does not say, None where it has none. Raises like `body_of`."""
    reply = await paced.read(endpoints.read_image(image_id))
    if says_gone(reply):
        return None
    data = (body_of(reply, f"the image {image_id}") or {}).get("data") or {}
    return str(data.get("status") or "")


async def _in_tree(paced: PacedStore, kind: Kind, remote_id: str) -> Row | None:
    """Return a node of a tree; whether it is a leaf is told by the others, whatever its row says."""
    rows = [row async for page in walk_kind(paced, kind) for row in page.live]
    found = next((row for row in rows if row["id"].lower() == remote_id.lower()), None)
    if found is None:
        return None
    return found | {"leaf_category": not _children(rows, remote_id)}


async def read_below(paced: PacedStore, kind: Kind, remote_id: str) -> list[Row]:
    """Return all nodes of a tree that stand below one, parents first. Raises like `walk_tree`."""
    rows = [row async for page in walk_kind(paced, kind) for row in page.live]
    found = _children(rows, remote_id)
    for row in found:
        found += [each for each in _children(rows, row["id"]) if each not in found]
    return found


def _children(rows: Iterable[Row], remote_id: str) -> list[Row]:
    return [row for row in rows if str(row.get("parent_category_id") or "").lower() == remote_id.lower()]


async def find_by_key(paced: PacedStore, kind: Kind, key_text: str) -> list[Row]:
    """Return what the store finds under a key, in its first place; hits may be near misses. Raises like `read_rows`.

    A kind that can't be asked for by a key is listed whole.
    """
    places = resource_of(kind).places
    if places:
        return await read_rows(paced, places[0].call(key_text)) or []
    listing = await list_keys(paced, {kind: (key_of(key_text),)})
    return [row for rows in listing.found.values() for row in rows]


async def is_guarded(paced: PacedStore, guard: Guard, remote_id: str) -> bool:
    """Tell whether a look before a delete finds anything. Raises like `read_rows`; not knowing is never taken for no."""
    try:
        return bool(await read_rows(paced, guard.call(remote_id)))
    except AccessError as stop:
        if stop.code != "permission-missing":
            raise
        raise AccessError(guard.denied, code="look-denied", hint=guard.hint) from None
