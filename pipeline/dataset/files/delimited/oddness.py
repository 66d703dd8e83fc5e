"""How little a text looks like words: what tells one reading of its bytes from another. Pure."""

import functools
import re
import unicodedata

_BETWEEN_WORDS = re.compile(r"[\s,;|\"@]+")
_JOINS = frozenset("’·‐‑")  # may stand between letters
_OPENS, _CLOSES = frozenset("„«‹¿¡"), frozenset("”»›™®©…°‘–—")
_SELDOM = frozenset("¬¤¦§¨¯´¸ˆ˜ˇ˘˙˚˛˝◊√∞∂∆∑∏∫Ω≈≠≤≥ªº¹²³¼½¾×÷¿¡†‡‰‹›ƒﬁﬂ‚„")
_ONE_SCRIPT = {
    "CJK": "EAST",
    "HIRAGANA": "EAST",
    "KATAKANA": "EAST",
    "FULLWIDTH": "EAST",
    "KATAKANA-HIRAGANA": "EAST",
}
_BOXES = range(0x2500, 0x2600)


def oddness(text: str) -> int:
    """Return a number that grows with signs inside words, capitals behind small letters, scripts that mix; 0 for words."""
    return sum(_of_word(word) for word in _BETWEEN_WORDS.split(text) if not word.isascii())


def _of_word(word: str) -> int:
    scripts = {_script(c) for c in word} - {""}
    return 2 * (len(scripts) > 1) + sum(
        _at(c, before, behind) for before, c, behind in zip(f" {word}", word, f"{word[1:]} ", strict=False)
    )


def _at(c: str, before: str, behind: str) -> int:
    """Return how odd a character is between two others."""
    capital = before.islower() or (before.isupper() and behind.islower())
    if c.isascii() or unicodedata.category(c)[0] == "M":
        return int(c.isupper() and before.islower() and not before.isascii())
    if c.isalpha() and c not in _SELDOM:
        return int(c.isupper() and capital)
    if ord(c) in _BOXES or unicodedata.category(c) in {"Cc", "Co", "Cn"}:
        return 2
    return _of_sign(c, before, behind)


def _of_sign(c: str, before: str, behind: str) -> int:
    """Return how odd a sign is beside letters: some stand between them, some before or behind."""
    letter, next_letter = before.isalpha(), behind.isalpha()
    if c in _JOINS:
        return int(not (letter or next_letter))
    if c in _OPENS:
        return int(letter)
    if c in _CLOSES:
        return int(next_letter or (c in "©®°" and letter and not before.isascii()))
    if c == "“":  # opens in English, closes in German
        return int(letter and next_letter)
    return letter + next_letter + (c in _SELDOM)


@functools.cache
def _script(c: str) -> str:
    """Return the script of a letter, '' for what is none."""
    if not c.isalpha() or c in _SELDOM:
        return ""
    first = unicodedata.name(c, "").partition(" ")[0]
    return _ONE_SCRIPT.get(first, first)
