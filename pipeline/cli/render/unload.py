"""What is said before and after an unload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.document import by_plural
from pipeline.cli.session import Session
from pipeline.cli.store.target import Chosen
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.unload.run import UnloadOutcome, UnloadSurvey

SHOWN = 20


@dataclass(frozen=True, slots=True)
class PlacedData:
    """A record with its id in the store."""

    kind: str
    key: str
    id: str | None


@dataclass(frozen=True, slots=True)
class LeftAloneData:
    """A record that was not deleted, and why."""

    kind: str
    key: str
    id: str | None
    why: str


@dataclass(frozen=True, slots=True)
class UnloadPlanData:
    """What an unload would do."""

    delete: Sequence[PlacedData]
    look_up: Sequence[str]
    stay: Sequence[str]
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class NotDeletedData:
    """Nothing was deleted: it was not confirmed."""

    deleted: None = None


@dataclass(frozen=True, slots=True)
class UnloadData:
    """What an unload did; `kept` is the file with what was deleted."""

    deleted: Mapping[str, int]
    gone_already: Mapping[str, int]
    left_alone: Sequence[LeftAloneData]
    uncertain: int
    deleting: int
    requests: int
    seconds: float
    kept: str
    mapping: str


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


def survey_data(seen: "UnloadSurvey") -> UnloadPlanData:
    """Return the survey for scripts."""
    plan = seen.plan
    return UnloadPlanData(
        delete=[PlacedData(each.kind.name, each.key_text, each.remote_id) for each in plan.delete],
        look_up=[each.key_text for each in plan.look_up],
        stay=[each.key_text for each in plan.stays],
        requests=seen.bill.requests,
        seconds=seen.bill.seconds,
    )


def show_outcome(session: Session, outcome: "UnloadOutcome") -> None:
    """Say what was deleted, and what was left alone."""
    terminal = session.terminal
    terminal.gap()
    for kind, deleted in outcome.deleted.items():
        gone = outcome.gone.get(kind, 0)
        terminal.say(
            f"  {kind.nouns.capitalize()} deleted: {deleted:,}{f', {gone:,} were gone already' if gone else ''}"
        )
    if outcome.left and not session.as_json:
        cells = [[each.kind, each.key_text, each.why, each.remote_id] for each in outcome.left]
        terminal.table("Left alone", ("kind", "key", "why", "id"), cells, data=False, spare=("id",))
    if outcome.kept.exists():
        terminal.say(f"  What was deleted is kept in {outcome.kept}; load --from FILE brings it back")


def outcome_data(outcome: "UnloadOutcome") -> UnloadData:
    """Return the outcome for scripts."""
    left = [LeftAloneData(each.kind.name, each.key_text, each.remote_id, each.why) for each in outcome.left]
    return UnloadData(
        deleted=by_plural(outcome.deleted),
        gone_already=by_plural(outcome.gone),
        left_alone=left,
        uncertain=outcome.uncertain,
        deleting=outcome.deleting,
        requests=outcome.figures.requests,
        seconds=round(outcome.seconds, 3),
        kept=str(outcome.kept),
        mapping=str(outcome.mapping),
    )
