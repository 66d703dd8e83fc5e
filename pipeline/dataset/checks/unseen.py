"""Characters that nobody sees: between letters they make two keys of one, and a store finds neither. Pure.

Zero-width characters, marks of direction, soft hyphens, byte order marks and fillers go; blanks of other kinds become plain
ones. Joiners stay where a script needs them, in words of Arabic, Indic and related letters, and where emoji are made of
several.
"""

import re

import polars as pl

# Letters and marks of scripts in which a joiner changes what is seen: Arabic, Syriac, N'Ko, Indic, Tibetan, Myanmar, Khmer, Mongolian
_JOINING = (
    "\u0600-\u0604\u0606-\u061b\u061d-\u07ff\u0840-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff"
    "\u1800-\u180d\u1810-\u18af\u1a20-\u1aaf\u1b00-\u1bff\ua8e0-\ua8ff\uaa60-\uaa7f\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
    "\U00011000-\U000116ff"
)
_EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
_TAGGED = "\U0001f3f4[\U000e0020-\U000e007f]+"  # flags such as Scotland's
_NEEDED = f"[{_JOINING}][\u200c\u200d]+|[{_EMOJI}]\u200d|{_TAGGED}"
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f"  # but U+3000, which everybody sees between Japanese names
_FOUND = re.compile(f"({_NEEDED})|[{_UNSEEN}]|([{_BLANKS}])")


def has_unseen(text: pl.Expr) -> pl.Expr:
    """Return whether a text has characters that nobody sees, or blanks that only look plain."""
    return text.str.replace_all(_NEEDED, "").str.contains(f"[{_UNSEEN}{_BLANKS}]")


def without_unseen(text: str) -> str:
    """Return a text without them; what they stood beside at its ends goes too."""
    seen = _FOUND.sub(lambda found: found[1] or (" " if found[2] else ""), text)
    return text if seen == text else seen.strip()


def unseen_in(text: str) -> tuple[str, ...]:
    """Return what nobody sees in a text, as U+00AD, each once."""
    return tuple(sorted({f"U+{ord(found[0]):04X}" for found in _FOUND.finditer(text) if not found[1]}))
