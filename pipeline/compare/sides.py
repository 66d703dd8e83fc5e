"""A side of a comparison: a dataset's folder, what another program exported, or a store that was read.

Promises: whatever `import` reads is read here, by its own reader; a file that can't be read, and two keys that fold to one,
are findings with their place. A cell that its form refuses is compared as the text that it is: exports are not ours to mend.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.compare.compare import Side
from pipeline.dataset import Dataset, Table, import_files, read_dataset
from pipeline.dataset.folder import table_paths
from pipeline.dataset.imports.understood import ImportedFile
from pipeline.dataset.manifest import PULLED_OUTLETS, PULLED_PRICES
from pipeline.errors import Finding, FindingsError, UsageError
from pipeline.images.own import path_of
from pipeline.pull.reading import StoreRecords
from pipeline.schema.families import with_shared
from pipeline.schema.folder import MANIFEST
from pipeline.schema.kinds import PRICE_FIELDS, Kind, filed_kinds
from pipeline.schema.records import Record, record_from_row
from pipeline.schema.stock import LEVEL_COLUMN, outlet_heading, outlets_in
from pipeline.stores.protocol import Terms
from pipeline.text import clean, counted

LISTED = 50  # findings of a file
TABLES, DOCUMENT = (".csv", ".tsv", ".txt", ".parquet", ".xlsx"), ".json"


def read_side(path: Path) -> Side:
    """Return the records of a dataset's folder, an export file, or a folder of such files.

    Raises UsageError (not there, no kind that we know), FindingsError.
    """
    if not path.exists():
        raise UsageError(
            f"There is no file or folder {clean(str(path))}.",
            code="side-not-found",
            hint="Name a dataset's folder, an export file, or a store: store:PREFIX, or sandbox.",
        )
    if path.is_dir() and (path / MANIFEST).exists():
        return _side(path, read_dataset(path))
    return _imported(path, _files_in(path) if path.is_dir() else [path])


def store_side(name: str, found: StoreRecords, terms: Terms) -> Side:
    """Return the records of a store that was read. One without a key, such as a customer without an e-mail, is told."""
    rows: dict[Kind, list[tuple[Record, int | None]]] = {}
    notes = []
    for kind in filed_kinds():
        records = [
            Record(kind, tuple(found.values_of(kept, terms).items())) for kept in found.kinds[kind].values()
        ]
        rows[kind] = [(record, None) for record in records if record.key]
        left = len(records) - len(rows[kind])
        if left:
            notes.append(
                f"{name}: {counted(left, kind.noun, kind.nouns)} without {kind.key.noun} not compared."
            )
    outlets = tuple(outlet_heading(outlet) for _, outlet in terms.outlets)
    before_tax = terms.price_field == PRICE_FIELDS[1]
    return Side(name, rows, outlets, covers=outlets, before_tax=before_tax, notes=tuple(notes))


def _files_in(folder: Path) -> list[Path]:
    """Return the files of a folder to read: its tables, of a dataset without a manifest those alone; else its one document."""
    own = [path for kind in filed_kinds() for path in table_paths(folder, kind).values()]
    files = sorted(path for path in folder.iterdir() if path.is_file())
    found = own or [path for path in files if path.suffix.lower() in TABLES]
    found = found or [path for path in files if path.suffix.lower() == DOCUMENT]
    if not found:
        raise UsageError(
            f"{clean(str(folder))} holds no file that could be compared.",
            code="side-empty",
            hint="Name a dataset's folder or an export file.",
        )
    return found


def _imported(path: Path, files: list[Path]) -> Side:
    """Return what `import` makes of these files; its dataset lives as long as this call."""
    with tempfile.TemporaryDirectory(prefix="x-series-demo-") as folder:
        made = import_files(files, Path(folder) / "side", {}, tool_version="", created_at="", durable=False)
        dataset = read_dataset(made.folder)
        by_kind = {each.kind: each for each in made.files}
        tables = {
            kind: table._replace(path=by_kind[kind].path if kind in by_kind else table.path)
            for kind, table in dataset.tables.items()
        }
        side = _side(path, dataset._replace(folder=path, tables=tables))
    notes = [f"{each.path.name}: {note}." for each in made.files for note in each.notes]
    return replace(side, total=any(map(_has_total, made.files)), notes=(*notes, *side.notes))


def _has_total(file: ImportedFile) -> bool:
    """Tell whether a plain level is one of another program: its stock of all outlets together."""
    return any(ours == LEVEL_COLUMN != theirs for theirs, ours in file.matched.items())


def _side(path: Path, dataset: Dataset) -> Side:
    rows: dict[Kind, list[tuple[Record, int | None]]] = {}
    findings: list[Finding] = []
    notes: list[str] = []
    for kind, table in dataset.tables.items():
        filed, unread = _records(table)
        findings += _doubled(table, filed)
        rows[kind] = list(with_shared(filed))
        if unread:
            notes.append(
                f"{table.path}: {counted(unread, 'cell')} compared as text: no {kind.noun} has such values."
            )
    if findings:
        raise FindingsError(
            f"{clean(str(path))} can't be compared: {counted(len(findings), 'finding')}.",
            code="compare-findings",
            hint="Records are told apart by their keys: mend them, then compare again.",
            findings=tuple(findings[:LISTED]),
        )
    columns = [name for table in dataset.tables.values() for name in table.frame.columns]
    options = dataset.manifest.options if dataset.manifest is not None else {}
    pulled = options.get(PULLED_OUTLETS)
    return Side(
        str(path),
        rows,
        outlets_in(columns),
        pulled=tuple(outlet_heading(str(each)) for each in pulled) if isinstance(pulled, list) else (),
        before_tax=options.get(PULLED_PRICES) == PRICE_FIELDS[1],
        digests=_digests(dataset, rows),
        notes=tuple(notes),
    )


def _records(table: Table) -> tuple[list[tuple[Record, int]], int]:
    """Return the records of a table with their lines, and how many cells were taken as the text that they are."""
    found: list[tuple[Record, int]] = []
    unread = 0
    for line, cells in zip(table.lines, table.frame.iter_rows(named=True), strict=True):
        record, odd = _record(table.kind, dict(cells))
        unread += odd
        found.append((record, line))
    return found, unread


def _record(kind: Kind, cells: dict[str, str | None]) -> tuple[Record, int]:
    odd: dict[str, str] = {}
    while True:
        try:
            record = record_from_row(kind, cells)
        except ValueError as wrong:
            name = str(wrong).partition(": ")[0]
            odd[name] = str(cells.pop(name))
            continue
        return Record(kind, (*record.values, *odd.items())) if odd else record, len(odd)


def _doubled(table: Table, filed: Iterable[tuple[Record, int]]) -> list[Finding]:
    """Return a finding for each row without a key, and for each whose key an earlier row has."""
    key = table.kind.key
    first: dict[str, tuple[int, str]] = {}
    found = []
    for record, line in filed:
        if not record.key:
            rule, way_out = f"It has no {key.noun}.", f"Give it one: rows are told apart by their {key.noun}."
        elif record.key in first:
            there, text = first[record.key]
            same = "" if text == record.key_text else f', written "{clean(text, 80)}" there'
            rule, way_out = f"The same {key.noun} stands in row {there}{same}.", "Remove one of the two rows."
        else:
            first[record.key] = (line, record.key_text)
            continue
        found.append(Finding(str(table.path), line, key.field, clean(record.key_text, 80), rule, way_out))
    return found


def _digests(dataset: Dataset, rows: Mapping[Kind, list[tuple[Record, int | None]]]) -> dict[str, str]:
    """Return the digest of each image that a row names and that lies in the dataset's folder."""
    found: dict[str, str] = {}
    for kind, records in rows.items():
        for column in (field.name for field in kind.fields.values() if not field.sent):
            for name in dict.fromkeys(str(value) for record, _ in records if (value := record.get(column))):
                image = path_of(dataset.folder, name)
                if image is not None and image.is_file():
                    found[name] = hashlib.sha256(image.read_bytes()).hexdigest()
    return found
