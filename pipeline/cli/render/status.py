"""What `status` tells of a journal: the overview, a list, the past runs, the rows to mend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.document import states_by_plural
from pipeline.cli.invocation import argument, typed
from pipeline.cli.options.values import parse_kind
from pipeline.cli.render.record import RecordData, Where, entry_data, moment
from pipeline.cli.session import Answer, Given, Session
from pipeline.errors import ExitStatus, UsageError
from pipeline.schema.kinds import kinds_to_show
from pipeline.text import clean, counted, did_you_mean

if TYPE_CHECKING:
    from pipeline.journal.book import Journal
    from pipeline.journal.entries import Entry, StepEntry
    from pipeline.journal.transitions import State
    from pipeline.load.sending.waiting import Waiting
    from pipeline.status.status import RunFigures, Status

SHOWN = 20


@dataclass(frozen=True, slots=True)
class NextLoadData:
    """What the next load would do, in records."""

    send: int
    look_up: int
    done: int
    changed: int
    gone: int
    left: int


@dataclass(frozen=True, slots=True)
class WaitingData:
    """A record that isn't sent before what it names is created: which one that is, and how it stands, in words."""

    kind: str
    key: str
    for_kind: str
    for_key: str
    words: str


@dataclass(frozen=True, slots=True)
class OpenStepData:
    """A step of a record that isn't done: still to be sent, left because the store's value moved, or failed."""

    kind: str
    key: str
    step: str
    state: str
    status: int | None
    message: str


@dataclass(frozen=True, slots=True)
class StatusData:
    """Where a dataset stands in a store; `next_load` is None where its files can't be read."""

    loaded: bool
    counts: Mapping[str, Mapping[str, int]]
    rejected: Sequence[RecordData]
    uncertain: Sequence[RecordData]
    waiting: Sequence[WaitingData]
    steps: Sequence[OpenStepData]
    skipped: Sequence[str]
    settled: bool
    next_load: NextLoadData | None


@dataclass(frozen=True, slots=True)
class RecordsData:
    """The records of the states and the kind that were asked for."""

    records: Sequence[RecordData]


@dataclass(frozen=True, slots=True)
class RunData:
    """A past run, and how fast it was."""

    run: int
    began: str
    command: str
    ended: str
    records: int
    requests: int | None
    refusals_429: int | None
    seconds_a_record: float | None


@dataclass(frozen=True, slots=True)
class RunsData:
    """The past runs."""

    runs: Sequence[RunData]


@dataclass(frozen=True, slots=True)
class RejectedData:
    """The files with the rejected rows."""

    written: Sequence[str]


def waiting_data(found: "Waiting") -> WaitingData:
    """Return a record that waits for scripts."""
    (kind, key), (for_kind, for_key) = found.id, found.reference
    return WaitingData(kind.name, key, for_kind.name, for_key, found.words)


def step_data(found: "StepEntry") -> OpenStepData:
    """Return an open step for scripts."""
    return OpenStepData(
        found.kind.name, found.key, found.name, found.state.value, found.status, found.message
    )


def tell_overview(session: Session, journal: "Journal", where: Where) -> Given[StatusData]:
    """Tell the counts, what was refused and why, and what the next load would do."""
    from pipeline.status.status import status_of

    found = status_of(journal.entries(), where.rows, steps=journal.all_steps())
    terminal = session.terminal
    if where.loaded and not session.as_json:
        states = sorted({state.value for counts in found.counts.values() for state in counts})
        table = [
            [kind.nouns, *(found.counts[kind].get(_state(name), 0) for name in states)]
            for kind in kinds_to_show(found.counts)
        ]
        shown = ["uncertain" if name == "sent" else name for name in states]
        terminal.table(f"{where.folder} in {where.prefix}", ["", *(f">{name}" for name in shown)], table)
        for title, entries in (("Rejected or in conflict", found.refused), ("Uncertain", found.uncertain)):
            if entries:
                cells = [
                    [each.kind, each.key_text, each.line, each.status, each.message]
                    for each in entries[:SHOWN]
                ]
                terminal.table(title, ("kind", "key", ">row", ">status", "the store's words"), cells)
        waiting_cells = [[*each.id, each.words] for each in found.waiting[:SHOWN]]
        step_cells = [[each.kind, each.key, each.status, each.words] for each in found.steps[:SHOWN]]
        if waiting_cells:
            terminal.table("Waiting for what they name", ("kind", "key", "why"), waiting_cells)
        if step_cells:
            terminal.table("Created, but not all of it", ("kind", "key", ">status", "step"), step_cells)
    if found.updating:
        terminal.notice(f"{counted(len(found.updating), 'record')} whose update had no clear end.")
    if where.rows is None:
        terminal.notice("The files can't be read as they are.")
    if coming := found.next_load:
        terminal.say(
            f"The next load would send {coming.send:,}, look up {coming.look_up:,}, "
            f"leave {coming.done + coming.changed + coming.left:,}."
        )
    data = _status_data(found, loaded=where.loaded)
    if where.rows is None:
        return session.give(
            Answer(data, next=typed("check", where.folder), why="to see what is wrong with them")
        )
    command = "load" if not found.settled or (found.next_load and found.next_load.send) else "verify"
    command = "update" if command == "verify" and found.updating else command
    idle = command == "load" and coming is not None and not (coming.send or coming.look_up)
    why = _how_to_mend(found.refused) if idle else ""
    return session.give(Answer(data, next=where.then(command), why=why))


