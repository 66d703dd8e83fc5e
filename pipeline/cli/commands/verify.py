"""verify: file, journal and store against each other."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.dataset import rows_loaded
from pipeline.cli.invocation import argument, carried, typed
from pipeline.cli.options import shared
from pipeline.cli.options.load import parse_pace
from pipeline.cli.options.splice import Without
from pipeline.cli.render.verify import VerifyData, show_bill, show_result, verify_data
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.target import Chosen, choose
from pipeline.errors import UsageError
from pipeline.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.schema.records import Record
    from pipeline.verify.run import VerifyRequest, VerifyResult


def verify(
    folder: shared.DatasetArgument,
    *,
    store: shared.StoreOptions,
    absent: Annotated[
        bool, typer.Option("--absent", help="After an unload: is nothing of ours left?")
    ] = False,
    orphans: Annotated[
        bool, typer.Option("--orphans", help="List what looks like ours and no journal here knows.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write FILE (CSV) and FILE.md, a summary.")
    ] = None,
    selection: Annotated[shared.SelectionOptions, Without("limit")],
    pace: shared.PaceOptions,
    answer: shared.AnswerOptions,
) -> Given[VerifyData]:
    """Compare files, journal and store field by field. Reads only. Exit status 0: the same; 1: differences.

    Examples:
      x-series-demo verify out/demo --sandbox
      x-series-demo verify out/demo -d mystore --report differences.csv
      x-series-demo verify out/demo -d mystore --absent
      x-series-demo verify out/demo -d mystore --orphans
    """
    from pipeline.console import LoadProgress
    from pipeline.verify.run import VerifyOptions, VerifyRequest, survey_verify
    from pipeline.verify.run import verify as compare

    session = answer.session("verify")
    if absent and orphans:
        raise UsageError("--absent and --orphans are two questions.", code="usage", hint="Ask one at a time.")
    options = VerifyOptions(
        pace=parse_pace(session, pace.pace),
        concurrency=pace.concurrency,
        absent=absent,
        orphans=orphans,
        selection=selection.selection(),
    )
    chosen = choose(store, session, dataset=folder)
    request = VerifyRequest(folder, rows_loaded(folder, chosen.target.prefix) or [], chosen.target, options)
    seen = survey_verify(request)
    show_bill(session, chosen, seen)
    with LoadProgress(session.terminal, verbose=False) as watch:
        result = _as_written(compare(request, seen, watch), request.rows)
    if report is not None:
        _write_report(session, result, report)
    show_result(session, result, absent=absent)
    next_command, why = _next(request, chosen, result)
    data = verify_data(result)
    return session.give(
        Answer(data, result.status, next=next_command, why=why, differences=tuple(data.findings))
    )


def _as_written(result: "VerifyResult", rows: "Sequence[tuple[Record, int]]") -> "VerifyResult":
    """Return the result with keys as the files write them: people and scripts search for APP-12345, not app-12345."""
    written = {(record.kind, record.key): record.key_text for record, _ in rows}
    findings = tuple(
        replace(each, key=written.get((each.kind, each.key), each.key)) for each in result.findings
    )
    return replace(result, findings=findings)


def _write_report(session: Session, result: "VerifyResult", report: Path) -> None:
    from pipeline.compare.reports import findings_csv, findings_markdown
    from pipeline.files import write_asked
    from pipeline.verify.findings import MEANINGS

    summary = report.with_name(f"{report.name}.md")
    write_asked(report, findings_csv(result.findings, {what: str(what) for what in MEANINGS}))
    title, records = f"Differences with {result.prefix}", counted(result.records, "record")
    compared = f"Compared with the store {result.prefix}: {records}, {result.same:,} without a finding."
    words = {what: (str(what), meaning) for what, meaning in MEANINGS.items()}
    markdown = findings_markdown(result.findings, title, compared if result.records else "", words)
    write_asked(summary, markdown.encode())
    session.terminal.done(f"Report: {report} and {summary}.")


def _next(request: "VerifyRequest", chosen: Chosen, result: "VerifyResult") -> tuple[str, str]:
    """Return the command that goes on from the findings, and when to run it; '' where no command helps."""
    from pipeline.compare.differences import What

    folder, options, some = request.dataset, chosen.options, carried("only", "key")
    if request.options.orphans:
        return _next_of_orphans(request, result, (*options, *some))
    there = {finding.what for finding in result.findings}
    if request.options.absent:
        return (typed("unload", folder, *options, *some) if there else ""), ""
    if not there:
        return typed("unload", folder, *options, *some), "to take it all back"
    told = [each for each in result.findings if each.what not in (What.NOT_LOADED, What.UNCERTAIN)]
    if any(each.updatable for each in told):
        return typed("update", folder, *options, *some), "to put the files' values back"
    if not told:  # a load sends the one and looks up the other
        return typed("load", folder, *options, *some), ""
    return typed("status", folder, *options, *argument(told[0].key)), "for more about the first of them"


def _next_of_orphans(
    request: "VerifyRequest", result: "VerifyResult", options: tuple[str, ...]
) -> tuple[str, str]:
    """Return what helps with orphans: a load takes over those of this dataset, where its journal was lost."""
    loaded, ours = request.journal.exists(), {record.key_text for record, _ in request.rows}
    if loaded:
        return typed("verify", request.dataset, *options), "to compare what the journal knows"
    if any(finding.key in ours for finding in result.findings):
        return typed("load", request.dataset, *options, "--adopt"), "to take over those of this dataset"
    return ("" if result.findings else typed("load", request.dataset, *options)), ""
