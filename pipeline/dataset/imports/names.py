"""Names and codes of other programs: several in one cell, paths with other signs, codes dressed up for a spreadsheet. Pure.

Promises: what was rewritten, and what was left out of a cell, is counted in `notes`.
"""

import re
from collections.abc import Callable, Mapping

import polars as pl

from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.imports.theirs import folded_name
from pipeline.schema.fields import Form, cell_of, split_path
from pipeline.schema.kinds import Kind
from pipeline.text import counted

_COMMA = re.compile(r"(?<!\\),")  # WooCommerce writes a comma inside a name `\,`
_SEVERAL = frozenset({"categories", "brands", "customergroups"})  # columns of theirs that hold several names
_PATH_SIGNS = re.compile(r"\s*(?:>{2,}|»|→|\|)\s*")
# ="00042" and '00042 keep a spreadsheet from taking a code for a number
_DRESSED = r"""^(?:="([^"]*)"|'([0-9]+))$"""


def named_cells(kind: Kind, frame: pl.DataFrame, theirs: Mapping[str, str], notes: list[str]) -> pl.DataFrame:
    """Return the frame with lists as we write them, and one name where there were several; `theirs` leads to our columns."""
    several = {ours for name, ours in theirs.items() if folded_name(name) in _SEVERAL}
    for name in frame.columns:
        form = kind.fields[name].form if name in kind.fields else Form.TEXT
        if form is Form.LIST:
            frame = _rewritten(frame, name, _list, "read as several names", notes)
        if form is Form.PATH:
            frame = _rewritten(frame, name, _path, 'read as paths with " > "', notes)
        if name in several and form in (Form.PATH, Form.REFERENCE):
            frame = _rewritten(frame, name, _one, "named several; one is taken, the most exact", notes)
    return frame


def bare_codes(kind: Kind, frame: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Return the frame with codes as a scanner sends them, without those that are the row's key: a store knows these."""
    key = kind.key.field
    for name in (each for each in rules_of(kind).codes if each in frame.columns):
        frame = _rewritten(frame, name, _code, "read without what stood around the code", notes)
        if key in frame.columns:
            same = (frame[name].str.to_lowercase() == frame[key].str.to_lowercase()).fill_null(value=False)
            if same.any():
                notes.append(
                    f"{name}: {counted(int(same.sum()), 'cell')} left out, the {kind.key.noun} says the same"
                )
                frame = frame.with_columns(pl.when(~same).then(pl.col(name)).alias(name))
    return frame


def _rewritten(
    frame: pl.DataFrame, name: str, meant: Callable[[str], str], words: str, notes: list[str]
) -> pl.DataFrame:
    cells = frame[name]
    meanings = {cell: meant(cell) for cell in cells.drop_nulls().unique().to_list()}
    rewritten = {cell: text for cell, text in meanings.items() if text != cell}
    if not rewritten:
        return frame
    notes.append(f"{name}: {counted(int(cells.is_in(list(rewritten)).sum()), 'cell')} {words}")
    return frame.with_columns(pl.col(name).replace(list(rewritten), list(rewritten.values())))


def _list(cell: str) -> str:
    """Return 'new; wool' for 'new, wool'; a cell with a `;` is one of ours."""
    if ";" in cell or "," not in cell:
        return cell
    return cell_of(tuple(part.replace("\\,", ",").strip() for part in _COMMA.split(cell) if part.strip()))


def _path(cell: str) -> str:
    """Return 'Clothing > Knitwear' for 'Clothing >> Knitwear' or 'Clothing | Knitwear'."""
    return _PATH_SIGNS.sub(" > ", cell)


def _one(cell: str) -> str:
    """Return the first of those names that have most levels: 'Clothing > Knitwear' of 'Clothing, Clothing > Knitwear'."""
    every = [part.strip() for part in _COMMA.split(cell) if part.strip()]
    return max(every, key=lambda part: len(split_path(part))).replace("\\,", ",") if every else cell


def _code(cell: str) -> str:
    """Return a code without ="…", an apostrophe or, where it is digits alone, blanks."""
    dressed = re.match(_DRESSED, cell.strip())
    bare = (dressed[1] or dressed[2] or "") if dressed else cell.strip()
    digits = re.sub(r"\s", "", bare)
    return digits if re.fullmatch(r"[0-9]+", digits) else bare
