"""Dates as spreadsheets write them by themselves, of texts such as 10-12: 12-Oct, 10. Dez, 12/out, 10月12日, 12/10/2026. Pure."""

import re

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Where other languages' spreadsheets differ; Italian "set" is left out, since a 10-set is a set of ten
_OTHERS = {
    1: ("Jän", "janv", "jan", "ene", "gen"),
    2: ("févr", "feb"),
    3: ("Mrz", "Mär", "mars", "mrt", "mar"),
    4: ("avr", "abr", "apr"),
    5: ("Mai", "mai", "may", "mei", "mag", "maj"),
    6: ("juin", "jun", "giu"),
    7: ("juil", "jul", "lug"),
    8: ("août", "aug", "ago"),
    9: ("sept", "sep"),
    10: ("Okt", "oct", "okt", "ott"),
    11: ("nov",),
    12: ("Dez", "déc", "dic", "dec"),
}
# Those written behind a point or a slash alone (12.paź, 12/out), some of which are words behind a hyphen
_POINTED = {
    1: ("sty", "Oca", "янв"),
    2: ("fev", "lut", "Şub", "фев"),
    3: ("мар",),
    4: ("kwi", "Nis", "апр"),
    5: ("май",),
    6: ("cze", "Haz", "июн"),
    7: ("lip", "Tem", "июл"),
    8: ("sie", "Ağu", "авг"),
    9: ("wrz", "Eyl", "сен"),
    10: ("out", "paź", "Eki", "окт"),
    11: ("lis", "Kas", "ноя"),
    12: ("dez", "des", "gru", "Ara", "дек"),
}
_NUMBERS = {name: number for number, name in enumerate(_ENGLISH, 1)} | {
    name: number for months in (_OTHERS, _POINTED) for number, names in months.items() for name in names
}
_HYPHENED = "|".join(
    sorted({*_ENGLISH, *(name for names in _OTHERS.values() for name in names)}, key=len, reverse=True)
)
_MONTHS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_YEAR = r"(?:19|20)[0-9]{2}"

# Of any code: a date that nobody but a spreadsheet writes so
SHEET_DATE = (
    rf"^(?:[0-9]{{1,2}}(?:-|\. )(?:{_HYPHENED})\.?(?:[- ][0-9]{{2,4}})?|(?:{_HYPHENED})\.?-[0-9]{{2}}|"
    rf"[0-9]{{1,2}}[./](?:{_MONTHS})(?:[./][0-9]{{2,4}})?|[0-9]{{1,2}}[月월] ?[0-9]{{1,2}}[日일]|"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2} 00:00:00)$"
)
# Of a text that should be no date at all: 12/10/2026, 12/10/26, 10.12.2026, 2026-10-12 too
ANY_DATE = (
    rf"{SHEET_DATE}|^(?:[0-9]{{1,2}}/[0-9]{{1,2}}/(?:[0-9]{{2}}|{_YEAR})|[0-9]{{1,2}}[.-][0-9]{{1,2}}[.-]{_YEAR}|"
    rf"{_YEAR}[/.-][0-9]{{1,2}}[/.-][0-9]{{1,2}})$"
)
_ANY_DATE = re.compile(ANY_DATE)
_PARTS = re.compile(rf"{_MONTHS}|[0-9]+")


def date_numbers(text: str) -> tuple[int, ...] | None:
    """Return day, month and year of a date in the order in which they stand, the month as a number; None for no date."""
    if not _ANY_DATE.match(text):
        return None
    parts = _PARTS.findall(text.removesuffix(" 00:00:00"))
    return tuple(_NUMBERS.get(part) or int(part) for part in parts)
