"""Cells of other programs, rewritten where their meaning is plain; keys made where there are none. Pure.

Promises: what was rewritten is counted in `notes`, what isn't plain stays as it is for `check` to name.
A key made for a row depends on that row's cells alone (and how many equal rows stand before it).
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import polars as pl

from pipeline.dataset.files.canonical import canonical, forms_of
from pipeline.dataset.imports.aliases import FULL_NAME, FULL_NAME_PARTS
from pipeline.dataset.imports.meanings import meant_by
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


def meant_cells(kind: Kind, frame: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
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
            notes.append(f"{name}: {counted(number, 'cell')} read as {_WORDS[form]}")
    return canonical(kind, frame)


def joined_names(kind: Kind, frame: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Return the frame with a full name split: the last word is the last name."""
    if FULL_NAME not in frame.columns:
        return frame
    whole = pl.col(FULL_NAME).str.strip_chars()
    first, last = FULL_NAME_PARTS[kind]
    parts = {first: whole.str.replace(r"\s+\S+$", ""), last: whole.str.extract(r"\s(\S+)$", 1)}
    notes.append("full names split before the last word")
    return frame.with_columns(
        pl.coalesce(pl.col(name), made).alias(name) if name in frame.columns else made.alias(name)
        for name, made in parts.items()
    ).drop(FULL_NAME)


def one_price_each(frame: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Return the frame without the price before tax where the other is there: a store takes one."""
    including, excluding = PRICE_FIELDS
    if not {including, excluding} <= set(frame.columns):
        return frame
    both = pl.col(including).is_not_null() & pl.col(excluding).is_not_null()
    number = frame.select(both.sum()).item()
    if number:
        notes.append(f"{excluding}: {counted(number, 'cell')} left out, {including} is there too")
    return frame.with_columns(pl.when(~both).then(pl.col(excluding)).alias(excluding))


def complete_keys(kind: Kind, frame: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
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
    notes.append(f"{name}: {counted(len(made), 'key')} made where there was none")
    return frame.with_columns(pl.Series(name, keys, pl.String))


def _meant(form: Form, cell: str) -> str | None:
    """Return what a cell means in our form, None when it is so already or not plain."""
    if form is Form.BOOLEAN:
        word = {"published": "true", "draft": "false", "archived": "false", "-1": "false"}.get(
            cell.strip().lower()
        )
        meant = word or meant_by(form, cell)
    else:
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
