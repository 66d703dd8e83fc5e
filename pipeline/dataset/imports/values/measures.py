"""Weights and lengths with a unit in their cell or their heading: the number to its column, the unit to the one for it. Pure.

Promises: no number is converted, and a unit is taken only where the row says no other: its cell of units, and the row's
other lengths, which share one. What does not fit stays as it is, for `check` to name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipeline.dataset.files.canonical import fits
from pipeline.dataset.imports.aliases import measured
from pipeline.dataset.imports.told import ImportNotes
from pipeline.dataset.imports.values.amounts import plain_number
from pipeline.schema.fields import Form

_CELL = re.compile(r"([0-9](?:.*[0-9])?)\s*([^\W\d_]+)\.?")


@dataclass(frozen=True, slots=True)
class Measure:
    """Fields that share a column for their unit, and the store's units by the words that people use."""

    fields: tuple[str, ...]
    unit: str
    words: Mapping[str, str]


def _spelled(units: Mapping[str, str]) -> dict[str, str]:
    return {word: unit for unit, words in units.items() for word in (unit.lower(), *words.split())}


MEASURES = (
    Measure(
        ("weight",),
        "weight_unit",
        _spelled(
            {
                "CT": "carat carats",
                "G": "gr gram grams gramme grammes",
                "OZ": "ounce ounces",
                "LB": "lbs pound pounds",
                "KG": "kgs kilo kilos kilogram kilograms",
            }
        ),
    ),
    Measure(
        ("length", "width", "height"),
        "dimensions_unit",
        _spelled(
            {
                "IN": "inch inches",
                "CM": "cms centimeter centimeters centimetre centimetres",
                "MM": "mms millimeter millimeters millimetre millimetres",
                "YD": "yds yard yards",
            }
        ),
    ),
)


def with_units(frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with plain weights and lengths, and the units that were said with them."""
    for measure in MEASURES:
        frame = _with_units(measure, frame, told)
    return frame


def _with_units(measure: Measure, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    units = tuple(dict.fromkeys(measure.words.values()))
    headed = {
        measured(name, unit): (name, unit)
        for name in measure.fields
        for unit in units
        if measured(name, unit) in frame.columns
    }
    fields = [
        name
        for name in measure.fields
        if name in frame.columns or any(name == each for each, _ in headed.values())
    ]
    columns = [*fields, measure.unit]
    lacking = [name for name in columns if name not in frame.columns]
    wide = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)
    bare = [pl.col(name).is_null() | fits(Form.NUMBER, pl.col(name)) for name in fields]
    plain = pl.col(measure.unit).is_null() | pl.col(measure.unit).is_in(units)
    touched = wide.select(
        ~pl.all_horizontal(plain, *bare, *(pl.col(name).is_null() for name in headed))
    ).to_series()
    if not touched.any():
        return frame.drop(headed)
    rows = wide.filter(touched).select(*columns, *headed).to_dicts()
    read = [_read(measure, row, headed) for row in rows]
    places = touched.arg_true()
    for number, name in enumerate(columns):
        cells = wide[name].scatter(places, [row[number] for row in read])
        wide = wide.with_columns(cells.alias(name))
    changed = sum(
        tuple(row[name] for name in columns) != after for row, after in zip(rows, read, strict=True)
    )
    told.count(changed, "row", f" read with the unit in {measure.unit}", before=f"{' and '.join(fields)}: ")
    return wide.drop(headed)


def _read(
    measure: Measure, row: Mapping[str, str | None], headed: Mapping[str, tuple[str, str]]
) -> tuple[str | None, ...]:
    """Return the cells of the measure's fields that are there, and its unit's: read where they agree, else as they are."""
    fields = [name for name in measure.fields if name in row]
    own = row[measure.unit]
    said = measure.words.get(own.strip().casefold(), own) if own else None
    found: dict[str, tuple[str | None, str | None]] = dict.fromkeys(fields, (None, None)) | {
        name: _number_and_unit(measure, row[name] or "") for name in fields if row[name]
    }
    found |= {name: (row[heading], unit) for heading, (name, unit) in headed.items() if row[heading]}
    units = {unit or said for number, unit in found.values() if number is not None}
    if len(units) != 1 or (said is not None and any(row[name] for name in fields) and units != {said}):
        return (*(row[name] for name in fields), said)
    return (*(found[name][0] for name in fields), units.pop())


def _number_and_unit(measure: Measure, text: str) -> tuple[str, str | None]:
    """Return ('500', 'G') for '500 g'; (text, None) for a number alone, and for what is no number with a unit."""
    cell = _CELL.fullmatch(text.strip())
    number = plain_number(cell[1]) if cell else None
    unit = measure.words.get(cell[2].casefold()) if cell else None
    return (number, unit) if number and unit else (text, None)
