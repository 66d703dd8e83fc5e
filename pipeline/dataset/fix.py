"""Every cure that is certain, written into a dataset's files: what `check --fix` does.

Promises: the file as it was lies in `.before` when the new one takes its place, whole, under its own name; a kill leaves
one of the two there. What was made by `generate` and rewritten by a spreadsheet becomes the very bytes that were generated.
A file is left alone where writing it would lose something (columns without a name), where its letters are a guess, and
where nothing in it is cured. Keys that a load may have sent are changed only back to what they were made.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.dataset.checks.cells import Cured
from pipeline.dataset.checks.check import Report, check_dataset, cured_table
from pipeline.dataset.edits import edits_of
from pipeline.dataset.files.canonical import canonical
from pipeline.dataset.files.read import read_dataset
from pipeline.dataset.files.write import BATCH_ROWS, write_frame
from pipeline.dataset.folder import journals_of
from pipeline.dataset.tables import Dataset, Table
from pipeline.errors import UsageError
from pipeline.files import sync_folder, unused
from pipeline.schema.folder import BEFORE
from pipeline.schema.kinds import Kind
from pipeline.text import clean

LISTED = 1000  # changes named one by one; their number is always complete
_ROUNDS = 4  # a heading that is ours now has cells to look at


class CellChange(NamedTuple):
    """A cell, or a heading in the header's row, and what stood and stands there; None for nothing."""

    path: Path
    row: int
    column: str
    before: str | None
    after: str | None


class Fixed(NamedTuple):
    """What was written: `changes` lists the first of `total`, `written` leads from each file to the one that was kept.

    `report` is of the dataset as it is now; after a dry run of what it would be.
    """

    changes: tuple[CellChange, ...]
    total: int
    written: Mapping[Path, Path]
    left: tuple[str, ...]
    report: Report


def fix_dataset(folder: Path, *, allow_real_emails: bool = False, dry_run: bool = False) -> Fixed:
    """Write every cure that is certain, or say what would be written.

    Raises what `read_dataset` raises, and UsageError for a folder that can't be written.
    """
    dataset = read_dataset(folder)
    loaded = bool(journals_of(folder))
    changes: dict[tuple[Kind, int, str], CellChange] = {}
    fixed = dataset
    report = check_dataset(dataset, allow_real_emails=allow_real_emails)
    for _ in range(_ROUNDS):
        tables = {kind: _fixed(table, report, changes, loaded=loaded) for kind, table in fixed.tables.items()}
        if all(tables[kind] is table for kind, table in fixed.tables.items()):
            break
        fixed = fixed._replace(tables=tables)
        report = check_dataset(fixed, allow_real_emails=allow_real_emails)
    written = _written(dataset, fixed)
    if not dry_run and written:
        _write(folder, fixed, written)
        report = check_dataset(read_dataset(folder), allow_real_emails=allow_real_emails)
    listed = sorted(changes.values(), key=lambda each: (each.path, each.row))
    left = tuple(_left(dataset, loaded=loaded))
    return Fixed(
        tuple(listed[:LISTED]),
        len(listed),
        {fixed.tables[kind].path: kept for kind, kept in written.items()},
        left,
        report,
    )


def _fixed(
    table: Table, report: Report, changes: dict[tuple[Kind, int, str], CellChange], *, loaded: bool
) -> Table:
    """Return a table with the report's cures, which are added to the changes; the same table where there are none."""
    if not _may_be_written(table):
        return table
    renames = report.renames.get(table.kind, {})
    cures = {
        name: _allowed(table, name, cured, loaded=loaded)
        for name, cured in report.cures.get(table.kind, {}).items()
    }
    cures = {name: cured for name, cured in cures.items() if len(cured.rows)}
    for name, cured in cures.items():
        now = table.frame[name].gather(cured.rows)
        for row, text, before in zip(cured.rows, cured.texts, now, strict=True):
            first = changes.get((table.kind, row, name))
            change = CellChange(
                table.path, table.lines[row], name, first.before if first else before, text or None
            )
            changes[table.kind, row, name] = change
    for name, ours in renames.items():
        changes[table.kind, -1, name] = CellChange(table.path, table.header_line, name, name, ours)
    if not (cures or renames):
        return table
    written = cured_table(table, cures)
    frame = canonical(table.kind, written.whole.rename(dict(renames))) if renames else written.frame
    return table._replace(frame=frame, sha256="")


def _allowed(table: Table, name: str, cured: Cured, *, loaded: bool) -> Cured:
    """Return the cures that may be written: a key that a load may have sent becomes what it was made, or stays."""
    if not loaded or name != table.kind.key.field:
        return cured
    return Cured(*(each.filter(cured.restored) for each in cured))


def _may_be_written(table: Table) -> bool:
    return not (table.nameless or table.guessed)


def _left(dataset: Dataset, *, loaded: bool) -> Iterator[str]:
    """Yield which files are left alone, and why."""
    for table in dataset.tables.values():
        if table.nameless:
            yield f"{table.path}: left alone, since columns without a name would be lost."
        elif table.guessed:
            yield f"{table.path}: left alone, since its encoding is a guess."
    if loaded:
        yield "A load was begun: keys stay as they are, but for those that become again what they were made."


def _written(dataset: Dataset, fixed: Dataset) -> dict[Kind, Path]:
    """Return the kinds whose files are to be written, and where each file as it was is kept.

    A file that has all rows as they were made, in other bytes, is one.
    """
    as_made = {each.kind for each in edits_of(fixed).kinds if not each.edited}
    found = {}
    for kind, table in dataset.tables.items():
        rewritten = dataset.manifest is not None and kind in as_made and not _is_as_made(dataset, table)
        if _may_be_written(table) and (fixed.tables[kind] is not table or rewritten):
            found[kind] = unused(dataset.folder / BEFORE / table.path.name)
    return found


def _is_as_made(dataset: Dataset, table: Table) -> bool:
    stamps = dataset.manifest.files if dataset.manifest is not None else ()
    return table.sha256 in {stamp.sha256 for stamp in stamps}


def _write(folder: Path, fixed: Dataset, written: Mapping[Kind, Path]) -> None:
    try:
        (folder / BEFORE).mkdir(exist_ok=True)
        for kind, kept in written.items():
            table = fixed.tables[kind]
            _keep(table.path, kept)
            frame = table.frame
            slices = frame.iter_slices(BATCH_ROWS) if isinstance(frame, pl.DataFrame) else frame.iter_slices()
            write_frame(table.path, kind, slices if frame.height else [table.whole])
    except OSError as wrong:
        raise UsageError(
            f"{clean(str(folder))} can't be written: {wrong.strerror or wrong}.",
            code="dataset-unwritable",
            hint="See its permissions and the space left on the disk; nothing there was half replaced.",
        ) from None


def _keep(path: Path, kept: Path) -> None:
    """Keep a file under another name: the new one takes the first name, and leaves this one as it is."""
    with contextlib.suppress(OSError):  # some file systems have no second names
        os.link(path, kept)
    if not kept.exists():
        shutil.copy2(path, kept)
    sync_folder(kept.parent)
