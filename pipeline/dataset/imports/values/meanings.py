"""What a person most likely meant by a cell that its form refuses: yes for true, USA for US, $1,299.95 for 1299.95. Pure."""

import re

import polars as pl

from pipeline.dataset.imports.values.amounts import plain_number
from pipeline.schema.fields import Form

_ZEROS = re.compile(r"(\.[0-9]{2})0+$")
_MILLS = re.compile(r"\.[0-9]{3}")
_DIGITS = r"[0-9.,'\u2019\s]+"
# What spreadsheets make of true and false, in the languages in which they have words of their own; Turkish and Greek capitals
# are no clear small letters, so that these stand here in each spelling.
_SHEET_TRUE = (
    "wahr vrai verdadero vero verdadeiro waar prawda pravda sand sant sann tosi doğru истина істина igaz adevărat αληθης αληθησ "
    "tõene patiess istina vertader cert"
)
_SHEET_FALSE = (
    "falsch faux falso onwaar fałsz nepravda falsk falskt usann epätosi yanlış yanliş yanli̇ş ложь хибність неистина hamis fals "  # noqa: RUF001 - letters of other alphabets
    "ψευδης ψευδησ väär aplams laž"
)
_YES = "ja oui sí si sì sim tak ano kyllä evet igen да так ναι はい 是 예"  # noqa: RUF001 - letters of other alphabets
_NO = "nein non não nee nie ne nej nei ei hayır hayir nem nu нет ні ні όχι いいえ 否 아니요"  # noqa: RUF001 - letters of other alphabets
YES = frozenset(f"true yes y 1 t on active x published enabled {_SHEET_TRUE} {_YES}".split())
NO = frozenset(f"false no n 0 -1 f off inactive draft archived disabled {_SHEET_FALSE} {_NO}".split())
# ... in a column that asks whether somebody wants mail; in one that asks for the opposite these words are no answer
AGREED, REFUSED = YES | {"subscribed"}, NO | {"unsubscribed", "cleaned"}
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


# By their names in other languages, as programs of those countries write their own and their neighbours'
_COUNTRIES |= {
    joined.replace("_", " "): code
    for code, names in {
        "AT": "österreich autriche",
        "AU": "australie australien",
        "BE": "belgië belgique belgien",
        "BR": "brasil",
        "CA": "canadá kanada",
        "CH": "schweiz suisse svizzera",
        "CN": "中国",
        "CZ": "česko česká_republika tschechien",
        "DE": "deutschland allemagne alemania germania duitsland niemcy",
        "DK": "danmark dänemark",
        "ES": "españa espagne spanien spagna",
        "FI": "suomi finnland",
        "FR": "frankreich francia frankrijk",
        "GB": "royaume-uni reino_unido regno_unito vereinigtes_königreich",
        "IE": "éire irland irlande",
        "IT": "italia italie italien",
        "JP": "日本 japon",
        "LU": "luxemburg",
        "MX": "méxico mexique",
        "NL": "nederland niederlande pays-bas",
        "NO": "norge norwegen norvège",
        "NZ": "neuseeland nouvelle-zélande",
        "PL": "polska polen pologne",
        "SE": "sverige schweden suède",
        "US": "états-unis estados_unidos stati_uniti vereinigte_staaten",
    }.items()
    for joined in names.split()
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
    number = plain_number(text) if form in {Form.MONEY, Form.NUMBER} else None
    if number is None or form is Form.NUMBER:
        return number
    amount = _ZEROS.sub(r"\1", number)  # behind the cents programs write them
    return None if _MILLS.search(amount) else amount


def _country(word: str) -> str | None:
    from pipeline.generate.customers.vocabulary import read_countries  # most files have two letters

    return read_countries().get(word)


def _whole(text: str) -> str | None:
    """Return 10 for 1.00E+01 or 10,0, 1200 for 1,200; None for what has a part, or digits that are not shown."""
    short = re.fullmatch(r"([0-9])(?:[.,]([0-9]*))?[eE][+]?([0-9]{1,2})", text)
    if short is not None:
        digits, places = short[1] + (short[2] or ""), 1 + int(short[3])
        exact = places <= len(digits) and not digits[places:].strip("0")
        return digits[:places] if exact else None
    if re.fullmatch(r"[0-9]+\.[0-9]{3}", text):  # of what is weighed there may be 1.250
        return None
    groups = re.fullmatch(r"([1-9][0-9]{0,2}),([0-9]{3})", text)
    if groups is not None:  # one and 200 thousandths would be no whole number, but 12,000 may be 12
        return None if groups[2] == "000" else groups[1] + groups[2]
    number = plain_number(text) if re.fullmatch(_DIGITS, text) else None
    whole, _, part = (number or "").partition(".")
    return whole if whole and not part.strip("0") else None
