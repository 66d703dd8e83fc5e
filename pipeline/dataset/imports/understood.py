"""What a table of another program is in our words: its kind, its columns, its cells; and what is said of that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.exports.reading import KnownFile, fields_in, left_in, our_frame
from pipeline.dataset.files.column_names import columns_unread, nameless_words
from pipeline.dataset.files.disk_frame import Frame, batches, by_batches
from pipeline.dataset.imports.aliases import LEFT_OUT, PARENT
from pipeline.dataset.imports.families import each_by_itself, in_families, product_starts
from pipeline.dataset.imports.keys import keys_complete, possible_keys
from pipeline.dataset.imports.matching import (
    gathered_columns,
    known_columns,
    mapped_columns,
    matched_columns,
    wanted_columns,
)
from pipeline.dataset.imports.sources import ReadTable
from pipeline.dataset.imports.theirs import kind_of_file, speaks_of
from pipeline.dataset.imports.told import ImportNotes
from pipeline.dataset.imports.values.cells import (
    decided_by_opposites,
    meant_cells,
    one_price_each,
)
from pipeline.dataset.imports.values.measures import with_units
from pipeline.dataset.imports.values.names import bare_codes, named_cells, whole_paths
from pipeline.dataset.imports.values.people import joined_names, one_address_each
from pipeline.dataset.imports.values.texts import bare_texts
from pipeline.dataset.tables import Table
from pipeline.errors import UsageError
from pipeline.schema.kinds import Kind, filed_kinds
from pipeline.text import clean, listed

_UNTITLED = "Its first line names only some of the columns: if that is a title, remove the line."


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file: `matched` maps their columns to ours, `dropped` names the others, `unread` those that can't be read.

    `left_out` counts what was in the file and is not in the dataset, by its name; `notes` say it too.
    """

    path: Path
    kind: Kind
    rows: int
    matched: Mapping[str, str]
    dropped: tuple[str, ...]
    notes: tuple[str, ...]
    left_out: Mapping[str, int]
    unread: tuple[str, ...] = ()


def _kind_of(table: Table, mapping: Mapping[str, str]) -> Kind:
    """Return the kind of which the file has more columns; its name decides between equals."""
    columns = table.frame.columns
    mapped = mapped_columns(columns, mapping)
    known = {
        kind: known_columns(kind, columns, mapped)
        for kind in filed_kinds()
        if speaks_of(kind, table.path.name, columns)
    }
    most = [kind for kind, number in known.items() if number and number == max(known.values())]
    if len(most) > 1:
        most = [kind for kind in most if kind is kind_of_file(table.path.name)]
    if most:
        return most[0]
    listed = ", ".join(clean(name, 40) for name in columns[:8])
    names = " or ".join(f"{kind.plural}.csv" for kind in filed_kinds())
    raise UsageError(
        f"{clean(str(table.path))} could hold {any_kind()}: its columns are {listed}.",
        code="import-kind-unknown",
        hint=_UNTITLED
        if table.nameless
        else f"Say what a column is, such as --map title=name, or name the file {names}.",
    )


def any_kind() -> str:
    """Return 'customers or products or suppliers'."""
    return " or ".join(kind.nouns for kind in filed_kinds())


def understood(read: ReadTable, mapping: Mapping[str, str]) -> tuple[Frame, ImportedFile]:
    """Return a table's rows as ours, and what became of it. Raises UsageError, FindingsError, as `import_files` says."""
    mapped = mapped_columns(read.table.headings, mapping)
    if read.known is not None and not mapped:
        made = _read_back(read.table, read.known)
        if keys_complete(
            made[1].kind, made[0]
        ):  # the vendor's own exports have rows that `export` never writes
            return made
    return _matched(read.table, _kind_of(read.table, mapping), mapping)


def _read_back(table: Table, known: KnownFile) -> tuple[Frame, ImportedFile]:
    """Return what a file of `export` holds, by the table that wrote it; guessed at is a cell alone that its form refuses."""
    told = ImportNotes()
    told.say(*table.notes)
    taken = fields_in(known, table.frame.columns)
    theirs = table.frame
    if known.template is not None:  # rows of a vendor's template leave out what others say
        told.say(f"read by the columns of {known.format}")
        theirs = table.whole
    frame = by_batches(theirs, lambda rows: meant_cells(known.kind, our_frame(known, rows), told))
    dropped = tuple(left_in(known, theirs))
    return frame, ImportedFile(table.path, known.kind, frame.height, taken, dropped, told.notes, {})


class _TogetherError(Exception):
    """Rows leave out what others say: batches of them can't be understood."""


