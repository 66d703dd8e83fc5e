"""All of a store, kind by kind, by version pages: read once, gone on with after a kill, looked at again at the end.

Promises: what is kept already is not asked for again; each page is kept before the next one is asked for. What changed while
the store was read is read once more at the end, and told by version.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.load.events import Phase, Progress, Watch
from pipeline.pacing.paced_store import PacedStore
from pipeline.pull.kept import KeptRow, kept_from
from pipeline.pull.pages import Pages
from pipeline.schema.fields import Value
from pipeline.schema.kinds import Kind, all_kinds
from pipeline.stores import (
    Page,
    by_product,
    image_addresses,
    is_deleted,
    is_id,
    is_tracked,
    name_in,
    needs_stock,
    read_values,
    resource_of,
    stock_values,
    version_of,
    walk_kind,
    walk_stock,
)
from pipeline.stores.protocol import Row, Terms

STOCK = "stock"
Anonymize = Callable[[Kind, Mapping[str, Value]], Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed while the store was read: what, of how many records, and the first and last version of the changes."""

    what: str
    records: int
    first: int
    last: int


@dataclass(slots=True)
class StoreRecords:
    """What a store holds: records by kind and id, their stock by id. `own` counts those that every store has."""

    kinds: dict[Kind, dict[str, KeptRow]] = field(default_factory=dict)
    stock: dict[str, list[Row]] = field(default_factory=dict)
    own: dict[Kind, int] = field(default_factory=dict)
    again: dict[Kind, dict[str, int]] = field(
        default_factory=dict
    )  # ids that pages showed once more, and the version
    changed: list[Changed] = field(default_factory=list)
    version: int = 0

    def values_of(self, kept: KeptRow, terms: Terms) -> dict[str, Value]:
        """Return a record's values with its stock."""
        rows = self.stock.get(kept.id, ()) if kept.tracked else ()
        return {**kept.values, **stock_values(rows, terms.outlets)}


