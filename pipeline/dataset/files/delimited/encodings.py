"""In which encoding a file was saved that is not UTF-8: by the letters that each would make of its bytes.

Promises: the encoding is the one under which the text looks most like words (`oddness`), of equals the one whose language
models fit best; it is `sure` only where no other reading comes near. Does not promise that a guess is right: a few letters
may mean something in several encodings.
"""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.dataset.files.delimited.oddness import oddness

_SAMPLE = 65_536  # bytes of lines beyond ASCII: more change no answer
_BEYOND = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
# What programs save with, and how likely one is before its text is looked at: Excel's for the Americas and western Europe is
# everywhere. The names are Python's.
_LIKELY: dict[str, float] = {"cp1252": 1.5, "cp1254": 1.2, "mac-roman": 1.1, "cp1250": 1.1, "cp1251": 1.1}
_NAMES = {
    "cp1252": "Windows-1252",
    "mac-roman": "Mac Roman",
    "cp850": "code page 850 of DOS",
    "cp437": "code page 437 of DOS",
    "cp1250": "Windows-1250",
    "iso8859-2": "ISO 8859-2",
    "iso8859-15": "ISO 8859-15",
    "cp852": "code page 852 of DOS",
    "mac-latin2": "Mac Central European",
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "cp866": "code page 866 of DOS",
    "mac-cyrillic": "Mac Cyrillic",
    "iso8859-5": "ISO 8859-5",
    "cp1253": "Windows-1253",
    "iso8859-7": "ISO 8859-7",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp1257": "Windows-1257",
    "cp874": "Windows-874",
    "cp932": "Shift JIS",
    "euc-jp": "EUC-JP",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp949": "EUC-KR",
}
_PLAIN = {"euc_jis_2004": "euc-jp", "shift_jis_2004": "cp932", "big5hkscs": "big5"}
_NEAR = 1.5  # times: a reading that fits so much better than the next is sure
_EAST, _NEAR_EAST = (
    {"cp932", "euc-jp", "gb18030", "big5", "cp949"},
    3.0,
)  # a few characters of Asia are text in each of these
_ODDEST = 0.34  # of the signs beyond ASCII: more, and it is no text in any of these


class Reading(NamedTuple):
    """An encoding, by Python's name and for people, and whether no other is as likely."""

    encoding: str
    name: str
    sure: bool


class _Fit(NamedTuple):
    """How a text looks: the less odd the better, then the more its language models agree."""

    odd: int
    misfit: float
    encoding: str


def reading_of(data: bytes) -> Reading | None:
    """Return the encoding of bytes that are not UTF-8; None where they are text in none that is known.

    One letter alone tells nothing: it is read as Windows-1252 or not at all.
    """
    sample = b"\n".join(_lines(data))
    fits = sorted(_fits(sample))
    while fits:
        best, others = fits[0], fits[1:]
        beyond = sum(not c.isascii() for c in sample.decode(best.encoding))
        if best.odd > beyond * _ODDEST or (
            beyond == 1 and not any(each.encoding == "cp1252" for each in fits)
        ):
            return None
        try:
            data.decode(best.encoding)
        except UnicodeDecodeError:  # behind the sample
            fits = others
            continue
        near = _NEAR_EAST if best.encoding in _EAST else _NEAR
        rival = any(each.odd == 0 and each.misfit * near < best.misfit for each in others)
        sure = best.odd == 0 and (best.encoding == "cp1252" or not rival)
        return Reading(best.encoding, _NAMES[best.encoding], sure)
    return None


def _lines(data: bytes) -> Iterator[bytes]:
    """Yield lines beyond ASCII, as many as are a sample."""
    size = 0
    for found in _BEYOND.finditer(data):
        yield found[0]
        size += len(found[0])
        if size > _SAMPLE:
            return


def _fits(sample: bytes) -> list[_Fit]:
    """Return how well each encoding fits that reads a text of its own."""
    from chardet import detect_all

    found = detect_all(sample, ignore_threshold=True, compat_names=False)
    models = {_codec(each["encoding"] or ""): each["confidence"] for each in found}
    best: dict[str, _Fit] = {}
    for encoding in _NAMES:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        likely = models.get(_codec(encoding), 0.0) * _LIKELY.get(encoding, 1.0)
        fit = _Fit(oddness(text), -likely, encoding)
        first = best.setdefault(text, fit)  # of encodings that mean the same, the usual one
        best[text] = first._replace(misfit=min(first.misfit, fit.misfit))
    return list(best.values())


def _codec(name: str) -> str:
    """Return Python's one name of an encoding, of one with more letters the plain one's; '' for one that it doesn't have."""
    try:
        return codecs.lookup(_PLAIN.get(name.lower(), name)).name
    except LookupError:
        return ""
