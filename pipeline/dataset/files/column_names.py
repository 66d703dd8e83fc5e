"""Names of columns as files have them: never patterns, and some columns have none. Pure.

Promises: `column` means the one column of that name, whatever signs the name is made of; a column that has no name is
known by its letter, as spreadsheets count them.
"""

import re
from collections.abc import Sequence

import polars as pl

from pipeline.dataset.files.delimited.decode import unreadable
from pipeline.dataset.files.limits import Limits
from pipeline.errors import Finding, FindingsError
from pipeline.text import clean, counted, listed, printable

_LISTED = 8  # letters in one sentence


def column(name: str) -> pl.Expr:
    """Return the column of exactly this name: `pl.col` would take `*` and `^…$` for patterns.

    A pattern that fits nothing else is the only spelling that every version of polars takes for such a name. (Methods of
    a Series ask `pl.col` for its name: a column of a file is given a number before it is asked anything.)
    """
    if name == "*" or (name.startswith("^") and name.endswith("$")):
        return pl.col(f"^{re.escape(name)}$")
    return pl.col(name)


def check_header(header: Sequence[str], file: str, line: int, limits: Limits) -> None:
    """Raise FindingsError for a header that is missing, too wide, or names every column twice."""
    if not any(map(_named, header)):
        raise unreadable(file, line, "The file has no header.", "Its first line names the columns.")
    if len(header) > limits.columns:
        raise unreadable(
            file, line, f"It has {len(header):,} columns; {limits.columns} are read.", "Remove columns."
        )
    doubled = doubled_columns(header, file, line)
    if doubled and all(header.count(name) > 1 for name in header if _named(name)):
        raise columns_unread(file, doubled)


def doubled_columns(header: Sequence[str], file: str, line: int) -> tuple[Finding, ...]:
    """Return a finding for each name that stands in the header more than once, since none of the columns is meant more than another."""
    names = dict.fromkeys(name for name in header if _named(name) and header.count(name) > 1)
    return tuple(
        Finding(
            file,
            line,
            name,
            None,
            f'The column "{clean(name, 40)}" stands there twice.',
            "Keep one of them.",
        )
        for name in names
    )


def columns_unread(file: str, unread: Sequence[Finding]) -> FindingsError:
    """Return the error of columns that can't be read and are wanted; see `Table.unread`."""
    names = listed([f'"{clean(each.column or "", 40)}"' for each in unread[:5]])
    return FindingsError(
        f"{clean(file)}: columns can't be read: {names}. {unread[0].rule}",
        code="dataset-unreadable",
        hint=unread[0].way_out,
        findings=tuple(unread),
    )


def named(frame: pl.DataFrame, header: Sequence[str]) -> tuple[pl.DataFrame, set[int]]:
    """Return the columns that the header names once, under its names, and which of those without a name hold content."""
    columns = frame.get_columns()
    nameless = {number for number, name in enumerate(header) if not _named(name)}
    full = {number for number in nameless if columns[number].null_count() < frame.height}
    kept = [
        each.alias(name)
        for name, each in zip(header, columns, strict=True)
        if _named(name) and header.count(name) == 1
    ]
    return pl.DataFrame(kept), full


def nameless_letters(header: Sequence[str], full: set[int], notes: list[str]) -> tuple[str, ...]:
    """Return the letters of the columns that hold content under no name; those that have neither are noted."""
    empty = sum(not _named(name) for name in header) - len(full)
    if empty:
        notes.append(f"{counted(empty, 'column')} without name or content dropped")
    return tuple(_letters(number) for number in sorted(full))


def nameless_words(letters: Sequence[str]) -> str:
    """Return 'Columns D and E have no name but hold content', for one letter or many."""
    if len(letters) == 1:
        return f"Column {letters[0]} has no name but holds content"
    listed = list(letters[:_LISTED])
    last = listed.pop() if len(letters) <= _LISTED else f"{len(letters) - _LISTED} more"
    return f"Columns {', '.join(listed)} and {last} have no name but hold content"


def _named(name: str) -> bool:
    """Whether a person sees a name there: blanks and zero-width characters are none."""
    return bool(printable(name).strip())


def _letters(number: int) -> str:
    """Return A for 0, Z for 25, AA for 26."""
    before, place = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + place)
