"""Files that somebody has, made into a dataset.

Promises: columns are matched by name and known aliases, and what was not matched or has no name is named; cells
are rewritten only where their meaning is plain ($1,299.95, USA, yes), and counted; missing keys are made, the
same for the same rows. Does not promise that the result passes `check`: that is asked like of any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipeline.dataset.files.column_names import column, nameless_words
from pipeline.dataset.files.limits import DEFAULT_LIMITS, Limits
from pipeline.dataset.files.read import read_table
from pipeline.dataset.files.write import BATCH_ROWS, write_dataset
from pipeline.dataset.imports.aliases import FULL_NAME, FULL_NAME_PARTS
from pipeline.dataset.imports.cells import complete_keys, joined_names, meant_cells, one_price_each
from pipeline.dataset.imports.names import bare_codes, named_cells
from pipeline.dataset.imports.theirs import (
    field_meant,
    folded_name,
    kind_of_file,
    meant_by_program,
    speaks_of,
)
from pipeline.dataset.manifest import Manifest
from pipeline.dataset.tables import Table
from pipeline.errors import UsageError
from pipeline.schema.kinds import Kind, filed_kinds
from pipeline.text import clean, did_you_mean

_UNTITLED = "Its first line names only some of the columns: if that is a title, remove the line."


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file: `matched` maps their columns to ours, `dropped` names the others."""

    path: Path
    kind: Kind
    rows: int
    matched: Mapping[str, str]
    dropped: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """The dataset that was made, and of what."""

    folder: Path
    manifest: Manifest
    files: tuple[ImportedFile, ...]


