"""Names and codes of other programs: several in one cell, paths with other signs, codes with blanks. Pure.

Promises: what was rewritten, and what was left out of a cell, is counted.
"""

import re
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.checks.rules import PROSE_COLUMNS
from pipeline.dataset.imports.aliases import SUBCATEGORIES
from pipeline.dataset.imports.theirs import folded_name
from pipeline.dataset.imports.told import ImportNotes
from pipeline.schema.fields import Form, cell_of, path_text, split_path
from pipeline.schema.kinds import CATEGORY_LEVELS, Kind

_COMMA = re.compile(r"(?<!\\),")  # WooCommerce writes a comma inside a name `\,`
_SEMICOLON = re.compile(r"(?<!\\);")
_VALUES = " ::: "  # between those of one cell
_TAKEN = "named several; one is taken, the most exact"
_SEVERAL = frozenset(
    {"categories", "brands", "customergroups", "labels", "groupmembership"}
)  # columns of theirs that hold several names
_PATH_SIGNS = re.compile(r"\s*(?:>{2,}|»|→|\|)\s*")


def whole_paths(kind: Kind, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with what R-Series has in columns of its own below a category, as deep as a store's tree is."""
    paths = [name for name in frame.columns if name in kind.fields and kind.fields[name].form is Form.PATH]
    if SUBCATEGORIES not in frame.columns or not paths:
        return frame.drop(SUBCATEGORIES, strict=False)
    below = pl.when(pl.col(SUBCATEGORIES) != "").then(SUBCATEGORIES)
    whole = pl.concat_str(paths[0], below, separator=" > ", ignore_nulls=True)
    frame = frame.with_columns(pl.when(pl.col(paths[0]).is_not_null()).then(whole).alias(paths[0]))
    return _rewritten(frame.drop(SUBCATEGORIES), paths[0], _shallow, "cut behind the third name", told)


def named_cells(
    kind: Kind, frame: pl.DataFrame, matched: Mapping[str, Sequence[str]], told: ImportNotes
) -> pl.DataFrame:
    """Return the frame with lists as we write them, and one name where there were several; `matched` leads to their columns."""
    several = {
        ours for ours, theirs in matched.items() if any(folded_name(name) in _SEVERAL for name in theirs)
    }
    for name in frame.columns:
        form = kind.fields[name].form if name in kind.fields else Form.TEXT
        if form is Form.LIST:
            frame = _rewritten(frame, name, _list, "read as several names", told)
        if form is Form.PATH:
            frame = _rewritten(frame, name, _path, 'read as paths with " > "', told)
            frame = _rewritten(frame, name, _one_of_list, _TAKEN, told)
        joined = form is Form.TEXT and name not in PROSE_COLUMNS
        if joined and frame[name].str.contains(_VALUES, literal=True).any():  # a million names are many texts
            frame = _rewritten(frame, name, _first, "named several; the first is taken", told)
        if name in several and form in (Form.PATH, Form.REFERENCE):
            frame = _rewritten(frame, name, _one, _TAKEN, told)
    return frame


def bare_codes(kind: Kind, frame: pl.DataFrame, told: ImportNotes) -> pl.DataFrame:
    """Return the frame with codes as a scanner sends them, without those that are the row's key: a store knows these."""
    key = kind.key.field
    for name in (each for each in rules_of(kind).codes if each in frame.columns):
        frame = _rewritten(frame, name, _code, "read without blanks", told)
        if key in frame.columns:
            same = (frame[name].str.to_lowercase() == frame[key].str.to_lowercase()).fill_null(value=False)
            if same.any():
                words = f" left out, the {kind.key.noun} says the same"
                told.count(int(same.sum()), "cell", words, before=f"{name}: ")
                frame = frame.with_columns(pl.when(~same).then(pl.col(name)).alias(name))
    return frame


def _rewritten(
    frame: pl.DataFrame, name: str, meant: Callable[[str], str], words: str, told: ImportNotes
) -> pl.DataFrame:
    cells = frame[name]
    meanings = {cell: meant(cell) for cell in cells.drop_nulls().unique().to_list()}
    rewritten = {cell: text for cell, text in meanings.items() if text != cell}
    if not rewritten:
        return frame
    told.count_blank(name, cells, [cell for cell, text in rewritten.items() if not text])
    kept = int(cells.is_in([cell for cell, text in rewritten.items() if text]).sum())
    told.count(kept, "cell", f" {words}", before=f"{name}: ")
    return frame.with_columns(pl.col(name).replace(list(rewritten), list(rewritten.values())))


def _list(cell: str) -> str:
    """Return 'new; wool' for 'new, wool'; a cell with a `;` is one of ours."""
    if ";" in cell or "," not in cell:
        return cell
    return cell_of(tuple(part.replace("\\,", ",").strip() for part in _COMMA.split(cell) if part.strip()))


def _path(cell: str) -> str:
    """Return 'Clothing > Knitwear' for 'Clothing >> Knitwear' or 'Clothing | Knitwear'."""
    return _PATH_SIGNS.sub(" > ", cell)


def _shallow(cell: str) -> str:
    names = split_path(cell)
    return path_text(names[:CATEGORY_LEVELS]) if len(names) > CATEGORY_LEVELS else cell


def _first(cell: str) -> str:
    """Return the first of the values that Google Contacts puts into one cell: 'a@example.com ::: b@example.com'."""
    return cell.partition(_VALUES)[0].strip() if _VALUES in cell else cell


def _one(cell: str) -> str:
    """Return the first of those names that have most levels: 'Clothing > Knitwear' of 'Clothing, Clothing > Knitwear'."""
    parts = (
        cell.split(_VALUES) if _VALUES in cell or cell.startswith("* ") else _COMMA.split(cell)
    )  # Google Contacts
    return _most_exact([part for part in parts if not part.startswith("* ")]).replace("\\,", ",")


def _one_of_list(cell: str) -> str:
    """Return the first of the paths between semicolons that have most levels: BigCommerce's 'Shop All;Bath'."""
    return _most_exact(_SEMICOLON.split(cell)) if ";" in cell else cell


def _most_exact(paths: Sequence[str]) -> str:
    return max(
        (path.strip() for path in paths), key=lambda path: (path != "", len(split_path(path))), default=""
    )


def _code(cell: str) -> str:
    """Return a code without blanks, where it is digits alone."""
    digits = re.sub(r"\s", "", cell)
    return digits if re.fullmatch(r"[0-9]+", digits) else cell.strip()
