"""What a check found, for scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.document import by_plural
from pipeline.schema.kinds import counts_in_words

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
    """What a check found: rows by kind, records that columns name by kind, the number of findings, what was edited."""

    counts: Mapping[str, int]
    named: Mapping[str, int]
    findings: int
    notes: Sequence[str]
    edited: str
    edited_rows: Sequence[EditedRowData]


def report_data(report: "Report") -> CheckData:
    """Return a report for scripts."""
    rows = [EditedRowData(row.kind.name, row.line, row.key, row.columns) for row in report.edits.rows]
    counts, named = by_plural(report.counts), by_plural(report.named)
    return CheckData(counts, named, report.total, report.notes, report.edits.words, rows)


def counts_words(report: "Report") -> str:
    """Return '50 customers and 60 products, with 12 brands and 5 suppliers'."""
    rows = {kind: count for kind, count in report.counts.items() if kind not in report.named}
    named = counts_in_words(report.named)
    return f"{counts_in_words(rows)}, with {named}" if rows and named else counts_in_words(rows) or named
