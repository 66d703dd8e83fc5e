"""What is said before and after an update."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cli.document import by_plural
from pipeline.cli.session import Session
from pipeline.cli.store.target import Chosen
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.journal.entries import Entry
    from pipeline.update.our_record import Differs
    from pipeline.update.plan import Stays
    from pipeline.update.run import UpdateOutcome, UpdateSurvey

SHOWN = 50  # lines of a table


@dataclass(frozen=True, slots=True)
class DifferingData:
    """A field of a record that differs: what the store has, what the file says, and why they differ.

    `family` is how many other records have this value once with it.
    """

    kind: str
    key: str
    id: str | None
    row: int | None
    field: str
    store: str
    file: str
    why: str
    family: int


@dataclass(frozen=True, slots=True)
class StaysData:
    """What can't be put back: `field` is None where the whole record is meant."""

    kind: str
    key: str
    id: str | None
    row: int | None
    field: str | None
    store: str | None
    file: str | None
    why: str
    way_out: str


@dataclass(frozen=True, slots=True)
class UpdatePlanData:
    """What an update would put back, and what that costs.

    `look_again` are records with an earlier change of unknown end, `images` are to be uploaded.
    """

    put_back: Sequence[DifferingData]
    stays: Sequence[StaysData]
    records: int
    same: int
    look_again: int
    images: int
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class NotUpdatedData:
    """Nothing was put back: it was not confirmed."""

    put_back: None = None


@dataclass(frozen=True, slots=True)
class NotPutBackData:
    """A record that was not put back, in the store's words."""

    kind: str
    key: str
    id: str | None
    row: int
    words: str


@dataclass(frozen=True, slots=True)
class UpdateData:
    """What an update did: records put back by kind, what the store refused, what can't be put back."""

    updated: Mapping[str, int]
    refused: Sequence[NotPutBackData]
    stays: Sequence[StaysData]
    stock_moved: Sequence[str]
    left: int
    images: int
    requests: int
    seconds: float
    mapping: str


def show_survey(session: Session, chosen: Chosen, seen: "UpdateSurvey") -> None:
    """Show what differs, what can't be put back, and the bill."""
    from pipeline.console.progress import duration
    from pipeline.load.images.pictures import count_files

    terminal, plan, bill = session.terminal, seen.plan, seen.bill
    for notice in seen.notices:
        terminal.notice(notice)
    terminal.say(f"  Store:      {seen.facts.name or 'name not readable'} at {chosen.shown}")
    if not session.as_json:
        cells = [_cells(each) for each in _fields(seen)]
        heads = ("record", "field", "the store has", "the file says", "why", ">row")
        _table(session, "To put back", heads, cells, spare=("row", "why"))
        _table(
            session, "Can't be put back", ("record", "field", "why", "what helps"), _stays_cells(plan.stays)
        )
    looked = f", {counted(len(plan.unclear), 'record')} to look at again" if plan.unclear else ""
    terminal.say(
        f"  Put back:   {counted(len(plan.changes), 'record')}{looked}; {plan.same:,} as the files say"
    )
    if seen.plan.images.families:
        terminal.say(f"  Uploads:    {counted(count_files(seen.plan.images.families), 'image')}")
    quota = f", {bill.quota:,} requests / 5 min" if bill.quota and bill.requests else ""
    time = f": about {duration(bill.seconds)}" if bill.requests else ""
    terminal.say(f"  Bill:       {counted(bill.requests, 'request')}{quota}{time}")


def survey_data(seen: "UpdateSurvey") -> UpdatePlanData:
    """Return the survey for scripts."""
    from pipeline.load.images.pictures import count_files

    return UpdatePlanData(
        put_back=_fields(seen),
        stays=[_stays_data(each) for each in seen.plan.stays],
        records=len(seen.plan.changes),
        same=seen.plan.same,
        look_again=len(seen.plan.unclear),
        images=count_files(seen.plan.images.families),
        requests=seen.bill.requests,
        seconds=seen.bill.seconds,
    )