def _how_to_mend(refused: "Sequence[Entry]") -> str:
    """Return what is to be done before a load sends any of these; '' for none."""
    why = "after mending in the files what was refused (a row that stays as it is isn't sent again)"
    if any(entry.state.value == "conflict" for entry in refused):
        why += "; load --adopt takes over what has the same keys and names there"
    return why if refused else ""


def _status_data(found: "Status", *, loaded: bool) -> StatusData:
    coming = found.next_load
    return StatusData(
        loaded=loaded,
        counts=states_by_plural(found.counts),
        rejected=[entry_data(entry) for entry in found.refused],
        uncertain=[entry_data(entry) for entry in found.uncertain],
        waiting=[waiting_data(each) for each in found.waiting],
        steps=[step_data(each) for each in found.steps],
        skipped=[entry.key_text for entry in found.skipped],
        settled=found.settled,
        next_load=None
        if coming is None
        else NextLoadData(coming.send, coming.look_up, coming.done, coming.changed, coming.gone, coming.left),
    )


def tell_list(
    session: Session, journal: "Journal", where: Where, states: list[str], kind: str | None
) -> Given[RecordsData]:
    """List the records in these states and of this kind."""
    from pipeline.load.options import Selection
    from pipeline.load.planning.plan import known_and_new
    from pipeline.status.status import list_entries

    wanted = frozenset(_state(name) for name in states)
    entries = known_and_new(journal.entries(), where.rows or [])
    found = list_entries(entries, Selection(only=parse_kind(kind) if kind else None), wanted)
    if not session.as_json:
        cells = [
            [each.kind, each.key_text, each.state, each.label, each.remote_id, each.message] for each in found
        ]
        if cells:
            heads = ("kind", "key", "state", "name", "id", "message")
            session.terminal.table("", heads, cells, spare=("id",))
        else:
            session.terminal.say("No such records.")
    data = RecordsData([entry_data(entry) for entry in found])
    if not found:
        return session.give(Answer(data, next=where.then("status")))
    one = where.then("status", *argument(found[0].key_text))
    return session.give(Answer(data, next=one, why="for more about one of them"))


def _state(text: str) -> "State":
    from pipeline.journal.transitions import State

    names = {state.value: state for state in State} | {"uncertain": State.SENT}
    found = names.get(text.strip().lower())
    if found is None:
        raise UsageError(
            f'"{clean(text, 40)}" is no state.{did_you_mean(text, names)}',
            code="state-invalid",
            hint=f"One of: {', '.join(names)}.",
        )
    return found


def tell_runs(session: Session, journal: "Journal", where: Where) -> Given[RunsData]:
    """List the past runs with their figures."""
    from pipeline.status.status import runs_of

    found = runs_of(journal)
    if not session.as_json:
        cells = [_run_cells(each) for each in found]
        heads = (">run", "began", "command", "ended", ">records", ">requests", ">429", ">s a record")
        session.terminal.table("", heads, cells)
    return session.give(Answer(RunsData([_run_data(each) for each in found]), next=where.then("status")))


def _run_cells(figures: "RunFigures") -> list[object]:
    run, mean_s = figures.run, figures.mean_s
    mean = "" if mean_s is None else f"{mean_s:.2f}"
    return [
        run.id,
        f"{datetime.fromtimestamp(run.started_at).astimezone():%Y-%m-%d %H:%M}",
        run.command,
        figures.ending,
        figures.records,
        run.requests,
        run.refusals,
        mean,
    ]


def _run_data(figures: "RunFigures") -> RunData:
    run = figures.run
    return RunData(
        run=run.id,
        began=moment(run.started_at),
        command=run.command,
        ended=figures.ending,
        records=figures.records,
        requests=run.requests,
        refusals_429=run.refusals,
        seconds_a_record=figures.mean_s,
    )


def write_rejected_rows(
    session: Session, journal: "Journal", where: Where, path: Path, *, overwrite: bool
) -> Given[RejectedData]:
    """Write the rejected rows to a file, to be mended."""
    from pipeline.status.rejected import refused_names, write_rejected

    written = write_rejected(path, where.rows or [], journal.entries(), overwrite=overwrite)
    named = refused_names(journal.entries())
    if written:
        session.terminal.done(f"Rejected rows written to {', '.join(str(each) for each in written)}.")
    elif not named:
        session.terminal.done("Nothing was rejected.")
    if named:
        one = f"{named[0].kind} {clean(named[0].key_text, 80)}"
        session.terminal.notice(
            f"Without rows of their own: {counted(len(named), 'rejected record')}, such as {one}. Mend the columns "
            "that name them."
        )
    status_ = ExitStatus.LEFT_OVER if written or named else ExitStatus.DONE
    answer = Answer(RejectedData([str(each) for each in written]), status_)
    if written or named:
        why = "after mending the rows in the dataset"
        return session.give(replace(answer, next=where.then("load", "--retry-failed"), why=why))
    return session.give(replace(answer, next=where.then("status")))
