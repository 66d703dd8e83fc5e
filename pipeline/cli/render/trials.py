"""What is said of a rehearsal, and of rows that are in the store already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pipeline.cli.document import OPTIONAL, SPREAD, states_by_plural
from pipeline.cli.render.load import SurveyData
from pipeline.cli.session import Session
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.load.planning.against import Against
    from pipeline.load.planning.survey import LoadRequest
    from pipeline.rehearsal import Rehearsal

SHOWN = 50


@dataclass(frozen=True, slots=True)
class TakenData:
    """A row that the store has: by which field, which records, and what they are called there."""

    kind: str
    key: str
    row: int
    field: str
    ids: Sequence[str]
    theirs: str


@dataclass(frozen=True, slots=True)
class AgainstData:
    """What a comparison with the store found; `made_by` are the datasets here that made some of it."""

    records: int
    requests: int
    names_compared: bool
    made_by: Sequence[str]
    taken: Sequence[TakenData]


@dataclass(frozen=True, slots=True)
class RefusedData:
    """A row that a load would see rejected, or in conflict with another row."""

    outcome: str
    kind: str
    key: str
    row: int
    status: int | None
    message: str
    in_the_way_row: int | None


@dataclass(frozen=True, slots=True)
class StopData:
    """What would end a load early."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class RehearsalData:
    """How a load would go; `seconds` are those of the real one."""

    seconds: float
    requests: int
    refusals_429: int
    quota: int
    quota_used: int
    tax_exclusive: bool
    price_field: str
    assumed: Sequence[str]
    states: Mapping[str, Mapping[str, int]]
    refused: Sequence[RefusedData]
    stop: StopData | None


@dataclass(frozen=True, slots=True)
class PlanData:
    """What a load would do, and what was tried out."""

    survey: Annotated[SurveyData, SPREAD]
    against_store: Annotated[AgainstData | None, OPTIONAL] = None
    rehearsal: Annotated[RehearsalData | None, OPTIONAL] = None


def show_against(session: Session, request: "LoadRequest", against: "Against") -> None:
    """Show what is in the store already."""
    terminal = session.terminal
    if not against.records:
        terminal.done("Nothing to compare: a load would send nothing.")
        return
    if not against.names_compared:
        terminal.notice("The records were searched for one by one: product names were not compared.")
    if not against.taken:
        terminal.done(f"None of {counted(against.records, 'record')} is in the store.")
        return
    cells = [
        [each.kind, each.line, each.key, each.field, each.theirs, ", ".join(each.ids)]
        for each in against.taken[:SHOWN]
    ]
    if not session.as_json:
        terminal.table("", ("kind", ">row", "key", "same", "in the store", "id"), cells)
    _say_rest(session, len(against.taken))
    found = f"{counted(len(against.taken), 'row')} of {against.records:,} found in the store"
    if against.owners is not None:
        terminal.notice(f"{found}; {against.owners.words}. {against.owners.way_out}")
    elif request.options.adopt:
        terminal.notice(f"{found}; adopting takes over those of the same name, the others are conflicts.")
    else:
        terminal.notice(
            f"{found}. A load refuses to double customers, and a product in the way is a conflict."
        )


def show_rehearsal(session: Session, rehearsal: "Rehearsal") -> None:
    """Show how the rehearsal went, and what would be refused."""
    from pipeline.console.progress import duration

    terminal, scene = session.terminal, rehearsal.scene
    records = sum(
        number
        for states in rehearsal.states.values()
        for state, number in states.items()
        if state.value != "pending"
    )
    terminal.say(
        f"  Rehearsal:  {counted(records, 'record')} from the beginning, {scene.quota:,} requests / 5 min: "
        f"{duration(rehearsal.seconds)}, {counted(rehearsal.requests, 'request')}, "
        f"{counted(rehearsal.refusals, '429') if rehearsal.refusals else 'no 429'}"
    )
    if scene.assumed:
        terminal.notice(f"The store did not say; assumed: {', '.join(scene.assumed)}.")
    if rehearsal.stop is not None:
        terminal.notice(f"The load would end early: {rehearsal.stop.message}")
    if not rehearsal.refused:
        return
    if not session.as_json:
        cells = [
            [each.state, each.kind, each.line, each.key, each.status, each.words, each.in_the_way]
            for each in rehearsal.refused[:SHOWN]
        ]
        columns = ("outcome", "kind", ">row", "key", ">status", "the store's words", ">in the way: row")
        terminal.table("", columns, cells)
    _say_rest(session, len(rehearsal.refused))
    terminal.notice(f"{counted(len(rehearsal.refused), 'row')} would be rejected or in conflict.")


def _say_rest(session: Session, number: int) -> None:
    if number > SHOWN:
        session.terminal.say(f"... and {number - SHOWN:,} more; --json has all.")


def against_data(against: "Against") -> AgainstData:
    """Return the comparison for scripts."""
    taken = [
        TakenData(each.kind.name, each.key, each.line, each.field, each.ids, each.theirs)
        for each in against.taken
    ]
    made_by = [str(folder) for folder in against.owners.folders] if against.owners else []
    return AgainstData(against.records, against.requests, against.names_compared, made_by, taken)


def rehearsal_data(rehearsal: "Rehearsal") -> RehearsalData:
    """Return the rehearsal for scripts."""
    scene, stop = rehearsal.scene, rehearsal.stop
    return RehearsalData(
        seconds=round(rehearsal.seconds, 1),
        requests=rehearsal.requests,
        refusals_429=rehearsal.refusals,
        quota=scene.quota,
        quota_used=scene.used,
        tax_exclusive=scene.tax_exclusive,
        price_field=rehearsal.price_field,
        assumed=scene.assumed,
        states=states_by_plural(rehearsal.states),
        refused=[
            RefusedData(
                outcome=each.state.value,
                kind=each.kind.name,
                key=each.key,
                row=each.line,
                status=each.status,
                message=each.words,
                in_the_way_row=each.in_the_way,
            )
            for each in rehearsal.refused
        ],
        stop=None if stop is None else StopData(stop.code, stop.message),
    )
