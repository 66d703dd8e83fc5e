"""Which column of a file is which of ours. Pure.

Promises: a column that a person mapped goes first, then one that its program is known to mean so, then one that has our
name in any spelling, then the alias that stands first in the table, then the file's order. A column without content
gives way to any other. Does not promise that a column's cells are what its name says.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from pipeline.dataset.files.column_names import column
from pipeline.dataset.files.disk_frame import Frame, is_filled
from pipeline.dataset.imports.aliases import (
    DECIDED_BY_NO,
    DECIDED_BY_YES,
    FULL_NAME,
    FULL_NAME_PARTS,
    JOINED_COLUMNS,
    LEFT_OUT,
    SEVERAL_COLUMNS,
)
from pipeline.dataset.imports.languages import EITHER_NAME
from pipeline.dataset.imports.theirs import ColumnMeaning, folded_name, meaning_of, meant_by_program
from pipeline.dataset.imports.told import ImportNotes
from pipeline.dataset.imports.values.meanings import NO, YES, means
from pipeline.schema.kinds import Kind
from pipeline.text import clean

# Of these every cell has a say, or is counted for itself
_EVERY_CELL = DECIDED_BY_NO | DECIDED_BY_YES | JOINED_COLUMNS | {*LEFT_OUT}


def mapped_columns(columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return what a person said of these columns: of one by its very name, else of those that fold to it."""
    said: dict[str, str] = {}
    for name, ours in mapping.items():
        folded = folded_name(name)  # '' for one of signs alone, which only its very name means
        alike = [each for each in columns if folded and folded_name(each) == folded]
        named = [name] if name in columns else [each for each in alike if each not in mapping]
        said.update(dict.fromkeys(named, ours))
    return said


def known_columns(kind: Kind, columns: Sequence[str], mapped: Mapping[str, str]) -> int:
    """Return how many of the columns mean something of this kind."""
    return sum(bool(_meaning(kind, theirs, mapped, {})) for theirs in columns)


def wanted_columns(
    kind: Kind, names: Sequence[str], columns: Sequence[str], mapped: Mapping[str, str]
) -> list[str]:
    """Return which of the names mean something in a file of these columns."""
    program = meant_by_program(kind, columns)
    return [name for name in names if _meaning(kind, name, mapped, program) is not None]


def matched_columns(kind: Kind, frame: Frame, mapped: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return their column of each of ours that is there, of SEVERAL_COLUMNS all that mean it, the nearest first."""
    program = meant_by_program(kind, frame.columns)
    filled = {name for name in frame.columns if is_filled(frame, name)}
    known = {
        theirs: meaning
        for theirs in frame.columns
        if (meaning := _meaning(kind, theirs, mapped, program)) is not None
    }
    matched: dict[str, tuple[str, ...]] = {}
    for theirs in sorted(known, key=lambda name: (name not in mapped, name not in filled, known[name].place)):
        ours = known[theirs].ours
        taken = matched.get(ours, ())
        if not taken or (ours in SEVERAL_COLUMNS and theirs in filled and taken[0] not in mapped):
            matched[ours] = (*taken, theirs)
    in_file_order = sorted(matched, key=lambda ours: frame.columns.index(matched[ours][0]))
    return _with_names(kind, {ours: matched[ours] for ours in in_file_order})


def gathered_columns(
    frame: pl.DataFrame, matched: Mapping[str, tuple[str, ...]], told: ImportNotes
) -> pl.DataFrame:
    """Return the frame of our columns; where several lead to one, each of its cells is the first that is filled."""
    for ours, theirs in matched.items():
        for place, name in enumerate(theirs[1:], 1):
            before = pl.all_horizontal(column(each).is_null() for each in theirs[:place])
            number = frame.select((before & column(name).is_not_null()).sum()).item()
            told.count(number, "cell", f" taken from {clean(name, 40)}", before=f"{ours}: ")
        if len(theirs) > 1 and ours not in _EVERY_CELL:
            first = pl.coalesce(column(each) for each in theirs)
            others = pl.sum_horizontal((column(each) != first).fill_null(value=False) for each in theirs[1:])
            told.lose(f"further cells for {ours}", frame.select(others.sum()).item(), "a row has another")
    return frame.select(_gathered(ours, theirs).alias(ours) for ours, theirs in matched.items())


def _gathered(ours: str, theirs: Sequence[str]) -> pl.Expr:
    """Return the cells of a field: joined, decided by the one word that is enough, or the first that is filled."""
    if ours in JOINED_COLUMNS:
        return pl.concat_str(*map(column, theirs), separator=" > ", ignore_nulls=True)
    first = pl.coalesce(column(name) for name in theirs)
    words = YES if ours in DECIDED_BY_YES else NO if ours in DECIDED_BY_NO else frozenset()
    decided = pl.any_horizontal(means(column(name), words).fill_null(value=False) for name in theirs)
    return pl.when(decided).then(pl.lit("true" if words is YES else "false")).otherwise(first)


def _meaning(
    kind: Kind, theirs: str, mapped: Mapping[str, str], program: Mapping[str, str | None]
) -> ColumnMeaning | None:
    if theirs in mapped:
        return ColumnMeaning(mapped[theirs], 0) if mapped[theirs] in kind.fields else None
    if theirs in program:
        ours = program[theirs]
        return ColumnMeaning(ours, -1) if ours is not None else None
    return meaning_of(kind, theirs)


def _with_names(kind: Kind, matched: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return what is matched, with Name as the first name beside a last name, and as the last beside a first."""
    parts = FULL_NAME_PARTS.get(kind, ())
    lacking = [part for part in parts if part not in matched]
    whole = matched.get(FULL_NAME, ())
    if not whole or len(lacking) == len(parts):
        return matched
    if not lacking:
        return {ours: theirs for ours, theirs in matched.items() if ours != FULL_NAME}
    if folded_name(whole[0]) not in EITHER_NAME:
        return matched  # Customer, Full name: both stand in it
    return {lacking[0] if ours == FULL_NAME else ours: theirs for ours, theirs in matched.items()}
