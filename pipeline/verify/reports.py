"""Findings and lists as files for people: CSV for a spreadsheet, Markdown for a mail or an issue. Pure.

A report is read by people in programs that run formulas, and its cells come from stores and files of strangers: a cell
that a spreadsheet might run gets an apostrophe in front. A dataset is never written like this: it stays lossless.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from pipeline.text import clean, counted
from pipeline.verify.findings import MEANINGS, VerifyFinding, VerifyResult

RISKY_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
COLUMNS = ("what", "kind", "key", "field", "ours", "theirs", "id", "line")
CELL_LIMIT = 2_000  # a description may be long; more of it tells nobody anything
MARKDOWN_ROWS = 50  # of each kind of finding; the CSV has them all
MARKDOWN_CELL = 80


def findings_csv(findings: Iterable[VerifyFinding]) -> bytes:
    """Return findings as CSV with a header, one row for each."""
    return spreadsheet_csv(COLUMNS, (_cells(each) for each in findings))


def spreadsheet_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of text as CSV for a spreadsheet: UTF-8 with BOM, cells cleaned, risky ones prefixed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """Return a cell on one line that no spreadsheet takes for a formula."""
    risky = text.lstrip(" ").startswith(RISKY_BEGINNINGS)
    line = clean(text, CELL_LIMIT)
    return f"'{line}" if risky or line.startswith(RISKY_BEGINNINGS) else line


def findings_markdown(result: VerifyResult, title: str) -> str:
    """Return a summary: what was compared, how many of which finding, and the first of each."""
    lines = [f"# {_cell(title)}", ""]
    if result.records:
        compared = f"Compared with the store {_cell(result.prefix)}: {counted(result.records, 'record')}"
        lines += [f"{compared}, {result.same:,} without a finding.", ""]
    if not result.findings:
        return "\n".join([*lines, "Nothing to report.", ""])
    lines += ["| finding | records | meaning |", "|---|---|---|"]
    lines += [f"| {what} | {number:,} | {MEANINGS[what]} |" for what, number in result.counts.items()]
    for what in result.counts:
        found = [each for each in result.findings if each.what is what]
        lines += [
            "",
            f"## {str(what).capitalize()}",
            "",
            "| record | field | ours | theirs | id |",
            "|---|---|---|---|---|",
        ]
        lines += [_markdown_row(each) for each in found[:MARKDOWN_ROWS]]
        if len(found) > MARKDOWN_ROWS:
            lines += ["", f"… and {len(found) - MARKDOWN_ROWS:,} more."]
    return "\n".join([*lines, ""])


def _cells(finding: VerifyFinding) -> tuple[str, ...]:
    line = "" if finding.line is None else str(finding.line)
    return (
        str(finding.what),
        str(finding.kind),
        finding.key,
        finding.field,
        finding.ours,
        finding.theirs,
        finding.remote_id,
        line,
    )


def _markdown_row(finding: VerifyFinding) -> str:
    cells = (f"{finding.kind} {finding.key}", finding.field, finding.ours, finding.theirs, finding.remote_id)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    """Return text that Markdown takes as it is: on one line, without markup, tags or a cell's end."""
    line = clean(text, MARKDOWN_CELL)
    for mark in ("\\", "|", "`", "*", "_", "[", "]", "<", ">", "#"):
        line = line.replace(mark, f"\\{mark}")
    return line