def as_it_is(_kind: Kind, values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Leave a record as the store has it."""
    return values


async def read_store(
    paced: PacedStore, terms: Terms, pages: Pages, watch: Watch, anonymize: Anonymize = as_it_is
) -> StoreRecords:
    """Read everything that a dataset can hold, and what changed meanwhile. Raises AccessError, RunAgainError, Braked."""
    found = StoreRecords()
    names: dict[str, str] = {}
    shapers = [_Shaper(kind, names, terms, anonymize) for kind in all_kinds()]
    for shaper in shapers:
        watch(Phase(shaper.kind, 0, f"Reading {shaper.kind.nouns}"))
        found.kinds[shaper.kind] = await _read_kind(paced, shaper, pages, found, watch)
    watch(Phase(None, 0, "Reading stock"))
    await _read_stock(paced, terms, pages, found, watch)
    watch(Phase(None, 0, "Looking what changed meanwhile"))
    await _read_changes(paced, terms, pages, found, shapers)
    watch(Progress(sum(each.records for each in found.changed), paced.pacer.remaining, paced.pacer.limit))
    return found


@dataclass(frozen=True, slots=True)
class _Shaper:
    """Makes of a row what is kept of it; `names` grows with each named record that it meets."""

    kind: Kind
    names: dict[str, str]
    terms: Terms
    anonymize: Anonymize

    def shape(self, row: Row) -> KeptRow | None:
        """Return what is kept of a row, None for a record that every store has."""
        kind, resource = self.kind, resource_of(self.kind)
        if resource.own(row):
            return None
        values = read_values(kind, row, self.names.get, self.terms)
        if kind.named:
            values[kind.key.field] = name_in(kind, row)
        return KeptRow(
            row["id"],
            self.anonymize(kind, values),
            resource.head_of(row),
            is_tracked(row),
            image_addresses(row),
            tuple(resource.beyond(row)),
        )

    def note(self, kept: KeptRow) -> None:
        """Note the name of a named record, for those that name it."""
        if self.kind.named:
            self.names[kept.id] = str(kept.values[self.kind.key.field])


async def _read_kind(
    paced: PacedStore, shaper: _Shaper, pages: Pages, found: StoreRecords, watch: Watch
) -> dict[str, KeptRow]:
    kind, part = shaper.kind, shaper.kind.plural
    records: dict[str, KeptRow] = {}

    def take(page: Mapping[str, Any]) -> None:
        found.own[kind] = found.own.get(kind, 0) + page["own"]
        found.again.setdefault(kind, {}).update(page["again"])
        for gone in page["again"]:
            records.pop(gone, None)
        for each in page["rows"]:
            kept = kept_from(kind, each)
            records[kept.id] = kept
            shaper.note(kept)

    before = list(pages.of(part))
    for each in before:
        take(each)
    if before and before[-1]["done"]:
        return records
    whole: list[
        Row
    ] = []  # of a tree: it has no versions to go on from, so it is kept when all of it was read
    is_tree = resource_of(kind).page is None
    # deleted ones too: what is deleted behind a page comes before what changed later, and a last look begins behind that
    async for page in walk_kind(paced, kind, before[-1]["newest"] if before else 0, deleted=True):
        if is_tree:
            whole += page.live
        else:
            take(_keep(pages, shaper, page, records))
        watch(Progress(len(records) + len(whole), paced.pacer.remaining, paced.pacer.limit))
    if is_tree:
        take(_keep(pages, shaper, Page(tuple(whole), None), records, done=True))
    found.version = max(found.version, _newest(pages, part))
    return records


def _keep(
    pages: Pages, shaper: _Shaper, page: Page, records: Mapping[str, KeptRow], *, done: bool = False
) -> dict[str, Any]:
    """Keep a page as the dataset will have it, and return it; `again` are those of its rows that are in `records`."""
    part = shaper.kind.plural
    shaped = [shaper.shape(row) for row in page.live]
    kept = [each.to_json() for each in shaped if each is not None]
    made = {
        "rows": kept,
        "own": len(shaped) - len(kept),
        "again": {
            row["id"]: version_of(row) or page.newest
            for row in page.rows
            if is_id(row.get("id")) and row["id"] in records
        },
        "newest": page.newest or _newest(pages, part),
        "done": done or not page.rows,
    }
    pages.add(part, made)
    return made


def _newest(pages: Pages, part: str) -> int:
    return max((page["newest"] for page in pages.of(part)), default=0)


async def _read_stock(
    paced: PacedStore, terms: Terms, pages: Pages, found: StoreRecords, watch: Watch
) -> None:
    if not any(needs_stock(kind) for kind in found.kinds):
        return
    if not (pages.of(STOCK) and pages.of(STOCK)[-1]["done"]):
        async for page in walk_stock(paced, terms, _newest(pages, STOCK)):
            newest = max(page.newest or 0, _newest(pages, STOCK))
            pages.add(STOCK, {"rows": list(page.rows), "newest": newest, "done": not page.rows})
            read = sum(len(each["rows"]) for each in pages.of(STOCK))
            watch(Progress(read, paced.pacer.remaining, paced.pacer.limit))
    found.stock = by_product(row for page in pages.of(STOCK) for row in page["rows"])
    found.version = max(found.version, _newest(pages, STOCK))


async def _read_changes(
    paced: PacedStore, terms: Terms, pages: Pages, found: StoreRecords, shapers: Sequence[_Shaper]
) -> None:
    """Read what changed behind the pages, and what was deleted; told once, since a busy store never stands still."""
    for shaper in shapers:
        kind, records, seen = shaper.kind, found.kinds[shaper.kind], dict(found.again[shaper.kind])
        if resource_of(kind).page is None:
            continue
        async for page in walk_kind(paced, kind, _newest(pages, kind.plural), deleted=True):
            for row in (each for each in page.rows if is_id(each.get("id"))):
                seen[row["id"]] = version_of(row) or page.newest or 0
                kept = None if is_deleted(row) else shaper.shape(row)
                records.pop(row["id"], None)
                if kept is not None:
                    records[kept.id] = kept
                    shaper.note(kept)
        if seen:  # a version is the whole store's
            found.changed.append(Changed(kind.nouns, len(seen), min(seen.values()), max(seen.values())))
            found.version = max(found.version, *seen.values())
    if pages.of(STOCK):
        later = [row async for page in walk_stock(paced, terms, _newest(pages, STOCK)) for row in page.rows]
        for product, rows in by_product(later).items():
            mine = {str(row["outlet_id"]): row for row in (*found.stock.get(product, ()), *rows)}
            found.stock[product] = list(mine.values())
        moved = [*_read_again(pages), *later]
        if moved:
            versions = [version_of(row) or 0 for row in moved]
            found.changed.append(
                Changed("levels of stock", len(by_product(moved)), min(versions), max(versions))
            )
            found.version = max(found.version, *versions)


def _read_again(pages: Pages) -> list[Row]:
    """Return the rows of stock that pages showed once more, since they changed behind them."""
    seen: set[tuple[Any, Any]] = set()
    again = []
    for row in (each for page in pages.of(STOCK) for each in page["rows"]):
        place = (row.get("product_id"), row.get("outlet_id"))
        again += [row] if place in seen else []
        seen.add(place)
    return again
