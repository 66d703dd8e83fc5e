"""Collecting what the store has of a dataset: by version pages, or one request per record, whichever is cheaper.

The store's version is one counter per account that grows with every change [D], so everything that a journal made has
a version above the journal's watermark, and the pages from there hold ours and whatever changed since. How many pages
that are isn't known before they are read: in a store where much happens it may be more than asking for each record. So
pages are read until they have cost what single reads would have cost, and only then is each record asked for: never
more than twice the cheaper way. A record that the pages don't show is asked for by its id before it is called missing.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.journal.entries import Entry
from pipeline.load.events import Phase, Progress, Watch
from pipeline.pacing.for_each import for_each
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import Kind, key_of
from pipeline.stores import (
    PAGE_SIZE,
    Page,
    find_by_key,
    key_in,
    list_stock,
    read_live,
    resource_of,
    walk_while_cheaper,
)
from pipeline.stores.protocol import Row, Terms
from pipeline.verify.seen import Sight

SAMPLE = 3  # records that are asked for before the absence of many is believed


@dataclass(frozen=True, slots=True)
class Need:
    """What has to be known about one kind, from which version on.

    `ids` leads from the id of a record to its key's text; `searched` are texts of keys without an id that have to be
    looked for; `noticed` are keys that are only noticed on pages. `confirm` asks for each record that the pages don't
    show; without it (looking for what should be gone) a sample must do. `stocked`: some of them have stock to compare.
    """

    kind: Kind
    ids: Mapping[str, str]
    searched: tuple[str, ...]
    noticed: frozenset[str]
    after: int
    confirm: bool = True
    stocked: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing has to be asked."""
        return not self.ids and not self.searched

    @property
    def single_requests(self) -> int:
        """Requests when each record is read by its id and each key is searched for."""
        return 2 * len(self.ids) + len(self.searched)

    @property
    def pages_at_least(self) -> int:
        """Requests when nothing but this dataset changed since: its pages, and the empty one that ends them."""
        ending = resource_of(self.kind).page is not None  # a tree says by itself that there is no more
        return 0 if self.empty else math.ceil(max(1, len(self.ids)) / PAGE_SIZE) + ending

    @property
    def stock_pages(self) -> int:
        """Requests for their stock, where one outlet has it."""
        return self.pages_at_least if self.stocked else 0

    @property
    def requests_at_least(self) -> int:
        """The cheaper way at its best."""
        return min(self.pages_at_least, self.single_requests) + self.stock_pages

    @property
    def requests_at_most(self) -> int:
        """Pages until they cost as much as single reads, then those."""
        single = self.single_requests
        return (single if single <= self.pages_at_least else 2 * single) + self.stock_pages


def need_of(
    kind: Kind,
    there: Sequence[Entry],
    unsettled: Sequence[Entry],
    noticed: Iterable[str],
    watermark: int,
    *,
    confirm: bool = True,
    stocked: bool = False,
) -> Need:
    """Return what has to be read of a kind: of records that have an id, of those that may, and keys to notice."""
    first = [entry.remote_version - 1 for entry in there if entry.remote_version is not None]
    return Need(
        kind,
        ids={entry.remote_id: entry.key_text for entry in there if entry.remote_id},
        searched=tuple(entry.key_text for entry in unsettled),
        noticed=frozenset(noticed),
        after=max(0, min([watermark, *first])),
        confirm=confirm,
        stocked=stocked,
    )


async def gather(paced: PacedStore, need: Need, sight: Sight, watch: Watch) -> None:
    """Read what is needed of one kind into `sight`. Raises AccessError, RunAgainError, Braked."""
    if need.empty:
        return
    watch(Phase(need.kind, len(need.ids), f"Reading {need.kind.nouns}"))
    keys = need.noticed | frozenset(key_of(text) for text in (*need.ids.values(), *need.searched))
    complete = need.single_requests > need.pages_at_least and await _by_pages(paced, need, keys, sight, watch)
    unseen = [remote_id for remote_id in need.ids if remote_id not in sight.by_id]
    if complete and not need.confirm and await _is_gone(paced, need, unseen, sight):
        sight.by_id.update(dict.fromkeys(unseen))
        return
    await _by_id(paced, need, unseen, sight, watch)
    if not complete:
        await _by_key(paced, need, keys, sight)


async def gather_stock(paced: PacedStore, need: Need, sight: Sight, terms: Terms) -> None:
    """Read the stock of what was read of one kind, where its records have any. Raises like `list_stock`."""
    if need.empty or not need.stocked:
        return
    stock = await list_stock(paced, terms, need.after)
    for remote_id in need.ids:
        row = sight.by_id.get(remote_id)
        if row is not None:
            sight.by_id[remote_id] = row | {"stock": stock.get(remote_id, [])}


async def _by_pages(paced: PacedStore, need: Need, keys: frozenset[str], sight: Sight, watch: Watch) -> bool:
    """Read pages; tell whether they came to an end before they cost as much as single reads."""
    seen = set[str]()

    def take(page: Page) -> None:
        sight.pages += 1
        for row in page.live:
            if row["id"] in need.ids:
                sight.by_id[row["id"]] = row
                seen.add(row["id"])
            _take(sight, need.kind, row, keys)
        watch(Progress(len(seen), paced.pacer.remaining, paced.pacer.limit))

    return await walk_while_cheaper(paced, need.kind, need.single_requests, take, need.after)


async def _is_gone(paced: PacedStore, need: Need, unseen: Sequence[str], sight: Sight) -> bool:
    """Ask for a few of those that the pages did not show: if one is there after all, pages prove nothing here."""
    for remote_id in unseen[:: max(1, len(unseen) // SAMPLE)][:SAMPLE]:
        sight.reads += 1
        if await read_live(paced, need.kind, remote_id) is not None:
            return False
    return True


async def _by_id(paced: PacedStore, need: Need, unseen: Sequence[str], sight: Sight, watch: Watch) -> None:
    known = len(need.ids) - len(unseen)

    async def read(remote_id: str) -> None:
        nonlocal known
        sight.reads, known = sight.reads + 1, known + 1
        row = await read_live(paced, need.kind, remote_id)
        sight.by_id[remote_id] = row
        if row is not None:
            sight.take((need.kind, key_in(need.kind, row)), row)
        watch(Progress(known, paced.pacer.remaining, paced.pacer.limit))

    await for_each(paced, unseen, read)


async def _by_key(paced: PacedStore, need: Need, keys: frozenset[str], sight: Sight) -> None:
    async def find(key_text: str) -> None:
        sight.reads += 1
        for row in await find_by_key(paced, need.kind, key_text):
            _take(sight, need.kind, row, keys)

    await for_each(paced, [*need.ids.values(), *need.searched], find)


def _take(sight: Sight, kind: Kind, row: Row, keys: frozenset[str]) -> None:
    key = key_in(kind, row)
    if key in keys:
        sight.take((kind, key), row)
