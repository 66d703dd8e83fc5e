"""What is said before and after an unload."""

from typing import TYPE_CHECKING, Any

from pipeline.cli.session import Session
from pipeline.cli.target import Chosen
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.unload.run import UnloadOutcome, UnloadSurvey

SHOWN = 20


def show_survey(session: Session, chosen: Chosen, seen: "UnloadSurvey") -> None:
    """Show what would be deleted, and what it costs."""
    from pipeline.console.progress import duration

    terminal, plan, bill = session.terminal, seen.plan, seen.bill
    for notice in seen.notices:
        terminal.notice(notice)
    if seen.facts is not None:
        terminal.say(f"  Store:      {seen.facts.name or 'name not readable'} at {chosen.shown}")
    cells = [[each.kind, each.key_text, each.label, each.remote_id] for each in plan.delete[:SHOWN]]
    if cells:
        terminal.table("To delete", ("kind", "key", "name", "id"), cells, data=False, spare=("id",))
    if len(plan.delete) > SHOWN:
        terminal.say(f"  ... and {counted(len(plan.delete) - SHOWN, 'more record')}; --json lists all.")
    terminal.say(f"  To delete:  {counted(len(plan.delete), 'record')}")
    for label, entries in (
        ("look up first: uncertain", plan.look_up),
        ("stay: not created by this dataset", plan.stays),
    ):
        if entries:
            terminal.say(f"              {counted(len(entries), 'record')} {label}")
    quota = f", {bill.quota:,} requests / 5 min" if bill.quota else ""
    terminal.say(f"  Bill:       {counted(bill.requests, 'request')}{quota}: about {duration(bill.seconds)}")


def survey_data(seen: "UnloadSurvey") -> dict[str, Any]:
    """Return the survey for scripts."""
    return {
        "delete": [
            {"kind": each.kind.name, "key": each.key_text, "id": each.remote_id} for each in seen.plan.delete
        ],
        "look_up": [each.key_text for each in seen.plan.look_up],
        "stay": [each.key_text for each in seen.plan.stays],
        "requests": seen.bill.requests,
        "seconds": seen.bill.seconds,
    }


def show_outcome(session: Session, outcome: "UnloadOutcome") -> None:
    """Say what was deleted, and what was left alone."""
    terminal = session.terminal
    terminal.gap()
    for kind, deleted in outcome.deleted.items():
        gone = outcome.gone.get(kind, 0)
        terminal.say(
            f"  {kind.plural.capitalize()} deleted: {deleted:,}{f', {gone:,} were gone already' if gone else ''}"
        )
    if outcome.left and not session.as_json:
        cells = [[each.kind, each.key_text, each.why, each.remote_id] for each in outcome.left]
        terminal.table("Left alone", ("kind", "key", "why", "id"), cells, data=False, spare=("id",))
    if outcome.kept.exists():
        terminal.say(f"  What was deleted is kept in {outcome.kept}")


def outcome_data(outcome: "UnloadOutcome") -> dict[str, Any]:
    """Return the outcome for scripts."""
    return {
        "deleted": {kind.plural: count for kind, count in outcome.deleted.items()},
        "gone_already": {kind.plural: count for kind, count in outcome.gone.items()},
        "left_alone": [
            {"kind": each.kind.name, "key": each.key_text, "id": each.remote_id, "why": each.why}
            for each in outcome.left
        ],
        "uncertain": outcome.uncertain,
        "deleting": outcome.deleting,
        "requests": outcome.figures.requests,
        "seconds": round(outcome.seconds, 3),
        "kept": str(outcome.kept),
        "mapping": str(outcome.mapping),
    }
