"""What a store says about itself before anything is sent: who it is, its tax mode, its quota, who is in it already.

Reads only. What a token may not read is done without, and said; a token that is refused, a missing store and a redirect
end the run here, before the first create.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipeline.errors import AccessError
from pipeline.http import Reply
from pipeline.pacing.paced_store import PacedStore
from pipeline.pacing.retry_after import read_count
from pipeline.settings import PREFIX_SHAPE
from pipeline.stores.facts import Facts, another_store, same_store, with_quota
from pipeline.stores.xseries import endpoints
from pipeline.stores.xseries.reading.reads import Missing, body_of
from pipeline.stores.xseries.reading.rows import is_id, rows_of
from pipeline.stores.xseries.versions import FAMILIES_SINCE, Dialect, dialect_of
from pipeline.text import clean


async def read_retailer(paced: PacedStore, prefix: str) -> Facts:
    """Ask a store for its name, country and tax mode alone. Raises like `read_facts`."""
    reply = await paced.read(endpoints.retailer())
    return _with_rates(_with_retailer(Facts(prefix=prefix), reply), reply)


async def read_identity(paced: PacedStore, prefix: str) -> Facts:
    """Ask a store for what `read_retailer` asks, and for its outlets. Raises like `read_facts`."""
    facts = await read_retailer(paced, prefix)
    reply = await paced.read(endpoints.outlets())
    return _with_rates(_with_outlets(facts, reply), reply)


async def read_facts(paced: PacedStore, prefix: str) -> Facts:
    """Ask a store who it is. Raises AccessError, RunAgainError (unreachable), Braked."""
    facts = await read_identity(paced, prefix)
    reply = await paced.read(endpoints.registers())
    rows = rows_of(body_of(reply, "/registers", Missing.ANYTHING))
    if rows is None:
        facts = _noticed(
            facts, "The registers can't be read with this token: the quota shows in the first answers."
        )
    else:
        facts = replace(facts, registers=len(rows))
    reply = await paced.read(endpoints.sales())
    sales = rows_of(body_of(reply, "/sales", Missing.ANYTHING))
    facts = replace(facts, has_sales=None if sales is None else bool(sales))
    reply = await paced.read(endpoints.page("product", page_size=1))
    products = rows_of(body_of(reply, "/products", Missing.ANYTHING)) or []
    return _with_rates(replace(facts, dialect=dialect_of(products[0]) if products else None), reply)


def _with_retailer(facts: Facts, reply: Reply) -> Facts:
    body = body_of(reply, "/retailer", Missing.DENIED)
    data = body.get("data") if body else None
    if not isinstance(data, dict):
        return _noticed(facts, "The store's name and tax mode can't be read with this token.")
    exclusive = data.get("tax_exclusive")
    return replace(
        facts,
        retailer_id=data["id"] if is_id(data.get("id")) else None,
        name=_word(data.get("name")),
        currency=_currency(data.get("currency")),
        tax_exclusive=exclusive if isinstance(exclusive, bool) else None,
        country=_word(data.get("country")),
        language=_word(data.get("culture")),
        own_prefix=_prefix(data.get("domain_prefix")),
    )


def _with_outlets(facts: Facts, reply: Reply) -> Facts:
    rows = rows_of(body_of(reply, "/outlets", Missing.DENIED))
    if rows is None:
        return _noticed(facts, "The outlets can't be read with this token.")
    named = tuple((row["id"], _word(row.get("name")) or "") for row in rows if is_id(row.get("id")))
    return replace(facts, outlets=named)


def _with_rates(facts: Facts, reply: Reply) -> Facts:
    limit, remaining = read_count(reply.limit), read_count(reply.remaining)
    return facts if limit is None else replace(facts, limit=limit, remaining=remaining)


def _noticed(facts: Facts, notice: str) -> Facts:
    return replace(facts, notices=(*facts.notices, notice))


def _currency(value: Any) -> str | None:
    """Return the currency's code; the vendor documents an object, some answers have a string [A]."""
    return _word(value.get("code") if isinstance(value, dict) else value)


def _prefix(value: Any) -> str | None:
    """Return what can be the prefix of a store's address, None for anything else."""
    text = value.strip().lower() if isinstance(value, str) else ""
    return text if PREFIX_SHAPE.fullmatch(text) else None


def _word(value: Any) -> str | None:
    return clean(value, 80) if isinstance(value, str) and value.strip() else None


async def bound_facts(paced: PacedStore, prefix: str, bound: Mapping[str, Any] | None) -> Facts:
    """Return the facts of the store that a journal is bound to, with its quota as last seen.

    Raises AccessError for another store and for one that speaks another dialect, and like `read_facts`.
    """
    facts = await read_facts(paced, prefix)
    if bound and not same_store(bound, facts):
        raise another_store(prefix)
    if facts.dialect is Dialect.FAMILIES:
        raise AccessError(
            f"{prefix} answers as API {FAMILIES_SINCE} and later do, whatever version is asked for.",
            code="dialect-unsupported",
            hint="Nothing was changed there. This version of x-series-demo can't load such a store; update it.",
        )
    return with_quota(facts, paced)
