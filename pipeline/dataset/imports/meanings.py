"""What a person most likely meant by a cell that its form refuses: yes for true, USA for US, $1,299.95 for 1299.95. Pure."""

import re

import polars as pl

from pipeline.dataset.imports.amounts import plain_number
from pipeline.schema.fields import Form

_DIGITS = r"[0-9.,'\u2019\s]+"
YES = frozenset(
    "true yes y 1 t on ja oui active wahr vrai x published enabled subscribed".split()  # noqa: SIM905 - a list of words
)
NO = frozenset(
    "false no n 0 -1 f off nein non inactive falsch faux draft archived disabled unsubscribed".split()  # noqa: SIM905
)
_COUNTRIES = {  # names that the list of all countries has not, or has in other words
    "china": "CN",
    "czechia": "CZ",
    "côte d'ivoire": "CI",
    "england": "GB",
    "great britain": "GB",
    "hkg": "HK",
    "hong kong": "HK",
    "ireland": "IE",
    "ivory coast": "CI",
    "netherlands": "NL",
    "northern ireland": "GB",
    "pri": "PR",
    "puerto rico": "PR",
    "scotland": "GB",
    "the netherlands": "NL",
    "u.s.": "US",
    "u.s.a.": "US",
    "uk": "GB",
    "united states of america": "US",
    "wales": "GB",
}


def means(text: pl.Expr, words: frozenset[str]) -> pl.Expr:
    """Return whether a cell is one of YES or NO."""
    return text.str.strip_chars().str.to_lowercase().is_in(sorted(words))


def meant_by(form: Form, text: str) -> str | None:
    """Return the canonical text that a person most likely meant, or None."""
    word = text.strip().casefold()
    if form is Form.BOOLEAN:
        return "true" if word in YES else "false" if word in NO else None
    if form is Form.COUNTRY:
        return _COUNTRIES.get(word) or _country(word)
    if form is Form.COUNT:
        return _whole(text.strip())
    return plain_number(text) if form in {Form.MONEY, Form.NUMBER} else None


def _country(word: str) -> str | None:
    from pipeline.generate.vocabulary import read_countries  # most files have two letters

    return read_countries().get(word)


def _whole(text: str) -> str | None:
    """Return 10 for 1.00E+01 or 10,0, 1200 for 1,200; None for what has a part, or digits that are not shown."""
    short = re.fullmatch(r"([0-9])(?:[.,]([0-9]*))?[eE][+]?([0-9]{1,2})", text)
    if short is not None:
        digits, places = short[1] + (short[2] or ""), 1 + int(short[3])
        exact = places <= len(digits) and not digits[places:].strip("0")
        return digits[:places] if exact else None
    groups = re.fullmatch(r"([1-9][0-9]{0,2})[.,]([0-9]{3})", text)
    if groups is not None:  # one and 200 thousandths would be no whole number, but 12,000 may be 12
        return None if groups[2] == "000" else groups[1] + groups[2]
    number = plain_number(text) if re.fullmatch(_DIGITS, text) else None
    whole, _, part = (number or "").partition(".")
    return whole if whole and not part.strip("0") else None