def _matched(table: Table, kind: Kind, mapping: Mapping[str, str]) -> tuple[Frame, ImportedFile]:
    mapped = mapped_columns(table.headings, mapping)
    matched = matched_columns(kind, table.frame, mapped)
    ours = {name: each for each, names in matched.items() for name in names}
    told = _told_of(table, kind, mapped)
    try:
        frame = by_batches(table.frame, lambda theirs: _ours(kind, matched, theirs, table.frame.height, told))
    except _TogetherError:
        told = _told_of(table, kind, mapped)
        starts = _product_starts(kind, matched, table.frame)
        theirs = table.whole if starts is None else table.frame
        frame = by_batches(theirs, lambda rows: _ours(kind, matched, rows, rows.height, told), starts)
    _require_key(table, kind, ours, mapping)
    taken = {name: ours[name] for name in table.frame.columns if ours.get(name, LEFT_OUT[0]) not in LEFT_OUT}
    dropped = tuple(name for name in table.headings if name not in taken)
    unread = tuple(each.column or "" for each in table.unread)
    return frame, ImportedFile(
        table.path, kind, frame.height, taken, dropped, told.notes, told.left_out, unread
    )


def _product_starts(kind: Kind, matched: Mapping[str, tuple[str, ...]], theirs: Frame) -> pl.Series | None:
    """Return at which rows of theirs products begin, None where a row may need any other."""
    family = rules_of(kind).family
    if family is None or PARENT in matched:
        return None
    stems = {name: matched[name] for name in (family.handle, family.name) if name in matched}
    columns = [each for each in theirs.columns if any(each in names for names in stems.values())]
    if not columns:
        return None
    rows = batches(theirs, columns)
    return product_starts(
        kind, (bare_texts(gathered_columns(each, stems, ImportNotes()), ImportNotes()) for each in rows)
    )


def _ours(
    kind: Kind, matched: Mapping[str, tuple[str, ...]], theirs: pl.DataFrame, rows: int, told: ImportNotes
) -> pl.DataFrame:
    """Return rows of theirs as ours. Raises _TogetherError where they are not all the `rows` of the file, and need others."""
    frame = bare_texts(gathered_columns(theirs, matched, told), told)
    if theirs.height < rows and not each_by_itself(kind, frame):
        raise _TogetherError
    frame = in_families(kind, frame, told)
    frame = one_address_each(kind, joined_names(kind, frame, told), told)
    frame = named_cells(kind, whole_paths(kind, frame, told), matched, told)
    frame = with_units(decided_by_opposites(frame, told), told)
    frame = meant_cells(kind, frame, told)
    frame = bare_codes(kind, frame, told)
    return one_price_each(frame, told)


def _told_of(table: Table, kind: Kind, mapped: Mapping[str, str]) -> ImportNotes:
    """Return what is said of a file before its rows are looked at. Raises FindingsError as `_leave_unread`."""
    told = ImportNotes()
    told.say(*table.notes)
    if table.nameless:
        told.say(f"{nameless_words(table.nameless)}: left out")
    _leave_unread(table, kind, mapped, told)
    return told


def _leave_unread(table: Table, kind: Kind, mapped: Mapping[str, str], told: ImportNotes) -> None:
    """Say which columns can't be read. Raises FindingsError where one of them means something."""
    unread = {each.column or "": each for each in table.unread}
    wanted = wanted_columns(kind, list(unread), table.headings, mapped)
    if wanted:
        way_out = f"--map '{clean(wanted[0], 40)}=' leaves it out (import). {unread[wanted[0]].way_out}"
        raise columns_unread(str(table.path), [replace(unread[name], way_out=way_out) for name in wanted])
    for finding in table.unread:
        told.say(f"{finding.rule.removesuffix('.')}: left out")


def _require_key(table: Table, kind: Kind, ours: Mapping[str, str], mapping: Mapping[str, str]) -> None:
    """Raise UsageError where keys would be made, and a column that nothing matches could hold them."""
    said = mapped_columns(table.headings, mapping)
    left = [name for name in table.frame.columns if name not in ours and name not in said]
    possible = possible_keys(kind, table.frame, left) if kind.key.field not in ours.values() else []
    if possible:
        names = listed([f'"{clean(name, 40)}"' for name in possible[:3]])
        raise UsageError(
            f"{clean(str(table.path))} has no column that is known as {kind.key.noun}, and {names} could be it: each row has another value there.",
            code="import-key-unsure",
            hint=f"--map '{clean(possible[0], 40)}={kind.key.field}' takes it (import); nothing behind the = leaves it out, and keys are made.",
        )
