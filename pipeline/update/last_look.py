"""The last look of an update: what was put is read once more, by pages where that is cheaper. Reads only.

The store's version is one counter that grows with every change [D], so all that was put stands on the pages after the
highest version of the survey; what they don't show is read by its id. Stock rows that did not change keep their values;
those of a record that the survey did not read are older, so that the pages begin before its create.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.load.events import nobody
from pipeline.pacing.for_each import for_each
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import Kind
from pipeline.stores import list_stock, needs_stock, read_view, version_of
from pipeline.stores.protocol import Row
from pipeline.update.our_record import OurRecord
from pipeline.verify.gathering import Need, gather
from pipeline.verify.seen import Sight

FEW = 3  # records of which pages are cheaper than single reads


def newest_of(records: Iterable[OurRecord]) -> int:
    """Return the highest version among the rows of records and of their stock; 0 where none shows one."""
    rows = [row for each in records if each.row is not None for row in (each.row, *each.row.get("stock", ()))]
    return max((version for row in rows if (version := version_of(row)) is not None), default=0)


async def look_at_all(paced: PacedStore, records: Sequence[OurRecord], after: int) -> list[OurRecord]:
    """Return the records with the store's rows as they are now. Raises AccessError, RunAgainError, Braked."""
    rows: dict[str, Row | None] = {}
    for kind in dict.fromkeys(each.entry.kind for each in records):
        mine = [each for each in records if each.entry.kind is kind]
        if len(mine) < FEW:
            rows |= await _one_by_one(paced, mine)
        else:
            rows |= await _by_pages(paced, kind, mine, after)
    return [replace(each, row=rows.get(each.entry.remote_id or "")) for each in records]


async def _one_by_one(paced: PacedStore, records: Sequence[OurRecord]) -> dict[str, Row | None]:
    rows: dict[str, Row | None] = {}

    async def read(sides: OurRecord) -> None:
        remote_id = sides.entry.remote_id or ""
        rows[remote_id] = await read_view(paced, sides.entry.kind, remote_id, sides.terms)

    await for_each(paced, records, read)
    return rows


async def _by_pages(
    paced: PacedStore, kind: Kind, records: Sequence[OurRecord], after: int
) -> dict[str, Row | None]:
    sight = Sight()
    ids = {each.entry.remote_id: each.entry.key_text for each in records if each.entry.remote_id}
    await gather(paced, Need(kind, ids, (), frozenset(), after), sight, nobody)
    if not needs_stock(kind):
        return sight.by_id
    unread = [each.entry.remote_version or 1 for each in records if each.row is None]
    stock = await list_stock(paced, records[0].terms, min((after, *(version - 1 for version in unread))))
    before = {each.entry.remote_id: (each.row or {}).get("stock", []) for each in records}
    return {
        remote_id: None
        if row is None
        else row | {"stock": _merged(before.get(remote_id, []), stock.get(remote_id, []))}
        for remote_id, row in sight.by_id.items()
    }


def _merged(before: Sequence[Row], now: Sequence[Row]) -> list[Row]:
    """Return a product's stock rows, the newer one for each outlet."""
    return list({str(row.get("outlet_id")): row for row in (*before, *now)}.values())
