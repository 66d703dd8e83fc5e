"""Reading what a stranger answered: inflate under a cap, parse JSON with suspicion, quote for people. Pure.

Promises: whatever the bytes are, memory stays near the cap, nothing raises, no text that comes out is longer
than its bound or holds control characters, and the token is nowhere in it, however the answer wrote it.
"""

import json
import math
import re
import zlib
from dataclasses import dataclass, field
from typing import Any

from pipeline.text import clean

TEXT_LIMIT = 300  # characters of a body that a person is shown
HEADER_LIMIT = 120  # the longest legitimate one, an asctime date, has 24
TOKEN_MASK = "[token]"  # noqa: S105 - what stands in place of a token, not one

_EXCERPT_WINDOW = 8192  # characters of a body that are looked at for the excerpt
_VALUES_CAP = 1_000_000  # of a page of 1,000 records with a thousand values each; `[[],[],…` would cost 64 bytes a value
_DEPTH_CAP = 64  # the API nests about six deep
_DIGITS_CAP = 40  # of an integer; reading long ones takes time with the square of their length
_SHORTEST_SECRET = 8  # a shorter token is nobody's secret, and masking it would tear common words apart
_SMALLEST_LEAK = 4  # a shorter beginning of a token tells nothing
_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\"/\\]))")


_PLAIN = frozenset({"", "identity", "none"})  # none: a common mistake of servers for identity
_MEMBER = b"\x1f\x8b"  # how a member of gzip begins


def _new_inflater() -> Any:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)  # 16: with gzip's header


@dataclass(slots=True)
class Body:
    """A body that is being received: inflated as it comes, and never longer than `cap` bytes either way."""

    cap: int
    encoding: str = ""
    data: bytearray = field(default_factory=bytearray)
    broken: str = ""  # why the bytes can't be read as they were meant, '' when they can
    too_big: bool = False
    _received: int = 0
    _inflater: Any = None  # zlib doesn't export the type of its own objects
    _after: bytes = b""  # the end of one member, if it may be the beginning of the next one

    def __post_init__(self) -> None:
        encodings = {each.strip() for each in self.encoding.lower().split(",")} - _PLAIN
        if encodings in ({"gzip"}, {"x-gzip"}):
            self._inflater = _new_inflater()
        elif encodings:
            self.broken = "the answer's encoding is one that nobody asked for"

    def feed(self, chunk: bytes) -> bool:
        """Take the next bytes off the wire; return whether more may come."""
        self._received += len(chunk)
        if self._inflater is not None:
            chunk = self._inflate(chunk)
        if self._received > self.cap or len(self.data) + len(chunk) > self.cap:
            self.too_big, self.broken = True, f"the answer is longer than {self.cap:,} bytes"
            self.data.clear()
            return False
        self.data += chunk
        return True

    def _inflate(self, chunk: bytes) -> bytes:
        """Return at most one byte more than fits; what comes after an error or the last member is dropped."""
        inflated = bytearray()
        chunk = self._after + chunk
        while chunk and not self.broken:
            if self._inflater.eof:  # a stream may have several members (RFC 1952, 2.2)
                self._after = chunk if _MEMBER.startswith(chunk) else b""
                if not chunk.startswith(_MEMBER):
                    break
                self._inflater, self._after = _new_inflater(), b""
            try:
                inflated += self._inflater.decompress(chunk, self.cap - len(self.data) - len(inflated) + 1)
            except zlib.error:
                self.broken = "the answer is damaged"
                break
            if len(self.data) + len(inflated) > self.cap:
                break
            chunk = self._inflater.unused_data
        return bytes(inflated)

    def finish(self) -> bytes:
        """Return the inflated bytes; an unfinished gzip stream marks the body broken."""
        if self._inflater is not None and self._received and not self._inflater.eof:
            self.broken = self.broken or "the answer broke off"
        return bytes(self.data)


def parse_json(data: bytes, token: str) -> Any | None:
    """Return the JSON value in `data` with the token masked, or None for whatever can't be trusted as JSON.

    Duplicate keys, NaN, infinities, integers of more than 40 digits and nesting deeper than 64 are no JSON here:
    two readers would disagree about them, and a create's answer that is doubtful is looked up instead.
    """
    if sum(map(data.count, (b",", b"[", b"{"))) > _VALUES_CAP:
        return None
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse,
            parse_int=_short_integer,
            parse_float=_finite,
        )
        return _scrub(value, token, _DEPTH_CAP)
    except (ValueError, RecursionError):  # bad UTF-8 is a ValueError too
        return None


def excerpt(data: bytes, token: str) -> str:
    """Return the beginning of a body for people: on one line, without tags, control characters or the token."""
    text = data[:_EXCERPT_WINDOW].decode("utf-8", "replace")
    text = mask(_ESCAPE.sub(lambda found: found[2] or chr(int(found[1], 16)), text), token)
    if text.lstrip().startswith("<"):
        text = _TAG.sub(" ", text)
    return cleaned(text, token)


def cleaned(text: str, token: str, limit: int = TEXT_LIMIT) -> str:
    """Return `text` fit for a terminal, without the token, even where control characters had split it."""
    visible = clean(
        mask(text, token), len(text) + limit
    )  # hidden characters go first, and the cut comes last
    return clean(mask(visible, token), limit)


def mask(text: str, token: str) -> str:
    """Replace the token in `text`, also where the end of `text` cuts it off; tokens under 8 characters are no secret."""
    if len(token) < _SHORTEST_SECRET:
        return text
    masked = text.replace(token, TOKEN_MASK)
    for length in range(len(token) - 1, _SMALLEST_LEAK - 1, -1):
        if masked.endswith(token[:length]):
            return masked[:-length] + TOKEN_MASK
    return masked


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands there twice")
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _short_integer(digits: str) -> int:
    if len(digits) > _DIGITS_CAP:
        raise ValueError("no integer of the API is that long")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("no number of the API is that large")
    return number


def _scrub(value: Any, token: str, depth: int) -> Any:
    """Return `value` with the token masked and lone surrogates replaced in every string and key."""
    if depth < 0:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        text = value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
        return text if len(token) < _SHORTEST_SECRET else text.replace(token, TOKEN_MASK)
    if isinstance(value, list):
        return [_scrub(item, token, depth - 1) for item in value]
    if isinstance(value, dict):
        return {_scrub(key, token, depth): _scrub(item, token, depth - 1) for key, item in value.items()}
    return value
