"""Cells of other programs, rewritten where their meaning is plain; keys made where there are none. Pure.

Promises: what was rewritten is counted, what isn't plain stays as it is for `check` to name.
A key made for a row depends on that row's cells alone (and how many equal rows stand before it).
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import polars as pl

from pipeline.dataset.files.canonical import canonical, forms_of
from pipeline.dataset.imports.aliases import (
    DECIDED_BY_NO,
    DECIDED_BY_YES,
    opposite,
)
from pipeline.dataset.imports.meanings import NO, YES, means, meant_by
from pipeline.dataset.imports.told import ImportNotes
from pipeline.schema.fields import Form
from pipeline.schema.kinds import PRICE_FIELDS, KeyShape, Kind
from pipeline.text import counted

_WORDS: dict[Form, str] = {
    Form.MONEY: "amounts without currency and separators",
    Form.NUMBER: "numbers without currency and separators",
    Form.COUNT: "whole numbers",
    Form.BOOLEAN: "true or false",
    Form.COUNTRY: "two-letter countries",
}
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_SUFFIX = 6  # as `generate` has it: 2.2 billion
_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}


def meant_cells(kind: Kind, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with amounts, booleans and countries in our form."""
    for name, form in forms_of(kind, frame.columns).items():
        if form not in _WORDS:
            continue
        before = frame[name]
        meanings = {cell: _meant(form, cell) for cell in before.drop_nulls().unique().to_list()}
        rewritten = {cell: meant for cell, meant in meanings.items() if meant is not None}
        if rewritten:
            frame = frame.with_columns(pl.col(name).replace(list(rewritten), list(rewritten.values())))
            number = int(before.is_in(list(rewritten)).sum())
            told.say(f"{name}: {counted(number, 'cell')} read as {_WORDS[form]}")
    return canonical(kind, frame)


def decided_by_opposites(frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with what a column such as Archived says in the one that it is the opposite of."""
    for words, deciding in ((DECIDED_BY_NO, "false"), (DECIDED_BY_YES, "true")):
        for name in (each for each in sorted(words) if opposite(each) in frame.columns):
            other = pl.col(opposite(name))
            turned = (
                pl.when(means(other, YES)).then(pl.lit("false")).when(means(other, NO)).then(pl.lit("true"))
            )
            own = pl.coalesce(name, turned) if name in frame.columns else turned
            number = frame.select(turned.is_not_null().sum()).item()
            told.say(f"{name}: {counted(number, 'cell')} read from a column that says the opposite")
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
    if number:
        told.say(f"{excluding}: {counted(number, 'cell')} left out, {including} is there too")
    return frame.with_columns(pl.when(~both).then(pl.col(excluding)).alias(excluding))


def complete_keys(kind: Kind, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with a key for each row that has none, where keys of this shape can be made up."""
    name, make = kind.key.field, KEY_MAKERS.get(kind.key.shape)
    if make is None:
        return frame
    if name not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name))
    lacking = frame[name].str.strip_chars().fill_null("") == ""
    if not lacking.any():
        return frame
    seen: Counter[str] = Counter()
    made = []
    for cells in frame.filter(lacking).iter_rows(named=True):
        content = "\x1f".join(f"{column}={cell}" for column, cell in sorted(cells.items()) if cell)
        seen[content] += 1
        suffix = _suffix(f"{content}\x1e{seen[content]}")
        made.append(make(cells, suffix))
    keys = frame[name].to_list()
    for row, key in zip(lacking.arg_true().to_list(), made, strict=True):
        keys[row] = key
    told.say(f"{name}: {counted(len(made), 'key')} made where there was none")
    return frame.with_columns(pl.Series(name, keys, pl.String))


def _meant(form: Form, cell: str) -> str | None:
    """Return what a cell means in our form, None when it is so already or not plain."""
    meant = meant_by(form, cell)
    return meant if meant != cell else None


def _email(cells: dict[str, str | None], suffix: str) -> str:
    names = (_ascii(cells.get("first_name") or ""), _ascii(cells.get("last_name") or ""))
    return f"{'.'.join([name for name in names if name] or ['customer'])}.{suffix}@example.com"


def _code(_cells: dict[str, str | None], suffix: str) -> str:
    return f"IMP-{suffix.upper()}"


KEY_MAKERS: dict[KeyShape, Callable[[dict[str, str | None], str], str]] = {
    KeyShape.EMAIL: _email,  # in a reserved domain
    KeyShape.CODE: _code,
}


def _ascii(name: str) -> str:
    worded = "".join(_LETTERS.get(c, c) for c in name.lower())
    plain = unicodedata.normalize("NFKD", worded).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain)[:20]


def _suffix(content: str) -> str:
    number = int.from_bytes(hashlib.sha256(content.encode()).digest()[:8], "big")
    digits = []
    for _ in range(_SUFFIX):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)
