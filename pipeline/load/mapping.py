"""The specification's output document: which key became which id. Pure.

A projection of the journal's `done` entries, in file order. Its shape is fixed by the specification; writing it
(to a temporary neighbour, synced and renamed) is the loader's part.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from pipeline.journal.entries import Entry
from pipeline.journal.transitions import State
from pipeline.schema.kinds import PRICE_FIELDS, all_kinds

COUNTED = ("customers", "products")  # the specification's; everything else is counted in `parts`


def mapping_of(
    entries: Iterable[Entry], *, domain: str, packs: Sequence[str], generated_at: datetime
) -> dict[str, Any]:
    """Return the mapping document of a store's `done` entries."""
    done = sorted((entry for entry in entries if entry.state is State.DONE), key=lambda entry: entry.position)
    sections = {
        kind.plural: [_mapped(entry) for entry in done if entry.kind is kind]
        for kind in all_kinds()
        if kind.plural in COUNTED or any(entry.kind is kind for entry in done)
    }
    counts = {plural: len(rows) for plural, rows in sections.items()}
    parts = {plural: count for plural, count in counts.items() if plural not in COUNTED}
    metadata = {
        "generated_at": generated_at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "domain": domain,
        "packs": list(packs),
        "counts": {plural: counts[plural] for plural in COUNTED},
    }
    return {"metadata": metadata | ({"parts": parts} if parts else {}), **sections}


def _mapped(entry: Entry) -> dict[str, Any]:
    """Return one record of a section; a kind that has prices shows them."""
    if entry.kind.plural not in COUNTED:
        return {entry.kind.key.field: entry.key_text, "id": entry.remote_id, "origin": str(entry.origin)}
    row = {entry.kind.key.field: entry.key_text, f"{entry.kind}_id": entry.remote_id, "name": entry.label}
    return row | ({"price": _number(entry.price)} if PRICE_FIELDS[0] in entry.kind.fields else {})


def mapping_bytes(document: dict[str, Any]) -> bytes:
    """Return the document as it stands in the file: UTF-8, indented, with a last newline."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _number(price: str | None) -> float | None:
    return None if price is None else float(Decimal(price))
