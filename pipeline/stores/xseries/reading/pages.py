"""A store's records by version pages: every record after a version, to the empty page. Reads only.

Promises: pages go on to the empty one, whatever their size, and an answer that is no page ends the walk with an error,
never as if the list were over. A record that changed meanwhile comes again later: the newest wins.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.errors import AccessError
from pipeline.http.calls import Call
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Id
from pipeline.stores.protocol import Row
from pipeline.stores.xseries.endpoints import PAGE_SIZE
from pipeline.stores.xseries.named import categories_of, category_path
from pipeline.stores.xseries.reading.reads import read_body, unusable
from pipeline.stores.xseries.reading.rows import is_deleted, is_id, rows_of, version_of
from pipeline.stores.xseries.resources import key_in, resource_of

PAGES_MAX = 10_000  # ten million records; a store that never ends its pages ends the run instead


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its records, deleted ones too, and the newest version that it names."""

    rows: tuple[Row, ...]
    newest: int | None

    @property
    def live(self) -> list[Row]:
        """The records that are there: with an id, and not deleted."""
        return [row for row in self.rows if is_id(row.get("id")) and not is_deleted(row)]


@dataclass(frozen=True, slots=True)
class Listing:
    """Kinds by version pages: how many records there are, up to which version, and which have keys that were asked for."""

    watermark: int
    pages: int
    counts: Mapping[Kind, int]
    found: Mapping[Id, tuple[Row, ...]]  # the store's records with this key, oldest first


async def walk(paced: PacedStore, page: Callable[[int], Call], after: int = 0) -> AsyncIterator[Page]:
    """Yield the pages after a version, the empty last one included, so that each request is one item.

    `page` makes the call for what comes after a version. Raises AccessError (the token may not list these),
    RunAgainError, Braked.
    """
    for _ in range(PAGES_MAX):
        call = page(after)
        body = await read_body(paced, call)
        rows = rows_of(body)
        if rows is None:
            raise unusable(call.path, "it is no list")
        newest = _newest(body, rows)
        yield Page(tuple(rows), newest)
        if not rows or newest is None or newest <= after:
            return
        after = newest
    raise _endless()


def walk_kind(paced: PacedStore, kind: Kind, after: int = 0, *, deleted: bool = False) -> AsyncIterator[Page]:
    """Walk the records of a kind after a version; a tree has no versions and is walked whole. Raises like `walk`.

    With `deleted` the version pages show what was deleted since, too.
    """
    resource = resource_of(kind)
    if resource.page is not None:
        page = resource.page
        more = {"deleted": "true"} if deleted else {}

        def call(version: int) -> Call:
            plain = page(version, PAGE_SIZE)
            return replace(plain, params={**(plain.params or {}), **more})

        return walk(paced, call, after)
    assert resource.tree_page is not None, "a kind has pages of one form or the other"
    return walk_tree(paced, resource.tree_page)


async def walk_tree(paced: PacedStore, page: Callable[[str | None], Call]) -> AsyncIterator[Page]:
    """Yield the pages of a tree, each node with its `path`. Raises like `walk`."""
    after: str | None = None
    for _ in range(PAGES_MAX):
        call = page(after)
        body = await read_body(paced, call) or {}
        nodes = categories_of(body)
        if nodes is None:
            raise unusable(call.path, "it is no list")
        yield Page(tuple(each | {"path": category_path(each)} for each in nodes), None)
        info = body.get("page_info")
        more = info if isinstance(info, dict) and info.get("has_next") else {}
        seen = more.get("last_seen")
        if not isinstance(seen, str) or seen == after:
            return
        after = seen
    raise _endless()


async def walk_while_cheaper(
    paced: PacedStore, kind: Kind, single_requests: int, take: Callable[[Page], None], after: int = 0
) -> bool:
    """Read pages until they have cost as much as so many single requests; tell whether they came to their end.

    How many pages there are is not known before they are read, so this is never more than twice the cheaper way.
    """
    read = 0
    async for page in walk_kind(paced, kind, after):
        read += 1
        take(page)
        if page.rows and read >= single_requests:
            return False
    return True


async def list_keys(paced: PacedStore, wanted: Mapping[Kind, Iterable[str]], after: int = 0) -> Listing:
    """Read every page of these kinds after a version; remember the rows with a wanted key. Raises like `walk`."""
    watermark, pages, counts, found = after, 0, dict.fromkeys(wanted, 0), dict[Id, dict[str, Row]]()
    for kind, keys in wanted.items():
        sought = frozenset(keys)
        async for page in walk_kind(paced, kind, after):
            pages += 1
            counts[kind] += len(page.rows)
            watermark = max(watermark, page.newest or 0) if page.rows else watermark
            for row in page.live:
                key = key_in(kind, row)
                if key in sought:
                    found.setdefault((kind, key), {})[row["id"]] = row
    return Listing(watermark, pages, counts, {each: tuple(rows.values()) for each, rows in found.items()})


def _endless() -> AccessError:
    return AccessError(
        f"The store's list did not end after {PAGES_MAX:,} pages.",
        code="list-endless",
        hint="This is not how X-Series answers; check the address.",
    )


def _newest(body: Any, rows: Iterable[Row]) -> int | None:
    version = body.get("version")
    named = version_of({"version": version.get("max")}) if isinstance(version, dict) else None
    return max((each for each in (named, *map(version_of, rows)) if each is not None), default=None)
