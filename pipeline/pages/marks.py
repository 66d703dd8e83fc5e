"""Marks for what can't be seen: a cell may hold characters that turn or hide the text around them. Pure.

`marked` is applied to all that a template prints (`render.py`), before it is escaped.
"""

import unicodedata

_KEPT = frozenset("\n\t")
# Control, format (bidi overrides, zero width), half surrogates, private use, line and paragraph separators
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def marked(value: object) -> object:
    """Return text with a mark, such as ⟨U+202E⟩, for every character that can't be seen; anything else as it is."""
    if type(value) is not str or (value.isascii() and value.isprintable()):
        return value
    return "".join(map(_mark, value))


def _mark(character: str) -> str:
    hidden = character not in _KEPT and unicodedata.category(character) in _UNSEEN
    return f"⟨U+{ord(character):04X}⟩" if hidden else character
