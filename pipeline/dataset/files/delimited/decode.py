"""From bytes to lines: which encoding and separator a person's program saved with.

Promises: UTF-8 is read line by line, whatever the size; of another encoding the whole text is in memory. Nothing is lost or guessed silently; whatever was not plain UTF-8 with commas stands in `notes`.
Text that no known encoding explains is a finding with its line, never replaced characters.
"""

import codecs
import csv
import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pipeline.errors import Finding, FindingsError
from pipeline.schema.kinds import Kind
from pipeline.text import clean, counted, listed

if TYPE_CHECKING:
    from pipeline.dataset.files.delimited.encodings import Reading

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MARKED = "UTF-8 with a byte order mark"
SEPARATOR_LINE = re.compile(r"\"?sep=(.)\"?\r?(?:\n|$)", re.IGNORECASE)
_BLANK_LINE = re.compile(r'[\s,;|"]+')  # nothing, in as many cells as may be
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    (codecs.BOM_UTF8, "utf-8", MARKED),
)
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*")
_FEW = 4  # letters that are right for each that isn't
_SHOWN = 3
_ASCII = 0x7F
_CHUNK_BYTES = 1 << 20
_HEAD = 512  # bytes looked at for UTF-16 without a mark: a header of Latin letters is half zeros


@dataclass(frozen=True, slots=True)
class Decoded:
    """The lines behind a `sep=` line, if there was one, read once; `first_line` is the line the header stands on.

    Lines end at line feeds alone. `encoding` is Python's name of it; `guessed`: others are as likely.
    """

    lines: Iterator[str]
    separator: str
    first_line: int
    notes: tuple[str, ...]
    encoding: str = "utf-8"
    guessed: bool = False


def decode_file(file: BinaryIO, name: str, kind: Kind) -> tuple[Decoded, str]:
    """Return the text of a CSV file, which may not be closed before it is read, and the sha256 (hex) of its bytes.

    Raises FindingsError as `decode`.
    """
    encoding, mark, said = _encoding_of(file.read(_HEAD))
    digest = _digest_of_utf8(file) if encoding == "utf-8" else None
    if digest is None:
        file.seek(0)
        data = file.read()
        return decode(data, name, kind), hashlib.sha256(data).hexdigest()
    file.seek(len(mark))
    begin = file.read(_CHUNK_BYTES)
    file.seek(len(mark))
    lines: Iterator[str] = map(bytes.decode, file)  # a file of bytes has lines that end at line feeds alone
    if (
        b"\r" in begin and b"\n" not in begin
    ):  # it is one line, which is refused for what stands at its beginning
        lines = iter([begin.decode(errors="ignore")])
    return _decoded(lines, kind, [said] if said else [], encoding, guessed=False), digest


def _digest_of_utf8(file: BinaryIO) -> str | None:
    """Return the sha256 (hex) of a file, None where it is not UTF-8 or holds a NUL character."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            if "\0" in decoder.decode(chunk):
                return None
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return digest.hexdigest()


def decode(data: bytes, file: str, kind: Kind) -> Decoded:
    """Return the text of a CSV file and what had to be decoded; raise FindingsError where that fails."""
    notes: list[str] = []
    text, encoding, guessed = _text_of(data, file, notes)
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise unreadable(file, line, "A NUL character stands in the file.", "Save it again as CSV (UTF-8).")
    return _decoded(_lines_of(text), kind, notes, encoding, guessed=guessed)


def _decoded(lines: Iterator[str], kind: Kind, notes: list[str], encoding: str, *, guessed: bool) -> Decoded:
    first, first_line, separator = next(lines, "").lstrip("\ufeff"), 1, None
    said = SEPARATOR_LINE.match(first)
    if said and said[1] in SEPARATORS:
        first, first_line, separator = next(lines, ""), 2, said[1]
        notes.append('a "sep=" line')
    above = 0
    while _BLANK_LINE.fullmatch(first):
        first, above = next(lines, ""), above + 1
    if above and first:
        notes.append(f"{counted(above, 'blank line')} above the header")
        first_line += above
    separator = separator or sniffed(first, kind)
    if separator != ",":
        notes.append(f"separated by {SEPARATORS[separator]}")
    return Decoded(
        itertools.chain([first], lines), separator, first_line, tuple(notes), encoding, guessed=guessed
    )


def _lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a text as a file of it would, which would hold it four times over."""
    at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        yield text[at:end]
        at = end


