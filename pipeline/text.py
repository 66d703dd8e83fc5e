"""Words for people: cleaned of what could harm a terminal, and near misses found. Pure.

Nothing here knows colours or widths; that is `console`.
"""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence

# Cc control, Cf format (bidi overrides, zero-width), Cs surrogates, Co private use, Zl/Zp separators
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def printable(text: str) -> str:
    """Return `text` without control, format and bidi characters; a tab or line break becomes a blank."""
    if text.isprintable() and text.isascii():
        return text
    return "".join(
        " " if c in "\t\r\n" else "" if unicodedata.category(c) in _UNPRINTABLE else c for c in text
    )


def escaped(text: str) -> str:
    r"""Return JSON text with control, format and bidi characters as `\u` escapes: it means the same, and does no harm."""
    import json

    return "".join(json.dumps(c)[1:-1] if unicodedata.category(c) in _UNPRINTABLE else c for c in text)


def clean(text: str, limit: int = 300) -> str:
    """Return `text` on one line, printable, single-spaced, at most `limit` characters.

    Every string that comes from a store, a cell, a pack or a file name passes through here before it
    reaches a terminal, a log or the journal (pipeline/load/README.md, *Secrets and hostile input*).
    """
    line = " ".join(printable(text[: limit * 4]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return ' Did you mean "x"?' for the nearest of `choices`, or '' when none is near."""
    by_lower = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f' Did you mean "{by_lower[near[0]]}"?' if near else ""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return '1 customer', '2,000 customers'; `plural` only where adding an s is wrong."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Sequence[str]) -> str:
    """Return 'a', 'a and b', 'a, b and c'."""
    return " and ".join([", ".join(words[:-1]), *words[-1:]] if len(words) > 1 else words)
