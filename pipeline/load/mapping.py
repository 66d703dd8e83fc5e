"""The specification's output document: which key became which id. Pure.

A projection of the journal's `done` entries, in file order. Its shape is fixed by the specification; writing it
(to a temporary neighbour, synced and renamed) is the loader's part.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from pipeline.load.journal.entry import Entry, State
from pipeline.records import Kind


def mapping_of(
    entries: Iterable[Entry], *, domain: str, packs: Sequence[str], generated_at: datetime
) -> dict[str, Any]:
    """Return the mapping document of a store's `done` entries."""
    done = sorted((entry for entry in entries if entry.state is State.DONE), key=lambda entry: entry.position)
    customers = [
        {"email": entry.key_text, "customer_id": entry.remote_id, "name": entry.label}
        for entry in done
        if entry.kind is Kind.CUSTOMER
    ]
    products = [
        {
            "sku": entry.key_text,
            "product_id": entry.remote_id,
            "name": entry.label,
            "price": _number(entry.price),
        }
        for entry in done
        if entry.kind is Kind.PRODUCT
    ]
    metadata = {
        "generated_at": generated_at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "domain": domain,
        "packs": list(packs),
        "counts": {"customers": len(customers), "products": len(products)},
    }
    return {"metadata": metadata, "customers": customers, "products": products}


def mapping_bytes(document: dict[str, Any]) -> bytes:
    """Return the document as it stands in the file: UTF-8, indented, with a last newline."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _number(price: str | None) -> float | None:
    return None if price is None else float(Decimal(price))
