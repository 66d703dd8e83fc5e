"""What `status` tells of a journal: the overview, a list, one record, the past runs, the rows to mend."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.checking import parse_kind
from pipeline.cli.invocation import argument, typed
from pipeline.cli.session import Answer, Session
from pipeline.cli.target import Wanted, choose
from pipeline.errors import AccessError, ExitStatus, UsageError
from pipeline.schema.kinds import all_kinds
from pipeline.text import clean, counted, did_you_mean

if TYPE_CHECKING:
    from pipeline.journal.book import Journal
    from pipeline.journal.entries import Entry
    from pipeline.journal.transitions import State
    from pipeline.load.request import Target
    from pipeline.schema.records import Record
    from pipeline.status.status import RunFigures, Status

SHOWN = 20
Rows = list[tuple["Record", int]]


@dataclass(frozen=True, slots=True)
class Where:
    """The dataset that is told of: its folder, its store ('' where none was named), its rows (None: not readable).

    `options` name the store on a command line; `loaded` tells whether a load there was ever begun.
    """

    folder: Path
    prefix: str
    options: tuple[str, ...]
    rows: Rows | None
    loaded: bool

    def then(self, command: str, *words: str) -> str:
        """Return a command about this dataset in this store to run next."""
        return typed(command, self.folder, *self.options, *words)


def tell_overview(session: Session, journal: "Journal", where: Where) -> int:
    """Tell the counts, what was refused and why, and what the next load would do."""
    from pipeline.status.status import status_of

    found = status_of(journal.entries(), where.rows)
    terminal = session.terminal
    if where.loaded and not session.as_json:
        states = sorted({state.value for counts in found.counts.values() for state in counts})
        table = [
            [kind.plural, *(found.counts[kind].get(_state(name), 0) for name in states)]
            for kind in all_kinds()
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
    if where.rows is None:
        terminal.notice("The files can't be read as they are.")
    if found.next_load:
        coming = found.next_load
        terminal.say(
            f"The next load would send {coming.send:,}, look up {coming.look_up:,}, "
            f"leave {coming.done + coming.changed + coming.left:,}."
        )
    data = {"loaded": where.loaded, **_status_data(found)}
    if where.rows is None:
        return session.give(
            Answer(data, next=typed("check", where.folder), why="to see what is wrong with them")
        )
    command = "load" if not found.settled or (found.next_load and found.next_load.send) else "verify"
    return session.give(Answer(data, next=where.then(command)))


def _status_data(found: "Status") -> dict[str, Any]:
    return {
        "counts": {
            kind.plural: {state.value: count for state, count in counts.items()}
            for kind, counts in found.counts.items()
        },
        "rejected": [_entry_data(entry) for entry in found.refused],
        "uncertain": [_entry_data(entry) for entry in found.uncertain],
        "skipped": [entry.key_text for entry in found.skipped],
        "settled": found.settled,
        "next_load": found.next_load
        and {
            "send": found.next_load.send,
            "look_up": found.next_load.look_up,
            "done": found.next_load.done,
            "changed": found.next_load.changed,
            "gone": found.next_load.gone,
            "left": found.next_load.left,
        },
    }


def _entry_data(entry: "Entry") -> dict[str, Any]:
    return {
        "kind": entry.kind.name,
        "key": entry.key_text,
        "state": entry.state.value,
        "name": entry.label,
        "id": entry.remote_id,
        "row": entry.line,
        "origin": entry.origin and entry.origin.value,
        "attempts": entry.attempts,
        "status": entry.status,
        "message": entry.message,
        "skipped": entry.skipped,
    }


def tell_one(
    session: Session, journal: "Journal", where: Where, key: str, wanted: Wanted, kind: str | None
) -> int:
    """Tell one record's attempts and, where the store can be asked, how it stands there."""
    from pipeline.status.status import history_of

    rows = where.rows or []
    found = history_of(journal, rows, key, parse_kind(kind) if kind else None)
    if not found:
        keys = {entry.key_text for entry in journal.entries()} | {record.key_text for record, _ in rows}
        raise UsageError(
            f'Neither files nor journal have a record "{clean(key, 80)}".{did_you_mean(key, keys)}',
            code="no-such-record",
            hint="--list lists the keys.",
        )
    data: list[dict[str, Any]] = []
    target = _target(session, wanted, where.folder) if any(each.entry.remote_id for each in found) else None
    for history in found:
        entry, terminal = history.entry, session.terminal
        live = _live(target, journal, entry)
        attempts = [
            {
                "at": _moment(each.at),
                "what": each.what,
                "status": each.status,
                "words": each.words,
                "request": each.request_id,
            }
            for each in history.attempts
        ]
        data.append({**_entry_data(entry), "history": attempts, "store": live})
        if session.as_json:
            continue
        terminal.data(f"{entry.kind} {entry.key_text}: {entry.state}, {entry.label}")
        terminal.data(
            f"  id {entry.remote_id or '-'}, row {entry.line}, {counted(entry.attempts, 'attempt')}"
        )
        cells = [[each["at"], each["what"], each["status"], each["words"]] for each in attempts]
        if cells:
            terminal.table("", ("when", "what", ">status", "words"), cells)
        if live is not None:
            terminal.data(f"  In the store: {live['words']}")
    return session.give(Answer({"records": data}, next=where.then("status")))


