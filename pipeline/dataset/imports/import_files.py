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

from pipeline.dataset.files.disk_frame import DiskFrame, Frame, by_batches
from pipeline.dataset.files.limits import DEFAULT_LIMITS, Limits
from pipeline.dataset.files.write import BATCH_ROWS, write_dataset
from pipeline.dataset.imports.keys import complete_keys, keys_complete, keys_in
from pipeline.dataset.imports.matching import (
    mapped_columns,
)
from pipeline.dataset.imports.reading import how_read, tables_of
from pipeline.dataset.imports.sources import files_of
from pipeline.dataset.imports.told import ImportNotes
from pipeline.dataset.imports.understood import ImportedFile, any_kind, understood
from pipeline.dataset.manifest import Manifest
from pipeline.dataset.tables import Table
from pipeline.errors import UsageError
from pipeline.schema.folder import MANIFEST, ORIGINALS
from pipeline.schema.kinds import Kind, filed_kinds
from pipeline.text import clean, counted, did_you_mean


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
    if sheet is not None and not any(how_read(path) == "workbook" for path in paths):
        raise UsageError(
            "--sheet (import) names a sheet of a workbook (.xlsx), and no file is one.",
            code="import-sheet-unknown",
            hint="Leave it out, or name the workbook (import).",
        )
    read = [each for path in paths for each in tables_of(path, sheet, limits)]
    _require_columns(mapping, [each.table for each in read])
    done = [understood(each, mapping) for each in read]
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
            f'"{clean(ours, 60)}" is no column of {any_kind()}.{did_you_mean(ours, known)}',
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
