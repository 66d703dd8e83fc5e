"""Frozen option values and their rules: prefix, token, base address, counts, and what to generate. Pure."""

import ipaddress
import re
import string
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from pipeline.errors import UsageError
from pipeline.text import clean, counted

COUNT_RANGE = (1, 500)  # the specification's clamp
SEED_LIMIT = 2**64
API_VERSION = "2.0"
SANDBOX_PREFIX = "sandbox"

_PREFIX = re.compile(
    r"(?!xn--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)  # xn--: an encoded name, shown as another one
_API_VERSION = re.compile(r"\d{1,4}(\.\d{1,2}|-\d{2})")
_API_ROOT = re.compile(r"/api/\d{1,4}(\.\d{1,2}|-\d{2})")
_TOKEN_LENGTHS = (1, 4096)
_TOKEN_CHARACTERS = frozenset(string.ascii_letters + string.digits + string.punctuation)


class Token:
    """A personal access token that can't be printed by accident; `reveal()` is for the one header."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the token itself."""
        return self._text

    @property
    def masked(self) -> str:
        """Enough to tell two tokens apart, never enough to use one."""
        return f"…{self._text[-4:]}" if len(self._text) >= 16 else "…"  # noqa: PLR2004 - four of sixteen tell nothing

    def __repr__(self) -> str:
        return "Token(…)"

    __str__ = __repr__


def parse_token(text: str) -> Token:
    """Return the token; raise UsageError, never echoing it, unless it is printable ASCII without blanks.

    Tokens are opaque (XSERIES.md), so nothing else is asked of them. A bad header value would put the
    token into httpx's exception text, so this comes before any header.
    """
    stripped = text.strip(" \t\r\n")
    low, high = _TOKEN_LENGTHS
    if not low <= len(stripped) <= high or not _TOKEN_CHARACTERS.issuperset(stripped):
        what = (
            "is empty"
            if not stripped
            else "has characters that no token has (blanks, line breaks, non-ASCII)"
        )
        raise UsageError(
            f"The token {what}.",
            code="token-invalid",
            hint="Copy it again from Setup > Personal Tokens in the store; it is not shown here on purpose.",
        )
    return Token(stripped)


def parse_prefix(text: str) -> str:
    """Return the store's domain prefix, lower-cased; raise UsageError for anything that isn't one host label.

    `fullmatch`, because `match` with `$` lets a newline through, and 'evil.com/' would redirect the token.
    """
    stripped = text.strip().lower()
    if not _PREFIX.fullmatch(stripped):
        raise UsageError(
            f'"{clean(text, 80)}" is not a domain prefix.',
            code="prefix-invalid",
            hint='It is the part before ".retail.lightspeed.app": letters, digits and dashes, such as "mystore".',
        )
    return stripped


def parse_api_version(text: str) -> str:
    """Return the version segment of the path ('2.0', '2026-07'); raise UsageError otherwise."""
    if not _API_VERSION.fullmatch(text.strip()):
        raise UsageError(
            f'"{clean(text, 40)}" is not an API version.',
            code="api-version-invalid",
            hint="Such as 2.0 or 2026-07.",
        )
    return text.strip()


def parse_base_url(text: str) -> str:
    """Return a loopback API root without a trailing slash; raise UsageError for any other address.

    An address of one's own is for a local store only: anywhere else the token goes to the vendor's host
    or nowhere (LOADING.md, *Secrets*).
    """
    stripped = text.strip().rstrip("/")
    try:
        parts = urlsplit(stripped)
        host, _ = parts.hostname or "", parts.port
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        parts, loopback = urlsplit(""), False
    fits = (
        loopback
        and parts.scheme in {"http", "https"}
        and _API_ROOT.fullmatch(parts.path)
        and not (parts.query or parts.fragment or parts.username or parts.password)
        and stripped == clean(stripped)
    )
    if not fits:
        raise UsageError(
            f'"{clean(text, 120)}" can\'t be a base URL.',
            code="base-url-invalid",
            hint="A base URL is the API root of a store on this machine, such as http://127.0.0.1:8787/api/2.0.",
        )
    return stripped


def clamp_count(number: int, noun: str, *, limited: bool = True) -> tuple[int, str]:
    """Return the count inside 1..500 and a notice ('' when nothing was changed); no limit: only 0 or more."""
    low, high = COUNT_RANGE if limited else (0, max(number, 0))
    inside = min(max(number, low), high)
    if inside == number:
        return number, ""
    way_out = " --no-limit lifts this." if limited and number > high else ""
    return (
        inside,
        f"{counted(number, noun)} asked for, {counted(inside, noun)} made ({low} to {high:,}).{way_out}",
    )


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """What to generate. Record i depends on `seed`, i and the packs only; see DESIGN.md, *Generating*.

    `start` shifts i, for more of the same shop; `rows` (first, last+1; counted from 0 within this dataset)
    makes a slice. `inactive_share` is 0..1. `near` is a metro of the region, or None for the seed's choice.
    """

    packs: tuple[str, ...]
    customers: int = 50
    products: int = 50
    seed: int = 0
    region: str = "us"
    near: str | None = None
    phones: Literal["fictional", "valid"] = "fictional"
    email_domain: str = "example.com"
    inactive_share: float = 0.0
    gaps: bool = False
    start: int = 0
    rows: tuple[int, int] | None = field(default=None)
