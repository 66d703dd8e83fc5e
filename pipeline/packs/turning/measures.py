"""Amounts and lengths in the units of a region: 100 ml is 3.4 fl oz in the United States, 8 oz are 225 g elsewhere. Pure.

Screens and wheels are in inches, and watches in millimetres, everywhere.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

SYSTEMS = ("metric", "us")
_INCHES_EVERYWHERE = re.compile(
    r"\b(?:screen|display|monitor|laptop|tablet|television|TV|wheel|tyre|tire|pouces?)s?\b", re.IGNORECASE
)
_ML_PER_FL_OZ, _G_PER_OZ, _CM_PER_INCH, _M_PER_FOOT, _OZ_PER_LB = 29.5735, 28.3495, 2.54, 0.3048, 16
_CM_OF_A_NAMED_INCH = 2.5
_DIGIT = re.compile(r"\d")
_NUMBER = r"(\d+(?:\.\d+)?)"


class _Conversion(NamedTuple):
    """A pattern whose groups are numbers, but for a last one that may say the unit, and what it becomes."""

    pattern: re.Pattern[str]
    turn: Callable[[re.Match[str]], str]


def _short(number: float, places: int = 1) -> str:
    return f"{number:.{places}f}".rstrip("0").rstrip(".")


def _to(step: float, number: float) -> str:
    """Return a number rounded to a step."""
    return _short(round(number / step) * step)


def _fluid_ounces(match: re.Match[str]) -> str:
    ml = float(match[1]) * (1000 if match[2] == "l" else 1)
    return f"{_short(ml / _ML_PER_FL_OZ)} fl oz"


def _weight(match: re.Match[str]) -> str:
    ounces = float(match[1]) * (1000 if match[2] == "kg" else 1) / _G_PER_OZ
    pounds = ounces / _OZ_PER_LB
    if pounds >= 50:  # noqa: PLR2004 - what a chair carries is no exact figure
        return f"{_to(5, pounds)} lb"
    return f"{_short(pounds)} lb" if pounds >= 1 else f"{_short(ounces)} oz"


def _inches(number: str) -> str:
    """Return inches as shops name them: a cushion of 40 cm is one of 16 in."""
    if float(number) % _CM_OF_A_NAMED_INCH == 0:
        return _short(float(number) / _CM_OF_A_NAMED_INCH)
    inches = float(number) / _CM_PER_INCH
    return _to(0.5 if inches < 20 else 1, inches)  # noqa: PLR2004 - as tape measures and pan makers have it


def _grams(ounces: float) -> str:
    grams = ounces * _G_PER_OZ
    return f"{_to(5 if grams > 100 else 1, grams)} g" if grams < 1000 else f"{_short(grams / 1000)} kg"  # noqa: PLR2004


# Longer units before those that they begin with.
_RULES: Mapping[str, tuple[_Conversion, ...]] = {
    "us": (
        _Conversion(
            re.compile(rf"\b{_NUMBER} ?x ?{_NUMBER} ?cm\b"),
            lambda found: f"{_inches(found[1])} x {_inches(found[2])} in",
        ),
        _Conversion(re.compile(rf"\b{_NUMBER} ?cm\b"), lambda found: f"{_inches(found[1])} in"),
        _Conversion(re.compile(rf"\b{_NUMBER} ?(ml|l)\b"), _fluid_ounces),
        _Conversion(re.compile(rf"\b{_NUMBER} ?(kg|g)\b"), _weight),
        _Conversion(
            re.compile(rf"\b{_NUMBER} ?m\b"), lambda found: f"{_to(0.5, float(found[1]) / _M_PER_FOOT)} ft"
        ),
    ),
    "metric": (
        _Conversion(
            re.compile(rf"\b{_NUMBER} ?fl\.? ?oz\b"),
            lambda found: f"{_to(5, float(found[1]) * _ML_PER_FL_OZ)} ml",
        ),
        _Conversion(re.compile(rf"\b{_NUMBER} ?oz\b"), lambda found: _grams(float(found[1]))),
        _Conversion(re.compile(rf"\b{_NUMBER} ?lbs?\b"), lambda found: _grams(float(found[1]) * _OZ_PER_LB)),
        _Conversion(
            re.compile(rf"\b{_NUMBER} ?x ?{_NUMBER}(?: ?in\b|[ -]inch(?:es)?\b)"),
            lambda found: f"{_centimetres(found[1])} x {_centimetres(found[2])} cm",
        ),
        _Conversion(
            re.compile(rf"\b{_NUMBER}(?: ?in\b(?! \w)|[ -]inch(?:es)?\b)"),
            lambda found: f"{_centimetres(found[1])} cm",
        ),
        _Conversion(
            re.compile(rf"\b{_NUMBER} ?(?:ft|feet)\b"),
            lambda found: f"{_short(float(found[1]) * _M_PER_FOOT)} m",
        ),
    ),
}


def _centimetres(number: str) -> str:
    return _to(1, float(number) * _CM_PER_INCH)


def measured(text: str, system: str, about: str = "") -> str:
    """Return a text in the units of a system; `about` are words that say what it speaks of, such as its option's name."""
    if not _DIGIT.search(text):
        return text
    inches = bool(_INCHES_EVERYWHERE.search(f"{text} {about}"))
    for rule in _RULES[system]:
        if not (inches and "inch" in rule.pattern.pattern):
            text = rule.pattern.sub(rule.turn, text)
    return text