def _target(session: Session, wanted: Wanted, folder: Path) -> "Target | None":
    """Return the store where one was named, a token is at hand, and it is where it was: the journal tells without it."""
    if not (wanted.sandbox or wanted.domain or wanted.base_url):
        return None
    try:
        target = choose(wanted, session, dataset=folder, needs_token=False).target
    except AccessError as missing:
        session.terminal.notice(f"{missing.message} {missing.hint}")
        return None
    return None if target.token is None else target


def _live(target: "Target | None", journal: "Journal", entry: "Entry") -> dict[str, Any] | None:
    """Return how the record stands in the store, if that can be asked and may have it."""
    from pipeline.status.peek import peek

    if target is None or entry.remote_id is None:
        return None
    seen = peek(target, journal, entry)
    if seen.row is None:
        return {"there": False, "words": "not there any more", "differences": []}
    differences = [
        {"field": each.field, "ours": each.ours, "theirs": each.theirs} for each in seen.differences
    ]
    said = "; ".join(f"{each.field} is {each.theirs!r}, sent {each.ours!r}" for each in seen.differences)
    return {"there": True, "words": said or "as it was sent", "differences": differences}


def tell_list(session: Session, journal: "Journal", where: Where, states: list[str], kind: str | None) -> int:
    """List the records in these states and of this kind."""
    from pipeline.load.options import Selection
    from pipeline.load.plan import known_and_new
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
    data = {"records": [_entry_data(entry) for entry in found]}
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


def tell_runs(session: Session, journal: "Journal", where: Where) -> int:
    """List the past runs with their figures."""
    from pipeline.status.status import runs_of

    found = runs_of(journal)
    if not session.as_json:
        cells = [_run_cells(each) for each in found]
        heads = (">run", "began", "command", "ended", ">records", ">requests", ">429", ">s a record")
        session.terminal.table("", heads, cells)
    return session.give(Answer({"runs": [_run_data(each) for each in found]}, next=where.then("status")))


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


def _run_data(figures: "RunFigures") -> dict[str, Any]:
    run = figures.run
    return {
        "run": run.id,
        "began": _moment(run.started_at),
        "command": run.command,
        "ended": figures.ending,
        "records": figures.records,
        "requests": run.requests,
        "refusals_429": run.refusals,
        "seconds_a_record": figures.mean_s,
    }


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().isoformat(timespec="seconds")


def write_rejected_rows(
    session: Session, journal: "Journal", where: Where, path: Path, *, overwrite: bool
) -> int:
    """Write the rejected rows to a file, to be mended."""
    from pipeline.status.rejected import write_rejected

    written = write_rejected(path, where.rows or [], journal.entries(), overwrite=overwrite)
    if written:
        session.terminal.done(f"Rejected rows written to {', '.join(str(each) for each in written)}.")
    else:
        session.terminal.done("Nothing was rejected.")
    status_ = ExitStatus.LEFT_OVER if written else ExitStatus.DONE
    answer = Answer({"written": [str(each) for each in written]}, status_)
    if written:
        why = "after mending the rows in the dataset"
        return session.give(replace(answer, next=where.then("load", "--retry-failed"), why=why))
    return session.give(replace(answer, next=where.then("status")))
