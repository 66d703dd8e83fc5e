"""What a check found and fixed, for people and for scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pipeline.cli.document import OPTIONAL, by_plural
from pipeline.files import shown_path
from pipeline.schema.kinds import Kind, counts_in_words, kinds_to_show
from pipeline.text import counted, escaped, listed

if TYPE_CHECKING:
    from pipeline.console import Terminal
    from pipeline.dataset import Report
    from pipeline.dataset.fix import Fixed

_SHOWN = 20  # changes of one file in a table for people


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
class ChangeData:
    """A cell that was written, or a heading in the header's row: what stood there and what stands there now, null for nothing."""

    file: str
    row: int
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class FixedData:
    """What `--fix` wrote, or would write: the number of changes and the first of them, the files, where each is kept as it was, what was left alone."""

    dry_run: bool
    changes: int
    changed: Sequence[ChangeData]
    written: Sequence[str]
    kept: Sequence[str]
    left_alone: Sequence[str]


@dataclass(frozen=True, slots=True)
class CheckData:
    """What a check found: rows by kind, records that columns name and families by kind, the number of findings, what was edited and fixed."""

    counts: Mapping[str, int]
    named: Mapping[str, int]
    families: Mapping[str, FamiliesData]
    findings: int
    notes: Sequence[str]
    edited: str
    edited_rows: Sequence[EditedRowData]
    fixed: Annotated[FixedData | None, OPTIONAL] = None


def report_data(report: "Report", fixed: "Fixed | None" = None, *, dry_run: bool = False) -> CheckData:
    """Return a report for scripts, with what was fixed before it."""
    rows = [EditedRowData(row.kind.name, row.line, row.key, row.columns) for row in report.edits.rows]
    counts, named = by_plural(report.counts), by_plural(report.named)
    families = {kind.plural: FamiliesData(*found) for kind, found in report.families.items()}
    told = None
    if fixed is not None:
        changed = [
            ChangeData(str(each.path), each.row, each.column, each.before, each.after)
            for each in fixed.changes
        ]
        written, kept = [str(path) for path in fixed.written], [str(path) for path in fixed.written.values()]
        told = FixedData(dry_run, fixed.total, changed, written, [] if dry_run else kept, fixed.left)
    return CheckData(counts, named, families, report.total, report.notes, report.edits.words, rows, told)


def show_fixed(terminal: "Terminal", fixed: "Fixed", *, dry_run: bool) -> None:
    """Show what was written, file by file, and where the files are kept as they were."""
    for path, kept in fixed.written.items():
        changes = [each for each in fixed.changes if each.path == path]
        if changes:
            rows = [
                (each.row, each.column, escaped(each.before or ""), each.after or "")
                for each in changes[:_SHOWN]
            ]
            terminal.table(str(shown_path(path)), (">row", "column", "before", "after"), rows)
        if len(changes) > _SHOWN:
            terminal.say(f"... and {counted(len(changes) - _SHOWN, 'more change')}.")
        cells = counted(len(changes), "change") if changes else "the bytes that were made"
        if dry_run:
            terminal.say(f"{shown_path(path)}: {cells} would be written.")
        else:
            terminal.done(f"{shown_path(path)}: {cells} written; as it was: {shown_path(kept)}.")
    for reason in fixed.left:
        terminal.notice(reason)
    if not fixed.written:
        terminal.say("Nothing that is certain is to be written.")


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
