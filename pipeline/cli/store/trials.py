"""What plan tries out beyond the bill: a rehearsal of the load, and a look for rows that are in the store already."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.cli.invocation import LOADING, carried, typed
from pipeline.cli.render.load import survey_data
from pipeline.cli.render.trials import PlanData, against_data, rehearsal_data, show_against, show_rehearsal
from pipeline.cli.session import Answer, Session
from pipeline.cli.store.target import Chosen
from pipeline.errors import ExitStatus
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.load.events import Event, Watch
    from pipeline.load.planning.against import Against
    from pipeline.load.planning.survey import LoadRequest, Survey
    from pipeline.rehearsal import Rehearsal


@dataclass(frozen=True, slots=True)
class Trials:
    """What to try out. `registers` rehearses a store with so many, whatever the real one has."""

    rehearse: bool = False
    against_store: bool = False
    registers: int | None = None


NO_TRIALS = Trials()


def try_out(
    session: Session, request: "LoadRequest", seen: "Survey", chosen: Chosen, trials: Trials
) -> Answer[PlanData]:
    """Try out what was asked for, show what it found, and return it with what to do next."""
    data = PlanData(survey_data(seen))
    status, more, why, others = ExitStatus.DONE, list[str](), "", None
    if trials.against_store:
        against = _compare(session, request, seen)
        data = replace(data, against_store=against_data(against))
        if against.taken and not request.options.adopt:
            status, why = ExitStatus.LEFT_OVER, "to take over what is there"
            more, others = ["--adopt"], against.owners
    if trials.rehearse:
        rehearsal = _rehearse(session, request, seen, trials.registers)
        data = replace(data, rehearsal=rehearsal_data(rehearsal))
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
    from pipeline.load.planning.against import against_bill, compare_with_store

    bill = against_bill(request, seen)
    most = "" if bill.at_most == bill.requests else f" to {bill.at_most:,}"
    session.terminal.say(
        f"  Comparing:  {counted(bill.records, 'record')} with the store, "
        f"{bill.requests:,}{most} requests to read: about {duration(bill.seconds)}"
    )
    with LoadProgress(session.terminal, verbose=False) as watch:
        against = compare_with_store(request, seen, watch)
    show_against(session, request, against)
    return against


def _rehearse(session: Session, request: "LoadRequest", seen: "Survey", registers: int | None) -> "Rehearsal":
    from pipeline.console import LoadProgress
    from pipeline.rehearsal import rehearse, scene_of

    with LoadProgress(session.terminal, verbose=False) as watch:
        rehearsal = rehearse(request, scene_of(seen.facts, registers), _muted(watch))
    show_rehearsal(session, rehearsal)
    return rehearsal


def _muted(watch: "Watch") -> "Watch":
    """Return a watch that sees how far the rehearsal is; its pauses are over before they could be shown."""
    from pipeline.load.events import Phase, Progress

    def see(event: "Event") -> None:
        if isinstance(event, Phase):
            words = f" {event.kind.nouns}" if event.kind else f": {event.verb.lower()}"
            watch(replace(event, verb=f"Rehearsing{words}"))
        elif isinstance(event, Progress):
            watch(event)

    return see
