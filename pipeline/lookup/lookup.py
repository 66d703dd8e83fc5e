"""Looking things up in a store: outlets, registers, customers, products, suppliers, brands … Reads only.

Promises: an id, an e-mail or a SKU is asked for by name, and the hits are compared here, since the vendor documents no
exactness; anything else is looked for in the version pages, as a part of any shown column or other text (a city, a note). Deleted records are left out.
What comes back is cleaned of control, format and bidi characters.
"""

from dataclasses import dataclass
from typing import Any

from pipeline.errors import UsageError
from pipeline.load.request import Target
from pipeline.pacing.paced_store import PacedStore
from pipeline.schema.kinds import key_of
from pipeline.stores import (
    PAGE_SIZE,
    SHELVES,
    Column,
    Missing,
    Shelf,
    is_deleted,
    is_id,
    read_record,
    read_rows,
)
from pipeline.text import clean

TEXT_LIMIT = 4000  # of one text; descriptions are long
UNSPOKEN = ("_at", "_id", "_url")  # fields that nobody looks for by a part
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """The records, cleaned, as the store has them; `more` if there are others beyond the limit."""

    records: tuple[Record, ...]
    more: bool
    requests: int


def look_up(target: Target, what: str, query: str | None, limit: int) -> Found:
    """Look things up in a store. Raises AccessError, RunAgainError, UsageError."""
    return target.read(lambda paced: find(paced, SHELVES[what], query, limit))


async def find(paced: PacedStore, shelf: Shelf, query: str | None, limit: int) -> Found:
    """Return at most `limit` records that fit the query; None fits all."""
    text = (query or "").strip()
    if query is not None and not text:
        raise UsageError("The query is empty.", code="query-empty", hint="Leave it out to list everything.")
    named = await _by_name(paced, shelf, text)
    if named:
        return Found(tuple(named[:limit]), len(named) > limit, paced.figures.requests)
    kept: list[Record] = []
    size = PAGE_SIZE if text else min(limit + 1, PAGE_SIZE)
    async for page in shelf.walk(paced, size):
        for record in (cleaned(row) for row in page.rows if not is_deleted(row)):
            if text and not _fits(shelf, record, text.casefold()):
                continue
            if len(kept) == limit:
                return Found(tuple(kept), more=True, requests=paced.figures.requests)
            kept.append(record)
    return Found(tuple(kept), more=False, requests=paced.figures.requests)


async def _by_name(paced: PacedStore, shelf: Shelf, text: str) -> list[Record]:
    """Ask for one record by id, or by key where the text can be one."""
    if shelf.by_id is not None and is_id(text):
        found = await read_record(paced, shelf.by_id(text), Missing.ANYTHING)
        return [] if found is None else [cleaned(found)]
    could_be = "@" in text if shelf.key == "email" else bool(text) and " " not in text
    if not could_be:
        return []
    for call in shelf.by_key:
        rows = await read_rows(paced, call(text), Missing.ANYTHING) or []
        exact = [row for row in rows if key_of(str(row.get(shelf.key) or "")) == key_of(text)]
        if exact:
            return [cleaned(row) for row in exact]
    return []


def _fits(shelf: Shelf, record: Record, folded: str) -> bool:
    shown = [cell_of(record, column) for column in shelf.columns]
    texts = [
        value for name, value in record.items() if isinstance(value, str) and not name.endswith(UNSPOKEN)
    ]
    return any(folded in text.casefold() for text in (*shown, *texts))


def cell_of(record: Record, column: Column) -> str:
    """Return what a column shows of a record, '' for nothing."""
    value = next((record[name] for name in column.names if record.get(name) not in (None, "")), None)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):  # a tax's rates are shares of the price
        rates = [each.get("rate") for each in value if isinstance(each, dict)]
        return f"{sum(rate for rate in rates if isinstance(rate, int | float)):.2%}"
    if isinstance(value, int | float) and column.heading.startswith(">"):
        return f"{value:,.2f}"
    return "" if value is None else str(value)


def cleaned(value: Any) -> Any:
    """Return a JSON value with every text in it cleaned."""
    if isinstance(value, str):
        return clean(value, TEXT_LIMIT)
    if isinstance(value, list):
        return [cleaned(each) for each in value]
    if isinstance(value, dict):
        return {clean(str(name), 100): cleaned(each) for name, each in value.items()}
    return value
