"""Frozen option values and their rules: prefix, token, counts, and what to generate. Pure."""

import re
import string
from dataclasses import dataclass, field
from typing import Literal

from pipeline.errors import UsageError
from pipeline.text import clean, counted

COUNT_MAX = 500  # the specification's clamp; its lower end was 1, but 0 is an answer, too: none of them
SEED_LIMIT = 2**64
API_VERSION = "2.0"
SANDBOX_PREFIX = "sandbox"
REGION = "us"  # where customers live unless somebody says otherwise

# One host label, matched whole. xn--: an encoded name, shown as another one
PREFIX_SHAPE = re.compile(r"(?!xn--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
HOST_SUFFIX = ".retail.lightspeed.app"
_STORE_URL = re.compile(
    rf"(https?://)?(?P<prefix>{PREFIX_SHAPE.pattern}){re.escape(HOST_SUFFIX)}(:443)?([/?#][!-~]*)?"
)
_TOKEN_LENGTHS = (1, 4096)
_QUOTES = frozenset(
    "\"'`\u00b4\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
)  # no token begins or ends with one
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

    Tokens are opaque (pipeline/stores/xseries/README.md, *Addresses, auth, versions*), so nothing else is asked of them. A bad header value would put the
    token into httpx's exception text, so this comes before any header.
    """
    stripped = text.strip(
        " \t\r\n\ufeff"
    )  # a byte order mark before it: some editors put one into every file
    if stripped[:1] in _QUOTES or stripped[-1:] in _QUOTES:
        raise UsageError(
            "The token stands in quotes.",
            code="token-quoted",
            hint="Take the quotation marks away: the token alone, as the store shows it.",
        )
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
    """Return the store's domain prefix, lower-cased, also of the store's address as a browser shows it.

    Raises UsageError for anything that isn't one host label.

    `fullmatch`, because `match` with `$` lets a newline through, and 'evil.com/' would redirect the token.
    """
    stripped = text.strip().lower()
    if found := _STORE_URL.fullmatch(stripped):
        stripped = found["prefix"]
    if not PREFIX_SHAPE.fullmatch(stripped):
        raise UsageError(
            f'"{clean(text, 80)}" is not a domain prefix.',
            code="prefix-invalid",
            hint=f'It is the part before "{HOST_SUFFIX}": letters, digits and dashes, such as "mystore".',
        )
    return stripped


def require_counts(customers: int, products: int) -> None:
    """Raise UsageError for a count below zero, and where nothing is asked for at all."""
    for number, noun in ((customers, "customers"), (products, "products")):
        if number < 0:
            raise UsageError(
                f"{number:,} {noun} can't be made.", code="count-invalid", hint="0 is none, 50 are fifty."
            )
    if customers == products == 0:
        raise UsageError(
            "Neither customers nor products were asked for.",
            code="nothing-to-make",
            hint="Ask for some with --customers or --products.",
        )


def clamp_count(number: int, noun: str) -> tuple[int, str]:
    """Return the count, 500 at most, and a notice ('' when nothing was changed)."""
    if number <= COUNT_MAX:
        return number, ""
    return (
        COUNT_MAX,
        f"{counted(number, noun)} asked for, {counted(COUNT_MAX, noun)} made, the most. generate --no-limit lifts this.",
    )


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """What to generate. Record i depends on `seed`, i and the packs only.

    `start` shifts i, for more of the same shop; `rows` (first, last+1; counted from 0 within this dataset)
    makes a slice. `inactive_share` is 0..1, of families. `near` is a metro of the region, or None for the seed's choice.
    `variants`: products in families, else one product per row. `outlets` have levels of stock of their own.
    `scenarios`: known cases take the place of rows near the beginning.
    """

    packs: tuple[str, ...]
    customers: int = 50
    products: int = 50
    seed: int = 0
    region: str = REGION
    near: str | None = None
    phones: Literal["fictional", "valid"] = "fictional"
    email_domain: str = "example.com"
    emails: Literal["random", "plain"] = "random"
    inactive_share: float = 0.0
    gaps: bool = False
    start: int = 0
    rows: tuple[int, int] | None = field(default=None)
    variants: bool = True
    outlets: tuple[str, ...] = ()
    scenarios: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many records are asked for, by kind; how many there are of other kinds follows from these."""
        return {"customer": self.customers, "product": self.products}

    def span(self, count: int) -> tuple[int, int]:
        """Return first and last of this run's record numbers first .. last-1, where `count` were asked for."""
        low, high = self.rows or (0, count)
        return self.start + min(low, count), self.start + min(high, count)