def import_files(
    files: Sequence[Path],
    out: Path,
    mapping: Mapping[str, str],
    *,
    tool_version: str,
    created_at: str,
    force: bool = False,
    durable: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> Imported:
    """Write a dataset of `files` (CSV in any encoding, or Parquet) into `out`.

    `mapping` is theirs -> ours and goes before every alias; an empty `ours` drops the column. Raises
    UsageError for a mapping that names no column, a file of unknown kind or one that isn't there,
    FindingsError for one that can't be read.
    """
    for ours in mapping.values():
        _require_field(ours)
    read = [_read(path, limits) for path in files]
    _require_columns(mapping, read)
    done = [_imported(table, _kind_of(table, mapping), mapping) for table in read]
    manifest = Manifest(
        seed=None,
        packs={},
        region=None,
        tool_version=tool_version,
        created_at=created_at,
        options={"imported_from": ", ".join(clean(path.name, 80) for path in files)},
    )
    streams = {
        kind: _finished(kind, [frame for frame, told in done if told.kind is kind]).iter_slices(BATCH_ROWS)
        for kind in filed_kinds()
    }
    written = write_dataset(out, streams, manifest, force=force, durable=durable)
    return Imported(out, written, tuple(told for _, told in done))


def _read(path: Path, limits: Limits) -> Table:
    if not path.exists():
        raise UsageError(
            f"There is no file {clean(str(path))}.", code="import-no-file", hint="Name CSV or Parquet files."
        )
    guess = kind_of_file(path.name) or filed_kinds()[0]  # matters to nothing but the separator of a header
    return read_table(path, guess, "parquet" if path.suffix.lower() == ".parquet" else "csv", limits)


def _kind_of(table: Table, mapping: Mapping[str, str]) -> Kind:
    """Return the kind of which the file has more columns; its name decides between equals."""
    mapped = _mapped(table, mapping)
    known = {
        kind: sum(_ours(kind, theirs, mapped) is not None for theirs in table.frame.columns)
        for kind in filed_kinds()
        if speaks_of(kind, table.path.name, table.frame.columns)
    }
    most = [kind for kind, number in known.items() if number and number == max(known.values())]
    if len(most) > 1:
        most = [kind for kind in most if kind is kind_of_file(table.path.name)]
    if most:
        return most[0]
    columns = ", ".join(clean(name, 40) for name in table.frame.columns[:8])
    names = " or ".join(f"{kind.plural}.csv" for kind in filed_kinds())
    raise UsageError(
        f"{clean(str(table.path))} could hold {_any_kind()}: its columns are {columns}.",
        code="import-kind-unknown",
        hint=_UNTITLED
        if table.nameless
        else f"Say what a column is, such as --map title=name, or name the file {names}.",
    )


def _any_kind() -> str:
    return " or ".join(kind.nouns for kind in filed_kinds())


def _mapped(table: Table, mapping: Mapping[str, str]) -> dict[str, str]:
    """Return what a person said of this file's columns: of one by its very name, else of those that fold to it."""
    said: dict[str, str] = {}
    for name, ours in mapping.items():
        folded = folded_name(name)  # '' for one of signs alone, which only its very name means
        alike = [each for each in table.frame.columns if folded and folded_name(each) == folded]
        named = [name] if name in table.frame.columns else [each for each in alike if each not in mapping]
        said.update(dict.fromkeys(named, ours))
    return said


def _ours(kind: Kind, theirs: str, mapped: Mapping[str, str]) -> str | None:
    if theirs in mapped:
        return mapped[theirs] if mapped[theirs] in kind.fields else None
    return field_meant(kind, theirs)


def _imported(table: Table, kind: Kind, mapping: Mapping[str, str]) -> tuple[pl.DataFrame, ImportedFile]:
    matched = _matched(table, kind, _mapped(table, mapping))
    in_file_order = {name: matched[name] for name in table.frame.columns if name in matched}
    frame = table.frame.select(column(theirs).alias(ours) for theirs, ours in in_file_order.items())
    notes = list(table.notes)
    if table.nameless:
        notes.append(f"{nameless_words(table.nameless)}: left out")
    frame = joined_names(kind, frame, notes)
    frame = named_cells(kind, frame, in_file_order, notes)
    frame = meant_cells(kind, frame, notes)
    frame = bare_codes(kind, frame, notes)
    frame = one_price_each(frame, notes)
    dropped = tuple(name for name in table.frame.columns if name not in matched)
    frame = complete_keys(kind, frame, notes)
    return frame, ImportedFile(table.path, kind, frame.height, in_file_order, dropped, tuple(notes))


def _matched(table: Table, kind: Kind, mapped: Mapping[str, str]) -> dict[str, str]:
    """Return our name of each of their columns that is taken.

    A column that a person mapped goes first, then one that its program is known to mean so, then one that has exactly
    our name; one that an alias explains is last.
    """
    program = meant_by_program(kind, table.frame.columns)
    matched: dict[str, str] = {}

    def place(name: str) -> tuple[bool, ...]:
        return name not in mapped, program.get(name) is None, name not in kind.fields

    for theirs in sorted(table.frame.columns, key=place):
        unmapped = theirs not in mapped and theirs in program
        ours = program[theirs] if unmapped else _ours(kind, theirs, mapped)
        if ours is not None and ours not in matched.values():
            matched[theirs] = ours
    if set(FULL_NAME_PARTS.get(kind, (FULL_NAME,))) <= set(matched.values()):
        return {theirs: ours for theirs, ours in matched.items() if ours != FULL_NAME}
    return matched


def _finished(kind: Kind, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the files of a kind below each other, in the order of our columns, required ones always there."""
    if not parts:
        return pl.DataFrame()
    joined = pl.concat(parts, how="diagonal")
    ours = [name for name, field in kind.fields.items() if field.required or name in joined.columns]
    outlets = [name for name in joined.columns if name not in kind.fields]
    return joined.select(
        pl.col(name) if name in joined.columns else pl.lit(None, pl.String).alias(name)
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
    there = {name for table in tables for name in table.frame.columns}
    for theirs in mapping:
        if not any(_mapped(table, {theirs: ""}) for table in tables):
            raise UsageError(
                f'No file has a column "{clean(theirs, 60)}".{did_you_mean(theirs, there)}',
                code="import-map-invalid",
                hint=f"There are: {', '.join(clean(name, 40) for name in sorted(there)[:20])}.",
            )
