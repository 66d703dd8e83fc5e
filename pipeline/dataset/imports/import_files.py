"""Files that somebody has, made into a dataset.

Promises: columns are matched by name and known aliases, and what was not matched or has no name is named; cells
are rewritten only where their meaning is plain ($1,299.95, USA, yes), and counted; missing keys are made, the
same for the same rows. Does not promise that the result passes `check`: that is asked like of any other.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipeline.dataset.checks.kind_rules import rules_of
from pipeline.dataset.exports.reading import KnownFile, fields_in, known_file, left_in, our_frame
from pipeline.dataset.files.column_names import columns_unread, nameless_words
from pipeline.dataset.files.delimited.decode import unreadable
from pipeline.dataset.files.disk_frame import DiskFrame, Frame, batches, by_batches
from pipeline.dataset.files.limits import DEFAULT_LIMITS, Limits
from pipeline.dataset.files.read import read_cells
from pipeline.dataset.files.readers.workbook import SheetFile, sheet_file
from pipeline.dataset.files.write import BATCH_ROWS, write_dataset
from pipeline.dataset.imports.aliases import LEFT_OUT, PARENT
from pipeline.dataset.imports.cells import (
    decided_by_opposites,
    meant_cells,
    one_price_each,
)
from pipeline.dataset.imports.families import each_by_itself, in_families, product_starts
from pipeline.dataset.imports.formats import Read, format_of
from pipeline.dataset.imports.headers import first_lines, head_of, header_line, names_nothing
from pipeline.dataset.imports.keys import complete_keys, keys_complete, keys_in, possible_keys
from pipeline.dataset.imports.matching import (
    gathered_columns,
    known_columns,
    mapped_columns,
    matched_columns,
    wanted_columns,
)
from pipeline.dataset.imports.measures import with_units
from pipeline.dataset.imports.names import bare_codes, named_cells, whole_paths
from pipeline.dataset.imports.people import joined_names, one_address_each
from pipeline.dataset.imports.sources import ReadTable, document_tables, files_of
from pipeline.dataset.imports.texts import bare_texts
from pipeline.dataset.imports.theirs import kind_of_file, speaks_of
from pipeline.dataset.imports.told import ImportNotes
from pipeline.dataset.manifest import Manifest
from pipeline.dataset.tables import Table
from pipeline.errors import FindingsError, StopError, UsageError
from pipeline.schema.folder import MANIFEST, ORIGINALS
from pipeline.schema.kinds import Kind, filed_kinds
from pipeline.text import clean, counted, did_you_mean, listed

_ABOVE = "See what stands above it: if that is a title, remove the lines."
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


@dataclass(frozen=True, slots=True)
class Imported:
    """The dataset that was made, and of what; `kept` are files of other kinds that were there and stay.

    `older` is what else lies in the folder of one that was made anonymous: it may name who was there before.
    """

    folder: Path
    manifest: Manifest
    files: tuple[ImportedFile, ...]
    kept: tuple[str, ...]
    older: tuple[str, ...] = ()


def import_files(
    files: Sequence[Path],
    out: Path,
    mapping: Mapping[str, str],
    *,
    tool_version: str,
    created_at: str,
    force: bool = False,
    anonymize: bool = False,
    sheet: str | None = None,
    durable: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> Imported:
    """Write a dataset of `files` into `out`: CSV in any encoding, workbooks, Parquet, what `export` wrote, or folders of these.

    `mapping` is theirs -> ours and goes before every alias; an empty `ours` drops the column. `anonymize` puts made people
    in place of those of the files (see `pipeline.dataset.anonymize`). Raises
    UsageError for a mapping that names no column, a file of unknown kind or one that isn't there,
    FindingsError for one that can't be read.
    """
    for ours in mapping.values():
        _require_field(ours)
    paths = list(files_of(files))
    if sheet is not None and not any(_how(path) == "workbook" for path in paths):
        raise UsageError(
            "--sheet (import) names a sheet of a workbook (.xlsx), and no file is one.",
            code="import-sheet-unknown",
            hint="Leave it out, or name the workbook (import).",
        )
    read = [each for path in paths for each in _tables(path, sheet, limits)]
    _require_columns(mapping, [each.table for each in read])
    done = [_imported(each, mapping) for each in read]
    if anonymize:
        done = [_with_made_people(frame, file) for frame, file in done]
    done = _with_keys(done)
    manifest = Manifest(
        seed=None,
        packs={},
        region=None,
        tool_version=tool_version,
        created_at=created_at,
        options={"anonymized": True}
        if anonymize  # without the files' names: they may be somebody's
        else {"imported_from": ", ".join(clean(path.name, 80) for path in files)},
    )
    given = [kind for kind in filed_kinds() if any(told.kind is kind for _, told in done)]
    streams = {kind: _finished(kind, [frame for frame, told in done if told.kind is kind]) for kind in given}
    written = write_dataset(out, streams, manifest, force=force, keep_others=True, durable=durable)
    kept = tuple(
        stamp.name for stamp in written.files if Path(stamp.name).stem not in {kind.plural for kind in given}
    )
    own = {MANIFEST, ORIGINALS, *(stamp.name for stamp in written.files)} - {*kept}
    older = tuple(sorted(path.name for path in out.iterdir() if path.name not in own)) if anonymize else ()
    return Imported(out, written, tuple(told for _, told in done), kept, older)


def _how(path: Path) -> Read:
    return format_of(path) if path.is_file() else "csv"


def _tables(path: Path, sheet: str | None, limits: Limits) -> Iterator[ReadTable]:
    """Yield the tables of a file: one, but for a document of several kinds, and for a workbook of `export`."""
    if path.suffix.lower() == ".json":
        yield from document_tables(path, limits)
        return
    how = _how(path)
    guess = kind_of_file(path.name) or filed_kinds()[0]  # matters to nothing but the separator of a header
    if how == "workbook":
        tables = _sheets(path, sheet, guess, limits)
    elif how == "parquet":
        tables = [_known(read_cells(path, guess, "parquet", limits))]
    else:
        tables = [_known(_read_text(path, guess, limits))]
    filled = [each for each in tables if each.table.frame.height]
    if not filled:
        raise UsageError(
            f"{clean(str(path))} has a header, and no row below it.",
            code="import-no-rows",
            hint="Export it again, with its rows.",
        )
    yield from filled


def _sheets(path: Path, sheet: str | None, guess: Kind, limits: Limits) -> list[ReadTable]:
    """Return the sheet that is wanted, else the first; of a workbook as `export` writes it every one of a kind."""
    plurals = {kind.plural: kind for kind in filed_kinds()}
    with sheet_file(path, sheet, limits) as made:
        tables = [(sheet or made.names[0], _sheet_table(path, made, guess, limits))]
    if sheet is None and made.names[0] in plurals:
        for name in (each for each in made.names[1:] if each in plurals):
            with sheet_file(path, name, limits) as more:
                tables.append((name, _sheet_table(path, more, guess, limits)))
    return [_known(table, plurals.get(name)) for name, table in tables]


def _known(table: Table, kind: Kind | None = None) -> ReadTable:
    """Return a table with what its headings are; `kind` is what its sheet is called."""
    return ReadTable(table, None if table.nameless or table.unread else known_file(table.frame.columns, kind))


def _sheet_table(path: Path, made: SheetFile, guess: Kind, limits: Limits) -> Table:
    try:
        table = _read_text(made.path, guess, limits)
    except StopError as wrong:  # the workbook is what a person knows
        names = listed([f'"{clean(name, 40)}"' for name in made.names])
        more = f" Its sheets are {names}: --sheet (import) chooses one." if len(made.names) > 1 else ""
        findings = tuple(
            replace(each, file=str(path), way_out=each.way_out + more) for each in wrong.findings
        )
        message = wrong.message.replace(clean(str(made.path)), clean(str(path)))
        raise type(wrong)(message, code=wrong.code, hint=wrong.hint + more, findings=findings) from None
    return table._replace(path=path, notes=(*made.notes, *table.notes))


def _read_text(path: Path, guess: Kind, limits: Limits) -> Table:
    """Return the table of a CSV file whose first line is its header; say what else the file seems to be."""
    file = str(path)
    try:
        table = read_cells(path, guess, "csv", limits)
    except FindingsError:
        if not path.is_file():
            raise
        text = head_of(path, guess)
        line = header_line(text)
        if line is not None:
            raise unreadable(file, line, f"The header seems to be line {line}.", _ABOVE) from None
        if names_nothing(text) and first_lines(text):
            raise _no_table(file, text) from None
        raise
    text = head_of(path, guess)
    line = header_line(text)
    if line is not None:
        raise UsageError(
            f"{clean(file)}: the header seems to be line {line}.", code="import-header-below", hint=_ABOVE
        )
    if len(table.frame.columns) == 1 and names_nothing(text):
        raise _no_table(file, text)
    return table


def _no_table(file: str, text: str) -> FindingsError:
    begin = " / ".join(clean(line, 60) for line in first_lines(text))
    rule = f"This is no table: no column is known, and it begins with {begin}"
    return unreadable(
        file,
        1,
        rule,
        "Name CSV files, workbooks (.xlsx) or Parquet files whose first line names the columns.",
    )


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
        f"{clean(str(table.path))} could hold {_any_kind()}: its columns are {listed}.",
        code="import-kind-unknown",
        hint=_UNTITLED
        if table.nameless
        else f"Say what a column is, such as --map title=name, or name the file {names}.",
    )


def _any_kind() -> str:
    return " or ".join(kind.nouns for kind in filed_kinds())


def _imported(read: ReadTable, mapping: Mapping[str, str]) -> tuple[Frame, ImportedFile]:
    mapped = mapped_columns(read.table.headings, mapping)
    if read.known is not None and not mapped:
        made = _read_back(read.table, read.known)
        if keys_complete(
            made[1].kind, made[0]
        ):  # the vendor's own exports have rows that `export` never writes
            return made
    return _understood(read.table, _kind_of(read.table, mapping), mapping)


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


def _understood(table: Table, kind: Kind, mapping: Mapping[str, str]) -> tuple[Frame, ImportedFile]:
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


def _with_made_people(read: Frame, file: ImportedFile) -> tuple[Frame, ImportedFile]:
    """Return a file with made people in place of its own, said and counted."""
    from pipeline.dataset.anonymize import anonymized_frame, emptied  # reads thousands of names

    told = ImportNotes(dict(file.left_out))
    told.say(*file.notes)
    changed, filled, lost = set[str](), set[str](), Counter[str]()

    def made(rows: pl.DataFrame) -> pl.DataFrame:
        people = anonymized_frame(file.kind, rows)
        for was, now in zip(rows, people, strict=True):
            changed.update([] if now.equals(was, null_equal=True) else [was.name])
            filled.update([was.name] if now.count() else [])
            lost[was.name] += was.count() - now.count()
        return people

    frame = by_batches(read, made)
    for name in emptied(file.kind):
        told.lose(f"texts of {name}", lost[name], "nobody knows what stands there")
    replaced = [name for name in frame.columns if name in changed & filled]
    if replaced:
        told.say(
            f"made anonymous: {', '.join(replaced)} of {counted(frame.height, file.kind.noun, file.kind.nouns)}"
        )
    return frame, replace(file, notes=told.notes, left_out=told.left_out)


def _with_keys(
    done: Sequence[tuple[Frame, ImportedFile]],
) -> list[tuple[Frame, ImportedFile]]:
    """Return the files with a key in each row, none of them twice in the files of a kind."""
    lacking = {file.kind for frame, file in done if not keys_complete(file.kind, frame)}
    taken: dict[Kind, set[str]] = {kind: set() for kind in lacking}
    for frame, file in done:
        if file.kind in lacking:
            taken[file.kind] |= keys_in(file.kind, frame)
    return [
        _keyed(frame, file, taken[file.kind]) if file.kind in lacking else (frame, file)
        for frame, file in done
    ]


def _keyed(frame: Frame, file: ImportedFile, taken: set[str]) -> tuple[Frame, ImportedFile]:
    told, equals = ImportNotes(), dict[bytes, int]()
    told.say(*file.notes)

    def made(rows: pl.DataFrame) -> pl.DataFrame:
        parts = rows.iter_slices(BATCH_ROWS) if rows.height else [rows]
        return pl.concat([complete_keys(file.kind, part, taken, equals, told) for part in parts])

    return by_batches(frame, made), replace(file, notes=told.notes)


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


def _finished(kind: Kind, parts: list[Frame]) -> Iterator[pl.DataFrame]:
    """Yield the files of a kind below each other, in the order of our columns, required ones always there."""
    there = dict.fromkeys(name for part in parts for name in part.columns)
    ours = [name for name, field in kind.fields.items() if field.required or name in there]
    outlets = [name for name in there if name not in kind.fields]
    for part in parts:
        slices = part.iter_slices() if isinstance(part, DiskFrame) else part.iter_slices(BATCH_ROWS)
        for rows in slices:
            yield rows.select(
                pl.col(name) if name in rows.columns else pl.lit(None, pl.String).alias(name)
                for name in (*ours, *outlets)
            )


def _require_field(ours: str) -> None:
    known = {name for kind in filed_kinds() for name in kind.fields}
    if ours and ours not in known:
        raise UsageError(
            f'"{clean(ours, 60)}" is no column of {_any_kind()}.{did_you_mean(ours, known)}',
            code="import-map-invalid",
            hint="--map theirs=ours, such as --map 'Shelf price=price_including_tax'.",
        )


def _require_columns(mapping: Mapping[str, str], tables: list[Table]) -> None:
    there = {name for table in tables for name in table.headings}
    for theirs in mapping:
        if not any(mapped_columns(table.headings, {theirs: ""}) for table in tables):
            raise UsageError(
                f'No file has a column "{clean(theirs, 60)}".{did_you_mean(theirs, there)}',
                code="import-map-invalid",
                hint=f"There are: {', '.join(clean(name, 40) for name in sorted(there)[:20])}.",
            )
