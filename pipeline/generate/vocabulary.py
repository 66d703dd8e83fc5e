"""Names and their weights, read once per run from Faker's word lists, and a digest that notices new ones.

Faker's own draws are not used: they rebuild a weight list every time, and their stream depends on its
version. The lists depend on it, too, so their digest goes into the manifest and is compared with RECORDED.
"""

import hashlib
import importlib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.packs import Pack, Region

SCALE = 10**9  # weights become whole numbers, so that no float decides anything
FALLBACK_LOCALE = "en_US"  # what Faker itself falls back on
LETTERS_WITHOUT_BASE = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "đ": "d", "\u0131": "i"}
)
LEFT_OUT = frozenset({"Dick", "Cumming"})  # names in Faker's lists that nobody reads aloud in a demo
# The lists that the golden files were made with. A Faker with others gives other names for the same seed.
RECORDED = {
    "en_US": "0bc8715c6c89",
    "en_GB": "40cb363ae815",
    "en_NZ": "1d5cf574cdb3",
    "en_AU": "0bc8715c6c89",
    "en_CA": "0bc8715c6c89",
}

Weights = tuple[tuple[str, int], ...]


class Names(NamedTuple):
    """The first names by gender and the last names of a locale, with whole-number weights."""

    female: Weights
    male: Weights
    last: Weights
    digest: str


def _weights(words: Mapping[str, float] | Iterable[str]) -> Weights:
    pairs = words.items() if isinstance(words, Mapping) else ((word, 1.0) for word in words)
    merged: dict[str, float] = {}
    for word, weight in pairs:
        if word in LEFT_OUT:
            continue
        merged[word] = merged.get(word, 0.0) + weight
    total = sum(merged.values())
    return tuple((word, max(round(weight / total * SCALE), 1)) for word, weight in merged.items())


def read_names(locale: str) -> Names:
    """Return the names of a Faker locale; a locale without names of its own has the English ones."""
    # only the one provider's module: starting a whole Faker takes longer than making 100,000 customers
    try:
        module = importlib.import_module(f"faker.providers.person.{locale}")
    except ModuleNotFoundError:
        module = importlib.import_module(f"faker.providers.person.{FALLBACK_LOCALE}")
    provider = module.Provider
    lists = [
        _weights(getattr(provider, name)) for name in ("first_names_female", "first_names_male", "last_names")
    ]
    return Names(lists[0], lists[1], lists[2], hashlib.sha256(repr(lists).encode()).hexdigest()[:12])


def describe(names: Names | None, packs: Iterable[Pack]) -> str:
    """Return the vocabulary's version for the manifest: who gave the words, and their digests."""
    parts = []
    if names is not None:
        import faker

        parts.append(f"Faker {faker.VERSION} {names.digest}")
    if words := sorted({word for pack in packs for word in pack.commerce_words}):
        parts.append(f"faker-commerce {hashlib.sha256(repr(words).encode()).hexdigest()[:12]}")
    return ", ".join(parts) or "own words only"


def notice_of(region: Region, names: Names) -> str:
    """Return a notice when Faker's lists are not the recorded ones, or ''."""
    if RECORDED.get(region.faker_locale, names.digest) == names.digest:
        return ""
    return (
        f"Faker's {region.faker_locale} names are not the ones that this version was made with: "
        "the same seed gives other names than elsewhere."
    )


def ascii_letters(name: str) -> str:
    """Return a name as it stands in an e-mail: lower-case a-z only ("José María O'Brien" -> "josemariaobrien")."""
    low = name.lower()
    if low.isascii() and low.isalpha():
        return low
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS_WITHOUT_BASE))
    return "".join(c for c in plain if "a" <= c <= "z") or "customer"
