"""Cells of other programs, rewritten where their meaning is plain. Pure.

Promises: what was rewritten is counted, what isn't plain stays as it is for `check` to name.
"""

import polars as pl

from pipeline.dataset.files.canonical import canonical, forms_of
from pipeline.dataset.imports.aliases import (
    DECIDED_BY_NO,
    DECIDED_BY_YES,
    opposite,
)
from pipeline.dataset.imports.told import ImportNotes
from pipeline.dataset.imports.values.meanings import AGREED, REFUSED, means, meant_by
from pipeline.dataset.imports.values.spellings import meant_in, names_nothing
from pipeline.schema.fields import Field, Form
from pipeline.schema.kinds import PRICE_FIELDS, Kind

_WORDS: dict[Form, str] = {
    Form.MONEY: "amounts without currency and separators",
    Form.NUMBER: "numbers without currency and separators",
    Form.COUNT: "whole numbers",
    Form.BOOLEAN: "true or false",
    Form.COUNTRY: "two-letter countries",
}


def meant_cells(kind: Kind, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with amounts, booleans, countries, dates and set words in our form."""
    for name, form in forms_of(kind, frame.columns).items():
        field = kind.fields.get(name)
        spelled = field is not None and bool(field.choices or field.dated)
        if form not in _WORDS and not spelled:
            continue
        before = frame[name]
        rewritten: dict[str, str] = {}
        said = before.drop_nulls().unique().to_list()
        if field is not None and spelled and (empty := [cell for cell in said if names_nothing(field, cell)]):
            told.count_blank(name, before, empty)
            frame = frame.with_columns(pl.when(~pl.col(name).is_in(empty)).then(name).alias(name))
        for cell in said:
            meant = meant_in(field, cell) if field is not None and spelled else meant_by(form, cell)
            if meant is not None and meant != cell:
                rewritten[cell] = meant
        if rewritten:
            frame = frame.with_columns(pl.col(name).replace(list(rewritten), list(rewritten.values())))
            number = int(before.is_in(list(rewritten)).sum())
            words = _spelled(field) if field is not None and spelled else _WORDS[form]
            told.count(number, "cell", f" read as {words}", before=f"{name}: ")
    return canonical(kind, frame)


def _spelled(field: Field) -> str:
    return "YYYY-MM-DD" if field.dated else " or ".join(field.choices)


def decided_by_opposites(frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with what a column such as Archived says in the one that it is the opposite of."""
    for words, deciding in ((DECIDED_BY_NO, "false"), (DECIDED_BY_YES, "true")):
        for name in (each for each in sorted(words) if opposite(each) in frame.columns):
            other = pl.col(opposite(name))
            turned = (
                pl.when(means(other, AGREED))
                .then(pl.lit("false"))
                .when(means(other, REFUSED))
                .then(pl.lit("true"))
            )
            own = pl.coalesce(name, turned) if name in frame.columns else turned
            number = frame.select(turned.is_not_null().sum()).item()
            told.count(number, "cell", " read from a column that says the opposite", before=f"{name}: ")
            decided = pl.when(turned == deciding).then(pl.lit(deciding)).otherwise(own)
            frame = frame.with_columns(decided.alias(name)).drop(opposite(name))
    return frame


def one_price_each(frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame without the price before tax where the other is there: a store takes one."""
    including, excluding = PRICE_FIELDS
    if not {including, excluding} <= set(frame.columns):
        return frame
    both = pl.col(including).is_not_null() & pl.col(excluding).is_not_null()
    number = frame.select(both.sum()).item()
    told.count(number, "cell", f" left out, {including} is there too", before=f"{excluding}: ")
    return frame.with_columns(pl.when(~both).then(pl.col(excluding)).alias(excluding))
