"""UTF-8 that was read as another encoding and saved so: José became JosÃ©, Иван became Ð˜Ð²Ð°Ð½ or ╨Ш╨▓╨░╨╜. Pure.

Promises: a text is read back only where all of its bytes, or all of a word's, are UTF-8 again, in letters that people
use, and look more like words than before or are too many to be UTF-8 by chance. (ftfy 6.3 leaves DOS and Cyrillic code
pages, and those of Asia, as they are: of 26 words in 17 encodings it mended six in ten, this all but a few.)
"""

import functools
import re

import polars as pl

from pipeline.dataset.files.delimited.oddness import oddness

_BOXES = (
    "cp437",
    "cp850",
    "cp852",
    "cp866",
    "koi8-r",
)  # half of what they make of UTF-8 are lines and blocks
_WESTERN = (
    *(
        "cp1252",
        "latin-1",
        "mac-roman",
        "cp1250",
        "cp1251",
        "iso8859-2",
        "cp1253",
        "iso8859-7",
        "cp1254",
        "cp1257",
    ),
    *("mac-cyrillic", "iso8859-5", "cp1255", "cp1256"),
)
_EASTERN = ("gb18030", "cp932", "cp949", "big5")
_ASIA = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff61-\uff9f"
_EAST = re.compile(f"[{_ASIA}]")
# Latin, Greek, Cyrillic, Armenian to Georgian, Hangul, Vietnamese, Greek with breathings, punctuation, currencies, letter-like
# signs, Asia's, emoji
_USED = re.compile(
    "[\\x00-\\x7f\u00a0-\u017f\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u0300-\u0304\u0386-\u03ce\u0400-\u045f\u0490-\u0493\u04d8-\u04e9"
    "\u0531-\u06ff\u0900-\u0dff\u0e00-\u0fff\u10a0-\u11ff\u1780-\u17ff\u1ea0-\u1ef9\u2010-\u2044\u20a0-\u20bf\u2100-\u2122\u2190-\u21ff"
    "\u2200-\u22ff\u2600-\u27bf\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\ufe0f\uff00-\uffef\U0001f000-\U0001faff]*"
)
_SEVERAL = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_LONG = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2,}")
# By chance two bytes in a row are UTF-8 in one case of ten, and such a text is all of them
_ENOUGH, _ENOUGH_LONG = 3, 2
# The first byte of UTF-8 and the one behind it, read as Windows-1252: what is left where other letters were lost
_LEFT = "[\u00c2\u00c3][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u201c\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|\u00e2\u20ac|\u00ef\u00bf\u00bd|\u00f0\u0178"
_UNDEFINED = re.compile("[\x80-\x9f]")


def is_garbled(text: pl.Expr) -> pl.Expr:
    """Return whether a text was garbled, though it may be lost what it was."""
    return text.str.contains(_LEFT) | text.map_batches(_mended, return_dtype=pl.Boolean)


def ungarbled(text: str) -> str | None:
    """Return what a garbled text was, None for one that isn't, or of which too much is lost."""
    whole = _read_back(text)
    if whole is not None:
        return whole
    words = text.split(" ")
    mended = " ".join(_read_back(word) or word for word in words)
    return None if mended == text or re.search(_LEFT, mended) else mended


def _mended(cells: pl.Series) -> pl.Series:
    """Return which cells can be read back; most are passed over by the signs that all of them have."""
    maybe = cells.filter(cells.str.contains(_signs())).unique()
    return cells.is_in([text for text in maybe if ungarbled(text) is not None]).fill_null(value=False)


@functools.cache
def _signs() -> str:
    """Return what every garbled text has: a first byte of UTF-8 with the one behind it, as some encoding shows them."""
    pairs = {f"[{_shown(codec, 0xC2, 0xF5)}][{_shown(codec, 0x80, 0xC0)}]" for codec in _WESTERN}
    marks = {
        _shown(codec, 0xE2, 0xE3) + _shown(codec, 0x80, 0x81) for codec in _BOXES
    }  # of quotes and dashes
    return "|".join([f"[\u2500-\u259f]|[{_ASIA}]", *sorted(pairs), *sorted(marks)])


def _shown(codec: str, first: int, last: int) -> str:
    """Return what an encoding makes of the bytes first..last-1, for a class of characters."""
    shown = (bytes([byte]).decode(codec, errors="ignore") or chr(byte) for byte in range(first, last))
    return "".join(f"\\x{{{ord(c):x}}}" for c in shown)


def _read_back(text: str) -> str | None:
    """Return the text of which these are the bytes of UTF-8 in another encoding, the one most like words."""
    found: dict[str, int] = {}
    codecs = _EASTERN if _EAST.search(text) else (*_WESTERN, *_BOXES)
    for codec in codecs if not text.isascii() else ():
        data = _bytes(text, codec)
        try:
            read = data.decode("utf-8") if data is not None else text
        except UnicodeDecodeError:
            continue
        if data is not None and read != text and _USED.fullmatch(read):
            sure = len(_SEVERAL.findall(data)) >= _ENOUGH or len(_LONG.findall(data)) >= _ENOUGH_LONG
            odd = oddness(read)
            if sure or odd < oddness(text):
                found.setdefault(read, odd)
    return min(found, key=lambda read: found[read]) if found else None


def _bytes(text: str, codec: str) -> bytes | None:
    """Return a text's bytes; characters that an encoding leaves undefined stand for themselves, as programs have it."""
    try:
        if not (codec.startswith("cp125") and _UNDEFINED.search(text)):
            return text.encode(codec)
        return b"".join(c.encode("latin-1" if _UNDEFINED.match(c) else codec) for c in text)
    except UnicodeEncodeError:
        return None
