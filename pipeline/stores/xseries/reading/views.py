"""A record's row with what else a step looks at, such as a product's stock: one, or many by pages. Reads only."""

from collections.abc import AsyncIterator, Iterable

from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import Kind
from pipeline.stores.protocol import Row, Terms
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.reading.pages import PAGES_MAX, Page, walk_kind
from pipeline.stores.xseries.reading.reads import read_list, unusable
from pipeline.stores.xseries.reading.rows import is_id, version_of
from pipeline.stores.xseries.reading.single import read_live
from pipeline.stores.xseries.resources import resource_of
from pipeline.stores.xseries.versions import asks_levels_by_post


async def read_view(paced: PacedStore, kind: Kind, remote_id: str, terms: Terms) -> Row | None:
    """Return one record's row with its stock, where its steps need that; None if it is gone. Raises like `read_live`."""
    row = await read_live(paced, kind, remote_id)
    if row is None or not needs_stock(kind):
        return row
    call = endpoints.product_stock(remote_id, by_post=asks_levels_by_post(terms.version))
    return row | {"stock": await read_list(paced, call)}


async def list_views(
    paced: PacedStore, kind: Kind, ids: Iterable[str], after: int, terms: Terms
) -> dict[str, Row]:
    """Return these records' rows with their stock, as far as the pages since a version show them.

    What was created since then is in them, whatever changed it. Raises like `walk`, and `read_list`.
    """
    wanted, rows = frozenset(ids), dict[str, Row]()
    async for page in walk_kind(paced, kind, after):
        rows |= {row["id"]: row for row in page.live if row["id"] in wanted}
    if not needs_stock(kind):
        return rows
    stock = await list_stock(paced, terms, after)
    return {remote_id: row | {"stock": stock.get(remote_id, [])} for remote_id, row in rows.items()}


async def list_stock(paced: PacedStore, terms: Terms, after: int) -> dict[str, list[Row]]:
    """Return the store's stock rows since a version, by product. Raises like `read_list`."""
    return by_product([row async for page in walk_stock(paced, terms, after) for row in page.rows])


async def walk_stock(paced: PacedStore, terms: Terms, after: int = 0) -> AsyncIterator[Page]:
    """Yield the pages of stock rows since a version, the empty last one included. Raises like `read_list`."""
    for _ in range(PAGES_MAX):
        rows = await read_list(paced, endpoints.stock_page(after, by_post=asks_levels_by_post(terms.version)))
        newest = max((version for row in rows if (version := version_of(row)) is not None), default=after)
        yield Page(tuple(rows), newest)
        if not rows or newest <= after:
            return
        after = newest
    raise unusable("/inventory", "it does not end")


def by_product(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return stock rows by product, the newest of each outlet."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        if is_id(row.get("product_id")) and row.get("outlet_id"):
            found.setdefault(str(row["product_id"]), {})[str(row["outlet_id"])] = row
    return {product: list(outlets.values()) for product, outlets in found.items()}


def needs_stock(kind: Kind) -> bool:
    """Tell whether a step of this kind looks at stock."""
    return any(step.needs_stock for step in resource_of(kind).steps)
