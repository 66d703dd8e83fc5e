"""A store's records by version pages: every record after a version, to the empty page. Reads only.

Promises: pages go on to the empty one, whatever their size, and an answer that is no page ends the walk with an error,
never as if the list were over. A record that changed meanwhile comes again later: the newest wins.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import AccessError
from pipeline.load.replies import is_id, stop_of, version_of
from pipeline.pacing.paced_store import PacedStore, is_failed_read, unreachable
from pipeline.records import Kind, key_of
from pipeline.store import endpoints
from pipeline.store.endpoints import Call

PAGES_MAX = 10_000  # ten million records; a store that never ends its pages ends the run instead
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its records, deleted ones too, and the newest version that it names."""

    rows: tuple[Row, ...]
    newest: int | None

    @property
    def live(self) -> list[Row]:
        """The records that are there: with an id, and not deleted."""
        return [row for row in self.rows if is_id(row.get("id")) and not row.get("deleted_at")]


@dataclass(frozen=True, slots=True)
class Listing:
    """The customers of a store by version pages: how many, up to which version, and who has which e-mail."""

    watermark: int
    count: int
    pages: int
    found: Mapping[str, tuple[Row, ...]]  # key -> the store's customers with that e-mail, oldest first


async def walk(paced: PacedStore, page: Callable[[int], Call], after: int = 0) -> AsyncIterator[Page]:
    """Yield the pages after a version, the empty last one included, so that each request is one item.

    `page` makes the call for what comes after a version. Raises AccessError (the token may not list these),
    RunAgainError, Braked.
    """
    for _ in range(PAGES_MAX):
        reply = await paced.read(page(after))
        stop = stop_of(reply)
        if stop is not None:
            raise stop
        rows = rows_of(reply.json)
        if is_failed_read(reply) or rows is None:
            raise unreachable(reply)
        newest = _newest(reply.json, rows)
        yield Page(tuple(rows), newest)
        if not rows or newest is None or newest <= after:
            return
        after = newest
    raise AccessError(
        f"The store's list did not end after {PAGES_MAX:,} pages.",
        code="list-endless",
        hint="This is not how X-Series answers; check the address.",
    )


def walk_kind(paced: PacedStore, kind: Kind, after: int = 0) -> AsyncIterator[Page]:
    """Walk the customers or products after a version. Raises like `walk`."""
    return walk(paced, lambda version: endpoints.page(kind.value, version), after)


async def list_customers(paced: PacedStore, keys: Iterable[str], after: int = 0) -> Listing:
    """Read every customer page after a version; remember those whose e-mail is one of `keys`. Raises like `walk`."""
    wanted = frozenset(keys)
    watermark, count, pages, found = after, 0, 0, dict[str, dict[str, Row]]()
    async for page in walk_kind(paced, Kind.CUSTOMER, after):
        pages += 1
        count += len(page.rows)
        watermark = max(watermark, page.newest or 0) if page.rows else watermark
        for row in page.live:
            key = key_of(str(row.get("email") or ""))
            if key in wanted:
                found.setdefault(key, {})[row["id"]] = row
    return Listing(watermark, count, pages, {key: tuple(each.values()) for key, each in found.items()})


def rows_of(body: Any) -> list[Row] | None:
    """Return the records of a list page, or None if it isn't one."""
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list):
        return None
    return [row for row in data if isinstance(row, dict)]


def _newest(body: Any, rows: Iterable[Row]) -> int | None:
    version = body.get("version")
    named = version_of({"version": version.get("max")}) if isinstance(version, dict) else None
    return max((each for each in (named, *map(version_of, rows)) if each is not None), default=None)
