"""A person's own image: a JPEG, PNG or WebP inside the dataset's folder. What is wrong with a file that a cell names.

A file is judged by its bytes, never by its name. Nothing is decoded: the headers say how large the image is, and one that
would need more memory than a shop's photograph (a bomb) is refused unopened.
"""

import os
import stat
import struct
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

MAX_BYTES = 10 * 1024 * 1024  # what the store takes (pipeline/stores/xseries/README.md)
MAX_PIXELS = 50_000_000  # 7,000 by 7,000: more than any camera of a shop, and 200 MB once decoded
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_MARKER = 0xFF  # begins every marker of a JPEG
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # those without a length
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # those that state the size
_FORMATS = "Name a JPEG, PNG or WebP file, or empty the cell: then an image is drawn."
_SMALLER = "Save it smaller: 2,000 pixels across are plenty."


class Flaw(NamedTuple):
    """The rule that a file breaks, and the way out."""

    rule: str
    way_out: str


class Size(NamedTuple):
    """What an image is, and how many pixels it has across and down."""

    media_type: str
    width: int
    height: int


def path_of(folder: Path, name: str) -> Path | None:
    """Return where a cell's image lies, None for a name that leads out of the folder or nowhere."""
    try:
        path = (folder / name.strip()).resolve(strict=True)
        home = folder.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # not there; a NUL; a loop of links
        return None
    return path if path.is_relative_to(home) else None


def flaw_of(folder: Path, name: str) -> Flaw | None:
    """Return what is wrong with the image that a cell names, None when it can be sent."""
    if "://" in name:
        return Flaw(
            "It is an address, not a file.", "Save the image in the dataset's folder, and name that file."
        )
    path = path_of(folder, name)
    if path is None:
        return Flaw(
            "There is no such file in the dataset's folder.",
            "Put it there, such as photos/cardigan.jpg, or empty the cell: then an image is drawn.",
        )
    data = _read(path)
    if isinstance(data, Flaw):
        return data
    size = size_of(data)
    if size is None:
        return Flaw("It is no whole JPEG, PNG or WebP image.", _FORMATS)
    if not 0 < size.width * size.height <= MAX_PIXELS:
        return Flaw(
            f"It has {size.width:,} by {size.height:,} pixels; at most {MAX_PIXELS:,} are taken, and one at least.",
            _SMALLER,
        )
    return None


def size_of(data: bytes) -> Size | None:
    """Return what an image's bytes are, None for what is no whole JPEG, PNG or WebP."""
    with suppress(struct.error, IndexError):  # it ends too early
        for start, read in ((_PNG, _png), (_JPEG, _jpeg), (b"RIFF", _webp)):
            if data.startswith(start):
                return read(data)
    return None


def _read(path: Path) -> bytes | Flaw:
    """Return a plain file's bytes; a pipe or a device is never waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return Flaw("It is no plain file.", _FORMATS)
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as wrong:
        return Flaw(f"It can't be read: {wrong.strerror}.", "Make it readable, or name another file.")
    if len(data) > MAX_BYTES:
        return Flaw("It is larger than 10 MB, which the store refuses.", _SMALLER)
    return data


def _png(data: bytes) -> Size | None:
    if data[12:16] != b"IHDR" or _PNG_END not in data[-64:]:
        return None
    return Size("image/png", *struct.unpack(">II", data[16:24]))


def _jpeg(data: bytes) -> Size | None:
    """Walk the markers up to the frame's header: its height and width stand there."""
    at = 2
    while data[at] == _MARKER:
        kind = data[at + 1]
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Size("image/jpeg", width, height) if _JPEG_END in data[at + 9 :] else None
        if kind == _MARKER:  # filling
            at += 1
        else:
            at += 2 if kind in _STANDALONE else 2 + max(struct.unpack(">H", data[at + 2 : at + 4])[0], 2)
    return None


def _webp(data: bytes) -> Size | None:
    """Read the first chunk: VP8X (extended), VP8L (lossless) or VP8 (lossy)."""
    if data[8:12] != b"WEBP" or struct.unpack("<I", data[4:8])[0] + 8 > len(data) + 1:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = (1 + int.from_bytes(data[k : k + 3], "little") for k in (24, 27))
    elif kind == b"VP8L" and data[20] == 0x2F:  # noqa: PLR2004 - its signature
        bits = int.from_bytes(data[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = (value & 0x3FFF for value in struct.unpack("<HH", data[26:30]))
    else:
        return None
    return Size("image/webp", width, height)
