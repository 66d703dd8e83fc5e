"""What plan tries out beyond the bill: a rehearsal of the load, and a look for rows that are in the store already."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.cli.invocation import LOADING, carried, typed
from pipeline.cli.session import Answer, Session
from pipeline.cli.target import Chosen
from pipeline.errors import ExitStatus
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.load.against import Against
    from pipeline.load.events import Event, Watch
    from pipeline.load.survey import LoadRequest, Survey
    from pipeline.rehearsal import Rehearsal

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Trials:
    """What to try out. `registers` rehearses a store with so many, whatever the real one has."""

    rehearse: bool = False
    against_store: bool = False
    registers: int | None = None


NO_TRIALS = Trials()


def try_out(
    session: Session, request: "LoadRequest", seen: "Survey", chosen: Chosen, trials: Trials
) -> Answer:
    """Try out what was asked for, show what it found, and return it with what to do next."""
    data: dict[str, Any] = {}
    status, more, why, others = ExitStatus.DONE, list[str](), "", None
    if trials.against_store:
        against = _compare(session, request, seen)
        data["against_store"] = _against_data(against)
        if against.taken and not request.options.adopt:
            status, why = ExitStatus.LEFT_OVER, "to take over what is there"
            more, others = ["--adopt"], against.owners
    if trials.rehearse:
        rehearsal = _rehearse(session, request, seen, trials.registers)
        data["rehearsal"] = _rehearsal_data(rehearsal)
        if rehearsal.status is not ExitStatus.DONE:
            status, why = rehearsal.status, "once these rows are mended"
    if others is not None:
        words, why = ["datasets", request.dataset.parent], "for their seeds"
    elif status is ExitStatus.DONE:
        registers = ("registers",) if chosen.embedded else ()
        words = ["load", request.dataset, *chosen.options, *carried(*LOADING, *registers)]
    else:
        trial = carried("rehearse", "against_store")
        words = ["plan", request.dataset, *more, *trial, *chosen.options, *carried(*LOADING, "registers")]
    return Answer(data, status, next=typed(*words), why=why)


def _compare(session: Session, request: "LoadRequest", seen: "Survey") -> "Against":
    from pipeline.console import LoadProgress
    from pipeline.console.progress import duration
    from pipeline.load.against import against_bill, compare_with_store

    bill = against_bill(request, seen)
    most = "" if bill.at_most == bill.requests else f" to {bill.at_most:,}"
    session.terminal.say(
        f"  Comparing:  {counted(bill.records, 'record')} with the store, "
        f"{bill.requests:,}{most} requests to read: about {duration(bill.seconds)}"
    )
    with LoadProgress(session.terminal, verbose=False) as watch:
        against = compare_with_store(request, seen, watch)
    _show_against(session, request, against)
    return against


def _show_against(session: Session, request: "LoadRequest", against: "Against") -> None:
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


def _rehearse(session: Session, request: "LoadRequest", seen: "Survey", registers: int | None) -> "Rehearsal":
    from pipeline.console import LoadProgress
    from pipeline.rehearsal import rehearse, scene_of

    with LoadProgress(session.terminal, verbose=False) as watch:
        rehearsal = rehearse(request, scene_of(seen.facts, registers), _muted(watch))
    _show_rehearsal(session, rehearsal)
    return rehearsal


def _muted(watch: "Watch") -> "Watch":
    """Return a watch that sees how far the rehearsal is; its pauses are over before they could be shown."""
    from pipeline.load.events import Phase, Progress

    def see(event: "Event") -> None:
        if isinstance(event, Phase):
            watch(replace(event, verb=f"Rehearsing {event.kind.plural if event.kind else 'look-ups'}"))
        elif isinstance(event, Progress):
            watch(event)

    return see


def _show_rehearsal(session: Session, rehearsal: "Rehearsal") -> None:
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


def _against_data(against: "Against") -> dict[str, Any]:
    return {
        "records": against.records,
        "requests": against.requests,
        "names_compared": against.names_compared,
        "made_by": [str(folder) for folder in against.owners.folders] if against.owners else [],
        "taken": [
            {
                "kind": each.kind.name,
                "key": each.key,
                "row": each.line,
                "field": each.field,
                "ids": list(each.ids),
                "theirs": each.theirs,
            }
            for each in against.taken
        ],
    }


def _rehearsal_data(rehearsal: "Rehearsal") -> dict[str, Any]:
    scene, stop = rehearsal.scene, rehearsal.stop
    return {
        "seconds": round(rehearsal.seconds, 1),
        "requests": rehearsal.requests,
        "refusals_429": rehearsal.refusals,
        "quota": scene.quota,
        "quota_used": scene.used,
        "tax_exclusive": scene.tax_exclusive,
        "price_field": rehearsal.price_field,
        "assumed": list(scene.assumed),
        "states": {
            kind.plural: {state.value: count for state, count in states.items()}
            for kind, states in rehearsal.states.items()
        },
        "refused": [
            {
                "outcome": each.state.value,
                "kind": each.kind.name,
                "key": each.key,
                "row": each.line,
                "status": each.status,
                "message": each.words,
                "in_the_way_row": each.in_the_way,
            }
            for each in rehearsal.refused
        ],
        "stop": stop and {"code": stop.code, "message": stop.message},
    }
