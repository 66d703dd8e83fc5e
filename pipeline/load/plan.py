"""What a load will do: the dataset's rows against the journal's entries. Pure.

The table of LOADING.md, *Identity, and files edited between runs*:

    the file says            pending, rejected     sent                  done
    same key, same payload   send                  reconcile             skip
    same key, new payload    send the new one      reconcile first       leave it, "changed after load"
    row gone                 withdrawn             reconcile, no resend  stays in the mapping, flagged
    new row                  pending, if it is selected
A record in conflict stays so until its row is edited or it is retried or adopted by request. A new row that isn't
selected stays unknown to the journal: the load that sends it looks first whether the store has it already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.load.journal.entry import Entry, State
from pipeline.load.options import LoadOptions, Selection
from pipeline.records import Kind, Record, fingerprint

Id = tuple[Kind, str]
REFUSED_AGAIN = (409, 422)  # a customer that the store itself refused is refused again: nothing is made twice
GONE_POSITION = 2**40  # rows that left the file come after all others in the mapping


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, by record. `puts` are the journal entries to write before anything is sent."""

    puts: tuple[Entry, ...]
    send: tuple[Id, ...]
    reconcile: tuple[Id, ...]
    fresh: tuple[Id, ...]  # to be sent, and never seen by the journal before
    done: tuple[Id, ...]
    changed: tuple[Id, ...]  # done, but their row was edited since
    gone: tuple[Id, ...]  # done, but their row left the file
    withdrawn: tuple[Id, ...]
    left: tuple[Id, ...]  # in conflict or not selected


_NEXT: dict[State, str] = {
    State.PENDING: "send",
    State.REJECTED: "send",
    State.DELETED: "send",
    State.CONFLICT: "left",
    State.SENT: "reconcile",
    State.DONE: "done",
    State.DELETING: "left",
    State.WITHDRAWN: "send",
}


def make_plan(rows: Iterable[tuple[Record, int]], entries: Iterable[Entry], options: LoadOptions) -> Plan:
    """Return the plan of a load. `rows` are the dataset's records with their line numbers, in file order."""
    known = {(entry.kind, entry.key): entry for entry in entries}
    puts: list[Entry] = []
    fresh: dict[Id, Entry] = {}
    lists: dict[str, list[Id]] = {name: [] for name in ("send", "reconcile", "done", "changed", "left")}
    seen: set[Id] = set()
    for position, (record, line) in enumerate(rows):
        wanted = entry_of(record, position, line)
        place = (wanted.kind, wanted.key)
        seen.add(place)
        before = known.get(place)
        if before is None:
            fresh[place], what = wanted, "send"
        else:
            entry, what = _meet(before, wanted, options)
            puts += [entry] if entry != before else []
        lists[what].append(place)
    gone = _absent(known, seen, puts)
    sent_gone = [place for place in known if place not in seen and known[place].state is State.SENT]
    chosen = _select(lists["send"], options.selection)
    taken = frozenset(chosen)
    met = tuple(place for place in chosen if place in fresh)
    return Plan(
        puts=(*puts, *(fresh[place] for place in met)),
        send=chosen,
        reconcile=tuple(lists["reconcile"] + sent_gone),
        fresh=met,
        done=tuple(lists["done"]),
        changed=tuple(lists["changed"]),
        gone=tuple(gone),
        withdrawn=tuple((put.kind, put.key) for put in puts if put.state is State.WITHDRAWN),
        left=tuple(lists["left"] + [place for place in lists["send"] if place not in taken]),
    )


def entry_of(record: Record, position: int, line: int) -> Entry:
    """Return the entry of a row that no journal knows yet."""
    price = record.price
    return Entry(
        kind=record.kind,
        key=record.key,
        position=position,
        line=line,
        key_text=record.key_text,
        label=record.label,
        price=None if price is None else str(price),
        fingerprint=fingerprint(record),
    )


def known_and_new(entries: Iterable[Entry], rows: Iterable[tuple[Record, int]]) -> list[Entry]:
    """Return the journal's entries, then a pending one for every row that it doesn't know: new, or never selected."""
    known = list(entries)
    places = {(entry.kind, entry.key) for entry in known}
    return known + [
        entry_of(record, position, line)
        for position, (record, line) in enumerate(rows)
        if (record.kind, record.key) not in places
    ]


def _meet(before: Entry, wanted: Entry, options: LoadOptions) -> tuple[Entry, str]:
    """Return the entry as it should stand now, and what to do with it."""
    placed = replace(before, position=wanted.position, line=wanted.line)
    edited = before.fingerprint != wanted.fingerprint
    what = _NEXT[before.state]
    if what == "done":
        return placed, "changed" if edited else "done"
    if what == "reconcile":
        return placed, what
    if before.skipped:
        return placed, "left"
    if options.retry_failed and before.state not in (State.REJECTED, State.CONFLICT):
        return placed, "left"
    adopting = options.adopt and (before.kind is Kind.PRODUCT or before.status in REFUSED_AGAIN)
    again = what == "send" or edited or options.retry_failed or adopting
    if before.state is State.DELETING or not again:
        return placed, "left"
    return _renewed(placed, wanted), "send"


def _renewed(placed: Entry, wanted: Entry) -> Entry:
    """Return the entry back at pending, with what the file says now."""
    return replace(
        placed,
        key_text=wanted.key_text,
        label=wanted.label,
        price=wanted.price,
        fingerprint=wanted.fingerprint,
        state=State.PENDING,
        remote_id=None,
        remote_version=None,
        origin=None,
    )


def _absent(known: Mapping[Id, Entry], seen: set[Id], puts: list[Entry]) -> list[Id]:
    """Withdraw what left the file and was never created; return what left it and is in the store."""
    gone: list[Id] = []
    for place, entry in known.items():
        if place in seen:
            continue
        if entry.state in (State.PENDING, State.REJECTED, State.CONFLICT, State.DELETED):
            puts.append(replace(entry, state=State.WITHDRAWN))
        elif entry.state is State.DONE:
            gone.append(place)
            if entry.position < GONE_POSITION:
                puts.append(replace(entry, position=GONE_POSITION + entry.position))
    return gone


def _select(send: Sequence[Id], selection: Selection) -> tuple[Id, ...]:
    chosen = [place for place in send if selection.takes(*place)]
    if selection.limit is None:
        return tuple(chosen)
    customers = [place for place in chosen if place[0] is Kind.CUSTOMER][: selection.limit]
    products = [place for place in chosen if place[0] is Kind.PRODUCT][: selection.limit]
    return tuple(customers + products)
