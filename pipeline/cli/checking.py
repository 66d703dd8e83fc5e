"""check, show, convert: what a dataset holds, and whether it may be loaded."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import flags
from pipeline.cli.invocation import carried, typed
from pipeline.cli.parsing import parse_format, parse_rows
from pipeline.cli.session import Answer, Session
from pipeline.errors import Command, FindingsError, UsageError
from pipeline.schema.kinds import all_kinds, counts_in_words
from pipeline.text import clean, counted, did_you_mean

if TYPE_CHECKING:
    from pipeline.dataset import Dataset, Report
    from pipeline.schema.kinds import Kind

SHOWN_ROWS = 10


def check(
    folder: flags.DatasetArgument,
    allow_real_emails: flags.AllowRealEmails = False,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """Find everything wrong with a dataset, by file, row and column. Sends nothing.

    Examples:
      x-series-demo check out/demo

      x-series-demo check out/demo --json | jq .findings
    """
    session = Session("check", as_json, quiet, profile)
    _, report = checked(session, folder, allow_real_emails=allow_real_emails)
    session.terminal.done(f"{counts_in_words(report.counts)}: nothing wrong.")
    if report.edits.edited:
        session.terminal.say(f"Edited since they were generated: {report.edits.words}.")
    store = ("--profile", session.profile) if session.profile and session.settings.domain else ("--sandbox",)
    next_command = typed("load", folder, *store, *carried("allow_real_emails"))
    return session.give(Answer(report_data(report), next=next_command))


def checked(session: Session, folder: Path, *, allow_real_emails: bool) -> "tuple[Dataset, Report]":
    """Read and check a dataset, say its notes, and return it. Raises FindingsError with everything that is wrong."""
    from pipeline.dataset import check_dataset, read_dataset

    dataset = read_dataset(folder)
    report = check_dataset(dataset, allow_real_emails=allow_real_emails)
    for note in report.notes:
        session.terminal.notice(note)
    if not report.passed:
        raise FindingsError(
            f"{counted(report.total, 'finding')} in {folder}; nothing was sent.",
            code="check-findings",
            hint="Mend the files, then check them again.",
            command=Command(("check", folder, *carried("allow_real_emails", "profile"))),
            findings=report.findings,
        )
    return dataset, report


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


def show(
    folder: flags.DatasetArgument,
    kind: Annotated[str | None, typer.Argument(metavar="[customers|products]", show_default=False)] = None,
    rows: Annotated[
        str | None,
        typer.Option(
            "--rows", metavar="A:B", help="Rows A to B-1, counted from 0 (default: 0:10).", show_default=False
        ),
    ] = None,
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """Print a dataset's rows.

    Examples:
      x-series-demo show out/demo

      x-series-demo show out/demo products --rows 10:20
    """
    from pipeline.dataset import read_dataset, sample

    session = Session("show", as_json, quiet, profile)
    first, last = parse_rows(rows) or (0, SHOWN_ROWS)
    dataset = read_dataset(folder)
    kinds = (parse_kind(kind),) if kind else tuple(each for each in all_kinds() if each in dataset.tables)
    data: dict[str, Any] = {}
    for each in kinds:
        part = sample(dataset, each, first, last)
        columns = [name for number, name in enumerate(part.columns) if any(row[number] for row in part.rows)]
        picked = [part.columns.index(name) for name in columns]
        data[each.plural] = [dict(zip(part.columns, row, strict=True)) for row in part.rows]
        if not as_json:
            title = f"{each.plural}: {counted(len(part.rows), 'row')} of {part.total:,}"
            numbered = zip(part.lines, part.rows, strict=True)
            cells = [[line, *(row[number] for number in picked)] for line, row in numbered]
            if part.rows:
                session.terminal.table(title, [">row", *columns], cells)
            else:
                session.terminal.say(f"{each.plural}: no such rows; there are {part.total:,}.")
    return session.give(Answer(data, next=typed("check", folder, *carried("profile"))))


def parse_kind(text: str) -> "Kind":
    """Return the kind of 'customers' or 'products'. Raises UsageError."""
    names = {kind.plural: kind for kind in all_kinds()}
    found = names.get(text.strip().lower())
    if found is None:
        raise UsageError(
            f'"{clean(text, 40)}" is no kind of record.{did_you_mean(text, names)}',
            code="kind-invalid",
            hint="customers or products.",
        )
    return found


def convert(
    folder: flags.DatasetArgument,
    file_format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv or parquet.")],
    as_json: flags.Json = False,
    quiet: flags.Quiet = False,
    profile: flags.Profile = None,
) -> int:
    """Rewrite a dataset as CSV or Parquet, without loss.

    Examples:
      x-series-demo convert out/demo --format parquet
    """
    from pipeline.dataset.convert import convert as convert_dataset

    session = Session("convert", as_json, quiet, profile)
    written = convert_dataset(folder, parse_format(file_format))
    if written:
        session.terminal.done(f"Written: {', '.join(path.name for path in written)}.")
    else:
        session.terminal.done(f"{folder} is in this format already.")
    next_command = typed("check", folder, *carried("profile"))
    return session.give(Answer({"written": [str(path) for path in written]}, next=next_command))