def unreadable(
    file: str, row: int | None, rule: str, way_out: str, value: str | None = None
) -> FindingsError:
    """Return the error of a file that can't be read, with its one finding."""
    finding = Finding(file, row, None, value, rule, way_out)
    where = f"{clean(file)}, row {row}" if row else clean(file)
    return FindingsError(
        f"{where} can't be read. {rule}", code="dataset-unreadable", hint=way_out, findings=(finding,)
    )


def _text_of(data: bytes, file: str, notes: list[str]) -> tuple[str, str, bool]:
    """Return the text, its encoding, and whether that is a guess."""
    encoding, mark, said = _encoding_of(data)
    body = data[len(mark) :]
    try:
        text, guessed = body.decode(encoding), False
    except UnicodeDecodeError as wrong:
        line = body.count(b"\n", 0, wrong.start) + 1
        if encoding != "utf-8" or mark:
            raise unreadable(
                file, line, f"The file begins like {said} and then isn't.", "Save it again as CSV (UTF-8)."
            ) from None
        if _mostly_utf8(body):
            value, rule = f"byte 0x{body[wrong.start]:02X}", "The file is UTF-8, but not in this row."
            raise unreadable(file, line, rule, "Mend the row, or save the file again.", value) from None
        reading = _reading_of(body, file)
        text, encoding, guessed = body.decode(reading.encoding), reading.encoding, not reading.sure
        said = f"{reading.name}, a guess by letters such as {_examples(text)}" if guessed else reading.name
    if said:
        notes.append(said)
    return text, encoding, guessed


def _mostly_utf8(data: bytes) -> bool:
    """Whether letters beyond ASCII are UTF-8 but for a few: saved so, and damaged since."""
    lost = data.decode("utf-8", errors="replace").count("\ufffd")
    return len(_SEVERAL_BYTES.findall(data)) > _FEW * lost


def _examples(text: str) -> str:
    """Return some words that an encoding gave other letters."""
    words = dict.fromkeys(found[0] for found in _BEYOND_ASCII.finditer(text))
    return listed([f'"{clean(word, 20)}"' for word in list(words)[:_SHOWN]])


def _encoding_of(data: bytes) -> tuple[str, bytes, str]:
    for mark, encoding, said in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding, mark, said
    head = data[:_HEAD]
    half = len(head) // 4  # half of the zeros that Latin text in UTF-16 would have
    if half and head[1::2].count(0) > half and 0 not in head[0::2]:
        return "utf-16-le", b"", "UTF-16 without a byte order mark"
    if half and head[0::2].count(0) > half and 0 not in head[1::2]:
        return "utf-16-be", b"", "UTF-16 without a byte order mark"
    return "utf-8", b"", ""


def _reading_of(data: bytes, file: str) -> "Reading":
    from pipeline.dataset.files.delimited.encodings import reading_of  # most files are UTF-8

    reading = reading_of(data)
    if reading is None:
        at = next(place for place, byte in enumerate(data) if byte > _ASCII)
        line, value = data.count(b"\n", 0, at) + 1, f"byte 0x{data[at]:02X}"
        rule = "The text is neither UTF-8 nor Windows-1252, nor plainly in another encoding."
        raise unreadable(file, line, rule, "Save it again as CSV (UTF-8).", value)
    return reading


def sniffed(text: str, kind: Kind) -> str:
    """Return the separator under which the header shows the most columns that we know, else the most."""
    header = text[: text.find("\n")] if "\n" in text else text
    return max(SEPARATORS, key=lambda separator: _known_columns(header, separator, kind))


def _known_columns(header: str, separator: str, kind: Kind) -> tuple[int, int]:
    try:
        names = next(csv.reader([header[:65_536]], delimiter=separator), [])
    except csv.Error:
        return 0, 0
    return sum(name.strip().lower() in kind.fields for name in names), len(names)
