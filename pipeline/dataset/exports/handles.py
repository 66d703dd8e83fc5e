"""Handles as a vendor takes them: what groups the rows of a family there, and is an address of its own. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from pipeline.dataset.exports.templates import FamilyRows, HandleRule
from pipeline.schema.kinds import key_of

_NAMELESS = "product"  # the handle of a name without a letter that an address takes


def with_handles(rule: HandleRule, families: Sequence[FamilyRows]) -> list[FamilyRows]:
    """Return the families with a handle each that fits, no two the same: their own where it is so, else one made of it or of the name."""
    taken = {key_of(row["sku"]) for each in families for row in each.whole} if rule.beside_keys else set()
    numbers: dict[str, int] = {}
    done = []
    for each in families:
        own = next((row["handle"] for row in each.whole if "handle" in row), "")
        if not own and rule.families_only and not each.family:
            done.append(each)
            continue
        fits = re.fullmatch(rule.shape, own)
        stem = own if fits else slug(own or each.whole[0].get("name", "")) or _NAMELESS
        handle = stem
        while key_of(handle) in taken:
            numbers[stem] = numbers.get(stem, 1) + 1
            handle = f"{stem}-{numbers[stem]}"
        taken.add(key_of(handle))
        done.append(each._replace(whole=[{**row, "handle": handle} for row in each.whole]))
    return done


def slug(text: str) -> str:
    """Return a text in small letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
