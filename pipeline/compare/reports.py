"""Differences and lists as files for people: CSV for a spreadsheet, Markdown for a mail or an issue. Pure.

A report is read by people in programs that run formulas, and its cells come from stores and files of strangers: a cell
that a spreadsheet might run gets an apostrophe in front. A dataset is never written like this: it stays lossless.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from pipeline.compare.differences import Difference, What, counts_of
from pipeline.text import clean

RISKY_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
COLUMNS = ("what", "kind", "key", "field", "ours", "theirs", "id", "line")
CELL_LIMIT = 2_000  # a description may be long; more of it tells nobody anything
MARKDOWN_ROWS = 50  # of each kind of finding; the CSV has them all
MARKDOWN_CELL = 80
MARKDOWN_SENTENCE = 300


def findings_csv(found: Iterable[Difference], words: Mapping[What, str]) -> bytes:
    """Return differences as CSV with a header, one row for each; `words` say what each is."""
    return spreadsheet_csv(COLUMNS, (_cells(each, words) for each in found))


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


def findings_markdown(
    found: Sequence[Difference],
    title: str,
    compared: str,
    words: Mapping[What, tuple[str, str]],
    sides: tuple[str, str] = ("ours", "theirs"),
) -> str:
    """Return a summary: what was `compared`, how many of which difference, and the first of each.

    `words` say what each is, and what that means, `sides` what the two are called.
    """
    lines = [f"# {_cell(title)}", ""]
    if compared:
        lines += [_cell(compared, MARKDOWN_SENTENCE), ""]
    if not found:
        return "\n".join([*lines, "Nothing to report.", ""])
    counts = counts_of(found)
    lines += ["| finding | records | meaning |", "|---|---|---|"]
    lines += [f"| {words[what][0]} | {number:,} | {words[what][1]} |" for what, number in counts.items()]
    for what in counts:
        alike = [each for each in found if each.what is what]
        lines += [
            "",
            f"## {words[what][0][0].upper()}{words[what][0][1:]}",
            "",
            f"| record | field | {sides[0]} | {sides[1]} | id |",
            "|---|---|---|---|---|",
        ]
        lines += [_markdown_row(each) for each in alike[:MARKDOWN_ROWS]]
        if len(alike) > MARKDOWN_ROWS:
            lines += ["", f"… and {len(alike) - MARKDOWN_ROWS:,} more."]
    return "\n".join([*lines, ""])


def _cells(finding: Difference, words: Mapping[What, str]) -> tuple[str, ...]:
    line = "" if finding.line is None else str(finding.line)
    return (
        words[finding.what],
        str(finding.kind),
        finding.key,
        finding.field,
        finding.ours,
        finding.theirs,
        finding.remote_id,
        line,
    )


def _markdown_row(finding: Difference) -> str:
    cells = (f"{finding.kind} {finding.key}", finding.field, finding.ours, finding.theirs, finding.remote_id)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str, limit: int = MARKDOWN_CELL) -> str:
    """Return text that Markdown takes as it is: on one line, without markup, tags or a cell's end."""
    line = clean(text, limit)
    for mark in ("\\", "|", "`", "*", "_", "[", "]", "<", ">", "#"):
        line = line.replace(mark, f"\\{mark}")
    return line
