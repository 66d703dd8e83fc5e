"""Values of options that a spreadsheet took for dates and numbers: a size 10-12 becomes 12-Oct, 1E2 becomes 1.00E+02. Pure.

A size that a way out proposes is in no other row of the column, so that it doubles no combination of options. Options whose
name speaks of dates may have them, and 10.0 may be a size.
"""

import functools
from collections.abc import Callable, Iterable, Iterator

import polars as pl

from pipeline.dataset.checks import messages
from pipeline.dataset.checks.rules import SCIENTIFIC_SIGNED, Gate, Rule
from pipeline.dataset.checks.spreadsheets.dates import ANY_DATE, date_numbers
from pipeline.dataset.files.disk_frame import Frame

_OF_DATES = r"(?i)dat[eu]|day|month|year|season|session|time|vintage"
_MOST_DAYS, _MOST_MONTHS = 31, 12


def option_gate(frame: Frame, name: str, value: str) -> Gate:
    """Return the gate of an option's values, given the columns of its name and of its value."""
    text = pl.col(value).str.strip_chars()
    dated = text.str.contains(ANY_DATE)
    dates = pl.col(name).str.contains(_OF_DATES) if name in frame.columns else pl.lit(value=False)
    number = text.str.contains(SCIENTIFIC_SIGNED)
    unusual = number | (dated & ~dates.fill_null(value=False))
    sizes = functools.cache(lambda: sizes_meant(frame[value].drop_nulls().unique().to_list()))
    return Gate(value, unusual.fill_null(value=False), lambda _: tuple(_rules(value, number, sizes)))


def _rules(value: str, number: pl.Expr, sizes: Callable[[], dict[str, str]]) -> Iterator[Rule]:
    yield Rule(value, number, messages.number_cell, messages.restore, damage=True)
    yield Rule(
        value,
        ~number,
        messages.date_cell,
        messages.restore,
        guess=lambda text: sizes().get(text),
        more=f", or what stood there{messages.AS_TEXT}",
        damage=True,
    )


def sizes_meant(texts: Iterable[str]) -> dict[str, str]:
    """Return the size that each date was, where no other text of the column is that size or means it."""
    meant = {text: size for text in texts if (size := _size(text.strip())) is not None}
    taken = {text.strip() for text in texts}
    every = list(meant.values())
    return {text: size for text, size in meant.items() if size not in taken and every.count(size) == 1}


def _size(text: str) -> str | None:
    """Return the two numbers of a date that may be a size, the smaller first, as sizes are written: 12-Oct was 10-12."""
    numbers = date_numbers(text) or ()
    if len(numbers) == len("dmy"):
        numbers = numbers[1:] if numbers[0] > _MOST_DAYS else numbers[:2]
    if len(numbers) != len("dm") or min(numbers) > _MOST_MONTHS:
        return None
    return "-".join(map(str, sorted(numbers)))
