"""Whether a name was taken from life: brands and suppliers of packs are invented, and nothing that one can't say aloud.

Compared folded: without case, accents, blanks and signs. The list of real names lies beside the packs.
"""

import functools
import json
import re
import unicodedata

from pipeline.packs.lint.unspeakable import is_rude_part, is_unspeakable
from pipeline.packs.shipped import shipped_folder

REAL_NAMES = ("words", "real_brands.json")
REAL_LEAST = 6  # letters of a real name that may not stand inside another one
RUDE_LEAST, RUDE_MOST = 4, 12  # letters of what may not stand inside a word: "ass" stands in "grass"


def invention_fault(name: str) -> str:
    """Return why a name is no good invention, or ''."""
    words = [word for part in name.split() if (word := _folded(part))]
    whole, real = "".join(words), real_names()
    if any(word in real for word in (whole, *words)):
        return "is the name of a real brand"
    if inside := next((text for text in _parts(whole, REAL_LEAST, len(whole)) if text in real), ""):
        return f'has the name of a real brand in it ("{inside}")'
    if any(is_unspeakable(word) or is_rude_part(word) for word in words):
        return "has a word that nobody should see on a screen"
    if any(is_rude_part(text) for word in words for text in _parts(word, RUDE_LEAST, RUDE_MOST)):
        return "has a word in it that nobody should see on a screen"
    return ""


@functools.cache
def real_names() -> frozenset[str]:
    """Return the real names, folded."""
    document = json.loads(shipped_folder().joinpath(*REAL_NAMES).read_text(encoding="utf-8"))
    return frozenset(_folded(name) for name in document["names"])


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", plain.replace("&", "and").replace("ß", "ss"))


def _parts(text: str, low: int, high: int) -> list[str]:
    """Return the parts of a text that are `low` to `high` characters long."""
    return [
        text[start:end]
        for start in range(len(text))
        for end in range(start + low, min(start + high, len(text)) + 1)
    ]
