"""The rows of a table as a page shows them: cells as they stand, however wrong, with what is known of each. Pure.

A dataset with findings has cells that no typed record could hold; so the records here hold text alone. A family's blank
cells take its value, as they do in a load.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset import Report, Table
from pipeline.errors import Finding
from pipeline.schema.families import with_shared
from pipeline.schema.kinds import Kind
from pipeline.schema.records import Record

MOST_ROWS = 1000  # of each kind: more would be megabytes that nobody scrolls through


@dataclass(frozen=True, slots=True)
class CellNote:
    """What is to be said of one cell: what it held when it was made, and which rules it breaks."""

    column: str
    value: str
    edited: bool = False
    was: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row. `cells` holds the cells that aren't blank; `notes` those that were edited or are wrong; `is_new`: added by a person."""

    line: int
    record: Record
    cells: Mapping[str, str]
    notes: Mapping[str, CellNote]
    is_new: bool

    def cell(self, *columns: str) -> str:
        """Return the first of these cells that holds something, '' for none."""
        return next((self.cells[name] for name in columns if name in self.cells), "")

    @property
    def edited(self) -> bool:
        """Whether a person changed a cell of it, or added it."""
        return self.is_new or any(note.edited for note in self.notes.values())

    @property
    def wrong(self) -> bool:
        """Whether a finding names it."""
        return any(note.findings for note in self.notes.values())


def shown_rows(table: Table | None, report: Report) -> tuple[ShownRow, ...]:
    """Return the first MOST_ROWS rows of a table."""
    if table is None:
        return ()
    part = table.frame.head(MOST_ROWS)
    texts = [
        {name: cell for name, cell in row.items() if cell and not cell.isspace()}
        for row in part.iter_rows(named=True)
    ]
    filed = [(_record(table.kind, row), line) for row, line in zip(texts, table.lines, strict=False)]
    notes, new = _notes(table, report)
    return tuple(
        ShownRow(line, record, row | _shared(record), notes.get(line, {}), line in new)
        for (record, line), row in zip(with_shared(filed), texts, strict=True)
    )


def _record(kind: Kind, row: Mapping[str, str]) -> Record:
    return Record(kind, tuple((name, row[name]) for name in kind.fields if name in row))


def _shared(record: Record) -> dict[str, str]:
    return {name: str(value) for name, value in record.values if name in record.kind.shared}


def _notes(table: Table, report: Report) -> tuple[dict[int, dict[str, CellNote]], set[int]]:
    """Return the notes by line and column, and the lines of rows that a person added."""
    found: dict[int, dict[str, CellNote]] = {}
    new = set()
    for row in report.edits.rows:
        if row.kind is not table.kind or row.line is None:
            continue
        if not row.columns:
            new.add(row.line)
        for name, was, value in zip(row.columns, row.before, row.after, strict=True):
            found.setdefault(row.line, {})[name] = CellNote(name, value or "", edited=True, was=was or "")
    for finding in findings_in(report.findings, table.path):
        if finding.row is not None:
            cells = found.setdefault(finding.row, {})
            name = finding.column or ""
            old = cells.get(name, CellNote(name, finding.value or ""))
            cells[name] = CellNote(name, old.value, old.edited, old.was, (*old.findings, finding))
    return found, new


def findings_in(findings: Iterable[Finding], path: Path) -> list[Finding]:
    """Return the findings of one file."""
    return [finding for finding in findings if finding.file == str(path)]
