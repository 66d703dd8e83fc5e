"""check: everything that is wrong with a dataset, and what is certain put right."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.dataset import checked, refused
from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.render.check import CheckData, counts_words, report_data, show_fixed
from pipeline.cli.session import Answer, Given, Session
from pipeline.errors import UsageError

if TYPE_CHECKING:
    pass


def check(
    folder: shared.DatasetArgument,
    allow_real_emails: shared.AllowRealEmails = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write what is certain; the files as they were are kept.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what --fix would write, and stop.")
    ] = False,
    *,
    answer: shared.AnswerOptions,
) -> Given[CheckData]:
    """Find everything wrong with a dataset, by file, row and column. Sends nothing.

    --fix writes every way out that is certain: marks and blanks that programs left, codes and dates in their form, letters
    that were garbled, and what a spreadsheet made of rows that were generated. It ends with status 0 if nothing is left.

    Examples:
      x-series-demo check out/demo
      x-series-demo check out/demo --fix --dry-run

      x-series-demo check out/demo --json | jq .findings
    """
    session = answer.session("check")
    if dry_run and not fix:
        raise UsageError(
            "--dry-run shows what --fix would write.", code="usage", hint="Give both, or neither."
        )
    if fix:
        return _fix(session, folder, allow_real_emails=allow_real_emails, dry_run=dry_run)
    _, report = checked(session, folder, allow_real_emails=allow_real_emails)
    session.terminal.done(f"{counts_words(report)}: nothing wrong.")
    if report.edits.edited:
        session.terminal.say(f"Edited since they were generated: {report.edits.words}.")
    return session.give(Answer(report_data(report), next=_load(session, folder)))


def _fix(session: Session, folder: Path, *, allow_real_emails: bool, dry_run: bool) -> Given[CheckData]:
    from pipeline.dataset.fix import fix_dataset

    fixed = fix_dataset(folder, allow_real_emails=allow_real_emails, dry_run=dry_run)
    if not session.as_json:
        show_fixed(session.terminal, fixed, dry_run=dry_run)
    for note in fixed.report.notes:
        session.terminal.notice(note)
    data = report_data(fixed.report, fixed, dry_run=dry_run)
    again = typed("check", folder, "--fix", *carried("allow_real_emails", "profile"))
    if not fixed.report.passed:
        stop = refused(fixed.report, folder, fixes=False)
        return session.fail(stop, data, again if dry_run and fixed.written else "")
    session.terminal.done(f"{counts_words(fixed.report)}: nothing {'would be left' if dry_run else 'wrong'}.")
    return session.give(Answer(data, next=again if dry_run and fixed.written else _load(session, folder)))


def _load(session: Session, folder: Path) -> str:
    store = ("--profile", session.profile) if session.profile and session.settings.domain else ("--sandbox",)
    return typed("load", folder, *store, *carried("allow_real_emails"))
