"""What is said of a rehearsal, and of rows that are in the store already."""

from typing import TYPE_CHECKING, Any

from pipeline.cli.session import Session
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.load.against import Against
    from pipeline.load.survey import LoadRequest
    from pipeline.rehearsal import Rehearsal

SHOWN = 50


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


def against_data(against: "Against") -> dict[str, Any]:
    """Return the comparison for scripts."""
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


def rehearsal_data(rehearsal: "Rehearsal") -> dict[str, Any]:
    """Return the rehearsal for scripts."""
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
