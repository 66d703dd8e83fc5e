"""What a check found, for scripts."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.dataset import Report


def report_data(report: "Report") -> dict[str, Any]:
    """Return a report for scripts."""
    return {
        "counts": {kind.plural: count for kind, count in report.counts.items()},
        "findings": report.total,
        "notes": list(report.notes),
        "edited": report.edits.words,
        "edited_rows": [
            {"kind": row.kind.name, "row": row.line, "key": row.key, "columns": list(row.columns)}
            for row in report.edits.rows
        ],
    }
