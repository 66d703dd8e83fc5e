"""What a person most likely meant in a column of set words or of dates: Female is F, kilograms KG, 31/12/1990 is 1990-12-31. Pure.

Promises: a date is read where one reading alone is left. 5/4/1990 is none, whatever the country: who wrote it is not known.
"""

import datetime as dt
import re
from collections.abc import Iterable

from pipeline.schema.fields import Field

_CHOICES: dict[str, tuple[str, ...]] = {
    "F": (
        *("female", "woman", "f.", "weiblich", "frau", "femme", "féminin", "mujer", "femenino", "femmina"),
        *(
            "donna",
            "vrouw",
            "mulher",
            "kobieta",
            "žena",
            "kvinde",
            "kvinne",
            "kvinna",
            "nainen",
            "女",
            "女性",
        ),
    ),
    "M": (
        *("male", "man", "m.", "männlich", "mann", "homme", "masculin", "hombre", "masculino", "maschio"),
        *("uomo", "homem", "mężczyzna", "muž", "mand", "mies", "男", "男性"),
    ),
    "CT": ("carat", "carats", "ct."),
    "G": ("gr", "g.", "gram", "grams", "gramme", "grammes", "gramm"),
    "OZ": ("oz.", "ounce", "ounces"),
    "LB": ("lb.", "lbs", "lbs.", "pound", "pounds"),
    "KG": ("kg.", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramm", "kilogramme", "kilogrammes"),
    "IN": ("in.", "inch", "inches", '"', "″"),
    "CM": ("cm.", "centimeter", "centimeters", "centimetre", "centimetres", "zentimeter"),
    "MM": ("mm.", "millimeter", "millimeters", "millimetre", "millimetres"),
    "YD": ("yd.", "yds", "yard", "yards"),
}
_MEANT = {word: choice for choice, words in _CHOICES.items() for word in (choice.casefold(), *words)}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}")
_DAY_AND_WORD = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-. ]+([A-Za-z]+)\.?[-, ]+([0-9]{4})")
_WORD_AND_DAY = re.compile(r"([A-Za-z]+)\.?[- ]+([0-9]{1,2})(?:st|nd|rd|th)?[-, ]+([0-9]{4})")
_MOST_MONTHS = 12
_NO_DATE = re.compile(r"0{1,4}([-/.])0{1,2}\1(?:0{2}|0{4})(?: 00:00:00)?")
_NO_CHOICE = frozenset({"unspecified", "not specified", "unknown", "undisclosed"})


def names_nothing(field: Field, text: str) -> bool:
    """Whether a program writes this where it knows no date, or none of the choices: 0/0/00, Unspecified."""
    if field.dated:
        return _NO_DATE.fullmatch(text.strip()) is not None
    return text.strip().casefold() in _NO_CHOICE


def meant_in(field: Field, text: str) -> str | None:
    """Return what a cell of a field with choices, or of a dated one, most likely means; None where nobody can tell."""
    if field.dated:
        return date_meant(text)
    return choice_meant(field.choices, text)


def choice_meant(choices: Iterable[str], text: str) -> str | None:
    """Return the one of the choices that a text means: F for Female, KG for kilos."""
    word = text.strip().casefold()
    meant = _MEANT.get(word)
    return next((choice for choice in choices if choice in (meant, word.upper())), None)


def date_meant(text: str) -> str | None:
    """Return a date as YYYY-MM-DD where one reading alone is left, such as 31/12/1990, 5.4.1990 or April 5, 1990."""
    said = text.strip()
    if (found := _YEAR_FIRST.fullmatch(said)) is not None:
        return _date(found[1], found[2], found[3])
    if (found := _DAY_AND_WORD.fullmatch(said)) is not None:
        return _date(found[3], _month(found[2]), found[1])
    if (found := _WORD_AND_DAY.fullmatch(said)) is not None:
        return _date(found[3], _month(found[1]), found[2])
    if (found := _YEAR_LAST.fullmatch(said)) is not None:
        first, second, year = int(found[1]), int(found[3]), found[4]
        if (
            found[2] == "." or first > _MOST_MONTHS or first == second
        ):  # with points, days go first everywhere
            return _date(year, second, first)
        return _date(year, first, second) if second > _MOST_MONTHS else None
    return None


def _month(word: str) -> int:
    """Return the number of an English month, whole or as its first letters; 0 for another word."""
    short = word.lower()[:3]
    whole = dt.date(2000, _MONTHS.index(short) + 1, 1).strftime("%B") if short in _MONTHS else ""
    known = whole.lower().startswith(word.lower()) or word.lower() == "sept"
    return _MONTHS.index(short) + 1 if whole and known else 0


def _date(year: str | int, month: str | int, day: str | int) -> str | None:
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
