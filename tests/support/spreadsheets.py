"""What a spreadsheet with its default settings makes of a CSV file that is opened and saved in it."""

import csv
import io
import re
from typing import NamedTuple

_MONTHS = {
    "us": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "de": ("Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
}
_WHOLE_DIGITS = 11  # a number of more is shown with an exponent


class Locale(NamedTuple):
    """A country's spreadsheet: what separates cells and decimals, its words for booleans, whether months go first."""

    months: str
    separator: str
    point: str
    booleans: dict[str, str]
    month_first: bool
    encoding: str


US = Locale("us", ",", ".", {"true": "TRUE", "false": "FALSE"}, month_first=True, encoding="utf-8-sig")
GERMAN = Locale("de", ";", ",", {"true": "WAHR", "false": "FALSCH"}, month_first=False, encoding="cp1252")


def saved(data: bytes, locale: Locale) -> bytes:
    """Return a CSV file as Excel saves it after it was opened with a double click (or, in Germany, imported by default)."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=locale.separator, lineterminator="\r\n")
    writer.writerows([rows[0], *([shown(cell, locale) for cell in row] for row in rows[1:])])
    return text.getvalue().encode(locale.encoding, errors="replace")  # a letter that it lacks is a ?


def shown(cell: str, locale: Locale) -> str:
    """Return a cell as a spreadsheet shows it, and so saves it."""
    if cell in locale.booleans:
        return locale.booleans[cell]
    day_month = re.fullmatch(r"([0-9]{1,2})[-/]([0-9]{1,2})", cell)
    if day_month is not None:
        first, second = int(day_month[1]), int(day_month[2])
        month, day = (first, second) if locale.month_first else (second, first)
        if month <= len(_MONTHS["us"]):
            name = _MONTHS[locale.months][month - 1]
            return f"{day}-{name}" if locale.month_first else f"{day:02}. {name}"
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", cell):
        return _number(cell, locale)
    if re.fullmatch(r"[0-9]+[eE][0-9]{1,2}", cell):
        return f"{float(cell):.2E}".replace(".", locale.point)
    return cell


def _number(cell: str, locale: Locale) -> str:
    whole, _, part = cell.partition(".")
    if len(whole.lstrip("0")) > _WHOLE_DIGITS:
        return f"{float(cell):.5E}".replace(".", locale.point)
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (locale.point + part if part else "")
