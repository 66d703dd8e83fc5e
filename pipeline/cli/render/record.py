"""What `status` tells of one record: its attempts, and how it stands in the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pipeline.cli.document import SPREAD
from pipeline.cli.invocation import typed
from pipeline.cli.options.shared import StoreOptions
from pipeline.cli.options.values import parse_kind
from pipeline.cli.session import Answer, Given, Session
from pipeline.cli.store.target import choose
from pipeline.errors import AccessError, UsageError
from pipeline.text import clean, counted, did_you_mean

if TYPE_CHECKING:
    from pipeline.journal.book import Journal
    from pipeline.journal.entries import Entry
    from pipeline.load.request import Target
    from pipeline.schema.records import Record

Rows = list[tuple["Record", int]]


@dataclass(frozen=True, slots=True)
class RecordData:
    """A record as the journal has it."""

    kind: str
    key: str
    state: str
    name: str
    id: str | None
    row: int | None
    origin: str | None
    attempts: int
    status: int | None
    message: str | None
    skipped: bool


@dataclass(frozen=True, slots=True)
class AttemptData:
    """One request about a record."""

    at: str
    what: str
    status: int | None
    words: str
    request: str | None


@dataclass(frozen=True, slots=True)
class FieldData:
    """A field that differs in the store."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class InStoreData:
    """How a record stands in the store."""

    there: bool
    words: str
    differences: Sequence[FieldData]


@dataclass(frozen=True, slots=True)
class HistoryData:
    """A record with its attempts and, where the store was asked, how it stands there."""

    record: Annotated[RecordData, SPREAD]
    history: Sequence[AttemptData]
    store: InStoreData | None


@dataclass(frozen=True, slots=True)
class HistoriesData:
    """The records of a key: of each kind that has it."""

    records: Sequence[HistoryData]


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


def entry_data(entry: "Entry") -> RecordData:
    """Return a journal's entry for scripts."""
    return RecordData(
        kind=entry.kind.name,
        key=entry.key_text,
        state=entry.state.value,
        name=entry.label,
        id=entry.remote_id,
        row=entry.line,
        origin=entry.origin and entry.origin.value,
        attempts=entry.attempts,
        status=entry.status,
        message=entry.message,
        skipped=entry.skipped,
    )


def tell_one(
    session: Session, journal: "Journal", where: Where, key: str, wanted: StoreOptions, *, kind: str | None
) -> Given[HistoriesData]:
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
    data: list[HistoryData] = []
    target = _target(session, wanted, where.folder) if any(each.entry.remote_id for each in found) else None
    for history in found:
        entry, terminal = history.entry, session.terminal
        live = _live(target, journal, entry)
        attempts = [
            AttemptData(moment(each.at), each.what, each.status, each.words, each.request_id)
            for each in history.attempts
        ]
        data.append(HistoryData(entry_data(entry), attempts, live))
        if session.as_json:
            continue
        terminal.data(f"{entry.kind} {entry.key_text}: {entry.state}, {entry.label}")
        terminal.data(
            f"  id {entry.remote_id or '-'}, row {entry.line}, {counted(entry.attempts, 'attempt')}"
        )
        cells = [[each.at, each.what, each.status, each.words] for each in attempts]
        if cells:
            terminal.table("", ("when", "what", ">status", "words"), cells)
        if live is not None:
            terminal.data(f"  In the store: {live.words}")
    return session.give(Answer(HistoriesData(data), next=where.then("status")))


def _target(session: Session, wanted: StoreOptions, folder: Path) -> "Target | None":
    """Return the store where one was named, a token is at hand, and it is where it was: the journal tells without it."""
    if not (wanted.sandbox or wanted.domain or wanted.base_url):
        return None
    try:
        target = choose(wanted, session, dataset=folder, needs_token=False).target
    except AccessError as missing:
        session.terminal.notice(f"{missing.message} {missing.hint}")
        return None
    return None if target.token is None else target


def _live(target: "Target | None", journal: "Journal", entry: "Entry") -> InStoreData | None:
    """Return how the record stands in the store, if that can be asked and may have it."""
    from pipeline.status.peek import peek
    from pipeline.update.plan import how_to_make_again, is_ours

    if target is None or entry.remote_id is None:
        return None
    seen = peek(target, journal, entry)
    if seen.row is None:
        way_out = f"; {how_to_make_again(entry)}" if is_ours(entry) else ""
        return InStoreData(there=False, words=f"not there any more{way_out}", differences=())
    differences = [FieldData(each.field, each.ours, each.theirs) for each in seen.differences]
    said = "; ".join(f"{each.field} is {each.theirs!r}, sent {each.ours!r}" for each in seen.differences)
    return InStoreData(there=True, words=said or "as it was sent", differences=differences)


def moment(at: float) -> str:
    """Return a time of the journal with its zone."""
    return datetime.fromtimestamp(at).astimezone().isoformat(timespec="seconds")
