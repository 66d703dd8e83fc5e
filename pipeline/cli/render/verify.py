"""What is said of a comparison with a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.document import DifferenceData, difference_data
from pipeline.cli.session import Session
from pipeline.cli.store.target import Chosen
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.verify.run import VerifyResult, VerifySurvey

SHOWN = 50


@dataclass(frozen=True, slots=True)
class VerifyData:
    """What a comparison found; `pages` and `reads` are the requests that it took."""

    records: int
    same: int
    counts: Mapping[str, int]
    findings: Sequence[DifferenceData]
    pages: int
    reads: int


def show_bill(session: Session, chosen: Chosen, seen: "VerifySurvey") -> None:
    """Say which store is read, and what it costs."""
    from pipeline.console.progress import duration

    terminal, bill = session.terminal, seen.bill
    for notice in seen.notices:
        terminal.notice(notice)
    most = bill.at_most
    upto = "" if most in (None, bill.requests) else f" to {most:,}"
    terminal.say(f"  Store:      {seen.facts.name or 'name not readable'} at {chosen.shown}")
    terminal.say(
        f"  Bill:       {bill.requests:,}{upto} requests to read: about {duration(bill.seconds)}"
        f"{' or more, by the size of the store' if most is None else ''}"
    )


def show_result(session: Session, result: "VerifyResult", *, absent: bool) -> None:
    """Show the findings."""
    terminal = session.terminal
    if session.as_json:
        return
    if not result.findings:
        said = "nothing of it is left" if absent else "nothing differs"
        terminal.done(f"{counted(result.records, 'record')}: {said}.")
        return
    cells = [
        [each.what, each.kind, each.key, each.field, each.ours, each.theirs, each.line or "", each.remote_id]
        for each in result.findings[:SHOWN]
    ]
    terminal.table(
        "", ("finding", "kind", "key", "field", "ours", "theirs", ">row", "id"), cells, spare=("id", "row")
    )
    if len(result.findings) > SHOWN:
        terminal.say(
            f"... and {counted(len(result.findings) - SHOWN, 'more finding')}; --report FILE has all."
        )
    if not result.records:  # --orphans compares nothing
        for what, number in result.counts.items():
            terminal.notice(f"{what.capitalize()}: {counted(number, 'record')}.")
        return
    told = ", ".join(f"{number:,} {what}" for what, number in result.counts.items())
    same = "gone" if absent else "the same"
    terminal.notice(f"{counted(result.records, 'record')} compared, {result.same:,} {same}; {told}.")


def verify_data(result: "VerifyResult") -> VerifyData:
    """Return the result for scripts."""
    findings = difference_data(result.findings)
    counts = {what.name.lower(): number for what, number in result.counts.items()}
    return VerifyData(result.records, result.same, counts, findings, result.pages, result.reads)
