"""What a check found, for scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.document import by_plural
from pipeline.schema.kinds import Kind, counts_in_words, kinds_to_show
from pipeline.text import counted, listed

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
class FamiliesData:
    """How many families a kind has, and how many of its rows are in them."""

    families: int
    rows: int


@dataclass(frozen=True, slots=True)
class CheckData:
    """What a check found: rows by kind, records that columns name and families by kind, the number of findings, what was edited."""

    counts: Mapping[str, int]
    named: Mapping[str, int]
    families: Mapping[str, FamiliesData]
    findings: int
    notes: Sequence[str]
    edited: str
    edited_rows: Sequence[EditedRowData]


def report_data(report: "Report") -> CheckData:
    """Return a report for scripts."""
    rows = [EditedRowData(row.kind.name, row.line, row.key, row.columns) for row in report.edits.rows]
    counts, named = by_plural(report.counts), by_plural(report.named)
    families = {kind.plural: FamiliesData(*found) for kind, found in report.families.items()}
    return CheckData(counts, named, families, report.total, report.notes, report.edits.words, rows)


def counts_words(report: "Report") -> str:
    """Return '50 customers and 60 products in 19 families, with 12 brands and 5 suppliers'."""
    rows = {kind: count for kind, count in report.counts.items() if kind not in report.named}
    filed = listed([_rows_words(report, kind) for kind in kinds_to_show(rows)])
    named = counts_in_words(report.named)
    return f"{filed}, with {named}" if rows and named else filed or named


def _rows_words(report: "Report", kind: Kind) -> str:
    """Return '60 products in 19 families': one that stands alone is a family of its own, as `generate` counts them."""
    words = counted(report.counts[kind], kind.noun, kind.nouns)
    found = report.families.get(kind)
    if found is None or not found.families:
        return words
    alone = report.counts[kind] - found.rows
    return f"{words} in {counted(found.families + alone, 'family', 'families')}"
