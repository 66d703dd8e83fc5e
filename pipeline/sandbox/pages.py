"""Reading: version pages of every kind, single records, the retailer. Pure.

Pages ascend by `version`; `after` is exclusive [D], `before` is taken to be exclusive too [A]; min and max are
null on an empty page [D].
"""

from collections.abc import Callable
from itertools import islice

from pipeline.sandbox.rows import codes_of
from pipeline.sandbox.values import Answer, Json, Outcome, Row, refuse
from pipeline.sandbox.visit import Visit, not_found

_TRUE = frozenset({"true", "1"})


def list_kind(kind: str) -> Callable[[Visit], Outcome]:
    """Return the handler of `GET /<kind>`."""

    def answer(visit: Visit) -> Outcome:
        after, before = read_number(visit, "after", 0), read_number(visit, "before", None)
        size = read_number(visit, "page_size", visit.options.default_page_size)
        if after is _WRONG or before is _WRONG or size is _WRONG or size == 0:
            return refuse(400, "after, before and page_size must be whole numbers")
        assert after is not None
        assert size is not None
        wanted = (
            row
            for row in visit.rows.walk(kind, after)
            if (not row.deleted or wants_deleted(visit))
            and visit.sees(row, "listing")
            and (before is None or row.version < before)
        )
        return _page(list(islice(wanted, min(size, visit.options.max_page_size))))

    return answer


def list_products(visit: Visit) -> Outcome:
    """Answer `GET /products`: by `sku` or `name`, which ignore every other parameter [D], or by version."""
    sku, name = visit.call.first("sku"), visit.call.first("name") or visit.call.first("family_name")
    if sku is not None:
        hits = [row for row in visit.rows.find("products", "codes", sku) if sku in codes_of(row.body)]
    elif name is not None:
        hits = [row for row in visit.rows.find("products", "name", name) if row.body["name"] == name]
    else:
        return list_kind("products")(visit)
    return _page([row for row in hits if not row.deleted and visit.sees(row, "sku")])


def read_one(kind: str, noun: str) -> Callable[[Visit], Outcome]:
    """Return the handler of `GET /<kind>/{id}`."""

    def answer(visit: Visit) -> Outcome:
        row = visit.rows.get(kind, visit.ids[0])
        if row is None or (row.deleted and not visit.options.deleted_readable):
            return not_found(noun)
        return Outcome(Answer(200, {"data": row.body}))

    return answer


def read_retailer(visit: Visit) -> Outcome:
    """Answer `GET /retailer`; the vendor's schema has its version as text."""
    row = visit.rows.get("retailer", visit.rows.retailer_id)
    assert row is not None
    return Outcome(Answer(200, {"data": {**row.body, "version": str(row.version)}}))


_WRONG = -1
_MAX_DIGITS = 18


def read_number(visit: Visit, name: str, default: int | None) -> int | None:
    """Return a whole number of the query, the default without one, `_WRONG` for anything else."""
    text = visit.call.first(name)
    if text is None or text == "":
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else _WRONG


def wants_deleted(visit: Visit) -> bool:
    """Tell whether `deleted=true` was asked for."""
    return (visit.call.first("deleted") or "").lower() in _TRUE


def _page(rows: list[Row]) -> Outcome:
    version: Json = {
        "min": min((row.version for row in rows), default=None),
        "max": max((row.version for row in rows), default=None),
    }
    return Outcome(Answer(200, {"data": [row.body for row in rows], "version": version}))
