"""Texts as other programs had to write them: guarded from a spreadsheet, escaped for a page. Read before anything else. Pure.

Promises: what was taken off is counted, and nothing but guards and entities is.
"""

import html
import re

import polars as pl

from pipeline.dataset.checks.leftovers import BARE_NAMES
from pipeline.dataset.imports.told import ImportNotes

# ="00042" and '00042 keep a spreadsheet from taking a text for a number, a date or a formula; 's Gravenhage and '90s Mix are
# texts
_GUARD = r"""^\s*(?:="([^"]*)"|'([0-9+=@.-][^'\s]*|[0-9+(][0-9()+./\s-]*))\s*$"""
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|"
    rf"&(?:{BARE_NAMES})(?![A-Za-z0-9;=])"
)
_TIMES = 3  # that a text may have been escaped
_HTML = "description"  # there an escaped sign may have to stay so


def bare_texts(frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame (all String) without guards and entities, null where nothing else was there."""
    for name in frame.columns:
        cells = frame[name]
        guarded = cells.str.contains(_GUARD).fill_null(value=False)
        if guarded.any():
            words = " read without the guard (' or =) of a spreadsheet"
            told.count(int(guarded.sum()), "cell", words, before=f"{name}: ")
            bare = pl.coalesce(pl.col(name).str.extract(_GUARD, 1), pl.col(name).str.extract(_GUARD, 2))
            frame = frame.with_columns(
                pl.when(guarded).then(bare.replace("", None)).otherwise(name).alias(name)
            )
        frame = _unescaped(frame, name, told)
    return frame


def _unescaped(frame: pl.DataFrame, name: str, told: ImportNotes) -> pl.DataFrame:
    cells = frame[name]
    escaped = cells.filter(cells.str.contains("&", literal=True).fill_null(value=False)).unique().to_list()
    read = {cell: text for cell in escaped if (text := _plain(cell, may_be_html=name == _HTML)) != cell}
    if not read:
        return frame
    number = int(cells.is_in(list(read)).sum())
    told.count(number, "cell", " read without entities such as &amp;", before=f"{name}: ")
    return frame.with_columns(pl.col(name).replace(list(read), list(read.values())))


def _plain(cell: str, *, may_be_html: bool) -> str:
    """Return 'Salt & Pepper' for 'Salt &amp; Pepper'; a text with elements in it, or with < when it is read, stays HTML."""
    text = cell
    for _ in range(_TIMES):
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]).replace("\xa0", " "), text)
    return cell if may_be_html and "<" in text else text
