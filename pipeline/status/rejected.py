"""Rejected rows, written to a file to be mended. Lossless, unlike a report: what is mended goes back into the dataset.

The columns are the dataset's own, then two that say where the row stands and what the store said about it; both are
to be left out when the mended rows go back.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.files import write_asked
from pipeline.journal.entries import Entry
from pipeline.journal.transitions import State
from pipeline.schema.kinds import Kind, filed_kinds
from pipeline.schema.records import Record, row_of
from pipeline.text import clean

LINE_COLUMN, WORDS_COLUMN = "rejected_line", "rejected_because"
REFUSED = (State.REJECTED, State.CONFLICT)
Rows = Iterable[tuple[Record, int]]


def rejected_csv(kind: Kind, rows: Rows, entries: Iterable[Entry]) -> bytes | None:
    """Return the rejected and conflicting rows of a kind as CSV, as filed and in file order; None when there is none."""
    words = {entry.key: entry.message for entry in entries if entry.kind is kind and entry.state in REFUSED}
    refused = [(record, line) for record, line in rows if record.kind is kind and record.key in words]
    found = [(record.filed or record, line) for record, line in refused]
    if not found:
        return None
    used = {name for record, _ in found for name, _ in record.values}
    columns = [name for name, field in kind.fields.items() if field.generated or name in used]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*columns, LINE_COLUMN, WORDS_COLUMN])
    for record, line in found:
        row = row_of(record)
        writer.writerow([*(row.get(name, "") for name in columns), line, clean(words[record.key])])
    return buffer.getvalue().encode()


def refused_names(entries: Iterable[Entry]) -> list[Entry]:
    """Return the rejected and conflicting records that have no file, only columns that name them."""
    filed = filed_kinds()
    return [entry for entry in entries if entry.state in REFUSED and entry.kind not in filed]


def write_rejected(
    path: Path, rows: Rows, entries: Iterable[Entry], *, overwrite: bool = False
) -> list[Path]:
    """Write the rejected rows and return the files: `path`, or one beside it for each kind when several have some.

    Raises UsageError for a file that is there already. No rejected rows: no file. Kinds without files have no rows.
    """
    listed, known = list(rows), list(entries)
    contents = {kind: rejected_csv(kind, listed, known) for kind in filed_kinds()}
    filled = {kind: data for kind, data in contents.items() if data is not None}
    paths = {
        kind: path if len(filled) == 1 else path.with_name(f"{path.stem}-{kind.plural}{path.suffix}")
        for kind in filled
    }
    for target in paths.values():
        if target.exists() and not overwrite:
            raise UsageError(
                f"{target} is there already.",
                code="would-overwrite",
                hint="Choose another name, or --overwrite.",
            )
    for kind, data in filled.items():
        write_asked(paths[kind], data)
    return list(paths.values())
