"""Names and their weights, read once per run from Faker's word lists, and a digest that notices new ones.

Faker's own draws are not used: they rebuild a weight list every time, and their stream depends on its
version. The lists depend on it, too, so their digest goes into the manifest and is compared with RECORDED.
"""

import functools
import hashlib
import importlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.packs import Pack, Region

SCALE = 10**9  # weights become whole numbers, so that no float decides anything
FALLBACK_LOCALE = "en_US"  # what Faker itself falls back on
LETTERS_WITHOUT_BASE = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "đ": "d", "\u0131": "i"}
)
LEFT_OUT = frozenset({"Dick", "Cumming"})  # names in Faker's lists that nobody reads aloud in a demo
# Faker writes some lists in capitals with the first letter alone: Mclaughlin, Oconnor.
_SMALL_BEHIND_MC = re.compile(r"^Mc([a-z])")
_WITHOUT_APOSTROPHE = re.compile(
    r"^(O|D)(brien|connell|connor|donnell|hara|keefe|leary|malley|neal|neill|reilly|sullivan|angelo)$"
)
_MAC = {
    "Macdonald": "MacDonald",
    "Macgregor": "MacGregor",
    "Macleod": "MacLeod",
    "Mackay": "MacKay",
    "Maclean": "MacLean",
}
# The lists that the golden files were made with. A Faker with others gives other names for the same seed.
RECORDED = {"en_US": "8c9aa7e6b9ec", "en_GB": "e3f4d384ff15", "en_NZ": "1d5cf574cdb3"}

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
        name = capitalised(word)
        merged[name] = merged.get(name, 0.0) + weight
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


@functools.cache
def read_countries() -> Mapping[str, str]:
    """Return the two letters of the countries that Faker knows, by their three letters and English names, case-folded."""
    countries = importlib.import_module("faker.providers.date_time").Provider.countries
    return {
        word.casefold(): each.alpha_2_code for each in countries for word in (each.alpha_3_code, each.name)
    }


def capitalised(name: str) -> str:
    """Return a name as its bearers write it: McLaughlin, O'Connor, MacDonald."""
    name = _SMALL_BEHIND_MC.sub(lambda found: f"Mc{found[1].upper()}", name)
    name = _WITHOUT_APOSTROPHE.sub(lambda found: f"{found[1]}'{found[2].capitalize()}", name)
    return _MAC.get(name, name)


def people_names(region: Region) -> tuple[Names, ...]:
    """Return the names of each group of a region's people, in the order of its file."""
    return tuple(
        Names(_listed(group.female), _listed(group.male), _listed(group.last), "")
        if group.last
        else _without(read_names(region.faker_locale), region.people.without)
        for group in region.people.groups
    )


def _listed(names: Mapping[str, int]) -> Weights:
    total = sum(names.values())
    return tuple((name, weight * SCALE // total) for name, weight in names.items())


def _without(names: Names, others: Collection[str]) -> Names:
    """Return a locale's names without the last names that another group has."""
    return (
        names._replace(last=tuple(pair for pair in names.last if pair[0] not in others)) if others else names
    )


def describe(names: Sequence[Names], packs: Iterable[Pack]) -> str:
    """Return the vocabulary's version for the manifest: who gave the words, and their digests."""
    parts = []
    if digests := " ".join(each.digest for each in names if each.digest):
        import faker

        parts.append(f"Faker {faker.VERSION} {digests}")
    if words := sorted({word for pack in packs for word in pack.commerce_words}):
        parts.append(f"faker-commerce {hashlib.sha256(repr(words).encode()).hexdigest()[:12]}")
    return ", ".join(parts) or "own words only"


def notice_of(region: Region, names: Sequence[Names]) -> str:
    """Return a notice when Faker's lists are not the recorded ones, or ''."""
    recorded = RECORDED.get(region.faker_locale)
    if all(each.digest in ("", recorded) or recorded is None for each in names):
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
    return "".join(c for c in without_accents(name) if "a" <= c <= "z") or "customer"


def without_accents(text: str) -> str:
    """Return a text in small letters, those with a base as it ("Chêne huilé" -> "chene huile")."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS_WITHOUT_BASE))
    return "".join(c for c in plain if not unicodedata.combining(c))
