"""The mapping of SKUs between two sides, as a JSON document: written of a comparison, read for the next one.

`{"sku_mappings": [{"a": SKU, "b": SKU, "score": 0 to 100, "reason": text}], "unmapped_a": [SKU, …], "unmapped_b": [SKU, …]}`
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.compare.matching import How, Matching
from pipeline.errors import Finding, FindingsError, UsageError
from pipeline.files import write_asked
from pipeline.schema.kinds import key_of
from pipeline.schema.records import Record
from pipeline.text import clean

_MAX_BYTES = 64 * 1024 * 1024  # 100,000 mappings are 10 MB
_WAY_OUT = 'It is {"sku_mappings": [{"a": SKU, "b": SKU}, …]}, as compare --suggest writes it.'
CERTAIN: dict[How, tuple[float, str]] = {
    How.MAP: (100, "as mapped"),
    How.KEY: (100, "the same SKU"),
    How.CASE: (99, "the same SKU, but for its case"),
    How.CODE: (98, "the same barcode"),
}


def mapping_of(ours: Sequence[Record], theirs: Sequence[Record], matching: Matching) -> dict[str, Any]:
    """Return the document: what was matched, then what is likely, and what is left on either side."""
    from pipeline.compare.suggest import suggest  # rapidfuzz: nothing else needs it

    rest = [*matching.only_theirs, *matching.doubled]
    likely = suggest([ours[place] for place in matching.only_ours], [theirs[place] for place in rest])
    pairs = [(each.ours, each.theirs, *CERTAIN[each.how]) for each in matching.matches]
    pairs += [(matching.only_ours[each.ours], rest[each.theirs], each.score, each.reason) for each in likely]
    taken = {one for one, *_ in pairs}, {other for _, other, *_ in pairs}
    return {
        "sku_mappings": [
            {"a": ours[one].key_text, "b": theirs[other].key_text, "score": score, "reason": reason}
            for one, other, score, reason in pairs
        ],
        "unmapped_a": [each.key_text for place, each in enumerate(ours) if place not in taken[0]],
        "unmapped_b": [each.key_text for place, each in enumerate(theirs) if place not in taken[1]],
    }


def write_mapping(path: Path, document: Mapping[str, Any]) -> None:
    """Write a mapping whole. Raises UsageError."""
    write_asked(path, (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode())


def read_mapping(path: Path) -> dict[str, str]:
    """Return {SKU of A: SKU of B}, both folded. Raises UsageError (no such file), FindingsError (no such document)."""
    try:
        size = path.stat().st_size
        document = json.loads(path.read_bytes()) if size <= _MAX_BYTES else None
    except OSError as wrong:
        raise UsageError(
            f"{clean(str(path))} can't be read: {wrong.strerror}.", code="map-unreadable", hint=_WAY_OUT
        ) from None
    except (ValueError, RecursionError) as wrong:
        raise _refusal(path, [(None, f"It is no JSON: {clean(str(wrong), 120)}.")]) from None
    entries = document.get("sku_mappings") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise _refusal(path, [(None, 'It has no list "sku_mappings".')])
    found: dict[str, str] = {}
    taken: dict[str, str] = {}
    wrong_ones: list[tuple[str | None, str]] = []
    for number, each in enumerate(entries):
        skus = [each.get(side) for side in ("a", "b")] if isinstance(each, dict) else []
        texts = [key_of(sku) for sku in skus if isinstance(sku, str) and sku.strip()]
        place = f"sku_mappings[{number}]"
        if len(texts) != 2:  # noqa: PLR2004 - a and b
            wrong_ones.append((place, 'It names no two SKUs, "a" and "b".'))
        elif texts[0] in found or texts[1] in taken:
            side = "a" if texts[0] in found else "b"
            wrong_ones.append((place, f'Its SKU of "{side}" stands in another entry, too.'))
        else:
            found[texts[0]], taken[texts[1]] = texts[1], texts[0]
    if wrong_ones:
        raise _refusal(path, wrong_ones)
    return found


def _refusal(path: Path, wrong: Sequence[tuple[str | None, str]]) -> FindingsError:
    findings = tuple(Finding(str(path), None, place, None, rule, _WAY_OUT) for place, rule in wrong)
    return FindingsError(
        f"{clean(str(path))} is no mapping that can be used. {wrong[0][1]}",
        code="map-invalid",
        hint=_WAY_OUT,
        findings=findings,
    )