def show_outcome(session: Session, outcome: "UpdateOutcome") -> None:
    """Say what was put back, and what the store refused."""
    terminal = session.terminal
    terminal.gap()
    for kind, count in outcome.updated.items():
        terminal.say(f"  {kind.nouns.capitalize()} put back: {count:,}")
    if outcome.images:
        terminal.say(f"  Images uploaded: {outcome.images:,}")
    if not session.as_json:
        cells = [[each.sides.entry.key_text, each.words, each.sides.line] for each in outcome.failed]
        _table(session, "Not put back", ("record", "the store's words", ">row"), cells)
    if outcome.stays:
        records = {each.entry.id for each in outcome.stays}
        terminal.notice(f"{counted(len(records), 'record')} with something that can't be put back.")


def outcome_data(outcome: "UpdateOutcome", mapping: str) -> UpdateData:
    """Return the outcome for scripts."""
    refused = [
        NotPutBackData(
            each.sides.entry.kind.name,
            each.sides.entry.key_text,
            each.sides.entry.remote_id,
            each.sides.line,
            each.words,
        )
        for each in outcome.failed
    ]
    return UpdateData(
        updated=by_plural(outcome.updated),
        refused=refused,
        stays=[_stays_data(each) for each in outcome.stays],
        stock_moved=outcome.moved,
        left=outcome.left,
        images=outcome.images,
        requests=outcome.figures.requests,
        seconds=round(outcome.seconds, 3),
        mapping=mapping,
    )


def _fields(seen: "UpdateSurvey") -> list[DifferingData]:
    """Return what differs and can be put back: what was edited in the store first, then in file order."""
    from pipeline.update.our_record import Cause
    from pipeline.update.reach import writes_once

    found = [(change, each) for change in seen.plan.changes for each in change.differences]
    ranks = {cause: rank for rank, cause in enumerate(Cause)}
    lost = [_differing(each.entry, each.line, each.difference) for each in seen.plan.lost if each.difference]
    return lost + [
        _differing(
            change.entry,
            change.sides.line,
            each,
            family=len(change.touches) if writes_once(change.sides, each.field) else 0,
        )
        for change, each in sorted(found, key=lambda pair: ranks[pair[1].cause])
    ]


def _differing(entry: "Entry", line: int | None, each: "Differs", family: int = 0) -> DifferingData:
    return DifferingData(
        kind=entry.kind.name,
        key=entry.key_text,
        id=entry.remote_id,
        row=line,
        field=each.field,
        store=each.theirs,
        file=each.ours,
        why=each.cause.value,
        family=family,
    )


def _cells(each: DifferingData) -> list[object]:
    record = f"{each.key} and {each.family:,} of its family" if each.family else each.key
    return [record, each.field, each.store, each.file, each.why, each.row]


def _stays_data(each: "Stays") -> StaysData:
    difference = each.difference
    return StaysData(
        kind=each.entry.kind.name,
        key=each.entry.key_text,
        id=each.entry.remote_id,
        row=each.line,
        field=difference.field if difference else None,
        store=difference.theirs if difference else None,
        file=difference.ours if difference else None,
        why=each.why,
        way_out=each.way_out,
    )


def _stays_cells(stays: "Iterable[Stays]") -> list[list[object]]:
    return [
        [_called(each), each.difference.field if each.difference else "", each.why, each.way_out]
        for each in stays
    ]


def _called(each: "Stays") -> str:
    """Return what a person calls a record: one without rows of its own with its kind."""
    named = each.entry.kind.named
    return f"{each.entry.kind} {each.entry.key_text}" if named else each.entry.key_text


def _table(
    session: Session,
    title: str,
    heads: tuple[str, ...],
    cells: Sequence[Sequence[object]],
    spare: tuple[str, ...] = (),
) -> None:
    """Show a table's first lines, and how many more there are."""
    terminal = session.terminal
    if cells:
        terminal.table(title, heads, [list(each) for each in cells[:SHOWN]], data=False, spare=spare)
    if len(cells) > SHOWN:
        terminal.say(f"  ... and {len(cells) - SHOWN:,} more; --json lists all.")
