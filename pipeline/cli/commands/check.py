"""check: everything that is wrong with a dataset."""

from pipeline.cli.dataset import checked
from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.render.check import CheckData, counts_words, report_data
from pipeline.cli.session import Answer, Given


def check(
    folder: shared.DatasetArgument,
    allow_real_emails: shared.AllowRealEmails = False,
    *,
    answer: shared.AnswerOptions,
) -> Given[CheckData]:
    """Find everything wrong with a dataset, by file, row and column. Sends nothing.

    Examples:
      x-series-demo check out/demo

      x-series-demo check out/demo --json | jq .findings
    """
    session = answer.session("check")
    _, report = checked(session, folder, allow_real_emails=allow_real_emails)
    session.terminal.done(f"{counts_words(report)}: nothing wrong.")
    if report.edits.edited:
        session.terminal.say(f"Edited since they were generated: {report.edits.words}.")
    store = ("--profile", session.profile) if session.profile and session.settings.domain else ("--sandbox",)
    next_command = typed("load", folder, *store, *carried("allow_real_emails"))
    return session.give(Answer(report_data(report), next=next_command))
