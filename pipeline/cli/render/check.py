"""What a check found, for scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.document import by_plural

if TYPE_CHECKING:
    from pipeline.dataset import Report


@dataclass(frozen=True, slots=True)
class EditedRowData:
    """A row that isn't as it was made; `row` is None for one that is gone."""

    kind: str
    row: int | None
    key: str
    columns: Sequence[str]


@dataclass(frozen=True, slots=True)
class CheckData:
    """What a check found: counts by kind, the number of findings, and what was edited."""

    counts: Mapping[str, int]
    findings: int
    notes: Sequence[str]
    edited: str
    edited_rows: Sequence[EditedRowData]


def report_data(report: "Report") -> CheckData:
    """Return a report for scripts."""
    rows = [EditedRowData(row.kind.name, row.line, row.key, row.columns) for row in report.edits.rows]
    return CheckData(by_plural(report.counts), report.total, report.notes, report.edits.words, rows)
